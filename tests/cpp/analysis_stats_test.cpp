// The statistics against numbers that were computed elsewhere: published tests of other programs,
// our own vectors, and 40-digit arithmetic. Integers are compared exactly, reals to 1e-12.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

#include "analysis/after_best.h"
#include "analysis/stats.h"
#include "catch.h"

namespace ckpt {
namespace {

using Values = std::vector<double>;

Approx about(double expected, double relative = 1e-12) {
  return Approx(expected).epsilon(relative).margin(0.0).scale(0.0);
}

Values indices(std::size_t count) {
  Values x(count);
  for (std::size_t i = 0; i < count; ++i) x[i] = static_cast<double>(i);
  return x;
}

// A small generator of our own, so that every platform draws the same numbers.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  // Uniform in [0, 1).
  double uniform() {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<double>(state_ >> 11U) * 0x1p-53;
  }

 private:
  std::uint64_t state_;
};

const Values kA{2.50, 2.10, 1.85, 1.70, 1.62, 1.55, 1.53, 1.50, 1.49, 1.49};
const Values kB{0.50, 0.52, 0.49, 0.51, 0.50, 0.48, 0.53, 0.50};
const Values kDx{0, 100, 200, 400, 800, 1600};
const Values kDy{3.0, 2.0, 1.6, 1.3, 1.1, 1.0};
const Values kE{1.20, .95, .82, .76, .73, .72, .735, .725, .74, .78};

std::int64_t s_of_all_pairs(const Values& y) {
  std::int64_t s = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    for (std::size_t j = i + 1; j < y.size(); ++j) s += (y[j] > y[i]) - (y[j] < y[i]);
  }
  return s;
}

TEST_CASE("a converging loss has the Mann-Kendall numbers of vector A") {
  const MannKendall test = mann_kendall(kA);
  CHECK(test.s == -44);
  CHECK(test.variance == 124.0);
  CHECK(test.z == about(-3.861513993575661));
  CHECK(test.p == about(1.1268655674e-4, 1e-10));
  CHECK(test.tau_a == about(-0.9777777777777777));
  CHECK(test.tau_b == about(-44.0 / std::sqrt(45.0 * 44.0)));
  const Line line = theil_sen(indices(kA.size()), kA);
  CHECK(line.slope == about(-0.075));
  CHECK(line.intercept == about(1.9225));
}

TEST_CASE("noise around a level has the numbers of vector B") {
  const MannKendall test = mann_kendall(kB);
  CHECK(test.s == -1);
  CHECK(test.variance == about(61.666666666666664));
  CHECK(test.z == 0.0);
  CHECK(test.p == 1.0);
  const Line line = theil_sen(indices(kB.size()), kB);
  CHECK(line.slope == 0.0);
  CHECK(line.intercept == 0.5);
}

TEST_CASE("constant values have no variance and no trend, vector C and 360 of them") {
  for (const std::size_t count : {6U, 360U}) {
    const Values constant(count, 1.0);
    const MannKendall test = mann_kendall(constant);
    CHECK(test.s == 0);
    CHECK(test.variance == 0.0);
    CHECK(test.p == 1.0);
    CHECK(trend_test(indices(count), constant).p == 1.0);
  }
}

TEST_CASE("uneven steps have the numbers of vector D") {
  const MannKendall test = mann_kendall(kDy);
  CHECK(test.s == -15);
  CHECK(test.variance == about(28.333333333333332));
  CHECK(test.z == about(-2.630142022557628));
  CHECK(test.p == about(0.008534920414, 1e-9));
  const Line line = theil_sen(kDx, kDy);
  CHECK(line.slope == about(-0.0012857142857142856));
  CHECK(line.intercept == about(1.8357142857142859));
}

TEST_CASE("the noise of a curve that turns has the numbers of vector E") {
  const auto best = best_index(kE, Toward::least);
  REQUIRE(best);
  CHECK(best->index == 5);
  CHECK(best->tie_count == 0);
  const double sigma = noise_sigma(indices(kE.size()), kE);
  CHECK(sigma == about(0.015131722886043164));
  std::vector<std::size_t> equivalent;
  for (std::size_t i = 0; i < kE.size(); ++i) {
    if (kE[i] - kE[best->index] <= 2.0 * sigma) equivalent.push_back(i);
  }
  CHECK(equivalent == std::vector<std::size_t>{4, 5, 6, 7, 8});
  CHECK(2.0 * sigma == about(0.03026344577208633));
}

