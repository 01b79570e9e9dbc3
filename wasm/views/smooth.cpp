// See smooth.h.
#include "views/smooth.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "analysis/stats.h"

namespace ckpt {
namespace {

// The median distance between neighbours that do not share an x; 1 when there is none.
double median_distance(const PlaceSpan& x) {
  std::vector<double> distances;
  distances.reserve(x.size());
  for (std::size_t i = 1; i < x.size(); ++i) {
    if (x[i] > x[i - 1]) distances.push_back(x[i] - x[i - 1]);
  }
  if (distances.empty()) return 1.0;
  const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
  std::nth_element(distances.begin(), middle, distances.end());
  return *middle;
}

// What is left of a weight, given by its logarithm, over a distance. Not std::pow: its last bit
// differs from one C library to another.
double weight_over(double distance, double log_weight) {
  return std::isfinite(distance) ? exponential(distance * log_weight) : 0.0;
}

}  // namespace

Points smoothed(const Points& points, Smoothing smoothing, double weight) {
  Points out = points;
  const double w = std::clamp(weight, 0.0, kSmoothingWeightMax);
  const std::vector<double>& y = points.y;
  const bool is_constant =
      std::all_of(y.begin(), y.end(), [&y](double value) { return value == y.front(); });
  if (smoothing == Smoothing::none || !(w > 0) || is_constant) return out;

  const double log_weight = natural_log(w);
  const double median = smoothing == Smoothing::by_step ? median_distance(points.x) : 1.0;
  double sum = 0.0;      // of all values so far, the older the lighter
  double weights = 0.0;  // of all of them together
  double last_distance = 1.0;
  double decay = w;
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (!std::isfinite(y[i])) continue;  // passed through, and no part of what follows
    if (smoothing == Smoothing::by_step && i > 0) {
      const double distance = (points.x[i] - points.x[i - 1]) / median;
      if (distance != last_distance) {
        last_distance = distance;
        decay = distance == 1.0 ? w : weight_over(distance, log_weight);
      }
    }
    sum = sum * decay + (1.0 - w) * y[i];
    weights = weights * decay + (1.0 - w);
    out.y[i] = sum / weights;
  }
  return out;
}

}  // namespace ckpt
