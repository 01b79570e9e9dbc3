// See curves.h.
#include "formats/curves.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "formats/declared.h"
#include "formats/lookup.h"
#include "formats/path.h"
#include "formats/reading.h"

namespace ckpt {
namespace {

constexpr std::size_t kNamesInNote = 3;

// A list below a record, and which of its table's rows are the record's.
struct List {
  Segments path;  // below the record, keys of maps among them
  const Table* table = nullptr;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  [[nodiscard]] std::uint32_t size() const { return end - begin; }
};

Segments joined(const Segments& above, const Segments& below) {
  Segments path = above;
  path.insert(path.end(), below.begin(), below.end());
  return path;
}

// The table of the lists that are the elements of `list`; nullptr when they are none.
const Table* tuples_of(const Tables& tables, const Table& list) {
  const Table* tuples = tables.child(tables.index_of(list), {});
  const Column* items = tuples == nullptr ? nullptr : tuples->column({});
  return items != nullptr && items->has_numbers() ? tuples : nullptr;
}

// Steps come first in tuples that nothing else tells from points, ranges and colours.
bool begin_with_steps(const Tables& tables, const List& list, const Curves& curves) {
  const Table* tuples = tuples_of(tables, *list.table);
  if (tuples == nullptr || list.size() < 2) return false;
  const Column* items = tuples->column({});
  double previous = -1;
  for (std::uint32_t at = list.begin; at < list.end; ++at) {
    const auto [begin, end] = tuples->parents.rows_of(at);
    const bool is_cut = tuples->cut_row && begin <= *tuples->cut_row && *tuples->cut_row < end;
    if (end - begin != curves.tuple_size) return is_cut;
    const double step = items->numbers.at(begin + curves.step_at).value_or(previous);
    if (!(step > previous) || step != std::floor(step)) return false;
    previous = step;
  }
  return true;
}

bool holds_numbers(const Tables& tables, const Table& list) {
  const Column* values = list.column({});
  return (values != nullptr && values->has_numbers()) || tuples_of(tables, list) != nullptr;
}

void add_lists_below(const Tables& tables, const Table& table, std::uint32_t row,
                     const Segments& above, std::vector<List>& lists) {
  const TableIndex index = tables.index_of(table);
  for (const Table& child : tables.tables) {
    if (&child == &table || tables.index_of(child) == kDocuments || child.parent != index) continue;
    const auto [begin, end] = child.parents.rows_of(row);
    if (begin == end) continue;
    const Segments path = joined(above, child.path);
    if (child.kind == TableKind::map) {
      const Column* keys = child.column({kMapKey});
      for (std::uint32_t key = begin; key < end && keys != nullptr; ++key) {
        const auto text = tables.text(*keys, key);
        if (text) add_lists_below(tables, child, key, joined(path, {std::string{*text}}), lists);
      }
    } else if (!child.path.empty()) {
      lists.push_back({path, &child, begin, end});
    }
  }
}

const List* list_at(const std::vector<List>& lists, const Segments& path) {
  const auto found =
      std::find_if(lists.begin(), lists.end(), [&](const List& list) { return list.path == path; });
  return found == lists.end() ? nullptr : &*found;
}

// `path` with the keys that the '*'s of `values` stand for put into `pattern`; nullptr when there
// is no such list of that length.
const List* list_beside(const std::vector<List>& lists, const List& list, const Path& values,
                        std::size_t root, std::string_view pattern) {
  if (pattern.empty()) return nullptr;
  Segments path(list.path.begin(), list.path.begin() + static_cast<std::ptrdiff_t>(root));
  const Path beside{pattern};
  std::size_t at = 0;
  for (const std::string_view step : beside.steps()) {
    if (step != "*") {
      path.emplace_back(step);
      continue;
    }
    while (at < values.size() && values.steps()[at] != "*") ++at;
    path.push_back(list.path[root + at++]);
  }
  const List* found = list_at(lists, path);
  return found != nullptr && found->size() == list.size() ? found : nullptr;
}

class CurvesReader {
 public:
  CurvesReader(const Layout& layout, const Tables& tables, const Table& table, std::uint32_t row,
               RunPlan& plan)
      : layout_(layout), tables_(tables), table_(table), row_(row), plan_(plan) {
    add_lists_below(tables, table, row, {}, lists_);
  }

