// See curve.h.
#include "views/curve.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

#include "base/limits.h"
#include "views/axes.h"

namespace ckpt {
namespace {

// Where no line may be drawn across: the metric lists these places, unless they are too many.
std::vector<double> gaps_of(const Metric& metric) {
  if (metric.non_finite_count > metric.non_finite.size()) return metric.series.non_finite_x();
  std::vector<double> gaps;
  gaps.reserve(metric.non_finite.size());
  for (const NonFinitePoint& point : metric.non_finite) gaps.push_back(point.x);
  return gaps;
}

bool moves(const Run& run, const Metric& metric, XKind axis) {
  return axis != run.x_kind && metric.x_kind == run.x_kind;
}

// Puts each point where `place` says, and leaves out those for which it says nothing. Returns how
// many these are.
template <class Place>
std::uint64_t place_points(Points& points, Place place) {
  const std::size_t count = points.y.size();
  std::vector<double> xs;
  xs.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::optional<double> x = place(i);
    if (!x) continue;
    points.y[xs.size()] = points.y[i];
    xs.push_back(*x);
  }
  points.y.resize(xs.size());
  points.x = std::move(xs);
  return count - points.y.size();
}

// From the run's own axis to another one; returns how many points have no place there.
std::uint64_t move_points(Points& points, const Points& places) {
  AxisMap map(places);
  return place_points(points, [&](std::size_t i) {
    const double x = map.at(points.x[i]);
    return std::isnan(x) ? std::nullopt : std::optional(x);
  });
}

void move_gaps(std::vector<double>& gaps, const Points& places) {
  AxisMap map(places);
  for (double& gap : gaps) gap = map.at(gap);
  gaps.erase(std::remove_if(gaps.begin(), gaps.end(), [](double gap) { return std::isnan(gap); }),
             gaps.end());
}

// A point that cannot be shown parts the curve as a value that is not finite does.
void leave_out_unscalable(Curve& curve, bool is_log_x, bool is_log_y) {
  Points& points = curve.points;
  const auto is_scalable = [&](std::size_t i) {
    return (!is_log_x || points.x[i] > 0) && (!is_log_y || points.y[i] > 0);
  };
  const std::size_t gap_count = curve.gaps.size();
  for (std::size_t i = 0; i < points.x.size(); ++i) {
    if (!is_scalable(i)) curve.gaps.push_back(points.x[i]);
  }
  const auto added = curve.gaps.begin() + static_cast<std::ptrdiff_t>(gap_count);
  std::vector<double> gaps(curve.gaps.size());
  std::merge(curve.gaps.begin(), added, added, curve.gaps.end(), gaps.begin());
  curve.gaps = std::move(gaps);
  curve.unscalable = place_points(points, [&](std::size_t i) {
    return is_scalable(i) ? std::optional(points.x[i]) : std::nullopt;
  });
  if (is_log_x) std::erase_if(curve.gaps, [](double gap) { return !(gap > 0); });
}

}  // namespace

Curve make_curve(const Run& run, const Metric& metric, const CurveOptions& options) {
  Curve curve;
  curve.gaps = gaps_of(metric);
  const bool is_moved = moves(run, metric, options.axis);
  const bool is_log = options.is_log_x || options.is_log_y;
  if (options.smoothing == Smoothing::none && !is_moved && !is_log) {
    if (auto x = metric.series.full_x()) {
      curve.points.x = *std::move(x);
      curve.packed = &metric.series.value->numbers;
    }
  }
  if (curve.packed == nullptr) curve.points = metric.series.points();
  if (options.smoothing != Smoothing::none) {
    curve.points = smoothed(curve.points, options.smoothing, options.weight);
  }
  if (is_moved) {
    const Points places = places_on(run, options.axis);
    curve.unplaced = move_points(curve.points, places);
    move_gaps(curve.gaps, places);
  }
  if (is_log) leave_out_unscalable(curve, options.is_log_x, options.is_log_y);
  curve.pyramid = Pyramid(curve.points.x, curve.values(), curve.gaps);
  return curve;
}

std::vector<double> superseded_curve(const Run& run, const Metric& metric,
                                     const CurveOptions& options, const PlotWindow& window) {
  if (options.axis == XKind::time || options.axis == XKind::tokens) return {};
  const Points all = metric.series.superseded();
  const bool is_moved = moves(run, metric, options.axis);
  const Points places = is_moved ? places_on(run, options.axis) : Points{};
  std::vector<double> out;
  for (std::size_t begin = 0; begin < all.x.size();) {
    std::size_t end = begin + 1;
    while (end < all.x.size() && all.x[end] > all.x[end - 1]) ++end;
    const std::span<const double> ys = std::span(all.y).subspan(begin, end - begin);
    Curve stretch;
    stretch.points = {all.x.subspan(begin, end - begin).values(), {ys.begin(), ys.end()}};
    if (is_moved) static_cast<void>(move_points(stretch.points, places));
    if (options.is_log_x || options.is_log_y) {
      leave_out_unscalable(stretch, options.is_log_x, options.is_log_y);
    }
    const std::vector<double> reduced = downsample(stretch.points, stretch.gaps, window);
    if (!reduced.empty() && !out.empty()) out.insert(out.end(), {reduced.front(), kAbsent});
    out.insert(out.end(), reduced.begin(), reduced.end());
    begin = end;
  }
  return out;
}

const Curve& CurveCache::get(const Run& run, const Metric& metric, const CurveOptions& options) {
  const auto known = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.metric == &metric && entry.options == options;
  });
  if (known != entries_.end()) {
    std::rotate(entries_.begin(), known, known + 1);
    return entries_.front().curve;
  }
  entries_.push_front({&metric, options, make_curve(run, metric, options)});
  std::size_t kept = 0;
  std::size_t points = 0;
  while (kept < entries_.size()) {
    points += entries_[kept].curve.points.x.size();
    if (kept > 0 && points > limits::kCurvePointsKept) break;
    ++kept;
  }
  entries_.resize(kept);
  return entries_.front().curve;
}

}  // namespace ckpt
