// Columns of numbers that were written as texts: "0.81", "NaN", "inf".
#pragma once

#include "tables/column.h"
#include "tables/text_arena.h"

namespace ckpt {

// When every text of `column` spells a number, puts these numbers into `column.numbers` too and
// says so. One text that does not, or that looks like an id ("007", or an integer of more than 17
// digits), keeps the whole column as it is. O(cells); stops at the first text that is no number.
void recognise_numeric_texts(Column& column, const TextArena& texts);

}  // namespace ckpt
