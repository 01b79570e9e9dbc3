// Checkpoint lists of hosted fine-tuning and of Create ML: every way in which they lie, and the
// traps of their values.
#include <string>

#include "formats_support.h"

using namespace ckpt;
using namespace ckpt::test;

namespace {

// A checkpoint as the OpenAI API writes it.
std::string openai(int step, const std::string& job, const std::string& metrics) {
  const std::string n = std::to_string(step);
  return R"({"object":"fine_tuning.job.checkpoint","id":"ftckpt_)" + n + R"(","created_at":)" +
         std::to_string(1'752'000'000 + step) + R"(,"fine_tuned_model_checkpoint":"ft:m:)" + n +
         R"(","fine_tuning_job_id":")" + job + R"(","metrics":)" + metrics + R"(,"step_number":)" +
         n + "}";
}

std::string mistral(int step, const std::string& metrics) {
  return R"({"metrics":)" + metrics + R"(,"step_number":)" + std::to_string(step) +
         R"(,"created_at":)" + std::to_string(1'717'000'000 + step) + "}";
}

}  // namespace

TEST_CASE("OpenAI: a page lists newest first and is read oldest first") {
  const Reading reading = read_runs(
      R"({"object":"list","data":[)" +
      openai(90, "ftjob-x", R"({"step":90,"train_loss":0.11,"full_valid_loss":0.61})") + "," +
      openai(60, "ftjob-x", R"({"step":60,"train_loss":0.32,"full_valid_loss":0.52})") +
      R"(],"first_id":"ftckpt_90","last_id":"ftckpt_60","has_more":false})");
  const Run& run = only_run(reading);
  CHECK(run.format == "openai_checkpoints");
  CHECK(run.name == "ftjob-x");
  CHECK(run.row_count == 2);
  CHECK(points_of(run, "train_loss") == "60:0.32 90:0.11");
  CHECK(points_of(run, "full_valid_loss") == "60:0.52 90:0.61");
  REQUIRE(run.checkpoints.size() == 2);
  CHECK(run.checkpoints[0].id == "ftckpt_60");
  CHECK(run.checkpoints[0].model == "ft:m:60");
  CHECK(run.checkpoints[0].time == 1'752'000'060);
  CHECK(run.checkpoints[0].kind == CheckpointKind::checkpoint);
  CHECK(run.checkpoints[0].saved == Saved::yes);
  CHECK_FALSE(run.has_older_records_elsewhere);
  CHECK(note_count(run, NoteCode::has_more) == 0);
  // What the page says of itself is no fact about the run.
  CHECK(fact_of(run, "first_id") == "-");
  CHECK(fact_of(run, "object") == "-");
}

TEST_CASE("OpenAI: one object, an array, lines, and any wrapping") {
  const std::string a = openai(1, "j", R"({"train_loss":2})");
  const std::string b = openai(2, "j", R"({"train_loss":1})");
  CHECK(points_of(only_run(read_runs(a)), "train_loss") == "1:2");
  for (const std::string& text :
       {"[" + b + "," + a + "]", a + "\n" + b + "\n", R"({"data":[)" + b + "," + a + "]}",
        R"({"operation":{},"responses":{"200":{"body":{"object":"list","data":[)" + b + "," + a +
            R"(],"has_more":false}}}})"}) {
    const Reading reading = read_runs(text);
    const Run& run = only_run(reading);
    CHECK(run.format == "openai_checkpoints");
    CHECK(points_of(run, "train_loss") == "1:2 2:1");
  }
}

TEST_CASE("OpenAI: more pages are noted, wherever the page stands") {
  const std::string body = R"({"object":"list","data":[)" + openai(9, "j", R"({"train_loss":1})") +
                           R"(],"has_more":true})";
  for (const std::string& text : {body, R"({"responses":{"200":{"body":)" + body + "}}}"}) {
    const Reading reading = read_runs(text);
    CHECK(only_run(reading).has_older_records_elsewhere);
    CHECK(note_count(only_run(reading), NoteCode::has_more) == 1);
  }
  // A last page follows: nothing is missing.
  const Reading pages = read_runs(body + "\n" + R"({"object":"list","data":[)" +
                                  openai(5, "j", R"({"train_loss":2})") + R"(],"has_more":false})");
  CHECK(points_of(only_run(pages), "train_loss") == "5:2 9:1");
  CHECK_FALSE(only_run(pages).has_older_records_elsewhere);
}

TEST_CASE("OpenAI: every spelling of the keys is one") {
  const Reading pascal = read_runs(
      R"([{"Object":"fine_tuning.job.checkpoint","ID":"c","CreatedAt":1752000000,"FineTunedModelCheckpoint":"m",
           "FineTuningJobID":"job","Metrics":{"Step":3,"TrainLoss":1,"FullValidLoss":2,"ValidLoss":3},"StepNumber":3}])");
  const Run& run = only_run(pascal);
  CHECK(run.format == "openai_checkpoints");
  CHECK(run.name == "job");
  CHECK(metric_of(run, "FullValidLoss").role == Role::valid);
  CHECK(metric_of(run, "ValidLoss").role == Role::valid_batch);
  CHECK(metric_of(run, "TrainLoss").role == Role::train);
  CHECK(metric_of(run, "TrainLoss").direction == Direction::lower);
  CHECK(run.metric("Step") == nullptr);
  CHECK(run.checkpoints[0].id == "c");
  const Reading camel = read_runs(
      R"({"fineTunedModelCheckpoint":"m","stepNumber":4,"createdAt":1752000000,"metrics":{"trainLoss":1}})");
  CHECK(only_run(camel).format == "openai_checkpoints");  // even without "object"
}

