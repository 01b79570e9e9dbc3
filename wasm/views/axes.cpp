// See axes.h.
#include "views/axes.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>

#include "base/sorting.h"
#include "run/column_values.h"

namespace ckpt {
namespace {

// The metric that counts the tokens seen so far, if there is one.
const Metric* token_counter(const Run& run) {
  for (const Metric& metric : run.metrics) {
    if (metric.x_kind == run.x_kind && counts_tokens(metric.name)) return &metric;
  }
  return nullptr;
}

bool never_falls(const MetricSummary& summary) {
  return summary.points > 1 && summary.min.y == summary.first.y &&
         summary.max.y == summary.last.y && summary.min.y < summary.max.y;
}

// What `columns` say of each row; kAbsent where they say nothing.
std::vector<double> places_of_rows(const PlaceColumns& columns, std::size_t row_count) {
  std::vector<std::uint32_t> rows(row_count);
  std::iota(rows.begin(), rows.end(), 0U);
  std::vector<double> places(row_count, kAbsent);
  for (const Column* column : columns.columns) {
    std::vector<double> found;
    if (columns.kind == XKind::time) {
      found.reserve(row_count);
      for (const std::uint32_t row : rows) {
        found.push_back(time_of(*columns.tables, *column, row, columns.time_base));
      }
    } else {
      found = values_at(*column, rows);
    }
    for (std::size_t row = 0; row < row_count; ++row) {
      if (std::isnan(places[row])) places[row] = found[row];
    }
  }
  return places;
}

void add_places(const PlaceColumns& columns, std::vector<double>& all_x,
                std::vector<double>& all_y) {
  const Places xs = columns.own.x_of_rows();
  const std::vector<double> places = places_of_rows(columns, xs.size());
  for (std::size_t row = 0; row < xs.size(); ++row) {
    if (!std::isfinite(xs[row]) || !std::isfinite(places[row])) continue;
    all_x.push_back(xs[row]);
    all_y.push_back(places[row]);
  }
}

// By x, of several at one x the last, and without those that would lead backwards.
Points in_order(const Points& all) {
  std::vector<double> room;
  const std::span<const double> x = all.x.in(room);
  std::vector<std::uint32_t> order(x.size());
  std::iota(order.begin(), order.end(), 0U);
  if (!std::is_sorted(x.begin(), x.end())) {
    stable_sort_indices(order, [x](std::uint32_t a, std::uint32_t b) { return x[a] < x[b]; });
  }
  std::vector<double> at;
  std::vector<double> places;
  at.reserve(order.size());
  places.reserve(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const bool is_repeated = i + 1 < order.size() && x[order[i + 1]] == x[order[i]];
    const double y = all.y[order[i]];
    if (is_repeated || (!places.empty() && y < places.back())) continue;
    at.push_back(x[order[i]]);
    places.push_back(y);
  }
  return {std::move(at), std::move(places)};
}

}  // namespace

std::vector<XKind> axes_of(const Run& run, const Analysis& analysis) {
  std::vector<XKind> kinds{run.x_kind};
  for (const XKind kind : {XKind::step, XKind::epoch, XKind::time}) {
    const auto tells = [kind](const PlaceColumns& places) {
      return places.kind == kind &&
             std::any_of(places.columns.begin(), places.columns.end(), [](const Column* column) {
               return column->numbers.size() + column->text_codes.size() > 1;
             });
    };
    if (kind != run.x_kind && std::any_of(run.places.begin(), run.places.end(), tells)) {
      kinds.push_back(kind);
    }
  }
  if (const Metric* counter = token_counter(run)) {
    const auto index = static_cast<std::size_t>(counter - run.metrics.data());
    if (never_falls(analysis.metrics[index])) kinds.push_back(XKind::tokens);
  }
  return kinds;
}

Points places_on(const Run& run, XKind kind) {
  if (kind == XKind::tokens) {
    const Metric* counter = token_counter(run);
    return counter == nullptr ? Points{} : in_order(counter->series.points());
  }
  std::vector<double> x;
  std::vector<double> y;
  for (const PlaceColumns& places : run.places) {
    if (places.kind == kind) add_places(places, x, y);
  }
  return in_order({std::move(x), std::move(y)});
}

double AxisMap::at(double x) {
  while (next_ < places_.x.size() && places_.x[next_] < x) ++next_;
  if (next_ == places_.x.size()) return kAbsent;
  const double right_x = places_.x[next_];
  const double right = places_.y[next_];
  if (right_x == x) return right;
  if (next_ == 0) return kAbsent;
  const double left_x = places_.x[next_ - 1];
  const double left = places_.y[next_ - 1];
  return left + (right - left) * ((x - left_x) / (right_x - left_x));
}

}  // namespace ckpt
