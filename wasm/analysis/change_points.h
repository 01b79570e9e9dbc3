// Where a series changes its level for good: E-divisive means with t-tests, as in "Hunter: Using
// Change Point Detection to Hunt for Performance Regressions" (Fleming et al. 2023,
// doi.org/10.1145/3578244.3583719; Apache Otava).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "analysis/stats.h"

namespace ckpt {

// Whether a series is given by its values or by their logarithms; where it scatters by factors, the
// latter are what a t-test may compare.
enum class Scale : std::uint8_t { linear, logarithmic };

struct ChangePointOptions {
  std::size_t window = 50;  // at least 2; the series is searched in windows that overlap by half
  double p_max = 0.001;
  double magnitude_min = 0.02;  // relative change between the means, more than
  // In the t-test. Otava passes the population's to a formula that expects the sample's, which
  // makes p a little too small.
  Spread spread = Spread::sample;
  Scale scale = Scale::linear;
};

struct ChangePoint {
  std::size_t index = 0;  // of the first value on the new level
  double p = 1.0;         // that both levels are one
  double before = 0.0;    // means of y between this change point and its neighbours
  double after = 0.0;
  double magnitude =
      0.0;  // of the values: the greater of |after / before - 1| and |before / after - 1|
};

// In order of their index. O(n * window). Values are independent of each other, says the test: a
// curve that falls, or whose noise is correlated, has many change points that mean nothing.
[[nodiscard]] std::vector<ChangePoint> change_points(std::span<const double> y,
                                                     const ChangePointOptions& options);

}  // namespace ckpt
