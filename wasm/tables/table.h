// What a source holds, before anyone asks what it means: one table for each array (its rows are the
// elements) and one for the sequence of documents, one column for each leaf path below a row.
//
// `[{"a":1},{"a":2}]` gives the document table `$` (one row) and `$[*]` (two rows, column a).
// `{"loss":[1,2,3]}` gives `$` (one row) and the list `$.loss[*]` (three rows, one column with an
// empty path). Nested objects below a row are leaf paths; nested arrays are tables with parents.
//
// An object of limits::kMapChildrenMin or more alike child objects is a table too, and so is one of
// fewer whose keys are numbered: its rows are the children, and each row's key is a text in the
// column `kMapKey`. Not so where the same keys come back in row after row: those are columns.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/note.h"
#include "base/packet.h"
#include "tables/column.h"

namespace ckpt {

using TableIndex = std::uint32_t;
inline constexpr TableIndex kDocuments = 0;  // the table of documents; it has no parent

enum class TableKind : std::uint8_t { documents, array, map };

// Name of the column of a map table that holds the keys; no JSON key collides in practice.
inline constexpr std::string_view kMapKey = "{key}";

// Which rows of a table belong to which row of its parent: contiguous, in order. Costs nothing
// while the parent's rows all have a group and all groups but the last have equally many rows.
class ParentRows {
 public:
  // Starts the group of `parent_row`, which ends the group before it; a group may stay empty.
  // Requires: parents ascend; the first group begins at row 0, later ones where the last one ends.
  void begin(std::uint32_t parent_row, std::uint32_t first_row);
  // Ends the last group; not before may its rows be asked for.
  void end(std::uint32_t row_end);
  // Removes the groups of all parents from `parent_end` on. Returns the row they began with, or
  // where the rows end if there are none.
  std::uint32_t truncate(std::uint32_t parent_end);

  // [first, last) of the rows that belong to `parent_row`; empty when there are none.
  [[nodiscard]] std::pair<std::uint32_t, std::uint32_t> rows_of(std::uint32_t parent_row) const;
  // Requires: row < the table's row_count.
  [[nodiscard]] std::uint32_t parent_of(std::uint32_t row) const;
  [[nodiscard]] std::uint32_t group_count() const { return group_count_; }
  // Requires: group_count() > 0.
  [[nodiscard]] std::uint32_t last_parent() const {
    return parents_.empty() ? group_count_ - 1 : parents_.back();
  }
  // Calls f(std::uint32_t parent_row) for every parent that has a group, ascending.
  template <class F>
  void for_each_parent(F f) const {
    for (std::uint32_t group = 0; group < group_count_; ++group) {
      f(parents_.empty() ? group : parents_[group]);
    }
  }
  [[nodiscard]] std::size_t memory_bytes() const;

  // Begins the groups of another table's rows, that many parents and rows further down.
  void append(const ParentRows& other, std::uint32_t parent_shift, std::uint32_t row_shift);

  void write_to(PacketWriter& to) const;
  void read_from(PacketReader& from);

 private:
  // First row of group `group`; of group_count_, the end of the rows.
  [[nodiscard]] std::uint32_t first_of(std::uint32_t group) const;

  std::uint32_t group_count_ = 0;
  std::uint32_t stride_ = 0;      // rows of each group while firsts_ is empty
  std::uint32_t last_first_ = 0;  // of the last group
  std::uint32_t row_end_ = 0;
  std::vector<std::uint32_t> parents_;  // by group; empty while group i belongs to parent i
  std::vector<std::uint32_t> firsts_;   // by group; empty while every group has stride_ rows
};

struct Table {
  TableKind kind = TableKind::array;
  TableIndex parent = kDocuments;  // itself for the documents
  Segments path;  // of the array below its parent's row; empty for `$[*]` and lists of lists
  std::string display_path;  // "$.data[*].checkpoints[*]", for messages
  std::uint32_t row_count = 0;
  ParentRows parents;
  std::vector<Column> columns;           // in order of first appearance
  std::optional<std::uint32_t> cut_row;  // the row that was open when the source was cut

  // The column at `path`, each segment compared with same_key; nullptr when there is none.
  [[nodiscard]] const Column* column(std::span<const std::string_view> path) const;
  [[nodiscard]] const Column* column(std::initializer_list<std::string_view> path) const {
    return column(std::span<const std::string_view>{path.begin(), path.size()});
  }
  // The column whose last segment is `key`, when exactly one has it.
  [[nodiscard]] const Column* column_named(std::string_view key) const;
};

// Everything one source holds. Immutable once built.
class Tables {
 public:
  std::vector<Table> tables;  // [0] is the documents; a parent stands before its children
  TextArena texts;
  std::vector<Note> notes;

  // The text of a cell; nullopt when the row has none.
  [[nodiscard]] std::optional<std::string_view> text(const Column& column, std::uint32_t row) const;
  // The table at `path` below `parent`, segments compared with same_key; nullptr when there is
  // none.
  [[nodiscard]] const Table* child(TableIndex parent, std::span<const std::string_view> path) const;
  [[nodiscard]] TableIndex index_of(const Table& table) const;
};

}  // namespace ckpt
