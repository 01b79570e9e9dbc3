// The statistics the rules stand on: best values, medians, the noise of a curve, its trend and how
// sure that is. Pure functions of finite numbers; the same bits natively and in WebAssembly,
// because nothing here calls the C library beyond sqrt.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/places.h"

namespace ckpt {

enum class Toward : std::uint8_t { least, greatest };

// Of a standard deviation: divided by n - 1, or by n.
enum class Spread : std::uint8_t { sample, population };

struct BestIndex {
  std::size_t index = 0;      // the earliest, where several are equal
  std::size_t tie_count = 0;  // others that are equal to it
};
// Errors: nullopt when `values` is empty. -0.0 and 0.0 are equal.
[[nodiscard]] std::optional<BestIndex> best_index(std::span<const double> values, Toward toward);

// Both at one look.
struct Extremes {
  BestIndex least;
  BestIndex greatest;
};
[[nodiscard]] std::optional<Extremes> extremes_of(std::span<const double> values);

// The middle value, or the mean of the two. NaN when empty. O(n).
[[nodiscard]] double median(std::vector<double> values);

// The same without a copy: reorders `values`.
[[nodiscard]] double median_in_place(std::span<double> values);

// The medians of many sets of values, one after the other, each of which tells about where the next
// may lie: of most sets only few values have to be ordered. The median is exact wherever it lies.
class Medians {
 public:
  // As median(). O(values), and most often one look at each.
  [[nodiscard]] double next(std::span<const double> values);

 private:
  // Of all values; finds out how far around it the next ones are looked for.
  double next_anew(std::span<const double> values);

