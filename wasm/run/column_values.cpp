// See column_values.h.
#include "run/column_values.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.h"

namespace ckpt {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kSecondsTo2001 = 978307200.0;
// Numbers below are seconds since 2001 where a format may use both: as Unix time they lie before
// 2011, as time since 2001 before 2042.
constexpr double kUnixSecondsMin2001 = 1.3e9;
constexpr double kMillisecondsMin = 1e11;  // as seconds: the year 5138
constexpr double kUnixSecondsMin = 1e8;    // 1973; smaller numbers are durations or counters

}  // namespace

std::vector<double> values_at(const Column& column, std::span<const std::uint32_t> rows) {
  std::vector<double> values(rows.size(), kNaN);
  // A handful of rows is looked up even when they ascend: the column may be long.
  const bool is_scan_cheaper = rows.size() > column.numbers.size() / 64;
  if (is_scan_cheaper && std::is_sorted(rows.begin(), rows.end())) {
    std::size_t next = 0;
    column.numbers.for_each([&](std::uint32_t row, double value) {
      while (next < rows.size() && rows[next] < row) ++next;
      while (next < rows.size() && rows[next] == row) values[next++] = value;
    });
    return values;
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (const auto value = column.numbers.at(rows[i])) values[i] = *value;
  }
  return values;
}

double time_of(const Tables& tables, const Column& column, std::uint32_t row, TimeBase base) {
  if (const auto number = column.numbers.at(row)) {
    const double value = *number;
    if (!std::isfinite(value)) return kNaN;
    if (base == TimeBase::since_2001 && std::abs(value) < kUnixSecondsMin2001) {
      return value + kSecondsTo2001;
    }
    if (value >= kMillisecondsMin) return value / 1000.0;
    return value >= kUnixSecondsMin ? value : kNaN;
  }
  const auto text = tables.text(column, row);
  return text ? iso_time(*text).value_or(kNaN) : kNaN;
}

}  // namespace ckpt
