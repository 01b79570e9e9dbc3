// Objects whose children are alike, such as {"epoch_1": {...}, "epoch_2": {...}}, become tables:
// one row for each child, its key in the column kMapKey.
//
// An object is a map when limits::kMapChildrenMin of its children are alike objects, or fewer, if
// all its keys are numbers, or all one word with a number. It is none when the same keys come back
// in row after row: {"G/loss": {"mean": ...}, "D/loss": {"mean": ...}} in every line of a log are
// series, one for each key.
#pragma once

#include "tables/shape.h"
#include "tables/text_arena.h"

namespace ckpt {

// Folds the object at `id` if it is a map and columns run short, so that a map is never too large.
// Later children become rows at once. Whether keys come back is only known at the end, so nothing
// is folded earlier than it has to be. Requires: no row at or below a child of `id` is open. O(1)
// unless children have multiplied since the last call for this object.
void fold_if_crowded(Shape& shape, NodeId id, TextArena& texts);

// Once the source has been read: folds every map that is left. O(cells of the maps).
void fold_remaining_maps(Shape& shape, TextArena& texts);

}  // namespace ckpt
