// When the usual rules for stopping would have stopped this run, each with its own way of counting
// (R4), and what was spent after the last real improvement.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "analysis/stats.h"
#include "analysis/subject.h"
#include "base/message.h"

namespace ckpt {

// What a replay over evaluations says: where the rule acts first, if it does, and the best value
// that it knew of. Indices count evaluations from 0. A NaN never improves.
struct Replay {
  std::optional<std::size_t> acts_at;
  std::optional<std::size_t> best;  // until it acted
};

// Keras EarlyStopping: better means by more than min_delta; the counter rises before it is
// compared, and never at the first epoch. keras/src/callbacks/early_stopping.py
[[nodiscard]] Replay keras_early_stopping(std::span<const double> y, Toward toward,
                                          std::size_t patience, double min_delta = 0.0);

// Lightning EarlyStopping: a value that is not finite, one beyond a threshold, then patience.
// lightning/pytorch/callbacks/early_stopping.py
struct LightningOptions {
  std::size_t patience = 3;
  double min_delta = 0.0;
  double stopping = kAbsent;    // stops once a value is better than this
  double divergence = kAbsent;  // stops once a value is worse than this
};
[[nodiscard]] Replay lightning_early_stopping(std::span<const double> y, Toward toward,
                                              const LightningOptions& options);

// Transformers EarlyStoppingCallback: better than the best there ever was, and by more than the
// threshold; the best itself is kept without one. transformers/trainer_callback.py
[[nodiscard]] Replay huggingface_early_stopping(std::span<const double> y, Toward toward,
                                                std::size_t patience, double threshold = 0.0);

// PyTorch ReduceLROnPlateau, relative: acts when more than `patience` in a row were not better.
// torch/optim/lr_scheduler.py
[[nodiscard]] Replay pytorch_plateau(std::span<const double> y, Toward toward, std::size_t patience,
                                     double threshold = 1e-4);

// Keras ReduceLROnPlateau: acts when `patience` in a row were not better, one earlier than
// PyTorch's. keras/src/callbacks/reduce_lr_on_plateau.py
[[nodiscard]] Replay keras_plateau(std::span<const double> y, Toward toward, std::size_t patience,
                                   double min_delta = 1e-4);

struct StopReplay {
  std::string_view rule;  // "keras_early_stopping" ...
  Template counting;      // how it counts, one sentence
  double patience = 0.0;
  double threshold = 0.0;
  std::optional<PointRef> acts_at;
  std::optional<PointRef> best;  // of what it had seen
  // Of rules that end the run; kAbsent for those that lower the learning rate.
  double saved = kAbsent;   // x not trained, had the run ended there
  double regret = kAbsent;  // what the best of the whole run is better by
};

struct Stopping {
  std::optional<Subject::MetricIndex> metric;  // none: nothing to replay
  std::vector<StopReplay> replays;
  // The first value than which no later one is better by more than noise explains.
  std::optional<PointRef> last_improvement;
  double wasted = kAbsent;          // x after it
  double wasted_share = kAbsent;    // of the run
  double wasted_seconds = kAbsent;  // where checkpoints say their time
  Message message;                  // says so; empty where nothing was wasted
};

// Of the primary metric. O(n).
[[nodiscard]] Stopping replay_stopping(const Subject& subject);

}  // namespace ckpt
