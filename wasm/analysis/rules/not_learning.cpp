// R6: a training loss that ends where it began, or higher, although enough of the
// run is done and the learning rate is past its warm-up.
#include <algorithm>
#include <cmath>
#include <span>

#include "analysis/rule.h"
#include "analysis/stats.h"
#include "analysis/wording.h"

namespace ckpt::rule {
namespace {

constexpr Template kSentence{
    "not_learning.sentence",
    "The training loss ends where it began, or higher, although enough of the run is done.",
    "运行已进行到足够程度，训练损失仍停在起点或更高。"};

constexpr Template kFlat{
    "not_learning.flat",
    "Not learning: {metric} was {first:value} at the beginning and is {last:value} at the end.",
    "没有学到东西：{metric} 开始时为 {first:value}，结束时为 {last:value}。"};
constexpr Template kUp{"not_learning.up",
                       "Not learning: {metric} went up, from {first:value} to {last:value}.",
                       "没有学到东西：{metric} 从 {first:value} 升至 {last:value}。"};
constexpr Template kNotLoaded{
    "not_learning.not_loaded",
    "{metric} begins at {first:value} nats per token and is still {last:value} at the end: about "
    "what "
    "guessing costs (ln of the vocabulary), as if the weights were not loaded.",
    "{metric} 开始时每词元 {first:value} 奈特，结束时仍为 "
    "{last:value}：约等于随机猜测（词表大小的对数），好像没有加载权重。"};
constexpr Template kNotLoadedHeadline{
    "not_learning.not_loaded.headline",
    "Not learning: {metric} stays at {last:value}, as if the weights were not loaded.",
    "没有学到东西：{metric} 停在 {last:value}，好像没有加载权重。"};
constexpr Template kUpOnly{
    "not_learning.up_only",
    "{metric} went up, from {first:value} to {last:value}, while {held_out} improved: what is "
    "logged of training is not what is learned.",
    "{metric} 从 {first:value} 升至 {last:value}，而 {held_out} "
    "有所改善：训练中记录的并非所学到的。"};
constexpr Template kUpOnlyHeadline{
    "not_learning.up_only.headline",
    "{metric} went up ({first:value} to {last:value}) while {held_out} improved.",
    "{metric} 上升（{first:value} 至 {last:value}），而 {held_out} 有所改善。"};
constexpr Template kUpOnlyAction{
    "not_learning.up_only.action",
    "Look at what {metric} is made of: penalties, weights or data that grow harder as training "
    "goes on.",
    "查看 {metric} 的组成：是否有随训练增大的惩罚项、权重或越来越难的数据。"};
constexpr Template kAction{
    "not_learning.action",
    "Check that some parameters are trained, that labels are not masked out, and that the learning "
    "rate is neither zero nor far too small.",
    "检查是否有参数参与训练、标签是否被全部屏蔽，以及学习率是否为零或过小。"};

// It fell well below where it began before it went up: it had learned, and lost it again.
bool had_learned(std::span<const double> y, double first, double band,
                 const Thresholds& thresholds) {
  constexpr std::size_t kBlocks = 10;
  const std::vector<double> levels = block_medians(y, std::min(kBlocks, y.size() / 2));
  const double gained = first - *std::min_element(levels.begin(), levels.end());
  return gained > std::max(2.0 * band, thresholds.diverged_lost_gain * std::fabs(first));
}

void check(const Subject& subject, std::vector<Finding>& findings) {
  const auto index = subject.training_loss();
  if (!index || subject.is_reinforcement_learning() || !subject.is_well_under_way()) return;
  const Metric& metric = subject.metric(*index);
  const Thresholds& thresholds = subject.thresholds();
  const MetricSummary& summary = subject.summary(*index);
  if (summary.points < static_cast<std::uint64_t>(thresholds.not_learning_points_min)) return;

  const HeldPoints points = subject.shape(*index);
  const std::size_t n = points.y.size();
  const std::size_t wanted = std::max(
      static_cast<std::size_t>(thresholds.not_learning_end_points_min),
      static_cast<std::size_t>(thresholds.not_learning_end_share * static_cast<double>(n)));
  const std::size_t count = std::min(wanted, n);
  const auto offset = static_cast<std::ptrdiff_t>(count);
  const double first = median({points.y.begin(), points.y.begin() + offset});
  const double last = median({points.y.end() - offset, points.y.end()});
  // A loss that fell and came back did learn in between; that is a matter of divergence.
  const double middle = median(points.y);
  const double bound = thresholds.not_learning_change * std::fabs(first);
  const bool is_up = last - first > bound && summary.trend.word == TrendWord::rising;
  const bool is_steady = summary.trend.word == TrendWord::steady || summary.min.y == summary.max.y;
  const bool is_flat =
      std::fabs(last - first) < bound && std::fabs(middle - first) < bound && is_steady;
  const bool is_untrained = metric.family == Family::token_loss &&
                            summary.first.y > thresholds.not_learning_untrained &&
                            last > thresholds.not_learning_untrained_ratio * summary.first.y;
  if (!is_up && !is_flat && !is_untrained) return;
  // A loss that is all but zero from the first record on has nothing left to learn. What all but
  // zero is, only a loss of a known unit tells.
  const double all_but_zero =
      metric.family == Family::token_loss ? thresholds.noise_token_loss_floor : 0.0;
  if (last >= 0.0 && last <= all_but_zero) return;

  // What is measured on held-out data has the last word.
  const auto primary = subject.primary();
  const bool has_learned =
      primary && subject.can_choose(*primary) && subject.has_improved(*primary);
  if (has_learned && !is_up) return;
  if (!has_learned && is_up && had_learned(points.y, first, summary.noise_band, thresholds)) return;

  Finding finding;
  finding.rule = "not_learning";
  finding.kind = has_learned ? VerdictKind::disagreement : VerdictKind::not_learning;
  finding.severity = has_learned ? Severity::notice : Severity::warning;
  finding.confidence = n >= 50 ? Confidence::high : Confidence::medium;
  finding.metric = metric.name;
  finding.from_x = points.x.front();
  finding.to_x = points.x.back();
  finding.numbers = {
      {"first", first}, {"last", last}, {"p", summary.trend.p}, {"points", static_cast<double>(n)}};
  std::vector<Slot> slots{{"metric", short_name(metric)}, {"first", first}, {"last", last}};
  if (has_learned) {
    slots = {{"metric", short_name(metric, kNameBytesOfTwo)},
             {"held_out", short_name(subject.metric(*primary), kNameBytesOfTwo)},
             {"first", first},
             {"last", last}};
    finding.message = message(kUpOnly, slots);
    finding.headline = message(kUpOnlyHeadline, slots);
    finding.action = message(kUpOnlyAction, slots);
    findings.push_back(std::move(finding));
    return;
  }
  finding.message = message(is_untrained ? kNotLoaded : is_up ? kUp : kFlat, slots);
  if (is_untrained) finding.headline = message(kNotLoadedHeadline, slots);
  finding.action = message(kAction);
  findings.push_back(std::move(finding));
}

}  // namespace

extern const Rule not_learning;
const Rule not_learning{"not_learning", "1", "R6; trainspotter's not-learning rule", kSentence,
                        check};

}  // namespace ckpt::rule
