// Sorting never asks a series row by row: the values of one metric are walked once beside the
// checkpoints, as both stand in the order of x.
#include "views/row_window.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <optional>
#include <span>

#include "base/sorting.h"
#include "views/json_writer.h"
#include "views/names.h"

namespace ckpt {

namespace {

constexpr std::string_view kMetricPrefix = "metric:";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Compares texts as people number them: a run of digits by its value, everything else by its bytes.
// Returns less than, equal to or greater than 0.
int compare_numbered(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (!is_digit(a[i]) || !is_digit(b[j])) {
      const auto left = static_cast<unsigned char>(a[i++]);
      const auto right = static_cast<unsigned char>(b[j++]);
      if (left != right) return left < right ? -1 : 1;
      continue;
    }
    while (i < a.size() && a[i] == '0') ++i;
    while (j < b.size() && b[j] == '0') ++j;
    const std::size_t a_begin = i;
    const std::size_t b_begin = j;
    while (i < a.size() && is_digit(a[i])) ++i;
    while (j < b.size() && is_digit(b[j])) ++j;
    const std::string_view left = a.substr(a_begin, i - a_begin);
    const std::string_view right = b.substr(b_begin, j - b_begin);
    if (left.size() != right.size()) return left.size() < right.size() ? -1 : 1;
    if (const int order = left.compare(right); order != 0) return order;
  }
  if (i < a.size()) return 1;
  if (j < b.size()) return -1;
  return a.compare(b);  // equal but for leading zeros: any fixed order will do
}

// Rows with a key in the order of the key, ties oldest first; then the others, oldest first.
template <class HasKey, class Less>
std::vector<std::uint32_t> sorted_rows(std::size_t row_count, bool descending, HasKey has_key,
                                       Less less) {
  std::vector<std::uint32_t> rows(row_count);
  std::iota(rows.begin(), rows.end(), std::uint32_t{0});
  const auto keyed = static_cast<std::size_t>(
      std::stable_partition(rows.begin(), rows.end(), has_key) - rows.begin());
  stable_sort_indices(std::span(rows).first(keyed), [&](std::uint32_t a, std::uint32_t b) {
    return descending ? less(b, a) : less(a, b);
  });
  return rows;
}

std::vector<std::uint32_t> rows_by_number(const std::vector<double>& keys, bool descending) {
  return sorted_rows(
      keys.size(), descending, [&](std::uint32_t row) { return std::isfinite(keys[row]); },
      [&](std::uint32_t a, std::uint32_t b) { return keys[a] < keys[b]; });
}

std::vector<std::uint32_t> rows_by_text(const CheckpointList& checkpoints,
                                        std::string_view Checkpoint::*text, bool descending) {
  std::vector<std::string_view> keys;
  keys.reserve(checkpoints.size());
  for (const Checkpoint& checkpoint : checkpoints) keys.push_back(checkpoint.*text);
  return sorted_rows(
      keys.size(), descending, [&](std::uint32_t row) { return !keys[row].empty(); },
      [&](std::uint32_t a, std::uint32_t b) { return compare_numbered(keys[a], keys[b]) < 0; });
}

template <class Get>
std::vector<double> keys_of(const CheckpointList& checkpoints, Get get) {
  std::vector<double> keys;
  keys.reserve(checkpoints.size());
  for (const Checkpoint& checkpoint : checkpoints) keys.push_back(get(checkpoint));
  return keys;
}

double saved_rank(Saved saved) {
  switch (saved) {
    case Saved::yes:
      return 0;
    case Saved::unknown:
      return 1;
    case Saved::no:
      return 2;
  }
  return 1;
}

enum class Lookup : std::uint8_t { exact, latest };

// The finite values of a metric beside the checkpoints: at exactly their x, or the latest until
// then.
std::vector<double> values_at_checkpoints(const Run& run, const Metric& metric, Lookup lookup) {
  const Points points = metric.series.points();
  std::vector<double> values;
  values.reserve(run.checkpoints.size());
  std::size_t next = 0;  // first point beyond the checkpoint's x
  const bool is_on_axis = metric.x_kind == run.x_kind;
  for (std::size_t i = 0; i < run.checkpoints.size(); ++i) {
    const double x =
        is_on_axis ? run.checkpoints.x(i) : checkpoint_x(run, run.checkpoints[i], metric.x_kind);
    if (std::isnan(x)) {
      values.push_back(kAbsent);
      continue;
    }
    if (next > 0 && points.x[next - 1] > x) {  // checkpoints need not ascend on every axis
      next = static_cast<std::size_t>(std::upper_bound(points.x.begin(), points.x.end(), x) -
                                      points.x.begin());
    }
    while (next < points.x.size() && points.x[next] <= x) ++next;
    const bool is_there = next > 0 && (lookup == Lookup::latest || points.x[next - 1] == x);
    values.push_back(is_there ? points.y[next - 1] : kAbsent);
  }
  return values;
}

// The other half of the pair that a gap compares: the same quantity, training beside held-out data.
// Several may qualify; the whole validation set says more than a sample of it, and that more than a
// test set.
const Metric* counterpart_of(const Run& run, const Metric& primary) {
  const auto rank = [](Role role) {
    return role == Role::valid ? 0 : role == Role::valid_batch ? 1 : 2;
  };
  const Metric* best = nullptr;
  for (const Metric& metric : run.metrics) {
    if (&metric == &primary || metric.quantity != primary.quantity) continue;
    if (is_held_out_role(primary.role)) {
      if (metric.role == Role::train) return &metric;
    } else if (primary.role == Role::train && is_held_out_role(metric.role)) {
      if (best == nullptr || rank(metric.role) < rank(best->role)) best = &metric;
    }
  }
  return best;
}

const Metric* metric_at(const Run& run, std::int64_t index) {
  if (index < 0 || index >= static_cast<std::int64_t>(run.metrics.size())) return nullptr;
  return &run.metrics[static_cast<std::size_t>(index)];
}

}  // namespace

