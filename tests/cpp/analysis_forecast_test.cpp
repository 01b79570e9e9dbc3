// More training is foretold only where a power law earned it; else the reason is said.
#include <cmath>
#include <limits>
#include <string>

#include "analysis/forecast.h"
#include "analysis/stats.h"
#include "analysis_run.h"
#include "catch.h"

namespace ckpt {
namespace {

using test::Random;
using test::RunMaker;
using test::spelled;
using test::steps;
using test::Values;

Values power_curve(const Values& x, double a, double b, double c, double noise, Random& random) {
  Values y;
  for (const double at : x) y.push_back(c + a * std::pow(at, -b) + noise * random.normal());
  return y;
}

Forecast forecast_of(const RunMaker& maker) {
  Forecast result = analyse(maker.run).forecast;
  CHECK(test::slot_names(result.message.text.en) == test::slot_names(result.message.text.zh));
  CHECK(spelled(result.message).find('?') == std::string::npos);
  CHECK(result.law.has_value() == !result.points.empty());
  return result;
}

TEST_CASE("powers are those of the C library to the last few bits") {
  for (const double base : {1e-300, 0.37, 1.0, 2.0, 12345.6789, 1e300}) {
    for (const double exponent : {-1.0, -0.05, 0.0, 0.5, 1.0}) {
      CHECK(power(base, exponent) == Approx(std::pow(base, exponent)).epsilon(1e-12));
    }
  }
}

TEST_CASE("a power law without noise is recovered to twelve digits") {
  Random random(1);
  const Values x = steps(50, 20, 20);
  const auto law = fit_power_law(x, power_curve(x, 2000.0, 1.5, 0.3, 0.0, random));
  REQUIRE(law);
  CHECK(law->a == Approx(2000.0).epsilon(1e-12));
  CHECK(law->b == Approx(1.5).epsilon(1e-12));
  CHECK(law->c == Approx(0.3).epsilon(1e-12));
}

TEST_CASE("a curve that still falls by a law is foretold, and the truth lies within the interval") {
  Random random(7);
  int told = 0;
  int within = 0;
  for (int trial = 0; trial < 100; ++trial) {
    RunMaker maker;
    const Values x = steps(40);
    maker.add("eval_loss", x, power_curve(x, 20.0, 0.5, 1.0, 0.004, random));
    const Forecast forecast = forecast_of(maker);
    if (!forecast.law) continue;
    ++told;
    const ForecastPoint& end = forecast.points.back();
    CHECK(end.x == 8000);
    const double truth = 1.0 + 20.0 * std::pow(8000.0, -0.5);
    if (end.low <= truth && truth <= end.high) ++within;
  }
  INFO("seed 7: told " << told << ", within " << within);
  CHECK(told >= 90);
  CHECK(within >= told * 8 / 10);
}

TEST_CASE("a score that rises by a law is foretold upwards") {
  Random random(3);
  RunMaker maker;
  const Values x = steps(30);
  Values y = power_curve(x, 5.0, 0.6, 0.1, 0.0005, random);
  for (double& value : y) value = 1.0 - value;
  maker.add("eval_accuracy", x, y);
  const Forecast forecast = forecast_of(maker);
  REQUIRE(forecast.law);
  CHECK(forecast.points.back().value > y.back());
  CHECK(forecast.law->c == Approx(0.9).margin(0.02));
}

TEST_CASE("where none is given, the reason is") {
  const auto reason = [](const RunMaker& maker) { return forecast_of(maker).message.text.id; };
  Random random(5);
  const Values x = steps(40);
  const Values curve = power_curve(x, 20.0, 0.5, 1.0, 0.001, random);

  CHECK(reason(RunMaker{}) == "forecast.no_metric");

  RunMaker few;
  few.add("eval_loss", steps(11), Values(curve.begin(), curve.begin() + 11));
  CHECK(reason(few) == "forecast.few_points");

  RunMaker cosine;
  Values rate;
  for (std::size_t i = 0; i < x.size(); ++i) rate.push_back(1e-3 * (1.0 - 0.02 * double(i)));
  cosine.add("eval_loss", x, curve);
  cosine.add("learning_rate", x, rate);
  CHECK(reason(cosine) == "forecast.rate_falls");

  RunMaker rising;
  Values up;
  for (const double value : curve) up.push_back(-value);
  rising.add("eval_loss", x, up);
  CHECK(reason(rising) == "forecast.no_law");

  RunMaker straight;
  Values line;
  for (std::size_t i = 0; i < x.size(); ++i) line.push_back(2.0 - 0.02 * double(i));
  straight.add("eval_loss", x, line);
  CHECK(reason(straight) == "forecast.no_law_yet");

  RunMaker plateau;
  Values flat;
  for (std::size_t i = 0; i < x.size(); ++i) flat.push_back(1.0 + 0.01 * random.normal());
  plateau.add("eval_loss", x, flat);
  const auto of_plateau = reason(plateau);
  CHECK((of_plateau == "forecast.no_skill" || of_plateau == "forecast.no_law"));
}

TEST_CASE("a planned end in sight is what is foretold") {
  Random random(9);
  RunMaker maker;
  const Values x = steps(40);
  maker.add("eval_loss", x, power_curve(x, 20.0, 0.5, 1.0, 0.001, random));
  maker.run.planned_steps = 5000;
  const Forecast forecast = forecast_of(maker);
  REQUIRE(forecast.points.size() == 1);
  CHECK(forecast.points[0].x == 5000);
}

TEST_CASE("extreme values make no forecast and no trouble") {
  for (const double extreme : {1e308, -1e308, 5e-324, 0.0}) {
    RunMaker maker;
    Values y(20, extreme);
    y[3] = 1.0;
    maker.add("eval_loss", steps(20), y);
    forecast_of(maker);
  }
}

}  // namespace
}  // namespace ckpt
