// See places.h.
#include "base/places.h"

#include <cmath>
#include <utility>

namespace ckpt {
namespace {

// The first index in [begin, end) of which `is_inside` is not true.
template <class IsInside>
std::size_t first_outside(std::size_t begin, std::size_t end, IsInside is_inside) {
  while (begin < end) {
    const std::size_t middle = begin + (end - begin) / 2;
    if (is_inside(middle)) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  return begin;
}

}  // namespace

bool EvenPlaces::is_exact(std::size_t count) const {
  constexpr double kExactMax = 9007199254740992.0;  // 2^53
  const double end = std::fabs(start) + std::fabs(step) * static_cast<double>(count);
  const bool is_negative_zero = start == 0.0 && std::signbit(start);
  return end < kExactMax && start == std::floor(start) && step == std::floor(step) &&
         !is_negative_zero;
}

PlaceSpan PlaceSpan::subspan(std::size_t begin, std::size_t count) const {
  PlaceSpan part;
  if (values_ != nullptr) {
    part.values_ = values_ + begin;
  } else {
    part.even_ = {even_.at(begin), even_.step};
  }
  part.size_ = count == kToEnd ? size_ - begin : count;
  return part;
}

std::size_t PlaceSpan::lower_bound(double x, std::size_t begin) const {
  return first_outside(begin, size_, [&](std::size_t index) { return (*this)[index] < x; });
}

std::size_t PlaceSpan::upper_bound(double x) const {
  return first_outside(0, size_, [&](std::size_t index) { return !(x < (*this)[index]); });
}

std::span<const double> PlaceSpan::in(std::vector<double>& room) const {
  if (values_ != nullptr || size_ == 0) return {values_, size_};
  room.resize(size_);
  for (std::size_t i = 0; i < size_; ++i) room[i] = even_.at(i);
  return room;
}

std::vector<double> PlaceSpan::values() const {
  std::vector<double> room;
  const std::span<const double> values = in(room);
  if (values_ != nullptr) room.assign(values.begin(), values.end());
  return room;
}

bool operator==(const PlaceSpan& a, const PlaceSpan& b) {
  if (a.size_ != b.size_) return false;
  if (a.is_even() && b.is_even() && a.size_ > 1 && a[0] == b[0] && a[1] == b[1]) return true;
  for (std::size_t i = 0; i < a.size_; ++i) {
    if (!(a[i] == b[i])) return false;
  }
  return true;
}

Places::Places() = default;
Places::Places(const Places& other) = default;
Places::Places(Places&& other) noexcept = default;
Places& Places::operator=(const Places& other) = default;
Places& Places::operator=(Places&& other) noexcept = default;
Places::~Places() = default;

Places::Places(std::vector<double> values) {
  if (values.empty()) return;
  const EvenPlaces even{values[0], values.size() > 1 ? values[1] - values[0] : 0.0};
  std::size_t count = 0;  // of those that are even
  if (even.is_exact(values.size())) {
    while (count < values.size() && even.has(count, values[count])) ++count;
  }
  if (count == values.size()) {
    *this = Places(even, count);
    return;
  }
  kept_ = std::make_shared<const std::vector<double>>(std::move(values));
  static_cast<PlaceSpan&>(*this) = *kept_;
}

}  // namespace ckpt