double checkpoint_x(const Run& run, const Checkpoint& checkpoint, XKind kind) {
  if (kind == run.x_kind) return checkpoint.x;
  switch (kind) {
    case XKind::step:
      return checkpoint.step;
    case XKind::epoch:
      return checkpoint.epoch;
    case XKind::time:
      return checkpoint.time;
    case XKind::index:
    case XKind::tokens:
      return kAbsent;
  }
  return kAbsent;
}

const std::vector<std::uint32_t>& RowWindow::order(std::string_view sort, bool descending) {
  const auto known = std::find_if(orders_.begin(), orders_.end(), [&](const Order& order) {
    return order.sort == sort && order.descending == descending;
  });
  if (known != orders_.end()) {
    std::rotate(orders_.begin(), known, known + 1);
    return orders_.front().rows;
  }

  const CheckpointList& all = run_.checkpoints;
  const auto by = [&](auto get) { return rows_by_number(keys_of(all, get), descending); };
  std::vector<std::uint32_t> rows;
  const Metric* metric =
      sort.starts_with(kMetricPrefix) ? run_.metric(sort.substr(kMetricPrefix.size())) : nullptr;
  if (metric != nullptr) {
    rows = rows_by_number(values_at_checkpoints(run_, *metric, Lookup::exact), descending);
  } else if (sort == "x") {
    rows = by([](const Checkpoint& c) { return c.x; });
  } else if (sort == "step") {
    rows = by([](const Checkpoint& c) { return c.step; });
  } else if (sort == "epoch") {
    rows = by([](const Checkpoint& c) { return c.epoch; });
  } else if (sort == "time") {
    rows = by([](const Checkpoint& c) { return c.time; });
  } else if (sort == "saved") {
    rows = by([](const Checkpoint& c) { return saved_rank(c.saved); });
  } else if (sort == "id") {
    rows = rows_by_text(all, &Checkpoint::id, descending);
  } else if (sort == "model") {
    rows = rows_by_text(all, &Checkpoint::model, descending);
  } else if (sort == "path") {
    rows = rows_by_text(all, &Checkpoint::path, descending);
  } else {
    rows.resize(all.size());
    std::iota(rows.begin(), rows.end(), std::uint32_t{0});
    if (descending) std::reverse(rows.begin(), rows.end());
  }

  if (orders_.size() == kOrdersKept) orders_.pop_back();
  orders_.insert(orders_.begin(), Order{std::string(sort), descending, std::move(rows)});
  return orders_.front().rows;
}

std::vector<std::uint32_t> RowWindow::window(std::uint32_t start, std::uint32_t count,
                                             std::string_view sort, bool descending) {
  const std::vector<std::uint32_t>& rows = order(sort, descending);
  const std::size_t begin = std::min<std::size_t>(start, rows.size());
  const std::size_t end = begin + std::min<std::size_t>(count, rows.size() - begin);
  return {rows.begin() + static_cast<std::ptrdiff_t>(begin),
          rows.begin() + static_cast<std::ptrdiff_t>(end)};
}

