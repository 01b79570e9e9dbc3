// Sources that end too early: what was complete is delivered, nothing is invented, and the end is
// balanced and noted.
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "input_recording.h"

using namespace ckpt;
using namespace ckpt::test;

namespace {

using Lines = std::vector<std::string>;

void check_cut(std::string_view text, const Lines& lines) {
  CAPTURE(text);
  for (const std::size_t window : kWindows) {
    CAPTURE(window);
    const Reading reading = read_text(text, window);
    REQUIRE_FALSE(reading.error);
    CHECK(reading.is_sound);
    CHECK(reading.report.is_cut);
    CHECK(reading.lines() == lines);
    CHECK(reading.notes() == Lines{"truncated x1 @" + std::to_string(text.size())});
  }
}

}  // namespace

TEST_CASE("a cut delivers what is complete, then says so, then ends what is open") {
  check_cut(R"({"a":1,"b":[2,)", {"0 { $", "5 number $.a 1", "11 [ $.b", "12 number $.b[*] 2",
                                  "14 cut $.b", "14 ] $.b", "14 } $", "14 end"});
  check_cut(R"([[1],[2)", {"0 [ $", "1 [ $[*]", "2 number $[*][*] 1", "3 ] $[*]", "5 [ $[*]",
                           "7 cut $[*]", "7 ] $[*]", "7 ] $", "7 end"});
}

TEST_CASE("a number that touches the cut might go on, so it is not delivered") {
  const Lines lines{"0 { $", "5 number $.a 1"};
  for (const std::string_view number :
       {"0", "0.", "0.1", "0.12", "-", "-1", "1e", "1e-", "1e-5", "12345678", "1234567890123", "N",
        "Na", "I", "Infinit", "-I", "-Infinit"}) {
    const std::string text = R"({"a":1,"b":)" + std::string(number);
    const std::string end = std::to_string(text.size());
    check_cut(text, {lines[0], lines[1], end + " cut $", end + " } $", end + " end"});
  }
}

TEST_CASE("words and strings are complete with their last byte, and not before") {
  for (const auto& [text, line] :
       std::vector<std::pair<std::string, std::string>>{{"[1,true", "3 boolean $[*] 1"},
                                                        {"[1,false", "3 boolean $[*] 0"},
                                                        {"[1,null", "3 null $[*]"},
                                                        {"[1,\"ab\"", "3 text $[*] ab"}}) {
    const std::string end = std::to_string(text.size());
    check_cut(text, {"0 [ $", "1 number $[*] 1", line, end + " cut $", end + " ] $", end + " end"});
  }
  for (const std::string_view text : {"[1,tru", "[1,fals", "[1,n", "[1,\"", "[1,\"ab", "[1,\"a\\",
                                      "[1,\"a\\u", "[1,\"a\\u00e", "[1,\"\\ud83d", "[1,\"\\ud83d\\",
                                      "[1,\"\\ud83d\\u", "[1,\"\\ud83d\\ude0", "[1,\"\xE2\x82"}) {
    CAPTURE(text);
    const Reading reading = read_text(text, 4);
    REQUIRE_FALSE(reading.error);
    CHECK(reading.report.is_cut);
    CHECK(reading.events.size() == 5);
    CHECK(reading.report.notes[0].offset_bytes == text.size());
  }
}

