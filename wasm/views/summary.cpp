#include "views/summary.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <variant>

#include "analysis/averaging.h"
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
  json.number("step", x);
  json.number("value", y);
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

// Members of an object.
void write_trend(JsonWriter& json, const Trend& trend) {
  json.text("word", json_name(trend.word));
  json.number_or_null("slope", trend.slope);
  json.number("p", trend.p);
  json.count("n", trend.points);
  json.number_or_null("nEff", trend.effective_points);
  json.count("tested", trend.tested);
  json.number("s", static_cast<double>(trend.s));
  json.number("tauB", trend.tau_b);
}

void write_window(JsonWriter& json, const WindowTrend& window) {
  json.begin_object();
  json.number_or_null("from", window.from_x);
  json.number_or_null("to", window.to_x);
  write_trend(json, window.trend);
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
  json.count("index", index);
  json.text("name", metric.name);
  json.text("quantity", metric.quantity);
  json.text("role", json_name(metric.role));
  json.text("family", json_name(metric.family));
  json.text("direction", json_name(in_force.direction));
  json.text("directionSource", json_name(in_force.source));
  json.text("x", json_name(metric.x_kind));
  json.count("points", summary.points);
  json.count("nonFinite", metric.non_finite_count);
  json.begin_array("nonFinitePoints");
  for (const NonFinitePoint& point : metric.non_finite) write_point(json, point.x, point.value);
  json.end_array();
  json.count("superseded", metric.superseded_count);
  json.count("sentinels", metric.sentinel_count);
  json.count("duplicates", metric.duplicate_count);
  write_point_or_null(json, "first", summary.first);
  write_point_or_null(json, "last", summary.last);
  write_point_or_null(json, "min", summary.min);
  write_point_or_null(json, "max", summary.max);
  write_point_or_null(json, "best", summary.best);
  json.count("bestTies", summary.best_tie_count);
  json.number_or_null("noiseSigma", summary.noise_sigma);
  json.number_or_null("noiseBand", summary.noise_band);
  json.begin_object("trend");
  const bool says_nothing = summary.trend.word == TrendWord::insufficient;
  json.text("verdict", json_name(says_nothing ? TrendWord::undetermined : summary.trend.word));
  write_trend(json, summary.trend);
  json.end_object();
  json.begin_array("spark");
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
  json.text("name", view.run.metrics[static_cast<std::size_t>(index)].name);
  json.text("direction", json_name(view.analysis.primary_direction));
  json.boolean("chosenByUser", view.analysis.is_primary_chosen_by_user);
  json.begin_array("otherSets");
  for (const std::uint32_t set : view.analysis.primary_sets) {
    json.text(view.run.metrics[set].name);
  }
  json.end_array();
  json.end_object();
}

// Thinned evenly by position; the first and the last checkpoint always stay.
void write_checkpoint_steps(JsonWriter& json, const Run& run) {
  // Calls f(index, x) for the steps that have a checkpoint, each once; returns how many there are.
  const auto for_each_step = [&run](auto f) {
    std::uint64_t index = 0;
    double last = kAbsent;
    for (std::size_t i = 0; i < run.checkpoints.size(); ++i) {
      const double x = run.checkpoints.x(i);
      if (!std::isfinite(x) || x == last) continue;
      last = x;
      f(index++, x);
    }
    return index;
  };
  const std::uint64_t steps = for_each_step([](std::uint64_t, double) {});
  const std::uint64_t count = std::min<std::uint64_t>(steps, kCheckpointStepsMax);
  std::uint64_t written = 0;
  json.begin_array();
  for_each_step([&](std::uint64_t index, double x) {
    const std::uint64_t wanted = count < 2 ? 0 : written * (steps - 1) / (count - 1);
    if (index != wanted || written == count) return;
    ++written;
    json.number(x);
  });
  json.end_array();
}

