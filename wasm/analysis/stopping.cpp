// See stopping.h.
#include "analysis/stopping.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/wording.h"

namespace ckpt {
namespace {

constexpr Template kKeras{
    "stopping.keras",
    "Keras EarlyStopping, patience {patience:integer}: stops when evaluations in a row without "
    "improvement reach the patience.",
    "Keras EarlyStopping，patience {patience:integer}：连续未改善的评估次数达到该值即停止。"};
constexpr Template kLightning{
    "stopping.lightning",
    "Lightning EarlyStopping, patience {patience:integer}: stops at a value that is not finite, "
    "and when evaluations in a row without improvement reach the patience.",
    "Lightning EarlyStopping，patience "
    "{patience:integer}：出现非有限值，或连续未改善的评估次数达到该值时停止。"};
constexpr Template kHuggingFace{
    "stopping.huggingface",
    "Transformers EarlyStoppingCallback, patience {patience:integer}: stops when evaluations in a "
    "row no better than the best there ever was reach the patience.",
    "Transformers EarlyStoppingCallback，patience "
    "{patience:integer}：连续未优于历来最佳值的评估次数达到该值即停止。"};
constexpr Template kPyTorch{
    "stopping.pytorch",
    "PyTorch ReduceLROnPlateau, patience {patience:integer}: lowers the learning rate when "
    "evaluations in a row without improvement exceed the patience, one later than Keras would.",
    "PyTorch ReduceLROnPlateau，patience "
    "{patience:integer}：连续未改善的评估次数超过该值时降低学习率，比 Keras 晚一次评估。"};
constexpr Template kKerasPlateau{
    "stopping.keras_plateau",
    "Keras ReduceLROnPlateau, patience {patience:integer}: lowers the learning rate when "
    "evaluations in a row without improvement reach the patience.",
    "Keras ReduceLROnPlateau，patience "
    "{patience:integer}：连续未改善的评估次数达到该值时降低学习率。"};

constexpr PlaceTemplates kWaste{
    {"stopping.waste.step",
     "{metric} gained nothing beyond noise after step {at:integer}: {wasted:integer} steps, "
     "{share:percent} of the run.",
     "{metric} 在第 {at:integer} 步之后没有超出噪声的改善：{wasted:integer} 步，占运行的 "
     "{share:percent}。"},
    {"stopping.waste.epoch",
     "{metric} gained nothing beyond noise after epoch {at:value}: {wasted:value} epochs, "
     "{share:percent} of the run.",
     "{metric} 在第 {at:value} 轮之后没有超出噪声的改善：{wasted:value} 轮，占运行的 "
     "{share:percent}。"},
    {"stopping.waste.ordinal",
     "{metric} gained nothing beyond noise after record {at:integer}: {share:percent} of the run.",
     "{metric} 在第 {at:integer} 条记录之后没有超出噪声的改善：占运行的 {share:percent}。"}};

// Whether `value` is better than `best` by more than `margin`, as all of these rules spell it.
bool is_better(double value, double best, double margin, Toward toward) {
  return toward == Toward::least ? value < best - margin : value > best + margin;
}

double worst(Toward toward) {
  const double infinity = std::numeric_limits<double>::infinity();
  return toward == Toward::least ? infinity : -infinity;
}

// Counts evaluations without improvement; `acts` says from which count on something happens.
template <class Acts>
Replay count_bad(std::span<const double> y, Toward toward, double margin, Acts acts) {
  Replay replay;
  double best = worst(toward);
  std::size_t bad = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (is_better(y[i], best, margin, toward)) {
      best = y[i];
      replay.best = i;
      bad = 0;
      continue;
    }
    ++bad;
    if (!acts(bad, i)) continue;
    replay.acts_at = i;
    break;
  }
  return replay;
}

// Index of the checkpoint at `x`, whose list is sorted by it.
std::optional<double> time_at(const CheckpointList& checkpoints, double x) {
  std::size_t low = 0;
  std::size_t high = checkpoints.size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (checkpoints.x(middle) < x) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == checkpoints.size() || checkpoints.x(low) != x) return std::nullopt;
  const double time = checkpoints[low].time;
  if (std::isnan(time)) return std::nullopt;
  return time;
}

