// Which metric of a run means what, and which one chooses.
#include "analysis/subject.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ckpt {
namespace {

using MetricIndex = Subject::MetricIndex;

bool is_loss_family(Family family) {
  return family == Family::loss || family == Family::token_loss || family == Family::perplexity;
}

bool is_quality_family(Family family) {
  switch (family) {
    case Family::ratio_score:
    case Family::error_rate:
    case Family::error:
    case Family::score:
    case Family::reward:
      return true;
    default:
      return false;
  }
}

// Smaller is preferred. Rewards grow for reasons of their own; shares compare across runs.
int family_rank(Family family) {
  switch (family) {
    case Family::ratio_score:
    case Family::error_rate:
      return 0;
    case Family::score:
      return 1;
    case Family::error:
      return 2;
    case Family::reward:
      return 3;
    case Family::perplexity:
      return 1;  // beside a loss of which it is a function
    default:
      return 0;
  }
}

// R0c among metrics that may choose; the least key wins, and of equals the first in the file.
// A full validation set before a batch of it before a test set; what was evaluated seldom after
// what was evaluated often; the task before its loss; a whole view before a partial one.
std::array<int, 5> choice_key(const Metric& metric, std::uint64_t points,
                              std::uint64_t most_points) {
  const int role = metric.role == Role::valid ? 0 : metric.role == Role::valid_batch ? 1 : 2;
  const bool is_seldom = points * 2 < most_points;
  const Selector selector = selector_of(metric.name);
  const int kind = selector == Selector::proxy ? 2 : is_loss_family(metric.family) ? 1 : 0;
  const int part = selector == Selector::whole ? 0 : 1;
  return {role, kind == 2 ? 1 : 0, is_seldom ? 1 : 0, kind, part * 4 + family_rank(metric.family)};
}

bool is_held_out_role(Role role) {
  return role == Role::valid || role == Role::valid_batch || role == Role::test;
}

// The metric that the least key among those that `may` has; none when there is none.
template <class May>
std::optional<MetricIndex> least_key(const Run& run, May may) {
  std::uint64_t most_points = 0;
  std::vector<std::uint64_t> points(run.metrics.size(), 0);
  for (std::size_t i = 0; i < run.metrics.size(); ++i) {
    if (!may(run.metrics[i])) continue;
    points[i] = run.metrics[i].series.size();
    most_points = std::max(most_points, points[i]);
  }
  std::optional<MetricIndex> chosen;
  std::array<int, 5> chosen_key{};
  for (std::size_t i = 0; i < run.metrics.size(); ++i) {
    if (points[i] == 0) continue;
    const auto key = choice_key(run.metrics[i], points[i], most_points);
    if (!chosen || key < chosen_key) {
      chosen = static_cast<MetricIndex>(i);
      chosen_key = key;
    }
  }
  return chosen;
}

std::optional<MetricIndex> automatic_primary(const Run& run) {
  for (std::size_t i = 0; i < run.metrics.size(); ++i) {
    const Metric& metric = run.metrics[i];
    if (metric.direction_source == DirectionSource::author &&
        metric.direction != Direction::unknown && metric.series.size() > 0) {
      return static_cast<MetricIndex>(i);
    }
  }
  return least_key(run, [](const Metric& metric) {
    return is_held_out_role(metric.role) && metric.direction != Direction::unknown &&
           (is_loss_family(metric.family) || is_quality_family(metric.family));
  });
}

std::optional<MetricIndex> metric_named(const Run& run, const std::string& name) {
  if (name.empty()) return std::nullopt;
  for (std::size_t i = 0; i < run.metrics.size(); ++i) {
    if (run.metrics[i].name == name) return static_cast<MetricIndex>(i);
  }
  return std::nullopt;
}

}  // namespace

