// How many examples an accuracy-like metric was evaluated on, where the run tells: then chance
// alone spreads it by a known amount (R3).
#pragma once

#include <string_view>
#include <vector>

#include "run/run.h"

namespace ckpt {

class EvaluatedExamples {
 public:
  // Reads what the facts and metrics of `run` tell of its evaluation sets: their size, or their
  // runtime and examples per second, whose product it is. Requires: `run` outlives this.
  explicit EvaluatedExamples(const Run& run);

  // Of the set that the metric's name begins with; kAbsent where nothing tells, and of a metric
  // that is no share of examples. O(number of sets), which are few.
  [[nodiscard]] double of(const Metric& metric) const;

 private:
  struct Set {
    std::string_view name;
    double examples;
  };
  std::vector<Set> sets_;
};

}  // namespace ckpt
