#include "views/row_filter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "base/text.h"

namespace ckpt {

namespace {

constexpr std::array<std::pair<std::string_view, RowTest>, 7> kTests{{
    {"<", RowTest::less},
    {"<=", RowTest::at_most},
    {">", RowTest::more},
    {">=", RowTest::at_least},
    {"=", RowTest::equal},
    {"!=", RowTest::unequal},
    {"~", RowTest::contains},
}};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_letter(char a, char b) { return lower(a) == lower(b); }

// What stands before `border`, which is taken off `rest` with it; all of it when there is none.
std::string_view taken(std::string_view& rest, char border) {
  const std::size_t at = std::min(rest.find(border), rest.size());
  const std::string_view part = rest.substr(0, at);
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return part;
}

}  // namespace

std::vector<RowCondition> row_conditions(std::string_view filter) {
  std::vector<RowCondition> conditions;
  while (!filter.empty()) {
    std::string_view line = taken(filter, '\n');
    const std::string_view key = taken(line, '\t');
    const std::string_view name = taken(line, '\t');
    const auto* const test = std::find_if(kTests.begin(), kTests.end(),
                                          [&](const auto& entry) { return entry.first == name; });
    if (test == kTests.end()) continue;
    const double number = spelled_number(line).value_or(std::numeric_limits<double>::quiet_NaN());
    conditions.push_back({.key = key, .test = test->second, .text = line, .number = number});
  }
  return conditions;
}

bool meets(double value, const RowCondition& condition) {
  const double number = condition.number;
  if (std::isnan(value) || std::isnan(number)) return false;
  switch (condition.test) {
    case RowTest::less:
      return value < number;
    case RowTest::at_most:
      return value <= number;
    case RowTest::more:
      return value > number;
    case RowTest::at_least:
      return value >= number;
    case RowTest::unequal:
      return value != number;
    case RowTest::equal:
    case RowTest::contains:
      return value == number;
  }
  return false;
}

bool meets(std::string_view value, const RowCondition& condition) {
  const std::string_view text = condition.text;
  const bool is_equal =
      std::equal(value.begin(), value.end(), text.begin(), text.end(), same_letter);
  switch (condition.test) {
    case RowTest::equal:
      return is_equal;
    case RowTest::unequal:
      return !is_equal;
    case RowTest::contains:
      return std::search(value.begin(), value.end(), text.begin(), text.end(), same_letter) !=
             value.end();
    default:
      return false;
  }
}

}  // namespace ckpt
