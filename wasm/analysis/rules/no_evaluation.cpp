// R12a: nothing was measured on held-out data, so nothing can choose a checkpoint. Training alone
// is judged, and what to log next time is said.
#include <algorithm>

#include "analysis/rule.h"
#include "analysis/stats.h"
#include "analysis/wording.h"

namespace ckpt::rule {
namespace {

constexpr Template kSentence{
    "no_evaluation.sentence",
    "Nothing was measured on held-out data, so nothing can choose a checkpoint.",
    "没有留出数据上的测量，因此无从选择检查点。"};

constexpr Template kMessage{
    "no_evaluation.message",
    "No validation in this run: no checkpoint can be told to be better than another.",
    "该运行没有验证数据：无法判断哪个检查点更好。"};
constexpr Template kLearnedHeadline{
    "no_evaluation.learned.headline",
    "{metric} fell from {first:value} to {last:value}. No validation: no checkpoint can be called "
    "better.",
    "{metric} 从 {first:value} 降至 {last:value}。没有验证数据：无法判断哪个检查点更好。"};
constexpr Template kUnranked{
    "no_evaluation.unranked",
    "Whether {metric} should fall or rise is not known: it cannot choose a checkpoint.",
    "不清楚 {metric} 应下降还是上升，因此无法据此选择检查点。"};
constexpr Template kAction{
    "no_evaluation.action",
    "Hold out some data and evaluate on it several times; until then the last checkpoint is as "
    "good "
    "a choice as any.",
    "请留出一部分数据并多次评估；在此之前，最后一个检查点与其他的同样可取。"};
constexpr Template kUnrankedAction{
    "no_evaluation.unranked.action",
    "Choose the metric that counts, and whether lower or higher is better.",
    "请选择要参考的指标，并指定越低越好还是越高越好。"};

constexpr Template kMoment{
    "no_evaluation.moment",
    "The file holds one moment of the training, and does not say that anything was measured on "
    "held-out data.",
    "文件只包含训练的一个时刻，也没有说明有任何量是在留出数据上测得的。"};
constexpr Template kMomentAction{
    "no_evaluation.moment.action",
    "Open the log of the whole run, which often lies beside it, to see how these values came "
    "about.",
    "请打开整个运行的日志（通常就在旁边），以了解这些值如何得来。"};

constexpr Template kImpossible{
    "no_evaluation.impossible",
    "Every value of the metrics lies outside what such a metric can be: there is nothing to judge "
    "by.",
    "各指标的每个值都超出其可能范围：无从判断。"};
constexpr Template kImpossibleAction{
    "no_evaluation.impossible.action",
    "Check how they were computed; a score on features that overflow looks like that.",
    "检查其计算方式；在溢出的特征上计算得分时会出现这种情况。"};

constexpr Template kNoMetrics{
    "no_evaluation.no_metrics",
    "There are no metrics here: the file tells of the run, not how well it went.",
    "这里没有指标：文件说明了该运行，但没有说明效果如何。"};
constexpr Template kNoMetricsAction{
    "no_evaluation.no_metrics.action",
    "Open what holds the metrics as well: the events or the log of the same run.",
    "请同时打开含有指标的文件：同一运行的事件或日志。"};

// Metrics may be there all the same: ones whose every value says that nothing was measured.
bool has_no_values(const Subject& subject) {
  for (Subject::MetricIndex i = 0; i < subject.metric_count(); ++i) {
    if (subject.summary(i).points > 0 || subject.summary(i).non_finite > 0) return false;
  }
  return true;
}

void check(const Subject& subject, std::vector<Finding>& findings) {
  const auto primary = subject.primary();
  if (primary && subject.direction(*primary) != Direction::unknown) return;
  // Rewards are measured on fresh samples: there is something to judge by, though not to choose by.
  if (!primary && subject.reward()) return;
  // There was one, and none of its values is finite: another finding tells.
  for (Subject::MetricIndex i = 0; i < subject.metric_count(); ++i) {
    const bool could_judge = subject.is_held_out(i) || subject.metric(i).family == Family::reward;
    if (!primary && could_judge && subject.summary(i).non_finite > 0 &&
        subject.direction(i) != Direction::unknown) {
      return;
    }
  }
  // The user's choice without a direction, or held-out metrics that no one knows.
  std::optional<Subject::MetricIndex> unranked = primary;
  for (Subject::MetricIndex i = 0; i < subject.metric_count() && !unranked; ++i) {
    const Metric& metric = subject.metric(i);
    const bool may_be_a_result = metric.family == Family::other || metric.family == Family::score;
    if (subject.is_held_out(i) && may_be_a_result && subject.summary(i).points > 0 &&
        metric.direction == Direction::unknown) {
      unranked = i;
    }
  }
  Finding finding;
  finding.rule = "no_evaluation";
  finding.kind = VerdictKind::no_evaluation;
  finding.severity = Severity::notice;
  finding.confidence = Confidence::high;
  const bool has_impossible =
      std::any_of(subject.run().notes.begin(), subject.run().notes.end(),
                  [](const Note& note) { return note.code == NoteCode::impossible_values; });
  if (has_no_values(subject)) {
    finding.message = message(has_impossible ? kImpossible : kNoMetrics);
    finding.action = message(has_impossible ? kImpossibleAction : kNoMetricsAction);
  } else if (unranked) {
    finding.metric = subject.metric(*unranked).name;
    finding.message = message(kUnranked, {{"metric", short_name(subject.metric(*unranked))}});
    finding.action = message(kUnrankedAction);
  } else if (is_one_moment(subject.run())) {
    finding.message = message(kMoment);
    finding.action = message(kMomentAction);
  } else {
    finding.message = message(kMessage);
    finding.action = message(kAction);
    const auto loss = subject.training_loss();
    const Ends ends =
        loss && subject.has_improved(*loss) ? ends_of(subject.shape(*loss).y) : Ends{};
    if (ends.last < ends.first) {
      finding.headline =
          message(kLearnedHeadline, {{"metric", short_name(subject.metric(*loss), kNameBytesOfTwo)},
                                     {"first", ends.first},
                                     {"last", ends.last}});
    }
  }
  findings.push_back(std::move(finding));
}

}  // namespace

extern const Rule no_evaluation;
const Rule no_evaluation{"no_evaluation", "1", "R12a", kSentence, check};

}  // namespace ckpt::rule
