// What must hold for every fixture of every format: one description wins whatever the order of the
// registry, and whatever a file is cut down to, no value appears that the file does not state.
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "formats_support.h"

using namespace ckpt;
using namespace ckpt::test;

namespace {

struct Fixture {
  std::string name;
  std::string text;
};

std::vector<Fixture> all_fixtures() {
  namespace fs = std::filesystem;
  std::vector<Fixture> fixtures;
  for (const auto& entry : fs::recursive_directory_iterator(
           std::string{CKPT_FIXTURES_DIR} + "/formats")) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_regular_file() || name.find(".expected.") != std::string::npos) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    fixtures.push_back({entry.path().parent_path().filename().string() + "/" + name,
                        {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()}});
  }
  std::sort(fixtures.begin(), fixtures.end(),
            [](const Fixture& a, const Fixture& b) { return a.name < b.name; });
  return fixtures;
}

// Every number that a text spells, in or outside quotation marks.
std::set<double> numbers_in(const std::string& text) {
  const auto is_part = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == '+';
  };
  std::set<double> numbers = {0.0, 1.0};  // false and true
  for (std::size_t at = 0; at < text.size();) {
    if (!is_part(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_part(text[end])) ++end;
    if (const auto number = spelled_number(text.substr(at, end - at))) numbers.insert(*number);
    at = end;
  }
  return numbers;
}

std::string summary_of(const Reading& reading) {
  if (reading.error) return "rejected";
  std::string all;
  for (const Run& run : reading.runs) {
    all += run.name + " " + std::string{run.format};
    for (const Metric& metric : run.metrics) all += " " + metric.name;
    for (const Note& note : run.notes) all += " " + std::string{note_name(note.code)};
    all += "\n";
  }
  return all;
}

}  // namespace

TEST_CASE("the order of the registry decides nothing") {
  std::vector<const Format*> registry(formats().begin(), formats().end());
  const std::vector<Fixture> fixtures = all_fixtures();
  REQUIRE(fixtures.size() > 60);
  for (const Fixture& fixture : fixtures) {
    INFO(fixture.name);
    Reading reading = read_runs(fixture.text, fixture.name);
    if (reading.error) continue;  // a dialect that its own reader tests
    const std::string expected = summary_of(reading);
    for (std::size_t turn = 0; turn < 3; ++turn) {
      if (turn == 0) {
        std::reverse(registry.begin(), registry.end());
      } else {
        std::rotate(registry.begin(), registry.begin() + 7, registry.end());
      }
      auto runs = build_runs(*reading.tables, SourceInfo{fixture.name, 0}, registry);
      REQUIRE(runs.ok());
      reading.runs = std::move(runs.value());
      CHECK(summary_of(reading) == expected);
    }
  }
}

TEST_CASE("a cut file yields what it states up to the cut, or is refused") {
  std::size_t read_count = 0;
  for (const Fixture& fixture : all_fixtures()) {
    INFO(fixture.name);
    const std::set<double> stated = numbers_in(fixture.text);
    // Every place of short files; of long ones enough to meet every kind of place.
    const std::size_t stride = fixture.text.size() / 400 + 1;
    for (std::size_t end = 0; end < fixture.text.size(); end += stride) {
      INFO("cut at " << end);
      const Reading reading = read_runs(std::string_view{fixture.text}.substr(0, end));
      for (const Run& run : reading.runs) {
        for (const Metric& metric : run.metrics) {
          for (const double y : metric.series.points().y) {
            if (stated.count(y) == 0) FAIL(metric.name << " has the invented value " << y);
          }
        }
        ++read_count;
      }
    }
  }
  CHECK(read_count > 5'000);
}
