// What must not change when a run is written in other units, upside down, in another order or with
// holes: everything that is said about it, but for what the change itself moves.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <rapidjson/document.h>

#include "analysis/after_best.h"
#include "analysis/stats.h"
#include "analysis_run.h"
#include "catch.h"
#include "input/byte_source.h"
#include "session/session.h"

namespace ckpt {
namespace {

using test::Random;
using test::RunMaker;
using test::steps;
using test::Values;

struct Curves {
  Values train;
  Values evaluation;
  Values gradient;
  Values rate;
  Values seconds;
};

// Runs of all kinds: healthy, overfitted, stopped early, spiked, jumped, diverged, noisy; lost what
// they gained, not learning, one lucky evaluation, gradients that leap and change their level, a
// rate that ends early, steps that take longer, validation far below training, all evaluations
// after the best worse.
Curves curves_of(Random& random, int kind) {
  Curves curves;
  for (std::size_t i = 0; i < 200; ++i) {
    const double at = static_cast<double>(i);
    double y = 1.0 + 2.0 / (1.0 + 0.05 * at) + 0.02 * random.normal();
    if (kind == 3 && (i == 80 || i == 140)) y *= 4.0;
    if (kind == 4 && i >= 100) y += 0.7;
    if (kind == 5 && i >= 150) y += 0.06 * (at - 150.0);
    if (kind == 7 && i >= 60) y = std::min(6.0, y + 0.3 * (at - 60.0));
    if (kind == 8) y = 2.0 + 0.02 * random.normal();
    if (kind == 10 && i % 50 == 40) y *= 4.0;
    curves.train.push_back(y);
    const double leap = kind == 10 && i % 50 == 40 ? 60.0 : kind == 11 && i >= 110 ? 4.0 : 1.0;
    curves.gradient.push_back(leap * (1.0 + 0.05 * random.normal()));
    curves.rate.push_back(kind == 12 && i >= 150 ? 0.0 : 1e-3 * (1.0 - 0.004 * at));
    curves.seconds.push_back((kind == 13 && i >= 120 ? 2.0 : 1.0) + 0.02 * random.normal());
  }
  for (std::size_t i = 0; i < 20; ++i) {
    const double at = static_cast<double>(i);
    double y = 1.2 + 1.5 / (1.0 + 0.5 * at) + 0.003 * random.normal();
    if (kind == 1 && i > 8) y += 0.03 * (at - 8.0);
    if (kind == 2) y = 1.2 + std::max(0.0, 0.1 * (7.0 - at)) + 0.003 * random.normal();
    if (kind == 6) y = 1.2 + 0.1 * random.normal();
    if (kind == 8) y = 2.0 - 0.0001 * at + 0.001 * random.normal();
    if (kind == 9 && i == 12) y -= 0.4;
    if (kind == 14) y *= 0.3;
    if (kind == 15) y = 1.3 - 0.02 * std::min(at, 9.0) - 0.001 * at + (i > 15 ? 0.03 : 0.0);
    curves.evaluation.push_back(y);
  }
  return curves;
}
constexpr int kKinds = 16;

struct Unit {
  double factor = 1.0;
  double step_offset = 0.0;
  bool is_turned = false;  // negated, with the direction reversed
  const char* evaluation = "eval_mae";
};

// What is said, spelled out; steps less the offset.
std::string said_of(const Curves& curves, const Unit& unit) {
  RunMaker maker;
  const auto add = [&](const char* name, Values x, Values y) {
    for (double& at : x) at += unit.step_offset;
    for (double& value : y) value *= unit.is_turned ? -unit.factor : unit.factor;
    Metric& metric = maker.add(name, x, y);
    if (unit.is_turned) metric.direction = Direction::higher;
    return x;
  };
  add("train_loss", steps(200, 10, 10), curves.train);
  maker.checkpoints(add(unit.evaluation, steps(20), curves.evaluation));
  // What is no loss keeps its sign: a rate below 0 means nothing.
  const auto add_positive = [&](const char* name, Values y) {
    for (double& value : y) value *= unit.factor;
    Values x = steps(200, 10, 10);
    for (double& at : x) at += unit.step_offset;
    maker.add(name, x, y);
  };
  add_positive("grad_norm", curves.gradient);
  add_positive("learning_rate", curves.rate);
  add_positive("step_time", curves.seconds);
  const Analysis analysis = analyse(maker.run);
  std::string said = std::string(test::kind_name(analysis.verdict.kind)) + ", keep " +
                     std::to_string(analysis.verdict.recommended.checkpoint) + ", alike";
  for (const std::uint32_t index : analysis.verdict.recommended.equivalent) {
    said += ' ' + std::to_string(index);
  }
  for (const Finding& finding : analysis.findings) {
    said += "; " + std::string(finding.rule) + ' ' +
            std::to_string(static_cast<int>(finding.severity)) + ' ' + finding.metric + ' ' +
            std::to_string(finding.from_x - unit.step_offset) + ".." +
            std::to_string(finding.to_x - unit.step_offset);
  }
  return said;
}

TEST_CASE("another unit of all metrics changes nothing that is said") {
  for (int kind = 0; kind < kKinds; ++kind) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
      Random random(seed);
      const Curves curves = curves_of(random, kind);
      const std::string said = said_of(curves, {});
      INFO("kind " << kind << ", seed " << seed);
      for (const double factor : {0.125, 3.0, 1000.0}) {
        CHECK(said_of(curves, {.factor = factor}) == said);
      }
    }
  }
}

