#include "input/json_text.h"

#include <bit>
#include <cstring>
#include <string_view>

#include "input/bytes16.h"

namespace ckpt {
namespace {

constexpr std::size_t kUnicodeEscapeBytes = 6;
constexpr std::uint32_t kNoCode = 0x10000;

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
bool is_hex_digit(char byte) {
  const char lower = static_cast<char>(byte | 0x20);
  return is_digit(byte) || (lower >= 'a' && lower <= 'f');
}

// The value of the four hexadecimal digits of the escape \uXXXX at `escape`, else kNoCode.
std::uint32_t unicode_escape(const char* escape) {
  if (escape[0] != '\\' || escape[1] != 'u') return kNoCode;
  std::uint32_t value = 0;
  for (int index = 2; index < 6; ++index) {
    const char digit = escape[index];
    if (!is_hex_digit(digit)) return kNoCode;
    const int digit_value = is_digit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
    value = value << 4 | static_cast<std::uint32_t>(digit_value);
  }
  return value;
}

bool is_high_surrogate(std::uint32_t code) { return code >= 0xD800 && code <= 0xDBFF; }
bool is_low_surrogate(std::uint32_t code) { return code >= 0xDC00 && code <= 0xDFFF; }

// What a one-letter escape stands for; 0 for a letter that makes none.
char meaning(char letter) {
  switch (letter) {
    case '"':
    case '\\':
    case '/':
      return letter;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return 0;
  }
}

char* put_utf8(char* out, std::uint32_t code) {
  const auto put = [&out](std::uint32_t byte) { *out++ = static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
  return out;
}

// A whole code point: one escape, or the two of a pair.
struct Escaped {
  std::uint32_t code;
  std::size_t size;  // of what is written
  bool is_lone;
};

// Requires: an escape \uXXXX at `escape`.
Escaped code_point(const char* escape) {
  const std::uint32_t code = unicode_escape(escape);
  if (!is_high_surrogate(code) && !is_low_surrogate(code)) {
    return {code, kUnicodeEscapeBytes, false};
  }
  if (is_high_surrogate(code)) {
    const std::uint32_t next = unicode_escape(escape + kUnicodeEscapeBytes);
    if (is_low_surrogate(next)) {
      return {0x10000 + ((code - 0xD800) << 10) + (next - 0xDC00), 2 * kUnicodeEscapeBytes, false};
    }
  }
  return {0xFFFD, kUnicodeEscapeBytes, true};
}

}  // namespace

TextEnd find_text_end(const char* text) {
  std::uint32_t highs = 0;
  bool has_escapes = false;
  const auto fail = [&](const char* place, ErrorCode code) {
    return TextEnd{place, false, highs != 0, has_escapes, code};
  };
  for (const char* place = text;;) {
    const Bytes16 bytes(place);
    const std::uint32_t specials = bytes.specials();
    if (specials == 0) {
      highs |= bytes.highs();
      place += kBytes16;
      continue;
    }
    const int count = std::countr_zero(specials);
    highs |= bytes.highs() & ((1U << count) - 1);
    place += count;
    if (*place == '"') return {place, true, highs != 0, has_escapes, ErrorCode{}};
    if (*place == '\0') return fail(place, ErrorCode::unterminated_string);
    if (*place != '\\') return fail(place, ErrorCode::syntax);  // a raw control byte
    has_escapes = true;
    if (meaning(place[1]) != 0) {
      place += 2;
    } else if (unicode_escape(place) != kNoCode) {
      place += kUnicodeEscapeBytes;
    } else {
      // An escape may also be cut.
      const char* at = place + 1;
      if (*at == 'u') {
        ++at;
        while (is_hex_digit(*at)) ++at;
      }
      if (*at == '\0') return fail(at, ErrorCode::unterminated_string);
      return fail(place, ErrorCode::bad_escape);
    }
  }
}

Unescaped unescape(char* text, const char* end) {
  Unescaped result;
  char* out = text;
  for (const char* place = text; place < end;) {
    const auto* escape =
        static_cast<const char*>(std::memchr(place, '\\', static_cast<std::size_t>(end - place)));
    const auto plain = static_cast<std::size_t>((escape == nullptr ? end : escape) - place);
    if (out != place) std::memmove(out, place, plain);
    out += plain;
    place += plain;
    if (escape == nullptr) break;
    if (place[1] != 'u') {
      *out++ = meaning(place[1]);
      place += 2;
      continue;
    }
    const Escaped escaped = code_point(place);
    if (escaped.is_lone && result.lone_surrogates++ == 0) result.first_lone_surrogate = place;
    out = put_utf8(out, escaped.code);
    place += escaped.size;
  }
  result.size = static_cast<std::size_t>(out - text);
  return result;
}

Unescaped count_lone_surrogates(const char* text, const char* end) {
  Unescaped result;
  for (const char* place = text; place < end;) {
    if (*place != '\\') {
      ++place;
    } else if (unicode_escape(place) == kNoCode) {
      place += 2;
    } else {
      const Escaped escaped = code_point(place);
      if (escaped.is_lone && result.lone_surrogates++ == 0) result.first_lone_surrogate = place;
      place += escaped.size;
    }
  }
  return result;
}

}  // namespace ckpt