void write_checkpoint_refs(JsonWriter& json, std::string_view key, const Run& run,
                           std::span<const std::uint32_t> indices) {
  json.begin_array(key);
  for (const std::uint32_t index : indices) {
    const Checkpoint& checkpoint = run.checkpoints[index];
    json.begin_object();
    json.count("index", index);
    json.number_or_null("step", checkpoint.step);
    json.number_or_null("x", checkpoint.x);
    json.text("id", checkpoint.id);
    json.end_object();
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
  json.count("index", index);
  json.number_or_null("step", checkpoint.step);
  json.number_or_null("x", checkpoint.x);
  json.text("id", checkpoint.id);
  json.text("model", checkpoint.model);
  json.text("path", checkpoint.path);
  json.text_or_null("target", target_of(checkpoint));
  json.number("value", recommended.value);
  json.text("confidence", json_name(recommended.confidence));
  json.key("evaluations");
  const auto primary = static_cast<std::size_t>(view.analysis.primary_metric);
  json.count(view.analysis.metrics[primary].points);
  json.number_or_null("noiseBand", recommended.noise_band);
  json.number_or_null("examples", recommended.examples);
  json.number_or_null("standardError", recommended.standard_error);
  json.count("equivalentCount", recommended.equivalent_count);
  write_checkpoint_refs(json, "equivalent", view.run, recommended.equivalent);
  json.begin_array("averageable");
  for (const std::uint32_t other : recommended.averageable) json.count(other);
  json.end_array();
  json.key("averaging");
  if (const auto hint = averaging_hint(view.run, view.run.metrics[primary], recommended)) {
    json.begin_object();
    json.key("message");
    write_message(json, *hint);
    write_checkpoint_refs(json, "checkpoints", view.run, recommended.averageable);
    json.end_object();
  } else {
    json.null();
  }
  write_point_or_null(json, "betterUnsaved", recommended.better_unsaved);
  write_point_or_null(json, "betterSuperseded", recommended.better_superseded);
  json.number_or_null("cost", recommended.cost);
  json.boolean("amongSaved", recommended.is_among_saved);
  json.boolean("onIncompleteEdge", recommended.is_on_incomplete_edge);
  json.end_object();
}

void write_verdict(JsonWriter& json, const RunView& view) {
  const Verdict& verdict = view.analysis.verdict;
  json.begin_object();
  json.text("kind", json_name(verdict.kind));
  json.text("severity", json_name(verdict.severity));
  json.text("confidence", json_name(verdict.confidence));
  json.key("headline");
  write_message(json, verdict.headline);
  json.key("action");
  write_message_or_null(json, verdict.action);
  json.key("nextTime");
  write_message_or_null(json, verdict.next_time);
  json.begin_array("evidence");
  for (const std::uint32_t index : verdict.evidence) json.count(index);
  json.end_array();
  json.key("recommended");
  write_recommended(json, view);
  json.end_object();
}

void write_metric_name(JsonWriter& json, const RunView& view,
                       const std::optional<Subject::MetricIndex>& metric) {
  json.text_or_null("metric",
                    metric ? std::string_view(view.run.metrics[*metric].name) : std::string_view{});
}

void write_stopping(JsonWriter& json, const RunView& view) {
  const Stopping& stopping = view.analysis.stopping;
  json.begin_object();
  write_metric_name(json, view, stopping.metric);
  write_point_or_null(json, "lastImprovement", stopping.last_improvement);
  json.number_or_null("wasted", stopping.wasted);
  json.number_or_null("wastedShare", stopping.wasted_share);
  json.number_or_null("wastedSeconds", stopping.wasted_seconds);
  json.key("message");
  write_message_or_null(json, stopping.message);
  json.begin_array("replays");
  for (const StopReplay& replay : stopping.replays) {
    json.begin_object();
    json.text("rule", replay.rule);
    json.key("counting");
    write_message(json, {replay.counting, {{"patience", replay.patience}}});
    json.number_or_null("patience", replay.patience);
    json.number_or_null("threshold", replay.threshold);
    write_point_or_null(json, "actsAt", replay.acts_at);
    write_point_or_null(json, "best", replay.best);
    json.number_or_null("saved", replay.saved);
    json.number_or_null("regret", replay.regret);
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
    json.number("a", forecast.law->a);
    json.number("b", forecast.law->b);
    json.number("c", forecast.law->c);
    json.end_object();
  } else {
    json.null();
  }
  json.begin_array("points");
  for (const ForecastPoint& point : forecast.points) {
    json.begin_object();
    json.number("step", point.x);
    json.number("value", point.value);
    json.number("low", point.low);
    json.number("high", point.high);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

// Those in force for a rule.
void write_thresholds(JsonWriter& json, std::string_view rule, const Thresholds& thresholds) {
  json.begin_object();
  for (const ThresholdInfo& info : thresholds_of(rule)) {
    json.number(info.name, thresholds.*info.member);
  }
  json.end_object();
}

void write_finding(JsonWriter& json, const Finding& finding, const Thresholds& thresholds) {
  json.begin_object();
  json.text("rule", finding.rule);
  json.text("ruleVersion", version_of(finding.rule));
  json.text("kind", json_name(finding.kind));
  json.text("severity", json_name(finding.severity));
  json.text("confidence", json_name(finding.confidence));
  json.text_or_null("metric", finding.metric);
  json.number_or_null("fromStep", finding.from_x);
  json.number_or_null("toStep", finding.to_x);
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
  json.text("code", note_name(note.code));
  json.text("severity", json_name(note_grade(note.code)));
  json.text("source", note.source < view.source_names.size()
                          ? std::string_view(view.source_names[note.source])
                          : std::string_view{});
  json.count("count", note.count);
  const Place& place = view.note_places[index];
  if (note.offset_bytes) {
    json.count("byte", *note.offset_bytes);
  } else {
    json.null("byte");
  }
  const auto write_place = [&](std::string_view name, std::uint64_t value) {
    if (note.offset_bytes && value > 0) {
      json.count(name, value);
    } else {
      json.null(name);
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
  json.text("id", rule.id);
  json.text("version", rule.version);
  json.text("source", rule.source);
  json.key("sentence");
  write_message(json, {rule.sentence, {}});
  json.begin_array("thresholds");
  for (const ThresholdInfo& info : thresholds_of(rule.id)) {
    json.begin_object();
    json.text("name", info.name);
    json.number("value", info.value);
    json.number("least", info.least);
    json.number("greatest", info.greatest);
    json.text("unit", info.unit);
    json.text("meaning", info.meaning);
    json.begin_object("zh");
    json.text("meaning", info.zh);
    json.end_object();
    json.text("source", info.source);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

}  // namespace

void write_point_or_null(JsonWriter& json, std::string_view key,
                         const std::optional<PointRef>& point) {
  json.key(key);
  if (!point || std::isnan(point->x)) {
    json.null();
  } else {
    write_point(json, point->x, point->y);
  }
}

void write_message(JsonWriter& json, const Message& message) {
  json.begin_object();
  json.text("id", message.text.id);
  json.begin_object("text");
  json.text("en", message.text.en);
  json.text("zh", message.text.zh);
  json.end_object();
  json.key("slots");
  write_slots(json, message.slots);
  json.end_object();
}

void write_run(JsonWriter& json, const RunView& view) {
  const Run& run = view.run;
  json.begin_object();
  json.count("index", view.index);
  json.text("name", run.name);
  json.text("format", run.format);
  json.text("formatTitle", run.format_title);
  json.begin_array("sources");
  for (const std::uint32_t source : run.sources) json.text(view.source_names[source]);
  json.end_array();
  json.text("x", json_name(run.x_kind));
  json.begin_array("axes");
  for (const XKind kind : axes_of(run, view.analysis)) json.text(json_name(kind));
  json.end_array();
  json.count("rows", run.row_count);
  json.count("checkpointCount", run.checkpoints.size());
  json.number_or_null("lastStep", run.last_step);
  json.number_or_null("plannedSteps", run.planned_steps);
  json.key("facts");
  write_facts(json, run);
  json.begin_array("metrics");
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
  json.begin_array("findings");
  for (const Finding& finding : view.analysis.findings) {
    write_finding(json, finding, view.options.thresholds);
  }
  json.end_array();
  json.begin_array("notes");
  for (std::size_t i = 0; i < run.notes.size(); ++i) write_note(json, view, i);
  json.end_array();
  json.end_object();
}

void write_trend_windows(JsonWriter& json, const TrendWindows& windows) {
  json.begin_object();
  json.key("whole");
  write_window(json, windows.whole);
  json.key("afterBest");
  if (windows.after_best) {
    write_window(json, *windows.after_best);
  } else {
    json.null();
  }
  json.key("lastQuarter");
  write_window(json, windows.last_quarter);
  json.end_object();
}

void write_rejected(JsonWriter& json, const RejectedView& view) {
  json.begin_object();
  json.text("source", view.source);
  json.text("code", error_name(view.error.code));
  json.count("byte", view.error.offset_bytes);
  json.count("line", view.place.line);
  json.count("column", view.place.column);
  json.text("message", error_sentence(view.error.code));
  json.text("advice", error_advice(view.error.code));
  json.begin_object("zh");
  json.text("message", error_sentence_zh(view.error.code));
  json.text("advice", error_advice_zh(view.error.code));
  json.end_object();
  json.text("excerpt", view.place.excerpt);
  json.count("caret", view.place.excerpt_caret);
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
