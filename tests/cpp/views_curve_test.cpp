// Curves on other axes, on logarithmic scales and smoothed: against values worked out by hand, and
// against a slow and plain smoothing over random steps.
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <rapidjson/document.h>

#include "catch.h"
#include "session/session.h"
#include "views/smooth.h"

namespace {

using ckpt::PlotRequest;
using ckpt::Points;
using ckpt::Session;
using ckpt::Smoothing;

using Values = std::vector<double>;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

class Text final : public ckpt::ByteSource {
 public:
  explicit Text(std::string_view text) : text_(text) {}
  [[nodiscard]] ckpt::Result<std::size_t> read_at(std::uint64_t offset,
                                                  std::span<char> out) override {
    if (offset >= text_.size()) return std::size_t{0};
    return text_.substr(static_cast<std::size_t>(offset)).copy(out.data(), out.size());
  }

 private:
  std::string_view text_;
};

void open(Session& session, std::string_view text) {
  Text source(text);
  REQUIRE(session.add("log.jsonl", source, 0));
}

PlotRequest request(std::string_view axis) {
  return {.from = kNaN, .to = kNaN, .width = 1000, .axis = axis};
}

// NaN equals NaN here.
void check_values(const Values& found, const Values& expected) {
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (std::isnan(expected[i])) {
      CHECK(std::isnan(found[i]));
    } else {
      CHECK(found[i] == Approx(expected[i]).epsilon(1e-12));
    }
  }
}

constexpr std::string_view kLog =
    R"({"step": 0, "loss": 4.0, "time": 1700000000}
{"step": 10, "loss": 3.0, "epoch": 1.0, "time": 1700000010, "num_tokens": 100}
{"step": 20, "loss": NaN, "epoch": 2.0, "time": 1700000030, "num_tokens": 300}
{"step": 30, "loss": -1.0, "epoch": 3.0, "time": 1700000040, "num_tokens": 600}
{"step": 35, "loss": 1.0, "num_tokens": 650}
{"step": 40, "loss": 0.5, "epoch": 4.0, "time": 1700000060, "num_tokens": 700}
)";

}  // namespace

TEST_CASE("smoothing by point is TensorBoard's") {
  const auto smooth = [](const Values& y, double weight) {
    const Points points{{ckpt::EvenPlaces{0.0, 1.0}, y.size()}, y};
    return ckpt::smoothed(points, Smoothing::by_point, weight).y;
  };
  check_values(smooth({1, 0.5, 0}, 0.6), {1, 0.6875, 0.336734693877551});
  check_values(smooth({0, 0.5, 1}, 0.6), {0, 0.3125, 0.6632653061224489});
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  const Values passed = smooth({-kInfinity, 1, kNaN, kInfinity, 0.5}, 0.6);
  CHECK(passed[0] == -kInfinity);
  CHECK(passed[1] == 1.0);
  CHECK(std::isnan(passed[2]));
  CHECK(passed[3] == kInfinity);
  CHECK(passed[4] == Approx(0.6875).epsilon(1e-12));
  CHECK(smooth(Values(20, 0.3), 0.1) == Values(20, 0.3));
  check_values(smooth({4, 3, 2, 1}, 0.9),
               {4, 3.4736842105263164, 2.9298892988929897, 2.368711834835708});
  CHECK(smooth({4, 3, 2, 1}, 0.0) == Values{4, 3, 2, 1});
  CHECK(smooth({0.1, 0.1, 0.1}, 0.9) == Values{0.1, 0.1, 0.1});
  CHECK(smooth({4, 3, 2, 1}, 1.0) == smooth({4, 3, 2, 1}, 0.999));
  CHECK(smooth({}, 0.9).empty());
}

TEST_CASE("smoothing by step weighs by distance, and agrees with the other where steps are even") {
  const Points even{{0, 5, 10, 15}, {4, 3, 2, 1}};
  check_values(ckpt::smoothed(even, Smoothing::by_step, 0.9).y,
               ckpt::smoothed(even, Smoothing::by_point, 0.9).y);

  std::uint64_t state = 7;
  const auto next = [&state] {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return static_cast<double>(state >> 40U) / 0x1p24;
  };
  Values places;
  Values values;
  for (double x = 0; places.size() < 201; x += next() < 0.8 ? 1 : 7) {
    places.push_back(x);
    values.push_back(next());
  }
  const Points uneven{places, values};
  const Points smooth = ckpt::smoothed(uneven, Smoothing::by_step, 0.8);
  for (std::size_t i = 0; i < uneven.x.size(); ++i) {
    double sum = 0;
    double weights = 0;
    for (std::size_t j = 0; j <= i; ++j) {
      const double weight = std::pow(0.8, uneven.x[i] - uneven.x[j]);  // the median distance is 1
      sum += weight * uneven.y[j];
      weights += weight;
    }
    REQUIRE(smooth.y[i] == Approx(sum / weights).epsilon(1e-9));
  }
}

