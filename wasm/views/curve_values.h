// The values of a curve, in the order of its points: kept by somebody, or still packed in the
// column that they were read into, which unpacks the few that are looked at.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/extremes.h"
#include "tables/sparse.h"

namespace ckpt {

// Cheap to copy. Requires: what it refers to outlives it.
class CurveValues {
 public:
  CurveValues(std::span<const double> values) : values_(values.data()), size_(values.size()) {}
  CurveValues(const std::vector<double>& values) : CurveValues(std::span(values)) {}
  // The rows of a column. Requires: the first of them have a value, and no other has.
  CurveValues(const SparseColumn<double>& column) : column_(&column), size_(column.size()) {}

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] double operator[](std::size_t index) const {
    double room = 0.0;
    return *read(index, index + 1, &room);
  }
  // Those of the points [begin, end): where they stand, or in `room`, which holds as many.
  [[nodiscard]] const double* read(std::size_t begin, std::size_t end, double* room) const {
    if (column_ == nullptr) return values_ + begin;
    return column_->values_of(static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end),
                              room);
  }
  // Appends the least and the greatest of every kExtremesOf values; a rest has none.
  void extremes_to(std::vector<double>& least, std::vector<double>& greatest) const {
    if (column_ != nullptr) {
      column_->extremes_to(least, greatest);
      return;
    }
    for (std::size_t begin = 0; begin + kExtremesOf <= size_; begin += kExtremesOf) {
      const std::span<const double> some(values_ + begin, kExtremesOf);
      least.push_back(least_of(some));
      greatest.push_back(greatest_of(some));
    }
  }

 private:
  const double* values_ = nullptr;
  const SparseColumn<double>* column_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace ckpt
