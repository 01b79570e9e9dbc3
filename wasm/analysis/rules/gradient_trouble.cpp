// R9 on the norm of the gradient: leaps, vanishing, exactly zero, and not finite where no training
// loss beside it tells more. A leap alone is how clipping earns its keep; it matters where the loss
// leaps with it.
#include <algorithm>
#include <cmath>

#include "analysis/bad_gradients.h"
#include "analysis/rule.h"
#include "analysis/spike_search.h"
#include "analysis/wording.h"

namespace ckpt::rule {
namespace {

constexpr Template kSentence{"gradient_trouble.sentence",
                             "The norm of the gradient leaps, vanishes, is exactly 0 or no number.",
                             "梯度范数跃升、消失、恰为 0 或为非数值。"};

constexpr PlaceTemplates kSpikes =
    CKPT_AT("gradient_trouble.spikes",
            "{metric} leapt to ten times its level or more {count:integer} times, furthest at ",
            " ({peak:value}).", "{metric} 有 {count:integer} 次跃升至平常的十倍以上，最高在",
            "（{peak:value}）。");
constexpr PlaceTemplates kWithLoss =
    CKPT_AT("gradient_trouble.with_loss",
            "{metric} leapt to ten times its level or more {count:integer} times, and the loss "
            "with it, first "
            "at ",
            " ({peak:value} at most).",
            "{metric} 有 {count:integer} 次跃升至平常的十倍以上，损失同时跃升，首次在",
            "（最高 {peak:value}）。");
constexpr Template kZero{"gradient_trouble.zero",
                         "{metric} is exactly 0 in {share:percent} of the records: nothing is "
                         "learned there.",
                         "{metric} 在 {share:percent} 的记录中恰为 0：这些步没有学到任何东西。"};
constexpr Template kVanishing{"gradient_trouble.vanishing",
                              "{metric} has all but vanished: {mean:value} on average.",
                              "{metric} 几乎消失：平均仅 {mean:value}。"};
constexpr Template kClip{"gradient_trouble.clip.action",
                         "Clip gradients (a norm of 1 is usual), lengthen the warm-up or lower the "
                         "learning rate; look at the batches of those steps.",
                         "裁剪梯度（常用范数 1），延长预热或降低学习率；查看这些步的批次。"};
constexpr Template kZeroAction{
    "gradient_trouble.zero.action",
    "Check which parameters are trained, that labels are not masked out, and that a loss scale has "
    "not sunk to 0.",
    "检查哪些参数参与训练、标签是否被全部屏蔽，以及损失缩放系数是否降到了 0。"};

constexpr PlaceTemplates kNotFinite = CKPT_AT(
    "gradient_trouble.not_finite",
    "{metric} is not a finite number in {count:integer} of {all:integer} records, first at ",
    ": the steps taken there ruin the weights, unless a loss scaler skipped them.",
    "{metric} 在 {all:integer} 条记录中有 {count:integer} 条为非有限值，首次在",
    "：除非损失缩放器跳过了这些步，否则权重已被破坏。");
constexpr PlaceTemplates kNotFiniteHeadline =
    CKPT_AT("gradient_trouble.not_finite.headline",
            "{metric} is not finite in {count:integer} of {all:integer} records, first at ", ".",
            "{metric} 在 {all:integer} 条记录中有 {count:integer} 条为非有限值，首次在", "。");
constexpr PlaceTemplates kToEnd = CKPT_AT(
    "gradient_trouble.to_end", "{metric} is not a finite number from ",
    " to the end ({count:integer} of {all:integer} records in all): what was trained there "
    "is lost.",
    "{metric} 自",
    "起直到末尾为非有限值（{all:integer} 条记录中共 {count:integer} 条）：这一段训练已作废。");
constexpr PlaceTemplates kToEndHeadline =
    CKPT_AT("gradient_trouble.to_end.headline", "{metric} is not a finite number from ",
            " to the end.", "{metric} 自", "起直到末尾为非有限值。");
constexpr PlaceTemplates kScaler = CKPT_AT(
    "gradient_trouble.scaler",
    "{metric} is not a finite number in {count:integer} of {all:integer} records, first at ",
    ": a loss scaler (fp16) tries scales like that.",
    "{metric} 在 {all:integer} 条记录中有 {count:integer} 条为非有限值，首次在",
    "：fp16 的损失缩放器会这样试探。");
constexpr Template kNotFiniteAction{
    "gradient_trouble.not_finite.action",
    "Go back to a checkpoint before that, lower the learning rate, clip gradients or train in "
    "bf16; "
    "and log the training loss as well.",
    "回到此前的检查点，降低学习率、裁剪梯度或改用 bf16；并同时记录训练损失。"};

// Whether a spike of the loss lies within so many records of it.
bool is_beside(double x, const Points& loss, const std::vector<Spike>& spikes, std::size_t reach) {
  return std::any_of(spikes.begin(), spikes.end(), [&](const Spike& spike) {
    const std::size_t begin = spike.begin < reach ? 0 : spike.begin - reach;
    const std::size_t end = std::min(spike.end - 1 + reach, loss.x.size() - 1);
    return loss.x[begin] <= x && x <= loss.x[end];
  });
}

// Spikes of the gradient, with what is shown of them. The points themselves are let go, so that
// those of the loss need not stand in memory beside them.
struct GradientSpikes {
  SpikeSearch search;
  std::vector<double> x;  // of the peaks
  std::vector<double> y;
  double from_x = kAbsent;
  double to_x = kAbsent;
};

GradientSpikes spikes_of(const HeldPoints& points, const Thresholds& thresholds) {
  // Gradients scatter by factors: on a logarithmic scale as far as on the other.
  const SpikeBounds bounds{thresholds.gradient_trouble_sigmas, thresholds.spikes_log_sigmas,
                           thresholds.gradient_trouble_ratio, 0.0};
  GradientSpikes found;
  found.search = find_spikes(points.y, bounds);
  for (const Spike& spike : found.search.spikes) {
    if (found.x.empty()) found.from_x = points.x[spike.begin];
    found.to_x = points.x[spike.end - 1];
    found.x.push_back(points.x[spike.peak]);
    found.y.push_back(points.y[spike.peak]);
  }
  return found;
}

void check_spikes(const Subject& subject, Subject::MetricIndex index,
                  std::vector<Finding>& findings) {
  const Thresholds& thresholds = subject.thresholds();
  const auto reach = static_cast<std::size_t>(thresholds.gradient_trouble_nearby);
  const Metric& metric = subject.metric(index);
  const MetricSummary& summary = subject.summary(index);
  const GradientSpikes found = spikes_of(subject.points(index), thresholds);
  const double all = static_cast<double>(found.x.size());
  if (found.x.empty() || all < thresholds.gradient_trouble_spikes_min) return;
  std::size_t furthest = 0;
  for (std::size_t i = 1; i < found.y.size(); ++i) {
    if (found.y[i] > found.y[furthest]) furthest = i;
  }
  std::size_t shown = furthest;
  double with_loss = 0.0;
  const auto loss_index = subject.training_loss();
  if (loss_index && subject.metric(*loss_index).x_kind == metric.x_kind) {
    const HeldPoints loss = subject.points(*loss_index);
    const SpikeSearch of_loss = find_spikes(loss.y, loss_spike_bounds(thresholds));
    for (std::size_t i = 0; i < found.x.size(); ++i) {
      if (!is_beside(found.x[i], loss, of_loss.spikes, reach)) continue;
      if (with_loss == 0.0) shown = i;
      with_loss += 1.0;
    }
  }
  const bool is_harmful = with_loss >= thresholds.gradient_trouble_spikes_min;
  Finding finding = finding_about("gradient_trouble", metric, VerdictKind::undetermined,
                                  is_harmful ? Severity::warning : Severity::info, summary.first.x,
                                  summary.last.x);
  finding.from_x = found.from_x;
  finding.to_x = found.to_x;
  const double count = is_harmful ? with_loss : all;
  finding.numbers = {{"count", all},
                     {"with_loss", with_loss},
                     {"peak", found.y[furthest]},
                     {"peak_at", found.x[furthest]}};
  finding.message =
      message(is_harmful ? kWithLoss : kSpikes,
              place_of(metric, found.x[shown], found.search.spikes[shown].peak + 1),
              {{"metric", short_name(metric)}, {"count", count}, {"peak", found.y[furthest]}});
  if (is_harmful) finding.action = message(kClip);
  findings.push_back(std::move(finding));
}

// The loss came down to where nothing is left to learn: of a loss per token in nats, of any other
// as a share of where it began.
bool is_learned(const Subject& subject, Subject::MetricIndex loss) {
  const MetricSummary& summary = subject.summary(loss);
  const bool is_in_nats = subject.metric(loss).family == Family::token_loss;
  const double unit = is_in_nats ? 1.0 : std::fabs(summary.first.y);
  return summary.min.y <= subject.thresholds().gradient_trouble_loss_min * unit;
}

// Beside a training loss, what such a gradient means is told with that loss.
void check_not_finite(const Subject& subject, std::vector<Finding>& findings) {
  const auto index = faulty_gradient(subject);
  if (!index || loss_beside(subject, *index)) return;
  const Metric& metric = subject.metric(*index);
  const BadGradients seen = bad_gradients(subject.points(*index).x, metric.series.non_finite_x());
  const GradientFault fault = fault_of(seen, subject.thresholds());
  const bool is_scaler = fault == GradientFault::scaler;
  const bool is_to_end = seen.is_to_end && static_cast<double>(seen.longest) >=
                                               subject.thresholds().masked_nan_rows_min;
  const double from = is_to_end ? seen.longest_first : seen.first;
  Finding finding = finding_about("gradient_trouble", metric,
                                  is_scaler ? VerdictKind::undetermined : VerdictKind::non_finite,
                                  is_scaler                      ? Severity::info
                                  : fault == GradientFault::lost ? Severity::critical
                                                                 : Severity::warning,
                                  from, subject.run().last_step);
  finding.confidence = Confidence::high;
  const double count = static_cast<double>(seen.bad);
  const double all = static_cast<double>(seen.all);
  finding.numbers = {{"not_finite", count}, {"gradients", all}, {"first_at", seen.first}};
  const Place place = place_of(metric, from, 1);
  const std::vector<Slot> slots{{"metric", short_name(metric)}, {"count", count}, {"all", all}};
  if (is_scaler) {
    finding.message = message(kScaler, place, slots);
  } else {
    finding.message = message(is_to_end ? kToEnd : kNotFinite, place, slots);
    finding.headline = message(is_to_end ? kToEndHeadline : kNotFiniteHeadline, place, slots);
    finding.action = message(kNotFiniteAction);
  }
  findings.push_back(std::move(finding));
}

void check(const Subject& subject, std::vector<Finding>& findings) {
  const Thresholds& thresholds = subject.thresholds();
  check_not_finite(subject, findings);
  const auto index = subject.gradient_norm();
  if (!index ||
      static_cast<double>(subject.summary(*index).points) < thresholds.gradient_trouble_points_min)
    return;
  const Metric& metric = subject.metric(*index);
  check_spikes(subject, *index, findings);

  // Groups of equal rewards have no gradient, and what is learned to the end has none left.
  const auto loss = subject.training_loss();
  if (subject.is_reinforcement_learning()) return;
  if (loss && is_learned(subject, *loss)) return;
  const HeldPoints points = subject.points(*index);
  double zeros = 0.0;
  double sum = 0.0;
  const double n = static_cast<double>(points.y.size());
  for (const double y : points.y) {
    zeros += y == 0.0 ? 1.0 : 0.0;
    sum += std::fabs(y) / n;
  }
  const double share = zeros / n;
  if (share >= thresholds.gradient_trouble_zero_warning) {
    const bool is_most = share >= thresholds.gradient_trouble_zero_critical;
    Finding finding = finding_about(
        "gradient_trouble", metric, is_most ? VerdictKind::not_learning : VerdictKind::undetermined,
        is_most ? Severity::critical : Severity::warning, points.x.front(), points.x.back());
    finding.numbers = {{"zeros", zeros}, {"share", share}, {"points", n}};
    finding.message = message(kZero, {{"metric", short_name(metric)}, {"share", share}});
    finding.action = message(kZeroAction);
    findings.push_back(std::move(finding));
  } else if (sum < thresholds.gradient_trouble_vanished && !(loss && subject.has_improved(*loss))) {
    Finding finding = finding_about("gradient_trouble", metric, VerdictKind::not_learning,
                                    Severity::warning, points.x.front(), points.x.back());
    finding.numbers = {{"mean", sum}, {"points", n}};
    finding.message = message(kVanishing, {{"metric", short_name(metric)}, {"mean", sum}});
    finding.action = message(kZeroAction);
    findings.push_back(std::move(finding));
  }
}

}  // namespace

extern const Rule gradient_trouble;
const Rule gradient_trouble{"gradient_trouble", "1",
                            "R9; SageMaker VanishingGradient (mean below 1e-7)", kSentence, check};

}  // namespace ckpt::rule
