// Curves that lie as lists of numbers below a record: {"loss": [...], "val_loss": [...]}.
#pragma once

#include <cstdint>
#include <string_view>

#include "formats/format.h"
#include "tables/table.h"

namespace ckpt {

enum class ListOf : std::uint8_t { anything, numbers };

// A list of anything, or of numbers or lists of them, stands below the rows of `table` at a path
// that fits `pattern`; keys of maps count as steps of the path.
[[nodiscard]] bool has_list(const Tables& tables, const Table& table, std::string_view pattern,
                            ListOf what);

// A list that the curves of `layout` read stands below the first row of `table`, under the name of
// a loss or a score.
[[nodiscard]] bool has_known_curve(const Layout& layout, const Tables& tables, const Table& table);

// Plans the records of every curve of `layout` that lies below `row` of `table`. Lists that do not
// say where they stand must be as long as most of them; others are left out with a note, but for
// the one in which the source was cut.
void read_curves(const Layout& layout, const Tables& tables, const Table& table, std::uint32_t row,
                 RunPlan& plan);

}  // namespace ckpt
