// See lookup.h.
#include "formats/lookup.h"

#include <algorithm>
#include <string>
#include <utility>

namespace ckpt {
namespace {

// How many segments the records' list lies deeper than what it stands in: 1 of
// {"state":{"rows":[]}}.
std::size_t depth_of_surroundings(const Table& table) {
  return table.path.empty() ? 0 : table.path.size() - 1;
}

}  // namespace

const Column* column_at(const Table& table, std::string_view path) {
  return path.empty() ? nullptr : table.column(Path{path}.steps());
}

std::vector<const Column*> columns_at(const Table& table, const Paths& paths) {
  std::vector<const Column*> columns;
  for (const std::string_view path : paths) {
    if (const Column* column = column_at(table, path)) columns.push_back(column);
  }
  return columns;
}

const Table* parent_of(const Tables& tables, const Table& table) {
  const TableIndex index = tables.index_of(table);
  return index == kDocuments ? nullptr : &tables.tables[table.parent];
}

const Column* parent_column(const Tables& tables, const Table& table, std::string_view path) {
  const Table* parent = parent_of(tables, table);
  if (parent == nullptr || path.empty()) return nullptr;
  const Path wanted{path};
  for (std::size_t depth = depth_of_surroundings(table) + 1; depth-- > 0;) {
    for (const Column& column : parent->columns) {
      if (column.path.size() == depth + wanted.size() &&
          std::equal(table.path.begin(), table.path.begin() + static_cast<std::ptrdiff_t>(depth),
                     column.path.begin()) &&
          wanted.is_at_or_above(column.path, depth)) {
        return &column;
      }
    }
  }
  return nullptr;
}

bool has_around(const Tables& tables, const Table& table, const Path& path) {
  const Table* parent = parent_of(tables, table);
  if (parent == nullptr) return false;
  for (std::size_t depth = depth_of_surroundings(table) + 1; depth-- > 0;) {
    for (const Column& column : parent->columns) {
      if (column.path.size() >= depth + path.size() &&
          std::equal(table.path.begin(), table.path.begin() + static_cast<std::ptrdiff_t>(depth),
                     column.path.begin()) &&
          path.is_at_or_above(column.path, depth)) {
        return true;
      }
    }
  }
  return false;
}

const Table* tuples_of(const Tables& tables, const Table& table, std::uint32_t size) {
  const Table* tuples = tables.child(tables.index_of(table), {});
  if (tuples == nullptr || tuples == &table || !table.columns.empty()) return nullptr;
  const Column* items = tuples->column({});
  if (items == nullptr || !items->has_numbers() || size == 0) return nullptr;
  // The last one may be cut.
  const bool is_even =
      tuples->row_count / size + (tuples->row_count % size == 0 ? 0 : 1) == table.row_count &&
      (tuples->row_count % size == 0 || table.cut_row.has_value());
  return is_even ? tuples : nullptr;
}

std::vector<NumberInMap> numbers_in_maps(const Tables& tables, const Table& table,
                                         const Path& pattern) {
  std::vector<NumberInMap> found;
  const TableIndex index = tables.index_of(table);
  const auto fits = [&](const Segments& part, std::size_t from) {
    for (std::size_t i = 0; i < part.size(); ++i) {
      if (!fits_step(pattern.steps()[from + i], part[i])) return false;
    }
    return true;
  };
  for (const Table& map : tables.tables) {
    const Column* keys = map.kind == TableKind::map ? map.column({kMapKey}) : nullptr;
    const std::size_t depth = map.path.size();
    if (keys == nullptr || map.parent != index || depth >= pattern.size() || !fits(map.path, 0)) {
      continue;
    }
    for (const Column& column : map.columns) {
      if (!column.has_numbers() || depth + 1 + column.path.size() != pattern.size() ||
          !fits(column.path, depth + 1)) {
        continue;
      }
      column.numbers.for_each([&](std::uint32_t row, double) {
        const auto key = tables.text(*keys, row);
        if (!key || !fits_step(pattern.steps()[depth], *key)) return;
        Segments path = map.path;
        path.emplace_back(*key);
        path.insert(path.end(), column.path.begin(), column.path.end());
        found.push_back({&column, row, map.parents.parent_of(row), std::move(path)});
      });
    }
  }
  return found;
}

}  // namespace ckpt
