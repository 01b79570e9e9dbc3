// Series: points out of columns, with and without a selection of rows.
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "catch.h"
#include "run/run.h"

namespace {

using ckpt::Column;
using ckpt::kAbsent;
using ckpt::Points;
using ckpt::Series;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

Column column(const std::vector<std::pair<std::uint32_t, double>>& values) {
  Column made;
  for (const auto& [row, value] : values) made.numbers.set(row, value);
  return made;
}

Column dense(const std::vector<double>& values) {
  Column made;
  for (std::size_t i = 0; i < values.size(); ++i) {
    made.numbers.set(static_cast<std::uint32_t>(i), values[i]);
  }
  return made;
}

}  // namespace

TEST_CASE("a full column beside a full column of steps gives every point") {
  const Column y = dense({3, 2, 1});
  const Column x = dense({10, 20, 30});
  Series series;
  series.value = &y;
  series.x_column = &x;
  const Points points = series.points();
  CHECK(points.x == std::vector<double>{10, 20, 30});
  CHECK(points.y == std::vector<double>{3, 2, 1});
  CHECK(series.size() == 3);
  CHECK(series.at(20) == 2);
  CHECK(std::isnan(series.at(15)));
  CHECK(std::isnan(series.at(5)));
  CHECK(std::isnan(series.at(35)));
  CHECK(std::isnan(series.at(kNan)));
}

TEST_CASE("values that stand in some rows keep the step of their row") {
  const Column y = column({{1, 0.5}, {4, 0.25}});
  const Column x = dense({10, 20, 20, 30, 40});
  Series series;
  series.value = &y;
  series.x_column = &x;
  const Points points = series.points();
  CHECK(points.x == std::vector<double>{20, 40});
  CHECK(points.y == std::vector<double>{0.5, 0.25});
  CHECK(series.at(20) == 0.5);
  CHECK(std::isnan(series.at(10)));
}

TEST_CASE("values in some rows, whose steps are known to be even, stand at these steps") {
  const Column y = column({{1, 0.5}, {4, 0.25}, {5, 0.125}});
  const Column x = dense({10, 20, 20, 30, 40, 60});
  Series series;
  series.value = &y;
  series.x_column = &x;
  const Points looked_up = series.points();
  CHECK(looked_up.x == std::vector<double>{20, 40, 60});
  series.even_x = {20, 20};
  const Points known = series.points();
  CHECK(known.x == looked_up.x);
  CHECK(known.y == looked_up.y);
  CHECK(series.at(40) == 0.25);
}

TEST_CASE("a series never changes when all its finite values are one, and there are several") {
  struct Case {
    std::vector<double> values;
    bool never_changes;
  };
  const Case cases[] = {
      {{}, false},
      {{1}, false},
      {{1, 1}, true},
      {{1, 2}, false},
      {{0.0, -0.0, 0.0}, true},
      {{kNan, kNan, kNan}, false},
      {{kNan, kInfinity, 1}, false},
      {{kNan, 1, kInfinity, 1}, true},
      {{2, kNan, 1}, false},
      {std::vector<double>(5'000, 0.5), true},
  };
  for (const Case& each : cases) {
    CAPTURE(each.values);
    Column y = dense(each.values);
    Series series;
    series.value = &y;
    CHECK(series.never_changes() == each.never_changes);
    y.numbers.seal();
    CHECK(series.never_changes() == each.never_changes);
    series.has_selection = true;
    for (std::uint32_t row = 0; row < each.values.size(); ++row) series.rows.push_back(row);
    CHECK(series.never_changes() == each.never_changes);
  }
  // A chunk of NaN and one of a single value.
  std::vector<double> values(4'096, kNan);
  values.resize(9'000, 0.5);
  const Column y = dense(values);
  Series series;
  series.value = &y;
  CHECK(series.never_changes());
}

TEST_CASE("what is not finite is no point, but can be asked for") {
  const Column y = dense({1, kNan, kInfinity, 2});
  const Column x = dense({1, 2, 3, 4});
  Series series;
  series.value = &y;
  series.x_column = &x;
  CHECK(series.points().x == std::vector<double>{1, 4});
  CHECK(series.points().y == std::vector<double>{1, 2});
  CHECK(series.size() == 2);
  CHECK(series.at(3) == kInfinity);
  CHECK(std::isnan(series.at(2)));
}

TEST_CASE("without any column of x the row counts, scaled and shifted") {
  const Column y = dense({5, 6, 7});
  Series series;
  series.value = &y;
  CHECK(series.points().x == std::vector<double>{0, 1, 2});
  CHECK(series.at(2) == 7);
  series.x_offset = -1;
  CHECK(series.points().x == std::vector<double>{-1, 0, 1});
  CHECK(series.at(0) == 6);
}

TEST_CASE("milliseconds become seconds") {
  const Column y = dense({1, 2});
  const Column x = dense({1700000000000, 1700000001500});
  Series series;
  series.value = &y;
  series.x_column = &x;
  series.x_scale = 0.001;
  CHECK(series.points().x == std::vector<double>{1700000000, 1700000001.5});
  CHECK(series.at(1700000001.5) == 2);
}

TEST_CASE("a selection is taken in its own order, and superseded rows are kept apart") {
  const Column y = dense({30, 20, 10, 99});
  const std::vector<double> xs{3, 2, 1, 2};
  Series series;
  series.value = &y;
  series.computed_x = xs;
  series.has_selection = true;
  series.rows = {2, 1, 0};
  series.superseded_rows = {3};
  CHECK(series.points().x == std::vector<double>{1, 2, 3});
  CHECK(series.points().y == std::vector<double>{10, 20, 30});
  CHECK(series.size() == 3);
  CHECK(series.at(2) == 20);
  CHECK(series.superseded().x == std::vector<double>{2});
  CHECK(series.superseded().y == std::vector<double>{99});
}

TEST_CASE("a series of nothing has no points") {
  CHECK(Series{}.points().x.empty());
  CHECK(Series{}.size() == 0);
  CHECK(std::isnan(Series{}.at(0)));
  const Column nothing;
  Series series;
  series.value = &nothing;
  CHECK(series.points().x.empty());
  CHECK(std::isnan(series.at(0)));
}

TEST_CASE("a long series finds each of its values") {
  Column y;
  Column x;
  for (std::uint32_t row = 0; row < 20'000; ++row) {
    x.numbers.set(row, row * 10.0);
    if (row % 7 == 3) y.numbers.set(row, row * 0.5);
  }
  Series series;
  series.value = &y;
  series.x_column = &x;
  const Points points = series.points();
  REQUIRE(points.x.size() == 2857);
  for (std::size_t i = 0; i < points.x.size(); ++i) {
    REQUIRE(points.y[i] == points.x[i] / 20);
    REQUIRE(series.at(points.x[i]) == points.y[i]);
    REQUIRE(std::isnan(series.at(points.x[i] + 10)));
  }
}
