// Where the records of a layout stand on their axis, where no column says it as it stands.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "formats/format.h"
#include "tables/table.h"

namespace ckpt {

// Gives `records`, which stand in `rows` of `table`, computed steps: from texts, from maps,
// unrolled over epochs, and for evaluations that of the training before them. `kinds`: by row of
// the table, empty while all are records.
void place_records(const Layout& layout, const Tables& tables, const Table& table,
                   const std::vector<std::uint32_t>& rows, std::span<const RowKind> kinds,
                   PlannedRecords& records);

}  // namespace ckpt
