// R6: a held-out metric (or the training loss, where nothing is held out) that no longer improves:
// level at the end, or within noise of its best since long before the end. Level after nearly all
// of the drop, or under a learning rate that has gone down, has converged, which is how runs should
// end.
#include <algorithm>
#include <cmath>
#include <optional>
#include <span>

#include "analysis/after_best.h"
#include "analysis/rule.h"
#include "analysis/stats.h"
#include "analysis/wording.h"

namespace ckpt::rule {
namespace {

constexpr Template kSentence{"plateau.sentence",
                             "The metric no longer improves: at the end, or since long before it.",
                             "指标不再改进：在末段，或早已如此。"};

constexpr PlaceTemplates kConverged =
    CKPT_AT("plateau.converged", "{metric} shows no trend beyond its noise from ",
            " on, at {level:value}, near its best.", "{metric} 自",
            "起在噪声之外没有趋势，处于 {level:value}，接近其最佳水平。");
constexpr Template kConstant{
    "plateau.constant",
    "{metric} is {level:value} at every one of its {count:integer} evaluations.",
    "{metric} 在全部 {count:integer} 次评估中都是 {level:value}。"};
constexpr Template kConstantAction{
    "plateau.constant.action",
    "Check that each evaluation loads the weights of its time, and that the metric can tell models "
    "apart.",
    "检查每次评估是否加载了当时的权重，以及该指标能否区分模型。"};
constexpr PlaceTemplates kStalled =
    CKPT_AT("plateau.stalled", "{metric} is level from ",
            " on, at {level:value}, short of its best ({best:value}).", "{metric} 自",
            "起持平于 {level:value}，不及其最佳值（{best:value}）。");
constexpr PlaceTemplates kEarly =
    CKPT_AT("plateau.early", "{metric} stays within noise of {level:value} from ",
            " on: the last {share:percent} of the run brought nothing.", "{metric} 自",
            "起一直在 {level:value} 的噪声范围内：运行的最后 {share:percent} 没有带来任何改进。");
constexpr PlaceTemplates kEarlyHeadline =
    CKPT_AT("plateau.early.headline", "{metric} stopped improving at ",
            ": the last {share:percent} of the run brought nothing.", "{metric} 在",
            "停止改进：运行的最后 {share:percent} 没有带来任何改进。");
constexpr Template kEarlyAction{
    "plateau.early.action",
    "Next time train about {used:percent} as long, or lower the learning rate sooner.",
    "下次训练约 {used:percent} 的时长即可，或更早降低学习率。"};
constexpr Template kStalledAction{
    "plateau.stalled.action",
    "Lower the learning rate and resume, or stop here; more of the same will not help.",
    "降低学习率后继续，或就此停止；照原样继续没有帮助。"};

using MetricIndex = Subject::MetricIndex;

double median3(std::span<const double> three) {
  return std::max(std::min(three[0], three[1]), std::min(std::max(three[0], three[1]), three[2]));
}

// The points at the end of which R6 speaks.
std::size_t window_of(std::size_t points, const Thresholds& thresholds) {
  const auto share =
      static_cast<std::size_t>(thresholds.plateau_window_share * static_cast<double>(points));
  return std::min(points,
                  std::max(static_cast<std::size_t>(thresholds.plateau_window_points), share));
}

// Where the metric stands, and how far from there noise takes it: correlated noise
// scatters further around its level than from one value to the next.
struct Level {
  double value = 0.0;
  double band = 0.0;
};
Level level_from(std::span<const double> y, double band, const Thresholds& thresholds) {
  std::vector<double> values(y.begin(), y.end());
  const double value = median_in_place(values);
  for (double& deviation : values) deviation = std::fabs(deviation - value);
  const double sigma = 1.4826 * median_in_place(values);
  return {value, std::max(band, thresholds.noise_band_sigmas * sigma)};
}

// The first evaluation from which on no three neighbours together leave the noise band around
// `level`, or not by much: of fifteen triples one in twelve plateaus would. Around the best value
// they would anyway: the least of many noisy ones lies a band below them.
std::size_t first_within_band(std::span<const double> y, const Level& level, double bands) {
  std::size_t begin = y.size() - 2;
  while (begin > 0 &&
         std::fabs(median3(y.subspan(begin - 1, 3)) - level.value) <= bands * level.band) {
    --begin;
  }
  // Of three that agree, the first may itself have stood outside still.
  return std::fabs(y[begin] - level.value) > level.band ? begin + 1 : begin;
}

// Whether the points rise or fall towards the good, at the level `alpha` and by more than noise
// explains. The first of them may have been chosen for being high, so a trend alone proves nothing.
bool is_improving(const Subject& subject, MetricIndex index, const PlaceSpan& x,
                  const TrendTest& trend, double alpha) {
  const double fall = trend.line.slope * (x.front() - x.back());
  const double bound = subject.thresholds().healthy_noise_bands * subject.summary(index).noise_band;
  const bool is_lower = subject.direction(index) == Direction::lower;
  return is_lower ? trend.is_falling(alpha) && fall > bound
                  : trend.is_rising(alpha) && -fall > bound;
}

// Whether the last third of a stretch is better than its first by more than noise: the band around
// a level grows with the curve's own slope, and a few points prove no trend.
bool ends_better(const Subject& subject, MetricIndex index, std::span<const double> y) {
  const std::size_t third = std::max<std::size_t>(y.size() / 3, 3);
  if (y.size() < 2 * third) return false;
  const auto level = [](std::span<const double> part) {
    return median({part.begin(), part.end()});
  };
  return subject.loss_against(index, level(y.last(third)), level(y.first(third))) >
         subject.summary(index).noise_band;
}

// Medians of three and more neighbours: single values are best by chance.
double best_level(const Subject& subject, MetricIndex index, const std::vector<double>& y) {
  const std::size_t blocks = std::min<std::size_t>(y.size() / 3, 200);
  const std::vector<double> levels = block_medians(y, blocks);
  const bool should_fall = subject.direction(index) == Direction::lower;
  return levels[best_index(levels, should_fall ? Toward::least : Toward::greatest)->index];
}

// Something else that is measured on held-out data went on improving since `x`.
bool does_another_improve(const Subject& subject, MetricIndex index, double from_x) {
  for (MetricIndex i = 0; i < subject.metric_count(); ++i) {
    if (i == index || !subject.can_choose(i)) continue;
    if (subject.metric(i).x_kind != subject.metric(index).x_kind) continue;
    if (!subject.is_loss(i) && !subject.is_task_metric(i)) continue;
    const HeldPoints points = subject.shape(i);
    const std::size_t begin = points.x.lower_bound(from_x);
    if (begin == points.x.size()) continue;
    const PlaceSpan x = points.x.subspan(begin);
    const TrendTest trend = trend_test(x, std::span(points.y).subspan(begin));
    if (is_improving(subject, i, x, trend, subject.thresholds().trend_alpha)) return true;
  }
  return false;
}

// The same at every evaluation, and not for being perfect. That argues against learning where the
// metric that chooses does not argue for it.
bool check_constant(const Subject& subject, MetricIndex index, bool is_telling,
                    std::vector<Finding>& findings) {
  const MetricSummary& summary = subject.summary(index);
  if (summary.min.y != summary.max.y) return false;
  const double level = summary.first.y;
  const bool should_rise = subject.direction(index) == Direction::higher;
  if (should_rise ? level == 1.0 || level == 100.0 : level == 0.0) return false;
  const Metric& metric = subject.metric(index);
  const double count = static_cast<double>(summary.points);
  Finding finding = finding_about(
      "plateau", metric, is_telling ? VerdictKind::not_learning : VerdictKind::undetermined,
      is_telling ? Severity::notice : Severity::info, summary.first.x, summary.last.x);
  finding.numbers = {{"level", level}, {"evaluations", count}};
  finding.message =
      message(kConstant, {{"metric", short_name(metric)}, {"level", level}, {"count", count}});
  finding.action = message(kConstantAction);
  findings.push_back(std::move(finding));
  return true;
}

// The metric had gained all it would gain long before the end.
bool check_early(const Subject& subject, MetricIndex index, const Points& points,
                 std::vector<Finding>& findings) {
  const Thresholds& thresholds = subject.thresholds();
  const MetricSummary& summary = subject.summary(index);
  if (static_cast<double>(points.y.size()) < thresholds.plateau_early_points_min) return false;
  // A few points tell their level badly; all that stand within their band tell it better.
  constexpr int kRounds = 3;
  Level level;
  std::size_t begin = points.y.size() - window_of(points.y.size(), thresholds);
  for (int round = 0; round == 0 || (round < kRounds && begin > 0); ++round) {
    level = level_from(std::span(points.y).subspan(begin), summary.noise_band, thresholds);
    begin = std::min(begin, first_within_band(points.y, level, thresholds.plateau_early_bands));
  }
  const double length = points.x.back() - subject.start_of(index);
  const double share = (points.x.back() - points.x[begin]) / length;
  if (!(share >= thresholds.plateau_early_share)) return false;
  // A level far from the best that was reached is no place where improving stopped.
  const double best = best_level(subject, index, points.y);
  if (subject.loss_against(index, best, level.value) > level.band) return false;
  const PlaceSpan x = points.x.subspan(begin);
  const std::span<const double> y = std::span(points.y).subspan(begin);
  const TrendTest tail = trend_test(x, y);
  if (is_improving(subject, index, x, tail, thresholds.trend_alpha)) return false;
  if (ends_better(subject, index, y)) return false;
  // What got better to its best value and worse again does not stand still either. That the points
  // end where they are best was chosen, so their trend must be all the surer.
  const bool should_fall = subject.direction(index) == Direction::lower;
  const std::size_t to_best =
      best_index(y, should_fall ? Toward::least : Toward::greatest)->index + 1;
  const TrendTest before = trend_test(x.first(to_best), y.first(to_best));
  if (is_improving(subject, index, x.first(to_best), before, thresholds.trend_alpha / 5.0)) {
    return false;
  }
  if (does_another_improve(subject, index, points.x[begin])) return false;
  const Metric& metric = subject.metric(index);
  Finding finding = finding_about("plateau", metric, VerdictKind::stopped_early, Severity::notice,
                                  points.x[begin], points.x.back());
  finding.numbers = {{"level", level.value},
                     {"best", summary.best->y},
                     {"best_at", summary.best->x},
                     {"share", share},
                     {"band", level.band},
                     {"p", tail.p},
                     {"evaluations", static_cast<double>(points.y.size())}};
  const Place place = place_of(metric, points.x[begin], begin + 1);
  const std::vector<Slot> slots{
      {"metric", short_name(metric)}, {"level", level.value}, {"share", share}};
  finding.message = message(kEarly, place, slots);
  finding.headline = message(kEarlyHeadline, place, slots);
  if (share < 1.0) finding.action = message(kEarlyAction, {{"used", 1.0 - share}});
  findings.push_back(std::move(finding));
  return true;
}

// No three neighbours in the window together leave the noise band around its level.
bool is_flat(std::span<const double> window, double level, double band) {
  for (std::size_t i = 2; i < window.size(); ++i) {
    if (std::fabs(median3(window.subspan(i - 2, 3)) - level) > band) return false;
  }
  return true;
}

// The learning rate at x over its peak; 1 where none was logged.
double rate_share_at(const Subject& subject, const Metric& metric, double x) {
  const auto index = subject.learning_rate();
  if (!index || subject.metric(*index).x_kind != metric.x_kind) return 1.0;
  const double peak = subject.summary(*index).max.y;
  const HeldPoints rates = subject.points(*index);
  const std::size_t at = rates.x.lower_bound(x);
  return at == rates.x.size() || !(peak > 0.0) ? 1.0 : rates.y[at] / peak;
}

void check_end(const Subject& subject, MetricIndex index, bool is_held_out, const Points& points,
               std::vector<Finding>& findings) {
  const Thresholds& thresholds = subject.thresholds();
  const MetricSummary& summary = subject.summary(index);
  const std::size_t count = window_of(points.y.size(), thresholds);
  const std::size_t begin = points.y.size() - count;
  const TrendTest test = trend_test(points.x.subspan(begin), std::span(points.y).subspan(begin));
  if (test.is_rising(thresholds.trend_alpha) || test.is_falling(thresholds.trend_alpha)) return;
  const double level =
      median({points.y.begin() + static_cast<std::ptrdiff_t>(begin), points.y.end()});
  const double band =
      std::max(summary.noise_band, thresholds.plateau_drift_share * std::fabs(level));
  const double drift = std::fabs(test.line.slope * (points.x.back() - points.x[begin]));
  if (!(drift < band)) return;
  if (is_held_out && !is_flat(std::span(points.y).subspan(begin), level, band)) return;
  const double best = best_level(subject, index, points.y);
  const double whole = subject.loss_against(index, best, summary.first.y);
  const double short_of = subject.loss_against(index, best, level);
  // Where nothing was gained there is nothing to have stalled: another matter.
  if (!(whole > summary.noise_band)) return;
  const Metric& metric = subject.metric(index);
  const bool is_converged =
      short_of <= (1.0 - thresholds.plateau_achieved) * whole || short_of <= summary.noise_band ||
      rate_share_at(subject, metric, points.x[begin]) <= thresholds.plateau_rate_share;
  Finding finding = finding_about("plateau", metric, VerdictKind::plateau,
                                  is_converged ? Severity::info : Severity::notice, points.x[begin],
                                  points.x.back());
  finding.numbers = {{"level", level},
                     {"best", best},
                     {"drift", drift},
                     {"p", test.p},
                     {"points", static_cast<double>(count)}};
  finding.message =
      message(is_converged ? kConverged : kStalled, place_of(metric, points.x[begin], begin + 1),
              {{"metric", short_name(metric)}, {"level", level}, {"best", best}});
  if (!is_converged) finding.action = message(kStalledAction);
  findings.push_back(std::move(finding));
}

void check(const Subject& subject, std::vector<Finding>& findings) {
  const Thresholds& thresholds = subject.thresholds();
  if (subject.is_reinforcement_learning() || !subject.is_well_under_way()) return;
  const auto primary = subject.primary();
  const bool is_held_out = primary && subject.can_choose(*primary);
  const auto index = is_held_out ? primary : subject.training_loss();
  if (!index || !subject.summary(*index).best) return;
  if (static_cast<double>(subject.summary(*index).points) < thresholds.plateau_early_points_min)
    return;
  if (is_held_out && check_constant(subject, *index, true, findings)) return;
  const bool has_improved = subject.has_improved(*index);
  for (MetricIndex i = 0; is_held_out && i < subject.metric_count(); ++i) {
    const bool is_as_long = subject.summary(i).points == subject.summary(*index).points;
    if (subject.is_task_metric(i) && is_as_long)
      check_constant(subject, i, !has_improved, findings);
  }
  // What cannot rank two evaluations cannot tell that they are alike.
  if (is_held_out && ranking_noise(subject.summary(*index)) >= thresholds.noisy_share) return;
  // What got worse after its best is another matter.
  const auto seen = is_held_out ? after_best(subject, *index) : std::nullopt;
  if (seen && seen->is_getting_worse) return;
  const HeldPoints points = subject.shape(*index);
  if (is_held_out && check_early(subject, *index, points, findings)) return;
  if (static_cast<double>(points.y.size()) < thresholds.plateau_points_min) return;
  check_end(subject, *index, is_held_out, points, findings);
}

}  // namespace

extern const Rule plateau;
const Rule plateau{"plateau", "1", "R6; trainspotter's plateau with its suppression of convergence",
                   kSentence, check};

}  // namespace ckpt::rule
