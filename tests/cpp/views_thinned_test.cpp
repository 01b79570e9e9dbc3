// A long curve in few points.
#include <cstddef>
#include <vector>

#include "catch.h"
#include "views/thinned.h"

namespace {

using ckpt::Points;
using ckpt::thinned;

// y falls from `size`, but for one peak and one dip.
Points curve(std::size_t size) {
  Points points{{ckpt::EvenPlaces{0.0, 10.0}, size}, {}};
  for (std::size_t i = 0; i < size; ++i) {
    points.y.push_back(static_cast<double>(size - i));
  }
  points.y[size / 3] = 1e6;
  points.y[size / 2] = -1e6;
  return points;
}

TEST_CASE("a curve of no more points than are wanted is kept as it is") {
  const Points points = curve(8);
  for (const std::size_t most : {std::size_t{0}, std::size_t{8}, std::size_t{9}}) {
    const std::vector<double> kept = thinned(points, most);
    REQUIRE(kept.size() == 16);
    for (std::size_t i = 0; i < 8; ++i) {
      CHECK(kept[2 * i] == points.x[i]);
      CHECK(kept[2 * i + 1] == points.y[i]);
    }
  }
}

TEST_CASE("a long curve keeps its first, least, greatest and last points, in order") {
  const Points points = curve(10'000);
  for (const std::size_t most : {std::size_t{8}, std::size_t{100}, std::size_t{9'999}}) {
    const std::vector<double> kept = thinned(points, most);
    REQUIRE(kept.size() <= 2 * most);
    REQUIRE(kept.size() > most);
    CHECK(kept[0] == 0);
    bool has_peak = false;
    bool has_dip = false;
    for (std::size_t i = 0; i + 1 < kept.size(); i += 2) {
      if (i > 0) CHECK(kept[i] > kept[i - 2]);
      has_peak = has_peak || kept[i + 1] == 1e6;
      has_dip = has_dip || kept[i + 1] == -1e6;
    }
    CHECK(has_peak);
    CHECK(has_dip);
    const std::size_t tail = most / 2;
    for (std::size_t i = 0; i < tail; ++i) {
      CHECK(kept[kept.size() - 2 * (tail - i)] == points.x[points.x.size() - (tail - i)]);
    }
  }
}

}  // namespace
