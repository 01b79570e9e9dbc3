// See generic_grid.h.
#include "formats/generic_grid.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

#include "base/text.h"
#include "formats/facts.h"

namespace ckpt::format {
namespace {

constexpr std::array<std::string_view, 5> kHeaderNames = {"columns", "header", "headers", "fields",
                                                          "names"};
constexpr std::array<std::string_view, 1> kNoFacts = {};

const Column* elements_of(const Table& table) {
  return table.column(std::initializer_list<std::string_view>{});
}

class Grid {
 public:
  // `rows` holds the lists, `cells` what stands in them.
  Grid(const RunOrigin& origin, const Table& rows, const Table& cells, const Column& values)
      : origin_(origin), tables_(origin.tables), rows_(rows), cells_(cells), values_(values) {}

  void read(std::vector<RunPlan>& plans) const {
    const Table& around = tables_.tables[rows_.parent];
    for (std::uint32_t parent = 0; parent < around.row_count; ++parent) {
      const auto [first, last] = rows_.parents.rows_of(parent);
      std::vector<std::string> names = names_beside(parent);
      const bool has_names_inside = names.empty() && first < last;
      if (has_names_inside) names = texts_in(cells_, values_, first);
      const std::uint32_t begin = has_names_inside ? first + 1 : first;
      if (names.size() < 2 || begin >= last) continue;
      PlannedRecords records = plan_records(names, begin, last);
      if (!are_evident(records)) continue;
      RunPlan plan = new_plan(origin_, nullptr, 0, plans.size());
      plan.place = rows_.display_path;
      add_facts_of_row(tables_, around, parent, kNoFacts, plan.facts);
      plan.records.push_back(std::move(records));
      plans.push_back(std::move(plan));
    }
  }

 private:
  // The texts of one list; none where anything else stands in it.
  [[nodiscard]] std::vector<std::string> texts_in(const Table& table, const Column& column,
                                                  std::uint32_t parent) const {
    std::vector<std::string> texts;
    const auto [begin, end] = table.parents.rows_of(parent);
    for (std::uint32_t row = begin; row < end; ++row) {
      const auto text = tables_.text(column, row);
      if (!text || spelled_number(*text)) return {};
      texts.emplace_back(*text);
    }
    return texts;
  }

  [[nodiscard]] std::vector<std::string> names_beside(std::uint32_t parent) const {
    for (const Table& table : tables_.tables) {
      const Column* elements = elements_of(table);
      if (table.parent != rows_.parent || elements == nullptr || table.path.empty()) continue;
      const bool is_header =
          std::any_of(kHeaderNames.begin(), kHeaderNames.end(),
                      [&](std::string_view name) { return same_key(name, table.path.back()); });
      if (is_header) return texts_in(table, *elements, parent);
    }
    return {};
  }

  [[nodiscard]] PlannedRecords plan_records(const std::vector<std::string>& names,
                                            std::uint32_t first, std::uint32_t last) const {
    PlannedRecords records;
    records.table = &rows_;
    records.has_selection = true;
    for (std::uint32_t row = first; row < last; ++row) records.rows.push_back(row);
    const std::optional<std::size_t> axis = axis_in(names);
    for (std::size_t at = 0; at < names.size(); ++at) {
      if (at == axis || axis_named(names[at]).kind == AxisKind::time) continue;
      PlannedMetric metric;
      metric.name = names[at];
      metric.values = &values_;
      for (const std::uint32_t row : records.rows) {
        if (const auto cell = number_cell(row, at)) {
          metric.rows.push_back(*cell);
          metric.records.push_back(row);
        }
      }
      if (!metric.rows.empty()) records.metrics.push_back(std::move(metric));
    }
    if (!axis) return records;
    records.computed_x.assign(rows_.row_count, kAbsent);
    for (const std::uint32_t row : records.rows) {
      if (const auto cell = number_cell(row, *axis)) {
        records.computed_x[row] = values_.numbers.at(*cell).value_or(kAbsent);
      }
    }
    const bool is_step = axis_named(names[*axis]).kind == AxisKind::step;
    records.computed_x_kind = is_step ? XKind::step : XKind::epoch;
    return records;
  }

  // The place of the name that says best where a row stands: a step before an epoch.
  [[nodiscard]] static std::optional<std::size_t> axis_in(const std::vector<std::string>& names) {
    std::optional<std::size_t> best;
    AxisName best_name;
    for (std::size_t at = 0; at < names.size(); ++at) {
      const AxisName name = axis_named(names[at]);
      if (name.kind != AxisKind::step && name.kind != AxisKind::epoch) continue;
      if (best && std::pair{name.kind, name.rank} >= std::pair{best_name.kind, best_name.rank}) {
        continue;
      }
      best = at;
      best_name = name;
    }
    return best;
  }

  [[nodiscard]] std::optional<std::uint32_t> number_cell(std::uint32_t row, std::size_t at) const {
    const auto [begin, end] = cells_.parents.rows_of(row);
    const std::uint32_t cell = begin + static_cast<std::uint32_t>(at);
    if (cell >= end || !values_.numbers.at(cell)) return std::nullopt;
    return cell;
  }

  [[nodiscard]] static bool are_evident(const PlannedRecords& records) {
    const std::ptrdiff_t known = std::count_if(
        records.metrics.begin(), records.metrics.end(),
        [](const PlannedMetric& metric) { return kind_of_name(metric.name) == NameKind::quality; });
    return known > (records.computed_x.empty() ? 1 : 0);
  }

  const RunOrigin& origin_;
  const Tables& tables_;
  const Table& rows_;
  const Table& cells_;
  const Column& values_;
};

}  // namespace

std::vector<RunPlan> find_grid(const RunOrigin& origin) {
  std::vector<RunPlan> plans;
  for (const Table& rows : origin.tables.tables) {
    if (!rows.columns.empty() || rows.kind != TableKind::array) continue;
    const Table* cells = origin.tables.child(origin.tables.index_of(rows), {});
    if (cells == nullptr || cells == &rows) continue;
    const Column* values = elements_of(*cells);
    if (values == nullptr || !values->has_numbers()) continue;
    Grid{origin, rows, *cells, *values}.read(plans);
  }
  return plans;
}

}  // namespace ckpt::format