TEST_CASE("OpenAI: the small validation batch and the whole set are told apart") {
  const Reading reading = read_runs(openai(
      7, "j",
      R"({"train_loss":1,"train_mean_token_accuracy":0.9,"valid_loss":1,"valid_mean_token_accuracy":1,
          "full_valid_loss":2,"full_valid_mean_token_accuracy":0.67})"));
  const Run& run = only_run(reading);
  CHECK(metric_of(run, "valid_mean_token_accuracy").role == Role::valid_batch);
  CHECK(metric_of(run, "full_valid_mean_token_accuracy").role == Role::valid);
  CHECK(metric_of(run, "full_valid_mean_token_accuracy").direction == Direction::higher);
  CHECK(metric_of(run, "full_valid_mean_token_accuracy").family == Family::ratio_score);
  CHECK(metric_of(run, "full_valid_loss").family == Family::token_loss);
  CHECK(metric_of(run, "valid_loss").quantity == metric_of(run, "full_valid_loss").quantity);
}

TEST_CASE("OpenAI: metrics may be few, empty, null or missing") {
  const Reading reading =
      read_runs("[" + openai(3, "j", R"({"full_valid_loss":0.5})") + "," + openai(2, "j", "{}") +
                "," + openai(1, "j", R"({"full_valid_loss":null,"train_loss":4})") + "]");
  const Run& run = only_run(reading);
  CHECK(points_of(run, "full_valid_loss") == "3:0.5");
  CHECK(points_of(run, "train_loss") == "1:4");
  CHECK(checkpoint_xs(run) == "1 2 3");
}

TEST_CASE("OpenAI: the step stands in the metrics where step_number is missing, also as a float") {
  const Reading reading = read_runs(
      R"([{"object":"fine_tuning.job.checkpoint","id":"b","metrics":{"step":100.0,"train_loss":1}},
          {"object":"fine_tuning.job.checkpoint","id":"a","metrics":{"step":90.0,"train_loss":2}}])");
  CHECK(points_of(only_run(reading), "train_loss") == "90:2 100:1");
  const Reading mixed = read_runs(
      R"([{"object":"fine_tuning.job.checkpoint","id":"b","metrics":{"step":100.0,"train_loss":1}},
          {"object":"fine_tuning.job.checkpoint","id":"a","step_number":90,"metrics":{"train_loss":2}}])");
  CHECK(points_of(only_run(mixed), "train_loss") == "90:2 100:1");
}

