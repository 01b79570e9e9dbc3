// trainer_state.json: rows of three kinds, the author's best, the presumed saves.
#include <string>

#include "formats_support.h"

using namespace ckpt;
using namespace ckpt::test;

namespace {

// A state with these rows; `more` stands before the log and ends with a comma.
std::string state(const std::string& rows, const std::string& more = "") {
  return "{" + more +
         R"("epoch":3.0,"global_step":30,"is_world_process_zero":true,"log_history":[)" + rows +
         R"(],"max_steps":40,"stateful_callbacks":{"TrainerControl":{"args":{"should_save":true}}},"trial_params":null})";
}

constexpr const char* kRows =
    R"({"epoch":1.0,"grad_norm":2.0,"loss":1.5,"step":10},{"epoch":1.0,"eval_acc":0.5,"eval_loss":1.0,"eval_runtime":3.0,"step":10},
       {"epoch":2.0,"grad_norm":1.0,"loss":1.0,"step":20},{"epoch":2.0,"eval_acc":0.75,"eval_loss":0.5,"eval_runtime":3.5,"step":20},
       {"epoch":3.0,"grad_norm":0.5,"loss":0.5,"step":30},{"epoch":3.0,"eval_acc":0.625,"eval_loss":0.75,"eval_runtime":3.0,"step":30})";

std::string saved_words(const Run& run) {
  std::string all;
  for (const Checkpoint& checkpoint : run.checkpoints) {
    all += (all.empty() ? "" : " ") + spelled(checkpoint.x) + ":" +
           (checkpoint.saved == Saved::yes  ? "yes"
            : checkpoint.saved == Saved::no ? "no"
                                            : "unknown");
  }
  return all;
}

}  // namespace

TEST_CASE("trainer_state: training and evaluation rows of a step belong together") {
  const Reading reading = read_runs(state(kRows), "runs/my model/trainer_state.json");
  const Run& run = only_run(reading);
  CHECK(run.format == "huggingface_trainer");
  CHECK(run.name == "my model");
  CHECK(run.row_count == 6);
  CHECK(points_of(run, "loss") == "10:1.5 20:1 30:0.5");
  CHECK(points_of(run, "eval_loss") == "10:1 20:0.5 30:0.75");
  CHECK(metric_of(run, "loss").role == Role::train);
  CHECK(metric_of(run, "eval_loss").role == Role::valid);
  CHECK(metric_of(run, "eval_loss").quantity == metric_of(run, "loss").quantity);
  CHECK(metric_of(run, "eval_runtime").direction == Direction::unknown);
  CHECK(checkpoint_xs(run) == "10 20 30");
  CHECK(run.checkpoints[2].epoch == 3);
  CHECK(run.planned_steps == 40);
  CHECK(run.last_step == 30);
  CHECK(fact_of(run, "global_step") == "30");
  CHECK(fact_of(run, "stateful_callbacks.trainer_control.args.should_save") == "-");
  CHECK(fact_of(run, "is_world_process_zero") == "-");
}

TEST_CASE("trainer_state: the closing row is facts and no point") {
  const Reading reading = read_runs(state(
      std::string{kRows} +
      R"(,{"epoch":3.0,"step":30,"total_flos":1e15,"train_loss":0.9,"train_runtime":60.5,"train_steps_per_second":0.5})"));
  const Run& run = only_run(reading);
  CHECK(run.metric("train_loss") == nullptr);
  CHECK(run.metric("total_flos") == nullptr);
  CHECK(fact_of(run, "train_loss") == "0.9");
  CHECK(fact_of(run, "train_runtime") == "60.5");
  CHECK(note_count(run, NoteCode::closing_summary) == 1);
  CHECK(run.row_count == 6);
  CHECK(points_of(run, "loss") == "10:1.5 20:1 30:0.5");
}

TEST_CASE("trainer_state: the best value names its metric and its direction") {
  const Reading lower =
      read_runs(state(kRows, R"("best_metric":0.5,"best_model_checkpoint":"out/checkpoint-20",)"));
  CHECK(only_run(lower).author.metric == "eval_loss");
  CHECK(only_run(lower).author.best_step == 20);
  CHECK(metric_of(only_run(lower), "eval_loss").direction_source == DirectionSource::author);
  CHECK(metric_of(only_run(lower), "eval_loss").direction == Direction::lower);
  CHECK(metric_of(only_run(lower), "eval_acc").direction_source == DirectionSource::catalog);

  const Reading higher = read_runs(state(
      kRows,
      R"("best_metric":0.75,"best_global_step":20,"best_model_checkpoint":".\\checkpoint-20",)"));
  CHECK(only_run(higher).author.metric == "eval_acc");
  CHECK(metric_of(only_run(higher), "eval_acc").direction == Direction::higher);
}

