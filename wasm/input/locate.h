// Turns a byte offset into what a person can find: line, column and an excerpt.
#pragma once

#include <cstdint>
#include <string>

#include "input/byte_source.h"

namespace ckpt {

struct Place {
  std::uint64_t offset_bytes = 0;
  std::uint64_t line = 1;    // from 1; LF, CRLF and CR end a line
  std::uint64_t column = 1;  // from 1, in characters (code points), a BOM not counted
  std::string excerpt;       // the line around the place, at most limits::kExcerptBytes, printable
  std::uint32_t excerpt_caret = 0;  // characters of `excerpt` before the place
};

// Re-reads the source from its start: O(offset). A read error gives the place without excerpt.
[[nodiscard]] Place locate(ByteSource& source, std::uint64_t offset_bytes);

}  // namespace ckpt
