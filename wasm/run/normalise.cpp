// See normalise.h.
#include "run/normalise.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "base/extremes.h"
#include "base/limits.h"
#include "base/sorting.h"
#include "run/column_values.h"

namespace ckpt {
namespace {

bool has_any_value(std::span<const Column* const> columns) {
  return std::any_of(columns.begin(), columns.end(),
                     [](const Column* column) { return column->has_numbers(); });
}

// One that stands in a record that the source was not cut in.
bool has_complete_value(const PlannedRecords& records, std::span<const Column* const> columns) {
  const auto cut = records.table->cut_row;
  return std::any_of(columns.begin(), columns.end(), [&](const Column* column) {
    const std::uint32_t in_cut_row = cut && column->numbers.at(*cut) ? 1 : 0;
    return column->numbers.size() > in_cut_row;
  });
}

std::vector<std::uint32_t> record_rows(const PlannedRecords& records) {
  if (records.has_selection) return records.rows;
  std::vector<std::uint32_t> rows(records.table->row_count);
  std::iota(rows.begin(), rows.end(), 0U);
  return rows;
}

// The first of `columns` that has a value counts, row by row. `single` is set when one column alone
// says it all.
std::vector<double> first_values(std::span<const Column* const> columns,
                                 std::span<const std::uint32_t> rows, const Column*& single) {
  std::vector<double> values(rows.size(), kAbsent);
  std::size_t missing = rows.size();
  single = nullptr;
  for (const Column* column : columns) {
    if (!column->has_numbers()) continue;
    const std::vector<double> found = values_at(*column, rows);
    const bool is_first = missing == rows.size();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!std::isfinite(values[i]) && std::isfinite(found[i])) {
        values[i] = found[i];
        --missing;
      }
    }
    single = is_first && missing < rows.size() ? column : nullptr;
    if (missing == 0) break;
  }
  return values;
}

// Seconds since 1970, from the first column that tells.
std::vector<double> times_of(const Tables& tables, const PlannedRecords& records,
                             std::span<const std::uint32_t> rows) {
  std::vector<double> times(rows.size(), kAbsent);
  for (const Column* column : records.time) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (std::isnan(times[i])) times[i] = time_of(tables, *column, rows[i], records.time_base);
    }
  }
  return times;
}

// An appended file whose x never rises was written newest first.
bool is_newest_first(std::span<const double> xs) {
  double previous = kAbsent;
  bool has_fallen = false;
  for (const double x : xs) {
    if (std::isnan(x)) continue;
    if (x > previous) return false;
    has_fallen = has_fallen || x < previous;
    previous = x;
  }
  return has_fallen;
}

// A record that carries only its epoch stands at the last step that was logged in that epoch.
void place_by_epoch(const PlannedRecords& records, std::span<const std::uint32_t> rows,
                    std::vector<double>& xs) {
  const Column* single = nullptr;
  if (!has_any_value(records.epoch)) return;
  const std::vector<double> epochs = first_values(records.epoch, rows, single);
  double last_step = kAbsent;
  double last_epoch = kAbsent;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!std::isnan(xs[i])) {
      last_step = xs[i];
      last_epoch = epochs[i];
    } else if (last_epoch <= epochs[i] && epochs[i] - last_epoch < 1) {
      xs[i] = last_step;
    }
  }
}

std::span<const double> keep(Run& run, std::vector<double>&& axis) {
  run.axes.push_back(std::make_unique<std::vector<double>>(std::move(axis)));
  return *run.axes.back();
}

struct Entry {
  std::uint32_t position;  // of the record, oldest first
  std::uint32_t row;       // of the values
  double x;
  double value;
};

