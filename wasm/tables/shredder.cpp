// Events into cells. The one hot loop behind the reader: a number of a known path costs two
// look-ups by index and an append.
#include "tables/shredder.h"

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "input/tally.h"
#include "tables/appending.h"
#include "tables/map_folding.h"
#include "tables/numeric_text.h"
#include "tables/shape.h"

namespace ckpt {
struct Shredder::State {
  State(const KeyTree& key_tree, std::uint32_t source_index, const ShredderLimits& limits)
      : keys(key_tree),
        source(source_index),
        bounds(limits),
        shape(limits.column_count_max),
        texts(limits.text_bytes_max) {}

  const KeyTree& keys;
  std::uint32_t source;
  ShredderLimits bounds;
  Shape shape;
  TextArena texts;
  std::vector<NodeId> node_of_path;  // kNoNode for paths that have none yet
  std::uint64_t skip_depth = 0;      // open containers below a row that was left out
  bool is_cut = false;
  Tally duplicate_keys;
  Tally too_many_columns;
  Tally too_many_rows;
  Tally texts_shortened;
  Tally texts_dropped;

  std::array<Tally*, 5> tallies() {
    return {&duplicate_keys, &too_many_columns, &too_many_rows, &texts_shortened, &texts_dropped};
  }

  // ---- Paths and nodes

  // The node of `path`, kNoNode when it has none yet.
  NodeId node_at(PathId path) {
    const NodeId id = node_of_path[path];
    if (shape[id].forward == kNoNode) return id;
    return node_of_path[path] = shape.current(id);
  }

  // The node of `path`, made if `may_make`. kNoNode otherwise.
  NodeId resolve(PathId path, bool may_make) {
    NodeId id = node_at(path);
    if (id != kNoNode) return id;
    if (path == kRootPath) return node_of_path[path] = kRootNode;
    const NodeId parent = node_at(keys.parent(path));
    if (parent == kNoNode) return kNoNode;
    if (keys.is_element(path)) {
      id = shape.list_element(parent);
    } else {
      if (shape[parent].is_shared) id = shape.find_child(parent, keys.key(path));
      if (id == kNoNode && may_make) id = shape.add_child(parent, keys.key(path));
    }
    return node_of_path[path] = id;
  }

  // The node of the object at `path`: in a map, the one that all its children share.
  NodeId object_node(PathId path) {
    NodeId id = node_at(path);
    if (shape[id].is_object) return id;
    const bool is_member = path != kRootPath && !keys.is_element(path);
    const NodeId parent = is_member ? node_at(keys.parent(path)) : kNoNode;
    const NodeId map = shape[parent].map_element;
    // What was a scalar in an earlier row may be a child of the map in this one.
    if (map != kNoNode && shape[id].first_child == kNoNode && shape[id].list_element == kNoNode &&
        shape[id].map_element == kNoNode) {
      return node_of_path[path] = map;
    }
    id = resolve(path, true);
    if (id == kNoNode) return kNoNode;
    shape[id].is_object = true;
    if (is_member && !shape[id].starts_row) ++shape[parent].object_children;
    return id;
  }

  // ---- Rows

  // Begins a row where values of `node` are rows. False when the table is full.
  bool begin_row(const Node& node, PathId path, std::uint64_t offset) {
    TableBuilder& table = *node.table;
    if (table.row_count >= bounds.row_count_max) {
      too_many_rows.add(1, offset);
      return false;
    }
    const std::uint32_t row = table.row_count++;
    if (table.kind == TableKind::map) begin_map_row(table, row, path, offset);
    return true;
  }

  void begin_map_row(TableBuilder& table, std::uint32_t row, PathId path, std::uint64_t offset) {
    const std::uint32_t parent_row = table.parent->row_count - 1;
    if (table.parents.group_count() == 0 || table.parents.last_parent() != parent_row) {
      table.parents.begin(parent_row, row);
    }
    set_text_cell(*table.keys, row, keys.key(path), offset);
  }

  // ---- Scalars

  // The node of the scalar at `path`, with its column and with its row begun; kNoNode when the
  // value has to be left out.
  NodeId scalar_node(PathId path, std::uint64_t offset) {
    if (path == kNoPath) return kNoNode;  // the reader notes these
    NodeId id = node_at(path);
    if (shape[id].column == nullptr) {
      id = resolve(path, shape.has_room_for_column());
      if (id == kNoNode) {
        too_many_columns.add(1, offset);
        return kNoNode;
      }
    }
    const Node& node = shape[id];
    if (node.starts_row && !begin_row(node, path, offset)) return kNoNode;
    if (node.column == nullptr && shape.column(id) == nullptr) {
      too_many_columns.add(1, offset);
      return kNoNode;
    }
    return id;
  }

  template <class Values>
  static bool drop_cell(Values& values, std::uint32_t row) {
    if (values.size() == 0 || values.last_row() != row) return false;
    values.truncate(row);
    return true;
  }

