// Which metric of a run means what, and which one chooses.
#include "analysis/subject.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "analysis/evaluated_examples.h"
#include "analysis/stats.h"
#include "base/limits.h"
#include "base/sorting.h"

namespace ckpt {
namespace {

using MetricIndex = Subject::MetricIndex;

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

// The families, as bits, of which the run measures something on the whole validation set and says
// so: what else it measures of them there is a sample.
std::uint32_t families_in_full(const Run& run) {
  std::uint32_t families = 0;
  for (const Metric& metric : run.metrics) {
    if (metric.role == Role::valid && metric.series.size() > 0 && names_full_set(metric.name)) {
      families |= 1U << static_cast<unsigned>(metric.family);
    }
  }
  return families;
}

bool is_sample(const Metric& metric, std::uint32_t families) {
  if (metric.role == Role::valid_batch) return true;
  const bool is_in_full = (families >> static_cast<unsigned>(metric.family) & 1U) != 0;
  return metric.role == Role::valid && is_in_full && !names_full_set(metric.name);
}

// R0c among metrics that may choose; the least key wins, and of equals the first in the file.
// A full validation set before a batch of it before a test set; what was evaluated seldom after
// what was evaluated often; the task before its loss; a whole view before a partial one.
std::array<int, 5> choice_key(const Metric& metric, std::uint64_t points, std::uint64_t most_points,
                              std::uint32_t families_in_full) {
  const int role = metric.role == Role::test ? 2 : is_sample(metric, families_in_full) ? 1 : 0;
  const bool is_seldom = points * 2 < most_points;
  const Selector selector = selector_of(metric.name);
  const int kind = selector == Selector::proxy ? 2 : is_loss_family(metric.family) ? 1 : 0;
  const int part = selector == Selector::whole ? 0 : 1;
  return {role, kind == 2 ? 1 : 0, is_seldom ? 1 : 0, kind, part * 4 + family_rank(metric.family)};
}

// Preference tuning logs rewards/accuracies and rewards/margins, but its loss is a loss.
bool is_reward_of_training(const Metric& metric) {
  return metric.family == Family::reward && metric.role != Role::valid &&
         metric.quantity.find("margin") == std::string::npos;
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
  const std::uint32_t in_full = families_in_full(run);
  std::optional<MetricIndex> chosen;
  std::array<int, 5> chosen_key{};
  for (std::size_t i = 0; i < run.metrics.size(); ++i) {
    if (points[i] == 0) continue;
    const auto key = choice_key(run.metrics[i], points[i], most_points, in_full);
    if (!chosen || key < chosen_key) {
      chosen = static_cast<MetricIndex>(i);
      chosen_key = key;
    }
  }
  return chosen;
}

std::optional<MetricIndex> automatic_primary(const Run& run) {
  const auto first_where = [&run](auto is_authors) -> std::optional<MetricIndex> {
    for (std::size_t i = 0; i < run.metrics.size(); ++i) {
      const Metric& metric = run.metrics[i];
      if (metric.direction != Direction::unknown && metric.series.size() > 0 && is_authors(metric))
        return static_cast<MetricIndex>(i);
    }
    return std::nullopt;
  };
  const auto told = first_where(
      [](const Metric& metric) { return metric.direction_source == DirectionSource::author; });
  if (told) return told;
  // The author's best may lie where nothing was saved: then it tells the metric, not the direction.
  const auto named = first_where([&run](const Metric& metric) {
    return metric.name == run.author.metric && is_held_out_role(metric.role);
  });
  if (named) return named;
  const auto may_choose = [](const Metric& metric) {
    return is_held_out_role(metric.role) && metric.direction != Direction::unknown &&
           (is_loss_family(metric.family) || is_quality_family(metric.family));
  };
  const auto chosen = least_key(run, may_choose);
  if (!chosen || !run.metrics[*chosen].series.never_changes()) return chosen;
  // What is the same everywhere chooses nothing, unless nothing else does.
  const auto other = least_key(run, [&](const Metric& metric) {
    return may_choose(metric) && !metric.series.never_changes();
  });
  return other ? other : chosen;
}

// R12b: where rewards steer the training and nothing is held out, the reward is what the run is
// for. "reward" speaks for the whole, "rewards/format_reward" for a part of it.
std::optional<MetricIndex> reward_of(const Run& run) {
  std::optional<MetricIndex> chosen;
  for (std::size_t i = 0; i < run.metrics.size(); ++i) {
    const Metric& metric = run.metrics[i];
    if (!is_reward_of_training(metric) || metric.direction == Direction::unknown) continue;
    const std::uint64_t points = metric.series.size();
    if (points == 0) continue;
    if (chosen) {
      const Metric& other = run.metrics[*chosen];
      const std::uint64_t points_other = other.series.size();
      const bool are_alike = points * 2 >= points_other && points_other * 2 >= points;
      if (are_alike ? metric.quantity.size() >= other.quantity.size() : points <= points_other) {
        continue;
      }
    }
    chosen = static_cast<MetricIndex>(i);
  }
  return chosen;
}

// Of the metrics of a family that are not held out, the one with the most values, finite or not.
std::optional<MetricIndex> most_logged(const Run& run, Family family) {
  std::optional<MetricIndex> chosen;
  std::uint64_t most = 0;
  for (std::size_t i = 0; i < run.metrics.size(); ++i) {
    const Metric& metric = run.metrics[i];
    if (metric.family != family || is_held_out_role(metric.role)) continue;
    const std::uint64_t count = metric.series.size() + metric.non_finite_count;
    if (count <= most) continue;
    most = count;
    chosen = static_cast<MetricIndex>(i);
  }
  return chosen;
}

// The metrics that measure the same as `primary` on other evaluation sets, at the same places.
std::vector<MetricIndex> other_sets_of(const Run& run, MetricIndex primary) {
  std::vector<MetricIndex> sets;
  const Metric& first = run.metrics[primary];
  if (!is_held_out_role(first.role)) return sets;
  for (std::size_t i = 0; i < run.metrics.size() && sets.size() < limits::kSetCountMax; ++i) {
    const Metric& other = run.metrics[i];
    if (i == primary || other.role != first.role || other.family != first.family ||
        other.direction != first.direction || other.x_kind != first.x_kind ||
        other.series.size() != first.series.size()) {
      continue;
    }
    if (differ_in_set(first.name, other.name)) sets.push_back(static_cast<MetricIndex>(i));
  }
  return sets;
}

// The rank of each value among all that count, 1 for the best; equal ones share the mean of theirs.
// The baseline counts for nothing. Adds to `sums`.
void add_ranks(const Run& run, const Points& points, Direction direction,
               std::vector<double>& sums) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < points.y.size(); ++i) {
    if (!is_baseline(run, points.x[i])) order.push_back(i);
  }
  sort_values(order, [&](std::size_t a, std::size_t b) {
    return direction == Direction::lower ? points.y[a] < points.y[b] : points.y[a] > points.y[b];
  });
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin;
    while (end < order.size() && points.y[order[end]] == points.y[order[begin]]) ++end;
    const double rank = static_cast<double>(begin + 1 + end) / 2.0;
    for (std::size_t i = begin; i < end; ++i) sums[order[i]] += rank;
    begin = end;
  }
}

