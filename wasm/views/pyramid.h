// The least and the greatest of every 16 points of a curve, of every 256, and so on: what makes
// the extremes of any stretch cheap to find, so that zooming never looks at all points again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/extremes.h"
#include "base/places.h"
#include "views/curve_values.h"

namespace ckpt {

class Pyramid {
 public:
  Pyramid() = default;  // of no points

  // Indices of points, of several equal ones the first, and their values; a zero may have the sign
  // of another.
  struct Found {
    std::size_t least;
    std::size_t greatest;
    ValueRange values;
  };

  // `gap_x` as downsample() has it. Requires: as many `x` as `y`, `y` is finite, `x` and `gap_x`
  // ascend. O(points); 1.13 bytes of memory a point.
  Pyramid(const PlaceSpan& x, const CurveValues& y, std::span<const double> gap_x);

  // Of the points [begin, end) of the same curve. Requires: begin < end. O(log points).
  [[nodiscard]] Found extremes(const CurveValues& y, std::size_t begin, std::size_t end) const;

  // Ascending: points that a gap parts from the one before.
  [[nodiscard]] std::span<const std::uint32_t> after_gaps() const { return after_gaps_; }

 private:
  struct Level {
    std::vector<ValueRange> ranges;
    std::vector<ExtremePlaces> places;  // of each, among the sixteen below
  };

  std::vector<Level> levels_;  // levels_[0] of every 16 points, without a rest
  std::vector<std::uint32_t> after_gaps_;
};

}  // namespace ckpt