TEST_CASE("a run says which axes it can be drawn on, its own first") {
  Session session;
  open(session, kLog);
  rapidjson::Document summary;
  summary.Parse(session.summary().c_str());
  const auto& axes = summary["runs"][0]["axes"];
  std::string names;
  for (const auto& axis : axes.GetArray()) names += std::string(axis.GetString()) + " ";
  CHECK(names == "step epoch time tokens ");
}

TEST_CASE(
    "a curve stands by epoch, time and tokens where the file says so, and the rest is counted") {
  Session session;
  open(session, kLog);
  check_values(session.plot(0, 0, request("step")),
               {0, 0, 0, 4, 10, 3, 20, kNaN, 30, -1, 35, 1, 40, 0.5});
  check_values(session.plot(0, 0, request("epoch")), {1, 0, 1, 3, 2, kNaN, 3, -1, 3.5, 1, 4, 0.5});
  check_values(session.plot(0, 0, request("tokens")),
               {1, 0, 100, 3, 300, kNaN, 600, -1, 650, 1, 700, 0.5});
  check_values(session.plot(0, 0, request("time")),
               {0, 0, 1700000000, 4, 1700000010, 3, 1700000030, kNaN, 1700000040, -1, 1700000050, 1,
                1700000060, 0.5});
  check_values(session.places(0, "epoch", 1000), {10, 1, 20, 2, 30, 3, 40, 4});
  check_values(session.plot(0, 0, request("nonsense")), session.plot(0, 0, request("step")));
}

TEST_CASE("a logarithmic scale leaves out and counts what it cannot show") {
  Session session;
  open(session, kLog);
  PlotRequest log_x = request("step");
  log_x.is_log_x = true;
  check_values(session.plot(0, 0, log_x), {0, 1, 10, 3, 20, kNaN, 30, -1, 35, 1, 40, 0.5});
  PlotRequest log_y = request("step");
  log_y.is_log_y = true;
  check_values(session.plot(0, 0, log_y), {0, 1, 0, 4, 10, 3, 20, kNaN, 35, 1, 40, 0.5});
}

TEST_CASE("smoothing of a curve does not depend on what is shown of it") {
  std::string log;
  for (int step = 0; step < 3000; ++step) {
    log += "{\"step\": " + std::to_string(step) +
           ", \"loss\": " + std::to_string((step * 7919) % 101) + "}\n";
  }
  Session session;
  open(session, log);
  PlotRequest whole = request("step");
  whole.smoothing = "step";
  whole.weight = 0.9;
  const Values all = session.plot(0, 0, whole);
  PlotRequest part = whole;
  part.from = 2000;
  part.to = 2100;
  const Values some = session.plot(0, 0, part);
  REQUIRE(some.size() == 2 + 2 * 103);
  for (std::size_t i = 2; i < some.size(); i += 2) {
    REQUIRE(some[i + 1] == all[2 + 2 * static_cast<std::size_t>(some[i]) + 1]);
  }
}

TEST_CASE("points that a resumed training replaced are kept for drawing, stretch by stretch") {
  Session session;
  open(session,
       "{\"step\": 1, \"loss\": 9}\n{\"step\": 2, \"loss\": 8}\n{\"step\": 3, \"loss\": 7}\n"
       "{\"step\": 2, \"loss\": 6}\n{\"step\": 3, \"loss\": 5}\n{\"step\": 4, \"loss\": 4}\n"
       "{\"step\": 3, \"loss\": 3}\n{\"step\": 4, \"loss\": 2}\n{\"step\": 5, \"loss\": 1}\n");
  check_values(session.superseded(0, 0, request("step")), {2, 8, 3, 7, 3, kNaN, 3, 5, 4, 4});
  check_values(session.plot(0, 0, request("step")), {0, 0, 1, 9, 2, 6, 3, 3, 4, 2, 5, 1});
}
