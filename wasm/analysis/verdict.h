// One answer from all findings (R19): what led, how sure it is, which checkpoint to keep and what
// to do next.
#pragma once

#include <vector>

#include "analysis/analysis.h"
#include "analysis/subject.h"

namespace ckpt {

// Requires: `findings` are sorted, most severe first; the evidence holds indices into them.
[[nodiscard]] Verdict verdict_of(const Subject& subject, const std::vector<Finding>& findings);

}  // namespace ckpt
