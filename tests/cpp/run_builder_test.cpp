// R0: rows in order, on one x, each metric's own points, checkpoints and the author's choice. Read
// through JSON that no format claims, so that nothing but the run builder is at work.
#include <cmath>
#include <string>
#include <vector>

#include "base/limits.h"
#include "formats_support.h"

using namespace ckpt;
using namespace ckpt::test;

TEST_CASE("a log written newest first is turned around before anything else") {
  const Reading reading = read_runs(
      R"([{"step":30,"loss":1,"val_loss":3},{"step":20,"loss":2},{"step":10,"loss":3,"val_loss":4}])");
  const Run& run = only_run(reading);
  CHECK(points_of(run, "loss") == "10:3 20:2 30:1");
  CHECK(points_of(run, "val_loss") == "10:4 30:3");
  CHECK(metric_of(run, "loss").superseded_count == 0);
  CHECK(checkpoint_xs(run) == "10 30");
  CHECK(run.last_step == 30);
}

TEST_CASE("a resumed log supersedes what was logged from that step on, metric by metric") {
  const Reading reading = read_runs(
      R"({"step":10,"loss":5,"val_loss":9}
{"step":20,"loss":4}
{"step":30,"loss":3,"val_loss":8}
{"step":20,"loss":4.5}
{"step":30,"loss":3.5}
{"step":40,"loss":2.5}
)");
  const Run& run = only_run(reading);
  CHECK(points_of(run, "loss") == "10:5 20:4.5 30:3.5 40:2.5");
  CHECK(metric_of(run, "loss").superseded_count == 2);
  const Points superseded = metric_of(run, "loss").series.superseded();
  CHECK(superseded.x == std::vector<double>{20, 30});
  CHECK(superseded.y == std::vector<double>{4, 3});
  // Validation was not repeated: it still holds.
  CHECK(points_of(run, "val_loss") == "10:9 30:8");
  CHECK(checkpoint_xs(run) == "10 30");
  CHECK(note_count(run, NoteCode::superseded) == 2);
  CHECK(note_slot(run, NoteCode::superseded, "metric") == "loss");
}

TEST_CASE("a run that was started three times keeps the last of each step") {
  const Reading reading = read_runs(
      R"([{"step":1,"loss":9},{"step":2,"loss":8},{"step":3,"loss":7},{"step":1,"loss":6},{"step":2,"loss":5},
          {"step":2,"loss":4},{"step":3,"loss":3}])");
  const Run& run = only_run(reading);
  CHECK(points_of(run, "loss") == "1:6 2:4 3:3");
  CHECK(metric_of(run, "loss").superseded_count == 3);
  CHECK(metric_of(run, "loss").duplicate_count == 1);
}

TEST_CASE("of several values of one metric at one step the last is kept and the others counted") {
  const Reading reading = read_runs(
      R"([{"step":1,"loss":3,"percent":1},{"step":1,"loss":2,"percent":1},{"step":2,"loss":1,"percent":2}])");
  const Run& run = only_run(reading);
  CHECK(points_of(run, "loss") == "1:2 2:1");
  CHECK(metric_of(run, "loss").duplicate_count == 1);
  CHECK(note_count(run, NoteCode::duplicate_steps) == 1);
  // A value that is only repeated was not lost.
  CHECK(metric_of(run, "percent").duplicate_count == 0);
  CHECK(note_slot(run, NoteCode::duplicate_steps, "metric") == "loss");
}

