// A source whose reading is gone on with by another, or whose parts are read by several and put
// together, is what one reading makes of it, bit for bit: its tables, its notes, its errors.
// Whatever the file, wherever it had ended before or is parted.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/note.h"
#include "catch.h"
#include "input/byte_source.h"
#include "session/session.h"
#include "session/source_reading.h"

using namespace ckpt;
using namespace std::string_view_literals;

namespace {

constexpr std::uint32_t kSource = 3;
constexpr std::size_t kPieceBytes = 1000;

void feed(SourceReading& reading, std::string_view text) {
  while (!text.empty()) {
    const std::string_view piece = text.substr(0, kPieceBytes);
    std::memcpy(reading.room(piece.size()).data(), piece.data(), piece.size());
    if (!reading.feed(piece.size())) return;
    text.remove_prefix(piece.size());
  }
}

Result<Columns> finished(SourceReading& reading, std::string_view text) {
  while (reading.finish()) feed(reading, text);
  return std::move(reading).take();
}

Result<Columns> read_whole(std::string_view text) {
  SourceReading reading(kSource);
  feed(reading, text);
  return finished(reading, text);
}

// Every place behind a line feed and before an object.
std::vector<std::size_t> borders_of(std::string_view text) {
  std::vector<std::size_t> borders;
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at - 1] == '\n' && text[at] == '{') borders.push_back(at);
  }
  return borders;
}

struct Grown {
  Result<Columns> columns;
  std::size_t restored;
};

// At each of `ends` another reading takes over, where it can.
Grown read_grown(std::string_view text, const std::vector<std::size_t>& ends) {
  auto reading = std::make_unique<SourceReading>(kSource);
  std::size_t restored = 0;
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    feed(*reading, text.substr(begin, end - begin));
    begin = end;
    const std::vector<std::byte> snapshot = reading->snapshot();
    if (snapshot.empty()) continue;
    if (restored % 2 == 0) {  // or it goes on
      reading = std::make_unique<SourceReading>(kSource);
      REQUIRE(reading->append(snapshot));
    }
    ++restored;
  }
  feed(*reading, text.substr(begin));
  return {finished(*reading, text), restored};
}

struct Parted {
  Result<Columns> columns;
  std::size_t appended;
};

// A reading of its own reads what stands behind each of `ends`; the first one reads what cannot be
// put together.
Parted read_in_parts(std::string_view text, const std::vector<std::size_t>& ends) {
  SourceReading first(kSource);
  feed(first, text.substr(0, ends.front()));
  std::size_t appended = 0;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const std::size_t end = i + 1 < ends.size() ? ends[i + 1] : text.size();
    const std::string_view piece = text.substr(ends[i], end - ends[i]);
    SourceReading part(kSource);
    part.begin_part();
    feed(part, piece);
    if (first.append(part.snapshot())) {
      ++appended;
    } else {
      feed(first, piece);
    }
  }
  return {finished(first, text), appended};
}

std::string bits(double value) {
  std::uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return std::to_string(bits);
}

// All that a reading gives, as text.
std::string all_of(const Result<Columns>& read) {
  if (!read.ok()) {
    return std::string(error_name(read.error().code)) + " at " +
           std::to_string(read.error().offset_bytes);
  }
  const Columns& columns = read.value();
  std::string out = std::string(error_name(columns.without_runs.code)) + " at " +
                    std::to_string(columns.without_runs.offset_bytes) + "\n";
  for (const Note& note : columns.notes) {
    out += std::string(note_name(note.code)) + " of " + std::to_string(note.source) + " at " +
           (note.offset_bytes ? std::to_string(*note.offset_bytes) : "-") + " times " +
           std::to_string(note.count) + "\n";
  }
  for (const Table& table : columns.tables->tables) {
    out += table.display_path + " in " + std::to_string(table.parent) + " rows " +
           std::to_string(table.row_count) + " cut " +
           (table.cut_row ? std::to_string(*table.cut_row) : "-") + " groups";
    table.parents.for_each_parent([&](std::uint32_t parent) {
      const auto [first, last] = table.parents.rows_of(parent);
      out +=
          " " + std::to_string(parent) + ":" + std::to_string(first) + "-" + std::to_string(last);
    });
    for (const Column& column : table.columns) {
      out += "\n  ";
      for (const std::string& key : column.path) out += std::to_string(key.size()) + key;
      out += " null " + std::to_string(column.null_count) + " boolean " +
             std::to_string(column.boolean_count) + (column.has_numeric_text ? " spelled" : "");
      column.numbers.for_each([&](std::uint32_t row, double value) {
        out += " " + std::to_string(row) + "=" + bits(value);
      });
      column.text_codes.for_each([&](std::uint32_t row, TextArena::Code code) {
        out += " " + std::to_string(row) + "=" + std::string(columns.tables->texts.text(code));
      });
    }
    out += "\n";
  }
  return out;
}

