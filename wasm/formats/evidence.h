// How well a layout fits a table.
#pragma once

#include <optional>

#include "formats/format.h"
#include "tables/table.h"

namespace ckpt {

// The weight of the evidence for `layout` in `table`; nullopt when something required is missing.
[[nodiscard]] std::optional<int> weigh(const Layout& layout, const Tables& tables,
                                       const Table& table);

}  // namespace ckpt
