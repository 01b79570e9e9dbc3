// Numbers in the midst of texts, and what formats say beside their metrics.
#include "formats/spelled.h"
#include "formats_support.h"

using namespace ckpt;
using namespace ckpt::test;

TEST_CASE("a number in the midst of a text follows its own words and no longer ones") {
  constexpr std::string_view kMessage =
      "Step 300/450: training loss=0.10, validation loss=nan, full validation loss=1.5e-2.";
  CHECK(spelled_after(kMessage, "Step ") == 300.0);
  CHECK(spelled_after(kMessage, "/") == 450.0);
  CHECK(spelled_after(kMessage, "training loss=") == 0.10);
  CHECK(std::isnan(spelled_after(kMessage, "validation loss=").value_or(0)));
  CHECK(spelled_after(kMessage, "full validation loss=") == 0.015);
  CHECK_FALSE(spelled_after("full validation loss=0.05", "validation loss=").has_value());
  CHECK_FALSE(spelled_after("Created fine-tuning job", "Step ").has_value());
  CHECK_FALSE(spelled_after("Step one", "Step ").has_value());
  CHECK(spelled_after("10/438", "") == 10.0);
  CHECK_FALSE(spelled_after("", "").has_value());
}

TEST_CASE(
    "a job of which only facts are known is read, and settings left to the service are auto") {
  const Reading reading = read_runs(
      R"({"object":"fine_tuning.job","id":"ftjob-1","status":"pending",
          "hyperparameters":{"n_epochs":-1,"learning_rate_multiplier":2}})");
  const Run& run = only_run(reading);
  CHECK(run.format == "openai_job");
  CHECK(run.metrics.empty());
  CHECK(fact_of(run, "hyperparameters.n_epochs") == "auto");
  CHECK(fact_of(run, "hyperparameters.learning_rate_multiplier") == "2");
}

TEST_CASE("a list of jobs that goes on says so once") {
  const Reading reading = read_runs(
      R"({"object":"list","has_more":true,"data":[
          {"object":"fine_tuning.job","id":"a","status":"succeeded"},
          {"object":"fine_tuning.job","id":"b","status":"failed"}]})");
  REQUIRE(reading.runs.size() == 2);
  CHECK(find_note(reading.runs[0], NoteCode::has_more) != nullptr);
  CHECK(find_note(reading.runs[1], NoteCode::has_more) == nullptr);
  CHECK_FALSE(reading.runs[0].has_older_records_elsewhere);
}

TEST_CASE("the name of a file names the one metric that it holds") {
  constexpr std::string_view kRows = "[[1700000000.5,0,2.0],[1700000001.5,10,1.0]]";
  const Reading named = read_runs(kRows, "logs/run-fold 1-tag-val_loss.json");
  CHECK(only_run(named).name == "fold 1");
  CHECK(points_of(only_run(named), "val_loss") == "0:2 10:1");
  const Reading unnamed = read_runs(kRows, "scalars-3.json");
  CHECK(points_of(only_run(unnamed), "value") == "0:2 10:1");
}

TEST_CASE("lists of three that are no numbers, and lists of two, are not one metric's history") {
  CHECK(read_runs(R"([["a","b","c"],["d","e","f"]])").error == ErrorCode::no_metrics);
  CHECK(read_runs("[[1,2],[3,4],[5,6]]").error == ErrorCode::no_metrics);
  CHECK(read_runs("[[0.1,0.2,0.3],[0.4,0.5,0.6]]").error == ErrorCode::no_metrics);
}

TEST_CASE("the step of a record is the one that all records state") {
  const Reading all = read_runs(
      R"({"_step":0,"_runtime":1,"_timestamp":1700000000,"train/global_step":50,"loss":2}
{"_step":1,"_runtime":2,"_timestamp":1700000001,"train/global_step":100,"loss":1})");
  CHECK(points_of(only_run(all), "loss") == "50:2 100:1");
  const Reading some = read_runs(
      R"({"_step":0,"_runtime":1,"_timestamp":1700000000,"train/global_step":50,"loss":2}
{"_step":1,"_runtime":2,"_timestamp":1700000001,"loss":1})");
  CHECK(points_of(only_run(some), "loss") == "0:2 1:1");
}