TEST_CASE("OpenAI: a checkpoint without any step is left out and counted") {
  const Reading reading = read_runs(
      R"([{"object":"fine_tuning.job.checkpoint","id":"b","step_number":5,"metrics":{"train_loss":1}},
          {"object":"fine_tuning.job.checkpoint","id":"a","metrics":{"train_loss":2}}])");
  const Run& run = only_run(reading);
  CHECK(points_of(run, "train_loss") == "5:1");
  CHECK(checkpoint_xs(run) == "5");
  CHECK(note_count(run, NoteCode::missing_step) == 1);
}

TEST_CASE("OpenAI: checkpoints of several jobs are several runs") {
  const Reading reading = read_runs("[" + openai(2, "ftjob-a", R"({"train_loss":1})") + "," +
                                    openai(2, "ftjob-b", R"({"train_loss":3})") + "," +
                                    openai(1, "ftjob-a", R"({"train_loss":2})") + "]");
  REQUIRE(reading.runs.size() == 2);
  CHECK(reading.runs[0].name == "ftjob-a");
  CHECK(points_of(reading.runs[0], "train_loss") == "1:2 2:1");
  CHECK(checkpoint_xs(reading.runs[0]) == "1 2");
  CHECK(reading.runs[1].name == "ftjob-b");
  CHECK(points_of(reading.runs[1], "train_loss") == "2:3");
  CHECK(reading.runs[1].row_count == 1);
}

TEST_CASE("OpenAI: other objects between the checkpoints are none") {
  const Reading reading = read_runs(
      openai(1, "j", R"({"train_loss":2})") + "\n" +
      R"({"object":"fine_tuning.job.event","id":"e","created_at":1752000000,"step_number":7,"metrics":{"train_loss":9}})" +
      "\n" + openai(2, "j", R"({"train_loss":1})"));
  const Run& run = reading.runs.front();
  CHECK(points_of(run, "train_loss") == "1:2 2:1");
}

TEST_CASE("OpenAI: the same page pasted twice changes nothing") {
  const std::string page = "[" + openai(2, "j", R"({"train_loss":1})") + "," +
                           openai(1, "j", R"({"train_loss":2})") + "]";
  const Reading reading = read_runs(page + "\n" + page);
  // Two arrays of one job: the job, not the array, is the run.
  const Run& run = only_run(reading);
  CHECK(points_of(run, "train_loss") == "1:2 2:1");
  CHECK(checkpoint_xs(run) == "1 2");
  CHECK(note_count(run, NoteCode::duplicate_steps) == 0);
}

TEST_CASE("Mistral: what is called an accuracy is a perplexity and should fall") {
  const Reading reading = read_runs(
      "[" +
      mistral(20, R"({"train_loss":0.8,"valid_loss":0.82,"valid_mean_token_accuracy":1.765})") +
      "," +
      mistral(10, R"({"train_loss":0.9,"valid_loss":0.92,"valid_mean_token_accuracy":1.892})") +
      "]");
  const Run& run = only_run(reading);
  CHECK(run.format == "mistral_job");
  const Metric& metric = metric_of(run, "valid_mean_token_accuracy");
  CHECK(points_of(run, "valid_mean_token_accuracy") == "10:1.892 20:1.765");
  CHECK(metric.direction == Direction::lower);
  CHECK(metric.direction_source == DirectionSource::format);
  CHECK(metric.family == Family::perplexity);
  CHECK(metric.quantity == "perplexity");
  CHECK(note_slot(run, NoteCode::misnamed_perplexity, "metric") == "valid_mean_token_accuracy");
  CHECK(metric_of(run, "valid_loss").role == Role::valid);
  CHECK(run.checkpoints[0].saved == Saved::unknown);
}

TEST_CASE("Mistral: a true accuracy stays one") {
  const Reading reading = read_runs(
      "[" + mistral(20, R"({"train_loss":0.8,"valid_loss":0.5,"valid_mean_token_accuracy":0.9})") +
      "," + mistral(10, R"({"train_loss":0.9,"valid_loss":0.6,"valid_mean_token_accuracy":0.8})") +
      "]");
  const Metric& metric = metric_of(only_run(reading), "valid_mean_token_accuracy");
  CHECK(metric.direction == Direction::higher);
  CHECK(metric.family == Family::ratio_score);
  CHECK(note_count(only_run(reading), NoteCode::misnamed_perplexity) == 0);
}

