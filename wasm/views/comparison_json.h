// A comparison of runs as JSON: Comparison of web/api/types.js.
#pragma once

#include <vector>

#include "analysis/comparison.h"

namespace ckpt {

class JsonWriter;

// Requires: `comparison` is that of `runs`.
void write_comparison(JsonWriter& json, const std::vector<ComparedRun>& runs,
                      const Comparison& comparison);

}  // namespace ckpt
