// JSON into tables: which tables, rows, cells and parents, and what the notes say.
#include <cmath>
#include <string>

#include "catch.h"
#include "tables/shredder.h"
#include "tables_support.h"

namespace ckpt {
namespace {

TEST_CASE("a list of objects is a table with one row for each") {
  const Tables tables = shred(R"([{"step": 1, "loss": 0.5}, {"step": 2}, {"loss": 0.25}])");
  REQUIRE(tables.tables.size() == 2);
  const Table& documents = tables.tables[kDocuments];
  CHECK(documents.kind == TableKind::documents);
  CHECK(documents.display_path == "$");
  CHECK(documents.row_count == 1);
  CHECK(documents.columns.empty());
  const Table& rows = tables.tables[1];
  CHECK(rows.kind == TableKind::array);
  CHECK(rows.display_path == "$[*]");
  CHECK(rows.parent == kDocuments);
  CHECK(rows.path.empty());
  CHECK(rows.row_count == 3);
  CHECK(numbers_of(rows, {"step"}) == "1 2 -");
  CHECK(numbers_of(rows, {"loss"}) == "0.5 - 0.25");
  CHECK(parents_of(rows) == "0 0 0");
  CHECK_FALSE(rows.cut_row.has_value());
}

TEST_CASE("nested objects are leaf paths of their row") {
  const Tables tables = shred(R"({"data": [{"metrics": {"a": {"b": 1}, "c.d/e": 2}, "id": "x"}]})");
  const Table& rows = table_at(tables, "$.data[*]");
  CHECK(rows.path == Segments{"data"});
  REQUIRE(rows.columns.size() == 3);
  CHECK(rows.columns[0].path == Segments{"metrics", "a", "b"});
  CHECK(rows.columns[1].path == Segments{"metrics", "c.d/e"});
  CHECK(rows.columns[1].name() == "c.d/e");
  CHECK(texts_of(tables, rows, {"id"}) == "x");
}

TEST_CASE("JSON Lines are rows of the documents") {
  const Tables tables =
      shred("{\"step\":1}\n{\"step\":2,\"list\":[7,8]}\n{\"step\":3,\"list\":[9]}\n5\n");
  const Table& documents = tables.tables[kDocuments];
  CHECK(documents.row_count == 4);
  CHECK(numbers_of(documents, {"step"}) == "1 2 3 -");
  CHECK(numbers_of(documents, {}) == "- - - 5");
  const Table& list = table_at(tables, "$.list[*]");
  CHECK(numbers_of(list, {}) == "7 8 9");
  CHECK(parents_of(list) == "1 1 2");
  CHECK(list.parents.rows_of(1) == std::pair{0U, 2U});
  const auto [begin, end] = list.parents.rows_of(0);
  CHECK(begin == end);
}

TEST_CASE("a list of scalars is a table with one column of empty path") {
  const Tables tables = shred(R"({"loss": [0.5, null, 0.25], "val": {"acc": []}})");
  const Table& loss = table_at(tables, "$.loss[*]");
  CHECK(loss.row_count == 3);
  CHECK(numbers_of(loss, {}) == "0.5 - 0.25");
  CHECK(loss.columns[0].null_count == 1);
  const Table& acc = table_at(tables, "$.val.acc[*]");
  CHECK(acc.path == Segments{"val", "acc"});
  CHECK(acc.row_count == 0);
  CHECK(acc.columns.empty());
}

TEST_CASE("a list that alternates names and numbers keeps both in order") {
  const Tables tables =
      shred(R"([{"metrics": ["loss", 0.41, "accuracy", 0.93]}, {"metrics": ["loss", 0.3]}])");
  const Table& metrics = table_at(tables, "$[*].metrics[*]");
  REQUIRE(metrics.columns.size() == 1);
  CHECK(numbers_of(metrics, {}) ==
        "- 0.40999999999999998 - 0.93000000000000005 - 0.29999999999999999");
  CHECK(texts_of(tables, metrics, {}) == "loss - accuracy - loss -");
  CHECK(parents_of(metrics) == "0 0 0 0 1 1");
}

TEST_CASE("lists of lists are tables whose parent is a table") {
  const Tables tables =
      shred(R"({"scalars": [["t0", 1, 0.5], ["t1", 2, 0.25], []], "m": [[[1], [2, 3]], [[4]]]})");
  const Table& outer = table_at(tables, "$.scalars[*]");
  CHECK(outer.row_count == 3);
  const Table& inner = table_at(tables, "$.scalars[*][*]");
  CHECK(tables.index_of(outer) == inner.parent);
  CHECK(inner.path.empty());
  CHECK(numbers_of(inner, {}) == "- 1 0.5 - 2 0.25");
  CHECK(parents_of(inner) == "0 0 0 1 1 1");
  const Table& deep = table_at(tables, "$.m[*][*][*]");
  CHECK(numbers_of(deep, {}) == "1 2 3 4");
  CHECK(parents_of(deep) == "0 1 1 2");
  CHECK(parents_of(tables.tables[deep.parent]) == "0 0 1");
}

TEST_CASE("a list holds rows of any kind, each in its place") {
  const Tables tables = shred(R"([1, {"a": 2}, [3, 4], "t", null, true, {"a": 5}])");
  const Table& rows = table_at(tables, "$[*]");
  CHECK(rows.row_count == 7);
  CHECK(numbers_of(rows, {}) == "1 - - - - 1 -");
  CHECK(texts_of(tables, rows, {}) == "- - - t - - -");
  CHECK(numbers_of(rows, {"a"}) == "- 2 - - - - 5");
  CHECK(parents_of(table_at(tables, "$[*][*]")) == "2 2");
  CHECK(column_at(rows, {}).null_count == 1);
  CHECK(column_at(rows, {}).boolean_count == 1);
}

TEST_CASE("nested tables remember the row of their parent") {
  const Tables tables =
      shred(R"({"data": [{"cp": [{"s": 1}, {"s": 2}]}, {}, {"cp": [{"s": 3, "x": [9]}]}]})");
  const Table& checkpoints = table_at(tables, "$.data[*].cp[*]");
  CHECK(numbers_of(checkpoints, {"s"}) == "1 2 3");
  CHECK(parents_of(checkpoints) == "0 0 2");
  CHECK(parents_of(table_at(tables, "$.data[*].cp[*].x[*]")) == "2");
  for (std::size_t i = 1; i < tables.tables.size(); ++i) CHECK(tables.tables[i].parent < i);
}

TEST_CASE("booleans, nulls and long integers say what they were") {
  const Tables tables =
      shred(R"([{"b": true, "n": null, "l": 12345678901234567890}, {"b": false, "n": 1, "l": 5}])");
  const Table& rows = table_at(tables, "$[*]");
  CHECK(numbers_of(rows, {"b"}) == "1 0");
  CHECK(column_at(rows, {"b"}).boolean_count == 2);
  CHECK(numbers_of(rows, {"n"}) == "- 1");
  CHECK(column_at(rows, {"n"}).null_count == 1);
  CHECK(numbers_of(rows, {"l"}) == "1.2345678901234567e+19 5");
  CHECK(texts_of(tables, rows, {"l"}) == "12345678901234567890 -");
  CHECK_FALSE(column_at(rows, {"l"}).has_numeric_text);
}

TEST_CASE("a field that is always null is a column without values") {
  const Tables tables = shred(R"({"trial_name": null})");
  const Column& column = column_at(tables.tables[kDocuments], {"trial_name"});
  CHECK(column.null_count == 1);
  CHECK_FALSE(column.has_numbers());
  CHECK_FALSE(column.has_texts());
}

TEST_CASE("bare NaN and Infinity are numbers") {
  const Tables tables = shred(R"([{"l": NaN}, {"l": -Infinity}, {"l": 1}])");
  const Column& column = column_at(table_at(tables, "$[*]"), {"l"});
  CHECK(std::isnan(*column.numbers.at(0)));
  CHECK(*column.numbers.at(1) == -std::numeric_limits<double>::infinity());
  CHECK(*column.numbers.at(2) == 1);
}

// ---- Duplicate keys

TEST_CASE("the last of two equal keys wins and the first place is noted") {
  const std::string json = R"([{"a": 1, "b": 2, "a": 3}, {"a": 4, "a": 5, "b": "x", "b": "y"}])";
  const Tables tables = shred(json);
  const Table& rows = table_at(tables, "$[*]");
  CHECK(numbers_of(rows, {"a"}) == "3 5");
  CHECK(texts_of(tables, rows, {"b"}) == "- y");
  const Note* note = note_of(tables, NoteCode::duplicate_key);
  REQUIRE(note != nullptr);
  CHECK(note->count == 3);
  CHECK(note->source == 7);
  CHECK(note->offset_bytes == json.find("3}"));
}

TEST_CASE("the last of two equal keys wins whatever its kind") {
  const Tables tables = shred(
      R"([{"a": 1, "a": "x"}, {"a": "x", "a": 2}, {"a": 3, "a": null}, {"a": "x", "a": null},
          {"a": 12345678901234567890, "a": 4}, {"a": "x", "a": 12345678901234567890},
          {"a": 12345678901234567890, "a": 98765432109876543210}])");
  const Table& rows = table_at(tables, "$[*]");
  CHECK(numbers_of(rows, {"a"}) == "- 2 - - 4 1.2345678901234567e+19 9.8765432109876543e+19");
  CHECK(texts_of(tables, rows, {"a"}) == "x - - - - 12345678901234567890 98765432109876543210");
  CHECK(note_of(tables, NoteCode::duplicate_key)->count == 7);
}

TEST_CASE("a second list replaces the rows of the first, and what hangs on them") {
  const Tables tables = shred(
      R"([{"l": [1]}, {"l": [{"x": [1, 2], "y": 1}, 3], "l": [{"x": [4]}]}, {"l": [{"x": [5]}]}])");
  const Table& list = table_at(tables, "$[*].l[*]");
  CHECK(list.row_count == 3);
  CHECK(numbers_of(list, {}) == "1 - -");
  CHECK(numbers_of(list, {"y"}) == "- - -");
  CHECK(parents_of(list) == "0 1 2");
  const Table& x = table_at(tables, "$[*].l[*].x[*]");
  CHECK(numbers_of(x, {}) == "4 5");
  CHECK(parents_of(x) == "1 2");
  CHECK(note_of(tables, NoteCode::duplicate_key)->count == 1);
}

TEST_CASE("a second object is laid over the first") {
  const Tables tables = shred(R"([{"o": {"a": 1, "b": 2}, "o": {"b": 3, "c": 4}}])");
  const Table& rows = table_at(tables, "$[*]");
  CHECK(numbers_of(rows, {"o", "a"}) == "1");
  CHECK(numbers_of(rows, {"o", "b"}) == "3");
  CHECK(numbers_of(rows, {"o", "c"}) == "4");
  CHECK(note_of(tables, NoteCode::duplicate_key) != nullptr);
}

TEST_CASE("keys that repeat in other objects are no duplicates") {
  const Tables tables =
      shred(R"([{"a": {"x": 1}, "b": {"x": 1}, "l": [{"x": 1}, {"x": 1}]}, {"a": {"x": 1}}])");
  CHECK(tables.notes.empty());
}

// ---- Cut sources

TEST_CASE("a cut source marks the rows that were open and no others") {
  const Tables tables = shred(
      R"([{"s": 1, "x": [{"a": 1}, {"a": 2}]}, {"s": 2, "y": [5], "x": [{"a": 3}, {"a": 4, "b)");
  CHECK(tables.tables[kDocuments].cut_row == 0U);
  const Table& rows = table_at(tables, "$[*]");
  CHECK(rows.cut_row == 1U);
  CHECK(numbers_of(rows, {"s"}) == "1 2");
  CHECK(table_at(tables, "$[*].x[*]").cut_row == 3U);
  CHECK_FALSE(table_at(tables, "$[*].y[*]").cut_row.has_value());
}

TEST_CASE("a source cut between two rows has no cut row in that list") {
  const Tables tables = shred(R"({"log": [{"s": 1}, {"s": 2},)");
  CHECK(tables.tables[kDocuments].cut_row == 0U);
  const Table& log = table_at(tables, "$.log[*]");
  CHECK(log.row_count == 2);
  CHECK_FALSE(log.cut_row.has_value());
}

TEST_CASE("a cut last line of JSON Lines is the cut document") {
  const Tables tables = shred("{\"s\": 1}\n{\"s\": 2, \"loss\": 0.12");
  const Table& documents = tables.tables[kDocuments];
  CHECK(documents.row_count == 2);
  CHECK(documents.cut_row == 1U);
  CHECK(numbers_of(documents, {"s"}) == "1 2");
}

// ---- Numbers written as texts

TEST_CASE("a column whose texts all spell numbers has them as numbers too") {
  const Tables tables =
      shred(R"([{"l": "0.81"}, {"l": "NaN"}, {}, {"l": 0.5}, {"l": "-inf"}, {"l": "1e-3"}])");
  const Table& rows = table_at(tables, "$[*]");
  const Column& column = column_at(rows, {"l"});
  CHECK(column.has_numeric_text);
  CHECK(column.numbers.size() == 5);
  CHECK(*column.numbers.at(0) == 0.81);
  CHECK(std::isnan(*column.numbers.at(1)));
  CHECK_FALSE(column.numbers.at(2).has_value());
  CHECK(*column.numbers.at(3) == 0.5);
  CHECK(*column.numbers.at(4) == -std::numeric_limits<double>::infinity());
  CHECK(*column.numbers.at(5) == 1e-3);
  CHECK(texts_of(tables, rows, {"l"}) == "0.81 NaN - - -inf 1e-3");
}

TEST_CASE("what people and progress bars write for numbers is read, and what is open stays text") {
  const auto numbers_of = [](const char* json) {
    const Tables tables = shred(json);
    const Column& column = column_at(table_at(tables, "$[*]"), {});
    std::vector<double> numbers;
    column.numbers.for_each([&](std::uint32_t, double number) { numbers.push_back(number); });
    return numbers;
  };
  using Numbers = std::vector<double>;
  CHECK(numbers_of(R"(["51%", "62.5 %", "7"])") == Numbers{51, 62.5, 7});
  CHECK(numbers_of(R"(["900", "1k", "1.5K", "2M"])") == Numbers{900, 1000, 1500, 2e6});
  CHECK(numbers_of(R"(["1/6", "2/6", "6/6"])") == Numbers{1, 2, 6});
  CHECK(numbers_of(R"(["1,234", "1,234,567", "-12,000.5"])") == Numbers{1234, 1234567, -12000.5});
  CHECK(numbers_of(R"(["1,234", "0,512", "12,5"])") == Numbers{1.234, 0.512, 12.5});
  for (const char* json : {R"(["1,234", "2,345"])", R"(["1,5", "1,234,567"])", R"(["1/6", "2/7"])",
                           R"(["7/6"])", R"(["1/2/3"])", R"(["12,34,56"])", R"(["1,2", "best"])",
                           R"(["5 apples"])", R"(["%"])", R"(["k"])", R"([",5"])", R"(["1,"])"}) {
    CAPTURE(json);
    CHECK(numbers_of(json).empty());
  }
}

TEST_CASE("one text that is no number, or an id, keeps the column as texts") {
  const char* columns[] = {R"(["1", "2", "best"])", R"(["001", "002"])", R"(["1", ""])",
                           R"(["123456789012345678"])", R"(["-012"])"};
  for (const char* json : columns) {
    CAPTURE(json);
    const Tables tables = shred(json);
    const Column& column = column_at(table_at(tables, "$[*]"), {});
    CHECK_FALSE(column.has_numeric_text);
    CHECK_FALSE(column.has_numbers());
  }
  for (const char* json : {R"(["0", "0.5", "-0.25", "00.5e0"])", R"(["12345678901234567"])",
                           R"(["0.12345678901234567890"])", R"([" 20 "])"}) {
    CAPTURE(json);
    const Tables tables = shred(json);
    const bool is_number = std::string_view(json).find("00.5") == std::string_view::npos;
    CHECK(column_at(table_at(tables, "$[*]"), {}).has_numeric_text == is_number);
  }
}

// ---- Limits

TEST_CASE("columns beyond the limit are left out, counted and noted, and known ones go on") {
  ShredOptions options;
  options.limits.column_count_max = 3;
  const std::string json =
      R"([{"a": 1, "b": 2, "c": 3, "d": 4, "e": {"f": 5}}, {"d": 6, "a": 7, "l": [8, 9]}])";
  const Tables tables = shred(json, options);
  const Table& rows = table_at(tables, "$[*]");
  CHECK(rows.columns.size() == 3);
  CHECK(numbers_of(rows, {"a"}) == "1 7");
  const Note* note = note_of(tables, NoteCode::too_many_columns);
  REQUIRE(note != nullptr);
  CHECK(note->count == 5);
  CHECK(note->offset_bytes == json.find("4,"));
  CHECK(table_at(tables, "$[*].l[*]").row_count == 2);
}

TEST_CASE("rows beyond the limit are left out with all they hold") {
  ShredOptions options;
  options.limits.row_count_max = 2;
  const std::string json =
      R"({"l": [{"a": 1}, {"a": 2}, {"a": 3, "x": [1, {"y": []}]}, [5], 6], "after": 7})";
  const Tables tables = shred(json, options);
  const Table& list = table_at(tables, "$.l[*]");
  CHECK(list.row_count == 2);
  CHECK(numbers_of(list, {"a"}) == "1 2");
  CHECK(tables.tables.size() == 2);
  CHECK(numbers_of(tables.tables[kDocuments], {"after"}) == "7");
  const Note* note = note_of(tables, NoteCode::too_many_rows);
  REQUIRE(note != nullptr);
  CHECK(note->count == 3);
  CHECK(note->offset_bytes == json.find(R"({"a": 3)"));
}

TEST_CASE("long texts are cut and texts beyond the limit are left out, both noted") {
  ShredOptions options;
  options.limits.text_bytes_max = 65536;
  std::string json = "[";
  for (int i = 0; i < 100; ++i) {
    json += '"' + std::to_string(i) + std::string(i == 5 ? 2000 : 900, 'x') + "\",";
  }
  json.back() = ']';
  const Tables tables = shred(json, options);
  const Table& list = table_at(tables, "$[*]");
  CHECK(list.row_count == 100);
  CHECK(tables.text(list.columns[0], 5)->size() == limits::kTextBytesMax);
  const Note* shortened = note_of(tables, NoteCode::text_shortened);
  REQUIRE(shortened != nullptr);
  CHECK(shortened->count == 1);
  CHECK(shortened->offset_bytes == json.find("\"5x"));
  const Note* dropped = note_of(tables, NoteCode::text_dropped);
  REQUIRE(dropped != nullptr);
  CHECK(dropped->count + list.columns[0].text_codes.size() == 100);
  CHECK_FALSE(tables.text(list.columns[0], 99).has_value());
}

// ---- Cost

TEST_CASE("a long log costs about eight bytes a value, whatever its gaps") {
  std::string json;
  const std::uint32_t row_count = 60'000;
  for (std::uint32_t row = 0; row < row_count; ++row) {
    json += "{\"loss\":0." + std::to_string(row * 7919U % 1'000'003U) +
            ",\"step\":" + std::to_string(row * 10) + ",\"phase\":\"train\",\"lr\":0.001";
    if (row % 500 == 0) json += ",\"eval_loss\":0." + std::to_string(row + 1);
    json += "}\n";
  }
  const Tables tables = shred(json);
  const Table& documents = tables.tables[kDocuments];
  CHECK(documents.row_count == row_count);
  std::size_t bytes = tables.texts.memory_bytes();
  std::size_t varying = 0;
  for (const Column& column : documents.columns) {
    bytes += column.numbers.memory_bytes() + column.text_codes.memory_bytes();
    if (!column.numbers.is_constant()) varying += column.numbers.size();
  }
  CHECK(varying == row_count * 2 + row_count / 500);
  CHECK(bytes < varying * 8 + 150'000);
}

}  // namespace
}  // namespace ckpt
