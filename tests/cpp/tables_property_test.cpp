// Random JSON, shredded and compared cell by cell with what a plain walk over the same values says.
// The walk knows the schema the values were made from, and so which objects are maps, instead of
// finding out as the shredder must.
#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "catch.h"
#include "tables_support.h"

namespace ckpt {
namespace {

class Random {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}
  std::uint32_t below(std::uint32_t count) {
    return std::uniform_int_distribution<std::uint32_t>(0, count - 1)(engine_);
  }
  bool one_in(std::uint32_t count) { return below(count) == 0; }

 private:
  std::mt19937 engine_;
};

enum class Kind { number, boolean, null, text, long_integer, list, object, map };

struct Schema {
  Kind kind = Kind::number;  // or, with `any`, a scalar of any kind
  bool any = false;
  std::vector<std::pair<std::string, std::unique_ptr<Schema>>> fields;
  std::vector<bool> is_optional;  // by field
  std::unique_ptr<Schema> item;   // of lists and maps
};

struct Value {
  Kind kind = Kind::null;
  double number = 0;
  std::string text;
  std::vector<std::string> keys;  // of the items, but in lists
  std::vector<Value> items;
};

const char* const kKeys[] = {"loss", "a.b", "train/acc", "x y", "Step", "\xE6\x8D\x9F", "id", "q"};

std::unique_ptr<Schema> make_schema(Random& random, int depth, bool for_map) {
  auto schema = std::make_unique<Schema>();
  const std::uint32_t choice = for_map ? 8 : random.below(depth > 4 ? 5 : 12);
  if (choice < 5) {
    schema->kind = static_cast<Kind>(choice);
    schema->any = random.one_in(3);
  } else if (choice < 8) {
    schema->kind = Kind::list;
    schema->item = make_schema(random, depth + 1, false);
  } else if (choice < 11) {
    schema->kind = Kind::object;
    const std::uint32_t count = for_map ? 4 + random.below(3) : 1 + random.below(6);
    for (std::uint32_t i = 0; i < count; ++i) {
      schema->fields.emplace_back(kKeys[i], make_schema(random, depth + 1, false));
      // Children of maps must be alike, and not all null.
      if (for_map && i == 0) *schema->fields[0].second = Schema{};
      schema->is_optional.push_back(for_map ? i >= 4 : random.one_in(2));
    }
  } else {
    schema->kind = Kind::map;
    schema->item = make_schema(random, depth + 1, true);
  }
  return schema;
}

Value make_value(Random& random, const Schema& schema, bool is_first) {
  Value value;
  value.kind = schema.any ? static_cast<Kind>(random.below(5)) : schema.kind;
  switch (value.kind) {
    case Kind::number:
      value.number = random.one_in(3) ? 0.5 : random.below(1000) / 8.0;
      break;
    case Kind::boolean:
      value.number = random.below(2);
      break;
    case Kind::null:
      break;
    case Kind::text:
      value.text = random.one_in(3) ? "same" : "t" + std::to_string(random.below(50));
      break;
    case Kind::long_integer:
      value.text = "9007199254740993" + std::to_string(1000 + random.below(1000));
      value.number = std::stod(value.text);
      break;
    case Kind::list: {
      const std::uint32_t count = random.one_in(4) ? 2 : random.below(5);
      for (std::uint32_t i = 0; i < count; ++i) {
        value.items.push_back(make_value(random, *schema.item, is_first && i == 0));
      }
      break;
    }
    case Kind::object:
      for (std::size_t i = 0; i < schema.fields.size(); ++i) {
        if (schema.is_optional[i] && random.one_in(3)) continue;
        const auto& [key, field] = schema.fields[i];
        value.keys.push_back(key);
        value.items.push_back(make_value(random, *field, is_first));
      }
      break;
    case Kind::map: {
      // The first object of a map has enough children to be known as one by the end; others may
      // have few, or come before.
      const std::uint32_t count =
          is_first || random.one_in(3) ? 17 + random.below(9) : random.below(17);
      for (std::uint32_t i = 0; i < count; ++i) {
        value.keys.push_back(std::string("k") + static_cast<char>('a' + i));
        value.items.push_back(make_value(random, *schema.item, false));
      }
      break;
    }
  }
  return value;
}

void write(const Value& value, std::string& out) {
  switch (value.kind) {
    case Kind::number: {
      char text[32];
      std::snprintf(text, sizeof text, "%.17g", value.number);
      out += text;
      break;
    }
    case Kind::boolean:
      out += value.number == 0 ? "false" : "true";
      break;
    case Kind::null:
      out += "null";
      break;
    case Kind::text:
      out += '"' + value.text + '"';
      break;
    case Kind::long_integer:
      out += value.text;
      break;
    case Kind::list:
    case Kind::object:
    case Kind::map: {
      const bool is_list = value.kind == Kind::list;
      out += is_list ? '[' : '{';
      for (std::size_t i = 0; i < value.items.size(); ++i) {
        if (i > 0) out += ",\n ";
        if (!is_list) out += '"' + value.keys[i] + "\": ";
        write(value.items[i], out);
      }
      out += is_list ? ']' : '}';
      break;
    }
  }
}

struct ReferenceColumn {
  std::map<std::uint32_t, double> numbers;
  std::map<std::uint32_t, std::string> texts;
  std::uint64_t nulls = 0;
  std::uint64_t booleans = 0;
};

struct ReferenceTable {
  std::string parent;
  std::uint32_t row_count = 0;
  std::vector<std::uint32_t> parent_rows;
  std::map<Segments, ReferenceColumn> columns;
};

// Where a map stands, seen as a plain object: its keys and how often children stand there.
struct MapCandidate {
  std::set<std::string> keys;
  std::uint64_t child_count = 0;
};

struct Reference {
  std::map<std::string, ReferenceTable> tables;  // by place
  std::set<std::string> maps;                    // places that are tables of kind map
  std::map<std::string, MapCandidate> candidates;
};

std::string steps(const Segments& path) {
  std::string all;
  for (const std::string& key : path) all += "<" + key + ">";
  return all;
}

void walk(const Value& value, Reference& reference, const std::string& place, Segments& path) {
  ReferenceTable& table = reference.tables[place];
  const std::uint32_t row = table.row_count - 1;
  const std::string here = place + steps(path);
  const bool is_list = value.kind == Kind::list;
  const bool is_map = value.kind == Kind::map && reference.maps.count(here) != 0;
  if (is_list || (is_map && !value.items.empty())) {
    const std::string child_place = here + (is_list ? "[]" : "{}");
    ReferenceTable& child = reference.tables[child_place];
    child.parent = place;
    Segments below;
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      child.parent_rows.push_back(row);
      const std::uint32_t item_row = child.row_count++;
      if (!is_list) child.columns[{std::string(kMapKey)}].texts[item_row] = value.keys[i];
      walk(value.items[i], reference, child_place, below);
    }
    return;
  }
  if (value.kind == Kind::object || value.kind == Kind::map) {
    if (value.kind == Kind::map && !is_map) {
      MapCandidate& candidate = reference.candidates[here];
      candidate.keys.insert(value.keys.begin(), value.keys.end());
      candidate.child_count += value.keys.size();
    }
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      path.push_back(value.keys[i]);
      walk(value.items[i], reference, place, path);
      path.pop_back();
    }
    return;
  }
  ReferenceColumn& column = table.columns[path];
  if (value.kind == Kind::null) ++column.nulls;
  if (value.kind == Kind::boolean) ++column.booleans;
  if (value.kind != Kind::null && value.kind != Kind::text) column.numbers[row] = value.number;
  if (value.kind == Kind::text || value.kind == Kind::long_integer) column.texts[row] = value.text;
}

