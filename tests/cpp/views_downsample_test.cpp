// A reduced curve must draw as the whole one does: checked against the vertical extent that the
// full polyline has in every pixel column, computed here from all of its points.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "catch.h"
#include "views/downsample.h"

namespace {

using ckpt::downsample;
using ckpt::kAbsent;
using ckpt::PlotWindow;
using ckpt::Points;

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t below(std::uint64_t bound) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return (state_ >> 33) % bound;
  }
  double unit() { return static_cast<double>(below(1U << 30)) / (1U << 30); }

 private:
  std::uint64_t state_;
};

struct Curve {
  Points points;
  std::vector<double> gap_x;
};

// Whole-numbered x, unevenly spaced, so that pixel borders of a span of 4096 are exact; some of the
// places are gaps.
Curve random_curve(Random& random, double gap_share) {
  Curve curve;
  std::vector<double> places;
  double level = random.unit();
  for (int x = 0; x <= 4096; ++x) {
    if (random.below(3) == 0) continue;
    level += random.unit() - 0.5;
    if (random.unit() < gap_share) {
      curve.gap_x.push_back(x);
    } else {
      places.push_back(x);
      curve.points.y.push_back(random.below(40) == 0 ? level + 50 * (random.unit() - 0.5) : level);
    }
  }
  curve.points.x = std::move(places);
  return curve;
}

// The whole curve as downsample encodes it, with every gap in its place.
std::vector<double> whole(const Curve& curve) {
  std::vector<std::pair<double, double>> all;
  for (std::size_t i = 0; i < curve.points.x.size(); ++i) {
    all.emplace_back(curve.points.x[i], curve.points.y[i]);
  }
  for (const double x : curve.gap_x) all.emplace_back(x, kAbsent);
  std::sort(all.begin(), all.end(), [](auto a, auto b) { return a.first < b.first; });
  std::vector<double> out;
  for (const auto& [x, y] : all) {
    out.push_back(x);
    out.push_back(y);
  }
  return out;
}

struct Extent {
  double least = std::numeric_limits<double>::infinity();
  double greatest = -std::numeric_limits<double>::infinity();
  void add(double y) {
    least = std::min(least, y);
    greatest = std::max(greatest, y);
  }
  bool operator==(const Extent& other) const {
    return least == other.least && greatest == other.greatest;
  }
};

// What a pen touches in each pixel column: the points in it, and each line where it crosses the
// column's borders.
std::vector<Extent> drawn(const std::vector<double>& line, double from, double to, int width) {
  std::vector<Extent> extents(static_cast<std::size_t>(width));
  const double pixel = (to - from) / width;
  for (std::size_t i = 0; i + 1 < line.size(); i += 2) {
    const double x = line[i];
    const double y = line[i + 1];
    if (std::isnan(y)) continue;
    if (x >= from && x <= to) {
      const auto column = std::min(static_cast<int>((x - from) / pixel), width - 1);
      extents[static_cast<std::size_t>(column)].add(y);
    }
    if (i < 2 || std::isnan(line[i - 1])) continue;
    const double x0 = line[i - 2];
    const double y0 = line[i - 1];
    for (int border = 0; border <= width; ++border) {
      const double at = from + border * pixel;
      if (!(at > x0 && at < x)) continue;
      const double crossing = y0 + (y - y0) * ((at - x0) / (x - x0));
      if (border > 0) extents[static_cast<std::size_t>(border - 1)].add(crossing);
      if (border < width) extents[static_cast<std::size_t>(border)].add(crossing);
    }
  }
  return extents;
}

std::size_t point_count(const std::vector<double>& line) {
  std::size_t count = 0;
  for (std::size_t i = 1; i < line.size(); i += 2) count += std::isnan(line[i]) ? 0U : 1U;
  return count;
}

bool crosses_a_gap(const std::vector<double>& line, const std::vector<double>& gap_x) {
  for (std::size_t i = 2; i + 1 < line.size(); i += 2) {
    if (std::isnan(line[i - 1]) || std::isnan(line[i + 1])) continue;
    const auto gap = std::upper_bound(gap_x.begin(), gap_x.end(), line[i - 2]);
    if (gap != gap_x.end() && *gap < line[i]) return true;
  }
  return false;
}

std::vector<double> interleaved(std::initializer_list<double> values) { return values; }

bool same(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double left, double right) {
    return left == right || (std::isnan(left) && std::isnan(right));
  });
}

