// Recognising numbers among texts, and merging them with the numbers of the same column.
#include "tables/numeric_text.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "base/text.h"

namespace ckpt {
namespace {

// A double tells every integer of this many digits from its neighbours by its digits when printed;
// longer ones would be changed, and are ids or hashes.
constexpr std::size_t kIntegerDigitsMax = 17;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "007" and "12345678901234567890" name something; they do not count.
bool looks_like_id(std::string_view text) {
  while (!text.empty() && !is_digit(text.front()) && text.front() != '.') text.remove_prefix(1);
  std::size_t digit_count = 0;
  while (digit_count < text.size() && is_digit(text[digit_count])) ++digit_count;
  if (digit_count >= 2 && text.front() == '0') return true;
  const bool is_integer = digit_count == text.size() || text[digit_count] == ' ';
  return is_integer && digit_count > kIntegerDigitsMax;
}

std::optional<double> number_of(std::string_view text) {
  const std::optional<double> number = spelled_number(text);
  if (!number || looks_like_id(text)) return std::nullopt;
  return number;
}

}  // namespace

void recognise_numeric_texts(Column& column, const TextArena& texts) {
  if (!column.has_texts()) return;
  SparseColumn<double> merged;
  auto numbers = column.numbers.cursor();
  auto codes = column.text_codes.cursor();
  bool has_number = numbers.next();
  bool has_code = codes.next();
  TextArena::Code last_code = TextArena::kDropped;
  double last_number = 0;
  while (has_number || has_code) {
    if (has_code && (!has_number || codes.row() <= numbers.row())) {
      if (codes.value() != last_code) {
        last_code = codes.value();
        const std::optional<double> number = number_of(texts.text(last_code));
        if (!number) return;
        last_number = *number;
      }
      merged.set(codes.row(), last_number);
      // A long integer has both; its number is already the nearest.
      if (has_number && numbers.row() == codes.row()) has_number = numbers.next();
      has_code = codes.next();
    } else {
      merged.set(numbers.row(), numbers.value());
      has_number = numbers.next();
    }
  }
  column.numbers = std::move(merged);
  column.has_numeric_text = true;
}

}  // namespace ckpt
