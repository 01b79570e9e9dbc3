// See evaluated_examples.h.
#include "analysis/evaluated_examples.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <variant>

#include "analysis/stats.h"
#include "base/sorting.h"

namespace ckpt {
namespace {

// What a run tells of one set, by place where it was logged along the way.
struct Told {
  Points examples;
  Points runtime;
  Points per_second;
};

Points* part_of(Told& told, SetMeasure measure) {
  switch (measure) {
    case SetMeasure::examples:
      return &told.examples;
    case SetMeasure::runtime:
      return &told.runtime;
    case SetMeasure::examples_per_second:
      return &told.per_second;
    case SetMeasure::none:
      break;
  }
  return nullptr;
}

double whole(double count) { return count >= 1.0 ? std::floor(count + 0.5) : kAbsent; }

// The size as it stands, else runtime times speed, both of which are rounded: hence the median.
double examples_of(const Told& told) {
  if (!told.examples.y.empty()) return whole(median(told.examples.y));
  const std::vector<double>& seconds = told.runtime.y;
  if (seconds.empty() || told.runtime.x != told.per_second.x) return kAbsent;
  std::vector<double> products(seconds.size());
  for (std::size_t i = 0; i < seconds.size(); ++i) products[i] = seconds[i] * told.per_second.y[i];
  return whole(median(std::move(products)));
}

}  // namespace

EvaluatedExamples::EvaluatedExamples(const Run& run) {
  std::map<std::string_view, Told> told;
  for (const Fact& fact : run.facts) {
    const SetMeasurement measured = set_measurement_of(fact.name);
    const double* value = std::get_if<double>(&fact.value);
    if (measured.measure == SetMeasure::none || value == nullptr) continue;
    *part_of(told[measured.set], measured.measure) = {{0.0}, {*value}};
  }
  for (const Metric& metric : run.metrics) {
    const SetMeasurement measured = set_measurement_of(metric.name);
    if (measured.measure == SetMeasure::none || metric.series.size() == 0) continue;
    *part_of(told[measured.set], measured.measure) = metric.series.points();
  }
  for (const auto& [name, of_set] : told) {
    const double examples = examples_of(of_set);
    if (!std::isnan(examples)) sets_.push_back({name, examples});
  }
}

double EvaluatedExamples::of(const Metric& metric) const {
  if (sets_.empty() || !is_held_out_role(metric.role) || !is_share_of_examples(metric.name)) {
    return kAbsent;
  }
  // The longest name wins: "eval_de_" before "eval_".
  for (std::size_t size = metric.name.size(); size > 1; --size) {
    const std::string_view prefix = std::string_view(metric.name).substr(0, size);
    const auto found =
        std::lower_bound(sets_.begin(), sets_.end(), prefix,
                         [](const Set& set, std::string_view name) { return set.name < name; });
    if (found != sets_.end() && found->name == prefix) return found->examples;
  }
  return kAbsent;
}

}  // namespace ckpt
