// What a format is: a description of where its records stand and what their parts mean. Plain data,
// read by one function (reading.h). Paths are keys joined with '.', compared without case and
// separators: "metrics.step" also finds {"Metrics":{"Step":...}}. In a path that may be a pattern a
// step '*' stands for any one key. Unused entries of the small arrays are empty.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "run/run_builder.h"

namespace ckpt {

using Paths = std::array<std::string_view, 8>;

// Where something that tells a format apart must stand.
enum class Where : std::uint8_t {
  value,       // a column at or below the path, of any type
  number,      // a column of numbers there
  text,        // a column of texts there, of which one is among `texts` (any, when there are none)
  list,        // the records themselves are the elements of a list whose path ends so
  inner_list,  // a list below each record, whose path fits the pattern
  curve,       // a list of numbers below each record, whose path fits the pattern
  alone,       // the records are the document, and there is one; the path is a word for people
  tuples,      // each record is itself a list of numbers; the path is a word for people
  parent,      // a column at or below the path of what the records' list stands in
  // Shapes that not only training metrics have: something must bear the name of a loss or a score.
  metric_text,   // a column of texts there, one of which is such a name
  metric_curve,  // a list that the layout's curves read, under such a name; the path is a word
};

enum class Need : std::uint8_t {
  required,
  one_of,  // at least one of those that are so marked
  extra,   // makes the match stronger
  absent,  // must not stand there
};

struct Evidence {
  Where where = Where::value;
  std::string_view path;
  // How distinctive: 1 a key that many formats have, 10 one that no other has.
  std::uint8_t weight = 0;
  Need need = Need::required;
  Paths texts = {};
};

enum class RowKind : std::uint8_t {
  record,      // has a place on the curves
  evaluation,  // of what training reached just before: its own step counts something else
  summary,     // sums the run up: its values are facts
  aside,       // belongs to something else; counted in a fact. Read as records where no others are
  skipped,
};

enum class Having : std::uint8_t { value, none, spelled_step };

// Rows of that kind have a value at `path`, or one of `texts` there, or none at all, or a text that
// spells their step (see Spelled). The first rule that fits counts; rows that fit none are records.
struct RowRule {
  RowKind kind = RowKind::record;
  std::string_view path;
  Paths texts = {};
  Having having = Having::value;
};

// What the step of rows that are evaluations counts.
enum class EvaluationStep : std::uint8_t {
  something_else,  // batches of the validation
  epoch_or_step,   // the epoch, if no evaluation has a greater one than training; else training's
                   // step
};

// When a declaration holds.
enum class When : std::uint8_t {
  always,
  above_one,  // the greatest value of the metric is above 1
};

// What becomes of what stands where metrics do.
enum class Kept : std::uint8_t {
  undeclared,  // as a metric
  as_metric,
  as_unranked,  // a metric that no direction makes better, whatever its name says
  as_fact,      // its last value
  not_at_all,   // says nothing about the training
};

// What the producer declares of metrics whose name (below `metrics`) is `name`, in which a '*'
// stands for anything.
struct Declared {
  std::string_view name;
  When when = When::always;
  Role role = Role::none;                    // none: not declared
  Family family = Family::other;             // other: not declared
  Direction direction = Direction::unknown;  // unknown: not declared
  std::string_view quantity = {};            // empty: not declared
  bool leaves_note = false;
  NoteCode note = NoteCode::misnamed_perplexity;
  Kept kept = Kept::undeclared;
  Bounds bounds = {};
};

// Metrics whose every value says that nothing was measured, when all of those that are present hold
// `value` at every record: they are shown as such and are no points.
struct Sentinel {
  Paths names = {};
  double value = 0.0;
  NoteCode note = NoteCode::no_validation;
};

// A list of numbers in each record, of which each place is a metric of its own: "bbox" with the
// names AP and AP50 gives bbox/AP and bbox/AP50. Lists of other lengths are left out with a note.
struct ListMetrics {
  std::string_view path;
  std::array<std::string_view, 12> names = {};
};

// Lists of numbers in each record, whose places are the metrics that a list around the records
// names: {"meta": {"sets": ["test"], "metrics": [{"name": "AUC", "best_value": "Max"}]},
// "iterations": [{"test": [0.7]}]} has the metric test/AUC. "Min" and "Max" are its direction.
struct NamedPlaces {
  std::string_view sets;     // list of texts around the records: the keys of the lists in each
  std::string_view metrics;  // list of objects around them: what each place is
  std::string_view name, direction;  // in those objects
  Role role = Role::none;            // none: not declared
};

enum class SpelledAs : std::uint8_t { metric, step, planned_steps };

// A number in the midst of a text: in "Step 3/9: training loss=0.4" 3 follows "Step ", 9 follows
// "/" and 0.4 follows "training loss=", where no letter may stand before what it follows.
struct Spelled {
  std::string_view path;
  std::string_view after;  // empty: the text begins with it
  SpelledAs as = SpelledAs::metric;
  // Of the metric; it fills in where the records state no number of that name.
  std::string_view name = {};
};

// Records that are lists themselves: [[time, step, value], ...], the time in seconds since 1970.
// The file's name names the metric: "run-first-tag-loss.json".
struct Tuples {
  std::uint8_t size = 0;  // 0: they are not
  std::uint8_t time_at = 0, step_at = 0, value_at = 0;
};

// A list of names and values around the records, each a fact: {"params": [{"key": "lr", "value":
// "0.1"}]}.
struct FactPairs {
  std::string_view list;
  std::string_view name, value;
};

// Curves that lie as lists of numbers below each record, which is then a run.
struct Curves {
  std::string_view root = {};    // the object that they lie in, below the record
  std::string_view values = {};  // pattern of their paths; the name goes up to its last '*'
  // Lists beside the values, of equal length, that say where each stands; patterns with the same
  // '*'s.
  std::string_view steps = {}, times = {};
  // What the place in a list counts where no list says: epochs, from 1 on, or nothing.
  XKind counts = XKind::index;
  // Names of those that may have a value at every n-th epoch only: read where their length leaves
  // but one n.
  std::string_view every_nth = {};
  // Where the elements are lists themselves: the place of the epoch, the step and the value.
  bool are_tuples = false;
  std::uint8_t epoch_at = 0, step_at = 1, value_at = 2;
  std::uint8_t tuple_size = 0;  // of each; 0: at least what these places need
  // Where the elements are objects: the paths in them.
  std::string_view value = {}, step = {}, epoch = {}, time = {};
};

// One way in which the records of a format lie. They are looked for in every table, so wrappers (a
// list page, JSON Lines, a document around them) need no description of their own.
struct Layout {
  std::array<Evidence, 12> evidence = {};
  RowOrder order = RowOrder::appended;
  bool are_checkpoints = false;
  Saved saved = Saved::unknown;
  // Each record is a job of which no metrics are known, only facts.
  bool are_jobs = false;
  std::array<RowRule, 4> rows = {};

