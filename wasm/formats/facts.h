// Facts of a run: what stands in its records and around them and is no metric.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "run/run_builder.h"
#include "tables/table.h"

namespace ckpt {

// The path lies at or below one of `paths`.
[[nodiscard]] bool is_under(const Segments& path, std::span<const std::string_view> paths);

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

}  // namespace ckpt
