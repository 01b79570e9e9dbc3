// What a rule may ask about a run: its metrics by meaning, their points, the noise band and the
// trend of each, the primary metric and the checkpoint that it recommends.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analysis/metric_summary.h"
#include "analysis/recommendation.h"
#include "analysis/thresholds.h"
#include "run/run.h"

namespace ckpt {

// What the caller chose (page, --metric, --rules).
struct AnalysisOptions {
  std::string metric;  // empty: the engine chooses
  Direction direction = Direction::unknown;
  Thresholds thresholds;
};

// Sees the points of each metric once, in the order of run.metrics: for who needs them too.
class PointsVisitor {
 public:
  virtual void see(const Points& points) = 0;

 protected:
  ~PointsVisitor() = default;
};

// A metric's points, which stand as long as anybody holds them.
class HeldPoints {
  std::shared_ptr<const Points> points_;

 public:
  const Places& x;
  const std::vector<double>& y;

  explicit HeldPoints(std::shared_ptr<const Points> points);
  HeldPoints(const HeldPoints&) = delete;
  HeldPoints& operator=(const HeldPoints&) = delete;
  ~HeldPoints();
  operator const Points&() const& { return *points_; }
  operator const Points&() const&& = delete;  // they would be gone
};

// A part of a metric's points, by index.
struct Window {
  std::size_t begin = 0;
  std::size_t end = 0;
};

class Subject {
 public:
  using MetricIndex = std::uint32_t;

  // Summarises every metric, one at a time. Requires: `run` outlives the subject.
  Subject(const Run& run, const AnalysisOptions& options, PointsVisitor* visitor = nullptr);

  [[nodiscard]] const Run& run() const { return run_; }
  // The numbers to compare with, those that the caller overrode among them.
  [[nodiscard]] const Thresholds& thresholds() const { return thresholds_; }
  [[nodiscard]] const Metric& metric(MetricIndex index) const { return run_.metrics[index]; }
  [[nodiscard]] MetricIndex metric_count() const {
    return static_cast<MetricIndex>(run_.metrics.size());
  }
  [[nodiscard]] const MetricSummary& summary(MetricIndex index) const { return summaries_[index]; }
  [[nodiscard]] const std::vector<MetricSummary>& summaries() const { return summaries_; }
  // The direction in force: what the caller chose for the primary metric, else what the run says.
  [[nodiscard]] Direction direction(MetricIndex index) const;
  // The finite points. Those asked for last are kept, up to limits::kPointsHeldMax and one metric's
  // at least, so that memory stays bounded however many metrics there are. Who holds two metrics at
  // once holds both in memory.
  [[nodiscard]] HeldPoints points(MetricIndex index) const;

  // The curve as a whole: the points, or of more than kTrendPointsMax the medians of kTrendBlocks
  // blocks at the middles of theirs. For rules that compare levels and not single values.
  [[nodiscard]] HeldPoints shape(MetricIndex index) const;

  // R0c: the metric that chooses checkpoints. None when nothing may: training never chooses, but
  // its reward does, where rewards steer it and nothing is held out.
  [[nodiscard]] std::optional<MetricIndex> primary() const { return primary_; }
  // Metrics that measure what the primary one does on other evaluation sets: they choose together,
  // by the mean of their ranks. Empty when the user or the author chose.
  [[nodiscard]] const std::vector<MetricIndex>& other_sets() const { return other_sets_; }
  // Whether they choose together with it: they were evaluated at the same x.
  [[nodiscard]] bool are_sets_ranked() const { return are_sets_ranked_; }
  [[nodiscard]] bool is_primary_chosen_by_user() const { return is_primary_chosen_by_user_; }
  [[nodiscard]] const Recommendation& recommendation() const { return recommendation_; }

  // Any loss, or a function of one: perplexity.
  [[nodiscard]] bool is_loss(MetricIndex index) const;
  // Measured on data that was not trained on.
  [[nodiscard]] bool is_held_out(MetricIndex index) const;
  // Held out, ranked, and with at least one point.
  [[nodiscard]] bool can_choose(MetricIndex index) const;
  // Held out, ranked, and what the model is for: an accuracy, a score or an error, but no loss and
  // no stand-in for one.
  [[nodiscard]] bool is_task_metric(MetricIndex index) const;
  // The held-out loss that stands for the others; none when there is no such loss.
  [[nodiscard]] std::optional<MetricIndex> validation_loss() const;
  // The held-out task metric that stands for the others; none when there is no such metric.
  [[nodiscard]] std::optional<MetricIndex> task_metric() const;
  // What measures the same as `index`, a metric of the whole validation set, on a sample of it.
  [[nodiscard]] std::optional<MetricIndex> sample_of(MetricIndex index) const;
  // The training loss that stands for the others; none in a game of two networks.
  [[nodiscard]] std::optional<MetricIndex> training_loss() const;
  // The training metric of the same quantity and on the same x; else the training loss on that x.
  [[nodiscard]] std::optional<MetricIndex> training_of(MetricIndex index) const;
  // The norm of the gradient and the learning rate, of several the one logged most often.
  [[nodiscard]] std::optional<MetricIndex> gradient_norm() const;
  [[nodiscard]] std::optional<MetricIndex> learning_rate() const;
  // What is logged most often of the speed of training.
  [[nodiscard]] std::optional<MetricIndex> speed() const;
  // The reward that a run with rewards is judged by; none where nothing steers by rewards.
  [[nodiscard]] std::optional<MetricIndex> reward() const;
  // Steps of one epoch, where the run tells; kAbsent elsewhere.
  [[nodiscard]] double steps_per_epoch() const;
  // Rewards steer the training: its losses say nothing about quality (R12b).
  [[nodiscard]] bool is_reinforcement_learning() const;

  // Where the stretch of training began that ends at the metric's first point: as far in front of
  // it as the second lies behind it, or 0 where that is later or the first records are missing.
  // What part of a run a place is, is told from here. Requires: the metric has a point.
  [[nodiscard]] double start_of(MetricIndex index) const;

  // R6: a fifth of the planned steps are done, as far as they are known, and the
  // learning rate is past its warm-up.
  [[nodiscard]] bool is_well_under_way() const;

  // By how much `value` is worse than `best`, in the metric's unit; negative when it is better.
  [[nodiscard]] double loss_against(MetricIndex index, double best, double value) const;
  // The whole run's trend is significant and towards the good, or the bad.
  [[nodiscard]] bool has_improved(MetricIndex index) const;
  [[nodiscard]] bool has_worsened(MetricIndex index) const;

 private:
  // By point of the primary metric; empty when it chooses alone.
  [[nodiscard]] std::vector<double> mean_ranks(const Points& of_primary) const;

  struct Held {
    MetricIndex index;
    std::shared_ptr<const Points> points;
  };

  const Run& run_;
  mutable std::vector<Held> held_;  // what points() gave last, the latest behind the others
  Thresholds thresholds_;
  std::optional<MetricIndex> primary_;
  Direction chosen_direction_ = Direction::unknown;
  bool is_primary_chosen_by_user_ = false;
  std::vector<MetricIndex> other_sets_;
  bool are_sets_ranked_ = false;
  std::vector<MetricSummary> summaries_;
  std::vector<std::shared_ptr<const Points>> shapes_;  // none where the points are few
  Recommendation recommendation_;
};

}  // namespace ckpt
