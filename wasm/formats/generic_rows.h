// Tables whose rows are training metrics, found by their shape.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "run/run_builder.h"
#include "tables/table.h"

namespace ckpt::format {

// What a table looks like when its rows are taken for records.
struct Rows {
  const Table* table = nullptr;
  const Column* step = nullptr;
  const Column* epoch = nullptr;
  const Column* time = nullptr;
  std::vector<double> keyed_x;  // by row: the number in the key of a map
  XKind keyed_kind = XKind::step;
  std::vector<const Column*> metrics;
  std::vector<const Column*> settings;  // flags, and numbers below a configuration
  std::size_t quality_count = 0;        // losses, scores, rewards
  std::size_t technical_count = 0;      // learning rates, speeds, counters
  std::size_t unknown_count = 0;
  bool has_varying_text = false;

  [[nodiscard]] bool has_axis() const {
    return step != nullptr || epoch != nullptr || !keyed_x.empty();
  }
  [[nodiscard]] std::uint32_t row_count() const { return table->row_count; }
};
[[nodiscard]] Rows look_at_rows(const Tables& tables, const Table& table);
// Whether the rows are training metrics at all.
[[nodiscard]] bool is_evident(const Rows& rows);
// Greater is the better place to read from.
[[nodiscard]] std::tuple<bool, bool, bool, std::uint64_t> worth(const Rows& rows);

[[nodiscard]] PlannedRecords plan_rows(const Rows& rows, const std::string& prefix);

// More than one text stands in the column.
[[nodiscard]] bool varies(const Tables& tables, const Column& texts);

}  // namespace ckpt::format