TEST_CASE("rows of one step are one evaluation, with the values of all of them") {
  const Reading reading = read_runs(
      R"([{"step":0,"epoch":0,"eval_loss":4},{"step":10,"epoch":1,"loss":3},{"step":10,"epoch":1,"eval_loss":2},
          {"step":10,"epoch":1,"eval_b_loss":2.5},{"step":20,"epoch":2,"loss":1}])");
  const Run& run = only_run(reading);
  CHECK(checkpoint_xs(run) == "0 10");
  CHECK(run.checkpoints[1].epoch == 1);
  CHECK(run.checkpoints[1].kind == CheckpointKind::evaluation);
  CHECK(run.checkpoints[1].saved == Saved::unknown);
  CHECK(metric_of(run, "eval_loss").series.at(10) == 2);
  CHECK(metric_of(run, "eval_b_loss").series.at(10) == 2.5);
  CHECK(metric_of(run, "loss").series.at(10) == 3);
}

TEST_CASE("evaluations in rows of their own share the steps of training, which stay even") {
  struct Case {
    const char* json;
    const char* loss;
    const char* val_loss;
    bool has_even_loss;
    bool has_even_val_loss;
  };
  const Case cases[] = {
      {R"([{"step":1,"loss":9},{"step":2,"loss":8},{"step":2,"val_loss":5},{"step":3,"loss":7},
           {"step":4,"loss":6},{"step":4,"val_loss":4},{"step":5,"loss":5},{"step":6,"loss":4},
           {"step":6,"val_loss":3}])",
       "1:9 2:8 3:7 4:6 5:5 6:4", "2:5 4:4 6:3", true, true},
      {R"([{"step":1,"loss":9},{"step":2,"loss":8},{"step":2,"val_loss":5},{"step":4,"loss":7}])",
       "1:9 2:8 4:7", "2:5", false, true},
      {R"([{"step":1,"loss":9},{"step":2,"loss":NaN},{"step":2,"val_loss":5},{"step":3,"loss":7},
           {"step":7,"val_loss":4},{"step":8,"val_loss":3}])",
       "1:9 3:7", "2:5 7:4 8:3", false, false},
      {R"([{"step":1,"loss":9},{"step":1,"loss":8},{"step":1,"val_loss":5},{"step":2,"loss":7}])",
       "1:8 2:7", "1:5", false, true},
      {R"([{"step":0.5,"loss":9},{"step":1,"loss":8},{"step":1,"val_loss":5},{"step":1.5,"loss":7}])",
       "0.5:9 1:8 1.5:7", "1:5", false, true},
  };
  for (const Case& each : cases) {
    CAPTURE(each.json);
    const Reading reading = read_runs(each.json);
    const Run& run = only_run(reading);
    CHECK(points_of(run, "loss") == each.loss);
    CHECK(points_of(run, "val_loss") == each.val_loss);
    CHECK(metric_of(run, "loss").series.even_x.has_value() == each.has_even_loss);
    CHECK(metric_of(run, "val_loss").series.even_x.has_value() == each.has_even_val_loss);
  }
}

TEST_CASE("a step of -0.0 among even ones keeps its sign") {
  const Reading reading = read_runs(
      R"([{"step":-1,"loss":9},{"step":-0.0,"loss":8},{"step":0,"val_loss":5},{"step":1,"loss":7}])");
  const Points points = metric_of(only_run(reading), "loss").series.points();
  CHECK(points.x == std::vector<double>{-1, 0, 1});
  CHECK(std::signbit(points.x[1]));
}

TEST_CASE("what is not finite is listed with its place, and null is simply not there") {
  const Reading reading = read_runs(
      R"([{"step":1,"loss":1},{"step":2,"loss":NaN},{"step":3,"loss":null},{"step":4,"loss":-Infinity},{"step":5,"loss":2}])");
  const Run& run = only_run(reading);
  const Metric& loss = metric_of(run, "loss");
  CHECK(points_of(run, "loss") == "1:1 5:2");
  REQUIRE(loss.non_finite.size() == 2);
  CHECK(loss.non_finite_count == 2);
  CHECK(loss.non_finite[0].x == 2);
  CHECK(std::isnan(loss.non_finite[0].value));
  CHECK(loss.non_finite[1].x == 4);
  CHECK(loss.non_finite[1].value < 0);
}

