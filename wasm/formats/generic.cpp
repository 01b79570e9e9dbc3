// JSON that no description fits: finds rows of training metrics, or columns of them, by their
// shape. Asks for evidence, so that a chat log or a list of scores does not become a run.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <tuple>

#include "base/text.h"
#include "formats/facts.h"
#include "formats/file_names.h"
#include "formats/format.h"
#include "formats/reading.h"

namespace ckpt::format {
namespace {

constexpr std::size_t kNamesInNote = 3;
constexpr std::size_t kRunsOfOneFileMax = 100;  // more groups than that are read as one sequence

// Words of the keys that say where a record stands, without those that say whose step it is. Best
// first.
constexpr std::string_view kStepNames[] = {"global step",
                                           "global steps",
                                           "step",
                                           "steps",
                                           "current step",
                                           "current steps",
                                           "step number",
                                           "iteration",
                                           "iterations",
                                           "training iteration",
                                           "iter",
                                           "iters",
                                           "n iter",
                                           "update",
                                           "updates",
                                           "num updates",
                                           "optimizer step",
                                           "env step",
                                           "env steps",
                                           "total timesteps",
                                           "timestep",
                                           "timesteps",
                                           "timesteps total",
                                           "batch",
                                           "batch idx"};
constexpr std::string_view kEpochNames[] = {"epoch", "epochs", "epoch number", "epoch num",
                                            "epoch idx"};
constexpr std::string_view kTimeNames[] = {"timestamp", "time stamp", "created at", "wall time",
                                           "datetime",  "date",       "time",       "ts",
                                           "logged at", "updated at"};
constexpr std::string_view kOwners[] = {"train", "trainer", "training", "time", "counters"};
constexpr std::string_view kPlanNames[] = {"max steps", "total steps", "training steps",
                                           "num training steps", "max iters"};
constexpr std::array<std::string_view, 6> kRunNames = {"run_name", "run", "name",
                                                       "run_id",   "id",  "model"};

// "train/global_step" gives "global step".
std::string plain_name(std::string_view key) {
  const std::vector<std::string> words = name_words(key);
  std::string plain;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool is_owner =
        i == 0 && words.size() > 1 &&
        std::find(std::begin(kOwners), std::end(kOwners), words[i]) != std::end(kOwners) &&
        !(words.size() == 2 && words[1] == "stamp") &&
        !(words.size() == 2 && words[1] == "iteration");
    if (is_owner) continue;
    if (!plain.empty()) plain += ' ';
    plain += words[i];
  }
  return plain;
}

template <std::size_t count>
std::optional<std::size_t> rank_in(const std::string_view (&names)[count], std::string_view name) {
  const auto found = std::find(std::begin(names), std::end(names), name);
  if (found == std::end(names)) return std::nullopt;
  return static_cast<std::size_t>(found - std::begin(names));
}

bool is_flag(const Column& column) {
  return column.boolean_count > 0 && column.boolean_count >= column.numbers.size();
}

// The column that says best where a record stands: the one most records have, then the best name.
// The row in which the source was cut, which may have lost it, has no say.
class BestAxis {
 public:
  explicit BestAxis(const Table& table) : cut_row_(table.cut_row) {}
  void offer(const Column& column, std::size_t rank) {
    const std::uint32_t size = complete_count(column);
    if (column_ != nullptr && (size < size_ || (size == size_ && rank >= rank_))) return;
    column_ = &column;
    size_ = size;
    rank_ = rank;
  }
  [[nodiscard]] const Column* column() const { return column_; }

 private:
  [[nodiscard]] std::uint32_t complete_count(const Column& column) const {
    const bool has_cut_row =
        cut_row_ && (column.numbers.at(*cut_row_) || column.text_codes.at(*cut_row_));
    return std::max(column.numbers.size(), column.text_codes.size()) - (has_cut_row ? 1 : 0);
  }

  std::optional<std::uint32_t> cut_row_;
  const Column* column_ = nullptr;
  std::uint32_t size_ = 0;
  std::size_t rank_ = 0;
};

// What a table looks like when its rows are taken for records.
struct Rows {
  const Table* table = nullptr;
  const Column* step = nullptr;
  const Column* epoch = nullptr;
  const Column* time = nullptr;
  std::vector<double> keyed_x;  // by row: the number in the key of a map
  XKind keyed_kind = XKind::step;
  std::vector<const Column*> metrics;
  std::vector<const Column*> settings;  // flags, and numbers below a configuration
  std::size_t quality_count = 0;        // losses, scores, rewards
  std::size_t technical_count = 0;      // learning rates, speeds, counters
  std::size_t unknown_count = 0;
  bool has_varying_text = false;

