// See generic_columns.h.
#include "formats/generic_columns.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "base/text.h"
#include "formats/facts.h"
#include "formats/generic_rows.h"
#include "formats/reading.h"
#include "run/column_values.h"

namespace ckpt::format {
namespace {

constexpr std::size_t kRunsOfOneFileMax = 100;  // more objects than that are no runs
constexpr std::size_t kNumberedMin = 3;         // values whose keys are numbers
constexpr std::array<std::string_view, 1> kNoFacts = {};

// A list of numbers, or what stands under one key of a list of objects.
struct List {
  const Table* table;
  const Column* values;
  std::uint32_t begin;
  std::uint32_t end;
  AxisKind axis;
  bool is_known;  // bears the name of a loss or a score
  bool is_cut;    // the source may have ended within it
  Segments full_path;

  [[nodiscard]] std::uint32_t size() const { return end - begin; }
  [[nodiscard]] const Segments& path() const { return full_path; }
};
using Lists = std::vector<List>;

const Column* elements_of(const Table& table) {
  return table.column(std::initializer_list<std::string_view>{});
}

bool is_axis(const List& list) { return list.axis != AxisKind::none; }

std::size_t common_depth(const Segments& a, const Segments& b) {
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first -
                                  a.begin());
}

// Segments that the paths of all lists begin with: "history" of history.loss and history.val_loss.
std::size_t shared_depth(const Lists& lists) {
  const Segments& first = lists.front().path();
  std::size_t depth = first.size() - 1;
  for (const List& list : lists) {
    depth = std::min({depth, common_depth(first, list.path()), list.path().size() - 1});
  }
  return depth;
}

// What the lists share is part of their names where these say too little without it:
// loss_history.train, valid_0.rmse. {"loss": {"steps": [...], "values": [...]}} is a loss.
std::string name_of(const List& list, std::size_t shared) {
  Segments path = list.path();
  if (path.size() > shared + 1 && same_key(path.back(), "values")) path.pop_back();
  std::string name = metric_name(path, shared);
  if (shared == 0) return name;
  const std::string& above = path[shared - 1];
  const bool is_named_above = kind_of_name(name) != NameKind::quality &&
                              kind_of_name(above) == NameKind::quality && names_a_set(name);
  return is_named_above || names_a_set(above) ? metric_name(path, shared - 1) : name;
}

// A list of steps may say whose they are: "val_epochs".
AxisKind axis_of_key(std::string_view key) {
  const AxisKind axis = axis_named(key).kind;
  const std::vector<std::string> words = name_words(key);
  if (axis != AxisKind::none || words.size() < 2 || !names_a_set(words.front())) return axis;
  return axis_named(key.substr(words.front().size())).kind;
}

// The n of a list with a value at every n-th place of one of `length`; 0 when none or several fit.
std::uint32_t interval(std::uint32_t length, std::uint32_t count) {
  if (count == 0 || count > length) return 0;
  if (length % count == 0) return length / count;
  const std::uint32_t greatest = length / count;
  const std::uint32_t least = length / (count + 1) + 1;
  return greatest == least ? greatest : 0;
}

// "test_acc_per_class" and "fold_scores" have a value for something else than a time.
bool counts_something_else(const List& list) {
  for (const std::string& word : name_words(metric_name(list.path()))) {
    for (const std::string_view other : {"per", "class", "classes", "fold", "folds", "cv"}) {
      if (word == other) return true;
    }
  }
  return false;
}

// Places the lists of one run.
class Placer {
 public:
  Placer(const RunOrigin& origin, const Lists& lists) : origin_(origin) {
    for (const List& list : lists) (is_axis(list) ? axes_ : curves_).push_back(&list);
    length_ = best_length();
  }

  // How many known metrics find a place.
  [[nodiscard]] std::size_t known_count() const { return known_count(length_); }

  void plan(std::size_t shared, RunPlan& plan) const {
    std::vector<std::string> left_out;
    for (const List* list : curves_) {
      if (!has_place(*list, length_)) {
        left_out.push_back(metric_name(list->path()));
        continue;
      }
      PlannedRecords records;
      records.table = list->table;
      records.has_selection = list->size() != list->table->row_count;
      if (records.has_selection) {
        records.rows.resize(list->size());
        std::iota(records.rows.begin(), records.rows.end(), list->begin);
      }
      place(*list, records);
      PlannedMetric metric;
      metric.name = name_of(*list, shared);
      metric.values = list->values;
      records.metrics.push_back(std::move(metric));
      plan.records.push_back(std::move(records));
    }
    note_lists(left_out, origin_, plan);
  }

