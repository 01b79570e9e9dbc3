// Deciding which objects are maps, and moving their cells from columns to rows.
#include "tables/map_folding.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/sorting.h"
#include "base/text.h"

namespace ckpt {
namespace {

constexpr std::uint32_t kNumberedChildrenMin = 3;

// Two objects are alike when they share at least half of the keys of the larger one.
class Likeness {
 public:
  Likeness(const Shape& shape, NodeId reference) : shape_(shape) {
    for_each_key(reference, [&](std::string_view key) { keys_.insert(key); });
  }
  [[nodiscard]] bool holds_for(NodeId child) const {
    std::size_t count = 0;
    std::size_t shared = 0;
    for_each_key(child, [&](std::string_view key) {
      ++count;
      shared += keys_.count(key);
    });
    return shared > 0 && shared * 2 >= std::max(count, keys_.size());
  }

 private:
  template <class F>
  void for_each_key(NodeId object, F f) const {
    for (NodeId id = shape_[object].first_child; id != kNoNode; id = shape_[id].next_sibling) {
      if (shape_[id].forward == kNoNode) f(shape_[id].key);
    }
    // What was moved into a map is no key of the object any more; maps are like each other.
    if (shape_[object].map_element != kNoNode) f(kMapKey);
  }

  const Shape& shape_;
  std::unordered_set<std::string_view> keys_;
};

bool is_empty_object(const Shape& shape, NodeId id) {
  return shape[id].first_child == kNoNode && shape[id].map_element == kNoNode;
}

// The complete objects among the members of `id`.
std::vector<NodeId> object_children(const Shape& shape, NodeId id) {
  std::vector<NodeId> children;
  for (NodeId child = shape[id].first_child; child != kNoNode; child = shape[child].next_sibling) {
    if (shape[child].is_object && shape[child].is_complete) children.push_back(child);
  }
  return children;
}

// Those of `children` that are like one of them; objects without keys are like any other, but do
// not count. Sets `count` to the number of the others.
std::vector<NodeId> alike_children(const Shape& shape, const std::vector<NodeId>& children,
                                   std::size_t& count) {
  std::vector<NodeId> best;
  count = 0;
  // The first child may be the odd one, such as a summary before the epochs.
  for (const std::size_t at : {std::size_t{0}, children.size() / 2}) {
    if (at >= children.size() || is_empty_object(shape, children[at])) continue;
    const Likeness likeness(shape, children[at]);
    std::vector<NodeId> alike;
    std::size_t alike_count = 0;
    for (const NodeId child : children) {
      const bool is_empty = is_empty_object(shape, child);
      if (!is_empty && !likeness.holds_for(child)) continue;
      alike.push_back(child);
      alike_count += is_empty ? 0 : 1;
    }
    if (alike_count > count) {
      count = alike_count;
      best = std::move(alike);
    }
  }
  return best;
}

// "epoch_12" gives "epoch_", "12" gives "", "loss" gives nullopt.
std::optional<std::string_view> stem_of_numbered(std::string_view key) {
  std::size_t size = key.size();
  while (size > 0 && key[size - 1] >= '0' && key[size - 1] <= '9') --size;
  if (size == key.size()) return std::nullopt;
  return key.substr(0, size);
}

bool are_numbered(const Shape& shape, const std::vector<NodeId>& children) {
  const std::optional<std::string_view> stem = stem_of_numbered(shape[children.front()].key);
  bool has_one_stem = stem.has_value();
  bool are_numbers = true;
  for (const NodeId child : children) {
    has_one_stem = has_one_stem && stem_of_numbered(shape[child].key) == stem;
    are_numbers = are_numbers && spelled_number(shape[child].key).has_value();
  }
  return has_one_stem || are_numbers;
}

// A row of one of several sources, in the order in which they become rows of the target.
struct SourceRow {
  std::uint32_t row;
  std::uint32_t source;
};
using Order = std::vector<SourceRow>;

void fold(Shape& shape, NodeId id, const std::vector<NodeId>& children, TextArena& texts);

// Moves the subtrees of several nodes into the subtree of one. A task merges nodes that correspond;
// tasks whose nodes stand in one table share an order.
class Merger {
 public:
  Merger(Shape& shape, std::size_t source_count, TextArena& texts)
      : shape_(shape), source_count_(source_count), texts_(texts) {}

