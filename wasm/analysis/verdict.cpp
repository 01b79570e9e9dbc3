// See verdict.h. Headlines come from the rule whose finding leads; here stand only those of a run
// about which no rule had anything to say, and the next action, which belongs to the
// recommendation.
#include "analysis/verdict.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "analysis/wording.h"
#include "base/text.h"

namespace ckpt {
namespace {

constexpr std::size_t kEvidenceMax = 3;

constexpr PlaceTemplates kUndetermined{
    {"verdict.undetermined.step",
     "No fault found, progress not proven. Best so far: step {at:integer}, {metric} {value:value}.",
     "未发现故障，进步尚未证实。目前最佳：第 {at:integer} 步，{metric} 为 {value:value}。"},
    {"verdict.undetermined.epoch",
     "No fault found, progress not proven. Best so far: epoch {at:value}, {metric} {value:value}.",
     "未发现故障，进步尚未证实。目前最佳：第 {at:value} 轮，{metric} 为 {value:value}。"},
    {"verdict.undetermined.ordinal",
     "No fault found, progress not proven. Best so far: checkpoint {at:integer}, {metric} "
     "{value:value}.",
     "未发现故障，进步尚未证实。目前最佳：第 {at:integer} 个检查点，{metric} 为 {value:value}。"}};
constexpr Template kLogTraining{"verdict.next.training",
                                "Next time log the training loss as well: without it nobody can "
                                "tell overfitting from a run that "
                                "never learned.",
                                "下次也请记录训练损失：没有它就无法区分过拟合与从未学到东西。"};
constexpr Template kEvaluateMore{
    "verdict.next.evaluate_more",
    "Next time evaluate more often: {count:integer} evaluations of {metric} leave its trend "
    "unproven, ten or more usually show it.",
    "下次更频繁地评估：{count:integer} 次 {metric} 评估不足以证实趋势，十次以上通常可以。"};
constexpr Template kEvaluateBroader{
    "verdict.next.evaluate_broader",
    "Next time evaluate on more examples: the noise of a difference in {metric} is {share:percent} "
    "of all that changed.",
    "下次用更多样例评估：{metric} 差异的噪声占全部变化的 {share:percent}。"};
constexpr Template kEvaluateApart{
    "verdict.next.evaluate_apart",
    "Next time evaluate on a fixed set now and then: the noise of a difference in {metric}, which "
    "is logged while training, is {share:percent} of all that changed.",
    "下次请定期在固定的集合上评估：{metric} 在训练中记录，其差异的噪声占全部变化的 "
    "{share:percent}。"};
constexpr Template kNothing{"verdict.nothing",
                            "No fault was found, but progress is not proven either.",
                            "未发现故障，但进步也尚未证实。"};

constexpr Template kUseModel{"verdict.use_model", "Use the model {target}.", "使用模型 {target}。"};
constexpr Template kKeepPath{"verdict.keep_path", "Keep {target}.", "保留 {target}。"};
constexpr Template kKeepId{"verdict.keep_id", "Keep the checkpoint {target}.",
                           "保留检查点 {target}。"};
constexpr PlaceTemplates kKeepPlace{
    {"verdict.keep.step", "Keep the checkpoint of step {at:integer}.",
     "保留第 {at:integer} 步的检查点。"},
    {"verdict.keep.epoch", "Keep the checkpoint of epoch {at:value}.",
     "保留第 {at:value} 轮的检查点。"},
    {"verdict.keep.ordinal", "Keep checkpoint {at:integer}.", "保留第 {at:integer} 个检查点。"}};
constexpr PlaceTemplates kKeepIfSaved{
    {"verdict.keep_if_saved.step",
     "Keep the checkpoint of step {at:integer}, if it was saved; the file does not say.",
     "若已保存，请保留第 {at:integer} 步的检查点；文件未说明是否保存。"},
    {"verdict.keep_if_saved.epoch",
     "Keep the checkpoint of epoch {at:value}, if it was saved; the file does not say.",
     "若已保存，请保留第 {at:value} 轮的检查点；文件未说明是否保存。"},
    {"verdict.keep_if_saved.ordinal",
     "Keep checkpoint {at:integer}, if it was saved; the file does not say.",
     "若已保存，请保留第 {at:integer} 个检查点；文件未说明是否保存。"}};
constexpr PlaceTemplates kKeepNearest = CKPT_AT(
    "verdict.keep_nearest", "Keep the checkpoint saved nearest to ",
    ", where {metric} is at its best level ({value:value}); the file lists no checkpoint.",
    "保留最接近", "的检查点，{metric} 在该处处于最佳水平（{value:value}）；文件未列出检查点。");
constexpr PlaceTemplates kFetchOlder{
    {"verdict.fetch_older.step",
     "Step {at:integer} is the oldest record here and the best: an earlier one is perhaps as good. "
     "Fetch the rest of the list, then decide.",
     "第 {at:integer} 步是此处最早也是最好的记录：更早的可能同样好。请先取回列表其余部分再决定。"},
    {"verdict.fetch_older.epoch",
     "Epoch {at:value} is the oldest record here and the best: an earlier one is perhaps as good. "
     "Fetch the rest of the list, then decide.",
     "第 {at:value} 轮是此处最早也是最好的记录：更早的可能同样好。请先取回列表其余部分再决定。"},
    {"verdict.fetch_older.ordinal",
     "The oldest record here is the best: an earlier one is perhaps as good. Fetch the rest of the "
     "list, then decide.",
     "此处最早的记录就是最好的：更早的可能同样好。请先取回列表其余部分再决定。"}};
constexpr PlaceTemplates kBetterLost{
    {"verdict.better_lost.step",
     "Keep the checkpoint of step {at:integer}, the best of those saved. Step {lost_at:integer} "
     "was "
     "better by {cost:value} but was not saved: save at every evaluation next time.",
     "保留第 {at:integer} 步的检查点，它是已保存者中最好的。第 {lost_at:integer} 步更好（相差 "
     "{cost:value}）但未保存：下次请在每次评估时保存。"},
    {"verdict.better_lost.epoch",
     "Keep the checkpoint of epoch {at:value}, the best of those saved. A better one (by "
     "{cost:value}) was not saved: save at every evaluation next time.",
     "保留第 {at:value} 轮的检查点，它是已保存者中最好的。有更好的（相差 {cost:value}）但未保存："
     "下次请在每次评估时保存。"},
    {"verdict.better_lost.ordinal",
     "Keep checkpoint {at:integer}, the best of those saved. A better one (by {cost:value}) was "
     "not "
     "saved: save at every evaluation next time.",
     "保留第 {at:integer} 个检查点，它是已保存者中最好的。有更好的（相差 {cost:value}）但未保存："
     "下次请在每次评估时保存。"}};

// A fault leads only from notice on; a remark about what is missing, or good, always may. What
// argues for no kind of verdict, such as a learning rate that ends too early, leads when it is a
// warning.
bool may_lead(const Finding& finding) {
  if (finding.kind == VerdictKind::undetermined) return finding.severity >= Severity::warning;
  return finding.severity >= Severity::notice || finding.kind >= VerdictKind::unfinished;
}

// The finding whose kind stands first in R19; of equal kinds the most severe one.
std::optional<std::size_t> leading_finding(const std::vector<Finding>& findings) {
  std::optional<std::size_t> leader;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (!may_lead(findings[i])) continue;
    if (!leader || findings[i].kind < findings[*leader].kind) leader = i;
  }
  return leader;
}

// R12a: what is said of a choice among one to four evaluations is said with little confidence.
bool rests_on_few(const Subject& subject) {
  const auto primary = subject.primary();
  return primary && subject.recommendation().checkpoint >= 0 &&
         static_cast<double>(subject.summary(*primary).points) <
             subject.thresholds().choice_evaluations_min;
}

Message action_of(const Subject& subject, const Message& advice) {
  const Recommendation& recommended = subject.recommendation();
  if (recommended.checkpoint < 0) {
    const auto& best = recommended.best_level;
    if (!advice.text.id.empty() || !best) return advice;
    const Metric& metric = subject.metric(*subject.primary());
    const HeldPoints points = subject.points(*subject.primary());
    const std::size_t at = points.x.lower_bound(best->x);
    return message(kKeepNearest, place_of(metric, best->x, at + 1),
                   {{"metric", short_name(metric)}, {"value", best->y}});
  }
  const Run& run = subject.run();
  const auto index = static_cast<std::size_t>(recommended.checkpoint);
  const Checkpoint& checkpoint = run.checkpoints[index];
  const Place place = place_of(run, index);
  if (recommended.is_on_incomplete_edge) return message(kFetchOlder, place);
  const auto primary = subject.primary();
  const bool is_loss_noticeable = primary && recommended.better_unsaved &&
                                  recommended.cost > subject.summary(*primary).noise_band;
  if (is_loss_noticeable && recommended.is_among_saved) {
    return message(kBetterLost, place,
                   {{"lost_at", recommended.better_unsaved->x}, {"cost", recommended.cost}});
  }
  if (!checkpoint.model.empty()) {
    return message(kUseModel, {{"target", std::string(checkpoint.model)}});
  }
  if (!checkpoint.path.empty()) {
    return message(kKeepPath, {{"target", std::string(checkpoint.path)}});
  }
  if (!checkpoint.id.empty()) return message(kKeepId, {{"target", std::string(checkpoint.id)}});
  // Final values: whether there is a checkpoint of them, nothing says.
  if (!recommended.is_among_saved && is_one_moment(run)) return advice;
  return message(recommended.is_among_saved ? kKeepPlace : kKeepIfSaved, place);
}

Message headline_without_finding(const Subject& subject) {
  const Recommendation& recommended = subject.recommendation();
  const auto primary = subject.primary();
  if (recommended.checkpoint < 0 || !primary) return message(kNothing);
  return message(kUndetermined,
                 place_of(subject.run(), static_cast<std::size_t>(recommended.checkpoint)),
                 {{"metric", short_name(subject.metric(*primary))}, {"value", recommended.value}});
}

// What would have let this run be judged. Nothing, when it was.
Message next_time_of(const Subject& subject, const Verdict& verdict) {
  if (verdict.kind != VerdictKind::undetermined && verdict.kind != VerdictKind::noisy) return {};
  if (verdict.severity >= Severity::warning) return {};
  const auto primary = subject.primary();
  if (!subject.training_loss() && !subject.reward()) return message(kLogTraining);
  if (!primary) return {};
  const MetricSummary& summary = subject.summary(*primary);
  const Slot name{"metric", short_name(subject.metric(*primary))};
  const double count = static_cast<double>(summary.points);
  if (count < subject.thresholds().choice_evaluations_high) {
    return message(kEvaluateMore, {name, {"count", count}});
  }
  const double share = ranking_noise(summary);
  if (!(share > subject.thresholds().choice_noise_high)) return {};
  const bool is_held_out = subject.is_held_out(*primary);
  return message(is_held_out ? kEvaluateBroader : kEvaluateApart, {name, {"share", share}});
}

}  // namespace

