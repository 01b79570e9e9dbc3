// JSON that no description fits: finds rows of training metrics, or columns of them, by their
// shape. Asks for evidence, so that a chat log or a list of scores does not become a run.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <string>

#include "base/sorting.h"
#include "base/text.h"
#include "formats/facts.h"
#include "formats/format.h"
#include "formats/generic_columns.h"
#include "formats/generic_grid.h"
#include "formats/generic_parts.h"
#include "formats/generic_rows.h"
#include "formats/reading.h"

namespace ckpt::format {

const Format& generic();

namespace {

constexpr std::size_t kRunsOfOneFileMax = 100;  // more groups than that are read as one sequence

class Finder {
 public:
  explicit Finder(const RunOrigin& origin) : origin_(origin), tables_(origin.tables) {}

  std::vector<RunPlan> find() {
    std::vector<Rows> found;
    for (const Table& table : tables_.tables) {
      Rows rows = look_at_rows(tables_, table);
      if (is_evident(rows)) found.push_back(std::move(rows));
    }
    const auto best =
        std::max_element(found.begin(), found.end(),
                         [](const Rows& a, const Rows& b) { return worth(a) < worth(b); });
    // Columns are read where no rows are: lists inside records belong to the records.
    // Objects that only their place in a list puts in order are columns, too, beside other lists.
    if (best == found.end() || best->row_count() < 2 || are_places_alone(*best)) {
      std::vector<RunPlan> plans = find_columns(origin_);
      if (!plans.empty()) return plans;
    }
    if (best == found.end()) return find_grid(origin_);
    return plan_all(found, *best);
  }

 private:
  [[nodiscard]] bool are_places_alone(const Rows& rows) const {
    return tables_.index_of(*rows.table) != kDocuments && !rows.has_axis() && rows.time == nullptr;
  }

  // Tables beside the best one that hold the same kind of rows are part of the run: {"train":
  // [...], "val": [...]}.
  std::vector<RunPlan> plan_all(const std::vector<Rows>& found, const Rows& worthiest) {
    const Rows& best = with_steps(found, worthiest);
    std::vector<const Rows*> parts;
    for (const Rows& rows : found) {
      const bool is_beside =
          rows.table->parent == best.table->parent && tables_.index_of(*rows.table) != kDocuments &&
          rows.table->kind == TableKind::array && rows.row_count() > 1 && rows.has_axis() &&
          best.has_axis() && rows.quality_count > 0 &&
          ((rows.step == nullptr) == (best.step == nullptr) || tells_steps_of(best, rows));
      if (&rows == &best || is_beside) parts.push_back(&rows);
    }
    for (const Rows* rows : parts) read_.push_back(rows->table);
    std::vector<RunPlan> plans;
    const std::vector<std::uint32_t> parents = separate_parents(best);
    if (parents.empty() && are_models(parts)) {
      for (const Rows* rows : parts) {
        plans.push_back(plan_one({rows}, *rows, std::nullopt, 0));
        plans.back().name = model_of(*rows, *parts.front());
      }
      return plans;
    }
    if (parents.empty()) {
      plans.push_back(plan_one(parts, best, std::nullopt, 0));
      return plans;
    }
    for (const std::uint32_t parent : parents) {
      plans.push_back(plan_one(parts, best, parent, plans.size()));
    }
    return plans;
  }

  // Records that state only their epoch stand at the last step that `best` logged in it.
  static bool tells_steps_of(const Rows& best, const Rows& rows) {
    return best.step != nullptr && best.epoch != nullptr && rows.epoch != nullptr;
  }

  static const Rows& with_steps(const std::vector<Rows>& found, const Rows& best) {
    const auto tells = [&](const Rows& rows) {
      return best.step == nullptr && rows.table->parent == best.table->parent &&
             rows.table->kind == TableKind::array && tells_steps_of(rows, best);
    };
    const auto rows = std::find_if(found.begin(), found.end(), tells);
    return rows == found.end() ? best : *rows;
  }

  static void place_by_epoch(const Rows& best, const Rows& rows, PlannedRecords& records) {
    std::map<double, double> last_step_of;
    best.step->numbers.for_each([&](std::uint32_t row, double step) {
      if (const auto epoch = best.epoch->numbers.at(row)) last_step_of[std::ceil(*epoch)] = step;
    });
    records.computed_x.assign(rows.row_count(), kAbsent);
    records.computed_x_kind = XKind::step;
    rows.epoch->numbers.for_each([&](std::uint32_t row, double epoch) {
      const auto found = last_step_of.find(std::ceil(epoch));
      if (found != last_step_of.end()) records.computed_x[row] = found->second;
    });
  }

