// Rows that are lists, under a row or a list of names: [["step", "loss"], [1, 0.5]] and {"columns":
// ["step", "loss"], "data": [[1, 0.5]]}, as spreadsheets, pandas and W&B tables are exported.
#pragma once

#include <vector>

#include "formats/generic_parts.h"

namespace ckpt::format {

// A run for each such list of rows whose names are those of training metrics.
[[nodiscard]] std::vector<RunPlan> find_grid(const RunOrigin& origin);

}  // namespace ckpt::format