TEST_CASE("a metric that is never finite is still a metric") {
  const Reading reading =
      read_runs(R"([{"step":1,"loss":2,"eval_loss":NaN},{"step":2,"loss":1,"eval_loss":NaN}])");
  const Run& run = only_run(reading);
  CHECK(points_of(run, "eval_loss").empty());
  CHECK(metric_of(run, "eval_loss").non_finite_count == 2);
  CHECK(checkpoint_xs(run) == "1 2");
}

TEST_CASE("more places than are listed are counted all the same") {
  std::string lines;
  for (int step = 0; step < 1500; ++step) {
    lines += "{\"step\":" + std::to_string(step) +
             ",\"loss\":" + (step < 10 ? "1." : "NaN,\"x\":1.") + std::to_string(step) + "}\n";
  }
  const Reading reading = read_runs(lines);
  const Metric& loss = metric_of(only_run(reading), "loss");
  CHECK(loss.non_finite_count == 1490);
  CHECK(loss.non_finite.size() == limits::kNonFiniteListMax);
}

TEST_CASE("records without a step are left out and counted, and headers are no records") {
  const Reading reading = read_runs(
      R"({"env":"torch 2","seed":1}
{"step":1,"loss":3}
{"loss":2.5,"lr":1}
{"step":2,"loss":2,"lr":0.5}
)");
  const Run& run = only_run(reading);
  CHECK(points_of(run, "loss") == "1:3 2:2");
  CHECK(note_count(run, NoteCode::missing_step) == 1);
  CHECK(fact_of(run, "seed") == "1");
  CHECK(fact_of(run, "env") == "torch 2");
}

TEST_CASE("a record that carries only its epoch stands at the last step of that epoch") {
  const Reading reading = read_runs(
      R"([{"epoch":1,"step":50,"loss":3},{"epoch":1,"step":100,"loss":2},{"epoch":1,"val_acc":0.5},
          {"epoch":2,"step":150,"loss":1.5},{"epoch":2,"step":200,"loss":1},{"epoch":2,"val_acc":0.75}])");
  const Run& run = only_run(reading);
  CHECK(points_of(run, "val_acc") == "100:0.5 200:0.75");
  CHECK(checkpoint_xs(run) == "100 200");
  CHECK(run.checkpoints[0].epoch == 1);
  CHECK(note_count(run, NoteCode::missing_step) == 0);
}

TEST_CASE("steps may be zero, negative, fractional and beyond 2^53") {
  const Reading reading = read_runs(
      R"([{"step":-1,"loss":5},{"step":0,"loss":4},{"step":0.5,"loss":3},{"step":1e300,"loss":2}])");
  CHECK(points_of(only_run(reading), "loss") == "-1:5 0:4 0.5:3 1e+300:2");
}

TEST_CASE("without a step x is the epoch, then the time, then the index") {
  const Reading epochs = read_runs(R"([{"epoch":1,"loss":2},{"epoch":2,"loss":1}])");
  CHECK(only_run(epochs).x_kind == XKind::epoch);
  CHECK(points_of(only_run(epochs), "loss") == "1:2 2:1");

  const Reading seconds =
      read_runs(R"([{"timestamp":1700000000.5,"loss":2},{"timestamp":1700000060,"loss":1}])");
  CHECK(only_run(seconds).x_kind == XKind::time);
  CHECK(points_of(only_run(seconds), "loss") == "1700000000.5:2 1700000060:1");

  const Reading milliseconds =
      read_runs(R"([{"timestamp":1700000000500,"loss":2},{"timestamp":1700000060000,"loss":1}])");
  CHECK(points_of(only_run(milliseconds), "loss") == "1700000000.5:2 1700000060:1");

  const Reading dates = read_runs(
      R"([{"date":"2024-01-01T00:00:00Z","loss":2},{"date":"2024-01-01T00:01:00Z","loss":1}])");
  CHECK(only_run(dates).x_kind == XKind::time);
  CHECK(points_of(only_run(dates), "loss") == "1704067200:2 1704067260:1");

  const Reading indices = read_runs(R"([{"loss":3},{"loss":2},{"loss":1}])");
  CHECK(only_run(indices).x_kind == XKind::index);
  CHECK(points_of(only_run(indices), "loss") == "0:3 1:2 2:1");
}

