// What the rest of the program knows: a run, its metrics and its checkpoints, whatever format it
// came from. A run owns no values; it refers to columns of the tables and selects their rows.
// Lifetime: the Tables a run was built from must outlive it. A run can be moved, not copied.
#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/note.h"
#include "base/places.h"
#include "metrics/metric_catalog.h"
#include "run/checkpoint_list.h"
#include "tables/table.h"

namespace ckpt {

// The finite points of a metric after normalisation (analysis R0), oldest first: x never falls and
// no two points share one.
struct Points {
  Places x;
  std::vector<double> y;
};

struct NonFinitePoint {
  double x;
  double value;  // NaN, +Infinity or -Infinity
};

class Series {
 public:
  // Copies the finite points out: 8 bytes a point, and 8 where x is not even. O(points). Rules and
  // views ask for one metric at a time and let go of it, so that a run never stands in memory
  // twice.
  [[nodiscard]] Points points() const;
  // The x of all points, where they are just the first rows of `value`, each of which has a finite
  // value and an x: what asks for few values then reads them there. O(1) where x is even.
  [[nodiscard]] std::optional<Places> full_x() const;
  // Number of finite points, without copying them.
  [[nodiscard]] std::uint64_t size() const;
  // Whether it has one value and no other, several times. O(points), no copy.
  [[nodiscard]] bool never_changes() const;
  // The value at exactly this x (the last one where several share it), which need not be finite;
  // nullopt when the source states none. O(log n).
  [[nodiscard]] std::optional<double> stated_at(double x) const;
  // The same; kAbsent when there is none.
  [[nodiscard]] double at(double x) const { return stated_at(x).value_or(kAbsent); }
  // The x of every stated value that is not finite, in the order of points(). O(points).
  [[nodiscard]] std::vector<double> non_finite_x() const;
  // The x of every row of the table, kAbsent where there is none.
  [[nodiscard]] Places x_of_rows() const;
  // Points left out because training was resumed from an earlier step: kept for drawing.
  [[nodiscard]] Points superseded() const;
  // Values that say that nothing was measured (-1 without objects, 0 without a validation): shown
  // as such, and no points.
  [[nodiscard]] Points sentinels() const;
  // The one at exactly this x. O(log n).
  [[nodiscard]] std::optional<double> sentinel_at(double x) const;

  // For the run builder. Without a selection the points are all rows that have a value; then x must
  // be known at every row and strictly rise over those rows. With one they are `rows`, oldest
  // first.
  const Column* value = nullptr;
  const Column* x_column = nullptr;    // nullptr: computed_x, else the row's index
  std::span<const double> computed_x;  // by row, when x is not a column as it stands; see Run::axes
  double x_scale = 1.0;                // time columns: milliseconds are 0.001
  double x_offset = 0.0;               // time columns: seconds since 2001 are 978307200
  std::vector<std::uint32_t> rows;
  bool has_selection = false;
  std::vector<std::uint32_t> superseded_rows;
  std::vector<std::uint32_t> sentinel_rows;   // x never falls
  std::optional<std::uint64_t> finite_count;  // when known
  std::optional<EvenPlaces> even_x;           // of points(), which then are all values; when known

 private:
  [[nodiscard]] Places x_of_rows(std::uint32_t row_count) const;
  [[nodiscard]] double x_at(std::uint32_t row) const;
  [[nodiscard]] std::uint32_t x_row_count() const;
  template <class RowAt>
  [[nodiscard]] std::optional<double> value_at(double x, std::uint32_t count, RowAt row_at) const;
  [[nodiscard]] std::vector<double> xs_of(std::span<const std::uint32_t> at_rows) const;
  [[nodiscard]] Points points_of(std::span<const std::uint32_t> at_rows) const;
};

struct Metric {
  std::string name;  // as the file spells it; nested keys joined with '/'
  Role role = Role::none;
  Direction direction = Direction::unknown;
  DirectionSource direction_source = DirectionSource::none;
  Family family = Family::other;
  std::string quantity;  // metrics with equal quantity share a chart
  XKind x_kind = XKind::step;
  Series series;
  std::uint64_t non_finite_count = 0;
  std::vector<NonFinitePoint> non_finite;  // the first limits::kNonFiniteListMax
  std::uint64_t duplicate_count = 0;       // values replaced by another, later one at the same step
  std::uint64_t superseded_count = 0;
  std::uint64_t sentinel_count = 0;
};

using FactValue = std::variant<std::string, double, bool>;
struct Fact {
  std::string name;  // snake_case, nested keys joined with '.': "hyperparameters.n_epochs"
  FactValue value;
};

// What the author of the run said about the best checkpoint.
struct AuthorsChoice {
  double best_value = kAbsent;
  double best_step = kAbsent;
  std::string checkpoint;  // path or name
  std::string
      metric;  // the one metric that has best_value at best_step; empty when none or several
};

// How files of one training belong together.
enum class Together : std::uint8_t {
  no,
  identity,            // the files state the same identity
  folder,              // they lie in one folder, under different names
  numbered_files,      // they lie in one folder, under one name but for its number
  sibling_folders,     // they lie in folders of known names side by side, each one checkpoint
  checkpoint_folders,  // in run/ and run/checkpoint-N/, each the beginning of the same log
};

// What a run's source says about other sources of the same training.
struct Belonging {
  Together together = Together::no;
  std::string_view family;  // only runs of one family are joined; a literal
  std::string identity;     // of the training, e.g. the job's id; empty when the source states none
  // Where it states none: joined to the one run of its family whose values are the same at every
  // step that both have.
  bool may_agree = false;
  std::span<const std::string_view> siblings = {};  // names of sibling folders; literals
};

// Where the rows of one table stand on an axis that is not the run's own, read when it is asked
// for: of `columns` the first that tells counts, row by row. `own` knows the x of the same rows.
struct PlaceColumns {
  XKind kind = XKind::epoch;
  const Tables* tables = nullptr;
  TimeBase time_base = TimeBase::unix_time;
  std::vector<const Column*> columns;
  Series own;
};

struct Run {
  std::string name;
  std::string_view format;        // id, e.g. "openai_checkpoints"
  std::string_view format_title;  // for people, e.g. "OpenAI fine-tuning checkpoints"
  std::vector<std::uint32_t> sources;
  XKind x_kind = XKind::step;
  std::uint64_t row_count = 0;     // records that were read
  double last_step = kAbsent;      // furthest x reached
  double planned_steps = kAbsent;  // max_steps and the like, where stated
  std::vector<Fact> facts;
  std::vector<Metric> metrics;
  CheckpointList checkpoints;
  std::vector<PlaceColumns> places;  // other axes that its curves can be drawn on
  AuthorsChoice author;
  bool has_older_records_elsewhere = false;  // the list said that there is more to fetch
  Belonging belonging;
  std::vector<Note> notes;

  // What series and checkpoints point into, where it is not in the Tables: x by row, values that
  // several sources state together or that only texts spell, made-up paths.
  std::vector<std::unique_ptr<std::vector<double>>> axes;
  std::vector<std::unique_ptr<Column>> columns;
  std::vector<std::unique_ptr<std::deque<std::string>>> texts;

  [[nodiscard]] const Metric* metric(std::string_view metric_name) const;
  // Keeps a text for as long as the run.
  std::string_view keep(std::string text);
};

}  // namespace ckpt