TEST_CASE(
    "the loss of generalisation of vector E and the ratios of vector H are the published ones") {
  CHECK(generalization_loss(kE[5], kE.back()) == about(100.0 / 12.0));
  const Values train{1.1, .9, .7, .55, .45};
  const Values validation{1.15, 1.0, .85, .80, .84};
  const Values ratios{.04545, .11111, .21429, .45455, .86667};
  std::vector<std::size_t> above;
  for (std::size_t i = 0; i < train.size(); ++i) {
    const double ratio = overfit_ratio(train[i], validation[i]);
    CHECK(std::round(ratio * 1e5) == std::round(ratios[i] * 1e5));
    if (ratio > 0.1) above.push_back(i);
  }
  CHECK(above.front() == 1);
}

TEST_CASE("a level that begins to climb turns where it does") {
  const Values x = indices(40);
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
    Random random(seed);
    for (const std::size_t turn : {std::size_t{8}, std::size_t{20}, std::size_t{30}}) {
      Values y(40);
      for (std::size_t i = 0; i < y.size(); ++i) {
        const double climbed = i > turn ? 0.1 * static_cast<double>(i - turn) : 0.0;
        y[i] = 5.0 + climbed + 0.1 * (random.uniform() - 0.5);
      }
      INFO("seed " << seed << ", turn " << turn);
      const std::size_t found = turning_point(x, y);
      CHECK(std::fabs(static_cast<double>(found) - static_cast<double>(turn)) <= 2.0);
    }
  }
  CHECK(turning_point(Values{1}, Values{1}) == 0);
  CHECK(turning_point(Values{1, 2, 3}, Values{1, 1, 1}) == 0);
  CHECK(turning_point(Values{1, 1, 1}, Values{1, 2, 3}) == 0);
  CHECK(turning_point(Values{1, 2, 3, 4}, Values{-1e308, 1e308, -1e308, 1e308}) < 4);
}

TEST_CASE("the best value is the earliest of equals, and ties are counted") {
  CHECK_FALSE(best_index(Values{}, Toward::least));
  const Values y{3, 1, 2, 1, 1, 3};
  CHECK(best_index(y, Toward::least)->index == 1);
  CHECK(best_index(y, Toward::least)->tie_count == 2);
  CHECK(best_index(y, Toward::greatest)->index == 0);
  CHECK(best_index(y, Toward::greatest)->tie_count == 1);
  CHECK(best_index(Values{0.0, -0.0}, Toward::least)->tie_count == 1);
  const double denormal = std::numeric_limits<double>::denorm_min();
  CHECK(best_index(Values{denormal, 0.0, 1e308}, Toward::least)->index == 1);
}

TEST_CASE("counting by merging finds the same S as comparing all pairs") {
  const std::uint64_t seed = 20240723;
  INFO("seed " << seed);
  Random random(seed);
  for (int trial = 0; trial < 300; ++trial) {
    const std::size_t count = 1 + static_cast<std::size_t>(random.uniform() * 60);
    const double levels = trial % 2 == 0 ? 6.0 : 1e6;  // many ties, or hardly any
    Values y(count);
    for (double& value : y) value = std::floor(random.uniform() * levels);
    CHECK(mann_kendall(y).s == s_of_all_pairs(y));
  }
}

TEST_CASE("the exact p of few points is the share of orders at least as far from zero") {
  CHECK(exact_p(Values{1, 2, 3, 4, 5, 6}) == about(2.0 / 720.0));
  CHECK(exact_p(Values{5, 4, 3, 2, 1}) == about(2.0 / 120.0));
  CHECK(exact_p(Values{1, 2, 3, 4}) == about(2.0 / 24.0));
  CHECK(exact_p(Values{1, 1, 1}) == 1.0);
  CHECK(exact_p(Values{1}) == 1.0);

  // With and without ties, against a walk through all distinct orders.
  for (const Values& y : {Values{1, 1, 2, 3, 3, 2, 4}, Values{4, 3, 3, 1}, Values{2, 1, 2, 1, 2, 1},
                          Values{7, 5, 6, 4, 3, 1, 2}, Values{1, 1, 1, 1, 1, 1, 2}}) {
    Values order = y;
    std::sort(order.begin(), order.end());
    const std::int64_t s = std::abs(s_of_all_pairs(y));
    int all = 0;
    int as_far = 0;
    do {
      ++all;
      if (std::abs(s_of_all_pairs(order)) >= s) ++as_far;
    } while (std::next_permutation(order.begin(), order.end()));
    CHECK(exact_p(y) == about(static_cast<double>(as_far) / all));
  }
}

