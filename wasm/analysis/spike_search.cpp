// See spike_search.h.
#include "analysis/spike_search.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "analysis/stats.h"
#include "base/extremes.h"

namespace ckpt {
namespace {

constexpr std::size_t kValuesMin = 15;
constexpr std::size_t kWidthMax = 101;
constexpr std::size_t kSamplesMax = 4'096;
constexpr std::size_t kFloorBlock = 64;  // values that share a floor
constexpr std::size_t kStartMax = 5;
constexpr std::size_t kGapMax = 2;
constexpr double kMadToSigma = 1.4826;

double value_at(std::span<const double> y, std::size_t index, std::size_t offset,
                std::size_t half) {
  // index + offset - half, kept inside.
  const std::size_t at = index + offset < half ? 0 : index + offset - half;
  return y[std::min(at, y.size() - 1)];
}

// The least value of each kFloorBlock neighbours.
std::vector<double> floors_of(std::span<const double> y) {
  std::vector<double> floors;
  floors.reserve(y.size() / kFloorBlock + 1);
  for (std::size_t begin = 0; begin < y.size(); begin += kFloorBlock) {
    floors.push_back(least_of(y.subspan(begin, std::min(kFloorBlock, y.size() - begin))));
  }
  return floors;
}

// Whether nothing within `half` of the values [begin, end) lies below `bound`, so that no median
// around one of them can.
bool is_floor_above(std::span<const double> floors, std::size_t begin, std::size_t end,
                    std::size_t half, double bound) {
  const std::size_t first = (begin < half ? 0 : begin - half) / kFloorBlock;
  const std::size_t last = std::min((end - 1 + half) / kFloorBlock, floors.size() - 1);
  for (std::size_t block = first; block <= last; ++block) {
    if (floors[block] < bound) return false;
  }
  return true;
}

// Whether the running median at `index` lies below `bound`: more than half of the window does. Says
// so without finding the median.
bool is_median_below(std::span<const double> y, std::size_t index, std::size_t width,
                     double bound) {
  const std::size_t half = width / 2;
  const auto count_below = [bound](std::span<const double> values) {
    std::size_t below = 0;
    for (const double value : values) below += value < bound ? 1U : 0U;
    return below;
  };
  if (index < half || index + half >= y.size()) {
    std::size_t below = 0;
    for (std::size_t k = 0; k < width; ++k) {
      below += value_at(y, index, k, half) < bound ? 1U : 0U;
    }
    return below > half;
  }
  // Most windows have hardly any value that low: their first half alone decides.
  const std::span<const double> window = y.subspan(index - half, width);
  const std::size_t in_front = count_below(window.first(half + 1));
  return in_front > 0 && in_front + count_below(window.subspan(half + 1)) > half;
}

// The least difference between neighbours that differ; 0 where none do.
double least_step(std::span<const double> y) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  constexpr std::size_t kTogether = 512;
  std::array<double, kTogether> steps;
  double least = kInfinity;
  for (std::size_t begin = 1; begin < y.size(); begin += kTogether) {
    const std::size_t count = std::min(kTogether, y.size() - begin);
    for (std::size_t i = 0; i < count; ++i) {
      const double step = std::fabs(y[begin + i] - y[begin + i - 1]);
      steps[i] = step > 0.0 ? step : kInfinity;
    }
    least = std::min(least, least_of(std::span(steps).first(count)));
  }
  return std::isfinite(least) ? least : 0.0;
}

// Deviations from the baseline, of evenly spread values; relative ones where both are positive.
struct Noise {
  double sigma = 0.0;
  double relative = 0.0;
};

Noise noise_around_baseline(std::span<const double> y, std::size_t width) {
  const std::size_t used = std::min(y.size(), kSamplesMax);
  std::vector<double> deviations;
  std::vector<double> relative;
  deviations.reserve(used);
  relative.reserve(used);
  Medians medians;
  for (std::size_t k = 0; k < used; ++k) {
    const std::size_t index = k * y.size() / used;
    const double baseline = running_median_at(y, index, width, medians);
    const double deviation = std::fabs(y[index] - baseline);
    deviations.push_back(deviation);
    if (baseline > 0.0) relative.push_back(deviation / baseline);
  }
  Noise noise;
  noise.sigma = std::max({kMadToSigma * median(std::move(deviations)), least_step(y), 1e-12});
  noise.relative = relative.empty() ? 0.0 : kMadToSigma * median(std::move(relative));
  return noise;
}

// A baseline is centred, so that inside a spike that comes down slowly it rises with the spike.
double level_before(std::span<const double> y, std::size_t index, double baseline) {
  constexpr std::size_t kCount = 7;
  if (index == 0) return baseline;
  std::array<double, kCount> window;
  const std::size_t count = std::min(index, kCount);
  std::copy_n(y.begin() + static_cast<std::ptrdiff_t>(index - count), count, window.begin());
  return median_in_place(std::span(window).first(count));
}

// e to the power of x, as far as a threshold needs it: (1 + x / 64)^64.
double growth(double x) {
  double result = 1.0 + x / 64.0;
  for (int i = 0; i < 6; ++i) result *= result;
  return result;
}

}  // namespace