  struct Source {
    std::uint32_t index;
    NodeId node;
  };
  void run(Order order, std::vector<Source> sources, NodeId target) {
    orders_.push_back(std::move(order));
    tasks_.push_back({0, std::move(sources), target});
    while (!tasks_.empty()) {
      const Task task = std::move(tasks_.back());
      tasks_.pop_back();
      fold_where_others_are_maps(task);
      merge_columns(task);
      merge_members(task);
      merge_tables(task, &Node::list_element);
      merge_tables(task, &Node::map_element);
      for (const Source& source : task.sources) {
        shape_[task.target].has_texts |= shape_[source.node].has_texts;
        shape_.forward(source.node, task.target);
      }
    }
  }

 private:
  struct Task {
    std::size_t order;
    std::vector<Source> sources;
    NodeId target;
  };
  struct SourceColumn {
    std::uint32_t index;
    ColumnBuilder* column;
  };

  // An object that is a map in one of the sources is one in all of them, however few its children.
  void fold_where_others_are_maps(const Task& task) {
    NodeId element = kNoNode;
    for (const Source& source : task.sources) {
      if (element == kNoNode) element = shape_[source.node].map_element;
    }
    if (element == kNoNode) return;
    const Likeness likeness(shape_, element);
    for (const Source& source : task.sources) {
      if (shape_[source.node].map_element != kNoNode) continue;
      std::vector<NodeId> alike;
      for (const NodeId child : object_children(shape_, source.node)) {
        if (is_empty_object(shape_, child) || likeness.holds_for(child)) alike.push_back(child);
      }
      if (!alike.empty()) fold(shape_, source.node, alike, texts_);
    }
  }

  void merge_columns(const Task& task) {
    std::vector<SourceColumn> sources;
    for (const Source& source : task.sources) {
      if (shape_[source.node].column != nullptr) {
        sources.push_back({source.index, shape_[source.node].column});
      }
    }
    if (sources.empty()) return;
    std::vector<std::unique_ptr<Column>> moved = take(sources);
    // There is room: at least one column was given up.
    ColumnBuilder* target = shape_.column(task.target);
    if (target != nullptr) merge_cells(orders_[task.order], sources, moved, *target);
  }

  // Takes the columns out of their tables, so that they neither count nor stay.
  std::vector<std::unique_ptr<Column>> take(const std::vector<SourceColumn>& sources) {
    std::vector<std::unique_ptr<Column>> moved;
    for (const SourceColumn& source : sources) {
      moved.push_back(std::make_unique<Column>(std::move(source.column->column)));
      shape_.remove(*source.column);
    }
    return moved;
  }

  void merge_cells(const Order& order, const std::vector<SourceColumn>& sources,
                   const std::vector<std::unique_ptr<Column>>& moved, ColumnBuilder& target) {
    for (const auto& column : moved) {
      target.column.null_count += column->null_count;
      target.column.boolean_count += column->boolean_count;
    }
    merge_values(order, sources, moved, &Column::numbers, target.column);
    merge_values(order, sources, moved, &Column::text_codes, target.column);
  }

  template <class Values>
  void merge_values(const Order& order, const std::vector<SourceColumn>& sources,
                    const std::vector<std::unique_ptr<Column>>& moved, Values Column::*values,
                    Column& target) {
    std::vector<std::optional<typename Values::Cursor>> cursors(source_count_);
    for (std::size_t i = 0; i < sources.size(); ++i) {
      const Values& source = (*moved[i]).*values;
      if (source.size() > 0) cursors[sources[i].index].emplace(source.cursor());
    }
    for (std::uint32_t row = 0; row < order.size(); ++row) {
      auto& cursor = cursors[order[row].source];
      if (cursor && cursor->seek(order[row].row) && cursor->row() == order[row].row) {
        (target.*values).set(row, cursor->value());
      }
    }
  }

  void merge_members(const Task& task) {
    std::unordered_map<NodeId, std::size_t> task_of;  // by target
    const std::size_t first = tasks_.size();
    for (const Source& source : task.sources) {
      for (NodeId child = shape_[source.node].first_child; child != kNoNode;
           child = shape_[child].next_sibling) {
        if (shape_[child].forward != kNoNode) continue;
        NodeId target = shape_.find_child(task.target, shape_[child].key);
        if (target == kNoNode) target = shape_.add_child(task.target, shape_[child].key);
        const auto [entry, is_new] = task_of.try_emplace(target, tasks_.size());
        if (is_new) tasks_.push_back({task.order, {}, target});
        tasks_[entry->second].sources.push_back({source.index, child});
        Node& merged = shape_[target];
        if (shape_[child].is_object && !merged.is_object) ++shape_[task.target].object_children;
        merged.is_object |= shape_[child].is_object;
        merged.is_complete |= shape_[child].is_complete;
      }
    }
    // Tasks are taken from the back; columns shall keep the order of their first appearance.
    std::reverse(tasks_.begin() + static_cast<std::ptrdiff_t>(first), tasks_.end());
  }