TEST_CASE("four points or fewer are never significant") {
  for (const Values& y : {Values{}, Values{1}, Values{1, 2}, Values{3, 2, 1}, Values{1, 2, 3, 4}}) {
    const TrendTest test = trend_test(indices(y.size()), y);
    CHECK_FALSE(test.is_rising(0.05));
    CHECK_FALSE(test.is_falling(0.05));
  }
  CHECK(trend_test(indices(5), Values{1, 2, 3, 4, 5}).is_rising(0.05));
  CHECK(trend_test(indices(5), Values{5, 4, 3, 2, 1}).is_falling(0.05));
}

TEST_CASE("Student's t agrees with 40-digit arithmetic") {
  struct Row {
    double t, degrees, p;
  };
  for (const Row& row :
       {Row{0.5, 2, 0.66666666666666667}, Row{1, 2, 0.42264973081037424},
        Row{2, 2, 0.18350341907227397}, Row{12.706204736432095, 1, 0.049999999998991306},
        Row{2.0, 2.5, 0.15739149575796599}, Row{3.3, 6.75, 0.013825290402892052},
        Row{-2.2621571627409915, 9, 0.050000000004675725}, Row{0.001, 5, 0.99924078677219765},
        Row{1.959963984540054, 1e6, 0.05000027729522166}, Row{2.5, 150.25, 0.013493503862321054},
        Row{10, 20, 3.1637817587143882e-9}, Row{40, 30, 1.3726045194406403e-27},
        Row{8, 2000, 2.0864365381608223e-15}, Row{5, 99.5, 2.4656673375873495e-6},
        Row{0.01, 400, 0.9920262728351454}, Row{30, 1000, 1.5374687444043482e-141},
        Row{6, 65534, 1.9834896267540228e-9}}) {
    INFO("t " << row.t << ", degrees " << row.degrees);
    CHECK(student_t_two_sided(row.t, row.degrees) ==
          about(row.p, row.degrees > 1e5 ? 1e-10 : 1e-12));
  }
  CHECK(student_t_two_sided(0.0, 5) == 1.0);
  CHECK(student_t_two_sided(1e200, 5) == 0.0);
  CHECK(student_t_two_sided(std::numeric_limits<double>::infinity(), 5) == 0.0);
}

TEST_CASE("the normal tail agrees with 40-digit arithmetic") {
  struct Row {
    double z, p;
  };
  for (const Row& row :
       {Row{0.1, 0.92034432544594203}, Row{1, 0.3173105078629141}, Row{1.5, 0.13361440253771613},
        Row{2.7, 0.0069339476060813333}, Row{2.83, 0.004654800413463108},
        Row{2.9, 0.003731626600768077}, Row{-3.861513993575661, 0.00011268655674075858},
        Row{2.630142022557628, 0.0085349204142270784},
        Row{-0.8854562842589916, 0.37591058740506824}, Row{6, 1.9731752900753963e-9},
        Row{10, 1.5239706048321052e-23}, Row{37, 1.1451142445049154e-299}}) {
    INFO("z " << row.z);
    CHECK(normal_two_sided(row.z) == about(row.p));
  }
  CHECK(normal_two_sided(0.0) == 1.0);
  CHECK(normal_two_sided(1e10) == 0.0);
}

TEST_CASE("autocorrelation lowers the number of points that count") {
  // A slow wave: neighbours are alike, so that forty points say little about a trend.
  Values wave(40);
  for (std::size_t i = 0; i < wave.size(); ++i) {
    const double phase = static_cast<double>(i % 20) / 10.0;
    wave[i] = phase < 1.0 ? phase : 2.0 - phase;
  }
  const TrendTest test = trend_test(indices(wave.size()), wave);
  CHECK(test.rho > 0.5);
  CHECK(test.effective_points < 20.0);
  CHECK(test.p >= test.kendall.p);
  CHECK(lag1_autocorrelation(Values(5, 2.0)) == 0.0);
  CHECK(lag1_autocorrelation(Values{1, -1, 1, -1}) == about(-0.75));
}

// A standard normal number, near enough: a sum of twelve uniforms.
double normal(Random& random) {
  double sum = -6.0;
  for (int i = 0; i < 12; ++i) sum += random.uniform();
  return sum;
}

