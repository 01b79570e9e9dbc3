// See facts.h.
#include "formats/facts.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "formats/lookup.h"
#include "formats/path.h"

namespace ckpt {

bool is_under(const Segments& path, std::span<const std::string_view> paths) {
  return std::any_of(paths.begin(), paths.end(), [&](std::string_view each) {
    return !each.empty() && Path{each}.is_at_or_above(path);
  });
}

void add_shared_texts(const Tables& tables, const Table& table, std::span<const std::uint32_t> rows,
                      std::span<const Column* const> labels,
                      std::span<const std::string_view> without, FactList& facts) {
  for (const Column& column : table.columns) {
    if (!column.has_texts() || column.has_numbers() || is_under(column.path, without) ||
        std::find(labels.begin(), labels.end(), &column) != labels.end()) {
      continue;
    }
    std::optional<std::string_view> shared;
    bool is_shared = true;
    const bool is_constant = column.text_codes.is_constant();
    for (const std::uint32_t row : rows) {
      const auto text = tables.text(column, row);
      if (!text) continue;
      is_shared = !shared || *shared == *text;
      if (!is_shared) break;
      shared = text;
      if (is_constant) break;
    }
    if (shared && is_shared) facts.add(fact_name(column.path), std::string{*shared});
  }
}

void add_facts_of_row(const Tables& tables, const Table& table, std::uint32_t row,
                      std::span<const std::string_view> without, FactList& facts) {
  for (const Column& column : table.columns) {
    if (is_under(column.path, without)) continue;
    if (auto value = fact_value(tables, column, row)) {
      facts.add(fact_name(column.path), std::move(*value));
    }
  }
}

void add_facts_around(const Tables& tables, const Table& table, std::uint32_t row,
                      std::span<const std::string_view> without, FactList& facts) {
  const Table* inner = &table;
  std::uint32_t at = row;
  while (const Table* outer = parent_of(tables, *inner)) {
    add_facts_of_row(tables, *outer, at, without, facts);
    if (tables.index_of(*outer) != kDocuments) at = outer->parents.parent_of(at);
    inner = outer;
  }
}

}  // namespace ckpt
