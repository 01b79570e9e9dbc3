// Applies what a layout declares of its metrics.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "formats/format.h"

namespace ckpt {

// Fills in what `layout` declares of `metric`, property by property, what is declared first first.
// `rows`: of its values. Returns what is to become of it. May leave a note in `plan`.
Kept declare(const Layout& layout, PlannedMetric& metric, std::span<const std::uint32_t> rows,
             RunPlan& plan);

// The remark `code` about `metric`.
void leave_metric_note(NoteCode code, std::string_view metric, std::uint64_t count, RunPlan& plan);

}  // namespace ckpt