// Walks again and again, each time with one map more, the outermost first, until there is none
// left.
Reference refer(const std::vector<Value>& documents) {
  std::set<std::string> maps;
  while (true) {
    Reference reference;
    reference.maps = maps;
    for (const Value& document : documents) {
      ++reference.tables["$"].row_count;
      Segments path;
      walk(document, reference, "$", path);
    }
    const std::string* outermost = nullptr;
    for (const auto& [place, candidate] : reference.candidates) {
      const bool is_map = candidate.keys.size() >= limits::kMapChildrenMin &&
                          candidate.child_count < 2 * candidate.keys.size();
      if (is_map && (outermost == nullptr || place.size() < outermost->size())) outermost = &place;
    }
    if (outermost == nullptr) return reference;
    maps.insert(*outermost);
  }
}

void compare(const Tables& tables, const Reference& reference) {
  std::vector<std::string> places;
  for (std::size_t i = 0; i < tables.tables.size(); ++i) {
    const Table& table = tables.tables[i];
    std::string place = "$";
    if (i > 0) {
      REQUIRE(table.parent < i);
      place =
          places[table.parent] + steps(table.path) + (table.kind == TableKind::map ? "{}" : "[]");
    }
    places.push_back(place);
    CAPTURE(place);
    const auto found = reference.tables.find(place);
    REQUIRE(found != reference.tables.end());
    const ReferenceTable& expected = found->second;
    REQUIRE(table.row_count == expected.row_count);
    if (i > 0) {
      REQUIRE(places[table.parent] == expected.parent);
      for (std::uint32_t row = 0; row < table.row_count; ++row) {
        REQUIRE(table.parents.parent_of(row) == expected.parent_rows[row]);
        const auto [begin, end] = table.parents.rows_of(expected.parent_rows[row]);
        REQUIRE((begin <= row && row < end));
      }
    }
    REQUIRE(table.columns.size() == expected.columns.size());
    for (const Column& column : table.columns) {
      CAPTURE(steps(column.path));
      const auto entry = expected.columns.find(column.path);
      REQUIRE(entry != expected.columns.end());
      const ReferenceColumn& wanted = entry->second;
      CHECK(column.null_count == wanted.nulls);
      CHECK(column.boolean_count == wanted.booleans);
      REQUIRE(column.numbers.size() == wanted.numbers.size());
      for (const auto& [row, number] : wanted.numbers) REQUIRE(column.numbers.at(row) == number);
      REQUIRE(column.text_codes.size() == wanted.texts.size());
      for (const auto& [row, text] : wanted.texts) REQUIRE(tables.text(column, row) == text);
      CHECK_FALSE(column.has_numeric_text);
    }
  }
  REQUIRE(tables.tables.size() == reference.tables.size());
}

