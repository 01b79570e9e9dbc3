// See declared.h.
#include "formats/declared.h"

#include <cmath>
#include <limits>
#include <string>

#include "formats/path.h"

namespace ckpt {
namespace {

double greatest_of(const PlannedMetric& metric, std::span<const std::uint32_t> rows) {
  double greatest = -std::numeric_limits<double>::infinity();
  for (const std::uint32_t row : rows) {
    const double value = metric.values->numbers.at(row).value_or(greatest);
    if (std::isfinite(value) && value > greatest) greatest = value;
  }
  return greatest;
}

}  // namespace

void leave_metric_note(NoteCode code, std::string_view metric, std::uint64_t count, RunPlan& plan) {
  Note note{code, plan.source, std::nullopt, count, {}};
  note.slots.push_back({"metric", std::string{metric}});
  plan.notes.push_back(std::move(note));
}

Kept declare(const Layout& layout, PlannedMetric& metric, std::span<const std::uint32_t> rows,
             RunPlan& plan) {
  Kept kept = Kept::undeclared;
  for (const Declared& declared : layout.declared) {
    if (declared.name.empty() || !fits_name(declared.name, metric.name)) continue;
    if (declared.when == When::above_one && !(greatest_of(metric, rows) > 1.0)) continue;
    if (declared.role != Role::none && !metric.role) metric.role = declared.role;
    if (declared.family != Family::other && !metric.family) metric.family = declared.family;
    if (declared.direction != Direction::unknown && !metric.direction) {
      metric.direction = declared.direction;
    }
    if (metric.quantity.empty()) metric.quantity = declared.quantity;
    if (!metric.bounds) {
      const Bounds& bounds = declared.bounds;
      if (std::isfinite(bounds.least) || std::isfinite(bounds.greatest) || bounds.is_nan_outside) {
        metric.bounds = bounds;
      }
    }
    if (kept == Kept::undeclared) kept = declared.kept;
    if (declared.leaves_note) leave_metric_note(declared.note, metric.name, 1, plan);
  }
  // Said in so many words: so it is one even where it never varies.
  if (kept == Kept::as_metric) metric.is_declared = true;
  if (kept == Kept::as_unranked) {
    metric.family = Family::other;
    metric.direction = Direction::unknown;
  }
  return kept == Kept::undeclared ? Kept::as_metric : kept;
}

}  // namespace ckpt