TEST_CASE("Mistral: zeros at every step mean that nothing was validated") {
  const Reading reading = read_runs(
      "[" + mistral(2, R"({"train_loss":0.8,"valid_loss":0.0,"valid_mean_token_accuracy":0.0})") +
      "," + mistral(1, R"({"train_loss":0.9,"valid_loss":0.0,"valid_mean_token_accuracy":0.0})") +
      "]");
  const Run& run = only_run(reading);
  CHECK(points_of(run, "train_loss") == "1:0.9 2:0.8");
  for (const std::string_view name : {"valid_loss", "valid_mean_token_accuracy"}) {
    const Metric& metric = metric_of(run, name);
    CHECK(metric.series.points().x.empty());
    CHECK(metric.sentinel_count == 2);
    CHECK(metric.series.sentinels().x == std::vector<double>{1, 2});
    CHECK(metric.series.sentinels().y == std::vector<double>{0, 0});
    CHECK(metric.series.sentinel_at(2) == 0.0);
    CHECK_FALSE(metric.series.sentinel_at(3).has_value());
    CHECK_FALSE(metric.series.stated_at(2).has_value());
  }
  CHECK(note_slot(run, NoteCode::no_validation, "metric") ==
        "valid_loss, valid_mean_token_accuracy");
  CHECK(checkpoint_xs(run) == "1 2");
}

TEST_CASE("Mistral: one zero among other values is a value") {
  const Reading reading =
      read_runs("[" + mistral(2, R"({"valid_loss":0.0,"valid_mean_token_accuracy":0.0})") + "," +
                mistral(1, R"({"valid_loss":0.5,"valid_mean_token_accuracy":0.0})") + "]");
  CHECK(points_of(only_run(reading), "valid_loss") == "1:0.5 2:0");
  CHECK(note_count(only_run(reading), NoteCode::no_validation) == 0);
}

TEST_CASE("Mistral: a job document gives its facts, also from TypeScript") {
  const Reading wire = read_runs(
      R"({"id":"job-1","object":"job","model":"open-mistral-7b","status":"SUCCESS","fine_tuned_model":"ft:x","suffix":null,
          "hyperparameters":{"training_steps":30,"learning_rate":0.0001},"metadata":{"cost":2.5,"cost_currency":"USD"},
          "trained_tokens":131072,"auto_start":true,"events":[{"name":"status-updated","data":{"status":"SUCCESS"},"created_at":1}],
          "checkpoints":[)" +
      mistral(30, R"({"train_loss":0.78})") + "," + mistral(20, R"({"train_loss":0.84})") + "]}");
  const Run& run = only_run(wire);
  CHECK(run.format == "mistral_job");
  CHECK(run.name == "job-1");
  CHECK(run.planned_steps == 30);
  CHECK(fact_of(run, "model") == "open-mistral-7b");
  CHECK(fact_of(run, "status") == "SUCCESS");
  CHECK(fact_of(run, "fine_tuned_model") == "ft:x");
  CHECK(fact_of(run, "hyperparameters.learning_rate") == "0.0001");
  CHECK(fact_of(run, "metadata.cost") == "2.5");
  CHECK(fact_of(run, "trained_tokens") == "131072");
  CHECK(fact_of(run, "auto_start") == "true");
  CHECK(fact_of(run, "suffix") == "-");
  const Reading typescript = read_runs(
      R"({"id":"job-2","status":"SUCCESS","fineTunedModel":"ft:y","checkpoints":[
          {"metrics":{"trainLoss":0.81},"stepNumber":20,"createdAt":1717000600},
          {"metrics":{"trainLoss":0.95},"stepNumber":10,"createdAt":1717000300}]})");
  CHECK(points_of(only_run(typescript), "trainLoss") == "10:0.95 20:0.81");
  CHECK(fact_of(only_run(typescript), "fine_tuned_model") == "ft:y");
}

TEST_CASE("Mistral: a job without checkpoints is a run of which only facts are known") {
  for (const char* checkpoints : {R"(,"checkpoints":[])", ""}) {
    const Reading reading = read_runs(
        std::string{
            R"({"id":"job-3","status":"VALIDATED","model":"ministral-3b","fine_tuned_model":null,
            "hyperparameters":{"training_steps":100,"epochs":47.7})"} +
        checkpoints + "}");
    const Run& run = only_run(reading);
    CHECK(run.format == "mistral_job");
    CHECK(run.name == "job-3");
    CHECK(run.metrics.empty());
    CHECK(run.checkpoints.empty());
    CHECK(run.planned_steps == 100);
    CHECK(fact_of(run, "status") == "VALIDATED");
    CHECK(fact_of(run, "hyperparameters.epochs") == "47.7");
  }
}