TEST_CASE("a column that never varies is a fact, unless it is known as a loss or a score") {
  const Reading reading = read_runs(
      R"([{"step":1,"loss":0,"lr":0.1,"gpus":8,"mixed":true,"model":"tiny","val_acc":1},
          {"step":2,"loss":0,"lr":0.1,"gpus":8,"mixed":true,"model":"tiny","val_acc":1}])");
  const Run& run = only_run(reading);
  CHECK(points_of(run, "loss") == "1:0 2:0");
  CHECK(points_of(run, "val_acc") == "1:1 2:1");
  CHECK(run.metric("lr") == nullptr);
  CHECK(fact_of(run, "lr") == "0.1");
  CHECK(fact_of(run, "gpus") == "8");
  CHECK(fact_of(run, "mixed") == "true");
  CHECK(fact_of(run, "model") == "tiny");
}

TEST_CASE("what lies below a configuration is a fact, and a flag that changes is nothing") {
  const Reading reading = read_runs(
      R"([{"step":1,"loss":2,"config":{"lr":0.1,"epochs":3,"deep":{"clip":1}},"done":false},
          {"step":2,"loss":1,"config":{"lr":0.1,"epochs":3,"deep":{"clip":1}},"done":true}])");
  const Run& run = only_run(reading);
  CHECK(run.x_kind == XKind::step);
  CHECK(run.metrics.size() == 1);
  CHECK(fact_of(run, "config.lr") == "0.1");
  CHECK(fact_of(run, "config.epochs") == "3");
  CHECK(fact_of(run, "config.deep.clip") == "1");
  CHECK(fact_of(run, "done") == "-");
}

TEST_CASE("texts among the numbers of a metric are counted") {
  const Reading reading =
      read_runs(R"([{"step":1,"loss":2},{"step":2,"loss":"oops"},{"step":3,"loss":1}])");
  const Run& run = only_run(reading);
  CHECK(points_of(run, "loss") == "1:2 3:1");
  CHECK(note_count(run, NoteCode::value_not_number) == 1);
}

TEST_CASE("bare names mean training where validation stands beside them") {
  const Reading both =
      read_runs(R"([{"step":1,"acc":0.5,"val_acc":0.4},{"step":2,"acc":0.6,"val_acc":0.5}])");
  CHECK(metric_of(only_run(both), "acc").role == Role::train);
  CHECK(metric_of(only_run(both), "val_acc").role == Role::valid);
  // Scores alone may well be an evaluation.
  const Reading scores = read_runs(R"([{"step":1,"bleu":20},{"step":2,"bleu":21}])");
  CHECK(metric_of(only_run(scores), "bleu").role == Role::none);
}

TEST_CASE("a cut record is kept with its step and marked") {
  const Reading reading =
      read_runs("{\"step\":1,\"val_loss\":2,\"lr\":1}\n{\"step\":2,\"val_loss\":1.5,\"l");
  const Run& run = only_run(reading);
  CHECK(points_of(run, "val_loss") == "1:2 2:1.5");
  CHECK(note_count(run, NoteCode::cut_row) == 1);
  CHECK(note_count(run, NoteCode::cut_row_dropped) == 0);
  REQUIRE(run.checkpoints.size() == 2);
  CHECK_FALSE(run.checkpoints[0].is_cut);
  CHECK(run.checkpoints[1].is_cut);
}

