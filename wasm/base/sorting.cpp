// See sorting.h.
#include "base/sorting.h"

#include <algorithm>

namespace ckpt {

void stable_sort_indices(std::span<std::uint32_t> indices, IndexBefore before, const void* order) {
  std::stable_sort(indices.begin(), indices.end(),
                   [=](std::uint32_t a, std::uint32_t b) { return before(order, a, b); });
}

}  // namespace ckpt
