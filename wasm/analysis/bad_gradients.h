// Gradients that are not finite numbers: how many of them, in which stretches, and whether that is
// how a loss scaler (fp16) looks for its scale (R9, R10b).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "analysis/subject.h"

namespace ckpt {

struct BadGradients {
  double first = kAbsent;          // x of the first of all
  double longest_first = kAbsent;  // x of the first of the stretch that matters: the longest one,
                                   // or the one that reaches the end
  std::size_t longest = 0;         // gradients of that stretch
  bool is_to_end = false;          // it is the last that was logged
  std::size_t at_start = 0;        // the stretch that the run begins with
  std::size_t bad = 0;
  std::size_t all = 0;
};

// `finite_x` and `bad_x` ascend; of equal ones the finite one counts, as it was logged again.
[[nodiscard]] BadGradients bad_gradients(const PlaceSpan& finite_x, std::span<const double> bad_x);

enum class GradientFault : std::uint8_t {
  scaler,   // seldom, or while the first scale is sought: how mixed precision works
  suspect,  // seldom, but several in a row; or often, of too few records to be sure
  lost,     // too often for a loss scaler, or to the end
};
// Requires: seen.bad > 0.
[[nodiscard]] GradientFault fault_of(const BadGradients& seen, const Thresholds& thresholds);

// The norm of the gradient that is not finite most often; none where all of them are finite.
[[nodiscard]] std::optional<Subject::MetricIndex> faulty_gradient(const Subject& subject);

// The training loss on the axis of `gradient`, which tells of the same steps; none where none of
// its values is finite.
[[nodiscard]] std::optional<Subject::MetricIndex> loss_beside(const Subject& subject,
                                                              Subject::MetricIndex gradient);

}  // namespace ckpt
