// Places of many notes at once must be the places that an error at the same byte would have.
#include <cstdint>
#include <string>
#include <vector>

#include "catch.h"
#include "input/locate.h"

namespace {

std::vector<ckpt::Place> places(std::string_view text, const std::vector<std::uint64_t>& offsets,
                                std::size_t window) {
  ckpt::PlaceFinder finder(offsets);
  for (std::size_t at = 0; at < text.size(); at += window) {
    if (!finder.feed(text.substr(at, window))) break;
  }
  return std::move(finder).finish();
}

}  // namespace

TEST_CASE("lines end at LF, CRLF and CR, and columns count characters") {
  const std::string text =
      "\xEF\xBB\xBF"
      "ab\ncd\r\n\xC3\xA9"
      "f\rg";
  struct Expected {
    std::uint64_t offset, line, column;
  };
  const std::vector<Expected> all{{3, 1, 1},  {4, 1, 2},  {6, 2, 1},  {8, 2, 3},
                                  {10, 3, 1}, {12, 3, 2}, {14, 4, 1}, {15, 4, 2}};
  for (const std::size_t window : {1U, 3U, 5U, 4096U}) {
    for (const Expected& expected : all) {
      CAPTURE(window, expected.offset);
      const auto found = places(text, {expected.offset}, window);
      REQUIRE(found.size() == 1);
      CHECK(found[0].line == expected.line);
      CHECK(found[0].column == expected.column);
    }
  }
}

TEST_CASE("places of many bytes agree with locate, in whatever order they are asked for") {
  std::uint64_t state = 5;
  const auto random = [&](std::uint64_t bound) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (state >> 33) % bound;
  };
  const std::string pieces[] = {"a", "\n", "\r", "\r\n", "\xC3\xA9", "\xE6\x8D\x9F", "b,", "\n\n"};
  for (int round = 0; round < 20; ++round) {
    CAPTURE(round);
    std::string text = round % 2 == 0 ? "\xEF\xBB\xBF" : "";
    std::vector<std::uint64_t> offsets;
    for (int i = 0; i < 300; ++i) {
      if (random(4) == 0) offsets.push_back(text.size());  // always where a character begins
      text += pieces[random(8)];
    }
    for (std::size_t i = offsets.size(); i > 1; --i) std::swap(offsets[i - 1], offsets[random(i)]);
    // A place between CR and LF is nothing that a token begins with.
    std::vector<std::uint64_t> asked;
    for (const std::uint64_t offset : offsets) {
      if (text[offset] != '\n') asked.push_back(offset);
    }
    const auto found = places(text, asked, 1 + random(64));
    REQUIRE(found.size() == asked.size());
    for (std::size_t i = 0; i < asked.size(); ++i) {
      CAPTURE(asked[i]);
      ckpt::PlaceFinder finder(asked[i]);
      finder.feed(text);
      const ckpt::Place expected = std::move(finder).finish().front();
      CHECK(found[i].line == expected.line);
      CHECK(found[i].column == expected.column);
    }
  }
}

TEST_CASE("a place that the source does not have has line 0") {
  const auto found = places("ab\ncd", {100, 3}, 2);
  CHECK(found[0].line == 0);
  CHECK(found[1].line == 2);
}
