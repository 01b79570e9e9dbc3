// What columns hold: numbers in bulk, and cells that are dates.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tables/table.h"

namespace ckpt {

// What `column` holds at `rows`, NaN where there is nothing. One pass over the column when the rows
// ascend, a look-up for each row otherwise.
[[nodiscard]] std::vector<double> values_at(const Column& column,
                                            std::span<const std::uint32_t> rows);

// How numbers in a time column count. unix_time: seconds, or milliseconds where they are too large
// for seconds. since_2001: numbers too small for today's Unix time are seconds since 2001-01-01.
enum class TimeBase : std::uint8_t { unix_time, since_2001 };

// Seconds since 1970 of a cell; NaN when it holds no date.
[[nodiscard]] double time_of(const Tables& tables, const Column& column, std::uint32_t row,
                             TimeBase base);

}  // namespace ckpt
