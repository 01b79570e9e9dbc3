// Where a person says that steps and metrics stand.
#include "catch.h"
#include "formats/mapping.h"
#include "formats_support.h"

namespace {

using namespace ckpt;
using namespace ckpt::test;

Mapping mapping(std::string step, std::vector<MappedMetric> metrics, std::string records = {}) {
  Mapping made;
  made.step = std::move(step);
  made.metrics = std::move(metrics);
  made.records = std::move(records);
  return made;
}

}  // namespace

TEST_CASE("mapped rows are read at their step, with the direction and role that was said") {
  const auto reading =
      read_runs(R"({"n": 10, "q": 0.5, "z": 1}
{"n": 20, "q": 0.75, "z": 2})",
                "file.jsonl", mapping("n", {{"q", Direction::higher, Role::valid}}));
  const Run& run = only_run(reading);
  CHECK(run.format == "mapped");
  CHECK(run.x_kind == XKind::step);
  REQUIRE(run.metrics.size() == 1);
  CHECK(points_of(run, "q") == "10:0.5 20:0.75");
  const Metric& metric = metric_of(run, "q");
  CHECK(metric.direction == Direction::higher);
  CHECK(metric.direction_source == DirectionSource::user);
  CHECK(metric.role == Role::valid);
  CHECK(run.checkpoints.size() == 2);
}

TEST_CASE("where only metrics are mapped, the records still stand at their own step") {
  const Reading reading = read_runs(
      R"([{"step":10,"epoch":1,"quality_of_life":0.5},{"step":20,"epoch":2,"quality_of_life":0.75}])",
      "file.json", mapping("", {{"quality_of_life", Direction::higher}}));
  const Run& run = only_run(reading);
  CHECK(run.x_kind == XKind::step);
  CHECK(points_of(run, "quality_of_life") == "10:0.5 20:0.75");
}

TEST_CASE("without named metrics every number beside the step is one") {
  const auto reading =
      read_runs(R"([{"n": 1, "a": {"b": 3}, "c": 1}, {"n": 2, "a": {"b": 4}, "c": 5}])",
                "file.json", mapping("n", {}));
  const Run& run = only_run(reading);
  CHECK(points_of(run, "a/b") == "1:3 2:4");
  CHECK(points_of(run, "c") == "1:1 2:5");
}

TEST_CASE("the list of records can be named, with or without the marks of a path") {
  constexpr std::string_view kFile =
      R"({"a": {"x": [{"k": 1, "v": 1}]}, "b": {"x": [{"k": 5, "v": 7}, {"k": 6, "v": 8}]}})";
  for (const std::string records : {"b.x", "$.b.x[*]"}) {
    const auto reading =
        read_runs(kFile, "file.json", mapping("k", {{"v", Direction::lower, Role::none}}, records));
    CHECK(points_of(only_run(reading), "v") == "5:7 6:8");
  }
}

TEST_CASE("paths may be joined with dots or slashes, and keys may hold either") {
  const auto reading = read_runs(R"([{"a.b": {"c/d": 1}, "s": 1}, {"a.b": {"c/d": 2}, "s": 2}])",
                                 "file.json", mapping("s", {{"a.b/c/d", {}, {}}}));
  CHECK(points_of(only_run(reading), "a.b/c/d") == "1:1 2:2");
}

TEST_CASE("columns are mapped by the paths of their lists") {
  const auto reading =
      read_runs(R"({"h": {"it": [5, 10, 15], "q": [3, 2, 1], "other": [1]}})", "file.json",
                mapping("h.it", {{"h.q", Direction::lower, Role::valid}}));
  const Run& run = only_run(reading);
  CHECK(points_of(run, "h.q") == "5:3 10:2 15:1");
  CHECK(run.row_count == 3);
}

TEST_CASE("lists of records below several objects are runs of their own") {
  const auto reading = read_runs(
      R"([{"name": "a", "log": [{"k": 1, "v": 2}, {"k": 2, "v": 1}]}, {"name": "b", "log": [{"k": 1, "v": 4}]}])",
      "file.json", mapping("k", {{"v", Direction::lower, Role::none}}));
  REQUIRE(reading.runs.size() == 2);
  CHECK(points_of(reading.runs[0], "v") == "1:2 2:1");
  CHECK(points_of(reading.runs[1], "v") == "1:4");
}

TEST_CASE("a mapping that names nothing of the file leaves a note and the file to itself") {
  const auto reading = read_runs(R"({"step": 1, "loss": 2}
{"step": 2, "loss": 1})",
                                 "file.jsonl", mapping("nowhere", {{"nothing", {}, {}}}));
  const Run& run = only_run(reading);
  CHECK(points_of(run, "loss") == "1:2 2:1");
  CHECK(note_count(run, NoteCode::mapping_unused) == 1);
}
