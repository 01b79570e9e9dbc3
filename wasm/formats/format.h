// What a format is: a description of where its records stand and what their parts mean. Plain data,
// read by one function (reading.h). Paths are keys joined with '.', compared without case and
// separators: "metrics.step" also finds {"Metrics":{"Step":...}}. Unused entries of the small
// arrays are empty.
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
  inner_list,  // a list at the path below each record
  parent,      // a column at or below the path of what the records' list stands in
};

enum class Need : std::uint8_t {
  required,
  one_of,  // at least one of those that are so marked
  extra,   // makes the match stronger
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
  record,   // has a place on the curves
  summary,  // sums the run up: its values are facts
  aside,    // belongs to something else; counted in a fact. Read as records where no others are
  skipped,
};

// Rows of that kind have a value at `path`, or one of `texts` there. The first rule that fits
// counts; rows that fit none are records.
struct RowRule {
  RowKind kind = RowKind::record;
  std::string_view path;
  Paths texts = {};
};

// When a declaration holds.
enum class When : std::uint8_t {
  always,
  above_one,  // the greatest value of the metric is above 1
};

// What the producer declares of metrics whose name (below `metrics`) is `name`, or begins or ends
// with it where `name` has a '*' there.
struct Declared {
  std::string_view name;
  When when = When::always;
  Role role = Role::none;                    // none: not declared
  Family family = Family::other;             // other: not declared
  Direction direction = Direction::unknown;  // unknown: not declared
  std::string_view quantity = {};            // empty: not declared
  bool leaves_note = false;
  NoteCode note = NoteCode::misnamed_perplexity;
};

// Metrics whose every value says that there is none: left out when all of those that are present
// hold `value` at every record.
struct Sentinel {
  Paths names = {};
  double value = 0.0;
  NoteCode note = NoteCode::no_validation;
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
  TimeBase time_base = TimeBase::unix_time;
  // Where metrics stand: "metrics.*" below a key (then every number there is one), "*" anywhere in
  // the record (then numbers that never vary are facts). Empty: nowhere.
  std::string_view metrics = {};
  // A list of alternating names and values below each record, as Swift encodes dictionaries.
  std::string_view metric_pairs = {};
  std::array<Declared, 8> declared = {};
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
  // Facts: constant texts of the records and all scalars around them, without those at or below
  // these.
  Paths no_facts = {};
  bool has_facts_around = true;

  // In what the records stand in.
  std::string_view has_more = {};
  std::string_view planned_steps = {}, reached_step = {};
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
