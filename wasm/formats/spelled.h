// Numbers that records spell only in the midst of their texts.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "formats/format.h"
#include "tables/table.h"

namespace ckpt {

// The number that follows `after` in `text`; nullopt when there is none.
[[nodiscard]] std::optional<double> spelled_after(std::string_view text, std::string_view after);

// The steps that the texts of `rows` spell, by row of the table; kAbsent where they do not. Empty
// when the layout describes none.
[[nodiscard]] std::vector<double> spelled_steps(const Layout& layout, const Tables& tables,
                                                const Table& table,
                                                std::span<const std::uint32_t> rows);

// Adds the metrics that the texts of `rows` spell to those of `records`, and what they say of the
// planned steps to `plan`, which keeps the values.
void add_spelled(const Layout& layout, const Tables& tables, std::span<const std::uint32_t> rows,
                 PlannedRecords& records, RunPlan& plan);

}  // namespace ckpt
