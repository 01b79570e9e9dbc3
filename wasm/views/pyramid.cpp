// See pyramid.h.
#include "views/pyramid.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace ckpt {

namespace {

constexpr std::size_t kBits = 4;
constexpr std::size_t kFactor = std::size_t{1} << kBits;

constexpr std::size_t kLevelsMax = 64 / kBits;

struct Stretch {
  std::size_t begin;
  std::size_t end;
};

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

// The least or the greatest of values, and where it stands. Several at a time, and without a jump
// that depends on them: where the next extreme lies is what no processor can guess.
template <bool is_for_least>
double extreme(const double* values, std::size_t count) {
  const auto better = [](auto a, auto b) {
    return is_for_least ? (b < a ? b : a) : (b > a ? b : a);
  };
  double best = values[0];
  std::size_t i = 0;
  if (count >= 2) {
    Pair pair = load(values);
    for (i = 2; i + 2 <= count; i += 2) pair = better(pair, load(values + i));
    best = better(pair[0], pair[1]);
  }
  for (; i < count; ++i) best = better(best, values[i]);
  return best;
}

// Where the least or the greatest value of a curve stands, of stretches that are looked at in the
// order in which they stand there, on whatever level.
template <bool is_for_least>
class Search {
 public:
  // `values` are of the level, [begin, end) one stretch.
  void look(const double* values, std::size_t level, std::size_t begin, std::size_t end) {
    if (begin == end) return;
    const double value = extreme<is_for_least>(values + begin, end - begin);
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
  const auto look = [&](std::size_t level, Stretch stretch) {
    least.look(least_of(level), level, stretch.begin, stretch.end);
    greatest.look(greatest_of(level), level, stretch.begin, stretch.end);
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
  return {least.point(least_of), greatest.point(greatest_of)};
}

}  // namespace ckpt
