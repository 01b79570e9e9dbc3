// See trend_windows.h.
#include "analysis/trend_windows.h"

#include <span>

#include "analysis/recommendation.h"
#include "analysis/stats.h"

namespace ckpt {
namespace {

// Of the points from `begin` on.
WindowTrend window_from(const Points& points, std::size_t begin, double alpha) {
  const PlaceSpan x = points.x.subspan(begin);
  const std::span<const double> y = std::span(points.y).subspan(begin);
  if (y.empty()) return {};
  return {x.front(), x.back(), trend_of(trend_test(x, y), y.size(), alpha)};
}

std::optional<std::size_t> begin_after_best(const Run& run, const Points& points,
                                            Direction direction) {
  if (direction == Direction::unknown) return std::nullopt;
  std::size_t baseline = 0;
  while (baseline < points.x.size() && is_baseline(run, points.x[baseline])) ++baseline;
  const auto best = best_index(std::span(points.y).subspan(baseline),
                               direction == Direction::lower ? Toward::least : Toward::greatest);
  if (!best) return std::nullopt;
  const std::size_t begin = baseline + (best->index == 0 ? 0 : best->index + 1);
  if (begin == points.y.size()) return std::nullopt;
  return begin;
}

}  // namespace

TrendWindows trend_windows(const Run& run, const Points& points, const MetricSummary& summary,
                           Direction direction, const Thresholds& thresholds) {
  const double alpha = thresholds.trend_alpha;
  TrendWindows windows;
  if (points.y.empty()) return windows;
  windows.whole = {points.x.front(), points.x.back(), summary.trend};
  if (const auto begin = begin_after_best(run, points, direction)) {
    windows.after_best = window_from(points, *begin, alpha);
  }
  windows.last_quarter = window_from(points, points.y.size() - (points.y.size() + 3) / 4, alpha);
  return windows;
}

}  // namespace ckpt
