// The registry, and how the best description is chosen.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include <rapidjson/document.h>

#include "formats_support.h"

using namespace ckpt;
using namespace ckpt::test;

namespace {

std::optional<std::string> shared_file(const std::string& path) {
  std::ifstream file(std::string{CKPT_SHARED_DATA_DIR} + "/" + path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

TEST_CASE("every format says what it reads and where that is written down") {
  std::string previous;
  std::size_t finder_count = 0;
  for (const Format* format : formats()) {
    INFO(format->id);
    CHECK(std::string{format->id} > previous);
    previous = format->id;
    CHECK_FALSE(format->title.empty());
    CHECK_FALSE(format->where.empty());
    CHECK_FALSE(format->what.empty());
    if (format->find != nullptr) {
      ++finder_count;
      CHECK(format->layouts.empty());
      continue;
    }
    CHECK(format->source.substr(0, 8) == "https://");
    CHECK_FALSE(format->layouts.empty());
    for (const Layout& layout : format->layouts) {
      // A description without anything required or any choice would fit every file.
      CHECK(std::any_of(layout.evidence.begin(), layout.evidence.end(), [](const Evidence& each) {
        return !each.path.empty() && each.need != Need::extra;
      }));
    }
  }
  CHECK(finder_count == 1);
}

TEST_CASE("the more distinctive description wins over one that fits, too") {
  // All of Mistral's keys are there, and OpenAI's as well.
  const Reading reading = read_runs(
      R"([{"fine_tuned_model_checkpoint":"m","fine_tuning_job_id":"j","step_number":1,"created_at":1717000000,
           "metrics":{"train_loss":1,"valid_loss":2,"valid_mean_token_accuracy":0.5}}])");
  CHECK(only_run(reading).format == "openai_checkpoints");
}

TEST_CASE("a file that fits two descriptions equally well is read by its shape, and that is said") {
  const Reading reading = read_runs(
      R"({"log_history":[{"step":1,"loss":2},{"step":2,"loss":1}],
          "training_loss":[{"timestamp":1730000000,"loss":2},{"timestamp":1730000060,"loss":1}]})");
  const Run& run = reading.runs.front();
  CHECK(run.format == "generic");
  CHECK(note_slot(run, NoteCode::ambiguous_format, "formats") ==
        "Emissary training job, Hugging Face Trainer state");
}

TEST_CASE("many jobs in one file are bounded, and the rest is counted") {
  std::string lines;
  for (int job = 0; job < 1200; ++job) {
    lines += R"({"fine_tuned_model_checkpoint":"m","fine_tuning_job_id":"j)" + std::to_string(job) +
             R"(","step_number":1,"metrics":{"train_loss":1}})" + "\n";
  }
  const Reading reading = read_runs(lines);
  CHECK(reading.runs.size() == 1000);
  CHECK(note_count(reading.runs.front(), NoteCode::too_many_runs) == 200);
}

