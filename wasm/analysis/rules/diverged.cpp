// R8b: a training loss that climbs at the end and stays far above where it had been. Validation
// that rises while training falls is another matter.
#include <algorithm>
#include <cmath>

#include "analysis/rule.h"
#include "analysis/stats.h"
#include "analysis/wording.h"

namespace ckpt::rule {
namespace {

constexpr Template kSentence{
    "diverged.sentence",
    "The training loss climbs at the end and stays far above where it had been.",
    "训练损失在末段攀升，远高于此前水平。"};

constexpr PlaceTemplates kMessage{
    {"diverged.step",
     "Training diverged: {metric} climbed from {least:value} at step {at:integer} to {last:value}.",
     "训练发散：{metric} 从第 {at:integer} 步的 {least:value} 升至 {last:value}。"},
    {"diverged.epoch",
     "Training diverged: {metric} climbed from {least:value} at epoch {at:value} to {last:value}.",
     "训练发散：{metric} 从第 {at:value} 轮的 {least:value} 升至 {last:value}。"},
    {"diverged.ordinal",
     "Training diverged: {metric} climbed from {least:value} (record {at:integer}) to "
     "{last:value}.",
     "训练发散：{metric} 从第 {at:integer} 条记录的 {least:value} 升至 {last:value}。"}};

constexpr Template kAction{"diverged.action",
                           "Resume from a checkpoint before the climb, with a lower learning rate "
                           "or a longer warm-up, and "
                           "with gradient clipping.",
                           "从上升之前的检查点恢复，降低学习率或延长预热，并启用梯度裁剪。"};

// Levels instead of single values: the least of n noisy values is always far below the last one.
std::vector<double> running_medians(const std::vector<double>& y, std::size_t width) {
  std::vector<double> medians;
  medians.reserve(y.size() - width + 1);
  for (std::size_t i = 0; i + width <= y.size(); ++i) {
    medians.push_back(median({y.begin() + static_cast<std::ptrdiff_t>(i),
                              y.begin() + static_cast<std::ptrdiff_t>(i + width)}));
  }
  return medians;
}

void check(const Subject& subject, std::vector<Finding>& findings) {
  const auto index = subject.training_loss();
  if (!index || subject.is_reinforcement_learning()) return;
  const Metric& metric = subject.metric(*index);
  const Thresholds& thresholds = subject.thresholds();
  if (subject.summary(*index).points < static_cast<std::uint64_t>(thresholds.diverged_points_min))
    return;
  const Points& points = subject.shape(*index);
  const std::size_t n = points.y.size();
  const std::size_t tail = std::min(
      n,
      std::max(static_cast<std::size_t>(thresholds.diverged_tail_points_min),
               static_cast<std::size_t>(thresholds.diverged_tail_share * static_cast<double>(n))));
  const std::size_t begin = n - tail;
  const TrendTest trend =
      trend_test(std::span(points.x).subspan(begin), std::span(points.y).subspan(begin));
  if (trend.kendall.s <= 0 || trend.p >= thresholds.diverged_alpha) return;

  const std::size_t width = std::clamp<std::size_t>(n / 20, 3, 101);
  const std::vector<double> levels = running_medians(points.y, width);
  const auto least = best_index(levels, Toward::least);
  if (!least) return;
  const double least_level = levels[least->index];
  const double last_level = levels.back();
  const double drop = levels.front() - least_level;
  const bool is_far = least_level > 0.0
                          ? last_level >= thresholds.diverged_ratio * least_level
                          : last_level - least_level >= thresholds.diverged_drop_share * drop;
  if (!is_far || last_level - least_level <= subject.summary(*index).noise_band) return;

  const std::size_t least_at = least->index + width / 2;
  Finding finding;
  finding.rule = "diverged";
  finding.kind = VerdictKind::diverged;
  finding.severity = Severity::critical;
  finding.confidence = n >= 20 ? Confidence::high : Confidence::medium;
  finding.metric = metric.name;
  finding.from_x = points.x[least_at];
  finding.to_x = points.x.back();
  finding.numbers = {{"least", least_level},      {"least_at", points.x[least_at]},
                     {"last", last_level},        {"p", trend.p},
                     {"slope", trend.line.slope}, {"points", static_cast<double>(n)}};
  finding.message =
      message(kMessage, place_of(metric, points.x[least_at], least_at + 1),
              {{"metric", short_name(metric)}, {"least", least_level}, {"last", last_level}});
  finding.action = message(kAction);
  findings.push_back(std::move(finding));
}

}  // namespace

extern const Rule diverged;
const Rule diverged{"diverged", "1", "R8b; trainspotter's divergence rule with a corrected p",
                    kSentence, check};

}  // namespace ckpt::rule
