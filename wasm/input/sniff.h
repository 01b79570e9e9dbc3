// Says what a source is that turned out not to be JSON.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace ckpt {

// What is known of a source that could not be read: enough to recognise it.
struct SourceHead {
  static constexpr std::size_t kBytes = 512;

  std::string_view beginning;  // its first kBytes
  std::string_view text;       // as many from its first byte on that is not blank
  std::uint64_t text_offset_bytes = 0;
  bool is_blank = false;  // nothing but NUL bytes and blanks behind a byte order mark
};

// The reason to refuse a source in which no object or list begins: empty, blank, html,
// git_lfs_pointer, or what wrong_files.h finds, with the place of its first byte that is not blank.
[[nodiscard]] Error reason_to_refuse(const SourceHead& head);

// A better reason than `found`, the error met in the first document of the source, if its beginning
// gives one away: a binary file that happens to begin like JSON, a log whose lines begin with a
// bracket, a Python dictionary. `place` begins where the error was found; empty at the end.
[[nodiscard]] Error better_reason(const Error& found, std::string_view beginning,
                                  std::string_view place);

}  // namespace ckpt
