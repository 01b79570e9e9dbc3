// Unknown JSON: rows and columns found by their shape, and what is not taken for training metrics.
#include <string>

#include "formats_support.h"

using namespace ckpt;
using namespace ckpt::test;

namespace {

std::string understood(const Run& run) {
  return note_slot(run, NoteCode::generic_understanding, "place") + " by " +
         note_slot(run, NoteCode::generic_understanding, "x");
}

}  // namespace

TEST_CASE("rows are found wherever they stand, and it is said how") {
  const Reading lines = read_runs("{\"iter\":1,\"loss\":2}\n{\"iter\":2,\"loss\":1}\n");
  CHECK(only_run(lines).format == "generic");
  CHECK(understood(only_run(lines)) == "$ by iter");
  const Reading array = read_runs(
      R"([{"train/global_step":1,"train/loss":2},{"train/global_step":2,"train/loss":1}])");
  CHECK(understood(only_run(array)) == "$[*] by train/global_step");
  CHECK(points_of(only_run(array), "train/loss") == "1:2 2:1");
  const Reading under = read_runs(
      R"({"config":{"lr":0.1,"epochs":9},"seed":42,"result":{"history":[{"epoch":1,"val_loss":2},{"epoch":2,"val_loss":1}]}})");
  const Run& run = only_run(under);
  CHECK(understood(run) == "$.result.history[*] by epoch");
  CHECK(run.x_kind == XKind::epoch);
  CHECK(points_of(run, "val_loss") == "1:2 2:1");
  CHECK(fact_of(run, "config.lr") == "0.1");
  CHECK(fact_of(run, "seed") == "42");
  CHECK(checkpoint_xs(run) == "1 2");
}

TEST_CASE("columns of one length are a run by index") {
  const Reading reading = read_runs(
      R"({"train_loss":[1.0,0.5,0.25],"val_loss":[1.5,1.0,NaN],"lr":[0.1,0.1,0.1],"shape":[28,28],"model":"m"})");
  const Run& run = only_run(reading);
  CHECK(run.x_kind == XKind::index);
  CHECK(run.row_count == 3);
  CHECK(points_of(run, "train_loss") == "0:1 1:0.5 2:0.25");
  CHECK(points_of(run, "val_loss") == "0:1.5 1:1");
  CHECK(metric_of(run, "train_loss").role == Role::train);
  CHECK(metric_of(run, "val_loss").non_finite_count == 1);
  CHECK(fact_of(run, "lr") == "0.1");
  CHECK(fact_of(run, "model") == "m");
  CHECK(checkpoint_xs(run) == "0 1 2");
  CHECK(note_slot(run, NoteCode::lists_left_out, "metric") == "shape");
}

TEST_CASE("columns below a key, with a column of epochs, and nested ones") {
  const Reading keyed =
      read_runs(R"({"history":{"epoch":[1,2],"acc":[0.5,0.6],"val_acc":[0.4,0.5]}})");
  CHECK(only_run(keyed).x_kind == XKind::epoch);
  CHECK(points_of(only_run(keyed), "val_acc") == "1:0.4 2:0.5");
  const Reading nested =
      read_runs(R"({"train":{"all":{"loss":[3,2,1]}},"val":{"all":{"loss":[4,3,2]}}})");
  const Run& run = only_run(nested);
  CHECK(points_of(run, "train/all/loss") == "0:3 1:2 2:1");
  CHECK(metric_of(run, "train/all/loss").role == Role::train);
  CHECK(metric_of(run, "val/all/loss").role == Role::valid);
  const Reading sacred = read_runs(
      R"({"train.loss":{"steps":[0,10,20],"values":[3,2,1]},"val.loss":{"steps":[5,15,25],"values":[4,3,2]}})");
  CHECK(points_of(only_run(sacred), "train.loss") == "0:3 10:2 20:1");
  CHECK(points_of(only_run(sacred), "val.loss") == "5:4 15:3 25:2");
}