Subject::Subject(const Run& run, const AnalysisOptions& options)
    : run_(run), thresholds_(options.thresholds) {
  if (const auto chosen = metric_named(run, options.metric)) {
    primary_ = chosen;
    chosen_direction_ = options.direction;
    is_primary_chosen_by_user_ = true;
  } else {
    primary_ = automatic_primary(run);
  }
  summaries_.reserve(run.metrics.size());
  for (MetricIndex i = 0; i < metric_count(); ++i) {
    const Points all = points(i);
    summaries_.push_back(summarise(metric(i), all, direction(i), thresholds_));
    if (primary_ == i) {
      recommendation_ =
          recommend(run, metric(i), all, summaries_.back(), direction(i), thresholds_);
    }
  }
}

Direction Subject::direction(MetricIndex index) const {
  if (primary_ == index && chosen_direction_ != Direction::unknown) return chosen_direction_;
  return run_.metrics[index].direction;
}

Points Subject::points(MetricIndex index) const {
  Points points = run_.metrics[index].series.points();
  // A record without a place on the axis cannot stand in a curve.
  const auto is_placed = [](double x) { return std::isfinite(x); };
  if (std::all_of(points.x.begin(), points.x.end(), is_placed)) return points;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < points.y.size(); ++i) {
    if (!is_placed(points.x[i])) continue;
    points.x[kept] = points.x[i];
    points.y[kept++] = points.y[i];
  }
  points.x.resize(kept);
  points.y.resize(kept);
  return points;
}

bool Subject::is_loss(MetricIndex index) const {
  return is_loss_family(metric(index).family) && direction(index) == Direction::lower;
}

bool Subject::is_held_out(MetricIndex index) const { return is_held_out_role(metric(index).role); }

bool Subject::can_choose(MetricIndex index) const {
  return is_held_out(index) && direction(index) != Direction::unknown && summary(index).points > 0;
}

bool Subject::is_task_metric(MetricIndex index) const {
  return can_choose(index) && is_quality_family(metric(index).family) &&
         selector_of(metric(index).name) != Selector::proxy;
}

std::optional<MetricIndex> Subject::validation_loss() const {
  return least_key(run_, [](const Metric& candidate) {
    return is_held_out_role(candidate.role) && is_loss_family(candidate.family) &&
           candidate.direction == Direction::lower;
  });
}

std::optional<MetricIndex> Subject::training_loss() const {
  return least_key(run_, [](const Metric& candidate) {
    return candidate.role == Role::train && is_loss_family(candidate.family) &&
           candidate.direction == Direction::lower &&
           selector_of(candidate.name) != Selector::contested;
  });
}

std::optional<MetricIndex> Subject::training_of(MetricIndex index) const {
  const Metric& held_out = metric(index);
  for (MetricIndex i = 0; i < metric_count(); ++i) {
    if (metric(i).role == Role::train && metric(i).quantity == held_out.quantity &&
        metric(i).x_kind == held_out.x_kind && summary(i).points > 0) {
      return i;
    }
  }
  const auto loss = training_loss();
  if (loss && metric(*loss).x_kind == held_out.x_kind) return loss;
  return std::nullopt;
}

bool Subject::is_reinforcement_learning() const {
  return std::any_of(run_.metrics.begin(), run_.metrics.end(), [](const Metric& candidate) {
    // Preference tuning logs rewards/accuracies and rewards/margins, but its loss is a loss.
    return candidate.family == Family::reward && candidate.role != Role::valid &&
           candidate.quantity.find("margin") == std::string::npos;
  });
}

double Subject::loss_against(MetricIndex index, double best, double value) const {
  return direction(index) == Direction::higher ? best - value : value - best;
}

bool Subject::has_improved(MetricIndex index) const {
  const Direction toward = direction(index);
  if (toward == Direction::unknown) return false;
  const TrendWord good = toward == Direction::lower ? TrendWord::falling : TrendWord::rising;
  return summary(index).trend.word == good;
}

bool Subject::has_worsened(MetricIndex index) const {
  const Direction toward = direction(index);
  if (toward == Direction::unknown) return false;
  const TrendWord bad = toward == Direction::lower ? TrendWord::rising : TrendWord::falling;
  return summary(index).trend.word == bad;
}

}  // namespace ckpt
