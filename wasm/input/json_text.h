// The inside of a JSON string: where it ends, and what its escapes mean.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/result.h"

namespace ckpt {

// Where reading of a string's text came to an end.
struct TextEnd {
  const char* place;    // the closing quotation mark, or the byte that does not fit
  bool is_closed;       // false: `failure` at `place`, which is a NUL where the text breaks off
  bool has_high_bytes;  // a byte beyond ASCII stands in between
  bool has_escapes;
  ErrorCode failure;
};

// The end of a string's text from `text` on, escapes and all. Stops at a control byte, at an escape
// that JSON does not know, and at a NUL. Requires: a NUL, and 15 more bytes that may be read.
[[nodiscard]] TextEnd find_text_end(const char* text);

// How many bytes a text became, and the halves of surrogate pairs in it.
struct Unescaped {
  std::size_t size = 0;
  std::uint64_t lone_surrogates = 0;
  const char* first_lone_surrogate = nullptr;  // where its escape stood
};

// Resolves the escapes of [text, end) where they stand; half a surrogate pair becomes U+FFFD.
// Requires: find_text_end() found `end` closed.
[[nodiscard]] Unescaped unescape(char* text, const char* end);

// The same counts without changing anything, for a text that breaks off at `end`, a NUL.
[[nodiscard]] Unescaped count_lone_surrogates(const char* text, const char* end);

}  // namespace ckpt
