// The least and the greatest of many values, several at a time and without a jump that depends on
// them: where the next extreme lies is what no processor can guess.
#pragma once

#include <span>

namespace ckpt {

// NaN is passed over; of nothing else, an infinity that any value is better than.
[[nodiscard]] double least_of(std::span<const double> values);
[[nodiscard]] double greatest_of(std::span<const double> values);

}  // namespace ckpt
