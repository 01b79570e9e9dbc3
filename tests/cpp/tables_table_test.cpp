// Looking up columns and tables, and the rows of a parent.
#include "tables/table.h"

#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include "catch.h"
#include "tables_support.h"

namespace ckpt {
namespace {

TEST_CASE("parent rows know both directions, regular or not") {
  const std::uint32_t seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto pick = [&](std::uint32_t count) {
    return std::uniform_int_distribution<std::uint32_t>(0, count - 1)(random);
  };
  for (int round = 0; round < 300; ++round) {
    CAPTURE(round);
    const bool has_gaps = pick(2) == 0;
    const bool has_one_length = pick(2) == 0;
    const std::uint32_t length_max = pick(2) == 0 ? 1 + pick(5) : 1;
    const std::uint32_t odd_one = pick(40);
    ParentRows parents;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> groups;  // by parent
    std::vector<std::uint32_t> parent_of_row;
    std::uint32_t row = 0;
    const std::uint32_t count = pick(30);
    for (std::uint32_t parent = 0; parent < count; ++parent) {
      groups.emplace_back(row, row);
      if (has_gaps && pick(3) == 0) continue;
      std::uint32_t length = has_one_length ? length_max - 1 : pick(length_max + 1);
      if (has_one_length && parent == odd_one) ++length;
      parents.begin(parent, row);
      row += length;
      groups.back().second = row;
      parent_of_row.resize(row, parent);
    }
    parents.end(row);
    const auto check = [&] {
      for (std::uint32_t parent = 0; parent < groups.size(); ++parent) {
        const auto [begin, end] = parents.rows_of(parent);
        REQUIRE(end - begin == groups[parent].second - groups[parent].first);
        if (end != begin) REQUIRE(begin == groups[parent].first);
      }
      const auto [begin, end] = parents.rows_of(1000);
      REQUIRE(begin == end);
      for (std::uint32_t i = 0; i < parent_of_row.size(); ++i) {
        REQUIRE(parents.parent_of(i) == parent_of_row[i]);
      }
    };
    check();

    if (groups.empty()) continue;
    const std::uint32_t parent_end = pick(static_cast<std::uint32_t>(groups.size()) + 1);
    const std::uint32_t row_end = parent_end == groups.size() ? row : groups[parent_end].first;
    REQUIRE(parents.truncate(parent_end) == row_end);
    groups.resize(parent_end);
    parent_of_row.resize(row_end);
    check();
    parents.begin(parent_end + 3, row_end);
    parents.end(row_end + 2);
    REQUIRE(parents.rows_of(parent_end + 3) == std::pair{row_end, row_end + 2});
    REQUIRE(parents.parent_of(row_end + 1) == parent_end + 3);
    check();
  }
}

TEST_CASE("equal groups cost nothing") {
  ParentRows parents;
  for (std::uint32_t parent = 0; parent < 100'000; ++parent) parents.begin(parent, parent * 3);
  parents.end(300'000);
  CHECK(parents.memory_bytes() == 0);
  CHECK(parents.rows_of(99'999) == std::pair{299'997U, 300'000U});
  CHECK(parents.parent_of(150'001) == 50'000);
}

TEST_CASE("a column is found in any spelling, the exact one first") {
  const Tables tables =
      shred(R"([{"stepNumber": 1, "step_number": 2, "metrics": {"trainLoss": 3}}])");
  const Table& table = table_at(tables, "$[*]");
  CHECK(column_at(table, {"step_number"}).path == Segments{"step_number"});
  CHECK(column_at(table, {"stepNumber"}).path == Segments{"stepNumber"});
  CHECK(column_at(table, {"StepNumber"}).path == Segments{"stepNumber"});
  CHECK(column_at(table, {"Metrics", "train_loss"}).path == Segments{"metrics", "trainLoss"});
  CHECK(table.column({"train_loss"}) == nullptr);
  CHECK(table.column({"metrics"}) == nullptr);
  CHECK(table.column({}) == nullptr);
}

TEST_CASE("a column is found by its last key when only one has it") {
  const Tables tables =
      shred(R"([{"a": {"loss": 1, "Acc": 2, "x_y": 3}, "b": {"loss": 4, "acc": 5}, "step": 6}])");
  const Table& table = table_at(tables, "$[*]");
  CHECK(table.column_named("loss") == nullptr);
  REQUIRE(table.column_named("acc") != nullptr);
  CHECK(table.column_named("acc")->path == Segments{"b", "acc"});
  REQUIRE(table.column_named("ACC") == nullptr);
  REQUIRE(table.column_named("xY") != nullptr);
  CHECK(table.column_named("Step")->path == Segments{"step"});
  CHECK(table.column_named("none") == nullptr);
}

TEST_CASE("a child table is found by its path below its parent") {
  const Tables tables =
      shred(R"({"logHistory": [{"items": [1]}], "log_history": [], "a": {"b": [[2]]}})");
  const auto child = [&](TableIndex parent, std::vector<std::string_view> path) {
    return tables.child(parent, path);
  };
  REQUIRE(child(kDocuments, {"log_history"}) != nullptr);
  CHECK(child(kDocuments, {"log_history"})->row_count == 0);
  const Table* history = child(kDocuments, {"LogHistory"});
  REQUIRE(history != nullptr);
  CHECK(history->row_count == 1);
  const Table* items = child(tables.index_of(*history), {"items"});
  REQUIRE(items != nullptr);
  CHECK(items->display_path == "$.logHistory[*].items[*]");
  const Table* outer = child(kDocuments, {"a", "b"});
  REQUIRE(outer != nullptr);
  const Table* inner = child(tables.index_of(*outer), {});
  REQUIRE(inner != nullptr);
  CHECK(numbers_of(*inner, {}) == "2");
  CHECK(child(kDocuments, {"items"}) == nullptr);
  CHECK(child(kDocuments, {}) == nullptr);
}

}  // namespace
}  // namespace ckpt
