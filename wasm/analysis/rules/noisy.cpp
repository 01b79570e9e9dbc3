// R12c: evaluations so noisy, against all that was gained, that they cannot be ranked. The noise is
// that of the curve (R3): the median step between evaluations over the whole improvement would call
// every short clean run noisy.
#include <algorithm>
#include <optional>

#include "analysis/rule.h"
#include "analysis/wording.h"

namespace ckpt::rule {
namespace {

constexpr Template kSentence{"noisy.sentence",
                             "Evaluations scatter so much that they cannot be ranked.",
                             "评估波动过大，无法排序。"};

constexpr Template kMessage{"noisy.message",
                            "{metric} scatters by {noise:value} from one evaluation to the next, "
                            "{share:percent} of its whole "
                            "range: it cannot rank checkpoints.",
                            "{metric} 在相邻评估间波动约 {noise:value}，占其全部变化范围的 "
                            "{share:percent}：无法据此给检查点排序。"};
constexpr Template kHeadline{"noisy.headline", "{metric} is too noisy to rank checkpoints.",
                             "{metric} 噪声过大，无法给检查点排序。"};
constexpr PlaceTemplates kOther =
    CKPT_AT("noisy.other",
            "{metric} scatters by {noise:value} from one evaluation to the next and cannot rank "
            "checkpoints; {task} can, and is best at ",
            " ({best:value}).",
            "{metric} 在相邻评估间波动约 {noise:value}，无法给检查点排序；{task} 可以，最佳在",
            "（{best:value}）。");
constexpr PlaceTemplates kOtherHeadline =
    CKPT_AT("noisy.other.headline", "{metric} is too noisy to rank checkpoints; {task} is best at ",
            ".", "{metric} 噪声过大，无法给检查点排序；{task} 最佳在", "。");
constexpr Template kOtherAction{
    "noisy.other.action",
    "Choose by {task}, if that is what counts; where probabilities are used, evaluate {metric} on "
    "more examples.",
    "若看重 {task}，请以它为准；若要使用概率，请用更多样本评估 {metric}。"};
constexpr Template kAction{"noisy.action",
                           "Evaluate on more examples, always the same ones; four times as many "
                           "halve the noise.",
                           "用更多且固定不变的样本评估；样本量增至四倍，噪声减半。"};

// A task metric that improved, measured on the same data, and that can rank.
std::optional<Subject::MetricIndex> better_judge(const Subject& subject,
                                                 Subject::MetricIndex index) {
  const Thresholds& thresholds = subject.thresholds();
  for (Subject::MetricIndex i = 0; i < subject.metric_count(); ++i) {
    if (i == index || !subject.is_task_metric(i) || !subject.has_improved(i)) continue;
    if (subject.metric(i).x_kind != subject.metric(index).x_kind) continue;
    if (selector_of(subject.metric(i).name) != Selector::whole) continue;
    if (subject.summary(i).best && ranking_noise(subject.summary(i)) < thresholds.noisy_share)
      return i;
  }
  return std::nullopt;
}

// By how much the metric got worse from one evaluation to the next, in sum.
double adverse_moves(const Subject& subject, Subject::MetricIndex index) {
  const HeldPoints points = subject.points(index);
  const std::vector<double>& y = points.y;
  double sum = 0.0;
  for (std::size_t i = 1; i < y.size(); ++i) {
    sum += std::max(0.0, subject.loss_against(index, y[i - 1], y[i]));
  }
  return sum;
}

void check(const Subject& subject, std::vector<Finding>& findings) {
  const Thresholds& thresholds = subject.thresholds();
  const auto index = subject.primary();
  if (!index || !subject.can_choose(*index)) return;
  const MetricSummary& summary = subject.summary(*index);
  if (static_cast<double>(summary.points) < thresholds.noisy_evaluations_min) return;
  const double share = ranking_noise(summary);
  if (!(share >= thresholds.noisy_share) || subject.has_improved(*index)) return;
  const double range = summary.max.y - summary.min.y;
  if (!(adverse_moves(subject, *index) >= thresholds.noisy_adverse_share * range)) return;
  const double noise = share * range;
  const Metric& metric = subject.metric(*index);
  Finding finding;
  finding.rule = "noisy";
  finding.kind = VerdictKind::noisy;
  finding.severity = Severity::notice;
  finding.confidence = Confidence::medium;
  finding.metric = metric.name;
  finding.from_x = summary.first.x;
  finding.to_x = summary.last.x;
  finding.numbers = {{"sigma", summary.noise_sigma},
                     {"share", share},
                     {"evaluations", static_cast<double>(summary.points)}};
  if (const auto judge = better_judge(subject, *index)) {
    const Metric& task = subject.metric(*judge);
    const PointRef best = *subject.summary(*judge).best;
    const HeldPoints points = subject.points(*judge);
    const std::size_t at = points.x.lower_bound(best.x);
    const Place place = place_of(task, best.x, at + 1);
    const std::vector<Slot> slots{{"metric", short_name(metric, kNameBytesOfTwo)},
                                  {"task", short_name(task, kNameBytesOfTwo)},
                                  {"noise", noise},
                                  {"best", best.y}};
    finding.kind = VerdictKind::disagreement;
    finding.numbers.push_back({"task_best", best.y});
    finding.numbers.push_back({"task_best_at", best.x});
    finding.message = message(kOther, place, slots);
    finding.headline = message(kOtherHeadline, place, slots);
    finding.action = message(kOtherAction, slots);
  } else {
    finding.message =
        message(kMessage, {{"metric", short_name(metric)}, {"noise", noise}, {"share", share}});
    finding.headline = message(kHeadline, {{"metric", short_name(metric)}});
    finding.action = message(kAction);
  }
  findings.push_back(std::move(finding));
}

}  // namespace

extern const Rule noisy;
const Rule noisy{"noisy", "1", "R12c", kSentence, check};

}  // namespace ckpt::rule