 private:
  // Of the axes with an element for each of `size`, the one that stands nearest to `list` without
  // belonging to other lists.
  [[nodiscard]] const List* axis_of(const List& list, std::uint32_t size, bool is_time) const {
    const List* nearest = nullptr;
    std::size_t nearness = 0;
    for (const List* axis : axes_) {
      const bool is_as_long = axis->size() == size || (list.is_cut && axis->size() > size);
      if (!is_as_long || (axis->axis == AxisKind::time) != is_time) continue;
      const std::size_t common = common_depth(axis->path(), list.path());
      if (common + 1 != axis->path().size()) continue;
      if (nearest != nullptr && common <= nearness) continue;
      nearest = axis;
      nearness = common;
    }
    return nearest;
  }

  // Lists of another set whose places lie further apart: a validation at every fifth epoch. What
  // vouches for them is one that measures on that set what is measured at every epoch.
  [[nodiscard]] bool is_sparse(const List& list, std::uint32_t length) const {
    if (!list.is_known || list.size() < 2 || interval(length, list.size()) == 0 ||
        counts_something_else(list)) {
      return false;
    }
    return std::any_of(curves_.begin(), curves_.end(), [&](const List* other) {
      if (other->size() != list.size() || !are_of_one_set(name(*other), name(list))) return false;
      return std::any_of(curves_.begin(), curves_.end(), [&](const List* dense) {
        return dense->size() == length && measure_one_thing(name(*dense), name(*other));
      });
    });
  }

  static std::string name(const List& list) { return metric_name(list.path()); }

  [[nodiscard]] bool has_place(const List& list, std::uint32_t length) const {
    return list.size() == length || axis_of(list, list.size(), false) != nullptr ||
           (list.is_cut ? goes_on(list, length) : is_sparse(list, length));
  }

  // What was cut is shorter than the others and yet stands where a whole list of its set does.
  [[nodiscard]] bool goes_on(const List& list, std::uint32_t length) const {
    return list.size() < length &&
           std::any_of(curves_.begin(), curves_.end(), [&](const List* other) {
             return other->size() == length && are_of_one_set(name(*other), name(list));
           });
  }

  [[nodiscard]] std::size_t known_count(std::uint32_t length) const {
    if (length < 2) return 0;
    return static_cast<std::size_t>(
        std::count_if(curves_.begin(), curves_.end(), [&](const List* list) {
          return list->is_known && list->size() > 1 && has_place(*list, length);
        }));
  }

  // The length beside which most of the known metrics find a place; of equals the greatest.
  [[nodiscard]] std::uint32_t best_length() const {
    std::uint32_t best = 0;
    std::size_t most = 0;
    for (const List* list : curves_) {
      if (!list->is_known || list->size() == best) continue;
      const std::size_t count = known_count(list->size());
      if (count < most || count == 0 || (count == most && list->size() < best)) continue;
      best = list->size();
      most = count;
    }
    return best;
  }

  void place(const List& list, PlannedRecords& records) const {
    const List* time = axis_of(list, list.size(), true);
    if (time != nullptr && time->begin == list.begin) records.time = {time->values};
    const List* axis = axis_of(list, list.size(), false);
    std::uint32_t every = 1;
    if (axis == nullptr && list.size() < length_) {
      if (!list.is_cut) every = interval(length_, list.size());
      axis = axis_of(list, length_, false);
    }
    const bool is_epoch = axis != nullptr && axis->axis == AxisKind::epoch;
    if (axis != nullptr && every == 1 && axis->begin == list.begin) {
      (is_epoch ? records.epoch : records.step) = {axis->values};
      return;
    }
    if (axis == nullptr && every == 1) return;
    records.computed_x.assign(list.table->row_count, kAbsent);
    records.computed_x_kind = XKind::index;
    if (axis != nullptr) records.computed_x_kind = is_epoch ? XKind::epoch : XKind::step;
    for (std::uint32_t i = 0; i < list.size(); ++i) {
      const std::uint32_t at = (i + 1) * every - 1;
      records.computed_x[list.begin + i] =
          axis == nullptr ? at : axis->values->numbers.at(axis->begin + at).value_or(kAbsent);
    }
  }

  const RunOrigin& origin_;
  std::vector<const List*> curves_;
  std::vector<const List*> axes_;
  std::uint32_t length_ = 0;
};

class ColumnsFinder {
 public:
  explicit ColumnsFinder(const RunOrigin& origin) : origin_(origin), tables_(origin.tables) {}

  std::vector<RunPlan> find() const {
    std::map<TableIndex, std::vector<const Table*>> lists_of;
    for (const Table& table : tables_.tables) {
      const Column* values = elements_of(table);
      const bool has_values = values != nullptr && (values->has_numbers() || values->has_texts());
      if (!table.path.empty() && (has_values || are_places_alone(table))) {
        lists_of[table.parent].push_back(&table);
      }
    }
    std::vector<RunPlan> best;
    std::size_t best_worth = 0;
    for (const auto& [parent, tables] : lists_of) {
      const Table& around = tables_.tables[parent];
      if (around.row_count > kRunsOfOneFileMax) continue;
      std::vector<RunPlan> plans;
      std::size_t worth = 0;
      for (std::uint32_t row = 0; row < around.row_count; ++row) {
        worth += plan_object(lists_in(tables, row), around, row, plans);
      }
      if (worth > best_worth) {
        best_worth = worth;
        best = std::move(plans);
      }
    }
    return best.empty() ? find_numbered() : std::move(best);
  }