// The points of a series that have a place: a record without one cannot stand in a curve. x
// ascends, so its ends tell whether there is such a record.
Points placed_points(const Series& series) {
  Points points = series.points();
  const auto is_placed = [](double x) { return std::isfinite(x); };
  if (points.x.empty() || (is_placed(points.x.front()) && is_placed(points.x.back())))
    return points;
  std::vector<double> placed;
  for (std::size_t i = 0; i < points.y.size(); ++i) {
    if (!is_placed(points.x[i])) continue;
    points.y[placed.size()] = points.y[i];
    placed.push_back(points.x[i]);
  }
  points.y.resize(placed.size());
  points.x = std::move(placed);
  return points;
}

// Steps of an epoch as the last records tell them that stand within one; kAbsent when none do.
// Whole epochs may be counted from 0 or from 1 and tell nothing.
double steps_per_epoch_of_records(const Run& run) {
  constexpr std::size_t kRecordsMax = 64;
  for (const PlaceColumns& places : run.places) {
    if (places.kind != XKind::epoch || places.columns.empty()) continue;
    const Places x = places.own.x_of_rows();
    for (std::size_t i = 0; i < std::min(x.size(), kRecordsMax); ++i) {
      const std::size_t row = x.size() - 1 - i;
      const double epoch =
          places.columns.front()->numbers.at(static_cast<std::uint32_t>(row)).value_or(kAbsent);
      if (epoch > 0.0 && epoch != std::floor(epoch) && x[row] > 0.0) return x[row] / epoch;
    }
  }
  return kAbsent;
}