// What no way of folding may change: how many numbers and texts there are, keys of maps aside.
std::pair<std::uint64_t, std::uint64_t> totals(const Tables& tables) {
  std::uint64_t numbers = 0;
  std::uint64_t texts = 0;
  for (const Table& table : tables.tables) {
    for (const Column& column : table.columns) {
      numbers += column.numbers.size();
      if (column.name() != kMapKey) texts += column.text_codes.size();
    }
  }
  return {numbers, texts};
}

TEST_CASE("random JSON becomes the tables that a plain walk finds") {
  const std::uint32_t base_seed = std::random_device{}();
  std::uint64_t cells = 0;
  std::uint64_t maps = 0;
  std::uint64_t early = 0;
  for (std::uint32_t round = 0; round < 200; ++round) {
    const std::uint32_t seed = base_seed + round;
    CAPTURE(seed);
    Random random(seed);
    const std::unique_ptr<Schema> schema = make_schema(random, 0, false);
    const std::uint32_t document_count = random.one_in(2) ? 1 : 1 + random.below(6);
    std::vector<Value> documents;
    std::string json;
    for (std::uint32_t i = 0; i < document_count && json.size() < 100'000; ++i) {
      documents.push_back(make_value(random, *schema, i == 0 || random.one_in(2)));
      write(documents.back(), json);
      json += '\n';
    }
    ShredOptions options;
    options.limits.column_count_max = 1'000'000;  // never short of them
    if (json.size() < 20'000) options.window_bytes = 1 + random.below(300);
    const Tables tables = shred(json, options);
    CHECK(tables.notes.empty());
    compare(tables, refer(documents));
    std::uint32_t column_count = 0;
    for (const Table& table : tables.tables) {
      maps += table.kind == TableKind::map ? 1 : 0;
      column_count += static_cast<std::uint32_t>(table.columns.size());
    }

    // Folded while it is read, in whatever order columns run short.
    options.limits.column_count_max = 8 + column_count + random.below(200);
    const Tables crowded = shred(json, options);
    if (crowded.notes.empty()) {
      CHECK(totals(crowded) == totals(tables));
      ++early;
    }
    cells += totals(tables).first;
  }
  CHECK(cells > 1000);
  CHECK(maps > 0);
  CHECK(early > 0);
}

}  // namespace
}  // namespace ckpt