TEST_CASE("trainer_state: the author may know better than the name") {
  const std::string rows =
      R"({"step":10,"eval_score":3.0,"epoch":1},{"step":20,"eval_score":2.0,"epoch":2},{"step":30,"eval_score":2.5,"epoch":3})";
  const Reading reading = read_runs(state(rows, R"("best_metric":2.0,"best_global_step":20,)"));
  CHECK(metric_of(only_run(reading), "eval_score").direction == Direction::lower);
  CHECK(metric_of(only_run(reading), "eval_score").direction_source == DirectionSource::author);
}

TEST_CASE(
    "trainer_state: a best value that is neither the least nor the greatest tells no direction") {
  const Reading reading = read_runs(state(kRows, R"("best_metric":0.75,"best_global_step":30,)"));
  CHECK(only_run(reading).author.metric == "eval_loss");
  CHECK(metric_of(only_run(reading), "eval_loss").direction == Direction::lower);
  CHECK(metric_of(only_run(reading), "eval_loss").direction_source == DirectionSource::catalog);
}

TEST_CASE("trainer_state: a best value that two metrics have, or none, tells nothing") {
  const std::string rows =
      R"({"step":10,"eval_a":0.5,"eval_b":0.5,"epoch":1},{"step":20,"eval_a":0.25,"eval_b":0.75,"epoch":2})";
  const Reading two = read_runs(state(rows, R"("best_metric":0.5,"best_global_step":10,)"));
  CHECK(only_run(two).author.metric.empty());
  const Reading none = read_runs(state(rows, R"("best_metric":0.6,"best_global_step":10,)"));
  CHECK(only_run(none).author.metric.empty());
  const Reading no_step =
      read_runs(state(rows, R"("best_metric":0.25,"best_model_checkpoint":"out/best",)"));
  CHECK(only_run(no_step).author.metric.empty());
}

TEST_CASE("trainer_state: a best value that was rounded is still found") {
  const std::string rows =
      R"({"step":10,"eval_loss":0.15809399,"epoch":1},{"step":20,"eval_loss":0.12932175397872925,"epoch":2})";
  const Reading reading =
      read_runs(state(rows, R"("best_metric":0.12932175,"best_global_step":20,)"));
  CHECK(only_run(reading).author.metric == "eval_loss");
  CHECK(metric_of(only_run(reading), "eval_loss").direction_source == DirectionSource::author);
}

TEST_CASE("trainer_state: saves are presumed from the schedule, the best and the last") {
  const Reading all = read_runs(state(
      kRows,
      R"("best_metric":0.5,"best_model_checkpoint":"out/checkpoint-20","eval_steps":10,"save_steps":20,)"));
  CHECK(saved_words(only_run(all)) == "10:no 20:yes 30:yes");
  CHECK(only_run(all).checkpoints[1].path == "out/checkpoint-20");
  CHECK(only_run(all).checkpoints[1].kind == CheckpointKind::checkpoint);
  CHECK(only_run(all).checkpoints[0].kind == CheckpointKind::evaluation);
  CHECK(note_count(only_run(all), NoteCode::presumed_saved) == 1);

  const Reading none = read_runs(state(kRows));
  CHECK(saved_words(only_run(none)) == "10:unknown 20:unknown 30:unknown");
  CHECK(note_count(only_run(none), NoteCode::presumed_saved) == 0);

  const Reading best_alone = read_runs(state(kRows, R"("best_model_checkpoint":"checkpoint-20",)"));
  CHECK(saved_words(only_run(best_alone)) == "10:unknown 20:yes 30:yes");
}

TEST_CASE("trainer_state: a schedule that the evaluations do not keep was not the one used") {
  // Evaluations at 10, 20, 30 with eval_steps 500: they were made once an epoch, and so were the
  // saves.
  const Reading reading = read_runs(state(kRows, R"("eval_steps":500,"save_steps":500,)"));
  CHECK(saved_words(only_run(reading)) == "10:unknown 20:unknown 30:unknown");
  const Reading contradicted = read_runs(
      state(kRows, R"("best_model_checkpoint":"checkpoint-20","eval_steps":10,"save_steps":15,)"));
  CHECK(saved_words(only_run(contradicted)) == "10:unknown 20:yes 30:yes");
}