  Paths step = {}, epoch = {}, time = {};
  // Where only a text tells the step: the number that its last word ends with,
  // "network-snapshot-000200.pkl".
  std::string_view step_in_text = {};
  std::array<Spelled, 6> spelled = {};
  // The paths of `step` count different things: the first that all records have is taken.
  bool steps_differ = false;
  // Writers that leave out zeros: a record without a step stands at 0.
  bool absent_step_is_zero = false;
  bool step_restarts = false;  // with each epoch, if it ever does
  EvaluationStep evaluation_step = EvaluationStep::something_else;
  TimeBase time_base = TimeBase::unix_time;
  // Where metrics stand: "metrics.*" below a key (then every number there is one), "*" anywhere in
  // the record (then numbers that never vary are facts), "*.mean" at that place in each of several
  // objects. Empty: nowhere.
  std::string_view metrics = {};
  bool has_texts_among_metrics = false;  // which are none; else they leave a note
  // Where each record is the value of one metric: the paths of its name and of its value.
  Paths metric_name = {}, metric_value = {};
  Tuples tuples = {};
  std::array<ListMetrics, 4> lists = {};
  std::array<NamedPlaces, 2> places = {};
  std::array<Curves, 3> curves = {};
  // A list of alternating names and values below each record, as Swift encodes dictionaries.
  std::string_view metric_pairs = {};
  std::array<Declared, 12> declared = {};
  Sentinel sentinel = {};

  Paths id = {}, model = {}, path = {};
  // Records with different texts here are different runs; else each document's list is a run.
  std::string_view run_of_record = {};
  // What names the run, in the records or in what they stand in; else the file does.
  Paths run_name = {};
  // Which other files tell of the same training.
  Together together = Together::no;
  std::string_view family = {};
  Paths identity = {};  // in the records, or in what they stand in
  bool may_agree = false;
  Paths siblings = {};  // names of the folders that each hold a checkpoint of one training
  // Facts: constant texts of the records and all scalars around them, without those at or below
  // these.
  Paths no_facts = {};
  bool has_facts_around = true;
  std::array<FactPairs, 2> fact_pairs = {};
  // Of settings below this path -1 means that the service chose them: the fact says "auto".
  std::string_view auto_below = {};
  // The document is closed only when training has ended: a file without its end is no damage.
  bool is_written_open = false;
  // No run without any metric: other files have the same keys.
  bool needs_metrics = false;

  // In what the records stand in or around that, or in the last of them that has it.
  std::string_view has_more = {};  // true, or the text that fetches the next page
  bool is_list_of_runs = false;    // what there is more of
  std::string_view planned_steps = {}, reached_step = {};
  bool steps_begin_at_zero = false;  // so that the last of N planned steps is N - 1
  std::string_view best_value = {}, best_step = {}, best_checkpoint = {};
  std::string_view save_every = {}, evaluate_every = {};
};

struct Format;

// The source that tables were read from.
struct SourceInfo {
  std::string_view name;    // file name, with folders where known; never decides the format
  std::uint32_t index = 0;  // stands in notes
};

struct Format {
  std::string_view id;
  std::string_view title;   // for people
  std::string_view where;   // the files are found, one phrase
  std::string_view what;    // is read, one phrase
  std::string_view source;  // URL of the producer's source or specification
  std::span<const Layout> layouts = {};
  // For what has no description of its own and is tried last: finds records by their shape.
  std::vector<RunPlan> (*find)(const Tables& tables, const SourceInfo& source) = nullptr;
};

// Every format, in the registry's order (which never matters to the result).
[[nodiscard]] std::span<const Format* const> formats();

}  // namespace ckpt
