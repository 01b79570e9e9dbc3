// Names, spelled numbers, times and UTF-8 borders. ASCII decides everywhere: letters of other
// scripts stand for themselves and never depend on a locale.
#include "base/text.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

#include <fast_float/fast_float.h>

namespace ckpt {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr bool is_separator(char c) {
  return c == '_' || c == '-' || c == '.' || c == ' ' || c == '/';
}
constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (to_lower(text[i]) != lower[i]) return false;
  }
  return true;
}

// Whether a word ends before name[i]; `lower_run` is the number of lower-case letters before it.
// A camelCase border needs two letters on one of its sides: "trainLoss" and "mAcc" have one, the
// abbreviations "mIoU", "mAP" and "IoU" have none. An abbreviation ends before a capital that
// starts a word of its own: "HTTPServer" and "F1Score", but not "AUCs" and "AP50".
bool is_word_border(std::string_view name, std::size_t i, std::size_t lower_run) {
  if (!is_upper(name[i])) return false;
  const bool starts_word = i + 2 < name.size() && is_lower(name[i + 1]) && is_lower(name[i + 2]);
  return starts_word || lower_run >= 2;
}

// Reads `count` digits from the front of `text`; nullopt when they are not all there.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (!is_digit(text[i])) return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

constexpr bool is_leap_year(int year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

constexpr int days_of_month(int year, int month) {
  constexpr std::array<int, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap_year(year) ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

// Days from 1970-01-01 to a date of the Gregorian calendar. Counts in eras of 400 years that begin
// in March, so that the leap day is the last of its year.
constexpr std::int64_t days_since_1970(int year, int month, int day) {
  const std::int64_t y = month <= 2 ? year - 1 : year;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const std::int64_t year_of_era = y - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}
static_assert(days_since_1970(1970, 1, 1) == 0);
static_assert(days_since_1970(2000, 3, 1) == 11017);
static_assert(days_since_1970(1969, 12, 31) == -1);

// The offset of a zone in seconds: "", "Z", "+08:00", "+0800", "+08", each also after a blank.
std::optional<int> zone_seconds(std::string_view text) {
  take(text, ' ');
  if (text.empty() || equals_ignoring_case(text, "z") || equals_ignoring_case(text, "utc")) {
    return 0;
  }
  const bool is_west = text.front() == '-';
  if (!take(text, '+') && !take(text, '-')) return std::nullopt;
  const std::optional<int> hours = take_digits(text, 2);
  if (!hours || *hours > 23) return std::nullopt;
  int minutes = 0;
  if (!text.empty()) {
    take(text, ':');
    const std::optional<int> digits = take_digits(text, 2);
    if (!digits || *digits > 59 || !text.empty()) return std::nullopt;
    minutes = *digits;
  }
  const int seconds = *hours * 3600 + minutes * 60;
  return is_west ? -seconds : seconds;
}

}  // namespace

std::string folded_key(std::string_view key) {
  std::string folded;
  folded.reserve(key.size());
  for (const char c : key) {
    if (!is_separator(c)) folded.push_back(to_lower(c));
  }
  return folded;
}

bool same_key(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (true) {
    while (i < a.size() && is_separator(a[i])) ++i;
    while (j < b.size() && is_separator(b[j])) ++j;
    if (i == a.size() || j == b.size()) return i == a.size() && j == b.size();
    if (to_lower(a[i]) != to_lower(b[j])) return false;
    ++i;
    ++j;
  }
}

std::vector<std::string> name_words(std::string_view name) {
  std::vector<std::string> words;
  std::string word;
  std::size_t lower_run = 0;
  const auto end_word = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
    lower_run = 0;
  };
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!is_digit(c) && !is_lower(c) && !is_upper(c)) {
      end_word();
      continue;
    }
    if (!word.empty() && is_word_border(name, i, lower_run)) end_word();
    word.push_back(to_lower(c));
    lower_run = is_lower(c) ? lower_run + 1 : 0;
  }
  end_word();
  return words;
}

std::optional<double> spelled_number(std::string_view text) {
  text = without_blanks(text);
  if (text.empty()) return std::nullopt;
  const bool is_negative = text.front() == '-';
  if (is_negative || text.front() == '+') text.remove_prefix(1);
  if (text.empty()) return std::nullopt;

  if (is_digit(text.front()) || text.front() == '.') {
    double value = 0;
    const auto [end, error] = fast_float::from_chars(text.data(), text.data() + text.size(), value);
    // Beyond the range of a double the value is infinite or zero, as JSON numbers are read too.
    const bool is_read = error == std::errc{} || error == std::errc::result_out_of_range;
    if (!is_read || end != text.data() + text.size()) return std::nullopt;
    return is_negative ? -value : value;
  }
  if (equals_ignoring_case(text, "nan")) return std::numeric_limits<double>::quiet_NaN();
  if (equals_ignoring_case(text, "inf") || equals_ignoring_case(text, "infinity")) {
    const double infinity = std::numeric_limits<double>::infinity();
    return is_negative ? -infinity : infinity;
  }
  return std::nullopt;
}

std::string_view cut_utf8(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  // A sequence has at most three bytes after its first; more of them are not UTF-8 anyway.
  std::size_t size = bytes;
  for (int i = 0; i < 3 && size > 0; ++i) {
    if ((static_cast<unsigned char>(text[size]) & 0xC0U) != 0x80U) break;
    --size;
  }
  const bool is_border = (static_cast<unsigned char>(text[size]) & 0xC0U) != 0x80U;
  return text.substr(0, is_border ? size : bytes);
}

std::optional<double> iso_time(std::string_view text) {
  text = without_blanks(text);
  const std::optional<int> year = take_digits(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const std::optional<int> month = take_digits(text, 2);
  if (!month || *month < 1 || *month > 12 || !take(text, '-')) return std::nullopt;
  const std::optional<int> day = take_digits(text, 2);
  if (!day || *day < 1 || *day > days_of_month(*year, *month)) return std::nullopt;
  const double midnight = static_cast<double>(days_since_1970(*year, *month, *day) * 86400);
  if (text.empty()) return midnight;

  if (!take(text, 'T') && !take(text, 't') && !take(text, ' ') && !take(text, '_')) {
    return std::nullopt;
  }
  const std::optional<int> hour = take_digits(text, 2);
  if (!hour || *hour > 23 || text.empty()) return std::nullopt;
  // Folder names cannot hold a colon: 2018-08-21_02-43-58.
  const char separator = text.front();
  if (separator != ':' && separator != '-') return std::nullopt;
  text.remove_prefix(1);
  const std::optional<int> minute = take_digits(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  double seconds = *hour * 3600 + *minute * 60;
  if (!text.empty() && text.front() == separator &&
      (separator == ':' || (text.size() >= 3 && is_digit(text[1]) && is_digit(text[2])))) {
    text.remove_prefix(1);
    const std::optional<int> second = take_digits(text, 2);
    if (!second || *second > 60) return std::nullopt;  // 60 is a leap second
    seconds += *second;
    if (!text.empty() && (text.front() == '.' || text.front() == ',')) {
      text.remove_prefix(1);
      double fraction = 0;
      double place = 1;
      std::size_t digit_count = 0;
      for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1), ++digit_count) {
        if (digit_count >= 15) continue;  // beyond what a double can tell
        fraction = fraction * 10 + (text.front() - '0');
        place *= 10;
      }
      if (digit_count == 0) return std::nullopt;
      seconds += fraction / place;
    }
  }
  const std::optional<int> zone = zone_seconds(text);
  if (!zone) return std::nullopt;
  return midnight + seconds - *zone;
}

}  // namespace ckpt
