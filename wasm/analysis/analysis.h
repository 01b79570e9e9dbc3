// Everything the analysis says about one run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/forecast.h"
#include "analysis/metric_summary.h"
#include "analysis/recommendation.h"
#include "analysis/rule.h"
#include "analysis/stopping.h"
#include "analysis/subject.h"
#include "base/message.h"
#include "run/run.h"

namespace ckpt {

inline constexpr std::string_view kRulesetVersion = "1";

struct Verdict {
  VerdictKind kind = VerdictKind::undetermined;
  Severity severity = Severity::info;
  Confidence confidence = Confidence::low;
  Message headline;  // at most 120 characters when formatted
  Message action;
  Message
      next_time;  // what to log, so that the next run can be judged; empty when nothing is missing
  std::vector<std::uint32_t> evidence;  // at most three indices into findings
  Recommendation recommended;
};

struct Analysis {
  std::int64_t primary_metric = -1;  // index in run.metrics; -1: nothing may choose a checkpoint
  bool is_primary_chosen_by_user = false;
  Direction primary_direction = Direction::unknown;
  std::vector<std::uint32_t> primary_sets;  // other evaluation sets that choose with it
  std::vector<MetricSummary> metrics;       // parallel to run.metrics
  std::vector<Finding> findings;            // most severe first
  Verdict verdict;
  Stopping stopping;
  Forecast forecast;
};

// Deterministic. O(n log n) time, O(n) memory for n points of the largest metric. `visitor` sees
// the points of each metric.
[[nodiscard]] Analysis analyse(const Run& run, const AnalysisOptions& options = {},
                               PointsVisitor* visitor = nullptr);

}  // namespace ckpt
