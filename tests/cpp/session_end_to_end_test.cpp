// The engine from bytes to JSON: what add, summary, choose, rows and plot say of small sources.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <rapidjson/document.h>

#include "catch.h"
#include "input/byte_source.h"
#include "session/session.h"

namespace {

using ckpt::MemorySource;
using ckpt::Session;

constexpr double kAll = std::numeric_limits<double>::quiet_NaN();

rapidjson::Document parsed(const std::string& text) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseFullPrecisionFlag | rapidjson::kParseValidateEncodingFlag>(
      text.data(), text.size());
  INFO(text.substr(0, 2000));
  REQUIRE_FALSE(document.HasParseError());
  return document;
}

bool add(Session& session, std::string_view name, std::string_view text,
         std::size_t window = 1 << 20) {
  MemorySource source(text);
  return session.add(name, source, window);
}

// The summary of one source alone.
std::string summary_of(std::string_view text, std::size_t window = 1 << 20) {
  Session session;
  add(session, "file.json", text, window);
  return session.summary();
}

std::string number(double value) {
  std::string out = std::to_string(value);
  return out;
}

// A Hugging Face state: training every 10 steps, evaluation every 50; loss 1/(1+step) and a little
// more at the evaluations.
std::string trainer_state(int steps, std::string_view line_end = "\n") {
  std::string out = "{";
  const auto line = [&](const std::string& text) {
    out += line_end;
    out += text;
  };
  line("\"best_metric\": null, \"best_model_checkpoint\": null, \"epoch\": 1.0,");
  line("\"global_step\": " + std::to_string(steps) + ", \"max_steps\": " + std::to_string(steps) +
       ",");
  line("\"log_history\": [");
  for (int step = 10; step <= steps; step += 10) {
    const std::string at =
        "\"epoch\": " + number(step / double(steps)) + ", \"step\": " + std::to_string(step) + "}";
    line(std::string(step == 10 ? "" : ", ") + "{\"loss\": " + number(100.0 / (1 + step)) +
         ", \"grad_norm\": 1.5, \"learning_rate\": 0.001, " + at);
    if (step % 50 == 0) {
      line(", {\"eval_loss\": " + number(100.0 / (1 + step) + 0.25) + ", " + at);
    }
  }
  line("], \"is_world_process_zero\": true}");
  out += line_end;
  return out;
}

const rapidjson::Value* member_with(const rapidjson::Value& array, const char* key,
                                    std::string_view value) {
  for (const auto& element : array.GetArray()) {
    if (std::string_view(element[key].GetString()) == value) return &element;
  }
  return nullptr;
}

constexpr std::string_view kCheckpoints = R"([
  {"object": "fine_tuning.job.checkpoint", "id": "ftckpt_b", "created_at": 1721764867,
   "fine_tuned_model_checkpoint": "ft:gpt-4o-mini:org::b:ckpt-step-90", "fine_tuning_job_id": "ftjob-x",
   "step_number": 90, "metrics": {"train_loss": 0.11, "full_valid_loss": 0.61}},
  {"object": "fine_tuning.job.checkpoint", "id": "ftckpt_a", "created_at": 1721764800,
   "fine_tuned_model_checkpoint": "ft:gpt-4o-mini:org::a:ckpt-step-60", "fine_tuning_job_id": "ftjob-x",
   "step_number": 60, "metrics": {"train_loss": 0.32, "full_valid_loss": 0.52}}])";

}  // namespace

