// What must hold for every fixture of every format: nothing about its guise (name, windows, line
// ends, byte order mark) changes what is read, one description wins whatever the order of the
// registry, and whatever a file is cut down to, what is read is a part of the whole.
#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "catch.h"
#include "formats/format.h"
#include "formats/recognise.h"
#include "session/source_reading.h"

using namespace ckpt;

namespace {

struct Fixture {
  std::string name;  // "huggingface_trainer/trl_sft.json"
  std::string text;
};

std::vector<Fixture> all_fixtures() {
  namespace fs = std::filesystem;
  std::vector<Fixture> fixtures;
  for (const auto& entry :
       fs::recursive_directory_iterator(std::string{CKPT_FIXTURES_DIR} + "/formats")) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_regular_file() || name.find(".expected.") != std::string::npos) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    fixtures.push_back({entry.path().parent_path().filename().string() + "/" + name,
                        {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()}});
  }
  std::sort(fixtures.begin(), fixtures.end(),
            [](const Fixture& a, const Fixture& b) { return a.name < b.name; });
  REQUIRE(fixtures.size() > 100);
  return fixtures;
}

// What a source gave; the runs point into the tables.
struct Opened {
  std::unique_ptr<Tables> tables;
  std::vector<Run> runs;
  std::vector<Note> notes;  // of the source and of its runs
  std::optional<Error> error;
};

// Reads `text` as a session does, dialects and all, in pieces of `window` bytes; 0: whole.
Opened open_text(std::string_view text, std::string_view name, std::size_t window = 0) {
  SourceReading reading(0);
  do {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t size = window == 0 ? text.size() : std::min(window, text.size() - at);
      const std::span<char> room = reading.room(size);
      text.copy(room.data(), size, at);
      at += size;
      if (!reading.feed(size)) break;
    }
  } while (reading.finish());
  Opened opened;
  Result<Columns> columns = std::move(reading).take();
  if (!columns.ok()) {
    opened.error = columns.error();
    return opened;
  }
  Result<std::vector<Run>> runs = build_runs(*columns.value().tables, SourceInfo{name, 0});
  if (!runs.ok()) {
    opened.error = columns.value().without_runs;
    return opened;
  }
  opened.tables = std::move(columns.value().tables);
  opened.runs = std::move(runs.value());
  opened.notes = std::move(columns.value().notes);
  for (const Run& run : opened.runs) {
    opened.notes.insert(opened.notes.end(), run.notes.begin(), run.notes.end());
  }
  return opened;
}

bool has_note(const Opened& opened, NoteCode code) {
  return std::any_of(opened.notes.begin(), opened.notes.end(),
                     [code](const Note& note) { return note.code == code; });
}

std::string spelled(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.17g", value);
  return text;
}

std::string spelled(const FactValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* number = std::get_if<double>(&value)) return spelled(*number);
  return std::get<bool>(value) ? "true" : "false";
}

// Everything that was understood but places in the file, a line each.
std::string everything(const Opened& opened) {
  if (opened.error) return "rejected: " + std::string{error_name(opened.error->code)};
  std::string all;
  for (const Run& run : opened.runs) {
    all += "run " + run.name + " " + std::string{run.format} + " " + std::to_string(run.row_count) +
           " " + spelled(run.last_step) + " " + spelled(run.planned_steps) + "\n";
    for (const Fact& fact : run.facts) all += fact.name + ": " + spelled(fact.value) + "\n";
    for (const Metric& metric : run.metrics) {
      all += metric.name + " " + std::to_string(static_cast<int>(metric.role)) +
             std::to_string(static_cast<int>(metric.direction)) +
             std::to_string(static_cast<int>(metric.family)) + ":";
      const Points points = metric.series.points();
      for (std::size_t i = 0; i < points.x.size(); ++i) {
        all += " " + spelled(points.x[i]) + ":" + spelled(points.y[i]);
      }
      all += "\n";
    }
    for (std::size_t i = 0; i < run.checkpoints.size(); ++i) {
      const Checkpoint checkpoint = run.checkpoints[i];
      all += "checkpoint " + spelled(checkpoint.x) + " " + std::string{checkpoint.id} + " " +
             std::string{checkpoint.path} + "\n";
    }
  }
  for (const Note& note : opened.notes) {
    all += std::string{note_name(note.code)} + " " + std::to_string(note.count) + "\n";
  }
  return all;
}

// A file in whose name the metric stands keeps that part of it.
std::string other_name(const std::string& name) {
  const std::size_t tag = name.find("-tag-");
  return tag == std::string::npos ? "data.bin" : "run-other" + name.substr(tag);
}

// `text` without the names that runs have from the file's.
std::string nameless(const Opened& opened) {
  std::string all = everything(opened);
  for (const Run& run : opened.runs) {
    for (std::size_t at = all.find("run " + run.name); at != std::string::npos;
         at = all.find("run " + run.name)) {
      all.replace(at, 4 + run.name.size(), "RUN");
    }
  }
  return all;
}

}  // namespace

