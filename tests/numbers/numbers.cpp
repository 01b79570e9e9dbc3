// The numbers of the analysis, to the last bit: one line each, "name hexadecimal". Built natively
// and to WebAssembly; numbers.test.js compares the two. The C++ tests hold what the numbers must
// be.
#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "analysis/after_best.h"
#include "analysis/change_points.h"
#include "analysis/forecast.h"
#include "analysis/spike_search.h"
#include "analysis/stats.h"
#include "analysis/stopping.h"
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

// The same values at distances that vary from point to point.
ckpt::Points uneven(Values x, const Values& y) {
  for (std::size_t i = 0; i < x.size(); ++i) x[i] += 0.37 * static_cast<double>(i * i % 7);
  return {std::move(x), y};
}

// Of a loss: its best value, the band around it, and the checkpoints within that.
void print_summary(const std::string& name, const Values& x, const Values& y) {
  RunMaker maker;
  maker.add("eval_loss", x, y);
  maker.checkpoints(x);
  const ckpt::Analysis analysis = ckpt::analyse(maker.run);
  const ckpt::MetricSummary& summary = analysis.metrics.front();
  print(name + ".best", summary.best ? summary.best->x : -1.0);
  print(name + ".band", summary.noise_band);
  print(name + ".recommended", static_cast<double>(analysis.verdict.recommended.checkpoint));
  for (const std::uint32_t index : analysis.verdict.recommended.equivalent) {
    print(name + ".equivalent", index);
  }
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
  print(name + ".same_way_p", ckpt::same_way_p(y));
  print(name + ".sigma", ckpt::noise_sigma(x, y));
  print_summary(name, x, y);
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
  index = 0;
  for (const double value : ckpt::smoothed(uneven(x, y), ckpt::Smoothing::by_step, 0.9).y) {
    print(name + ".smoothed_by_step" + std::to_string(index++), value);
  }
  const ckpt::SpikeSearch search = ckpt::find_spikes(y, ckpt::loss_spike_bounds({}));
  print(name + ".spikes", static_cast<double>(search.spikes.size()));
  print(name + ".spike_sigma", search.sigma);
}

void print_vector(const std::string& name, const Values& y) {
  print_vector(name, steps(y.size(), 1, 0), y);
}

