// What a subject hands out of metrics that are too large to be kept together.
#include <cstddef>
#include <string>

#include "analysis/subject.h"
#include "analysis_run.h"
#include "base/limits.h"
#include "catch.h"

using ckpt::HeldPoints;
using ckpt::Subject;
using ckpt::test::RunMaker;
using ckpt::test::steps;
using ckpt::test::Values;

TEST_CASE("points stand as long as they are held, however many others are asked for") {
  const std::size_t count = ckpt::limits::kPointsHeldMax * 2 / 5;
  RunMaker maker;
  for (int metric = 0; metric < 4; ++metric) {
    Values y(count);
    for (std::size_t i = 0; i < count; ++i) y[i] = static_cast<double>(i % 1000) + metric;
    maker.add("metric_" + std::to_string(metric), steps(count), y);
  }
  const Subject subject(maker.run, {});
  const HeldPoints first = subject.points(0);
  for (Subject::MetricIndex i = 0; i < 4; ++i) {
    const HeldPoints points = subject.points(i);
    REQUIRE(points.y.size() == count);
    CHECK(points.x == first.x);
    CHECK(points.y.front() == static_cast<double>(i));
    CHECK(points.y.back() == static_cast<double>((count - 1) % 1000 + i));
  }
  CHECK(first.y.front() == 0.0);
  CHECK(first.y.back() == static_cast<double>((count - 1) % 1000));
}
