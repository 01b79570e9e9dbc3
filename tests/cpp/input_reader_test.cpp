// What the reader says of sound sources: every kind of value, every way documents may follow each
// other, and the same for every size of window.
#include <cfloat>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "catch.h"
#include "input_recording.h"

using namespace ckpt;
using namespace ckpt::test;

namespace {

using Lines = std::vector<std::string>;

// Reads in every window and requires that it gives `lines` and `notes`.
void check_reading(std::string_view text, const Lines& lines, const Lines& notes = {}) {
  CAPTURE(text);
  for (const std::size_t window : kWindows) {
    CAPTURE(window);
    const Reading reading = read_text(text, window);
    REQUIRE_FALSE(reading.error);
    CHECK(reading.is_sound);
    CHECK(reading.lines() == lines);
    CHECK(reading.notes() == notes);
    CHECK(reading.report.size_bytes == text.size());
  }
}

}  // namespace

TEST_CASE("values carry their path and the place of their first byte") {
  check_reading(
      R"({"a": 1, "b": {"c": [true, null]}, "d": "x"})",
      {"0 { $", "6 number $.a 1", "14 { $.b", "20 [ $.b.c", "21 boolean $.b.c[*] 1",
       "27 null $.b.c[*]", "31 ] $.b.c", "32 } $.b", "40 text $.d x", "43 } $", "44 end"});
  check_reading("[[1],[],{}]", {"0 [ $", "1 [ $[*]", "2 number $[*][*] 1", "3 ] $[*]", "5 [ $[*]",
                                "6 ] $[*]", "8 { $[*]", "9 } $[*]", "10 ] $", "11 end"});
  check_reading("[false,0,-0,\"\"]", {"0 [ $", "1 boolean $[*] 0", "7 number $[*] 0",
                                      "9 number $[*] -0", "12 text $[*] ", "14 ] $", "15 end"});
}

TEST_CASE("a value after a nested one stands at the path of its own container") {
  check_reading(R"([1,{"a":[2]},3,{"b":4,"a":5}])",
                {"0 [ $", "1 number $[*] 1", "3 { $[*]", "8 [ $[*].a", "9 number $[*].a[*] 2",
                 "10 ] $[*].a", "11 } $[*]", "13 number $[*] 3", "15 { $[*]", "20 number $[*].b 4",
                 "26 number $[*].a 5", "27 } $[*]", "28 ] $", "29 end"});
}

TEST_CASE("keys are unescaped, may be empty, and may hold dots and slashes") {
  check_reading(R"({"":1,"a.b":2,"c\/d\u00e9":3,"\"":4})",
                {"0 { $", "4 number $. 1", "12 number $.a.b 2", "27 number $.c/d\xC3\xA9 3",
                 "34 number $.\" 4", "35 } $", "36 end"});
}

TEST_CASE("escapes of strings are resolved, also next to each other and next to long texts") {
  check_reading(R"(["\"\\\/\b\f\n\r\t","\u0041\u00e9\u20ac\ud83d\ude00"])",
                {"0 [ $", "1 text $[*] \"\\/\b\f\n\r\t",
                 "20 text $[*] A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", "52 ] $", "53 end"});
  const std::string run(100, 'r');
  const std::string text = "[\"" + run + "\\n" + run + "\\u20ac" + run + "\",\"" + run + "\"]";
  check_reading(text, {"0 [ $", "1 text $[*] " + run + "\n" + run + "\xE2\x82\xAC" + run,
                       "312 text $[*] " + run, "414 ] $", "415 end"});
}

TEST_CASE("a NUL that is written as an escape is a character like others") {
  KeyTree keys;
  class Sink final : public EventSink {
   public:
    void take(const EventBatch& batch) override {
      for (const Event& event : batch.events) {
        if (event.kind == EventKind::text) text = event.as_text();
      }
    }
    std::string text;
  } sink;
  MemorySource source(R"(["a\u0000b"])");
  REQUIRE(read_json(source, keys, sink).ok());
  CHECK(sink.text == std::string("a\0b", 3));
}