// What others published of smoothing, change points, power laws and stopping: see the C++ tests.
void print_published() {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  const auto print_smoothed = [](const std::string& name, const Values& y, double weight) {
    for (const double value :
         ckpt::smoothed({steps(y.size(), 1, 0), y}, ckpt::Smoothing::by_point, weight).y) {
      print("smoothed." + name, value);
    }
  };
  print_smoothed("falling", {1, 0.5, 0}, 0.6);
  print_smoothed("rising", {0, 0.5, 1}, 0.6);
  print_smoothed("not_finite", {-kInfinity, 1, kNaN, kInfinity, 0.5}, 0.6);
  print_smoothed("constant", Values(20, 0.3), 0.1);

  const auto print_changes = [](const std::string& name, const Values& y, std::size_t window,
                                double p_max, double magnitude) {
    ckpt::ChangePointOptions options;
    options.window = window;
    options.p_max = p_max;
    options.magnitude_min = magnitude;
    options.spread = ckpt::Spread::population;
    for (const ckpt::ChangePoint& point : ckpt::change_points(y, options)) {
      print("otava." + name, static_cast<double>(point.index));
      print("otava." + name + ".p", point.p);
    }
  };
  print_changes("level", {1.02, 0.95, 0.99, 1.00, 1.12, 1.00, 1.01, 0.98, 1.01, 0.96,
                          0.50, 0.51, 0.48, 0.48, 0.55, 0.50, 0.49, 0.51, 0.50, 0.49},
                10, 1e-4, 0.0);
  const Values series_1{1.02, 0.95, 0.99, 1.00, 1.12, 0.90, 0.50, 0.51, 0.48, 0.48, 0.55};
  const Values series_2{2.02, 2.03, 2.01, 2.04, 1.82, 1.85, 1.79, 1.81, 1.80, 1.76, 1.78};
  for (const double magnitude : {0.0, 0.2}) {
    print_changes("series_1", series_1, 50, 0.001, magnitude);
    print_changes("series_2", series_2, 50, 0.001, magnitude);
  }
  print_changes("zero", {0.0, 0.0, 0.0, 1.00, 1.12, 0.90, 0.50, 0.51, 0.48, 0.48, 0.55}, 50, 0.001,
                0.0);
  print_changes(
      "sequence",
      {0.3, 2.4, 1.5, -0.9, -0.5, 99.7, 98.3, 99.1, 149.0, 149.7, 149.5, 149.1, 148.8, 150.0}, 50,
      0.01, 0.0);

  const Values x = steps(50, 20, 20);
  Values y;
  for (const double at : x) y.push_back(0.3 + 2000.0 * ckpt::power(at, -1.5));
  if (const auto law = ckpt::fit_power_law(x, y)) {
    print("power_law.a", law->a);
    print("power_law.b", law->b);
    print("power_law.c", law->c);
  }

  const auto print_replay = [](const std::string& name, const ckpt::Replay& replay) {
    const auto index = [](const std::optional<std::size_t>& of) {
      return of ? static_cast<double>(*of) : -1.0;
    };
    print(name + ".acts_at", index(replay.acts_at));
    print(name + ".best", index(replay.best));
  };
  constexpr auto kLeast = ckpt::Toward::least;
  for (std::size_t patience = 0; patience < 4; ++patience) {
    print_replay("keras", ckpt::keras_early_stopping(Values{10, 9, 8, 9, 8.9, 8.8, 8.7, 8.6, 8.5},
                                                     kLeast, patience));
  }
  print_replay("keras.restored",
               ckpt::keras_early_stopping(Values{0.2, 0.15, 0.1, 0.11, 0.12}, kLeast, 2));
  const auto lightning = [&](const Values& of, const ckpt::LightningOptions& options) {
    print_replay("lightning", ckpt::lightning_early_stopping(of, kLeast, options));
  };
  lightning({6, 5, 5, 5, 5, 5}, {.patience = 3});
  lightning({6, 5, 4, 4, 3, 3}, {.patience = 1});
  lightning({6, 5, 6, 5, 5, 5}, {.patience = 3});
  lightning({8, 4, 2, 3, 4, 5, 8, 10}, {});
  lightning({9, 8, 7, 6, 5, 6, 4, 3, 2, 1}, {.stopping = 2.9});
  lightning({9, 4, 2, 16, 32, 64}, {.divergence = 15.9});
  const Values level{1, .9, .9, .9, .9, .9};
  const auto huggingface = [&](const Values& of, std::size_t patience, double threshold) {
    print_replay("huggingface",
                 ckpt::huggingface_early_stopping(of, kLeast, patience, threshold));
  };
  huggingface({3, 2, 2.5, 1}, 1, 0.0);
  huggingface({3, 2, 2.5, 1}, 2, 0.0);
  huggingface({3, 2.9, 2.8, 2.7}, 3, 0.15);
  print_replay("pytorch", ckpt::pytorch_plateau(level, kLeast, 2));
  print_replay("keras_plateau", ckpt::keras_plateau(level, kLeast, 2));

  print("E.generalization_loss", ckpt::generalization_loss(0.72, 0.78));
  const Values train{1.1, .9, .7, .55, .45};
  const Values validation{1.15, 1.0, .85, .80, .84};
  for (std::size_t i = 0; i < train.size(); ++i) {
    print("H.overfit_ratio", ckpt::overfit_ratio(train[i], validation[i]));
  }
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
  print_vector("constant", Values(360, 1.0));
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
  print_published();
  for (std::uint64_t seed = 1; seed <= 20; ++seed)
    print_run(seed, 40 + 37 * static_cast<std::size_t>(seed));
  print_run(21, 70'000);
  print_run(22, 34'000);
  return 0;
}