double spike_threshold(std::span<const double> window, Spread spread) {
  constexpr double kDeviations = 6.0;
  const double n = static_cast<double>(window.size());
  double mean = 0.0;
  for (const double value : window) mean += value / n;
  double squares = 0.0;
  for (const double value : window) squares += (value - mean) * (value - mean);
  return mean + kDeviations * std::sqrt(squares / (spread == Spread::sample ? n - 1.0 : n));
}

double spike_score(std::span<const double> y) {
  if (y.size() <= kSpikeScoreWindow) return 0.0;
  constexpr double kDeviations = 6.0;
  constexpr double kWindow = static_cast<double>(kSpikeScoreWindow);
  std::size_t above = 0;
  // Sums that roll along lose their last bits: they begin anew with each window, around a value of
  // it.
  double origin = 0.0;
  double sum = 0.0;
  double squares = 0.0;
  const auto take = [&](double value, double sign) {
    sum += sign * (value - origin);
    squares += sign * (value - origin) * (value - origin);
  };
  for (std::size_t i = kSpikeScoreWindow; i < y.size(); ++i) {
    if (i % kSpikeScoreWindow == 0) {
      origin = y[i - 1];
      sum = squares = 0.0;
      for (std::size_t k = i - kSpikeScoreWindow; k < i; ++k) take(y[k], 1.0);
    } else {
      take(y[i - 1], 1.0);
      take(y[i - 1 - kSpikeScoreWindow], -1.0);
    }
    const double mean = sum / kWindow;
    const double deviation = std::sqrt(std::max(0.0, squares / kWindow - mean * mean));
    above += y[i] > origin + mean + kDeviations * deviation ? 1U : 0U;
  }
  return static_cast<double>(above) / static_cast<double>(y.size());
}

SpikeBounds loss_spike_bounds(const Thresholds& thresholds) {
  return {thresholds.spikes_sigmas, thresholds.spikes_log_sigmas, thresholds.spikes_ratio,
          thresholds.spikes_least};
}

double running_median_at(std::span<const double> y, std::size_t index, std::size_t width,
                         Medians& medians) {
  const std::size_t half = width / 2;
  if (index >= half && index + half < y.size()) return medians.next(y.subspan(index - half, width));
  std::array<double, kWidthMax> window;
  for (std::size_t k = 0; k < width; ++k) window[k] = value_at(y, index, k, half);
  return medians.next(std::span(window).first(width));
}

SpikeSearch find_spikes(std::span<const double> y, const SpikeBounds& bounds) {
  SpikeSearch search;
  const std::size_t n = y.size();
  if (n < kValuesMin) return search;
  search.width = std::clamp<std::size_t>(n / 20, 7, kWidthMax) | 1U;
  const Noise noise = noise_around_baseline(y, search.width);
  search.sigma = noise.sigma;
  const double ratio = std::max(bounds.ratio, growth(bounds.log_sigmas * noise.relative));
  const std::size_t start = std::min(n / 20, kStartMax);
  const std::size_t half = search.width / 2;
  const std::vector<double> floors = floors_of(y);
  Medians medians;
  // What the median around a value has to be below for it to be a spike: the higher, the higher the
  // value. None can be that low where nothing around it is.
  const auto bound_of = [&](double value) {
    return std::min(value / ratio, value - bounds.sigmas * noise.sigma);
  };
  const auto may_be_below = [&](std::size_t begin, std::size_t end, double bound) {
    return bound > bounds.least && !is_floor_above(floors, begin, end, half, bound);
  };
  for (std::size_t begin = start; begin < n; begin += kFloorBlock) {
    const std::size_t end = std::min(begin + kFloorBlock, n);
    const double greatest = greatest_of(y.subspan(begin, end - begin));
    if (!may_be_below(begin, end, bound_of(greatest))) continue;
    for (std::size_t i = begin; i < end; ++i) {
      const double bound = bound_of(y[i]);
      if (!may_be_below(i, i + 1, bound)) continue;
      if (!is_median_below(y, i, search.width, bound)) continue;
      const double baseline = running_median_at(y, i, search.width, medians);
      if (!(baseline > bounds.least)) continue;
      if (!search.spikes.empty() && i - search.spikes.back().end < kGapMax) {
        Spike& spike = search.spikes.back();
        spike.end = i + 1;
        if (y[i] > y[spike.peak]) spike.peak = i;
      } else {
        search.spikes.push_back({i, i + 1, i, level_before(y, i, baseline)});
      }
    }
  }
  return search;
}

}  // namespace ckpt