TEST_CASE("integers beyond 2^53 keep their digits") {
  check_reading(
      "[9007199254740992,9007199254740993,-9007199254740993,18446744073709551616]",
      {"0 [ $", "1 number $[*] 9007199254740992", "18 long $[*] 9007199254740992 9007199254740993",
       "35 long $[*] -9007199254740992 -9007199254740993",
       "53 long $[*] 1.8446744073709552e+19 18446744073709551616", "73 ] $", "74 end"});
  const std::string digits(400, '7');
  check_reading("[" + digits + "]", {"0 [ $", "1 long $[*] inf " + digits, "401 ] $", "402 end"});
}

TEST_CASE("NaN and Infinity without quotes are read and noted") {
  check_reading("[NaN, Infinity,-Infinity]",
                {"0 [ $", "1 number $[*] NaN", "6 number $[*] inf", "15 number $[*] -inf", "24 ] $",
                 "25 end"},
                {"non_finite_literals x3 @1"});
}

TEST_CASE("a number too large for a double is infinite, one too small is zero") {
  check_reading("[1e400,-1e400,1e-400,1e99999999999999999999,0e99999999999999999999]",
                {"0 [ $", "1 number $[*] inf", "7 number $[*] -inf", "14 number $[*] 0",
                 "21 number $[*] inf", "44 number $[*] 0", "66 ] $", "67 end"});
}