// emcc 3.1.6 has no std::bit_cast.
std::uint64_t bits_of(double value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

// Keeps the last of the entries that share an x. Returns how many values were lost by that: one
// that is only repeated is not.
std::size_t drop_duplicates(std::vector<Entry>& entries) {
  std::size_t kept = 0;
  std::size_t lost_count = 0;
  for (const Entry& entry : entries) {
    if (kept > 0 && entries[kept - 1].x == entry.x) {
      const double replaced = entries[--kept].value;
      if (bits_of(replaced) != bits_of(entry.value)) {
        ++lost_count;
      }
    }
    entries[kept++] = entry;
  }
  entries.resize(kept);
  return lost_count;
}

// Moves out every entry of a stretch that a later stretch begins at or before: training was resumed
// there and logged again.
std::vector<std::uint32_t> drop_superseded(std::vector<Entry>& entries) {
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (i == 0 || entries[i].x < entries[i - 1].x) starts.push_back(i);
  }
  if (starts.size() < 2) return {};
  std::vector<bool> is_superseded(entries.size(), false);
  double resumed_at = std::numeric_limits<double>::infinity();
  std::size_t end = entries.size();
  for (std::size_t s = starts.size(); s-- > 0;) {
    for (std::size_t i = starts[s]; i < end; ++i) is_superseded[i] = entries[i].x >= resumed_at;
    resumed_at = std::min(resumed_at, entries[starts[s]].x);
    end = starts[s];
  }
  std::vector<std::uint32_t> superseded;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (is_superseded[i]) {
      superseded.push_back(entries[i].row);
    } else {
      entries[kept++] = entries[i];
    }
  }
  entries.resize(kept);
  return superseded;
}

void note_non_finite(double x, double value, Metric& metric) {
  ++metric.non_finite_count;
  if (metric.non_finite.size() < limits::kNonFiniteListMax) metric.non_finite.push_back({x, value});
}

class ValueWatch {
 public:
  void see(double x, double value, Metric& metric, SeriesFacts& facts) {
    see_all(std::span(&value, 1), 1, facts);
    if (!std::isfinite(value)) note_non_finite(x, value, metric);
  }
  // Each of `values` stands there `times`.
  void see_all(std::span<const double> values, std::uint32_t times, SeriesFacts& facts) {
    if (facts.value_count == 0) first_bits_ = bits_of(values.front());
    std::uint64_t differing = 0;
    std::uint64_t finite = 0;
    for (const double value : values) {
      differing |= bits_of(value) ^ first_bits_;
      finite += std::isfinite(value) ? 1U : 0U;
    }
    facts.is_constant = facts.is_constant && differing == 0;
    facts.last_value = values.back();
    facts.value_count += std::uint64_t{times} * values.size();
    facts.finite_count += times * finite;
  }

 private:
  std::uint64_t first_bits_ = 0;
};

bool is_impossible(const PlannedMetric& planned, double value) {
  if (!planned.bounds) return false;
  if (std::isnan(value)) return planned.bounds->is_nan_outside;
  return std::isfinite(value) &&
         (value < planned.bounds->least || value > planned.bounds->greatest);
}

bool has_impossible(const PlannedMetric& planned) {
  if (!planned.bounds) return false;
  const Bounds& bounds = *planned.bounds;
  bool has_any = false;
  planned.values->numbers.for_each_block([&](std::span<const double> values, std::uint32_t) {
    const bool may_have_any = bounds.is_nan_outside || least_of(values) < bounds.least ||
                              greatest_of(values) > bounds.greatest;
    has_any =
        has_any || (may_have_any && std::any_of(values.begin(), values.end(), [&](double value) {
                      return is_impossible(planned, value);
                    }));
  });
  return has_any;
}

// The x of the rows that have a value, where they are even.
std::optional<EvenPlaces> even_over(const SparseColumn<double>& values,
                                    std::span<const double> x_of_row) {
  auto cursor = values.cursor();
  if (!cursor.next()) return std::nullopt;
  EvenPlaces even{x_of_row[cursor.row()], 0.0};
  if (cursor.next()) even.step = x_of_row[cursor.row()] - even.start;
  if (!even.is_exact(values.size())) return std::nullopt;
  bool is_even = true;
  std::size_t index = 0;
  values.for_each(
      [&](std::uint32_t row, double) { is_even = is_even && even.has(index++, x_of_row[row]); });
  return is_even ? std::optional(even) : std::nullopt;
}

