// Places along x: even ones are the same bits as if they stood in memory.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <limits>
#include <vector>

#include "base/places.h"
#include "catch.h"
#include "tables/sparse.h"

namespace ckpt {
namespace {

using Values = std::vector<double>;

bool is_same(double a, double b) { return std::memcmp(&a, &b, sizeof(a)) == 0; }

void check_same(const PlaceSpan& places, const Values& values) {
  REQUIRE(places.size() == values.size());
  CHECK(places.empty() == values.empty());
  Values room;
  const std::span<const double> written = places.in(room);
  const Values copied = places.values();
  REQUIRE(written.size() == values.size());
  REQUIRE(copied.size() == values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    CAPTURE(i);
    CHECK(is_same(places[i], values[i]));
    CHECK(is_same(written[i], values[i]));
    CHECK(is_same(copied[i], values[i]));
  }
}

bool stands_in_memory(const PlaceSpan& places) {
  Values room;
  return !places.empty() && places.in(room).data() != room.data();
}

Values even(double start, double step, std::size_t count) {
  Values values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = start + step * static_cast<double>(i);
  return values;
}

SparseColumn<double> column_of(const Values& values) {
  SparseColumn<double> column;
  for (std::size_t i = 0; i < values.size(); ++i) {
    column.set(static_cast<std::uint32_t>(i), values[i]);
  }
  return column;
}

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("even integers are places that take no memory, and any others are kept") {
  for (const Values& values : {Values{}, Values{7}, even(10, 10, 100), even(-3, 1, 9'000),
                               even(9e15, 1, 50), even(50, -5, 20), even(4, 0, 3)}) {
    check_same(values, values);
    check_same(Places(values), values);
    CHECK_FALSE(stands_in_memory(Places(values)));
  }
  for (const Values& values :
       {Values{0.5}, even(0.5, 1, 10), even(0, 0.25, 10), Values{1, 2, 4},
        even(9007199254740985.0, 1, 20), Values{-0.0, 1, 2}, Values{-1, -0.0, 1}, Values{1, kNaN},
        Values{kNaN, kNaN}, Values{0, std::numeric_limits<double>::infinity()}}) {
    check_same(Places(values), values);
    CHECK(stands_in_memory(Places(values)));
  }
}

TEST_CASE("copies of places outlive the first") {
  Places copy;
  {
    const Places first{1, 2, 4};
    copy = first;
  }
  check_same(copy, {1, 2, 4});
}

TEST_CASE("parts and bounds of even places are those of places in memory") {
  for (const Values& values : {even(10, 10, 37), even(-5, 3, 20), Values{1, 2, 2, 2, 7, 8.5}}) {
    const Places places(values);
    const PlaceSpan kept(values);
    for (std::size_t begin = 0; begin <= values.size(); ++begin) {
      const auto at = values.begin() + static_cast<std::ptrdiff_t>(begin);
      check_same(places.subspan(begin), {at, values.end()});
      check_same(kept.subspan(begin), {at, values.end()});
      check_same(places.first(begin), {values.begin(), at});
      check_same(places.last(values.size() - begin), {at, values.end()});
    }
    for (double x = -20; x < 400; x += 0.5) {
      const auto lower = std::lower_bound(values.begin(), values.end(), x) - values.begin();
      const auto upper = std::upper_bound(values.begin(), values.end(), x) - values.begin();
      CHECK(places.lower_bound(x) == static_cast<std::size_t>(lower));
      CHECK(places.upper_bound(x) == static_cast<std::size_t>(upper));
      CHECK(places.lower_bound(x, 3) == static_cast<std::size_t>(std::max<long>(lower, 3)));
    }
  }
}

TEST_CASE("places are equal when all of them are, however they are kept") {
  const Values values = even(3, 2, 10);
  CHECK(Places(values) == PlaceSpan(values));
  CHECK(Places(values) == Places(values));
  CHECK_FALSE(Places(values) == Places(even(3, 2, 11)));
  CHECK_FALSE(Places(values) == Places(even(3, 3, 10)));
  CHECK_FALSE(PlaceSpan(values) == Places{3, 5, 7, 9, 11, 13, 15, 17, 19, 22});
  CHECK_FALSE(Places{1, kNaN} == Places{1, kNaN});
}

TEST_CASE("a column is even when all its values are, to the last one in the last chunk") {
  for (const std::size_t count : {1U, 2U, 31U, 33U, 4096U, 4097U, 4130U, 10'000U}) {
    CAPTURE(count);
    Values values = even(5, 5, count);
    for (const bool is_sealed : {false, true}) {
      SparseColumn<double> column = column_of(values);
      if (is_sealed) column.seal();
      const auto found = column.even_places();
      REQUIRE(found);
      check_same(PlaceSpan(*found, count), values);
    }
    if (count < 3) continue;
    for (const std::size_t odd : {std::size_t{1}, count / 2, count - 1}) {
      Values other = values;
      other[odd] += 1;
      CHECK_FALSE(column_of(other).even_places());
      if (odd == 1) continue;
      // From here on at the same distance, but elsewhere.
      for (std::size_t i = odd; i < count; ++i) other[i] = values[i] + 1;
      CHECK_FALSE(column_of(other).even_places());
    }
  }
  CHECK_FALSE(SparseColumn<double>{}.even_places());
  CHECK_FALSE(column_of(even(0, 0.5, 5'000)).even_places());
}

}  // namespace ckpt
