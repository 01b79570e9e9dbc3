// The checkpoint table: windows of any order, and what stands in a row. The run is made by hand, so
// that nothing but the view is judged.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <deque>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include <rapidjson/document.h>

#include "catch.h"
#include "views/json_writer.h"
#include "views/row_window.h"

namespace {

using ckpt::Analysis;
using ckpt::Checkpoint;
using ckpt::CheckpointKind;
using ckpt::kAbsent;
using ckpt::Metric;
using ckpt::PointRef;
using ckpt::Role;
using ckpt::RowWindow;
using ckpt::Run;
using ckpt::Saved;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// A run, and what its series refer to. NaN in `y` means that the row states nothing.
struct Made {
  std::deque<ckpt::Column> columns;
  std::deque<std::vector<double>> axes;
  Run run;
  Analysis analysis;

  void add_metric(std::string name, Role role, std::string quantity, std::vector<double> x,
                  const std::vector<double>& y) {
    ckpt::Column& column = columns.emplace_back();
    Metric metric;
    metric.name = std::move(name);
    metric.role = role;
    metric.quantity = std::move(quantity);
    for (std::size_t row = 0; row < y.size(); ++row) {
      if (!std::isnan(y[row])) column.numbers.set(static_cast<std::uint32_t>(row), y[row]);
      if (std::isinf(y[row])) metric.non_finite.push_back({x[row], y[row]});
    }
    metric.series.value = &column;
    metric.series.computed_x = axes.emplace_back(std::move(x));
    run.metrics.push_back(std::move(metric));
    analysis.metrics.emplace_back();
  }

  void state_nan(std::size_t metric, double x) {
    const std::vector<double>& axis = axes[metric];
    const auto row =
        static_cast<std::uint32_t>(std::find(axis.begin(), axis.end(), x) - axis.begin());
    // Columns are filled in ascending rows: rebuild this one with a NaN at its row.
    ckpt::Column filled;
    bool is_set = false;
    columns[metric].numbers.for_each([&](std::uint32_t at, double value) {
      if (at > row && !is_set) {
        filled.numbers.set(row, kAbsent);
        is_set = true;
      }
      filled.numbers.set(at, value);
    });
    if (!is_set) filled.numbers.set(row, kAbsent);
    columns[metric].numbers = std::move(filled.numbers);
    run.metrics[metric].non_finite.push_back({x, kAbsent});
  }
};

Made five_checkpoints() {
  Made made;
  const char* ids[] = {"checkpoint-500", "checkpoint-1000", "", "checkpoint-1500", "checkpoint-09"};
  for (int i = 0; i < 5; ++i) {
    Checkpoint checkpoint;
    checkpoint.kind = i == 2 ? CheckpointKind::evaluation : CheckpointKind::checkpoint;
    checkpoint.saved = i == 0 ? Saved::no : i == 2 ? Saved::unknown : Saved::yes;
    checkpoint.x = checkpoint.step = 100.0 * (i + 1);
    checkpoint.epoch = i == 3 ? kAbsent : 0.5 * i;
    checkpoint.time = i == 1 ? kAbsent : 1721764800.0 + i;
    checkpoint.id = ids[i];
    made.run.checkpoints.push_back(checkpoint);
  }
  Checkpoint cut = made.run.checkpoints[4];
  cut.is_cut = true;
  made.run.checkpoints.replace(4, cut);
  made.add_metric("eval_loss", Role::valid, "loss", {100, 200, 300, 400, 500},
                  {0.9, 0.5, kAbsent, 0.5, kInfinity});
  made.add_metric("loss", Role::train, "loss", {90, 200, 290, 390, 490},
                  {1.0, 0.625, 0.5, 0.25, 0.2});
  made.add_metric("score", Role::none, "score", {100, 200, 300, 400, 500}, {1, 2, 3, 4, 5});
  made.analysis.primary_metric = 0;
  made.analysis.metrics[0].best = PointRef{200, 0.5};
  made.analysis.verdict.recommended.checkpoint = 1;
  made.analysis.verdict.recommended.equivalent = {3};
  return made;
}

rapidjson::Document rows_of(RowWindow& rows, const Analysis& analysis, std::uint32_t start,
                            std::uint32_t count, std::string_view sort, bool descending) {
  ckpt::JsonWriter json;
  rows.write(json, analysis, start, count, sort, descending);
  const std::string text = std::move(json).take();
  rapidjson::Document document;
  document.Parse(text.data(), text.size());
  REQUIRE_FALSE(document.HasParseError());
  REQUIRE(document.IsArray());
  return document;
}

std::vector<std::uint32_t> sorted(const Made& made, std::string_view sort, bool descending) {
  RowWindow rows(made.run);
  return rows.window(0, 100, sort, descending);
}

using Rows = std::vector<std::uint32_t>;

}  // namespace

