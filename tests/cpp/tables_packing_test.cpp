// Packed values come back to the bit, whatever they are; and those that logs are full of are small.
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "catch.h"
#include "tables/packing.h"
#include "tables/sparse.h"

namespace {

using ckpt::choose_packing;
using ckpt::Packed;
using ckpt::Packing;
using ckpt::PackingChoice;
using ckpt::SparseColumn;

template <class Value>
bool same_bits(const Value& a, const Value& b) {
  return std::memcmp(&a, &b, sizeof(Value)) == 0;
}

// Packs, unpacks both ways and compares; returns how it was packed.
template <class Value>
Packing packed(const std::vector<Value>& values) {
  const std::span<const Value> all(values);
  const PackingChoice choice = choose_packing(all);
  std::vector<std::uint64_t> block(ckpt::packed_bytes<Value>(choice.packing, all.size()) / 8 + 1);
  auto* bytes = reinterpret_cast<std::byte*>(block.data());
  ckpt::pack(all, choice, bytes);
  const Packed<Value> kept{bytes, values.front(), choice.packing, choice.decimals};
  std::vector<Value> room(values.size());
  const Value* unpacked = kept.unpack(static_cast<std::uint32_t>(values.size()), room.data());
  for (std::uint32_t i = 0; i < values.size(); ++i) {
    CAPTURE(i, values[i]);
    REQUIRE(same_bits(unpacked[i], values[i]));
    REQUIRE(same_bits(kept.at(i), values[i]));
  }
  return choice.packing;
}

std::uint64_t next(std::uint64_t& state) {
  state = state * 6364136223846793005ULL + 1442695040888963407ULL;
  return state >> 20;
}

std::vector<double> decimals(std::uint64_t seed, std::uint64_t below, const char* exponent) {
  std::vector<double> values;
  for (int i = 0; i < 4096; ++i) {
    values.push_back(std::stod(std::to_string(next(seed) % below) + exponent));
  }
  return values;
}

}  // namespace

TEST_CASE("what logs are full of is packed, and comes back to the bit") {
  std::vector<double> steps;
  std::vector<double> single;
  std::vector<double> unlike;
  for (int i = 0; i < 4096; ++i) {
    steps.push_back(1e15 + 10.0 * i);
    single.push_back(static_cast<double>(std::sqrt(static_cast<float>(i))));
    unlike.push_back(std::sqrt(static_cast<double>(i)));
  }
  CHECK(packed(steps) == Packing::ramp);
  CHECK(packed(single) == Packing::narrow);
  CHECK(packed(unlike) == Packing::plain);
  CHECK(packed(decimals(1, 30'000, "e-4")) == Packing::scaled16);
  CHECK(packed(decimals(2, 2'000'000'000, "e-9")) == Packing::scaled32);
  CHECK(packed(decimals(3, 100'000, "")) == Packing::scaled32);
  // Too many digits for 32 bits.
  CHECK(packed(decimals(4, 90'000'000'000, "e-4")) == Packing::plain);
}

TEST_CASE("codes of texts are packed") {
  std::vector<std::uint32_t> rising;
  std::vector<std::uint32_t> few;
  std::vector<std::uint32_t> many;
  std::uint64_t seed = 5;
  for (std::uint32_t i = 0; i < 4096; ++i) {
    rising.push_back(4'000'000'000U + i);
    few.push_back(static_cast<std::uint32_t>(next(seed) % 32768));
    many.push_back(static_cast<std::uint32_t>(next(seed)));
  }
  CHECK(packed(rising) == Packing::ramp);
  CHECK(packed(few) == Packing::scaled16);
  CHECK(packed(many) == Packing::plain);
}

TEST_CASE("a value that does not fit, anywhere, keeps all as they are") {
  const double infinity = std::numeric_limits<double>::infinity();
  const double odd[] = {-0.0,    std::nan(""), infinity,      -infinity, 5e-324,
                        1.7e308, 2147483648.0, -2147483648.0, 0.1 + 0.2, 1e-10};
  for (const double value : odd) {
    for (const std::size_t at :
         {std::size_t{0}, std::size_t{1}, std::size_t{33}, std::size_t{4095}}) {
      CAPTURE(value, at);
      for (std::vector<double> values :
           {decimals(6, 30'000, "e-3"), std::vector<double>(4096, 1.5), decimals(7, 4096, "")}) {
        values[at] = value;
        packed(values);
      }
      std::vector<double> steps;
      for (int i = 0; i < 4096; ++i) steps.push_back(i);
      steps[at] = value;
      packed(steps);
    }
  }
}

TEST_CASE("a column gives the same values before and after its chunks are packed") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    std::uint64_t state = seed;
    SparseColumn<double> column;
    std::vector<std::uint32_t> rows;
    std::vector<double> values;
    std::uint32_t row = 0;
    const std::uint64_t kind = seed % 5;
    for (int i = 0; i < 20'000; ++i) {
      row += seed % 2 == 0 ? 1 : 1 + static_cast<std::uint32_t>(next(state) % 3);
      const double integer = static_cast<double>(next(state) % 100'000);
      const double value = kind == 0   ? row * 2.0
                           : kind == 1 ? integer / 1e4
                           : kind == 2 ? static_cast<double>(static_cast<float>(integer) / 3)
                           : kind == 3 ? integer / 3
                                       : i / 5000;
      column.set(row, value);
      rows.push_back(row);
      values.push_back(value);
    }
    column.seal();
    std::vector<std::uint32_t> read_rows;
    std::vector<double> read;
    column.copy_to(read_rows, read);
    CHECK(read_rows == rows);
    CHECK(read == values);
    std::vector<double> without_rows;
    column.copy_values_to(without_rows);
    CHECK(without_rows == values);
    auto cursor = column.cursor();
    for (std::size_t i = 0; i < rows.size(); i += 7) {
      REQUIRE(cursor.seek(rows[i]));
      REQUIRE(cursor.value() == values[i]);
      REQUIRE(column.at(rows[i]) == values[i]);
    }
    // A chunk that is taken apart again goes on as if it had never been packed.
    column.truncate(rows[10'000]);
    for (std::size_t i = 10'000; i < rows.size(); ++i) column.set(rows[i], values[i]);
    std::vector<double> again;
    column.copy_values_to(again);
    CHECK(again == values);
  }
}
