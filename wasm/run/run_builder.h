// Makes a run of what a format says about its tables: which rows are records, where their step,
// time and metrics stand, what the author declared. Normalises (analysis R0) and knows no format.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "run/run.h"
#include "tables/table.h"

namespace ckpt {

// set: a list from an API, in whatever order; sorted by x, then time. appended: a log, where a step
// that falls back means that training was resumed.
enum class RowOrder : std::uint8_t { set, appended };

// Values that can be measurements; whatever lies outside says that there was none: a sentinel.
struct Bounds {
  double least = -std::numeric_limits<double>::infinity();
  double greatest = std::numeric_limits<double>::infinity();
  NoteCode note = NoteCode::impossible_values;
  bool is_nan_outside = false;  // the producer writes NaN where there was nothing to measure
};

struct PlannedMetric {
  std::string name = {};
  const Column* values = nullptr;
  // Which rows of `values` count, and the record that each belongs to where the values stand in a
  // table below the records. No rows: all of them. No records: row r of `values` is record r.
  std::vector<std::uint32_t> rows = {};
  std::vector<std::uint32_t> records = {};
  // What the format declares; what it leaves open is looked up in the catalogue.
  std::optional<Role> role = {};
  std::optional<Direction> direction = {};
  DirectionSource direction_source = DirectionSource::format;  // who says so
  std::optional<Family> family = {};
  std::string quantity = {};
  std::optional<Bounds> bounds = {};
  // The format says that this is a metric; else a column that never varies is a fact (unless the
  // catalogue knows its name as a loss, a score or a reward).
  bool is_declared = false;
};

// Records of one table. Of the columns that may hold a step (an id ...), the first that has a value
// in a row counts.
struct PlannedRecords {
  const Table* table = nullptr;
  bool has_selection = false;
  std::vector<std::uint32_t> rows;  // in the file's order, when has_selection
  RowOrder order = RowOrder::appended;
  bool are_checkpoints = false;  // else those with a validation metric are evaluations
  Saved saved = Saved::unknown;
  std::vector<const Column*> step, epoch, time, id, model, path;
  // By row, in place of what the columns say; for steps that only together with something else tell
  // where a record stands.
  std::vector<double> computed_x;
  XKind computed_x_kind = XKind::step;
  TimeBase time_base = TimeBase::unix_time;
  std::vector<PlannedMetric> metrics;
};

// Which checkpoints a training log implies without listing them.
struct PlannedSaves {
  double every_steps = kAbsent;
  double evaluate_every_steps = kAbsent;  // when evaluations keep to it, so did the saves
  std::string folder;                     // "out/checkpoint-"; the step follows
  bool are_presumed = false;
};

// Facts by name; the first value of a name counts.
class FactList {
 public:
  // Keeps the fact unless its name is empty or taken, or limits::kFactCountMax is reached.
  void add(std::string name, FactValue value);
  [[nodiscard]] std::uint64_t left_out_count() const { return left_out_count_; }
  [[nodiscard]] std::vector<Fact> take() && { return std::move(facts_); }

 private:
  std::vector<Fact> facts_;
  std::uint64_t left_out_count_ = 0;
};

struct RunPlan {
  std::string name;
  std::string_view format;  // both point at literals
  std::string_view format_title;
  std::uint32_t source = 0;
  const Tables* tables = nullptr;
  std::vector<PlannedRecords> records;  // none: a run of which only facts are known
  // Values that do not stand in the tables, for `records` to point to.
  std::vector<std::unique_ptr<Column>> columns;
  std::vector<std::unique_ptr<Table>> made_tables;  // for records that stand in none of the source
  bool are_columns = false;  // each of `records` holds one metric of the same records
  FactList facts;
  double planned_steps = kAbsent;
  double reached_step = kAbsent;
  AuthorsChoice author;
  PlannedSaves saves;
  bool has_older_records_elsewhere = false;
  Belonging belonging;
  // A bare name (loss beside val_loss) means training, unless it names a score and no loss is
  // logged.
  bool are_bare_names_training = false;
  bool explains_itself = false;  // leaves the note generic_understanding with the x it found
  std::string place;             // of the records, for that note: "$.history[*]"
  std::vector<Note> notes;
};

// Requires: plan.tables outlives the run. O(rows of the records) for logs whose steps rise.
[[nodiscard]] Run build_run(RunPlan&& plan);

// What the catalogue says of a name, for those who must find out whether numbers are training
// metrics.
enum class NameKind : std::uint8_t {
  quality,    // a loss, an error, a score or a reward
  technical,  // a learning rate, a speed, a counter
  unknown,
};
[[nodiscard]] NameKind kind_of_name(std::string_view name);
// The name says on which data something was measured: "val", "valid_0", "train_loss".
[[nodiscard]] bool names_a_set(std::string_view name);
// Both say the same of that, or nothing: "val_loss" and "val_rmse", "loss" and "accuracy".
[[nodiscard]] bool are_of_one_set(std::string_view a, std::string_view b);
// The names say the same thing of different sets: "train_loss" and "val_loss".
[[nodiscard]] bool measure_one_thing(std::string_view a, std::string_view b);

// The path leads through config, args, hyperparameters or the like.
[[nodiscard]] bool is_below_configuration(const Segments& path);

// "hyperparameters.n_epochs" of {"hyperParameters", "nEpochs"}.
[[nodiscard]] std::string fact_name(const Segments& path);
// The scalar of `column` in `row` as a fact's value; nullopt when there is none.
[[nodiscard]] std::optional<FactValue> fact_value(const Tables& tables, const Column& column,
                                                  std::uint32_t row);
// The N of "...checkpoint-N", with either slash; kAbsent when the path does not end so.
[[nodiscard]] double step_of_checkpoint_path(std::string_view path);

}  // namespace ckpt
