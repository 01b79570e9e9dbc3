// The tables of a source while it is being read: a tree of nodes, one for each place a value can
// stand at, with the tables and columns that belong to them.
//
// Paths of the key tree and nodes differ only below maps: there all children share one node, so
// that `epochs.1.loss` and `epochs.2.loss` are one column.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "tables/table.h"

namespace ckpt {

using NodeId = std::uint32_t;
inline constexpr NodeId kNoNode = 0;
inline constexpr NodeId kRootNode = 1;
inline constexpr std::uint32_t kNoRow = 0xFFFF'FFFF;

struct ColumnBuilder {
  Column column;
  TextArena::Habit habit;
  bool is_gone = false;     // its cells were moved to another column
  std::uint32_t index = 0;  // among the columns of its table; unused where it is a map's keys
};

struct TableBuilder {
  std::uint32_t row_count = 0;
  std::uint32_t cut_row = kNoRow;
  TableKind kind = TableKind::array;
  bool is_gone = false;            // its rows were moved to another table
  TableBuilder* parent = nullptr;  // nullptr for the documents
  Segments path;
  ParentRows parents;
  std::vector<std::unique_ptr<ColumnBuilder>> columns;
  ColumnBuilder* keys = nullptr;  // of a map
  TableIndex index = kDocuments;  // among the tables that are written
};

struct Node {
  TableBuilder* table = nullptr;    // whose open row the values here belong to
  ColumnBuilder* column = nullptr;  // the scalars here; nullptr before the first
  bool starts_row = false;        // each value here is a row of `table`: elements, children of maps
  bool has_texts = false;         // `column` may have texts
  bool is_shared = false;         // several paths may lead here: at or below the child of a map
  bool is_object = false;         // an object was seen here
  bool is_complete = false;       // and its end too
  bool is_cut = false;            // the source ends inside it
  NodeId forward = kNoNode;       // everything here was moved there
  NodeId list_element = kNoNode;  // the elements of an array here
  NodeId map_element = kNoNode;   // the children of an object here, once it is a map
  NodeId parent = kNoNode;
  NodeId first_child = kNoNode;  // members, in order of first appearance
  NodeId last_child = kNoNode;
  NodeId next_sibling = kNoNode;
  NodeId guess = kNoNode;  // the child looked up last
  std::uint32_t last_object_row = kNoRow;
  std::uint32_t object_children = 0;
  std::uint32_t next_map_check = limits::kMapChildrenMin;  // at so many object children
  std::string_view key;  // of a member; its bytes belong to the key tree
};

class Shape {
 public:
  explicit Shape(std::uint32_t column_count_max);

  [[nodiscard]] Node& operator[](NodeId id) { return nodes_[id]; }
  [[nodiscard]] const Node& operator[](NodeId id) const { return nodes_[id]; }
  [[nodiscard]] std::uint32_t node_count() const {
    return static_cast<std::uint32_t>(nodes_.size());
  }
  // `id`, or the node that took over from it.
  [[nodiscard]] NodeId current(NodeId id);

  [[nodiscard]] NodeId add_child(NodeId parent, std::string_view key);
  // The child with that key; kNoNode when there is none. Requires: `parent` is shared.
  [[nodiscard]] NodeId find_child(NodeId parent, std::string_view key);
  // The element node of a list or a map at `id`, made with its table when it is not there yet.
  [[nodiscard]] NodeId list_element(NodeId id);
  [[nodiscard]] NodeId map_element(NodeId id);
  // The column of the scalars at `id`; nullptr when the source has too many columns.
  [[nodiscard]] ColumnBuilder* column(NodeId id);
  [[nodiscard]] bool has_room_for_column() const { return column_count_ < column_count_max_; }

  // Three quarters of the columns are in use; or would be with those of another.
  [[nodiscard]] bool is_crowded() const { return column_count_ >= column_count_max_ / 4 * 3; }
  [[nodiscard]] bool is_crowded_with(const Shape& other) const {
    return column_count_ + other.column_count_ >= column_count_max_ / 4 * 3;
  }

  // Gives up what stands at `id` in favour of `successor`.
  void forward(NodeId id, NodeId successor);
  void remove(ColumnBuilder& column);
  void remove(TableBuilder& table);
  // Removes the rows of `table` from `row_end` on, and all that hangs on them.
  void truncate(TableBuilder& table, std::uint32_t row_end);

  [[nodiscard]] const std::vector<std::unique_ptr<TableBuilder>>& tables() const { return tables_; }
  // All that has been built, for a shape in which nothing is; but for the keys of members, which
  // belong to another. False, and what was written means nothing, where an object has become a
  // table: those share nodes.
  [[nodiscard]] bool write_to(PacketWriter& to);
  void read_from(PacketReader& from);
  // The finished tables, without their texts and notes.
  [[nodiscard]] std::vector<Table> assemble() &&;

 private:
  struct ChildKey {
    NodeId parent;
    std::string_view key;
    bool operator==(const ChildKey& other) const {
      return parent == other.parent && key == other.key;
    }
  };
  struct ChildKeyHash {
    std::size_t operator()(const ChildKey& child) const {
      return std::hash<std::string_view>{}(child.key) ^ (std::size_t{child.parent} * 0x9E3779B1U);
    }
  };

  TableBuilder* add_table(NodeId standing_at, TableKind kind);
  NodeId add_element(NodeId container, TableKind kind);
  [[nodiscard]] Segments path_of(NodeId id) const;

  std::vector<Node> nodes_;  // [0] is nowhere, [1] is the root
  std::vector<std::unique_ptr<TableBuilder>> tables_;
  std::unordered_map<ChildKey, NodeId, ChildKeyHash> shared_children_;
  std::uint32_t column_count_ = 0;
  std::uint32_t column_count_max_;
};

}  // namespace ckpt
