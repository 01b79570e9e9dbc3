// See after_best.h.
#include "analysis/after_best.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "analysis/stats.h"

namespace ckpt {
namespace {

double median_of(std::span<const double> y, std::size_t begin, std::size_t end) {
  const std::span<const double> part = y.subspan(begin, end - begin);
  return median({part.begin(), part.end()});
}

// How many points are the baseline. Requires: x ascending, so that they are in front.
std::size_t baseline_size(const Run& run, const Points& points) {
  std::size_t count = 0;
  while (count < points.x.size() && is_baseline(run, points.x[count])) ++count;
  return count;
}

// Three neighbours around `index`, shifted inwards at the ends.
double level_around(std::span<const double> y, std::size_t index) {
  if (y.size() < 3) return y[index];
  const std::size_t begin = std::min(index == 0 ? 0 : index - 1, y.size() - 3);
  return median_of(y, begin, begin + 3);
}

// How training stood at `x`: the median of at most five points that end there, or the first point
// where nothing was logged until then.
std::optional<double> level_before(const Points& points, double x) {
  const std::size_t end = points.x.upper_bound(x);
  if (points.y.empty()) return std::nullopt;
  if (end == 0) return points.y.front();
  // Few points stand for themselves: a level over them would reach back into the fast fall.
  const std::size_t count = std::clamp<std::size_t>(end / 10, 1, 5);
  return median_of(points.y, end - count, end);
}

// Of so many values in any order, all `after` of them rank behind all `before` with a chance of
// before! after! / (before + after)!.
double separate_p(const Subject& subject, Subject::MetricIndex index, std::span<const double> y,
                  std::size_t best) {
  if (best + 1 >= y.size()) return 1.0;
  double least_bad = y[best + 1];
  for (const double value : y.subspan(best + 1)) {
    if (subject.loss_against(index, value, least_bad) > 0.0) least_bad = value;
  }
  std::size_t before = 0;
  while (before <= best && subject.loss_against(index, y[best - before], least_bad) > 0.0) ++before;
  double chance = 1.0;
  const double after = static_cast<double>(y.size() - 1 - best);
  for (std::size_t k = 1; k <= before; ++k) {
    chance *= static_cast<double>(k) / (after + static_cast<double>(k));
  }
  return chance;
}

// R7's own significance, of a level that has risen beyond noise. The trend after the best value is
// tested on few evaluations, often on autocorrelated ones, and at the usual level it misses a tenth
// of clear cases, or all of them where only three or four evaluations are left. So the further the
// level stands above what noise explains, the less of a trend is asked for; and a few evaluations
// each worse than the one before prove it too. How seldom healthy runs pass: tests/calibrate.
bool is_proven(const AfterBest& seen, const Thresholds& thresholds) {
  const double clearness = seen.level_rise / seen.level_bound;
  const double alpha = std::min(thresholds.overfitting_clear_alpha,
                                thresholds.trend_alpha * clearness * clearness / 2.0);
  if (seen.p < std::max(thresholds.trend_alpha, alpha)) return true;
  // Of n values in any order, the least is followed by three or more that ascend, and by nothing
  // else, with a chance of the sum of 1 / (n k!) for k = 3 ... n - 1: at most 0.042 from n = 5 on.
  return seen.worsens_each_time && clearness > thresholds.overfitting_each_worse_bounds &&
         static_cast<double>(seen.after) >= thresholds.overfitting_each_worse_min;
}

}  // namespace

double generalization_loss(double best, double value) { return 100.0 * (value / best - 1.0); }

double overfit_ratio(double training, double validation) {
  return (validation - training) / training;
}

std::optional<AfterBest> after_best(const Subject& subject, Subject::MetricIndex index) {
  const MetricSummary& summary = subject.summary(index);
  if (!summary.best) return std::nullopt;
  const Thresholds& thresholds = subject.thresholds();
  const HeldPoints points = subject.points(index);
  const std::size_t baseline = baseline_size(subject.run(), points);
  const PlaceSpan x = points.x.subspan(baseline);
  const std::span<const double> y = std::span(points.y).subspan(baseline);
  const bool should_fall = subject.direction(index) == Direction::lower;
  const auto best = best_index(y, should_fall ? Toward::least : Toward::greatest);
  if (!best || y.size() < 2) return std::nullopt;
  AfterBest result;
  result.best_index = best->index;
  result.best = {x[best->index], y[best->index]};
  result.last = {x.back(), y.back()};
  result.onset = result.best;
  result.onset_index = result.best_index;
  result.points = y.size();
  result.after = y.size() - 1 - result.best_index;
  result.worse_by = subject.loss_against(index, result.best.y, result.last.y);
  result.share = result.worse_by / std::max(std::fabs(result.best.y), 1e-12);
  result.band = summary.noise_band;

  result.gained = subject.loss_against(index, result.best.y, y.front());
  result.stays_outside_band = result.after > 0;
  result.worsens_each_time = result.after > 0;
  for (std::size_t i = result.best_index + 1; i < y.size(); ++i) {
    if (subject.loss_against(index, result.best.y, y[i]) <= result.band) {
      result.stays_outside_band = false;
    }
    if (subject.loss_against(index, y[i - 1], y[i]) <= 0.0) result.worsens_each_time = false;
  }
  if (y.size() < 5 || result.after == 0) return result;

  result.is_best_alone = is_lone_best(y, result.best_index, summary, result.band, thresholds);
  result.separate_p = separate_p(subject, index, y, result.best_index);
  const std::size_t level_from = result.best_index;
  result.onset_index = level_from + turning_point(x.subspan(level_from), y.subspan(level_from));
  result.onset = {x[result.onset_index], y[result.onset_index]};

  const double floor =
      noise_floor(subject.metric(index).family, result.best.y, summary, thresholds);
  result.level_rise = subject.loss_against(index, level_around(y, result.best_index),
                                           median_of(y, y.size() - 3, y.size()));
  result.level_bound =
      std::max(thresholds.noise_band_sigmas * summary.noise_sigma * std::sqrt(2.0 / 3.0), floor);
  // The best value is left out, because it was chosen for being extreme; when it is the first of
  // all, the window is the whole run and nothing was chosen.
  const std::size_t begin = result.best_index == 0 ? 0 : result.best_index + 1;
  const TrendTest trend = trend_test(x.subspan(begin), y.subspan(begin));
  result.p = trend.p;
  const bool has_turned = should_fall ? trend.kendall.s > 0 : trend.kendall.s < 0;
  result.is_getting_worse =
      has_turned && result.level_rise > result.level_bound && is_proven(result, thresholds);
  return result;
}

std::optional<TrainingChange> training_change(const Subject& subject, Subject::MetricIndex held_out,
                                              double from_x, double to_x) {
  constexpr std::size_t kTrendPoints = 8;
  const auto index = subject.training_of(held_out);
  if (!index) return std::nullopt;
  const HeldPoints points = subject.points(*index);
  const auto before = level_before(points, from_x);
  const auto after = level_before(points, to_x);
  if (!before || !after) return std::nullopt;
  TrainingChange change{*index, *before, *after, false};
  const std::size_t begin = points.x.lower_bound(from_x);
  const std::size_t end = points.x.upper_bound(to_x);
  const bool should_fall = subject.direction(*index) == Direction::lower;
  if (end - begin >= kTrendPoints) {
    const TrendTest trend = trend_test(points.x.subspan(begin, end - begin),
                                       std::span(points.y).subspan(begin, end - begin));
    const double alpha = subject.thresholds().trend_alpha;
    change.is_worse = should_fall ? trend.is_rising(alpha) : trend.is_falling(alpha);
    return change;
  }
  const MetricSummary& summary = subject.summary(*index);
  const double floor =
      noise_floor(subject.metric(*index).family, change.before, summary, subject.thresholds());
  change.is_worse = subject.loss_against(*index, change.before, change.after) > floor;
  return change;
}

std::optional<Subject::MetricIndex> task_metric_best_at_end(const Subject& subject,
                                                            Subject::MetricIndex index) {
  for (Subject::MetricIndex i = 0; i < subject.metric_count(); ++i) {
    if (i == index || !subject.is_task_metric(i)) continue;
    const MetricSummary& summary = subject.summary(i);
    if (summary.points < 3 || summary.min.y == summary.max.y || !summary.best) continue;
    if (subject.metric(i).x_kind != subject.metric(index).x_kind) continue;
    if (subject.loss_against(i, summary.best->y, summary.last.y) <= summary.noise_band) return i;
  }
  return std::nullopt;
}

}  // namespace ckpt