// Any two points may share an x here, values are often equal, and gaps may lie on points.
Curve uneven_curve(Random& random, std::size_t size, std::uint64_t gap_every) {
  Curve curve;
  std::vector<double> places;
  double x = 1;
  for (std::size_t i = 0; i < size; ++i) {
    if (random.below(3) != 0) x += static_cast<double>(random.below(i % 1000 < 900 ? 3 : 500));
    if (gap_every != 0 && random.below(gap_every) == 0) {
      curve.gap_x.push_back(x + static_cast<double>(random.below(3)) / 2);
    }
    const double y = static_cast<double>(random.below(7)) - 3;
    places.push_back(x);
    curve.points.y.push_back(y == 0 && random.below(2) == 0 ? -0.0 : y);
  }
  curve.points.x = std::move(places);
  std::sort(curve.gap_x.begin(), curve.gap_x.end());
  return curve;
}

std::uint32_t pixel_column(double x, double from, double to, const PlotWindow& window) {
  const auto place = [&](double at) { return (window.is_log_x ? std::log(at) : at) * 0.5; };
  if (!(place(to) > place(from))) return 0;
  const double pixel = (place(x) - place(from)) / (place(to) - place(from)) * window.width;
  return static_cast<std::uint32_t>(std::clamp(pixel, 0.0, window.width - 1.0));
}

// The reduction as its description reads, from all points.
std::vector<double> described(const Curve& curve, const PlotWindow& window) {
  const std::vector<double> x = curve.points.x.values();
  const std::vector<double>& y = curve.points.y;
  const double from = std::isnan(window.from) ? x.front() : window.from;
  const double to = std::isnan(window.to) ? x.back() : window.to;
  const auto gap_between = [&](std::size_t a, std::size_t b) {
    return std::find_if(curve.gap_x.begin(), curve.gap_x.end(),
                        [&](double gap) { return gap > x[a] && gap < x[b]; });
  };

  std::vector<std::vector<std::vector<std::size_t>>> columns(window.width);  // of pieces of points
  std::size_t before = x.size();
  std::size_t after = x.size();
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x[i] < from) before = i;
    if (x[i] > to && after == x.size()) after = i;
    if (x[i] < from || x[i] > to) continue;
    auto& pieces = columns[pixel_column(x[i], from, to, window)];
    if (pieces.empty() || gap_between(i - 1, i) != curve.gap_x.end()) pieces.emplace_back();
    pieces.back().push_back(i);
  }

  std::vector<std::size_t> chosen;
  const auto choose_extremes = [&](const std::vector<std::size_t>& points) {
    const auto below = [&](std::size_t a, std::size_t b) { return y[a] < y[b]; };
    const auto above = [&](std::size_t a, std::size_t b) { return y[a] > y[b]; };
    const std::size_t least = *std::min_element(points.begin(), points.end(), below);
    const std::size_t greatest = *std::min_element(points.begin(), points.end(), above);
    chosen.insert(chosen.end(), {std::min(least, greatest), std::max(least, greatest)});
  };
  if (before < x.size()) chosen.push_back(before);
  for (const auto& pieces : columns) {
    std::vector<std::size_t> middle;
    for (std::size_t piece = 0; piece < pieces.size(); ++piece) {
      if (piece > 0 && piece + 1 < pieces.size()) {
        middle.insert(middle.end(), pieces[piece].begin(), pieces[piece].end());
        continue;
      }
      if (!middle.empty()) choose_extremes(middle);
      chosen.push_back(pieces[piece].front());
      choose_extremes(pieces[piece]);
      chosen.push_back(pieces[piece].back());
    }
  }
  if (after < x.size()) chosen.push_back(after);
  chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());

  std::vector<double> out;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const auto gap = i == 0 ? curve.gap_x.end() : gap_between(chosen[i - 1], chosen[i]);
    if (gap != curve.gap_x.end()) out.insert(out.end(), {*gap, kAbsent});
    out.insert(out.end(), {x[chosen[i]], y[chosen[i]]});
  }
  return out;
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return same(a, b) && std::equal(a.begin(), a.end(), b.begin(), [](double left, double right) {
           return std::signbit(left) == std::signbit(right) || std::isnan(left);
         });
}

}  // namespace