TEST_CASE("cut columns keep what they have") {
  const Reading reading = read_runs(R"({"train_loss":[1.0,0.5,0.25],"train_mae":[1.5,1.25,1.)");
  const Run& run = only_run(reading);
  CHECK(points_of(run, "train_loss") == "0:1 1:0.5 2:0.25");
  CHECK(points_of(run, "train_mae") == "0:1.5 1:1.25");
  // Every epoch may have been validated, or every second one: where the values stand is not known.
  const Reading validated = read_runs(R"({"train_loss":[1.0,0.5,0.25],"val_loss":[1.5,1.25,1.)");
  CHECK(only_run(validated).metric("val_loss") == nullptr);
  CHECK(note_count(only_run(validated), NoteCode::lists_left_out) == 1);
}

TEST_CASE("training and validation in tables of their own are one run") {
  const Reading reading = read_runs(
      R"({"train":[{"step":1,"loss":4},{"step":2,"loss":3},{"step":3,"loss":2}],"val":[{"step":1,"loss":5},{"step":3,"loss":4}]})");
  const Run& run = only_run(reading);
  CHECK(points_of(run, "train/loss") == "1:4 2:3 3:2");
  CHECK(points_of(run, "val/loss") == "1:5 3:4");
  CHECK(metric_of(run, "val/loss").role == Role::valid);
  CHECK(checkpoint_xs(run) == "1 3");
  CHECK(run.row_count == 5);
}

TEST_CASE("histories of several runs are several runs, pages of one are one") {
  const Reading runs = read_runs(
      R"([{"name":"a","history":[{"step":1,"loss":2},{"step":2,"loss":1}]},{"name":"b","history":[{"step":1,"loss":4},{"step":2,"loss":3}]}])");
  REQUIRE(runs.runs.size() == 2);
  CHECK(runs.runs[0].name == "a");
  CHECK(points_of(runs.runs[0], "loss") == "1:2 2:1");
  CHECK(runs.runs[1].name == "b");
  CHECK(points_of(runs.runs[1], "loss") == "1:4 2:3");
  const Reading pages = read_runs(
      R"([{"page":1,"rows":[{"step":1,"loss":4},{"step":2,"loss":3}]},{"page":2,"rows":[{"step":3,"loss":2},{"step":4,"loss":1}]}])");
  CHECK(points_of(only_run(pages), "loss") == "1:4 2:3 3:2 4:1");
}

TEST_CASE("a map whose keys count epochs is rows") {
  std::string json = "{";
  for (int epoch = 1; epoch <= 20; ++epoch) {
    json += (epoch > 1 ? "," : "") + std::string{"\"epoch_"} + std::to_string(epoch) +
            "\":{\"loss\":" + std::to_string(40 - epoch) + "}";
  }
  const Reading reading = read_runs(json + "}");
  const Run& run = only_run(reading);
  CHECK(run.x_kind == XKind::epoch);
  const Points points = metric_of(run, "loss").series.points();
  REQUIRE(points.x.size() == 20);
  CHECK(points.x.front() == 1);
  CHECK(points.y.front() == 39);
  CHECK(points.x.back() == 20);
}

TEST_CASE("steps that begin again with each epoch are put one after the other") {
  const Reading reading = read_runs(
      R"([{"mode":"train","epoch":1,"iter":50,"loss":4},{"mode":"train","epoch":1,"iter":100,"loss":3},{"mode":"val","epoch":1,"iter":7,"val_acc":0.5},
          {"mode":"train","epoch":2,"iter":50,"loss":2},{"mode":"train","epoch":2,"iter":100,"loss":1},{"mode":"val","epoch":2,"iter":7,"val_acc":0.75}])");
  const Run& run = only_run(reading);
  CHECK(points_of(run, "loss") == "50:4 100:3 150:2 200:1");
  CHECK(points_of(run, "val_acc") == "100:0.5 200:0.75");
  CHECK(note_count(run, NoteCode::superseded) == 0);
}

