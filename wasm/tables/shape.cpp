// Making and finding nodes, tables and columns; turning them into finished tables.
#include "tables/shape.h"

#include <algorithm>
#include <cassert>
#include <string>

namespace ckpt {
namespace {

bool is_plain_name(std::string_view key) {
  if (key.empty()) return false;
  for (const char c : key) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
    const bool is_other = (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
    if (!is_letter && !is_other) return false;
  }
  return true;
}

// `path` as steps of a JSONPath: ".data", or "['train/loss']" where a key is no plain name.
std::string steps_of(const Segments& path) {
  std::string steps;
  for (const std::string& key : path) {
    if (is_plain_name(key)) {
      steps += '.';
      steps += key;
    } else {
      steps += "['";
      steps += key;
      steps += "']";
    }
  }
  return steps;
}

// Instead of an index, in what is written.
constexpr std::uint64_t kNone = ~std::uint64_t{0};

void write_path(const Segments& path, PacketWriter& to) {
  to.number(path.size());
  for (const std::string& key : path) to.text(key);
}

Segments read_path(PacketReader& from) {
  Segments path(from.count());
  for (std::string& key : path) key = from.text();
  return path;
}

}  // namespace

Shape::Shape(std::uint32_t column_count_max) : column_count_max_(column_count_max) {
  tables_.push_back(std::make_unique<TableBuilder>());
  tables_.front()->kind = TableKind::documents;
  nodes_.resize(2);
  nodes_[kRootNode].table = tables_.front().get();
  nodes_[kRootNode].starts_row = true;
}

NodeId Shape::current(NodeId id) {
  if (nodes_[id].forward == kNoNode) return id;
  NodeId last = id;
  while (nodes_[last].forward != kNoNode) last = nodes_[last].forward;
  while (nodes_[id].forward != kNoNode) {
    const NodeId next = nodes_[id].forward;
    nodes_[id].forward = last;
    id = next;
  }
  return last;
}

NodeId Shape::add_child(NodeId parent, std::string_view key) {
  const auto id = static_cast<NodeId>(nodes_.size());
  Node child;
  child.table = nodes_[parent].table;
  child.is_shared = nodes_[parent].is_shared;
  child.parent = parent;
  child.key = key;
  nodes_.push_back(child);
  Node& above = nodes_[parent];
  (above.last_child == kNoNode ? above.first_child : nodes_[above.last_child].next_sibling) = id;
  above.last_child = id;
  if (above.is_shared) {
    above.guess = id;
    shared_children_.emplace(ChildKey{parent, key}, id);
  }
  return id;
}

NodeId Shape::find_child(NodeId parent, std::string_view key) {
  Node& above = nodes_[parent];
  assert(above.is_shared);
  // The children of a map mostly have the same keys in the same order.
  NodeId next = above.guess == kNoNode ? kNoNode : nodes_[above.guess].next_sibling;
  if (next == kNoNode) next = above.first_child;
  if (next != kNoNode && nodes_[next].key == key) {
    above.guess = next;
    return next;
  }
  const auto found = shared_children_.find(ChildKey{parent, key});
  if (found == shared_children_.end()) return kNoNode;
  above.guess = found->second;
  return found->second;
}

Segments Shape::path_of(NodeId id) const {
  Segments path;
  for (; !nodes_[id].starts_row; id = nodes_[id].parent) path.emplace_back(nodes_[id].key);
  std::reverse(path.begin(), path.end());
  return path;
}

TableBuilder* Shape::add_table(NodeId standing_at, TableKind kind) {
  auto table = std::make_unique<TableBuilder>();
  table->kind = kind;
  table->parent = nodes_[standing_at].table;
  table->path = path_of(standing_at);
  tables_.push_back(std::move(table));
  return tables_.back().get();
}

NodeId Shape::add_element(NodeId container, TableKind kind) {
  const auto id = static_cast<NodeId>(nodes_.size());
  Node element;
  element.table = add_table(container, kind);
  element.starts_row = true;
  element.is_shared = kind == TableKind::map || nodes_[container].is_shared;
  element.parent = container;
  nodes_.push_back(element);
  return id;
}

NodeId Shape::list_element(NodeId id) {
  if (nodes_[id].list_element == kNoNode) {
    const NodeId element = add_element(id, TableKind::array);
    nodes_[id].list_element = element;
  }
  return nodes_[id].list_element;
}

NodeId Shape::map_element(NodeId id) {
  if (nodes_[id].map_element == kNoNode) {
    const NodeId element = add_element(id, TableKind::map);
    Node& node = nodes_[element];
    node.is_object = true;
    node.is_complete = true;
    auto keys = std::make_unique<ColumnBuilder>();
    keys->column.path = {std::string(kMapKey)};
    node.table->keys = keys.get();
    node.table->columns.push_back(std::move(keys));
    ++column_count_;
    nodes_[id].map_element = element;
  }
  return nodes_[id].map_element;
}

ColumnBuilder* Shape::column(NodeId id) {
  Node& node = nodes_[id];
  if (node.column == nullptr && has_room_for_column()) {
    auto column = std::make_unique<ColumnBuilder>();
    column->column.path = path_of(id);
    column->index = static_cast<std::uint32_t>(node.table->columns.size());
    node.column = column.get();
    node.table->columns.push_back(std::move(column));
    ++column_count_;
  }
  return node.column;
}

void Shape::forward(NodeId id, NodeId successor) {
  Node& node = nodes_[id];
  node.forward = successor;
  node.column = nullptr;
  node.is_object = false;
}

void Shape::remove(ColumnBuilder& column) {
  column.is_gone = true;
  column.column = Column{};
  --column_count_;
}

void Shape::remove(TableBuilder& table) {
  table.is_gone = true;
  table.parents = ParentRows{};
  table.columns.clear();
}

void Shape::truncate(TableBuilder& table, std::uint32_t row_end) {
  struct Cut {
    TableBuilder* table;
    std::uint32_t row_end;
  };
  std::vector<Cut> cuts{{&table, row_end}};
  while (!cuts.empty()) {
    const Cut cut = cuts.back();
    cuts.pop_back();
    if (cut.table->row_count <= cut.row_end) continue;
    cut.table->row_count = cut.row_end;
    for (const auto& column : cut.table->columns) {
      column->column.numbers.truncate(cut.row_end);
      column->column.text_codes.truncate(cut.row_end);
    }
    for (const auto& child : tables_) {
      if (child->parent != cut.table || child->is_gone) continue;
      child->parents.end(child->row_count);
      cuts.push_back({child.get(), child->parents.truncate(cut.row_end)});
    }
  }
}

bool Shape::write_to(PacketWriter& to) {
  to.number(column_count_);
  to.number(tables_.size());
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    TableBuilder& table = *tables_[i];
    if (table.kind == TableKind::map) return false;
    table.index = static_cast<TableIndex>(i);
    to.number(table.parent == nullptr ? i : table.parent->index);
    to.number(table.row_count);
    to.value(table.kind);
    write_path(table.path, to);
    table.parents.write_to(to);
    to.number(table.columns.size());
    for (const auto& builder : table.columns) {
      Column& column = builder->column;
      write_path(column.path, to);
      column.numbers.write_to(to);
      column.text_codes.write_to(to);
      to.number(column.null_count);
      to.number(column.boolean_count);
      to.value(builder->habit);
    }
  }
  to.number(nodes_.size());
  for (const Node& node : nodes_) {
    Node written = node;
    written.table = nullptr;
    written.column = nullptr;
    written.key = {};
    to.value(written);
    to.number(node.table == nullptr ? kNone : node.table->index);
    to.number(node.column == nullptr ? kNone : node.column->index);
  }
  return true;
}

