// Where a person says that step, epoch, time and metrics stand, for files whose shape says too
// little.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/format.h"
#include "run/run_builder.h"
#include "tables/table.h"

namespace ckpt {

struct MappedMetric {
  std::string path;
  Direction direction = Direction::unknown;  // unknown: what the catalogue says
  Role role = Role::none;                    // none: what the catalogue says
};

// Paths are keys below a record, joined with '.' or '/' ("metrics.loss"), compared as they are
// spelled. In a file of columns ({"loss": [...]}) they lead to the lists.
struct Mapping {
  std::string records;  // path of the records' list: "log.entries"; empty: wherever the fields are
  std::string step, epoch, time;
  std::vector<MappedMetric> metrics;  // none: every number beside the others

  [[nodiscard]] bool empty() const {
    return records.empty() && step.empty() && epoch.empty() && time.empty() && metrics.empty();
  }
};

// The runs that stand where the mapping says; none when it names no field of these tables, or no
// numbers.
[[nodiscard]] std::vector<RunPlan> read_mapped(const Tables& tables, const SourceInfo& source,
                                               const Mapping& mapping);

}  // namespace ckpt