TEST_CASE("the pyramid gives what looking at every point gives, to the bit") {
  for (std::uint64_t seed = 1; seed <= 120; ++seed) {
    Random random(seed);
    const std::size_t size = seed % 4 == 0 ? 9000 : 200 + random.below(1500);
    const std::uint64_t gap_every[] = {0, 400, 12, 2};
    const Curve curve = uneven_curve(random, size, gap_every[seed % 4]);
    const ckpt::Pyramid pyramid(curve.points.x, curve.points.y, curve.gap_x);
    for (int zoom = 0; zoom < 6; ++zoom) {
      const double last = curve.points.x.back();
      const double from = std::floor(random.unit() * last);
      const double to = from + std::floor(random.unit() * (last - from));
      const PlotWindow window{.from = zoom < 2 ? kAbsent : from + 0.5,
                              .to = zoom < 2 ? kAbsent : to,
                              .width = static_cast<std::uint32_t>(1 + random.below(40)),
                              .is_log_x = zoom % 2 == 1};
      CAPTURE(seed, zoom, window.from, window.to, window.width);
      const std::vector<double> line =
          downsample(curve.points.x, curve.points.y, curve.gap_x, pyramid, window);
      CHECK(same_bits(line, downsample(curve.points, curve.gap_x, window)));
      const std::vector<double> x = curve.points.x.values();
      const auto inside = std::count_if(
          x.begin(), x.end(), [&](double at) { return !(at < window.from) && !(at > window.to); });
      if (inside > 4 * std::ptrdiff_t{window.width}) {
        REQUIRE(same_bits(line, described(curve, window)));
      }
    }
  }
}

TEST_CASE("a curve drawn out of its packed column is the curve of the values that it holds") {
  Random random(5);
  const auto value_at = [&](int kind, std::uint32_t row) {
    const double share = random.unit();
    if (kind == 0) return std::round(share * 1e4) / 1e4;        // sixteen bits
    if (kind == 1) return std::round(share * 1e8 - 5e7) / 1e6;  // thirty-two
    if (kind == 2) return static_cast<double>(static_cast<float>(share));
    if (kind == 3) return share;
    if (kind == 4) return 2.5 - 0.5 * row;
    return 0.25;
  };
  // Every kind fills chunks of its own; the last one is open.
  constexpr std::uint32_t kChunk = ckpt::SparseColumn<double>::kChunkRows;
  const std::uint32_t size = 6 * kChunk + 77;
  ckpt::SparseColumn<double> column;
  std::vector<double> values;
  for (std::uint32_t row = 0; row < size; ++row) {
    values.push_back(value_at(static_cast<int>(row / kChunk % 6), row));
    column.set(row, values.back());
  }
  const ckpt::PlaceSpan x({10.0, 10.0}, size);
  const ckpt::Pyramid of_column(x, column, {});
  const ckpt::Pyramid of_values(x, values, {});
  for (int zoom = 0; zoom < 200; ++zoom) {
    const double from = 10.0 + std::floor(random.unit() * 9.0 * size);
    const PlotWindow window{.from = zoom == 0 ? kAbsent : from,
                            .to = zoom == 0 ? kAbsent : from + random.unit() * 10.0 * size,
                            .width = static_cast<std::uint32_t>(1 + random.below(400))};
    CAPTURE(zoom, window.from, window.to, window.width);
    REQUIRE(same_bits(downsample(x, column, {}, of_column, window),
                      downsample(x, values, {}, of_values, window)));
  }
}

TEST_CASE("a reduced curve touches what the whole curve touches, in every pixel column") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const Curve curve = random_curve(random, seed % 3 == 0 ? 0.0 : seed % 3 == 1 ? 0.002 : 0.3);
    const bool is_whole = seed % 2 == 0;
    const double from = is_whole ? 0 : 1024;
    const double to = is_whole ? 4096 : 2048 + 1024;
    for (const int width : {1, 4, 64, 256}) {
      CAPTURE(width);
      const std::vector<double> line =
          downsample(curve.points, curve.gap_x, {from, to, static_cast<std::uint32_t>(width)});
      const std::vector<Extent> expected = drawn(whole(curve), from, to, width);
      const std::vector<Extent> got = drawn(line, from, to, width);
      REQUIRE(expected.size() == got.size());
      for (std::size_t column = 0; column < expected.size(); ++column) {
        CAPTURE(column);
        CHECK(expected[column] == got[column]);
      }
      CHECK_FALSE(crosses_a_gap(line, curve.gap_x));
      CHECK(line.size() / 2 <= static_cast<std::size_t>(13 * width + 4));
      if (curve.gap_x.empty()) CHECK(point_count(line) <= static_cast<std::size_t>(4 * width + 2));
    }
  }
}