TEST_CASE("of several possible steps the one that most records have counts") {
  const Reading reading = read_runs(
      R"([{"_step":1,"train/global_step":10,"loss":3},{"_step":2,"loss":2},{"_step":3,"loss":1}])");
  CHECK(points_of(only_run(reading), "loss") == "1:3 2:2 3:1");
}

TEST_CASE("how many steps were planned is found in the records or around them") {
  const Reading within = read_runs(
      R"([{"current_steps":1,"total_steps":90,"loss":2},{"current_steps":2,"total_steps":90,"loss":1}])");
  CHECK(only_run(within).planned_steps == 90);
  const Reading around =
      read_runs(R"({"max_steps":50,"log":[{"step":1,"loss":2},{"step":2,"loss":1}]})");
  CHECK(only_run(around).planned_steps == 50);
}

TEST_CASE("one record is enough when it is all about training") {
  const Reading last =
      read_runs(R"({"train":{"loss":0.5,"acc":0.75},"eval":{"loss":0.625,"acc":0.5},"step":9})");
  const Run& run = only_run(last);
  CHECK(points_of(run, "train/loss") == "9:0.5");
  CHECK(points_of(run, "eval/acc") == "9:0.5");
  CHECK(checkpoint_xs(run) == "9");
}

TEST_CASE("lists inside the records are said to be left out") {
  const Reading reading = read_runs(
      R"([{"epoch":0,"test_loss":2,"test_coco_eval_bbox":[0.1,0.2,-1]},{"epoch":1,"test_loss":1,"test_coco_eval_bbox":[0.2,0.3,-1]}])");
  const Run& run = only_run(reading);
  CHECK(points_of(run, "test_loss") == "0:2 1:1");
  CHECK(note_slot(run, NoteCode::lists_left_out, "metric") == "test_coco_eval_bbox");
}

TEST_CASE("what is no training is refused") {
  const char* const others[] = {
      R"({"role":"user","text":"hello","at":"2026-01-01T00:00:00Z"}
{"role":"assistant","text":"hi","at":"2026-01-01T00:00:01Z"})",
      R"({"habits":[{"name":"water","done":true,"streak":4},{"name":"walk","done":false,"streak":0}]})",
      R"([{"player":"Al","score":3},{"player":"Bo","score":5}])",
      R"([{"step":1,"thought":"look","tokens":12},{"step":2,"thought":"act","tokens":40}])",
      R"([{"timestamp":"2025-07-17T11:27:05","user":"a question","assistant":null}])",
      R"({"steps":584734,"self_train_rounds":15522,"accepted":11045,"last_loss":2.35,"hf_offset":120,"running":false,"history":[]})",
      R"({"a":1,"b":[1,2,3]})",
      R"([1,2,3])",
      R"("text")",
      R"([])",
      R"({})",
  };
  for (const char* json : others) {
    INFO(json);
    const Reading reading = read_runs(json);
    REQUIRE(reading.error.has_value());
    CHECK(*reading.error == ErrorCode::no_metrics);
  }
}

TEST_CASE(
    "records under numbered keys stand in the order of the numbers, whatever that of the keys") {
  const Reading reading = read_runs(
      R"({"3": {"loss": 1.0}, "1": {"loss": 3.0}, "2": {"loss": 2.0}, "4": {"loss": 0.5}})");
  const Run& run = only_run(reading);
  CHECK(points_of(run, "loss") == "1:3 2:2 3:1 4:0.5");
  CHECK(metric_of(run, "loss").superseded_count == 0);
}

TEST_CASE("a score that is written as text is left out, and that is said") {
  const Reading reading = read_runs(
      "{\"epoch\": 1, \"loss\": 2, \"accuracy\": \"about half\"}\n"
      "{\"epoch\": 2, \"loss\": 1, \"accuracy\": \"more\"}\n");
  const Run& run = only_run(reading);
  CHECK(run.metric("accuracy") == nullptr);
  CHECK(note_count(run, NoteCode::value_not_number) == 2);
  CHECK(note_slot(run, NoteCode::value_not_number, "metric") == "accuracy");
}
