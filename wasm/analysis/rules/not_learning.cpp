// R6, its simple part: a training loss that ends where it began, or higher, although enough of the
// run is done and the learning rate is past its warm-up.
#include <algorithm>
#include <cmath>

#include "analysis/rule.h"
#include "analysis/stats.h"
#include "analysis/wording.h"

namespace ckpt::rule {
namespace {

constexpr Template kSentence{
    "not_learning.sentence",
    "The training loss ends where it began, or higher, although enough of the run is done.",
    "运行已进行到足够程度，训练损失仍停在起点或更高。"};

constexpr Template kFlat{
    "not_learning.flat",
    "Not learning: {metric} was {first:value} at the beginning and is {last:value} at the end.",
    "没有学到东西：{metric} 开始时为 {first:value}，结束时为 {last:value}。"};
constexpr Template kUp{"not_learning.up",
                       "Not learning: {metric} went up, from {first:value} to {last:value}.",
                       "没有学到东西：{metric} 从 {first:value} 升至 {last:value}。"};
constexpr Template kAction{
    "not_learning.action",
    "Check that some parameters are trained, that labels are not masked out, and that the learning "
    "rate is neither zero nor far too small.",
    "检查是否有参数参与训练、标签是否被全部屏蔽，以及学习率是否为零或过小。"};

// The learning rate has passed its greatest value, or there is none in the file.
bool is_past_warm_up(const Subject& subject) {
  for (Subject::MetricIndex i = 0; i < subject.metric_count(); ++i) {
    if (subject.metric(i).family != Family::learning_rate) continue;
    const MetricSummary& summary = subject.summary(i);
    if (summary.points > 0 && summary.max.x == summary.last.x && summary.min.y < summary.max.y) {
      return false;
    }
  }
  return true;
}

void check(const Subject& subject, std::vector<Finding>& findings) {
  const auto index = subject.training_loss();
  if (!index || subject.is_reinforcement_learning() || !is_past_warm_up(subject)) return;
  const Metric& metric = subject.metric(*index);
  const Thresholds& thresholds = subject.thresholds();
  const MetricSummary& summary = subject.summary(*index);
  if (summary.points < static_cast<std::uint64_t>(thresholds.not_learning_points_min)) return;
  const Run& run = subject.run();
  if (run.last_step < thresholds.not_learning_done_share * run.planned_steps) return;

  const Points points = subject.points(*index);
  const std::size_t n = points.y.size();
  const std::size_t count = std::max(
      static_cast<std::size_t>(thresholds.not_learning_end_points_min),
      static_cast<std::size_t>(thresholds.not_learning_end_share * static_cast<double>(n)));
  const auto offset = static_cast<std::ptrdiff_t>(count);
  const double first = median({points.y.begin(), points.y.begin() + offset});
  const double last = median({points.y.end() - offset, points.y.end()});
  // A loss that fell and came back did learn in between; that is a matter of divergence.
  const double middle = median(points.y);
  const double bound = thresholds.not_learning_change * std::fabs(first);
  const bool is_up = last - first > bound && summary.trend.word == TrendWord::rising;
  const bool is_flat = std::fabs(last - first) < bound && std::fabs(middle - first) < bound &&
                       summary.trend.word == TrendWord::steady;
  if (!is_up && !is_flat) return;
  // A loss that is all but zero from the first record on has nothing left to learn.
  if (last <= noise_floor(Family::token_loss, 0.0, 0.0, 0.0, thresholds)) return;

  Finding finding;
  finding.rule = "not_learning";
  finding.kind = VerdictKind::not_learning;
  finding.severity = Severity::warning;
  finding.confidence = n >= 50 ? Confidence::high : Confidence::medium;
  finding.metric = metric.name;
  finding.from_x = points.x.front();
  finding.to_x = points.x.back();
  finding.numbers = {
      {"first", first}, {"last", last}, {"p", summary.trend.p}, {"points", static_cast<double>(n)}};
  finding.message = message(is_up ? kUp : kFlat,
                            {{"metric", short_name(metric)}, {"first", first}, {"last", last}});
  finding.action = message(kAction);
  findings.push_back(std::move(finding));
}

}  // namespace

extern const Rule not_learning;
const Rule not_learning{"not_learning", "1", "R6; trainspotter's not-learning rule", kSentence,
                        check};

}  // namespace ckpt::rule