TEST_CASE("a reduced curve ascends in x and holds points of the curve only") {
  Random random(7);
  const Curve curve = random_curve(random, 0.1);
  const std::vector<double> line = downsample(curve.points, curve.gap_x, {kAbsent, kAbsent, 20});
  REQUIRE(line.size() > 80);
  for (std::size_t i = 0; i + 1 < line.size(); i += 2) {
    if (i > 0) CHECK(line[i] > line[i - 2]);
    if (std::isnan(line[i + 1])) {
      CHECK(std::binary_search(curve.gap_x.begin(), curve.gap_x.end(), line[i]));
      continue;
    }
    const std::size_t at = curve.points.x.lower_bound(line[i]);
    REQUIRE(at != curve.points.x.size());
    REQUIRE(curve.points.x[at] == line[i]);
    CHECK(curve.points.y[at] == line[i + 1]);
  }
}

TEST_CASE("the least and the greatest of half a million points survive one pixel") {
  Points points{{ckpt::EvenPlaces{0.0, 1.0}, 500'000}, {}};
  for (int i = 0; i < 500'000; ++i) {
    points.y.push_back(i == 123'457 ? -9.0 : i == 400'001 ? 9.0 : 0.5 + (i % 7) * 0.01);
  }
  const std::vector<double> line = downsample(points, {}, {kAbsent, kAbsent, 1});
  CHECK(same(line,
             interleaved({0, 0.5, 123'457, -9, 400'001, 9, 499'999, 0.5 + 0.01 * (499'999 % 7)})));
}

TEST_CASE("a window keeps one point outside on either side so that lines reach its edges") {
  const Points points{{0, 10, 20, 30, 40}, {1, 2, 3, 4, 5}};
  CHECK(same(downsample(points, {}, {12, 28, 100}), interleaved({10, 2, 20, 3, 30, 4})));
  // Nothing stands inside, yet the line passes through.
  CHECK(same(downsample(points, {}, {21, 29, 100}), interleaved({20, 3, 30, 4})));
  // A window beyond the curve has one neighbour.
  CHECK(same(downsample(points, {}, {50, 60, 100}), interleaved({40, 5})));
  // Borders belong to the window.
  CHECK(
      same(downsample(points, {}, {10, 30, 100}), interleaved({0, 1, 10, 2, 20, 3, 30, 4, 40, 5})));
  // One side may be open.
  CHECK(same(downsample(points, {}, {kAbsent, 5, 100}), interleaved({0, 1, 10, 2})));
  CHECK(downsample(points, {}, {30, 10, 100}).empty());
}

TEST_CASE("a gap stands between two points and never at an end") {
  const Points points{{10, 20, 30}, {1, 2, 3}};
  const std::vector<double> gaps{5, 21, 25, 35};
  CHECK(same(downsample(points, gaps, {kAbsent, kAbsent, 100}),
             interleaved({10, 1, 20, 2, 21, kAbsent, 30, 3})));
  // It also parts the window's own points from the neighbour outside.
  CHECK(same(downsample(points, gaps, {15, 22, 100}),
             interleaved({10, 1, 20, 2, 21, kAbsent, 30, 3})));
  CHECK(downsample({}, gaps, {kAbsent, kAbsent, 100}).empty());
}

TEST_CASE("no width, one point and the whole range of double are drawn without harm") {
  const double huge = std::numeric_limits<double>::max();
  const Points wide{{-huge, -1, 0, 1, 2, 3, 4, huge}, {1, 2, 3, 4, 5, 6, 7, 8}};
  CHECK(point_count(downsample(wide, {}, {kAbsent, kAbsent, 0})) == 2);
  CHECK(point_count(downsample(wide, {}, {kAbsent, kAbsent, 1})) == 2);
  CHECK(same(downsample({{5}, {1}}, {}, {kAbsent, kAbsent, 0}), interleaved({5, 1})));
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(point_count(downsample(wide, {}, {-infinity, infinity, 1})) == 2);
}

TEST_CASE("a sparkline of few values is those values, of many their extremes in order") {
  CHECK(ckpt::sparkline({}).empty());
  std::vector<double> values;
  for (int i = 0; i < 64; ++i) values.push_back(i);
  CHECK(ckpt::sparkline(values) == values);

  values.clear();
  for (int i = 0; i < 3200; ++i) values.push_back(i % 100 == 17 ? -5 : i % 100 == 80 ? 5 : 0);
  const std::vector<double> spark = ckpt::sparkline(values);
  REQUIRE(spark.size() == ckpt::kSparkValuesMax);
  for (std::size_t i = 0; i < spark.size(); i += 2) {
    CHECK(spark[i] == -5);
    CHECK(spark[i + 1] == 5);
  }
}
