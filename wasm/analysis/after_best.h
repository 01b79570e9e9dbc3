// What became of a held-out metric after its best value: the numbers on which it is judged whether
// training went on for too long (R7, R12a).
#pragma once

#include <cstddef>
#include <optional>

#include "analysis/subject.h"

namespace ckpt {

struct AfterBest {
  PointRef best;
  std::size_t best_index = 0;  // of its point, from 0
  PointRef last;
  PointRef onset;  // where it began to get worse, between the best and the last value
  std::size_t onset_index = 0;
  std::size_t points = 0;
  std::size_t after = 0;     // points after the best one
  double worse_by = 0.0;     // last against best, in the metric's unit
  double share = 0.0;        // worse_by / |best|
  double level_rise = 0.0;   // median of the last three against that of the three around the best
  double level_bound = 0.0;  // what noise and the floor explain of that
  double band = 0.0;         // noise band around the best value
  double p = 1.0;            // of the trend after the best value
  double gained = 0.0;       // best against first, in the metric's unit
  // Of the order of these values: how likely all that follow the best are worse than all of an
  // unbroken stretch up to it, if order said nothing. The stretch is as long as it can be.
  double separate_p = 1.0;
  bool is_best_alone = false;       // see is_lone_best()
  bool is_getting_worse = false;    // R7: level and trend both say so
  bool stays_outside_band = false;  // every value after the best is worse than noise explains
  bool worsens_each_time = false;   // every value after the best is worse than the one before it
};

// Prechelt's generalisation loss in percent: how far `value` lies above `best`, both of a loss.
// "Early Stopping - But When?" (1998) stops where it exceeds 1 to 5.
[[nodiscard]] double generalization_loss(double best, double value);

// SageMaker Debugger's Overfit rule: (validation - training) / training; it fires above 0.1.
// https://docs.aws.amazon.com/sagemaker/latest/dg/overfit.html
[[nodiscard]] double overfit_ratio(double training, double validation);

// Step 0 is left out: it is no evaluation of what was trained. Errors: none when the metric is not
// ranked or has fewer than two points.
[[nodiscard]] std::optional<AfterBest> after_best(const Subject& subject,
                                                  Subject::MetricIndex index);

// Training over the same stretch of x.
struct TrainingChange {
  Subject::MetricIndex metric = 0;
  double before = kAbsent;
  double after = kAbsent;
  bool is_worse = false;  // significantly, or by more than its noise floor where points are few
};
// None when nothing was logged of training.
[[nodiscard]] std::optional<TrainingChange> training_change(const Subject& subject,
                                                            Subject::MetricIndex held_out,
                                                            double from_x, double to_x);

// A task metric other than `index` that is best or as good as best at the end: the end of the run
// is not simply worse. None when there is no such metric.
[[nodiscard]] std::optional<Subject::MetricIndex> task_metric_best_at_end(
    const Subject& subject, Subject::MetricIndex index);

}  // namespace ckpt
