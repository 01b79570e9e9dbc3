// See mapping.h.
#include "formats/mapping.h"

#include <algorithm>
#include <initializer_list>
#include <numeric>
#include <optional>
#include <utility>

#include "formats/facts.h"
#include "formats/file_names.h"
#include "formats/generic_rows.h"
#include "formats/reading.h"

namespace ckpt {
namespace {

constexpr std::string_view kFormat = "mapped";
constexpr std::string_view kTitle = "JSON, mapped by hand";

// `wanted` spells the keys of `path`, joined with '.' or '/'.
bool spells(std::string_view wanted, const Segments& path) {
  if (path.empty()) return false;
  std::size_t at = 0;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (i > 0) {
      if (at >= wanted.size() || (wanted[at] != '.' && wanted[at] != '/')) return false;
      ++at;
    }
    if (wanted.substr(at, path[i].size()) != path[i]) return false;
    at += path[i].size();
  }
  return at == wanted.size();
}

const Column* elements_of(const Table& table) {
  const Column* column = table.column(std::initializer_list<std::string_view>{});
  return column != nullptr && column->has_numbers() ? column : nullptr;
}

// "$.log.entries[*]" and "log.entries" are one place.
std::string plain_place(std::string_view path) {
  std::string plain;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path.substr(i, 3) == "[*]") {
      i += 2;
    } else if (path[i] != '$') {
      plain += path[i];
    }
  }
  return !plain.empty() && plain.front() == '.' ? plain.substr(1) : plain;
}

class MappedReader {
 public:
  MappedReader(const Tables& tables, const SourceInfo& source, const Mapping& mapping)
      : tables_(tables), source_(source), mapping_(mapping) {}

  std::vector<RunPlan> read() {
    std::vector<RunPlan> plans;
    if (const Table* table = table_of_records()) {
      read_rows(*table, plans);
    } else {
      read_lists(plans);
    }
    return plans;
  }

 private:
  [[nodiscard]] static const Column* column_at(const Table& table, std::string_view path) {
    if (path.empty()) return nullptr;
    for (const Column& column : table.columns) {
      if (spells(path, column.path)) return &column;
    }
    return nullptr;
  }

  // How many of the named fields stand in the rows of `table`.
  [[nodiscard]] std::size_t fields_in(const Table& table) const {
    std::size_t count = 0;
    for (const std::string_view axis :
         {std::string_view{mapping_.step}, std::string_view{mapping_.epoch},
          std::string_view{mapping_.time}}) {
      count += column_at(table, axis) != nullptr ? 1U : 0U;
    }
    for (const MappedMetric& metric : mapping_.metrics) {
      const Column* column = column_at(table, metric.path);
      count += column != nullptr && column->has_numbers() ? 1U : 0U;
    }
    return count;
  }

  [[nodiscard]] const Table* table_of_records() const {
    const Table* best = nullptr;
    std::size_t best_fields = 0;
    for (const Table& table : tables_.tables) {
      if (!mapping_.records.empty() &&
          plain_place(table.display_path) != plain_place(mapping_.records)) {
        continue;
      }
      const bool names_the_table_alone = fields_in_mapping() == 0 && !mapping_.records.empty();
      const std::size_t fields = fields_in(table) + (names_the_table_alone ? 1U : 0U);
      const bool is_larger =
          best != nullptr && fields == best_fields && table.row_count > best->row_count;
      if (fields > best_fields || (fields > 0 && is_larger)) {
        best = &table;
        best_fields = fields;
      }
    }
    return best;
  }

  [[nodiscard]] std::size_t fields_in_mapping() const {
    return mapping_.metrics.size() + (mapping_.step.empty() ? 0U : 1U) +
           (mapping_.epoch.empty() ? 0U : 1U) + (mapping_.time.empty() ? 0U : 1U);
  }

  [[nodiscard]] RunPlan new_plan(std::size_t run_index) const {
    RunPlan plan;
    plan.format = kFormat;
    plan.format_title = kTitle;
    plan.source = source_.index;
    plan.tables = &tables_;
    plan.are_bare_names_training = true;
    plan.name = name_from_file(source_.name);
    if (run_index > 0) plan.name += " #" + std::to_string(run_index + 1);
    return plan;
  }

  static PlannedMetric planned(const MappedMetric& mapped, const Column& values) {
    PlannedMetric metric;
    metric.name = mapped.path;
    metric.values = &values;
    metric.is_declared = true;
    if (mapped.direction != Direction::unknown) {
      metric.direction = mapped.direction;
      metric.direction_source = DirectionSource::user;
      if (kind_of_name(mapped.path) == NameKind::unknown) {
        metric.family = mapped.direction == Direction::lower ? Family::error : Family::score;
      }
    }
    if (mapped.role != Role::none) metric.role = mapped.role;
    return metric;
  }

