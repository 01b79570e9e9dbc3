// What the finders of rows and of columns share: which names say where a record stands, how a run
// of unknown origin begins.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/format.h"
#include "tables/table.h"

namespace ckpt::format {

enum class AxisKind : std::uint8_t { none, step, epoch, time };

struct AxisName {
  AxisKind kind = AxisKind::none;
  std::size_t rank = 0;  // among the names of its kind: less is better
};

// What a key says of where a record stands, whoever's step it is: "train/global_step" is a step.
[[nodiscard]] AxisName axis_named(std::string_view key);

// The column holds true and false.
[[nodiscard]] bool is_flag(const Column& column);

// How many steps the settings in `row` of `table` plan; kAbsent when they plan none, or disagree.
[[nodiscard]] double planned_steps_of(const Table& table, std::uint32_t row);

struct RunOrigin {
  const Tables& tables;
  const SourceInfo& source;
  std::string_view format;
  std::string_view format_title;
};

// A plan without records, named by what stands in `row` of `named` (nullptr: by the file) and told
// from the `run_index` runs before it.
[[nodiscard]] RunPlan new_plan(const RunOrigin& origin, const Table* named, std::uint32_t row,
                               std::size_t run_index);

// Lists of numbers that make no curve.
void note_lists(const std::vector<std::string>& names, const RunOrigin& origin, RunPlan& plan);

}  // namespace ckpt::format
