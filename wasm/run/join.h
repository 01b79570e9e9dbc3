// One run made of several that tell of the same training: a job, its events and its checkpoints;
// the logs in run/checkpoint-500 and run/checkpoint-1000; one file for each epoch.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "run/run.h"

namespace ckpt {

// How far two logs say the same.
struct Agreement {
  std::uint64_t compared_count = 0;   // values of one metric at one x that both state
  std::uint64_t differing_count = 0;  // of these
};

// Compares the finite values of the metrics that both runs have, at every x that both have.
// `tolerance` is relative to the larger of two values. O(points).
[[nodiscard]] Agreement compare_logs(const Run& a, const Run& b, double tolerance);

// Makes one run of `parts`. Where two state the same (a metric at one x, a fact, what is known of a
// checkpoint) the later part counts; values that differ leave the note joined_differently. The
// first part gives name and format. On an axis of mere indices the parts stand one behind another.
// Requires: !parts.empty(); the parts that have metrics share an x_kind; the tables of all of them
// outlive the run. O(points log points).
[[nodiscard]] Run join_runs(std::vector<Run>&& parts);

// A checkpoint folder that is known to exist.
struct CheckpointFolder {
  double step = kAbsent;
  std::string path;
};

// The checkpoints of `run` that state no path lie in `folder`.
void place_checkpoints(std::string_view folder, Run& run);

// The checkpoints of `run` at these steps are saved, at these paths; all others are taken as
// deleted, which leaves the note checkpoint_folders.
void mark_checkpoint_folders(const std::vector<CheckpointFolder>& folders, Run& run);

}  // namespace ckpt
