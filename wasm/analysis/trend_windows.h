// The trend of a metric's parts (R5): of the whole, of what follows its best value, of its last
// quarter. Asked for by whoever wants them; no rule and no verdict waits for them.
#pragma once

#include <cstddef>
#include <optional>

#include "analysis/metric_summary.h"
#include "metrics/metric_catalog.h"
#include "run/run.h"

namespace ckpt {

struct WindowTrend {
  double from_x = kAbsent;  // of its first point; kAbsent without any
  double to_x = kAbsent;
  Trend trend;
};

struct TrendWindows {
  WindowTrend whole;
  // Behind the best value, which was chosen for being extreme; all points where that is the first
  // of them. Step 0 is no best. None when the direction is unknown or nothing follows.
  std::optional<WindowTrend> after_best;
  WindowTrend last_quarter;  // of the points, rounded up
};

// `summary` is that of `points`; its trend is the one of the whole. Requires: x ascending.
// O(n log n), of more than kTrendPointsMax points O(n).
[[nodiscard]] TrendWindows trend_windows(const Run& run, const Points& points,
                                         const MetricSummary& summary, Direction direction,
                                         const Thresholds& thresholds);

}  // namespace ckpt
