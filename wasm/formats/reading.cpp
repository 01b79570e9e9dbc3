// See reading.h.
#include "formats/reading.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "base/text.h"
#include "formats/curves.h"
#include "formats/declared.h"
#include "formats/facts.h"
#include "formats/file_names.h"
#include "formats/lookup.h"
#include "formats/path.h"
#include "formats/places.h"
#include "formats/placing.h"
#include "formats/spelled.h"

namespace ckpt {
namespace {

constexpr std::uint32_t kListFactsMax = 8;  // elements of a list that are facts, else none is

bool contains(const std::vector<const Column*>& columns, const Column* column) {
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

// Rows of one run, in the file's order.
struct Group {
  std::optional<std::uint32_t> parent_row;  // of the last of its rows
  std::vector<std::uint32_t> rows;
};

std::vector<std::uint32_t> rows_between(std::uint32_t begin, std::uint32_t end) {
  std::vector<std::uint32_t> rows(end - begin);
  std::iota(rows.begin(), rows.end(), begin);
  return rows;
}

// The texts of `column` in every row of its table are one and the same.
bool is_one_text(const Table& table, const Column& column) {
  return column.text_codes.is_constant() && column.text_codes.is_dense(table.row_count);
}

std::vector<Group> group_rows(const Layout& layout, const Tables& tables, const Table& table) {
  std::vector<Group> groups;
  const bool has_parent = parent_of(tables, table) != nullptr;
  const auto parent_row_of = [&](std::uint32_t row) -> std::optional<std::uint32_t> {
    if (!has_parent) return std::nullopt;
    return table.parents.parent_of(row);
  };
  if (const Column* column = column_at(table, layout.run_of_record)) {
    if (is_one_text(table, *column)) {
      groups.push_back({parent_row_of(table.row_count - 1), rows_between(0, table.row_count)});
      return groups;
    }
    std::map<std::string_view, std::size_t> group_of;
    for (std::uint32_t row = 0; row < table.row_count; ++row) {
      const std::string_view key = tables.text(*column, row).value_or(std::string_view{});
      const auto [found, is_new] = group_of.try_emplace(key, groups.size());
      if (is_new) groups.emplace_back();
      groups[found->second].rows.push_back(row);
      groups[found->second].parent_row = parent_row_of(row);
    }
    return groups;
  }
  if (layout.are_jobs || !layout.curves.front().values.empty()) {
    for (std::uint32_t row = 0; row < table.row_count; ++row) {
      groups.push_back({parent_row_of(row), {row}});
    }
    return groups;
  }
  // Documents in a row (JSON Lines) are records of one run; lists below them are a run each.
  if (table.row_count == 0 && has_parent) {
    for (std::uint32_t row = 0; row < tables.tables[table.parent].row_count; ++row) {
      groups.push_back({row, {}});
    }
    return groups;
  }
  for (std::uint32_t row = 0; row < table.row_count;) {
    const auto parent_row = parent_row_of(row);
    const std::uint32_t end =
        parent_row ? table.parents.rows_of(*parent_row).second : table.row_count;
    groups.push_back({parent_row, rows_between(row, end)});
    row = end;
  }
  return groups;
}

class LayoutReader {
 public:
  LayoutReader(const Format& format, const Layout& layout, const Tables& tables, const Table& table,
               const SourceInfo& source)
      : format_(format), layout_(layout), tables_(tables), table_(table), source_(source) {}

  void read(std::vector<RunPlan>& plans) {
    find_columns();
    classify_rows();
    const bool are_curves = !layout_.curves.front().values.empty();
    for (Group& group : group_rows(layout_, tables_, table_)) {
      RunPlan plan;
      if (leave_out_uncertain(group)) {
        plan.notes.push_back({NoteCode::cut_row_dropped, source_.index, std::nullopt, 1, {}});
      }
      plan.are_columns = are_curves;
      plan.are_bare_names_training = are_curves;
      plan.format = format_.id;
      plan.format_title = format_.title;
      plan.source = source_.index;
      plan.tables = &tables_;
      name(group, plan, plans.size());
      plan.belonging = {layout_.together, layout_.family, text_of(layout_.identity, group),
                        layout_.may_agree, layout_.siblings};
      if (layout_.tuples.size > 0) plan.belonging.identity = tagged_run(source_.name);
      note_more(group, plans.empty(), plan);
      read_around(group, plan);
      if (are_curves) {
        read_curves(layout_, tables_, table_, group.rows.front(), plan);
        add_facts_of_row(tables_, table_, group.rows.front(), no_facts(), plan.facts);
      } else if (layout_.are_jobs) {
        add_automatic_settings(group.rows.front(), plan);
        add_facts_of_row(tables_, table_, group.rows.front(), no_facts(), plan.facts);
        add_facts_of_lists(group.rows.front(), plan);
        if (const Column* column = column_at(table_, layout_.planned_steps)) {
          plan.planned_steps = column->numbers.at(group.rows.front()).value_or(kAbsent);
        }
      } else {
        read_records(group, plan);
      }
      if (plan.are_columns && plan.records.empty() && !layout_.are_jobs) continue;
      if (layout_.needs_metrics && !has_metrics(plan)) continue;
      if (layout_.is_written_open && group.parent_row &&
          tables_.tables[table_.parent].cut_row == group.parent_row) {
        plan.notes.push_back({NoteCode::still_written, source_.index, std::nullopt, 1, {}});
      }
      plans.push_back(std::move(plan));
    }
  }

 private:
  // Whether the row in which the source was cut went: what would have told its kind, its step or
  // its run may have stood behind the cut.
  bool leave_out_uncertain(Group& group) const {
    if (!table_.cut_row || layout_.are_jobs || !layout_.curves.front().values.empty()) return false;
    const auto has_value = [&](std::string_view path) {
      const Column* column = column_at(table_, path);
      return column != nullptr &&
             (column->numbers.at(*table_.cut_row) || column->text_codes.at(*table_.cut_row));
    };
    const bool is_kind_known =
        std::all_of(layout_.rows.begin(), layout_.rows.end(),
                    [&](const RowRule& rule) { return rule.path.empty() || has_value(rule.path); });
    const bool is_step_known =
        layout_.step.front().empty() ||
        (!layout_.absent_step_is_zero &&
         std::any_of(records_.step.begin(), records_.step.end(), [&](const Column* column) {
           return column->numbers.size() > (column->numbers.at(*table_.cut_row) ? 1U : 0U);
         }));
    const bool is_run_known =
        column_at(table_, layout_.run_of_record) == nullptr || has_value(layout_.run_of_record);
    const bool is_certain = is_kind_known && is_step_known && is_run_known;
    return !is_certain && std::erase(group.rows, *table_.cut_row) > 0;
  }

  void find_columns() {
    records_.table = &table_;
    records_.order = layout_.order;
    records_.are_checkpoints = layout_.are_checkpoints;
    records_.saved = layout_.saved;
    records_.step = columns_at(table_, layout_.step);
    records_.epoch = columns_at(table_, layout_.epoch);
    records_.time = columns_at(table_, layout_.time);
    records_.time_base = layout_.time_base;
    records_.id = columns_at(table_, layout_.id);
    records_.model = columns_at(table_, layout_.model);
    records_.path = columns_at(table_, layout_.path);
  }

  static bool has_metrics(const RunPlan& plan) {
    return std::any_of(plan.records.begin(), plan.records.end(),
                       [](const PlannedRecords& records) { return !records.metrics.empty(); });
  }

  [[nodiscard]] std::span<const std::string_view> no_facts() const { return layout_.no_facts; }

  [[nodiscard]] bool is_label(const Column* column) const { return contains(labels(), column); }

  void classify_rows() {
    for (const RowRule& rule : layout_.rows) {
      if (rule.path.empty()) continue;
      const Column* column = column_at(table_, rule.path);
      if (column == nullptr && rule.having == Having::value) continue;
      if (rule.having == Having::value && takes_every_row(rule, *column)) {
        classify_rest(rule.kind);
        return;
      }
      if (kinds_.empty()) {
        kinds_.assign(table_.row_count, RowKind::record);
        is_classified_.assign(table_.row_count, false);
      }
      const auto classify = [&](std::uint32_t row) {
        if (is_classified_[row]) return;
        is_classified_[row] = true;
        kinds_[row] = rule.kind;
      };
      if (rule.having == Having::spelled_step) {
        const std::vector<double> steps =
            spelled_steps(layout_, tables_, table_, rows_between(0, table_.row_count));
        for (std::uint32_t row = 0; row < steps.size(); ++row) {
          if (!std::isnan(steps[row])) classify(row);
        }
        continue;
      }
      if (rule.having == Having::none) {
        std::vector<bool> has_value(table_.row_count, false);
        if (column != nullptr) {
          column->numbers.for_each([&](std::uint32_t row, double) { has_value[row] = true; });
        }
        for (std::uint32_t row = 0; row < table_.row_count; ++row) {
          if (!has_value[row]) classify(row);
        }
        continue;
      }
      if (rule.texts.front().empty()) {
        column->numbers.for_each([&](std::uint32_t row, double) { classify(row); });
        column->text_codes.for_each([&](std::uint32_t row, TextArena::Code) { classify(row); });
        continue;
      }
      column->text_codes.for_each([&](std::uint32_t row, TextArena::Code code) {
        if (is_named(rule, code)) classify(row);
      });
    }
  }

  [[nodiscard]] bool is_named(const RowRule& rule, TextArena::Code text) const {
    return std::find(rule.texts.begin(), rule.texts.end(), tables_.texts.text(text)) !=
           rule.texts.end();
  }

  [[nodiscard]] bool takes_every_row(const RowRule& rule, const Column& column) const {
    return is_one_text(table_, column) &&
           (rule.texts.front().empty() || is_named(rule, column.text_codes.value_of(0)));
  }

  void classify_rest(RowKind kind) {
    if (kinds_.empty() && kind == RowKind::record) return;
    if (kinds_.empty()) kinds_.assign(table_.row_count, kind);
    for (std::uint32_t row = 0; row < is_classified_.size(); ++row) {
      if (!is_classified_[row]) kinds_[row] = kind;
    }
  }

  // The first text at `paths`, in the records or in what they stand in; empty when there is none.
  [[nodiscard]] std::string text_of(const Paths& paths, const Group& group) const {
    for (const std::string_view path : paths) {
      const Column* column = column_at(table_, path);
      if (column != nullptr && !group.rows.empty()) {
        const auto text = tables_.text(*column, group.rows.front());
        if (text && !text->empty()) return std::string{*text};
      }
      const Column* around = group.parent_row ? parent_column(tables_, table_, path) : nullptr;
      if (around != nullptr) {
        const auto text = tables_.text(*around, *group.parent_row);
        if (text && !text->empty()) return std::string{*text};
      }
    }
    return {};
  }

  void name(const Group& group, RunPlan& plan, std::size_t plan_count) const {
    plan.name = text_of(layout_.run_name, group);
    if (!plan.name.empty()) return;
    plan.name = name_from_file(source_.name);
    if (plan_count > 0) plan.name += " #" + std::to_string(plan_count + 1);
  }

  // The column at `path` around the records and the row there, else in the records and the last of
  // them that has a value.
  struct Cell {
    const Column* column = nullptr;
    std::uint32_t row = 0;
  };
  [[nodiscard]] Cell cell_around(const Group& group, std::string_view path) const {
    if (path.empty()) return {};
    const Table* inner = &table_;
    std::optional<std::uint32_t> row_around = group.parent_row;
    while (row_around) {
      const Table& outer = tables_.tables[inner->parent];
      const Column* column = parent_column(tables_, *inner, path);
      if (column != nullptr) return {column, *row_around};
      inner = &outer;
      row_around = parent_of(tables_, outer) == nullptr
                       ? std::nullopt
                       : std::optional{outer.parents.parent_of(*row_around)};
    }
    const Column* column = column_at(table_, path);
    if (column == nullptr) return {};
    for (std::size_t i = group.rows.size(); i-- > 0;) {
      const std::uint32_t row = group.rows[i];
      if (column->numbers.at(row) || column->text_codes.at(row)) return {column, row};
    }
    return {};
  }

  [[nodiscard]] double number_around(const Group& group, std::string_view path) const {
    const auto [column, row] = cell_around(group, path);
    return column == nullptr ? kAbsent : column->numbers.at(row).value_or(kAbsent);
  }

  [[nodiscard]] std::string_view text_around(const Group& group, std::string_view path) const {
    const auto [column, row] = cell_around(group, path);
    if (column == nullptr) return {};
    return tables_.text(*column, row).value_or(std::string_view{});
  }

  // Records are missing, or runs beside these: that is said once.
  void note_more(const Group& group, bool is_first, RunPlan& plan) const {
    const bool has_more = number_around(group, layout_.has_more) == 1.0 ||
                          !text_around(group, layout_.has_more).empty();
    if (!has_more) return;
    if (!layout_.is_list_of_runs) {
      plan.has_older_records_elsewhere = true;
    } else if (is_first) {
      plan.notes.push_back({NoteCode::has_more, source_.index, std::nullopt, 1, {}});
    }
  }

  void read_around(const Group& group, RunPlan& plan) const {
    if (layout_.has_facts_around && !layout_.are_jobs && group.parent_row) {
      for (const FactPairs& pairs : layout_.fact_pairs) add_fact_pairs(pairs, group, plan);
      add_facts_around(tables_, table_, *group.parent_row, no_facts(), plan.facts);
    }
    plan.planned_steps = number_around(group, layout_.planned_steps);
    if (layout_.steps_begin_at_zero) plan.planned_steps -= 1;
    plan.reached_step = number_around(group, layout_.reached_step);
    plan.author.best_value = number_around(group, layout_.best_value);
    plan.author.best_step = number_around(group, layout_.best_step);
    plan.author.checkpoint = text_around(group, layout_.best_checkpoint);
    if (layout_.save_every.empty()) return;
    plan.saves.are_presumed = true;
    plan.saves.every_steps = number_around(group, layout_.save_every);
    plan.saves.evaluate_every_steps = number_around(group, layout_.evaluate_every);
    plan.saves.folder = "checkpoint-";
    const std::string& best = plan.author.checkpoint;
    if (!std::isnan(step_of_checkpoint_path(best))) {
      plan.saves.folder = best.substr(0, best.find_last_of('-') + 1);
    }
  }

  void add_automatic_settings(std::uint32_t row, RunPlan& plan) const {
    const Path settings{layout_.auto_below};
    for (const Column& column : table_.columns) {
      if (!settings.empty() && settings.is_at_or_above(column.path) &&
          column.numbers.at(row) == -1.0) {
        plan.facts.add(fact_name(column.path), std::string{"auto"});
      }
    }
  }

  // "validation_metrics.1.validation_loss": short lists below a job, their elements counted from 1.
  void add_facts_of_lists(std::uint32_t job, RunPlan& plan) const {
    const TableIndex index = tables_.index_of(table_);
    for (const Table& list : tables_.tables) {
      if (tables_.index_of(list) == kDocuments || list.parent != index || list.path.empty() ||
          list.kind != TableKind::array || is_under(list.path, no_facts())) {
        continue;
      }
      const auto [begin, end] = list.parents.rows_of(job);
      if (end - begin > kListFactsMax) continue;
      for (std::uint32_t row = begin; row < end; ++row) {
        for (const Column& column : list.columns) {
          auto value = fact_value(tables_, column, row);
          if (!value) continue;
          Segments path = list.path;
          path.push_back(std::to_string(row - begin + 1));
          path.insert(path.end(), column.path.begin(), column.path.end());
          plan.facts.add(fact_name(path), std::move(*value));
        }
      }
    }
  }

  void add_fact_pairs(const FactPairs& pairs, const Group& group, RunPlan& plan) const {
    if (pairs.list.empty()) return;
    const Table* list = tables_.child(table_.parent, Path{pairs.list}.steps());
    const Column* names = list == nullptr ? nullptr : list->column({pairs.name});
    const Column* values = list == nullptr ? nullptr : list->column({pairs.value});
    if (names == nullptr || values == nullptr) return;
    const auto [begin, end] = list->parents.rows_of(*group.parent_row);
    for (std::uint32_t row = begin; row < end; ++row) {
      const auto name = tables_.text(*names, row);
      auto value = fact_value(tables_, *values, row);
      if (name && value) plan.facts.add(fact_name({std::string{*name}}), std::move(*value));
    }
  }

  void read_records(const Group& group, RunPlan& plan) {
    std::vector<std::uint32_t> rows;
    if (kinds_.empty()) {
      rows = group.rows;
    } else {
      rows = rows_of_kind(group, RowKind::record);
      const std::vector<std::uint32_t> asides = rows_of_kind(group, RowKind::aside);
      if (rows.empty()) {
        rows = asides;
      } else {
        count_asides(asides, plan);
      }
      sum_up(rows_of_kind(group, RowKind::summary), plan);
    }
    if (rows.empty() && group.rows.empty()) return;  // an empty list: facts are all there is

    PlannedRecords records = records_;
    if (layout_.steps_differ) choose_step(rows, records);
    records.has_selection = rows.size() != table_.row_count;
    records.rows = rows;
    add_lists(rows, plan, records);
    add_metrics(rows, plan, records);
    add_pairs(rows, records);
    add_named_values(rows, records);
    add_tuples(rows, records);
    if (group.parent_row) {
      for (const NamedPlaces& named : layout_.places) {
        if (named.sets.empty()) continue;
        add_named_places(named, tables_, *group.parent_row, rows, records);
      }
    }
    add_spelled(layout_, tables_, rows, records, plan);
    tell_evaluations_apart(rows, records);
    place_records(layout_, tables_, table_, rows, kinds_, records);
    keep_declared(rows, plan, records);
    mark_sentinels(plan, records);
    add_shared_texts(tables_, table_, rows, labels(), no_facts(), plan.facts);
    if (!records.has_selection) records.rows.clear();
    plan.records.push_back(std::move(records));
  }

  // The first step that all complete records have.
  void choose_step(const std::vector<std::uint32_t>& rows, PlannedRecords& records) const {
    for (const Column* column : records.step) {
      const bool has_all = std::all_of(rows.begin(), rows.end(), [&](std::uint32_t row) {
        return row == table_.cut_row || column->numbers.at(row).has_value();
      });
      if (!has_all) continue;
      records.step = {column};
      return;
    }
    if (records.step.size() > 1) records.step = {records.step.back()};
  }

  [[nodiscard]] std::vector<std::uint32_t> rows_of_kind(const Group& group, RowKind kind) const {
    std::vector<std::uint32_t> rows;
    for (const std::uint32_t row : group.rows) {
      const RowKind found = kinds_[row] == RowKind::evaluation ? RowKind::record : kinds_[row];
      if (found == kind) rows.push_back(row);
    }
    return rows;
  }

  // "extracting_features_records": 12
  void count_asides(const std::vector<std::uint32_t>& rows, RunPlan& plan) const {
    std::map<std::string_view, std::uint32_t> counts;
    for (const RowRule& rule : layout_.rows) {
      const Column* column = rule.kind == RowKind::aside ? column_at(table_, rule.path) : nullptr;
      if (column == nullptr) continue;
      for (const std::uint32_t row : rows) {
        if (const auto text = tables_.text(*column, row)) ++counts[*text];
      }
    }
    for (const auto& [text, count] : counts) {
      plan.facts.add(fact_name({std::string{text} + "_records"}), static_cast<double>(count));
    }
  }

  void sum_up(const std::vector<std::uint32_t>& rows, RunPlan& plan) const {
    if (rows.empty()) return;
    // The last row is the one that sums up the whole of a resumed training.
    for (std::size_t i = rows.size(); i-- > 0;) {
      for (const Column& column : table_.columns) {
        if (is_label(&column) || is_under(column.path, no_facts())) continue;
        if (auto value = fact_value(tables_, column, rows[i])) {
          plan.facts.add(fact_name(column.path), std::move(*value));
        }
      }
    }
    plan.notes.push_back({NoteCode::closing_summary, source_.index, std::nullopt, rows.size(), {}});
  }

  void add_metrics(const std::vector<std::uint32_t>& rows, RunPlan& plan,
                   PlannedRecords& records) const {
    if (layout_.metrics.empty()) return;
    const bool is_anywhere = layout_.metrics == "*";
    const Path pattern{layout_.metrics};
    const bool is_below = !is_anywhere && layout_.metrics.ends_with(".*");
    const std::size_t name_begin = is_below ? pattern.size() - 1 : 0;
    for (const Column& column : table_.columns) {
      if (is_label(&column)) continue;
      if (!is_anywhere &&
          !(is_below ? pattern.is_at_or_above(column.path) : pattern.is_at(column.path))) {
        continue;
      }
      std::string metric =
          is_below || is_anywhere
              ? metric_name(column.path, name_begin)
              : metric_name({column.path.begin(), column.path.begin() + static_cast<std::ptrdiff_t>(
                                                                            pattern.name_size())});
      if (column.has_numbers()) {
        records.metrics.push_back(
            {.name = std::move(metric), .values = &column, .is_declared = is_below});
      } else if (is_below && column.has_texts() && !layout_.has_texts_among_metrics) {
        PlannedMetric planned{.name = std::move(metric), .values = &column};
        const Kept kept = declare(layout_, planned, rows, plan);
        if (kept == Kept::as_metric || kept == Kept::as_unranked) {
          leave_metric_note(NoteCode::value_not_number, planned.name, rows.size(), plan);
        }
      }
    }
    if (!is_anywhere && !is_below) add_metrics_in_maps(pattern, records);
  }

  void add_metrics_in_maps(const Path& pattern, PlannedRecords& records) const {
    for (const NumberInMap& number : numbers_in_maps(tables_, table_, pattern)) {
      const bool is_step = std::any_of(
          layout_.step.begin(), layout_.step.end(),
          [&](std::string_view step) { return !step.empty() && Path{step}.is_at(number.path); });
      if (is_step) continue;
      const std::string name =
          metric_name({number.path.begin(),
                       number.path.begin() + static_cast<std::ptrdiff_t>(pattern.name_size())});
      add_value_below(name, number.values, number.row, number.record, records);
    }
  }

  static void add_value_below(std::string_view name, const Column* values, std::uint32_t row,
                              std::uint32_t record, PlannedRecords& records) {
    auto found = std::find_if(
        records.metrics.begin(), records.metrics.end(),
        [&](const PlannedMetric& each) { return each.values == values && each.name == name; });
    if (found == records.metrics.end()) {
      records.metrics.push_back({.name = std::string{name}, .values = values});
      found = records.metrics.end() - 1;
    }
    found->rows.push_back(row);
    found->records.push_back(record);
  }

  // Lists whose every place is a metric; others that hold numbers are counted.
  void add_lists(const std::vector<std::uint32_t>& rows, RunPlan& plan,
                 PlannedRecords& records) const {
    if (layout_.metrics != "*") return;
    const TableIndex index = tables_.index_of(table_);
    for (const Table& list : tables_.tables) {
      const Column* values = list.column({});
      if (tables_.index_of(list) == kDocuments || list.parent != index || values == nullptr ||
          !values->has_numbers() || is_under(list.path, no_facts()) ||
          is_below_configuration(list.path)) {
        continue;
      }
      const std::string name = metric_name(list.path);
      std::uint64_t left_out = 0;
      for (const std::uint32_t row : rows) {
        const auto [begin, end] = list.parents.rows_of(row);
        if (begin == end) continue;
        const ListMetrics* described = list_metrics(list.path, end - begin);
        if (described == nullptr) {
          ++left_out;
          continue;
        }
        for (std::uint32_t at = begin; at < end; ++at) {
          const std::string_view place = described->names[at - begin];
          add_value_below(name + "/" + std::string{place}, values, at, row, records);
        }
      }
      if (left_out > 0) leave_metric_note(NoteCode::lists_left_out, name, 1, plan);
    }
  }

  [[nodiscard]] const ListMetrics* list_metrics(const Segments& path, std::uint32_t size) const {
    for (const ListMetrics& described : layout_.lists) {
      const auto count = static_cast<std::uint32_t>(
          std::find(described.names.begin(), described.names.end(), std::string_view{}) -
          described.names.begin());
      if (count == size && fits_name(described.path, metric_name(path))) return &described;
    }
    return nullptr;
  }

  void add_pairs(const std::vector<std::uint32_t>& rows, PlannedRecords& records) const {
    if (layout_.metric_pairs.empty()) return;
    const Table* list = tables_.child(tables_.index_of(table_), Path{layout_.metric_pairs}.steps());
    const Column* elements = list == nullptr ? nullptr : list->column({});
    if (elements == nullptr) return;
    for (const std::uint32_t row : rows) {
      const auto [begin, end] = list->parents.rows_of(row);
      for (std::uint32_t at = begin; at + 1 < end; at += 2) {
        const auto key = tables_.text(*elements, at);
        if (!key || !elements->numbers.at(at + 1)) continue;
        add_value_below(*key, elements, at + 1, row, records);
      }
    }
    for (PlannedMetric& metric : records.metrics) {
      metric.is_declared = metric.is_declared || metric.values == elements;
    }
  }

  // Records that are the value of one metric each.
  void add_named_values(const std::vector<std::uint32_t>& rows, PlannedRecords& records) const {
    const std::vector<const Column*> all_names = columns_at(table_, layout_.metric_name);
    const std::vector<const Column*> all_values = columns_at(table_, layout_.metric_value);
    if (all_names.empty() || all_values.empty()) return;
    const Column* names = all_names.front();
    const Column* values = all_values.front();
    std::map<std::string_view, std::vector<std::uint32_t>> rows_of;
    std::vector<std::string_view> in_order;
    for (const std::uint32_t row : rows) {
      const auto name = tables_.text(*names, row);
      if (!name || !values->numbers.at(row)) continue;
      std::vector<std::uint32_t>& rows_of_name = rows_of[*name];
      if (rows_of_name.empty()) in_order.push_back(*name);
      rows_of_name.push_back(row);
    }
    for (const std::string_view name : in_order) {
      PlannedMetric metric;
      metric.name = std::string{name};
      metric.values = values;
      metric.rows = std::move(rows_of[name]);
      metric.is_declared = true;
      records.metrics.push_back(std::move(metric));
    }
  }

  void add_tuples(const std::vector<std::uint32_t>& rows, PlannedRecords& records) const {
    const Table* tuples = tuples_of(tables_, table_, layout_.tuples.size);
    if (tuples == nullptr) return;
    PlannedMetric metric;
    metric.name = tag_in(source_.name);
    metric.values = tuples->column({});
    metric.is_declared = true;
    records.computed_x.assign(table_.row_count, kAbsent);
    for (const std::uint32_t row : rows) {
      const auto [begin, end] = tuples->parents.rows_of(row);
      if (end - begin != layout_.tuples.size) continue;
      const std::uint32_t step = begin + layout_.tuples.step_at;
      records.computed_x[row] = metric.values->numbers.at(step).value_or(kAbsent);
      metric.rows.push_back(begin + layout_.tuples.value_at);
      metric.records.push_back(row);
    }
    if (metric.rows.empty()) return;
    records.metrics.push_back(std::move(metric));
  }

  // What the layout declares of each metric; what it declares to be none becomes a fact or goes.
  void keep_declared(const std::vector<std::uint32_t>& rows, RunPlan& plan,
                     PlannedRecords& records) const {
    std::vector<PlannedMetric> kept;
    for (PlannedMetric& metric : records.metrics) {
      switch (declare(layout_, metric, metric.rows.empty() ? rows : metric.rows, plan)) {
        case Kept::undeclared:
        case Kept::as_metric:
        case Kept::as_unranked:
          kept.push_back(std::move(metric));
          break;
        case Kept::as_fact:
          if (!rows.empty() && metric.records.empty()) {
            if (auto value = fact_value(tables_, *metric.values, rows.back())) {
              plan.facts.add(fact_name(metric.values->path), std::move(*value));
            }
          }
          break;
        case Kept::not_at_all:
          break;
      }
    }
    records.metrics = std::move(kept);
  }

  void mark_sentinels(RunPlan& plan, PlannedRecords& records) const {
    const Sentinel& sentinel = layout_.sentinel;
    if (sentinel.names.front().empty()) return;
    const auto is_named = [&](const PlannedMetric& metric) {
      return std::any_of(sentinel.names.begin(), sentinel.names.end(), [&](std::string_view each) {
        return !each.empty() && same_key(each, metric.name);
      });
    };
    std::string names;
    for (const PlannedMetric& metric : records.metrics) {
      if (!is_named(metric)) continue;
      for (const std::uint32_t row : records.rows) {
        const auto value = metric.values->numbers.at(row);
        if (value && *value != sentinel.value) return;
      }
      if (!names.empty()) names += ", ";
      names += metric.name;
    }
    if (names.empty()) return;
    leave_metric_note(sentinel.note, names, 1, plan);
    constexpr double kNothing = -std::numeric_limits<double>::infinity();
    for (PlannedMetric& metric : records.metrics) {
      if (is_named(metric)) metric.bounds = Bounds{.greatest = kNothing, .note = sentinel.note};
    }
  }

  // What stands in rows of training and of evaluations alike is two metrics: loss and val/loss.
  void tell_evaluations_apart(const std::vector<std::uint32_t>& rows,
                              PlannedRecords& records) const {
    if (std::find(kinds_.begin(), kinds_.end(), RowKind::evaluation) == kinds_.end()) return;
    const std::size_t count = records.metrics.size();
    for (std::size_t i = 0; i < count; ++i) {
      if (!records.metrics[i].rows.empty()) continue;
      PlannedMetric evaluated = records.metrics[i];
      PlannedMetric trained = records.metrics[i];
      for (const std::uint32_t row : rows) {
        if (!evaluated.values->numbers.at(row)) continue;
        (is_evaluation(row) ? evaluated : trained).rows.push_back(row);
      }
      evaluated.role = Role::valid;
      trained.role = Role::train;
      if (evaluated.rows.empty()) {
        trained.rows.clear();
        records.metrics[i] = std::move(trained);
      } else if (trained.rows.empty()) {
        evaluated.rows.clear();
        records.metrics[i] = std::move(evaluated);
      } else {
        evaluated.name = "val/" + evaluated.name;
        records.metrics[i] = std::move(trained);
        records.metrics.push_back(std::move(evaluated));
      }
    }
  }

  [[nodiscard]] bool is_evaluation(std::uint32_t row) const {
    return !kinds_.empty() && kinds_[row] == RowKind::evaluation;
  }

  [[nodiscard]] std::vector<const Column*> labels() const {
    std::vector<const Column*> all;
    for (const auto* columns : {&records_.step, &records_.epoch, &records_.time, &records_.id,
                                &records_.model, &records_.path}) {
      all.insert(all.end(), columns->begin(), columns->end());
    }
    return all;
  }

  const Format& format_;
  const Layout& layout_;
  const Tables& tables_;
  const Table& table_;
  const SourceInfo& source_;
  PlannedRecords records_;
  std::vector<RowKind> kinds_;  // by row; empty while all are records
  std::vector<bool> is_classified_;
};

}  // namespace

void read_layout(const Format& format, const Layout& layout, const Tables& tables,
                 const Table& table, const SourceInfo& source, std::vector<RunPlan>& plans) {
  LayoutReader{format, layout, tables, table, source}.read(plans);
}

std::string metric_name(const Segments& path, std::size_t from) {
  std::string name;
  for (std::size_t i = from; i < path.size(); ++i) {
    if (i > from) name += '/';
    name += path[i];
  }
  return name;
}

}  // namespace ckpt
