// R12a: one to four evaluations. A choice among them is made and said, with little confidence.

#include "analysis/rule.h"
#include "analysis/wording.h"

namespace ckpt::rule {
namespace {

constexpr Template kSentence{
    "thin.sentence", "One to four evaluations: the best of them is chosen, with little confidence.",
    "只有一到四次评估：仍选出其中最好的，但置信度低。"};

constexpr Template kMessage{
    "thin.message",
    "Only {count:integer} evaluations of {metric}: too few to tell a difference from noise.",
    "{metric} 仅有 {count:integer} 次评估：不足以区分差异与噪声。"};
constexpr Template kMessageOne{
    "thin.message.one", "Only one evaluation of {metric}: there is nothing to compare it with.",
    "{metric} 仅有一次评估：没有可比较的对象。"};
constexpr PlaceTemplates kHeadline{
    {"thin.headline.step",
     "Keep step {at:integer}: {metric} is {value:value}, the best of only {count:integer} "
     "evaluations.",
     "保留第 {at:integer} 步：{metric} 为 {value:value}，是仅有的 {count:integer} "
     "次评估中最好的。"},
    {"thin.headline.epoch",
     "Keep epoch {at:value}: {metric} is {value:value}, the best of only {count:integer} "
     "evaluations.",
     "保留第 {at:value} 轮：{metric} 为 {value:value}，是仅有的 {count:integer} 次评估中最好的。"},
    {"thin.headline.ordinal",
     "Keep checkpoint {at:integer}: {metric} is {value:value}, best of only {count:integer} "
     "evaluations.",
     "保留第 {at:integer} 个检查点：{metric} 为 {value:value}，是仅有的 {count:integer} "
     "次评估中最好的。"}};
constexpr Template kAction{"thin.action",
                           "Evaluate at least five times in the next run, evenly spread over it.",
                           "下次运行请至少均匀评估五次。"};

constexpr Template kMessageMoment{
    "thin.message.moment",
    "The file holds one moment of the training: {metric} is {value:value}, with nothing to compare "
    "it with.",
    "文件只包含训练的一个时刻：{metric} 为 {value:value}，没有可比较的对象。"};
constexpr Template kActionMoment{
    "thin.action.moment",
    "Open the log of the whole run, which often lies beside it, to see how the value came about "
    "and which checkpoint to keep.",
    "请打开整个运行的日志（通常就在旁边），以了解该值如何得来、应保留哪个检查点。"};

void check(const Subject& subject, std::vector<Finding>& findings) {
  const auto index = subject.primary();
  if (!index) return;
  const Metric& metric = subject.metric(*index);
  const MetricSummary& summary = subject.summary(*index);
  if (summary.points == 0 ||
      summary.points >= static_cast<std::uint64_t>(subject.thresholds().thin_evaluations_min))
    return;

  Finding finding;
  finding.rule = "thin";
  finding.kind = VerdictKind::thin;
  finding.severity = Severity::info;
  finding.confidence = Confidence::low;
  finding.metric = metric.name;
  finding.from_x = summary.first.x;
  finding.to_x = summary.last.x;
  const double count = static_cast<double>(summary.points);
  finding.numbers = {{"evaluations", count}};
  const bool is_moment = is_one_moment(subject.run());
  finding.message = is_moment ? message(kMessageMoment,
                                        {{"metric", short_name(metric)}, {"value", summary.last.y}})
                              : message(summary.points == 1 ? kMessageOne : kMessage,
                                        {{"metric", short_name(metric)}, {"count", count}});
  const Recommendation& recommended = subject.recommendation();
  if (recommended.checkpoint >= 0 && summary.points > 1) {
    const auto checkpoint = static_cast<std::size_t>(recommended.checkpoint);
    finding.headline =
        message(kHeadline, place_of(subject.run(), checkpoint),
                {{"metric", short_name(metric)}, {"value", recommended.value}, {"count", count}});
  }
  finding.action = message(is_moment ? kActionMoment : kAction);
  findings.push_back(std::move(finding));
}

}  // namespace

extern const Rule thin;
const Rule thin{"thin", "1", "R12a", kSentence, check};

}  // namespace ckpt::rule
