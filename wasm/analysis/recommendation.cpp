// R3: the best of what exists, what is as good, and what the choice costs.
#include "analysis/recommendation.h"

#include <algorithm>
#include <cmath>

#include "base/limits.h"

namespace ckpt {
namespace {

struct Candidate {
  std::uint32_t checkpoint;
  double value;
};

// Checkpoints of which `saved` is known and that have a value to be ranked by, oldest first.
std::vector<Candidate> candidates_of(const Run& run, const Points& points, Saved saved) {
  std::vector<Candidate> candidates;
  std::size_t at = 0;
  for (std::size_t i = 0; i < run.checkpoints.size(); ++i) {
    const double x = run.checkpoints.x(i);
    if (run.checkpoints.saved(i) != saved || std::isnan(x) || is_baseline(run, x)) continue;
    // Checkpoints and points both run from old to new, so one walk along both finds all values;
    // only where checkpoints share no order with the points is a value looked up anew.
    if (at > 0 && points.x[at - 1] >= x) {
      at = static_cast<std::size_t>(std::lower_bound(points.x.begin(), points.x.end(), x) -
                                    points.x.begin());
    }
    while (at < points.x.size() && points.x[at] < x) ++at;
    if (at == points.x.size()) continue;
    if (points.x[at] == x) {
      candidates.push_back({static_cast<std::uint32_t>(i), points.y[at]});
    }
  }
  return candidates;
}

Confidence confidence_of(const MetricSummary& summary, const Thresholds& thresholds) {
  // R12c: the noise of a difference between two evaluations, against all that was gained.
  const double range = summary.max.y - summary.min.y;
  const double noise_share = 2.0 * std::sqrt(2.0) * summary.noise_sigma / range;
  const double points = static_cast<double>(summary.points);
  if (points < thresholds.choice_evaluations_min || !(noise_share < thresholds.choice_noise_low)) {
    return Confidence::low;
  }
  const bool is_sure =
      points >= thresholds.choice_evaluations_high && noise_share < thresholds.choice_noise_high;
  return is_sure ? Confidence::high : Confidence::medium;
}

}  // namespace

std::string_view target_of(const Checkpoint& checkpoint) {
  if (!checkpoint.model.empty()) return checkpoint.model;
  return checkpoint.path.empty() ? checkpoint.id : checkpoint.path;
}

bool is_baseline(const Run& run, double x) { return run.x_kind == XKind::step && x <= 0.0; }

Recommendation recommend(const Run& run, const Metric& metric, const Points& points,
                         const MetricSummary& summary, Direction direction,
                         const Thresholds& thresholds) {
  Recommendation result;
  if (direction == Direction::unknown) return result;
  std::vector<Candidate> candidates = candidates_of(run, points, Saved::yes);
  result.is_among_saved = !candidates.empty();
  if (candidates.empty()) candidates = candidates_of(run, points, Saved::unknown);
  if (candidates.empty()) return result;

  const auto worse_by = [direction](double value, double than) {
    return direction == Direction::lower ? value - than : than - value;
  };
  const Candidate* best = &candidates.front();
  for (const Candidate& candidate : candidates) {
    if (worse_by(candidate.value, best->value) < 0.0) best = &candidate;
  }
  result.checkpoint = best->checkpoint;
  result.value = best->value;
  result.confidence = confidence_of(summary, thresholds);

  const double band = noise_band(metric.family, best->value, summary, thresholds);
  result.noise_band = band;
  std::vector<Candidate> equivalent;
  for (const Candidate& candidate : candidates) {
    if (candidate.checkpoint != best->checkpoint &&
        worse_by(candidate.value, best->value) <= band) {
      equivalent.push_back(candidate);
    }
  }
  result.equivalent_count = equivalent.size();
  if (equivalent.size() > limits::kEquivalentCountMax) {
    const auto kept = equivalent.begin() + limits::kEquivalentCountMax;
    std::nth_element(equivalent.begin(), kept, equivalent.end(),
                     [&worse_by](const Candidate& a, const Candidate& b) {
                       const double difference = worse_by(a.value, b.value);
                       return difference != 0.0 ? difference < 0.0 : a.checkpoint < b.checkpoint;
                     });
    equivalent.resize(limits::kEquivalentCountMax);
  }
  for (const Candidate& candidate : equivalent) result.equivalent.push_back(candidate.checkpoint);
  std::sort(result.equivalent.begin(), result.equivalent.end());

  for (std::size_t i = 0; i < points.y.size(); ++i) {
    if (is_baseline(run, points.x[i])) continue;
    const double than = result.better_unsaved ? result.better_unsaved->y : best->value;
    if (worse_by(points.y[i], than) < 0.0) result.better_unsaved = {points.x[i], points.y[i]};
  }
  if (result.better_unsaved) result.cost = worse_by(best->value, result.better_unsaved->y);

  const Points superseded = metric.series.superseded();
  for (std::size_t i = 0; i < superseded.y.size(); ++i) {
    if (is_baseline(run, superseded.x[i])) continue;
    const double than = result.better_superseded ? result.better_superseded->y : best->value;
    if (worse_by(superseded.y[i], than) < 0.0) {
      result.better_superseded = {superseded.x[i], superseded.y[i]};
    }
  }

  result.is_on_incomplete_edge =
      run.has_older_records_elsewhere && best->checkpoint == candidates.front().checkpoint;
  if (result.is_on_incomplete_edge) result.confidence = Confidence::low;
  return result;
}

}  // namespace ckpt