TEST_CASE("rows sort by every column, missing ones last in both directions") {
  const Made made = five_checkpoints();
  CHECK(sorted(made, "", false) == Rows{0, 1, 2, 3, 4});
  CHECK(sorted(made, "", true) == Rows{4, 3, 2, 1, 0});
  CHECK(sorted(made, "step", true) == Rows{4, 3, 2, 1, 0});
  CHECK(sorted(made, "x", false) == Rows{0, 1, 2, 3, 4});
  CHECK(sorted(made, "epoch", false) == Rows{0, 1, 2, 4, 3});
  CHECK(sorted(made, "epoch", true) == Rows{4, 2, 1, 0, 3});
  CHECK(sorted(made, "time", true) == Rows{4, 3, 2, 0, 1});
  CHECK(sorted(made, "saved", false) == Rows{1, 3, 4, 2, 0});
  CHECK(sorted(made, "id", false) == Rows{4, 0, 1, 3, 2});
  CHECK(sorted(made, "id", true) == Rows{3, 1, 0, 4, 2});
  CHECK(sorted(made, "model", false) == Rows{0, 1, 2, 3, 4});
  // Ties stand oldest first whichever way; what is infinite or missing stands last.
  CHECK(sorted(made, "metric:eval_loss", false) == Rows{1, 3, 0, 2, 4});
  CHECK(sorted(made, "metric:eval_loss", true) == Rows{0, 1, 3, 2, 4});
  CHECK(sorted(made, "metric:no_such_metric", false) == Rows{0, 1, 2, 3, 4});
}

TEST_CASE("windows of one order join into the whole, and end where the rows end") {
  const Made made = five_checkpoints();
  RowWindow rows(made.run);
  Rows joined;
  for (std::uint32_t start = 0; start < 8; start += 2) {
    const Rows part = rows.window(start, 2, "metric:eval_loss", true);
    joined.insert(joined.end(), part.begin(), part.end());
    // Other orders in between must not disturb this one.
    CHECK(rows.window(0, 1, "time", start % 4 == 0) == Rows{start % 4 == 0 ? 4U : 0U});
    CHECK(rows.window(0, 1, "step", false) == Rows{0});
  }
  CHECK(joined == Rows{0, 1, 3, 2, 4});
  CHECK(rows.window(3, std::numeric_limits<std::uint32_t>::max(), "", false) == Rows{3, 4});
  CHECK(rows.window(5, 1, "", false).empty());
  CHECK(rows.window(std::numeric_limits<std::uint32_t>::max(), 9, "", false).empty());
}

TEST_CASE("a row holds what its checkpoint is and what the metrics say there") {
  Made made = five_checkpoints();
  made.state_nan(0, 300);
  RowWindow rows(made.run);
  const auto all = rows_of(rows, made.analysis, 0, 9, "", false);
  REQUIRE(all.Size() == 5);

  const auto& second = all[1];
  CHECK(second["index"].GetInt() == 1);
  CHECK(second["id"].GetString() == std::string("checkpoint-1000"));
  CHECK(second["kind"].GetString() == std::string("checkpoint"));
  CHECK(second["saved"].GetString() == std::string("yes"));
  CHECK(second["x"].GetDouble() == 200);
  CHECK(second["epoch"].GetDouble() == 0.5);
  CHECK(second["time"].IsNull());
  CHECK(second["metrics"]["eval_loss"].GetDouble() == 0.5);
  CHECK(second["metrics"]["loss"].GetDouble() == 0.625);
  CHECK(second["metrics"]["score"].GetDouble() == 2);
  CHECK(second["deltaBest"].GetDouble() == 0);
  CHECK(second["deltaPrevious"].GetDouble() == Approx(-0.4));
  CHECK(second["gap"].GetDouble() == -0.125);

  const auto& first = all[0];
  CHECK(first["time"].GetString() == std::string("2024-07-23T20:00:00Z"));
  CHECK(first["deltaBest"].GetDouble() == Approx(0.4));
  CHECK(first["deltaPrevious"].IsNull());
  // Training was logged at 90 and not at 100: the last value before counts for the gap, and is not
  // shown as if it had been measured here.
  CHECK(first["gap"].GetDouble() == Approx(-0.1));
  CHECK_FALSE(first["metrics"].HasMember("loss"));

  const auto& third = all[2];
  CHECK(third["kind"].GetString() == std::string("evaluation"));
  CHECK(third["saved"].GetString() == std::string("unknown"));
  CHECK(third["metrics"]["eval_loss"].GetString() == std::string("NaN"));
  CHECK(third["deltaBest"].IsNull());
  CHECK(third["gap"].IsNull());

  // The row before states no finite value: the one before that does.
  CHECK(all[3]["deltaPrevious"].GetDouble() == 0);
  CHECK(all[3]["epoch"].IsNull());
  CHECK(all[4]["metrics"]["eval_loss"].GetString() == std::string("Infinity"));
  CHECK(all[4]["deltaPrevious"].IsNull());
}