  void read() {
    for (const Curves& curves : layout_.curves) {
      if (!curves.values.empty()) read(curves);
    }
    note_left_out();
  }

  [[nodiscard]] bool has_known() const {
    for (const Curves& curves : layout_.curves) {
      if (curves.values.empty()) continue;
      const Path root{curves.root};
      const Path values{curves.values};
      for (const List& list : lists_) {
        if (is_read(curves, root, values, list) &&
            kind_of_name(name_of(list, root, values)) == NameKind::quality) {
          return true;
        }
      }
    }
    return false;
  }

 private:
  static bool is_at(const Path& root, const Path& values, const List& list) {
    return list.path.size() == root.size() + values.size() && root.is_at_or_above(list.path) &&
           values.is_at_or_above(list.path, root.size());
  }

  [[nodiscard]] bool is_read(const Curves& curves, const Path& root, const Path& values,
                             const List& list) const {
    if (!is_at(root, values, list)) return false;
    if (!curves.value.empty()) {
      const Column* column = column_at(*list.table, curves.value);
      return column != nullptr && column->has_numbers() &&
             column_at(*list.table, curves.step) != nullptr;
    }
    if (curves.are_tuples) return begin_with_steps(tables_, list, curves);
    return holds_numbers(tables_, *list.table) &&
           list_beside(lists_, list, values, root.size(), curves.steps) != nullptr;
  }

  void read(const Curves& curves) {
    const Path root{curves.root};
    const Path values{curves.values};
    std::vector<const List*> unplaced;
    for (const List& list : lists_) {
      if (!is_at(root, values, list)) continue;
      if (!curves.value.empty()) {
        add_objects(curves, list, name_of(list, root, values));
        continue;
      }
      if (!holds_numbers(tables_, *list.table)) continue;
      const List* steps = list_beside(lists_, list, values, root.size(), curves.steps);
      if (steps == nullptr && !curves.steps.empty() && is_last_of_cut(list)) {
        left_out_.push_back(name_of(list, root, values));
        continue;
      }
      if (steps == nullptr && !curves.are_tuples) {
        unplaced.push_back(&list);
        continue;
      }
      const List* times = list_beside(lists_, list, values, root.size(), curves.times);
      add(curves, list, name_of(list, root, values), steps, times);
    }
    const std::uint32_t length = usual_length(unplaced);
    bool is_any_sparse_whole = false;
    for (const List* list : unplaced) {
      // The list in which the source was cut is shorter than the others and yet belongs to them.
      const bool is_cut = table_.cut_row == row_ && list == unplaced.back();
      const std::string name = name_of(*list, root, values);
      const bool may_be_sparse = !curves.every_nth.empty() && fits_name(curves.every_nth, name);
      every_ = may_be_sparse && !is_cut ? only_interval(length, list->size()) : 1;
      const bool is_known_dense = !may_be_sparse || is_any_sparse_whole;
      is_any_sparse_whole = is_any_sparse_whole || (may_be_sparse && list->size() == length);
      if (list->size() == length || every_ > 1 ||
          (is_cut && list->size() < length && is_known_dense)) {
        add(curves, *list, name, nullptr, nullptr);
      } else {
        left_out_.push_back(name);
      }
    }
  }

  // Behind the cut there may have been more in the object that `list` lies in.
  [[nodiscard]] bool is_last_of_cut(const List& list) const {
    if (table_.cut_row != row_ || lists_.empty()) return false;
    const Segments& last = lists_.back().path;
    return last.size() == list.path.size() &&
           std::equal(last.begin(), last.end() - 1, list.path.begin());
  }

  static std::string name_of(const List& list, const Path& root, const Path& values) {
    const auto begin = list.path.begin() + static_cast<std::ptrdiff_t>(root.size());
    return metric_name({begin, begin + static_cast<std::ptrdiff_t>(values.name_size())});
  }

