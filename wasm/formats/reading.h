// Reads a table by a layout: the runs that it finds there.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/format.h"
#include "tables/table.h"

namespace ckpt {

// Appends a plan for each run that stands in `table`.
void read_layout(const Format& format, const Layout& layout, const Tables& tables,
                 const Table& table, const SourceInfo& source, std::vector<RunPlan>& plans);

// Keys joined with '/', from the segment at `from` on.
[[nodiscard]] std::string metric_name(const Segments& path, std::size_t from = 0);

}  // namespace ckpt
