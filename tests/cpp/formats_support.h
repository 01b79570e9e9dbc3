// For the tests of run/ and formats/: JSON text in, runs out, through the real reader and shredder.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "catch.h"
#include "formats/recognise.h"
#include "input/byte_source.h"
#include "input/key_tree.h"
#include "input/reader.h"
#include "tables/shredder.h"

namespace ckpt::test {

// What one source gave. The tables stay where they are: runs point into them.
struct Reading {
  std::unique_ptr<Tables> tables;
  std::vector<Run> runs;
  std::optional<ErrorCode> error;
};

inline Reading read_runs(std::string_view json, std::string_view name = "file.json",
                         const Mapping& mapping = {}) {
  Reading reading;
  KeyTree keys;
  Shredder shredder(keys, 0);
  MemorySource source(json);
  const Result<ReadReport> report = read_json(source, keys, shredder);
  if (!report.ok()) {
    reading.error = report.error().code;
    return reading;
  }
  reading.tables = std::make_unique<Tables>(std::move(shredder).finish());
  Result<std::vector<Run>> runs = build_runs(*reading.tables, SourceInfo{name, 0}, mapping);
  if (runs.ok()) {
    reading.runs = std::move(runs.value());
  } else {
    reading.error = runs.error().code;
  }
  return reading;
}

// Requires: exactly one run.
inline const Run& only_run(const Reading& reading) {
  REQUIRE_FALSE(reading.error.has_value());
  REQUIRE(reading.runs.size() == 1);
  return reading.runs.front();
}

inline const Metric& metric_of(const Run& run, std::string_view name) {
  const Metric* metric = run.metric(name);
  if (metric == nullptr) FAIL("no metric " << name);
  return *metric;
}

inline std::string spelled(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  char text[32];
  std::snprintf(text, sizeof text, "%.15g", value);
  return text;
}

// "10:1.5 20:1.25": the finite points of a metric. Checks on the way what every series promises.
inline std::string points_of(const Run& run, std::string_view name) {
  const Metric& metric = metric_of(run, name);
  const Points points = metric.series.points();
  REQUIRE(points.x.size() == points.y.size());
  CHECK(metric.series.size() == points.x.size());
  std::string all;
  for (std::size_t i = 0; i < points.x.size(); ++i) {
    if (i > 0) CHECK(points.x[i - 1] < points.x[i]);
    CHECK(metric.series.at(points.x[i]) == points.y[i]);
    if (i > 0) all += ' ';
    all += spelled(points.x[i]) + ":" + spelled(points.y[i]);
  }
  return all;
}

// "10 20 30": x of the checkpoints.
inline std::string checkpoint_xs(const Run& run) {
  std::string all;
  for (const Checkpoint& checkpoint : run.checkpoints) {
    if (!all.empty()) all += ' ';
    all += spelled(checkpoint.x);
  }
  return all;
}

// The value of a fact as text: "gpt", "0.5", "true"; "-" when there is none.
inline std::string fact_of(const Run& run, std::string_view name) {
  for (const Fact& fact : run.facts) {
    if (fact.name != name) continue;
    if (const auto* text = std::get_if<std::string>(&fact.value)) return *text;
    if (const auto* number = std::get_if<double>(&fact.value)) return spelled(*number);
    return std::get<bool>(fact.value) ? "true" : "false";
  }
  return "-";
}

inline const Note* find_note(const Run& run, NoteCode code) {
  for (const Note& note : run.notes) {
    if (note.code == code) return &note;
  }
  return nullptr;
}

// How often a note says that something happened; 0 when it is not there.
inline std::uint64_t note_count(const Run& run, NoteCode code) {
  const Note* note = find_note(run, code);
  return note == nullptr ? 0 : note->count;
}

inline std::string note_slot(const Run& run, NoteCode code, std::string_view slot) {
  const Note* note = find_note(run, code);
  if (note == nullptr) return "no note";
  for (const Slot& each : note->slots) {
    if (each.name == slot) return std::get<std::string>(each.value);
  }
  return "no slot";
}

}  // namespace ckpt::test
