// Would more training help? A power law y = c + a * x^-b through the curve, told only where it has
// shown that it foretells the end of the run better than "nothing changes any more" (R14).
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "analysis/subject.h"
#include "base/message.h"

namespace ckpt {

struct PowerLaw {
  double a = 0.0;
  double b = 0.0;
  double c = 0.0;  // where it tends to
  [[nodiscard]] double at(double x) const;
};
// Least squares over a and c for each b in (0.05, 3), the best of these b. None when the best b
// lies on the edge, so that no such law has been found, or when a or c is not finite.
// Requires: x > 0, ascending, as many as y. O(n) times about a hundred.
[[nodiscard]] std::optional<PowerLaw> fit_power_law(const PlaceSpan& x, std::span<const double> y);

struct ForecastPoint {
  double x = kAbsent;
  double value = kAbsent;
  double low = kAbsent, high = kAbsent;  // the greatest error of the hold-out, grown by distance
};

struct Forecast {
  std::optional<Subject::MetricIndex> metric;
  std::optional<PowerLaw> law;        // none: `message` says why
  std::vector<ForecastPoint> points;  // as much again, and half of it; or to the planned end
  Message message;
};

// Of the primary metric, else of the training loss.
[[nodiscard]] Forecast forecast(const Subject& subject);

}  // namespace ckpt