TEST_CASE("the size of the windows changes nothing") {
  for (const Fixture& fixture : all_fixtures()) {
    const std::string whole = everything(open_text(fixture.text, fixture.name));
    for (const std::size_t window : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
      INFO(fixture.name << " in windows of " << window);
      CHECK(everything(open_text(fixture.text, fixture.name, window)) == whole);
    }
  }
}

TEST_CASE("line ends, a byte order mark and the file's name change nothing") {
  for (const Fixture& fixture : all_fixtures()) {
    INFO(fixture.name);
    const Opened whole = open_text(fixture.text, fixture.name);
    REQUIRE_FALSE(whole.error.has_value());
    std::string crlf;
    for (const char c : fixture.text) {
      if (c == '\n' && !crlf.ends_with('\r')) crlf += '\r';
      crlf += c;
    }
    CHECK(everything(open_text(crlf, fixture.name)) == everything(whole));
    CHECK(everything(open_text("\xEF\xBB\xBF" + fixture.text, fixture.name)) == everything(whole));
    CHECK(nameless(open_text(fixture.text, other_name(fixture.name))) == nameless(whole));
  }
}

TEST_CASE("the order of the registry decides nothing") {
  std::vector<const Format*> registry(formats().begin(), formats().end());
  for (const Fixture& fixture : all_fixtures()) {
    INFO(fixture.name);
    Opened opened = open_text(fixture.text, fixture.name);
    REQUIRE_FALSE(opened.error.has_value());
    CHECK(opened.runs.front().format == fixture.name.substr(0, fixture.name.find('/')));
    CHECK_FALSE(has_note(opened, NoteCode::ambiguous_format));
    opened.notes.clear();
    const std::string expected = everything(opened);
    for (std::size_t turn = 0; turn < 3; ++turn) {
      if (turn == 0) {
        std::reverse(registry.begin(), registry.end());
      } else {
        std::rotate(registry.begin(), registry.begin() + 7, registry.end());
      }
      auto runs = build_runs(*opened.tables, SourceInfo{fixture.name, 0}, registry);
      REQUIRE(runs.ok());
      opened.runs = std::move(runs.value());
      CHECK(everything(opened) == expected);
    }
  }
}

// ---- Cuts

namespace {

// Every number that a text spells, in or outside quotation marks.
std::set<double> numbers_in(std::string_view text) {
  const auto is_part = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == '+';
  };
  std::set<double> numbers = {0.0, 1.0};  // false and true
  for (std::size_t at = 0; at < text.size();) {
    if (!is_part(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_part(text[end])) ++end;
    if (const auto number = spelled_number(text.substr(at, end - at))) numbers.insert(*number);
    // "0,512" in quotation marks.
    if (at > 0 && text[at - 1] == '"' && end < text.size() && text[end] == ',') {
      std::string plain{text.substr(at, text.find('"', end) - at)};
      plain[end - at] = '.';
      if (const auto number = spelled_number(plain)) numbers.insert(*number);
    }
    at = end;
  }
  return numbers;
}

// By place in a text, its end among them: what would close the brackets that are open there.
// Brackets in strings are none, nor are square and round ones in text between records.
std::vector<std::string> closers_of(std::string_view text) {
  std::vector<std::string> all;
  std::string open;
  char quote = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    all.push_back(open);
    const char c = text[at];
    const bool is_first = open.empty();
    if (quote != 0) {
      if (c == '\\' && ++at < text.size()) all.push_back(open);
      if (c == quote) quote = 0;
    } else if (c == '"' || (c == '\'' && !is_first)) {
      quote = c;
    } else if (c == '{') {
      open.insert(0, "}");
    } else if ((c == '[' || c == '(') && (!is_first || at == 0)) {
      open.insert(0, c == '[' ? "]" : ")");
    } else if (!is_first && c == open.front()) {
      open.erase(0, 1);
    }
  }
  all.push_back(open);
  return all;
}

// How many brackets are open behind the end of a record: where the outermost of several objects
// end.
std::size_t record_depth(std::string_view text, const std::vector<std::string>& closers) {
  std::map<std::size_t, std::size_t> count_of;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (closers[at].starts_with('}') && closers[at + 1].size() < closers[at].size()) {
      ++count_of[closers[at + 1].size()];
    }
  }
  const auto outermost = std::find_if(count_of.begin(), count_of.end(),
                                      [](const auto& each) { return each.second > 1; });
  return outermost == count_of.end() ? 0 : outermost->first;
}

// Where to cut: everywhere in short texts; in longer ones at the borders of tokens and at some
// other places.
std::vector<std::size_t> cuts_of(std::string_view text, std::mt19937& random) {
  constexpr std::size_t kShortBytes = 300;
  constexpr unsigned kOneOf = 12;
  constexpr std::string_view kBorders = "{}[]:,\"\n";
  std::vector<std::size_t> cuts;
  for (std::size_t end = 0; end < text.size(); ++end) {
    if (text.size() <= kShortBytes || kBorders.find(text[end]) != std::string_view::npos ||
        random() % kOneOf == 0) {
      cuts.push_back(end);
    }
  }
  return cuts;
}