// Whether x rises from each of the rows that have a value to the next.
bool rises_over(const SparseColumn<double>& values, std::span<const double> x_of_row) {
  bool rises = true;
  double previous = -std::numeric_limits<double>::infinity();
  values.for_each([&](std::uint32_t row, double) {
    rises = rises && x_of_row[row] > previous;
    previous = x_of_row[row];
  });
  return rises;
}

// The common case of a long log: every row is a record, and one column tells its x, which never
// falls. Then there is nothing to put in order. Returns whether it is so.
bool order_as_it_stands(const PlannedRecords& records, std::span<const Column* const> columns,
                        Ordered& ordered) {
  const auto first = std::find_if(columns.begin(), columns.end(),
                                  [](const Column* column) { return column->has_numbers(); });
  const std::uint32_t count = records.table->row_count;
  if (records.has_selection || records.table->cut_row || count == 0 || first == columns.end() ||
      (*first)->numbers.size() != count || !(*first)->numbers.is_dense(count)) {
    return false;
  }
  bool is_ascending = true;
  bool is_rising = true;
  Places places;
  if (const auto even = (*first)->numbers.even_places()) {
    is_ascending = even->step > 0.0;
    places = {*even, count};
  } else {
    std::vector<double> xs;
    (*first)->numbers.copy_values_to(xs);
    is_ascending = std::isfinite(xs.front()) && std::isfinite(xs.back());
    for (std::size_t i = 1; i < xs.size(); ++i) {
      is_ascending = is_ascending && xs[i - 1] <= xs[i];
      is_rising = is_rising && xs[i - 1] != xs[i];
    }
    if (is_ascending) places = std::move(xs);
  }
  // A list whose x never changes may be newest first as well as oldest first.
  if (!is_ascending || places.front() == places.back()) return false;
  ordered.x_of_row = std::move(places);
  ordered.axis.column = *first;
  ordered.is_every_row = true;
  ordered.is_rising = is_rising;
  ordered.record_count = count;
  ordered.last_x = ordered.x_of_row.back();
  return true;
}

}  // namespace

XKind best_x_kind(const Tables& tables, const PlannedRecords& records) {
  if (!records.computed_x.empty()) return records.computed_x_kind;
  if (has_complete_value(records, records.step)) return XKind::step;
  if (has_complete_value(records, records.epoch)) return XKind::epoch;
  for (const Column* column : records.time) {
    const std::uint32_t row = column->has_numbers()
                                  ? column->numbers.first_row()
                                  : (column->has_texts() ? column->text_codes.first_row() : 0);
    if (!std::isnan(time_of(tables, *column, row, records.time_base))) return XKind::time;
  }
  return XKind::index;
}

