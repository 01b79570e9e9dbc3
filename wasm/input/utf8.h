// Finds and mends text that is not UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ckpt {

// Bytes at the start of `text` that form one code point; 0 when they form none. Requires: not
// empty.
[[nodiscard]] std::size_t utf8_length(std::string_view text);

// How many bytes of `text` belong to no code point; 0 for sound UTF-8.
[[nodiscard]] std::size_t count_invalid_utf8(std::string_view text);

// `text` with one U+FFFD for each maximal run of bytes that begins a code point and breaks off, as
// browsers do it. May be longer than `text`.
[[nodiscard]] std::string mended_utf8(std::string_view text);

}  // namespace ckpt
