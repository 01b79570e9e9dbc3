// Values that stick out above the curve around them, and how noisy that curve is (R9).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "analysis/stats.h"
#include "analysis/thresholds.h"

namespace ckpt {

// What makes a value a spike; all of it must hold.
struct SpikeBounds {
  double sigmas = 0.0;      // above the baseline, in units of the noise
  double log_sigmas = 0.0;  // the same on a logarithmic scale: noise often grows with the value
  double ratio = 1.0;       // over the baseline
  double least = 0.0;       // baselines up to this are too small to tell a spike from rounding
};
// Those of a training loss.
[[nodiscard]] SpikeBounds loss_spike_bounds(const Thresholds& thresholds);

// Neighbouring values that stick out, as one.
struct Spike {
  std::size_t begin = 0;  // index of the first value
  std::size_t end = 0;    // behind the last one
  std::size_t peak = 0;
  double before = 0.0;  // level of the few values in front of it; the baseline where there are none
};

struct SpikeSearch {
  double sigma = 0.0;     // of the values around their baseline
  std::size_t width = 0;  // values that a baseline is the median of
  std::vector<Spike> spikes;
};

// The baseline is a centred running median of clamp(n / 20, 7, 101) values, made odd; beyond the
// ends the outermost value is repeated. The noise is the median deviation from it, of at most
// 4,096 evenly spread values, and never less than the smallest step between two neighbours, as
// logged values are rounded. The first min(n / 20, 5) values are never spikes. Values at most two
// apart belong to one spike. None below 15 values. O(n) comparisons of 101 values, no sorting.
[[nodiscard]] SpikeSearch find_spikes(std::span<const double> y, const SpikeBounds& bounds);

// Above which a value is a spike after those of `window`: mean + 6 standard deviations.
[[nodiscard]] double spike_threshold(std::span<const double> window, Spread spread);

// OLMo-core's SpikeScore: the share of values above that threshold of the 128 values before them,
// with the population's deviation; the first 128 values count for nothing. O(n).
// https://github.com/allenai/OLMo-core
inline constexpr std::size_t kSpikeScoreWindow = 128;
[[nodiscard]] double spike_score(std::span<const double> y);

// Centred running median as find_spikes uses it, as if the first and the last value went on for
// ever. Requires: width is odd and at most 101, index < size.
[[nodiscard]] double running_median_at(std::span<const double> y, std::size_t index,
                                       std::size_t width, Medians& medians);

}  // namespace ckpt
