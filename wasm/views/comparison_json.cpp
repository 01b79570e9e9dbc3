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
  json.text("name", run.name);
  if (result.group < 0) {
    json.null("group");
  } else {
    json.count("group", static_cast<std::uint64_t>(result.group));
  }
  json.count("points", run.points.y.size());
  json.number_or_null("final", result.final_value);
  write_point_or_null(json, "best", result.best);
  json.end_object();
}

void write_group(JsonWriter& json, const RunGroup& group) {
  json.begin_object();
  json.text("name", group.name);
  json.begin_array("runs");
  for (const std::uint32_t run : group.runs) json.count(run);
  json.end_array();
  json.number_or_null("mean", group.mean);
  json.number_or_null("deviation", group.deviation);
  json.number_or_null("low", group.mean - group.half);
  json.number_or_null("high", group.mean + group.half);
  json.begin_object("curve");
  json.key("x");
  write_numbers(json, group.curve.x);
  json.key("mean");
  write_numbers(json, group.curve.mean);
  json.key("low");
  write_bound(json, group.curve, -1.0);
  json.key("high");
  write_bound(json, group.curve, 1.0);
  json.begin_array("count");
  for (const std::uint32_t count : group.curve.count) json.count(count);
  json.end_array();
  json.end_object();
  json.end_object();
}

void write_pair(JsonWriter& json, const GroupPair& pair) {
  json.begin_object();
  json.count("a", pair.a);
  json.count("b", pair.b);
  json.text("kind", json_name(pair.kind));
  json.number_or_null("difference", pair.difference);
  json.number_or_null("low", pair.low);
  json.number_or_null("high", pair.high);
  json.number_or_null("p", pair.p);
  json.number_or_null("detectable", pair.detectable);
  json.key("message");
  write_message(json, pair.message);
  json.end_object();
}

}  // namespace

void write_comparison(JsonWriter& json, const std::vector<ComparedRun>& runs,
                      const Comparison& comparison) {
  json.begin_object();
  json.number("level", comparison.level);
  json.begin_array("runs");
  for (std::size_t i = 0; i < runs.size(); ++i) write_run(json, runs[i], comparison.runs[i]);
  json.end_array();
  json.begin_array("groups");
  for (const RunGroup& group : comparison.groups) write_group(json, group);
  json.end_array();
  json.begin_array("pairs");
  for (const GroupPair& pair : comparison.pairs) write_pair(json, pair);
  json.end_array();
  json.begin_array("facts");
  for (const FactDifference& fact : comparison.facts) {
    json.begin_object();
    json.text("name", fact.name);
    json.text("kind", json_name(fact.kind));
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

}  // namespace ckpt
