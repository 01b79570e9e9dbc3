// Broken UTF-8: what is counted and what is put in its place.
#include <string_view>

#include "catch.h"
#include "input/utf8.h"

using namespace ckpt;

TEST_CASE("broken UTF-8 becomes one U+FFFD for each piece, as browsers do it") {
  struct Case {
    std::string_view text;
    std::size_t invalid;
    std::string_view mended;
  };
  const Case cases[] = {
      {"", 0, ""},
      {"plain", 0, "plain"},
      {"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", 0, "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"},
      {"\xEE\x80\x80\xF4\x8F\xBF\xBF", 0, "\xEE\x80\x80\xF4\x8F\xBF\xBF"},
      {"a\x80z", 1, "a\xEF\xBF\xBDz"},
      {"\xFF\xFE", 2, "\xEF\xBF\xBD\xEF\xBF\xBD"},
      // A sequence that breaks off is one piece ...
      {"\xE2\x82", 2, "\xEF\xBF\xBD"},
      {"\xE2\x82z", 2, "\xEF\xBF\xBDz"},
      {"\xF0\x9F\x98z", 3, "\xEF\xBF\xBDz"},
      {"\xC3", 1, "\xEF\xBF\xBD"},
      // ... but overlong forms, surrogates and what lies beyond Unicode never begin one.
      {"\xC0\xAF", 2, "\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"\xE0\x80\xAF", 3, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"\xED\xA0\x80", 3, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"\xF4\x90\x80\x80", 4, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"\xF5\x80", 2, "\xEF\xBF\xBD\xEF\xBF\xBD"},
  };
  for (const Case& expected : cases) {
    CAPTURE(expected.text);
    CHECK(count_invalid_utf8(expected.text) == expected.invalid);
    CHECK(mended_utf8(expected.text) == expected.mended);
    CHECK(count_invalid_utf8(mended_utf8(expected.text)) == 0);
  }
  CHECK(utf8_length("\xE2\x82\xACx") == 3);
  CHECK(utf8_length("\x80") == 0);
}
