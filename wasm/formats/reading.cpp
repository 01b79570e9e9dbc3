// See reading.h.
#include "formats/reading.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.h"

namespace ckpt {
namespace {

constexpr std::uint32_t kRowsLookedAt = 1000;  // for a text that tells a format apart

// Steps of a dotted path, each a piece of a literal.
class Path {
 public:
  explicit Path(std::string_view dotted) {
    while (!dotted.empty()) {
      const std::size_t dot = dotted.find('.');
      steps_.push_back(dotted.substr(0, dot));
      dotted = dot == std::string_view::npos ? std::string_view{} : dotted.substr(dot + 1);
    }
  }
  [[nodiscard]] std::size_t size() const { return steps_.size(); }
  [[nodiscard]] std::span<const std::string_view> steps() const { return steps_; }

  // `segments` begin with this path.
  [[nodiscard]] bool is_at_or_above(const Segments& segments, std::size_t from = 0) const {
    if (segments.size() < from + steps_.size()) return false;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      if (!same_key(segments[from + i], steps_[i])) return false;
    }
    return true;
  }
  [[nodiscard]] bool is_end_of(const Segments& segments) const {
    return segments.size() >= steps_.size() &&
           is_at_or_above(segments, segments.size() - steps_.size());
  }

 private:
  std::vector<std::string_view> steps_;
};

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

// `column` of the parent stands in the same object as the list `table`, or around it.
bool shares_object(const Table& table, const Column& column) {
  const std::size_t depth = depth_of_surroundings(table);
  if (column.path.size() <= depth) return false;
  return std::equal(table.path.begin(), table.path.begin() + static_cast<std::ptrdiff_t>(depth),
                    column.path.begin());
}

const Column* parent_column(const Tables& tables, const Table& table, std::string_view path) {
  const Table* parent = parent_of(tables, table);
  if (parent == nullptr || path.empty()) return nullptr;
  const Path wanted{path};
  for (const Column& column : parent->columns) {
    if (shares_object(table, column) &&
        column.path.size() == depth_of_surroundings(table) + wanted.size() &&
        wanted.is_at_or_above(column.path, depth_of_surroundings(table))) {
      return &column;
    }
  }
  return nullptr;
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

bool has_evidence(const Evidence& evidence, const Tables& tables, const Table& table) {
  const Path path{evidence.path};
  switch (evidence.where) {
    case Where::list:
      return path.is_end_of(table.path) && table.kind == TableKind::array;
    case Where::inner_list: {
      const Table* list = tables.child(tables.index_of(table), path.steps());
      return list != nullptr;
    }
    case Where::parent: {
      const Table* parent = parent_of(tables, table);
      if (parent == nullptr) return false;
      return std::any_of(parent->columns.begin(), parent->columns.end(), [&](const Column& each) {
        return shares_object(table, each) &&
               path.is_at_or_above(each.path, depth_of_surroundings(table));
      });
    }
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
  return false;
}

bool is_under(const Column& column, std::span<const std::string_view> paths) {
  return std::any_of(paths.begin(), paths.end(), [&](std::string_view each) {
    return !each.empty() && Path{each}.is_at_or_above(column.path);
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
  if (layout.are_jobs) {
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
    for (const Group& group : group_rows(layout_, tables_, table_)) {
      RunPlan plan;
      plan.format = format_.id;
      plan.format_title = format_.title;
      plan.source = source_.index;
      plan.tables = &tables_;
      name(group, plan, plans.size());
      plan.belonging = {layout_.together, layout_.family, text_of(layout_.identity, group),
                        layout_.may_agree};
      read_around(group, plan);
      if (layout_.are_jobs) {
        add_facts_of_row(tables_, table_, group.rows.front(), no_facts(), plan.facts);
        if (const Column* column = column_at(table_, layout_.planned_steps)) {
          plan.planned_steps = column->numbers.at(group.rows.front()).value_or(kAbsent);
        }
      } else {
        read_records(group, plan);
      }
      plans.push_back(std::move(plan));
    }
  }

 private:
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

  [[nodiscard]] std::span<const std::string_view> no_facts() const { return layout_.no_facts; }

  [[nodiscard]] bool is_label(const Column* column) const { return contains(labels(), column); }

  void classify_rows() {
    for (const RowRule& rule : layout_.rows) {
      const Column* column = column_at(table_, rule.path);
      if (column == nullptr) continue;
      if (kinds_.empty()) {
        kinds_.assign(table_.row_count, RowKind::record);
        is_classified_.assign(table_.row_count, false);
      }
      const auto classify = [&](std::uint32_t row) {
        if (is_classified_[row]) return;
        is_classified_[row] = true;
        kinds_[row] = rule.kind;
      };
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

  [[nodiscard]] double number_around(const Group& group, std::string_view path) const {
    const Column* column = parent_column(tables_, table_, path);
    if (column == nullptr || !group.parent_row) return kAbsent;
    return column->numbers.at(*group.parent_row).value_or(kAbsent);
  }

  void read_around(const Group& group, RunPlan& plan) const {
    if (!group.parent_row) return;
    if (layout_.has_facts_around && !layout_.are_jobs) {
      add_facts_around(tables_, table_, *group.parent_row, no_facts(), plan.facts);
    }
    plan.has_older_records_elsewhere = number_around(group, layout_.has_more) == 1.0;
    plan.planned_steps = number_around(group, layout_.planned_steps);
    plan.reached_step = number_around(group, layout_.reached_step);
    plan.author.best_value = number_around(group, layout_.best_value);
    plan.author.best_step = number_around(group, layout_.best_step);
    if (const Column* column = parent_column(tables_, table_, layout_.best_checkpoint)) {
      plan.author.checkpoint =
          tables_.text(*column, *group.parent_row).value_or(std::string_view{});
    }
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
    records.has_selection = rows.size() != table_.row_count;
    records.rows = rows;
    add_metrics(rows, plan, records);
    add_pairs(rows, records);
    for (PlannedMetric& metric : records.metrics) declare(metric, rows, plan);
    leave_out_sentinels(plan, records);
    add_shared_texts(tables_, table_, rows, labels(), no_facts(), plan.facts);
    if (!records.has_selection) records.rows.clear();
    plan.records.push_back(std::move(records));
  }

  [[nodiscard]] std::vector<std::uint32_t> rows_of_kind(const Group& group, RowKind kind) const {
    std::vector<std::uint32_t> rows;
    for (const std::uint32_t row : group.rows) {
      if (kinds_[row] == kind) rows.push_back(row);
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
    for (const Column& column : table_.columns) {
      if (is_label(&column)) continue;
      // The last row is the one that sums up the whole of a resumed training.
      if (auto value = fact_value(tables_, column, rows.back())) {
        plan.facts.add(fact_name(column.path), std::move(*value));
      }
    }
    plan.notes.push_back({NoteCode::closing_summary, source_.index, std::nullopt, rows.size(), {}});
  }

  void add_metrics(const std::vector<std::uint32_t>& rows, RunPlan& plan,
                   PlannedRecords& records) const {
    if (layout_.metrics.empty()) return;
    const bool is_anywhere = layout_.metrics == "*";
    const Path prefix{is_anywhere ? std::string_view{}
                                  : layout_.metrics.substr(0, layout_.metrics.size() - 2)};
    for (const Column& column : table_.columns) {
      if (is_label(&column) || column.path.size() <= prefix.size() ||
          !prefix.is_at_or_above(column.path)) {
        continue;
      }
      std::string metric = metric_name(column.path, prefix.size());
      if (column.has_numbers()) {
        records.metrics.push_back(
            {.name = std::move(metric), .values = &column, .is_declared = !is_anywhere});
      } else if (!is_anywhere && column.has_texts()) {
        Note note{NoteCode::value_not_number, source_.index, std::nullopt, rows.size(), {}};
        note.slots.push_back({"metric", std::move(metric)});
        plan.notes.push_back(std::move(note));
      }
    }
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
        auto found = std::find_if(records.metrics.begin(), records.metrics.end(),
                                  [&](const PlannedMetric& each) {
                                    return each.values == elements && each.name == *key;
                                  });
        if (found == records.metrics.end()) {
          records.metrics.push_back(
              {.name = std::string{*key}, .values = elements, .is_declared = true});
          found = records.metrics.end() - 1;
        }
        found->rows.push_back(at + 1);
        found->records.push_back(row);
      }
    }
  }

  static bool fits_name(std::string_view pattern, std::string_view metric) {
    if (pattern == "*") return true;
    const std::string folded = folded_key(metric);
    if (pattern.front() == '*') {
      const std::string end = folded_key(pattern.substr(1));
      return folded.size() >= end.size() &&
             folded.compare(folded.size() - end.size(), end.size(), end) == 0;
    }
    if (pattern.back() == '*') {
      const std::string start = folded_key(pattern.substr(0, pattern.size() - 1));
      return folded.compare(0, start.size(), start) == 0;
    }
    return folded == folded_key(pattern);
  }

  // What is declared first counts, property by property.
  void declare(PlannedMetric& metric, const std::vector<std::uint32_t>& rows, RunPlan& plan) const {
    for (const Declared& declared : layout_.declared) {
      if (declared.name.empty() || !fits_name(declared.name, metric.name)) continue;
      if (declared.when == When::above_one && !(greatest(metric, rows) > 1.0)) {
        continue;
      }
      if (declared.role != Role::none && !metric.role) metric.role = declared.role;
      if (declared.family != Family::other && !metric.family) metric.family = declared.family;
      if (declared.direction != Direction::unknown && !metric.direction) {
        metric.direction = declared.direction;
      }
      if (metric.quantity.empty()) metric.quantity = declared.quantity;
      if (declared.leaves_note) leave_metric_note(declared.note, metric.name, plan);
    }
  }

  [[nodiscard]] static double greatest(const PlannedMetric& metric,
                                       const std::vector<std::uint32_t>& rows) {
    double greatest = -std::numeric_limits<double>::infinity();
    for (const std::uint32_t row : rows) {
      const double value = metric.values->numbers.at(row).value_or(greatest);
      if (std::isfinite(value)) greatest = std::max(greatest, value);
    }
    return greatest;
  }

  void leave_metric_note(NoteCode code, std::string_view metric, RunPlan& plan) const {
    Note note{code, source_.index, std::nullopt, 1, {}};
    note.slots.push_back({"metric", std::string{metric}});
    plan.notes.push_back(std::move(note));
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
    leave_metric_note(sentinel.note, names, plan);
    records.metrics.erase(std::remove_if(records.metrics.begin(), records.metrics.end(), is_named),
                          records.metrics.end());
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
  int weight = 0;
  bool needs_one = false;
  bool has_one = false;
  for (const Evidence& evidence : layout.evidence) {
    if (evidence.path.empty()) continue;
    const bool is_found = has_evidence(evidence, tables, table);
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
  // Names that say what kind of file it is, not which one.
  static constexpr std::string_view kKinds[] = {
      "trainer_state", "metrics", "history", "training_history", "training_log", "trainer_log",
      "log",           "logging", "results", "result",           "progress",     "all_results"};
  const auto last = [](std::string_view& rest) {
    const std::size_t border = rest.find_last_of("/\\");
    const std::string_view part = border == std::string_view::npos ? rest : rest.substr(border + 1);
    rest = border == std::string_view::npos ? std::string_view{} : rest.substr(0, border);
    return part;
  };
  std::string_view folders = file_name;
  const std::string_view file = last(folders);
  const std::size_t dot = file.find_last_of('.');
  const std::string_view stem =
      dot == std::string_view::npos || dot == 0 ? file : file.substr(0, dot);
  const bool is_kind = std::any_of(std::begin(kKinds), std::end(kKinds),
                                   [&](std::string_view kind) { return same_key(kind, stem); });
  if (!is_kind || folders.empty()) return std::string{stem.empty() ? file : stem};
  std::string folder{last(folders)};
  if (folder.empty() || folder == "." || folder == "..") return std::string{stem};
  if (std::isnan(step_of_checkpoint_path(folder)) || folders.empty()) return folder;
  return std::string{last(folders)} + "/" + folder;
}

void add_shared_texts(const Tables& tables, const Table& table, std::span<const std::uint32_t> rows,
                      std::span<const Column* const> labels,
                      std::span<const std::string_view> without, FactList& facts) {
  for (const Column& column : table.columns) {
    if (!column.has_texts() || column.has_numbers() || is_under(column, without) ||
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
    if (is_under(column, without)) continue;
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
