// See reading.h.
#include "formats/reading.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "base/limits.h"
#include "base/text.h"
#include "formats/curves.h"
#include "formats/declared.h"
#include "formats/path.h"
#include "formats/places.h"
#include "formats/spelled.h"

namespace ckpt {
namespace {

constexpr std::uint32_t kListFactsMax = 8;     // elements of a list that are facts, else none is
constexpr double kEarliestTime = 631'152'000;  // 1990, in seconds since 1970
constexpr double kLatestTime = 4'102'444'800;  // 2100
constexpr std::uint32_t kRowsLookedAt = 1000;  // for a text that tells a format apart

// What TensorBoard puts around the parts of a name: run-<run>-tag-<tag>.json
constexpr std::string_view kRun = "run-";
constexpr std::string_view kTag = "-tag-";

// Takes the last part of a path off `rest` and returns it.
std::string_view last_part(std::string_view& rest) {
  const std::size_t border = rest.find_last_of("/\\");
  const std::string_view part = border == std::string_view::npos ? rest : rest.substr(border + 1);
  rest = border == std::string_view::npos ? std::string_view{} : rest.substr(0, border);
  return part;
}

std::string_view stem_of(std::string_view file) {
  const std::size_t dot = file.find_last_of('.');
  return dot == std::string_view::npos || dot == 0 ? file : file.substr(0, dot);
}

// The tag in the name of a file that holds one metric; "value" when there is none.
std::string tag_in(std::string_view file_name) {
  const std::string_view stem = stem_of(last_part(file_name));
  const std::size_t at = stem.find(kTag);
  return std::string{at == std::string_view::npos ? "value" : stem.substr(at + kTag.size())};
}

// The run that a file with a tag belongs to, with its folders; empty when the name has no tag.
std::string tagged_run(std::string_view file_name) {
  const std::size_t at = file_name.rfind(kTag);
  return std::string{at == std::string_view::npos ? std::string_view{} : file_name.substr(0, at)};
}

const Column* column_at(const Table& table, std::string_view path) {
  return path.empty() ? nullptr : table.column(Path{path}.steps());
}

std::vector<const Column*> columns_at(const Table& table, const Paths& paths) {
  std::vector<const Column*> columns;
  for (const std::string_view path : paths) {
    if (const Column* column = column_at(table, path)) columns.push_back(column);
  }
  return columns;
}

bool contains(const std::vector<const Column*>& columns, const Column* column) {
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

const Table* parent_of(const Tables& tables, const Table& table) {
  const TableIndex index = tables.index_of(table);
  return index == kDocuments ? nullptr : &tables.tables[table.parent];
}

// How many segments the records' list lies deeper than what it stands in: 1 of
// {"state":{"rows":[]}}.
std::size_t depth_of_surroundings(const Table& table) {
  return table.path.empty() ? 0 : table.path.size() - 1;
}

// The column at `path` in the object that the list `table` stands in, else in one around that, up
// to the row of the parent: of {"run":{"info":{"id":1},"data":{"metrics":[]}}} "info.id" is found.
const Column* parent_column(const Tables& tables, const Table& table, std::string_view path) {
  const Table* parent = parent_of(tables, table);
  if (parent == nullptr || path.empty()) return nullptr;
  const Path wanted{path};
  for (std::size_t depth = depth_of_surroundings(table) + 1; depth-- > 0;) {
    for (const Column& column : parent->columns) {
      if (column.path.size() == depth + wanted.size() &&
          std::equal(table.path.begin(), table.path.begin() + static_cast<std::ptrdiff_t>(depth),
                     column.path.begin()) &&
          wanted.is_at_or_above(column.path, depth)) {
        return &column;
      }
    }
  }
  return nullptr;
}

// Anything stands at or below `path` in the objects around the list `table`.
bool has_around(const Tables& tables, const Table& table, const Path& path) {
  const Table* parent = parent_of(tables, table);
  if (parent == nullptr) return false;
  for (std::size_t depth = depth_of_surroundings(table) + 1; depth-- > 0;) {
    for (const Column& column : parent->columns) {
      if (column.path.size() >= depth + path.size() &&
          std::equal(table.path.begin(), table.path.begin() + static_cast<std::ptrdiff_t>(depth),
                     column.path.begin()) &&
          path.is_at_or_above(column.path, depth)) {
        return true;
      }
    }
  }
  return false;
}

// The table of the numbers in records that are lists themselves; nullptr when they are not, or not
// all of `size` numbers.
const Table* tuples_of(const Tables& tables, const Table& table, std::uint32_t size) {
  const Table* tuples = tables.child(tables.index_of(table), {});
  if (tuples == nullptr || tuples == &table || !table.columns.empty()) return nullptr;
  const Column* items = tuples->column({});
  if (items == nullptr || !items->has_numbers() || size == 0) return nullptr;
  // The last one may be cut.
  const bool is_even =
      tuples->row_count / size + (tuples->row_count % size == 0 ? 0 : 1) == table.row_count &&
      (tuples->row_count % size == 0 || table.cut_row.has_value());
  return is_even ? tuples : nullptr;
}

bool has_text_among(const Tables& tables, const Table& table, const Column& column,
                    const Paths& texts) {
  if (texts.front().empty()) return column.has_texts();
  const std::uint32_t end = std::min(table.row_count, kRowsLookedAt);
  for (std::uint32_t row = 0; row < end; ++row) {
    const auto text = tables.text(column, row);
    if (text && std::find(texts.begin(), texts.end(), *text) != texts.end()) return true;
  }
  return false;
}

// A number that stands in a map below the records, where its key is a step of the path.
struct NumberInMap {
  const Column* values;
  std::uint32_t row;
  std::uint32_t record;
  Segments path;  // below the record
};

// Those at paths that fit `pattern`. Costs nothing where the records hold no maps.
std::vector<NumberInMap> numbers_in_maps(const Tables& tables, const Table& table,
                                         const Path& pattern) {
  std::vector<NumberInMap> found;
  const TableIndex index = tables.index_of(table);
  const auto fits = [&](const Segments& part, std::size_t from) {
    for (std::size_t i = 0; i < part.size(); ++i) {
      if (!fits_step(pattern.steps()[from + i], part[i])) return false;
    }
    return true;
  };
  for (const Table& map : tables.tables) {
    const Column* keys = map.kind == TableKind::map ? map.column({kMapKey}) : nullptr;
    const std::size_t depth = map.path.size();
    if (keys == nullptr || map.parent != index || depth >= pattern.size() || !fits(map.path, 0)) {
      continue;
    }
    for (const Column& column : map.columns) {
      if (!column.has_numbers() || depth + 1 + column.path.size() != pattern.size() ||
          !fits(column.path, depth + 1)) {
        continue;
      }
      column.numbers.for_each([&](std::uint32_t row, double) {
        const auto key = tables.text(*keys, row);
        if (!key || !fits_step(pattern.steps()[depth], *key)) return;
        Segments path = map.path;
        path.emplace_back(*key);
        path.insert(path.end(), column.path.begin(), column.path.end());
        found.push_back({&column, row, map.parents.parent_of(row), std::move(path)});
      });
    }
  }
  return found;
}

// Points and colours are lists of three numbers, too: a time tells records from them.
bool begin_with_times(const Layout& layout, const Tables& tables, const Table& table) {
  const Table* tuples = tuples_of(tables, table, layout.tuples.size);
  if (tuples == nullptr) return false;
  const auto first = tuples->column({})->numbers.at(layout.tuples.time_at);
  return first && *first >= kEarliestTime && *first <= kLatestTime;
}

bool has_evidence(const Layout& layout, const Evidence& evidence, const Tables& tables,
                  const Table& table) {
  const Path path{evidence.path};
  switch (evidence.where) {
    case Where::list:
      return path.is_end_of(table.path) && table.kind == TableKind::array;
    case Where::inner_list:
      return has_list(tables, table, evidence.path, ListOf::anything);
    case Where::parent:
      return has_around(tables, table, path);
    case Where::curve:
      return has_list(tables, table, evidence.path, ListOf::numbers);
    case Where::tuples:
      return begin_with_times(layout, tables, table);
    case Where::alone:
      return tables.index_of(table) == kDocuments && table.row_count == 1;
    default:
      break;
  }
  for (const Column& column : table.columns) {
    if (!path.is_at_or_above(column.path)) continue;
    if (evidence.where == Where::value) return true;
    if (column.path.size() != path.size()) continue;
    if (evidence.where == Where::number && column.has_numbers()) return true;
    if (evidence.where == Where::text && has_text_among(tables, table, column, evidence.texts)) {
      return true;
    }
  }
  // One record may have so many alike objects that they were taken for a map.
  return evidence.where == Where::number && !numbers_in_maps(tables, table, path).empty();
}

// The one record that there is was cut before it could show what must not stand in it.
bool may_stand_behind_cut(const Evidence& evidence, const Table& table) {
  return table.row_count == 1 && table.cut_row.has_value() && evidence.where != Where::parent &&
         evidence.where != Where::list;
}

bool is_under(const Segments& path, std::span<const std::string_view> paths) {
  return std::any_of(paths.begin(), paths.end(), [&](std::string_view each) {
    return !each.empty() && Path{each}.is_at_or_above(path);
  });
}

// Rows of one run, in the file's order.
struct Group {
  std::optional<std::uint32_t> parent_row;  // of the last of its rows
  std::vector<std::uint32_t> rows;
};

std::vector<Group> group_rows(const Layout& layout, const Tables& tables, const Table& table) {
  std::vector<Group> groups;
  const bool has_parent = parent_of(tables, table) != nullptr;
  const auto parent_row_of = [&](std::uint32_t row) -> std::optional<std::uint32_t> {
    if (!has_parent) return std::nullopt;
    return table.parents.parent_of(row);
  };
  if (const Column* column = column_at(table, layout.run_of_record)) {
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
  for (std::uint32_t row = 0; row < table.row_count; ++row) {
    const auto parent_row = parent_row_of(row);
    if (groups.empty() || groups.back().parent_row != parent_row) {
      groups.push_back({parent_row, {}});
    }
    groups.back().rows.push_back(row);
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
        std::vector<std::uint32_t> all(table_.row_count);
        std::iota(all.begin(), all.end(), 0U);
        const std::vector<double> steps = spelled_steps(layout_, tables_, table_, all);
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
      column->text_codes.for_each([&](std::uint32_t row, TextArena::Code) {
        const auto text = tables_.text(*column, row);
        if (text && std::find(rule.texts.begin(), rule.texts.end(), *text) != rule.texts.end()) {
          classify(row);
        }
      });
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
    place(rows, records);
    keep_declared(rows, plan, records);
    leave_out_sentinels(plan, records);
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
    const Column* names = column_at(table_, layout_.metric_name);
    const Column* values = column_at(table_, layout_.metric_value);
    if (names == nullptr || values == nullptr) return;
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

  void leave_out_sentinels(RunPlan& plan, PlannedRecords& records) const {
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
    records.metrics.erase(std::remove_if(records.metrics.begin(), records.metrics.end(), is_named),
                          records.metrics.end());
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

  // Puts records on an axis that no column holds as it stands.
  void place(const std::vector<std::uint32_t>& rows, PlannedRecords& records) const {
    const bool has_evaluations =
        std::find(kinds_.begin(), kinds_.end(), RowKind::evaluation) != kinds_.end();
    if (layout_.tuples.size > 0) return;
    const bool is_spelled = !layout_.spelled.front().path.empty();
    if (layout_.step_in_text.empty() && !layout_.step_restarts && !has_evaluations && !is_spelled &&
        !layout_.absent_step_is_zero && !records.step.empty()) {
      return;
    }
    std::vector<double> xs = stated_steps(rows, records);
    if (layout_.step_restarts) unroll(rows, records, xs);
    if (has_evaluations && !place_evaluations(rows, records, xs)) return;
    if (std::all_of(rows.begin(), rows.end(), [&](auto row) { return std::isnan(xs[row]); })) {
      return;
    }
    records.computed_x = std::move(xs);
    records.computed_x_kind = XKind::step;
  }

  // By row of the table; kAbsent where none is stated.
  [[nodiscard]] std::vector<double> stated_steps(const std::vector<std::uint32_t>& rows,
                                                 const PlannedRecords& records) const {
    std::vector<double> xs(table_.row_count, kAbsent);
    for (const Column* column : records.step) {
      column->numbers.for_each([&](std::uint32_t row, double step) {
        if (std::isnan(xs[row])) xs[row] = step;
      });
    }
    if (const Column* texts = column_at(table_, layout_.step_in_text)) {
      for (const std::uint32_t row : rows) {
        const auto text = tables_.text(*texts, row);
        if (text && std::isnan(xs[row])) xs[row] = number_in(*text);
      }
    }
    const std::vector<double> spelled = spelled_steps(layout_, tables_, table_, rows);
    if (!spelled.empty()) {
      for (const std::uint32_t row : rows) {
        if (std::isnan(xs[row])) xs[row] = spelled[row];
      }
    }
    if (layout_.absent_step_is_zero) {
      for (const std::uint32_t row : rows) {
        if (std::isnan(xs[row])) xs[row] = 0;
      }
    }
    if (records.step.empty()) {
      for (const std::string_view path : layout_.step) {
        if (path.empty()) continue;
        for (const NumberInMap& number : numbers_in_maps(tables_, table_, Path{path})) {
          xs[number.record] = number.values->numbers.at(number.row).value_or(kAbsent);
        }
      }
    }
    return xs;
  }

  // The last number in "network-snapshot-000200.pkl"; kAbsent when there is none.
  static double number_in(std::string_view text) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    while (!text.empty() && !is_digit(text.back())) text.remove_suffix(1);
    std::size_t begin = text.size();
    while (begin > 0 && is_digit(text[begin - 1])) --begin;
    return spelled_number(text.substr(begin)).value_or(kAbsent);
  }

  [[nodiscard]] bool is_evaluation(std::uint32_t row) const {
    return !kinds_.empty() && kinds_[row] == RowKind::evaluation;
  }

  // Steps that begin again with each epoch go on where the last epoch ended. How long an epoch is
  // follows from the furthest step that was logged in any.
  void unroll(const std::vector<std::uint32_t>& rows, const PlannedRecords& records,
              std::vector<double>& xs) const {
    if (records.epoch.empty()) return;
    const Column& epochs = *records.epoch.front();
    double furthest = 0;
    double previous_step = kAbsent;
    double previous_epoch = kAbsent;
    bool restarts = false;
    for (const std::uint32_t row : rows) {
      const double epoch = epochs.numbers.at(row).value_or(kAbsent);
      if (is_evaluation(row) || std::isnan(xs[row]) || std::isnan(epoch)) continue;
      restarts = restarts || (epoch > previous_epoch && xs[row] <= previous_step);
      furthest = std::max(furthest, xs[row]);
      previous_step = xs[row];
      previous_epoch = epoch;
    }
    if (!restarts) return;
    for (const std::uint32_t row : rows) {
      const double epoch = epochs.numbers.at(row).value_or(kAbsent);
      if (!is_evaluation(row)) xs[row] += (epoch - 1) * furthest;
    }
  }

  // Evaluations stand at the last step that training logged before them. False when no training is
  // there: then they keep what they state.
  bool place_evaluations(const std::vector<std::uint32_t>& rows, PlannedRecords& records,
                         std::vector<double>& xs) const {
    const auto is_training = [&](std::uint32_t row) {
      return !is_evaluation(row) && !std::isnan(xs[row]);
    };
    if (std::none_of(rows.begin(), rows.end(), is_training)) {
      if (layout_.evaluation_step == EvaluationStep::something_else) records.step.clear();
      return false;
    }
    if (layout_.evaluation_step == EvaluationStep::epoch_or_step) {
      if (!are_epochs(rows, records, xs)) return true;
      records.epoch.insert(records.epoch.end(), records.step.begin(), records.step.end());
    }
    double reached = 0;
    for (const std::uint32_t row : rows) {
      if (is_training(row)) reached = xs[row];
      if (is_evaluation(row)) xs[row] = reached;
    }
    return true;
  }

  // No evaluation states a step beyond the last epoch of training.
  [[nodiscard]] bool are_epochs(const std::vector<std::uint32_t>& rows,
                                const PlannedRecords& records,
                                const std::vector<double>& xs) const {
    if (records.epoch.empty()) return false;
    double last_epoch = kAbsent;
    double last_stated = kAbsent;
    for (const std::uint32_t row : rows) {
      if (is_evaluation(row)) {
        if (!(xs[row] <= last_stated)) last_stated = xs[row];
      } else {
        const double epoch = records.epoch.front()->numbers.at(row).value_or(kAbsent);
        if (!(epoch <= last_epoch)) last_epoch = epoch;
      }
    }
    return last_stated <= last_epoch;
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

std::optional<int> weigh(const Layout& layout, const Tables& tables, const Table& table) {
  // Each row of curves is a run.
  if (!layout.curves.front().values.empty() && table.row_count > limits::kRunCountMax) {
    return std::nullopt;
  }
  int weight = 0;
  bool needs_one = false;
  bool has_one = false;
  for (const Evidence& evidence : layout.evidence) {
    if (evidence.path.empty()) continue;
    const bool is_found = has_evidence(layout, evidence, tables, table);
    if (evidence.need == Need::absent) {
      if (is_found || may_stand_behind_cut(evidence, table)) return std::nullopt;
      continue;
    }
    if (is_found) weight += evidence.weight;
    if (evidence.need == Need::required && !is_found) return std::nullopt;
    needs_one = needs_one || evidence.need == Need::one_of;
    has_one = has_one || (evidence.need == Need::one_of && is_found);
  }
  if (needs_one && !has_one) return std::nullopt;
  return weight;
}

void read_layout(const Format& format, const Layout& layout, const Tables& tables,
                 const Table& table, const SourceInfo& source, std::vector<RunPlan>& plans) {
  LayoutReader{format, layout, tables, table, source}.read(plans);
}

std::string name_from_file(std::string_view file_name) {
  // Names that say what kind of file or folder it is, not which one.
  static constexpr std::string_view kKinds[] = {
      "trainer_state", "metrics",       "history",      "training_history",  "training_log",
      "trainer_log",   "log",           "logging",      "results",           "result",
      "progress",      "all_results",   "log_history",  "catboost_training", "evals_result",
      "train_results", "wandb-summary", "eval_results", "wandb-history",     "meta",
      "scalars",       "stats"};
  static constexpr std::string_view kFolders[] = {"catboost_info", "files", ".", ".."};
  const auto is_among = [](std::string_view name, std::span<const std::string_view> names) {
    return std::any_of(names.begin(), names.end(),
                       [&](std::string_view each) { return same_key(each, name); });
  };
  std::string_view folders = file_name;
  const std::string_view file = last_part(folders);
  std::string_view stem = stem_of(file);
  if (const std::size_t tag = stem.find(kTag); tag != std::string_view::npos) {
    stem = stem.substr(0, tag);
    if (stem.substr(0, kRun.size()) == kRun) stem.remove_prefix(kRun.size());
  }
  if (!is_among(stem, kKinds)) return std::string{stem.empty() ? file : stem};
  std::string_view folder;
  do {
    folder = last_part(folders);
  } while (!folders.empty() && is_among(folder, kFolders));
  if (folder.empty() || is_among(folder, kFolders)) return std::string{stem};
  if (std::isnan(step_of_checkpoint_path(folder)) || folders.empty()) return std::string{folder};
  return std::string{last_part(folders)} + "/" + std::string{folder};
}

void add_shared_texts(const Tables& tables, const Table& table, std::span<const std::uint32_t> rows,
                      std::span<const Column* const> labels,
                      std::span<const std::string_view> without, FactList& facts) {
  for (const Column& column : table.columns) {
    if (!column.has_texts() || column.has_numbers() || is_under(column.path, without) ||
        std::find(labels.begin(), labels.end(), &column) != labels.end()) {
      continue;
    }
    std::optional<std::string_view> shared;
    bool is_shared = true;
    for (const std::uint32_t row : rows) {
      const auto text = tables.text(column, row);
      if (!text) continue;
      is_shared = !shared || *shared == *text;
      if (!is_shared) break;
      shared = text;
    }
    if (shared && is_shared) facts.add(fact_name(column.path), std::string{*shared});
  }
}

void add_facts_of_row(const Tables& tables, const Table& table, std::uint32_t row,
                      std::span<const std::string_view> without, FactList& facts) {
  for (const Column& column : table.columns) {
    if (is_under(column.path, without)) continue;
    if (auto value = fact_value(tables, column, row)) {
      facts.add(fact_name(column.path), std::move(*value));
    }
  }
}

void add_facts_around(const Tables& tables, const Table& table, std::uint32_t row,
                      std::span<const std::string_view> without, FactList& facts) {
  const Table* inner = &table;
  std::uint32_t at = row;
  while (const Table* outer = parent_of(tables, *inner)) {
    add_facts_of_row(tables, *outer, at, without, facts);
    if (tables.index_of(*outer) != kDocuments) at = outer->parents.parent_of(at);
    inner = outer;
  }
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
