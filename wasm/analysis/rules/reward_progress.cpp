// R12b: a run that is steered by rewards is judged by its reward and not by its losses. The reward
// is measured on fresh samples, so it is what there is to see whether the run got anywhere.
#include <algorithm>
#include <cmath>

#include "analysis/rule.h"
#include "analysis/stats.h"
#include "analysis/wording.h"

namespace ckpt::rule {
namespace {

constexpr Template kSentence{
    "reward_progress.sentence",
    "A run steered by rewards: whether its reward rose, and whether it fell again.",
    "由奖励驱动的运行：奖励是否上升，是否又下降。"};

constexpr Template kFlat{"reward_progress.flat",
                         "{metric} did not rise: {first:value} at the beginning, {last:value} at "
                         "the end, no trend between.",
                         "{metric} 没有上升：开始时为 {first:value}，结束时为 "
                         "{last:value}，其间没有趋势。"};
constexpr Template kDown{"reward_progress.down",
                         "{metric} went down, from {first:value} to {last:value}.",
                         "{metric} 下降了，从 {first:value} 到 {last:value}。"};
constexpr PlaceTemplates kCollapsed =
    CKPT_AT("reward_progress.collapsed", "{metric} collapsed: {best:value} at about ",
            ", {last:value} at the end ({first:value} at first).", "{metric} 崩溃：约",
            "时为 {best:value}，结束时为 {last:value}（起初 {first:value}）。");
constexpr Template kAction{
    "reward_progress.action",
    "Look at samples and at their rewards: groups that all score alike teach nothing; check the "
    "reward function, the learning rate and the KL coefficient.",
    "查看样本及其奖励：得分全部相同的组学不到东西；检查奖励函数、学习率和 KL 系数。"};
constexpr Template kCollapsedAction{
    "reward_progress.collapsed.action",
    "Go back to a checkpoint before the fall; raise the KL coefficient or lower the learning rate.",
    "回到下降之前的检查点；提高 KL 系数或降低学习率。"};

void check(const Subject& subject, std::vector<Finding>& findings) {
  const Thresholds& thresholds = subject.thresholds();
  const auto index = subject.reward();
  if (!index || subject.direction(*index) != Direction::higher) return;
  const MetricSummary& summary = subject.summary(*index);
  if (static_cast<double>(summary.points) < thresholds.reward_progress_points_min) return;
  if (!subject.is_well_under_way()) return;
  const Metric& metric = subject.metric(*index);
  const HeldPoints points = subject.shape(*index);
  const std::size_t n = points.y.size();
  const std::size_t blocks = static_cast<std::size_t>(
      std::min(1.0 / thresholds.reward_progress_end_share,
               static_cast<double>(n) / thresholds.reward_progress_end_points_min));
  if (blocks == 0) return;
  const std::vector<double> levels = block_medians(points.y, blocks);
  const auto best = best_index(levels, Toward::greatest);
  const double first = levels.front();
  const double last = levels.back();
  const std::size_t best_at = best->index * n / blocks;
  const double gained = levels[best->index] - first;
  const TrendTest after =
      trend_test(points.x.subspan(best_at), std::span(points.y).subspan(best_at));
  const bool has_collapsed =
      gained > 2.0 * summary.noise_sigma &&
      levels[best->index] - last >= thresholds.reward_progress_lost * gained &&
      after.is_falling(thresholds.trend_alpha);
  const bool is_down = subject.has_worsened(*index) && last < first;
  // Of a log that begins in the middle nobody knows what was gained before.
  const bool is_whole =
      points.x.front() <= thresholds.reward_progress_start_share * points.x.back();
  const bool is_flat = is_whole && summary.trend.word == TrendWord::steady;
  if (!has_collapsed && !is_down && !is_flat) return;
  // A reward that is at its best throughout has nothing to rise to.
  if (is_flat && !has_collapsed && summary.min.y == summary.max.y && summary.min.y > 0.0) return;

  Finding finding;
  finding.rule = "reward_progress";
  finding.kind = has_collapsed ? VerdictKind::diverged : VerdictKind::not_learning;
  // Rewards scatter so much that a slow rise does not show.
  finding.severity = has_collapsed ? Severity::critical
                     : is_down     ? Severity::warning
                                   : Severity::notice;
  finding.confidence = n >= 50 ? Confidence::high : Confidence::medium;
  finding.metric = metric.name;
  finding.from_x = has_collapsed ? points.x[best_at] : points.x.front();
  finding.to_x = points.x.back();
  finding.numbers = {{"first", first},
                     {"best", levels[best->index]},
                     {"last", last},
                     {"p", has_collapsed ? after.p : summary.trend.p},
                     {"points", static_cast<double>(n)}};
  const std::vector<Slot> slots{{"metric", short_name(metric)},
                                {"first", first},
                                {"last", last},
                                {"best", levels[best->index]}};
  finding.message =
      has_collapsed ? message(kCollapsed, place_of(metric, points.x[best_at], best_at + 1), slots)
                    : message(is_down ? kDown : kFlat, slots);
  finding.action = message(has_collapsed ? kCollapsedAction : kAction);
  findings.push_back(std::move(finding));
}

}  // namespace

extern const Rule reward_progress;
const Rule reward_progress{"reward_progress", "1",
                           "R12b; ftdoctor withholds its rules from such runs", kSentence, check};

}  // namespace ckpt::rule
