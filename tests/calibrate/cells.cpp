// See cells.h.
#include "cells.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>

#include "analysis/stats.h"
#include "analysis_run.h"

namespace ckpt::calibrate {
namespace {

using test::Random;
using test::RunMaker;
using test::steps;
using test::Values;

constexpr std::array kSizes{std::size_t{20}, std::size_t{40}, std::size_t{80}, std::size_t{400}};
constexpr std::array kCorrelations{0.0, 0.5, 0.8};
constexpr double kWarningsMax = 0.01;  // promised of runs in which nothing is wrong
constexpr double kFoundMin = 0.95;     // and of clear faults
constexpr double kDrift = 3.0;         // over the whole series, in standard deviations of the noise

double between(Random& random, double least, double greatest) {
  return least + (greatest - least) * random.uniform();
}
std::size_t count_between(Random& random, std::size_t least, std::size_t greatest) {
  return least +
         static_cast<std::size_t>(random.uniform() * static_cast<double>(greatest - least + 1));
}

// Normal noise of deviation 1 whose neighbours are correlated.
Values noise(Random& random, std::size_t count, double correlation) {
  Values y(count);
  double state = random.normal();
  const double fresh = std::sqrt(1.0 - correlation * correlation);
  for (double& value : y) {
    value = state;
    state = correlation * state + fresh * random.normal();
  }
  return y;
}

// The answer of a trend test to noise, and to noise with a drift.
struct TrendTrial {
  bool is_false = false;
  bool is_found = false;
};
TrendTrial trend_trial(Random& random, std::size_t count, double correlation) {
  const Values x = steps(count, 1.0, 0.0);
  Values y = noise(random, count, correlation);
  const double alpha = Thresholds{}.trend_alpha;
  const TrendTest flat = trend_test(x, y);
  for (std::size_t i = 0; i < count; ++i) {
    y[i] += kDrift * static_cast<double>(i) / static_cast<double>(count - 1);
  }
  return {flat.is_rising(alpha) || flat.is_falling(alpha), trend_test(x, y).is_rising(alpha)};
}

// A run that went well: a loss that falls by a power law with noise that grows with it, a warm-up,
// a cosine schedule, gradients, and evaluations of less noise, half of whose runs reach a plateau
// early.
struct Healthy {
  Values loss;
  Values curve;  // of the evaluation, without its noise
  Values evaluation;
  Values rate;
  Values gradient;
  double sigma = 0.0;  // of the loss at the end of the run
  double evaluation_sigma = 0.0;
  double level = 0.0;  // that the evaluation falls towards
};

Healthy healthy_run(Random& random, std::size_t count, std::size_t evaluations) {
  Healthy run;
  const double n = static_cast<double>(count);
  const double floor = between(random, 0.5, 2.0);
  const double drop = between(random, 0.5, 3.0);
  const double power = between(random, 0.3, 1.0);
  const double scatter = between(random, 0.01, 0.12);
  const double correlation = random.uniform() < 0.5 ? 0.0 : between(random, 0.0, 0.5);
  const double warm_up = 0.03 * n;
  const Values eps = noise(random, count, correlation);
  const Values gradient_eps = noise(random, count, 0.3);
  const double peak = between(random, 1e-5, 1e-3);
  const auto level_at = [&](double i) {
    const double x = i < warm_up ? i * i / warm_up : i;
    return floor + drop * std::pow(1.0 + x, -power);
  };
  for (std::size_t i = 0; i < count; ++i) {
    const double at = static_cast<double>(i);
    run.loss.push_back(level_at(at) * std::exp(scatter * eps[i]));
    const double progress = (at - warm_up) / (n - warm_up);
    run.rate.push_back(at < warm_up ? peak * (at + 1.0) / (warm_up + 1.0)
                                    : peak * 0.5 * (1.0 + std::cos(3.14159265358979 * progress)));
    run.gradient.push_back((0.5 + 2.0 * std::pow(1.0 + at, -0.5)) *
                           std::exp(0.25 * gradient_eps[i]));
  }
  run.sigma = scatter * level_at(n - 1.0);
  const bool is_early = random.uniform() < 0.5;
  const double evaluation_power = is_early ? between(random, 1.5, 3.0) : power;
  run.level = floor * between(random, 1.0, 1.3);
  run.evaluation_sigma = run.level * between(random, 0.001, 0.02);
  const Values evaluation_eps =
      noise(random, evaluations, random.uniform() < 0.5 ? 0.0 : between(random, 0.0, 0.6));
  for (std::size_t i = 0; i < evaluations; ++i) {
    const double progress = static_cast<double>(i) / static_cast<double>(evaluations);
    run.curve.push_back(run.level + drop * std::pow(1.0 + 20.0 * progress, -evaluation_power));
    run.evaluation.push_back(run.curve[i] + run.evaluation_sigma * evaluation_eps[i]);
  }
  return run;
}

void fill(RunMaker& maker, const Healthy& run) {
  const std::size_t count = run.loss.size();
  const double step =
      10.0 * static_cast<double>(count) / static_cast<double>(run.evaluation.size());
  maker.add("train_loss", steps(count, 10, 10), run.loss);
  maker.add("learning_rate", steps(count, 10, 10), run.rate);
  maker.add("grad_norm", steps(count, 10, 10), run.gradient);
  maker.add("eval_loss", steps(run.evaluation.size(), step, step), run.evaluation);
}

bool has(const Analysis& analysis, std::string_view rule, Severity least = Severity::info) {
  return std::any_of(
      analysis.findings.begin(), analysis.findings.end(),
      [&](const Finding& finding) { return finding.rule == rule && finding.severity >= least; });
}

// A finding of the rule that begins within `tolerance` of `x`.
bool has_at(const Analysis& analysis, std::string_view rule, double x, double tolerance) {
  return std::any_of(analysis.findings.begin(), analysis.findings.end(),
                     [&](const Finding& finding) {
                       return finding.rule == rule && std::fabs(finding.from_x - x) <= tolerance;
                     });
}

constexpr std::array<std::string_view, 13> kSpeakers{
    "overfitting", "possible_overfitting", "diverged",     "not_learning",
    "spikes",      "gradient_trouble",     "plateau",      "noisy",
    "masked_nan",  "rate_schedule",        "level_change", "reward_progress",
    "lone_best"};

bool has_warning(const Analysis& analysis) {
  return std::any_of(analysis.findings.begin(), analysis.findings.end(),
                     [](const Finding& finding) { return finding.severity >= Severity::warning; });
}

// What a healthy run was said to have, by cell.
std::vector<bool> healthy_trial(Random& random) {
  RunMaker maker;
  const std::size_t evaluations = count_between(random, 5, 40);
  const std::size_t count = count_between(random, 60, 400);
  fill(maker, healthy_run(random, count, evaluations));
  const Analysis analysis = analyse(maker.run);
  std::vector<bool> said{has_warning(analysis)};
  for (const std::string_view rule : kSpeakers) said.push_back(has(analysis, rule));
  return said;
}

// A healthy run whose evaluations are level from the first quarter on, if not from the first one:
// nothing but noise tells its best from its last.
bool plateau_is_warned_of(Random& random, std::size_t least, std::size_t greatest) {
  Healthy run = healthy_run(random, 100, count_between(random, least, greatest));
  const std::size_t falling = run.evaluation.size() / 4;
  for (std::size_t i = falling; i < run.evaluation.size(); ++i) {
    run.evaluation[i] += run.level - run.curve[i];
  }
  RunMaker maker;
  fill(maker, run);
  return has_warning(analyse(maker.run));
}
bool short_plateau_is_warned_of(Random& random) { return plateau_is_warned_of(random, 5, 8); }
bool long_plateau_is_warned_of(Random& random) { return plateau_is_warned_of(random, 9, 40); }

// Each plants one fault, of six standard deviations of the noise or more, into a healthy run, and
// says whether it was found by the right rule at the right step.
bool spike_is_found(Random& random) {
  Healthy run = healthy_run(random, count_between(random, 60, 400), 20);
  const std::size_t at = count_between(random, run.loss.size() / 5, run.loss.size() - 5);
  const double size = std::max(2.5 * run.loss[at], run.loss[at] + 12.0 * run.sigma);
  run.loss[at] = size;
  RunMaker maker;
  fill(maker, run);
  return has_at(analyse(maker.run), "spikes", 10.0 * static_cast<double>(at + 1), 10.0);
}

bool jump_is_found(Random& random) {
  Healthy run = healthy_run(random, count_between(random, 100, 400), 20);
  const std::size_t n = run.loss.size();
  const std::size_t at = count_between(random, n / 3, 4 * n / 5);
  const std::size_t length = count_between(random, 12, n - at);
  const double height = std::max(6.0 * run.sigma, 0.04 * run.loss[at]) * between(random, 1.2, 2.0);
  for (std::size_t i = at; i < at + length; ++i) run.loss[i] += height;
  RunMaker maker;
  fill(maker, run);
  return has_at(analyse(maker.run), "spikes", 10.0 * static_cast<double>(at + 1), 30.0);
}

bool overfitting_is_found(Random& random) {
  Healthy run = healthy_run(random, 200, count_between(random, 18, 40));
  const std::size_t m = run.evaluation.size();
  const std::size_t turn = count_between(random, m / 4, m - 11);
  const double sigma = std::max(run.evaluation_sigma, 0.004 * run.level);
  const double rise = sigma * between(random, 6.0, 12.0);
  for (std::size_t i = turn; i < m; ++i) {
    run.evaluation[i] += run.curve[turn] - run.curve[i] +
                         rise * static_cast<double>(i - turn) / static_cast<double>(m - 1 - turn);
  }
  RunMaker maker;
  fill(maker, run);
  const double step = 2000.0 / static_cast<double>(m);
  return has_at(analyse(maker.run), "overfitting", step * static_cast<double>(turn + 1),
                0.2 * 2000.0);
}

// Few evaluations that turn in a clear V; the last three at least are past the best.
bool early_overfitting_is_found(Random& random) {
  const std::size_t m = count_between(random, 5, 8);
  Healthy run = healthy_run(random, 200, m);
  const std::size_t turn = count_between(random, 0, m - 4);
  const double rise = between(random, 0.1, 0.4);
  const Values eps = noise(random, m, 0.0);
  for (std::size_t i = 0; i < m; ++i) {
    const double from_turn = static_cast<double>(i) - static_cast<double>(turn);
    const double mean = i < turn ? 1.0 - 0.15 * from_turn
                                 : 1.0 + rise * from_turn / static_cast<double>(m - 1 - turn);
    run.evaluation[i] = run.level * (mean + 0.005 * eps[i]);
  }
  RunMaker maker;
  fill(maker, run);
  const double step = 2000.0 / static_cast<double>(m);
  return has_at(analyse(maker.run), "overfitting", step * static_cast<double>(turn + 1),
                1.5 * step);
}

bool level_change_is_found(Random& random) {
  Healthy run = healthy_run(random, count_between(random, 100, 400), 20);
  const std::size_t n = run.gradient.size();
  const std::size_t at = count_between(random, n / 4, n - 20);
  for (std::size_t i = at; i < n; ++i) run.gradient[i] *= 5.0;
  RunMaker maker;
  fill(maker, run);
  return has_at(analyse(maker.run), "level_change", 10.0 * static_cast<double>(at + 1), 20.0);
}

bool plateau_is_found(Random& random) {
  Healthy run = healthy_run(random, 200, 30);
  const std::size_t end = count_between(random, 6, 15);
  const Values eps = noise(random, 30, 0.0);
  for (std::size_t i = 0; i < 30; ++i) {
    const double left = i < end ? static_cast<double>(end - i) / static_cast<double>(end) : 0.0;
    run.evaluation[i] = run.level * (1.0 + 0.6 * left) + run.evaluation_sigma * eps[i];
  }
  RunMaker maker;
  fill(maker, run);
  const double at = 2000.0 / 30.0 * static_cast<double>(end + 1);
  return has_at(analyse(maker.run), "plateau", at, 0.15 * 2000.0);
}

bool divergence_is_found(Random& random) {
  Healthy run = healthy_run(random, count_between(random, 60, 400), 20);
  const std::size_t n = run.loss.size();
  const std::size_t at = n - n / 4;
  const double level = run.loss[at];
  for (std::size_t i = at; i < n; ++i) {
    run.loss[i] += 2.0 * level * static_cast<double>(i - at) / static_cast<double>(n - at);
  }
  RunMaker maker;
  fill(maker, run);
  return has(analyse(maker.run), "diverged");
}

bool masked_nan_is_found(Random& random) {
  Healthy run = healthy_run(random, count_between(random, 60, 400), 20);
  const std::size_t n = run.loss.size();
  const std::size_t at = count_between(random, n / 5, n - 10);
  for (std::size_t i = at; i < n; ++i) {
    run.loss[i] = 0.0;
    run.gradient[i] = std::nan("");
  }
  RunMaker maker;
  fill(maker, run);
  return has_at(analyse(maker.run), "masked_nan", 10.0 * static_cast<double>(at + 1), 0.0);
}

struct Question {
  std::string_view name;
  bool (*is_answered_yes)(Random& random);
};
constexpr std::array kPlateaus{
    Question{"any warning, 5 to 8 evaluations", short_plateau_is_warned_of},
    Question{"any warning, 9 to 40", long_plateau_is_warned_of},
};
constexpr std::array kFaults{
    Question{"spike", spike_is_found},
    Question{"level of the loss jumps", jump_is_found},
    Question{"overfitting", overfitting_is_found},
    Question{"the same, 5 to 8 evaluations", early_overfitting_is_found},
    Question{"level of the gradient jumps", level_change_is_found},
    Question{"plateau", plateau_is_found},
    Question{"divergence", divergence_is_found},
    Question{"NaN logged as 0", masked_nan_is_found},
};

std::string trend_name(std::size_t count, double correlation) {
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "n %d, rho %.1f", static_cast<int>(count), correlation);
  return buffer;
}

// What is promised of false trends, for every n.
double false_trends_max(double correlation) { return correlation == 0.8 ? 0.09 : 0.06; }

// Rates that lie so near to what is promised that their bound needs more trials to lie below it.
constexpr std::uint64_t kTimesNear = 4;
std::uint64_t times_of_trend(std::size_t count) { return count == kSizes.front() ? kTimesNear : 1; }

}  // namespace

