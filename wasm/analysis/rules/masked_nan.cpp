// R10: a loss that is NaN and does not look so. Trainers that filter NaN before they log write the
// mean of what is left, and exactly 0 where nothing is: the gradient tells.
// Source: a window of NaN losses adds 0 to a sum that starts at 0 (transformers'
// logging_nan_inf_filter; huggingface/trl issue 6702).
#include <algorithm>
#include <cmath>

#include "analysis/bad_gradients.h"
#include "analysis/rule.h"
#include "analysis/stats.h"
#include "analysis/wording.h"

namespace ckpt::rule {
namespace {

constexpr Template kSentence{
    "masked_nan.sentence",
    "A training loss that is NaN and was logged as a number: the gradient tells.",
    "训练损失实为 NaN 却被记成数值：由梯度可知。"};

constexpr PlaceTemplates kZero =
    CKPT_AT("masked_nan.zero", "{metric} reads exactly 0 from ",
            " on ({count:integer} records), after {before:value}, while {gradient} is not a number "
            "or 0: it "
            "is NaN and was logged as 0.",
            "{metric} 自",
            "起恰为 0（{count:integer} 条记录），此前为 {before:value}，而 {gradient} 为非数值或 "
            "0：损失实为 NaN，只是记成了 0。");
constexpr PlaceTemplates kZeroHeadline =
    CKPT_AT("masked_nan.headline", "Training is NaN from ", " on; the log shows {metric} 0.", "自",
            "起训练已成 NaN；日志中 {metric} 显示为 0。");
constexpr PlaceTemplates kRepaired =
    CKPT_AT("masked_nan.repaired", "{gradient} is not a finite number from ",
            " on ({count:integer} in a row), although {metric} is finite there: the loss may have "
            "been repaired before it was logged.",
            "{gradient} 自",
            "起连续 {count:integer} 条记录为非有限值，而 {metric} "
            "在该处为有限值：损失可能在记录前被修补。");
constexpr PlaceTemplates kRepairedHeadline =
    CKPT_AT("masked_nan.repaired.headline", "{gradient} is not finite from ",
            " on: {metric} there cannot be trusted.", "{gradient} 自",
            "起为非有限值：该处的 {metric} 不可信。");
constexpr PlaceTemplates kScattered = CKPT_AT(
    "masked_nan.scattered",
    "{gradient} is not a finite number in {count:integer} of {all:integer} records, first at ",
    ", although {metric} is finite there: the loss may have been repaired before it was "
    "logged.",
    "{gradient} 在 {all:integer} 条记录中有 {count:integer} 条为非有限值，首次在",
    "，而 {metric} 在该处为有限值：损失可能在记录前被修补。");
constexpr PlaceTemplates kScatteredHeadline =
    CKPT_AT("masked_nan.scattered.headline",
            "{gradient} is not finite in {count:integer} of {all:integer} records, first at ", ".",
            "{gradient} 在 {all:integer} 条记录中有 {count:integer} 条为非有限值，首次在", "。");
constexpr PlaceTemplates kScaler = CKPT_AT(
    "masked_nan.scaler", "{gradient} is not a finite number {count:integer} times, first at ",
    ", and {metric} goes on: a loss scaler (fp16) tries scales like that.",
    "{gradient} 有 {count:integer} 次为非有限值，首次在",
    "，{metric} 随后照常：fp16 的损失缩放器会这样试探。");
constexpr Template kAction{
    "masked_nan.action",
    "Go back to a checkpoint before that, lower the learning rate, clip gradients or train in "
    "bf16; and log losses unfiltered (logging_nan_inf_filter=False), so that NaN is seen.",
    "回到此前的检查点，降低学习率、裁剪梯度或改用 "
    "bf16；并关闭损失过滤（logging_nan_inf_filter=False），以便看到 NaN。"};

using MetricIndex = Subject::MetricIndex;

struct ZeroLoss {
  std::size_t first = 0;  // index of its point
  std::size_t count = 0;
  double before = kAbsent;
};

// Losses of exactly 0 where the gradient is not finite, or is 0 and the loss stays 0 to the end;
// both after losses that were not small. A hinge loss that is met also reads 0 without a gradient,
// but comes and goes.
ZeroLoss zero_loss_of(const Points& loss, const Points& gradient, const std::vector<double>& bad_x,
                      const Thresholds& thresholds) {
  std::size_t last_nonzero = loss.y.size();
  while (last_nonzero > 0 && loss.y[last_nonzero - 1] == 0.0) --last_nonzero;
  const bool stays_zero =
      loss.y.size() - last_nonzero >= static_cast<std::size_t>(thresholds.masked_nan_rows_min);
  ZeroLoss result;
  for (std::size_t i = 1; i < loss.y.size(); ++i) {
    if (loss.y[i] != 0.0) continue;
    const double x = loss.x[i];
    const bool is_bad = std::binary_search(bad_x.begin(), bad_x.end(), x);
    const std::size_t at = gradient.x.lower_bound(x);
    const bool is_zero = stays_zero && i >= last_nonzero && at != gradient.x.size() &&
                         gradient.x[at] == x && gradient.y[at] == 0.0;
    if (!is_bad && !is_zero) continue;
    if (result.count == 0) {
      const std::size_t begin = i < 5 ? 0 : i - 5;
      const auto from = loss.y.begin();
      result.before = median(
          {from + static_cast<std::ptrdiff_t>(begin), from + static_cast<std::ptrdiff_t>(i)});
      if (!(result.before > thresholds.masked_nan_loss_before)) return {};
      result.first = i;
    }
    ++result.count;
  }
  return result;
}

Finding finding_of(const Subject& subject, MetricIndex loss, Severity severity, double from_x) {
  Finding finding;
  finding.rule = "masked_nan";
  finding.kind = VerdictKind::masked_nan;
  finding.severity = severity;
  finding.confidence = Confidence::high;
  finding.metric = subject.metric(loss).name;
  finding.from_x = from_x;
  finding.to_x = subject.run().last_step;
  return finding;
}

void check(const Subject& subject, std::vector<Finding>& findings) {
  const Thresholds& thresholds = subject.thresholds();
  const auto faulty = faulty_gradient(subject);
  const auto gradient_index = faulty ? faulty : subject.gradient_norm();
  const auto loss_index = gradient_index ? loss_beside(subject, *gradient_index) : std::nullopt;
  if (!loss_index) return;
  const Metric& metric = subject.metric(*loss_index);
  const Metric& gradient_metric = subject.metric(*gradient_index);
  const bool has_zero = subject.summary(*loss_index).min.y <= 0.0;
  if (gradient_metric.non_finite_count == 0 && !has_zero) return;

  const HeldPoints gradient = subject.points(*gradient_index);
  const std::vector<double> bad_x = gradient_metric.series.non_finite_x();
  const std::string name = short_name(metric, kNameBytesOfTwo);
  const std::string gradient_name = short_name(gradient_metric, kNameBytesOfTwo);
  if (has_zero) {
    const HeldPoints loss = subject.points(*loss_index);
    const ZeroLoss zero = zero_loss_of(loss, gradient, bad_x, thresholds);
    if (zero.count > 0) {
      const double x = loss.x[zero.first];
      const double count = static_cast<double>(zero.count);
      Finding finding = finding_of(subject, *loss_index, Severity::critical, x);
      finding.numbers = {{"count", count}, {"before", zero.before}, {"first_at", x}};
      const Place place = place_of(metric, x, zero.first + 1);
      finding.message = message(kZero, place,
                                {{"metric", name},
                                 {"gradient", gradient_name},
                                 {"count", count},
                                 {"before", zero.before}});
      finding.headline = message(kZeroHeadline, place, {{"metric", name}});
      finding.action = message(kAction);
      findings.push_back(std::move(finding));
      return;
    }
  }
  // Where the loss itself is not finite, there is nothing masked.
  if (bad_x.empty() || metric.non_finite_count > 0) return;
  const BadGradients seen = bad_gradients(gradient.x, bad_x);
  const GradientFault fault = fault_of(seen, thresholds);
  if (fault == GradientFault::scaler) {
    Finding finding = finding_of(subject, *loss_index, Severity::info, seen.first);
    const double count = static_cast<double>(seen.bad);
    finding.numbers = {{"count", count}, {"gradients", static_cast<double>(seen.all)}};
    finding.message = message(kScaler, place_of(metric, seen.first, 1),
                              {{"metric", name}, {"gradient", gradient_name}, {"count", count}});
    findings.push_back(std::move(finding));
    return;
  }
  // Where they are scattered, what counts is how many; else where the stretch begins.
  const bool is_scattered = static_cast<double>(seen.longest) < thresholds.masked_nan_rows_min;
  const double from = is_scattered ? seen.first : seen.longest_first;
  Finding finding =
      finding_of(subject, *loss_index,
                 fault == GradientFault::lost ? Severity::critical : Severity::warning, from);
  const double count = static_cast<double>(is_scattered ? seen.bad : seen.longest);
  const double all = static_cast<double>(seen.all);
  finding.numbers = {{"count", count},
                     {"first_at", from},
                     {"not_finite", static_cast<double>(seen.bad)},
                     {"gradients", all}};
  const Place place = place_of(metric, from, 1);
  const std::vector<Slot> slots{
      {"metric", name}, {"gradient", gradient_name}, {"count", count}, {"all", all}};
  finding.message = message(is_scattered ? kScattered : kRepaired, place, slots);
  finding.headline = message(is_scattered ? kScatteredHeadline : kRepairedHeadline, place, slots);
  finding.action = message(kAction);
  findings.push_back(std::move(finding));
}

}  // namespace

extern const Rule masked_nan;
const Rule masked_nan{"masked_nan", "1", "R10; R9 on gradients that are not finite beside a loss",
                      kSentence, check};

}  // namespace ckpt::rule
