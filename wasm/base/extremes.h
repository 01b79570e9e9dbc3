// The least and the greatest of many values, several at a time and without a jump that depends on
// them: where the next extreme lies is what no processor can guess.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace ckpt {

// NaN is passed over; of nothing else, an infinity that any value is better than.
[[nodiscard]] double least_of(std::span<const double> values);
[[nodiscard]] double greatest_of(std::span<const double> values);

// Of some values.
struct ValueRange {
  double least;
  double greatest;
};

// The least and the greatest of what is looked at, and where: of several equal ones the first. No
// value is NaN.
class ExtremeSearch {
 public:
  // `place` says where `some` stand; below 2^63.
  void look(const ValueRange& some, std::uint64_t place) {
    const Pair pair{some.least, -some.greatest};
    const Places here{static_cast<std::int64_t>(place), static_cast<std::int64_t>(place)};
    const auto is_better = pair < best_;
    best_ = is_better ? pair : best_;
    places_ = is_better ? here : places_;
  }

  // Requires: something was looked at that is not infinite.
  [[nodiscard]] ValueRange range() const { return {best_[0], -best_[1]}; }
  [[nodiscard]] std::uint64_t least_place() const { return static_cast<std::uint64_t>(places_[0]); }
  [[nodiscard]] std::uint64_t greatest_place() const {
    return static_cast<std::uint64_t>(places_[1]);
  }

 private:
  static constexpr double kNone = std::numeric_limits<double>::infinity();
  // Both in one register, in every compiler that knows GCC's vectors.
  using Pair = double __attribute__((vector_size(16)));
  using Places = std::int64_t __attribute__((vector_size(16)));

  Pair best_{kNone, kNone};  // the greatest negated: so the lesser is better in both
  Places places_{};
};

inline constexpr std::size_t kExtremesOf = 16;

// Where two of kExtremesOf stand among them.
class ExtremePlaces {
 public:
  ExtremePlaces() = default;
  // Requires: both are below kExtremesOf.
  ExtremePlaces(std::uint64_t least, std::uint64_t greatest)
      : both_(static_cast<std::uint8_t>(greatest << 4 | least)) {}

  [[nodiscard]] std::uint8_t least() const { return both_ & 15; }
  [[nodiscard]] std::uint8_t greatest() const { return both_ >> 4; }

 private:
  std::uint8_t both_;
};

// The extremes of every kExtremesOf values, and the first place of each; values that are left over
// have none. No value is NaN. Requires: both outputs hold as many.
void extremes_of_sixteen(std::span<const double> values, ValueRange* ranges, ExtremePlaces* places);
// The same one level up.
void extremes_of_sixteen(std::span<const ValueRange> some, ValueRange* ranges,
                         ExtremePlaces* places);

}  // namespace ckpt
