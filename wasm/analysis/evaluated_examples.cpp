// See evaluated_examples.h.
#include "analysis/evaluated_examples.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <variant>

#include "analysis/stats.h"

namespace ckpt {
namespace {

// What a run tells of one set, by place where it was logged along the way.
struct Told {
  std::string_view set;
  Points examples;
  Points runtime;
  Points per_second;
};

Points& part_of(Told& told, SetMeasure measure) {
  if (measure == SetMeasure::runtime) return told.runtime;
  return measure == SetMeasure::examples ? told.examples : told.per_second;
}

void tell(std::vector<Told>& told, const SetMeasurement& measured, Points points) {
  auto at = std::find_if(told.begin(), told.end(),
                         [&measured](const Told& other) { return other.set == measured.set; });
  if (at == told.end()) at = told.insert(at, Told{measured.set, {}, {}, {}});
  part_of(*at, measured.measure) = std::move(points);
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
  std::vector<Told> told;
  for (const Fact& fact : run.facts) {
    const SetMeasurement measured = set_measurement_of(fact.name);
    const double* value = std::get_if<double>(&fact.value);
    if (measured.measure == SetMeasure::none || value == nullptr) continue;
    tell(told, measured, {{0.0}, {*value}});
  }
  for (const Metric& metric : run.metrics) {
    const SetMeasurement measured = set_measurement_of(metric.name);
    if (measured.measure == SetMeasure::none || metric.series.size() == 0) continue;
    tell(told, measured, metric.series.points());
  }
  for (const Told& of_set : told) {
    const double examples = examples_of(of_set);
    if (!std::isnan(examples)) sets_.push_back({of_set.set, examples});
  }
}

double EvaluatedExamples::of(const Metric& metric) const {
  if (sets_.empty() || !is_held_out_role(metric.role) || !is_share_of_examples(metric.name)) {
    return kAbsent;
  }
  // The longest name wins: "eval_de_" before "eval_".
  const Set* longest = nullptr;
  for (const Set& set : sets_) {
    const bool is_longer = longest == nullptr || set.name.size() > longest->name.size();
    if (is_longer && metric.name.starts_with(set.name)) longest = &set;
  }
  return longest == nullptr ? kAbsent : longest->examples;
}

}  // namespace ckpt