void find_waste(const Subject& subject, const Points& points, double band, Toward toward,
                Stopping& stopping) {
  std::size_t last_gain = 0;
  // Backwards: the best of what follows is known at each place.
  double best_behind = worst(toward);
  for (std::size_t i = points.y.size(); i-- > 0;) {
    if (is_baseline(subject.run(), points.x[i])) continue;
    if (is_better(points.y[i], best_behind, 0.0, toward)) best_behind = points.y[i];
    if (is_better(best_behind, points.y[i], band, toward)) continue;
    stopping.last_improvement = {points.x[i], points.y[i]};
    last_gain = i;
  }
  if (!stopping.last_improvement) return;
  const double last_x = points.x.back();
  stopping.wasted = last_x - stopping.last_improvement->x;
  // Where counting begins at 0 the first value stands at the end of its own stretch all the same.
  const double first_x = points.x.front();
  const bool counts_from_zero = first_x <= 0.0 && !is_baseline(subject.run(), first_x);
  const double start = counts_from_zero && points.x.size() > 1 ? 2.0 * first_x - points.x[1]
                                                               : std::min(0.0, first_x);
  const double length = last_x - start;
  if (length > 0.0) stopping.wasted_share = stopping.wasted / length;
  const auto from = time_at(subject.run().checkpoints, stopping.last_improvement->x);
  const auto to = time_at(subject.run().checkpoints, last_x);
  if (from && to && *to >= *from) stopping.wasted_seconds = *to - *from;
  if (!(stopping.wasted_share > 0.0)) return;
  const Metric& metric = subject.metric(*stopping.metric);
  const Place place = place_of(metric, stopping.last_improvement->x, last_gain + 1);
  stopping.message = message(kWaste, place,
                             {{"metric", short_name(metric)},
                              {"wasted", stopping.wasted},
                              {"share", stopping.wasted_share}});
}

}  // namespace

Replay keras_early_stopping(std::span<const double> y, Toward toward, std::size_t patience,
                            double min_delta) {
  return count_bad(y, toward, min_delta, [patience](std::size_t bad, std::size_t epoch) {
    return bad >= patience && epoch > 0;
  });
}

Replay lightning_early_stopping(std::span<const double> y, Toward toward,
                                const LightningOptions& options) {
  Replay replay;
  double best = worst(toward);
  std::size_t bad = 0;
  for (std::size_t i = 0; i < y.size() && !replay.acts_at; ++i) {
    const Toward away = toward == Toward::least ? Toward::greatest : Toward::least;
    const bool ends = !std::isfinite(y[i]) || is_better(y[i], options.stopping, 0.0, toward) ||
                      is_better(y[i], options.divergence, 0.0, away);
    if (!ends && is_better(y[i], best, options.min_delta, toward)) {
      best = y[i];
      replay.best = i;
      bad = 0;
    } else if (ends || ++bad >= options.patience) {
      replay.acts_at = i;
    }
  }
  return replay;
}

Replay huggingface_early_stopping(std::span<const double> y, Toward toward, std::size_t patience,
                                  double threshold) {
  Replay replay;
  double best = worst(toward);
  std::size_t bad = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const bool is_improved = is_better(y[i], best, 0.0, toward);
    // The first value is an improvement on nothing, whatever the threshold.
    const bool is_counted = is_improved && (!replay.best || std::fabs(y[i] - best) > threshold);
    bad = is_counted ? 0 : bad + 1;
    if (is_improved) {
      best = y[i];
      replay.best = i;
    }
    if (bad < patience || is_counted) continue;
    replay.acts_at = i;
    break;
  }
  return replay;
}

Replay pytorch_plateau(std::span<const double> y, Toward toward, std::size_t patience,
                       double threshold) {
  Replay replay;
  double best = worst(toward);
  std::size_t bad = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double bound = best * (toward == Toward::least ? 1.0 - threshold : 1.0 + threshold);
    if (is_better(y[i], bound, 0.0, toward)) {
      best = y[i];
      replay.best = i;
      bad = 0;
    } else if (++bad > patience) {
      replay.acts_at = i;
      break;
    }
  }
  return replay;
}

Replay keras_plateau(std::span<const double> y, Toward toward, std::size_t patience,
                     double min_delta) {
  return count_bad(y, toward, min_delta,
                   [patience](std::size_t bad, std::size_t) { return bad >= patience; });
}