Ordered order_records(const Tables& tables, const PlannedRecords& records, XKind kind, Run& run) {
  Ordered ordered;
  ordered.order = records.order;
  ordered.axis.kind = kind;
  if ((kind == XKind::step || kind == XKind::epoch) && records.computed_x.empty() &&
      order_as_it_stands(records, kind == XKind::step ? records.step : records.epoch, ordered)) {
    return ordered;
  }
  std::vector<std::uint32_t> rows = record_rows(records);
  ordered.record_count = rows.size();

  const Column* single = nullptr;
  std::vector<double> xs;
  if (!records.computed_x.empty() && kind == records.computed_x_kind) {
    xs.reserve(rows.size());
    for (const std::uint32_t row : rows) xs.push_back(records.computed_x[row]);
  } else if (kind == XKind::step) {
    xs = first_values(records.step, rows, single);
  } else if (kind == XKind::epoch) {
    xs = first_values(records.epoch, rows, single);
  } else if (kind == XKind::time) {
    xs = times_of(tables, records, rows);
  } else {
    xs.resize(rows.size());
    std::iota(xs.begin(), xs.end(), 0.0);
  }

  if (records.order == RowOrder::appended && is_newest_first(xs)) {
    std::reverse(rows.begin(), rows.end());
    std::reverse(xs.begin(), xs.end());
  }
  // The row in which the source was cut is kept only when its place is known, and by complete ones.
  if (const auto cut = records.table->cut_row) {
    const auto found = std::find(rows.begin(), rows.end(), *cut);
    if (found != rows.end()) {
      const auto at = found - rows.begin();
      const bool is_placed =
          rows.size() > 1 && kind != XKind::index && !std::isnan(xs[static_cast<std::size_t>(at)]);
      ordered.has_cut_row = is_placed;
      ordered.has_dropped_cut_row = !is_placed;
      if (!is_placed) {
        rows.erase(found);
        xs.erase(xs.begin() + at);
        --ordered.record_count;
      }
    }
  }

  if (kind == XKind::step && records.order == RowOrder::appended &&
      std::any_of(xs.begin(), xs.end(), [](double x) { return std::isnan(x); })) {
    const std::vector<double> before = xs;
    place_by_epoch(records, rows, xs);
    if (std::memcmp(before.data(), xs.data(), xs.size() * sizeof(double)) != 0) single = nullptr;
  }

  std::vector<double> x_of_row(records.table->row_count, kAbsent);
  for (std::size_t i = 0; i < rows.size(); ++i) x_of_row[rows[i]] = xs[i];

  const bool is_contiguous = !rows.empty() && rows.back() - rows.front() + 1 == rows.size() &&
                             std::is_sorted(rows.begin(), rows.end());
  if (kind == XKind::index && is_contiguous && records.computed_x.empty()) {
    ordered.axis.offset = -static_cast<double>(rows.front());
  } else if (single != nullptr) {
    ordered.axis.column = single;
  } else {
    ordered.axis.computed = keep(run, std::vector<double>(x_of_row));
  }
  ordered.x_of_row = std::move(x_of_row);

  const auto is_known = [](double x) { return !std::isnan(x); };
  ordered.is_every_row =
      rows.size() == records.table->row_count && std::is_sorted(rows.begin(), rows.end()) &&
      std::all_of(xs.begin(), xs.end(), is_known) && std::is_sorted(xs.begin(), xs.end());
  if (ordered.is_every_row) {
    ordered.is_rising = std::adjacent_find(xs.begin(), xs.end()) == xs.end();
    if (!xs.empty()) ordered.last_x = xs.back();
    return ordered;
  }
  for (const double x : xs) {
    if (is_known(x) && !(x <= ordered.last_x)) ordered.last_x = x;
  }

  std::vector<std::uint32_t> index(rows.size());
  std::iota(index.begin(), index.end(), 0U);
  if (records.order == RowOrder::set) {
    const std::vector<double> times = times_of(tables, records, rows);
    sort_values(index, [&](std::uint32_t a, std::uint32_t b) {
      if (is_known(xs[a]) != is_known(xs[b])) return is_known(xs[a]);
      if (xs[a] != xs[b] && is_known(xs[a])) return xs[a] < xs[b];
      return is_known(times[a]) && is_known(times[b]) && times[a] < times[b];
    });
  }
  ordered.position_of_row.assign(records.table->row_count, Ordered::kNoPosition);
  ordered.rows.reserve(rows.size());
  for (const std::uint32_t i : index) {
    ordered.position_of_row[rows[i]] = static_cast<std::uint32_t>(ordered.rows.size());
    ordered.rows.push_back(rows[i]);
  }
  return ordered;
}