void RowWindow::load_primary(const Analysis& analysis) {
  if (analysis.primary_metric == primary_) return;
  primary_ = analysis.primary_metric;
  primary_values_.clear();
  gaps_.clear();
  const Metric* primary = metric_at(run_, primary_);
  if (primary == nullptr) return;
  primary_values_ = values_at_checkpoints(run_, *primary, Lookup::exact);

  const Metric* counterpart = counterpart_of(run_, *primary);
  if (counterpart == nullptr) return;
  const bool is_primary_held_out = is_held_out_role(primary->role);
  const std::vector<double> training =
      values_at_checkpoints(run_, is_primary_held_out ? *counterpart : *primary, Lookup::latest);
  gaps_ = is_primary_held_out ? primary_values_
                              : values_at_checkpoints(run_, *counterpart, Lookup::exact);
  for (std::size_t row = 0; row < gaps_.size(); ++row) gaps_[row] -= training[row];
}

void RowWindow::write(JsonWriter& json, const Analysis& analysis, std::uint32_t start,
                      std::uint32_t count, std::string_view sort, bool descending) {
  load_primary(analysis);
  json.begin_array();
  for (const std::uint32_t row : window(start, count, sort, descending)) {
    write_row(json, analysis, row);
  }
  json.end_array();
}

void RowWindow::write_row(JsonWriter& json, const Analysis& analysis, std::uint32_t row) const {
  const Checkpoint& checkpoint = run_.checkpoints[row];
  json.begin_object();
  json.key("index");
  json.count(row);
  json.key("id");
  json.text(checkpoint.id);
  json.key("kind");
  json.text(json_name(checkpoint.kind));
  json.key("saved");
  json.text(json_name(checkpoint.saved));
  json.key("x");
  json.number_or_null(checkpoint.x);
  json.key("step");
  json.number_or_null(checkpoint.step);
  json.key("epoch");
  json.number_or_null(checkpoint.epoch);
  json.key("time");
  json.text_or_null(iso_text(checkpoint.time));
  json.key("model");
  json.text(checkpoint.model);
  json.key("path");
  json.text(checkpoint.path);
  json.key("source");
  const auto source = std::find(run_.sources.begin(), run_.sources.end(), checkpoint.source);
  json.count(static_cast<std::uint64_t>(source - run_.sources.begin()));

  json.key("metrics");
  json.begin_object();
  for (const Metric& metric : run_.metrics) {
    const auto value = metric.series.stated_at(checkpoint_x(run_, checkpoint, metric.x_kind));
    if (!value) continue;
    json.key(metric.name);
    json.number(*value);
  }
  json.end_object();

  double delta_best = kAbsent;
  double delta_previous = kAbsent;
  if (row < primary_values_.size()) {
    const double value = primary_values_[row];
    const auto& best = analysis.metrics[static_cast<std::size_t>(primary_)].best;
    if (best) delta_best = value - best->y;
    for (std::uint32_t older = row; older-- > 0;) {
      if (std::isnan(primary_values_[older])) continue;
      delta_previous = value - primary_values_[older];
      break;
    }
  }
  json.key("deltaBest");
  json.number_or_null(delta_best);
  json.key("deltaPrevious");
  json.number_or_null(delta_previous);
  json.key("gap");
  json.number_or_null(row < gaps_.size() ? gaps_[row] : kAbsent);
  json.key("marks");
  write_marks(json, analysis, row);
  json.end_object();
}

void RowWindow::write_marks(JsonWriter& json, const Analysis& analysis, std::uint32_t row) const {
  const Checkpoint& checkpoint = run_.checkpoints[row];
  json.begin_array();
  if (const Metric* primary = metric_at(run_, primary_)) {
    const auto& best = analysis.metrics[static_cast<std::size_t>(primary_)].best;
    if (best && checkpoint_x(run_, checkpoint, primary->x_kind) == best->x) json.text("best");
  }
  if (row + 1 == run_.checkpoints.size()) json.text("last");
  const Recommendation& recommended = analysis.verdict.recommended;
  if (recommended.checkpoint == static_cast<std::int64_t>(row)) json.text("recommended");
  const auto& equivalent = recommended.equivalent;
  if (std::find(equivalent.begin(), equivalent.end(), row) != equivalent.end()) {
    json.text("equivalent");
  }
  if (checkpoint.is_cut) json.text("cut");
  json.end_array();
}

}  // namespace ckpt