void check_same(const Result<Columns>& columns, const std::string& whole) {
  // Not compared by the macro, which would print megabytes.
  const std::string told = all_of(columns);
  if (told == whole) return;
  const auto differ = std::mismatch(told.begin(), told.end(), whole.begin(), whole.end());
  const auto at = static_cast<std::size_t>(differ.first - told.begin());
  const std::size_t from = at < 100 ? 0 : at - 100;
  FAIL("here: " << told.substr(from, 300) << "\nas a whole: " << whole.substr(from, 300));
}

struct Counts {
  std::size_t restored = 0;
  std::size_t appended = 0;
};

// Reads `text` as it grew and in parts, in several ways.
void check_grown_and_parted(const std::string& text, Counts& counts) {
  const std::string whole = all_of(read_whole(text));
  const std::vector<std::size_t> borders = borders_of(text);
  const auto check = [&](const std::vector<std::size_t>& ends) {
    const Grown grown = read_grown(text, ends);
    check_same(grown.columns, whole);
    counts.restored += grown.restored;
    if (ends.empty()) return;
    const Parted parted = read_in_parts(text, ends);
    check_same(parted.columns, whole);
    counts.appended += parted.appended;
  };
  check(borders);
  check({text.size()});
  for (std::size_t i = 0; i < borders.size(); i += 1 + borders.size() / 5) {
    check({borders[i]});
    check({borders[i] - 1, borders[i]});
    check({borders[i] / 2, borders[i], text.size()});
  }
}

std::vector<std::pair<std::string, std::string>> fixtures_of_lines() {
  namespace fs = std::filesystem;
  std::vector<std::pair<std::string, std::string>> fixtures;
  for (const auto& entry : fs::recursive_directory_iterator(CKPT_FIXTURES_DIR)) {
    const std::string name = entry.path().string();
    if (!entry.is_regular_file() || name.find(".expected.") != std::string::npos) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!borders_of(text).empty()) fixtures.emplace_back(name, std::move(text));
  }
  std::sort(fixtures.begin(), fixtures.end());
  REQUIRE(fixtures.size() > 80);
  return fixtures;
}

class Random {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}
  std::uint32_t below(std::uint32_t count) { return static_cast<std::uint32_t>(engine_() % count); }
  bool one_in(std::uint32_t count) { return below(count) == 0; }
  template <class List>
  const auto& pick(const List& list) {
    return list[below(static_cast<std::uint32_t>(std::size(list)))];
  }

 private:
  std::mt19937 engine_;
};

// A log as nobody would write it: keys come and go, and change what they hold.
class Lines {
 public:
  explicit Lines(std::uint32_t seed) : random_(seed), is_odd_(random_.one_in(3)) {}

  std::string text() {
    std::string text;
    const std::uint32_t count = 1 + random_.below(60);
    for (std::uint32_t row = 0; row < count; ++row) {
      key_count_ = row * 2 < count ? 5 : 9;  // some come late
      text += object(0);
      if (is_odd_ && random_.one_in(40)) text += random_.pick(kOddEnds);
      text += random_.one_in(30) ? "\r\n\n" : "\n";
    }
    if (random_.one_in(8)) text.resize(random_.below(static_cast<std::uint32_t>(text.size()) + 1));
    if (random_.one_in(10)) text += std::string(3, '\0');
    return text;
  }

