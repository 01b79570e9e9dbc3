// Lists of numbers that are columns of training metrics, found by their shape:
// {"loss": [...], "val_loss": [...]}.
#pragma once

#include <vector>

#include "formats/generic_parts.h"

namespace ckpt::format {

// The runs that stand in lists of numbers below one object, or in objects whose keys number the
// values; none where no list is named like a loss or a score.
[[nodiscard]] std::vector<RunPlan> find_columns(const RunOrigin& origin);

}  // namespace ckpt::format
