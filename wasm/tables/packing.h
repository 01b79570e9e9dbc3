// The values of a complete chunk in the fewest bytes that give every bit back: a step that rises
// evenly needs none, a loss written with four decimals is an integer over 10,000.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/extremes.h"

namespace ckpt {

enum class Packing : std::uint8_t {
  constant,  // `start`
  ramp,      // `start` + index * the one value that is kept
  scaled16,  // integers over a power of ten
  scaled32,
  narrow,  // numbers of single precision
  plain,
};

// Value: double or std::uint32_t, whose packings are constant, ramp, scaled16 without decimals and
// plain.
template <class Value>
struct Packed {
  const std::byte* bytes = nullptr;  // aligned as Value is
  Value start{};
  Packing packing = Packing::constant;
  std::uint8_t decimals = 0;  // of scaled16 and scaled32

  [[nodiscard]] Value at(std::uint32_t index) const;
  // `count` values from `first` on: where they are kept, or in `room`, which holds as many.
  [[nodiscard]] const Value* unpack(std::uint32_t count, Value* room,
                                    std::uint32_t first = 0) const;
};

// The extremes of every kExtremesOf of the first `count` values and the first place of each; those
// that are left over have none. A value is looked at as it is packed. Requires: none is NaN; both
// outputs hold as many.
void extremes_of_sixteen(const Packed<double>& values, std::uint32_t count, ValueRange* ranges,
                         ExtremePlaces* places);

struct PackingChoice {
  Packing packing = Packing::plain;
  std::uint8_t decimals = 0;
};

// The smallest packing of values that vary. A packing is taken only when unpacking gives the same
// bits; O(values), and a few dozen instructions where the first value says that none will do.
template <class Value>
[[nodiscard]] PackingChoice choose_packing(std::span<const Value> values);

template <class Value>
[[nodiscard]] std::size_t packed_bytes(Packing packing, std::size_t count);

// Writes packed_bytes() to `out`, which is aligned as Value is.
template <class Value>
void pack(std::span<const Value> values, PackingChoice choice, std::byte* out);

}  // namespace ckpt
