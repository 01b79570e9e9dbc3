#include "views/summary.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <variant>

#include "views/axes.h"
#include "views/json_writer.h"
#include "views/names.h"

namespace ckpt {

namespace {

void write_slots(JsonWriter& json, std::span<const Slot> slots) {
  json.begin_object();
  for (const Slot& slot : slots) {
    json.key(slot.name);
    if (const double* number = std::get_if<double>(&slot.value)) {
      json.number(*number);
    } else {
      json.text(std::get<std::string>(slot.value));
    }
  }
  json.end_object();
}

// An action may be empty: then there is nothing to do.
void write_message_or_null(JsonWriter& json, const Message& message) {
  if (message.text.id.empty()) {
    json.null();
  } else {
    write_message(json, message);
  }
}

void write_point(JsonWriter& json, double x, double y) {
  json.begin_object();
  json.key("step");
  json.number(x);
  json.key("value");
  json.number(y);
  json.end_object();
}

void write_facts(JsonWriter& json, const Run& run) {
  json.begin_object();
  for (const Fact& fact : run.facts) {
    json.key(fact.name);
    if (const double* number = std::get_if<double>(&fact.value)) {
      json.number(*number);
    } else if (const bool* flag = std::get_if<bool>(&fact.value)) {
      json.boolean(*flag);
    } else {
      json.text(std::get<std::string>(fact.value));
    }
  }
  json.end_object();
}

void write_trend(JsonWriter& json, const Trend& trend) {
  json.begin_object();
  json.key("verdict");
  json.text(json_name(trend.word));
  json.key("slope");
  json.number_or_null(trend.slope);
  json.key("p");
  json.number(trend.p);
  json.key("n");
  json.count(trend.points);
  json.end_object();
}

// The direction in force: what the user chose for the primary metric outranks what the run says.
struct DirectionInForce {
  Direction direction;
  DirectionSource source;
};

DirectionInForce direction_in_force(const RunView& view, std::size_t index) {
  const Metric& metric = view.run.metrics[index];
  const bool is_primary = view.analysis.primary_metric == static_cast<std::int64_t>(index);
  if (is_primary && view.analysis.is_primary_chosen_by_user &&
      view.options.direction != Direction::unknown) {
    return {view.analysis.primary_direction, DirectionSource::user};
  }
  return {metric.direction, metric.direction_source};
}

void write_metric(JsonWriter& json, const RunView& view, std::size_t index) {
  const Metric& metric = view.run.metrics[index];
  const MetricSummary& summary = view.analysis.metrics[index];
  const DirectionInForce in_force = direction_in_force(view, index);
  json.begin_object();
  json.key("index");
  json.count(index);
  json.key("name");
  json.text(metric.name);
  json.key("quantity");
  json.text(metric.quantity);
  json.key("role");
  json.text(json_name(metric.role));
  json.key("family");
  json.text(json_name(metric.family));
  json.key("direction");
  json.text(json_name(in_force.direction));
  json.key("directionSource");
  json.text(json_name(in_force.source));
  json.key("x");
  json.text(json_name(metric.x_kind));
  json.key("points");
  json.count(summary.points);
  json.key("nonFinite");
  json.count(metric.non_finite_count);
  json.key("nonFinitePoints");
  json.begin_array();
  for (const NonFinitePoint& point : metric.non_finite) write_point(json, point.x, point.value);
  json.end_array();
  json.key("superseded");
  json.count(metric.superseded_count);
  json.key("duplicates");
  json.count(metric.duplicate_count);
  json.key("first");
  write_point_or_null(json, summary.first);
  json.key("last");
  write_point_or_null(json, summary.last);
  json.key("min");
  write_point_or_null(json, summary.min);
  json.key("max");
  write_point_or_null(json, summary.max);
  json.key("best");
  write_point_or_null(json, summary.best);
  json.key("bestTies");
  json.count(summary.best_tie_count);
  json.key("noiseSigma");
  json.number_or_null(summary.noise_sigma);
  json.key("noiseBand");
  json.number_or_null(summary.noise_band);
  json.key("trend");
  write_trend(json, summary.trend);
  json.key("spark");
  json.begin_array();
  for (const double value : view.sparks[index]) json.number(value);
  json.end_array();
  json.end_object();
}

void write_primary(JsonWriter& json, const RunView& view) {
  const std::int64_t index = view.analysis.primary_metric;
  if (index < 0) {
    json.null();
    return;
  }
  json.begin_object();
  json.key("name");
  json.text(view.run.metrics[static_cast<std::size_t>(index)].name);
  json.key("direction");
  json.text(json_name(view.analysis.primary_direction));
  json.key("chosenByUser");
  json.boolean(view.analysis.is_primary_chosen_by_user);
  json.key("otherSets");
  json.begin_array();
  for (const std::uint32_t set : view.analysis.primary_sets) {
    json.text(view.run.metrics[set].name);
  }
  json.end_array();
  json.end_object();
}

// Thinned evenly by position; the first and the last checkpoint always stay.
void write_checkpoint_steps(JsonWriter& json, const Run& run) {
  std::vector<double> steps;
  steps.reserve(run.checkpoints.size());
  for (std::size_t i = 0; i < run.checkpoints.size(); ++i) {
    const double x = run.checkpoints.x(i);
    if (std::isfinite(x) && (steps.empty() || steps.back() != x)) steps.push_back(x);
  }
  const std::uint64_t count = std::min(steps.size(), kCheckpointStepsMax);
  json.begin_array();
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t at = count < 2 ? 0 : i * (steps.size() - 1) / (count - 1);
    json.number(steps[static_cast<std::size_t>(at)]);
  }
  json.end_array();
}

void write_recommended(JsonWriter& json, const RunView& view) {
  const Recommendation& recommended = view.analysis.verdict.recommended;
  if (recommended.checkpoint < 0) {
    json.null();
    return;
  }
  const auto index = static_cast<std::size_t>(recommended.checkpoint);
  const Checkpoint& checkpoint = view.run.checkpoints[index];
  json.begin_object();
  json.key("index");
  json.count(index);
  json.key("step");
  json.number_or_null(checkpoint.step);
  json.key("x");
  json.number_or_null(checkpoint.x);
  json.key("id");
  json.text(checkpoint.id);
  json.key("model");
  json.text(checkpoint.model);
  json.key("path");
  json.text(checkpoint.path);
  json.key("target");
  json.text_or_null(target_of(checkpoint));
  json.key("value");
  json.number(recommended.value);
  json.key("confidence");
  json.text(json_name(recommended.confidence));
  json.key("evaluations");
  const auto primary = static_cast<std::size_t>(view.analysis.primary_metric);
  json.count(view.analysis.metrics[primary].points);
  json.key("noiseBand");
  json.number_or_null(recommended.noise_band);
  json.key("equivalentCount");
  json.count(recommended.equivalent_count);
  json.key("equivalent");
  json.begin_array();
  for (const std::uint32_t other : recommended.equivalent) {
    const Checkpoint& equal = view.run.checkpoints[other];
    json.begin_object();
    json.key("index");
    json.count(other);
    json.key("step");
    json.number_or_null(equal.step);
    json.key("id");
    json.text(equal.id);
    json.end_object();
  }
  json.end_array();
  json.key("averageable");
  json.begin_array();
  for (const std::uint32_t other : recommended.averageable) json.count(other);
  json.end_array();
  json.key("betterUnsaved");
  write_point_or_null(json, recommended.better_unsaved);
  json.key("betterSuperseded");
  write_point_or_null(json, recommended.better_superseded);
  json.key("cost");
  json.number_or_null(recommended.cost);
  json.key("amongSaved");
  json.boolean(recommended.is_among_saved);
  json.key("onIncompleteEdge");
  json.boolean(recommended.is_on_incomplete_edge);
  json.end_object();
}

void write_verdict(JsonWriter& json, const RunView& view) {
  const Verdict& verdict = view.analysis.verdict;
  json.begin_object();
  json.key("kind");
  json.text(json_name(verdict.kind));
  json.key("severity");
  json.text(json_name(verdict.severity));
  json.key("confidence");
  json.text(json_name(verdict.confidence));
  json.key("headline");
  write_message(json, verdict.headline);
  json.key("action");
  write_message_or_null(json, verdict.action);
  json.key("nextTime");
  write_message_or_null(json, verdict.next_time);
  json.key("evidence");
  json.begin_array();
  for (const std::uint32_t index : verdict.evidence) json.count(index);
  json.end_array();
  json.key("recommended");
  write_recommended(json, view);
  json.end_object();
}

void write_metric_name(JsonWriter& json, const RunView& view,
                       const std::optional<Subject::MetricIndex>& metric) {
  json.key("metric");
  json.text_or_null(metric ? std::string_view(view.run.metrics[*metric].name) : std::string_view{});
}

void write_stopping(JsonWriter& json, const RunView& view) {
  const Stopping& stopping = view.analysis.stopping;
  const auto number = [&json](std::string_view key, double value) {
    json.key(key);
    json.number_or_null(value);
  };
  json.begin_object();
  write_metric_name(json, view, stopping.metric);
  json.key("lastImprovement");
  write_point_or_null(json, stopping.last_improvement);
  number("wasted", stopping.wasted);
  number("wastedShare", stopping.wasted_share);
  number("wastedSeconds", stopping.wasted_seconds);
  json.key("replays");
  json.begin_array();
  for (const StopReplay& replay : stopping.replays) {
    json.begin_object();
    json.key("rule");
    json.text(replay.rule);
    json.key("counting");
    write_message(json, {replay.counting, {{"patience", replay.patience}}});
    number("patience", replay.patience);
    number("threshold", replay.threshold);
    json.key("actsAt");
    write_point_or_null(json, replay.acts_at);
    json.key("best");
    write_point_or_null(json, replay.best);
    number("saved", replay.saved);
    number("regret", replay.regret);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void write_forecast(JsonWriter& json, const RunView& view) {
  const Forecast& forecast = view.analysis.forecast;
  json.begin_object();
  write_metric_name(json, view, forecast.metric);
  json.key("message");
  write_message(json, forecast.message);
  json.key("law");
  if (forecast.law) {
    json.begin_object();
    json.key("a");
    json.number(forecast.law->a);
    json.key("b");
    json.number(forecast.law->b);
    json.key("c");
    json.number(forecast.law->c);
    json.end_object();
  } else {
    json.null();
  }
  json.key("points");
  json.begin_array();
  for (const ForecastPoint& point : forecast.points) {
    json.begin_object();
    json.key("step");
    json.number(point.x);
    json.key("value");
    json.number(point.value);
    json.key("low");
    json.number(point.low);
    json.key("high");
    json.number(point.high);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

// Those in force for a rule.
void write_thresholds(JsonWriter& json, std::string_view rule, const Thresholds& thresholds) {
  json.begin_object();
  for (const ThresholdInfo& info : thresholds_of(rule)) {
    json.key(info.name);
    json.number(thresholds.*info.member);
  }
  json.end_object();
}

void write_finding(JsonWriter& json, const Finding& finding, const Thresholds& thresholds) {
  json.begin_object();
  json.key("rule");
  json.text(finding.rule);
  json.key("kind");
  json.text(json_name(finding.kind));
  json.key("severity");
  json.text(json_name(finding.severity));
  json.key("confidence");
  json.text(json_name(finding.confidence));
  json.key("metric");
  json.text_or_null(finding.metric);
  json.key("fromStep");
  json.number_or_null(finding.from_x);
  json.key("toStep");
  json.number_or_null(finding.to_x);
  json.key("numbers");
  write_slots(json, finding.numbers);
  json.key("thresholds");
  write_thresholds(json, finding.rule, thresholds);
  json.key("message");
  write_message(json, finding.message);
  json.key("action");
  write_message_or_null(json, finding.action);
  json.end_object();
}

void write_note(JsonWriter& json, const RunView& view, std::size_t index) {
  const Note& note = view.run.notes[index];
  json.begin_object();
  json.key("code");
  json.text(note_name(note.code));
  json.key("severity");
  json.text(json_name(note_grade(note.code)));
  json.key("source");
  json.text(note.source < view.source_names.size()
                ? std::string_view(view.source_names[note.source])
                : std::string_view{});
  json.key("count");
  json.count(note.count);
  const Place& place = view.note_places[index];
  json.key("byte");
  if (note.offset_bytes) {
    json.count(*note.offset_bytes);
  } else {
    json.null();
  }
  const auto write_place = [&](std::string_view name, std::uint64_t value) {
    json.key(name);
    if (note.offset_bytes && value > 0) {
      json.count(value);
    } else {
      json.null();
    }
  };
  write_place("line", place.line);
  write_place("column", place.column);
  json.key("message");
  Message message{note_template(note.code), note.slots};
  const bool has_count =
      std::any_of(message.slots.begin(), message.slots.end(),
                  [](const Slot& slot) { return slot.name == std::string_view{"count"}; });
  if (!has_count) message.slots.push_back({"count", static_cast<double>(note.count)});
  write_message(json, message);
  json.end_object();
}

void write_rule(JsonWriter& json, const Rule& rule) {
  json.begin_object();
  json.key("id");
  json.text(rule.id);
  json.key("version");
  json.text(rule.version);
  json.key("source");
  json.text(rule.source);
  json.key("sentence");
  write_message(json, {rule.sentence, {}});
  json.key("thresholds");
  json.begin_array();
  for (const ThresholdInfo& info : thresholds_of(rule.id)) {
    json.begin_object();
    json.key("name");
    json.text(info.name);
    json.key("value");
    json.number(info.value);
    json.key("least");
    json.number(info.least);
    json.key("greatest");
    json.number(info.greatest);
    json.key("unit");
    json.text(info.unit);
    json.key("meaning");
    json.text(info.meaning);
    json.key("source");
    json.text(info.source);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

}  // namespace

void write_point_or_null(JsonWriter& json, const std::optional<PointRef>& point) {
  if (!point || std::isnan(point->x)) {
    json.null();
  } else {
    write_point(json, point->x, point->y);
  }
}

void write_message(JsonWriter& json, const Message& message) {
  json.begin_object();
  json.key("id");
  json.text(message.text.id);
  json.key("text");
  json.begin_object();
  json.key("en");
  json.text(message.text.en);
  json.key("zh");
  json.text(message.text.zh);
  json.end_object();
  json.key("slots");
  write_slots(json, message.slots);
  json.end_object();
}

void write_run(JsonWriter& json, const RunView& view) {
  const Run& run = view.run;
  json.begin_object();
  json.key("index");
  json.count(view.index);
  json.key("name");
  json.text(run.name);
  json.key("format");
  json.text(run.format);
  json.key("formatTitle");
  json.text(run.format_title);
  json.key("sources");
  json.begin_array();
  for (const std::uint32_t source : run.sources) json.text(view.source_names[source]);
  json.end_array();
  json.key("x");
  json.text(json_name(run.x_kind));
  json.key("axes");
  json.begin_array();
  for (const XKind kind : axes_of(run, view.analysis)) json.text(json_name(kind));
  json.end_array();
  json.key("rows");
  json.count(run.row_count);
  json.key("checkpointCount");
  json.count(run.checkpoints.size());
  json.key("lastStep");
  json.number_or_null(run.last_step);
  json.key("plannedSteps");
  json.number_or_null(run.planned_steps);
  json.key("facts");
  write_facts(json, run);
  json.key("metrics");
  json.begin_array();
  for (std::size_t i = 0; i < run.metrics.size(); ++i) write_metric(json, view, i);
  json.end_array();
  json.key("primary");
  write_primary(json, view);
  json.key("checkpointSteps");
  write_checkpoint_steps(json, run);
  json.key("verdict");
  write_verdict(json, view);
  json.key("stopping");
  write_stopping(json, view);
  json.key("forecast");
  write_forecast(json, view);
  json.key("findings");
  json.begin_array();
  for (const Finding& finding : view.analysis.findings) {
    write_finding(json, finding, view.options.thresholds);
  }
  json.end_array();
  json.key("notes");
  json.begin_array();
  for (std::size_t i = 0; i < run.notes.size(); ++i) write_note(json, view, i);
  json.end_array();
  json.end_object();
}

void write_rejected(JsonWriter& json, const RejectedView& view) {
  json.begin_object();
  json.key("source");
  json.text(view.source);
  json.key("code");
  json.text(error_name(view.error.code));
  json.key("byte");
  json.count(view.error.offset_bytes);
  json.key("line");
  json.count(view.place.line);
  json.key("column");
  json.count(view.place.column);
  json.key("message");
  json.text(error_sentence(view.error.code));
  json.key("advice");
  json.text(error_advice(view.error.code));
  json.key("zh");
  json.begin_object();
  json.key("message");
  json.text(error_sentence_zh(view.error.code));
  json.key("advice");
  json.text(error_advice_zh(view.error.code));
  json.end_object();
  json.key("excerpt");
  json.text(view.place.excerpt);
  json.key("caret");
  json.count(view.place.excerpt_caret);
  json.end_object();
}

void write_overrides(JsonWriter& json, const Thresholds& thresholds) {
  json.begin_object();
  for (const ThresholdInfo& info : threshold_table()) {
    const double value = thresholds.*info.member;
    if (value == info.value) continue;
    json.key(std::string(info.rule) + '.' + std::string(info.name));
    json.number(value);
  }
  json.end_object();
}

void write_rules(JsonWriter& json) {
  json.begin_array();
  for (const Rule* rule : rules()) write_rule(json, *rule);
  for (const Rule& shared : shared_rules()) write_rule(json, shared);
  json.end_array();
}

}  // namespace ckpt