  double last_ = 0.0;
  double reach_ = -1.0;
  std::vector<double> scratch_;
};

// Medians of `count` runs of neighbours, as equal in length as can be. Requires: count <= size.
[[nodiscard]] std::vector<double> block_medians(std::span<const double> values, std::size_t count);

// What stands in the middle of each such run, of values that ascend.
[[nodiscard]] std::vector<double> block_middles(const PlaceSpan& ascending, std::size_t count);

// What a series was at the beginning and is at the end. Of many values a level: the first and the
// last of them are one draw each.
struct Ends {
  double first = 0.0;
  double last = 0.0;
  double values = 1.0;  // that either is the median of
};
// Requires: y is not empty.
[[nodiscard]] Ends ends_of(std::span<const double> y);

// Whether the value at `index` lies more than `margin` to the same side of both neighbours, while
// either of them differs from the next by at most `share` of that: a leap out and back, which
// neither a curve nor a turn of it makes. False with fewer than two values on either side.
[[nodiscard]] bool stands_alone(std::span<const double> y, std::size_t index, double margin,
                                double share);

// Standard deviation of the noise around a smooth curve, by pseudo-residuals (Gasser, Sroka and
// Jennen-Steinmetz 1986) and their median, so neither a trend nor a few outliers inflate it. NaN
// below five points, where it cannot be told. Of more than 65,536 points evenly spread triples are
// used. Requires: x ascending, sizes equal. O(n).
[[nodiscard]] double noise_sigma(const PlaceSpan& x, std::span<const double> y);

// Mann-Kendall's count of rises minus falls over all pairs, with its plain (uncorrected) test.
struct MannKendall {
  std::int64_t s = 0;
  double variance = 0.0;  // of s, corrected for ties
  double z = 0.0;         // with continuity correction; 0 when the variance is 0
  double p = 1.0;         // two-sided, normal: for comparison with other programs only
  double tau_a = 0.0;
  double tau_b = 0.0;
};
// Requires: at most 1'500'000 values, or the tie correction leaves 64 bits. O(n log n).
[[nodiscard]] MannKendall mann_kendall(std::span<const double> y);

// Two-sided p of s under all orders of these values, counted exactly. Requires: at most 20 values.
[[nodiscard]] double exact_p(std::span<const double> y);

struct Line {
  double slope = 0.0;
  double intercept = 0.0;
};
// Median of all pairwise slopes (Theil-Sen): exact up to 500 points, of 500 block medians above.
// NaN when no two x differ. Requires: x ascending, sizes equal.
[[nodiscard]] Line theil_sen(const PlaceSpan& x, std::span<const double> y);

// Where a level series begins to climb or to fall: of a level and, from one of the points on, a
// straight line that meets it, the index of that point by least squares. Of fewer than three points
// the first. Requires: x ascending, sizes equal, not empty. O(n).
[[nodiscard]] std::size_t turning_point(const PlaceSpan& x, std::span<const double> y);

// Autocorrelation at lag 1 around the mean; 0 when all are equal.
[[nodiscard]] double lag1_autocorrelation(std::span<const double> values);

// How likely the ends of a random walk lie as far apart as those of y, given how rough y is. No
// autocorrelated noise is that smooth and still drifts that far, not even the limit of all of it, a
// random walk; so a smooth curve of few points is a trend by this, where estimating its
// autocorrelation from few points says nothing. 1 below five points. Of more than kWalkBlocks
// points the medians of as many blocks are used. Requires: x ascending, sizes equal.
inline constexpr std::size_t kWalkBlocks = 40;
[[nodiscard]] double walk_p(const PlaceSpan& x, std::span<const double> y);

// How likely a curve goes the same way as often as y does, from each value to the next, when up and
// down are equally likely: the sign test. A random walk keeps its level, other autocorrelated noise
// turns back still more often; so of few points that hardly ever turn back this tells a trend,
// however bent it is. 1 where nothing differs, and above kWalkBlocks points.
[[nodiscard]] double same_way_p(std::span<const double> y);

// R5: does y rise or fall over x? Corrected for autocorrelation from 8 points on, or by walk_p or
// same_way_p where these say more and the values agree over the whole length (|tau| >=
// kWalkTauMin), so that one outlier at an end proves nothing; by exact counting below. Above
// kTrendPointsMax points the medians of kTrendBlocks blocks are tested instead.
inline constexpr double kWalkTauMin = 0.5;
struct TrendTest {
  MannKendall kendall;
  Line line;
  double rho = 0.0;  // lag-1 autocorrelation of the noise around the curve, in [0, 0.95]
  double effective_points = 0.0;
  double p = 1.0;  // two-sided
  std::size_t points = 0;
  std::size_t tested = 0;  // the points, or medians of blocks of them
  // Significantly, at the level `alpha`.
  [[nodiscard]] bool is_rising(double alpha) const;
  [[nodiscard]] bool is_falling(double alpha) const;
};
// Counting all pairs of 745,000 points takes 93 ms of native time, of their block medians 4: for
// seven such metrics that is twice what reading their file takes.
inline constexpr std::size_t kTrendPointsMin = 4;  // fewer say nothing: p is 1
inline constexpr std::size_t kTrendPointsMax = 65'536;
inline constexpr std::size_t kTrendBlocks = 2'000;
[[nodiscard]] TrendTest trend_test(const PlaceSpan& x, std::span<const double> y);

// ln(value). Requires: value is finite and greater than 0.
[[nodiscard]] double natural_log(double value);
// e to the power of `value`; 0 where that is below the least normal number.
[[nodiscard]] double exponential(double value);

// `base` to the power of `exponent`, to about 1e-15 times the logarithm of the result. Requires:
// base is finite and greater than 0.
[[nodiscard]] double power(double base, double exponent);

// Two-sided tail of Student's t. Requires: degrees > 0. Relative error below 2e-12 up to 65,536
// degrees of freedom, below 1e-10 up to a million.
[[nodiscard]] double student_t_two_sided(double t, double degrees);
// The t whose two-sided tail is `p`. Requires: 0 < p < 1, degrees > 0. To the last few bits; 0 and
// infinity are never returned.
[[nodiscard]] double student_t_quantile(double p, double degrees);
// Two-sided tail of the normal distribution: erfc(|z| / sqrt(2)).
[[nodiscard]] double normal_two_sided(double z);

}  // namespace ckpt
