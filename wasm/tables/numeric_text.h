// Columns of numbers that were written as texts: "0.81", "NaN", "inf", "51%", "1.5k", "3/10" (3 of
// the 10 that each row counts to), "1,234.5" and "0,512".
#pragma once

#include "tables/column.h"
#include "tables/text_arena.h"

namespace ckpt {

// When every text of `column` spells a number, puts these numbers into `column.numbers` too and
// says so. One text that does not, or that looks like an id ("007", or an integer of more than 17
// digits), keeps the whole column as it is; so do commas that may be decimal as well as between
// thousands. O(cells); stops at the first text that is no number.
void recognise_numeric_texts(Column& column, const TextArena& texts);

}  // namespace ckpt
