// Change points and spikes against published tests of other programs, our own vectors, and the
// known errors of those who look for the same.
#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "analysis/change_points.h"
#include "analysis/spike_search.h"
#include "analysis_run.h"
#include "catch.h"

namespace ckpt {
namespace {

using test::finding_of;
using test::Random;
using test::RunMaker;
using test::steps;
using test::Values;

std::vector<std::size_t> indices(const Values& y, ChangePointOptions options) {
  std::vector<std::size_t> result;
  for (const ChangePoint& point : change_points(y, options)) result.push_back(point.index);
  return result;
}

// As Otava computes it: the population's standard deviation, and any magnitude.
ChangePointOptions as_otava() {
  ChangePointOptions options;
  options.magnitude_min = 0.0;
  options.spread = Spread::population;
  return options;
}

using Indices = std::vector<std::size_t>;

// The inputs and results of Apache Otava's own tests (tests/analysis_test.py, tests/series_test.py,
// tests/change_point_divisive_test.py).
TEST_CASE("change points are those of Otava's own tests") {
  const Values level{1.02, 0.95, 0.99, 1.00, 1.12, 1.00, 1.01, 0.98, 1.01, 0.96,
                     0.50, 0.51, 0.48, 0.48, 0.55, 0.50, 0.49, 0.51, 0.50, 0.49};
  ChangePointOptions strict = as_otava();
  strict.window = 10;
  strict.p_max = 1e-4;
  CHECK(indices(level, strict) == Indices{10});

  const Values series_1{1.02, 0.95, 0.99, 1.00, 1.12, 0.90, 0.50, 0.51, 0.48, 0.48, 0.55};
  const Values series_2{2.02, 2.03, 2.01, 2.04, 1.82, 1.85, 1.79, 1.81, 1.80, 1.76, 1.78};
  CHECK(indices(series_1, as_otava()) == Indices{6});
  CHECK(indices(series_2, as_otava()) == Indices{4});
  ChangePointOptions coarse = as_otava();
  coarse.magnitude_min = 0.2;
  CHECK(indices(series_1, coarse) == Indices{6});
  CHECK(indices(series_2, coarse).empty());

  const Values from_zero{0.0, 0.0, 0.0, 1.00, 1.12, 0.90, 0.50, 0.51, 0.48, 0.48, 0.55};
  CHECK(indices(from_zero, as_otava()) == Indices{3, 6});

  const Values sequence{0.3,  2.4,   1.5,   -0.9,  -0.5,  99.7,  98.3,
                        99.1, 149.0, 149.7, 149.5, 149.1, 148.8, 150.0};
  ChangePointOptions loose = as_otava();
  loose.p_max = 0.01;
  CHECK(indices(sequence, loose) == Indices{5, 8});
}

TEST_CASE("the change point of vector F is its eighth value, and vector G has none") {
  const Values f{2.31, 2.29, 2.30, 2.33, 2.28, 2.31, 2.30, 2.29,
                 1.80, 1.79, 1.82, 1.81, 1.78, 1.80, 1.81, 1.79};
  const auto found = change_points(f, as_otava());
  REQUIRE(found.size() == 1);
  CHECK(found[0].index == 8);
  CHECK(found[0].p == Approx(1.3e-19).epsilon(0.05));
  CHECK(found[0].magnitude == Approx(0.27847).epsilon(1e-4));
  CHECK(indices(f, {}) == Indices{8});
  const Values g{1, 1.01, .99, 1, 1.02, .98, 1, 1.01, .99, 1, 1.01, 1};
  CHECK(indices(g, as_otava()).empty());
  CHECK(indices(g, {}).empty());
}

TEST_CASE("few, equal and extreme values have no change point") {
  for (const Values& y : {Values{}, Values{1}, Values{1, 2}, Values(60, 1.0), Values(60, 0.0),
                          Values{1e308, -1e308, 1e308, -1e308, 1e308}}) {
    CHECK(change_points(y, {}).empty());
  }
}

// trainspotter floors its deviation at 1e-12 and scores this z = 67,450,000.
TEST_CASE("a converged loss that moves in its last digit is no spike, vector K") {
  Values y(20, 0.0001);
  y.push_back(0.0002);
  CHECK(find_spikes(y, loss_spike_bounds({})).spikes.empty());
  Values longer = y;
  longer.insert(longer.end(), 20, 0.0001);
  CHECK(find_spikes(longer, loss_spike_bounds({})).spikes.empty());
  for (double& value : longer) value *= 1000.0;
  CHECK(find_spikes(longer, loss_spike_bounds({})).spikes.empty());
}

TEST_CASE("the bounds above 128 alternating values are those of vector J") {
  Values y;
  for (int i = 0; i < 128; ++i) y.push_back(i % 2 == 0 ? 1.0 : 1.2);
  CHECK(spike_threshold(y, Spread::population) == Approx(1.7).epsilon(1e-12));
  CHECK(spike_threshold(y, Spread::sample) == Approx(1.7023575729326321).epsilon(1e-12));
  CHECK(spike_score(y) == 0.0);
  y.push_back(1.699);
  CHECK(spike_score(y) == 0.0);
  y.back() = 1.701;
  CHECK(spike_score(y) == 1.0 / 129.0);
}

TEST_CASE("the share of spikes that is summed along the way is that of every window by itself") {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    Random random(seed);
    Values y(2'000);
    for (double& value : y) value = 1e3 + random.normal() + (random.uniform() < 0.01 ? 12.0 : 0.0);
    double above = 0.0;
    for (std::size_t i = kSpikeScoreWindow; i < y.size(); ++i) {
      const auto before = std::span(y).subspan(i - kSpikeScoreWindow, kSpikeScoreWindow);
      above += y[i] > spike_threshold(before, Spread::population) ? 1.0 : 0.0;
    }
    INFO("seed " << seed);
    CHECK(above > 0.0);
    CHECK(spike_score(y) == above / 2000.0);
  }
}

TEST_CASE("a gradient that scatters by factors and jumps is found at its step") {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    Random random(seed);
    Values y(200);
    // Growth of e to the power of noise / 4, and by five from the 121st record on.
    for (std::size_t i = 0; i < y.size(); ++i) {
      y[i] = std::exp(0.25 * random.normal()) * (i < 120 ? 1.0 : 5.0);
    }
    RunMaker maker;
    maker.add("grad_norm", steps(200, 10, 10), y);
    const Analysis analysis = analyse(maker.run);
    INFO("seed " << seed);
    const auto found = std::find_if(analysis.findings.begin(), analysis.findings.end(),
                                    [](const auto& f) { return f.rule == "level_change"; });
    REQUIRE(found != analysis.findings.end());
    CHECK(std::fabs(found->from_x - 1210.0) <= 20.0);
  }
}

TEST_CASE("a spike is found at its step, with its height, whatever comes before it") {
  Random random(7);
  Values y(200);
  for (std::size_t i = 0; i < y.size(); ++i) {
    y[i] = 1.0 + 8.0 / (1.0 + 0.2 * static_cast<double>(i)) + 0.02 * random.normal();
  }
  CHECK(find_spikes(y, loss_spike_bounds({})).spikes.empty());
  y[120] = 9.0;
  y[121] = 4.0;
  y[123] = 5.0;
  const SpikeSearch search = find_spikes(y, loss_spike_bounds({}));
  REQUIRE(search.spikes.size() == 1);
  CHECK(search.spikes[0].begin == 120);
  CHECK(search.spikes[0].end == 124);
  CHECK(search.spikes[0].peak == 120);
  CHECK(search.width == 11);
  Medians medians;
  CHECK(running_median_at(y, 0, 3, medians) == y[0]);
}

TEST_CASE("noise that grows with the value has no spikes") {
  Random random(8);
  int spikes = 0;
  for (int trial = 0; trial < 100; ++trial) {
    Values y(300);
    for (double& value : y) value = 2.0 * std::exp(0.3 * random.normal());
    spikes += find_spikes(y, loss_spike_bounds({})).spikes.empty() ? 0 : 1;
  }
  CHECK(spikes <= 1);
}

TEST_CASE("spikes at epoch borders are told from spikes at a steady distance, and from others") {
  const auto said = [](const std::vector<std::size_t>& at, double epoch) {
    Random random(9);
    RunMaker maker;
    Values y(400);
    for (std::size_t i = 0; i < y.size(); ++i) {
      y[i] = 1.0 + 2.0 / (1.0 + 0.05 * static_cast<double>(i)) + 0.02 * random.normal();
    }
    for (const std::size_t index : at) y[index] *= 4.0;
    maker.add("train_loss", steps(400, 10, 10), y);
    if (epoch > 0.0) maker.run.facts.push_back({"epoch", 4000.0 / epoch});
    for (const Finding& finding : analyse(maker.run).findings) {
      if (finding.rule == "spikes") return std::string(finding.message.text.id);
    }
    return std::string();
  };
  CHECK(said({100, 200, 300}, 1000) == "spikes.borders.step");
  CHECK(said({50, 130, 210, 290, 370}, 0) == "spikes.periodic.step");
  CHECK(said({60, 90, 210, 380}, 0) == "spikes.recovered.many.step");
  CHECK(said({200}, 1000) == "spikes.recovered.step");
  CHECK(said({}, 1000).empty());
}

TEST_CASE("gradients that leap alone are no warning, and with the loss they are") {
  for (const bool with_loss : {false, true}) {
    Random random(10);
    RunMaker maker;
    Values y(300);
    Values gradient(300);
    for (std::size_t i = 0; i < 300; ++i) {
      y[i] = 1.0 + 2.0 / (1.0 + 0.05 * static_cast<double>(i)) + 0.02 * random.normal();
      gradient[i] = 1.0 + 0.1 * random.normal();
    }
    for (const std::size_t at : {80U, 150U, 222U}) {
      gradient[at] = 60.0;
      if (with_loss) y[at + 1] *= 4.0;
    }
    maker.add("train_loss", steps(300), y);
    maker.add("grad_norm", steps(300), gradient);
    const Analysis analysis = analyse(maker.run);
    bool is_found = false;
    for (const Finding& finding : analysis.findings) {
      if (finding.rule != "gradient_trouble") continue;
      is_found = true;
      CHECK(finding.severity == (with_loss ? Severity::warning : Severity::info));
      CHECK(finding.from_x == 8100);
    }
    CHECK(is_found);
  }
}

}  // namespace
}  // namespace ckpt
