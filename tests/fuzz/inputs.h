// Makes inputs for the reader: documents of its own, and damage to documents. The same seed makes
// the same inputs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ckpt::fuzz {

class Inputs {
 private:
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_() % bound); }
  template <class List>
  const auto& pick(const List& list) {
    return list[below(std::size(list))];
  }

 public:
  // Requires: `corpus` outlives the inputs.
  Inputs(std::uint64_t seed, const std::vector<std::string>& corpus)
      : random_(seed), corpus_(corpus) {}

  [[nodiscard]] std::string next() {
    std::string text = !corpus_.empty() && below(3) == 0 ? piece_of(pick(corpus_)) : documents();
    if (below(4) != 0) {
      for (std::size_t count = below(4); count > 0; --count) damage(text);
    }
    if (below(8) == 0) replace_all(text, "\n", "\r\n");
    if (below(12) == 0) text.insert(0, "\xEF\xBB\xBF");
    if (below(6) == 0) text.resize(below(text.size() + 1));
    if (below(12) == 0) text += tail();
    return text;
  }

  // How many bytes to feed at a time, over and over.
  [[nodiscard]] std::vector<std::size_t> pieces() {
    std::vector<std::size_t> sizes(1 + below(4));
    for (std::size_t& size : sizes) {
      constexpr std::size_t kSizes[] = {1, 2, 3, 7, 15, 16, 17, 31, 33, 64, 255, 1000, 4096};
      size = below(2) == 0 ? 1 + below(64) : kSizes[below(std::size(kSizes))];
    }
    return sizes;
  }

 private:
  // A large file would take all the time: some hundred bytes of it, from its start more often than
  // not.
  std::string piece_of(const std::string& text) {
    constexpr std::size_t kBytes = 1500;
    if (text.size() <= kBytes) return text;
    const std::size_t from = below(3) == 0 ? below(text.size() - kBytes) : 0;
    return text.substr(from, kBytes / 2 + below(kBytes / 2));
  }

  // ---- Documents

  std::string documents() {
    std::string text;
    const std::size_t count = 1 + below(4);
    switch (below(4)) {
      case 0:  // JSON Lines of alike rows
        keys_.clear();
        for (std::size_t key = 1 + below(6); key > 0; --key) keys_.push_back(string());
        for (std::size_t row = count * 3; row > 0; --row) text += row_of_keys() + newline();
        break;
      case 1:
        for (std::size_t index = 0; index < count; ++index) {
          text += value(0);
          text += below(6) == 0 ? "" : pick(kBlanks);
        }
        break;
      default:
        text = container(0);
    }
    return text;
  }

  std::string row_of_keys() {
    std::string row = "{";
    for (const std::string& key : keys_) {
      if (below(12) == 0) continue;
      if (row.size() > 1) row += below(3) == 0 ? ", " : ",";
      row += key + (below(3) == 0 ? ": " : ":") + (below(8) == 0 ? value(4) : number());
    }
    return row + "}";
  }

  std::string newline() { return below(20) == 0 ? std::string() : std::string("\n"); }

  std::string blanks() { return below(3) == 0 ? std::string(pick(kBlanks)) : std::string(); }

  std::string container(int depth) {
    const bool is_array = below(2) == 0;
    std::string text(1, is_array ? '[' : '{');
    text += blanks();
    for (std::size_t left = below(6); left > 0; --left) {
      if (!is_array) text += string() + blanks() + ':' + blanks();
      text += value(depth) + blanks();
      if (left > 1) text += ',' + blanks();
    }
    return text + (is_array ? ']' : '}');
  }

  std::string value(int depth) {
    switch (below(depth < 5 ? 10 : 7)) {
      case 0:
        return std::string(pick(kWords));
      case 1:
      case 2:
        return string();
      case 3:
      case 4:
      case 5:
      case 6:
        return number();
      default:
        return container(depth + 1);
    }
  }

  std::string digits(std::size_t most) {
    std::string text;
    for (std::size_t count = 1 + below(most); count > 0; --count) {
      text += static_cast<char>('0' + below(below(4) == 0 ? 1 : 10));
    }
    return text;
  }

  std::string number() {
    if (below(8) == 0) return std::string(pick(kNumbers));
    std::string text = below(4) == 0 ? "-" : "";
    if (below(2) == 0) {
      text += '0';
    } else {
      text += static_cast<char>('1' + below(9));
      if (below(2) == 0) text += digits(below(6) == 0 ? 40 : 9);
    }
    if (below(3) != 0) text += '.' + digits(below(6) == 0 ? 60 : 18);
    if (below(4) == 0) {
      text += below(2) == 0 ? "e" : "E";
      text += pick(kSigns);
      text += digits(below(5) == 0 ? 4 : 2);
    }
    return text;
  }

  std::string string() {
    std::string text = "\"";
    for (std::size_t count = below(5); count > 0; --count) text += pick(kPieces);
    return text + '"';
  }

  // ---- Damage

  void damage(std::string& text) {
    const std::size_t at = below(text.size() + 1);
    switch (below(8)) {
      case 0:
        if (at < text.size()) text[at] = pick(kBytes);
        break;
      case 1:
        text.insert(at, 1, pick(kBytes));
        break;
      case 2:
        text.erase(at, 1 + below(3));
        break;
      case 3:
        text.insert(at, pick(kFragments));
        break;
      case 4:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
        break;
      case 5: {  // a part of it again, elsewhere
        const std::string part = text.substr(at, below(40));
        text.insert(below(text.size() + 1), part);
        break;
      }
      case 6:
        if (at < text.size()) text[at] = static_cast<char>(below(256));
        break;
      default: {
        const std::string part = text.substr(at, 1 + below(20));
        replace_all(text, part, pick(kFragments));
      }
    }
  }

  std::string tail() {
    std::string text;
    for (std::size_t count = below(30); count > 0; --count) text += "\0\0\0 \n"[below(5)];
    return text;
  }

  static void replace_all(std::string& text, std::string_view what, std::string_view with) {
    constexpr std::size_t kTimesMax = 50;
    std::size_t times = 0;
    for (std::size_t at = text.find(what); at != text.npos && times < kTimesMax; ++times) {
      text.replace(at, what.size(), with);
      at = text.find(what, at + with.size());
    }
  }

  static constexpr std::string_view kBlanks[] = {
      " ", "\n", "\r\n", "\t", "  ", "\n    ", "\n              ", "\r", "\n                    "};
  static constexpr std::string_view kWords[] = {"true", "false",     "null",
                                                "NaN",  "-Infinity", "Infinity"};
  static constexpr std::string_view kSigns[] = {"", "", "-", "+"};
  static constexpr std::string_view kNumbers[] = {"9007199254740992",
                                                  "9007199254740993",
                                                  "-9007199254740993",
                                                  "9007199254740991.5",
                                                  "18446744073709551615",
                                                  "18446744073709551616",
                                                  "1e22",
                                                  "1e23",
                                                  "1e400",
                                                  "-1e-400",
                                                  "2.2250738585072011e-308",
                                                  "4.9e-324",
                                                  "2.4703282292062327e-324",
                                                  "1.7976931348623159e308",
                                                  "0.000000000000000000000012345678901234567",
                                                  "0.30000000000000004",
                                                  "-0",
                                                  "-0.0",
                                                  "0e0",
                                                  "8.5e-5",
                                                  "100000000000000008388608",
                                                  "9223372036854775808"};
  static constexpr std::string_view kPieces[] = {"a",
                                                 "loss",
                                                 "step",
                                                 ",",
                                                 "{[",
                                                 "]}",
                                                 ":",
                                                 " ",
                                                 "\\\"",
                                                 "\\\\",
                                                 "\\/",
                                                 "\\b\\f\\n\\r\\t",
                                                 "\\u0041",
                                                 "\\u20AC",
                                                 "\\u0000",
                                                 "\\ud83d\\ude00",
                                                 "\\ud83d",
                                                 "\\ude00",
                                                 "\xC3\xA9",
                                                 "\xF0\x9F\x98\x80",
                                                 "\xE2\x82",
                                                 "\xFF",
                                                 "\xED\xA0\x80",
                                                 "valid_mean_token_accuracy",
                                                 "a longer piece of text than a register"};
  static constexpr std::string_view kFragments[] = {"",         "{",          "}",
                                                    "[",        "]",          ",",
                                                    ":",        "\"",         "\\",
                                                    "\\u",      "\\ud8",      "NaN",
                                                    "nan",      "null",       "-Infinity",
                                                    "true",     "1e",         "0.",
                                                    "-",        "01",         "+1",
                                                    "[1,2]",    "{}",         "\"a\":1",
                                                    "{'a':1}",  "// comment", "\xEF\xBB\xBF",
                                                    "\n",       "\r",         "1 2",
                                                    "\xC3\xA9", "\"\\",       "1.5f",
                                                    "tru",      "<html>",     "[[[[[[[["};
  static constexpr char kBytes[] = {' ', '\n', '\r', '\t', '{', '}',  '[',    ']',    ',',  ':',
                                    '"', '\\', 'e',  'E',  '+', '-',  '.',    '0',    '1',  '9',
                                    't', 'n',  'N',  'I',  'u', '\0', '\x01', '\x80', '\'', '<'};

  std::mt19937_64 random_;
  const std::vector<std::string>& corpus_;
  std::vector<std::string> keys_;
};

}  // namespace ckpt::fuzz
