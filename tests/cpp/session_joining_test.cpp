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

// An epoch of AllenNLP, as in metrics_epoch_N.json.
std::string allennlp_epoch(int epoch, int best, double offset = 0) {
  return "{\"best_epoch\": " + std::to_string(best) +
         ", \"training_duration\": \"0:01:00\", \"training_epochs\": " + std::to_string(epoch) +
         ", \"epoch\": " + std::to_string(epoch) +
         ", \"training_loss\": " + std::to_string(offset + 1.0 / (1 + epoch)) +
         ", \"validation_span_overlap\": 0.5, \"validation_loss\": " +
         std::to_string(offset + 1.5 / (1 + epoch)) + "}";
}

// meta.json of a spaCy pipeline.
std::string spacy_meta(double score) {
  return R"({"lang": "en", "name": "pipeline", "spacy_version": ">=3.0.5", "performance": )"
         R"({"ents_f": )" +
         std::to_string(score) + "}}";
}

std::string nanochat_meta(int step) {
  return R"({"step": )" + std::to_string(step) + R"(, "val_bpb": )" +
         std::to_string(0.8 + 100.0 / step) +
         R"(, "model_config": {"n_layer": 20}, "user_config": {"run": "d20"}})";
}

// Where the checkpoints of a run lie, in their order.
std::vector<std::string> places_of(Session& session, std::uint32_t run) {
  rapidjson::Document rows;
  rows.Parse(session.rows(run, 0, 100, "", false).c_str());
  std::vector<std::string> places;
  for (const auto& row : rows.GetArray()) {
    places.emplace_back(row["path"].IsString() ? row["path"].GetString() : "-");
  }
  return places;
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

TEST_CASE(
    "the epochs in an AllenNLP folder are one run, and the last to be written knows the best") {
  Session session;
  Files files = {{"bert/metrics.json", allennlp_epoch(11, 10)}};
  for (int epoch = 0; epoch < 12; ++epoch) {
    files.emplace_back("bert/metrics_epoch_" + std::to_string(epoch) + ".json",
                       allennlp_epoch(epoch, epoch == 11 ? 10 : epoch));
  }
  files.emplace_back("lstm/metrics_epoch_0.json", allennlp_epoch(0, 0, 1));
  files.emplace_back("lstm/metrics_epoch_1.json", allennlp_epoch(1, 1, 1));
  const auto summary = open_all(session, files);
  CHECK(run_names(summary) == std::vector<std::string>{"bert", "lstm"});
  const auto& run = summary["runs"][0];
  CHECK(run["sources"].Size() == 13);
  CHECK(metric(run, "validation_loss")["points"] == 12);
  CHECK(metric(run, "validation_loss")["last"]["step"] == 11);
  CHECK(metric(run, "validation_span_overlap")["points"] == 12);
  CHECK_FALSE(contains(note_codes(run), "joined_differently"));
  CHECK(metric(summary["runs"][1], "training_loss")["points"] == 2);
}

TEST_CASE("epochs whose folder is not known stay apart when they disagree") {
  Session session;
  const auto one = open_all(session, {{"metrics_epoch_0.json", allennlp_epoch(0, 0)},
                                      {"metrics_epoch_1.json", allennlp_epoch(1, 1)}});
  CHECK(one["runs"].Size() == 1);

  Session other;
  const auto two = open_all(other, {{"metrics_epoch_1.json", allennlp_epoch(1, 1)},
                                    {"metrics.json", allennlp_epoch(1, 1, 1)}});
  CHECK(two["runs"].Size() == 2);
}

TEST_CASE("the best and the last pipeline of spaCy are two checkpoints of one run") {
  Session session;
  const auto summary = open_all(session, {{"ner/model-best/meta.json", spacy_meta(0.75)},
                                          {"ner/model-last/meta.json", spacy_meta(0.5)},
                                          {"tagger/model-last/meta.json", spacy_meta(0.25)},
                                          {"packages/en_core/meta.json", spacy_meta(0.9)},
                                          {"packages/de_core/meta.json", spacy_meta(0.8)}});
  CHECK(summary["runs"].Size() == 4);
  const auto& run = summary["runs"][0];
  CHECK(run["name"] == "ner");
  CHECK(run["sources"].Size() == 2);
  CHECK(metric(run, "ents_f")["points"] == 2);
  CHECK(metric(run, "ents_f")["first"]["value"] == 0.75);
  CHECK(places_of(session, 0) == std::vector<std::string>{"ner/model-best", "ner/model-last"});
}

TEST_CASE("StyleGAN's statistics and metrics of one folder are one run") {
  const std::string stats =
      "{\"Progress/kimg\": {\"num\": 1, \"mean\": 0.0}, \"Loss/G/loss\": {\"num\": 9, "
      "\"mean\": 1.5}, \"timestamp\": 1700000000}\n"
      "{\"Progress/kimg\": {\"num\": 1, \"mean\": 200.0}, \"Loss/G/loss\": {\"num\": 9, "
      "\"mean\": 1.25}, \"timestamp\": 1700000100}\n";
  const std::string fid =
      "{\"results\": {\"fid50k_full\": 300.5}, \"metric\": \"fid50k_full\", \"snapshot_pkl\": "
      "\"network-snapshot-000000.pkl\", \"timestamp\": 1700000001}\n"
      "{\"results\": {\"fid50k_full\": 20.5}, \"metric\": \"fid50k_full\", \"snapshot_pkl\": "
      "\"network-snapshot-000200.pkl\", \"timestamp\": 1700000101}\n";
  Session session;
  const auto summary = open_all(session, {{"00001-cats/stats.jsonl", stats},
                                          {"00001-cats/metric-fid50k_full.jsonl", fid},
                                          {"00002-dogs/metric-fid50k_full.jsonl", fid}});
  REQUIRE(summary["runs"].Size() == 2);
  const auto& run = summary["runs"][0];
  CHECK(run["name"] == "00001-cats");
  CHECK(metric(run, "Loss/G/loss")["points"] == 2);
  CHECK(metric(run, "fid50k_full")["best"]["step"] == 200);
  CHECK(places_of(session, 0) ==
        std::vector<std::string>{"network-snapshot-000000.pkl", "network-snapshot-000200.pkl"});
  CHECK(summary["runs"][1]["sources"].Size() == 1);
}

TEST_CASE("Tinker's checkpoints have the metrics of their batch") {
  std::string metrics;
  for (int step = 0; step <= 40; step += 10) {
    metrics += "{\"step\": " + std::to_string(step) +
               ", \"train_mean_nll\": " + std::to_string(1.0 / (1 + step)) +
               ", \"test/nll\": " + std::to_string(2.0 / (1 + step)) + ", \"progress\": 0.5}\n";
  }
  const std::string list =
      "{\"name\": \"000020\", \"batch\": 20, \"state_path\": \"tinker://u/weights/000020\"}\n"
      "{\"name\": \"final\", \"batch\": 40, \"state_path\": \"tinker://u/weights/final\"}\n";
  Session session;
  const auto summary =
      open_all(session, {{"sl/metrics.jsonl", metrics}, {"sl/checkpoints.jsonl", list}});
  REQUIRE(summary["runs"].Size() == 1);
  CHECK(summary["runs"][0]["name"] == "sl");
  rapidjson::Document rows;
  rows.Parse(session.rows(0, 0, 100, "", false).c_str());
  std::vector<std::string> ids;
  for (const auto& row : rows.GetArray()) {
    if (row["kind"] != "checkpoint") continue;
    ids.emplace_back(row["id"].GetString());
    CHECK(row["saved"] == "yes");
    CHECK(row["metrics"]["train_mean_nll"].IsNumber());
  }
  CHECK(ids == std::vector<std::string>{"000020", "final"});
}

TEST_CASE("nanochat's files of one folder are one run in the order of their numbers") {
  Session session;
  const auto summary = open_all(session, {{"d20/meta_001000.json", nanochat_meta(1000)},
                                          {"d20/meta_000500.json", nanochat_meta(500)},
                                          {"d32/meta_000500.json", nanochat_meta(500)}});
  CHECK(run_names(summary) == std::vector<std::string>{"d20", "meta_000500"});
  const auto& run = summary["runs"][0];
  CHECK(metric(run, "val_bpb")["points"] == 2);
  CHECK(metric(run, "val_bpb")["last"]["step"] == 1000);
}
