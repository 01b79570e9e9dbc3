// R12d: a held-out loss far below the training loss. Dropout and label smoothing explain some of
// it; examples that stand in both sets explain the rest.
#include <algorithm>
#include <array>
#include <span>

#include "analysis/rule.h"
#include "analysis/stats.h"
#include "analysis/wording.h"

namespace ckpt::rule {
namespace {

constexpr Template kSentence{"eval_below_train.sentence",
                             "A held-out loss far below the training loss.",
                             "验证损失远低于训练损失。"};

constexpr Template kMessage{
    "eval_below_train.message",
    "{metric} is only {ratio:percent} of {train} (median of {count:integer} evaluations): where "
    "dropout or augmentation does not explain that, look whether both sets share examples.",
    "{metric} 仅为 {train} 的 {ratio:percent}（{count:integer} "
    "次评估的中位数）：若并非由 dropout 或数据增强所致，请检查两个集合是否有相同样本。"};

constexpr std::size_t kRecords = 5;  // of training, that end at an evaluation
constexpr std::size_t kEvaluationsMax = 8'192;

// Evaluations spread evenly over the run; the first, before anything was learned, is none of them.
// Requires: an evaluation.
Points some_of(const HeldPoints& evaluations) {
  const std::size_t count = evaluations.x.size() - 1;
  const std::size_t used = std::min(count, kEvaluationsMax);
  std::vector<double> x(used);
  std::vector<double> y(used);
  for (std::size_t k = 0; k < used; ++k) {
    const std::size_t i = 1 + k * count / used;
    x[k] = evaluations.x[i];
    y[k] = evaluations.y[i];
  }
  return {std::move(x), std::move(y)};
}

// Held-out loss over the training loss of about that time.
std::vector<double> ratios_of(const Points& evaluations, const HeldPoints& losses) {
  std::vector<double> ratios;
  ratios.reserve(evaluations.y.size());
  std::size_t end = 0;
  for (std::size_t i = 0; i < evaluations.y.size(); ++i) {
    while (end < losses.x.size() && losses.x[end] <= evaluations.x[i]) ++end;
    if (end == 0) continue;
    const std::size_t records = std::min(end, kRecords);
    std::array<double, kRecords> latest{};
    std::copy_n(losses.y.begin() + static_cast<std::ptrdiff_t>(end - records), records,
                latest.begin());
    const double level = median_in_place(std::span(latest).first(records));
    if (level > 0.0 && evaluations.y[i] > 0.0) ratios.push_back(evaluations.y[i] / level);
  }
  return ratios;
}

void check(const Subject& subject, std::vector<Finding>& findings) {
  const Thresholds& thresholds = subject.thresholds();
  const auto held_out = subject.validation_loss();
  const auto train = subject.training_loss();
  if (!held_out || !train || subject.is_reinforcement_learning()) return;
  const Metric& metric = subject.metric(*held_out);
  const Metric& training = subject.metric(*train);
  // Losses of different kinds, such as one with and one without its penalties, do not compare.
  if (metric.quantity != training.quantity || metric.x_kind != training.x_kind) return;
  if (static_cast<double>(subject.summary(*held_out).points) <=
      thresholds.eval_below_train_evaluations_min)
    return;
  const Points evaluations = some_of(subject.points(*held_out));
  std::vector<double> ratios = ratios_of(evaluations, subject.points(*train));
  const double count = static_cast<double>(ratios.size());
  if (count < thresholds.eval_below_train_evaluations_min) return;
  const double ratio = median(std::move(ratios));
  if (!(ratio < thresholds.eval_below_train_ratio)) return;
  Finding finding;
  finding.rule = "eval_below_train";
  finding.kind = VerdictKind::undetermined;
  finding.severity = Severity::info;
  finding.confidence = Confidence::medium;
  finding.metric = metric.name;
  finding.from_x = subject.summary(*held_out).first.x;
  finding.to_x = subject.summary(*held_out).last.x;
  finding.numbers = {{"ratio", ratio}, {"evaluations", count}};
  finding.message = message(kMessage, {{"metric", short_name(metric, kNameBytesOfTwo)},
                                       {"train", short_name(training, kNameBytesOfTwo)},
                                       {"ratio", ratio},
                                       {"count", count}});
  findings.push_back(std::move(finding));
}

}  // namespace

extern const Rule eval_below_train;
const Rule eval_below_train{"eval_below_train", "1", "R12d; ftdoctor", kSentence, check};

}  // namespace ckpt::rule
