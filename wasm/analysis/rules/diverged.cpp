// R8b: a training loss that climbs at the end and stays far above where it had been, or that
// climbed and lost all it had gained. Validation that rises while training falls is another matter.
#include <algorithm>
#include <cmath>

#include "analysis/rule.h"
#include "analysis/stats.h"
#include "analysis/wording.h"

namespace ckpt::rule {
namespace {

constexpr Template kSentence{
    "diverged.sentence",
    "The training loss climbs at the end and stays far above where it had been, or has lost again "
    "all that it had gained.",
    "训练损失在末段攀升并远高于此前水平，或将已获得的改进全部丢失。"};

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

// The rise is over, and the run ends no better than it began: no trend is left at the end.
void check_lost(const Subject& subject, Subject::MetricIndex index,
                std::vector<Finding>& findings) {
  constexpr std::size_t kBlocksMin = 8;
  constexpr std::size_t kBlocksMax = 40;
  const Thresholds& thresholds = subject.thresholds();
  const HeldPoints points = subject.shape(index);
  const std::size_t blocks = std::min(kBlocksMax, points.y.size() / 3);
  if (blocks < kBlocksMin) return;
  const std::vector<double> levels = block_medians(points.y, blocks);
  const auto least = best_index(levels, Toward::least);
  if (!least) return;
  const double least_level = levels[least->index];
  const double gained = levels.front() - least_level;
  const double bound = std::max(2.0 * subject.summary(index).noise_band,
                                thresholds.diverged_lost_gain * std::fabs(levels.front()));
  if (!(gained > bound) || levels.back() < levels.front()) return;
  const bool stays = std::all_of(
      levels.end() - static_cast<std::ptrdiff_t>(blocks / 4), levels.end(),
      [&](double level) { return level > least_level + thresholds.diverged_drop_share * gained; });
  if (!stays) return;
  // What is measured on held-out data has the last word.
  const auto primary = subject.primary();
  if (primary && subject.can_choose(*primary) && subject.has_improved(*primary)) return;
  const bool is_far = least_level > 0.0 && levels.back() >= thresholds.diverged_ratio * least_level;
  const std::size_t at = (2 * least->index + 1) * points.y.size() / (2 * blocks);
  const Metric& metric = subject.metric(index);
  Finding finding =
      finding_about("diverged", metric, VerdictKind::diverged,
                    is_far ? Severity::critical : Severity::warning, points.x[at], points.x.back());
  finding.numbers = {{"first", levels.front()},
                     {"least", least_level},
                     {"least_at", points.x[at]},
                     {"last", levels.back()},
                     {"points", static_cast<double>(points.y.size())}};
  finding.message =
      message(kMessage, place_of(metric, points.x[at], at + 1),
              {{"metric", short_name(metric)}, {"least", least_level}, {"last", levels.back()}});
  finding.action = message(kAction);
  findings.push_back(std::move(finding));
}

void check(const Subject& subject, std::vector<Finding>& findings) {
  const auto index = subject.training_loss();
  if (!index || subject.is_reinforcement_learning()) return;
  const Metric& metric = subject.metric(*index);
  const Thresholds& thresholds = subject.thresholds();
  if (subject.summary(*index).points < static_cast<std::uint64_t>(thresholds.diverged_points_min))
    return;
  const HeldPoints points = subject.shape(*index);
  const std::size_t n = points.y.size();
  const std::size_t tail = std::min(
      n,
      std::max(static_cast<std::size_t>(thresholds.diverged_tail_points_min),
               static_cast<std::size_t>(thresholds.diverged_tail_share * static_cast<double>(n))));
  const std::size_t begin = n - tail;
  const TrendTest trend = trend_test(points.x.subspan(begin), std::span(points.y).subspan(begin));
  if (!trend.is_rising(thresholds.diverged_alpha)) {
    check_lost(subject, *index, findings);
    return;
  }

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
