// From tables to runs: finds the format whose description fits best, and reads the tables by it.
#pragma once

#include <span>
#include <vector>

#include "base/result.h"
#include "formats/format.h"
#include "formats/mapping.h"
#include "run/run.h"
#include "tables/table.h"

namespace ckpt {

// The most distinctive description wins; two that fit equally well leave the tables to the one that
// knows no format, with the note ambiguous_format.
// What a person maps is read as they say; where the mapping fits nothing, the rest leaves the note
// mapping_unused. Requires: `tables` outlives the runs. Errors: no_metrics.
[[nodiscard]] Result<std::vector<Run>> build_runs(const Tables& tables, const SourceInfo& source,
                                                  const Mapping& mapping = {});
// Without a mapping, among the formats of `registry`, whose order does not matter.
[[nodiscard]] Result<std::vector<Run>> build_runs(const Tables& tables, const SourceInfo& source,
                                                  std::span<const Format* const> registry);

}  // namespace ckpt