 private:
  [[nodiscard]] Lists lists_in(const std::vector<const Table*>& tables, std::uint32_t row) const {
    Lists lists;
    for (const Table* table : tables) {
      const auto [begin, end] = table->parents.rows_of(row);
      if (begin == end) continue;
      const bool is_cut = tables_.tables[table->parent].cut_row == row && table == tables.back();
      const Column* values = elements_of(*table);
      if (values == nullptr) {
        add_lists_of_objects(*table, begin, end, is_cut, lists);
        continue;
      }
      AxisKind axis = axis_of_key(table->path.back());
      if (axis == AxisKind::time &&
          std::isnan(time_of(tables_, *values, begin, TimeBase::unix_time))) {
        axis = AxisKind::none;  // seconds since the beginning
      }
      if (!values->has_numbers() && axis != AxisKind::time) continue;
      const bool is_known = kind_of_name(metric_name(table->path)) == NameKind::quality;
      lists.push_back({table, values, begin, end, axis, is_known, is_cut, table->path});
    }
    return lists;
  }

  // Objects that nothing but their place in the list puts in order: {"loss": [...], "metrics":
  // [{"f1": 0.5}, {"f1": 0.6}]}.
  [[nodiscard]] bool are_places_alone(const Table& table) const {
    if (table.kind != TableKind::array) return false;
    const Rows rows = look_at_rows(tables_, table);
    return is_evident(rows) && rows.row_count() > 1 && !rows.has_axis() && rows.time == nullptr;
  }

  void add_lists_of_objects(const Table& table, std::uint32_t begin, std::uint32_t end, bool is_cut,
                            Lists& lists) const {
    for (const Column* values : look_at_rows(tables_, table).metrics) {
      Segments path = table.path;
      path.insert(path.end(), values->path.begin(), values->path.end());
      const bool is_known = kind_of_name(metric_name(path)) == NameKind::quality;
      lists.push_back(
          {&table, values, begin, end, AxisKind::none, is_known, is_cut, std::move(path)});
    }
  }

  // Appends what stands in the lists of one object: a run, or one for each of several objects in
  // it. Returns how many known metrics there are.
  std::size_t plan_object(const Lists& lists, const Table& parent, std::uint32_t row,
                          std::vector<RunPlan>& plans) const {
    std::vector<Lists> models = models_in(lists);
    if (models.empty()) {
      return plan_one(lists, parent, row, parent.row_count > 1 ? &parent : nullptr, {}, plans);
    }
    std::size_t known = 0;
    for (const Lists& model : models) {
      const Segments& path = model.front().path();
      known += plan_one(model, parent, row, nullptr, path[path.size() - 2], plans);
    }
    return known;
  }

  // {"resnet": {"loss": [...], "acc": [...]}, "vgg": {...}}: lists of the same names in several
  // objects that name no set and no metric are runs of their own. None where they are one run.
  static std::vector<Lists> models_in(const Lists& lists) {
    std::vector<Lists> models;
    for (const List& list : lists) {
      const Segments& path = list.path();
      const bool is_next =
          models.empty() || common_depth(path, models.back().front().path()) + 1 < path.size();
      const bool is_named_by_object =
          path.size() > 1 &&
          !names_a_set(metric_name(path).substr(0, metric_name(path).size() - path.back().size()));
      if (!is_named_by_object || kind_of_name(path[path.size() - 2]) == NameKind::quality) {
        return {};
      }
      if (is_next) models.emplace_back();
      models.back().push_back(list);
    }
    for (const Lists& model : models) {
      const std::vector<std::string> names = known_names(model);
      const std::vector<std::string> expected = known_names(models.front());
      const bool is_cut = model.back().is_cut && names.size() < expected.size();
      const bool are_same =
          is_cut ? std::equal(names.begin(), names.end(), expected.begin()) : names == expected;
      if (!are_same || expected.size() < 2) return {};
    }
    return models.size() < 2 ? std::vector<Lists>{} : models;
  }

  static std::vector<std::string> known_names(const Lists& lists) {
    std::vector<std::string> names;
    for (const List& list : lists) {
      if (list.is_known && !is_axis(list)) names.push_back(list.path().back());
    }
    return names;
  }

