// Several runs beside each other: seeds as groups, group against group, settings beside results.
// Expected quantiles are those of closed forms, and of printed tables where there is none.
#include <cmath>
#include <string>

#include "analysis/comparison.h"
#include "analysis/stats.h"
#include "analysis_run.h"
#include "catch.h"

namespace ckpt {
namespace {

using test::spelled;
using test::Values;

ComparedRun run_of(std::string name, std::string group, Values y) {
  ComparedRun run;
  run.name = std::move(name);
  run.group = std::move(group);
  run.points = {test::steps(y.size()), std::move(y)};
  run.noise_band = 0.01;
  return run;
}

// Runs of three alike values, so that the final value of each is known.
std::vector<ComparedRun> sides(const Values& a, const Values& b) {
  std::vector<ComparedRun> runs;
  for (const double value : a) runs.push_back(run_of("a", "A", {value, value, value}));
  for (const double value : b) runs.push_back(run_of("b", "B", {value, value, value}));
  return runs;
}

Comparison compared(const std::vector<ComparedRun>& runs, Direction direction = Direction::lower) {
  Comparison comparison = compare(runs, "eval_loss", direction, {});
  for (const GroupPair& pair : comparison.pairs) {
    CHECK(test::slot_names(pair.message.text.en) == test::slot_names(pair.message.text.zh));
    CHECK(spelled(pair.message).find('?') == std::string::npos);
  }
  return comparison;
}

TEST_CASE("quantiles of Student's t are those of the tables") {
  // One degree of freedom: the tangent of a quarter turn less p; two: an algebraic function.
  CHECK(student_t_quantile(0.5, 1.0) == Approx(1.0).epsilon(1e-12));
  for (const double p : {0.4, 0.05, 1e-3}) {
    CHECK(student_t_quantile(p, 2.0) ==
          Approx(std::sqrt(2.0 / (p * (2.0 - p)) - 2.0)).epsilon(1e-11));
  }
  CHECK(student_t_quantile(0.05, 10.0) == Approx(2.228138852).epsilon(1e-9));
  CHECK(student_t_quantile(0.05, 1e6) == Approx(1.9599663).epsilon(1e-6));
  CHECK(student_t_quantile(0.40, 4.0) == Approx(0.9409646).epsilon(1e-6));
}

TEST_CASE("a group has its mean with an interval, and two groups a Welch test") {
  const Comparison comparison = compared(sides({1.0, 2.0, 3.0}, {4.0, 5.0, 6.0, 9.0}));
  REQUIRE(comparison.groups.size() == 2);
  const RunGroup& a = comparison.groups[0];
  CHECK(a.name == "A");
  CHECK(a.mean == 2.0);
  CHECK(a.deviation == 1.0);
  CHECK(a.half == Approx(student_t_quantile(0.05, 2.0) / std::sqrt(3.0)));
  REQUIRE(comparison.pairs.size() == 1);
  const GroupPair& pair = comparison.pairs[0];
  // t = -4 / sqrt(1/3 + (14/3)/4), df = 1.5^2 / ((1/3)^2/2 + (7/6)^2/3)
  CHECK(pair.difference == -4.0);
  const double degrees = 2.25 / (1.0 / 18.0 + 49.0 / 108.0);
  CHECK(pair.p == Approx(student_t_two_sided(4.0 / std::sqrt(1.5), degrees)));
  CHECK(pair.low == Approx(-4.0 - student_t_quantile(0.05, degrees) * std::sqrt(1.5)));
  CHECK(pair.kind == PairKind::a_better);
  CHECK(spelled(pair.message).substr(0, 19) == "A is better than B:");
  CHECK(compared(sides({1.0, 2.0, 3.0}, {4.0, 5.0, 6.0, 9.0}), Direction::higher).pairs[0].kind ==
        PairKind::b_better);
  CHECK(compared(sides({1.0, 2.0, 3.0}, {4.0, 5.0, 6.0, 9.0}), Direction::unknown).pairs[0].kind ==
        PairKind::different);
}

TEST_CASE("what cannot be told apart says which difference would have been seen") {
  const GroupPair pair = compared(sides({1.0, 2.0, 3.0}, {1.5, 2.5, 3.5})).pairs.at(0);
  CHECK(pair.kind == PairKind::not_different);
  const double error = std::sqrt(2.0 / 3.0);
  CHECK(pair.detectable ==
        Approx((student_t_quantile(0.05, 4.0) + student_t_quantile(0.4, 4.0)) * error));
  const std::string said = spelled(pair.message);
  CHECK(said.find("cannot be told apart") != std::string::npos);
  // a is 0.5 less than b: the interval of that difference, turned as the size is, reaches below 0.
  CHECK(said.find("differs by 0.5 (95 % interval -1.767 to 2.767, 3 against 3 runs") !=
        std::string::npos);
}

TEST_CASE("the level of intervals is the threshold's, in numbers and in words") {
  const std::vector<ComparedRun> runs = sides({1.0, 2.0, 3.0}, {14.0, 15.0, 16.0});
  CHECK(compared(runs).level == 0.95);
  CHECK(spelled(compared(runs).pairs.at(0).message).find("(95 % interval") != std::string::npos);
  Thresholds strict;
  strict.comparison_alpha = 0.001;
  const Comparison wider = compare(runs, "eval_loss", Direction::unknown, strict);
  CHECK(wider.level == 0.999);
  CHECK(wider.groups[0].half == Approx(student_t_quantile(0.001, 2.0) / std::sqrt(3.0)));
  CHECK(spelled(wider.pairs.at(0).message).find("(99.9 % interval") != std::string::npos);
}

TEST_CASE("fewer than three runs a side are refused, and copies are no repetitions") {
  CHECK(compared(sides({1.0, 2.0}, {5.0, 6.0, 7.0})).pairs.at(0).kind == PairKind::too_few);
  CHECK(compared(sides({1.0, 1.0, 1.0}, {5.0, 6.0, 7.0})).pairs.at(0).kind == PairKind::copies);
}

TEST_CASE("one run against one is judged by the noise of its evaluations alone") {
  CHECK(compared(sides({1.0}, {1.014})).pairs.at(0).kind == PairKind::within_noise);
  CHECK(compared(sides({1.0}, {1.015})).pairs.at(0).kind == PairKind::beyond_noise);
  std::vector<ComparedRun> unknown = sides({1.0}, {2.0});
  unknown[0].noise_band = kAbsent;
  CHECK(compared(unknown).pairs.at(0).kind == PairKind::too_few);
}

TEST_CASE("runs that differ in nothing but their seed are one group") {
  std::vector<ComparedRun> runs{
      run_of("lora-seed1.json", "", {1.0, 0.5}), run_of("lora-seed2.json", "", {1.0, 0.6}),
      run_of("full-seed1.json", "", {1.0, 0.7}), run_of("lora-seed3.json", "", {1.0, 0.8})};
  runs[3].facts.push_back({"config.lr", "0.1"});
  const Comparison by_name = compared(runs);
  REQUIRE(by_name.groups.size() == 3);
  CHECK(by_name.groups[0].name == "lora.json");
  CHECK(by_name.groups[0].runs == std::vector<std::uint32_t>{0, 1});
  REQUIRE(by_name.facts.size() == 1);
  CHECK(by_name.facts[0].kind == FactKind::setting);

  std::vector<ComparedRun> by_fact{run_of("one", "", {1.0}), run_of("two", "", {2.0}),
                                   run_of("three", "", {3.0})};
  for (std::size_t i = 0; i < 3; ++i) {
    by_fact[i].facts = {{"train_runtime", std::to_string(i)}, {"seed", std::to_string(i)}};
  }
  const Comparison seeds = compared(by_fact);
  REQUIRE(seeds.groups.size() == 1);
  REQUIRE(seeds.facts.size() == 2);
  CHECK(seeds.facts[0].name == "seed");
  CHECK(seeds.facts[0].kind == FactKind::seed);
  CHECK(seeds.facts[1].kind == FactKind::other);
  // Nothing tells of a seed: each stands for itself.
  CHECK(compared({run_of("a", "", {1.0}), run_of("b", "", {1.0})}).groups.size() == 2);
}

TEST_CASE("curves are interpolated within a run's range and never beyond it") {
  std::vector<ComparedRun> runs{run_of("a", "A", {0.0, 4.0, 8.0}), run_of("b", "A", {2.0, 2.0})};
  runs[1].points.x = {150.0, 250.0};
  const RunGroup group = compared(runs).groups.at(0);
  CHECK(group.curve.x == Values{100, 150, 200, 250, 300});
  CHECK(group.curve.mean == Values{0.0, 2.0, 3.0, 4.0, 8.0});
  CHECK(group.curve.count == std::vector<std::uint32_t>{1, 2, 2, 2, 1});
  CHECK(std::isnan(group.curve.half[0]));
  CHECK(group.curve.half[1] == 0.0);
}

TEST_CASE("runs without the metric, and no runs at all, compare to nothing") {
  const Comparison comparison = compared({run_of("a", "", {1.0}), run_of("b", "", {})});
  CHECK(comparison.groups.size() == 1);
  CHECK(comparison.pairs.empty());
  CHECK(comparison.runs[1].group == -1);
  CHECK(std::isnan(comparison.runs[1].final_value));
  CHECK(compared({}).groups.empty());
}

}  // namespace
}  // namespace ckpt
