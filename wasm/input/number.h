// Reads a number as JSON writes it, exactly: eight digits at a time, then one multiplication or
// division where both operands are exact, else the algorithm of Eisel and Lemire.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <fast_float/fast_float.h>

#include "base/result.h"

namespace ckpt {

struct NumberToken {
  const char* end;       // behind its last byte, or the byte that does not fit
  double value;          // infinite when too large for a double
  bool is_sound;         // false: `failure` at `end`
  bool is_long_integer;  // an integer beyond 2^53: `value` is rounded
  ErrorCode failure;
};

namespace number_detail {

inline bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

inline std::uint64_t load8(const char* bytes) {
  std::uint64_t value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

// Whether all eight bytes are digits, and their value: the method of Daniel Lemire's "Quickly
// parsing eight digits". Requires: little-endian.
inline bool is_eight_digits(std::uint64_t bytes) {
  return ((bytes & 0xF0F0'F0F0'F0F0'F0F0) |
          (((bytes + 0x0606'0606'0606'0606) & 0xF0F0'F0F0'F0F0'F0F0) >> 4)) ==
         0x3333'3333'3333'3333;
}

inline std::uint64_t eight_digits(std::uint64_t bytes) {
  bytes -= 0x3030'3030'3030'3030;
  bytes = bytes * 10 + (bytes >> 8);
  return (((bytes & 0x0000'00FF'0000'00FF) * 0x000F'4240'0000'0064) +
          (((bytes >> 16) & 0x0000'00FF'0000'00FF) * 0x0000'2710'0000'0001)) >>
         32;
}

// The digits from `place` on, appended to `value`, which wraps around behind nineteen of them.
inline const char* take_digits(const char* place, std::uint64_t& value) {
  if constexpr (std::endian::native == std::endian::little) {
    for (;;) {
      const std::uint64_t bytes = load8(place);
      if (!is_eight_digits(bytes)) break;
      value = value * 100'000'000 + eight_digits(bytes);
      place += 8;
    }
  }
  while (is_digit(*place)) value = value * 10 + static_cast<std::uint64_t>(*place++ - '0');
  return place;
}

inline constexpr std::uint64_t kExactInteger = std::uint64_t{1} << 53;
inline constexpr std::array kPowersOfTen{1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                         1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                         1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

// digits * 10^exponent, rounded to nearest even. `begin` and `end` hold the number as it is
// written, for the rare ones that this many digits do not decide.
inline double to_double(std::uint64_t digits, std::ptrdiff_t digit_count, std::int64_t exponent,
                        bool is_negative, const char* begin, const char* end) {
  double value = 0;
  if (digit_count <= 19) {
    if (digits <= kExactInteger && exponent >= -22 && exponent <= 22) {
      value = static_cast<double>(static_cast<std::int64_t>(digits));
      value = exponent < 0 ? value / kPowersOfTen[static_cast<std::size_t>(-exponent)]
                           : value * kPowersOfTen[static_cast<std::size_t>(exponent)];
      return is_negative ? -value : value;
    }
    const fast_float::adjusted_mantissa rounded =
        fast_float::compute_float<fast_float::binary_format<double>>(exponent, digits);
    if (rounded.power2 >= 0) {
      fast_float::to_float(is_negative, rounded, value);
      return value;
    }
  }
  fast_float::from_chars(begin, end, value);
  return value;
}

}  // namespace number_detail

// The number at `begin`. What stands behind it is not looked at. Requires: a byte behind it that no
// number holds, such as NUL, and eight more that may be read.
inline NumberToken read_number(const char* begin) {
  using namespace number_detail;
  const char* place = begin;
  const bool is_negative = *place == '-';
  if (is_negative) ++place;
  const auto fails_at = [](const char* at) {
    return NumberToken{at, 0, false, false, ErrorCode::bad_number};
  };

  std::uint64_t digits = 0;
  std::ptrdiff_t digit_count = 0;
  std::int64_t exponent = 0;
  if (*place == '0') {
    ++place;
  } else {
    const char* const first = place;
    place = take_digits(place, digits);
    digit_count = place - first;
    if (digit_count == 0) return fails_at(place);
  }
  bool is_integer = true;
  if (*place == '.') {
    is_integer = false;
    const char* const fraction = ++place;
    if (digit_count == 0) {
      while (*place == '0') ++place;
    }
    const char* const first = place;
    place = take_digits(place, digits);
    if (place == fraction) return fails_at(place);
    digit_count += place - first;
    exponent = fraction - place;
  }
  if ((*place | 0x20) == 'e') {
    is_integer = false;
    ++place;
    const bool is_down = *place == '-';
    if (*place == '-' || *place == '+') ++place;
    if (!is_digit(*place)) return fails_at(place);
    std::int64_t power = 0;
    for (; is_digit(*place); ++place) {
      if (power < 1'000'000'000) power = power * 10 + (*place - '0');
    }
    exponent += is_down ? -power : power;
  }
  const double value = to_double(digits, digit_count, exponent, is_negative, begin, place);
  const bool is_long = is_integer && (digit_count > 19 || digits > kExactInteger);
  return {place, value, true, is_long, ErrorCode{}};
}

}  // namespace ckpt