  // The one n > 1 that has `count` multiples among `length` epochs; 1 when there is none or
  // several.
  static std::uint32_t only_interval(std::uint32_t length, std::uint32_t count) {
    if (count == 0 || count >= length) return 1;
    const std::uint32_t greatest = length / count;
    const std::uint32_t least = length / (count + 1) + 1;
    return greatest == least ? greatest : 1;
  }

  // The length that most of the lists have; of equals the greatest.
  static std::uint32_t usual_length(const std::vector<const List*>& lists) {
    std::map<std::uint32_t, std::size_t> count_of;
    for (const List* list : lists) ++count_of[list->size()];
    const auto most =
        std::max_element(count_of.begin(), count_of.end(),
                         [](const auto& a, const auto& b) { return a.second <= b.second; });
    return most == count_of.end() ? 0 : most->first;
  }

  void add(const Curves& curves, const List& list, std::string name, const List* steps,
           const List* times) {
    PlannedMetric metric;
    metric.name = std::move(name);
    const Table* tuples = curves.are_tuples ? tuples_of(tables_, *list.table) : nullptr;
    const bool is_undecided = curves.tuple_size > 0 && !begin_with_steps(tables_, list, curves);
    if (curves.are_tuples && (tuples == nullptr || is_undecided)) {
      left_out_.push_back(metric.name);
      return;
    }
    metric.values = (tuples == nullptr ? list.table : tuples)->column({});
    if (metric.values == nullptr || !metric.values->has_numbers()) {
      left_out_.push_back(metric.name);
      return;
    }
    PlannedRecords& records = records_of(*list.table);
    const bool is_whole = list.size() == list.table->row_count && tuples == nullptr;
    for (std::uint32_t at = list.begin; at < list.end; ++at) {
      records.rows.push_back(at);
      if (tuples != nullptr) {
        place_tuple(curves, *tuples, at, metric, records);
      } else {
        if (!is_whole) metric.rows.push_back(at);
        place(curves, list, at, steps, records);
      }
    }
    // An empty list, or one that is cut within its first tuple.
    if (metric.rows.empty() && !is_whole) return;
    if (times != nullptr && times->begin == list.begin && times->table->column({}) != nullptr) {
      records.time = {times->table->column({})};
    }
    const Kept kept = declare(layout_, metric, metric.rows, plan_);
    if (kept == Kept::as_metric || kept == Kept::as_unranked) {
      records.metrics.push_back(std::move(metric));
    }
  }

  // Elements that say themselves where they stand.
  void add_objects(const Curves& curves, const List& list, std::string name) {
    PlannedMetric metric;
    metric.name = std::move(name);
    metric.values = column_at(*list.table, curves.value);
    if (metric.values == nullptr || !metric.values->has_numbers()) return;
    PlannedRecords& records = records_of(*list.table);
    records.computed_x.clear();
    for (std::uint32_t at = list.begin; at < list.end; ++at) {
      records.rows.push_back(at);
      metric.rows.push_back(at);
    }
    if (metric.rows.empty()) return;
    const auto set = [&](std::string_view path, std::vector<const Column*>& axis) {
      const Column* column = column_at(*list.table, path);
      axis.clear();
      if (column != nullptr) axis.push_back(column);
    };
    set(curves.step, records.step);
    set(curves.epoch, records.epoch);
    set(curves.time, records.time);
    records.time_base = layout_.time_base;
    const Kept kept = declare(layout_, metric, metric.rows, plan_);
    if (kept != Kept::as_fact && kept != Kept::not_at_all) {
      records.metrics.push_back(std::move(metric));
    }
  }

  void place(const Curves& curves, const List& list, std::uint32_t at, const List* steps,
             PlannedRecords& records) const {
    const std::uint32_t place = at - list.begin;
    if (steps != nullptr) {
      const Column* column = steps->table->column({});
      records.computed_x_kind = XKind::step;
      records.computed_x[at] =
          column == nullptr ? kAbsent : column->numbers.at(steps->begin + place).value_or(kAbsent);
    } else {
      records.computed_x_kind = curves.counts;
      records.computed_x[at] =
          curves.counts == XKind::epoch ? static_cast<double>((place + 1) * every_) : place;
    }
  }

