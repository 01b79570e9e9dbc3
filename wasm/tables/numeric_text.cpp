// Recognising numbers among texts, and merging them with the numbers of the same column.
#include "tables/numeric_text.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
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

// What the commas of a column are: "0,512" tells, "1,512" alone does not.
enum class Commas : std::uint8_t { none, unknown, decimals, groups, nonsense };

Commas commas_of(std::string_view text) {
  const std::size_t first = text.find(',');
  if (first == std::string_view::npos) return Commas::none;
  const std::size_t last = text.rfind(',');
  const std::size_t point = text.find('.', last);
  const std::size_t behind = std::min(point, text.size()) - last - 1;
  std::string_view whole = text.substr(0, first);
  while (!whole.empty() && !is_digit(whole.front())) whole.remove_prefix(1);
  const bool may_be_groups =
      behind == 3 && !whole.empty() && whole.size() < 4 && whole != "0" && (last - first) % 4 == 0;
  const bool may_be_decimals =
      first == last && point == std::string_view::npos && !whole.empty() && behind > 0;
  if (may_be_groups && may_be_decimals) return Commas::unknown;
  if (may_be_groups) return Commas::groups;
  return may_be_decimals ? Commas::decimals : Commas::nonsense;
}

// Reads what people and progress bars write for the numbers of one column: "51%", "1.5k", "3/10"
// (3, where all are parts of 10), "1,234.5" and "0,512".
class WrittenNumbers {
 public:
  void learn_commas(std::string_view text) {
    const Commas commas = commas_of(text);
    if (commas == Commas::none || commas == commas_ || commas_ == Commas::nonsense) return;
    if (commas_ == Commas::none || commas_ == Commas::unknown) {
      commas_ = commas;
    } else if (commas != Commas::unknown) {
      commas_ = Commas::nonsense;
    }
  }

  [[nodiscard]] std::optional<double> read(std::string_view text) {
    if (const auto number = number_of(text)) return number;
    if (text.size() < 2) return std::nullopt;
    const std::string_view front = text.substr(0, text.size() - 1);
    if (text.back() == '%') return number_of(front);
    if (is_digit(front.back())) {
      if (text.back() == 'k' || text.back() == 'K') return scaled(front, 1e3);
      if (text.back() == 'M') return scaled(front, 1e6);
    }
    const std::size_t slash = text.find('/');
    return slash == std::string_view::npos ? with_commas(text) : part_of(text, slash);
  }

 private:
  static std::optional<double> scaled(std::string_view text, double factor) {
    const auto number = number_of(text);
    return number ? std::optional{*number * factor} : std::nullopt;
  }

  std::optional<double> part_of(std::string_view text, std::size_t slash) {
    const auto part = number_of(text.substr(0, slash));
    const auto whole = number_of(text.substr(slash + 1));
    if (!part || !whole || !(*part <= *whole) || (whole_ && *whole_ != *whole)) return std::nullopt;
    whole_ = whole;
    return part;
  }

  [[nodiscard]] std::optional<double> with_commas(std::string_view text) const {
    if (commas_ != Commas::decimals && commas_ != Commas::groups) return std::nullopt;
    std::string plain;
    for (const char byte : text) {
      if (byte != ',') {
        plain += byte;
      } else if (commas_ == Commas::decimals) {
        plain += '.';
      }
    }
    return number_of(plain);
  }

  Commas commas_ = Commas::none;
  std::optional<double> whole_;
};

// No column has so many texts with commas before one that tells what they are.
constexpr std::size_t kTextsLookedAt = 1000;

void learn_commas(const Column& column, const TextArena& texts, WrittenNumbers& numbers) {
  auto codes = column.text_codes.cursor();
  for (std::size_t i = 0; i < kTextsLookedAt && codes.next(); ++i) {
    numbers.learn_commas(texts.text(codes.value()));
  }
}

}  // namespace

void recognise_numeric_texts(Column& column, const TextArena& texts) {
  if (!column.has_texts()) return;
  WrittenNumbers written;
  learn_commas(column, texts, written);
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
        const std::optional<double> number = written.read(texts.text(last_code));
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
