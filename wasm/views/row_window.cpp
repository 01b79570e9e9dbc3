// Sorting never asks a series row by row: the values of one metric are walked once beside the
// checkpoints, as both stand in the order of x.
#include "views/row_window.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <optional>
#include <span>
#include <utility>

#include "base/sorting.h"
#include "views/json_writer.h"
#include "views/names.h"
#include "views/row_filter.h"

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

// Bits of a row's marks, the one that says most first.
enum Mark : std::uint8_t { kRecommended = 1, kBest = 2, kEquivalent = 4, kLast = 8, kCut = 16 };

// As they are written, in the order of the row's list.
constexpr std::array<std::pair<Mark, std::string_view>, 5> kMarkNames{{
    {kBest, "best"},
    {kLast, "last"},
    {kRecommended, "recommended"},
    {kEquivalent, "equivalent"},
    {kCut, "cut"},
}};

// Texts that rows are sorted by and looked for in.
constexpr std::array<std::pair<std::string_view, std::string_view Checkpoint::*>, 3> kTexts{{
    {"id", &Checkpoint::id},
    {"model", &Checkpoint::model},
    {"path", &Checkpoint::path},
}};

std::string_view Checkpoint::*text_named(std::string_view key) {
  for (const auto& [name, text] : kTexts) {
    if (name == key) return text;
  }
  return nullptr;
}

bool meets_in_words(const Checkpoint& checkpoint, const RowCondition& condition) {
  if (condition.key == "any") {
    return std::any_of(kTexts.begin(), kTexts.end(),
                       [&](const auto& text) { return meets(checkpoint.*text.second, condition); });
  }
  if (condition.key == "saved") return meets(json_name(checkpoint.saved), condition);
  if (condition.key == "kind") return meets(json_name(checkpoint.kind), condition);
  const auto text = text_named(condition.key);
  return text != nullptr && meets(checkpoint.*text, condition);
}

bool is_in_words(std::string_view key) {
  return key == "any" || key == "saved" || key == "kind" || text_named(key) != nullptr;
}

// The row's mark that says most, 0 first; NaN without one.
double mark_rank(std::uint8_t marks) {
  for (const Mark mark : {kRecommended, kBest, kEquivalent, kLast}) {
    if ((marks & mark) != 0) return mark;
  }
  return kAbsent;
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
      next = points.x.upper_bound(x);
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

// What rows are sorted or tested by; empty for what is no number.
std::vector<double> RowWindow::numbers(std::string_view key) const {
  const CheckpointList& all = run_.checkpoints;
  if (key.starts_with(kMetricPrefix)) {
    const Metric* metric = run_.metric(key.substr(kMetricPrefix.size()));
    if (metric == nullptr) return {};
    return values_at_checkpoints(run_, *metric, Lookup::exact);
  }
  if (key == "x") return keys_of(all, [](const Checkpoint& c) { return c.x; });
  if (key == "step") return keys_of(all, [](const Checkpoint& c) { return c.step; });
  if (key == "epoch") return keys_of(all, [](const Checkpoint& c) { return c.epoch; });
  if (key == "time") return keys_of(all, [](const Checkpoint& c) { return c.time; });
  if (key == "saved") return keys_of(all, [](const Checkpoint& c) { return saved_rank(c.saved); });
  if (key == "deltaBest") return from_best_;
  if (key == "deltaPrevious") return from_previous_;
  if (key == "gap") return gaps_;
  if (key != "mark") return {};
  std::vector<double> ranks;
  ranks.reserve(marks_.size());
  for (const std::uint8_t marks : marks_) ranks.push_back(mark_rank(marks));
  return ranks;
}

void RowWindow::filter_rows(std::vector<std::uint32_t>& rows, std::string_view filter) const {
  for (const RowCondition& condition : row_conditions(filter)) {
    if (is_in_words(condition.key)) {
      std::erase_if(rows, [&](std::uint32_t row) {
        return !meets_in_words(run_.checkpoints[row], condition);
      });
    } else {
      const std::vector<double> values = numbers(condition.key);
      std::erase_if(rows, [&](std::uint32_t row) {
        return row >= values.size() || !meets(values[row], condition);
      });
    }
  }
}

const std::vector<std::uint32_t>& RowWindow::order(std::string_view sort, bool descending,
                                                   std::string_view filter) {
  const auto known = std::find_if(orders_.begin(), orders_.end(), [&](const Order& order) {
    return order.sort == sort && order.descending == descending && order.filter == filter;
  });
  if (known != orders_.end()) {
    std::rotate(orders_.begin(), known, known + 1);
    return orders_.front().rows;
  }

  const CheckpointList& all = run_.checkpoints;
  std::vector<std::uint32_t> rows;
  if (const auto text = text_named(sort)) {
    rows = rows_by_text(all, text, descending);
  } else if (const std::vector<double> keys = numbers(sort); keys.size() == all.size()) {
    rows = rows_by_number(keys, descending);
  } else {
    rows.resize(all.size());
    std::iota(rows.begin(), rows.end(), std::uint32_t{0});
    if (descending) std::reverse(rows.begin(), rows.end());
  }
  filter_rows(rows, filter);

  if (orders_.size() == kOrdersKept) orders_.pop_back();
  orders_.insert(orders_.begin(), Order{.sort = std::string(sort),
                                        .filter = std::string(filter),
                                        .descending = descending,
                                        .rows = std::move(rows)});
  return orders_.front().rows;
}

std::vector<std::uint32_t> RowWindow::window(std::uint32_t start, std::uint32_t count,
                                             std::string_view sort, bool descending,
                                             std::string_view filter) {
  const std::vector<std::uint32_t>& rows = order(sort, descending, filter);
  const std::size_t begin = std::min<std::size_t>(start, rows.size());
  const std::size_t end = begin + std::min<std::size_t>(count, rows.size() - begin);
  return {rows.begin() + static_cast<std::ptrdiff_t>(begin),
          rows.begin() + static_cast<std::ptrdiff_t>(end)};
}

std::uint32_t RowWindow::count(std::string_view filter) {
  return static_cast<std::uint32_t>(order("", false, filter).size());
}

void RowWindow::forget() {
  is_loaded_ = false;
  orders_.clear();
  from_best_.clear();
  from_previous_.clear();
  gaps_.clear();
  marks_.clear();
}

void RowWindow::load(const Analysis& analysis) {
  if (is_loaded_) return;
  is_loaded_ = true;
  const CheckpointList& all = run_.checkpoints;
  marks_.assign(all.size(), 0);
  if (!marks_.empty()) marks_.back() |= kLast;
  for (std::size_t row = 0; row < all.size(); ++row) {
    if (all[row].is_cut) marks_[row] |= kCut;
  }
  const Recommendation& recommended = analysis.verdict.recommended;
  if (recommended.checkpoint >= 0) {
    marks_[static_cast<std::size_t>(recommended.checkpoint)] |= kRecommended;
  }
  for (const std::uint32_t row : recommended.equivalent) marks_[row] |= kEquivalent;

  const Metric* primary = metric_at(run_, analysis.primary_metric);
  if (primary == nullptr) return;
  const std::vector<double> values = values_at_checkpoints(run_, *primary, Lookup::exact);
  const auto& best = analysis.metrics[static_cast<std::size_t>(analysis.primary_metric)].best;
  double previous = kAbsent;
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (best && checkpoint_x(run_, all[row], primary->x_kind) == best->x) marks_[row] |= kBest;
    from_best_.push_back(best ? values[row] - best->y : kAbsent);
    from_previous_.push_back(values[row] - previous);
    if (!std::isnan(values[row])) previous = values[row];
  }

  const Metric* counterpart = counterpart_of(run_, *primary);
  if (counterpart == nullptr) return;
  const bool is_primary_held_out = is_held_out_role(primary->role);
  const std::vector<double> training =
      values_at_checkpoints(run_, is_primary_held_out ? *counterpart : *primary, Lookup::latest);
  gaps_ = is_primary_held_out ? values : values_at_checkpoints(run_, *counterpart, Lookup::exact);
  for (std::size_t row = 0; row < gaps_.size(); ++row) gaps_[row] -= training[row];
}

