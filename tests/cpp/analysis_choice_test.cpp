// Which metric chooses, which checkpoint it chooses, and what is said when another would not agree.
#include <algorithm>
#include <cmath>
#include <string>

#include "analysis/averaging.h"
#include "analysis_run.h"
#include "catch.h"

namespace ckpt {
namespace {

using test::finding_of;
using test::Random;
using test::RunMaker;
using test::spelled;
using test::steps;
using test::Values;

std::string primary_of(const RunMaker& maker) {
  const Analysis analysis = analyse(maker.run);
  if (analysis.primary_metric < 0) return "";
  return maker.run.metrics[static_cast<std::size_t>(analysis.primary_metric)].name;
}

double kept_by(const RunMaker& maker) {
  const Analysis analysis = analyse(maker.run);
  const std::int64_t index = analysis.verdict.recommended.checkpoint;
  return index < 0 ? kAbsent : maker.run.checkpoints.x(static_cast<std::size_t>(index));
}

TEST_CASE("the whole validation set chooses before a sample of it, whatever they are called") {
  RunMaker maker;
  maker.add("data/valid_loss", steps(6), {1.0, 0.9, 0.8, 0.7, 0.6, 0.5});
  maker.add("data/full_valid_loss", steps(6), {1.0, 0.8, 0.9, 1.0, 1.1, 1.2});
  CHECK(primary_of(maker) == "data/full_valid_loss");
}

TEST_CASE("several evaluation sets of one metric choose together, by the mean of their ranks") {
  RunMaker maker;
  // Each set alone prefers another step; 300 is second in all of them.
  maker.add("eval_en_accuracy", steps(4), {0.90, 0.50, 0.80, 0.40});
  maker.add("eval_de_accuracy", steps(4), {0.40, 0.90, 0.80, 0.50});
  maker.add("eval_fr_accuracy", steps(4), {0.50, 0.40, 0.80, 0.90});
  maker.checkpoints(steps(4));
  CHECK(kept_by(maker) == 300);
  CHECK(analyse(maker.run).primary_sets == std::vector<std::uint32_t>{1, 2});
  // Who asks for one of them gets that one.
  AnalysisOptions options;
  options.metric = "eval_de_accuracy";
  const Analysis chosen = analyse(maker.run, options);
  CHECK(maker.run.checkpoints.x(static_cast<std::size_t>(chosen.verdict.recommended.checkpoint)) ==
        200);
  CHECK(chosen.primary_sets.empty());
}

TEST_CASE("metrics of other quantities are no evaluation sets of one") {
  RunMaker maker;
  maker.add("eval_accuracy", steps(4), {0.5, 0.6, 0.7, 0.6});
  maker.add("eval_f1", steps(4), {0.5, 0.7, 0.6, 0.6});
  CHECK(analyse(maker.run).primary_sets.empty());
}

TEST_CASE("the mean and the overall accuracy are two quantities of one set") {
  RunMaker maker;
  maker.add("eval_mean_accuracy", steps(4), {0.5, 0.6, 0.7, 0.6});
  maker.add("eval_overall_accuracy", steps(4), {0.5, 0.7, 0.6, 0.6});
  CHECK(analyse(maker.run).primary_sets.empty());
}

TEST_CASE("evaluation sets that were measured at other steps do not choose together") {
  RunMaker maker;
  maker.add("eval_en_accuracy", {100, 200, 300, 400}, {0.90, 0.50, 0.80, 0.40});
  maker.add("eval_de_accuracy", {150, 250, 350, 450}, {0.40, 0.90, 0.80, 0.50});
  CHECK(analyse(maker.run).primary_sets.empty());
}

TEST_CASE("the author's metric chooses, also where its best was never saved") {
  RunMaker maker;
  maker.add("eval_loss", steps(4), {0.9, 0.7, 0.8, 0.85});
  maker.add("eval_accuracy", steps(4), {0.5, 0.6, 0.65, 0.7});
  CHECK(primary_of(maker) == "eval_accuracy");
  maker.run.author.metric = "eval_loss";  // as best_metric 0.8 at step 300 tells
  CHECK(primary_of(maker) == "eval_loss");
}

TEST_CASE("the earliest of the checkpoints within noise is kept where the caller prefers it") {
  RunMaker maker;
  maker.add("eval_loss", steps(10), {1.20, 0.95, 0.82, 0.76, 0.73, 0.72, 0.735, 0.725, 0.74, 0.78});
  maker.checkpoints(steps(10));
  AnalysisOptions options;
  CHECK(kept_by(maker) == 600);
  REQUIRE_FALSE(override_threshold(options.thresholds, "choice", "earliest", 1.0));
  const Recommendation kept = analyse(maker.run, options).verdict.recommended;
  CHECK(maker.run.checkpoints.x(static_cast<std::size_t>(kept.checkpoint)) == 500);
  CHECK(kept.value == 0.73);
  CHECK(kept.cost == Approx(0.01));
  // The others are still those within noise of the best, the best itself among them.
  CHECK(kept.equivalent == std::vector<std::uint32_t>{5, 6, 7, 8});
  CHECK(analyse(maker.run).verdict.recommended.equivalent ==
        std::vector<std::uint32_t>{4, 6, 7, 8});
}

TEST_CASE("of evaluations in every row of a log the same one is kept as of any others") {
  constexpr std::size_t kCount = 300;
  Random random(5);
  Values losses(kCount);
  for (std::size_t i = 0; i < kCount; ++i) {
    losses[i] = 0.5 + 1.0 / (1.0 + 0.05 * static_cast<double>(i)) + 0.1 * random.uniform();
  }
  losses[0] = 0.1;  // of the baseline, which is never kept
  RunMaker maker;
  maker.add("eval_loss", steps(kCount, 10.0, 0.0), losses);
  maker.checkpoints(steps(kCount, 10.0, 0.0), Saved::unknown);
  const Recommendation one_by_one = analyse(maker.run).verdict.recommended;
  const Tables tables;
  CheckpointList in_rows;
  const std::uint16_t columns = in_rows.add_columns({.tables = &tables});
  for (std::uint32_t row = 0; row < kCount; ++row) {
    in_rows.push_back_row(columns, row, 10.0 * row, false);
  }
  REQUIRE(in_rows.even_places(Saved::unknown));
  REQUIRE_FALSE(maker.run.checkpoints.even_places(Saved::unknown));
  maker.run.checkpoints = std::move(in_rows);
  const Recommendation in_a_row = analyse(maker.run).verdict.recommended;
  CHECK(one_by_one.checkpoint > 0);
  CHECK(in_a_row.checkpoint == one_by_one.checkpoint);
  CHECK(in_a_row.value == one_by_one.value);
  CHECK(in_a_row.equivalent == one_by_one.equivalent);
  CHECK(in_a_row.averageable == one_by_one.averageable);
}

TEST_CASE("the earliest within noise is never a baseline, nor one that was not saved") {
  RunMaker maker;
  maker.add("eval_accuracy", {0, 100, 200, 300, 400}, {0.9, 0.9, 0.9, 0.9, 0.9});
  maker.checkpoints({0}, Saved::yes);
  maker.checkpoints({100}, Saved::no);
  maker.checkpoints({200, 300, 400}, Saved::yes);
  AnalysisOptions options;
  options.thresholds.choice_earliest = 1.0;
  const Recommendation kept = analyse(maker.run, options).verdict.recommended;
  CHECK(maker.run.checkpoints.x(static_cast<std::size_t>(kept.checkpoint)) == 200);
}

TEST_CASE("accuracies on few examples are told apart only beyond their standard error") {
  // 4 evaluations: the scatter of the curve is not known, and chance alone tells.
  for (const bool is_known : {false, true}) {
    RunMaker maker;
    maker.add("eval_accuracy", steps(4), {0.70, 0.80, 0.77, 0.79});
    if (is_known) {
      maker.add("eval_runtime", steps(4), {2.01, 1.99, 2.0, 2.02});
      maker.add("eval_samples_per_second", steps(4), {49.751, 50.251, 50.0, 49.505});
    }
    maker.checkpoints(steps(4));
    const Recommendation kept = analyse(maker.run).verdict.recommended;
    CHECK(kept.checkpoint == 1);
    if (is_known) {
      CHECK(kept.examples == 100);
      CHECK(kept.standard_error == Approx(0.04));
      CHECK(kept.noise_band == Approx(0.04));
      CHECK(kept.equivalent == std::vector<std::uint32_t>{2, 3});
    } else {
      CHECK(std::isnan(kept.examples));
      CHECK(kept.equivalent.empty());
    }
  }
}

TEST_CASE("the number of examples is that of the metric's own evaluation set") {
  RunMaker maker;
  maker.add("eval_de_accuracy", steps(4), {0.70, 0.80, 0.77, 0.79});
  maker.add("eval_loss", steps(4), {0.7, 0.6, 0.5, 0.4});
  maker.add("eval_token_accuracy", steps(4), {0.7, 0.6, 0.5, 0.4});
  maker.run.facts.push_back({"eval_samples", 5000.0});
  maker.run.facts.push_back({"eval_de_samples", 400.0});
  maker.run.facts.push_back({"train_samples", 90000.0});
  const Analysis analysis = analyse(maker.run);
  CHECK(analysis.metrics[0].examples == 400);
  CHECK(std::isnan(analysis.metrics[1].examples));  // a loss is a share of nothing
  CHECK(std::isnan(analysis.metrics[2].examples));  // of tokens, which are not counted
}

TEST_CASE("the reward chooses where rewards steer the training and nothing is held out") {
  RunMaker maker;
  maker.add("train_loss", steps(6), {0.1, 0.0, -0.1, 0.0, 0.1, 0.2});
  Metric& part = maker.add("rewards/format_reward", steps(6), {0.9, 0.8, 0.7, 0.6, 0.5, 0.4});
  part.role = Role::train;
  Metric& reward = maker.add("reward", steps(6), {0.1, 0.3, 0.5, 0.9, 0.8, 0.7});
  reward.role = Role::train;
  maker.checkpoints({200, 400, 600});
  CHECK(primary_of(maker) == "reward");
  CHECK(kept_by(maker) == 400);
  maker.add("eval_accuracy", steps(6), {0.9, 0.8, 0.7, 0.6, 0.5, 0.4});
  CHECK(primary_of(maker) == "eval_accuracy");
}

TEST_CASE("a reward chooses by its level and not by one lucky batch") {
  RunMaker maker;
  Values reward(80);
  Random random(3);
  for (std::size_t i = 0; i < reward.size(); ++i) {
    const double at = static_cast<double>(i);
    reward[i] = (i < 50 ? at / 50.0 : 1.0 - (at - 50.0) / 60.0) + 0.02 * random.normal();
  }
  reward[19] = 1.3;
  maker.add("reward", steps(80, 10, 10), reward).role = Role::train;
  maker.checkpoints(steps(8));
  CHECK(kept_by(maker) == 500);
}

TEST_CASE("training metrics other than a reward never choose, and step 0 is never chosen") {
  RunMaker maker;
  maker.add("train_loss", steps(6), {6, 5, 4, 3, 2, 1});
  maker.checkpoints(steps(6));
  CHECK(std::isnan(kept_by(maker)));
  maker.add("eval_loss", {0, 100, 200}, {0.1, 2.0, 1.0});
  maker.checkpoints({0});
  maker.run.checkpoints.sort();
  CHECK(kept_by(maker) == 200);
}

TEST_CASE("a loss and a task metric that prefer different checkpoints are both told") {
  RunMaker maker;
  maker.add("train_loss", steps(8), {2, 1.8, 1.6, 1.5, 1.4, 1.3, 1.2, 1.1});
  maker.add("eval_loss", steps(8), {1.0, 0.8, 0.6, 0.61, 0.7, 0.705, 0.7, 0.71});
  maker.add("eval_accuracy", steps(8), {0.5, 0.55, 0.6, 0.65, 0.7, 0.8, 0.76, 0.75});
  maker.checkpoints(steps(8));
  const Analysis analysis = analyse(maker.run);
  CHECK(kept_by(maker) == 600);
  const Finding* finding = finding_of(analysis, VerdictKind::disagreement);
  REQUIRE(finding != nullptr);
  CHECK(finding->from_x == 300);
  CHECK(finding->to_x == 600);
  CHECK(finding->severity == Severity::notice);
  CHECK(test::character_count(spelled(finding->headline)) <= 120);
  CHECK(test::slot_names(finding->message.text.en) == test::slot_names(finding->message.text.zh));
  CHECK(spelled(finding->message).find('?') == std::string::npos);
}

TEST_CASE("what is as good by the metric that chooses is no disagreement") {
  RunMaker maker;
  maker.add("eval_loss", steps(5), {1.0, 0.8, 0.601, 0.6, 0.602});
  maker.add("eval_accuracy", steps(5), {0.5, 0.55, 0.8, 0.801, 0.802});
  maker.checkpoints(steps(5));
  CHECK(finding_of(analyse(maker.run), VerdictKind::disagreement) == nullptr);
}

TEST_CASE("checkpoints as good as the best and late in the run are listed for averaging") {
  RunMaker maker;
  maker.add("eval_loss", steps(9), {2.0, 1.5, 1.2, 1.1, 1.05, 1.02, 1.003, 1.0, 1.005});
  maker.checkpoints(steps(9));
  const Recommendation recommended = analyse(maker.run).verdict.recommended;
  CHECK(recommended.averageable == std::vector<std::uint32_t>{7, 6, 8});
  const Metric& metric = maker.run.metrics[0];
  const auto hint = averaging_hint(maker.run, metric, recommended);
  REQUIRE(hint);
  CHECK(test::slot_names(hint->text.en) == std::set<std::string>{"count", "metric"});
  CHECK(test::slot_names(hint->text.zh) == test::slot_names(hint->text.en));
  CHECK(spelled(*hint).find("3 checkpoints of the last third") == 0);
  RunMaker early;
  early.add("eval_loss", steps(4), {2.0, 1.0, 1.5, 1.8});
  early.checkpoints(steps(4));
  CHECK(analyse(early.run).verdict.recommended.averageable.empty());
}

TEST_CASE("nobody is told to average what was never saved, or models called by name") {
  const Values y{2.0, 1.5, 1.2, 1.1, 1.05, 1.02, 1.003, 1.0, 1.005};
  const auto hint_of = [&](CheckpointKind kind, Saved saved, const std::string& model) {
    RunMaker maker;
    maker.add("eval_loss", steps(9), y);
    for (const double x : steps(9)) {
      Checkpoint checkpoint;
      checkpoint.kind = kind;
      checkpoint.saved = saved;
      checkpoint.x = checkpoint.step = x;
      checkpoint.model = model;
      maker.run.checkpoints.push_back(checkpoint);
    }
    const Analysis analysis = analyse(maker.run);
    return averaging_hint(maker.run, maker.run.metrics[0], analysis.verdict.recommended);
  };
  CHECK(hint_of(CheckpointKind::checkpoint, Saved::yes, ""));
  CHECK(hint_of(CheckpointKind::checkpoint, Saved::unknown, ""));
  CHECK_FALSE(hint_of(CheckpointKind::evaluation, Saved::unknown, ""));
  CHECK_FALSE(hint_of(CheckpointKind::checkpoint, Saved::yes, "ft:model:ckpt"));
}

TEST_CASE("a value that leaps out of its curve chooses with little confidence, a turn does not") {
  Values y;
  for (int i = 0; i < 20; ++i) y.push_back(1.0 + 1.0 / (1.0 + i) + 0.001 * (i % 3));
  RunMaker turning;
  Values turn = y;
  for (int i = 10; i < 20; ++i) turn[static_cast<std::size_t>(i)] += 0.02 * (i - 10);
  turning.add("eval_loss", steps(20), turn);
  turning.checkpoints(steps(20));
  const Recommendation at_turn = analyse(turning.run).verdict.recommended;
  CHECK_FALSE(at_turn.is_alone);
  CHECK(at_turn.confidence == Confidence::high);

  RunMaker lucky;
  y[12] = 0.7;
  lucky.add("eval_loss", steps(20), y);
  lucky.checkpoints(steps(20));
  const Recommendation at_leap = analyse(lucky.run).verdict.recommended;
  CHECK(at_leap.checkpoint == 12);
  CHECK(at_leap.is_alone);
  CHECK(at_leap.confidence == Confidence::low);
}

TEST_CASE("of rewards without a list of checkpoints the best level is told") {
  for (const double sign : {1.0, -1.0}) {
    RunMaker maker;
    Values reward;
    for (int i = 0; i < 100; ++i) {
      reward.push_back(sign * 2.0 - 0.0002 * (i - 70) * (i - 70) + 0.01 * (i % 2));
    }
    maker.add("reward", steps(100, 10, 10), reward);
    const Verdict verdict = analyse(maker.run).verdict;
    CHECK(verdict.recommended.checkpoint < 0);
    REQUIRE(verdict.recommended.best_level);
    CHECK(std::fabs(verdict.recommended.best_level->x - 710) <= 20);
    CHECK(std::fabs(verdict.recommended.best_level->y - sign * 2.0) < 0.02);
    CHECK(verdict.action.text.id == "verdict.keep_nearest.step");
  }
}

TEST_CASE("a run that cannot be judged is told what to log next time") {
  RunMaker untrained;
  untrained.add("eval_loss", steps(6), {1.0, 0.95, 0.96, 0.955, 0.952, 0.958});
  untrained.checkpoints(steps(6));
  const Verdict without_training = analyse(untrained.run).verdict;
  CHECK(without_training.kind == VerdictKind::undetermined);
  CHECK(without_training.next_time.text.id == "verdict.next.training");
  RunMaker few;
  few.add("train_loss", steps(6), {1.0, 1.1, 0.9, 1.05, 0.95, 1.0});
  few.add("eval_loss", steps(6), {1.0, 1.1, 0.9, 1.05, 0.95, 1.0});
  few.checkpoints(steps(6));
  CHECK(analyse(few.run).verdict.next_time.text.id == "verdict.next.evaluate_more");
  // What lacks nothing is asked for nothing: here the schedule is at fault, not the evaluation.
  RunMaker dead;
  Values rate;
  Values loss;
  for (int i = 0; i < 200; ++i) {
    rate.push_back(i < 100 ? 1e-4 * (1.0 - 0.01 * i) : 0.0);
    loss.push_back(1.0 + std::exp(-0.025 * std::min(i, 100)));
  }
  Values evaluations;
  for (std::size_t i = 19; i < 200; i += 20) evaluations.push_back(loss[i] + 0.05);
  dead.add("learning_rate", steps(200, 10, 10), rate);
  dead.add("train_loss", steps(200, 10, 10), loss);
  dead.add("eval_loss", steps(10, 200, 200), evaluations);
  const Verdict of_schedule = analyse(dead.run).verdict;
  INFO(spelled(of_schedule.headline));
  CHECK(of_schedule.severity == Severity::warning);
  CHECK(of_schedule.next_time.text.id.empty());
  Values scattered;
  for (int i = 0; i < 60; ++i) scattered.push_back(0.5 + 0.002 * i + 0.1 * ((i * i) % 7));
  RunMaker rewarded;
  rewarded.add("reward", steps(60, 10, 1'000), scattered);
  rewarded.checkpoints(steps(60, 10, 1'000));
  const Verdict of_reward = analyse(rewarded.run).verdict;
  INFO(spelled(of_reward.headline));
  if (of_reward.kind == VerdictKind::undetermined) {
    CHECK(of_reward.next_time.text.id == "verdict.next.evaluate_apart");
  }
}

}  // namespace
}  // namespace ckpt
