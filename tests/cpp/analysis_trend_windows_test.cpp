// The trend of parts of a curve: where the parts begin, and that each is R5 on just these points.
#include "analysis/stats.h"
#include "analysis/trend_windows.h"
#include "analysis_run.h"
#include "catch.h"

namespace ckpt {
namespace {

using test::Random;
using test::RunMaker;
using test::steps;
using test::Values;

TrendWindows windows_of(const Values& x, const Values& y, Direction direction = Direction::lower) {
  RunMaker maker;
  maker.add("eval_loss", x, y);
  const Analysis analysis = analyse(maker.run);
  return trend_windows(maker.run, {x, y}, analysis.metrics[0], direction, {});
}

void check_is_tail(const WindowTrend& window, const Values& x, const Values& y, std::size_t begin) {
  const std::span<const double> tail_x = std::span(x).subspan(begin);
  const std::span<const double> tail_y = std::span(y).subspan(begin);
  const TrendTest test = trend_test(tail_x, tail_y);
  CHECK(window.from_x == tail_x.front());
  CHECK(window.to_x == tail_x.back());
  CHECK(window.trend.points == tail_y.size());
  CHECK(window.trend.s == test.kendall.s);
  CHECK(window.trend.tau_b == test.kendall.tau_b);
  CHECK(window.trend.p == test.p);
  CHECK(window.trend.effective_points == test.effective_points);
  if (!std::isnan(test.line.slope)) CHECK(window.trend.slope == test.line.slope);
}

TEST_CASE("vector A as a whole has its published trend, and nothing follows its best value") {
  const Values x = steps(10, 1, 0);
  const TrendWindows windows =
      windows_of(x, {2.50, 2.10, 1.85, 1.70, 1.62, 1.55, 1.53, 1.50, 1.49, 1.49});
  CHECK(windows.whole.trend.s == -44);
  CHECK(windows.whole.trend.word == TrendWord::falling);
  CHECK(windows.whole.trend.slope == Approx(-0.075).epsilon(1e-12));
  REQUIRE(windows.after_best);  // of two equal values the earlier is the best
  CHECK(windows.after_best->trend.points == 1);
  CHECK(windows.after_best->trend.word == TrendWord::insufficient);
  CHECK(windows.after_best->trend.p == 1.0);
  CHECK_FALSE(windows_of(steps(3), {3.0, 2.0, 1.0}).after_best);
}

TEST_CASE("windows are the whole, what follows the best value, and the last quarter") {
  Random random(1);
  const Values x = steps(41);
  Values y;
  for (std::size_t i = 0; i < 41; ++i) {
    const double at = static_cast<double>(i);
    y.push_back(std::fabs(at - 12.0) / 10.0 + 0.01 * random.normal());
  }
  const std::size_t best = best_index(y, Toward::least)->index;
  const TrendWindows windows = windows_of(x, y);
  check_is_tail(windows.whole, x, y, 0);
  REQUIRE(windows.after_best);
  check_is_tail(*windows.after_best, x, y, best + 1);
  check_is_tail(windows.last_quarter, x, y, 41 - 11);
  CHECK(windows.after_best->trend.word == TrendWord::rising);
  CHECK_FALSE(windows_of(x, y, Direction::unknown).after_best);
}

TEST_CASE("a best value that is the first of all was not chosen, and step 0 is no best") {
  const Values rising{1.0, 1.1, 1.3, 1.2, 1.5, 1.6};
  CHECK(windows_of(steps(6), rising).after_best->trend.points == 6);
  CHECK(windows_of(steps(6, 10, 0), {0.5, 1.1, 1.0, 1.2, 1.5, 1.6}).after_best->from_x == 30);
}

TEST_CASE("fewer than four values, or equal ones, are insufficient for any trend") {
  for (const Values& y : {Values{}, Values{1.0}, Values{1.0, 2.0, 3.0}, Values(50, 0.3)}) {
    const Trend trend = windows_of(steps(y.size()), y).whole.trend;
    CHECK(trend.word == TrendWord::insufficient);
    CHECK(trend.p == 1.0);
    CHECK(trend.points == y.size());
  }
  CHECK(windows_of(steps(5), {1.0, 2.0, 1.5, 1.7, 1.2}).whole.trend.word ==
        TrendWord::undetermined);
}

TEST_CASE("only what neither rises nor falls is steady, and what mostly rises may yet be a trend") {
  Random random(12);
  Values level(40);
  for (double& y : level) y = random.normal();
  CHECK(windows_of(steps(40), level).whole.trend.word == TrendWord::steady);

  // Neighbours are alike, so that few of nine count.
  const Trend trend = windows_of(steps(9), {28, 21, 24, 32, 32, 56, 60, 52, 46}).whole.trend;
  REQUIRE(trend.p > 0.05);
  REQUIRE(trend.tau_b > 0.5);
  CHECK(trend.word == TrendWord::undetermined);
}

TEST_CASE("of a long series medians of blocks are tested, and their number is told") {
  Random random(3);
  const std::size_t count = 2 * kTrendPointsMax;
  const Values x = steps(count, 1, 1);
  Values y;
  for (std::size_t i = 0; i < count; ++i) {
    y.push_back(1.0 - 1e-6 * static_cast<double>(i) + 0.01 * random.normal());
  }
  const TrendWindows windows = windows_of(x, y);
  CHECK(windows.whole.trend.points == count);
  CHECK(windows.whole.trend.tested == kTrendBlocks);
  CHECK(windows.last_quarter.trend.points == count / 4);
  CHECK(windows.last_quarter.trend.tested == count / 4);
  CHECK(windows.last_quarter.trend.word == TrendWord::falling);
}

}  // namespace
}  // namespace ckpt
