// One leaf path of a table: numbers and/or texts, each standing in some of the table's rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tables/sparse.h"
#include "tables/text_arena.h"

namespace ckpt {

// Steps of a path below its table's rows: {"metrics", "train_loss"}. Keys may hold dots and
// slashes, so a path is a list and never one joined string.
using Segments = std::vector<std::string>;

class Column {
 public:
  Segments path;  // below the row; empty for the elements of a list of scalars

  SparseColumn<double> numbers;              // booleans stand here as 0 and 1
  SparseColumn<TextArena::Code> text_codes;  // look up in the arena of the tables
  std::uint64_t null_count = 0;
  std::uint64_t boolean_count = 0;
  // Every text of the column spells a number, and `numbers` holds them too (texts are kept).
  bool has_numeric_text = false;

  [[nodiscard]] std::string_view name() const {
    return path.empty() ? std::string_view{} : std::string_view{path.back()};
  }
  [[nodiscard]] bool has_numbers() const { return numbers.size() > 0; }
  [[nodiscard]] bool has_texts() const { return text_codes.size() > 0; }
};

}  // namespace ckpt
