// The table of well-formed sequences is Unicode's (Standard, chapter 3, "UTF-8"): overlong forms,
// surrogates and what lies above U+10FFFF are excluded by the range of the second byte.
#include "input/utf8.h"

#include <algorithm>

namespace ckpt {
namespace {

struct Sequence {
  std::size_t length;  // of the bytes looked at: the whole code point, or the part before it breaks
  bool is_sound;
};

// Requires: `text` is not empty.
Sequence first_sequence(std::string_view text) {
  const auto at = [text](std::size_t index) { return static_cast<unsigned char>(text[index]); };
  const unsigned char lead = at(0);
  if (lead < 0x80) return {1, true};
  if (lead < 0xC2 || lead > 0xF4) return {1, false};
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  if (lead == 0xE0) low = 0xA0;
  if (lead == 0xED) high = 0x9F;
  if (lead == 0xF0) low = 0x90;
  if (lead == 0xF4) high = 0x8F;
  for (std::size_t index = 1; index < length; ++index) {
    if (index >= text.size() || at(index) < low || at(index) > high) return {index, false};
    low = 0x80;
    high = 0xBF;
  }
  return {length, true};
}

}  // namespace

std::size_t utf8_length(std::string_view text) {
  const Sequence sequence = first_sequence(text);
  return sequence.is_sound ? sequence.length : 0;
}

std::size_t count_invalid_utf8(std::string_view text) {
  std::size_t invalid = 0;
  while (!text.empty()) {
    const Sequence sequence = first_sequence(text);
    if (!sequence.is_sound) invalid += sequence.length;
    text.remove_prefix(sequence.length);
  }
  return invalid;
}

std::string mended_utf8(std::string_view text) {
  std::string mended;
  mended.reserve(text.size() + text.size() / 2);
  while (!text.empty()) {
    const Sequence sequence = first_sequence(text);
    mended +=
        sequence.is_sound ? text.substr(0, sequence.length) : std::string_view("\xEF\xBF\xBD");
    text.remove_prefix(sequence.length);
  }
  return mended;
}

}  // namespace ckpt
