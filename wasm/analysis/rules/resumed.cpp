// R0: training that was resumed from an earlier step. What was logged behind that step before is
// superseded; where both logs have the same steps, they tell how well the run repeats itself.
#include <algorithm>
#include <cmath>
#include <optional>

#include "analysis/rule.h"
#include "analysis/stats.h"
#include "analysis/wording.h"

namespace ckpt::rule {
namespace {

constexpr Template kSentence{
    "resumed.sentence", "Training went back to an earlier step, and how well it repeated itself.",
    "训练曾回到更早的步，以及重复部分是否一致。"};

constexpr PlaceTemplates kAlone =
    CKPT_AT("resumed.alone", "Training was resumed at or before ",
            "; {count:integer} values of {metric} logged there before are superseded.", "训练曾在",
            "或之前恢复；此前在该处记录的 {count:integer} 个 {metric} 值已被取代。");
constexpr PlaceTemplates kAlike = CKPT_AT(
    "resumed.alike", "Training was resumed at or before ",
    "; over {count:integer} steps that were done twice, {metric} differs by {difference:value} "
    "(median).",
    "训练曾在",
    "或之前恢复；在重复进行的 {count:integer} 步上，{metric} 相差 {difference:value}（中位数）。");
constexpr PlaceTemplates kDiffers =
    CKPT_AT("resumed.differs", "Training was resumed at or before ",
            ", and {metric} is not the same over the {count:integer} steps that were done twice: "
            "{difference:value} apart (median), more than noise explains.",
            "训练曾在",
            "或之前恢复，而在重复进行的 {count:integer} 步上 {metric} 并不一致：相差 "
            "{difference:value}（中位数），超出噪声。");
constexpr PlaceTemplates kWorseHeadline =
    CKPT_AT("resumed.worse.headline", "Training was resumed at or before ",
            ", and {metric} came back {difference:value} worse than it had been.", "训练曾在",
            "或之前恢复，而恢复后的 {metric} 比原先差 {difference:value}。");
constexpr Template kAction{
    "resumed.action",
    "Check that optimiser, learning rate schedule, data order and random state are restored with "
    "the weights.",
    "检查优化器、学习率计划、数据顺序与随机状态是否随权重一同恢复。"};

// What tells that training itself went back: its loss, or its reward.
std::optional<Subject::MetricIndex> resumed_metric(const Subject& subject) {
  for (const auto index : {subject.training_loss(), subject.reward()}) {
    if (index && subject.metric(*index).superseded_count > 0) return index;
  }
  return std::nullopt;
}

void check(const Subject& subject, std::vector<Finding>& findings) {
  const Thresholds& thresholds = subject.thresholds();
  const auto index = resumed_metric(subject);
  if (!index) return;
  const Metric& metric = subject.metric(*index);
  const MetricSummary& summary = subject.summary(*index);
  const Points old = metric.series.superseded();
  if (old.x.empty()) return;
  const HeldPoints points = subject.points(*index);
  std::vector<double> differences;
  std::vector<double> losses;
  double first = old.x.front();
  double last = old.x.front();
  for (std::size_t i = 0; i < old.x.size(); ++i) {
    first = std::min(first, old.x[i]);
    last = std::max(last, old.x[i]);
    const std::size_t at = points.x.lower_bound(old.x[i]);
    if (at == points.x.size() || points.x[at] != old.x[i]) continue;
    const double now = points.y[at];
    if (!std::isfinite(old.y[i])) continue;
    differences.push_back(std::fabs(now - old.y[i]));
    losses.push_back(subject.loss_against(*index, old.y[i], now));
  }
  const double overlap = static_cast<double>(differences.size());
  const double superseded = static_cast<double>(metric.superseded_count);
  const double difference = median(std::move(differences));
  const double level = std::fabs(summary.last.y);
  const bool is_compared = overlap >= thresholds.resumed_overlap_min;
  const bool differs = is_compared &&
                       difference > thresholds.resumed_sigmas * summary.noise_sigma &&
                       difference > thresholds.resumed_share * level;
  // As far off, and nearly all of it to the worse: not only another order of the data.
  const bool is_worse = differs && median(std::move(losses)) > 0.5 * difference;
  Finding finding;
  finding.rule = "resumed";
  finding.kind = is_worse ? VerdictKind::lingering_spikes : VerdictKind::undetermined;
  finding.severity = is_worse ? Severity::warning : differs ? Severity::notice : Severity::info;
  finding.confidence = Confidence::medium;
  finding.metric = metric.name;
  finding.from_x = first;
  finding.to_x = last;
  finding.numbers = {{"superseded", superseded}, {"overlap", overlap}};
  if (overlap > 0.0) finding.numbers.push_back({"difference", difference});
  finding.message = message(differs       ? kDiffers
                            : is_compared ? kAlike
                                          : kAlone,
                            place_of(metric, first, 1),
                            {{"metric", short_name(metric)},
                             {"count", is_compared ? overlap : superseded},
                             {"difference", difference}});
  if (is_worse) {
    finding.headline = message(kWorseHeadline, place_of(metric, first, 1),
                               {{"metric", short_name(metric)}, {"difference", difference}});
  }
  if (differs) finding.action = message(kAction);
  findings.push_back(std::move(finding));
}

}  // namespace

extern const Rule resumed;
const Rule resumed{"resumed", "1", "R0; TensorBoard's purge of superseded events", kSentence,
                   check};

}  // namespace ckpt::rule
