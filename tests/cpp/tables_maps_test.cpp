// Objects with many alike children become tables, whenever that turns out.
#include <string>

#include "catch.h"
#include "tables/shredder.h"
#include "tables_support.h"

namespace ckpt {
namespace {

// {"k0": child(0), "k1": child(1), ...}
template <class F>
std::string object_of(int count, F child, const std::string& stem = "k") {
  std::string json = "{";
  for (int i = 0; i < count; ++i) {
    if (i > 0) json += ", ";
    json += '"' + stem + std::to_string(i) + "\": " + child(i);
  }
  return json + "}";
}

std::string numbers(int from, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += (i == 0 ? "" : " ") + std::to_string(from + i);
  return all;
}

std::string keys(int count, const std::string& stem = "k") {
  std::string all;
  for (int i = 0; i < count; ++i) all += (i == 0 ? "" : " ") + stem + std::to_string(i);
  return all;
}

// So few columns that maps are folded while they are read.
ShredOptions crowded(std::uint32_t column_count_max) {
  ShredOptions options;
  options.limits.column_count_max = column_count_max;
  return options;
}

TEST_CASE("an object of many alike objects is a table with their keys") {
  for (const int count : {17, 18, 40}) {
    CAPTURE(count);
    const Tables tables = shred("{\"best\": 1, \"layers\": " +
                                object_of(
                                    count,
                                    [](int i) {
                                      return "{\"mean\": " + std::to_string(i) +
                                             ", \"kind\": {\"name\": \"n" + std::to_string(i) +
                                             "\"}}";
                                    },
                                    "layer.x") +
                                ", \"after\": 2}");
    REQUIRE(tables.tables.size() == 2);
    const Table& documents = tables.tables[kDocuments];
    CHECK(documents.columns.size() == 2);
    CHECK(numbers_of(documents, {"after"}) == "2");
    const Table& map = tables.tables[1];
    CHECK(map.kind == TableKind::map);
    CHECK(map.display_path == "$.layers.*");
    CHECK(map.path == Segments{"layers"});
    CHECK(map.row_count == static_cast<std::uint32_t>(count));
    CHECK(map.columns.size() == 3);
    CHECK(map.columns[0].name() == kMapKey);
    CHECK(texts_of(tables, map, {kMapKey}) == keys(count, "layer.x"));
    CHECK(numbers_of(map, {"mean"}) == numbers(0, count));
    CHECK(texts_of(tables, map, {"kind", "name"}) == keys(count, "n"));
    CHECK(map.parents.rows_of(0) == std::pair{0U, static_cast<std::uint32_t>(count)});
  }
}

TEST_CASE("fewer alike objects stay columns, unless their keys are numbered") {
  const auto child = [](int i) { return "{\"loss\": " + std::to_string(i) + "}"; };
  const Tables named = shred(R"({"train": {"loss": 1}, "val": {"loss": 2}, "test": {"loss": 3}})");
  CHECK(named.tables.size() == 1);
  CHECK(named.tables[0].columns.size() == 3);
  for (const std::string stem : {"", "epoch_", "Epoch "}) {
    CAPTURE(stem);
    const Tables tables = shred(object_of(3, child, stem));
    const Table& map = table_at(tables, "$.*");
    CHECK(map.kind == TableKind::map);
    CHECK(numbers_of(map, {"loss"}) == "0 1 2");
    CHECK(tables.tables[0].columns.empty());
    CHECK(column_at(map, {kMapKey}).has_numeric_text == stem.empty());
  }
  // Two are too few, other keys beside them mean something else, and so do different shapes.
  CHECK(shred(object_of(2, child, "epoch_")).tables.size() == 1);
  CHECK(shred(R"({"e1": {"a": 1}, "e2": {"a": 1}, "e3": {"a": 1}, "f": {"a": 1}})").tables.size() ==
        1);
  CHECK(shred(R"({"e1": {"a": 1}, "e2": {"a": 1}, "e3": {"a": 1}, "n": 1})").tables.size() == 1);
  CHECK(shred(R"({"e1": {"a": 1}, "e2": {"b": 1}, "e3": {"c": 1}})").tables.size() == 1);
}

TEST_CASE("keys that are numbers need not be whole") {
  const Tables tables = shred(R"({"0.5": {"a": 1}, "1": {"a": 2}, "1e1": {"a": 3}})");
  CHECK(numbers_of(table_at(tables, "$.*"), {kMapKey}) == "0.5 1 10");
}

TEST_CASE("objects that are not alike are no map however many they are") {
  const Tables tables = shred(object_of(40, [](int i) {
    return "{\"a" + std::to_string(i) + "\": 1, \"b" + std::to_string(i) + "\": 1, \"name\": 2}";
  }));
  CHECK(tables.tables.size() == 1);
  CHECK(tables.tables[0].columns.size() == 120);
}

TEST_CASE("what is not alike stays a column beside the map") {
  std::string json =
      object_of(20, [](int i) { return "{\"a\": " + std::to_string(i) + ", \"b\": 1}"; });
  json = "{\"summary\": {\"total\": 20, \"name\": \"x\"}, " + json.substr(1, json.size() - 2) +
         ", \"count\": 20}";
  const Tables tables = shred(json);
  const Table& documents = tables.tables[kDocuments];
  CHECK(documents.columns.size() == 3);
  CHECK(numbers_of(documents, {"summary", "total"}) == "20");
  CHECK(numbers_of(documents, {"count"}) == "20");
  CHECK(numbers_of(table_at(tables, "$.*"), {"a"}) == numbers(0, 20));
}

TEST_CASE("cells stored before the map was known keep their rows and parents") {
  // The map is only known in the third line; by then the first has rows.
  const auto line = [](int line_index, int count) {
    return object_of(
               count,
               [&](int i) {
                 const int id = line_index * 100 + i;
                 std::string child = "{\"v\": " + std::to_string(id);
                 if (i % 2 == 0) child += ", \"l\": [" + std::to_string(id) + ", {\"x\": [7]}, 9]";
                 if (i % 3 == 0) child += ", \"t\": \"t" + std::to_string(id) + "\"";
                 return child + "}";
               },
               "unit_a") +
           "\n";
  };
  // Folded at the end, and in the middle of the third line.
  const std::uint32_t limits[] = {20'000, 85};
  for (const std::uint32_t column_count_max : limits) {
    CAPTURE(column_count_max);
    const Tables tables =
        shred(line(0, 5) + "{}\n" + line(2, 20) + line(3, 3), crowded(column_count_max));
    CHECK(tables.notes.empty());
    const Table& map = table_at(tables, "$.*");
    CHECK(map.row_count == 28);
    CHECK(numbers_of(map, {"v"}) == numbers(0, 5) + " " + numbers(200, 20) + " " + numbers(300, 3));
    CHECK(texts_of(tables, map, {kMapKey}) ==
          keys(5, "unit_a") + " " + keys(20, "unit_a") + " " + keys(3, "unit_a"));
    CHECK(map.parents.rows_of(0) == std::pair{0U, 5U});
    CHECK(map.parents.rows_of(2) == std::pair{5U, 25U});
    CHECK(map.parents.rows_of(3) == std::pair{25U, 28U});
    CHECK(texts_of(tables, map, {"t"}).substr(0, 12) == "t0 - - t3 - ");
    const Table& list = table_at(tables, "$.*.l[*]");
    CHECK(list.parent == tables.index_of(map));
    CHECK(list.row_count == 3 * (3 + 10 + 2));
    for (std::uint32_t row = 0; row < list.row_count; row += 3) {
      const std::uint32_t parent = list.parents.parent_of(row);
      CHECK(list.columns[0].numbers.at(row) == column_at(map, {"v"}).numbers.at(parent));
      CHECK(list.parents.rows_of(parent) == std::pair{row, row + 3});
    }
    const Table& deep = table_at(tables, "$.*.l[*].x[*]");
    CHECK(deep.row_count == 15);
    for (std::uint32_t row = 0; row < deep.row_count; ++row) {
      CHECK(deep.parents.parent_of(row) == row * 3 + 1);
    }
  }
}

TEST_CASE("maps in maps are tables of tables") {
  const std::string json = object_of(
      20,
      [](int i) {
        return "{\"n\": " + std::to_string(i) + ", \"inner\": " +
               object_of(
                   18, [&](int j) { return "{\"v\": " + std::to_string(i * 100 + j) + "}"; },
                   "in" + std::to_string(i) + "_x") +
               "}";
      },
      "out_x");
  // Folded outer first at the end; inner first while columns are short.
  for (const std::uint32_t column_count_max : {20'000U, 200U, 300U}) {
    CAPTURE(column_count_max);
    const Tables tables = shred(json, crowded(column_count_max));
    CHECK(tables.notes.empty());
    REQUIRE(tables.tables.size() == 3);
    const Table& outer = table_at(tables, "$.*");
    CHECK(outer.row_count == 20);
    CHECK(outer.columns.size() == 2);
    const Table& inner = table_at(tables, "$.*.inner.*");
    CHECK(inner.row_count == 360);
    CHECK(inner.kind == TableKind::map);
    for (std::uint32_t row = 0; row < 360; ++row) {
      const std::string key = "in" + std::to_string(row / 18) + "_x" + std::to_string(row % 18);
      REQUIRE(inner.parents.parent_of(row) == row / 18);
      REQUIRE(*column_at(inner, {"v"}).numbers.at(row) == row / 18 * 100 + row % 18);
      REQUIRE(tables.text(column_at(inner, {kMapKey}), row) == key);
    }
  }
}

TEST_CASE("an object is a map in all children of a map when it is one in some") {
  // Columns run short in the second child, whose inner object alone is folded early.
  std::string json = "{";
  for (int i = 0; i < 20; ++i) {
    const int inner_count = i == 1 ? 70 : 2;
    json += (i == 0 ? "\"" : ", \"") + std::string("out_x") + static_cast<char>('a' + i) +
            "\": {\"n\": 1, \"m\": " +
            object_of(
                inner_count, [&](int j) { return "{\"v\": " + std::to_string(i * 100 + j) + "}"; },
                "in" + std::to_string(i) + "_x") +
            "}";
  }
  const Tables tables = shred(json + "}", crowded(80));
  CHECK(tables.notes.empty());
  const Table& inner = table_at(tables, "$.*.m.*");
  CHECK(inner.row_count == 70 + 19 * 2);
  CHECK(numbers_of(inner, {"v"}).substr(0, 15) == "0 1 100 101 102");
  CHECK(inner.parents.rows_of(1) == std::pair{2U, 72U});
  CHECK(table_at(tables, "$.*").columns.size() == 2);
}

TEST_CASE("keys that come back in row after row are series and stay columns") {
  std::string log;
  for (int step = 0; step < 30; ++step) {
    log +=
        object_of(
            20,
            [&](int i) { return "{\"num\": 1, \"mean\": " + std::to_string(step * 100 + i) + "}"; },
            "Loss/x") +
        "\n";
  }
  const Tables tables = shred(log);
  REQUIRE(tables.tables.size() == 1);
  CHECK(tables.tables[0].columns.size() == 40);
  CHECK(column_at(tables.tables[0], {"Loss/x3", "mean"}).numbers.at(29) == 2903.0);
}

TEST_CASE("numbers that come back in few rows are keys, in many rows series") {
  // The epochs of several runs, and a few classes in every row of a log.
  for (const int row_count : {3, 50}) {
    CAPTURE(row_count);
    std::string json;
    for (int row = 0; row < row_count; ++row) {
      json +=
          "{\"epochs\": " +
          object_of(
              10, [&](int i) { return "{\"loss\": " + std::to_string(row * 10 + i) + "}"; }, "") +
          "}\n";
    }
    const Tables tables = shred(json);
    if (row_count == 50) {
      CHECK(tables.tables.size() == 1);
      CHECK(tables.tables[kDocuments].columns.size() == 10);
      continue;
    }
    const Table& map = table_at(tables, "$.epochs.*");
    CHECK(map.row_count == 30);
    CHECK(numbers_of(map, {"loss"}) == numbers(0, 30));
    CHECK(numbers_of(map, {kMapKey}) ==
          "0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9");
    CHECK(map.parents.rows_of(2) == std::pair{20U, 30U});
    CHECK(tables.tables[kDocuments].columns.empty());
  }
}

TEST_CASE("empty children are rows with a key and nothing else") {
  const Tables tables = shred(object_of(
      20,
      [](int i) { return i % 5 == 1 ? std::string("{}") : "{\"v\": " + std::to_string(i) + "}"; },
      "k_x"));
  const Table& map = table_at(tables, "$.*");
  CHECK(map.row_count == 20);
  CHECK(texts_of(tables, map, {kMapKey}) == keys(20, "k_x"));
  CHECK(numbers_of(map, {"v"}).substr(0, 15) == "0 - 2 3 4 5 - 7");
}

TEST_CASE("a child of a map may be something else in another row") {
  const auto child = [](int i) { return "{\"v\": " + std::to_string(i) + "}"; };
  const std::string json = object_of(18, child) +
                           "\n{\"k1\": 5, \"k2\": [6, 7], \"k3\": null, \"new\": 8}\n" +
                           "{\"new\": {\"v\": 9}}\n";
  for (const bool is_early : {false, true}) {
    CAPTURE(is_early);
    const Tables tables = shred(json, crowded(is_early ? 22 : 20'000));
    const Table& map = table_at(tables, "$.*");
    const Column& keys = column_at(map, {kMapKey});
    // Read into the map, even a null is a row; a scalar whose key only later is a child of the map
    // was a column of its own. Folded at the end, it belongs to its key, and nulls are counted
    // only.
    CHECK(texts_of(tables, map, {kMapKey}).substr(texts_of(tables, map, {kMapKey}).find("k17")) ==
          (is_early ? "k17 k1 k2 k3 new" : "k17 k1 k2 new new"));
    CHECK(map.row_count == 22);
    CHECK(keys.text_codes.size() == 22);
    CHECK(numbers_of(map, {"v"}) == numbers(0, 18) + " - - - 9");
    CHECK(*column_at(map, {}).numbers.at(18) == 5);
    CHECK(column_at(map, {}).null_count == 1);
    const Table& list = table_at(tables, "$.*[*]");
    CHECK(numbers_of(list, {}) == "6 7");
    CHECK(parents_of(list) == "19 19");
    if (is_early) {
      CHECK(numbers_of(tables.tables[kDocuments], {"new"}) == "- 8 -");
    } else {
      CHECK(*column_at(map, {}).numbers.at(20) == 8);
    }
  }
}

TEST_CASE("a large map loses nothing to the limit of columns") {
  const Tables tables = shred(object_of(5000,
                                        [](int i) {
                                          return "{\"a\": " + std::to_string(i) +
                                                 ", \"b\": 1, \"c\": {\"d\": 2}, \"e\": [3]}";
                                        }),
                              crowded(100));
  CHECK(tables.notes.empty());
  const Table& map = table_at(tables, "$.*");
  CHECK(map.row_count == 5000);
  CHECK(map.columns.size() == 4);
  CHECK(*column_at(map, {"a"}).numbers.at(4999) == 4999);
  CHECK(table_at(tables, "$.*.e[*]").row_count == 5000);
}

TEST_CASE("a cut map knows its cut row, folded early or late") {
  for (const int count : {5, 30}) {
    CAPTURE(count);
    std::string json = object_of(
        count, [](int i) { return "{\"v\": " + std::to_string(i) + ", \"l\": [{\"x\": 1}]}"; },
        "epoch_");
    json.resize(json.size() - std::string_view("}]}}").size());
    const Tables tables = shred(json, crowded(count == 5 ? 20'000 : 24));
    const Table& map = table_at(tables, "$.*");
    CHECK(map.row_count == static_cast<std::uint32_t>(count));
    CHECK(map.cut_row == map.row_count - 1);
    CHECK(table_at(tables, "$.*.l[*]").cut_row == map.row_count - 1);
  }
}

}  // namespace
}  // namespace ckpt
