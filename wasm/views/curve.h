// A metric as a chart wants to draw it: on one of several axes, raw or smoothed, on scales that may
// be logarithmic. Made once and kept while it is zoomed and panned.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "run/run.h"
#include "views/downsample.h"
#include "views/smooth.h"

namespace ckpt {

struct CurveOptions {
  XKind axis = XKind::step;  // one that the run does not have draws on the metric's own
  bool is_log_x = false;     // what is not above 0 cannot be shown
  bool is_log_y = false;
  Smoothing smoothing = Smoothing::none;
  double weight = 0.0;

  bool operator==(const CurveOptions&) const = default;
};

struct Curve {
  Points points;  // x never falls; without y where `packed` holds it
  const SparseColumn<double>* packed = nullptr;
  std::vector<double> gaps;      // places that no line may cross
  Pyramid pyramid;               // of these points and gaps
  std::uint64_t unplaced = 0;    // points whose place on the axis nobody knows
  std::uint64_t unscalable = 0;  // points that a logarithmic scale cannot show

  [[nodiscard]] CurveValues values() const {
    return packed != nullptr ? CurveValues(*packed) : CurveValues(points.y);
  }
};

// Smoothing comes first, along the metric's own x, so that no curve depends on the axis it is drawn
// on. O(points), and O(rows log rows) for another axis.
[[nodiscard]] Curve make_curve(const Run& run, const Metric& metric, const CurveOptions& options);

// Points that a resumed training replaced, in stretches that rise, parted by a point whose y is NaN
// (a gap, as downsample() has it). Each stretch is reduced to `width`. On an axis of time or tokens
// they have no place: empty.
[[nodiscard]] std::vector<double> superseded_curve(const Run& run, const Metric& metric,
                                                   const CurveOptions& options,
                                                   const PlotWindow& window);

// The curves drawn last, so that zooming reads no column again. Holds at most
// limits::kCurvePointsKept points, but always the last curve.
class CurveCache {
 public:
  // Requires: `run` and `metric` outlive the cache. The curve stands until the next call.
  [[nodiscard]] const Curve& get(const Run& run, const Metric& metric, const CurveOptions& options);

 private:
  struct Entry {
    const Metric* metric;
    CurveOptions options;
    Curve curve;
  };
  std::deque<Entry> entries_;  // most recently used first
};

}  // namespace ckpt