namespace {

// With a NaN wherever the source states a value that is not finite: callbacks meet those too.
Points with_non_finite(const Points& finite, const std::vector<double>& non_finite_x) {
  std::vector<double> x;
  std::vector<double> y;
  std::size_t next = 0;
  for (std::size_t i = 0; i <= finite.x.size(); ++i) {
    for (; next < non_finite_x.size() && (i == finite.x.size() || non_finite_x[next] < finite.x[i]);
         ++next) {
      x.push_back(non_finite_x[next]);
      y.push_back(std::numeric_limits<double>::quiet_NaN());
    }
    if (i == finite.x.size()) break;
    x.push_back(finite.x[i]);
    y.push_back(finite.y[i]);
  }
  return {std::move(x), std::move(y)};
}

}  // namespace

Stopping replay_stopping(const Subject& subject) {
  Stopping stopping;
  const auto primary = subject.primary();
  if (!primary || subject.direction(*primary) == Direction::unknown) return stopping;
  const MetricSummary& summary = subject.summary(*primary);
  if (!summary.best || summary.points < 2) return stopping;
  stopping.metric = primary;
  const HeldPoints finite = subject.points(*primary);
  const Metric& metric = subject.metric(*primary);
  const Points with_all = metric.non_finite_count == 0
                              ? Points{}
                              : with_non_finite(finite, metric.series.non_finite_x());
  const Points& points = metric.non_finite_count == 0 ? finite : with_all;
  const bool should_fall = subject.direction(*primary) == Direction::lower;
  const Toward toward = should_fall ? Toward::least : Toward::greatest;
  const Thresholds& thresholds = subject.thresholds();
  enum class Acts : std::uint8_t { stops, lowers_rate };
  const auto add = [&](std::string_view rule, const Template& counting, Acts acts, double patience,
                       double threshold, const Replay& replay) {
    StopReplay stop{.rule = rule,
                    .counting = counting,
                    .patience = patience,
                    .threshold = threshold,
                    .acts_at = {},
                    .best = {}};
    if (replay.best) stop.best = {points.x[*replay.best], points.y[*replay.best]};
    if (replay.acts_at) stop.acts_at = {points.x[*replay.acts_at], points.y[*replay.acts_at]};
    const bool stops = acts == Acts::stops;
    if (stops && replay.acts_at) stop.saved = points.x.back() - stop.acts_at->x;
    if (stops && stop.best) {
      stop.regret = std::max(0.0, subject.loss_against(*primary, summary.best->y, stop.best->y));
    }
    stopping.replays.push_back(stop);
  };
  const auto count = [](double patience) { return static_cast<std::size_t>(patience); };
  const Thresholds& t = thresholds;
  add("keras_early_stopping", kKeras, Acts::stops, t.stopping_keras_patience,
      t.stopping_keras_min_delta,
      keras_early_stopping(points.y, toward, count(t.stopping_keras_patience),
                           t.stopping_keras_min_delta));
  add("lightning_early_stopping", kLightning, Acts::stops, t.stopping_lightning_patience,
      t.stopping_lightning_min_delta,
      lightning_early_stopping(points.y, toward,
                               {.patience = count(t.stopping_lightning_patience),
                                .min_delta = t.stopping_lightning_min_delta}));
  add("huggingface_early_stopping", kHuggingFace, Acts::stops, t.stopping_huggingface_patience,
      t.stopping_huggingface_threshold,
      huggingface_early_stopping(points.y, toward, count(t.stopping_huggingface_patience),
                                 t.stopping_huggingface_threshold));
  add("pytorch_plateau", kPyTorch, Acts::lowers_rate, t.stopping_pytorch_patience,
      t.stopping_pytorch_threshold,
      pytorch_plateau(points.y, toward, count(t.stopping_pytorch_patience),
                      t.stopping_pytorch_threshold));
  add("keras_plateau", kKerasPlateau, Acts::lowers_rate, t.stopping_keras_plateau_patience,
      t.stopping_keras_plateau_min_delta,
      keras_plateau(points.y, toward, count(t.stopping_keras_plateau_patience),
                    t.stopping_keras_plateau_min_delta));
  find_waste(subject, finite, summary.noise_band, toward, stopping);
  return stopping;
}

}  // namespace ckpt
