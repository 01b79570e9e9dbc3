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
  double score;  // the lower the better
};

// Checkpoints of which `saved` is known and that have a value to be ranked by, oldest first.
std::vector<Candidate> candidates_of(const Run& run, const Points& points,
                                     std::span<const double> scores, Saved saved) {
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
      candidates.push_back({static_cast<std::uint32_t>(i), points.y[at], scores[at]});
    }
  }
  return candidates;
}

// Centred means of neighbours, of each value itself where they are few. What is logged while
// training stands for one batch; the checkpoint to keep is the one where the level is best.
std::vector<double> levels_of(const std::vector<double>& y) {
  const std::size_t reach = std::min<std::size_t>(y.size() / 40, 50);
  std::vector<double> levels(y.size());
  for (std::size_t i = 0; i < y.size(); ++i) {
    const std::size_t begin = i < reach ? 0 : i - reach;
    const std::size_t end = std::min(i + reach + 1, y.size());
    double sum = 0.0;
    for (std::size_t k = begin; k < end; ++k) sum += y[k];
    levels[i] = sum / static_cast<double>(end - begin);
  }
  return levels;
}

Confidence confidence_of(const MetricSummary& summary, const Thresholds& thresholds) {
  const double noise_share = ranking_noise(summary);
  const double points = static_cast<double>(summary.points);
  if (points < thresholds.choice_evaluations_min || !(noise_share < thresholds.choice_noise_low)) {
    return Confidence::low;
  }
  const bool is_sure =
      points >= thresholds.choice_evaluations_high && noise_share < thresholds.choice_noise_high;
  return is_sure ? Confidence::high : Confidence::medium;
}

// R16: within the band of the best value and in the last third of the run.
std::vector<std::uint32_t> averageable_of(const Run& run, std::vector<Candidate> candidates,
                                          double best, double band, Direction direction) {
  const double from =
      run.checkpoints.x(0) +
      2.0 / 3.0 * (run.checkpoints.x(run.checkpoints.size() - 1) - run.checkpoints.x(0));
  std::erase_if(candidates, [&](const Candidate& candidate) {
    const double worse_by =
        direction == Direction::lower ? candidate.value - best : best - candidate.value;
    return !(run.checkpoints.x(candidate.checkpoint) >= from) || !(worse_by <= band);
  });
  if (candidates.size() < 2) return {};
  const std::size_t count = std::min(candidates.size(), limits::kAveragedCountMax);
  std::partial_sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(count),
                    candidates.end(), [](const Candidate& a, const Candidate& b) {
                      return a.score != b.score ? a.score < b.score : a.checkpoint < b.checkpoint;
                    });
  std::vector<std::uint32_t> result;
  for (std::size_t i = 0; i < count; ++i) result.push_back(candidates[i].checkpoint);
  return result;
}

}  // namespace

std::string_view target_of(const Checkpoint& checkpoint) {
  if (!checkpoint.model.empty()) return checkpoint.model;
  return checkpoint.path.empty() ? checkpoint.id : checkpoint.path;
}

bool is_baseline(const Run& run, double x) { return run.x_kind == XKind::step && x <= 0.0; }

Recommendation recommend(const Run& run, const Metric& metric, const Points& points,
                         const MetricSummary& summary, Direction direction,
                         std::span<const double> scores, const Thresholds& thresholds) {
  Recommendation result;
  if (direction == Direction::unknown) return result;
  std::vector<double> own_scores;
  if (scores.empty()) {
    own_scores = is_held_out_role(metric.role) ? points.y : levels_of(points.y);
    if (direction == Direction::higher) {
      for (double& score : own_scores) score = -score;
    }
    scores = own_scores;
  }
  std::vector<Candidate> candidates = candidates_of(run, points, scores, Saved::yes);
  result.is_among_saved = !candidates.empty();
  if (candidates.empty()) candidates = candidates_of(run, points, scores, Saved::unknown);
  if (candidates.empty()) return result;

  const auto worse_by = [direction](double value, double than) {
    return direction == Direction::lower ? value - than : than - value;
  };
  const Candidate* best = &candidates.front();
  for (const Candidate& candidate : candidates) {
    if (candidate.score < best->score) best = &candidate;
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

  double least_score = best->score;
  for (std::size_t i = 0; i < points.y.size(); ++i) {
    if (is_baseline(run, points.x[i]) || !(scores[i] < least_score)) continue;
    least_score = scores[i];
    result.better_unsaved = {points.x[i], points.y[i]};
  }
  if (result.better_unsaved) {
    result.cost = std::max(0.0, worse_by(best->value, result.better_unsaved->y));
  }
  result.averageable = averageable_of(run, candidates, best->value, band, direction);

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
