// From a byte to a line, a column and an excerpt.
#include <string>
#include <string_view>

#include "base/limits.h"
#include "catch.h"
#include "input/locate.h"

using namespace ckpt;

namespace {

// The same in pieces of any size.
Place place_in(std::string_view text, std::uint64_t offset) {
  const auto found_in = [&](std::size_t piece) {
    PlaceFinder finder(offset);
    for (std::size_t at = 0; at < text.size(); at += piece) {
      if (!finder.feed(text.substr(at, piece))) break;
    }
    return std::move(finder).finish().front();
  };
  const Place place = found_in(text.size() + 1);
  for (const std::size_t piece : {1U, 2U, 7U, 64U, 4096U}) {
    CAPTURE(piece);
    const Place again = found_in(piece);
    CHECK(again.line == place.line);
    CHECK(again.column == place.column);
    CHECK(again.excerpt == place.excerpt);
    CHECK(again.excerpt_caret == place.excerpt_caret);
  }
  return place;
}

}  // namespace

TEST_CASE("line and column count from one, in characters") {
  struct Case {
    std::string_view text;
    std::uint64_t offset;
    std::uint64_t line;
    std::uint64_t column;
    std::string_view excerpt;
    std::uint32_t caret;
  };
  const Case cases[] = {
      {"", 0, 1, 1, "", 0},
      {"abc", 0, 1, 1, "abc", 0},
      {"abc", 2, 1, 3, "abc", 2},
      {"abc", 3, 1, 4, "abc", 3},
      {"ab\ncd", 2, 1, 3, "ab", 2},
      {"ab\ncd", 3, 2, 1, "cd", 0},
      {"ab\ncd\n", 6, 3, 1, "", 0},
      {"ab\r\ncd", 2, 1, 3, "ab", 2},
      {"ab\r\ncd", 4, 2, 1, "cd", 0},
      {"ab\r\ncd", 5, 2, 2, "cd", 1},
      {"ab\rcd", 3, 2, 1, "cd", 0},
      {"a\r\r\nb\n\nc", 7, 5, 1, "c", 0},
      // A BOM is no character of the line.
      {"\xEF\xBB\xBF{}", 3, 1, 1, "{}", 0},
      {"\xEF\xBB\xBF{}", 4, 1, 2, "{}", 1},
      {"\xEF\xBB\xBF{\nx}", 6, 2, 2, "x}", 1},
      // Characters, not bytes: e acute has two, an emoji four.
      {"\xC3\xA9\xC3\xA9!", 4, 1, 3, "\xC3\xA9\xC3\xA9!", 2},
      {"\xF0\x9F\x98\x80!", 4, 1, 2, "\xF0\x9F\x98\x80!", 1},
      // What cannot be printed is shown as something that can.
      {"a\tb\x01"
       "c",
       4, 1, 5, "a b c", 4},
      {"a\xFFz", 2, 1, 3, "a\xEF\xBF\xBDz", 2},
  };
  for (const Case& expected : cases) {
    CAPTURE(expected.text, expected.offset);
    const Place place = place_in(expected.text, expected.offset);
    CHECK(place.offset_bytes == expected.offset);
    CHECK(place.line == expected.line);
    CHECK(place.column == expected.column);
    CHECK(place.excerpt == expected.excerpt);
    CHECK(place.excerpt_caret == expected.caret);
  }
}

TEST_CASE("a long line is shortened around the place, and no character is cut") {
  std::string text = "{\n";
  for (int index = 0; index < 100; ++index) text += "\xE2\x82\xAC";  // euro signs, three bytes each
  text += '!';
  for (int index = 0; index < 100; ++index) text += "\xE2\x82\xAC";
  const Place place = place_in(text, 2 + 300);
  CHECK(place.line == 2);
  CHECK(place.column == 101);
  CHECK(place.excerpt.size() <= limits::kExcerptBytes);
  const std::string left = "\xE2\x80\xA6\xE2\x82\xAC";
  CHECK(place.excerpt.substr(0, left.size()) == left);
  CHECK(place.excerpt.find("\xEF\xBF\xBD") == std::string::npos);
  // The caret counts characters.
  const std::size_t mark = place.excerpt.find('!');
  REQUIRE(mark != std::string::npos);
  CHECK(mark == std::size_t{place.excerpt_caret} * 3);
  CHECK(place.excerpt.substr(place.excerpt.size() - 3) == "\xE2\x80\xA6");
}

TEST_CASE("lines are counted across the blocks that are read") {
  // A CRLF lies across the border of 64 KB, whatever the padding in front.
  for (const std::size_t padding : {65533u, 65534u, 65535u, 65536u, 65537u}) {
    CAPTURE(padding);
    const std::string text =
        std::string(padding, 'x') + "\r\n" + std::string(70'000, 'y') + "\r\nz";
    const Place place = place_in(text, text.size() - 1);
    CHECK(place.line == 3);
    CHECK(place.column == 1);
    CHECK(place.excerpt == "z");
    const Place second = place_in(text, padding + 2);
    CHECK(second.line == 2);
    CHECK(second.column == 1);
    const Place inside = place_in(text, padding + 1);
    CHECK(inside.line == 1);
    CHECK(inside.column == padding + 2);
  }
}

TEST_CASE("a place is the same as counting byte by byte would give") {
  std::string text;
  const std::string_view pieces[] = {"{", "\r", "\n", "\r\n", "ab", "\xC3\xA9", ","};
  std::uint32_t random = 12345;
  for (int index = 0; index < 3000; ++index) {
    random = random * 1664525 + 1013904223;
    text += pieces[(random >> 24) % 7];
  }
  std::uint64_t line = 1;
  std::uint64_t column = 1;
  bool all_same = true;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const Place place = place_in(text, at);
    all_same = all_same && place.line == line && place.column == column;
    const bool ends =
        text[at] == '\n' || (text[at] == '\r' && (at + 1 == text.size() || text[at + 1] != '\n'));
    if (ends) {
      ++line;
      column = 1;
    } else if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) {
      ++column;
    }
  }
  CHECK(all_same);
}

TEST_CASE("a source that breaks off before its place still has one, without an excerpt") {
  PlaceFinder finder(42);
  CHECK(finder.feed("{\n  \"loss\""));
  const Place place = std::move(finder).finish().front();
  CHECK(place.offset_bytes == 42);
  CHECK(place.line == 2);
  CHECK(place.column == 9);
  CHECK(place.excerpt.empty());
}

TEST_CASE("no more of a source is wanted than its place and the excerpt need") {
  const std::string text(10'000, 'x');
  PlaceFinder finder(100);
  CHECK(finder.feed(std::string_view(text).substr(0, 150)));
  CHECK_FALSE(finder.feed(std::string_view(text).substr(150, 1000)));
}