  void set_number(NodeId id, double number, std::uint64_t offset) {
    const Node& node = shape[id];
    Column& column = node.column->column;
    const std::uint32_t row = node.table->row_count - 1;
    bool is_again = node.has_texts && drop_cell(column.text_codes, row);
    is_again |= column.numbers.set(row, number);
    if (is_again) duplicate_keys.add(1, offset);
  }

  // Returns whether the row had a text already.
  bool set_text_cell(ColumnBuilder& builder, std::uint32_t row, std::string_view text,
                     std::uint64_t offset) {
    if (text.size() > limits::kTextBytesMax) texts_shortened.add(1, offset);
    const TextArena::Code code = texts.add(text, builder.habit);
    if (code != TextArena::kDropped) return builder.column.text_codes.set(row, code);
    texts_dropped.add(1, offset);
    return false;
  }

  void set_text(NodeId id, std::string_view text, std::uint64_t offset) {
    Node& node = shape[id];
    node.has_texts = true;
    const std::uint32_t row = node.table->row_count - 1;
    bool is_again = drop_cell(node.column->column.numbers, row);
    is_again |= set_text_cell(*node.column, row, text, offset);
    if (is_again) duplicate_keys.add(1, offset);
  }

  void set_long_integer(NodeId id, const Event& event, std::uint64_t offset) {
    set_number(id, event.number, offset);
    Node& node = shape[id];
    node.has_texts = true;
    set_text_cell(*node.column, node.table->row_count - 1, event.as_text(), offset);
  }

  void set_null(NodeId id, std::uint64_t offset) {
    const Node& node = shape[id];
    Column& column = node.column->column;
    const std::uint32_t row = node.table->row_count - 1;
    ++column.null_count;
    bool is_again = drop_cell(column.numbers, row);
    is_again |= drop_cell(column.text_codes, row);
    if (is_again) duplicate_keys.add(1, offset);
  }

  // ---- Containers

  void begin_object(const Event& event, std::uint64_t offset) {
    if (event.path == kNoPath) return;
    const NodeId id = object_node(event.path);
    if (id == kNoNode) return;
    Node& node = shape[id];
    if (node.starts_row) {
      if (!begin_row(node, event.path, offset)) skip_depth = 1;
    } else {
      const std::uint32_t row = node.table->row_count - 1;
      if (node.last_object_row == row) duplicate_keys.add(1, offset);
      node.last_object_row = row;
    }
  }

  void begin_array(const Event& event, std::uint64_t offset) {
    if (event.path == kNoPath) return;
    const NodeId id = resolve(event.path, true);
    if (id == kNoNode) return;
    if (shape[id].starts_row && !begin_row(shape[id], event.path, offset)) {
      skip_depth = 1;
      return;
    }
    const NodeId element = shape.list_element(id);
    TableBuilder& list = *shape[element].table;
    const std::uint32_t parent_row = shape[id].table->row_count - 1;
    if (list.parents.group_count() > 0 && list.parents.last_parent() == parent_row) {
      duplicate_keys.add(1, offset);
      list.parents.end(list.row_count);
      shape.truncate(list, list.parents.truncate(parent_row));
    }
    list.parents.begin(parent_row, list.row_count);
  }

  void end_container(const Event& event) {
    if (event.path == kNoPath) return;
    const NodeId id = node_at(event.path);
    if (id == kNoNode) return;
    Node& node = shape[id];
    if (is_cut) {
      node.is_cut = true;
      if (node.starts_row) node.table->cut_row = node.table->row_count - 1;
    }
    if (node.is_object && !node.is_complete && event.kind == EventKind::end_object) {
      node.is_complete = true;
      if (!node.starts_row) fold_if_crowded(shape, node.parent, texts);
    }
  }

  // Passes over what stands inside a row that was left out.
  void skip(EventKind kind) {
    if (kind == EventKind::begin_object || kind == EventKind::begin_array) ++skip_depth;
    if (kind == EventKind::end_object || kind == EventKind::end_array) --skip_depth;
  }

  void take_one(const Event& event, std::uint64_t offset) {
    switch (event.kind) {
      case EventKind::begin_object:
        begin_object(event, offset);
        break;
      case EventKind::begin_array:
        begin_array(event, offset);
        break;
      case EventKind::end_object:
      case EventKind::end_array:
        end_container(event);
        break;
      case EventKind::cut:
        is_cut = true;
        break;
      case EventKind::end_document:
        break;
      case EventKind::number:
      case EventKind::long_integer:
      case EventKind::text:
      case EventKind::boolean:
      case EventKind::null:
        take_scalar(event, offset);
        break;
    }
  }

