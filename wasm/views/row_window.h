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
// and 32 bytes a row of the primary metric.
class RowWindow {
 public:
  explicit RowWindow(const Run& run) : run_(run) {}

  // Checkpoints [start, start + count) in the order of `sort`: "" is oldest first; "x", "step",
  // "epoch", "time", "id", "model", "path", "saved", "mark" (the one to keep, the best, its equals,
  // the last), "deltaBest", "deltaPrevious", "gap" or "metric:NAME"; what is none of them sorts as
  // "". Ties stand oldest first; missing and non-finite values come last in both directions.
  // Numbers within texts sort by value ("checkpoint-500" before "checkpoint-1000"). O(rows log
  // rows) for a new order, else O(count). Only those that meet all conditions of `filter`
  // (row_filter.h), whose keys are the same and "kind"; "any" is found in id, model or path.
  // Marks and differences are those of the analysis that was loaded.
  [[nodiscard]] std::vector<std::uint32_t> window(std::uint32_t start, std::uint32_t count,
                                                  std::string_view sort, bool descending,
                                                  std::string_view filter = {});

  // How many meet all conditions of `filter`.
  [[nodiscard]] std::uint32_t count(std::string_view filter);

  // Takes marks and differences from an analysis of the run. O(rows log points) the first time and
  // after forget(), else O(1).
  void load(const Analysis& analysis);
  // The analysis has changed.
  void forget();

  // Loads the analysis and writes those checkpoints as an array of CheckpointRow.
  //
  // deltaPrevious compares with the nearest older row that has a finite value. gap takes the
  // training value at the row's x or, as training is logged at its own steps, the last one before
  // it.
  void write(JsonWriter& json, const Analysis& analysis, std::uint32_t start, std::uint32_t count,
             std::string_view sort, bool descending, std::string_view filter = {});

 private:
  struct Order {
    std::string sort;
    std::string filter;
    bool descending;
    std::vector<std::uint32_t> rows;
  };
  static constexpr std::size_t kOrdersKept = 2;

  [[nodiscard]] const std::vector<std::uint32_t>& order(std::string_view sort, bool descending,
                                                        std::string_view filter);
  [[nodiscard]] std::vector<double> numbers(std::string_view key) const;
  void filter_rows(std::vector<std::uint32_t>& rows, std::string_view filter) const;
  void write_row(JsonWriter& json, std::uint32_t row) const;

  const Run& run_;
  std::vector<Order> orders_;  // most recently used first
  bool is_loaded_ = false;
  // By checkpoint, of the primary metric; NaN where it is missing or not finite. Empty when there
  // is none.
  std::vector<double> from_best_;
  std::vector<double> from_previous_;
  std::vector<double> gaps_;  // also empty when there is no pair to compare
  std::vector<std::uint8_t> marks_;
};

}  // namespace ckpt
