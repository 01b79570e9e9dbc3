// The tables of a part of a source, put behind those of the part before it, as if one shredder had
// built both.
#pragma once

#include <vector>

#include "input/key_tree.h"
#include "tables/shape.h"
#include "tables/text_arena.h"

namespace ckpt {

// What stands between events and finished tables.
struct Building {
  KeyTree& keys;
  std::vector<NodeId>& node_of_path;  // kNoNode for paths that have none yet
  Shape& shape;
  TextArena& texts;
};

// Whether appending `part` is the same as building on: nothing comes near a bound, and no object
// has become a table. O(texts).
[[nodiscard]] bool may_append(const Building& to, const Building& part);
// Requires: may_append(), and no document is open in either. O(cells).
void append(const Building& to, const Building& part);

}  // namespace ckpt