TEST_CASE("Mistral: an array of jobs is a run for each") {
  const Reading reading =
      read_runs(R"([{"id":"a","checkpoints":[)" + mistral(2, R"({"train_loss":1})") + "," +
                mistral(1, R"({"train_loss":2})") + R"(]},{"id":"b","checkpoints":[)" +
                mistral(1, R"({"train_loss":5})") + "]}]");
  REQUIRE(reading.runs.size() == 2);
  CHECK(reading.runs[0].name == "a");
  CHECK(points_of(reading.runs[0], "train_loss") == "1:2 2:1");
  CHECK(reading.runs[1].name == "b");
  CHECK(points_of(reading.runs[1], "train_loss") == "1:5");
  CHECK(reading.runs[1].checkpoints.size() == 1);
}

TEST_CASE("Mistral: a list whose dates are texts is another vendor's") {
  const Reading reading = read_runs(
      R"({"step_metrics":[{"created_at":"2026-01-01T00:00:00Z","step_number":10,"metrics":{"loss":1.1,"accuracy":0.6}},
          {"created_at":"2026-01-01T00:05:00Z","step_number":20,"metrics":{"loss":0.8,"accuracy":0.7}}],"next_page_token":""})");
  const Run& run = only_run(reading);
  CHECK(run.format == "cohere");
  CHECK(points_of(run, "loss") == "10:1.1 20:0.8");
}

TEST_CASE("Emissary: metrics are texts with free names, NaN among them") {
  const Reading reading = read_runs(
      R"([{"checkpoint":1,"model_download_url":"s3://a","test_results":{"general_test_result":"s3://r","aggregated_test_result":{"accuracy":"0.81","my own":"3","loss":"NaN"}},"created_at":1730000000,"updated_at":1730000050},
          {"checkpoint":2,"model_download_url":"s3://b","test_results":{"aggregated_test_result":{"accuracy":"0.86","my own":"3","loss":"0.5"}},"created_at":1730003600,"updated_at":1730003650}])");
  const Run& run = only_run(reading);
  CHECK(run.format == "emissary");
  CHECK(points_of(run, "accuracy") == "1:0.81 2:0.86");
  CHECK(points_of(run, "loss") == "2:0.5");
  CHECK(metric_of(run, "loss").non_finite_count == 1);
  CHECK(metric_of(run, "loss").role == Role::valid);
  CHECK(points_of(run, "my own") == "1:3 2:3");  // declared a metric, though it never varies
  CHECK(run.checkpoints[1].path == "s3://b");
  CHECK(run.checkpoints[1].time == 1'730'003'600);
  CHECK(run.checkpoints[1].saved == Saved::yes);
}

TEST_CASE("Emissary: checkpoints may lack results, and a job has a loss over time") {
  const Reading bare = read_runs(
      R"([{"checkpoint":1,"model_download_url":"s3://a"},{"checkpoint":2,"model_download_url":"s3://b"}])");
  CHECK(only_run(bare).format == "emissary");
  CHECK(checkpoint_xs(only_run(bare)) == "1 2");
  const Reading job = read_runs(
      R"({"id":"tr-1","name":"first","base_model":"Llama","status":"Success","progress":100,
          "training_loss":[{"timestamp":1730000000.5,"loss":1.9},{"timestamp":1730000060,"loss":1.2}],"created_at":1730000000})");
  const Run& run = only_run(job);
  CHECK(run.format == "emissary");
  CHECK(run.name == "first");
  CHECK(run.x_kind == XKind::time);
  CHECK(points_of(run, "loss") == "1730000000.5:1.9 1730000060:1.2");
  CHECK(metric_of(run, "loss").role == Role::train);
  CHECK(fact_of(run, "base_model") == "Llama");
  CHECK(run.checkpoints.empty());
}