  std::size_t plan_one(const Lists& lists, const Table& parent, std::uint32_t row,
                       const Table* named, const std::string& name,
                       std::vector<RunPlan>& plans) const {
    const Placer placer{origin_, lists};
    const std::size_t known = placer.known_count();
    if (known == 0) return 0;
    RunPlan plan = new_plan(origin_, named, row, plans.size());
    if (!name.empty()) plan.name = name;
    plan.are_columns = true;
    const Lists placed = curves_in(lists);
    const std::size_t shared = shared_depth(placed);
    const std::ptrdiff_t axis_count = std::count_if(lists.begin(), lists.end(), is_axis);
    plan.place =
        place_of(placed, parent, shared, lists.size() - static_cast<std::size_t>(axis_count) > 1);
    placer.plan(shared, plan);
    add_facts_of_row(tables_, parent, row, kNoFacts, plan.facts);
    plan.planned_steps = planned_steps_of(parent, row);
    plans.push_back(std::move(plan));
    return known;
  }

  // Those that have the names of metrics speak for where the others stand.
  static Lists curves_in(const Lists& lists) {
    Lists known;
    std::copy_if(lists.begin(), lists.end(), std::back_inserter(known),
                 [](const List& list) { return list.is_known && !is_axis(list); });
    return known;
  }

  static std::string place_of(const Lists& lists, const Table& parent, std::size_t shared,
                              bool are_several) {
    std::string place = parent.display_path;
    const Segments& path = lists.front().path();
    for (std::size_t i = 0; i < shared; ++i) place += "." + path[i];
    place += are_several ? ".*[*]" : "." + path.back() + "[*]";
    return place;
  }

  struct Numbered {
    std::string name;
    std::map<double, double> values;  // by the number that is their key
  };

  // {"loss": {"0": 2.1, "1": 1.7}}: how pandas writes a DataFrame. Classes are numbered, too, but
  // have no loss.
  [[nodiscard]] std::vector<RunPlan> find_numbered() const {
    const Table& documents = tables_.tables[kDocuments];
    if (documents.row_count != 1) return {};
    std::vector<Numbered> all;
    std::map<double, std::uint32_t> row_of;
    bool has_loss = false;
    for (const Column& column : documents.columns) {
      if (column.path.size() < 2 || !column.has_numbers()) continue;
      const auto key = spelled_number(column.path.back());
      if (!key || !(*key >= 0) || *key != std::floor(*key)) continue;
      const Segments above(column.path.begin(), column.path.end() - 1);
      std::string name = metric_name(above);
      if (all.empty() || all.back().name != name) {
        const std::vector<std::string> words = name_words(above.back());
        has_loss = has_loss || std::find(words.begin(), words.end(), "loss") != words.end();
        all.push_back({std::move(name), {}});
      }
      all.back().values[*key] = column.numbers.at(0).value_or(kAbsent);
      row_of[*key] = 0;
    }
    if (!has_loss || row_of.size() < kNumberedMin) return {};
    std::vector<RunPlan> plans;
    plans.push_back(plan_numbered(all, row_of));
    return plans;
  }

  [[nodiscard]] RunPlan plan_numbered(const std::vector<Numbered>& all,
                                      std::map<double, std::uint32_t>& row_of) const {
    RunPlan plan = new_plan(origin_, nullptr, 0, 0);
    plan.place = "$.*.*";
    plan.made_tables.push_back(std::make_unique<Table>());
    PlannedRecords records;
    records.table = plan.made_tables.back().get();
    for (auto& [key, row] : row_of) {
      row = static_cast<std::uint32_t>(records.computed_x.size());
      records.computed_x.push_back(key);
    }
    const bool are_counted = row_of.begin()->first == 0 &&
                             row_of.rbegin()->first == static_cast<double>(row_of.size() - 1);
    records.computed_x_kind = are_counted ? XKind::index : XKind::step;
    plan.made_tables.back()->row_count = static_cast<std::uint32_t>(row_of.size());
    for (const Numbered& numbered : all) {
      auto column = std::make_unique<Column>();
      column->path = {numbered.name};
      for (const auto& [key, value] : numbered.values) column->numbers.set(row_of[key], value);
      const AxisKind axis = axis_named(numbered.name).kind;
      if (axis == AxisKind::step || axis == AxisKind::epoch) {
        (axis == AxisKind::step ? records.step : records.epoch) = {column.get()};
        records.computed_x.clear();
      } else {
        PlannedMetric metric;
        metric.name = numbered.name;
        metric.values = column.get();
        records.metrics.push_back(std::move(metric));
      }
      plan.columns.push_back(std::move(column));
    }
    plan.records.push_back(std::move(records));
    return plan;
  }

  const RunOrigin& origin_;
  const Tables& tables_;
};

}  // namespace

std::vector<RunPlan> find_columns(const RunOrigin& origin) { return ColumnsFinder{origin}.find(); }

}  // namespace ckpt::format
