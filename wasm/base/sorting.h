// Stable sorting for whatever is not in a hot loop. std::stable_sort makes 4 KB of code for every
// kind of element and every order it is given; here all share one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace ckpt {

// Whether index `a` stands before `b`; `order` is the order's own.
using IndexBefore = bool (*)(const void* order, std::uint32_t a, std::uint32_t b);
void stable_sort_indices(std::span<std::uint32_t> indices, IndexBefore before, const void* order);

// `before(a, b)` tells of two of the indices which stands first; equals keep their places.
template <class Before>
void stable_sort_indices(std::span<std::uint32_t> indices, const Before& before) {
  stable_sort_indices(
      indices,
      [](const void* order, std::uint32_t a, std::uint32_t b) {
        return (*static_cast<const Before*>(order))(a, b);
      },
      &before);
}

// The same of the values themselves. Requires: fewer than 2^32.
template <class Value, class Before>
void stable_sort_values(std::vector<Value>& values, const Before& before) {
  std::vector<std::uint32_t> indices(values.size());
  std::iota(indices.begin(), indices.end(), 0U);
  stable_sort_indices(indices, [&](std::uint32_t a, std::uint32_t b) {
    return before(std::as_const(values[a]), std::as_const(values[b]));
  });
  std::vector<Value> sorted;
  sorted.reserve(values.size());
  for (const std::uint32_t index : indices) sorted.push_back(std::move(values[index]));
  values = std::move(sorted);
}

}  // namespace ckpt
