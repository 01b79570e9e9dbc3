// The fixtures of the rules, read natively: the same verdicts and findings as in WebAssembly
// (tests/web/rules.test.js walks the same files).
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <rapidjson/document.h>

#include "catch.h"
#include "input/byte_source.h"
#include "session/session.h"

namespace ckpt {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::string text;
  std::FILE* file = std::fopen(path.c_str(), "rb");
  REQUIRE(file != nullptr);
  char buffer[4096];
  for (std::size_t size = 0; (size = std::fread(buffer, 1, sizeof buffer, file)) > 0;) {
    text.append(buffer, size);
  }
  std::fclose(file);
  return text;
}

rapidjson::Document parsed(const std::string& text) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseFullPrecisionFlag>(text.c_str());
  REQUIRE_FALSE(document.HasParseError());
  return document;
}

std::vector<fs::path> logs_below(const fs::path& folder) {
  std::vector<fs::path> logs;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".jsonl") logs.push_back(entry.path());
  }
  std::sort(logs.begin(), logs.end());
  return logs;
}

TEST_CASE("every fixture of a rule has its verdict and its findings, natively") {
  const auto logs = logs_below(fs::path(CKPT_FIXTURES_DIR) / "rules");
  REQUIRE(logs.size() > 40);
  for (const fs::path& log : logs) {
    const std::string rule = log.parent_path().filename().string();
    INFO(rule << "/" << log.filename().string());
    const auto expected = parsed(text_of(fs::path(log).replace_extension(".expected.json")));
    const std::string text = text_of(log);
    Session session;
    MemorySource source(text);
    REQUIRE(session.add(log.filename().string(), source, 0));
    const auto summary = parsed(session.summary());
    const auto& run = summary["runs"][0];
    INFO("verdict " << run["verdict"]["kind"].GetString());
    CHECK(std::string(expected["verdict"].GetString()) == run["verdict"]["kind"].GetString());
    if (expected.HasMember("keep")) {
      CHECK(expected["keep"].GetDouble() == run["verdict"]["recommended"]["step"].GetDouble());
    }
    std::vector<const rapidjson::Value*> said;
    for (const auto& finding : run["findings"].GetArray()) {
      if (rule == finding["rule"].GetString()) said.push_back(&finding);
    }
    REQUIRE(said.size() == expected["findings"].Size());
    for (rapidjson::SizeType i = 0; i < expected["findings"].Size(); ++i) {
      const auto& wanted = expected["findings"][i];
      const auto& found = *said[i];
      CHECK(std::string(wanted["severity"].GetString()) == found["severity"].GetString());
      const auto& metric = found["metric"];
      CHECK(std::string(wanted["metric"].GetString()) ==
            (metric.IsString() ? metric.GetString() : ""));
      if (wanted["fromStep"].IsNumber()) {
        CHECK(wanted["fromStep"].GetDouble() == found["fromStep"].GetDouble());
      }
    }
  }
}

}  // namespace
}  // namespace ckpt
