// How a series reads its points out of the columns that hold them.
#include "run/run.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "run/column_values.h"

namespace ckpt {

double Series::x_at(std::uint32_t row) const {
  double x = static_cast<double>(row);
  if (x_column != nullptr) {
    x = x_column->numbers.at(row).value_or(kAbsent);
  } else if (!computed_x.empty()) {
    x = row < computed_x.size() ? computed_x[row] : kAbsent;
  }
  return x * x_scale + x_offset;
}

std::uint32_t Series::x_row_count() const {
  if (x_column != nullptr) {
    return x_column->has_numbers() ? x_column->numbers.last_row() + 1 : 0;
  }
  if (!computed_x.empty()) return static_cast<std::uint32_t>(computed_x.size());
  return value->has_numbers() ? value->numbers.last_row() + 1 : 0;
}

std::vector<double> Series::xs_of(std::span<const std::uint32_t> at_rows) const {
  if (x_column != nullptr) {
    std::vector<double> xs = values_at(*x_column, at_rows);
    if (x_scale != 1.0 || x_offset != 0.0) {
      for (double& x : xs) x = x * x_scale + x_offset;
    }
    return xs;
  }
  std::vector<double> xs(at_rows.size());
  for (std::size_t i = 0; i < at_rows.size(); ++i) xs[i] = x_at(at_rows[i]);
  return xs;
}

Points Series::points_of(std::span<const std::uint32_t> at_rows) const {
  std::vector<double> xs = xs_of(at_rows);
  std::vector<double> ys = values_at(*value, at_rows);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < ys.size(); ++i) {
    if (!std::isfinite(ys[i])) continue;
    xs[kept] = xs[i];
    ys[kept++] = ys[i];
  }
  xs.resize(kept);
  ys.resize(kept);
  return {std::move(xs), std::move(ys)};
}

Places Series::x_of_rows() const { return x_of_rows(x_row_count()); }

// Of the first `row_count` rows. Requires: there are as many.
Places Series::x_of_rows(std::uint32_t row_count) const {
  const bool is_column = x_column != nullptr && x_column->numbers.is_dense(x_row_count());
  std::optional<EvenPlaces> even;
  if (is_column) even = x_column->numbers.even_places();
  if (x_column == nullptr && computed_x.empty()) even = {0.0, 1.0};
  if (even && x_scale == 1.0) even->start += x_offset;
  if (even && x_scale == 1.0 && even->is_exact(row_count)) return {*even, row_count};
  std::vector<double> xs;
  if (x_column == nullptr && computed_x.empty()) {
    xs.resize(row_count);
    std::iota(xs.begin(), xs.end(), 0.0);
  } else if (x_column == nullptr) {
    xs.assign(computed_x.begin(), computed_x.begin() + static_cast<std::ptrdiff_t>(row_count));
  } else if (is_column) {
    x_column->numbers.copy_values_to(xs);
    xs.resize(row_count);
  } else {
    xs.resize(x_row_count(), kAbsent);
    x_column->numbers.for_each([&xs](std::uint32_t row, double x) { xs[row] = x; });
    xs.resize(row_count);
  }
  if (x_scale != 1.0 || x_offset != 0.0) {
    for (double& x : xs) x = x * x_scale + x_offset;
  }
  return xs;
}

std::optional<Places> Series::full_x() const {
  if (value == nullptr || has_selection) return std::nullopt;
  const std::uint32_t count = value->numbers.size();
  const bool is_full = value->numbers.is_dense(count) && x_row_count() >= count && size() == count;
  return is_full ? std::optional(x_of_rows(count)) : std::nullopt;
}

Points Series::points() const {
  if (value == nullptr) return {};
  if (has_selection) return points_of(rows);
  std::optional<Places> x = full_x();
  if (even_x) x.emplace(*even_x, value->numbers.size());
  if (x) {
    // The common case of a long log, copied a chunk at a time.
    Points points{*std::move(x), {}};
    value->numbers.copy_values_to(points.y);
    return points;
  }
  const Places x_of_row = x_of_rows();
  std::vector<double> xs(value->numbers.size());
  std::vector<double> ys(value->numbers.size());
  std::size_t kept = 0;
  value->numbers.for_each([&](std::uint32_t row, double y) {
    if (!std::isfinite(y)) return;
    xs[kept] = row < x_of_row.size() ? x_of_row[row] : kAbsent;
    ys[kept++] = y;
  });
  xs.resize(kept);
  ys.resize(kept);
  return {std::move(xs), std::move(ys)};
}

