// See sorting.h.
#include "base/sorting.h"

namespace ckpt {

void stable_sort_indices(std::span<std::uint32_t> indices, IndexBefore before, const void* order) {
  std::vector<std::uint32_t> sorted(indices.begin(), indices.end());
  sort_values(sorted, [=](std::uint32_t a, std::uint32_t b) { return before(order, a, b); });
  std::copy(sorted.begin(), sorted.end(), indices.begin());
}

}  // namespace ckpt
