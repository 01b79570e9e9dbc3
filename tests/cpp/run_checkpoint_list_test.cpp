// The list of checkpoints: what is even takes no memory, and reads as if every one were written
// out.
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "catch.h"
#include "run/checkpoint_list.h"

namespace ckpt {
namespace {

struct Plain {
  double x;
  std::uint32_t row;
  Saved saved = Saved::unknown;
  bool is_cut = false;
};

// The row cannot be read back, but for a column that holds it.
struct Maker {
  Maker() {
    for (std::uint32_t row = 0; row < 1'000; ++row) rows.numbers.set(row, row);
    columns = {.tables = &tables, .epoch = {&rows}};
  }
  [[nodiscard]] CheckpointList list(const std::vector<Plain>& all) {
    CheckpointList made;
    const std::uint16_t index = made.add_columns(columns);
    made.reserve(all.size());
    for (const Plain& each : all) made.push_back_row(index, each.row, each.x, each.is_cut);
    return made;
  }
  Tables tables;
  Column rows;
  CheckpointColumns columns;
};

void check_same(const CheckpointList& list, const std::vector<Plain>& all) {
  REQUIRE(list.size() == all.size());
  CHECK(list.empty() == all.empty());
  for (std::size_t i = 0; i < all.size(); ++i) {
    CAPTURE(i);
    CHECK(list.x(i) == all[i].x);
    CHECK(list.saved(i) == all[i].saved);
    const Checkpoint checkpoint = list[i];
    CHECK(checkpoint.x == all[i].x);
    CHECK(checkpoint.epoch == all[i].row);
    CHECK(checkpoint.saved == all[i].saved);
    CHECK(checkpoint.is_cut == all[i].is_cut);
  }
}

// Even up to `count`, in x and in rows, and then two that are not.
std::vector<Plain> even_then_odd(std::uint32_t count) {
  std::vector<Plain> all;
  for (std::uint32_t i = 0; i < count; ++i) all.push_back({10.0 * i, 3 * i + 1});
  all.push_back({10.0 * count + 1, 3 * count + 1});
  all.push_back({10.0 * count + 2, 3 * count + 9});
  return all;
}

}  // namespace

TEST_CASE("checkpoints at even places are those that were added, and so are the others") {
  Maker maker;
  check_same(maker.list({}), {});
  check_same(maker.list({{5, 7}}), {{5, 7}});
  check_same(maker.list({{0.5, 0}, {1.0, 1}}), {{0.5, 0}, {1.0, 1}});
  check_same(maker.list({{1, 0}, {2, 1}, {3, 3}}), {{1, 0}, {2, 1}, {3, 3}});
  check_same(maker.list({{1, 0}, {2, 1}, {3, 2, Saved::unknown, true}}),
             {{1, 0}, {2, 1}, {3, 2, Saved::unknown, true}});
  for (const std::uint32_t count : {1U, 2U, 3U, 100U}) {
    check_same(maker.list(even_then_odd(count)), even_then_odd(count));
  }
}

TEST_CASE("checkpoints in the first rows of a table are added at once as they are one by one") {
  Maker maker;
  for (const std::uint32_t count : {0U, 1U, 2U, 100U}) {
    CAPTURE(count);
    std::vector<Plain> all;
    for (std::uint32_t row = 0; row < count; ++row) all.push_back({10.0 * row + 5, row});
    CheckpointList list;
    const std::uint16_t columns = list.add_columns(maker.columns);
    list.push_back_first_rows(columns, Places({5, 10}, count));
    check_same(list, all);

    // Others go on as they would behind any.
    const double next = 10.0 * count + 5;
    for (const auto& [x, row] :
         {std::pair{next, count}, {next + 10, count + 1}, {next + 11, 300U}}) {
      list.push_back_row(columns, row, x, false);
      all.push_back({x, row});
    }
    list.sort();
    list.merge_equals();
    check_same(list, all);
    list.set_saved(count, Saved::yes);
    all[count].saved = Saved::yes;
    check_same(list, all);
  }
}

TEST_CASE("even checkpoints can be changed one by one") {
  Maker maker;
  std::vector<Plain> all = even_then_odd(20);
  CheckpointList list = maker.list(all);
  list.set_saved(7, Saved::yes);
  all[7].saved = Saved::yes;
  check_same(list, all);

  list = maker.list(all = even_then_odd(20));
  list.shift(0.5);
  for (Plain& each : all) each.x += 0.5;
  check_same(list, all);

  list = maker.list(all = even_then_odd(20));
  Checkpoint other = list[4];
  other.x = 41;
  other.epoch = 2;
  list.replace(4, other);
  all[4] = {41, 2};
  check_same(list, all);
}

TEST_CASE("even checkpoints that fall are sorted, and those that share an x become one") {
  Maker maker;
  CheckpointList list = maker.list({{30, 0}, {20, 1}, {10, 2}});
  list.sort();
  check_same(list, {{10, 2}, {20, 1}, {30, 0}});

  list = maker.list({{5, 1}, {5, 2}, {5, 3}});
  list.sort();
  list.merge_equals();
  check_same(list, {{5, 3}});
}

TEST_CASE("lists of even checkpoints are put together in their order") {
  Maker maker;
  CheckpointList list = maker.list({{10, 0}, {20, 1}, {30, 2}});
  list.append(maker.list({{40, 3}, {50, 4}}));
  check_same(list, {{10, 0}, {20, 1}, {30, 2}, {40, 3}, {50, 4}});

  CheckpointList part = list.with_same_columns();
  part.push_back_from(list, 4);
  part.push_back_from(list, 1);
  check_same(part, {{50, 4}, {20, 1}});
}

}  // namespace ckpt
