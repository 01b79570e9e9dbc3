#include "input/literal_values.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

#include <fast_float/fast_float.h>

namespace ckpt {
namespace {

using Kind = LiteralValue::Kind;

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
bool is_letter(char byte) {
  const char lower = static_cast<char>(byte | 0x20);
  return (lower >= 'a' && lower <= 'z') || byte == '_';
}

struct Word {
  std::string_view spelling;
  Kind kind;
  double number;
};
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<Word, 16> kWords{{{"None", Kind::null, 0},
                                       {"null", Kind::null, 0},
                                       {"undefined", Kind::null, 0},
                                       {"NaT", Kind::null, 0},
                                       {"True", Kind::boolean, 1},
                                       {"true", Kind::boolean, 1},
                                       {"False", Kind::boolean, 0},
                                       {"false", Kind::boolean, 0},
                                       {"nan", Kind::non_finite, kNan},
                                       {"NaN", Kind::non_finite, kNan},
                                       {"inf", Kind::non_finite, kInfinity},
                                       {"-inf", Kind::non_finite, -kInfinity},
                                       {"Infinity", Kind::non_finite, kInfinity},
                                       {"-Infinity", Kind::non_finite, -kInfinity},
                                       {"np.nan", Kind::non_finite, kNan},
                                       {"np.inf", Kind::non_finite, kInfinity}}};

struct Call {
  std::string_view name;
  CallMeaning meaning;
};
// By the last part of the name: torch.tensor, np.float64, collections.OrderedDict.
constexpr std::array<Call, 35> kCalls{
    {{"array", CallMeaning::first},       {"Array", CallMeaning::first},
     {"DeviceArray", CallMeaning::first}, {"tensor", CallMeaning::first},
     {"float64", CallMeaning::first},     {"float32", CallMeaning::first},
     {"float16", CallMeaning::first},     {"bfloat16", CallMeaning::first},
     {"longdouble", CallMeaning::first},  {"int64", CallMeaning::first},
     {"int32", CallMeaning::first},       {"int16", CallMeaning::first},
     {"int8", CallMeaning::first},        {"uint64", CallMeaning::first},
     {"uint32", CallMeaning::first},      {"uint8", CallMeaning::first},
     {"bool_", CallMeaning::first},       {"str_", CallMeaning::first},
     {"Decimal", CallMeaning::first},     {"UUID", CallMeaning::first},
     {"ObjectId", CallMeaning::first},    {"PosixPath", CallMeaning::first},
     {"WindowsPath", CallMeaning::first}, {"Timestamp", CallMeaning::first},
     {"Counter", CallMeaning::first},     {"deque", CallMeaning::first},
     {"list", CallMeaning::first},        {"dict_values", CallMeaning::first},
     {"frozenset", CallMeaning::first},   {"mappingproxy", CallMeaning::first},
     {"SecretStr", CallMeaning::first},   {"OrderedDict", CallMeaning::pairs},
     {"dict", CallMeaning::pairs},        {"dict_items", CallMeaning::pairs},
     {"defaultdict", CallMeaning::second}}};

// How the names of settings end: Namespace, TrainingArguments, LlamaConfig, EasyDict.
constexpr std::array<std::string_view, 6> kSettings{"Namespace", "Arguments", "Args",
                                                    "Config",    "Params",    "Options"};

// Digits from `at` on.
std::size_t digits_end(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

// As JSON writes numbers, and "1." and ".5" as well: NumPy and JavaScript print the first.
std::optional<LiteralValue> number_value(std::string_view word) {
  const std::size_t begin = word.starts_with('-') ? 1 : 0;
  const std::size_t integer_end = digits_end(word, begin);
  std::size_t digit_count = integer_end - begin;
  if (digit_count > 1 && word[begin] == '0') return std::nullopt;
  std::size_t at = integer_end;
  if (at < word.size() && word[at] == '.') {
    const std::size_t fraction_end = digits_end(word, at + 1);
    digit_count += fraction_end - (at + 1);
    at = fraction_end;
  }
  if (digit_count == 0) return std::nullopt;
  if (at < word.size() && (word[at] | 0x20) == 'e') {
    ++at;
    if (at < word.size() && (word[at] == '-' || word[at] == '+')) ++at;
    const std::size_t exponent_end = digits_end(word, at);
    if (exponent_end == at) return std::nullopt;
    at = exponent_end;
  }
  if (at != word.size()) return std::nullopt;
  LiteralValue value{Kind::number};
  fast_float::from_chars(word.data(), word.data() + word.size(), value.number);
  constexpr double kExactInteger = 9007199254740992;  // 2^53
  if (integer_end == word.size() &&
      (digit_count > 19 || value.number > kExactInteger || value.number < -kExactInteger)) {
    value.kind = Kind::long_integer;
    value.text = word;
  }
  return value;
}

bool is_dotted_name(std::string_view word) {
  if (!is_letter(word.front()) || word.back() == '.') return false;
  const auto belongs = [](char byte) { return is_letter(byte) || is_digit(byte) || byte == '.'; };
  return word.find('.') != word.npos && std::all_of(word.begin(), word.end(), belongs);
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// A word, or a text in quotes without escapes.
std::optional<LiteralValue> plain_value(std::string_view text) {
  text = trimmed(text);
  if (text.size() >= 2 && (text.front() == '\'' || text.front() == '"') &&
      text.back() == text.front()) {
    const std::string_view inside = text.substr(1, text.size() - 2);
    if (inside.find_first_of(std::string{text.front(), '\\'}) != inside.npos) return std::nullopt;
    return LiteralValue{Kind::text, 0, std::string(inside)};
  }
  return word_value(text);
}

// Takes an integer of at most nine digits from the front.
std::optional<int> take_integer(std::string_view& text) {
  const bool is_negative = text.starts_with('-');
  const std::size_t begin = is_negative ? 1 : 0;
  const std::size_t end = digits_end(text, begin);
  if (end == begin || end - begin > 9) return std::nullopt;
  int value = 0;
  for (std::size_t at = begin; at < end; ++at) value = value * 10 + (text[at] - '0');
  text.remove_prefix(end);
  return is_negative ? -value : value;
}

bool take(std::string_view& text, std::string_view expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(expected.size());
  return true;
}

void append_padded(std::string& out, int value, std::size_t width) {
  const std::string digits = std::to_string(value);
  out.append(width - std::min(width, digits.size()), '0');
  out += digits;
}

// "Z" or "+02:00" for what follows "tzinfo=".
std::optional<std::string> zone_suffix(std::string_view zone) {
  for (const std::string_view utc :
       {"datetime.timezone.utc", "timezone.utc", "TzInfo(UTC)", "TzInfo(0)", "tzutc()", "<UTC>"}) {
    if (zone == utc) return "Z";
  }
  if (!take(zone, "datetime.timezone(datetime.timedelta(")) return std::nullopt;
  int days = 0;
  int seconds = 0;
  for (const auto& [name, value] : {std::pair{std::string_view("days="), &days},
                                    std::pair{std::string_view("seconds="), &seconds}}) {
    if (!take(zone, name)) continue;
    const auto number = take_integer(zone);
    if (!number || *number > 86'400 || *number < -1) return std::nullopt;
    *value = *number;
    take(zone, ", ");
  }
  const int offset = days * 86'400 + seconds;
  if (!zone.starts_with(')') || offset % 60 != 0) return std::nullopt;
  std::string suffix(1, offset < 0 ? '-' : '+');
  const int minutes = (offset < 0 ? -offset : offset) / 60;
  append_padded(suffix, minutes / 60, 2);
  suffix += ':';
  append_padded(suffix, minutes % 60, 2);
  return suffix;
}

}  // namespace

std::optional<LiteralValue> word_value(std::string_view word) {
  if (word.empty()) return std::nullopt;
  for (const Word& known : kWords) {
    if (known.spelling == word) return LiteralValue{known.kind, known.number};
  }
  if (auto number = number_value(word)) return number;
  if (is_dotted_name(word)) return LiteralValue{Kind::text, 0, std::string(word)};
  return std::nullopt;
}

std::optional<LiteralValue> angle_value(std::string_view angle) {
  if (angle.size() < 2 || !angle.ends_with('>')) return std::nullopt;
  const std::string_view inside = angle.substr(1, angle.size() - 2);
  const std::size_t colon = inside.find(": ");
  if (colon != inside.npos && is_letter(inside.front())) {
    const std::string_view name = inside.substr(0, colon);
    const auto belongs = [](char byte) { return is_letter(byte) || is_digit(byte) || byte == '.'; };
    if (std::all_of(name.begin(), name.end(), belongs)) {
      if (auto value = plain_value(inside.substr(colon + 2))) return value;
    }
  }
  constexpr std::string_view kNumpy = "numpy=";
  if (const std::size_t numpy = inside.rfind(kNumpy); numpy != inside.npos) {
    return plain_value(inside.substr(numpy + kNumpy.size()));
  }
  return std::nullopt;
}

std::optional<std::string> date_value(std::string_view call) {
  take(call, "datetime.");
  const bool has_time = take(call, "datetime(");
  if (!has_time && !take(call, "date(")) return std::nullopt;
  std::array<int, 7> parts{};  // year, month, day, hour, minute, second, microsecond
  std::size_t count = 0;
  while (count < (has_time ? parts.size() : 3)) {
    const auto part = take_integer(call);
    if (!part || *part < 0) break;
    parts[count++] = *part;
    if (!take(call, ", ")) break;
  }
  if (count < 3) return std::nullopt;
  std::string text;
  append_padded(text, parts[0], 4);
  for (std::size_t at = 1; at < 3; ++at) {
    text += '-';
    append_padded(text, parts[at], 2);
  }
  if (!has_time) return call == ")" ? std::optional(text) : std::nullopt;
  for (std::size_t at = 3; at < 6; ++at) {
    text += at == 3 ? 'T' : ':';
    append_padded(text, parts[at], 2);
  }
  if (parts[6] != 0) {
    text += '.';
    append_padded(text, parts[6], 6);
  }
  if (take(call, "fold=1")) take(call, ", ");
  if (take(call, "tzinfo=")) {
    if (!call.ends_with(')')) return std::nullopt;
    call.remove_suffix(1);
    const auto suffix = zone_suffix(call);
    if (!suffix) return std::nullopt;
    return text + *suffix;
  }
  return call == ")" ? std::optional(text) : std::nullopt;
}

CallMeaning call_meaning(std::string_view name) {
  const std::string_view last = name.substr(name.rfind('.') + 1);
  for (const Call& known : kCalls) {
    if (known.name == last) return known.meaning;
  }
  for (const std::string_view ending : kSettings) {
    if (last.ends_with(ending)) return CallMeaning::not_a_record;
  }
  return CallMeaning::unknown;
}

}  // namespace ckpt