TEST_CASE("the runs that are scaled, moved and turned make every relative rule speak") {
  std::string said;
  for (int kind = 0; kind < kKinds; ++kind) {
    Random random(1);
    const Curves curves = curves_of(random, kind);
    for (const char* name : {"eval_mae", "eval_loss"}) {
      said += said_of(curves, {.evaluation = name}) + '\n';
    }
  }
  INFO(said);
  for (const char* rule : {"healthy", "overfitting", "possible_overfitting", "plateau", "spikes",
                           "diverged", "noisy", "not_learning", "lone_best", "gradient_trouble",
                           "level_change", "rate_schedule", "throughput", "eval_below_train"}) {
    INFO(rule);
    CHECK(said.find("; " + std::string(rule) + ' ') != std::string::npos);
  }
}

TEST_CASE("steps that are counted from elsewhere move with the findings") {
  for (int kind = 0; kind < kKinds; ++kind) {
    Random random(5);
    const Curves curves = curves_of(random, kind);
    INFO("kind " << kind);
    CHECK(said_of(curves, {.step_offset = 4096.0}) == said_of(curves, {}));
  }
}

TEST_CASE("a metric upside down with its direction reversed is judged the same") {
  for (int kind = 0; kind < kKinds; ++kind) {
    Random random(6);
    Curves curves = curves_of(random, kind);
    INFO("kind " << kind);
    const auto judged = [&](bool is_turned) {
      RunMaker maker;
      Values y = curves.evaluation;
      if (is_turned) {
        for (double& value : y) value = -value;
      }
      Metric& metric = maker.add("eval_mae", steps(20), y);
      if (is_turned) metric.direction = Direction::higher;
      maker.add("train_loss", steps(200, 10, 10), curves.train);
      maker.checkpoints(steps(20));
      const Analysis analysis = analyse(maker.run);
      std::string said = std::string(test::kind_name(analysis.verdict.kind)) + ' ' +
                         std::to_string(analysis.verdict.recommended.checkpoint);
      for (const Finding& finding : analysis.findings) {
        if (finding.metric == "eval_mae") {
          said += "; " + std::string(finding.rule) + ' ' + std::to_string(finding.from_x);
        }
      }
      return said;
    };
    CHECK(judged(true) == judged(false));
  }
}

TEST_CASE("a constant added to a metric leaves its best, S, slope and noise") {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    Random random(seed);
    Values y = curves_of(random, 1).evaluation;
    const Values x = steps(20);
    const TrendTest before = trend_test(x, y);
    const double sigma = noise_sigma(x, y);
    const auto best = best_index(y, Toward::least);
    for (double& value : y) value += 64.0;
    const TrendTest after = trend_test(x, y);
    CHECK(after.kendall.s == before.kendall.s);
    CHECK(after.p == Approx(before.p).epsilon(1e-6));
    CHECK(after.line.slope == Approx(before.line.slope).epsilon(1e-9));
    CHECK(noise_sigma(x, y) == Approx(sigma).epsilon(1e-9));
    CHECK(best_index(y, Toward::least)->index == best->index);
  }
}

