// See pyramid.h.
#include "views/pyramid.h"

#include <algorithm>
#include <array>
#include <utility>

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

// Where the least or the greatest value of a curve stands, of stretches that are looked at in the
// order in which they stand there, on whatever level.
template <bool is_for_least>
class Search {
 public:
  // `values` are those of the level from `begin` on.
  void look(std::span<const double> values, std::size_t level, std::size_t begin) {
    if (values.empty()) return;
    const double value = is_for_least ? least_of(values) : greatest_of(values);
    if (has_any_ && !(is_for_least ? value < value_ : value > value_)) return;
    has_any_ = true;
    value_ = value;
    begin_ = begin;
    count_ = values.size();
    level_ = level;
  }

  // The first point that holds it. `values_of` gives so many of a level from an index on.
  template <class ValuesOf>
  [[nodiscard]] std::size_t point(ValuesOf values_of) const {
    std::size_t index = begin_;
    std::size_t count = count_;
    for (std::size_t level = level_;; index <<= kBits) {
      const double* values = values_of(level, index, count);
      while (*values != value_) {
        ++values;
        ++index;
      }
      if (level-- == 0) return index;
      count = kFactor;
    }
  }

 private:
  bool has_any_ = false;
  double value_ = 0;
  std::size_t begin_ = 0;
  std::size_t count_ = 0;
  std::size_t level_ = 0;
};

}  // namespace

Pyramid::Pyramid(const PlaceSpan& x, const CurveValues& y, std::span<const double> gap_x) {
  for (std::size_t size = y.size() >> kBits; size > 0; size >>= kBits) {
    Level& level = levels_.emplace_back();
    level.least.reserve(size);
    level.greatest.reserve(size);
    if (levels_.size() == 1) {
      y.extremes_to(level.least, level.greatest);
      continue;
    }
    const Level& below = levels_[levels_.size() - 2];
    for (std::size_t begin = 0; begin + kFactor <= below.least.size(); begin += kFactor) {
      level.least.push_back(least_of(std::span(below.least).subspan(begin, kFactor)));
      level.greatest.push_back(greatest_of(std::span(below.greatest).subspan(begin, kFactor)));
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

Pyramid::Extremes Pyramid::extremes(const CurveValues& y, std::size_t begin,
                                    std::size_t end) const {
  Search<true> least;
  Search<false> greatest;
  // No stretch that is looked at is longer.
  std::array<double, 2 * kFactor> room;
  const auto look = [&](std::size_t level, Stretch stretch) {
    const std::size_t count = stretch.end - stretch.begin;
    if (count == 0) return;
    if (level == 0) {
      const std::span<const double> values(y.read(stretch.begin, stretch.end, room.data()), count);
      least.look(values, level, stretch.begin);
      greatest.look(values, level, stretch.begin);
    } else {
      const Level& values = levels_[level - 1];
      least.look(std::span(values.least).subspan(stretch.begin, count), level, stretch.begin);
      greatest.look(std::span(values.greatest).subspan(stretch.begin, count), level, stretch.begin);
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
  const auto values_of = [&](std::vector<double> Level::*part) {
    return [&, part](std::size_t at_level, std::size_t index, std::size_t count) {
      return at_level == 0 ? y.read(index, index + count, room.data())
                           : (levels_[at_level - 1].*part).data() + index;
    };
  };
  return {least.point(values_of(&Level::least)), greatest.point(values_of(&Level::greatest))};
}

}  // namespace ckpt