std::optional<MetricIndex> metric_named(const Run& run, const std::string& name) {
  if (name.empty()) return std::nullopt;
  for (std::size_t i = 0; i < run.metrics.size(); ++i) {
    if (run.metrics[i].name == name) return static_cast<MetricIndex>(i);
  }
  return std::nullopt;
}

}  // namespace

HeldPoints::HeldPoints(std::shared_ptr<const Points> points)
    : points_(std::move(points)), x(points_->x), y(points_->y) {}
HeldPoints::~HeldPoints() = default;

Subject::Subject(const Run& run, const AnalysisOptions& options, PointsVisitor* visitor)
    : run_(run), thresholds_(options.thresholds) {
  if (const auto chosen = metric_named(run, options.metric)) {
    primary_ = chosen;
    chosen_direction_ = options.direction;
    is_primary_chosen_by_user_ = true;
  } else {
    primary_ = automatic_primary(run);
    if (primary_ && run.metrics[*primary_].name != run.author.metric) {
      other_sets_ = other_sets_of(run, *primary_);
    }
    if (!primary_) primary_ = reward_of(run);
  }
  const EvaluatedExamples examples(run);
  summaries_.reserve(run.metrics.size());
  shapes_.reserve(run.metrics.size());
  for (MetricIndex i = 0; i < metric_count(); ++i) {
    const HeldPoints all = points(i);
    if (visitor != nullptr) visitor->see(all);
    std::shared_ptr<const Points>& shape = shapes_.emplace_back();
    if (all.y.size() > kTrendPointsMax) {
      shape = std::make_shared<const Points>(
          Points{block_middles(all.x, kTrendBlocks), block_medians(all.y, kTrendBlocks)});
    }
    summaries_.push_back(summarise(metric(i), all, shape ? *shape : all, direction(i),
                                   examples.of(metric(i)), thresholds_));
    if (primary_ == i) {
      const std::vector<double> ranks = mean_ranks(all);
      are_sets_ranked_ = !ranks.empty();
      recommendation_ =
          recommend(run, metric(i), all, summaries_.back(), direction(i), ranks, thresholds_);
    }
  }
}

std::vector<double> Subject::mean_ranks(const Points& of_primary) const {
  if (other_sets_.empty()) return {};
  std::vector<double> ranks(of_primary.y.size(), 0.0);
  add_ranks(run_, of_primary, direction(*primary_), ranks);
  for (const MetricIndex other : other_sets_) {
    const HeldPoints of_other = points(other);
    if (!(of_other.x == of_primary.x)) return {};
    add_ranks(run_, of_other, direction(*primary_), ranks);
  }
  const double count = static_cast<double>(other_sets_.size() + 1);
  for (double& rank : ranks) rank /= count;
  return ranks;
}

Direction Subject::direction(MetricIndex index) const {
  if (primary_ == index && chosen_direction_ != Direction::unknown) return chosen_direction_;
  return run_.metrics[index].direction;
}

HeldPoints Subject::points(MetricIndex index) const {
  const auto is_wanted = [index](const Held& held) { return held.index == index; };
  const auto found = std::find_if(held_.begin(), held_.end(), is_wanted);
  if (found != held_.end()) {
    std::rotate(found, found + 1, held_.end());
    return HeldPoints(held_.back().points);
  }
  const Series& series = run_.metrics[index].series;
  std::uint64_t count = series.size();
  for (const Held& held : held_) count += held.points->y.size();
  auto kept = held_.begin();
  for (; kept != held_.end() && count > limits::kPointsHeldMax; ++kept) {
    count -= kept->points->y.size();
  }
  held_.erase(held_.begin(), kept);
  held_.push_back({index, std::make_shared<const Points>(placed_points(series))});
  return HeldPoints(held_.back().points);
}

