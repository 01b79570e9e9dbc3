// See wording.h.
#include "analysis/wording.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace ckpt {

Place place_of(const Metric& metric, double x, std::size_t ordinal) {
  const bool is_named = metric.x_kind == XKind::step || metric.x_kind == XKind::epoch;
  if (is_named) return {metric.x_kind, x};
  return {XKind::index, static_cast<double>(ordinal)};
}

Place place_of(const Run& run, std::size_t checkpoint) {
  const Checkpoint& row = run.checkpoints[checkpoint];
  if (!std::isnan(row.step)) return {XKind::step, row.step};
  if (!std::isnan(row.epoch)) return {XKind::epoch, row.epoch};
  return {XKind::index, static_cast<double>(checkpoint + 1)};
}

Message message(const Template& text, std::vector<Slot> slots) { return {text, std::move(slots)}; }

Message message(const PlaceTemplates& text, Place place, std::vector<Slot> slots) {
  slots.push_back({"at", place.at});
  switch (place.kind) {
    case XKind::step:
      return {text.step, std::move(slots)};
    case XKind::epoch:
      return {text.epoch, std::move(slots)};
    default:
      return {text.ordinal, std::move(slots)};
  }
}

std::string short_name(const Metric& metric, std::size_t bytes) {
  const std::string_view cut = cut_utf8(metric.name, bytes);
  return cut.size() == metric.name.size() ? metric.name : std::string(cut) + "…";
}

bool is_one_moment(const Run& run) {
  return run.checkpoints.size() <= 1 &&
         std::all_of(run.metrics.begin(), run.metrics.end(),
                     [](const Metric& metric) { return metric.series.size() <= 1; });
}

}  // namespace ckpt
