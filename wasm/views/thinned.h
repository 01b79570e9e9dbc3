// A long curve in few points, for those who compute with it rather than draw it.
#pragma once

#include <cstddef>
#include <vector>

#include "run/run.h"

namespace ckpt {

// The curve as [x0, y0, x1, y1, ...], oldest first: all of it while it has no more than `most`
// points; else its last `most / 2` points, its least and its greatest, and others spread evenly
// over the rest. 0 keeps all. Requires: `points.x` ascends, `points.y` is finite; `most` is 0 or at
// least 8. O(points).
[[nodiscard]] std::vector<double> thinned(const Points& points, std::size_t most);

}  // namespace ckpt