  void merge_tables(const Task& task, NodeId Node::*element) {
    std::vector<Source> sources;
    for (const Source& source : task.sources) {
      if (shape_[source.node].*element != kNoNode) {
        sources.push_back({source.index, shape_[source.node].*element});
      }
    }
    if (sources.empty()) return;
    const bool is_map = element == &Node::map_element;
    const NodeId target =
        is_map ? shape_.map_element(task.target) : shape_.list_element(task.target);
    std::vector<TableBuilder*> tables(source_count_, nullptr);
    for (const Source& source : sources) {
      tables[source.index] = shape_[source.node].table;
      tables[source.index]->parents.end(tables[source.index]->row_count);
    }

    TableBuilder& merged = *shape_[target].table;
    const Order& parents = orders_[task.order];
    Order order;
    for (std::uint32_t parent = 0; parent < parents.size(); ++parent) {
      const TableBuilder* table = tables[parents[parent].source];
      if (table == nullptr) continue;
      const auto [begin, end] = table->parents.rows_of(parents[parent].row);
      merged.parents.begin(parent, static_cast<std::uint32_t>(order.size()));
      for (std::uint32_t row = begin; row < end; ++row) {
        if (table->cut_row == row) merged.cut_row = static_cast<std::uint32_t>(order.size());
        order.push_back({row, parents[parent].source});
      }
    }
    merged.row_count = static_cast<std::uint32_t>(order.size());
    if (is_map) {
      std::vector<SourceColumn> keys;
      keys.reserve(sources.size());
      for (const Source& source : sources) {
        keys.push_back({source.index, shape_[source.node].table->keys});
      }
      const std::vector<std::unique_ptr<Column>> moved = take(keys);
      merge_cells(order, keys, moved, *merged.keys);
    }
    for (const Source& source : sources) retired_.push_back(shape_[source.node].table);
    orders_.push_back(std::move(order));
    tasks_.push_back({orders_.size() - 1, std::move(sources), target});
  }

 public:
  // Once everything was moved.
  void retire_tables() {
    for (TableBuilder* table : retired_) shape_.remove(*table);
  }

