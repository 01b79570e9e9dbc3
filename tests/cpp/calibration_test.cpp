// The first trials of the calibration, asked again: they answer as they did when its table was
// kept.
#include <cmath>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>

#include <rapidjson/document.h>

#include "catch.h"
#include "cells.h"

namespace ckpt {
namespace {

TEST_CASE("the first trials of the calibration answer as in the table that is kept") {
  std::ifstream file(CKPT_CALIBRATION_FILE, std::ios::binary);
  REQUIRE(file);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  rapidjson::Document expected;
  expected.Parse(text.c_str());
  REQUIRE_FALSE(expected.HasParseError());
  CHECK(expected["trials"].GetUint64() >= 10'000);
  const auto cells = calibrate::cells();
  const auto counts = calibrate::count_all(calibrate::kFirstTrials);
  REQUIRE(expected["cells"].Size() == cells.size());
  for (rapidjson::SizeType i = 0; i < cells.size(); ++i) {
    const auto& kept = expected["cells"][i];
    INFO(cells[i].group << ", " << cells[i].name);
    CHECK(cells[i].name == kept["name"].GetString());
    // Mathematics libraries round the runs themselves differently: one answer may be another.
    const double difference =
        static_cast<double>(counts[i]) - static_cast<double>(kept["first"].GetUint64());
    CHECK(std::fabs(difference) <= 1.0);
    const double rate = kept["count"].GetDouble() / kept["trials"].GetDouble();
    CHECK(rate <= cells[i].rate_max);
    CHECK(rate >= cells[i].rate_min);
  }
}

}  // namespace
}  // namespace ckpt
