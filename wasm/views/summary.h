// What the engine says about a run, about a source that yielded none, about its rules: the shapes
// of web/api/types.js as JSON. Nothing here grows with the number of rows or points.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/analysis.h"
#include "analysis/trend_windows.h"
#include "base/result.h"
#include "input/locate.h"
#include "run/run.h"

namespace ckpt {

class JsonWriter;

inline constexpr std::size_t kCheckpointStepsMax = 500;

// Everything that a RunSummary is written from; borrowed for the call.
struct RunView {
  std::uint32_t index = 0;
  const Run& run;
  const Analysis& analysis;
  const AnalysisOptions& options;
  std::span<const std::vector<double>> sparks;  // parallel to run.metrics
  std::span<const Place> note_places;           // parallel to run.notes
  std::span<const std::string> source_names;    // of the session, by index
};

struct RejectedView {
  std::string_view source;
  Error error;
  const Place& place;
};

void write_run(JsonWriter& json, const RunView& view);
// TrendWindows of web/api/types.js.
void write_trend_windows(JsonWriter& json, const TrendWindows& windows);
void write_rejected(JsonWriter& json, const RejectedView& view);
void write_message(JsonWriter& json, const Message& message);
// A member {"step": x, "value": y}; null without a point, or without a place for it.
void write_point_or_null(JsonWriter& json, std::string_view key,
                         const std::optional<PointRef>& point);
// {"rule.name": value} of those that differ from their defaults.
void write_overrides(JsonWriter& json, const Thresholds& thresholds);
// An array of RuleInfo: every rule, then what all rules share.
void write_rules(JsonWriter& json);

}  // namespace ckpt
