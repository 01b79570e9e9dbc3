// JSON that no description fits: finds rows of training metrics, or columns of them, by their
// shape. Asks for evidence, so that a chat log or a list of scores does not become a run.
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <string>

#include "formats/facts.h"
#include "formats/format.h"
#include "formats/generic_columns.h"
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
    if (best == found.end() || best->row_count() < 2) {
      std::vector<RunPlan> plans = find_columns(origin_);
      if (!plans.empty()) return plans;
    }
    if (best == found.end()) return {};
    return plan_all(found, *best);
  }

 private:
  // Tables beside the best one that hold the same kind of rows are part of the run: {"train":
  // [...], "val": [...]}.
  std::vector<RunPlan> plan_all(const std::vector<Rows>& found, const Rows& best) {
    std::vector<const Rows*> parts;
    for (const Rows& rows : found) {
      const bool is_beside = rows.table->parent == best.table->parent &&
                             tables_.index_of(*rows.table) != kDocuments &&
                             rows.table->kind == TableKind::array && rows.row_count() > 1 &&
                             rows.has_axis() && best.has_axis() && rows.quality_count > 0 &&
                             (rows.step == nullptr) == (best.step == nullptr);
      if (&rows == &best || is_beside) parts.push_back(&rows);
    }
    std::vector<RunPlan> plans;
    const std::vector<std::uint32_t> parents = separate_parents(best);
    if (parents.empty()) {
      plans.push_back(plan_one(parts, best, std::nullopt, 0));
      return plans;
    }
    for (const std::uint32_t parent : parents) {
      plans.push_back(plan_one(parts, best, parent, plans.size()));
    }
    return plans;
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
      const std::string prefix = parts.size() > 1 ? metric_name(rows->table->path) + "/" : "";
      PlannedRecords records = plan_rows(*rows, prefix);
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
    note_lists(lists_below(*best.table), origin_, plan);
    note_texts(*best.table, plan);
    return plan;
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
