// Small text helpers shared by every room.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ckpt {

// `key` in lower case without '_', '-', '.', ' ' and '/': step_number, stepNumber and StepNumber
// are all "stepnumber".
[[nodiscard]] std::string folded_key(std::string_view key);
// folded_key(a) == folded_key(b), without allocating.
[[nodiscard]] bool same_key(std::string_view a, std::string_view b);
// Words of a name: split at every non-alphanumeric and at camelCase borders, in lower case.
// "eval/meanTokenAccuracy" gives eval, mean, token, accuracy; "top1" stays one word.
[[nodiscard]] std::vector<std::string> name_words(std::string_view name);
// The number a text spells in full ("0.81", "-3e4", "NaN", "inf", "-Infinity", "nan"), exact;
// blanks around it are allowed; nullopt when it is anything else.
[[nodiscard]] std::optional<double> spelled_number(std::string_view text);
// a == b. The memcmp() of WebAssembly's C library goes byte by byte; texts are short, so a few
// loads of eight bytes that may overlap do better.
[[nodiscard]] inline bool same_text(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  const auto differ = [&](std::size_t at) {
    std::uint64_t left;
    std::uint64_t right;
    std::memcpy(&left, a.data() + at, 8);
    std::memcpy(&right, b.data() + at, 8);
    return left != right;
  };
  std::size_t at = 0;
  for (; at + 8 <= a.size(); at += 8) {
    if (differ(at)) return false;
  }
  if (a.size() >= 8) return at == a.size() || !differ(a.size() - 8);
  for (; at < a.size(); ++at) {
    if (a[at] != b[at]) return false;
  }
  return true;
}
// `text` cut to at most `bytes`, never inside a UTF-8 sequence.
[[nodiscard]] std::string_view cut_utf8(std::string_view text, std::size_t bytes);
// Seconds since 1970 of an ISO 8601 / RFC 3339 date-time; without a zone it is taken as UTC;
// a date alone counts as midnight.
[[nodiscard]] std::optional<double> iso_time(std::string_view text);

}  // namespace ckpt
