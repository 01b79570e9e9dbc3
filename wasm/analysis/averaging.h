// What may be said of averaging the weights of checkpoints (R16): information, never a verdict.
#pragma once

#include <optional>

#include "analysis/recommendation.h"
#include "base/message.h"
#include "run/run.h"

namespace ckpt {

// How to average those of `recommended.averageable`, best first, and that the result has to be
// evaluated. None where there are fewer than two, where nothing says that any was ever saved, and
// for models that are called by name: nobody has their weights.
[[nodiscard]] std::optional<Message> averaging_hint(const Run& run, const Metric& metric,
                                                    const Recommendation& recommended);

}  // namespace ckpt