TEST_CASE("a checkpoint list comes out as one run with its checkpoints, metrics and a verdict") {
  Session session;
  REQUIRE(add(session, "list.json", kCheckpoints));
  const auto summary = parsed(session.summary());
  REQUIRE(summary["rejected"].Size() == 0);
  REQUIRE(summary["runs"].Size() == 1);
  const auto& run = summary["runs"][0];
  CHECK(run["index"].GetInt() == 0);
  CHECK(run["format"].GetString() == std::string("openai_checkpoints"));
  CHECK(run["sources"][0].GetString() == std::string("list.json"));
  CHECK(run["rows"].GetInt() == 2);
  CHECK(run["checkpointCount"].GetInt() == 2);
  REQUIRE(run["checkpointSteps"].Size() == 2);
  CHECK(run["checkpointSteps"][0].GetDouble() == 60);
  CHECK(run["checkpointSteps"][1].GetDouble() == 90);

  const auto* loss = member_with(run["metrics"], "name", "full_valid_loss");
  REQUIRE(loss != nullptr);
  CHECK((*loss)["direction"].GetString() == std::string("lower"));
  CHECK((*loss)["points"].GetInt() == 2);
  CHECK((*loss)["first"]["value"].GetDouble() == 0.52);
  CHECK((*loss)["last"]["step"].GetDouble() == 90);
  CHECK((*loss)["best"]["step"].GetDouble() == 60);
  CHECK((*loss)["max"]["value"].GetDouble() == 0.61);
  CHECK((*loss)["noiseSigma"].IsNull());
  REQUIRE((*loss)["spark"].Size() == 2);
  CHECK((*loss)["spark"][1].GetDouble() == 0.61);

  CHECK(run["primary"]["name"].GetString() == std::string("full_valid_loss"));
  CHECK_FALSE(run["primary"]["chosenByUser"].GetBool());
  const auto& verdict = run["verdict"];
  CHECK(verdict["headline"]["text"]["en"].GetStringLength() > 0);
  CHECK(verdict["headline"]["text"]["zh"].GetStringLength() > 0);
  REQUIRE(verdict["recommended"].IsObject());
  CHECK(verdict["recommended"]["id"].GetString() == std::string("ftckpt_a"));
  CHECK(verdict["recommended"]["index"].GetInt() == 0);
  for (const auto& index : verdict["evidence"].GetArray()) {
    CHECK(index.GetUint() < run["findings"].Size());
  }
}

TEST_CASE("rows come oldest first, sorted as asked, with their differences and marks") {
  Session session;
  REQUIRE(add(session, "list.json", kCheckpoints));
  const auto rows = parsed(session.rows(0, 0, 100, "", false));
  REQUIRE(rows.Size() == 2);
  CHECK(rows[0]["id"].GetString() == std::string("ftckpt_a"));
  CHECK(rows[0]["time"].GetString() == std::string("2024-07-23T20:00:00Z"));
  CHECK(rows[0]["model"].GetString() == std::string("ft:gpt-4o-mini:org::a:ckpt-step-60"));
  CHECK(rows[1]["deltaBest"].GetDouble() == Approx(0.09));
  CHECK(rows[1]["deltaPrevious"].GetDouble() == Approx(0.09));
  CHECK(rows[1]["gap"].GetDouble() == Approx(0.5));
  CHECK(rows[0]["marks"][0].GetString() == std::string("best"));

  const auto reversed = parsed(session.rows(0, 0, 1, "metric:full_valid_loss", true));
  REQUIRE(reversed.Size() == 1);
  CHECK(reversed[0]["id"].GetString() == std::string("ftckpt_b"));
  CHECK(reversed[0]["marks"][0].GetString() == std::string("last"));
}

TEST_CASE("choosing what best means holds until it is reset") {
  Session session;
  REQUIRE(add(session, "list.json", kCheckpoints));
  const std::string before = session.summary();
  const auto chosen = parsed(session.choose(0, "train_loss", "higher"));
  CHECK(chosen["primary"]["name"].GetString() == std::string("train_loss"));
  CHECK(chosen["primary"]["direction"].GetString() == std::string("higher"));
  CHECK(chosen["primary"]["chosenByUser"].GetBool());
  const auto* loss = member_with(chosen["metrics"], "name", "train_loss");
  REQUIRE(loss != nullptr);
  CHECK((*loss)["direction"].GetString() == std::string("higher"));
  CHECK((*loss)["directionSource"].GetString() == std::string("user"));
  CHECK((*loss)["best"]["value"].GetDouble() == 0.32);
  CHECK(session.summary() != before);
  (void)session.choose(0, "", "");
  CHECK(session.summary() == before);
}

TEST_CASE("the size of the window changes nothing") {
  const std::string text = trainer_state(500);
  const std::string expected = summary_of(text);
  CHECK(expected.find("\"eval_loss\"") != std::string::npos);
  for (const std::size_t window :
       {std::size_t{1}, std::size_t{7}, std::size_t{4096}, text.size()}) {
    CAPTURE(window);
    CHECK(summary_of(text, window) == expected);
  }
}