TEST_CASE("real files are read as what they are") {
  if (!shared_file("real/mistral_job/1.json")) CKPT_SKIP("the collected files are not here");
  struct Expected {
    const char* path;
    const char* format;  // nullptr: refused
    std::size_t metric_count;
    std::size_t checkpoint_count;
  };
  constexpr Expected kExpected[] = {
      {"examples/createml_handmade.json", "createml", 4, 1},
      {"examples/createml_native.json", "createml", 3, 2},
      {"examples/createml_session.json", "createml", 2, 1},
      {"examples/emissary_checkpoints.json", "emissary", 2, 2},
      {"examples/emissary_job.json", "emissary", 1, 0},
      {"examples/hf_trainer_state.json", "huggingface_trainer", 8, 3},
      {"examples/mistral_ts.json", "mistral_job", 3, 2},
      {"examples/mistral_wire.json", "mistral_job", 3, 3},
      {"examples/openai_list.json", "openai_checkpoints", 4, 2},
      {"real/openai_checkpoints/2.json", "openai_checkpoints", 4, 3},
      {"real/openai_checkpoints/3.json", "openai_checkpoints", 2, 2},
      {"real/azure_openai_checkpoints/1.json", "openai_checkpoints", 6, 3},
      {"real/mistral_job/1.json", "mistral_job", 3, 10},
      {"real/mistral_job/2.json", "mistral_job", 0, 0},
      {"real/allennlp_metrics/2.json", "allennlp", 16, 1},
      {"real/chainer_log/1.json", "chainer", 3, 0},
      {"real/detectron2_metrics/1.json", "detectron2", 19, 0},
      {"real/detectron2_metrics/2.json", "detectron2", 23, 3},
      {"real/detr_deit_log_txt/1.txt", "detr_log", 3, 298},
      {"real/detr_deit_log_txt/2.txt", "detr_log", 102, 2},
      {"real/dvclive_metrics/1.json", "dvclive", 10, 1},
      {"real/dvclive_metrics/2.json", "dvclive", 4, 1},
      {"real/dvclive_metrics/4.json", "generic", 5, 0},
      {"real/keras_history/1.json", "keras_history", 8, 100},
      {"real/keras_history/2.json", "keras_history", 13, 0},
      {"real/keras_history/5.json", "keras_history", 5, 20},
      {"real/ludwig_training_progress/1.json", "ludwig", 15, 15},
      {"real/ludwig_training_statistics/1.json", "ludwig", 15, 16},
      {"real/mmcv_log_json/1.json", "mmcv", 16, 5},
      {"real/mmengine_scalars/1.json", "mmengine", 7, 59},
      {"real/ray_result/2.json", "ray_tune", 35, 23},
      {"real/sacred/2.json", "sacred", 0, 0},
      {"real/sacred/3.json", "sacred", 3, 0},
      {"real/spacy_meta/1.json", "spacy", 3, 1},
      {"real/stylegan_metric/1.jsonl", "stylegan", 1, 8},
      {"real/stylegan_stats/1.jsonl", "stylegan", 24, 0},
      {"examples/openai_events.json", "openai_events", 3, 1},
      {"real/openai_events/1.json", "openai_events", 6, 6},
      {"real/openai_events/2.json", nullptr, 0, 0},
      {"real/openai_job/1.json", "openai_job", 0, 0},
      {"real/hf_log_history_array/1.json", "huggingface_log_history", 1, 0},
      {"real/hf_results/1.json", "huggingface_results", 1, 0},
      {"real/hf_results/2.json", "huggingface_results", 1, 0},
      {"real/hf_results/4.json", "huggingface_results", 1, 0},
      {"real/hf_results/6.json", "huggingface_results", 3, 1},
      {"real/hf_results/7.json", "huggingface_results", 2, 1},
      {"real/llamafactory_trainer_log/1.jsonl", "llamafactory", 2, 0},
      {"real/llamafactory_trainer_log/4.jsonl", "llamafactory", 3, 13},
      {"real/llamafactory_trainer_log/5.jsonl", "llamafactory", 3, 0},
      {"real/ms_swift_logging/1.jsonl", "ms_swift", 11, 5},
      {"real/catboost_training/1.json", "catboost", 1, 0},
      {"real/catboost_training/3.json", "catboost", 1, 0},
      {"real/tensorboard_json/1.json", "tensorboard_scalars", 1, 0},
      {"real/wandb_summary/1.json", "wandb", 2, 0},
      {"real/wandb_summary/3.json", "wandb", 2, 1},
      {"real/wandb_summary/5.json", nullptr, 0, 0},
      {"real/openai_checkpoints/1.txt", nullptr, 0, 0},
      {"real/openai_checkpoints/5.txt", nullptr, 0, 0},
      {"real/mistral_job/4.txt", nullptr, 0, 0},
      {"real/mistral_job/5.txt", nullptr, 0, 0},
      {"real/mistral_job/7.txt", nullptr, 0, 0},
      {"real/negatives/1.jsonl", nullptr, 0, 0},
      {"real/negatives/3.json", nullptr, 0, 0},
      {"real/negatives/5.json", nullptr, 0, 0},
  };
  for (const Expected& expected : kExpected) {
    INFO(expected.path);
    const auto text = shared_file(expected.path);
    REQUIRE(text.has_value());
    const Reading reading = read_runs(*text, expected.path);
    CHECK(reading.error.has_value() == (expected.format == nullptr));
    if (expected.format == nullptr) continue;
    const Run& run = only_run(reading);
    CHECK(run.format == expected.format);
    CHECK(run.metrics.size() == expected.metric_count);
    CHECK(run.checkpoints.size() == expected.checkpoint_count);
  }
}

TEST_CASE("every number of real trainer states stands where a plain reading puts it") {
  if (!shared_file("real/hf_trainer_state/1.json")) CKPT_SKIP("the collected files are not here");
  std::size_t file_count = 0;
  std::size_t point_count = 0;
  for (int number = 1; number <= 40; ++number) {
    const auto text = shared_file("real/hf_trainer_state/" + std::to_string(number) + ".json");
    if (!text) continue;
    INFO("trainer state " << number);
    ++file_count;
    rapidjson::Document document;
    document.Parse<rapidjson::kParseFullPrecisionFlag | rapidjson::kParseNanAndInfFlag>(
        text->data(), text->size());
    REQUIRE_FALSE(document.HasParseError());
    std::map<std::string, std::map<double, double>> curves;
    for (const auto& row : document["log_history"].GetArray()) {
      if (row.HasMember("train_runtime")) continue;
      for (const auto& member : row.GetObject()) {
        const std::string key = member.name.GetString();
        if (key == "step" || key == "epoch" || !member.value.IsNumber()) continue;
        curves[key][row["step"].GetDouble()] = member.value.GetDouble();
      }
    }
    const Reading reading = read_runs(*text);
    const Run& run = only_run(reading);
    CHECK(run.format == "huggingface_trainer");
    CHECK(run.planned_steps == document["max_steps"].GetDouble());
    for (const auto& [name, curve] : curves) {
      INFO(name);
      if (run.metric(name) == nullptr) {
        // A number that never varied is a fact.
        std::set<double> values;
        for (const auto& [step, value] : curve) values.insert(value);
        CHECK(values.size() == 1);
        CHECK(fact_of(run, fact_name({name})) == spelled(*values.begin()));
        continue;
      }
      const Metric& metric = metric_of(run, name);
      const Points points = metric.series.points();
      std::size_t next = 0;
      for (const auto& [step, value] : curve) {
        if (!std::isfinite(value)) continue;
        REQUIRE(next < points.x.size());
        REQUIRE(points.x[next] == step);
        REQUIRE(points.y[next] == value);
        ++next;
      }
      CHECK(next == points.x.size());
      point_count += next;
    }
    for (const Metric& metric : run.metrics) CHECK(curves.count(metric.name) == 1);
  }
  CHECK(file_count == 17);
  CHECK(point_count > 39'000);
}
