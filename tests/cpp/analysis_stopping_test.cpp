// The usual rules for stopping, each with its own way of counting. The sequences and the indices
// are those of the frameworks' own tests (Keras, Lightning) or follow from their documentation.
#include <limits>
#include <string>

#include "analysis/stopping.h"
#include "analysis_run.h"
#include "catch.h"

namespace ckpt {
namespace {

using test::RunMaker;
using test::steps;
using test::Values;

constexpr auto kLeast = Toward::least;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

int index_of(const std::optional<std::size_t>& index) {
  return index ? static_cast<int>(*index) : -1;
}

TEST_CASE("Keras stops when the count of epochs without improvement reaches the patience") {
  const Values y{10, 9, 8, 9, 8.9, 8.8, 8.7, 8.6, 8.5};
  const int expected[] = {3, 3, 4, 5};
  for (std::size_t patience = 0; patience < 4; ++patience) {
    CHECK(index_of(keras_early_stopping(y, kLeast, patience).acts_at) == expected[patience]);
  }
  const Replay restored = keras_early_stopping(Values{0.2, 0.15, 0.1, 0.11, 0.12}, kLeast, 2);
  CHECK(index_of(restored.best) == 2);
  CHECK(index_of(restored.acts_at) == 4);
  // Nothing improves on the first epoch, and yet it never stops there.
  CHECK(index_of(keras_early_stopping(Values{kNaN, kNaN}, kLeast, 0).acts_at) == 1);
  CHECK(index_of(keras_early_stopping(Values{1, 2, 3}, Toward::greatest, 0).acts_at) == -1);
  CHECK(index_of(keras_early_stopping(Values{1, 0.95, 0.9}, kLeast, 2, 0.2).acts_at) == 2);
}

TEST_CASE("Lightning stops by patience, by a bound, and at what is not finite") {
  const auto stops = [](const Values& y, const LightningOptions& options) {
    return index_of(lightning_early_stopping(y, kLeast, options).acts_at);
  };
  CHECK(stops({6, 5, 5, 5, 5, 5}, {.patience = 3}) == 4);
  CHECK(stops({6, 5, 4, 4, 3, 3}, {.patience = 1}) == 3);
  CHECK(stops({6, 5, 6, 5, 5, 5}, {.patience = 3}) == 4);
  CHECK(stops({8, 4, 2, 3, 4, 5, 8, 10}, {}) == 5);
  CHECK(stops({9, 8, 7, 6, 5, 6, 4, 3, 2, 1}, {.stopping = 2.9}) == 8);
  CHECK(stops({9, 4, 2, 16, 32, 64}, {.divergence = 15.9}) == 3);
  CHECK(stops({9, 4, kNaN, 1}, {}) == 2);
}

TEST_CASE("Transformers compares with the best there ever was, threshold or not") {
  const auto stops = [](const Values& y, std::size_t patience, double threshold) {
    return index_of(huggingface_early_stopping(y, kLeast, patience, threshold).acts_at);
  };
  CHECK(stops({3, 2, 2.5, 1}, 1, 0.0) == 2);
  CHECK(stops({3, 2, 2.5, 1}, 2, 0.0) == -1);
  // Each step is below the threshold, and the best moves with it: it never counts as improved.
  CHECK(stops({3, 2.9, 2.8, 2.7}, 3, 0.15) == 3);
  // The same with Keras' min_delta is measured from the last best that counted.
  CHECK(index_of(keras_early_stopping(Values{3, 2.9, 2.8, 2.7}, kLeast, 3, 0.15).acts_at) == -1);
}

TEST_CASE("PyTorch lowers the learning rate one evaluation later than Keras") {
  const Values y{1, .9, .9, .9, .9, .9};
  CHECK(index_of(pytorch_plateau(y, kLeast, 2).acts_at) == 4);
  CHECK(index_of(keras_plateau(y, kLeast, 2).acts_at) == 3);
  // PyTorch's threshold is relative, Keras' absolute.
  CHECK(index_of(pytorch_plateau(Values{1000, 999.95, 999.9}, kLeast, 1).acts_at) == 2);
  CHECK(index_of(keras_plateau(Values{1000, 999.95, 999.9}, kLeast, 1).acts_at) == -1);
}

TEST_CASE("what was trained after the last real improvement is counted") {
  RunMaker maker;
  maker.add("eval_loss", steps(8), {2.0, 1.5, 1.2, 1.1, 1.105, 1.098, 1.102, 1.1});
  maker.checkpoints(steps(8));
  const Stopping stopping = analyse(maker.run).stopping;
  REQUIRE(stopping.last_improvement);
  CHECK(stopping.last_improvement->x == 400);
  CHECK(stopping.wasted == 400);
  CHECK(stopping.wasted_share == 0.5);
  CHECK(std::isnan(stopping.wasted_seconds));
  REQUIRE(stopping.replays.size() == 5);
  const StopReplay& keras = stopping.replays[0];
  REQUIRE(keras.acts_at);
  CHECK(keras.acts_at->x == 500);
  CHECK(keras.saved == 300);
  CHECK(keras.regret == Approx(0.002));
  // Lowering the learning rate ends nothing: nothing is saved or missed by it.
  const StopReplay& plateau = stopping.replays[4];
  CHECK(plateau.rule == "keras_plateau");
  CHECK(std::isnan(plateau.saved));
  CHECK(std::isnan(plateau.regret));
  CHECK(test::spelled(stopping.message) ==
        "eval_loss gained nothing beyond noise after step 400: 400 steps, 50 % of the run.");
  CHECK(test::slot_names(stopping.message.text.en) == test::slot_names(stopping.message.text.zh));
  for (const StopReplay& replay : stopping.replays) {
    CHECK(test::slot_names(replay.counting.en) == std::set<std::string>{"patience"});
    CHECK(test::slot_names(replay.counting.zh) == std::set<std::string>{"patience"});
  }
}

TEST_CASE("where the last value is an improvement nothing is said of waste") {
  RunMaker maker;
  maker.add("eval_loss", steps(6), {6.0, 5.0, 4.0, 3.0, 2.0, 1.0});
  CHECK(analyse(maker.run).stopping.message.text.id.empty());
}

TEST_CASE("epochs counted from 0 are as many as those counted from 1") {
  const Values y{1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9};
  for (const double begin : {0.0, 1.0}) {
    RunMaker maker;
    maker.run.x_kind = XKind::epoch;
    maker.add("eval_loss", steps(10, 1, begin), y);
    const Stopping stopping = analyse(maker.run).stopping;
    CHECK(stopping.wasted == 9.0);
    CHECK(stopping.wasted_share == 0.9);
  }
}

TEST_CASE("no metric, one value and values that are not finite replay to nothing") {
  RunMaker empty;
  CHECK_FALSE(analyse(empty.run).stopping.metric);
  RunMaker one;
  one.add("eval_loss", steps(1), {1.0});
  CHECK_FALSE(analyse(one.run).stopping.metric);
  RunMaker none;
  none.add("eval_loss", steps(3), {kNaN, kNaN, kNaN});
  CHECK_FALSE(analyse(none.run).stopping.metric);
}

}  // namespace
}  // namespace ckpt
