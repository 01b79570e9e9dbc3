// See spelled.h.
#include "formats/spelled.h"

#include <cmath>
#include <memory>
#include <string>

#include "base/sorting.h"
#include "base/text.h"
#include "formats/path.h"

namespace ckpt {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// A letter stands before `at`, with blanks between them or none: "full validation loss" is not
// "validation loss".
bool follows_word(std::string_view text, std::size_t at) {
  while (at > 0 && text[at - 1] == ' ') --at;
  return at > 0 && is_letter(text[at - 1]);
}

// The number that `text` begins with.
std::optional<double> number_at(std::string_view text) {
  std::string_view number = text.substr(0, text.find_first_of(" ,;:/)]"));
  while (!number.empty() && number.back() == '.') number.remove_suffix(1);
  return spelled_number(number);
}

const Column* column_of(const Table& table, const Spelled& spelled) {
  return spelled.path.empty() ? nullptr : table.column(Path{spelled.path}.steps());
}

PlannedMetric& metric_named(std::string_view name, PlannedRecords& records) {
  for (PlannedMetric& metric : records.metrics) {
    if (same_key(metric.name, name)) return metric;
  }
  records.metrics.push_back({.name = std::string{name}, .is_declared = true});
  return records.metrics.back();
}

}  // namespace

std::optional<double> spelled_after(std::string_view text, std::string_view after) {
  if (after.empty()) return number_at(text);
  for (std::size_t at = text.find(after); at != std::string_view::npos;
       at = text.find(after, at + 1)) {
    if (!follows_word(text, at)) return number_at(text.substr(at + after.size()));
  }
  return std::nullopt;
}

std::vector<double> spelled_steps(const Layout& layout, const Tables& tables, const Table& table,
                                  std::span<const std::uint32_t> rows) {
  std::vector<double> steps;
  for (const Spelled& spelled : layout.spelled) {
    const Column* texts = spelled.as == SpelledAs::step ? column_of(table, spelled) : nullptr;
    if (texts == nullptr) continue;
    if (steps.empty()) steps.assign(table.row_count, kAbsent);
    for (const std::uint32_t row : rows) {
      const auto text = tables.text(*texts, row);
      if (text && std::isnan(steps[row])) {
        steps[row] = spelled_after(*text, spelled.after).value_or(kAbsent);
      }
    }
  }
  return steps;
}

void add_spelled(const Layout& layout, const Tables& tables, std::span<const std::uint32_t> rows,
                 PlannedRecords& records, RunPlan& plan) {
  const std::vector<double> steps = spelled_steps(layout, tables, *records.table, rows);
  if (steps.empty()) return;
  for (const Spelled& spelled : layout.spelled) {
    const Column* texts =
        spelled.as == SpelledAs::step ? nullptr : column_of(*records.table, spelled);
    if (texts == nullptr) continue;
    const PlannedMetric* stated = nullptr;
    for (const PlannedMetric& metric : records.metrics) {
      if (spelled.as == SpelledAs::metric && same_key(metric.name, spelled.name)) stated = &metric;
    }
    std::vector<std::pair<std::uint32_t, double>> found;
    bool adds_any = false;
    for (const std::uint32_t row : rows) {
      const auto number = stated == nullptr ? std::nullopt : stated->values->numbers.at(row);
      if (number) {
        found.emplace_back(row, *number);
        continue;
      }
      const auto text = tables.text(*texts, row);
      if (!text || std::isnan(steps[row])) continue;
      const auto value = spelled_after(*text, spelled.after);
      if (!value) continue;
      found.emplace_back(row, *value);
      adds_any = true;
    }
    if (!adds_any) continue;
    if (spelled.as == SpelledAs::planned_steps) {
      if (std::isnan(plan.planned_steps)) plan.planned_steps = found.back().second;
      continue;
    }
    sort_values(found);
    auto column = std::make_unique<Column>();
    for (const auto& [row, value] : found) column->numbers.set(row, value);
    column->numbers.seal();
    metric_named(spelled.name, records).values = column.get();
    plan.columns.push_back(std::move(column));
  }
}

}  // namespace ckpt
