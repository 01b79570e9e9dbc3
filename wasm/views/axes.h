// Other axes to draw a run's curves on: where its records stand by epoch, by time, by tokens seen.
#pragma once

#include <vector>

#include "analysis/analysis.h"
#include "run/run.h"

namespace ckpt {

// The axes that curves on the run's own x can be drawn on: its own first, then those that at least
// two records tell of. Tokens come from a metric that counts them and never falls.
[[nodiscard]] std::vector<XKind> axes_of(const Run& run, const Analysis& analysis);

// Where the records stand on the axis `kind`: x is the run's own, y the other. x rises; y never
// falls (what lies behind a later record, as a resumed clock, is left out). Empty when it is not
// known, or is the run's own. O(rows log rows).
[[nodiscard]] Points places_on(const Run& run, XKind kind);

// Finds places on another axis for x that never fall.
class AxisMap {
 public:
  // Requires: `places` as places_on() gives them, and that they outlive the map.
  explicit AxisMap(const Points& places) : places_(places) {}

  // The place of `x`: between two records in proportion; kAbsent beyond the first and the last,
  // where nobody knows. Amortised O(1).
  [[nodiscard]] double at(double x);

 private:
  const Points& places_;
  std::size_t next_ = 0;  // the first record that is not before the last x
};

}  // namespace ckpt
