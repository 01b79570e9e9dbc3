// Nodes, tables and columns that the part before lacks are made in the order in which they came up
// in the part, which is the order in which building on would have made them.
#include "tables/appending.h"

#include <algorithm>
#include <cstdint>

#include "base/limits.h"

namespace ckpt {
namespace {

bool has_map(const Shape& shape) {
  const auto& tables = shape.tables();
  return std::any_of(tables.begin(), tables.end(),
                     [](const auto& table) { return table->kind == TableKind::map; });
}

bool has_room_for_texts(const TextArena& to, const Building& part) {
  std::uint64_t count = 0;
  std::uint64_t bytes = 0;
  for (const auto& table : part.shape.tables()) {
    for (const auto& builder : table->columns) {
      builder->column.text_codes.for_each([&](std::uint32_t, TextArena::Code code) {
        ++count;
        bytes += part.texts.text(code).size();
      });
    }
  }
  return to.has_room_for(count, bytes);
}

class Appending {
 public:
  Appending(const Building& to, const Building& part)
      : to_(to), part_(part), nodes_(part.shape.node_count(), kNoNode) {
    add_nodes();
    const auto& tables = part_.shape.tables();
    for (std::uint32_t i = 0; i < tables.size(); ++i) tables[i]->index = i;
    tables_.resize(tables.size());
    for (NodeId id = kRootNode; id < nodes_.size(); ++id) {
      tables_[part_.shape[id].table->index] = to_.shape[nodes_[id]].table;
    }
    row_shifts_.reserve(tables.size());
    for (const TableBuilder* table : tables_) row_shifts_.push_back(table->row_count);
  }

  void run() {
    for (NodeId id = kRootNode; id < nodes_.size(); ++id) add_facts(id);
    add_columns();
    for (const auto& table : part_.shape.tables()) add_rows(*table);
  }

 private:
  // The nodes that those of the part correspond to.
  void add_nodes() {
    std::vector<PathId> paths(part_.keys.size(), kRootPath);
    for (PathId path = 1; path < paths.size(); ++path) {
      const PathId parent = paths[part_.keys.parent(path)];
      paths[path] = part_.keys.is_element(path)
                        ? to_.keys.element(parent)
                        : to_.keys.child(parent, kNoPath, part_.keys.key(path));
    }
    to_.node_of_path.resize(to_.keys.size(), kNoNode);
    std::vector<PathId> path_of_node(nodes_.size(), kRootPath);
    for (PathId path = 0; path < part_.node_of_path.size(); ++path) {
      path_of_node[part_.node_of_path[path]] = paths[path];
    }
    nodes_[kRootNode] = kRootNode;
    for (NodeId id = kRootNode + 1; id < nodes_.size(); ++id) {
      const Node& from = part_.shape[id];
      if (from.starts_row) {
        nodes_[id] = to_.shape.list_element(nodes_[from.parent]);
      } else {
        const PathId path = path_of_node[id];
        NodeId& known = to_.node_of_path[path];
        if (known == kNoNode) known = to_.shape.add_child(nodes_[from.parent], to_.keys.key(path));
        nodes_[id] = known;
      }
    }
    for (PathId path = 0; path < part_.node_of_path.size(); ++path) {
      const NodeId id = part_.node_of_path[path];
      if (id != kNoNode) to_.node_of_path[paths[path]] = nodes_[id];
    }
  }

  void add_facts(NodeId id) {
    const Node& from = part_.shape[id];
    Node& node = to_.shape[nodes_[id]];
    if (from.is_object && !node.is_object && !node.starts_row) {
      ++to_.shape[node.parent].object_children;
    }
    node.is_object |= from.is_object;
    node.is_complete |= from.is_complete;
    node.has_texts |= from.has_texts;
    if (from.last_object_row != kNoRow) {
      node.last_object_row = from.last_object_row + row_shifts_[from.table->index];
    }
  }

  void add_columns() {
    std::vector<std::vector<NodeId>> nodes_of_columns;
    for (const auto& table : part_.shape.tables()) {
      nodes_of_columns.emplace_back(table->columns.size(), kNoNode);
    }
    for (NodeId id = kRootNode; id < nodes_.size(); ++id) {
      const Node& from = part_.shape[id];
      if (from.column == nullptr) continue;
      nodes_of_columns[from.table->index][from.column->index] = nodes_[id];
    }
    for (const auto& table : part_.shape.tables()) {
      for (const auto& from : table->columns) {
        ColumnBuilder* to = to_.shape.column(nodes_of_columns[table->index][from->index]);
        add_cells(from->column, row_shifts_[table->index], *to);
      }
    }
  }

  void add_cells(const Column& from, std::uint32_t row_shift, ColumnBuilder& to) {
    to.column.null_count += from.null_count;
    to.column.boolean_count += from.boolean_count;
    to.column.numbers.append(from.numbers, row_shift);
    TextArena::Code last = TextArena::kDropped;
    TextArena::Code code = TextArena::kDropped;
    from.text_codes.for_each([&](std::uint32_t row, TextArena::Code text) {
      if (text != last) code = to_.texts.add(part_.texts.text(text), to.habit);
      last = text;
      to.column.text_codes.set(row + row_shift, code);
    });
  }

  void add_rows(const TableBuilder& from) {
    TableBuilder& table = *tables_[from.index];
    table.row_count += from.row_count;
    if (from.parent == nullptr) return;
    table.parents.append(from.parents, row_shifts_[from.parent->index], row_shifts_[from.index]);
  }

  const Building& to_;
  const Building& part_;
  std::vector<NodeId> nodes_;              // by node of the part
  std::vector<TableBuilder*> tables_;      // by table of the part
  std::vector<std::uint32_t> row_shifts_;  // by table of the part
};

}  // namespace

bool may_append(const Building& to, const Building& part) {
  if (to.keys.size() + part.keys.size() > limits::kPathCountMax) return false;
  return !has_map(to.shape) && !has_map(part.shape) && !to.shape.is_crowded_with(part.shape) &&
         has_room_for_texts(to.texts, part);
}

void append(const Building& to, const Building& part) { Appending(to, part).run(); }

}  // namespace ckpt