using Values = std::map<std::string, std::set<std::pair<double, double>>>;

// The points of a run, by name of the metric; those that a resumed training replaced count too.
Values values_of(const Run& run) {
  Values all;
  for (const Metric& metric : run.metrics) {
    auto& of_metric = all[metric.name];
    for (const Points& points : {metric.series.points(), metric.series.superseded()}) {
      for (std::size_t i = 0; i < points.x.size(); ++i) {
        of_metric.insert({points.x[i], points.y[i]});
      }
    }
  }
  return all;
}

std::vector<Values> values_of(const Opened& opened) {
  std::vector<Values> all;
  for (const Run& run : opened.runs) all.push_back(values_of(run));
  return all;
}

bool is_part_of(const std::vector<Values>& part, const std::vector<Values>& whole) {
  if (part.size() > whole.size()) return false;
  for (std::size_t run = 0; run < part.size(); ++run) {
    for (const auto& [name, values] : part[run]) {
      const auto found = whole[run].find(name);
      if (found == whole[run].end() || !std::includes(found->second.begin(), found->second.end(),
                                                      values.begin(), values.end())) {
        return false;
      }
    }
  }
  return true;
}

bool is_same_format(const Opened& a, const Opened& b) {
  return !a.error && !b.error && a.runs.front().format == b.runs.front().format;
}

void check_places(const Opened& opened, std::size_t end) {
  if (opened.error) CHECK(opened.error->offset_bytes <= end);
  for (const Note& note : opened.notes) {
    if (note.offset_bytes) CHECK(*note.offset_bytes <= end);
  }
}

// The values of a file whose lines replace each other, or whose broken lines were left out, are
// only some of those that a cut one has.
bool keeps_every_value(const Opened& whole) {
  return !has_note(whole, NoteCode::duplicate_steps) && !has_note(whole, NoteCode::broken_records);
}

// Every value that is read stands in the text.
void check_stated(const Opened& opened, const std::set<double>& stated) {
  for (const Values& values : values_of(opened)) {
    for (const auto& [name, points] : values) {
      for (const auto& [x, y] : points) {
        if (stated.count(y) == 0) FAIL(name << " has the invented value " << y);
      }
    }
  }
}

}  // namespace

TEST_CASE("a cut file is a part of the whole and says so, or is refused at a place") {
  constexpr unsigned kSeed = 20240723;
  INFO("seed " << kSeed);
  std::mt19937 random(kSeed);
  std::size_t read_count = 0;
  for (const Fixture& fixture : all_fixtures()) {
    const Opened whole = open_text(fixture.text, fixture.name);
    const std::vector<Values> values = values_of(whole);
    const std::set<double> stated = numbers_in(fixture.text);
    const std::vector<std::string> closers = closers_of(fixture.text);
    std::vector<Values> before;  // of the last cut that gave this format
    for (const std::size_t end : cuts_of(fixture.text, random)) {
      INFO(fixture.name << " cut at " << end);
      const Opened cut = open_text(std::string_view{fixture.text}.substr(0, end), fixture.name);
      check_places(cut, end);
      if (cut.error) continue;
      ++read_count;
      check_stated(cut, stated);
      if (!closers[end].empty()) {
        CHECK((has_note(cut, NoteCode::truncated) || has_note(cut, NoteCode::still_written) ||
               has_note(cut, NoteCode::broken_records)));
      }
      if (!is_same_format(cut, whole) || !keeps_every_value(whole)) continue;
      std::vector<Values> now = values_of(cut);
      CHECK(is_part_of(now, values));
      CHECK(is_part_of(before, now));
      before = std::move(now);
    }
  }
  CHECK(read_count > 10'000);
}

TEST_CASE("a file that is cut behind a record holds what it holds when it is closed there") {
  std::size_t compared_count = 0;
  for (const Fixture& fixture : all_fixtures()) {
    const std::vector<std::string> closers = closers_of(fixture.text);
    const std::size_t depth = record_depth(fixture.text, closers);
    for (std::size_t end = 1; end < fixture.text.size(); ++end) {
      if (fixture.text[end - 1] != '}' || closers[end].size() != depth) continue;
      INFO(fixture.name << " cut at " << end);
      const std::string text = fixture.text.substr(0, end);
      const Opened cut = open_text(text, fixture.name);
      const Opened closed = open_text(text + closers[end], fixture.name);
      // A list that is closed too early has no place beside the others; one that is cut goes on.
      if (!is_same_format(cut, closed) || has_note(closed, NoteCode::lists_left_out)) continue;
      CHECK(values_of(cut) == values_of(closed));
      ++compared_count;
    }
  }
  CHECK(compared_count > 300);
}