Verdict verdict_of(const Subject& subject, const std::vector<Finding>& findings) {
  Verdict verdict;
  verdict.recommended = subject.recommendation();
  const auto leader = leading_finding(findings);
  if (!leader) {
    verdict.confidence = Confidence::low;
    verdict.headline = headline_without_finding(subject);
    verdict.action = action_of(subject, {});
    verdict.next_time = next_time_of(subject, verdict);
    return verdict;
  }
  const Finding& leading = findings[*leader];
  verdict.kind = leading.kind;
  verdict.severity = leading.severity;
  verdict.confidence = leading.confidence;
  if (leading.severity < Severity::warning && rests_on_few(subject)) {
    verdict.confidence = Confidence::low;
  }
  verdict.headline = leading.headline.text.id.empty() ? leading.message : leading.headline;
  verdict.action = leading.acts_first ? leading.action : action_of(subject, leading.action);
  verdict.next_time = next_time_of(subject, verdict);
  verdict.evidence.push_back(static_cast<std::uint32_t>(*leader));
  for (std::size_t i = 0; i < findings.size() && verdict.evidence.size() < kEvidenceMax; ++i) {
    if (i != *leader) verdict.evidence.push_back(static_cast<std::uint32_t>(i));
  }
  return verdict;
}

}  // namespace ckpt
