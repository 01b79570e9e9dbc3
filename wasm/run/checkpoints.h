// Lists the checkpoints and evaluations of a run, oldest first, one for each x.
#pragma once

#include <cstdint>
#include <vector>

#include "run/normalise.h"

namespace ckpt {

// The records of one table that are checkpoints or evaluations.
struct CheckpointRows {
  const PlannedRecords* records = nullptr;
  const Ordered* ordered = nullptr;
  std::vector<bool> is_listed;  // by row of the table
};

// `source` is that of the tables. Requires: run.metrics and run.x_kind stand. O(rows).
[[nodiscard]] CheckpointList list_checkpoints(const Tables& tables, std::uint32_t source,
                                              const std::vector<CheckpointRows>& rows);

// Marks and adds what `plan` says was saved without listing it. True when anything was presumed.
[[nodiscard]] bool add_presumed_saves(const RunPlan& plan, const std::vector<CheckpointRows>& rows,
                                      Run& run);

}  // namespace ckpt
