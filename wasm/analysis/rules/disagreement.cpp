// R0c: two quantities measured on held-out data would each keep another checkpoint. The choice
// stands; that it depends on what counts is said.
#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "analysis/after_best.h"
#include "analysis/rule.h"
#include "analysis/wording.h"

namespace ckpt::rule {
namespace {

constexpr Template kSentence{
    "disagreement.sentence",
    "Two held-out quantities (the loss and a task metric, or a sample of the validation set and "
    "the "
    "whole of it) prefer different checkpoints.",
    "两个留出量（损失与任务指标，或验证集的样本与全集）各自偏好不同的检查点。"};

constexpr PlaceTemplates kBeyond{
    {"disagreement.beyond.step",
     "{metric} prefers step {kept_at:integer} ({kept:value}, {there:value} at step {at:integer}), "
     "{other} prefers step {at:integer} ({best:value}, {here:value} at step {kept_at:integer}).",
     "{metric} 偏好第 {kept_at:integer} 步（{kept:value}，在第 {at:integer} 步为 {there:value}），"
     "{other} 偏好第 {at:integer} 步（{best:value}，在第 {kept_at:integer} 步为 {here:value}）。"},
    {"disagreement.beyond.epoch",
     "{metric} prefers epoch {kept_at:value} ({kept:value}, {there:value} at epoch {at:value}), "
     "{other} prefers epoch {at:value} ({best:value}, {here:value} at epoch {kept_at:value}).",
     "{metric} 偏好第 {kept_at:value} 轮（{kept:value}，在第 {at:value} 轮为 {there:value}），"
     "{other} 偏好第 {at:value} 轮（{best:value}，在第 {kept_at:value} 轮为 {here:value}）。"},
    {"disagreement.beyond.ordinal",
     "{metric} prefers checkpoint {kept_at:integer} ({kept:value}, {there:value} at {at:integer}), "
     "{other} prefers checkpoint {at:integer} ({best:value}, {here:value} at {kept_at:integer}).",
     "{metric} 偏好第 {kept_at:integer} 个检查点（{kept:value}，第 {at:integer} 个为 "
     "{there:value}），{other} 偏好第 {at:integer} 个（{best:value}，第 {kept_at:integer} 个为 "
     "{here:value}）。"}};

constexpr PlaceTemplates kWithin{
    {"disagreement.within.step",
     "{other} would keep step {at:integer} ({best:value}) instead of {kept_at:integer} "
     "({here:value}); noise may explain that.",
     "按 {other} 会保留第 {at:integer} 步（{best:value}）而不是第 {kept_at:integer} "
     "步（{here:value}）；噪声也能解释这一差异。"},
    {"disagreement.within.epoch",
     "{other} would keep epoch {at:value} ({best:value}) instead of {kept_at:value} "
     "({here:value}); "
     "noise may explain that.",
     "按 {other} 会保留第 {at:value} 轮（{best:value}）而不是第 {kept_at:value} "
     "轮（{here:value}）；噪声也能解释这一差异。"},
    {"disagreement.within.ordinal",
     "{other} would keep checkpoint {at:integer} ({best:value}) instead of {kept_at:integer} "
     "({here:value}); noise may explain that.",
     "按 {other} 会保留第 {at:integer} 个检查点（{best:value}）而不是第 {kept_at:integer} "
     "个（{here:value}）；噪声也能解释这一差异。"}};

constexpr PlaceTemplates kHeadline{
    {"disagreement.headline.step",
     "{metric} says step {kept_at:integer}, {other} says step {at:integer}.",
     "{metric} 指向第 {kept_at:integer} 步，{other} 指向第 {at:integer} 步。"},
    {"disagreement.headline.epoch",
     "{metric} says epoch {kept_at:value}, {other} says epoch {at:value}.",
     "{metric} 指向第 {kept_at:value} 轮，{other} 指向第 {at:value} 轮。"},
    {"disagreement.headline.ordinal",
     "{metric} says checkpoint {kept_at:integer}, {other} says checkpoint {at:integer}.",
     "{metric} 指向第 {kept_at:integer} 个检查点，{other} 指向第 {at:integer} 个检查点。"}};

constexpr Template kAction{"disagreement.action",
                           "Keep both checkpoints if you can, and decide by the quantity that the "
                           "use of the model depends "
                           "on.",
                           "如有可能，两个检查点都保留，并按模型用途所依赖的量来决定。"};

constexpr Template kSets{
    "disagreement.sets",
    "{metric} improves over the run while {other} gets worse: no checkpoint is best for both.",
    "{metric} 在运行中改善，而 {other} 变差：没有对两者都最好的检查点。"};
constexpr PlaceTemplates kSetsLate =
    CKPT_AT("disagreement.sets_late", "{metric} is best at the end while {other} gets worse from ",
            " on ({best:value} to {last:value}): no checkpoint is best for both.",
            "{metric} 在最后最佳，而 {other} 自",
            "起变差（{best:value} 至 {last:value}）：没有对两者都最好的检查点。");
constexpr PlaceTemplates kSetsLateHeadline = CKPT_AT(
    "disagreement.sets_late.headline", "{metric} is best at the end; {other} gets worse from ",
    " on.", "{metric} 在最后最佳；{other} 自", "起变差。");
constexpr Template kSetsAction{"disagreement.sets.action",
                               "Decide which of the evaluation sets counts, and choose by it.",
                               "请确定哪个评估集更重要，并据此选择。"};

// That the loss got worse while the task metric is best at the end is already said, and more of it.
bool is_proven(const Subject& subject, Subject::MetricIndex index) {
  const auto seen = after_best(subject, index);
  return seen && seen->is_getting_worse && task_metric_best_at_end(subject, index);
}

// One of the sets is as good as best at the end, another has turned. True when it was said.
bool check_sets_late(const Subject& subject, const std::vector<Subject::MetricIndex>& sets,
                     std::vector<Finding>& findings) {
  std::optional<AfterBest> seen;
  const auto worse = std::find_if(sets.begin(), sets.end(), [&](auto set) {
    seen = after_best(subject, set);
    return seen && seen->is_getting_worse;
  });
  if (worse == sets.end()) return false;
  const auto better = std::find_if(sets.begin(), sets.end(), [&](auto set) {
    const MetricSummary& summary = subject.summary(set);
    return set != *worse && subject.has_improved(set) &&
           subject.loss_against(set, summary.best->y, summary.last.y) <= summary.noise_band;
  });
  if (better == sets.end()) return false;
  const Metric& metric = subject.metric(*worse);
  Finding finding = finding_about("disagreement", metric, VerdictKind::disagreement,
                                  Severity::notice, seen->onset.x, seen->last.x);
  finding.numbers = {{"best", seen->best.y}, {"last", seen->last.y}, {"p", seen->p}};
  const Place place = place_of(metric, seen->onset.x, seen->onset_index + 1);
  const std::vector<Slot> slots{{"metric", short_name(subject.metric(*better), kNameBytesOfTwo)},
                                {"other", short_name(metric, kNameBytesOfTwo)},
                                {"best", seen->best.y},
                                {"last", seen->last.y}};
  finding.message = message(kSetsLate, place, slots);
  finding.headline = message(kSetsLateHeadline, place, slots);
  finding.action = message(kSetsAction);
  findings.push_back(std::move(finding));
  return true;
}

// Evaluation sets of one quantity that go opposite ways. True when it was said.
bool check_sets(const Subject& subject, Subject::MetricIndex primary,
                std::vector<Finding>& findings) {
  std::vector<Subject::MetricIndex> sets = subject.other_sets();
  sets.insert(sets.begin(), primary);
  const auto better =
      std::find_if(sets.begin(), sets.end(), [&](auto set) { return subject.has_improved(set); });
  const auto worse =
      std::find_if(sets.begin(), sets.end(), [&](auto set) { return subject.has_worsened(set); });
  if (worse == sets.end()) return check_sets_late(subject, sets, findings);
  if (better == sets.end()) return false;
  const MetricSummary& summary = subject.summary(*worse);
  const double lost = subject.loss_against(*worse, summary.best->y, summary.last.y);
  if (!(lost > summary.noise_band)) return false;
  Finding finding = finding_about("disagreement", subject.metric(*worse), VerdictKind::disagreement,
                                  Severity::notice, summary.first.x, summary.last.x);
  finding.numbers = {{"best", summary.best->y}, {"last", summary.last.y}, {"p", summary.trend.p}};
  const std::vector<Slot> slots{{"metric", short_name(subject.metric(*better), kNameBytesOfTwo)},
                                {"other", short_name(subject.metric(*worse), kNameBytesOfTwo)}};
  finding.message = message(kSets, slots);
  finding.action = message(kSetsAction);
  findings.push_back(std::move(finding));
  return true;
}

// What `other` would keep, where that is not as good by the primary metric; told with `severity` at
// most. True when it was said.
bool check_against(const Subject& subject, Subject::MetricIndex primary, Subject::MetricIndex other,
                   Severity severity, std::vector<Finding>& findings) {
  const Metric& metric = subject.metric(primary);
  const Metric& rival = subject.metric(other);
  if (metric.x_kind != rival.x_kind) return false;
  const Recommendation& kept = subject.recommendation();
  const HeldPoints points = subject.points(other);
  const Recommendation wanted = recommend(subject.run(), rival, points, subject.summary(other),
                                          subject.direction(other), {}, subject.thresholds());
  if (wanted.checkpoint < 0 || wanted.checkpoint == kept.checkpoint) return false;
  const auto kept_index = static_cast<std::size_t>(kept.checkpoint);
  const auto wanted_index = static_cast<std::size_t>(wanted.checkpoint);
  const double kept_x = subject.run().checkpoints.x(kept_index);
  const double wanted_x = subject.run().checkpoints.x(wanted_index);
  const double there = metric.series.at(wanted_x);
  const double here = rival.series.at(kept_x);
  if (!(subject.loss_against(primary, kept.value, there) > kept.noise_band)) return false;
  const double rival_loss = subject.loss_against(other, wanted.value, here);
  if (!(rival_loss > 0.0)) return false;
  const bool is_beyond = rival_loss > wanted.noise_band;

  const Place place = place_of(subject.run(), wanted_index);
  const double kept_at = place_of(subject.run(), kept_index).at;
  Finding finding;
  finding.rule = "disagreement";
  finding.kind = VerdictKind::disagreement;
  finding.severity = is_beyond ? severity : Severity::info;
  // With a few evaluations nobody knows the noise of either.
  const bool is_known = !std::isnan(subject.summary(primary).noise_sigma) &&
                        !std::isnan(subject.summary(other).noise_sigma);
  finding.confidence = is_beyond && is_known ? Confidence::medium : Confidence::low;
  finding.metric = rival.name;
  finding.from_x = std::min(kept_x, wanted_x);
  finding.to_x = std::max(kept_x, wanted_x);
  finding.numbers = {{"kept_at", kept_x},       {"kept", kept.value},
                     {"there", there},          {"rival_at", wanted_x},
                     {"best", wanted.value},    {"here", here},
                     {"band", kept.noise_band}, {"rival_band", wanted.noise_band}};
  const auto slots = [&](std::size_t bytes) {
    return std::vector<Slot>{{"metric", short_name(metric, bytes)},
                             {"other", short_name(rival, bytes)},
                             {"kept_at", kept_at},
                             {"kept", kept.value},
                             {"there", there},
                             {"best", wanted.value},
                             {"here", here}};
  };
  finding.message = message(is_beyond ? kBeyond : kWithin, place, slots(kNameBytes));
  finding.headline = message(kHeadline, place, slots(kNameBytesOfTwo));
  finding.action = message(kAction);
  findings.push_back(std::move(finding));
  return true;
}

void check(const Subject& subject, std::vector<Finding>& findings) {
  const auto primary = subject.primary();
  if (!primary || !subject.can_choose(*primary) || subject.recommendation().checkpoint < 0) return;
  if (subject.summary(*primary).points <
      static_cast<std::uint64_t>(subject.thresholds().disagreement_evaluations_min)) {
    return;
  }
  if (check_sets(subject, *primary, findings)) return;
  const bool is_task = subject.is_task_metric(*primary);
  const auto rival = is_task ? subject.validation_loss() : subject.task_metric();
  const bool is_said = is_proven(subject, *primary) || (rival && is_proven(subject, *rival));
  if (!is_said && rival && rival != primary &&
      check_against(subject, *primary, *rival, Severity::notice, findings)) {
    return;
  }
  // Of the other task metrics those that got worse: between two that both improve there is always
  // some difference.
  for (Subject::MetricIndex i = 0; is_task && i < subject.metric_count(); ++i) {
    if (i == *primary || !subject.is_task_metric(i) || !subject.has_worsened(i)) continue;
    if (selector_of(subject.metric(i).name) != Selector::whole) continue;
    if (check_against(subject, *primary, i, Severity::notice, findings)) return;
  }
  if (is_said) return;
  if (const auto sample = subject.sample_of(*primary)) {
    // The whole set has the last word.
    check_against(subject, *primary, *sample, Severity::info, findings);
  }
}

}  // namespace

extern const Rule disagreement;
const Rule disagreement{"disagreement", "1", "R0c", kSentence, check};

}  // namespace ckpt::rule
