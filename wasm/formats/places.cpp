// See places.h.
#include "formats/places.h"

#include <string>

#include "formats/path.h"

namespace ckpt {
namespace {

std::optional<Direction> direction_of(std::string_view best_value) {
  if (best_value == "Min") return Direction::lower;
  if (best_value == "Max") return Direction::higher;
  return std::nullopt;
}

}  // namespace

void add_named_places(const NamedPlaces& named, const Tables& tables, std::uint32_t around,
                      std::span<const std::uint32_t> rows, PlannedRecords& records) {
  const TableIndex index = tables.index_of(*records.table);
  const TableIndex parent = records.table->parent;
  const Table* sets = tables.child(parent, Path{named.sets}.steps());
  const Table* metrics = tables.child(parent, Path{named.metrics}.steps());
  const Column* keys = sets == nullptr ? nullptr : sets->column({});
  const Column* names = metrics == nullptr ? nullptr : metrics->column({named.name});
  const Column* directions = metrics == nullptr ? nullptr : metrics->column({named.direction});
  if (keys == nullptr || names == nullptr) return;
  const auto [set_begin, set_end] = sets->parents.rows_of(around);
  const auto [metric_begin, metric_end] = metrics->parents.rows_of(around);
  for (std::uint32_t set = set_begin; set < set_end; ++set) {
    const std::string_view key = tables.text(*keys, set).value_or(std::string_view{});
    const Table* list = tables.child(index, std::span<const std::string_view>{&key, 1});
    const Column* values = list == nullptr ? nullptr : list->column({});
    if (values == nullptr) continue;
    for (std::uint32_t at = metric_begin; at < metric_end; ++at) {
      const std::uint32_t place = at - metric_begin;
      PlannedMetric metric;
      metric.quantity = tables.text(*names, at).value_or(std::string_view{});
      metric.name = std::string{key} + "/" + metric.quantity;
      metric.values = values;
      metric.is_declared = true;
      if (named.role != Role::none) metric.role = named.role;
      if (directions != nullptr) {
        metric.direction = direction_of(tables.text(*directions, at).value_or(std::string_view{}));
      }
      for (const std::uint32_t row : rows) {
        const auto [begin, end] = list->parents.rows_of(row);
        if (place >= end - begin) continue;
        metric.rows.push_back(begin + place);
        metric.records.push_back(row);
      }
      if (!metric.rows.empty()) records.metrics.push_back(std::move(metric));
    }
  }
}

}  // namespace ckpt