 private:
  static constexpr const char* kKeys[] = {"step", "loss",  "a.b", "x\\u0041",    "val/loss",
                                          "late", "later", "o",   "\xE6\x8D\x9F"};
  static constexpr const char* kScalars[] = {
      "1",           "0.5",       "-0.0",     "1e999", "9007199254740993", "true",
      "false",       "null",      "NaN",      "\"\"",  "\"0.25\"",         "\"train\"",
      "\"\\ud800\"", "-Infinity", "\"\xFF\"", "1e-5",  "\"same\""};
  static constexpr const char* kOddEnds[] = {" ",  ",",     "}",     "{",   "[]",
                                             " 7", "\n7\n", "\n[\n", "None"};

  std::string scalar() {
    if (random_.one_in(3)) return std::to_string(random_.below(1000) / 8.0);
    if (random_.one_in(6)) return "\"id-" + std::to_string(random_.below(500)) + "\"";
    return random_.pick(kScalars);
  }

  std::string value(int depth) {
    const std::uint32_t choice = depth > 3 ? 9 : random_.below(16);
    if (choice == 0) return object(depth + 1);
    if (choice == 1) return list(depth);
    if (choice == 2 && random_.one_in(6)) return map(depth);
    return scalar();
  }

  std::string list(int depth) {
    std::string out = "[";
    for (std::uint32_t count = random_.below(4); count > 0; --count) {
      out += value(depth + 1) + (count > 1 ? "," : "");
    }
    return out + "]";
  }

  std::string map(int depth) {
    std::string out = "{";
    const std::uint32_t count = 1 + random_.below(20);
    for (std::uint32_t i = 0; i < count; ++i) {
      out += (i > 0 ? "," : "") + std::string("\"epoch_") + std::to_string(i) +
             "\":{\"loss\":" + scalar() + ",\"o\":" + value(depth + 1) + "}";
    }
    return out + "}";
  }

  std::string object(int depth) {
    std::string out = "{";
    const std::uint32_t count = random_.below(depth == 0 ? 7 : 4);
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint32_t key = random_.one_in(3) ? random_.below(key_count_) : i % key_count_;
      out += (i > 0 ? ", " : "") + std::string("\"") + kKeys[key] + "\": " + value(depth);
    }
    return out + "}";
  }

  Random random_;
  bool is_odd_;
  std::uint32_t key_count_ = 5;
};

