// Puts records in order and metrics on one x (analysis R0): orients newest-first files, finds where
// training was resumed, keeps the last of several values at one step.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "run/run_builder.h"

namespace ckpt {

// Where the x of a table's records comes from: a column as it stands (scaled), a vector by row, or
// the row's own index.
struct Axis {
  XKind kind = XKind::index;
  const Column* column = nullptr;
  std::span<const double> computed;
  double scale = 1.0;
  double offset = 0.0;
};

// The records of one table that have a place on x, oldest first.
struct Ordered {
  Axis axis;
  RowOrder order = RowOrder::appended;
  Places x_of_row;  // by row of the table; kAbsent where unknown or no record
  // Every row of the table is a record with an x, and x never falls: `rows` is then empty.
  bool is_every_row = false;
  bool is_rising = false;  // and no two rows share an x
  std::vector<std::uint32_t> rows;
  std::vector<std::uint32_t> position_of_row;  // by row of the table; kNoPosition for others
  std::uint64_t record_count = 0;
  double last_x = kAbsent;
  bool has_cut_row = false;  // and it is kept
  bool has_dropped_cut_row = false;

  static constexpr std::uint32_t kNoPosition = 0xFFFF'FFFF;
};

// The best kind of x that the records have, `step` first.
[[nodiscard]] XKind best_x_kind(const Tables& tables, const PlannedRecords& records);

// Requires: `run` keeps what the axis computes for as long as the axis is used.
[[nodiscard]] Ordered order_records(const Tables& tables, const PlannedRecords& records, XKind kind,
                                    Run& run);

// What a pass over a metric's values found beside its points.
struct SeriesFacts {
  bool is_constant = true;  // all values have the same bits
  double last_value = kAbsent;
  std::uint64_t value_count = 0;  // with an x
  std::uint64_t finite_count = 0;
  std::vector<std::uint32_t> rows_without_x;
  double value_without_x = kAbsent;  // the last of them
};

// Fills metric.series and the counts of `metric`; `run` keeps what they point into.
[[nodiscard]] SeriesFacts normalise(const PlannedMetric& planned, const Ordered& ordered,
                                    Metric& metric, Run& run);

}  // namespace ckpt
