// See pyramid.h.
#include "views/pyramid.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/extremes.h"

namespace ckpt {

namespace {

constexpr std::size_t kBits = 4;
constexpr std::size_t kFactor = std::size_t{1} << kBits;
static_assert(kFactor == kExtremesOf);

constexpr std::size_t kLevelsMax = 64 / kBits;

struct Stretch {
  std::size_t begin;
  std::size_t end;
};

}  // namespace

Pyramid::Pyramid(const PlaceSpan& x, const CurveValues& y, std::span<const double> gap_x) {
  for (std::size_t size = y.size() >> kBits; size > 0; size >>= kBits) {
    Level& level = levels_.emplace_back();
    level.ranges.resize(size);
    level.places.resize(size);
    if (levels_.size() == 1) {
      y.extremes_to(level.ranges.data(), level.places.data());
    } else {
      const std::span<const ValueRange> below = levels_[levels_.size() - 2].ranges;
      extremes_of_sixteen(below, level.ranges.data(), level.places.data());
    }
  }

  std::size_t point = 0;
  for (const double gap : gap_x) {
    point = x.lower_bound(gap, point);
    if (point == x.size()) break;
    const auto index = static_cast<std::uint32_t>(point);
    const bool is_known = !after_gaps_.empty() && after_gaps_.back() == index;
    if (index > 0 && x[point] != gap && !is_known) after_gaps_.push_back(index);
  }
}

Pyramid::Found Pyramid::extremes(const CurveValues& y, std::size_t begin, std::size_t end) const {
  ExtremeSearch search;
  // Of each that is looked at: its index, and below it the level.
  const auto place_of = [](std::size_t level, std::size_t index) {
    return std::uint64_t{index} << kBits | level;
  };
  const auto look = [&](std::size_t level, Stretch stretch) {
    if (stretch.begin == stretch.end) return;
    if (level == 0) {
      std::array<double, 2 * kFactor> room;  // no stretch is longer
      const double* values = y.read(stretch.begin, stretch.end, room.data());
      for (std::size_t index = stretch.begin; index < stretch.end; ++index, ++values) {
        search.look({*values, *values}, place_of(0, index));
      }
      return;
    }
    const std::span<const ValueRange> ranges = levels_[level - 1].ranges;
    for (std::size_t index = stretch.begin; index < stretch.end; ++index) {
      search.look(ranges[index], place_of(level, index));
    }
  };
  // From either end up to the next border of sixteen, then one level up.
  std::array<Stretch, kLevelsMax> right;
  std::size_t level = 0;
  for (; level < levels_.size(); ++level) {
    const std::size_t first_border = (begin + kFactor - 1) >> kBits;
    const std::size_t last_border = end >> kBits;
    if (first_border >= last_border) break;
    look(level, {begin, first_border << kBits});
    right[level] = {last_border << kBits, end};
    begin = first_border;
    end = last_border;
  }
  look(level, {begin, end});
  while (level-- > 0) look(level, right[level]);

  // Down again to the point that holds it.
  const auto point_at = [&](std::uint64_t place, std::uint8_t (ExtremePlaces::*part)() const) {
    auto index = static_cast<std::size_t>(place >> kBits);
    for (std::size_t at = place & (kFactor - 1); at > 0; --at) {
      index = index << kBits | (levels_[at - 1].places[index].*part)();
    }
    return index;
  };
  return {point_at(search.least_place(), &ExtremePlaces::least),
          point_at(search.greatest_place(), &ExtremePlaces::greatest), search.range()};
}

}  // namespace ckpt
