// What a person is told: the metric that chooses, the checkpoint to keep, what it costs, and how
// sure that is; for runs as hosted services and trainers write them, and for runs at the edges of
// what numbers can be.
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "analysis_run.h"
#include "catch.h"

namespace ckpt {
namespace {

using test::finding_of;
using test::kind_name;
using test::RunMaker;
using test::spelled;
using test::steps;
using test::Values;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double recommended_x(const RunMaker& maker, const Analysis& analysis) {
  const std::int64_t index = analysis.verdict.recommended.checkpoint;
  return index < 0 ? kNaN : maker.run.checkpoints[static_cast<std::size_t>(index)].x;
}

std::string primary_name(const RunMaker& maker, const Analysis& analysis) {
  const std::int64_t index = analysis.primary_metric;
  return index < 0 ? "" : maker.run.metrics[static_cast<std::size_t>(index)].name;
}

// A hosted job: losses are cross-entropies per token, as its format declares.
void add_token_loss(RunMaker& maker, const char* name, const Values& x, const Values& y) {
  maker.add(name, x, y).family = Family::token_loss;
}

TEST_CASE("two checkpoints of which the second is worse: keep the first, with little confidence") {
  RunMaker maker;
  const Values x{60, 90};
  add_token_loss(maker, "train_loss", x, {0.32, 0.11});
  maker.add("train_mean_token_accuracy", x, {0.93, 0.99});
  add_token_loss(maker, "full_valid_loss", x, {0.52, 0.61});
  maker.add("full_valid_mean_token_accuracy", x, {0.90, 0.88});
  maker.checkpoints(x);
  Checkpoint first = maker.run.checkpoints[0];
  first.model = "ft:model:ckpt-step-60";
  maker.run.checkpoints.replace(0, first);
  const Analysis analysis = analyse(maker.run);
  CHECK(kind_name(analysis.verdict.kind) == "possible_overfitting");
  CHECK(analysis.verdict.severity == Severity::notice);
  CHECK(analysis.verdict.confidence == Confidence::low);
  CHECK(primary_name(maker, analysis) == "full_valid_loss");
  CHECK(recommended_x(maker, analysis) == 60);
  CHECK(analysis.verdict.recommended.value == 0.52);
  CHECK(analysis.verdict.recommended.equivalent.empty());
  CHECK(std::isnan(analysis.verdict.recommended.cost));
  CHECK(spelled(analysis.verdict.action) == "Use the model ft:model:ckpt-step-60.");
  CHECK(spelled(analysis.verdict.headline) ==
        "Keep step 60: full_valid_loss is 0.52 there and 0.61 at the end. 2 evaluations.");
  const Finding* finding = finding_of(analysis, VerdictKind::possible_overfitting);
  REQUIRE(finding != nullptr);
  CHECK(finding->metric == "full_valid_loss");
  CHECK(finding->from_x == 60);
  CHECK(finding->to_x == 90);
}

TEST_CASE("a training loss that moves within the floor of token losses does not rise") {
  RunMaker maker;
  const Values x{80, 90, 100};
  add_token_loss(maker, "train_loss", x, {0.0007, 0.0011, 0.0041});
  add_token_loss(maker, "full_valid_loss", x, {1.691, 1.796, 1.826});
  maker.checkpoints(x);
  const Analysis analysis = analyse(maker.run);
  CHECK(kind_name(analysis.verdict.kind) == "possible_overfitting");
  CHECK(recommended_x(maker, analysis) == 80);
}

TEST_CASE("token losses below five thousandths of a nat are alike") {
  RunMaker maker;
  const Values x{100, 200, 300};
  add_token_loss(maker, "train_loss", x, {0.0067, 0.0000073, 0.0014});
  add_token_loss(maker, "valid_loss", x, {4.9e-6, 0.0058, 5.7e-5});
  maker.checkpoints(x);
  const Analysis analysis = analyse(maker.run);
  CHECK(kind_name(analysis.verdict.kind) == "thin");
  CHECK(recommended_x(maker, analysis) == 100);
  CHECK(analysis.verdict.recommended.equivalent == std::vector<std::uint32_t>{2});
}

TEST_CASE("the metric that chooses: the user's, the author's, the task, the loss") {
  const Values x = steps(6);
  RunMaker maker;
  maker.add("train_loss", x, {6, 5, 4, 3, 2, 1});
  maker.add("valid_batch_loss", x, {6, 4, 3, 2, 1, 5}).role = Role::valid_batch;
  maker.checkpoints(x);
  CHECK(primary_name(maker, analyse(maker.run)) == "valid_batch_loss");
  maker.add("eval_loss", x, {6, 4, 3, 1, 5, 5});
  CHECK(primary_name(maker, analyse(maker.run)) == "eval_loss");
  maker.add("eval_mean_token_accuracy", x, {.1, .2, .3, .4, .5, .6});
  CHECK(primary_name(maker, analyse(maker.run)) == "eval_loss");
  maker.add("eval_precision", x, {.1, .2, .3, .2, .1, .1});
  maker.add("eval_f1", x, {.1, .2, .5, .4, .3, .2});
  CHECK(primary_name(maker, analyse(maker.run)) == "eval_f1");
  CHECK(recommended_x(maker, analyse(maker.run)) == 300);
  maker.add("eval_bleu", x, {1, 2, 3, 4, 6, 5}).direction_source = DirectionSource::author;
  CHECK(primary_name(maker, analyse(maker.run)) == "eval_bleu");

  AnalysisOptions options;
  options.metric = "train_loss";
  const Analysis chosen = analyse(maker.run, options);
  CHECK(primary_name(maker, chosen) == "train_loss");
  CHECK(chosen.is_primary_chosen_by_user);
  CHECK(recommended_x(maker, chosen) == 600);
  options.direction = Direction::higher;
  const Analysis turned = analyse(maker.run, options);
  CHECK(recommended_x(maker, turned) == 100);
  CHECK(turned.primary_direction == Direction::higher);
  options.metric = "no such metric";
  CHECK(primary_name(maker, analyse(maker.run, options)) == "eval_bleu");
}

TEST_CASE("a task metric measured once does not choose before a loss measured often") {
  RunMaker maker;
  const Values x = steps(6);
  maker.add("eval_accuracy", {600}, {0.9});
  maker.add("eval_loss", x, {6, 4, 3, 2, 3, 4});
  CHECK(primary_name(maker, analyse(maker.run)) == "eval_loss");
}

TEST_CASE("a metric that nobody knows is never ranked until the user says how") {
  RunMaker maker;
  const Values x = steps(6);
  maker.add("eval_frobnication", x, {1, 2, 3, 4, 5, 6});
  maker.checkpoints(x);
  const Analysis analysis = analyse(maker.run);
  CHECK(analysis.primary_metric == -1);
  CHECK_FALSE(analysis.metrics[0].best);
  CHECK(analysis.verdict.recommended.checkpoint == -1);
  const Finding* finding = finding_of(analysis, VerdictKind::no_evaluation);
  REQUIRE(finding != nullptr);
  CHECK(finding->metric == "eval_frobnication");
  AnalysisOptions options;
  options.metric = "eval_frobnication";
  options.direction = Direction::higher;
  CHECK(recommended_x(maker, analyse(maker.run, options)) == 600);
}

TEST_CASE("among what was saved, and what was better and is lost is said, with its cost") {
  RunMaker maker;
  const Values x = steps(8);
  maker.add("eval_loss", x, {2.0, 1.6, 1.3, 1.10, 1.35, 1.3, 1.38, 1.36});
  maker.checkpoints(x, Saved::no);
  maker.run.checkpoints.set_saved(1, Saved::yes);
  maker.run.checkpoints.set_saved(5, Saved::yes);
  const Analysis analysis = analyse(maker.run);
  const Recommendation& recommended = analysis.verdict.recommended;
  CHECK(recommended_x(maker, analysis) == 600);
  CHECK(recommended.is_among_saved);
  REQUIRE(recommended.better_unsaved);
  CHECK(recommended.better_unsaved->x == 400);
  CHECK(recommended.cost == Approx(0.2));
}

TEST_CASE("what is not known to be saved is recommended only where nothing is, and said so") {
  RunMaker maker;
  const Values x = steps(3);
  maker.add("eval_loss", x, {3, 2, 1});
  maker.checkpoints(x, Saved::unknown);
  const Analysis analysis = analyse(maker.run);
  CHECK(recommended_x(maker, analysis) == 300);
  CHECK_FALSE(analysis.verdict.recommended.is_among_saved);
  CHECK(spelled(analysis.verdict.action) ==
        "Keep the checkpoint of step 300, if it was saved; the file does not say.");
}

TEST_CASE("step 0 is a baseline and never a choice") {
  RunMaker maker;
  const Values x{0, 100, 200, 300};
  maker.add("train_loss", x, {1.0, 0.9, 0.8, 0.7});
  maker.add("eval_loss", x, {0.5, 0.9, 0.8, 0.7});
  maker.checkpoints(x);
  const Analysis analysis = analyse(maker.run);
  CHECK(recommended_x(maker, analysis) == 300);
  CHECK(finding_of(analysis, VerdictKind::possible_overfitting) == nullptr);
}

TEST_CASE("epochs are counted from 0 and the first may be the best") {
  RunMaker maker;
  maker.run.x_kind = XKind::epoch;
  const Values x{0, 1, 2};
  maker.add("train_loss", x, {1.0, 0.8, 0.6});
  maker.add("val_loss", x, {0.5, 0.9, 1.2});
  maker.checkpoints(x, Saved::unknown);
  const Analysis analysis = analyse(maker.run);
  CHECK(recommended_x(maker, analysis) == 0);
  CHECK(spelled(analysis.verdict.headline).find("Keep epoch 0") == 0);
}

TEST_CASE("the best on the edge of an incomplete list may have better ones before it") {
  RunMaker maker;
  const Values x{800, 900, 1000};
  add_token_loss(maker, "train_loss", x, {0.5, 0.4, 0.3});
  add_token_loss(maker, "full_valid_loss", x, {0.7, 0.8, 0.9});
  maker.checkpoints(x);
  maker.run.has_older_records_elsewhere = true;
  const Analysis analysis = analyse(maker.run);
  CHECK(recommended_x(maker, analysis) == 800);
  CHECK(analysis.verdict.recommended.is_on_incomplete_edge);
  CHECK(analysis.verdict.recommended.confidence == Confidence::low);
  CHECK(spelled(analysis.verdict.action).find("Fetch the rest of the list") != std::string::npos);
}

TEST_CASE("NaN is never best, ties go to the earliest and are counted") {
  RunMaker maker;
  const Values x = steps(6);
  maker.add("eval_accuracy", x, {0.2, 0.9, kNaN, 0.9, 0.5, 0.9});
  maker.checkpoints(x);
  const Analysis analysis = analyse(maker.run);
  REQUIRE(analysis.metrics[0].best);
  CHECK(analysis.metrics[0].best->x == 200);
  CHECK(analysis.metrics[0].best_tie_count == 2);
  CHECK(analysis.metrics[0].points == 5);
  CHECK(analysis.metrics[0].non_finite == 1);
  CHECK(recommended_x(maker, analysis) == 200);
}

TEST_CASE("accuracies of 0.990 and 0.981 are not alike, losses of 0.990 and 0.981 are") {
  for (const bool is_accuracy : {true, false}) {
    RunMaker maker;
    maker.add(is_accuracy ? "eval_accuracy" : "eval_loss", {100, 200},
              is_accuracy ? Values{0.990, 0.981} : Values{0.981, 0.990});
    maker.checkpoints({100, 200});
    const Analysis analysis = analyse(maker.run);
    CHECK(analysis.verdict.recommended.equivalent.empty() == is_accuracy);
  }
}

TEST_CASE("the noise band of vector E leaves out what is five percent worse") {
  RunMaker maker;
  const Values x = steps(10, 1, 1);
  maker.add("eval_loss", x, {1.20, .95, .82, .76, .73, .72, .735, .725, .74, .78});
  maker.checkpoints(x);
  const Analysis analysis = analyse(maker.run);
  CHECK(analysis.metrics[0].noise_sigma == Approx(0.015131722886043164).epsilon(1e-12));
  CHECK(analysis.metrics[0].noise_band == Approx(0.03026344577208633).epsilon(1e-12));
  CHECK(recommended_x(maker, analysis) == 6);
  CHECK(analysis.verdict.recommended.equivalent == std::vector<std::uint32_t>{4, 6, 7, 8});
}

TEST_CASE("the floor of the noise band follows the kind of quantity") {
  const auto floor_of = [](Family family, double best, double least, double greatest,
                           double examples = kAbsent) {
    MetricSummary summary;
    summary.min.y = least;
    summary.max.y = greatest;
    summary.examples = examples;
    return noise_floor(family, best, summary, {});
  };
  CHECK(floor_of(Family::loss, 2.0, 2.0, 5.0) == Approx(0.02));
  CHECK(floor_of(Family::token_loss, 1e-6, 0.0, 1.0) == 0.005);
  CHECK(floor_of(Family::ratio_score, 0.99, 0.5, 0.99) == Approx(0.0001));
  CHECK(floor_of(Family::ratio_score, 99.0, 50.0, 99.0) == Approx(0.01));
  CHECK(floor_of(Family::error_rate, 0.02, 0.02, 0.5) == Approx(0.0002));
  CHECK(floor_of(Family::reward, 0.0, -5.0, 5.0) == Approx(0.1));
  CHECK(floor_of(Family::score, -300.0, -500.0, -300.0) == Approx(3.0));
  // One binomial standard error, where the number of examples is known.
  CHECK(floor_of(Family::ratio_score, 0.9, 0.5, 0.9, 100) == Approx(0.03));
  CHECK(floor_of(Family::ratio_score, 90.0, 50.0, 90.0, 100) == Approx(3.0));
  CHECK(floor_of(Family::error_rate, 0.1, 0.1, 0.5, 3600) == Approx(0.005));
  CHECK(floor_of(Family::ratio_score, 1.0, 0.5, 1.0, 100) == 0.0);
  CHECK(floor_of(Family::loss, 2.0, 2.0, 5.0, 100) == Approx(0.02));
}

TEST_CASE("what is said of a choice among few evaluations has little confidence and says why") {
  for (const std::size_t count : {std::size_t{1}, std::size_t{4}, std::size_t{6}}) {
    RunMaker maker;
    Values losses{1.0, 0.9, 0.8, 0.7, 0.6, 0.5};
    losses.resize(count);
    maker.add("train_loss", steps(6), {1.0, 0.9, 0.8, 0.7, 0.6, 0.5});
    maker.add("eval_loss", steps(count), losses);
    maker.checkpoints(steps(count));
    maker.run.planned_steps = 1000;
    const Analysis analysis = analyse(maker.run);
    const std::string headline = test::spelled(analysis.verdict.headline);
    INFO(headline);
    CHECK(analysis.verdict.kind == VerdictKind::unfinished);
    CHECK((analysis.verdict.confidence == Confidence::low) == (count < 5));
    CHECK((headline.find("One evaluation so far") != std::string::npos) == (count == 1));
    CHECK((headline.find("only 4 evaluations") != std::string::npos) == (count == 4));
  }
}

TEST_CASE("a choice that is sure is not told by the headline that is not") {
  // Four evaluations after a clear best one do not prove that it overfits; which is best is clear.
  RunMaker maker;
  const Values loss{1.641, 1.595, 1.577, 1.569, 1.571, 1.566, 1.561,
                    1.554, 1.552, 1.573, 1.576, 1.578, 1.578};
  maker.add("train_loss", steps(13),
            {1.85, 1.73, 1.72, 1.71, 1.70, 1.69, 1.68, 1.67, 1.66, 1.45, 1.44, 1.43, 1.42});
  maker.add("eval_loss", steps(13), loss);
  maker.checkpoints(steps(13));
  const Verdict verdict = analyse(maker.run).verdict;
  CHECK(verdict.kind == VerdictKind::possible_overfitting);
  CHECK(verdict.confidence == Confidence::low);
  CHECK(verdict.recommended.confidence == Confidence::high);
  CHECK(test::spelled(verdict.headline) ==
        "Perhaps overfitting after step 900: eval_loss is 1.552 there, 1.578 at the end. 13 "
        "evaluations.");
}

TEST_CASE("no input, however odd, breaks the analysis") {
  const double huge = 1e308;
  const double tiny = std::numeric_limits<double>::denorm_min();
  const Values counted = steps(9, 1, 0);
  struct Odd {
    const char* what;
    Values x;
    Values y;
  };
  const std::vector<Odd> cases{
      {"no point", {}, {}},
      {"one point", {5}, {0.5}},
      {"two points", {5, 6}, {0.5, 0.4}},
      {"all NaN", steps(4), {kNaN, kNaN, kNaN, kNaN}},
      {"all equal", counted, Values(9, 1.0)},
      {"negative zero", counted, {0.0, -0.0, 0.0, -0.0, 0.0, -0.0, 0.0, -0.0, 0.0}},
      {"denormals", counted, {tiny, 0, tiny, 0, 2 * tiny, 0, tiny, 0, tiny}},
      {"the largest numbers", counted, {huge, -huge, huge, -huge, huge, huge, -huge, huge, -huge}},
      {"infinities", steps(5), {1.0, INFINITY, 0.5, -INFINITY, 0.2}},
      {"negative steps", {-900, -800, -700, -600, -500, -400}, {6, 5, 4, 3, 2, 1}},
      {"fractional steps", {0.1, 0.2, 0.3, 0.4, 0.5, 0.6}, {6, 5, 4, 3, 2, 1}},
      {"steps beyond 2^53", {9007199254740992, 9007199254740994, 9007199254740996}, {3, 2, 1}},
      {"steps of all sizes", {1, 1e10, 1e100, 1e200, 1e300, 1.7e308}, {6, 5, 4, 3, 2, 1}},
      {"best at first", steps(9), {1, 2, 3, 4, 5, 6, 7, 8, 9}},
      {"best at last", steps(9), {9, 8, 7, 6, 5, 4, 3, 2, 1}},
      {"negative values", steps(9), {-1, -2, -3, -4, -5, -4, -3, -2, -1}},
      {"crossing zero", steps(9), {3, 2, 1, 0, -1, 0, 1, 2, 3}},
  };
  for (const Odd& odd : cases) {
    for (const char* name : {"eval_loss", "eval_accuracy", "train_loss", "eval_log_likelihood"}) {
      for (const XKind kind : {XKind::step, XKind::epoch, XKind::time, XKind::index}) {
        INFO(odd.what << ", " << name);
        RunMaker maker;
        maker.run.x_kind = kind;
        maker.add(name, odd.x, odd.y);
        maker.add("train_loss", odd.x, odd.y);
        maker.checkpoints(odd.x);
        const Analysis analysis = analyse(maker.run);
        const MetricSummary& summary = analysis.metrics[0];
        CHECK(summary.trend.p >= 0.0);
        CHECK(summary.trend.p <= 1.0);
        if (summary.best) CHECK(std::isfinite(summary.best->y));
        if (analysis.verdict.recommended.checkpoint >= 0) {
          CHECK(std::isfinite(analysis.verdict.recommended.value));
        }
        CHECK(spelled(analysis.verdict.headline).find('?') == std::string::npos);
        CHECK(test::character_count(spelled(analysis.verdict.headline)) <= 120);
      }
    }
  }
}

TEST_CASE("very long and foreign names leave headlines short") {
  RunMaker maker;
  const Values x = steps(3);
  std::string name = "eval_";
  for (int i = 0; i < 60; ++i) name += "损失";
  name += "_accuracy";
  maker.add("train_loss", x, {3, 2, 1});
  maker.add(name, x, {0.9, 0.8, 0.7});
  maker.checkpoints(x);
  const Analysis analysis = analyse(maker.run);
  CHECK(kind_name(analysis.verdict.kind) == "possible_overfitting");
  CHECK(test::character_count(spelled(analysis.verdict.headline)) <= 120);
  CHECK(analysis.findings.front().metric == name);
}

TEST_CASE("the same run gives the same analysis twice") {
  RunMaker maker;
  test::Random random(8);
  Values y(300);
  for (double& value : y) value = random.normal();
  maker.add("eval_loss", steps(300), y);
  maker.checkpoints(steps(300));
  const Analysis a = analyse(maker.run);
  const Analysis b = analyse(maker.run);
  CHECK(a.metrics[0].trend.p == b.metrics[0].trend.p);
  CHECK(a.verdict.recommended.equivalent == b.verdict.recommended.equivalent);
  CHECK(a.verdict.recommended.equivalent.size() <= 100);
  CHECK(a.verdict.recommended.equivalent_count >= a.verdict.recommended.equivalent.size());
}

}  // namespace
}  // namespace ckpt
