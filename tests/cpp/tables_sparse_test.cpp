// Sparse columns against std::map, and the memory they promise.
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <map>
#include <random>
#include <utility>
#include <vector>

#include "base/packet.h"
#include "catch.h"
#include "tables/sparse.h"

namespace ckpt {
namespace {

std::uint64_t bits_of(double value) {
  std::uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

using Reference = std::map<std::uint32_t, std::uint64_t>;  // row to the value's bits

void check_equal(const SparseColumn<double>& column, const Reference& reference,
                 std::uint32_t row_end) {
  REQUIRE(column.size() == reference.size());
  Reference seen;
  std::uint32_t last = 0;
  bool is_ascending = true;
  column.for_each([&](std::uint32_t row, double value) {
    is_ascending = is_ascending && (seen.empty() || row > last);
    last = row;
    seen.emplace(row, bits_of(value));
  });
  CHECK(is_ascending);
  REQUIRE(seen == reference);

  auto cursor = column.cursor();
  for (const auto& [row, bits] : reference) {
    if (!cursor.next() || cursor.row() != row || bits_of(cursor.value()) != bits) {
      FAIL("the cursor does not stand at row " << row);
    }
  }
  CHECK_FALSE(cursor.next());
  CHECK_FALSE(cursor.next());

  std::vector<std::uint32_t> rows;
  std::vector<double> values;
  column.copy_to(rows, values);
  REQUIRE(rows.size() == reference.size());
  REQUIRE(values.size() == reference.size());

  for (std::uint32_t row = 0; row < row_end; ++row) {
    const std::optional<double> value = column.at(row);
    const auto expected = reference.find(row);
    const bool is_right = expected == reference.end()
                              ? !value.has_value()
                              : value.has_value() && bits_of(*value) == expected->second;
    if (!is_right) FAIL("at(" << row << ") is wrong");
  }

  if (reference.empty()) {
    CHECK_FALSE(column.is_constant());
    CHECK(column.is_dense(0));
    CHECK_FALSE(column.is_dense(1));
    return;
  }
  CHECK(column.first_row() == reference.begin()->first);
  CHECK(column.last_row() == reference.rbegin()->first);
  bool is_constant = true;
  for (const auto& [row, bits] : reference) {
    is_constant = is_constant && bits == reference.begin()->second;
  }
  CHECK(column.is_constant() == is_constant);
  std::uint32_t dense = 0;
  while (reference.count(dense) != 0) ++dense;
  CHECK(column.is_dense(dense));
  CHECK_FALSE(column.is_dense(dense + 1));
}

TEST_CASE("a sparse column holds what was set, whatever the gaps and the values") {
  const std::uint32_t seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto pick = [&](std::uint32_t count) {
    return std::uniform_int_distribution<std::uint32_t>(0, count - 1)(random);
  };
  const double specials[] = {0.0,           -0.0, std::nan(""),
                             -std::nan(""), 1.5,  std::numeric_limits<double>::infinity()};
  for (int round = 0; round < 60; ++round) {
    CAPTURE(round);
    SparseColumn<double> column;
    Reference reference;
    std::uint32_t row = pick(3) == 0 ? pick(20000) : 0;
    double value = 0;
    const std::uint32_t stretches = 1 + pick(12);
    for (std::uint32_t stretch = 0; stretch < stretches; ++stretch) {
      const std::uint32_t gap_max = pick(3) == 0 ? 1 + pick(3000) : 1 + pick(2) * pick(12);
      const std::uint32_t values = pick(3);  // constant, few different ones, all different
      const std::uint32_t cells = 1 + pick(gap_max > 20 ? 100 : 6000);
      for (std::uint32_t i = 0; i < cells; ++i) {
        if (values == 1) value = specials[pick(6)];
        if (values == 2) value += 0.25;
        const bool is_again = reference.count(row) != 0;
        if (column.set(row, value) != is_again) FAIL("set() does not know row " << row);
        reference[row] = bits_of(value);
        if (pick(200) == 0) continue;  // the same row again
        row += 1 + (gap_max == 1 ? 0 : pick(gap_max));
      }
      const std::uint32_t what = pick(12);
      if (what == 0) column.seal();
      if (what == 1) {
        SparseColumn<double> moved = std::move(column);
        column = std::move(moved);
      }
      if (what == 2) {
        const std::uint32_t row_end = row - std::min(row, pick(2) == 0 ? pick(5) : pick(9000));
        column.truncate(row_end);
        reference.erase(reference.lower_bound(row_end), reference.end());
        row = reference.empty() ? row_end : reference.rbegin()->first + pick(2);
      }
      if (pick(4) == 0) check_equal(column, reference, row + 5000);
    }
    check_equal(column, reference, row + 5000);
    column.seal();
    check_equal(column, reference, row + 5000);
  }
}

// A column and what was set in it.
struct Twin {
  SparseColumn<double> column;
  Reference reference;

  void set(std::uint32_t row, double value) {
    const bool is_again = reference.count(row) != 0;
    if (column.set(row, value) != is_again) FAIL("set() does not know row " << row);
    reference[row] = bits_of(value);
  }
  void truncate(std::uint32_t row_end) {
    column.truncate(row_end);
    reference.erase(reference.lower_bound(row_end), reference.end());
  }
  void check(std::uint32_t row_end) const { check_equal(column, reference, row_end); }
};

using Stretches = std::vector<std::pair<std::uint32_t, std::uint32_t>>;  // rows [begin, end)

// The values of a chunk that never varies, varies behind its first gap, or varies at once.
enum class Values { same, same_at_first, different };

Twin twin_of(const Stretches& stretches, Values values) {
  Twin twin;
  for (const auto& [begin, end] : stretches) {
    const bool vary = values == Values::different ||
                      (values == Values::same_at_first && begin != stretches[0].first);
    for (std::uint32_t row = begin; row < end; ++row) twin.set(row, vary ? std::sqrt(row) : 0.5);
  }
  return twin;
}

TEST_CASE("a gap is a gap at every place of a chunk, whatever is done behind it") {
  const Stretches cases[] = {
      {{1, 200}},                                    // before the first row
      {{0, 1}, {2, 3}},                              // between two
      {{0, 64}, {65, 128}, {192, 4096}},             // at the borders of 64 rows
      {{0, 63}, {64, 4090}, {4095, 4096}},           // before a chunk's last row
      {{0, 4095}, {4096, 4100}},                     // at a chunk's last row
      {{0, 4094}, {4095, 4097}},                     // before it, and on into the next chunk
      {{4095, 4096}, {4097, 8192}},                  // at a chunk's first row but one
      {{0, 1}, {4095, 4096}, {8191, 8192}},          // all but a chunk's first or last
      {{70, 2000}, {3000, 5000}, {12288, 12300}},    // over the border, and a whole chunk
      {{3, 4}, {9, 10}, {700, 1400}, {1500, 4096}},  // from few values to many
  };
  for (const Stretches& stretches : cases) {
    CAPTURE(stretches);
    const std::uint32_t last = stretches.back().second - 1;
    for (const Values values : {Values::same, Values::same_at_first, Values::different}) {
      CAPTURE(static_cast<int>(values));
      const auto make = [&] { return twin_of(stretches, values); };
      make().check(last + 70);

      Twin again = make();
      again.set(last, -1.0);
      again.set(last + 2, -2.0);
      again.set(last + 2, -3.0);
      again.set(last + 3, -4.0);
      again.check(last + 70);

      Twin sealed = make();
      sealed.column.seal();
      sealed.set(last + 2, 7.0);
      sealed.set(last + 3, 8.0);
      sealed.check(last + 70);

      for (const auto& [begin, end] : stretches) {
        for (const std::uint32_t row_end : {begin, begin + 1, end - 1, end}) {
          CAPTURE(row_end);
          Twin cut = make();
          cut.truncate(row_end);
          cut.check(last + 70);
          cut.set(row_end + 5, 9.0);
          cut.set(row_end + 6, 10.0);
          cut.check(last + 70);
        }
      }

      Twin written = make();
      PacketWriter packet;
      written.column.write_to(packet);
      const std::vector<std::byte> bytes = std::move(packet).take();
      PacketReader from(bytes);
      Twin read{{}, written.reference};
      read.column.read_from(from);
      read.check(last + 70);
      read.set(last + 4, 11.0);
      read.check(last + 70);

      // Behind rows of its own, at another place of the chunk and at the same.
      for (const std::uint32_t shift : {1U, 64U, 4000U, 4096U}) {
        CAPTURE(shift);
        const Twin part = make();
        Twin whole = twin_of({{0, shift / 3}, {shift / 2, shift}}, values);
        whole.column.append(part.column, shift);
        for (const auto& [row, bits] : part.reference) whole.reference[row + shift] = bits;
        whole.check(last + shift + 70);
        whole.set(last + shift + 1, 12.0);
        whole.set(last + shift + 9, 13.0);
        whole.check(last + shift + 70);
      }
    }
  }
}

TEST_CASE("NaN is one value, and 0.0 and -0.0 are two") {
  SparseColumn<double> nans;
  SparseColumn<double> zeros;
  for (std::uint32_t row = 0; row < 10; ++row) {
    nans.set(row, std::nan(""));
    zeros.set(row, row == 9 ? -0.0 : 0.0);
  }
  CHECK(nans.is_constant());
  CHECK_FALSE(zeros.is_constant());
  CHECK(std::signbit(*zeros.at(9)));
  CHECK_FALSE(std::signbit(*zeros.at(8)));
}

TEST_CASE("a cursor seeks forward and never back") {
  SparseColumn<double> column;
  for (std::uint32_t row = 3; row < 30000; row += 7) column.set(row, row);
  auto cursor = column.cursor();
  REQUIRE(cursor.seek(0));
  CHECK(cursor.row() == 3);
  REQUIRE(cursor.seek(11));
  CHECK(cursor.row() == 17);
  REQUIRE(cursor.seek(5));
  CHECK(cursor.row() == 17);
  REQUIRE(cursor.seek(20000));
  CHECK(cursor.row() == 20002);
  CHECK(cursor.value() == 20002);
  CHECK_FALSE(cursor.seek(30000));
}

TEST_CASE("ten million equal values cost next to nothing") {
  SparseColumn<double> column;
  for (std::uint32_t row = 0; row < 10'000'000; ++row) column.set(row, 0.5);
  column.seal();
  CHECK(column.size() == 10'000'000);
  CHECK(column.is_constant());
  CHECK(column.is_dense(10'000'000));
  CHECK(column.at(9'999'999) == 0.5);
  CHECK(column.memory_bytes() < 200'000);
}

TEST_CASE("one value in five hundred rows costs little more than itself") {
  SparseColumn<double> column;
  for (std::uint32_t row = 499; row < 10'000'000; row += 500) column.set(row, row * 0.5);
  column.seal();
  CHECK(column.size() == 20'000);
  CHECK(column.at(499'999) == 499'999 * 0.5);
  CHECK_FALSE(column.at(500'000).has_value());
  // 8 bytes of value, 2 of index, and a 32-byte head for each chunk of 8 values.
  CHECK(column.memory_bytes() < 20'000 * 20);
}

TEST_CASE("every second row costs a bit of presence and nothing more") {
  SparseColumn<double> column;
  for (std::uint32_t row = 0; row < 2'000'000; row += 2) column.set(row, row * 0.5);
  column.seal();
  CHECK(column.size() == 1'000'000);
  CHECK(column.memory_bytes() < 1'000'000 * 8 + 2'000'000 / 8 + 100'000);
}

TEST_CASE("dense values cost eight bytes each when they have nothing in common") {
  SparseColumn<double> column;
  for (std::uint32_t row = 0; row < 10'000'000; ++row) column.set(row, std::sqrt(row));
  column.seal();
  CHECK(column.size() == 10'000'000);
  CHECK(column.is_dense(10'000'000));
  CHECK(column.at(1'234'567) == std::sqrt(1'234'567.0));
  CHECK(column.memory_bytes() < 10'000'000 * 8 + 300'000);
}

TEST_CASE("ten million steps cost next to nothing") {
  SparseColumn<double> column;
  for (std::uint32_t row = 0; row < 10'000'000; ++row) column.set(row, 10.0 * row + 3);
  column.seal();
  CHECK_FALSE(column.is_constant());
  CHECK(column.at(9'999'999) == 99'999'993.0);
  CHECK(column.memory_bytes() < 200'000);
}

}  // namespace
}  // namespace ckpt
