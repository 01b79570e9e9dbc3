// For the tests of tables/: JSON text in, tables out, through the real reader.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "input/byte_source.h"
#include "input/key_tree.h"
#include "input/reader.h"
#include "tables/shredder.h"
#include "tables/table.h"

namespace ckpt {

struct ShredOptions {
  std::size_t window_bytes = limits::kWindowBytes;
  ShredderLimits limits{};
};

inline Tables shred(std::string_view json, const ShredOptions& options = {}) {
  KeyTree keys;
  Shredder shredder(keys, 7, options.limits);
  MemorySource source(json);
  ReadOptions read_options;
  read_options.window_bytes = options.window_bytes;
  const Result<ReadReport> report = read_json(source, keys, shredder, read_options);
  REQUIRE(report.ok());
  return std::move(shredder).finish();
}

inline const Table& table_at(const Tables& tables, std::string_view display_path) {
  for (const Table& table : tables.tables) {
    if (table.display_path == display_path) return table;
  }
  std::string known;
  for (const Table& table : tables.tables) known += table.display_path + "\n";
  FAIL("no table " << display_path << " among\n" << known);
  return tables.tables.front();
}

inline const Column& column_at(const Table& table, std::initializer_list<std::string_view> path) {
  const Column* column = table.column(path);
  if (column == nullptr) FAIL("no such column in " << table.display_path);
  return *column;
}

// The numbers of a column, a row without one as "-": "0.5 - 0.25".
inline std::string numbers_of(const Table& table, std::initializer_list<std::string_view> path) {
  const Column& column = column_at(table, path);
  std::string all;
  for (std::uint32_t row = 0; row < table.row_count; ++row) {
    if (row > 0) all += ' ';
    const std::optional<double> value = column.numbers.at(row);
    if (!value) {
      all += '-';
      continue;
    }
    char text[32];
    std::snprintf(text, sizeof text, "%.17g", *value);
    all += text;
  }
  return all;
}

// The texts of a column, a row without one as "-": "val train -".
inline std::string texts_of(const Tables& tables, const Table& table,
                            std::initializer_list<std::string_view> path) {
  const Column& column = column_at(table, path);
  std::string all;
  for (std::uint32_t row = 0; row < table.row_count; ++row) {
    if (row > 0) all += ' ';
    all += tables.text(column, row).value_or("-");
  }
  return all;
}

// The parent of each row: "0 0 1".
inline std::string parents_of(const Table& table) {
  std::string all;
  for (std::uint32_t row = 0; row < table.row_count; ++row) {
    if (row > 0) all += ' ';
    all += std::to_string(table.parents.parent_of(row));
  }
  return all;
}

inline const Note* note_of(const Tables& tables, NoteCode code) {
  for (const Note& note : tables.notes) {
    if (note.code == code) return &note;
  }
  return nullptr;
}

}  // namespace ckpt
