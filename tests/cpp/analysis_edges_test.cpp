// Files at the edges of what may be logged, from their bytes to the verdict: how many points a
// metric has then, which is best, and that nothing is lost silently.
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <rapidjson/document.h>

#include "base/limits.h"
#include "catch.h"
#include "input/byte_source.h"
#include "session/session.h"

namespace ckpt {
namespace {

rapidjson::Document read(std::string_view text) {
  Session session;
  MemorySource source(text);
  REQUIRE(session.add("log.jsonl", source, 1 << 16));
  const std::string json = session.summary();
  rapidjson::Document document;
  document.Parse<rapidjson::kParseFullPrecisionFlag>(json.data(), json.size());
  REQUIRE_FALSE(document.HasParseError());
  return document;
}

const rapidjson::Value* metric_of(const rapidjson::Value& run, std::string_view name) {
  for (const auto& metric : run["metrics"].GetArray()) {
    if (std::string_view(metric["name"].GetString()) == name) return &metric;
  }
  return nullptr;
}

std::uint64_t noted(const rapidjson::Value& run, std::string_view code) {
  for (const auto& note : run["notes"].GetArray()) {
    if (std::string_view(note["code"].GetString()) == code) return note["count"].GetUint64();
  }
  return 0;
}

struct Edge {
  const char* what;
  std::string text;
  const char* metric;
  std::uint64_t points;
  double best_at;  // step or epoch of the best value; NaN where there is none
  double best;
};

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

TEST_CASE("a file at an edge of what may be logged is read as it was meant and judged") {
  const std::vector<Edge> edges{
      {"no value", R"({"step":1,"loss":1,"eval_loss":null}
{"step":2,"loss":0.9,"eval_loss":null})",
       "loss", 2, 2, 0.9},
      {"one value", R"({"step":1,"loss":1}
{"step":2,"loss":0.9,"eval_loss":0.5})",
       "eval_loss", 1, 2, 0.5},
      {"two values", R"({"step":1,"loss":1,"eval_loss":0.5}
{"step":2,"loss":0.9,"eval_loss":0.4})",
       "eval_loss", 2, 2, 0.4},
      {"none of them finite", R"({"step":1,"eval_loss":NaN}
{"step":2,"eval_loss":Infinity}
{"step":3,"eval_loss":-Infinity})",
       "eval_loss", 0, kNone, kNone},
      {"all equal", R"({"step":1,"eval_loss":0.5}
{"step":2,"eval_loss":0.5}
{"step":3,"eval_loss":0.5})",
       "eval_loss", 3, 1, 0.5},
      {"zeros of both signs", R"({"step":1,"eval_loss":0.0}
{"step":2,"eval_loss":-0.0}
{"step":3,"eval_loss":0.0})",
       "eval_loss", 3, 1, 0.0},
      {"denormals", R"({"step":1,"eval_loss":5e-324}
{"step":2,"eval_loss":1e-310}
{"step":3,"eval_loss":2e-320})",
       "eval_loss", 3, 1, 5e-324},
      {"the largest numbers", R"({"step":1,"eval_loss":1e308}
{"step":2,"eval_loss":-1e308}
{"step":3,"eval_loss":1.7e308})",
       "eval_loss", 3, 2, -1e308},
      {"steps below zero", R"({"step":-20,"eval_loss":0.5}
{"step":-10,"eval_loss":0.4}
{"step":0,"eval_loss":0.6})",
       "eval_loss", 3, -10, 0.4},
      {"steps between whole ones", R"({"step":0.25,"eval_loss":0.5}
{"step":0.5,"eval_loss":0.4})",
       "eval_loss", 2, 0.5, 0.4},
      {"steps beyond 2^53", R"({"step":9007199254740992,"eval_loss":0.5}
{"step":9007199254740994,"eval_loss":0.4})",
       "eval_loss", 2, 9007199254740994.0, 0.4},
      {"epochs alone", R"({"epoch":1,"eval_loss":0.5}
{"epoch":2,"eval_loss":0.4}
{"epoch":3,"eval_loss":0.6})",
       "eval_loss", 3, 2, 0.4},
      {"a step that recurs keeps its last value", R"({"step":1,"eval_loss":0.1}
{"step":1,"eval_loss":0.5}
{"step":2,"eval_loss":0.4}
{"step":2,"eval_loss":0.7})",
       "eval_loss", 2, 1, 0.5},
      {"a file written newest first", R"({"step":3,"eval_loss":0.6}
{"step":2,"eval_loss":0.4}
{"step":1,"eval_loss":0.5})",
       "eval_loss", 3, 2, 0.4},
      {"a metric that appears late", R"({"step":1,"loss":1}
{"step":2,"loss":0.9}
{"step":3,"loss":0.8,"eval_loss":0.5}
{"step":4,"loss":0.7,"eval_loss":0.4})",
       "eval_loss", 2, 4, 0.4},
      {"numbers as texts", R"({"step":"1","eval_loss":"0.5"}
{"step":"2","eval_loss":"NaN"}
{"step":"3","eval_loss":"Infinity"}
{"step":"4","eval_loss":"0.4"})",
       "eval_loss", 2, 4, 0.4},
      {"flags among the numbers", R"({"step":1,"done":false,"eval_loss":0.5}
{"step":2,"done":true,"eval_loss":0.4})",
       "eval_loss", 2, 2, 0.4},
      {"a metric within objects", R"({"step":1,"eval":{"head":{"loss":0.5}}}
{"step":2,"eval":{"head":{"loss":0.4}}})",
       "eval/head/loss", 2, 2, 0.4},
      {"a name in another script",
       "{\"step\":1,\"eval_损失_loss\":0.5}\n"
       "{\"step\":2,\"eval_损失_loss\":0.4}",
       "eval_损失_loss", 2, 2, 0.4},
      {"the best at first", R"({"step":1,"eval_loss":0.4}
{"step":2,"eval_loss":0.5}
{"step":3,"eval_loss":0.6})",
       "eval_loss", 3, 1, 0.4},
      {"values below zero", R"({"step":1,"eval_log_likelihood":-300}
{"step":2,"eval_log_likelihood":-250}
{"step":3,"eval_log_likelihood":-260})",
       "eval_log_likelihood", 3, 2, -250},
      {"values on both sides of zero", R"({"step":1,"eval_reward":-2}
{"step":2,"eval_reward":0}
{"step":3,"eval_reward":1.5})",
       "eval_reward", 3, 3, 1.5},
  };
  for (const Edge& edge : edges) {
    INFO(edge.what);
    const rapidjson::Document document = read(edge.text);
    REQUIRE(document["runs"].Size() == 1);
    const rapidjson::Value& run = document["runs"][0];
    const rapidjson::Value* metric = metric_of(run, edge.metric);
    REQUIRE(metric != nullptr);
    CHECK((*metric)["points"].GetUint64() == edge.points);
    const rapidjson::Value& best = (*metric)["best"];
    CHECK(best.IsNull() == std::isnan(edge.best));
    if (best.IsNull()) continue;
    CHECK(best["value"].GetDouble() == edge.best);
    CHECK(best["step"].GetDouble() == edge.best_at);
    CHECK(run["verdict"]["headline"].IsObject());
  }
}

TEST_CASE(
    "of a hundred thousand metrics as many as a run may have are judged, the others counted") {
  constexpr int kMetrics = 100'000;
  std::string text;
  for (int row = 1; row <= 3; ++row) {
    text += "{\"step\":" + std::to_string(row) + ",\"eval_loss\":" + std::to_string(1.0 / row);
    for (int i = 1; i < kMetrics; ++i) {
      text += ",\"eval_" + std::to_string(i) + "_accuracy\":0." + std::to_string(row + i % 7);
    }
    text += "}\n";
  }
  const rapidjson::Document document = read(text);
  const rapidjson::Value& run = document["runs"][0];
  CHECK(run["metrics"].Size() == limits::kMetricCountMax);
  // The others are those of columns that were not kept, and of columns that no metric was made of.
  CHECK(noted(run, "too_many_columns") + noted(run, "too_many_metrics") >=
        kMetrics - limits::kMetricCountMax);
  CHECK(run["verdict"]["recommended"].IsObject());
}

}  // namespace
}  // namespace ckpt
