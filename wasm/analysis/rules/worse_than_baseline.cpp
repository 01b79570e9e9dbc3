// R0c: step 0 is a baseline. Where no checkpoint is as good as the model was before any training,
// none of them is worth keeping by that metric, however well the loss of training fell.
#include <algorithm>

#include "analysis/rule.h"
#include "analysis/stats.h"
#include "analysis/wording.h"

namespace ckpt::rule {
namespace {

constexpr Template kSentence{"worse_than_baseline.sentence",
                             "No checkpoint is as good as the model was before any training.",
                             "没有任何检查点比得上训练之前的模型。"};

constexpr Template kMessage{"worse_than_baseline.message",
                            "{metric} was {before:value} before any training and is {best:value} "
                            "at best after it: by this, "
                            "training made the model worse.",
                            "{metric} 在训练之前为 {before:value}，训练之后最好也只有 "
                            "{best:value}：就此而言，训练使模型变差了。"};
constexpr Template kHeadline{
    "worse_than_baseline.headline",
    "No checkpoint beats the model before training: {metric} {before:value} then, {best:value} at "
    "best.",
    "没有检查点胜过训练前的模型：{metric} 当时为 {before:value}，此后最好为 {best:value}。"};
constexpr Template kAction{
    "worse_than_baseline.action",
    "Try both models on examples of your own before you use either; look whether training and "
    "evaluation data have the same form, and lower the learning rate.",
    "使用之前请用自己的样例比较两个模型；检查训练数据与评估数据的形式是否一致，并降低学习率。"};

// The value of the baseline and the best behind it; none where either is missing.
struct Against {
  double before = kAbsent;
  double best = kAbsent;
};
std::optional<Against> against_baseline(const Subject& subject, Subject::MetricIndex index) {
  const HeldPoints points = subject.points(index);
  if (points.x.size() < 2 || !is_baseline(subject.run(), points.x.front())) return std::nullopt;
  std::size_t begin = 1;
  while (begin < points.x.size() && is_baseline(subject.run(), points.x[begin])) ++begin;
  const std::span<const double> y = std::span(points.y).subspan(begin);
  const bool should_fall = subject.direction(index) == Direction::lower;
  const auto best = best_index(y, should_fall ? Toward::least : Toward::greatest);
  if (!best) return std::nullopt;
  return Against{points.y[begin - 1], y[best->index]};
}

// By how much the best behind the baseline is worse than it, in noise bands; negative when better.
double bands_lost(const Subject& subject, Subject::MetricIndex index, const Against& seen) {
  return subject.loss_against(index, seen.before, seen.best) / subject.summary(index).noise_band;
}

void check(const Subject& subject, std::vector<Finding>& findings) {
  const auto index = subject.primary();
  if (!index || !subject.can_choose(*index)) return;
  const auto seen = against_baseline(subject, *index);
  const auto least =
      static_cast<std::size_t>(subject.thresholds().worse_than_baseline_evaluations_min);
  if (!seen || subject.points(*index).x.size() <= least) return;
  if (!(bands_lost(subject, *index, *seen) > 1.0)) return;
  // One quantity on held-out data for which training was worth it is enough.
  for (Subject::MetricIndex i = 0; i < subject.metric_count(); ++i) {
    if (!subject.can_choose(i) || (!subject.is_loss(i) && !subject.is_task_metric(i))) continue;
    const auto other = against_baseline(subject, i);
    if (other && bands_lost(subject, i, *other) < -1.0) return;
  }
  const Metric& metric = subject.metric(*index);
  const MetricSummary& summary = subject.summary(*index);
  Finding finding = finding_about("worse_than_baseline", metric, VerdictKind::not_learning,
                                  Severity::warning, summary.first.x, summary.last.x);
  finding.numbers = {{"before", seen->before},
                     {"best", seen->best},
                     {"band", summary.noise_band},
                     {"evaluations", static_cast<double>(summary.points) - 1.0}};
  const std::vector<Slot> slots{
      {"metric", short_name(metric)}, {"before", seen->before}, {"best", seen->best}};
  finding.message = message(kMessage, slots);
  finding.headline = message(kHeadline, slots);
  finding.action = message(kAction);
  finding.acts_first = true;
  findings.push_back(std::move(finding));
}

}  // namespace

extern const Rule worse_than_baseline;
const Rule worse_than_baseline{"worse_than_baseline", "1", "R0c", kSentence, check};

}  // namespace ckpt::rule
