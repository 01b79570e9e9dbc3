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

constexpr std::size_t kLevelsMax = 64 / kBits;

struct Stretch {
  std::size_t begin;
  std::size_t end;
};

// The extremes of every kFactor values; what is left over at the end has none.
void shrink(const std::vector<double>& low, const std::vector<double>& high,
            std::vector<double>& least, std::vector<double>& greatest) {
  const std::size_t blocks = low.size() >> kBits;
  least.reserve(blocks);
  greatest.reserve(blocks);
  for (std::size_t block = 0; block < blocks; ++block) {
    least.push_back(least_of(std::span(low).subspan(block << kBits, kFactor)));
    greatest.push_back(greatest_of(std::span(high).subspan(block << kBits, kFactor)));
  }
}

// Where the least or the greatest value of a curve stands, of stretches that are looked at in the
// order in which they stand there, on whatever level.
template <bool is_for_least>
class Search {
 public:
  // `values` are of the level, [begin, end) one stretch.
  void look(const double* values, std::size_t level, std::size_t begin, std::size_t end) {
    if (begin == end) return;
    const std::span<const double> stretch(values + begin, end - begin);
    const double value = is_for_least ? least_of(stretch) : greatest_of(stretch);
    if (has_any_ && !(is_for_least ? value < value_ : value > value_)) return;
    has_any_ = true;
    value_ = value;
    begin_ = begin;
    level_ = level;
  }

  // The first point that holds it. `level_values` gives the values of a level.
  template <class LevelValues>
  [[nodiscard]] std::size_t point(LevelValues level_values) const {
    std::size_t index = begin_;
    for (std::size_t level = level_;; index <<= kBits) {
      const double* values = level_values(level);
      while (values[index] != value_) ++index;
      if (level-- == 0) return index;
    }
  }

 private:
  bool has_any_ = false;
  double value_ = 0;
  std::size_t begin_ = 0;
  std::size_t level_ = 0;
};

}  // namespace

Pyramid::Pyramid(const Points& points, std::span<const double> gap_x) {
  for (std::size_t size = points.y.size(); size >= kFactor; size >>= kBits) {
    Level level;
    if (levels_.empty()) {
      shrink(points.y, points.y, level.least, level.greatest);
    } else {
      shrink(levels_.back().least, levels_.back().greatest, level.least, level.greatest);
    }
    levels_.push_back(std::move(level));
  }

  std::size_t point = 0;
  for (const double gap : gap_x) {
    point = points.x.lower_bound(gap, point);
    if (point == points.x.size()) break;
    const auto index = static_cast<std::uint32_t>(point);
    const bool is_known = !after_gaps_.empty() && after_gaps_.back() == index;
    if (index > 0 && points.x[point] != gap && !is_known) after_gaps_.push_back(index);
  }
}

Pyramid::Extremes Pyramid::extremes(std::span<const double> y, std::size_t begin,
                                    std::size_t end) const {
  Search<true> least;
  Search<false> greatest;
  const auto least_values = [&](std::size_t level) {
    return level == 0 ? y.data() : levels_[level - 1].least.data();
  };
  const auto greatest_values = [&](std::size_t level) {
    return level == 0 ? y.data() : levels_[level - 1].greatest.data();
  };
  const auto look = [&](std::size_t level, Stretch stretch) {
    least.look(least_values(level), level, stretch.begin, stretch.end);
    greatest.look(greatest_values(level), level, stretch.begin, stretch.end);
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
  return {least.point(least_values), greatest.point(greatest_values)};
}

}  // namespace ckpt
