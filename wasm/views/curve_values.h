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
    return column_ == nullptr ? values_[index]
                              : column_->value_of(static_cast<std::uint32_t>(index));
  }
  // Those of the points [begin, end): where they stand, or in `room`, which holds as many.
  [[nodiscard]] const double* read(std::size_t begin, std::size_t end, double* room) const {
    if (column_ == nullptr) return values_ + begin;
    return column_->values_of(static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end),
                              room);
  }
  // The extremes of every kExtremesOf values, as extremes_of_sixteen() has them.
  void extremes_to(ValueRange* ranges, ExtremePlaces* places) const {
    if (column_ != nullptr) {
      column_->extremes_to(ranges, places);
    } else {
      extremes_of_sixteen(std::span(values_, size_), ranges, places);
    }
  }

 private:
  const double* values_ = nullptr;
  const SparseColumn<double>* column_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace ckpt