TEST_CASE("a byte order mark and CRLF change nothing") {
  const std::string expected = summary_of(trainer_state(200));
  CHECK(summary_of(trainer_state(200, "\r\n")) == expected);
  CHECK(summary_of("\xEF\xBB\xBF" + trainer_state(200)) == expected);
}

// The points of a plot, after the two counts of what it cannot show.
std::vector<double> points_of(Session& session, std::uint32_t metric, double from, double to,
                              std::uint32_t width) {
  const std::vector<double> plot =
      session.plot(0, metric, {.from = from, .to = to, .width = width});
  REQUIRE(plot.size() >= 2);
  return {plot.begin() + 2, plot.end()};
}

TEST_CASE("a plot holds the least and the greatest of its window, a series every point") {
  Session session;
  REQUIRE(add(session, "trainer_state.json", trainer_state(20'000)));
  const auto summary = parsed(session.summary());
  const auto* loss = member_with(summary["runs"][0]["metrics"], "name", "loss");
  REQUIRE(loss != nullptr);
  const auto metric = static_cast<std::uint32_t>((*loss)["index"].GetInt());

  const std::vector<double> all = session.series(0, metric);
  REQUIRE(all.size() == 2 * 2000);
  CHECK(all[0] == 10);
  CHECK(all[1] == std::stod(number(100.0 / 11)));
  for (std::size_t i = 2; i < all.size(); i += 2) REQUIRE(all[i] > all[i - 2]);

  const std::vector<double> plot = points_of(session, metric, kAll, kAll, 50);
  CHECK(plot.size() <= 2 * (4 * 50 + 2));
  CHECK(plot.front() == 10);
  CHECK(plot[1] == all[1]);
  CHECK(plot[plot.size() - 2] == 20'000);
  CHECK(plot.back() == all.back());
  const std::vector<double> part = points_of(session, metric, 5'000, 6'000, 1);
  CHECK(part.front() == 4'990);
  CHECK(part[part.size() - 2] == 6'010);
}

TEST_CASE("a NaN in a curve is a gap in its plot and a place in its summary") {
  Session session;
  REQUIRE(add(session, "log.jsonl",
              "{\"step\": 1, \"loss\": 3.0}\n{\"step\": 2, \"loss\": NaN}\n"
              "{\"step\": 3, \"loss\": 2.0}\n{\"step\": 4, \"loss\": 1.0}\n"));
  const auto summary = parsed(session.summary());
  const auto& metric = summary["runs"][0]["metrics"][0];
  CHECK(metric["name"].GetString() == std::string("loss"));
  CHECK(metric["nonFinite"].GetInt() == 1);
  REQUIRE(metric["nonFinitePoints"].Size() == 1);
  CHECK(metric["nonFinitePoints"][0]["step"].GetDouble() == 2);
  CHECK(metric["nonFinitePoints"][0]["value"].GetString() == std::string("NaN"));
  const std::vector<double> plot = points_of(session, 0, kAll, kAll, 100);
  REQUIRE(plot.size() == 8);
  CHECK(plot[2] == 2);
  CHECK(std::isnan(plot[3]));
}

TEST_CASE("gaps and cells that are not finite stay beyond those that a summary lists") {
  std::string text;
  for (int step = 1; step <= 5000; ++step) {
    text += "{\"step\": " + std::to_string(step) +
            ", \"val_loss\": " + (step % 2 == 0 ? "NaN" : number(9.0 / step)) + "}\n";
  }
  Session session;
  REQUIRE(add(session, "log.jsonl", text));
  const auto summary = parsed(session.summary());
  const auto& metric = summary["runs"][0]["metrics"][0];
  CHECK(metric["nonFinite"].GetInt() == 2500);
  CHECK(metric["nonFinitePoints"].Size() == 1000);
  const std::vector<double> plot = points_of(session, 0, kAll, kAll, 5000);
  REQUIRE(plot.size() == 2 * (2500 + 2499));
  for (std::size_t i = 0; i < plot.size(); i += 2) {
    REQUIRE(plot[i] == static_cast<double>(i / 2 + 1));
    REQUIRE(std::isnan(plot[i + 1]) == (i / 2 % 2 == 1));
  }
  const auto rows = parsed(session.rows(0, 0, 1, "", true));
  CHECK(rows[0]["step"].GetDouble() == 5000);
  CHECK(rows[0]["metrics"]["val_loss"].GetString() == std::string("NaN"));
}

TEST_CASE("what cannot be read is rejected with its place and the others stay") {
  Session session;
  CHECK_FALSE(add(session, "page.html", "<!doctype html><html><body>Sign in</body></html>"));
  REQUIRE(add(session, "list.json", kCheckpoints));
  CHECK_FALSE(add(session, "broken.json", "{\"a\": 1,\r\n \"\xE6\x8D\x9F\": [1, 2,, 3]}\n"));
  CHECK_FALSE(add(session, "none.json", "{\"name\": \"no metrics here\"}"));
  CHECK_FALSE(add(session, "empty.json", ""));
  const auto summary = parsed(session.summary());
  REQUIRE(summary["runs"].Size() == 1);
  CHECK(summary["runs"][0]["sources"][0].GetString() == std::string("list.json"));
  const auto& rejected = summary["rejected"];
  REQUIRE(rejected.Size() == 4);
  CHECK(rejected[0]["source"].GetString() == std::string("page.html"));
  CHECK(rejected[0]["code"].GetString() == std::string("html"));
  CHECK(rejected[1]["code"].GetString() == std::string("syntax"));
  CHECK(rejected[1]["byte"].GetInt() == 24);
  CHECK(rejected[1]["line"].GetInt() == 2);
  CHECK(rejected[1]["column"].GetInt() == 13);
  CHECK(rejected[1]["advice"].GetStringLength() > 0);
  const std::string excerpt = rejected[1]["excerpt"].GetString();
  CHECK(excerpt.find("[1, 2,, 3]") != std::string::npos);
  CHECK(rejected[2]["code"].GetString() == std::string("no_metrics"));
  CHECK(rejected[3]["code"].GetString() == std::string("empty"));
  CHECK(rejected[3]["line"].GetInt() == 1);
}

TEST_CASE("a cut file keeps its rows and says where it stopped") {
  const std::string whole = trainer_state(500);
  const std::string cut = whole.substr(0, whole.size() / 2);
  Session session;
  REQUIRE(add(session, "trainer_state.json", cut));
  const auto summary = parsed(session.summary());
  const auto* note = member_with(summary["runs"][0]["notes"], "code", "truncated");
  REQUIRE(note != nullptr);
  CHECK((*note)["severity"].GetString() == std::string("data_loss"));
  CHECK((*note)["source"].GetString() == std::string("trainer_state.json"));
  REQUIRE((*note)["byte"].IsUint64());
  const std::string before = cut.substr(0, (*note)["byte"].GetUint64());
  const auto lines = static_cast<std::uint64_t>(std::count(before.begin(), before.end(), '\n'));
  CHECK((*note)["line"].GetUint64() == lines + 1);
  CHECK((*note)["column"].GetUint64() == before.size() - before.rfind('\n'));
  CHECK((*note)["message"]["id"].GetString() == std::string("truncated"));
}

TEST_CASE("a source that fails in the middle is rejected as such") {
  class Failing final : public ckpt::ByteSource {
   public:
    ckpt::Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) override {
      if (offset >= 4096) return ckpt::Error{ckpt::ErrorCode::read_failed, offset};
      for (char& c : out) c = ' ';
      return out.size();
    }
  };
  Failing source;
  Session session;
  CHECK_FALSE(session.add("gone.json", source, 1024));
  const auto summary = parsed(session.summary());
  REQUIRE(summary["rejected"].Size() == 1);
  CHECK(summary["rejected"][0]["code"].GetString() == std::string("read_failed"));
}

TEST_CASE("names from files are text, whatever bytes they hold") {
  Session session;
  REQUIRE(add(session, "\xFF<b>.json", kCheckpoints));
  const auto summary = parsed(session.summary());
  CHECK(summary["runs"][0]["sources"][0].GetString() == std::string("\xEF\xBF\xBD<b>.json"));
}

TEST_CASE("a run or a metric that is not there gives nothing") {
  Session session;
  CHECK(session.summary() == R"({"ruleset":"1","overrides":{},"runs":[],"rejected":[]})");
  CHECK(session.rows(0, 0, 10, "", false) == "[]");
  CHECK(session.choose(3, "", "") == "null");
  CHECK(session.plot(0, 0, {.from = kAll, .to = kAll, .width = 10}).empty());
  CHECK(session.superseded(0, 0, {.from = kAll, .to = kAll, .width = 10}).empty());
  CHECK(session.places(0, "epoch", 10).empty());
  CHECK(session.series(0, 0).empty());
}

TEST_CASE("formats and rules describe themselves") {
  const auto formats = parsed(ckpt::formats_json());
  REQUIRE(formats.IsArray());
  CHECK(member_with(formats, "id", "openai_checkpoints") != nullptr);
  for (const auto& format : formats.GetArray()) CHECK(format["title"].GetStringLength() > 0);
  const auto rules = parsed(ckpt::rules_json());
  REQUIRE(rules.IsArray());
  CHECK(rules.Size() > 0);
  for (const auto& rule : rules.GetArray()) {
    CHECK(rule["id"].GetStringLength() > 0);
    CHECK(rule["sentence"]["text"]["zh"].GetStringLength() > 0);
    CHECK(rule["thresholds"].IsArray());
  }
}

TEST_CASE("what a file says is told once, and that it is cut by the last of its runs") {
  const auto summary = parsed(summary_of(
      R"({"runs": [)"
      R"({"history": [{"step": 1, "loss": 3}, {"step": 2, "loss": NaN}, {"step": 3, "loss": 1}]},)"
      R"({"history": [{"step": 1, "loss": 2}, {"step": 2, "loss": 1.5}, {"step": 3, "lo)"));
  REQUIRE(summary["runs"].Size() == 2);
  const auto& first = summary["runs"][0]["notes"];
  const auto& last = summary["runs"][1]["notes"];
  CHECK(member_with(first, "code", "non_finite_literals") != nullptr);
  CHECK(member_with(first, "code", "truncated") == nullptr);
  CHECK(member_with(last, "code", "non_finite_literals") == nullptr);
  CHECK(member_with(last, "code", "truncated") != nullptr);
}

TEST_CASE("the values of one moment are not taken for a checkpoint to keep") {
  const auto verdict = [](const rapidjson::Document& summary) {
    return std::string{summary["runs"][0]["verdict"]["headline"]["id"].GetString()} + " " +
           summary["runs"][0]["verdict"]["action"]["id"].GetString();
  };
  CHECK(verdict(parsed(summary_of(R"({"epoch": 3.0, "eval_loss": 0.5, "eval_runtime": 12.5})"))) ==
        "thin.message.moment thin.action.moment");
  // A log with one evaluation may have a checkpoint of it, and a saved one may be kept.
  CHECK(verdict(parsed(summary_of(
            R"([{"step": 10, "loss": 1.5}, {"step": 20, "loss": 1.25, "eval_loss": 1.5}])"))) ==
        "thin.message.one verdict.keep_if_saved.step");
  CHECK(verdict(parsed(
            summary_of(R"({"step": 2000, "val_bpb": 0.9, "model_config": {"n_layer": 2}})"))) ==
        "thin.message.moment verdict.keep.step");
}

TEST_CASE("records that a document shows are read, and it is said that they may be samples") {
  const std::string_view shown =
      "# Logs\n\nTraining writes\n\n```json\n{\"step\": 1, \"loss\": 2}\n"
      "{\"step\": 2, \"loss\": 1}\n```\n";
  for (const std::size_t window : {std::size_t{1}, std::size_t{1} << 20}) {
    const auto summary = parsed(summary_of(shown, window));
    REQUIRE(summary["runs"].Size() == 1);
    CHECK(member_with(summary["runs"][0]["notes"], "code", "shown_in_document") != nullptr);
  }
  const auto log =
      parsed(summary_of("started `run`\n{\"step\": 1, \"loss\": 2}\n"
                        "{\"step\": 2, \"loss\": 1}\n``\n"));
  REQUIRE(log["runs"].Size() == 1);
  CHECK(member_with(log["runs"][0]["notes"], "code", "shown_in_document") == nullptr);
}
