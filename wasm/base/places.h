// Where points stand along x, ascending. Most runs log at even steps, which are two numbers and
// take no memory, however many points there are.
#pragma once

#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <span>
#include <vector>

namespace ckpt {

// First and distance of places that are even. Both are integers, and so is every place, below 2^53:
// so each is the same bits however it is computed.
struct EvenPlaces {
  double start = 0.0;
  double step = 0.0;

  // Whether that is so of `count` places.
  [[nodiscard]] bool is_exact(std::size_t count) const;
  [[nodiscard]] double at(std::size_t index) const {
    return start + step * static_cast<double>(index);
  }
  // Whether the place at `index` is `value`, bit by bit: -0.0 is not 0.0.
  [[nodiscard]] bool has(std::size_t index, double value) const {
    const double place = at(index);
    return std::memcmp(&place, &value, sizeof(value)) == 0;
  }
};

// A stretch of places that somebody else keeps. Cheap to copy.
class PlaceSpan {
 public:
  static constexpr std::size_t kToEnd = static_cast<std::size_t>(-1);

  PlaceSpan() = default;
  PlaceSpan(std::span<const double> values) : values_(values.data()), size_(values.size()) {}
  PlaceSpan(const std::vector<double>& values) : PlaceSpan(std::span(values)) {}
  // Requires: even.is_exact(size).
  PlaceSpan(const EvenPlaces& even, std::size_t size) : even_(even), size_(size) {}

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  // Whether each lies as far from the next as any other; not known of places that are kept.
  [[nodiscard]] bool is_even() const { return values_ == nullptr; }
  [[nodiscard]] double operator[](std::size_t index) const {
    return values_ != nullptr ? values_[index] : even_.at(index);
  }
  [[nodiscard]] double front() const { return (*this)[0]; }
  [[nodiscard]] double back() const { return (*this)[size_ - 1]; }

  // Requires: begin <= size(), and so is begin + count, unless that is all the rest.
  [[nodiscard]] PlaceSpan subspan(std::size_t begin, std::size_t count = kToEnd) const;
  [[nodiscard]] PlaceSpan first(std::size_t count) const { return subspan(0, count); }
  [[nodiscard]] PlaceSpan last(std::size_t count) const { return subspan(size_ - count); }

  // The index of the first place from `begin` on that is not less than `x`, or that is greater;
  // size() when there is none. O(log size).
  [[nodiscard]] std::size_t lower_bound(double x, std::size_t begin = 0) const;
  [[nodiscard]] std::size_t upper_bound(double x) const;

  // Where they stand in memory: where they are kept, or written out to `room`.
  [[nodiscard]] std::span<const double> in(std::vector<double>& room) const;
  [[nodiscard]] std::vector<double> values() const;

  friend bool operator==(const PlaceSpan& a, const PlaceSpan& b);

 private:
  const double* values_ = nullptr;  // none: even, or empty
  EvenPlaces even_;
  std::size_t size_ = 0;
};

// Places that are kept here, by all copies together, unless they are even. They do not change.
class Places : public PlaceSpan {
 public:
  // Copies and moves are made out of line: they are many, and none of them is hot.
  Places();
  Places(const Places& other);
  Places(Places&& other) noexcept;
  Places& operator=(const Places& other);
  Places& operator=(Places&& other) noexcept;
  ~Places();
  Places(std::vector<double> values);
  Places(std::initializer_list<double> values) : Places(std::vector<double>(values)) {}
  // Requires: even.is_exact(size).
  Places(const EvenPlaces& even, std::size_t size) : PlaceSpan(even, size) {}

 private:
  std::shared_ptr<const std::vector<double>> kept_;
};

}  // namespace ckpt
