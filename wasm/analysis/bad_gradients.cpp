// See bad_gradients.h.
#include "analysis/bad_gradients.h"

#include <limits>

namespace ckpt {

BadGradients bad_gradients(const PlaceSpan& finite_x, std::span<const double> bad_x) {
  BadGradients result;
  result.bad = bad_x.size();
  result.all = bad_x.size() + finite_x.size();
  if (!bad_x.empty()) result.first = bad_x.front();
  std::size_t at = 0;
  for (std::size_t i = 0; i < bad_x.size();) {
    while (at < finite_x.size() && finite_x[at] < bad_x[i]) ++at;
    const double limit =
        at < finite_x.size() ? finite_x[at] : std::numeric_limits<double>::infinity();
    const std::size_t begin = i;
    while (i < bad_x.size() && bad_x[i] < limit) ++i;
    if (i == begin) ++i;  // at the x of a finite one, which supersedes it
    if (at == 0) result.at_start = i - begin;
    result.is_to_end = at == finite_x.size();
    if (i - begin > result.longest || result.is_to_end) {
      result.longest = i - begin;
      result.longest_first = bad_x[begin];
    }
  }
  return result;
}

GradientFault fault_of(const BadGradients& seen, const Thresholds& thresholds) {
  if (seen.is_to_end) return GradientFault::lost;
  const double bad = static_cast<double>(seen.bad);
  const bool is_start_only = seen.bad == seen.at_start && bad <= thresholds.masked_nan_scaler_start;
  if (is_start_only) return GradientFault::scaler;
  const bool is_rare = bad < thresholds.masked_nan_scaler_share * static_cast<double>(seen.all);
  if (!is_rare) {
    return bad >= thresholds.masked_nan_rows_min ? GradientFault::lost : GradientFault::suspect;
  }
  const bool is_long = static_cast<double>(seen.longest) >= thresholds.masked_nan_rows_min;
  return is_long ? GradientFault::suspect : GradientFault::scaler;
}

std::optional<Subject::MetricIndex> faulty_gradient(const Subject& subject) {
  std::optional<Subject::MetricIndex> worst;
  std::uint64_t most = 0;
  for (Subject::MetricIndex i = 0; i < subject.metric_count(); ++i) {
    const Metric& metric = subject.metric(i);
    if (metric.family != Family::gradient_norm || metric.non_finite_count <= most) continue;
    most = metric.non_finite_count;
    worst = i;
  }
  return worst;
}

std::optional<Subject::MetricIndex> loss_beside(const Subject& subject,
                                                Subject::MetricIndex gradient) {
  const auto loss = subject.training_loss();
  if (!loss || subject.metric(*loss).x_kind != subject.metric(gradient).x_kind) return std::nullopt;
  return loss;
}

}  // namespace ckpt
