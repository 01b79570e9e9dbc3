// See change_points.h.
#include "analysis/change_points.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/stats.h"
#include "base/sorting.h"

namespace ckpt {
namespace {

struct Moments {
  double mean = 0.0;
  double squares = 0.0;  // sum of squared deviations
  double count = 0.0;
};

Moments moments_of(std::span<const double> y) {
  Moments result;
  result.count = static_cast<double>(y.size());
  for (const double value : y) result.mean += value / result.count;
  for (const double value : y) {
    result.squares += (value - result.mean) * (value - result.mean);
  }
  return result;
}

double relative_change(double from, double to) { return from == 0.0 ? 0.0 : to / from - 1.0; }

// Student's test of two means with a common variance.
ChangePoint compared(std::span<const double> y, std::size_t begin, std::size_t index,
                     std::size_t end, const ChangePointOptions& options) {
  const Moments left = moments_of(y.subspan(begin, index - begin));
  const Moments right = moments_of(y.subspan(index, end - index));
  ChangePoint point{index, 1.0, left.mean, right.mean, 0.0};
  point.magnitude = options.scale == Scale::logarithmic
                        ? exponential(std::fabs(right.mean - left.mean)) - 1.0
                        : std::max(std::fabs(relative_change(left.mean, right.mean)),
                                   std::fabs(relative_change(right.mean, left.mean)));
  const double degrees = left.count + right.count - 2.0;
  if (degrees <= 0.0) return point;
  const auto weight = [&options](double count) {
    return options.spread == Spread::sample ? 1.0 : (count - 1.0) / count;
  };
  const double variance =
      (left.squares * weight(left.count) + right.squares * weight(right.count)) / degrees;
  const double difference = left.mean - right.mean;
  if (difference == 0.0) return point;
  const double error = std::sqrt(variance * (1.0 / left.count + 1.0 / right.count));
  point.p = error > 0.0 ? student_t_two_sided(difference / error, degrees) : 0.0;
  return point;
}

struct Candidate {
  std::size_t index = 0;
  double q = -std::numeric_limits<double>::infinity();
};

// The split of a part of [begin, end) at which both sides differ most, by the energy statistic Q of
// Matteson and James (2014) over every split and every end. `rows` is scratch space.
Candidate best_split(std::span<const double> y, std::size_t begin, std::size_t end,
                     std::vector<double>& rows, std::vector<double>& within) {
  Candidate best;
  const std::size_t size = end - begin;
  rows.assign(size, 0.0);        // distances of each value to those behind it, up to kappa
  within.assign(size + 1, 0.0);  // distances of all pairs in front of each split
  for (std::size_t kappa = 2; kappa <= size; ++kappa) {
    const double newest = y[begin + kappa - 1];
    double all = 0.0;
    for (std::size_t t = 0; t + 1 < kappa; ++t) {
      rows[t] += std::fabs(newest - y[begin + t]);
      all += rows[t];
    }
    within[kappa] = all;
    double front = 0.0;  // pairs whose first value stands in front of the split
    for (std::size_t tau = 1; tau < kappa; ++tau) {
      front += rows[tau - 1];
      const double n = static_cast<double>(tau);
      const double m = static_cast<double>(kappa - tau);
      double q = 2.0 / (m + n) * (front - within[tau]);
      if (tau > 1) q -= 2.0 * m / (m + n) / (n - 1.0) * within[tau];
      if (kappa - tau > 1) q -= 2.0 * n / (m + n) / (m - 1.0) * (all - front);
      if (q > best.q) best = {begin + tau, q};
    }
  }
  return best;
}

// Splits [begin, end) again and again at its best split, as long as that is significant.
void split_window(std::span<const double> y, std::size_t begin, std::size_t end, double p_max,
                  const ChangePointOptions& options, std::vector<std::size_t>& found) {
  std::vector<std::size_t> borders{begin, end};
  std::vector<double> rows;
  std::vector<double> within;
  while (true) {
    Candidate best;
    std::size_t part = 0;
    for (std::size_t i = 0; i + 1 < borders.size(); ++i) {
      if (borders[i + 1] - borders[i] < 2) continue;
      const Candidate candidate = best_split(y, borders[i], borders[i + 1], rows, within);
      if (candidate.q > best.q) {
        best = candidate;
        part = i;
      }
    }
    if (best.index == 0) break;
    const ChangePoint point = compared(y, borders[part], best.index, borders[part + 1], options);
    if (!(point.p <= p_max)) break;
    borders.insert(borders.begin() + static_cast<std::ptrdiff_t>(part) + 1, best.index);
  }
  found.insert(found.end(), borders.begin() + 1, borders.end() - 1);
}

}  // namespace

std::vector<ChangePoint> change_points(std::span<const double> y,
                                       const ChangePointOptions& options) {
  const double first_pass = options.p_max < 0.05  ? options.p_max * 10.0
                            : options.p_max < 0.5 ? options.p_max * 2.0
                                                  : options.p_max;
  std::vector<std::size_t> indices;
  for (std::size_t start = 0; start < y.size();) {
    const std::size_t end = std::min(start + options.window, y.size());
    std::vector<std::size_t> found;
    split_window(y, start, end, first_pass, options, found);
    start = std::max(found.empty() ? 0 : found.back(), start + options.window / 2);
    indices.insert(indices.end(), found.begin(), found.end());
  }
  sort_values(indices);
  indices.erase(std::unique(indices.begin(), indices.end()), indices.end());

  std::vector<ChangePoint> points;
  const auto recompute = [&](std::size_t i) {
    const std::size_t begin = i == 0 ? 0 : points[i - 1].index;
    const std::size_t end = i + 1 < points.size() ? points[i + 1].index : y.size();
    points[i] = compared(y, begin, points[i].index, end, options);
  };
  points.resize(indices.size());
  for (std::size_t i = 0; i < indices.size(); ++i) points[i].index = indices[i];
  for (std::size_t i = 0; i < indices.size(); ++i) recompute(i);
  while (!points.empty()) {
    auto weakest = std::max_element(points.begin(), points.end(),
                                    [](const auto& a, const auto& b) { return a.p < b.p; });
    if (weakest->p < options.p_max) {
      weakest = std::min_element(points.begin(), points.end(), [](const auto& a, const auto& b) {
        return a.magnitude < b.magnitude;
      });
      if (weakest->magnitude > options.magnitude_min) break;
    }
    const auto at = static_cast<std::size_t>(weakest - points.begin());
    points.erase(weakest);
    if (at > 0) recompute(at - 1);
    if (at < points.size()) recompute(at);
  }
  return points;
}

}  // namespace ckpt
