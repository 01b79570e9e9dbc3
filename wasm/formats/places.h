// Metrics that stand at the places of a list in each record and are named around the records.
#pragma once

#include <cstdint>
#include <span>

#include "formats/format.h"
#include "tables/table.h"

namespace ckpt {

// Adds the metrics of `named` to `records`. `around`: the row of the parent that `rows` stand in.
void add_named_places(const NamedPlaces& named, const Tables& tables, std::uint32_t around,
                      std::span<const std::uint32_t> rows, PlannedRecords& records);

}  // namespace ckpt
