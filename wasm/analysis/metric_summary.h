// One metric in numbers: its extremes, its best value, its noise and its trend over the whole run.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "analysis/stats.h"
#include "analysis/thresholds.h"
#include "run/run.h"

namespace ckpt {

struct PointRef {
  double x = kAbsent;
  double y = kAbsent;
};

// rising / falling: significant; steady: enough points and no trend; undetermined: too few points
// to tell, or values that mostly agree, though not significantly; insufficient: fewer than
// kTrendPointsMin, or all of them equal.
enum class TrendWord : std::uint8_t { insufficient, undetermined, falling, rising, steady };

struct Trend {
  TrendWord word = TrendWord::insufficient;
  double slope = kAbsent;  // Theil-Sen, per unit of x
  double p = 1.0;          // two-sided, corrected for autocorrelation (R5)
  double effective_points = kAbsent;
  std::int64_t s = 0;  // Mann-Kendall's count: pairs that rise less pairs that fall
  double tau_b = 0.0;  // the same as a share, in [-1, 1]; 0 without a pair that differs
  std::uint64_t points = 0;
  std::uint64_t tested = 0;  // values that were tested: the points, or medians of blocks of them
};
// Of `points` points, of which `test` saw these or medians of blocks of them.
[[nodiscard]] Trend trend_of(const TrendTest& test, std::uint64_t points, double alpha);

struct MetricSummary {
  std::uint64_t points = 0;  // finite, effective
  std::uint64_t non_finite = 0;
  PointRef first, last, min, max;
  std::optional<PointRef> best;      // absent when the direction is unknown, or no finite point
  std::uint64_t best_tie_count = 0;  // other points with exactly the best value
  double noise_sigma = kAbsent;      // R3; kAbsent below five points
  double examples = kAbsent;         // evaluated for each value, where its noise follows from them
  double noise_band = kAbsent;       // max(2 sigma, floor), around best
  Trend trend;                       // of the whole run
};

// R2, R3 and R5 of `metric`, ranked by `direction`. `shape` is what its trend is tested on: the
// points themselves, or medians of blocks of them where they are many. `examples` is what the
// metric is a share of; kAbsent where that is not known.
[[nodiscard]] MetricSummary summarise(const Metric& metric, const Points& points,
                                      const Points& shape, Direction direction, double examples,
                                      const Thresholds& thresholds);

// R12c: the noise of a difference between two evaluations (2 sqrt(2) sigma) as a share of the whole
// range. NaN where the noise is unknown.
[[nodiscard]] double ranking_noise(const MetricSummary& summary);

// Whether the value at `index`, the best one, leaps out of the curve and back: good by chance, as
// far as anyone can tell. `band` is the noise band around it; false where the noise is unknown.
[[nodiscard]] bool is_lone_best(std::span<const double> y, std::size_t index,
                                const MetricSummary& summary, double band,
                                const Thresholds& thresholds);

// The greatest value that a share with these extremes can have, 1 or 100; kAbsent when it is none.
[[nodiscard]] double full_share(Family family, const MetricSummary& summary);
// R3: one standard error of `share` out of `full`, a share of so many examples.
[[nodiscard]] double binomial_error(double share, double full, double examples);

// R3: differences from `best` up to this are noise as far as the kind of quantity tells, whatever
// the scatter. `summary` is that of the metric.
[[nodiscard]] double noise_floor(Family family, double best, const MetricSummary& summary,
                                 const Thresholds& thresholds);
// The band around `best`, a value of the metric of that summary: what its scatter explains, or the
// floor where that is more.
[[nodiscard]] double noise_band(Family family, double best, const MetricSummary& summary,
                                const Thresholds& thresholds);

}  // namespace ckpt
