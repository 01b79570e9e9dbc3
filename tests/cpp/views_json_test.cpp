// The JSON that leaves the engine: exact numbers, valid text, enums spelled as web/api/types.js
// does.
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "catch.h"
#include "views/json_writer.h"
#include "views/names.h"

namespace {

std::string number(double value) {
  ckpt::JsonWriter json;
  json.number(value);
  return std::move(json).take();
}

std::string text(std::string_view value) {
  ckpt::JsonWriter json;
  json.text(value);
  return std::move(json).take();
}

}  // namespace

TEST_CASE("whole numbers are written without a fraction, others with their own digits") {
  CHECK(number(0) == "0");
  CHECK(number(-0.0) == "-0.0");
  CHECK(number(5) == "5");
  CHECK(number(-1200) == "-1200");
  CHECK(number(9007199254740991.0) == "9007199254740991");
  CHECK(number(0.1) == "0.1");
  CHECK(number(0.32) == "0.32");
  CHECK(number(2.5e-7) == "2.5e-7");
  CHECK(number(std::nan("")) == "\"NaN\"");
  CHECK(number(std::numeric_limits<double>::infinity()) == "\"Infinity\"");
  CHECK(number(-std::numeric_limits<double>::infinity()) == "\"-Infinity\"");
}

TEST_CASE("every double reads back as the same bits") {
  std::uint64_t state = 88172645463325252ULL;
  std::vector<double> values{std::numeric_limits<double>::max(),
                             std::numeric_limits<double>::min(),
                             std::numeric_limits<double>::denorm_min(),
                             9007199254740992.0,
                             9007199254740993.0,
                             1e21,
                             1e22,
                             123456789012345680000.0,
                             0.1 + 0.2};
  while (values.size() < 20'000) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    double value;
    std::memcpy(&value, &state, sizeof value);
    if (std::isfinite(value)) values.push_back(value);
  }
  std::size_t wrong = 0;
  for (const double value : values) {
    if (std::strtod(number(value).c_str(), nullptr) != value) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("text leaves as valid UTF-8, whatever it was") {
  CHECK(text("") == "\"\"");
  CHECK(text("loss \"x\"\n") == "\"loss \\\"x\\\"\\n\"");
  CHECK(text("\xE6\x8D\x9F\xE5\xA4\xB1") == "\"\xE6\x8D\x9F\xE5\xA4\xB1\"");
  const std::string mark = "\xEF\xBF\xBD";
  CHECK(text("a\xFF"
             "b") == "\"a" + mark + "b\"");
  CHECK(text("\xC0\xAF") == "\"" + mark + mark + "\"");             // overlong
  CHECK(text("\xED\xA0\x80") == "\"" + mark + mark + mark + "\"");  // a surrogate
  CHECK(text("\xF0\x9F\x98") == "\"" + mark + "\"");                // cut
  CHECK(text("\xF0\x9F\x98\x80") == "\"\xF0\x9F\x98\x80\"");
  CHECK(text("\xF4\x90\x80\x80") == "\"" + mark + mark + mark + mark + "\"");  // beyond U+10FFFF
}

TEST_CASE("times leave as ISO 8601 in UTC") {
  CHECK(ckpt::iso_text(0) == "1970-01-01T00:00:00Z");
  CHECK(ckpt::iso_text(1721764800) == "2024-07-23T20:00:00Z");
  CHECK(ckpt::iso_text(1709164799.25) == "2024-02-28T23:59:59.250Z");
  CHECK(ckpt::iso_text(1709164800) == "2024-02-29T00:00:00Z");
  CHECK(ckpt::iso_text(978307200) == "2001-01-01T00:00:00Z");
  CHECK(ckpt::iso_text(-1) == "1969-12-31T23:59:59Z");
  CHECK(ckpt::iso_text(951782400) == "2000-02-29T00:00:00Z");
  CHECK(ckpt::iso_text(-62135596800.0) == "0001-01-01T00:00:00Z");
  CHECK(ckpt::iso_text(253402300799.0) == "9999-12-31T23:59:59Z");
  CHECK(ckpt::iso_text(253402300799.9999) == "9999-12-31T23:59:59.999Z");
  CHECK(ckpt::iso_text(253402300800.0).empty());
  CHECK(ckpt::iso_text(std::nan("")).empty());
}

TEST_CASE("directions are named as they are read") {
  for (const auto direction :
       {ckpt::Direction::unknown, ckpt::Direction::lower, ckpt::Direction::higher}) {
    CHECK(ckpt::direction_named(ckpt::json_name(direction)) == direction);
  }
  CHECK(ckpt::direction_named("") == ckpt::Direction::unknown);
}
