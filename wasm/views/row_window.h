// The checkpoint table of a run: sorted windows of its rows, as many as a screen shows.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/analysis.h"
#include "run/run.h"

namespace ckpt {

class JsonWriter;

// Where `checkpoint` stands on an axis of `kind`; kAbsent when it says nothing of it.
[[nodiscard]] double checkpoint_x(const Run& run, const Checkpoint& checkpoint, XKind kind);

// Requires: the run outlives the window. Keeps 4 bytes a row for each of the last orders asked for,
// and 16 bytes a row of the primary metric.
class RowWindow {
 public:
  explicit RowWindow(const Run& run) : run_(run) {}

  // Checkpoints [start, start + count) in the order of `sort`: "" is oldest first; "x", "step",
  // "epoch", "time", "id", "model", "path", "saved" or "metric:NAME"; what is none of them sorts as
  // "". Ties stand oldest first; missing and non-finite values come last in both directions.
  // Numbers within texts sort by value ("checkpoint-500" before "checkpoint-1000"). O(rows log
  // rows) for a new order, else O(count).
  [[nodiscard]] std::vector<std::uint32_t> window(std::uint32_t start, std::uint32_t count,
                                                  std::string_view sort, bool descending);

  // Writes those checkpoints as an array of CheckpointRow. `analysis` is the run's.
  //
  // deltaPrevious compares with the nearest older row that has a finite value. gap takes the
  // training value at the row's x or, as training is logged at its own steps, the last one before
  // it.
  void write(JsonWriter& json, const Analysis& analysis, std::uint32_t start, std::uint32_t count,
             std::string_view sort, bool descending);

 private:
  struct Order {
    std::string sort;
    bool descending;
    std::vector<std::uint32_t> rows;
  };
  static constexpr std::size_t kOrdersKept = 2;

  [[nodiscard]] const std::vector<std::uint32_t>& order(std::string_view sort, bool descending);
  void load_primary(const Analysis& analysis);
  void write_row(JsonWriter& json, const Analysis& analysis, std::uint32_t row) const;
  void write_marks(JsonWriter& json, const Analysis& analysis, std::uint32_t row) const;

  const Run& run_;
  std::vector<Order> orders_;           // most recently used first
  std::int64_t primary_ = -1;           // the metric that the two columns below belong to
  std::vector<double> primary_values_;  // by checkpoint; NaN where it is missing or not finite
  std::vector<double> gaps_;            // by checkpoint; empty when there is no pair to compare
};

}  // namespace ckpt