TEST_CASE("Create ML: metrics alternate in any order") {
  const Reading reading = read_runs(
      R"([{"url":"file:///b","phase":"training","iteration":20,"date":810000042.5,"urlMetrics":[],"metrics":["accuracy",0.86,"loss",0.533]},
          {"url":"file:///a","phase":"training","iteration":10,"date":810000000.25,"urlMetrics":[],"metrics":["loss",0.812,"validationAccuracy",0.74,"accuracy",0.78]}])");
  const Run& run = only_run(reading);
  CHECK(run.format == "createml");
  CHECK(points_of(run, "loss") == "10:0.812 20:0.533");
  CHECK(points_of(run, "accuracy") == "10:0.78 20:0.86");
  CHECK(points_of(run, "validationAccuracy") == "10:0.74");
  CHECK(metric_of(run, "loss").role == Role::train);
  CHECK(metric_of(run, "validationAccuracy").role == Role::valid);
  CHECK(run.checkpoints[0].path == "file:///a");
  CHECK(run.checkpoints[0].time == 810'000'000.25 + 978'307'200);
}

TEST_CASE("Create ML: dates since 2001, since 1970 and as texts") {
  const auto time_of_date = [](const std::string& date) {
    const Reading reading = read_runs(
        R"({"url":"a","phase":"training","iteration":1,"metrics":{"loss":1},"date":)" + date + "}");
    return only_run(reading).checkpoints[0].time;
  };
  CHECK(time_of_date("810000000.5") == 1'788'307'200.5);
  CHECK(time_of_date("1788307200.5") == 1'788'307'200.5);
  CHECK(time_of_date("1788307200500") == 1'788'307'200.5);
  CHECK(time_of_date("\"2026-09-01T10:00:00Z\"") == 1'788'256'800);
  CHECK(std::isnan(time_of_date("\"yesterday\"")));
}

TEST_CASE("Create ML: a session document keeps feature extraction off the curve") {
  const Reading reading = read_runs(
      R"({"date":"2026-09-01T09:58:00","phase":"training","iteration":20,"modelURL":{"relative":"model"},"checkpoints":[
          {"url":{"relative":"e"},"phase":"extractingFeatures","iteration":100,"date":"2026-09-01T09:58:30","metrics":["loss",9],"urlMetrics":[]},
          {"url":{"relative":"t1","base":{"relative":"x"}},"phase":"training","iteration":10,"date":"2026-09-01T09:59:00","metrics":["loss",0.5],"urlMetrics":[]},
          {"url":{"relative":"t2"},"phase":"training","iteration":20,"date":"2026-09-01T09:59:30","metrics":["loss",0.25],"urlMetrics":[]}]})");
  const Run& run = only_run(reading);
  CHECK(points_of(run, "loss") == "10:0.5 20:0.25");
  CHECK(checkpoint_xs(run) == "10 20");
  CHECK(run.checkpoints[0].path == "t1");
  CHECK(fact_of(run, "extracting_features_records") == "1");
  CHECK(fact_of(run, "model_url.relative") == "model");
  CHECK(fact_of(run, "phase") == "training");
}

TEST_CASE("Create ML: feature extraction alone is what there is") {
  const Reading reading = read_runs(
      R"([{"url":"e","phase":"extractingFeatures","iteration":100,"date":810000000,"metrics":[],"urlMetrics":[]}])");
  const Run& run = only_run(reading);
  CHECK(run.format == "createml");
  CHECK(checkpoint_xs(run) == "100");
  CHECK(fact_of(run, "phase") == "extractingFeatures");
}

TEST_CASE("Create ML: a metric whose value was cut away has no value") {
  const Reading reading = read_runs(
      R"([{"url":"a","phase":"training","iteration":1,"date":810000000,"metrics":["loss",0.5,"accuracy",0.25]},
          {"url":"b","phase":"training","iteration":2,"date":810000000,"metrics":["loss",0.4,"accuracy)");
  const Run& run = only_run(reading);
  CHECK(points_of(run, "loss") == "1:0.5 2:0.4");
  CHECK(points_of(run, "accuracy") == "1:0.25");
  REQUIRE(run.checkpoints.size() == 2);
  CHECK(run.checkpoints[1].is_cut);
}