TEST_CASE("trainer_state: checkpoints are listed without any evaluation, with their epoch") {
  const Reading reading = read_runs(state(
      R"({"epoch":1,"step":10,"loss":3},{"epoch":2,"step":20,"loss":2},{"epoch":2.5,"step":25,"loss":1})",
      R"("save_steps":10,)"));
  const Run& run = only_run(reading);
  CHECK(saved_words(run) == "10:yes 20:yes 30:yes");
  CHECK(run.checkpoints[0].epoch == 1);
  CHECK(run.checkpoints[0].path == "checkpoint-10");
}

TEST_CASE("trainer_state: evaluation before training stands at step 0") {
  const Reading reading = read_runs(state(
      R"({"epoch":0,"step":0,"eval_loss":5},{"epoch":1,"step":10,"loss":3},{"epoch":1,"step":10,"eval_loss":4})",
      R"("eval_steps":10,"save_steps":10,)"));
  CHECK(points_of(only_run(reading), "eval_loss") == "0:5 10:4");
  CHECK(saved_words(only_run(reading)) == "0:no 10:yes 30:yes");
}

TEST_CASE("trainer_state: several sets and texts among the values") {
  const Reading reading = read_runs(state(
      R"({"step":10,"epoch":1,"eval_a_loss":1,"eval_a_acc":0.5},{"step":10,"epoch":1,"eval_b_loss":2,"eval_b_acc":0.25},
         {"step":10,"epoch":1,"loss":"0.5","remaining_time":"0:10"},{"step":20,"epoch":2,"loss":"NaN","remaining_time":"0:05"})"));
  const Run& run = only_run(reading);
  CHECK(points_of(run, "eval_a_loss") == "10:1");
  CHECK(points_of(run, "eval_b_acc") == "10:0.25");
  CHECK(checkpoint_xs(run) == "10");
  CHECK(points_of(run, "loss") == "10:0.5");
  CHECK(metric_of(run, "loss").non_finite_count == 1);
  CHECK(run.metric("remaining_time") == nullptr);
  CHECK(note_count(run, NoteCode::value_not_number) == 0);
}

TEST_CASE("trainer_state: an empty log is a run of which only facts are known") {
  const Reading reading = read_runs(state("", R"("train_batch_size":8,)"));
  const Run& run = only_run(reading);
  CHECK(run.format == "huggingface_trainer");
  CHECK(run.metrics.empty());
  CHECK(fact_of(run, "train_batch_size") == "8");
}

TEST_CASE("trainer_state: several states in one file are several runs") {
  const Reading reading = read_runs("[" + state(kRows) + "," + state(kRows) + "]", "all.json");
  REQUIRE(reading.runs.size() == 2);
  CHECK(reading.runs[0].name == "all");
  CHECK(reading.runs[1].name == "all #2");
  CHECK(points_of(reading.runs[1], "eval_acc") == "10:0.5 20:0.75 30:0.625");
  CHECK(fact_of(reading.runs[1], "max_steps") == "40");
}

TEST_CASE("trainer_state: the state may lie deeper in a document") {
  const Reading reading = read_runs(
      R"({"run":"x","state":)" + state(kRows, R"("best_metric":0.5,"best_global_step":20,)") + "}");
  const Run& run = only_run(reading);
  CHECK(run.format == "huggingface_trainer");
  CHECK(run.planned_steps == 40);
  CHECK(run.author.metric == "eval_loss");
  CHECK(fact_of(run, "run") == "x");
}

TEST_CASE("a file's name says which run it is, unless it only says what kind of file") {
  const auto name_of = [](std::string_view file) {
    const Reading reading = read_runs(R"([{"step":1,"loss":2},{"step":2,"loss":1}])", file);
    return only_run(reading).name;
  };
  CHECK(name_of("tiny-llama.jsonl") == "tiny-llama");
  CHECK(name_of("a/b/tiny.v2.json") == "tiny.v2");
  CHECK(name_of("bert/trainer_state.json") == "bert");
  CHECK(name_of("bert\\metrics.json") == "bert");
  CHECK(name_of("bert/checkpoint-500/trainer_state.json") == "bert/checkpoint-500");
  CHECK(name_of("checkpoint-500/trainer_state.json") == "checkpoint-500");
  CHECK(name_of("trainer_state.json") == "trainer_state");
  CHECK(name_of("./trainer_state.json") == "trainer_state");
  CHECK(name_of(".json") == ".json");
}