  void take_scalar(const Event& event, std::uint64_t offset) {
    const NodeId id = scalar_node(event.path, offset);
    if (id == kNoNode) return;
    switch (event.kind) {
      case EventKind::long_integer:
        set_long_integer(id, event, offset);
        break;
      case EventKind::text:
        set_text(id, event.as_text(), offset);
        break;
      case EventKind::null:
        set_null(id, offset);
        break;
      case EventKind::boolean:
        ++shape[id].column->column.boolean_count;
        set_number(id, event.number, offset);
        break;
      default:
        set_number(id, event.number, offset);
        break;
    }
  }

  void note(Tables& tables, NoteCode code, const Tally& tally) const {
    if (tally.count == 0) return;
    tables.notes.push_back({code, source, tally.first_offset, tally.count, {}});
  }
};

Shredder::Shredder(const KeyTree& keys, std::uint32_t source, const ShredderLimits& bounds)
    : state_(std::make_unique<State>(keys, source, bounds)) {}
Shredder::~Shredder() = default;

void Shredder::take(const EventBatch& batch) {
  State& state = *state_;
  if (state.node_of_path.size() < state.keys.size()) {
    state.node_of_path.resize(state.keys.size(), kNoNode);
  }
  const NodeId* node_of_path = state.node_of_path.data();
  for (const Event& event : batch.events) {
    const std::uint64_t offset = batch.base_offset_bytes + event.offset;
    if (state.skip_depth != 0) {
      state.skip(event.kind);
      continue;
    }
    if (event.kind == EventKind::number && event.path != kNoPath) {
      const Node& node = state.shape[node_of_path[event.path]];
      if (node.column != nullptr && !node.starts_row && !node.has_texts) {
        if (node.column->column.numbers.set(node.table->row_count - 1, event.number)) {
          state.duplicate_keys.add(1, offset);
        }
        continue;
      }
    }
    state.take_one(event, offset);
  }
}

std::uint32_t Shredder::row_count() const {
  std::uint32_t most = 0;
  for (const auto& table : state_->shape.tables()) most = std::max(most, table->row_count);
  return most;
}

bool Shredder::write_to(PacketWriter& to) {
  State& state = *state_;
  if (state.is_cut || state.skip_depth != 0) return false;
  to.number(state.keys.size());
  for (PathId path = 1; path < state.keys.size(); ++path) {
    to.number(state.keys.parent(path));
    to.number(state.keys.is_element(path) ? 1 : 0);
    to.text(state.keys.key(path));
  }
  to.values(state.node_of_path);
  for (const Tally* tally : state.tallies()) to.value(*tally);
  state.texts.write_to(to);
  return state.shape.write_to(to);
}

void Shredder::read_from(PacketReader& from, KeyTree& keys) {
  State& state = *state_;
  for (std::size_t left = from.count(); left > 1; --left) {
    const auto parent = static_cast<PathId>(from.number());
    const bool is_element = from.number() != 0;
    const std::string_view key = from.text();
    static_cast<void>(is_element ? keys.element(parent) : keys.child(parent, kNoPath, key));
  }
  from.values(state.node_of_path);
  for (Tally* tally : state.tallies()) from.value(*tally);
  state.texts.read_from(from);
  state.shape.read_from(from);
  for (PathId path = 0; path < state.node_of_path.size(); ++path) {
    state.shape[state.node_of_path[path]].key = keys.key(path);
  }
}

bool Shredder::append(Shredder& part, KeyTree& keys, KeyTree& part_keys,
                      std::uint64_t offset_bytes) {
  State& state = *state_;
  State& next = *part.state_;
  const Building to{keys, state.node_of_path, state.shape, state.texts};
  const Building from{part_keys, next.node_of_path, next.shape, next.texts};
  if (state.is_cut || state.skip_depth != 0 || !may_append(to, from)) return false;
  if (std::uint64_t{row_count()} + part.row_count() > state.bounds.row_count_max) return false;
  ckpt::append(to, from);
  const auto tallies = state.tallies();
  const auto met = next.tallies();
  for (std::size_t i = 0; i < met.size(); ++i) tallies[i]->append(*met[i], offset_bytes);
  return true;
}

Tables Shredder::finish() && {
  State& state = *state_;
  fold_remaining_maps(state.shape, state.texts);
  Tables tables;
  tables.tables = std::move(state.shape).assemble();
  for (Table& table : tables.tables) {
    for (Column& column : table.columns) {
      recognise_numeric_texts(column, state.texts);
      column.numbers.seal();
      column.text_codes.seal();
    }
  }
  state.texts.seal();
  tables.texts = std::move(state.texts);
  state.note(tables, NoteCode::duplicate_key, state.duplicate_keys);
  state.note(tables, NoteCode::too_many_columns, state.too_many_columns);
  state.note(tables, NoteCode::too_many_rows, state.too_many_rows);
  state.note(tables, NoteCode::text_shortened, state.texts_shortened);
  state.note(tables, NoteCode::text_dropped, state.texts_dropped);
  return tables;
}

}  // namespace ckpt
