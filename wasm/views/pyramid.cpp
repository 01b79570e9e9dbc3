// See pyramid.h.
#include "views/pyramid.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace ckpt {

namespace {

constexpr std::size_t kBits = 4;
constexpr std::size_t kFactor = std::size_t{1} << kBits;

// Two values in one register, in every compiler that knows GCC's vectors.
using Pair = double __attribute__((vector_size(16)));

Pair load(const double* values) {
  Pair pair;
  std::memcpy(&pair, values, sizeof(pair));
  return pair;
}

// The extremes of every kFactor values; what is left over at the end has none.
void shrink(const std::vector<double>& low, const std::vector<double>& high,
            std::vector<double>& least, std::vector<double>& greatest) {
  const std::size_t blocks = low.size() >> kBits;
  least.reserve(blocks);
  greatest.reserve(blocks);
  for (std::size_t begin = 0; begin < blocks << kBits; begin += kFactor) {
    Pair lowest = load(low.data() + begin);
    Pair highest = load(high.data() + begin);
    for (std::size_t i = begin + 2; i < begin + kFactor; i += 2) {
      const Pair lower = load(low.data() + i);
      const Pair higher = load(high.data() + i);
      lowest = lower < lowest ? lower : lowest;
      highest = higher > highest ? higher : highest;
    }
    least.push_back(std::min(lowest[0], lowest[1]));
    greatest.push_back(std::max(highest[0], highest[1]));
  }
}

// Where the least or the greatest value of a stretch stands, the points being level 0.
template <bool is_for_least>
class Search {
 public:
  void look(const double* values, std::size_t level, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      // A level below may hold an equal value further left.
      if (has_any_ && !(is_for_least ? values[i] < value_ : values[i] > value_) &&
          (values[i] != value_ || i << (kBits * level) >= index_ << (kBits * level_))) {
        continue;
      }
      has_any_ = true;
      value_ = values[i];
      index_ = i;
      level_ = level;
    }
  }

  // `level_values` gives the values of a level.
  template <class LevelValues>
  [[nodiscard]] std::size_t point(LevelValues level_values) {
    while (level_ > 0) {
      const double* below = level_values(--level_);
      index_ <<= kBits;
      while (below[index_] != value_) ++index_;
    }
    return index_;
  }

 private:
  bool has_any_ = false;
  double value_ = 0;
  std::size_t index_ = 0;
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

  auto point = points.x.begin();
  for (const double gap : gap_x) {
    point = std::lower_bound(point, points.x.end(), gap);
    if (point == points.x.end()) break;
    const auto index = static_cast<std::uint32_t>(point - points.x.begin());
    const bool is_known = !after_gaps_.empty() && after_gaps_.back() == index;
    if (index > 0 && *point != gap && !is_known) after_gaps_.push_back(index);
  }
}

Pyramid::Extremes Pyramid::extremes(std::span<const double> y, std::size_t begin,
                                    std::size_t end) const {
  Search<true> least;
  Search<false> greatest;
  const auto least_of = [&](std::size_t level) {
    return level == 0 ? y.data() : levels_[level - 1].least.data();
  };
  const auto greatest_of = [&](std::size_t level) {
    return level == 0 ? y.data() : levels_[level - 1].greatest.data();
  };
  const auto look = [&](std::size_t level, std::size_t from, std::size_t to) {
    least.look(least_of(level), level, from, to);
    greatest.look(greatest_of(level), level, from, to);
  };
  // From either end up to the next border of sixteen, then one level up.
  std::size_t level = 0;
  for (; level < levels_.size(); ++level) {
    const std::size_t first_border = (begin + kFactor - 1) >> kBits;
    const std::size_t last_border = end >> kBits;
    if (first_border >= last_border) break;
    look(level, begin, first_border << kBits);
    look(level, last_border << kBits, end);
    begin = first_border;
    end = last_border;
  }
  look(level, begin, end);
  return {least.point(least_of), greatest.point(greatest_of)};
}

}  // namespace ckpt
