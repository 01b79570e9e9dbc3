// R19: a run is called healthy only on evidence that it improved: in validation where there is one,
// else in training, which in a run with rewards is its reward. A training loss logged from single
// batches may be too noisy to show a trend that validation proves; it must not have got worse.
#include "analysis/rule.h"
#include "analysis/wording.h"

namespace ckpt::rule {
namespace {

constexpr Template kSentence{"healthy.sentence",
                             "Training, and validation where there is one, improved significantly.",
                             "训练（以及有验证时的验证）显著改善。"};

constexpr Template kBoth{
    "healthy.both",
    "{train} improved from {train_first:value} to {train_last:value}, and {metric} from "
    "{first:value} "
    "to {best:value}.",
    "{train} 从 {train_first:value} 改善到 {train_last:value}，{metric} 从 {first:value} 改善到 "
    "{best:value}。"};
constexpr Template kOne{"healthy.one", "{metric} improved from {first:value} to {best:value}.",
                        "{metric} 从 {first:value} 改善到 {best:value}。"};
constexpr PlaceTemplates kHeadline{
    {"healthy.headline.step",
     "Healthy. Keep step {at:integer}: {metric} is {value:value} (at first {first:value}).",
     "运行健康。保留第 {at:integer} 步：{metric} 为 {value:value}，起初为 {first:value}。"},
    {"healthy.headline.epoch",
     "Healthy. Keep epoch {at:value}: {metric} is {value:value} (at first {first:value}).",
     "运行健康。保留第 {at:value} 轮：{metric} 为 {value:value}，起初为 {first:value}。"},
    {"healthy.headline.ordinal",
     "Healthy. Keep checkpoint {at:integer}: {metric} is {value:value} (at first {first:value}).",
     "运行健康。保留第 {at:integer} 个检查点：{metric} 为 {value:value}，起初为 {first:value}。"}};

void check(const Subject& subject, std::vector<Finding>& findings) {
  const auto reward = subject.reward();
  const auto train = reward ? reward : subject.training_loss();
  const auto primary = subject.primary();
  if (!train && !primary) return;
  const bool has_trained = train && subject.has_improved(*train);
  if (primary ? !subject.has_improved(*primary) : !has_trained) return;
  if (train && subject.has_worsened(*train)) return;

  Finding finding;
  finding.rule = "healthy";
  finding.kind = VerdictKind::healthy;
  finding.severity = Severity::info;
  finding.confidence = primary ? subject.recommendation().confidence : Confidence::medium;
  const Subject::MetricIndex shown = primary ? *primary : *train;
  const MetricSummary& summary = subject.summary(shown);
  if (!summary.best) return;
  finding.metric = subject.metric(shown).name;
  finding.from_x = summary.first.x;
  finding.to_x = summary.last.x;
  finding.numbers = {{"first", summary.first.y},   {"best", summary.best->y},
                     {"best_at", summary.best->x}, {"last", summary.last.y},
                     {"p", summary.trend.p},       {"points", static_cast<double>(summary.points)}};
  std::vector<Slot> slots{{"metric", short_name(subject.metric(shown))},
                          {"first", summary.first.y},
                          {"best", summary.best->y}};
  const bool are_two = has_trained && primary && primary != train;
  if (are_two) {
    const MetricSummary& training = subject.summary(*train);
    slots.push_back({"train", short_name(subject.metric(*train))});
    slots.push_back({"train_first", training.first.y});
    slots.push_back({"train_last", training.last.y});
    finding.numbers.push_back({"train_p", training.trend.p});
  }
  finding.message = message(are_two ? kBoth : kOne, std::move(slots));
  const Recommendation& recommended = subject.recommendation();
  if (recommended.checkpoint >= 0) {
    const auto checkpoint = static_cast<std::size_t>(recommended.checkpoint);
    finding.headline = message(kHeadline, place_of(subject.run(), checkpoint),
                               {{"metric", short_name(subject.metric(shown))},
                                {"value", recommended.value},
                                {"first", summary.first.y}});
  }
  findings.push_back(std::move(finding));
}

}  // namespace

extern const Rule healthy;
const Rule healthy{"healthy", "1", "R19", kSentence, check};

}  // namespace ckpt::rule
