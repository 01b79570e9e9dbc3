// Rules over a run, then a verdict from what they found.
#include "analysis/analysis.h"

#include <algorithm>

#include "analysis/subject.h"
#include "analysis/verdict.h"
#include "base/sorting.h"

namespace ckpt {
namespace {

// R19: nothing is healthy beside a warning.
void withhold_praise(std::vector<Finding>& findings) {
  const bool has_warning =
      std::any_of(findings.begin(), findings.end(),
                  [](const Finding& finding) { return finding.severity >= Severity::warning; });
  if (!has_warning) return;
  std::erase_if(findings,
                [](const Finding& finding) { return finding.kind == VerdictKind::healthy; });
}

}  // namespace

Analysis analyse(const Run& run, const AnalysisOptions& options, PointsVisitor* visitor) {
  const Subject subject(run, options, visitor);
  Analysis analysis;
  if (const auto primary = subject.primary()) {
    analysis.primary_metric = static_cast<std::int64_t>(*primary);
    analysis.primary_direction = subject.direction(*primary);
  }
  if (subject.are_sets_ranked()) analysis.primary_sets = subject.other_sets();
  analysis.is_primary_chosen_by_user = subject.is_primary_chosen_by_user();
  analysis.metrics = subject.summaries();
  for (const Rule* rule : rules()) rule->check(subject, analysis.findings);
  withhold_praise(analysis.findings);
  sort_values(analysis.findings, [](const Finding& a, const Finding& b) {
    if (a.severity != b.severity) return a.severity > b.severity;
    return a.kind < b.kind;
  });
  analysis.verdict = verdict_of(subject, analysis.findings);
  analysis.stopping = replay_stopping(subject);
  analysis.forecast = forecast(subject);
  return analysis;
}

}  // namespace ckpt
