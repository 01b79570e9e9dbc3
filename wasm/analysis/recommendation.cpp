// R3: the best of what exists, what is as good, and what the choice costs.
#include "analysis/recommendation.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "analysis/stats.h"
#include "base/limits.h"
#include "base/sorting.h"

namespace ckpt {
namespace {

struct Candidate {
  std::uint32_t checkpoint;
  double value;
  double score;  // the lower the better
};

// What points are ranked by, the lower the better: values, or their opposites.
struct Scores {
  std::span<const double> values;
  double sign = 1.0;

  [[nodiscard]] double operator[](std::size_t index) const { return sign * values[index]; }
};

// Calls f(candidate) for the checkpoints of which `saved` is known and that have a value to be
// ranked by, oldest first. Every row of a log may be one, so they are walked and not gathered.
template <class F>
void for_each_candidate(const Run& run, const Points& points, const Scores& scores, Saved saved,
                        F f) {
  if (const auto places = run.checkpoints.even_places(saved); places && *places == points.x) {
    // Of a log of evaluations every one has a value.
    const std::size_t begin = run.x_kind == XKind::step ? places->upper_bound(0.0) : 0;
    for (std::size_t i = begin; i < places->size(); ++i) {
      f(Candidate{static_cast<std::uint32_t>(i), points.y[i], scores[i]});
    }
    return;
  }
  std::size_t at = 0;
  for (std::size_t i = 0; i < run.checkpoints.size(); ++i) {
    const double x = run.checkpoints.x(i);
    if (run.checkpoints.saved(i) != saved || std::isnan(x) || is_baseline(run, x)) continue;
    // Checkpoints and points both run from old to new, so one walk along both finds all values;
    // only where checkpoints share no order with the points is a value looked up anew.
    if (at > 0 && points.x[at - 1] >= x) {
      at = points.x.lower_bound(x);
    }
    while (at < points.x.size() && points.x[at] < x) ++at;
    if (at == points.x.size()) continue;
    if (points.x[at] == x) f(Candidate{static_cast<std::uint32_t>(i), points.y[at], scores[at]});
  }
}

// The candidate with the least score, the earliest of equals, and the earliest of all.
struct Chosen {
  std::optional<Candidate> best;
  std::uint32_t first_checkpoint = 0;
};

Chosen choose(const Run& run, const Points& points, const Scores& scores, Saved saved) {
  Chosen chosen;
  for_each_candidate(run, points, scores, saved, [&chosen](const Candidate& candidate) {
    if (!chosen.best) chosen.first_checkpoint = candidate.checkpoint;
    if (!chosen.best || candidate.score < chosen.best->score) chosen.best = candidate;
  });
  return chosen;
}

// Adds a candidate to the best `count` of those added; holds at most twice as many.
template <class IsBetter>
void keep_best(std::vector<Candidate>& kept, const Candidate& candidate, std::size_t count,
               IsBetter is_better) {
  kept.push_back(candidate);
  if (kept.size() < 2 * count) return;
  std::nth_element(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(count), kept.end(),
                   is_better);
  kept.resize(count);
}

// The checkpoints of the best `count` of what keep_best() kept, the best first.
template <class IsBetter>
std::vector<std::uint32_t> best_of(std::vector<Candidate> kept, std::size_t count,
                                   IsBetter is_better) {
  sort_values(kept, is_better);
  if (kept.size() > count) kept.resize(count);
  std::vector<std::uint32_t> checkpoints;
  checkpoints.reserve(kept.size());
  for (const Candidate& candidate : kept) checkpoints.push_back(candidate.checkpoint);
  return checkpoints;
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

// The point with the best level; none of an empty series.
std::optional<PointRef> best_level_of(const Points& points, std::span<const double> levels,
                                      Direction direction) {
  const bool should_fall = direction == Direction::lower;
  const auto best = best_index(levels, should_fall ? Toward::least : Toward::greatest);
  if (!best) return std::nullopt;
  return PointRef{points.x[best->index], levels[best->index]};
}

// The noise of a difference as a share of all that was gained. Noise alone spreads the wider the
// more values there are, so its share of their range is taken off it.
double noise_of_choice(const MetricSummary& summary) {
  const double points = static_cast<double>(summary.points);
  // Half the range that so many normal values have on average, by Blom's approximation.
  const double reach = student_t_quantile(2.0 * (1.0 - (points - 0.375) / (points + 0.25)), 1e6);
  const double range = summary.max.y - summary.min.y;
  const double of_noise = 2.0 * reach * summary.noise_sigma;
  const double gained = std::sqrt(std::max(0.0, (range - of_noise) * (range + of_noise)));
  return 2.0 * std::sqrt(2.0) * summary.noise_sigma / gained;
}

Confidence confidence_of(const MetricSummary& summary, const Thresholds& thresholds) {
  const double points = static_cast<double>(summary.points);
  if (points < thresholds.choice_evaluations_min) return Confidence::low;
  const double noise_share = noise_of_choice(summary);
  if (!(noise_share < thresholds.choice_noise_low)) return Confidence::low;
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
                         std::span<const double> ranks, const Thresholds& thresholds) {
  Recommendation result;
  if (direction == Direction::unknown) return result;
  std::vector<double> levels;
  const bool own_levels = ranks.empty() && !is_held_out_role(metric.role);
  if (own_levels) levels = levels_of(points.y);
  Scores scores{ranks};
  if (ranks.empty()) {
    scores = {own_levels ? levels : points.y, direction == Direction::higher ? -1.0 : 1.0};
  }
  Saved saved = Saved::yes;
  Chosen chosen = choose(run, points, scores, saved);
  result.is_among_saved = chosen.best.has_value();
  if (!chosen.best) {
    saved = Saved::unknown;
    chosen = choose(run, points, scores, saved);
  }
  if (!chosen.best) {
    if (own_levels && run.checkpoints.size() == 0) {
      result.best_level = best_level_of(points, levels, direction);
    }
    return result;
  }
  const Candidate& best = *chosen.best;
  Candidate kept = best;

  const auto worse_by = [direction](double value, double than) {
    return direction == Direction::lower ? value - than : than - value;
  };
  const double band = noise_band(metric.family, best.value, summary, thresholds);
  const auto is_equivalent = [&](const Candidate& candidate) {
    return worse_by(candidate.value, best.value) <= band;
  };
  if (thresholds.choice_earliest > 0.5) {
    bool is_found = false;
    for_each_candidate(run, points, scores, saved, [&](const Candidate& candidate) {
      if (is_found || !is_equivalent(candidate)) return;
      is_found = true;
      kept = candidate;
    });
  }
  result.checkpoint = kept.checkpoint;
  result.value = kept.value;
  result.confidence = confidence_of(summary, thresholds);
  result.noise_band = band;
  const double full = full_share(metric.family, summary);
  if (!std::isnan(full) && !std::isnan(summary.examples)) {
    result.examples = summary.examples;
    result.standard_error = binomial_error(kept.value, full, summary.examples);
  }
  if (!own_levels) {
    const std::size_t at = points.x.lower_bound(run.checkpoints.x(kept.checkpoint));
    result.is_alone = is_lone_best(points.y, at, summary, band, thresholds);
    if (result.is_alone) result.confidence = Confidence::low;
  }
  const auto is_closer = [&worse_by](const Candidate& a, const Candidate& b) {
    const double difference = worse_by(a.value, b.value);
    return difference != 0.0 ? difference < 0.0 : a.checkpoint < b.checkpoint;
  };
  const auto has_less = [](const Candidate& a, const Candidate& b) {
    return a.score != b.score ? a.score < b.score : a.checkpoint < b.checkpoint;
  };
  const CheckpointList& list = run.checkpoints;
  const double last_third = list.x(0) + 2.0 / 3.0 * (list.x(list.size() - 1) - list.x(0));
  std::vector<Candidate> equivalent;
  std::vector<Candidate> averageable;  // R16: within the band and in the last third of the run
  for_each_candidate(run, points, scores, saved, [&](const Candidate& candidate) {
    if (!is_equivalent(candidate)) return;
    if (list.x(candidate.checkpoint) >= last_third) {
      keep_best(averageable, candidate, limits::kAveragedCountMax, has_less);
    }
    if (candidate.checkpoint == kept.checkpoint) return;
    ++result.equivalent_count;
    keep_best(equivalent, candidate, limits::kEquivalentCountMax, is_closer);
  });
  result.equivalent = best_of(std::move(equivalent), limits::kEquivalentCountMax, is_closer);
  sort_values(result.equivalent);
  if (averageable.size() > 1) {
    result.averageable = best_of(std::move(averageable), limits::kAveragedCountMax, has_less);
  }

  double least_score = best.score;
  for (std::size_t i = 0; i < points.y.size(); ++i) {
    if (is_baseline(run, points.x[i]) || !(scores[i] < least_score)) continue;
    least_score = scores[i];
    result.better_unsaved = {points.x[i], points.y[i]};
  }
  if (result.better_unsaved) {
    result.cost = std::max(0.0, worse_by(kept.value, result.better_unsaved->y));
  } else if (kept.checkpoint != best.checkpoint) {
    result.cost = std::max(0.0, worse_by(kept.value, best.value));
  }

  // Where levels choose, one value that was trained over says nothing.
  const Points superseded = own_levels ? Points{} : metric.series.superseded();
  for (std::size_t i = 0; i < superseded.y.size(); ++i) {
    if (is_baseline(run, superseded.x[i])) continue;
    const double than = result.better_superseded ? result.better_superseded->y : best.value;
    if (worse_by(superseded.y[i], than) < 0.0) {
      result.better_superseded = {superseded.x[i], superseded.y[i]};
    }
  }

  result.is_on_incomplete_edge =
      run.has_older_records_elsewhere && kept.checkpoint == chosen.first_checkpoint;
  if (result.is_on_incomplete_edge) result.confidence = Confidence::low;
  return result;
}

}  // namespace ckpt