void Shape::read_from(PacketReader& from) {
  column_count_ = static_cast<std::uint32_t>(from.number());
  tables_.resize(from.count());
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    tables_[i] = std::make_unique<TableBuilder>();
    TableBuilder& table = *tables_[i];
    const std::size_t parent = from.count();
    if (parent != i) table.parent = tables_[parent].get();
    table.row_count = static_cast<std::uint32_t>(from.number());
    from.value(table.kind);
    table.path = read_path(from);
    table.parents.read_from(from);
    table.columns.resize(from.count());
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      table.columns[c] = std::make_unique<ColumnBuilder>();
      ColumnBuilder& builder = *table.columns[c];
      builder.index = static_cast<std::uint32_t>(c);
      builder.column.path = read_path(from);
      builder.column.numbers.read_from(from);
      builder.column.text_codes.read_from(from);
      builder.column.null_count = from.number();
      builder.column.boolean_count = from.number();
      from.value(builder.habit);
    }
  }
  nodes_.resize(from.count());
  for (Node& node : nodes_) {
    from.value(node);
    const std::uint64_t table = from.number();
    const std::uint64_t column = from.number();
    if (table != kNone) node.table = tables_[static_cast<std::size_t>(table)].get();
    if (column != kNone) node.column = node.table->columns[static_cast<std::size_t>(column)].get();
  }
}

std::vector<Table> Shape::assemble() && {
  std::vector<Table> tables;
  tables.reserve(tables_.size());
  for (const auto& builder : tables_) {
    if (builder->is_gone) continue;
    builder->index = static_cast<TableIndex>(tables.size());
    Table& table = tables.emplace_back();
    table.kind = builder->kind;
    table.row_count = builder->row_count;
    table.path = std::move(builder->path);
    table.parents = std::move(builder->parents);
    table.parents.end(builder->row_count);
    if (builder->cut_row != kNoRow) table.cut_row = builder->cut_row;
    table.display_path = "$";
    if (builder->parent != nullptr) {
      table.parent = builder->parent->index;
      table.display_path = tables[table.parent].display_path + steps_of(table.path) +
                           (table.kind == TableKind::map ? ".*" : "[*]");
    }
    std::size_t column_count = 0;
    for (const auto& column : builder->columns) column_count += column->is_gone ? 0 : 1;
    table.columns.reserve(column_count);
    for (const auto& column : builder->columns) {
      if (!column->is_gone) table.columns.push_back(std::move(column->column));
    }
    builder->columns.clear();
  }
  return tables;
}

}  // namespace ckpt
