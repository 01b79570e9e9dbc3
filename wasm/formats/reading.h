// Reads tables by a layout: how well it fits a table, and the runs that it finds there.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/format.h"
#include "tables/table.h"

namespace ckpt {

// The weight of the evidence for `layout` in `table`; nullopt when something required is missing.
[[nodiscard]] std::optional<int> weigh(const Layout& layout, const Tables& tables,
                                       const Table& table);

// Appends a plan for each run that stands in `table`.
void read_layout(const Format& format, const Layout& layout, const Tables& tables,
                 const Table& table, const SourceInfo& source, std::vector<RunPlan>& plans);

// The file's name as a person would say it: without folders and ending, unless every file of the
// kind is called so (trainer_state.json): then its folder.
[[nodiscard]] std::string name_from_file(std::string_view file_name);

// Facts of the row that `row` of `table` stands in, and of those around it: every scalar that does
// not lie at or below one of `without`.
void add_facts_around(const Tables& tables, const Table& table, std::uint32_t row,
                      std::span<const std::string_view> without, FactList& facts);
// Scalars of one row.
void add_facts_of_row(const Tables& tables, const Table& table, std::uint32_t row,
                      std::span<const std::string_view> without, FactList& facts);

// Texts that all of `rows` share (those that have any), of columns that are not among `labels`.
void add_shared_texts(const Tables& tables, const Table& table, std::span<const std::uint32_t> rows,
                      std::span<const Column* const> labels,
                      std::span<const std::string_view> without, FactList& facts);

// Keys joined with '/', from the segment at `from` on.
[[nodiscard]] std::string metric_name(const Segments& path, std::size_t from = 0);

}  // namespace ckpt
