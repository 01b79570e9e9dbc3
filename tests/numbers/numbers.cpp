// The numbers of the analysis, to the last bit: one line each, "name hexadecimal". Built natively
// and to WebAssembly; numbers.test.js compares the two. The C++ tests hold what the numbers must
// be.
#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string>
#include <variant>

#include "analysis/after_best.h"
#include "analysis/change_points.h"
#include "analysis/spike_search.h"
#include "analysis/stats.h"
#include "analysis_run.h"
#include "views/smooth.h"

namespace {

using ckpt::test::Random;
using ckpt::test::RunMaker;
using ckpt::test::steps;
using ckpt::test::Values;

void print(const std::string& name, double value) {
  std::uint64_t bits = 0;
  if (!std::isnan(value)) std::memcpy(&bits, &value, sizeof bits);
  std::printf("%s %016" PRIx64 "\n", name.c_str(), bits);
}

void print_vector(const std::string& name, const Values& x, const Values& y) {
  const ckpt::TrendTest test = ckpt::trend_test(x, y);
  print(name + ".s", static_cast<double>(test.kendall.s));
  print(name + ".variance", test.kendall.variance);
  print(name + ".z", test.kendall.z);
  print(name + ".plain_p", test.kendall.p);
  print(name + ".tau_a", test.kendall.tau_a);
  print(name + ".tau_b", test.kendall.tau_b);
  print(name + ".slope", test.line.slope);
  print(name + ".intercept", test.line.intercept);
  print(name + ".rho", test.rho);
  print(name + ".p", test.p);
  print(name + ".walk_p", ckpt::walk_p(x, y));
  print(name + ".sigma", ckpt::noise_sigma(x, y));
  for (const ckpt::Spread spread : {ckpt::Spread::sample, ckpt::Spread::population}) {
    ckpt::ChangePointOptions options;
    options.magnitude_min = 0.0;
    options.spread = spread;
    for (const ckpt::ChangePoint& point : ckpt::change_points(y, options)) {
      print(name + ".change_point", static_cast<double>(point.index));
      print(name + ".change_point.p", point.p);
      print(name + ".change_point.magnitude", point.magnitude);
    }
  }
  print(name + ".turn", static_cast<double>(ckpt::turning_point(x, y)));
  print(name + ".spike_bound", ckpt::spike_threshold(y, ckpt::Spread::sample));
  print(name + ".spike_bound_of_all", ckpt::spike_threshold(y, ckpt::Spread::population));
  print(name + ".spike_score", ckpt::spike_score(y));
  print(name + ".generalization_loss", ckpt::generalization_loss(y.front(), y.back()));
  print(name + ".overfit_ratio", ckpt::overfit_ratio(y.front(), y.back()));
  std::size_t index = 0;
  for (const double value : ckpt::smoothed({x, y}, ckpt::Smoothing::by_point, 0.9).y) {
    print(name + ".smoothed" + std::to_string(index++), value);
  }
  const ckpt::SpikeSearch search = ckpt::find_spikes(y, ckpt::loss_spike_bounds({}));
  print(name + ".spikes", static_cast<double>(search.spikes.size()));
  print(name + ".spike_sigma", search.sigma);
}

void print_vector(const std::string& name, const Values& y) {
  print_vector(name, steps(y.size(), 1, 0), y);
}

// A run with every kind of metric and some trouble, of `count` training records.
void print_run(std::uint64_t seed, std::size_t count) {
  Random random(seed);
  Values loss;
  Values gradient;
  Values rate;
  for (std::size_t i = 0; i < count; ++i) {
    const double at = static_cast<double>(i) / static_cast<double>(count);
    loss.push_back(1.0 + 2.0 / (1.0 + 20.0 * at) + 0.05 * random.normal());
    gradient.push_back((i > count / 2 ? 4.0 : 1.0) * (1.0 + 0.1 * random.normal()));
    rate.push_back(at < 0.7 ? 1e-4 * (0.7 - at) : 0.0);
    if (i == count / 3) loss.back() *= 5.0;
    if (i > 2 * count / 3) loss.back() += 0.7;
  }
  Values evaluation;
  Values accuracy;
  for (std::size_t i = 0; i < 30; ++i) {
    const double at = static_cast<double>(i) / 30.0;
    evaluation.push_back(1.0 + 0.5 * (at - 0.4) * (at - 0.4) + 0.01 * random.normal());
    accuracy.push_back(0.6 + 0.3 * at + 0.01 * random.normal());
  }
  RunMaker maker;
  maker.add("train_loss", steps(count), loss);
  maker.add("grad_norm", steps(count), gradient);
  maker.add("learning_rate", steps(count), rate);
  const double step = static_cast<double>(count) * 100.0 / 30.0;
  maker.add("eval_loss", steps(30, step, step), evaluation);
  maker.add("eval_accuracy", steps(30, step, step), accuracy);
  maker.checkpoints(steps(30, step, step));
  const ckpt::Analysis analysis = ckpt::analyse(maker.run);
  const std::string name = "run" + std::to_string(seed);
  print(name + ".verdict", static_cast<double>(analysis.verdict.kind));
  for (const ckpt::MetricSummary& metric : analysis.metrics) {
    print(name + ".sigma", metric.noise_sigma);
    print(name + ".p", metric.trend.p);
    print(name + ".slope", metric.trend.slope);
  }
  for (const ckpt::Finding& finding : analysis.findings) {
    const std::string of_finding = name + "." + std::string(finding.rule);
    print(of_finding + ".from", finding.from_x);
    for (const ckpt::Slot& slot : finding.numbers) {
      if (const double* number = std::get_if<double>(&slot.value)) {
        print(of_finding + "." + std::string(slot.name), *number);
      }
    }
  }
}

}  // namespace

int main() {
  print_vector("A", {2.50, 2.10, 1.85, 1.70, 1.62, 1.55, 1.53, 1.50, 1.49, 1.49});
  print_vector("B", {0.50, 0.52, 0.49, 0.51, 0.50, 0.48, 0.53, 0.50});
  print_vector("C", Values(6, 1.0));
  print_vector("D", {0, 100, 200, 400, 800, 1600}, {3.0, 2.0, 1.6, 1.3, 1.1, 1.0});
  print_vector("E", {1.20, .95, .82, .76, .73, .72, .735, .725, .74, .78});
  print_vector("F", {2.31, 2.29, 2.30, 2.33, 2.28, 2.31, 2.30, 2.29, 1.80, 1.79, 1.82, 1.81, 1.78,
                     1.80, 1.81, 1.79});
  print_vector("G", {1, 1.01, .99, 1, 1.02, .98, 1, 1.01, .99, 1, 1.01, 1});
  Values converged(20, 0.0001);
  converged.push_back(0.0002);
  print_vector("K", converged);
  print_vector("H", {1.15, 1.0, .85, .80, .84});
  print_vector("I", {4, 3, 2, 1});
  Values alternating;
  for (int i = 0; i < 128; ++i) alternating.push_back(i % 2 == 0 ? 1.0 : 1.2);
  alternating.push_back(1.701);
  print_vector("J", alternating);
  print_vector("steps", {1.02, 0.95, 0.99, 1.00, 1.12, 0.90, 0.50, 0.51, 0.48, 0.48, 0.55});
  for (std::uint64_t seed = 1; seed <= 20; ++seed)
    print_run(seed, 40 + 37 * static_cast<std::size_t>(seed));
  print_run(21, 70'000);
  return 0;
}