  static void place_tuple(const Curves& curves, const Table& tuples, std::uint32_t at,
                          PlannedMetric& metric, PlannedRecords& records) {
    const auto [begin, end] = tuples.parents.rows_of(at);
    if (end - begin <= std::max({curves.epoch_at, curves.step_at, curves.value_at})) return;
    metric.rows.push_back(begin + curves.value_at);
    metric.records.push_back(at);
    records.computed_x_kind = XKind::step;
    records.computed_x[at] = metric.values->numbers.at(begin + curves.step_at).value_or(kAbsent);
  }

  // Lists below a map share a table, and then their records.
  PlannedRecords& records_of(const Table& table) {
    for (PlannedRecords& records : plan_.records) {
      if (records.table == &table) return records;
    }
    PlannedRecords records;
    records.table = &table;
    records.has_selection = true;
    records.order = layout_.order;
    records.computed_x.assign(table.row_count, kAbsent);
    plan_.records.push_back(std::move(records));
    return plan_.records.back();
  }

  void note_left_out() const {
    if (left_out_.empty()) return;
    std::string names;
    for (std::size_t i = 0; i < left_out_.size() && i <= kNamesInNote; ++i) {
      if (i > 0) names += ", ";
      names += i < kNamesInNote ? std::string_view{left_out_[i]} : std::string_view{"\u2026"};
    }
    leave_metric_note(NoteCode::lists_left_out, names, left_out_.size(), plan_);
  }

  const Layout& layout_;
  const Tables& tables_;
  const Table& table_;
  const std::uint32_t row_;
  RunPlan& plan_;
  std::vector<List> lists_;
  std::vector<std::string> left_out_;
  std::uint32_t every_ = 1;  // epochs from one value of the list at hand to the next
};

// `path` is that of a list below the rows; kMapKey in it fits any step.
bool fits_with_maps(const Path& pattern, const Segments& path) {
  if (pattern.size() != path.size()) return false;
  Segments known = path;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == kMapKey) known[i] = pattern.steps()[i];
  }
  return pattern.is_at(known);
}

// One of the keys of the map fits `step`.
bool has_key(const Tables& tables, const Table& map, std::string_view step) {
  const Column* keys = map.column({kMapKey});
  if (step == "*" || keys == nullptr) return step == "*";
  for (std::uint32_t row = 0; row < map.row_count; ++row) {
    const auto key = tables.text(*keys, row);
    if (key && fits_step(step, *key)) return true;
  }
  return false;
}

bool has_list_below(const Tables& tables, const Table& table, const Segments& above,
                    const Path& pattern, ListOf what) {
  const TableIndex index = tables.index_of(table);
  return std::any_of(tables.tables.begin(), tables.tables.end(), [&](const Table& child) {
    if (tables.index_of(child) == kDocuments || child.parent != index) return false;
    Segments path = joined(above, child.path);
    if (path.size() > pattern.size()) return false;
    if (child.kind == TableKind::map) {
      if (path.size() == pattern.size() || !has_key(tables, child, pattern.steps()[path.size()])) {
        return false;
      }
      path.emplace_back(kMapKey);
      return has_list_below(tables, child, path, pattern, what);
    }
    return !child.path.empty() && fits_with_maps(pattern, path) &&
           (what == ListOf::anything || holds_numbers(tables, child));
  });
}

}  // namespace

bool has_list(const Tables& tables, const Table& table, std::string_view pattern, ListOf what) {
  return has_list_below(tables, table, {}, Path{pattern}, what);
}

bool has_known_curve(const Layout& layout, const Tables& tables, const Table& table) {
  if (table.row_count == 0) return false;
  RunPlan unused;
  return CurvesReader{layout, tables, table, 0, unused}.has_known();
}

void read_curves(const Layout& layout, const Tables& tables, const Table& table, std::uint32_t row,
                 RunPlan& plan) {
  CurvesReader{layout, tables, table, row, plan}.read();
}

}  // namespace ckpt
