// R8a: a loss that is NaN or infinite. What a run reports after that is worth nothing until it is
// known why; for other metrics it is worth a remark.
#include <cmath>

#include "analysis/rule.h"
#include "analysis/wording.h"

namespace ckpt::rule {
namespace {

constexpr Template kSentence{"non_finite.sentence",
                             "A loss, or a result on held-out data, is NaN or infinite.",
                             "损失或留出数据上的结果为 NaN 或无穷大。"};

constexpr PlaceTemplates kLoss{
    {"non_finite.loss.step",
     "{metric} is not a finite number, first at step {at:integer} ({count:integer} in all); the "
     "value "
     "before was {last:value}.",
     "{metric} 自第 {at:integer} 步起出现非有限值（共 {count:integer} 个）；此前的值为 "
     "{last:value}。"},
    {"non_finite.loss.epoch",
     "{metric} is not a finite number, first at epoch {at:value} ({count:integer} in all); the "
     "value "
     "before was {last:value}.",
     "{metric} 自第 {at:value} 轮起出现非有限值（共 {count:integer} 个）；此前的值为 "
     "{last:value}。"},
    {"non_finite.loss.ordinal",
     "{metric} holds {count:integer} values that are not finite; the value before the first of "
     "them "
     "was {last:value}.",
     "{metric} 有 {count:integer} 个非有限值；首个之前的值为 {last:value}。"}};

constexpr PlaceTemplates kNever{
    {"non_finite.never.step",
     "{metric} never is a finite number, from step {at:integer} on ({count:integer} in all).",
     "{metric} 自第 {at:integer} 步起从未是有限值（{count:integer} 个值）。"},
    {"non_finite.never.epoch",
     "{metric} never is a finite number, from epoch {at:value} on ({count:integer} in all).",
     "{metric} 自第 {at:value} 轮起从未是有限值（{count:integer} 个值）。"},
    {"non_finite.never.ordinal",
     "None of the {count:integer} values of {metric} is a finite number.",
     "{metric} 的 {count:integer} 个值均非有限值。"}};

constexpr PlaceTemplates kPassing{
    {"non_finite.passing.step",
     "{metric} is not a finite number, first at step {at:integer} ({count:integer} in all), and is "
     "finite again after that.",
     "{metric} 有 {count:integer} 次为非有限值，首次在第 {at:integer} 步，之后恢复为有限值。"},
    {"non_finite.passing.epoch",
     "{metric} is not a finite number, first at epoch {at:value} ({count:integer} in all), and is "
     "finite again after that.",
     "{metric} 有 {count:integer} 次为非有限值，首次在第 {at:value} 轮，之后恢复为有限值。"},
    {"non_finite.passing.ordinal",
     "{metric} is not a finite number {count:integer} times, and is finite again after that.",
     "{metric} 有 {count:integer} 次为非有限值，之后恢复为有限值。"}};

constexpr Template kNeverHeadline{"non_finite.never.headline", "{metric} never is a finite number.",
                                  "{metric} 从未是有限值。"};
constexpr PlaceTemplates kPassingHeadline =
    CKPT_AT("non_finite.passing.headline", "{metric} is not finite, first at ",
            " ({count:integer} in all), then finite again.", "{metric} 出现非有限值，首次在",
            "（共 {count:integer} 个），之后恢复。");

constexpr PlaceTemplates kHeadline{
    {"non_finite.headline.step", "{metric} is not a finite number, first at step {at:integer}.",
     "{metric} 出现非有限值，首次在第 {at:integer} 步。"},
    {"non_finite.headline.epoch", "{metric} is not a finite number, first at epoch {at:value}.",
     "{metric} 出现非有限值，首次在第 {at:value} 轮。"},
    {"non_finite.headline.ordinal", "{metric} is not always a finite number.",
     "{metric} 出现非有限值。"}};

constexpr Template kTrainingAction{
    "non_finite.training.action",
    "Resume from a checkpoint before the first such value, with a lower learning rate or with "
    "gradient clipping; check the data of that step and the number format (fp16 overflows early).",
    "从首个此类值之前的检查点恢复，降低学习率或启用梯度裁剪；检查该步的数据与数值格式（fp16 "
    "容易溢出）。"};

constexpr Template kRewardAction{
    "non_finite.reward.action",
    "Check that episodes end, and that they are counted: the mean reward of no episode is not a "
    "number.",
    "检查回合是否会结束并被计入：没有回合时，平均奖励不是数值。"};

constexpr Template kHeldOutAction{
    "non_finite.held_out.action",
    "Check the evaluation set for empty or fully masked examples, and the number format of the "
    "evaluation; do not deploy a checkpoint whose loss is not finite.",
    "检查评估集中是否有空样本或全部被屏蔽的样本，以及评估所用的数值格式；不要部署损失为非有限值的检"
    "查点。"};

void check(const Subject& subject, std::vector<Finding>& findings) {
  for (Subject::MetricIndex i = 0; i < subject.metric_count(); ++i) {
    const Metric& metric = subject.metric(i);
    const MetricSummary& summary = subject.summary(i);
    if (summary.non_finite == 0 || metric.non_finite.empty()) continue;
    const bool is_loss = metric.family == Family::loss || metric.family == Family::token_loss;
    const bool is_ranked_result =
        subject.is_held_out(i) && subject.direction(i) != Direction::unknown;
    // Before the first episode ends there is no reward; without any there is nothing to judge by.
    const bool is_lost_reward = metric.family == Family::reward && summary.points == 0;
    if (!is_loss && !is_ranked_result && !is_lost_reward) continue;
    const double first_x = metric.non_finite.front().x;
    const bool is_passing = summary.points > 0 && summary.last.x > metric.non_finite.back().x &&
                            metric.non_finite.size() == summary.non_finite;

    Finding finding;
    finding.rule = "non_finite";
    finding.kind = VerdictKind::non_finite;
    // A score may be undefined for a moment, and exp(loss) overflows in a healthy first evaluation.
    finding.severity = is_loss      ? Severity::critical
                       : is_passing ? Severity::info
                                    : Severity::notice;
    finding.confidence = Confidence::high;
    finding.metric = metric.name;
    finding.from_x = first_x;
    finding.to_x = is_passing ? metric.non_finite.back().x : subject.run().last_step;
    const double count = static_cast<double>(summary.non_finite);
    // The last finite value before the first fault, which is the one to go back to.
    PointRef before;
    if (summary.points > 0) {
      const HeldPoints points = subject.points(i);
      for (std::size_t k = 0; k < points.x.size() && points.x[k] < first_x; ++k) {
        before = {points.x[k], points.y[k]};
      }
    }
    finding.numbers = {{"count", count}, {"first_at", first_x}};
    if (!std::isnan(before.x)) {
      finding.numbers.push_back({"last_finite", before.y});
      finding.numbers.push_back({"last_finite_at", before.x});
    }
    const Place place = place_of(metric, first_x, 1);
    std::vector<Slot> slots{{"metric", short_name(metric)}, {"count", count}};
    if (is_passing) {
      finding.message = message(kPassing, place, std::move(slots));
    } else if (!std::isnan(before.x)) {
      slots.push_back({"last", before.y});
      finding.message = message(kLoss, place, std::move(slots));
    } else {
      finding.message = message(kNever, place, std::move(slots));
    }
    const std::vector<Slot> named{{"metric", short_name(metric)}, {"count", count}};
    finding.headline = is_passing             ? message(kPassingHeadline, place, named)
                       : std::isnan(before.x) ? message(kNeverHeadline, named)
                                              : message(kHeadline, place, named);
    if (finding.severity > Severity::info) {
      finding.action = message(is_lost_reward           ? kRewardAction
                               : subject.is_held_out(i) ? kHeldOutAction
                                                        : kTrainingAction);
    }
    findings.push_back(std::move(finding));
  }
}

}  // namespace

extern const Rule non_finite;
const Rule non_finite{"non_finite", "1",
                      "R8a; Lightning EarlyStopping check_finite; SageMaker "
                      "ExplodingTensor",
                      kSentence, check};

}  // namespace ckpt::rule
