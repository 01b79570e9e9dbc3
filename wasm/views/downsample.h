// Reduces a curve to what a screen can show, and loses nothing that could be seen: every extreme,
// and every gap, stays.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "run/run.h"
#include "views/pyramid.h"

namespace ckpt {

// The part of the x axis that is shown, and how many pixels it has. NaN leaves a side open: the
// curve's own first or last point is the border.
struct PlotWindow {
  double from = kAbsent;
  double to = kAbsent;
  std::uint32_t width = 0;
  bool is_log_x = false;  // pixels are even in the logarithm of x, which must be above 0
};

// The curve as [x0, y0, x1, y1, ...]: of each pixel column its first, last, least and greatest
// point (M4), and one point outside the window on either side, so that lines run to its edges.
// Everything is kept while it is no more than 4 * width points.
//
// A point whose y is NaN marks a gap: the source states a value there that is not finite (`gap_x`),
// and no line may be drawn across it. It stands between two points, never at an end, and only where
// both sides have a point. Where gaps divide one pixel column into more than two pieces, the pieces
// in the middle shrink to their least and greatest point, so that a column never yields more than
// 13 points.
//
// Requires: `x` and `gap_x` ascend, `y` is finite, and `pyramid` was made of just these.
// O(width * log(points)); deterministic.
[[nodiscard]] std::vector<double> downsample(const PlaceSpan& x, const CurveValues& y,
                                             std::span<const double> gap_x, const Pyramid& pyramid,
                                             const PlotWindow& window);
// The same of what is drawn but once. O(points + gaps).
[[nodiscard]] std::vector<double> downsample(const Points& points, std::span<const double> gap_x,
                                             const PlotWindow& window);

inline constexpr std::size_t kSparkValuesMax = 64;

// At most kSparkValuesMax values: all of them while they are so few, else the least and the
// greatest of equally long pieces, in the order in which the two stand. O(values).
[[nodiscard]] std::vector<double> sparkline(std::span<const double> values);

}  // namespace ckpt
