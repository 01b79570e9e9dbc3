// Which rows of the checkpoint table are wanted: conditions that all must hold.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace ckpt {

enum class RowTest : std::uint8_t { less, at_most, more, at_least, equal, unequal, contains };

// `key` and `text` refer to the filter they were parsed from.
struct RowCondition {
  std::string_view key;
  RowTest test;
  std::string_view text;
  double number;  // what `text` spells; NaN when that is no number
};

// One condition a line, as "key<TAB>test<TAB>value"; test is <, <=, >, >=, =, != or ~ (contains,
// whatever the case). A line that is none is left out.
[[nodiscard]] std::vector<RowCondition> row_conditions(std::string_view filter);

// False for a NaN on either side: what is missing meets no condition.
[[nodiscard]] bool meets(double value, const RowCondition& condition);
// Texts are equal, or one contains the other; upper and lower case of ASCII letters are the same.
[[nodiscard]] bool meets(std::string_view value, const RowCondition& condition);

}  // namespace ckpt
