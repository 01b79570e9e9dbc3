// See evidence.h.
#include "formats/evidence.h"

#include <algorithm>

#include "base/limits.h"
#include "formats/curves.h"
#include "formats/lookup.h"
#include "formats/path.h"

namespace ckpt {
namespace {

constexpr double kEarliestTime = 631'152'000;  // 1990, in seconds since 1970
constexpr double kLatestTime = 4'102'444'800;  // 2100
constexpr std::uint32_t kRowsLookedAt = 1000;  // for a text that tells a format apart

bool names_known_metric(const Tables& tables, const Table& table, const Column& column) {
  const std::uint32_t end = std::min(table.row_count, kRowsLookedAt);
  for (std::uint32_t row = 0; row < end; ++row) {
    const auto text = tables.text(column, row);
    if (text && kind_of_name(*text) == NameKind::quality) return true;
  }
  return false;
}

bool has_text_among(const Tables& tables, const Table& table, const Column& column,
                    const Paths& texts) {
  if (texts.front().empty()) return column.has_texts();
  const std::uint32_t end = std::min(table.row_count, kRowsLookedAt);
  for (std::uint32_t row = 0; row < end; ++row) {
    const auto text = tables.text(column, row);
    if (text && std::find(texts.begin(), texts.end(), *text) != texts.end()) return true;
  }
  return false;
}

// Points and colours are lists of three numbers, too: a time tells records from them.
bool begin_with_times(const Layout& layout, const Tables& tables, const Table& table) {
  const Table* tuples = tuples_of(tables, table, layout.tuples.size);
  if (tuples == nullptr) return false;
  const auto first = tuples->column({})->numbers.at(layout.tuples.time_at);
  return first && *first >= kEarliestTime && *first <= kLatestTime;
}

bool has_evidence(const Layout& layout, const Evidence& evidence, const Tables& tables,
                  const Table& table) {
  const Path path{evidence.path};
  switch (evidence.where) {
    case Where::list:
      return path.is_end_of(table.path) && table.kind == TableKind::array;
    case Where::inner_list:
      return has_list(tables, table, evidence.path, ListOf::anything);
    case Where::parent:
      return has_around(tables, table, path);
    case Where::curve:
      return has_list(tables, table, evidence.path, ListOf::numbers);
    case Where::metric_curve:
      return has_known_curve(layout, tables, table);
    case Where::tuples:
      return begin_with_times(layout, tables, table);
    case Where::alone:
      return tables.index_of(table) == kDocuments && table.row_count == 1;
    default:
      break;
  }
  for (const Column& column : table.columns) {
    if (!path.is_at_or_above(column.path)) continue;
    if (evidence.where == Where::value) return true;
    if (column.path.size() != path.size()) continue;
    if (evidence.where == Where::number && column.has_numbers()) return true;
    if (evidence.where == Where::text && has_text_among(tables, table, column, evidence.texts)) {
      return true;
    }
    if (evidence.where == Where::metric_text && names_known_metric(tables, table, column)) {
      return true;
    }
  }
  // One record may have so many alike objects that they were taken for a map.
  return evidence.where == Where::number && !numbers_in_maps(tables, table, path).empty();
}

// The one record that there is was cut before it could show what must not stand in it.
bool may_stand_behind_cut(const Evidence& evidence, const Table& table) {
  return table.row_count == 1 && table.cut_row.has_value() && evidence.where != Where::parent &&
         evidence.where != Where::list;
}

}  // namespace

std::optional<int> weigh(const Layout& layout, const Tables& tables, const Table& table) {
  // Each row of curves is a run.
  if (!layout.curves.front().values.empty() && table.row_count > limits::kRunCountMax) {
    return std::nullopt;
  }
  int weight = 0;
  bool needs_one = false;
  bool has_one = false;
  for (const Evidence& evidence : layout.evidence) {
    if (evidence.path.empty()) continue;
    const bool is_found = has_evidence(layout, evidence, tables, table);
    if (evidence.need == Need::absent) {
      if (is_found || may_stand_behind_cut(evidence, table)) return std::nullopt;
      continue;
    }
    if (is_found) weight += evidence.weight;
    if (evidence.need == Need::required && !is_found) return std::nullopt;
    needs_one = needs_one || evidence.need == Need::one_of;
    has_one = has_one || (evidence.need == Need::one_of && is_found);
  }
  if (needs_one && !has_one) return std::nullopt;
  return weight;
}

}  // namespace ckpt