  // The key that tells `rows` from `other`: "resnet" of {"resnet": {"log": []}, "vgg": {"log":
  // []}}.
  static const std::string& model_of(const Rows& rows, const Rows& other) {
    const Segments& path = rows.table->path;
    const bool is_told_above = path.size() > 1 && other.table->path.back() == path.back();
    return is_told_above && &rows != &other ? path[path.size() - 2] : path.back();
  }

  // {"resnet": [{"epoch": 1, "loss": 2, "acc": 0.5}], "vgg": [...]}: records of the same metrics
  // under keys that name no set and no metric are runs of their own.
  static bool are_models(const std::vector<const Rows*>& parts) {
    if (parts.size() < 2) return false;
    const auto names_of = [](const Rows& rows) {
      std::vector<std::string> names;
      for (const Column* column : rows.metrics) {
        std::string name = metric_name(column->path);
        if (kind_of_name(name) == NameKind::quality) names.push_back(std::move(name));
      }
      sort_values(names);
      return names;
    };
    const std::vector<std::string> expected = names_of(*parts.front());
    return expected.size() > 1 && std::all_of(parts.begin(), parts.end(), [&](const Rows* rows) {
             const std::string place = metric_name(rows->table->path);
             return !names_a_set(place) && kind_of_name(place) != NameKind::quality &&
                    names_of(*rows) == expected;
           });
  }

  // Rows of the parent whose records are runs of their own: where their steps do not go on from one
  // to the next. Empty: all records are one run.
  [[nodiscard]] std::vector<std::uint32_t> separate_parents(const Rows& best) const {
    std::vector<std::uint32_t> parents;
    if (tables_.index_of(*best.table) == kDocuments || best.row_count() == 0) return parents;
    const Column* axis = best.step != nullptr ? best.step : best.epoch;
    bool goes_on = axis != nullptr;
    double previous = kAbsent;
    const std::uint32_t last = best.table->parents.parent_of(best.row_count() - 1);
    for (std::uint32_t parent = 0; parent <= last; ++parent) {
      const auto [begin, end] = best.table->parents.rows_of(parent);
      if (begin == end) continue;
      parents.push_back(parent);
      if (parents.size() > kRunsOfOneFileMax) return {};
      if (axis == nullptr) continue;
      goes_on = goes_on && !(axis->numbers.at(begin).value_or(kAbsent) <= previous);
      previous = axis->numbers.at(end - 1).value_or(previous);
    }
    if (parents.size() < 2 || goes_on) return {};
    return parents;
  }

  RunPlan plan_one(const std::vector<const Rows*>& parts, const Rows& best,
                   std::optional<std::uint32_t> parent, std::size_t run_index) {
    RunPlan plan = new_plan(origin_, parent ? &tables_.tables[best.table->parent] : nullptr,
                            parent.value_or(0), run_index);
    plan.place = best.table->display_path;
    std::uint32_t first_row = 0;
    for (const Rows* rows : parts) {
      const std::string place = metric_name(rows->table->path);
      const bool is_set = names_a_set(place) && name_words(place).size() == 1;
      const std::string prefix = parts.size() > 1 || is_set ? place + "/" : "";
      PlannedRecords records = plan_rows(*rows, prefix);
      if (best.step != nullptr && rows->step == nullptr && rows->epoch != nullptr) {
        place_by_epoch(best, *rows, records);
      }
      std::vector<std::uint32_t> all(rows->row_count());
      std::iota(all.begin(), all.end(), 0U);
      if (parent) {
        const auto [begin, end] = rows->table->parents.rows_of(*parent);
        if (begin == end) continue;
        all.resize(end - begin);
        std::iota(all.begin(), all.end(), begin);
        records.has_selection = true;
        records.rows = all;
      }
      if (rows == &best) first_row = all.front();
      std::vector<const Column*> labels = {rows->step, rows->epoch, rows->time};
      add_shared_texts(tables_, *rows->table, all, labels, kNoFacts, plan.facts);
      plan.records.push_back(std::move(records));
    }
    if (tables_.index_of(*best.table) != kDocuments) {
      const std::uint32_t around = best.table->parents.parent_of(first_row);
      add_facts_around(tables_, *best.table, around, kNoFacts, plan.facts);
      plan.planned_steps = planned_steps_of(tables_.tables[best.table->parent], around);
    }
    if (std::isnan(plan.planned_steps)) {
      plan.planned_steps = planned_steps_of(*best.table, first_row);
    }
    std::vector<std::string> left_out = lists_below(*best.table);
    for (PlannedRecords& records : plan.records) {
      if (records.table == best.table) add_beside(best, first_row, records, left_out);
    }
    note_lists(left_out, origin_, plan);
    note_texts(*best.table, plan);
    return plan;
  }