TEST_CASE("rows carry their marks wherever the sort puts them") {
  Made made = five_checkpoints();
  RowWindow rows(made.run);
  const auto all = rows_of(rows, made.analysis, 0, 9, "step", true);
  const auto marks = [&](rapidjson::SizeType row) {
    std::string out;
    for (const auto& mark : all[row]["marks"].GetArray())
      out += std::string(mark.GetString()) + " ";
    return out;
  };
  CHECK(marks(0) == "last cut ");
  CHECK(marks(1) == "equivalent ");
  CHECK(marks(2) == "");
  CHECK(marks(3) == "best recommended ");
  CHECK(marks(4) == "");
}

TEST_CASE("another choice of the primary metric changes the differences of the same table") {
  Made made = five_checkpoints();
  RowWindow rows(made.run);
  CHECK(rows_of(rows, made.analysis, 0, 1, "", false)[0]["deltaBest"].GetDouble() == Approx(0.4));
  made.analysis.primary_metric = 2;
  made.analysis.metrics[2].best = PointRef{500, 5};
  rows.forget();
  const auto again = rows_of(rows, made.analysis, 0, 1, "", false);
  CHECK(again[0]["deltaBest"].GetDouble() == -4);
  CHECK(again[0]["gap"].IsNull());
  made.analysis.primary_metric = -1;
  rows.forget();
  CHECK(rows_of(rows, made.analysis, 0, 1, "", false)[0]["deltaBest"].IsNull());
  // Training as the choice still compares with validation.
  made.analysis.primary_metric = 1;
  rows.forget();
  CHECK(rows_of(rows, made.analysis, 1, 1, "", false)[0]["gap"].GetDouble() == -0.125);
}

TEST_CASE("rows sort by differences and marks of the analysis that was loaded") {
  const Made made = five_checkpoints();
  RowWindow rows(made.run);
  rows.load(made.analysis);
  CHECK(rows.window(0, 9, "deltaBest", true) == Rows{0, 1, 3, 2, 4});
  CHECK(rows.window(0, 9, "deltaPrevious", false) == Rows{1, 3, 0, 2, 4});
  CHECK(rows.window(0, 9, "gap", false) == Rows{1, 0, 3, 2, 4});
  CHECK(rows.window(0, 9, "mark", false) == Rows{1, 3, 4, 0, 2});
}

TEST_CASE("a filter keeps the rows that meet every condition, in the order asked for") {
  const Made made = five_checkpoints();
  RowWindow rows(made.run);
  rows.load(made.analysis);
  const auto kept = [&](std::string_view filter) { return rows.window(0, 9, "", false, filter); };
  CHECK(kept("metric:eval_loss\t<\t0.9") == Rows{1, 3});
  CHECK(kept("metric:eval_loss\t<=\t0.9\nstep\t>\t100") == Rows{1, 3});
  CHECK(kept("metric:eval_loss\t!=\t0.5") == Rows{0});  // what is missing meets nothing
  CHECK(kept("saved\t=\tyes") == Rows{1, 3, 4});
  CHECK(kept("kind\t!=\tcheckpoint") == Rows{2});
  CHECK(kept("any\t~\tCHECKPOINT-1") == Rows{1, 3});
  CHECK(kept("id\t=\tcheckpoint-09") == Rows{4});
  CHECK(kept("deltaBest\t=\t0") == Rows{1, 3});
  CHECK(kept("step\t>=\tlarge").empty());
  CHECK(kept("no_such_column\t=\t1").empty());
  CHECK(kept("no condition") == Rows{0, 1, 2, 3, 4});
  CHECK(rows.window(0, 2, "step", true, "saved\t=\tyes") == Rows{4, 3});
  CHECK(rows.count("saved\t=\tyes") == 3);
  CHECK(rows.count("") == 5);
}

TEST_CASE("a hundred thousand rows sort as a plain sort of their values does") {
  Made made;
  std::vector<double> x;
  std::vector<double> y;
  std::uint64_t state = 42;
  for (int i = 0; i < 100'000; ++i) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    Checkpoint checkpoint;
    checkpoint.x = checkpoint.step = i;
    made.run.checkpoints.push_back(checkpoint);
    x.push_back(i);
    y.push_back(static_cast<double>(state >> 50));
  }
  std::vector<std::uint32_t> expected(y.size());
  std::iota(expected.begin(), expected.end(), 0U);
  std::stable_sort(expected.begin(), expected.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return y[a] > y[b]; });
  made.add_metric("m", Role::none, "m", x, y);
  RowWindow rows(made.run);
  CHECK(rows.window(0, 100'000, "metric:m", true) == expected);
}
