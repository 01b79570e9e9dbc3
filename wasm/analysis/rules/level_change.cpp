// R13: the norm of the gradient, the speed, or a held-out metric that was level, jumps to another
// level and stays there: something in the run changed at that step. Never asked of a curve that is
// meant to fall: it would change its level everywhere. Gradients and speeds scatter by factors, so
// their logarithms are compared.
#include <algorithm>
#include <cmath>
#include <span>

#include "analysis/change_points.h"
#include "analysis/rule.h"
#include "analysis/spike_search.h"
#include "analysis/stats.h"
#include "analysis/wording.h"

namespace ckpt::rule {
namespace {

constexpr Template kSentence{
    "level_change.sentence",
    "The gradient, the speed or a level metric jumps to another level and stays there.",
    "梯度、速度或持平的指标跳到另一水平并保持。"};

// Of longer series the medians of as many blocks are searched.
constexpr std::size_t kBlocks = 2'000;
// Points on either side of a jump whose medians are compared.
constexpr std::size_t kSide = 8;

constexpr PlaceTemplates kMessage =
    CKPT_AT("level_change.message", "{metric} changed its level at ",
            ", from {before:value} to {after:value}, and stayed there.", "{metric} 的水平在",
            "由 {before:value} 变为 {after:value}，此后保持。");

double median_of(std::span<const double> y, std::size_t begin, std::size_t end) {
  return median({y.begin() + static_cast<std::ptrdiff_t>(begin),
                 y.begin() + static_cast<std::ptrdiff_t>(end)});
}

// A step and not a slope: the level jumps between both sides by far more than noise, and than
// either side moves within the same number of points.
bool is_abrupt(std::span<const double> y, std::size_t index, double sigma,
               const Thresholds& thresholds) {
  if (index < kSide || index + kSide > y.size()) return false;
  const double before = median_of(y, index - kSide, index);
  const double after = median_of(y, index, index + kSide);
  const double jump = std::fabs(after - before);
  double drift = 0.0;
  if (index >= 2 * kSide) {
    drift = std::fabs(before - median_of(y, index - 2 * kSide, index - kSide));
  }
  if (index + 2 * kSide <= y.size()) {
    drift = std::max(drift, std::fabs(median_of(y, index + kSide, index + 2 * kSide) - after));
  }
  return jump > thresholds.level_change_sigmas * sigma &&
         jump > thresholds.level_change_drifts * drift;
}

void check_metric(const Subject& subject, Subject::MetricIndex index, double magnitude, Scale scale,
                  std::vector<Finding>& findings) {
  const Thresholds& thresholds = subject.thresholds();
  if (static_cast<double>(subject.summary(index).points) < thresholds.level_change_points_min)
    return;
  const HeldPoints points = subject.points(index);
  const std::size_t n = points.y.size();
  const bool is_reduced = n > kBlocks;
  const std::vector<double> values = is_reduced ? block_medians(points.y, kBlocks) : points.y;
  std::vector<double> y = values;
  ChangePointOptions options;
  options.p_max = thresholds.level_change_p_max;
  options.magnitude_min = magnitude;
  if (scale == Scale::logarithmic && *std::min_element(y.begin(), y.end()) > 0.0) {
    options.scale = scale;
    for (double& value : y) value = natural_log(value);
  }
  const std::vector<ChangePoint> changes = change_points(y, options);
  if (changes.empty()) return;
  const double sigma = find_spikes(y, {}).sigma;
  const ChangePoint* largest = nullptr;
  for (const ChangePoint& change : changes) {
    if (static_cast<double>(change.index) <
        thresholds.level_change_start_share * static_cast<double>(y.size()))
      continue;
    if (!is_abrupt(y, change.index, sigma, thresholds)) continue;
    if (largest == nullptr || change.magnitude > largest->magnitude) largest = &change;
  }
  if (largest == nullptr) return;
  const std::size_t at = is_reduced ? largest->index * n / kBlocks : largest->index;
  // Of the values between this change and its neighbours.
  const std::size_t position = static_cast<std::size_t>(largest - changes.data());
  const double before =
      median_of(values, position > 0 ? changes[position - 1].index : 0, largest->index);
  const double after =
      median_of(values, largest->index,
                position + 1 < changes.size() ? changes[position + 1].index : values.size());
  const Metric& metric = subject.metric(index);
  Finding finding;
  finding.rule = "level_change";
  finding.kind = VerdictKind::undetermined;
  finding.severity = Severity::info;
  finding.confidence = Confidence::medium;
  finding.metric = metric.name;
  finding.from_x = points.x[at];
  finding.to_x = points.x.back();
  finding.numbers = {{"before", before},
                     {"after", after},
                     {"magnitude", largest->magnitude},
                     {"p", largest->p},
                     {"change_points", static_cast<double>(changes.size())}};
  finding.message = message(kMessage, place_of(metric, points.x[at], at + 1),
                            {{"metric", short_name(metric)}, {"before", before}, {"after", after}});
  findings.push_back(std::move(finding));
}

void check(const Subject& subject, std::vector<Finding>& findings) {
  const Thresholds& thresholds = subject.thresholds();
  if (const auto gradient = subject.gradient_norm()) {
    check_metric(subject, *gradient, thresholds.level_change_gradient_magnitude, Scale::logarithmic,
                 findings);
  }
  if (const auto speed = subject.speed()) {
    check_metric(subject, *speed, thresholds.level_change_speed_magnitude, Scale::logarithmic,
                 findings);
  }
  const auto primary = subject.primary();
  if (primary && subject.can_choose(*primary) &&
      subject.summary(*primary).trend.word == TrendWord::steady) {
    check_metric(subject, *primary, thresholds.level_change_magnitude_min, Scale::linear, findings);
  }
}

}  // namespace

extern const Rule level_change;
const Rule level_change{"level_change", "1", "R13; E-divisive means with t-tests (Otava)",
                        kSentence, check};

}  // namespace ckpt::rule