std::uint64_t Series::size() const {
  if (finite_count) return *finite_count;
  if (value == nullptr) return 0;
  std::uint64_t count = 0;
  if (has_selection) {
    for (const double y : values_at(*value, rows)) count += std::isfinite(y) ? 1 : 0;
  } else {
    value->numbers.for_each([&](std::uint32_t, double y) { count += std::isfinite(y) ? 1 : 0; });
  }
  return count;
}

bool Series::never_changes() const {
  if (value == nullptr) return false;
  std::uint64_t count = 0;
  double first = kAbsent;
  bool is_same = true;
  const auto take = [&](double y, std::uint32_t times) {
    if (!std::isfinite(y)) return;
    if (count == 0) first = y;
    is_same = is_same && y == first;
    count += times;
  };
  if (has_selection) {
    for (std::size_t i = 0; i < rows.size() && is_same; ++i)
      take(value->numbers.at(rows[i]).value_or(kAbsent), 1);
  } else {
    value->numbers.for_each_block([&](std::span<const double> ys, std::uint32_t times) {
      for (std::size_t i = 0; i < ys.size() && is_same; ++i) take(ys[i], times);
    });
  }
  return is_same && count > 1;
}

template <class RowAt>
std::optional<double> Series::value_at(double x, std::uint32_t count, RowAt row_at) const {
  if (std::isnan(x)) return std::nullopt;
  std::uint32_t low = 0;
  std::uint32_t high = count;  // the first index whose x lies beyond
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (x_at(row_at(middle)) <= x) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  // Rows of several kinds may share an x; this metric stands in at most one of them that counts.
  while (low > 0) {
    const std::uint32_t row = row_at(--low);
    if (x_at(row) != x) break;
    if (const auto found = value->numbers.at(row)) return found;
  }
  return std::nullopt;
}

std::optional<double> Series::stated_at(double x) const {
  if (value == nullptr) return std::nullopt;
  const std::uint32_t count =
      has_selection ? static_cast<std::uint32_t>(rows.size()) : x_row_count();
  return value_at(x, count, [&](std::uint32_t at) { return has_selection ? rows[at] : at; });
}

std::optional<double> Series::sentinel_at(double x) const {
  return value_at(x, static_cast<std::uint32_t>(sentinel_rows.size()),
                  [&](std::uint32_t at) { return sentinel_rows[at]; });
}

std::vector<double> Series::non_finite_x() const {
  if (value == nullptr) return {};
  std::vector<std::uint32_t> at_rows;
  const auto note = [&](std::uint32_t row, double y) {
    if (!std::isfinite(y)) at_rows.push_back(row);
  };
  if (has_selection) {
    // Selected are only rows that have a value, so NaN here is a value and not a missing one.
    const std::vector<double> ys = values_at(*value, rows);
    for (std::size_t i = 0; i < ys.size(); ++i) note(rows[i], ys[i]);
  } else {
    value->numbers.for_each(note);
  }
  return xs_of(at_rows);
}

Points Series::superseded() const {
  return value == nullptr ? Points{} : points_of(superseded_rows);
}

Points Series::sentinels() const {
  if (value == nullptr) return {};
  return {xs_of(sentinel_rows), values_at(*value, sentinel_rows)};
}

std::string_view Run::keep(std::string text) {
  if (texts.empty()) texts.push_back(std::make_unique<std::deque<std::string>>());
  return texts.back()->emplace_back(std::move(text));
}

const Metric* Run::metric(std::string_view metric_name) const {
  for (const Metric& metric : metrics) {
    if (metric.name == metric_name) return &metric;
  }
  return nullptr;
}

}  // namespace ckpt
