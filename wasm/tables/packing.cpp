// See packing.h. Every packing is checked with the very expression that unpacks it.
#include "tables/packing.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <type_traits>

#include "base/extremes.h"

namespace ckpt {

namespace {

constexpr double kPowersOfTen[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
constexpr std::uint8_t kDecimalsMax = 9;
// Fewer values are not worth a look.
constexpr std::size_t kPackedMin = 32;
// Values that are checked before a difference is looked for.
constexpr std::uint32_t kCheckedTogether = 32;

template <class Value>
std::uint64_t bits_of(Value value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof(value));
  return bits;
}

template <class Value>
Value ramp_value(Value start, Value step, std::uint32_t index) {
  // Signed, since that is what the machine can convert several of at once.
  return static_cast<Value>(start + step * static_cast<Value>(static_cast<std::int32_t>(index)));
}

// The integer that stands for `value`; 0, which no other value is unpacked from, when none does.
std::int32_t scaled(double value, double scale) {
  const double wanted = value * scale;
  const bool fits = std::fabs(wanted) <= std::numeric_limits<std::int32_t>::max();
  return static_cast<std::int32_t>((fits ? wanted : 0.0) + std::copysign(0.5, wanted));
}
std::int32_t scaled(std::uint32_t value, std::uint32_t) {
  return value <= std::numeric_limits<std::int16_t>::max() ? static_cast<std::int32_t>(value) : 0;
}

double unscaled(std::int32_t integer, double scale) { return integer / scale; }
std::uint32_t unscaled(std::int32_t integer, std::uint32_t) {
  return static_cast<std::uint32_t>(integer);
}

template <class Value>
Value scale_of(std::uint8_t decimals) {
  return static_cast<Value>(kPowersOfTen[decimals]);
}

// The index of the first value that does not come back, or how many there are.
template <class Value, class Unpacked>
std::uint32_t first_difference(std::span<const Value> values, Unpacked unpacked) {
  const auto count = static_cast<std::uint32_t>(values.size());
  const auto differs = [&](std::uint32_t i) { return bits_of(unpacked(i)) ^ bits_of(values[i]); };
  std::uint32_t begin = 0;
  for (; begin + kCheckedTogether <= count; begin += kCheckedTogether) {
    std::uint64_t differences = 0;
    for (std::uint32_t i = 0; i < kCheckedTogether; ++i) differences |= differs(begin + i);
    if (differences != 0) break;
  }
  while (begin < count && differs(begin) == 0) ++begin;
  return begin;
}

// The least number of decimals, from `decimals` on, that all values can be written with.
template <class Value>
std::optional<std::uint8_t> decimals_of(std::span<const Value> values) {
  constexpr std::uint8_t kMax = std::is_same_v<Value, double> ? kDecimalsMax : 0;
  for (std::uint8_t decimals = 0;;) {
    const Value scale = scale_of<Value>(decimals);
    const std::uint32_t failed = first_difference(
        values, [&](std::uint32_t i) { return unscaled(scaled(values[i], scale), scale); });
    if (failed == values.size()) return decimals;
    const Value value = values[failed];
    const auto comes_back = [&](Value power) {
      return bits_of(unscaled(scaled(value, power), power)) == bits_of(value);
    };
    do {
      if (++decimals > kMax) return std::nullopt;
    } while (!comes_back(scale_of<Value>(decimals)));
  }
}

template <class Value>
bool fits_16_bits(std::span<const Value> values, std::uint8_t decimals) {
  const Value scale = scale_of<Value>(decimals);
  return std::all_of(values.begin(), values.end(), [scale](Value value) {
    const std::int32_t integer = scaled(value, scale);
    return integer == static_cast<std::int16_t>(integer);
  });
}

bool is_narrow(std::span<const double> values) {
  const auto is_number = [](double value) {
    return std::fabs(value) <= std::numeric_limits<float>::max();
  };
  return is_number(values.front()) &&
         first_difference(values, [&](std::uint32_t i) {
           return is_number(values[i]) ? static_cast<double>(static_cast<float>(values[i])) : 0.0;
         }) == values.size();
}

template <class Stored, class Value>
void store_scaled(std::span<const Value> values, Value scale, std::byte* out) {
  auto* integers = reinterpret_cast<Stored*>(out);
  for (std::size_t i = 0; i < values.size(); ++i) {
    integers[i] = static_cast<Stored>(scaled(values[i], scale));
  }
}

template <class Stored, class Value>
void load_scaled(const Stored* integers, std::uint32_t count, Value scale, Value* out) {
  for (std::uint32_t i = 0; i < count; ++i) out[i] = unscaled(integers[i], scale);
}

// Integers keep the order of the values that they stand for: only the extremes are divided. Each is
// compared together with its place, in the bits below it.
void extremes_of_scaled16(const std::int16_t* integers, double scale, std::size_t groups,
                          ValueRange* ranges, ExtremePlaces* places) {
  using Four16 = std::int16_t __attribute__((vector_size(8)));
  using Four32 = std::int32_t __attribute__((vector_size(16)));
  constexpr std::int32_t kLast = kExtremesOf - 1;
  const auto lower = [](auto a, auto b) { return b < a ? b : a; };
  const auto higher = [](auto a, auto b) { return a < b ? b : a; };
  for (std::size_t group = 0; group < groups; ++group, integers += kExtremesOf) {
    Four32 low{};
    Four32 high{};
    for (std::int32_t first = 0; first <= kLast; first += 4) {
      Four16 narrow;
      std::memcpy(&narrow, integers + first, sizeof(narrow));
      const Four32 above = __builtin_convertvector(narrow, Four32) * (kLast + 1);
      const Four32 place{first, first + 1, first + 2, first + 3};
      low = first == 0 ? above | place : lower(low, above | place);
      high = first == 0 ? above | (kLast - place) : higher(high, above | (kLast - place));
    }
    const std::int32_t lowest = lower(lower(low[0], low[1]), lower(low[2], low[3]));
    const std::int32_t highest = higher(higher(high[0], high[1]), higher(high[2], high[3]));
    ranges[group] = {unscaled(lowest >> 4, scale), unscaled(highest >> 4, scale)};
    places[group] = {static_cast<std::uint32_t>(lowest & kLast),
                     static_cast<std::uint32_t>(kLast - (highest & kLast))};
  }
}

}  // namespace

void extremes_of_sixteen(const Packed<double>& values, std::uint32_t count, ValueRange* ranges,
                         ExtremePlaces* places) {
  const std::uint32_t groups = count / kExtremesOf;
  if (values.packing == Packing::scaled16) {
    extremes_of_scaled16(reinterpret_cast<const std::int16_t*>(values.bytes),
                         scale_of<double>(values.decimals), groups, ranges, places);
    return;
  }
  for (std::uint32_t group = 0; group < groups; ++group) {
    double room[kExtremesOf];
    const double* some = values.unpack(kExtremesOf, room, group * kExtremesOf);
    extremes_of_sixteen(std::span(some, kExtremesOf), ranges + group, places + group);
  }
}

template <class Value>
PackingChoice choose_packing(std::span<const Value> values) {
  if (values.size() < kPackedMin) return {};
  const Value start = values[0];
  const Value step = static_cast<Value>(values[1] - start);
  if (first_difference(values, [&](std::uint32_t i) { return ramp_value(start, step, i); }) ==
      values.size()) {
    return {Packing::ramp};
  }
  if (const auto decimals = decimals_of(values)) {
    return {fits_16_bits(values, *decimals) ? Packing::scaled16 : Packing::scaled32, *decimals};
  }
  if constexpr (std::is_same_v<Value, double>) {
    if (is_narrow(values)) return {Packing::narrow};
  }
  return {};
}

template <class Value>
std::size_t packed_bytes(Packing packing, std::size_t count) {
  switch (packing) {
    case Packing::constant:
      return 0;
    case Packing::ramp:
      return sizeof(Value);
    case Packing::scaled16:
      return count * sizeof(std::int16_t);
    case Packing::scaled32:
      return count * sizeof(std::int32_t);
    case Packing::narrow:
      return count * sizeof(float);
    case Packing::plain:
      return count * sizeof(Value);
  }
  return 0;
}

template <class Value>
void pack(std::span<const Value> values, PackingChoice choice, std::byte* out) {
  const Value scale = scale_of<Value>(choice.decimals);
  switch (choice.packing) {
    case Packing::constant:
      return;
    case Packing::ramp:
      *reinterpret_cast<Value*>(out) = static_cast<Value>(values[1] - values[0]);
      return;
    case Packing::scaled16:
      store_scaled<std::int16_t>(values, scale, out);
      return;
    case Packing::scaled32:
      store_scaled<std::int32_t>(values, scale, out);
      return;
    case Packing::narrow:
      std::transform(values.begin(), values.end(), reinterpret_cast<float*>(out),
                     [](Value value) { return static_cast<float>(value); });
      return;
    case Packing::plain:
      std::memcpy(out, values.data(), values.size_bytes());
      return;
  }
}

template <class Value>
Value Packed<Value>::at(std::uint32_t index) const {
  const Value scale = scale_of<Value>(decimals);
  switch (packing) {
    case Packing::constant:
      return start;
    case Packing::ramp:
      return ramp_value(start, *reinterpret_cast<const Value*>(bytes), index);
    case Packing::scaled16:
      return unscaled(reinterpret_cast<const std::int16_t*>(bytes)[index], scale);
    case Packing::scaled32:
      return unscaled(reinterpret_cast<const std::int32_t*>(bytes)[index], scale);
    case Packing::narrow:
      return static_cast<Value>(reinterpret_cast<const float*>(bytes)[index]);
    case Packing::plain:
      return reinterpret_cast<const Value*>(bytes)[index];
  }
  return start;
}

template <class Value>
const Value* Packed<Value>::unpack(std::uint32_t count, Value* room, std::uint32_t first) const {
  const Value scale = scale_of<Value>(decimals);
  switch (packing) {
    case Packing::constant:
      std::fill_n(room, count, start);
      break;
    case Packing::ramp: {
      const Value step = *reinterpret_cast<const Value*>(bytes);
      for (std::uint32_t i = 0; i < count; ++i) room[i] = ramp_value(start, step, first + i);
      break;
    }
    case Packing::scaled16:
      load_scaled(reinterpret_cast<const std::int16_t*>(bytes) + first, count, scale, room);
      break;
    case Packing::scaled32:
      load_scaled(reinterpret_cast<const std::int32_t*>(bytes) + first, count, scale, room);
      break;
    case Packing::narrow:
      std::copy_n(reinterpret_cast<const float*>(bytes) + first, count, room);
      break;
    case Packing::plain:
      return reinterpret_cast<const Value*>(bytes) + first;
  }
  return room;
}

template struct Packed<double>;
template struct Packed<std::uint32_t>;
template PackingChoice choose_packing<double>(std::span<const double>);
template PackingChoice choose_packing<std::uint32_t>(std::span<const std::uint32_t>);
template std::size_t packed_bytes<double>(Packing, std::size_t);
template std::size_t packed_bytes<std::uint32_t>(Packing, std::size_t);
template void pack<double>(std::span<const double>, PackingChoice, std::byte*);
template void pack<std::uint32_t>(std::span<const std::uint32_t>, PackingChoice, std::byte*);

}  // namespace ckpt
