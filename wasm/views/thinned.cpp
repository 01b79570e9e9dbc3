// See thinned.h.
#include "views/thinned.h"

#include <algorithm>

#include "base/sorting.h"

namespace ckpt {

std::vector<double> thinned(const Points& points, std::size_t most) {
  const std::size_t size = points.x.size();
  std::vector<double> out;
  const auto keep = [&points, &out](std::size_t index) {
    out.push_back(points.x[index]);
    out.push_back(points.y[index]);
  };
  if (most == 0 || size <= most) {
    out.reserve(2 * size);
    for (std::size_t index = 0; index < size; ++index) keep(index);
    return out;
  }
  const auto [least, greatest] = std::minmax_element(points.y.begin(), points.y.end());
  const auto index_of = [&points](auto at) {
    return static_cast<std::size_t>(at - points.y.begin());
  };
  const std::size_t tail = size - most / 2;
  const std::size_t spread = most - most / 2 - 2;
  std::vector<std::size_t> kept{index_of(least), index_of(greatest)};
  for (std::size_t i = 0; i < spread; ++i) kept.push_back(i * (tail - 1) / (spread - 1));
  for (std::size_t index = tail; index < size; ++index) kept.push_back(index);
  sort_values(kept);
  kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
  out.reserve(2 * kept.size());
  for (const std::size_t index : kept) keep(index);
  return out;
}

}  // namespace ckpt