HeldPoints Subject::shape(MetricIndex index) const {
  return shapes_[index] ? HeldPoints(shapes_[index]) : points(index);
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

std::optional<MetricIndex> Subject::task_metric() const {
  return least_key(run_, [](const Metric& candidate) {
    return is_held_out_role(candidate.role) && candidate.direction != Direction::unknown &&
           is_quality_family(candidate.family) && selector_of(candidate.name) != Selector::proxy;
  });
}

std::optional<MetricIndex> Subject::sample_of(MetricIndex index) const {
  const Metric& whole = metric(index);
  const std::uint32_t in_full = families_in_full(run_);
  for (MetricIndex i = 0; i < metric_count(); ++i) {
    const Metric& sample = metric(i);
    if (i == index || sample.family != whole.family || sample.direction != whole.direction ||
        sample.x_kind != whole.x_kind || sample.series.size() == 0) {
      continue;
    }
    if (is_sample(sample, in_full) && !is_sample(whole, in_full)) return i;
  }
  return std::nullopt;
}

std::optional<MetricIndex> Subject::training_loss() const {
  const auto is_training_loss = [](const Metric& candidate) {
    return candidate.role == Role::train && is_loss_family(candidate.family) &&
           candidate.direction == Direction::lower;
  };
  const auto chosen = least_key(run_, [&](const Metric& candidate) {
    return is_training_loss(candidate) && selector_of(candidate.name) != Selector::contested;
  });
  if (!chosen) return chosen;
  // What two networks play for says nothing about either, and neither does a part of it.
  const std::string& quantity = metric(*chosen).quantity;
  if (quantity == "loss" || quantity == "total_loss") return chosen;
  const bool is_game =
      std::any_of(run_.metrics.begin(), run_.metrics.end(), [&](const Metric& candidate) {
        return is_training_loss(candidate) && selector_of(candidate.name) == Selector::contested;
      });
  return is_game ? std::nullopt : chosen;
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

std::optional<MetricIndex> Subject::gradient_norm() const {
  return most_logged(run_, Family::gradient_norm);
}

std::optional<MetricIndex> Subject::learning_rate() const {
  return most_logged(run_, Family::learning_rate);
}

std::optional<MetricIndex> Subject::speed() const {
  std::optional<MetricIndex> chosen;
  for (MetricIndex i = 0; i < metric_count(); ++i) {
    if (is_held_out(i) || pace_of(metric(i).name) == Pace::none) continue;
    if (!chosen || summary(i).points > summary(*chosen).points) chosen = i;
  }
  return chosen;
}

std::optional<MetricIndex> Subject::reward() const { return reward_of(run_); }

double Subject::steps_per_epoch() const {
  if (run_.x_kind != XKind::step) return kAbsent;
  for (std::size_t i = run_.checkpoints.size(); i-- > 0;) {
    const Checkpoint checkpoint = run_.checkpoints[i];
    if (checkpoint.epoch > 0.0 && checkpoint.step > 0.0) return checkpoint.step / checkpoint.epoch;
    if (run_.checkpoints.size() - i > 16) break;
  }
  for (const Fact& fact : run_.facts) {
    const double* epoch = fact.name == "epoch" ? std::get_if<double>(&fact.value) : nullptr;
    if (epoch != nullptr && *epoch > 0.0) return run_.last_step / *epoch;
  }
  return steps_per_epoch_of_records(run_);
}

bool Subject::is_reinforcement_learning() const {
  return std::any_of(run_.metrics.begin(), run_.metrics.end(), [](const Metric& metric) {
    return is_reward_of_training(metric) || marks_reinforcement(metric.name);
  });
}

double Subject::start_of(MetricIndex index) const {
  const HeldPoints points = this->points(index);
  const PlaceSpan& x = points.x;
  if (run_.has_older_records_elsewhere) return std::min(0.0, x.front());
  if (x.size() < 2) return x.front();
  const double before = x[0] - (x[1] - x[0]);
  // Epochs counted from 0 are told at their end.
  const bool counts_from_zero = metric(index).x_kind == XKind::epoch && x[1] - x[0] == 1.0;
  return x[0] <= 0.0 && !counts_from_zero ? x[0] : std::max(before, x[0] > 0.0 ? 0.0 : before);
}

bool Subject::is_well_under_way() const {
  if (run_.last_step < thresholds_.not_learning_done_share * run_.planned_steps) return false;
  for (MetricIndex i = 0; i < metric_count(); ++i) {
    if (metric(i).family != Family::learning_rate) continue;
    const MetricSummary& rate = summary(i);
    // The greatest value is the last one: it still rises.
    if (rate.points > 0 && rate.max.x == rate.last.x && rate.min.y < rate.max.y) return false;
  }
  return true;
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
