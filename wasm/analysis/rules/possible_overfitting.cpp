// R12a: the last evaluation is worse than the best one while training went on improving, but there
// are too few evaluations to prove it. Hosted fine-tuning keeps three checkpoints; they still
// deserve an answer, said with little confidence.
#include <cmath>

#include "analysis/after_best.h"
#include "analysis/rule.h"
#include "analysis/wording.h"

namespace ckpt::rule {
namespace {

constexpr Template kSentence{"possible_overfitting.sentence",
                             "The last evaluation is worse than the best one while training "
                             "improved, but too few evaluations prove it.",
                             "最后一次评估比最佳的差而训练仍在改善，但评估次数不足以证实。"};

constexpr PlaceTemplates kMessage{
    {"possible_overfitting.step",
     "{metric} is worse at the end ({last:value}) than at step {at:integer} ({best:value}), while "
     "training did not get worse beyond its noise; {count:integer} evaluations do not prove it.",
     "{metric} 最后（{last:value}）比第 {at:integer} "
     "步（{best:value}）差，而训练的变化未超出噪声；仅凭 {count:integer} 次评估尚不能证实。"},
    {"possible_overfitting.epoch",
     "{metric} is worse at the end ({last:value}) than at epoch {at:value} ({best:value}), while "
     "training did not get worse beyond its noise; {count:integer} evaluations do not prove it.",
     "{metric} 最后（{last:value}）比第 {at:value} "
     "轮（{best:value}）差，而训练的变化未超出噪声；仅凭 {count:integer} 次评估尚不能证实。"},
    {"possible_overfitting.ordinal",
     "{metric} is worse at the end ({last:value}) than at evaluation {at:integer} ({best:value}), "
     "while training did not get worse beyond its noise; {count:integer} evaluations do not prove "
     "it.",
     "{metric} 最后（{last:value}）比第 {at:integer} "
     "次评估（{best:value}）差，而训练的变化未超出噪声；仅凭 {count:integer} 次评估尚不能证实。"}};

constexpr PlaceTemplates kHeadline{
    {"possible_overfitting.headline.step",
     "Keep step {at:integer}: {metric} is {kept:value} there and {last:value} at the end. "
     "{count:integer} evaluations.",
     "保留第 {at:integer} 步：{metric} 在该处为 {kept:value}，最后为 {last:value}。共 "
     "{count:integer} 次评估。"},
    {"possible_overfitting.headline.epoch",
     "Keep epoch {at:value}: {metric} is {kept:value} there and {last:value} at the end. "
     "{count:integer} evaluations.",
     "保留第 {at:value} 轮：{metric} 在该处为 {kept:value}，最后为 {last:value}。共 "
     "{count:integer} 次评估。"},
    {"possible_overfitting.headline.ordinal",
     "Keep checkpoint {at:integer}: {metric} is {kept:value} there, {last:value} at the end. "
     "{count:integer} evaluations.",
     "保留第 {at:integer} 个检查点：{metric} 在该处为 {kept:value}，最后为 {last:value}。共 "
     "{count:integer} 次评估。"}};

// Where the choice rests on enough evaluations, it is not what is uncertain.
constexpr PlaceTemplates kHeadlinePerhaps = CKPT_AT(
    "possible_overfitting.perhaps.headline", "Perhaps overfitting after ",
    ": {metric} is {best:value} there, {last:value} at the end. {count:integer} evaluations.",
    "或在",
    "之后过拟合：{metric} 在该处为 {best:value}，最后为 {last:value}。共 {count:integer} 次评估。");

constexpr Template kAction{
    "possible_overfitting.action",
    "Compare the two checkpoints on examples of your own; next time evaluate more often and stop "
    "earlier.",
    "用自己的样例比较这两个检查点；下次更频繁地评估并更早停止。"};

bool is_suspicious(const AfterBest& seen, const Thresholds& thresholds) {
  if (seen.is_getting_worse) return false;  // proven: not a matter of this rule
  const double points = static_cast<double>(seen.points);
  const double after = static_cast<double>(seen.after);
  if (points < thresholds.possible_overfitting_full_rules) return seen.worse_by > seen.band;
  // A value that leaps out and back says nothing of the others.
  if (seen.is_best_alone) return false;
  if (after >= thresholds.possible_overfitting_after_min &&
      seen.separate_p < thresholds.possible_overfitting_separate_p &&
      seen.level_rise > seen.level_bound)
    return true;
  if (after >= thresholds.possible_overfitting_after_min && seen.stays_outside_band &&
      seen.worse_by > thresholds.possible_overfitting_bands * seen.band)
    return true;
  // One value proves little, unless it undoes most of what the run had gained.
  if (seen.worse_by > thresholds.possible_overfitting_last_bands * seen.band &&
      seen.worse_by > thresholds.possible_overfitting_last_of_gain * seen.gained)
    return true;
  return points < thresholds.possible_overfitting_few_evaluations &&
         after >= thresholds.possible_overfitting_few_after_min && seen.worsens_each_time &&
         seen.best_index > 0 && seen.share > thresholds.possible_overfitting_few_share &&
         seen.worse_by > thresholds.possible_overfitting_few_of_gain * seen.gained;
}

void check(const Subject& subject, std::vector<Finding>& findings) {
  const auto index = subject.primary();
  if (!index || !subject.can_choose(*index)) return;
  // Where rewards steer, losses say nothing about quality; a held-out reward does.
  if (subject.is_reinforcement_learning() && subject.is_loss(*index)) return;
  const auto seen = after_best(subject, *index);
  if (!seen || !is_suspicious(*seen, subject.thresholds())) return;
  const auto training = training_change(subject, *index, seen->best.x, seen->last.x);
  if (!training || training->is_worse) return;
  if (task_metric_best_at_end(subject, *index)) return;

  const Metric& metric = subject.metric(*index);
  const double count = static_cast<double>(seen->points);
  Finding finding;
  finding.rule = "possible_overfitting";
  finding.kind = VerdictKind::possible_overfitting;
  finding.severity = Severity::notice;
  finding.confidence = Confidence::low;
  finding.metric = metric.name;
  finding.from_x = seen->best.x;
  finding.to_x = seen->last.x;
  finding.numbers = {{"best", seen->best.y},         {"best_at", seen->best.x},
                     {"last", seen->last.y},         {"worse_by", seen->worse_by},
                     {"share", seen->share},         {"train_then", training->before},
                     {"train_now", training->after}, {"evaluations", count}};
  if (subject.metric(training->metric).quantity == metric.quantity) {
    finding.numbers.push_back({"gap_then", seen->best.y - training->before});
    finding.numbers.push_back({"gap_now", seen->last.y - training->after});
  }
  const Place best_place = place_of(metric, seen->best.x, seen->best_index + 1);
  const std::vector<Slot> slots{{"metric", short_name(metric)},
                                {"best", seen->best.y},
                                {"last", seen->last.y},
                                {"count", count}};
  finding.message = message(kMessage, best_place, slots);
  const Recommendation& recommended = subject.recommendation();
  if (recommended.confidence > Confidence::low) {
    finding.headline = message(kHeadlinePerhaps, best_place, slots);
  } else if (recommended.checkpoint >= 0) {
    const auto checkpoint = static_cast<std::size_t>(recommended.checkpoint);
    finding.headline = message(kHeadline, place_of(subject.run(), checkpoint),
                               {{"metric", short_name(metric)},
                                {"kept", recommended.value},
                                {"last", seen->last.y},
                                {"count", count}});
  }
  finding.action = message(kAction);
  findings.push_back(std::move(finding));
}

}  // namespace

extern const Rule possible_overfitting;
const Rule possible_overfitting{"possible_overfitting", "1", "R12a", kSentence, check};

}  // namespace ckpt::rule