  // Lists beside the records that have an element for each of them stand where these do: {"log":
  // [{"epoch": 1}, {"epoch": 2}], "val_loss": [0.5, 0.4]}. Others are left out.
  void add_beside(const Rows& best, std::uint32_t first_row, PlannedRecords& records,
                  std::vector<std::string>& left_out) const {
    if (tables_.index_of(*best.table) == kDocuments) return;
    const std::uint32_t parent = best.table->parents.parent_of(first_row);
    const auto [first, last] = best.table->parents.rows_of(parent);
    for (const Table& table : tables_.tables) {
      if (table.path.empty() || table.kind != TableKind::array ||
          table.parent != best.table->parent || is_below_configuration(table.path) ||
          std::find(read_.begin(), read_.end(), &table) != read_.end()) {
        continue;
      }
      std::vector<PlannedMetric> metrics = metrics_beside(table);
      const auto [begin, end] = table.parents.rows_of(parent);
      if (metrics.empty() || begin == end) continue;
      if (end - begin != last - first || look_at_rows(tables_, table).has_axis()) {
        left_out.push_back(metric_name(table.path));
        continue;
      }
      for (PlannedMetric& metric : metrics) {
        metric.rows.resize(end - begin);
        std::iota(metric.rows.begin(), metric.rows.end(), begin);
        metric.records.resize(last - first);
        std::iota(metric.records.begin(), metric.records.end(), first);
        records.metrics.push_back(std::move(metric));
      }
    }
  }

  // The list itself, or each loss and score of its objects, where anything is named like one.
  [[nodiscard]] std::vector<PlannedMetric> metrics_beside(const Table& table) const {
    std::vector<PlannedMetric> metrics;
    std::vector<const Column*> columns = look_at_rows(tables_, table).metrics;
    const Column* elements = table.column(std::initializer_list<std::string_view>{});
    if (elements != nullptr && elements->has_numbers()) columns = {elements};
    for (const Column* values : columns) {
      PlannedMetric metric;
      metric.name = metric_name(table.path);
      if (!values->path.empty()) metric.name += '/' + metric_name(values->path);
      metric.values = values;
      if (kind_of_name(metric.name) == NameKind::quality) metrics.push_back(std::move(metric));
    }
    return metrics;
  }

  // What is named like a loss or a score and is a different text in each record: "51%", "52%".
  void note_texts(const Table& table, RunPlan& plan) const {
    for (const Column& column : table.columns) {
      const std::string name = metric_name(column.path);
      if (column.has_numbers() || !column.has_texts() || column.name() == kMapKey ||
          is_below_configuration(column.path) || kind_of_name(name) != NameKind::quality ||
          !varies(tables_, column)) {
        continue;
      }
      Note note{NoteCode::value_not_number,
                origin_.source.index,
                std::nullopt,
                column.text_codes.size(),
                {}};
      note.slots.push_back({"metric", name});
      plan.notes.push_back(std::move(note));
    }
  }

  // Lists of numbers inside the records: one value for each class, size or layer.
  [[nodiscard]] std::vector<std::string> lists_below(const Table& table) const {
    std::vector<std::string> names;
    for (const Table& list : tables_.tables) {
      const Column* values = list.column(std::initializer_list<std::string_view>{});
      if (&list != &table && list.parent == tables_.index_of(table) && values != nullptr &&
          values->has_numbers() && !list.path.empty() && !is_below_configuration(list.path)) {
        names.push_back(metric_name(list.path));
      }
    }
    return names;
  }

  static constexpr std::array<std::string_view, 1> kNoFacts = {};

  const RunOrigin& origin_;
  const Tables& tables_;
  std::vector<const Table*> read_;  // whose rows are records
};

std::vector<RunPlan> find_runs(const Tables& tables, const SourceInfo& source) {
  const Format& format = generic();
  const RunOrigin origin{tables, source, format.id, format.title};
  return Finder{origin}.find();
}

constexpr Format kFormat{
    .id = "generic",
    .title = "Unknown JSON",
    .where = "any JSON or JSON Lines file of training metrics",
    .what = "rows with a step or an epoch, or columns of equal length, found by their shape",
    .source = {},
    .find = find_runs,
};

}  // namespace

const Format& generic() { return kFormat; }

}  // namespace ckpt::format