  [[nodiscard]] bool has_axis() const {
    return step != nullptr || epoch != nullptr || !keyed_x.empty();
  }
  [[nodiscard]] std::uint32_t row_count() const { return table->row_count; }
};

// The number at the end of "epoch_12"; nullopt when there is none.
std::optional<double> number_at_end(std::string_view key) {
  std::size_t begin = key.size();
  while (begin > 0 && key[begin - 1] >= '0' && key[begin - 1] <= '9') --begin;
  if (begin == key.size()) return std::nullopt;
  return spelled_number(key.substr(begin));
}

void read_keys(const Tables& tables, Rows& rows) {
  const Column* keys = rows.table->column({kMapKey});
  if (rows.table->kind != TableKind::map || keys == nullptr) return;
  std::vector<double> xs(rows.table->row_count, kAbsent);
  bool is_epoch = true;
  for (std::uint32_t row = 0; row < rows.table->row_count; ++row) {
    const auto key = tables.text(*keys, row);
    const auto x = key ? number_at_end(*key) : std::nullopt;
    if (!x) return;
    xs[row] = *x;
    const std::vector<std::string> words = name_words(*key);
    is_epoch = is_epoch && !words.empty() && words.front().substr(0, 5) == "epoch";
  }
  rows.keyed_x = std::move(xs);
  rows.keyed_kind = is_epoch ? XKind::epoch : XKind::step;
}

bool varies(const Tables& tables, const Column& texts) {
  std::optional<std::string> first;
  const std::uint32_t begin = texts.text_codes.first_row();
  const std::uint32_t end = std::min(texts.text_codes.last_row() + 1, begin + 1000);
  for (std::uint32_t row = begin; row < end; ++row) {
    const auto text = tables.text(texts, row);
    if (!text) continue;
    if (first && *first != *text) return true;
    first = std::string{*text};
  }
  return false;
}

Rows look_at_rows(const Tables& tables, const Table& table) {
  Rows rows;
  rows.table = &table;
  read_keys(tables, rows);
  BestAxis step(table);
  BestAxis epoch(table);
  BestAxis time(table);
  std::vector<const Column*> numbers;
  const Column* constant_step = nullptr;
  for (const Column& column : table.columns) {
    if (column.path.empty() || column.name() == kMapKey) continue;
    if (column.has_numbers() && (is_below_configuration(column.path) || is_flag(column))) {
      rows.settings.push_back(&column);
    }
    if (is_below_configuration(column.path)) continue;
    const std::string name = plain_name(column.name());
    const bool is_one_row = table.row_count < 2;
    if (column.has_numbers() && !is_flag(column)) {
      // A step that never changes says how many there are in all, unless the records share it.
      const bool may_place =
          is_one_row || !column.numbers.is_constant() || column.numbers.size() == 1;
      const auto rank = rank_in(kStepNames, name);
      if (rank && may_place) {
        step.offer(column, *rank);
      } else if (rank) {
        constant_step = &column;
      } else if (const auto epoch_rank = rank_in(kEpochNames, name); epoch_rank && may_place) {
        epoch.offer(column, *epoch_rank);
      }
      numbers.push_back(&column);
    }
    const auto rank = rank_in(kTimeNames, name);
    if (rank && (column.has_numbers() || column.has_texts())) {
      const std::uint32_t row =
          column.has_numbers() ? column.numbers.first_row() : column.text_codes.first_row();
      if (!std::isnan(time_of(tables, column, row, TimeBase::unix_time))) {
        time.offer(column, *rank);
        continue;
      }
    }
    if (column.has_texts() && !column.has_numbers() && varies(tables, column)) {
      rows.has_varying_text = true;
    }
  }
  rows.step = step.column();
  rows.epoch = epoch.column();
  const bool is_shared = std::all_of(numbers.begin(), numbers.end(), [&](const Column* column) {
    return column == constant_step || column->numbers.size() == 1;
  });
  if (rows.step == nullptr && rows.epoch == nullptr && is_shared) rows.step = constant_step;
  rows.time = time.column();
  for (const Column* column : numbers) {
    if (column == rows.step || column == rows.epoch || column == rows.time) continue;
    rows.metrics.push_back(column);
    switch (kind_of_name(metric_name(column->path))) {
      case NameKind::quality:
        ++rows.quality_count;
        break;
      case NameKind::technical:
        ++rows.technical_count;
        break;
      case NameKind::unknown:
        ++rows.unknown_count;
        break;
    }
  }
  return rows;
}

// Whether the rows are training metrics at all.
bool is_evident(const Rows& rows) {
  const std::size_t known_count = rows.quality_count + rows.technical_count;
  if (rows.row_count() < 2) {
    if (rows.table->cut_row) return false;  // what it is a record of stood behind the cut
    const std::size_t needed = rows.has_axis() ? 1 : 2;
    return rows.row_count() == 1 && rows.quality_count >= needed &&
           known_count >= rows.unknown_count;
  }
  if (rows.has_axis()) {
    return rows.quality_count > 0 || (rows.unknown_count > 0 && !rows.has_varying_text);
  }
  if (rows.quality_count == 0) return false;
  return rows.time != nullptr || !rows.has_varying_text;
}

// Greater is the better place to read from.
std::tuple<bool, bool, bool, std::uint64_t> worth(const Rows& rows) {
  return {rows.row_count() > 1, rows.has_axis(), rows.quality_count > 0,
          std::uint64_t{rows.row_count()} * std::max<std::size_t>(rows.quality_count, 1)};
}

// Steps that begin again with each epoch, put one after the other; empty when they do not. A record
// whose step falls back within an epoch counts something else (the batches of a validation): it
// stands at the last step of the epoch.
std::vector<double> unrolled_steps(const Rows& rows) {
  if (rows.step == nullptr || rows.epoch == nullptr) return {};
  std::vector<double> steps(rows.row_count(), kAbsent);
  double offset = 0;    // steps of the epochs before
  double furthest = 0;  // step in this epoch
  double epoch = kAbsent;
  std::size_t restart_count = 0;
  bool is_resumed = false;
  rows.step->numbers.for_each([&](std::uint32_t row, double step) {
    const double here = rows.epoch->numbers.at(row).value_or(epoch);
    is_resumed = is_resumed || here < epoch;
    if (here > epoch && step < furthest) {
      ++restart_count;
      offset += furthest;
      furthest = 0;
    }
    epoch = here;
    furthest = std::max(furthest, step);
    steps[row] = offset + furthest;
  });
  if (is_resumed || restart_count == 0) return {};
  return steps;
}

PlannedRecords plan_rows(const Rows& rows, const std::string& prefix) {
  PlannedRecords records;
  records.table = rows.table;
  records.order = RowOrder::appended;
  if (rows.step != nullptr) records.step = {rows.step};
  if (rows.epoch != nullptr) records.epoch = {rows.epoch};
  if (rows.time != nullptr) records.time = {rows.time};
  if (!rows.has_axis() || (rows.step == nullptr && rows.epoch == nullptr)) {
    records.computed_x = rows.keyed_x;
    records.computed_x_kind = rows.keyed_kind;
    records.order = RowOrder::set;  // the keys of an object have none
  } else {
    records.computed_x = unrolled_steps(rows);
  }
  for (const auto* columns : {&rows.metrics, &rows.settings}) {
    for (const Column* column : *columns) {
      PlannedMetric metric;
      metric.name = prefix + metric_name(column->path);
      metric.values = column;
      records.metrics.push_back(std::move(metric));
    }
  }
  return records;
}

double planned_steps_of(const Table& table, std::uint32_t row) {
  for (const Column& column : table.columns) {
    if (!column.has_numbers() || !rank_in(kPlanNames, plain_name(column.name()))) continue;
    if (const auto steps = column.numbers.at(row)) return *steps;
  }
  return kAbsent;
}

class Finder {
 public:
  Finder(const Tables& tables, const SourceInfo& source) : tables_(tables), source_(source) {}

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
      std::vector<RunPlan> plans = find_columns();
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
    RunPlan plan = new_plan(parent ? &tables_.tables[best.table->parent] : nullptr,
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
    note_lists(lists_below(*best.table), plan);
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
      Note note{
          NoteCode::value_not_number, source_.index, std::nullopt, column.text_codes.size(), {}};
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

  void note_lists(const std::vector<std::string>& names, RunPlan& plan) const {
    if (names.empty()) return;
    std::string all;
    for (std::size_t i = 0; i < names.size() && i <= kNamesInNote; ++i) {
      if (i > 0) all += ", ";
      all += i < kNamesInNote ? std::string_view{names[i]} : std::string_view{"\u2026"};
    }
    Note note{NoteCode::lists_left_out, source_.index, std::nullopt, names.size(), {}};
    note.slots.push_back({"metric", std::move(all)});
    plan.notes.push_back(std::move(note));
  }

  RunPlan new_plan(const Table* named, std::uint32_t row, std::size_t run_index) {
    RunPlan plan;
    plan.format = format_id();
    plan.format_title = format_title();
    plan.source = source_.index;
    plan.tables = &tables_;
    plan.are_bare_names_training = true;
    plan.explains_itself = true;
    plan.name = name_from_file(source_.name);
    if (named == nullptr) return plan;
    for (const std::string_view key : kRunNames) {
      const Column* column = named->column({key});
      const auto text = column == nullptr ? std::nullopt : tables_.text(*column, row);
      if (text && !text->empty()) {
        plan.name = *text;
        return plan;
      }
    }
    if (run_index > 0) plan.name += " #" + std::to_string(run_index + 1);
    return plan;
  }

  struct List {
    const Table* table;
    const Column* values;
    std::uint32_t begin;
    std::uint32_t end;
  };

  // {"loss": [...], "val_loss": [...]}: lists of numbers below one object.
  std::vector<RunPlan> find_columns() {
    std::map<TableIndex, std::vector<const Table*>> lists_of;
    for (const Table& table : tables_.tables) {
      const Column* values = table.column(std::initializer_list<std::string_view>{});
      if (values == nullptr || !values->has_numbers() || table.path.empty()) continue;
      lists_of[table.parent].push_back(&table);
    }
    std::vector<RunPlan> best;
    std::size_t best_worth = 0;
    for (const auto& [parent, lists] : lists_of) {
      const std::uint32_t parent_count = tables_.tables[parent].row_count;
      if (parent_count > kRunsOfOneFileMax) continue;
      std::vector<RunPlan> plans;
      std::size_t worth = 0;
      for (std::uint32_t row = 0; row < parent_count; ++row) {
        worth += plan_columns(lists, tables_.tables[parent], row, parent_count > 1, plans);
      }
      if (worth > best_worth) {
        best_worth = worth;
        best = std::move(plans);
      }
    }
    return best;
  }

  // Appends the run that stands in the lists of one object; returns how many known metrics it has.
  std::size_t plan_columns(const std::vector<const Table*>& tables, const Table& parent,
                           std::uint32_t row, bool is_one_of_several, std::vector<RunPlan>& plans) {
    // Lists of one length belong together: the length that holds the most known metrics.
    std::map<std::uint32_t, std::vector<List>> lists_of_length;
    std::map<std::uint32_t, std::size_t> known_of_length;
    for (const Table* table : tables) {
      const auto [begin, end] = table->parents.rows_of(row);
      if (begin == end) continue;
      const Column* values = table->column(std::initializer_list<std::string_view>{});
      lists_of_length[end - begin].push_back({table, values, begin, end});
      if (end - begin > 1 && kind_of_name(metric_name(table->path)) == NameKind::quality) {
        ++known_of_length[end - begin];
      }
    }
    const auto most =
        std::max_element(known_of_length.begin(), known_of_length.end(),
                         [](const auto& a, const auto& b) { return a.second <= b.second; });
    if (most == known_of_length.end()) return 0;
    std::vector<List> lists = std::move(lists_of_length[most->first]);
    std::vector<std::string> left_out;
    for (const auto& [length, others] : lists_of_length) {
      for (const List& list : others) {
        // The list in which the source was cut is shorter than the others and yet belongs to them.
        if (parent.cut_row == row && length < most->first) {
          lists.push_back(list);
        } else {
          left_out.push_back(metric_name(list.table->path));
        }
      }
    }

    RunPlan plan = new_plan(is_one_of_several ? &parent : nullptr, row, plans.size());
    plan.are_columns = true;
    note_lists(left_out, plan);
    plan.place = place_of(lists, parent);
    const std::size_t shared = shared_depth(lists);
    std::vector<const List*> axes;
    for (const List& list : lists) {
      const std::string name = plain_name(list.table->path.back());
      if (rank_in(kStepNames, name) || rank_in(kEpochNames, name)) axes.push_back(&list);
    }
    for (const List& list : lists) {
      if (std::find(axes.begin(), axes.end(), &list) != axes.end()) continue;
      PlannedRecords records;
      records.table = list.table;
      records.has_selection = list.end - list.begin != list.table->row_count;
      if (records.has_selection) {
        records.rows.resize(list.end - list.begin);
        std::iota(records.rows.begin(), records.rows.end(), list.begin);
      }
      place_on_axis(list, axes, records);
      PlannedMetric metric;
      metric.name = name_of_list(list, shared);
      metric.values = list.values;
      records.metrics.push_back(std::move(metric));
      plan.records.push_back(std::move(records));
    }
    add_facts_of_row(tables_, parent, row, kNoFacts, plan.facts);
    plan.planned_steps = planned_steps_of(parent, row);
    plans.push_back(std::move(plan));
    return most->second;
  }

  // {"loss": {"steps": [...], "values": [...]}} is a loss.
  static std::string name_of_list(const List& list, std::size_t shared) {
    Segments path = list.table->path;
    if (path.size() > shared + 1 && same_key(path.back(), "values")) path.pop_back();
    return metric_name(path, shared);
  }

  // The list of steps or epochs that stands nearest to `list`.
  static void place_on_axis(const List& list, const std::vector<const List*>& axes,
                            PlannedRecords& records) {
    const List* nearest = nullptr;
    std::size_t nearness = 0;
    for (const List* axis : axes) {
      const auto& a = axis->table->path;
      const auto& b = list.table->path;
      const auto split = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
      const auto common = static_cast<std::size_t>(split.first - a.begin());
      if (common + 1 != a.size()) continue;  // it belongs to other lists
      if (nearest != nullptr && common <= nearness) continue;
      nearest = axis;
      nearness = common;
    }
    if (nearest == nullptr) return;
    const bool is_epoch = rank_in(kEpochNames, plain_name(nearest->table->path.back())).has_value();
    if (nearest->begin == list.begin) {
      (is_epoch ? records.epoch : records.step) = {nearest->values};
      return;
    }
    records.computed_x.assign(list.table->row_count, kAbsent);
    records.computed_x_kind = is_epoch ? XKind::epoch : XKind::step;
    for (std::uint32_t i = 0; i < list.end - list.begin; ++i) {
      records.computed_x[list.begin + i] =
          nearest->values->numbers.at(nearest->begin + i).value_or(kAbsent);
    }
  }

  // Segments that all of the lists' paths begin with: "history" of history.loss and
  // history.val_loss.
  static std::size_t shared_depth(const std::vector<List>& lists) {
    const Segments& first = lists.front().table->path;
    std::size_t depth = first.size() - 1;
    for (const List& list : lists) {
      const Segments& path = list.table->path;
      std::size_t common = 0;
      while (common < depth && common + 1 < path.size() && path[common] == first[common]) ++common;
      depth = common;
    }
    return depth;
  }

  static std::string place_of(const std::vector<List>& lists, const Table& parent) {
    std::string place = parent.display_path;
    const Segments& path = lists.front().table->path;
    for (std::size_t i = 0; i < shared_depth(lists); ++i) place += "." + path[i];
    place += lists.size() > 1 ? ".*[*]" : "." + path.back() + "[*]";
    return place;
  }

  static std::string_view format_id();
  static std::string_view format_title();
  static constexpr std::array<std::string_view, 1> kNoFacts = {};

  const Tables& tables_;
  const SourceInfo& source_;
};

std::vector<RunPlan> find_runs(const Tables& tables, const SourceInfo& source) {
  return Finder{tables, source}.find();
}

constexpr Format kFormat{
    .id = "generic",
    .title = "Unknown JSON",
    .where = "any JSON or JSON Lines file of training metrics",
    .what = "rows with a step or an epoch, or columns of equal length, found by their shape",
    .source = {},
    .find = find_runs,
};

std::string_view Finder::format_id() { return kFormat.id; }
std::string_view Finder::format_title() { return kFormat.title; }

}  // namespace

const Format& generic() { return kFormat; }

}  // namespace ckpt::format