  [[nodiscard]] PlannedRecords plan_records(const Table& table) const {
    PlannedRecords records;
    records.table = &table;
    const auto take = [&](std::string_view path, std::vector<const Column*>& columns) {
      if (const Column* column = column_at(table, path)) columns = {column};
    };
    take(mapping_.step, records.step);
    take(mapping_.epoch, records.epoch);
    take(mapping_.time, records.time);
    if (!names_an_axis()) find_axes(table, records);
    if (mapping_.metrics.empty()) {
      for (const Column& column : table.columns) {
        if (column.path.empty() || !column.has_numbers() || is_axis(column, records)) continue;
        PlannedMetric metric;
        metric.name = metric_name(column.path);
        metric.values = &column;
        records.metrics.push_back(std::move(metric));
      }
    }
    for (const MappedMetric& metric : mapping_.metrics) {
      const Column* column = column_at(table, metric.path);
      if (column != nullptr && column->has_numbers()) {
        records.metrics.push_back(planned(metric, *column));
      }
    }
    return records;
  }

  [[nodiscard]] bool names_an_axis() const {
    return !mapping_.step.empty() || !mapping_.epoch.empty() || !mapping_.time.empty();
  }

  // Where nobody said where the records stand, their own names do.
  void find_axes(const Table& table, PlannedRecords& records) const {
    const format::Rows rows = format::look_at_rows(tables_, table);
    if (rows.step != nullptr) records.step = {rows.step};
    if (rows.epoch != nullptr) records.epoch = {rows.epoch};
    if (rows.time != nullptr) records.time = {rows.time};
  }

  [[nodiscard]] static bool is_axis(const Column& column, const PlannedRecords& records) {
    for (const auto* axis : {&records.step, &records.epoch, &records.time}) {
      if (std::find(axis->begin(), axis->end(), &column) != axis->end()) return true;
    }
    return false;
  }

  // A list below each of several objects is a run of its own.
  void read_rows(const Table& table, std::vector<RunPlan>& plans) const {
    const PlannedRecords records = plan_records(table);
    if (records.metrics.empty()) return;
    const bool has_parent = tables_.index_of(table) != kDocuments;
    const std::uint32_t parent_count = has_parent ? tables_.tables[table.parent].row_count : 1U;
    for (std::uint32_t parent = 0; parent < parent_count; ++parent) {
      RunPlan plan = new_plan(plans.size());
      PlannedRecords part = records;
      if (has_parent && parent_count > 1) {
        const auto [begin, end] = table.parents.rows_of(parent);
        if (begin == end) continue;
        part.has_selection = true;
        part.rows.resize(end - begin);
        std::iota(part.rows.begin(), part.rows.end(), begin);
      }
      if (has_parent) add_facts_around(tables_, table, parent, {}, plan.facts);
      plan.records.push_back(std::move(part));
      plans.push_back(std::move(plan));
    }
  }

  [[nodiscard]] const Table* list_at(std::string_view path) const {
    if (path.empty()) return nullptr;
    for (const Table& table : tables_.tables) {
      const bool is_there = spells(path, table.path) || plain_place(table.display_path) == path;
      if (is_there && elements_of(table) != nullptr) return &table;
    }
    return nullptr;
  }

  // {"steps": [...], "loss": [...]}: lists of one length, an element for each record.
  void read_lists(std::vector<RunPlan>& plans) const {
    RunPlan plan = new_plan(0);
    plan.are_columns = true;
    for (const MappedMetric& metric : mapping_.metrics) {
      const Table* list = list_at(metric.path);
      if (list == nullptr) continue;
      PlannedRecords records;
      records.table = list;
      const auto take = [&](std::string_view path, std::vector<const Column*>& columns) {
        const Table* axis = list_at(path);
        if (axis != nullptr && axis->row_count == list->row_count) columns = {elements_of(*axis)};
      };
      take(mapping_.step, records.step);
      take(mapping_.epoch, records.epoch);
      take(mapping_.time, records.time);
      records.metrics.push_back(planned(metric, *elements_of(*list)));
      plan.records.push_back(std::move(records));
    }
    if (!plan.records.empty()) plans.push_back(std::move(plan));
  }

  const Tables& tables_;
  const SourceInfo& source_;
  const Mapping& mapping_;
};

}  // namespace

std::vector<RunPlan> read_mapped(const Tables& tables, const SourceInfo& source,
                                 const Mapping& mapping) {
  return MappedReader{tables, source, mapping}.read();
}

}  // namespace ckpt