TEST_CASE("a key without its value leaves no trace") {
  for (const std::string_view text :
       {R"({"a":1,"b)", R"({"a":1,"b")", R"({"a":1,"b":)", R"({"a":1,)"}) {
    const std::string end = std::to_string(text.size());
    check_cut(text, {"0 { $", "5 number $.a 1", end + " cut $", end + " } $", end + " end"});
  }
}

TEST_CASE("the last line of a log that is still written may be cut anywhere") {
  const std::string head = "{\"a\":1}\n";
  const Lines first{"0 { $", "5 number $.a 1", "6 } $", "7 end"};
  const auto with = [&first](Lines more) {
    more.insert(more.begin(), first.begin(), first.end());
    return more;
  };
  check_cut(head + "{\"a\":2", with({"8 { $", "14 cut $", "14 } $", "14 end"}));
  check_cut(head + "{", with({"8 { $", "9 cut $", "9 } $", "9 end"}));
  check_cut(head + "nul", with({"11 cut $", "11 end"}));
  check_cut(head + "0.25", with({"12 cut $", "12 end"}));
  const Reading whole = read_text(head + "{\"a\":2}");
  CHECK_FALSE(whole.report.is_cut);
  CHECK(whole.report.document_count == 2);
}

TEST_CASE("NUL bytes behind a cut are the end of the source") {
  const std::string text("{\"a\":1,\"b\":0.12\0\0\0\n\0", 20);
  for (const std::size_t window : kWindows) {
    const Reading reading = read_text(text, window);
    REQUIRE_FALSE(reading.error);
    CHECK(reading.lines() == Lines{"0 { $", "5 number $.a 1", "15 cut $", "15 } $", "15 end"});
    CHECK(reading.notes() == Lines{"trailing_blank_bytes x4 @15", "truncated x1 @15"});
    CHECK(reading.report.size_bytes == 20);
  }
  const Reading in_string = read_text(std::string_view("[1,\"ab\\u00\0\0", 12));
  CHECK(in_string.lines() == Lines{"0 [ $", "1 number $[*] 1", "10 cut $", "10 ] $", "10 end"});
}

TEST_CASE("a source that is cut before its first value is refused at its end") {
  for (const std::size_t window : kWindows) {
    CHECK(read_text("{", window).summary() == "syntax @1");
    CHECK(read_text("[ [ {}", window).summary() == "syntax @6");
    CHECK(read_text("{\"a\":", window).summary() == "syntax @5");
    CHECK(read_text("{\"a\": 12", window).summary() == "syntax @8");
    CHECK(read_text("{\"a", window).summary() == "unterminated_string @3");
    CHECK(read_text("[\"a\\u12", window).summary() == "unterminated_string @7");
  }
}

TEST_CASE("every prefix of a document gives the values before it and no other") {
  const std::string documents[] = {
      R"({"log_history": [ {"epoch": 0.5, "loss": 2.25, "step": 10, "note": "a\"b\\ \u00e9 \ud83d\ude00"},)"
      "\r\n\t"
      R"({"loss": -1.5e-3, "ok": true, "x": [1, [2, [], {}], NaN, -Infinity, null]} ],)"
      "\n"
      R"("best": 9007199254740993, "": {"": false}})",
      "{\"step\":1,\"loss\":0.5}\n{\"step\":2,\"loss\":0.25}\n[true,\"\xE2\x82\xAC\"]\n12 \"x\"\n",
      "\xEF\xBB\xBF[{\"a\":[1,2,3]},{\"a\":[4,5,6]}]",
  };
  for (const std::string& document : documents) {
    const Reading whole = read_text(document);
    REQUIRE_FALSE(whole.error);
    Lines values;
    for (const RecordedEvent& event : whole.events) {
      if (event.is_scalar()) values.push_back(event.line);
    }
    for (std::size_t size = 0; size < document.size(); ++size) {
      CAPTURE(size);
      const std::string_view prefix = std::string_view(document).substr(0, size);
      const std::string summary = read_text(prefix).summary();
      for (const std::size_t window : kWindows)
        REQUIRE(read_text(prefix, window).summary() == summary);
      const Reading reading = read_text(prefix);
      Lines delivered;
      for (const RecordedEvent& event : reading.events) {
        if (event.is_scalar()) delivered.push_back(event.line);
      }
      REQUIRE(delivered.size() <= values.size());
      REQUIRE(delivered == Lines(values.begin(),
                                 values.begin() + static_cast<std::ptrdiff_t>(delivered.size())));
      if (reading.error) continue;
      REQUIRE(reading.is_sound);
      // Whatever was complete before the cut has been delivered: the next value begins so late that
      // it touches the cut or lies behind it.
      if (delivered.size() < values.size()) {
        const std::string& next = values[delivered.size()];
        const std::string& after =
            delivered.size() + 1 < values.size() ? values[delivered.size() + 1] : next;
        REQUIRE((std::stoul(after) >= size || after == next));
      }
      if (reading.report.is_cut) {
        REQUIRE(reading.report.notes[0].code == NoteCode::truncated);
        REQUIRE(reading.report.notes[0].offset_bytes == size);
      }
    }
  }
}

TEST_CASE("a prefix without a complete value is refused, all others are read") {
  const std::string document = R"({"log_history": [{"loss": 2.25, "step": 10}]})";
  for (std::size_t size = 1; size < document.size(); ++size) {
    CAPTURE(size);
    const Reading reading = read_text(std::string_view(document).substr(0, size));
    // 2.25 is complete once the comma behind it is there.
    const std::size_t first_value_end = document.find(", \"step");
    CHECK(reading.error.has_value() == (size <= first_value_end));
    if (!reading.error) CHECK(reading.report.is_cut);
  }
}
