// Several sources that tell of one training become one run; those that do not stay apart.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rapidjson/document.h>

#include "catch.h"
#include "input/byte_source.h"
#include "session/session.h"

namespace {

using ckpt::MemorySource;
using ckpt::Session;
using Files = std::vector<std::pair<std::string, std::string>>;

// The summary after opening all of `files`.
rapidjson::Document open_all(Session& session, const Files& files) {
  for (const auto& [name, text] : files) {
    MemorySource source(text);
    session.add(name, source, 0);
  }
  session.join();
  rapidjson::Document summary;
  summary.Parse(session.summary().c_str());
  REQUIRE_FALSE(summary.HasParseError());
  return summary;
}

std::vector<std::string> texts_of(const rapidjson::Value& array) {
  std::vector<std::string> texts;
  for (const auto& each : array.GetArray()) texts.emplace_back(each.GetString());
  return texts;
}

std::vector<std::string> run_names(const rapidjson::Value& summary) {
  std::vector<std::string> names;
  for (const auto& run : summary["runs"].GetArray()) names.emplace_back(run["name"].GetString());
  return names;
}

std::vector<std::string> note_codes(const rapidjson::Value& run) {
  std::vector<std::string> codes;
  for (const auto& note : run["notes"].GetArray()) codes.emplace_back(note["code"].GetString());
  return codes;
}

const rapidjson::Value& metric(const rapidjson::Value& run, std::string_view name) {
  for (const auto& each : run["metrics"].GetArray()) {
    if (each["name"].GetString() == name) return each;
  }
  FAIL("no metric " << name);
  return run;
}

bool contains(const std::vector<std::string>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

// A Trainer's state after `steps`: loss every 10 steps, evaluation every 50, saved every 50.
std::string trainer_state(int steps, double offset = 0) {
  std::string rows;
  for (int step = 10; step <= steps; step += 10) {
    if (!rows.empty()) rows += ", ";
    const std::string at = ", \"step\": " + std::to_string(step) + "}";
    rows += "{\"loss\": " + std::to_string(offset + 100.0 / (1 + step)) + at;
    if (step % 50 == 0) {
      rows += ", {\"eval_loss\": " + std::to_string(offset + 101.0 / (1 + step)) + at;
    }
  }
  return "{\"best_metric\": null, \"best_model_checkpoint\": null, \"global_step\": " +
         std::to_string(steps) + ", \"max_steps\": 200, \"save_steps\": 50, \"eval_steps\": 50, " +
         "\"log_history\": [" + rows + "]}";
}

std::string list_page(std::string_view job, const std::vector<int>& steps, bool has_more) {
  std::string data;
  for (const int step : steps) {
    if (!data.empty()) data += ", ";
    data += "{\"object\": \"fine_tuning.job.checkpoint\", \"id\": \"ckpt_" + std::to_string(step) +
            "\", \"fine_tuning_job_id\": \"" + std::string{job} +
            "\", \"fine_tuned_model_checkpoint\": \"ft:" + std::to_string(step) +
            "\", \"step_number\": " + std::to_string(step) +
            ", \"metrics\": {\"full_valid_loss\": " + std::to_string(1.0 + 10.0 / step) + "}}";
  }
  return "{\"object\": \"list\", \"data\": [" + data +
         "], \"has_more\": " + (has_more ? "true" : "false") + "}";
}

}  // namespace

TEST_CASE("the logs in a run's checkpoint folders are one history") {
  Session session;
  const auto summary =
      open_all(session, {{"out/checkpoint-150/trainer_state.json", trainer_state(150)},
                         {"out/checkpoint-50/trainer_state.json", trainer_state(50)},
                         {"out/trainer_state.json", trainer_state(200)}});
  REQUIRE(summary["runs"].Size() == 1);
  const auto& run = summary["runs"][0];
  CHECK(run["name"] == "out");
  CHECK(run["sources"].Size() == 3);
  CHECK(run["rows"] == 24);
  CHECK(metric(run, "loss")["points"] == 20);
  CHECK(metric(run, "eval_loss")["points"] == 4);
  CHECK(contains(note_codes(run), "checkpoint_folders"));
  CHECK_FALSE(contains(note_codes(run), "presumed_saved"));
  CHECK_FALSE(contains(note_codes(run), "joined_differently"));

  rapidjson::Document rows;
  rows.Parse(session.rows(0, 0, 10, "", false).c_str());
  REQUIRE(rows.Size() == 4);
  const auto saved = [&](rapidjson::SizeType row) {
    return std::string{rows[row]["saved"].GetString()};
  };
  CHECK(saved(0) == "yes");
  CHECK(saved(1) == "no");
  CHECK(saved(2) == "yes");
  CHECK(saved(3) == "no");
  CHECK(rows[0]["path"] == "out/checkpoint-50");
  CHECK(rows[2]["path"] == "out/checkpoint-150");
  CHECK(rows[2]["metrics"]["eval_loss"].GetDouble() == Approx(101.0 / 151).epsilon(1e-5));
}

TEST_CASE("checkpoint folders of one name whose logs differ stay apart and are told apart") {
  Session session;
  const auto summary =
      open_all(session, {{"a/out/checkpoint-50/trainer_state.json", trainer_state(50)},
                         {"a/out/checkpoint-100/trainer_state.json", trainer_state(100)},
                         {"b/out/checkpoint-100/trainer_state.json", trainer_state(100, 0.5)}});
  REQUIRE(summary["runs"].Size() == 2);
  CHECK(summary["runs"][0]["sources"].Size() == 2);
  CHECK(summary["runs"][1]["sources"].Size() == 1);
  const auto names = run_names(summary);
  CHECK(names[0] != names[1]);
}

TEST_CASE("a log that was started again in the same folder is another run") {
  Session session;
  const auto summary =
      open_all(session, {{"out/checkpoint-50/trainer_state.json", trainer_state(50, 0.5)},
                         {"out/checkpoint-100/trainer_state.json", trainer_state(100)},
                         {"out/checkpoint-150/trainer_state.json", trainer_state(150)}});
  REQUIRE(summary["runs"].Size() == 2);
  CHECK(summary["runs"][0]["sources"].Size() == 1);
  CHECK(summary["runs"][1]["sources"].Size() == 2);
}

TEST_CASE("states without folders are joined when one begins the other") {
  Session session;
  const auto summary = open_all(session, {{"trainer_state.json", trainer_state(50)},
                                          {"trainer_state.json", trainer_state(100)},
                                          {"trainer_state.json", trainer_state(100, 2)}});
  REQUIRE(summary["runs"].Size() == 2);
}

TEST_CASE(
    "pages of one job's list become one run, and the last page ends the note that more exist") {
  Session session;
  const auto summary = open_all(session, {{"page1.json", list_page("ftjob-a", {40, 30}, true)},
                                          {"page2.json", list_page("ftjob-a", {20, 10}, false)},
                                          {"other.json", list_page("ftjob-b", {10}, true)}});
  REQUIRE(summary["runs"].Size() == 2);
  const auto& run = summary["runs"][0];
  CHECK(run["name"] == "ftjob-a");
  CHECK(texts_of(run["sources"]) == std::vector<std::string>{"page1.json", "page2.json"});
  CHECK(metric(run, "full_valid_loss")["points"] == 4);
  CHECK_FALSE(contains(note_codes(run), "has_more"));
  CHECK(contains(note_codes(summary["runs"][1]), "has_more"));

  rapidjson::Document rows;
  rows.Parse(session.rows(0, 0, 10, "", false).c_str());
  REQUIRE(rows.Size() == 4);
  CHECK(rows[0]["id"] == "ckpt_10");
  CHECK(rows[3]["model"] == "ft:40");
  CHECK(rows[0]["source"] == 1);
  CHECK(rows[3]["source"] == 0);
}

TEST_CASE("files that disagree are joined by their identity, and the disagreement is told") {
  Session session;
  std::string other = list_page("ftjob-a", {20, 10}, false);
  other.replace(other.find("2.0"), 3, "3.0");
  const auto summary =
      open_all(session, {{"a.json", list_page("ftjob-a", {20, 10}, false)}, {"b.json", other}});
  REQUIRE(summary["runs"].Size() == 1);
  const auto& run = summary["runs"][0];
  CHECK(contains(note_codes(run), "joined_differently"));
  CHECK(metric(run, "full_valid_loss")["max"]["value"] == 3.0);
}

TEST_CASE("runs of unrelated files are left alone, and equal names get the folders that differ") {
  Session session;
  const std::string log = "{\"step\": 1, \"loss\": 2}\n{\"step\": 2, \"loss\": 1}\n";
  const auto summary = open_all(
      session,
      {{"x/seed1/metrics.jsonl", log}, {"x/seed2/metrics.jsonl", log}, {"log.jsonl", log}});
  CHECK(run_names(summary) == std::vector<std::string>{"seed1", "seed2", "log"});

  Session again;
  const auto same = open_all(again, {{"a/run/metrics.jsonl", log}, {"b/run/metrics.jsonl", log}});
  CHECK(run_names(same) == std::vector<std::string>{"a/run", "b/run"});

  Session bare;
  const auto equal = open_all(bare, {{"metrics.jsonl", log}, {"metrics.jsonl", log}});
  CHECK(run_names(equal) == std::vector<std::string>{"metrics", "metrics #2"});
}