 private:
  Shape& shape_;
  std::size_t source_count_;
  TextArena& texts_;
  std::vector<Order> orders_;
  std::vector<Task> tasks_;
  std::vector<TableBuilder*> retired_;
};

void unite(std::vector<std::uint32_t>& rows, const std::vector<std::uint32_t>& more) {
  std::vector<std::uint32_t> united;
  united.reserve(std::max(rows.size(), more.size()));
  std::set_union(rows.begin(), rows.end(), more.begin(), more.end(), std::back_inserter(united));
  rows = std::move(united);
}

// The rows of its table in which something stands at or below `child`.
std::vector<std::uint32_t> rows_of(const Shape& shape, NodeId child) {
  std::vector<std::uint32_t> rows;
  std::vector<NodeId> left{child};
  std::vector<std::uint32_t> more;
  while (!left.empty()) {
    const Node& node = shape[left.back()];
    left.pop_back();
    for (NodeId id = node.first_child; id != kNoNode; id = shape[id].next_sibling) {
      if (shape[id].forward == kNoNode) left.push_back(id);
    }
    if (node.last_object_row != kNoRow) unite(rows, {node.last_object_row});
    if (node.column != nullptr) {
      const auto add = [&](std::uint32_t row, const auto&) { more.push_back(row); };
      node.column->column.numbers.for_each(add);
      unite(rows, std::exchange(more, {}));
      node.column->column.text_codes.for_each(add);
      unite(rows, std::exchange(more, {}));
    }
    for (const NodeId element : {node.list_element, node.map_element}) {
      if (element == kNoNode) continue;
      const TableBuilder& table = *shape[element].table;
      table.parents.for_each_parent([&](std::uint32_t row) { more.push_back(row); });
      unite(rows, std::exchange(more, {}));
    }
  }
  return rows;
}

// In how many rows of its table `child` stands, as far as its columns and lists tell.
std::uint32_t row_count_of(const Shape& shape, NodeId child) {
  std::uint32_t count = 1;
  std::vector<NodeId> left{child};
  while (!left.empty()) {
    const Node& node = shape[left.back()];
    left.pop_back();
    for (NodeId id = node.first_child; id != kNoNode; id = shape[id].next_sibling) {
      if (shape[id].forward == kNoNode) left.push_back(id);
    }
    if (node.column != nullptr) {
      const Column& column = node.column->column;
      count = std::max({count, column.numbers.size(), column.text_codes.size()});
    }
    for (const NodeId element : {node.list_element, node.map_element}) {
      if (element == kNoNode) continue;
      count = std::max(count, shape[element].table->parents.group_count());
    }
  }
  return count;
}

// The children of `id` that are to become rows of a map; none when it is no map.
std::vector<NodeId> map_children(const Shape& shape, NodeId id) {
  const std::vector<NodeId> children = object_children(shape, id);
  if (children.size() < kNumberedChildrenMin) return {};
  std::size_t count = 0;
  std::vector<NodeId> alike = alike_children(shape, children, count);
  std::size_t member_count = 0;
  for (NodeId child = shape[id].first_child; child != kNoNode; child = shape[child].next_sibling) {
    ++member_count;
  }
  const bool are_all_numbered = count >= kNumberedChildrenMin && are_numbered(shape, alike);
  if (count < limits::kMapChildrenMin && !(are_all_numbered && alike.size() == member_count)) {
    return {};
  }
  // Keys that come back in row after row are names of quantities, each a series of its own. Numbers
  // may come back, as the epochs of several runs do, but not in more rows than there are numbers.
  std::uint64_t row_count = 0;
  for (const NodeId child : alike) row_count += row_count_of(shape, child);
  const std::uint64_t rows_per_child_max = are_all_numbered ? alike.size() : 2;
  if (row_count >= rows_per_child_max * alike.size()) return {};
  return alike;
}

void fold(Shape& shape, NodeId id, const std::vector<NodeId>& children, TextArena& texts) {
  Order order;
  std::vector<Merger::Source> sources;
  for (std::uint32_t i = 0; i < children.size(); ++i) {
    for (const std::uint32_t row : rows_of(shape, children[i])) order.push_back({row, i});
    sources.push_back({i, children[i]});
  }
  sort_values(order, [](const SourceRow& a, const SourceRow& b) {
    return a.row != b.row ? a.row < b.row : a.source < b.source;
  });

  const NodeId element = shape.map_element(id);
  TableBuilder& map = *shape[element].table;
  map.row_count = static_cast<std::uint32_t>(order.size());
  for (std::uint32_t row = 0; row < map.row_count; ++row) {
    const SourceRow& from = order[row];
    if (row == 0 || from.row != order[row - 1].row) map.parents.begin(from.row, row);
    const Node& child = shape[children[from.source]];
    const TextArena::Code code = texts.add(child.key, map.keys->habit);
    if (code != TextArena::kDropped) map.keys->column.text_codes.set(row, code);
    if (child.is_cut && map.parent->cut_row == from.row) map.cut_row = row;
  }
  Merger merger(shape, children.size(), texts);
  merger.run(std::move(order), std::move(sources), element);
  merger.retire_tables();
}

}  // namespace

void fold_if_crowded(Shape& shape, NodeId id, TextArena& texts) {
  Node& node = shape[id];
  if (!shape.is_crowded() || node.object_children < node.next_map_check) return;
  if (node.map_element != kNoNode) return;
  node.next_map_check = node.object_children + node.object_children / 4 + 1;
  const std::vector<NodeId> children = map_children(shape, id);
  if (!children.empty()) fold(shape, id, children, texts);
}

void fold_remaining_maps(Shape& shape, TextArena& texts) {
  // Outer objects come before inner ones. Folding adds nodes at the end, which are visited too.
  for (NodeId id = kRootNode; id < shape.node_count(); ++id) {
    const Node& node = shape[id];
    if (node.forward != kNoNode || node.map_element != kNoNode) continue;
    if (node.object_children < kNumberedChildrenMin) continue;
    const std::vector<NodeId> children = map_children(shape, id);
    if (!children.empty()) fold(shape, id, children, texts);
  }
}

}  // namespace ckpt
