// Reads a number as JSON writes it, exactly: sixteen digits at a time, then one multiplication or
// division where both operands are exact, else the algorithm of Eisel and Lemire.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include <fast_float/fast_float.h>

#include "input/bytes16.h"

namespace ckpt {

enum class NumberKind : std::uint8_t {
  none,          // a byte that does not fit
  number,        // infinite when too large for a double
  long_integer,  // an integer beyond 2^53: the value is rounded
};

struct NumberToken {
  const char* end;  // behind its last byte, or the byte that does not fit
  double value;
  NumberKind kind;
};

namespace number_detail {

inline bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

inline constexpr std::array<std::uint64_t, 17> kTens{
    1,
    10,
    100,
    1'000,
    10'000,
    100'000,
    1'000'000,
    10'000'000,
    100'000'000,
    1'000'000'000,
    10'000'000'000,
    100'000'000'000,
    1'000'000'000'000,
    10'000'000'000'000,
    100'000'000'000'000,
    1'000'000'000'000'000,
    10'000'000'000'000'000,
};

// The digits from `place` on, appended to `value`, which wraps around behind nineteen of them.
// Sixteen bytes at a time and without a jump for each: how many digits there are is what no
// processor can guess.
inline const char* take_digits(const char* place, std::uint64_t& value) {
  for (;;) {
    const auto count = static_cast<unsigned>(std::countr_one(Bytes16(place).digits()));
    if (count == 0) return place;
    place += count;
    value = value * kTens[count] + Bytes16(place - kBytes16).last_digits(count);
    if (count < kBytes16) return place;
  }
}

inline constexpr std::uint64_t kExactInteger = std::uint64_t{1} << 53;
inline constexpr std::array kPowersOfTen{1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                         1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                         1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

inline constexpr std::ptrdiff_t kDigitsMax = 19;  // that always fit into 64 bits

// digits * 10^exponent, rounded to nearest even, for those that no single multiplication or
// division gives. `begin` and `end` hold the number as it is written, for the rare ones that
// nineteen digits do not decide.
[[gnu::noinline]] inline double round_long(std::uint64_t digits, std::ptrdiff_t digit_count,
                                           std::int64_t exponent, bool is_negative,
                                           const char* begin, const char* end) {
  double value = 0;
  if (digit_count <= kDigitsMax) {
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

inline double to_double(std::uint64_t digits, std::ptrdiff_t digit_count, std::int64_t exponent,
                        bool is_negative, const char* begin, const char* end) {
  if (digit_count > kDigitsMax || digits > kExactInteger || exponent < -22 || exponent > 22)
    return round_long(digits, digit_count, exponent, is_negative, begin, end);
  const auto whole = static_cast<double>(static_cast<std::int64_t>(digits));
  const double value = exponent < 0 ? whole / kPowersOfTen[static_cast<std::size_t>(-exponent)]
                                    : whole * kPowersOfTen[static_cast<std::size_t>(exponent)];
  return is_negative ? -value : value;
}

}  // namespace number_detail

// The number at `begin`. What stands behind it is not looked at. Requires: a byte behind it that no
// number holds, such as NUL; kBytes16 bytes before it and as many behind that one may be read.
inline NumberToken read_number(const char* begin) {
  using namespace number_detail;
  const char* place = begin;
  const bool is_negative = *place == '-';
  if (is_negative) ++place;
  const char* const first = place;
  if (!is_digit(*place)) return {place, 0, NumberKind::none};
  auto digits = static_cast<std::uint64_t>(*place++ - '0');
  std::ptrdiff_t digit_count = 0;  // from the first on that is not 0
  if (digits != 0) {
    if (is_digit(*place)) place = take_digits(place, digits);
    digit_count = place - first;
  }
  std::int64_t exponent = 0;
  bool is_integer = true;
  if (*place == '.') {
    is_integer = false;
    const char* const fraction = ++place;
    if (digit_count == 0) {
      while (*place == '0') ++place;
    }
    const char* const counted = place;
    place = take_digits(place, digits);
    if (place == fraction) return {place, 0, NumberKind::none};
    digit_count += place - counted;
    exponent = fraction - place;
  }
  if ((*place | 0x20) == 'e') {
    is_integer = false;
    ++place;
    const bool is_down = *place == '-';
    if (*place == '-' || *place == '+') ++place;
    if (!is_digit(*place)) return {place, 0, NumberKind::none};
    std::int64_t power = 0;
    for (; is_digit(*place); ++place) {
      if (power < 1'000'000'000) power = power * 10 + (*place - '0');
    }
    exponent += is_down ? -power : power;
  }
  const double value = to_double(digits, digit_count, exponent, is_negative, begin, place);
  const bool is_long = is_integer && (digit_count > kDigitsMax || digits > kExactInteger);
  return {place, value, is_long ? NumberKind::long_integer : NumberKind::number};
}

}  // namespace ckpt
