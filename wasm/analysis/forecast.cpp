// See forecast.h.
#include "analysis/forecast.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/stats.h"
#include "analysis/wording.h"

namespace ckpt {
namespace {

constexpr double kLeastB = 0.05;
constexpr double kGreatestB = 3.0;
constexpr std::size_t kGridCount = 60;
constexpr int kGoldenSteps = 64;
constexpr std::size_t kPointsMax = 250;  // more are fitted by the medians of as many blocks

constexpr Template kAhead{
    "forecast.ahead",
    "Trained on to {at:value}, {metric} would be about {value:value} ({low:value} to {high:value}; "
    "now {now:value}), if nothing else changes.",
    "若其他条件不变，训练到 {at:value} 时 {metric} 约为 {value:value}（{low:value} 至 "
    "{high:value}；"
    "现为 {now:value}）。"};
constexpr Template kNoMetric{"forecast.no_metric",
                             "No forecast: there is no metric that should fall or rise.",
                             "无法预测：没有应当下降或上升的指标。"};
constexpr Template kFewPoints{
    "forecast.few_points",
    "No forecast: {count:integer} values of {metric} after the warm-up, {least:integer} are "
    "needed.",
    "无法预测：预热之后 {metric} 只有 {count:integer} 个值，需要 {least:integer} 个。"};
constexpr Template kRateToZero{
    "forecast.rate_to_zero",
    "No forecast: the learning rate fell to 0, and {metric} follows it, not a law of its own.",
    "无法预测：学习率降到了 0，{metric} 随之变化，而不是遵循自身规律。"};
constexpr Template kRateFalls{
    "forecast.rate_falls",
    "No forecast: the learning rate fell by {times:value} times, and {metric} follows it, not a "
    "law "
    "of its own.",
    "无法预测：学习率下降了 {times:value} 倍，{metric} 随之变化，而不是遵循自身规律。"};
constexpr Template kNoLaw{"forecast.no_law",
                          "No forecast: {metric} follows no power law that tends to an end.",
                          "无法预测：{metric} 不符合任何有极限的幂律。"};
constexpr Template kNoLawYet{
    "forecast.no_law_yet",
    "No forecast: {metric} was still improving at the end, by no power law that tends to an end: "
    "it would improve further, how far nobody can tell.",
    "无法预测：{metric} "
    "到最后仍在改善，但不符合任何有极限的幂律：它还会继续改善，但程度无从得知。"};
constexpr Template kNoSkill{
    "forecast.no_skill",
    "No forecast: the last {count:integer} values of {metric} are told no better by its curve than "
    "by \"nothing changes any more\".",
    "无法预测：对 {metric} 最后 {count:integer} 个值，曲线并不比“不再变化”预测得更好。"};

struct Fit {
  PowerLaw law;
  double error = std::numeric_limits<double>::infinity();  // sum of squares
};

Fit fit_at(double b, const PlaceSpan& x, std::span<const double> y) {
  const double n = static_cast<double>(x.size());
  // Relative to the last x, so that powers of it stay in range.
  const double scale = x.back();
  double mean_u = 0.0;
  double mean_y = 0.0;
  std::vector<double> u(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    u[i] = power(x[i] / scale, -b);
    mean_u += u[i] / n;
    mean_y += y[i] / n;
  }
  double square = 0.0;
  double product = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    square += (u[i] - mean_u) * (u[i] - mean_u);
    product += (u[i] - mean_u) * (y[i] - mean_y);
  }
  Fit fit;
  const double slope = product / square;
  fit.law = {.a = slope * power(scale, b), .b = b, .c = mean_y - slope * mean_u};
  fit.error = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double rest = y[i] - (fit.law.c + slope * u[i]);
    fit.error += rest * rest;
  }
  if (!std::isfinite(fit.error)) fit.error = std::numeric_limits<double>::infinity();
  return fit;
}

// The x at which the learning rate is greatest: what lies before is warm-up. And by how much it
// falls from there on.
struct Schedule {
  double warm_until = 0.0;
  double falls_by = 1.0;  // times
};

Schedule schedule_of(const Subject& subject) {
  Schedule schedule;
  std::uint64_t most = 0;
  for (Subject::MetricIndex i = 0; i < subject.metric_count(); ++i) {
    const MetricSummary& rate = subject.summary(i);
    if (subject.metric(i).family != Family::learning_rate || rate.points <= most) continue;
    most = rate.points;
    schedule.warm_until = rate.min.y < rate.max.y ? rate.max.x : 0.0;
    schedule.falls_by =
        rate.last.y > 0.0 ? rate.max.y / rate.last.y : std::numeric_limits<double>::infinity();
  }
  return schedule;
}

// After the warm-up, oriented so that lower is better.
Points curve_of(const Points& all, double from, bool should_fall) {
  std::size_t begin = 0;
  while (begin < all.x.size() && (!(all.x[begin] > 0.0) || all.x[begin] < from)) ++begin;
  const PlaceSpan x = all.x.subspan(begin);
  const std::span<const double> y = std::span(all.y).subspan(begin);
  Points curve;
  if (x.size() <= kPointsMax) {
    curve = {x.values(), {y.begin(), y.end()}};
  } else {
    curve = {block_middles(x, kPointsMax), block_medians(y, kPointsMax)};
  }
  if (!should_fall) {
    for (double& value : curve.y) value = -value;
  }
  return curve;
}

// Whether the last half of the curve, which should fall, still does, by more than noise explains.
bool improves_to_the_end(const Subject& subject, Subject::MetricIndex index, const Points& curve) {
  const std::size_t half = curve.y.size() / 2;
  const PlaceSpan x = curve.x.last(half);
  const TrendTest trend = trend_test(x, std::span(curve.y).last(half));
  return trend.is_falling(subject.thresholds().trend_alpha) &&
         trend.line.slope * (x.front() - x.back()) > subject.summary(index).noise_band;
}

