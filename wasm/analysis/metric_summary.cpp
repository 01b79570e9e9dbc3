// How a metric's points become its summary.
#include "analysis/metric_summary.h"

#include <algorithm>
#include <cmath>

#include "analysis/stats.h"

namespace ckpt {
namespace {

constexpr double kNearZero = 1e-6;  // of the range: below that a share of |best| says nothing
constexpr std::size_t kSteadyPointsMin = 8;

TrendWord word_of(const TrendTest& test, double alpha) {
  if (test.is_rising(alpha)) return TrendWord::rising;
  if (test.is_falling(alpha)) return TrendWord::falling;
  if (test.points < kTrendPointsMin || test.kendall.variance == 0.0) return TrendWord::insufficient;
  // Below eight points only a nearly monotone series is significant, and one whose values mostly
  // agree may yet be: they are not steady, they are unknown.
  const bool is_steady =
      test.points >= kSteadyPointsMin && std::fabs(test.kendall.tau_b) < kWalkTauMin;
  return is_steady ? TrendWord::steady : TrendWord::undetermined;
}

}  // namespace

double full_share(Family family, const MetricSummary& summary) {
  const bool may_be = family == Family::ratio_score || family == Family::error_rate;
  if (!may_be || !(summary.min.y >= 0.0 && summary.max.y <= 100.0)) return kAbsent;
  return summary.max.y <= 1.0 ? 1.0 : 100.0;
}

double binomial_error(double share, double full, double examples) {
  return std::sqrt(std::max(0.0, share * (full - share)) / examples);
}

Trend trend_of(const TrendTest& test, std::uint64_t points, double alpha) {
  return {.word = word_of(test, alpha),
          .slope = test.line.slope,
          .p = test.p,
          .effective_points = test.effective_points,
          .s = test.kendall.s,
          .tau_b = test.kendall.tau_b,
          .points = points,
          .tested = std::min<std::uint64_t>(points, test.tested)};
}

double noise_floor(Family family, double best, const MetricSummary& summary,
                   const Thresholds& thresholds) {
  const double full = full_share(family, summary);
  if (!std::isnan(full)) {
    if (!std::isnan(summary.examples)) return binomial_error(best, full, summary.examples);
    // .990 and .981 are not alike: the errors doubled.
    return thresholds.noise_floor_share * std::min(best, full - best);
  }
  const double range = summary.max.y - summary.min.y;
  const double scale =
      std::isfinite(range) && std::fabs(best) < kNearZero * range ? range : std::fabs(best);
  const double floor = thresholds.noise_floor_share * scale;
  return family == Family::token_loss ? std::max(floor, thresholds.noise_token_loss_floor) : floor;
}

double noise_band(Family family, double best, const MetricSummary& summary,
                  const Thresholds& thresholds) {
  const double floor = noise_floor(family, best, summary, thresholds);
  if (std::isnan(summary.noise_sigma)) return floor;
  return std::max(thresholds.noise_band_sigmas * summary.noise_sigma, floor);
}

bool is_lone_best(std::span<const double> y, std::size_t index, const MetricSummary& summary,
                  double band, const Thresholds& thresholds) {
  if (std::isnan(summary.noise_sigma)) return false;
  return stands_alone(y, index, std::max(band, thresholds.lone_best_sigmas * summary.noise_sigma),
                      thresholds.lone_best_neighbour_share);
}

double ranking_noise(const MetricSummary& summary) {
  return 2.0 * std::sqrt(2.0) * summary.noise_sigma / (summary.max.y - summary.min.y);
}

MetricSummary summarise(const Metric& metric, const Points& points, const Points& shape,
                        Direction direction, double examples, const Thresholds& thresholds) {
  MetricSummary summary;
  summary.points = points.y.size();
  summary.non_finite = metric.non_finite_count;
  summary.trend.points = points.y.size();
  const auto extremes = extremes_of(points.y);
  if (!extremes) return summary;

  const auto point = [&points](std::size_t index) {
    return PointRef{points.x[index], points.y[index]};
  };
  summary.first = point(0);
  summary.last = point(points.y.size() - 1);
  summary.min = point(extremes->least.index);
  summary.max = point(extremes->greatest.index);
  summary.noise_sigma = noise_sigma(points.x, points.y);
  summary.examples = examples;
  if (direction != Direction::unknown) {
    const BestIndex& best = direction == Direction::lower ? extremes->least : extremes->greatest;
    summary.best = point(best.index);
    summary.best_tie_count = best.tie_count;
    summary.noise_band = noise_band(metric.family, summary.best->y, summary, thresholds);
  }

  summary.trend = trend_of(trend_test(shape.x, shape.y), points.y.size(), thresholds.trend_alpha);
  return summary;
}

}  // namespace ckpt
