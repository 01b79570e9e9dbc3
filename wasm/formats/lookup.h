// Finds columns and tables by the paths that a layout names.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "formats/format.h"
#include "formats/path.h"
#include "tables/table.h"

namespace ckpt {

// The column at a dotted path; nullptr for none.
[[nodiscard]] const Column* column_at(const Table& table, std::string_view path);

// Those of `paths` that are there.
[[nodiscard]] std::vector<const Column*> columns_at(const Table& table, const Paths& paths);

// nullptr for the documents.
[[nodiscard]] const Table* parent_of(const Tables& tables, const Table& table);

// The column at `path` in the object that the list `table` stands in, else in one around that, up
// to the row of the parent: of {"run":{"info":{"id":1},"data":{"metrics":[]}}} "info.id" is found.
[[nodiscard]] const Column* parent_column(const Tables& tables, const Table& table,
                                          std::string_view path);

// Anything stands at or below `path` in the objects around the list `table`.
[[nodiscard]] bool has_around(const Tables& tables, const Table& table, const Path& path);

// The table of the numbers in records that are lists themselves; nullptr when they are not, or not
// all of `size` numbers.
[[nodiscard]] const Table* tuples_of(const Tables& tables, const Table& table, std::uint32_t size);

// A number that stands in a map below the records, where its key is a step of the path.
struct NumberInMap {
  const Column* values;
  std::uint32_t row;
  std::uint32_t record;
  Segments path;  // below the record
};

// Those at paths that fit `pattern`. Costs nothing where the records hold no maps.
[[nodiscard]] std::vector<NumberInMap> numbers_in_maps(const Tables& tables, const Table& table,
                                                       const Path& pattern);

}  // namespace ckpt