SeriesFacts normalise(const PlannedMetric& planned, const Ordered& ordered, Metric& metric,
                      Run& run) {
  SeriesFacts facts;
  ValueWatch watch;
  Series& series = metric.series;
  series.value = planned.values;
  series.x_column = ordered.axis.column;
  series.computed_x = ordered.axis.computed;
  series.x_scale = ordered.axis.scale;
  series.x_offset = ordered.axis.offset;
  metric.x_kind = ordered.axis.kind;

  if (ordered.is_every_row && planned.rows.empty() && !has_impossible(planned)) {
    std::optional<EvenPlaces> even;
    bool is_rising = ordered.is_rising;
    if (!is_rising) {
      std::vector<double> room;
      const std::span<const double> x_of_row = ordered.x_of_row.in(room);
      even = even_over(planned.values->numbers, x_of_row);
      is_rising = (even && even->step > 0.0) || rises_over(planned.values->numbers, x_of_row);
    }
    if (is_rising) {
      planned.values->numbers.for_each_block(
          [&](std::span<const double> values, std::uint32_t times) {
            watch.see_all(values, times, facts);
          });
      if (facts.finite_count < facts.value_count) {
        planned.values->numbers.for_each([&](std::uint32_t row, double value) {
          if (!std::isfinite(value)) note_non_finite(ordered.x_of_row[row], value, metric);
        });
      } else {
        series.even_x = even;
      }
      series.finite_count = facts.finite_count;
      return facts;
    }
  }

  std::vector<Entry> entries;
  std::vector<Entry> sentinels;
  const auto add = [&](std::uint32_t record, std::uint32_t row, double value) {
    const std::uint32_t position = ordered.is_every_row ? record : ordered.position_of_row[record];
    if (position == Ordered::kNoPosition) return;
    const double x = ordered.x_of_row[record];
    if (is_impossible(planned, value)) {
      ++metric.sentinel_count;
      if (!std::isnan(x)) sentinels.push_back({position, row, x, value});
    } else if (std::isnan(x)) {
      facts.rows_without_x.push_back(record);
      facts.value_without_x = value;
    } else {
      entries.push_back({position, row, x, value});
    }
  };
  if (planned.rows.empty()) {
    entries.reserve(planned.values->numbers.size());
    planned.values->numbers.for_each(
        [&](std::uint32_t row, double value) { add(row, row, value); });
  } else {
    for (std::size_t i = 0; i < planned.rows.size(); ++i) {
      const std::uint32_t row = planned.rows[i];
      const auto value = planned.values->numbers.at(row);
      if (value) add(planned.records.empty() ? row : planned.records[i], row, *value);
    }
  }
  if (!planned.records.empty()) {
    // The values stand in a table of their own, so their x goes by that table's rows.
    std::vector<double> x_of_value(
        planned.values->has_numbers() ? planned.values->numbers.last_row() + 1 : 0, kAbsent);
    for (const auto* all : {&entries, &sentinels}) {
      for (const Entry& entry : *all) x_of_value[entry.row] = entry.x;
    }
    series.x_column = nullptr;
    series.computed_x = keep(run, std::move(x_of_value));
    series.x_scale = 1.0;
    series.x_offset = 0.0;
  }
  sort_values(entries, [](const Entry& a, const Entry& b) { return a.position < b.position; });

  if (ordered.order == RowOrder::appended) {
    series.superseded_rows = drop_superseded(entries);
    metric.superseded_count = series.superseded_rows.size();
  }
  sort_values(sentinels, [](const Entry& a, const Entry& b) { return a.x < b.x; });
  for (const Entry& entry : sentinels) series.sentinel_rows.push_back(entry.row);
  metric.duplicate_count = drop_duplicates(entries);
  series.has_selection = true;
  series.rows.reserve(entries.size());
  for (const Entry& entry : entries) {
    series.rows.push_back(entry.row);
    watch.see(entry.x, entry.value, metric, facts);
  }
  series.finite_count = facts.finite_count;
  return facts;
}

}  // namespace ckpt
