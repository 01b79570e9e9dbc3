// R19: a run is called healthy only on evidence that it improved: in validation where there is one,
// else in training, which in a run with rewards is its reward. A training loss logged from single
// batches may be too noisy to show a trend that validation proves; it must not have got worse.
#include <algorithm>
#include <cmath>

#include "analysis/rule.h"
#include "analysis/stats.h"
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

// A trend of many points is significant long before it matters.
bool is_beyond_noise(const Subject& subject, Subject::MetricIndex index, const Ends& ends) {
  const MetricSummary& summary = subject.summary(index);
  const double fall = std::fabs(summary.trend.slope * (summary.last.x - summary.first.x));
  const double gained = subject.loss_against(index, ends.last, ends.first);
  const double band = subject.thresholds().healthy_noise_bands * summary.noise_band;
  const double bound = band * std::min(1.0, 2.0 / std::sqrt(ends.values));
  return gained > 0.0 && std::max(fall, gained) > bound;
}

void check(const Subject& subject, std::vector<Finding>& findings) {
  const auto reward = subject.reward();
  const auto train = reward ? reward : subject.training_loss();
  const auto primary = subject.primary();
  if (!train && !primary) return;
  const bool has_trained = train && subject.has_improved(*train);
  // A loss often proves what a score of few examples does not.
  const auto held_out_loss = subject.validation_loss();
  const bool has_loss_improved = primary && held_out_loss && subject.can_choose(*primary) &&
                                 subject.has_improved(*held_out_loss) &&
                                 !subject.has_worsened(*primary);
  const bool has_improved = primary && (subject.has_improved(*primary) || has_loss_improved);
  if (primary ? !has_improved : !has_trained) return;
  if (train && subject.has_worsened(*train)) return;
  for (const Subject::MetricIndex set : subject.other_sets()) {
    if (subject.has_worsened(set)) return;
  }

  Finding finding;
  finding.rule = "healthy";
  finding.kind = VerdictKind::healthy;
  finding.severity = Severity::info;
  const bool has_choice = primary && subject.recommendation().checkpoint >= 0;
  finding.confidence = has_choice ? subject.recommendation().confidence : Confidence::medium;
  const bool is_proven_by_loss = primary && !subject.has_improved(*primary);
  const Subject::MetricIndex shown = is_proven_by_loss ? *held_out_loss
                                     : primary         ? *primary
                                                       : *train;
  const MetricSummary& summary = subject.summary(shown);
  if (!summary.best) return;
  const Ends ends = ends_of(subject.shape(shown).y);
  if (!is_beyond_noise(subject, shown, ends)) return;
  finding.metric = subject.metric(shown).name;
  finding.from_x = summary.first.x;
  finding.to_x = summary.last.x;
  finding.numbers = {{"first", summary.first.y},   {"best", summary.best->y},
                     {"best_at", summary.best->x}, {"last", summary.last.y},
                     {"p", summary.trend.p},       {"points", static_cast<double>(summary.points)}};
  const bool is_many =
      static_cast<double>(summary.points) >= subject.thresholds().healthy_many_points;
  std::vector<Slot> slots{{"metric", short_name(subject.metric(shown))},
                          {"first", ends.first},
                          {"best", is_many ? ends.last : summary.best->y}};
  const bool are_two = has_trained && primary && primary != train;
  if (are_two) {
    const MetricSummary& training = subject.summary(*train);
    slots.push_back({"train", short_name(subject.metric(*train))});
    const Ends of_training = ends_of(subject.shape(*train).y);
    slots.push_back({"train_first", of_training.first});
    slots.push_back({"train_last", of_training.last});
    finding.numbers.push_back({"train_p", training.trend.p});
  }
  finding.message = message(are_two ? kBoth : kOne, std::move(slots));
  const Recommendation& recommended = subject.recommendation();
  if (recommended.checkpoint >= 0) {
    const auto checkpoint = static_cast<std::size_t>(recommended.checkpoint);
    finding.headline = message(kHeadline, place_of(subject.run(), checkpoint),
                               {{"metric", short_name(subject.metric(*primary))},
                                {"value", recommended.value},
                                {"first", subject.summary(*primary).first.y}});
  }
  findings.push_back(std::move(finding));
}

}  // namespace

extern const Rule healthy;
const Rule healthy{"healthy", "1", "R19", kSentence, check};

}  // namespace ckpt::rule