TEST_CASE("false trends in correlated noise stay near the nominal five percent") {
  struct Row {
    std::size_t points;
    double rho;
    int percent_max;
  };
  constexpr int kTrials = 1000;
  // The bound is the rate measured over 3,000 trials (8.5 % at ten points and 0.8, 8.0 % at twenty,
  // at most 5.7 % elsewhere) plus three standard errors of 1,000.
  for (const Row& row : {Row{10, 0.5, 7}, Row{10, 0.8, 12}, Row{20, 0.5, 8}, Row{20, 0.8, 11},
                         Row{40, 0.5, 8}, Row{40, 0.8, 8}}) {
    Random random(7);
    int fired = 0;
    for (int trial = 0; trial < kTrials; ++trial) {
      Values y(row.points);
      double state = normal(random) / std::sqrt(1.0 - row.rho * row.rho);
      for (double& value : y) {
        value = state;
        state = row.rho * state + normal(random);
      }
      const TrendTest test = trend_test(indices(y.size()), y);
      if (test.is_rising(0.05) || test.is_falling(0.05)) ++fired;
    }
    INFO("points " << row.points << ", rho " << row.rho << ", false trends " << fired << " of "
                   << kTrials);
    CHECK(fired <= kTrials * row.percent_max / 100);
  }
}

TEST_CASE("a learning curve falls, however smooth it is") {
  // Around a straight line these curves look autocorrelated, which must not excuse them.
  const Values validation{0.9143, 0.8525, 0.8352, 0.8280, 0.8246,
                          0.8222, 0.8211, 0.8202, 0.8198, 0.8197};
  CHECK(trend_test(indices(validation.size()), validation).is_falling(0.05));
  struct Row {
    std::size_t points;
    int found_min;  // of 100
  };
  for (const auto& [points, found_min] : {Row{15, 60}, Row{25, 90}, Row{100, 100}}) {
    Random random(3);
    int found = 0;
    for (int trial = 0; trial < 100; ++trial) {
      Values y(points);
      for (std::size_t i = 0; i < points; ++i) {
        const double progress = static_cast<double>(i) / static_cast<double>(points - 1);
        y[i] = 0.5 + 1.0 / (1.0 + 8.0 * progress) + 0.02 * normal(random);
      }
      if (trend_test(indices(points), y).is_falling(0.05)) ++found;
    }
    INFO("points " << points << ", found " << found << " of 100");
    CHECK(found >= found_min);
  }
}

// The expected sum is that of the WebAssembly build; every platform must find the same.
TEST_CASE("every build finds the same bits") {
  Random random(12345);
  std::uint64_t sum = 1469598103934665603U;
  const auto add = [&sum](double value) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    sum = (sum ^ bits) * 1099511628211U;
  };
  for (std::size_t trial = 0; trial < 400; ++trial) {
    const std::size_t count = 5 + trial % 200;
    Values x(count);
    Values y(count);
    for (std::size_t i = 0; i < count; ++i) {
      x[i] = static_cast<double>(i * 10) + random.uniform();
      y[i] = 1.0 / (1.0 + 0.1 * static_cast<double>(i)) + 0.1 * random.uniform();
    }
    const TrendTest test = trend_test(x, y);
    for (const double value :
         {test.p, test.rho, test.line.slope, noise_sigma(x, y), test.kendall.p})
      add(value);
    const double t = random.uniform() * 8.0;
    add(student_t_two_sided(t, 1.0 + random.uniform() * 500.0));
    add(normal_two_sided(random.uniform() * 20.0));
  }
  CHECK(sum == 0x0ac442a28fc028f4U);
}

TEST_CASE("medians of an even count, of extremes and of nothing") {
  CHECK(median({3, 1, 2}) == 2.0);
  CHECK(median({4, 1, 2, 3}) == 2.5);
  CHECK(median({1.5e308, 1.7e308}) == 1.6e308);
  CHECK(std::isnan(median({})));
  CHECK(block_medians(Values{1, 2, 3, 9, 5, 6, 7}, 3) == Values{1.5, 6, 6});
}