// How the law found in the first part of the points tells the rest.
struct Holdout {
  double greatest_error = 0.0;
  double skill = std::numeric_limits<double>::infinity();  // error over that of "the last stays"
};

Holdout held_out(const Points& curve, std::size_t fitted) {
  Holdout result;
  const auto law = fit_power_law(curve.x.first(fitted), std::span(curve.y).first(fitted));
  if (!law) return result;
  double error = 0.0;
  double error_of_last = 0.0;
  for (std::size_t i = fitted; i < curve.x.size(); ++i) {
    const double rest = curve.y[i] - law->at(curve.x[i]);
    const double rest_of_last = curve.y[i] - curve.y[fitted - 1];
    error += rest * rest;
    error_of_last += rest_of_last * rest_of_last;
    result.greatest_error = std::max(result.greatest_error, std::fabs(rest));
  }
  result.skill = std::sqrt(error / error_of_last);
  return result;
}

}  // namespace

double PowerLaw::at(double x) const { return c + a * power(x, -b); }

std::optional<PowerLaw> fit_power_law(const PlaceSpan& x, std::span<const double> y) {
  if (x.size() < 4) return std::nullopt;
  const auto b_at = [](std::size_t i) {
    return kLeastB +
           (kGreatestB - kLeastB) * static_cast<double>(i) / static_cast<double>(kGridCount - 1);
  };
  std::size_t best = 0;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < kGridCount; ++i) {
    const double error = fit_at(b_at(i), x, y).error;
    if (error >= least) continue;
    least = error;
    best = i;
  }
  if (best == 0 || best == kGridCount - 1) return std::nullopt;
  const double ratio = (std::sqrt(5.0) - 1.0) / 2.0;
  double low = b_at(best - 1);
  double high = b_at(best + 1);
  Fit left = fit_at(high - ratio * (high - low), x, y);
  Fit right = fit_at(low + ratio * (high - low), x, y);
  for (int i = 0; i < kGoldenSteps; ++i) {
    if (left.error < right.error) {
      high = right.law.b;
      right = left;
      left = fit_at(high - ratio * (high - low), x, y);
    } else {
      low = left.law.b;
      left = right;
      right = fit_at(low + ratio * (high - low), x, y);
    }
  }
  const Fit& fit = left.error < right.error ? left : right;
  if (!std::isfinite(fit.law.a) || !std::isfinite(fit.law.c)) return std::nullopt;
  return fit.law;
}

Forecast forecast(const Subject& subject) {
  const Thresholds& thresholds = subject.thresholds();
  Forecast result;
  result.metric = subject.primary() ? subject.primary() : subject.training_loss();
  if (!result.metric || subject.direction(*result.metric) == Direction::unknown) {
    result.metric.reset();
    result.message = message(kNoMetric);
    return result;
  }
  const Metric& metric = subject.metric(*result.metric);
  const Slot name{"metric", short_name(metric)};
  const bool should_fall = subject.direction(*result.metric) == Direction::lower;
  const Schedule schedule = schedule_of(subject);
  const HeldPoints all = subject.points(*result.metric);
  const Points curve = curve_of(all, schedule.warm_until, should_fall);
  const std::size_t count = curve.x.size();
  if (static_cast<double>(count) < thresholds.forecast_points_min) {
    result.message = message(
        kFewPoints,
        {name, {"count", static_cast<double>(count)}, {"least", thresholds.forecast_points_min}});
    return result;
  }
  if (schedule.falls_by > thresholds.forecast_rate_decay) {
    result.message = std::isfinite(schedule.falls_by)
                         ? message(kRateFalls, {name, {"times", schedule.falls_by}})
                         : message(kRateToZero, {name});
    return result;
  }
  const auto law = fit_power_law(curve.x, curve.y);
  if (!law || !(law->a > 0.0)) {
    result.message =
        message(improves_to_the_end(subject, *result.metric, curve) ? kNoLawYet : kNoLaw, {name});
    return result;
  }
  const auto kept_back = static_cast<std::size_t>(
      std::ceil(thresholds.forecast_holdout_share * static_cast<double>(count)));
  const std::size_t fitted = count - std::min(kept_back, count - 4);
  const Holdout holdout = held_out(curve, fitted);
  if (!(holdout.skill < thresholds.forecast_skill)) {
    result.message = message(kNoSkill, {name, {"count", static_cast<double>(count - fitted)}});
    return result;
  }

  const double sign = should_fall ? 1.0 : -1.0;
  result.law = PowerLaw{.a = sign * law->a, .b = law->b, .c = sign * law->c};
  const double last_x = curve.x.back();
  const double length_foretold = last_x - curve.x[fitted - 1];
  const auto add = [&](double x) {
    const double value = result.law->at(x);
    const double error =
        holdout.greatest_error * std::sqrt(std::max(1.0, (x - last_x) / length_foretold));
    result.points.push_back({x, value, value - error, value + error});
  };
  const double planned = metric.x_kind == XKind::step ? subject.run().planned_steps : kAbsent;
  if (planned > last_x && planned <= 2.0 * last_x) {
    add(planned);
  } else {
    add(1.5 * last_x);
    add(2.0 * last_x);
  }
  const ForecastPoint& end = result.points.back();
  result.message = message(kAhead, {name,
                                    {"at", end.x},
                                    {"value", end.value},
                                    {"low", end.low},
                                    {"high", end.high},
                                    {"now", subject.summary(*result.metric).last.y}});
  return result;
}

}  // namespace ckpt
