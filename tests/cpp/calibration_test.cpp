// The calibration that is kept (tests/calibrate/expected.json, `npm run calibrate`): its promises hold,
// and a few trials of every cell still agree with it.
#include <cmath>
#include <cstdio>
#include <string>

#include "catch.h"
#include "cells.h"
#include "rapidjson/document.h"

namespace ckpt {
namespace {

std::string text_of(const char* path) {
  std::string text;
  std::FILE* file = std::fopen(path, "rb");
  REQUIRE(file != nullptr);
  char buffer[4096];
  for (std::size_t size = 0; (size = std::fread(buffer, 1, sizeof buffer, file)) > 0;) {
    text.append(buffer, size);
  }
  std::fclose(file);
  return text;
}

TEST_CASE("the calibration that is kept has every cell, ten thousand trials and no broken promise") {
  rapidjson::Document kept;
  kept.Parse(text_of(CKPT_CALIBRATION).c_str());
  REQUIRE_FALSE(kept.HasParseError());
  const double trials = kept["trials"].GetDouble();
  CHECK(trials >= 10'000);
  const auto cells = calibrate::cells();
  REQUIRE(kept["cells"].Size() == cells.size());
  for (rapidjson::SizeType i = 0; i < kept["cells"].Size(); ++i) {
    const auto& cell = kept["cells"][i];
    INFO(cells[i].group << ", " << cells[i].name);
    CHECK(cells[i].name == cell["name"].GetString());
    const double rate = cell["count"].GetDouble() / trials;
    CHECK(rate <= cells[i].rate_max);
    CHECK(rate >= cells[i].rate_min);
  }
}

TEST_CASE("a few trials of every cell agree with the calibration that is kept") {
  constexpr std::uint64_t kTrials = 60;
  rapidjson::Document kept;
  kept.Parse(text_of(CKPT_CALIBRATION).c_str());
  REQUIRE_FALSE(kept.HasParseError());
  const double kept_trials = kept["trials"].GetDouble();
  const auto cells = calibrate::cells();
  const auto counts = calibrate::count_all(kTrials);
  REQUIRE(kept["cells"].Size() == counts.size());
  for (rapidjson::SizeType i = 0; i < kept["cells"].Size(); ++i) {
    const double trials = static_cast<double>(kTrials);
    const double expected = kept["cells"][i]["count"].GetDouble() / kept_trials;
    const double found = static_cast<double>(counts[i]) / trials;
    // Four standard errors, and one trial for rates near 0 and 1.
    const double bound = 4.0 * std::sqrt(expected * (1.0 - expected) / trials) + 1.5 / trials;
    INFO(cells[i].group << ", " << cells[i].name << ": " << found << ", kept " << expected);
    CHECK(std::fabs(found - expected) <= bound);
  }
}

}  // namespace
}  // namespace ckpt
