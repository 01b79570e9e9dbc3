// Smoothed curves, for the eye only: no rule ever sees one (analysis R1).
#pragma once

#include <cstdint>

#include "run/run.h"

namespace ckpt {

// by_point: TensorBoard's exponential moving average with its correction for the start; every point
// weighs the same. https://github.com/tensorflow/tensorboard, smoothing of the scalar card.
// by_step: the same with the weight to the power of the distance in x over its median, so that a
// curve logged at uneven steps is smoothed over the same stretch everywhere. Where steps are even
// the two agree.
enum class Smoothing : std::uint8_t { none, by_point, by_step };

inline constexpr double kSmoothingWeightMax = 0.999;

// `points` smoothed. `weight` is clamped to [0, kSmoothingWeightMax]; at 0, and for a curve that
// never varies, nothing changes. Independent of what is shown of the curve. O(points).
[[nodiscard]] Points smoothed(const Points& points, Smoothing smoothing, double weight);

}  // namespace ckpt