TEST_CASE("a cut record without its step is dropped, even when its epoch is known") {
  const Reading reading = read_runs(
      "{\"epoch\":1,\"val_loss\":2,\"step\":1}\n{\"epoch\":2,\"val_loss\":1,\"step\":2}\n{"
      "\"epoch\":2,\"val_loss\":0.5,\"st");
  const Run& run = only_run(reading);
  CHECK(points_of(run, "val_loss") == "1:2 2:1");
  CHECK(note_count(run, NoteCode::cut_row_dropped) == 1);
  CHECK(note_count(run, NoteCode::cut_row) == 0);
  CHECK(run.row_count == 2);
}

TEST_CASE("facts beyond the limit are counted") {
  std::string json = "{\"history\":[{\"step\":1,\"loss\":2},{\"step\":2,\"loss\":1}]";
  for (int i = 0; i < 250; ++i) json += ",\"note" + std::to_string(i) + "x\":" + std::to_string(i);
  const Reading reading = read_runs(json + "}");
  const Run& run = only_run(reading);
  CHECK(run.facts.size() == limits::kFactCountMax);
  CHECK(note_count(run, NoteCode::too_many_facts) == 50);
}

TEST_CASE("metrics beyond the limit are counted") {
  std::string rows[2];
  for (int r = 0; r < 2; ++r) {
    rows[r] = "{\"step\":" + std::to_string(r + 1) + ",\"loss\":1";
    for (std::size_t i = 0; i < limits::kMetricCountMax + 20; ++i) {
      rows[r] += ",\"m" + std::to_string(i) + "x\":" + std::to_string(r);
    }
    rows[r] += "}";
  }
  const Reading reading = read_runs(rows[0] + "\n" + rows[1]);
  const Run& run = only_run(reading);
  CHECK(run.metrics.size() == limits::kMetricCountMax);
  CHECK(note_count(run, NoteCode::too_many_metrics) == 21);
}

TEST_CASE("a log of many resumed rows keeps exactly the last pass") {
  std::string lines;
  for (int pass = 0; pass < 3; ++pass) {
    for (int step = 0; step < 10'000; ++step) {
      lines += "{\"step\":" + std::to_string(step) + ",\"loss\":" + std::to_string(pass) +
               ".5,\"lr\":" + std::to_string(step + pass) + "}\n";
    }
  }
  const Reading reading = read_runs(lines);
  const Run& run = only_run(reading);
  const Points points = metric_of(run, "loss").series.points();
  REQUIRE(points.x.size() == 10'000);
  for (std::size_t i = 0; i < points.x.size(); ++i) {
    REQUIRE(points.x[i] == static_cast<double>(i));
    REQUIRE(points.y[i] == 2.5);
  }
  CHECK(metric_of(run, "lr").superseded_count == 20'000);
}

TEST_CASE("the step in a checkpoint's name is read with either slash") {
  CHECK(step_of_checkpoint_path("out/checkpoint-500") == 500);
  CHECK(step_of_checkpoint_path(".\\checkpoint-20") == 20);
  CHECK(step_of_checkpoint_path("checkpoint-7/") == 7);
  CHECK(std::isnan(step_of_checkpoint_path("checkpoint-")));
  CHECK(std::isnan(step_of_checkpoint_path("checkpoint-5a")));
  CHECK(std::isnan(step_of_checkpoint_path("checkpoint-5/model")));
  CHECK(std::isnan(step_of_checkpoint_path("my-checkpoint-5")));
  CHECK(std::isnan(step_of_checkpoint_path("")));
}

TEST_CASE("names of facts are in snake case with dots between the keys") {
  CHECK(fact_name({"hyperParameters", "nEpochs"}) == "hyper_parameters.n_epochs");
  CHECK(fact_name({"modelURL"}) == "model_url");
  CHECK(fact_name({"train/loss scale"}) == "train_loss_scale");
  CHECK(fact_name({"\xE5\xAD\xA6\xE4\xB9\xA0"}) == "\xE5\xAD\xA6\xE4\xB9\xA0");
}