void RowWindow::write(JsonWriter& json, const Analysis& analysis, std::uint32_t start,
                      std::uint32_t count, std::string_view sort, bool descending,
                      std::string_view filter) {
  load(analysis);
  json.begin_array();
  for (const std::uint32_t row : window(start, count, sort, descending, filter))
    write_row(json, row);
  json.end_array();
}

void RowWindow::write_row(JsonWriter& json, std::uint32_t row) const {
  const Checkpoint& checkpoint = run_.checkpoints[row];
  json.begin_object();
  json.count("index", row);
  json.text("id", checkpoint.id);
  json.text("kind", json_name(checkpoint.kind));
  json.text("saved", json_name(checkpoint.saved));
  json.number_or_null("x", checkpoint.x);
  json.number_or_null("step", checkpoint.step);
  json.number_or_null("epoch", checkpoint.epoch);
  json.text_or_null("time", iso_text(checkpoint.time));
  json.text("model", checkpoint.model);
  json.text("path", checkpoint.path);
  json.key("source");
  const auto source = std::find(run_.sources.begin(), run_.sources.end(), checkpoint.source);
  json.count(static_cast<std::uint64_t>(source - run_.sources.begin()));

  json.begin_object("metrics");
  for (const Metric& metric : run_.metrics) {
    const auto value = metric.series.stated_at(checkpoint_x(run_, checkpoint, metric.x_kind));
    if (!value) continue;
    json.number(metric.name, *value);
  }
  json.end_object();

  json.begin_object("sentinels");
  for (const Metric& metric : run_.metrics) {
    if (metric.sentinel_count == 0) continue;
    const auto value = metric.series.sentinel_at(checkpoint_x(run_, checkpoint, metric.x_kind));
    if (value) json.number(metric.name, *value);
  }
  json.end_object();

  const auto at = [&](const std::vector<double>& values) {
    return row < values.size() ? values[row] : kAbsent;
  };
  json.number_or_null("deltaBest", at(from_best_));
  json.number_or_null("deltaPrevious", at(from_previous_));
  json.number_or_null("gap", at(gaps_));
  json.begin_array("marks");
  for (const auto& [mark, name] : kMarkNames) {
    if ((marks_[row] & mark) != 0) json.text(name);
  }
  json.end_array();
  json.end_object();
}

}  // namespace ckpt
