// Which checkpoint to keep, and what that choice is worth (R3).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "analysis/metric_summary.h"
#include "run/run.h"

namespace ckpt {

enum class Confidence : std::uint8_t { low, medium, high };

struct Recommendation {
  std::int64_t checkpoint = -1;  // index in run.checkpoints; -1: none can be recommended
  // Other checkpoints within the noise band of the best, oldest first: the best
  // limits::kEquivalentCountMax of `equivalent_count`.
  std::vector<std::uint32_t> equivalent;
  std::uint64_t equivalent_count = 0;
  // R16: those as good as the best in the last third of the run, best first; fewer than two: none.
  // Averaging their weights may be better than any of them, and has to be evaluated.
  std::vector<std::uint32_t> averageable;
  double value = kAbsent;  // of the primary metric there
  // The better step that was not saved or is not in the list, and what keeping the other one costs.
  std::optional<PointRef> better_unsaved;
  // A better step of a stretch that was trained again from an earlier step: its checkpoint is gone.
  std::optional<PointRef> better_superseded;
  double cost = kAbsent;        // of it, or of an earlier one instead of the best; in the metric's
                                // unit, >= 0; kAbsent when nothing is lost
  bool is_among_saved = false;  // chosen among checkpoints known to be saved; else among unknown
  Confidence confidence = Confidence::low;  // by the number of evaluations and their noise
  double noise_band = kAbsent;              // around the best value
  double examples = kAbsent;                // that `value` is a share of, where the run tells
  double standard_error = kAbsent;          // of such a share
  // `value` leaps out of its neighbours' level and back: good by chance, as far as one can tell.
  bool is_alone = false;
  // Where a metric logged while training is at its best level, when the file lists no checkpoint.
  std::optional<PointRef> best_level;
  // It is the oldest record of a list that goes on elsewhere: an earlier one may be better still.
  bool is_on_incomplete_edge = false;
};

// What a person hands on to use it: the name of the model to call, else the folder or URL, else its
// id; empty when the file names none of these.
[[nodiscard]] std::string_view target_of(const Checkpoint& checkpoint);

// Step 0, before any training: shown, but never a choice.
[[nodiscard]] bool is_baseline(const Run& run, double x);

// `ranks`, where there are any, decide by point instead of the metric itself: the lower the
// better. Of a metric logged while training, such as a reward, the level around a point decides.
// The best of the checkpoints that exist by `metric`, whose points and summary these are; or, where
// the caller prefers it, the earliest of those within its noise band. Step 0 is a baseline and
// never a choice.
[[nodiscard]] Recommendation recommend(const Run& run, const Metric& metric, const Points& points,
                                       const MetricSummary& summary, Direction direction,
                                       std::span<const double> ranks, const Thresholds& thresholds);

}  // namespace ckpt
