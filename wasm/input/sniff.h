// Says what a source is that turned out not to be JSON.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "input/byte_source.h"

namespace ckpt {

// Whether only NUL bytes and blanks follow `from`.
struct Tail {
  bool is_blank = false;
  std::uint64_t nul_count = 0;
  std::uint64_t size_bytes = 0;  // of the whole source, when the tail is blank
};

// Reads on until something else is found. Errors: read_failed.
[[nodiscard]] Result<Tail> look_at_tail(ByteSource& source, std::uint64_t from);

// The reason to refuse a source in which no object or list begins: empty, blank, html,
// git_lfs_pointer, binary or not_json, with the place of its first byte that is not blank.
[[nodiscard]] Error reason_to_refuse(ByteSource& source);

// A better reason than `found`, the error met in the first document of the source, if its beginning
// gives one away: a binary file that happens to begin like JSON, a log whose lines begin with a
// bracket, a Python dictionary.
[[nodiscard]] Error better_reason(ByteSource& source, Error found);

}  // namespace ckpt
