// Stable sorting. The standard library's sorts make 4 to 9 KB of code for every kind of element and
// every order they are given; this one makes half a KB.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace ckpt {

// Sorts so that of two values the one stands first for which `before(one, other)` holds; equals
// keep their places. O(n log n), O(n) where all are in order already; O(n) memory.
template <class Value, class Before>
void sort_values(std::vector<Value>& values, const Before& before) {
  const std::size_t size = values.size();
  if (std::is_sorted(values.begin(), values.end(), before)) return;
  std::vector<Value> merged(size);
  for (std::size_t width = 1; width < size; width *= 2) {
    std::size_t out = 0;
    while (out < size) {
      std::size_t left = out;
      const std::size_t middle = std::min(left + width, size);
      std::size_t right = middle;
      const std::size_t end = std::min(middle + width, size);
      while (out < end) {
        const bool is_right =
            left == middle ||
            (right < end && before(std::as_const(values[right]), std::as_const(values[left])));
        merged[out++] = std::move(values[is_right ? right++ : left++]);
      }
    }
    values.swap(merged);
  }
}

template <class Value>
void sort_values(std::vector<Value>& values) {
  sort_values(values, [](const Value& a, const Value& b) { return a < b; });
}

// Whether index `a` stands before `b`; `order` is the order's own.
using IndexBefore = bool (*)(const void* order, std::uint32_t a, std::uint32_t b);
void stable_sort_indices(std::span<std::uint32_t> indices, IndexBefore before, const void* order);

// `before(a, b)` tells of two of the indices which stands first; equals keep their places. All
// orders share one sort, at the cost of a call for each comparison.
template <class Before>
void stable_sort_indices(std::span<std::uint32_t> indices, const Before& before) {
  stable_sort_indices(
      indices,
      [](const void* order, std::uint32_t a, std::uint32_t b) {
        return (*static_cast<const Before*>(order))(a, b);
      },
      &before);
}

}  // namespace ckpt
