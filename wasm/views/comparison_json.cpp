#include "views/comparison_json.h"

#include <span>

#include "views/json_writer.h"
#include "views/names.h"
#include "views/summary.h"

namespace ckpt {
namespace {

void write_numbers(JsonWriter& json, std::span<const double> values) {
  json.begin_array();
  for (const double value : values) json.number_or_null(value);
  json.end_array();
}

// mean - half or mean + half; null where there is no interval.
void write_bound(JsonWriter& json, const MeanCurve& curve, double sign) {
  json.begin_array();
  for (std::size_t i = 0; i < curve.x.size(); ++i) {
    json.number_or_null(curve.mean[i] + sign * curve.half[i]);
  }
  json.end_array();
}

void write_run(JsonWriter& json, const ComparedRun& run, const ComparedResult& result) {
  json.begin_object();
  json.key("name");
  json.text(run.name);
  json.key("group");
  if (result.group < 0) {
    json.null();
  } else {
    json.count(static_cast<std::uint64_t>(result.group));
  }
  json.key("points");
  json.count(run.points.y.size());
  json.key("final");
  json.number_or_null(result.final_value);
  json.key("best");
  write_point_or_null(json, result.best);
  json.end_object();
}

void write_group(JsonWriter& json, const RunGroup& group) {
  json.begin_object();
  json.key("name");
  json.text(group.name);
  json.key("runs");
  json.begin_array();
  for (const std::uint32_t run : group.runs) json.count(run);
  json.end_array();
  json.key("mean");
  json.number_or_null(group.mean);
  json.key("deviation");
  json.number_or_null(group.deviation);
  json.key("low");
  json.number_or_null(group.mean - group.half);
  json.key("high");
  json.number_or_null(group.mean + group.half);
  json.key("curve");
  json.begin_object();
  json.key("x");
  write_numbers(json, group.curve.x);
  json.key("mean");
  write_numbers(json, group.curve.mean);
  json.key("low");
  write_bound(json, group.curve, -1.0);
  json.key("high");
  write_bound(json, group.curve, 1.0);
  json.key("count");
  json.begin_array();
  for (const std::uint32_t count : group.curve.count) json.count(count);
  json.end_array();
  json.end_object();
  json.end_object();
}

void write_pair(JsonWriter& json, const GroupPair& pair) {
  const auto write = [&json](std::string_view key, double value) {
    json.key(key);
    json.number_or_null(value);
  };
  json.begin_object();
  json.key("a");
  json.count(pair.a);
  json.key("b");
  json.count(pair.b);
  json.key("kind");
  json.text(json_name(pair.kind));
  write("difference", pair.difference);
  write("low", pair.low);
  write("high", pair.high);
  write("p", pair.p);
  write("detectable", pair.detectable);
  json.key("message");
  write_message(json, pair.message);
  json.end_object();
}

}  // namespace

void write_comparison(JsonWriter& json, const std::vector<ComparedRun>& runs,
                      const Comparison& comparison) {
  json.begin_object();
  json.key("runs");
  json.begin_array();
  for (std::size_t i = 0; i < runs.size(); ++i) write_run(json, runs[i], comparison.runs[i]);
  json.end_array();
  json.key("groups");
  json.begin_array();
  for (const RunGroup& group : comparison.groups) write_group(json, group);
  json.end_array();
  json.key("pairs");
  json.begin_array();
  for (const GroupPair& pair : comparison.pairs) write_pair(json, pair);
  json.end_array();
  json.key("facts");
  json.begin_array();
  for (const FactDifference& fact : comparison.facts) {
    json.begin_object();
    json.key("name");
    json.text(fact.name);
    json.key("kind");
    json.text(json_name(fact.kind));
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

}  // namespace ckpt