std::string summary_of(const std::string& name, const std::string& text) {
  Session session;
  MemorySource source(text);
  REQUIRE(session.add(name, source, 0));
  rapidjson::Document document;
  document.Parse(session.summary().c_str());
  // Of all that is told of the run, what does not say where in the file it stood.
  const auto& run = document["runs"][0];
  std::string said = run["verdict"]["kind"].GetString();
  for (const auto& metric : run["metrics"].GetArray()) {
    said += std::string("; ") + metric["name"].GetString();
    for (const char* end : {"first", "last", "min", "max", "best"}) {
      if (!metric.HasMember(end) || !metric[end].IsObject()) continue;
      for (const auto& member : metric[end].GetObject()) {
        said += ' ' + std::to_string(member.value.IsNumber() ? member.value.GetDouble() : 0.0);
      }
    }
    said += " p " + std::to_string(metric["trend"]["p"].GetDouble());
  }
  for (const auto& finding : run["findings"].GetArray()) {
    said += std::string("; ") + finding["rule"].GetString();
    if (finding["fromStep"].IsNumber()) said += std::to_string(finding["fromStep"].GetDouble());
  }
  return said;
}

TEST_CASE("the order of the rows of a list from an API does not matter") {
  std::vector<std::string> rows;
  Random random(9);
  for (int i = 1; i <= 12; ++i) {
    const double at = static_cast<double>(i);
    const auto value = [&](double y) { return std::to_string(y + 0.002 * random.normal()); };
    rows.push_back(R"({"object":"fine_tuning.job.checkpoint","id":"ftckpt_)" + std::to_string(i) +
                   R"(","created_at":)" + std::to_string(1721764800 + i) +
                   R"(,"fine_tuning_job_id":"ftjob-1","step_number":)" + std::to_string(10 * i) +
                   R"(,"metrics":{"train_loss":)" + value(2.0 / at) + R"(,"full_valid_loss":)" +
                   value(0.5 + 1.0 / at + 0.02 * at) + "}}");
  }
  const auto listed = [](const std::vector<std::string>& of) {
    std::string text = R"({"object":"list","has_more":false,"data":[)";
    for (std::size_t i = 0; i < of.size(); ++i) text += (i > 0 ? "," : "") + of[i];
    return text + "]}";
  };
  const std::string said = summary_of("list.json", listed(rows));
  CHECK(said.find("full_valid_loss") != std::string::npos);
  for (int trial = 0; trial < 10; ++trial) {
    for (std::size_t i = rows.size() - 1; i > 0; --i) {
      const auto other = static_cast<std::size_t>(random.uniform() * static_cast<double>(i + 1));
      std::swap(rows[i], rows[other]);
    }
    CHECK(summary_of("list.json", listed(rows)) == said);
  }
}

TEST_CASE("missing values change nothing") {
  std::string whole;
  std::string with_holes;
  Random random(10);
  const Curves curves = curves_of(random, 1);
  for (std::size_t i = 0; i < 200; ++i) {
    const std::string step = R"({"step":)" + std::to_string(10 * (i + 1));
    const std::string loss = R"(,"train_loss":)" + std::to_string(curves.train[i]);
    const bool is_evaluated = i % 10 == 9;
    const std::string evaluation =
        is_evaluated ? R"(,"eval_loss":)" + std::to_string(curves.evaluation[i / 10]) : "";
    whole += step + loss + evaluation + "}\n";
    with_holes += step + loss + (is_evaluated ? evaluation : R"(,"eval_loss":null)") + "}\n";
    with_holes += step + R"(,"train_loss":null})" + "\n";
  }
  CHECK(summary_of("log.jsonl", with_holes) == summary_of("log.jsonl", whole));
}

TEST_CASE("odd but legal writing of numbers and names breaks no rule") {
  // Booleans, numbers as texts, nested and foreign keys, a metric that begins late, steps that
  // fall.
  std::string text;
  for (int i = 40; i > 0; --i) {
    text += R"({"step":)" + std::to_string(i) + R"(,"done":false,"train":{"loss":")" +
            std::to_string(1.0 + 1.0 / i) + R"("},"损失_eval":)" + std::to_string(1.0 / i);
    if (i % 4 == 0) text += R"(,"eval_loss":")" + std::to_string(1.0 + 1.0 / i) + '"';
    if (i == 7) text += R"(,"grad_norm":"NaN")";
    if (i < 30 && i != 7) text += R"(,"grad_norm":"0.5")";
    text += "}\n";
  }
  CHECK(summary_of("log.jsonl", text).find("eval_loss") != std::string::npos);
}

}  // namespace
}  // namespace ckpt