TEST_CASE("every fixture of JSON Lines is the same gone on with and in parts, wherever") {
  Counts counts;
  for (const auto& [name, text] : fixtures_of_lines()) {
    INFO(name);
    check_grown_and_parted(text, counts);
    // Several of them in a row, so that most lines lie behind many others.
    if (text.size() < 20'000 && text.back() == '\n') {
      check_grown_and_parted(text + text + text, counts);
    }
  }
  CHECK(counts.restored > 2'000);
  CHECK(counts.appended > 2'000);
}

TEST_CASE("random lines are the same gone on with and in parts, wherever") {
  Counts counts;
  for (std::uint32_t seed = 0; seed < 250; ++seed) {
    INFO("seed " << seed);
    check_grown_and_parted(Lines(seed).text(), counts);
  }
  CHECK(counts.restored > 2'000);
  CHECK(counts.appended > 2'000);
}

TEST_CASE(
    "thousands of rows behind rows that fill no chunk are the same gone on with and in parts") {
  Random random(7);
  std::string text;
  for (std::uint32_t row = 0; row < 20'000; ++row) {
    text += "{\"step\":" + std::to_string(row) + ",\"lr\":0.001";
    if (row % 10 == 0) text += ",\"eval_loss\":" + std::to_string(random.below(9999) / 7.0);
    if (random.one_in(3)) text += ",\"loss\":" + std::to_string(random.below(9999) / 16.0);
    text += ",\"id\":\"ckpt-" + std::to_string(row / 2) + "\",\"list\":[1,2,3]}\n";
  }
  const std::string whole = all_of(read_whole(text));
  const std::vector<std::size_t> borders = borders_of(text);
  const std::vector<std::size_t> ends{borders[77], borders[5000], borders[11'111]};
  const Grown grown = read_grown(text, ends);
  CHECK(grown.restored == 3);
  check_same(grown.columns, whole);
  const Parted parted = read_in_parts(text, ends);
  CHECK(parted.appended == 3);
  check_same(parted.columns, whole);
}

// An object with keys from `first` on.
std::string line_of_keys(std::uint32_t first, std::uint32_t count) {
  std::string line = "{";
  for (std::uint32_t key = first; key < first + count; ++key) {
    line += (key > first ? ",\"k" : "\"k") + std::to_string(key) + "\":1";
  }
  return line + "}\n";
}

TEST_CASE("parts that come near a bound only together are read by one") {
  for (const std::uint32_t first_count : {1'000U, 9'000U}) {
    INFO(first_count);
    const std::string first = line_of_keys(0, first_count);
    const std::string text = first + line_of_keys(9'000, 9'000) + "{\"k1\":2}\n";
    const Parted parted = read_in_parts(text, {first.size()});
    CHECK(parted.appended == (first_count == 1'000 ? 1 : 0));
    check_same(parted.columns, all_of(read_whole(text)));
  }
}

TEST_CASE("a part that begins as a file may begin, but no document, is read by the first") {
  const std::string_view text = "{\"a\":1}\n\xEF\xBB\xBF{\"a\":2}\n"sv;
  const Parted parted = read_in_parts(text, {8});
  CHECK(parted.appended == 0);
  check_same(parted.columns, all_of(read_whole(text)));
}

TEST_CASE("a part of nothing but blanks is put behind the others") {
  const std::string_view text = "{\"a\":1}\n\n \r\n\n{\"a\":2}\n"sv;
  const Parted parted = read_in_parts(text, {8, 12});
  CHECK(parted.appended == 2);
  check_same(parted.columns, all_of(read_whole(text)));
}

TEST_CASE("what ends inside a document, is cut off or refused cannot be gone on with") {
  for (const std::string_view text :
       {""sv, "{\"a\":1"sv, "{\"a\":1}]"sv, "{\"a\":1}\n["sv, "{\"a\":1}\n{\"b\""sv, "\"text"sv,
        "7\n"sv, "{\"a\":1}\n\0"sv, "{\"a\":None}\n"sv}) {
    INFO(text);
    SourceReading reading(kSource);
    feed(reading, text);
    CHECK(reading.snapshot().empty());
  }
}

TEST_CASE("a session that goes on from another says what one alone would say") {
  std::string text;
  for (int step = 1; step <= 300; ++step) {
    text += "{\"step\":" + std::to_string(step) +
            ",\"loss\":" + (step == 250 ? "NaN" : std::to_string(3.0 / step)) + "}\n";
  }
  text += "{\"step\":301,\"lo";
  MemorySource source(text);
  Session alone;
  alone.add("log.jsonl", source, 0);

  const auto feed_to = [](Session& session, std::string_view piece) {
    std::memcpy(session.room(piece.size()).data(), piece.data(), piece.size());
    return session.feed(piece.size());
  };
  const std::size_t border = borders_of(text)[270];
  Session before;
  before.begin("log.jsonl");
  CHECK(feed_to(before, std::string_view(text).substr(0, border)));
  Session after;
  after.begin("log.jsonl");
  CHECK(after.append(before.snapshot()));
  CHECK(feed_to(after, std::string_view(text).substr(border)));
  while (after.finish()) (void)feed_to(after, text);
  CHECK(after.summary() == alone.summary());
  CHECK(after.summary().find("\"line\":250") != std::string::npos);
}

}  // namespace