TEST_CASE("every double is the nearest one to its digits") {
  // The C library's strtod is the judge.
  std::vector<std::string> numbers{"0.1",
                                   "0.30000000000000004",
                                   "5e-324",
                                   "2.4703282292062327e-324",
                                   "2.4703282292062328e-324",
                                   "2.2250738585072011e-308",
                                   "2.2250738585072014e-308",
                                   "1.7976931348623157e308",
                                   "1.7976931348623158e308",
                                   "1.7976931348623159e308",
                                   "9007199254740993.0",
                                   "9007199254740992.99999999999999999999",
                                   "1e22",
                                   "1e23",
                                   "123456789012345678901234567890",
                                   "0.000000000000000000000000000000000000000000000000000001",
                                   "8.5e-05",
                                   "6.9533e-310",
                                   "1.00000000000000011102230246251565404236316680908203125",
                                   "1.00000000000000011102230246251565404236316680908203124",
                                   "1.00000000000000011102230246251565404236316680908203126",
                                   "3e0",
                                   "3E+7",
                                   "3.e1"};
  numbers.pop_back();  // "3.e1" is no JSON number; bad numbers are another test's
  const unsigned seed = 20240517;
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  const auto digits = [&random](std::size_t count) {
    std::string text;
    for (std::size_t at = 0; at < count; ++at) text += static_cast<char>('0' + random() % 10);
    return text;
  };
  for (int index = 0; index < 20'000; ++index) {
    std::string text = random() % 4 == 0 ? "-" : "";
    text += random() % 2 == 0 ? "0" : std::to_string(1 + random() % 9) + digits(random() % 20);
    if (random() % 4 != 0) text += "." + digits(1 + random() % 22);
    if (random() % 3 == 0) text += "e" + std::to_string(static_cast<int>(random() % 640) - 325);
    numbers.push_back(text);
  }
  std::string json = "[";
  for (const std::string& number : numbers) json += (json.size() > 1 ? "," : "") + number;
  json += "]";
  const Reading reading = read_text(json);
  REQUIRE_FALSE(reading.error);
  REQUIRE(reading.events.size() == numbers.size() + 3);
  std::size_t wrong = 0;
  for (std::size_t index = 0; index < numbers.size(); ++index) {
    const std::string expected = number_text(std::strtod(numbers[index].c_str(), nullptr));
    const std::string& line = reading.events[index + 1].line;
    const std::string got = line.substr(line.find("$[*] ") + 5);
    if (got.substr(0, got.find(' ')) != expected) {
      ++wrong;
      UNSCOPED_INFO(numbers[index] << " read as " << got << ", is " << expected);
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("the root is a sequence of documents") {
  const Lines two{"0 { $", "5 number $.a 1", "6 } $", "7 end"};
  check_reading("{\"a\":1}", two);
  check_reading("{\"a\":1}\n{\"a\":2}\n", {"0 { $", "5 number $.a 1", "6 } $", "7 end", "8 { $",
                                           "13 number $.a 2", "14 } $", "15 end"});
  check_reading("{\"a\":1}{\"a\":2}", {"0 { $", "5 number $.a 1", "6 } $", "7 end", "7 { $",
                                       "12 number $.a 2", "13 } $", "14 end"});
  check_reading("1 \"x\"\ntrue [2]\r\n",
                {"0 number $ 1", "1 end", "2 text $ x", "5 end", "6 boolean $ 1", "10 end",
                 "11 [ $", "12 number $[*] 2", "13 ] $", "14 end"});
}

TEST_CASE("documents of several lines in a row are noted, JSON Lines are not") {
  CHECK(read_text("{\"a\":1}\n{\"a\":2}\n{\"a\":3}").notes().empty());
  CHECK(read_text("{\n\"a\":1}").notes().empty());
  for (const std::size_t window : kWindows) {
    CHECK(read_text("{\n\"a\":1}\n{\"a\":2}", window).notes() == Lines{"several_documents x2"});
    CHECK(read_text("{\"a\":1}\n[2,\r\n3]\n[4]", window).notes() == Lines{"several_documents x3"});
  }
}

TEST_CASE("a number that is the whole source is complete although it touches the end") {
  check_reading("12", {"0 number $ 12", "2 end"});
  check_reading(" -2.5e1", {"1 number $ -25", "7 end"});
  check_reading("12\n", {"0 number $ 12", "2 end"});
}

TEST_CASE("a byte order mark, CRLF, blanks around and NUL bytes behind do not matter") {
  check_reading("\xEF\xBB\xBF{\"a\":1}", {"3 { $", "8 number $.a 1", "9 } $", "10 end"});
  check_reading("\xEF\xBB\xBF\r\n{\r\n\t\"a\" : 1\r\n}\r\n \t",
                {"5 { $", "15 number $.a 1", "18 } $", "19 end"});
  check_reading("  \n\n [ ]  \n ", {"5 [ $", "7 ] $", "8 end"});
  check_reading(std::string("{\"a\":1}\n\0\0 \n\0", 13),
                {"0 { $", "5 number $.a 1", "6 } $", "7 end"}, {"trailing_blank_bytes x3 @8"});
}

TEST_CASE("texts that are not UTF-8 are mended and counted, in keys too") {
  check_reading("[\"a\xFFz\",\"\xE2\x82\",\"\xE2\x82\xAC\"]",
                {"0 [ $", "1 text $[*] a\xEF\xBF\xBDz", "7 text $[*] \xEF\xBF\xBD",
                 "12 text $[*] \xE2\x82\xAC", "17 ] $", "18 end"},
                {"invalid_utf8 x3 @1"});
  check_reading(
      "{\"k\xFF\":1,\"k\xFF\":2}",
      {"0 { $", "6 number $.k\xEF\xBF\xBD 1", "13 number $.k\xEF\xBF\xBD 2", "14 } $", "15 end"},
      {"invalid_utf8 x2 @1"});
}

TEST_CASE("half a surrogate pair is U+FFFD, a whole one is its character") {
  const std::string fffd = "\xEF\xBF\xBD";
  check_reading(
      R"(["\ud83d","\ude00","\ud83dx","\ud83d\n","\ud83d\ud83d\ude00","\uD83D\uDE00"])",
      {"0 [ $", "1 text $[*] " + fffd, "10 text $[*] " + fffd, "19 text $[*] " + fffd + "x",
       "29 text $[*] " + fffd + "\n", "40 text $[*] " + fffd + "\xF0\x9F\x98\x80",
       "61 text $[*] \xF0\x9F\x98\x80", "75 ] $", "76 end"},
      {"invalid_utf8 x5 @2"});
}

TEST_CASE("containers may be nested 512 deep and no deeper") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + "1" + std::string(depth, ']');
  };
  for (const std::size_t window : kWindows) {
    const Reading deep = read_text(nested(limits::kDepthMax), window);
    REQUIRE_FALSE(deep.error);
    CHECK(deep.is_sound);
    CHECK(deep.events.size() == 2 * limits::kDepthMax + 2);
    CHECK(read_text(nested(limits::kDepthMax - 1), window).is_sound);
    CHECK(read_text(nested(limits::kDepthMax + 1), window).summary() == "too_deep @512");
  }
  // Never closed, and far deeper than any stack.
  CHECK(read_text(std::string(300'000, '[')).summary() == "too_deep @512");
  std::string objects;
  for (int index = 0; index < 100'000; ++index) objects += "{\"a\":";
  CHECK(read_text(objects).summary() == "too_deep @2560");
}

TEST_CASE("a wide object is read key by key") {
  std::string text = "{";
  for (int index = 0; index < 100'000; ++index) {
    text += (index > 0 ? ",\"" : "\"") + std::to_string(index) + "\":" + std::to_string(index);
  }
  text += "}";
  const Reading reading = read_text(text);
  REQUIRE_FALSE(reading.error);
  REQUIRE(reading.events.size() == 100'003);
  CHECK(reading.events[77'778].line.find(" number $.77777 77777") != std::string::npos);
}

TEST_CASE("values at paths beyond the limit are left out with a note, and the rest is balanced") {
  std::string text = "{\"first\":0,\"many\":{";
  for (std::uint32_t index = 0; index < limits::kPathCountMax; ++index) {
    text += (index > 0 ? ",\"" : "\"") + std::to_string(index) + "\":1";
  }
  text += "},\"late\":{\"x\":[2]},\"first\":3}";
  class CountingSink final : public EventSink {
   public:
    void take(const EventBatch& batch) override {
      for (const Event& event : batch.events) {
        begins += event.kind == EventKind::begin_object ? 1u : 0u;
        ends += event.kind == EventKind::end_object ? 1u : 0u;
        if (event.kind == EventKind::number) {
          ++numbers;
          last = event;
        }
        has_lost_path = has_lost_path || event.path == kNoPath;
      }
    }
    std::uint32_t begins = 0;
    std::uint32_t ends = 0;
    std::uint32_t numbers = 0;
    Event last{};
    bool has_lost_path = false;
  } sink;
  KeyTree keys;
  MemorySource source(text);
  const auto result = read_json(source, keys, sink);
  REQUIRE(result.ok());
  // The root, "first" and "many" take three places of the tree, so three of many are lost, and [2].
  CHECK(sink.numbers == limits::kPathCountMax - 1);
  REQUIRE(result.value().notes.size() == 1);
  CHECK(result.value().notes[0].code == NoteCode::too_many_paths);
  CHECK(result.value().notes[0].count == 4);
  CHECK(sink.begins == 2);
  CHECK(sink.ends == 2);
  CHECK_FALSE(sink.has_lost_path);
  CHECK(keys.key(sink.last.path) == "first");
}

namespace {

// Writes random documents, and what must be read from them, side by side.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  std::string text;
  Lines lines;

  void documents() {
    const std::size_t count = 1 + random_() % 4;
    const bool is_spaced = random_() % 2 == 0;
    for (std::size_t index = 0; index < count; ++index) {
      container("$", 0);
      lines.push_back(std::to_string(text.size()) + " end");
      if (is_spaced) blanks(1);
    }
  }

 private:
  void blanks(std::size_t least = 0) {
    const std::string_view kinds[] = {" ", "\n", "\r\n", "\t", "    ", "\n            "};
    const std::size_t count = random_() % 3 == 0 ? random_() % 4 : 0;
    for (std::size_t index = 0; index < std::max(count, least); ++index)
      text += kinds[random_() % 6];
  }

  void line(std::string_view what) {
    lines.push_back(std::to_string(text.size()) + ' ' + std::string(what));
  }

  void container(const std::string& path, int depth) {
    const bool is_array = random_() % 2 == 0;
    line((is_array ? "[ " : "{ ") + path);
    text += is_array ? '[' : '{';
    blanks();
    const std::size_t count = random_() % 5;
    for (std::size_t index = 0; index < count; ++index) {
      if (index > 0) text += ',';
      blanks();
      if (is_array) {
        value(path + "[*]", depth);
      } else {
        const std::string key = string();
        blanks();
        text += ':';
        blanks();
        value(path + "." + key, depth);
      }
      blanks();
    }
    line((is_array ? "] " : "} ") + path);
    text += is_array ? ']' : '}';
  }

  void value(const std::string& path, int depth) {
    switch (random_() % (depth < 6 ? 9 : 7)) {
      case 0:
        line("null " + path);
        text += "null";
        break;
      case 1: {
        const bool is_true = random_() % 2 == 0;
        line("boolean " + path + (is_true ? " 1" : " 0"));
        text += is_true ? "true" : "false";
        break;
      }
      case 2: {
        const std::size_t at = text.size();
        const std::string expected = string();
        lines.push_back(std::to_string(at) + " text " + path + ' ' + expected);
        break;
      }
      case 3:
      case 4:
      case 5: {
        const std::string number =
            std::to_string(static_cast<int>(random_() % 2'000'001) - 1'000'000);
        line("number " + path + ' ' + number);
        text += number;
        break;
      }
      case 6: {
        // Sixteenths are exact in binary and in decimal.
        const double value = static_cast<double>(random_() % 100'000) / 16;
        char number[32];
        std::snprintf(number, sizeof number, "%.4f", value);
        line("number " + path + ' ' + number_text(value));
        text += number;
        break;
      }
      default:
        container(path, depth + 1);
    }
  }

  // Appends a string in quotes and returns what it means.
  std::string string() {
    struct Piece {
      std::string_view written;
      std::string_view meant;
    };
    static constexpr Piece kPieces[] = {
        {"a", "a"},
        {"loss", "loss"},
        {",", ","},
        {"{[", "{["},
        {"]}", "]}"},
        {":", ":"},
        {" ", " "},
        {"\\\"", "\""},
        {"\\\\", "\\"},
        {"\\u0041", "A"},
        {"\\u20AC", "\xE2\x82\xAC"},
        {"\xC3\xA9", "\xC3\xA9"},
        {"\\ud83d\\ude00", "\xF0\x9F\x98\x80"},
        {"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"},
        {"a longer piece of text than a register", "a longer piece of text than a register"},
        {"\\\\\\\"", "\\\""},
        {"\x7F", "\x7F"}};
    std::string meant;
    text += '"';
    const std::size_t count = random_() % 6;
    for (std::size_t index = 0; index < count; ++index) {
      const Piece& piece = kPieces[random_() % std::size(kPieces)];
      text += piece.written;
      meant += piece.meant;
    }
    text += '"';
    return meant;
  }

  std::mt19937 random_;
};

}  // namespace

TEST_CASE("random documents are read as they were meant, in any window") {
  for (unsigned seed = 1; seed <= 400; ++seed) {
    INFO("seed " << seed);
    Generator generator(seed);
    generator.documents();
    INFO(generator.text);
    for (const std::size_t window :
         {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{64}, std::size_t{4096}}) {
      const Reading reading = read_text(generator.text, window);
      REQUIRE_FALSE(reading.error);
      REQUIRE(reading.is_sound);
      REQUIRE(reading.lines() == generator.lines);
    }
  }
}

TEST_CASE("damaged documents give the same events or the same error in any window") {
  const unsigned seed = 7;
  std::mt19937 random(seed);
  constexpr char kDamage[] = " \n\r\t{}[],:\"\\eE+-.0123456789truefalsnN\0\x01\x80\xFF'<";
  const std::string_view bytes(kDamage, sizeof kDamage - 1);
  std::size_t rejected = 0;
  for (unsigned round = 0; round < 600; ++round) {
    Generator generator(round);
    generator.documents();
    std::string text = generator.text;
    const std::size_t damages = 1 + random() % 3;
    for (std::size_t index = 0; index < damages && !text.empty(); ++index) {
      const std::size_t at = random() % text.size();
      const char byte = bytes[random() % bytes.size()];
      switch (random() % 3) {
        case 0:
          text[at] = byte;
          break;
        case 1:
          text.insert(text.begin() + static_cast<std::ptrdiff_t>(at), byte);
          break;
        default:
          text.erase(at, 1);
      }
    }
    INFO("seed " << seed << ", round " << round);
    INFO(text);
    const std::string whole = read_text(text).summary();
    rejected += read_text(text).error ? 1u : 0u;
    for (const std::size_t window : kWindows) {
      CAPTURE(window);
      REQUIRE(read_text(text, window).summary() == whole);
    }
  }
  // Enough of both, or the test shows nothing.
  CHECK(rejected > 120);
  CHECK(rejected < 560);
}

TEST_CASE("texts longer than the window make it grow") {
  const std::string plain(100'000, 'x');
  std::string escaped;
  std::string meant;
  for (int index = 0; index < 20'000; ++index) {
    escaped += index % 3 == 0 ? "\\\"" : index % 3 == 1 ? "\\\\" : ", ";
    meant += index % 3 == 0 ? "\"" : index % 3 == 1 ? "\\" : ", ";
  }
  const std::string text = "{\"a\":\"" + plain + "\",\"b\":\"" + escaped + "\",\"c\":1}";
  for (const std::size_t window : kWindows) {
    const Reading reading = read_text(text, window);
    REQUIRE_FALSE(reading.error);
    REQUIRE(reading.events.size() == 6);
    CHECK(reading.events[1].line == "5 text $.a " + plain);
    CHECK(reading.events[2].line == "100012 text $.b " + meant);
    CHECK(reading.events[3].kind == EventKind::number);
  }
}

TEST_CASE("one line of many documents without a comma is read through small windows") {
  std::string text;
  for (int index = 0; index < 20'000; ++index) text += "{\"a\":1}";
  const Reading reading = read_text(text, 64);
  REQUIRE_FALSE(reading.error);
  CHECK(reading.report.document_count == 20'000);
}

TEST_CASE("a token of 64 MB is read, a larger one is refused at its first byte") {
  const auto text_of = [](std::size_t token) {
    return "[1,\"" + std::string(token - 2, 'x') + "\"]";
  };
  const std::string longest = text_of(limits::kTokenBytesMax);
  const std::string too_long = text_of(limits::kTokenBytesMax + 1);
  CHECK(read_text(longest).events.size() == 5);
  // In steps, at once, and in a window that ends where the text does.
  for (const std::size_t window : {limits::kWindowBytes, too_long.size() * 2, too_long.size()}) {
    CAPTURE(window);
    CHECK(read_text(too_long, window).summary() == "token_too_long @3");
  }
  // A key counts as well, and so does a number; and a text that never ends is too long first.
  const std::string key = "{\"a\":1,\"" + std::string(limits::kTokenBytesMax, 'k') + "\":2}";
  CHECK(read_text(key).summary() == "token_too_long @7");
  const std::string number = "[1," + std::string(limits::kTokenBytesMax + 1, '7') + "]";
  CHECK(read_text(number).summary() == "token_too_long @3");
  const std::string endless = "[1,\"" + std::string(limits::kTokenBytesMax, 'x');
  for (const std::size_t window : {limits::kWindowBytes, endless.size(), endless.size() + 1}) {
    CAPTURE(window);
    CHECK(read_text(endless, window).summary() == "token_too_long @3");
  }
}

TEST_CASE("a source that cannot be read to its end is refused where reading failed") {
  class BreakingSource final : public ByteSource {
   public:
    explicit BreakingSource(std::uint64_t breaks_at) : breaks_at_(breaks_at) {}
    Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) override {
      if (offset + out.size() > breaks_at_) return Error{ErrorCode::read_failed, breaks_at_};
      for (char& byte : out) byte = offset++ % 2 == 0 ? '1' : ' ';
      return out.size();
    }

   private:
    std::uint64_t breaks_at_;
  };
  for (const std::uint64_t breaks_at : {0u, 1u, 100u, 10'000u}) {
    BreakingSource source(breaks_at);
    CHECK(read_source(source, 64).summary() == "read_failed @" + std::to_string(breaks_at));
  }
}

TEST_CASE("notes name the source they were asked to name") {
  KeyTree keys;
  RecordingSink sink(keys);
  MemorySource source("[NaN]");
  const auto result = read_json(source, keys, sink, {.source = 7});
  REQUIRE(result.ok());
  REQUIRE(result.value().notes.size() == 1);
  CHECK(result.value().notes[0].source == 7);
}
