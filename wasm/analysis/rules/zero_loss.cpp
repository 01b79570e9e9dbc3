// R10c: a training loss that is exactly 0 from its first record on. No model begins without any
// loss: no token of the batches counts, as happens when every label is masked out.

#include "analysis/rule.h"
#include "analysis/wording.h"

namespace ckpt::rule {
namespace {

constexpr Template kSentence{"zero_loss.sentence",
                             "The training loss is exactly 0 from its first record on.",
                             "训练损失从第一条记录起恰为 0。"};

constexpr Template kMessage{
    "zero_loss.message",
    "{metric} is exactly 0 from the first record on ({zeros:integer} of {count:integer}): nothing "
    "counts towards the loss.",
    "{metric} 从第一条记录起恰为 0（{count:integer} 个值中 {zeros:integer} "
    "个）：没有任何内容计入损失。"};
constexpr Template kHeadline{"zero_loss.headline",
                             "Not learning: {metric} is exactly 0 from the first record on.",
                             "没有学到东西：{metric} 从第一条记录起恰为 0。"};
constexpr Template kAction{
    "zero_loss.action",
    "Look at the labels of one batch: when all are masked out (-100), the prompt template or the "
    "maximal length cuts every answer off.",
    "查看一个批次的标签：若全部被屏蔽（-100），说明提示模板或最大长度把所有答案都截掉了。"};

void check(const Subject& subject, std::vector<Finding>& findings) {
  const Thresholds& thresholds = subject.thresholds();
  const auto index = subject.training_loss();
  // Where rewards steer, a policy loss of 0 is how the first steps look.
  if (!index || subject.is_reinforcement_learning()) return;
  const MetricSummary& summary = subject.summary(*index);
  if (summary.points < static_cast<std::uint64_t>(thresholds.zero_loss_records_min) ||
      summary.first.y != 0.0)
    return;
  const HeldPoints points = subject.points(*index);
  std::size_t leading = 0;
  while (leading < points.y.size() && points.y[leading] == 0.0) ++leading;
  std::size_t zeros = 0;
  for (const double y : points.y) zeros += y == 0.0 ? 1U : 0U;
  const double count = static_cast<double>(points.y.size());
  if (static_cast<double>(leading) < thresholds.zero_loss_records_min ||
      static_cast<double>(zeros) < thresholds.zero_loss_share * count) {
    return;
  }
  const Metric& metric = subject.metric(*index);
  Finding finding;
  finding.rule = "zero_loss";
  finding.kind = VerdictKind::not_learning;
  finding.severity = Severity::critical;
  finding.confidence = Confidence::high;
  finding.metric = metric.name;
  finding.from_x = points.x.front();
  finding.to_x = points.x.back();
  finding.numbers = {{"zeros", static_cast<double>(zeros)}, {"points", count}};
  finding.message = message(
      kMessage,
      {{"metric", short_name(metric)}, {"zeros", static_cast<double>(zeros)}, {"count", count}});
  finding.headline = message(kHeadline, {{"metric", short_name(metric)}});
  finding.action = message(kAction);
  findings.push_back(std::move(finding));
}

}  // namespace

extern const Rule zero_loss;
const Rule zero_loss{"zero_loss", "1", "R10c; ftdoctor's masked labels", kSentence, check};

}  // namespace ckpt::rule
