// R7: a held-out metric that got worse after its best value, beyond noise and with a significant
// trend, while training did not. Comparing the last value with the best alone would fire on a fifth
// of healthy noisy plateaus and more. Where a task metric is still at its best in the end, loss and
// task disagree, which is not the same.
#include <algorithm>
#include <cmath>
#include <optional>

#include "analysis/after_best.h"
#include "analysis/rule.h"
#include "analysis/stats.h"
#include "analysis/wording.h"

namespace ckpt::rule {
namespace {

constexpr Template kSentence{"overfitting.sentence",
                             "A held-out metric got worse after its best value, beyond noise and "
                             "with a significant trend, while training did not.",
                             "留出指标在最佳值之后变差，超出噪声且趋势显著，而训练并未变差。"};

constexpr PlaceTemplates kMessage{
    {"overfitting.step",
     "{metric} got worse after step {at:integer}, from {best:value} at best to {last:value} "
     "({share:signed_percent} of the best value), while training did not.",
     "{metric} 在第 {at:integer} 步之后变差，从最佳的 {best:value} 到 {last:value}（相对最佳值 "
     "{share:signed_percent}），而训练并未变差。"},
    {"overfitting.epoch",
     "{metric} got worse after epoch {at:value}, from {best:value} at best to {last:value} "
     "({share:signed_percent} of the best value), while training did not.",
     "{metric} 在第 {at:value} 轮之后变差，从最佳的 {best:value} 到 {last:value}（相对最佳值 "
     "{share:signed_percent}），而训练并未变差。"},
    {"overfitting.ordinal",
     "{metric} got worse after evaluation {at:integer}, from {best:value} at best to {last:value} "
     "({share:signed_percent} of the best value), while training did not.",
     "{metric} 在第 {at:integer} 次评估之后变差，从最佳的 {best:value} 到 {last:value}（相对最佳值 "
     "{share:signed_percent}），而训练并未变差。"}};

constexpr PlaceTemplates kMessageAlone{
    {"overfitting.alone.step",
     "{metric} got worse after step {at:integer}, from {best:value} at best to {last:value} "
     "({share:signed_percent} of the best value); nothing was logged of training.",
     "{metric} 在第 {at:integer} 步之后变差，从最佳的 {best:value} 到 {last:value}（相对最佳值 "
     "{share:signed_percent}）；没有训练记录可供对照。"},
    {"overfitting.alone.epoch",
     "{metric} got worse after epoch {at:value}, from {best:value} at best to {last:value} "
     "({share:signed_percent} of the best value); nothing was logged of training.",
     "{metric} 在第 {at:value} 轮之后变差，从最佳的 {best:value} 到 {last:value}（相对最佳值 "
     "{share:signed_percent}）；没有训练记录可供对照。"},
    {"overfitting.alone.ordinal",
     "{metric} got worse after evaluation {at:integer}, from {best:value} at best to {last:value} "
     "({share:signed_percent} of the best value); nothing was logged of training.",
     "{metric} 在第 {at:integer} 次评估之后变差，从最佳的 {best:value} 到 {last:value}（相对最佳值 "
     "{share:signed_percent}）；没有训练记录可供对照。"}};

constexpr PlaceTemplates kHeadline{
    {"overfitting.headline.step",
     "Overfitting. Keep step {at:integer}: {metric} is {kept:value} there and {last:value} at the "
     "end.",
     "过拟合。保留第 {at:integer} 步：{metric} 在该处为 {kept:value}，最后为 {last:value}。"},
    {"overfitting.headline.epoch",
     "Overfitting. Keep epoch {at:value}: {metric} is {kept:value} there and {last:value} at the "
     "end.",
     "过拟合。保留第 {at:value} 轮：{metric} 在该处为 {kept:value}，最后为 {last:value}。"},
    {"overfitting.headline.ordinal",
     "Overfitting. Keep checkpoint {at:integer}: {metric} is {kept:value} there, {last:value} at "
     "the end.",
     "过拟合。保留第 {at:integer} 个检查点：{metric} 在该处为 {kept:value}，最后为 "
     "{last:value}。"}};

constexpr PlaceTemplates kHeadlineOther = CKPT_AT(
    "overfitting.other.headline",
    "Overfitting: {metric} went from {best:value} to {last:value}. Keep ", ", best by {task}.",
    "过拟合：{metric} 从 {best:value} 变为 {last:value}。保留", "，按 {task} 最佳。");
constexpr Template kAction{
    "overfitting.action",
    "Stop earlier next time (at about {stop:percent} of this run), or use more data, fewer epochs, "
    "a "
    "lower learning rate or more regularisation.",
    "下次更早停止（约为本次运行的 "
    "{stop:percent}），或使用更多数据、更少轮数、更低的学习率或更强的正则化。"};

constexpr PlaceTemplates kDisagreement{
    {"overfitting.disagreement.step",
     "{metric} gets worse after step {loss_at:integer}, but {task} is still at its best at the end "
     "(best at step {at:integer}).",
     "{metric} 在第 {loss_at:integer} 步之后变差，但 {task} 到最后仍处于最佳（最佳在第 "
     "{at:integer} 步）。"},
    {"overfitting.disagreement.epoch",
     "{metric} gets worse after epoch {loss_at:value}, but {task} is still at its best at the end "
     "(best at epoch {at:value}).",
     "{metric} 在第 {loss_at:value} 轮之后变差，但 {task} 到最后仍处于最佳（最佳在第 {at:value} "
     "轮）。"},
    {"overfitting.disagreement.ordinal",
     "{metric} gets worse in the second part of the run, but {task} is still at its best at the "
     "end.",
     "{metric} 在运行后段变差，但 {task} 到最后仍处于最佳。"}};

constexpr PlaceTemplates kBoth = CKPT_AT(
    "overfitting.both", "{metric} gets worse early, but {task} is still at its best at the end; ",
    " serves both: {task} {task_value:value}, as good as its best within noise, and "
    "{metric} {value:value} instead of {here:value}.",
    "{metric} 很早就变差，但 {task} 到最后仍处于最佳；",
    "可两者兼顾：{task} 为 {task_value:value}，在噪声范围内与最佳相当，{metric} 为 "
    "{value:value} 而不是 {here:value}。");
constexpr PlaceTemplates kDisagreementHeadline{
    {"overfitting.disagreement.headline.step",
     "{metric} says step {loss_at:integer}, {task} says step {at:integer}.",
     "{metric} 指向第 {loss_at:integer} 步，{task} 指向第 {at:integer} 步。"},
    {"overfitting.disagreement.headline.epoch",
     "{metric} says epoch {loss_at:value}, {task} says epoch {at:value}.",
     "{metric} 指向第 {loss_at:value} 轮，{task} 指向第 {at:value} 轮。"},
    {"overfitting.disagreement.headline.ordinal", "{metric} and {task} disagree on what is best.",
     "{metric} 与 {task} 对何者最佳意见不一。"}};

constexpr Template kDisagreementAction{
    "overfitting.disagreement.action",
    "Keep both checkpoints if you can. Where only the decision matters, follow {task}; where "
    "probabilities are used, follow {metric}.",
    "如有可能，两个检查点都保留。只看判定结果时以 {task} 为准；要使用概率时以 {metric} 为准。"};

Severity severity_of(double share, const Thresholds& thresholds) {
  if (share >= thresholds.overfitting_critical) return Severity::critical;
  return share >= thresholds.overfitting_warning ? Severity::warning : Severity::info;
}

// Of the checkpoints that are as good by the task metric as the one it keeps, the one where the
// loss is least, where that undoes half of its rise or more, and more than noise.
struct Compromise {
  std::size_t checkpoint = 0;
  double task = kAbsent;
  double loss = kAbsent;
  double loss_at_kept = kAbsent;
};
std::optional<Compromise> compromise_of(const Subject& subject, Subject::MetricIndex loss,
                                        Subject::MetricIndex task) {
  const Recommendation& kept = subject.recommendation();
  if (subject.primary() != task || kept.checkpoint < 0) return std::nullopt;
  const auto loss_at = [&](std::size_t checkpoint) {
    return subject.metric(loss).series.at(subject.run().checkpoints.x(checkpoint));
  };
  Compromise found;
  found.loss_at_kept = loss_at(static_cast<std::size_t>(kept.checkpoint));
  const MetricSummary& summary = subject.summary(loss);
  if (!summary.best) return std::nullopt;
  double most = std::max(summary.noise_band,
                         0.5 * subject.loss_against(loss, summary.best->y, found.loss_at_kept));
  for (const std::uint32_t checkpoint : kept.equivalent) {
    const double value = loss_at(checkpoint);
    const double saved = subject.loss_against(loss, value, found.loss_at_kept);
    if (!(saved > most)) continue;
    most = saved;
    found.checkpoint = checkpoint;
    found.loss = value;
  }
  if (std::isnan(found.loss)) return std::nullopt;
  found.task = subject.metric(task).series.at(subject.run().checkpoints.x(found.checkpoint));
  return found;
}

Finding disagreement(const Subject& subject, Subject::MetricIndex index, const AfterBest& seen,
                     Subject::MetricIndex task) {
  const Metric& metric = subject.metric(index);
  const MetricSummary& of_task = subject.summary(task);
  const PointRef task_best = of_task.best.value_or(PointRef{});
  Finding finding;
  finding.rule = "overfitting";
  finding.kind = VerdictKind::disagreement;
  finding.severity = Severity::notice;
  finding.confidence = Confidence::medium;
  finding.metric = metric.name;
  finding.from_x = seen.best.x;
  finding.to_x = seen.last.x;
  finding.numbers = {{"best", seen.best.y},        {"best_at", seen.best.x},
                     {"last", seen.last.y},        {"p", seen.p},
                     {"task_best", task_best.y},   {"task_best_at", task_best.x},
                     {"task_last", of_task.last.y}};
  const std::vector<Slot> slots{{"metric", short_name(metric)},
                                {"task", short_name(subject.metric(task))},
                                {"loss_at", seen.best.x}};
  const Place place = place_of(subject.metric(task), task_best.x, 1);
  finding.message = message(kDisagreement, place, slots);
  if (const auto both = compromise_of(subject, index, task)) {
    finding.numbers.push_back({"both_at", subject.run().checkpoints.x(both->checkpoint)});
    finding.message = message(kBoth, place_of(subject.run(), both->checkpoint),
                              {{"metric", short_name(metric)},
                               {"task", short_name(subject.metric(task))},
                               {"task_value", both->task},
                               {"value", both->loss},
                               {"here", both->loss_at_kept}});
  }
  finding.headline = message(kDisagreementHeadline, place,
                             {{"metric", short_name(metric, kNameBytesOfTwo)},
                              {"task", short_name(subject.metric(task), kNameBytesOfTwo)},
                              {"loss_at", seen.best.x}});
  finding.action = message(kDisagreementAction, {{"metric", short_name(metric)},
                                                 {"task", short_name(subject.metric(task))}});
  return finding;
}

void add_gap(const Subject& subject, Subject::MetricIndex index, const AfterBest& seen,
             const TrainingChange& training, Finding& finding) {
  finding.numbers.push_back({"train_then", training.before});
  finding.numbers.push_back({"train_now", training.after});
  if (subject.metric(training.metric).quantity != subject.metric(index).quantity) return;
  finding.numbers.push_back({"gap_then", seen.best.y - training.before});
  finding.numbers.push_back({"gap_now", seen.last.y - training.after});
  finding.numbers.push_back({"overfit_ratio", overfit_ratio(training.after, seen.last.y)});
}

void check_metric(const Subject& subject, Subject::MetricIndex index,
                  std::vector<Finding>& findings) {
  const auto seen = after_best(subject, index);
  if (!seen ||
      seen->points < static_cast<std::size_t>(subject.thresholds().overfitting_evaluations_min))
    return;
  if (!seen->is_getting_worse || seen->worse_by <= 0.0) return;
  const auto training = training_change(subject, index, seen->best.x, seen->last.x);
  if (training && training->is_worse) return;
  if (const auto task = task_metric_best_at_end(subject, index)) {
    findings.push_back(disagreement(subject, index, *seen, *task));
    return;
  }

  const Metric& metric = subject.metric(index);
  Finding finding;
  finding.rule = "overfitting";
  finding.kind = VerdictKind::overfitting;
  finding.severity = severity_of(seen->share, subject.thresholds());
  finding.confidence = !training            ? Confidence::low
                       : seen->points >= 10 ? Confidence::high
                                            : Confidence::medium;
  finding.metric = metric.name;
  finding.from_x = seen->onset.x;
  finding.to_x = seen->last.x;
  const double run_length = seen->last.x - subject.start_of(index);
  const double after_share = (seen->last.x - seen->best.x) / run_length;
  finding.numbers = {{"best", seen->best.y},
                     {"best_at", seen->best.x},
                     {"onset", seen->onset.x},
                     {"last", seen->last.y},
                     {"worse_by", seen->worse_by},
                     {"share", seen->share},
                     {"after_share", after_share},
                     {"p", seen->p},
                     {"sigma", subject.summary(index).noise_sigma},
                     {"evaluations", static_cast<double>(seen->points)}};
  if (subject.is_loss(index)) {
    finding.numbers.push_back(
        {"generalization_loss", generalization_loss(seen->best.y, seen->last.y)});
  }
  if (training) add_gap(subject, index, *seen, *training, finding);
  const double signed_share =
      subject.direction(index) == Direction::lower ? seen->share : -seen->share;
  finding.message = message(training ? kMessage : kMessageAlone,
                            place_of(metric, seen->onset.x, seen->onset_index + 1),
                            {{"metric", short_name(metric)},
                             {"best", seen->best.y},
                             {"last", seen->last.y},
                             {"share", signed_share}});
  const Recommendation& recommended = subject.recommendation();
  if (recommended.checkpoint >= 0 && subject.primary() == index) {
    const auto checkpoint = static_cast<std::size_t>(recommended.checkpoint);
    finding.headline = message(
        kHeadline, place_of(subject.run(), checkpoint),
        {{"metric", short_name(metric)}, {"kept", recommended.value}, {"last", seen->last.y}});
  }
  if (recommended.checkpoint >= 0 && subject.primary() && subject.primary() != index) {
    const auto checkpoint = static_cast<std::size_t>(recommended.checkpoint);
    finding.headline =
        message(kHeadlineOther, place_of(subject.run(), checkpoint),
                {{"metric", short_name(metric, kNameBytesOfTwo)},
                 {"task", short_name(subject.metric(*subject.primary()), kNameBytesOfTwo)},
                 {"best", seen->best.y},
                 {"last", seen->last.y}});
  }
  finding.action = message(kAction, {{"stop", 1.0 - after_share}});
  findings.push_back(std::move(finding));
}

void check(const Subject& subject, std::vector<Finding>& findings) {
  // Where rewards steer, losses say nothing about quality; a held-out reward does.
  const bool is_steered = subject.is_reinforcement_learning();
  const auto primary = subject.primary();
  const auto loss = subject.validation_loss();
  if (primary && subject.can_choose(*primary) && !(is_steered && subject.is_loss(*primary))) {
    check_metric(subject, *primary, findings);
  }
  if (loss && loss != primary && !is_steered) check_metric(subject, *loss, findings);
}

}  // namespace

extern const Rule overfitting;
const Rule overfitting{"overfitting", "1",
                       "R7; exact or autocorrelation-corrected Mann-Kendall after the best value",
                       kSentence, check};

}  // namespace ckpt::rule