std::vector<Cell> cells() {
  std::vector<Cell> all;
  for (const double correlation : kCorrelations) {
    for (const std::size_t count : kSizes) {
      all.push_back({"false trends", trend_name(count, correlation), false_trends_max(correlation),
                     0.0, times_of_trend(count)});
    }
  }
  for (const double correlation : kCorrelations) {
    for (const std::size_t count : kSizes) {
      all.push_back(
          {"drift found", trend_name(count, correlation), 1.0, 0.0, times_of_trend(count)});
    }
  }
  all.push_back({"healthy runs", "any warning", kWarningsMax, 0.0});
  for (const std::string_view rule : kSpeakers) {
    all.push_back({"healthy runs", std::string(rule), 1.0, 0.0});
  }
  for (const Question& plateau : kPlateaus) {
    all.push_back({"noisy plateaus", std::string(plateau.name), kWarningsMax, 0.0, kTimesNear});
  }
  for (const Question& fault : kFaults) {
    all.push_back({"planted faults", std::string(fault.name), 1.0, kFoundMin});
  }
  return all;
}

std::vector<std::uint64_t> count_all(std::uint64_t trials) {
  std::vector<std::uint64_t> counts(cells().size(), 0);
  std::size_t cell = 0;
  const std::size_t trend_cells = kCorrelations.size() * kSizes.size();
  for (const double correlation : kCorrelations) {
    for (const std::size_t count : kSizes) {
      Random random(1'000 + cell);
      for (std::uint64_t trial = 0; trial < trials * times_of_trend(count); ++trial) {
        const TrendTrial answer = trend_trial(random, count, correlation);
        counts[cell] += answer.is_false ? 1U : 0U;
        counts[cell + trend_cells] += answer.is_found ? 1U : 0U;
      }
      ++cell;
    }
  }
  cell = 2 * trend_cells;
  Random healthy(2'000);
  for (std::uint64_t trial = 0; trial < trials; ++trial) {
    const std::vector<bool> said = healthy_trial(healthy);
    for (std::size_t i = 0; i < said.size(); ++i) counts[cell + i] += said[i] ? 1U : 0U;
  }
  cell += kSpeakers.size() + 1;
  const auto ask = [&](const Question& question, std::uint64_t times) {
    Random random(3'000 + cell);
    for (std::uint64_t trial = 0; trial < trials * times; ++trial) {
      counts[cell] += question.is_answered_yes(random) ? 1U : 0U;
    }
    ++cell;
  };
  for (const Question& plateau : kPlateaus) ask(plateau, kTimesNear);
  for (const Question& fault : kFaults) ask(fault, 1);
  return counts;
}

}  // namespace ckpt::calibrate