TEST_CASE("medians in turn are those of sorted values, wherever the next set lies") {
  Random random(7);
  Medians medians;
  for (int set = 0; set < 2'000; ++set) {
    const double level = set % 50 == 0 ? 1e6 * random.uniform() : set % 3;
    const double spread = set % 7 == 0 ? 0.0 : random.uniform();
    Values values(1 + static_cast<std::size_t>(40.0 * random.uniform()));
    for (double& value : values) value = level + std::floor(16.0 * random.uniform()) * spread;
    Values sorted = values;
    std::sort(sorted.begin(), sorted.end());
    const double upper = sorted[sorted.size() / 2];
    const double lower = sorted[(sorted.size() - 1) / 2];
    CAPTURE(set);
    REQUIRE(medians.next(values) == (lower + upper) / 2.0);
  }
  for (const std::size_t count : {8'192U, 32'768U, 100'001U}) {
    Values many(count);
    for (double& value : many) value = 1.0 / (random.uniform() - 0.5);
    Values sorted = many;
    std::sort(sorted.begin(), sorted.end());
    CAPTURE(count);
    CHECK(median(many) == (sorted[(count - 1) / 2] + sorted[count / 2]) / 2.0);
  }
}

TEST_CASE("both extremes are found with the ties of each, across many stretches") {
  Values y(5'000);
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = static_cast<double>(i * 7919 % 1'000);
  y[0] = std::numeric_limits<double>::quiet_NaN();
  const auto found = extremes_of(y);
  REQUIRE(found);
  const auto count = [&y](double value) {
    return static_cast<std::size_t>(std::count(y.begin(), y.end(), value));
  };
  const auto first = [&y](double value) {
    return static_cast<std::size_t>(std::find(y.begin(), y.end(), value) - y.begin());
  };
  CHECK(found->least.index == first(0.0));
  CHECK(found->least.tie_count == count(0.0) - 1);
  CHECK(found->greatest.index == first(999.0));
  CHECK(found->greatest.tie_count == count(999.0) - 1);
  CHECK(best_index(y, Toward::least)->index == found->least.index);
  CHECK_FALSE(extremes_of({}));
}

TEST_CASE("no extreme input makes a trend test fail") {
  const double huge = 1e308;
  for (const Values& y : {Values{huge, -huge, huge, -huge, huge, -huge, huge, -huge, huge},
                          Values{5e-324, 1e-323, 0, 5e-324, -0.0, 0, 5e-324, 0, 0}}) {
    const TrendTest test = trend_test(indices(y.size()), y);
    CHECK(test.p >= 0.0);
    CHECK(test.p <= 1.0);
  }
  const Values far{-1e308, -1.0, 0.0, 1.0, 9007199254740994.0, 1e300, 1.1e308, 1.2e308};
  CHECK(trend_test(far, far).kendall.s == 28);
}

TEST_CASE("a loss of 34,000 points needs no matrix of all pairs, vector L") {
  Random random(34000);
  Values y(34'000);
  for (std::size_t i = 0; i < y.size(); ++i) {
    y[i] = 2.0 + 8.0 / (1.0 + static_cast<double>(i) / 500.0) + 0.2 * random.uniform();
  }
  const TrendTest test = trend_test(indices(y.size()), y);
  CHECK(test.is_falling(0.05));
  CHECK(test.points == y.size());
  CHECK(test.kendall.variance == about(34000.0 * 33999.0 * 68005.0 / 18.0, 1e-9));
}

TEST_CASE("a million points are tested by block medians and say the same") {
  Values y(1'000'000);
  Random random(1);
  for (std::size_t i = 0; i < y.size(); ++i) {
    y[i] = -1e-6 * static_cast<double>(i) + random.uniform();
  }
  const TrendTest test = trend_test(indices(y.size()), y);
  CHECK(test.is_falling(0.05));
  CHECK(test.points == 1'000'000);
  CHECK(test.line.slope == Approx(-1e-6).epsilon(0.01));
  // Uniform noise of width 1 has a standard deviation of 0.289; the median-based estimate of it is
  // 0.336 for this distribution of differences.
  CHECK(noise_sigma(indices(y.size()), y) == Approx(0.31).epsilon(0.1));
}

TEST_CASE("the sign test of the steps counts how many ways turn back as seldom") {
  // Of 2^10 ways ten steps can go, two never turn back; eleven go one way but for one step.
  CHECK(same_way_p(indices(11)) == 2.0 / 1024);
  CHECK(same_way_p({Values{0, 1, 2, 3, 4, 3, 5, 6, 7, 8, 9}}) == 2.0 * 11 / 1024);
  CHECK(same_way_p({Values{0, 1, 0, 1, 0}}) == 1.0);
  CHECK(same_way_p({Values{2, 2, 2}}) == 1.0);  // nothing differs
  CHECK(same_way_p({}) == 1.0);
  CHECK(same_way_p(indices(kWalkBlocks)) < 1e-11);
  CHECK(same_way_p(indices(kWalkBlocks + 1)) == 1.0);  // too many to be told this way
}

TEST_CASE("a short curve that never turns back is a trend, however bent it is") {
  const Values y{0.8934, 0.9083, 0.9143, 0.9150, 0.9224, 0.9306,
                 0.9315, 0.9377, 0.9383, 0.9410, 0.9426};
  CHECK(trend_test(indices(y.size()), y).is_rising(0.05));
}

TEST_CASE("a first value far from all others is no trend") {
  const Values y{62.2861, 13.8982, 13.9240, 13.8871, 13.8906, 13.8974,
                 13.8610, 13.8639, 13.8855, 38.3587, 13.8654};
  CHECK_FALSE(trend_test(indices(y.size()), y).is_falling(0.05));
}

}  // namespace
}  // namespace ckpt
