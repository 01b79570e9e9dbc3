#include "session/session.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>

#include "analysis/analysis.h"
#include "analysis/comparison.h"
#include "base/limits.h"
#include "base/note.h"
#include "base/result.h"
#include "base/sorting.h"
#include "formats/format.h"
#include "formats/recognise.h"
#include "input/locate.h"
#include "run/run.h"
#include "session/joining.h"
#include "session/source_reading.h"
#include "views/axes.h"
#include "views/comparison_json.h"
#include "views/curve.h"
#include "views/downsample.h"
#include "views/json_writer.h"
#include "views/names.h"
#include "views/row_window.h"
#include "views/summary.h"
#include "views/thinned.h"

namespace ckpt {

namespace {

// A run with all that is known about it. Stands where it was made: its views refer to it.
struct OpenRun {
  explicit OpenRun(Run built) : run(std::move(built)), rows(run) {}

  Run run;
  AnalysisOptions options;
  Analysis analysis;
  std::vector<std::vector<double>> sparks;  // by metric; they outlive any choice of what best means
  std::vector<Place> note_places;           // by note
  RowWindow rows;
  CurveCache curves;
};

struct RejectedSource {
  std::uint32_t source;
  Error error;
  Place place;
};

// A source that is fed once more, so that the lines of its errors and notes are found.
struct SourceLines {
  PlaceFinder finder;
  std::vector<Place*> wanted;  // what the finder finds, in its order
  std::vector<char> piece;
};

// What a source says is told once: by its last run, which the source was cut in, or by its first.
std::vector<Note> told_by(const std::vector<Note>& of_source, bool is_first, bool is_last) {
  std::vector<Note> told;
  for (const Note& note : of_source) {
    if (note.code == NoteCode::truncated ? is_last : is_first) told.push_back(note);
  }
  return told;
}

// The notes of the source stand before those of the run. Of too many, the least grave go first, and
// how many went is a note too.
std::vector<Note> all_notes(std::vector<Note> of_source, std::vector<Note> of_run,
                            std::uint32_t source) {
  std::vector<Note> notes = std::move(of_source);
  // Said by the run in words of its own.
  if (std::any_of(of_run.begin(), of_run.end(),
                  [](const Note& note) { return note.code == NoteCode::still_written; })) {
    notes.erase(std::remove_if(notes.begin(), notes.end(),
                               [](const Note& note) { return note.code == NoteCode::truncated; }),
                notes.end());
  }
  notes.insert(notes.end(), std::make_move_iterator(of_run.begin()),
               std::make_move_iterator(of_run.end()));
  if (notes.size() <= limits::kNoteCountMax) return notes;
  sort_values(notes,
              [](const Note& a, const Note& b) { return note_grade(a.code) > note_grade(b.code); });
  Note rest{};
  rest.code = NoteCode::more_notes;
  rest.source = source;
  rest.count = notes.size() - (limits::kNoteCountMax - 1);
  notes.erase(notes.begin() + static_cast<std::ptrdiff_t>(limits::kNoteCountMax - 1), notes.end());
  notes.push_back(std::move(rest));
  return notes;
}

CurveOptions curve_options(const Metric& metric, const PlotRequest& request) {
  return {.axis = x_kind_named(request.axis, metric.x_kind),
          .is_log_x = request.is_log_x,
          .is_log_y = request.is_log_y,
          .smoothing = request.smoothing == "point"  ? Smoothing::by_point
                       : request.smoothing == "step" ? Smoothing::by_step
                                                     : Smoothing::none,
          .weight = request.weight};
}

PlotWindow plot_window(const PlotRequest& request) {
  return {
      .from = request.from, .to = request.to, .width = request.width, .is_log_x = request.is_log_x};
}

void understand(OpenRun& open) {
  open.sparks.reserve(open.run.metrics.size());
  struct Sparks final : PointsVisitor {
    explicit Sparks(OpenRun& of) : open(of) {}
    void see(const Points& points) override { open.sparks.push_back(sparkline(points.y)); }
    OpenRun& open;
  } sparks(open);
  open.analysis = analyse(open.run, open.options, &sparks);
}

// After its options have changed.
void analyse_again(OpenRun& open) {
  open.analysis = analyse(open.run, open.options);
  open.rows.forget();
}

// What parts of a run remarked keeps its place in their sources.
std::vector<Place> places_of(const std::vector<Note>& notes,
                             const std::vector<std::unique_ptr<OpenRun>>& parts,
                             const std::vector<std::vector<Note>>& notes_of_parts) {
  std::vector<Place> places(notes.size());
  for (std::size_t note = 0; note < notes.size(); ++note) {
    if (!notes[note].offset_bytes) continue;
    for (std::size_t part = 0; part < parts.size(); ++part) {
      for (std::size_t i = 0; i < notes_of_parts[part].size(); ++i) {
        const Note& other = notes_of_parts[part][i];
        if (other.source == notes[note].source && other.offset_bytes == notes[note].offset_bytes) {
          places[note] = parts[part]->note_places[i];
        }
      }
    }
  }
  return places;
}

}  // namespace

struct Session::State {
  std::vector<std::string> source_names;
  std::vector<std::unique_ptr<Tables>> tables;  // of sources with runs; these refer to them
  std::vector<std::unique_ptr<OpenRun>> runs;
  std::vector<RejectedSource> rejected;
  Thresholds thresholds;
  std::vector<ComparedRun> compared;
  Mapping mapping;

  [[nodiscard]] OpenRun* run(std::uint32_t index) const {
    return index < runs.size() ? runs[index].get() : nullptr;
  }

  [[nodiscard]] const Metric* metric(std::uint32_t run_index, std::uint32_t index) const {
    const OpenRun* open = run(run_index);
    return open != nullptr && index < open->run.metrics.size() ? &open->run.metrics[index]
                                                               : nullptr;
  }

  void write(JsonWriter& json, std::uint32_t index) const {
    const OpenRun& open = *runs[index];
    write_run(json, RunView{.index = index,
                            .run = open.run,
                            .analysis = open.analysis,
                            .options = open.options,
                            .sparks = open.sparks,
                            .note_places = open.note_places,
                            .source_names = source_names});
  }

  // ---- The source being read

  std::unique_ptr<SourceReading> reading;
  std::unique_ptr<SourceLines> lines;

  [[nodiscard]] std::uint32_t source() const {
    return static_cast<std::uint32_t>(source_names.size() - 1);
  }

  void find(PlaceFinder finder, std::vector<Place*> wanted) {
    lines = std::make_unique<SourceLines>(SourceLines{std::move(finder), std::move(wanted), {}});
  }

  void reject(const Error& error) {
    rejected.push_back({source(), error, {.offset_bytes = error.offset_bytes, .excerpt = {}}});
    if (error.code == ErrorCode::empty) return;  // its first line is all that it has
    if (error.code == ErrorCode::read_failed || error.code == ErrorCode::damaged_gzip) {
      // What cannot be read cannot be counted either.
      rejected.back().place.line = rejected.back().place.column = 0;
      return;
    }
    find(PlaceFinder(error.offset_bytes), {&rejected.back().place});
  }

  void add(Result<Columns> read) {
    if (!read.ok()) return reject(read.error());
    Columns& columns = read.value();
    Result<std::vector<Run>> built =
        build_runs(*columns.tables, {.name = source_names.back(), .index = source()}, mapping);
    if (!built.ok() || built.value().empty()) return reject(columns.without_runs);
    tables.push_back(std::move(columns.tables));
    std::vector<std::uint64_t> offsets;
    std::vector<Place*> wanted;
    for (Run& run : built.value()) {
      const bool is_first = &run == &built.value().front();
      const bool is_last = &run == &built.value().back();
      runs.push_back(std::make_unique<OpenRun>(std::move(run)));
      OpenRun& open = *runs.back();
      if (open.run.name.empty()) open.run.name = source_names.back();
      open.run.notes =
          all_notes(told_by(columns.notes, is_first, is_last), std::move(open.run.notes), source());
      open.options.thresholds = thresholds;
      understand(open);
      open.note_places.resize(open.run.notes.size());
      for (std::size_t note = 0; note < open.run.notes.size(); ++note) {
        const Note& remark = open.run.notes[note];
        if (!remark.offset_bytes || remark.source != source()) continue;
        offsets.push_back(*remark.offset_bytes);
        wanted.push_back(&open.note_places[note]);
      }
    }
    if (!offsets.empty()) find(PlaceFinder(offsets), std::move(wanted));
  }
};

Session::Session() : state_(std::make_unique<State>()) {}
Session::~Session() = default;

void Session::begin(std::string_view name) {
  state_->source_names.emplace_back(name);
  state_->reading = std::make_unique<SourceReading>(state_->source());
}

std::span<char> Session::room(std::size_t size) {
  if (state_->reading) return state_->reading->room(size);
  state_->lines->piece.resize(size);
  return state_->lines->piece;
}

bool Session::feed(std::size_t size) {
  if (state_->reading) return state_->reading->feed(size);
  return state_->lines->finder.feed({state_->lines->piece.data(), size});
}

void Session::break_off(std::string_view reason) {
  if (!state_->reading) return;
  if (reason == "cut_gzip") return state_->reading->cut_off();
  state_->reading->break_off(reason == error_name(ErrorCode::damaged_gzip)
                                 ? ErrorCode::damaged_gzip
                                 : ErrorCode::read_failed);
}

void Session::decoded(std::string_view encoding) {
  if (!state_->reading) return;
  state_->reading->decoded(encoding == "gzip" ? NoteCode::inflated : NoteCode::transcoded);
}

bool Session::finish() {
  if (state_->reading) {
    if (state_->reading->finish()) return true;
    Result<Columns> columns = std::move(*state_->reading).take();
    state_->reading.reset();
    state_->add(std::move(columns));
    return state_->lines != nullptr;
  }
  const std::unique_ptr<SourceLines> lines = std::move(state_->lines);
  std::vector<Place> places = std::move(lines->finder).finish();
  for (std::size_t i = 0; i < places.size(); ++i) *lines->wanted[i] = std::move(places[i]);
  return false;
}

std::vector<std::byte> Session::snapshot() {
  return state_->reading ? state_->reading->snapshot() : std::vector<std::byte>{};
}

void Session::begin_part() {
  begin({});
  state_->reading->begin_part();
}

bool Session::append(std::span<const std::byte> snapshot) {
  return state_->reading && state_->reading->append(snapshot);
}

std::uint32_t Session::rows_so_far() const {
  return state_->reading ? state_->reading->row_count() : 0;
}

bool Session::add(std::string_view name, ByteSource& source, std::size_t window_bytes) {
  const std::size_t window = window_bytes == 0 ? limits::kWindowBytes : window_bytes;
  const std::size_t run_count = state_->runs.size();
  begin(name);
  do {
    for (std::uint64_t offset = 0;;) {
      const Result<std::size_t> got = source.read_at(offset, room(window));
      if (!got.ok()) {
        break_off();
        break;
      }
      offset += got.value();
      if (!feed(got.value()) || got.value() < window) break;
    }
  } while (finish());
  return state_->runs.size() > run_count;
}

std::string Session::override_threshold(std::string_view rule, std::string_view name,
                                        double value) {
  JsonWriter json;
  if (const auto refusal = ckpt::override_threshold(state_->thresholds, rule, name, value)) {
    write_message(json, *refusal);
  } else {
    json.null();
  }
  return std::move(json).take();
}

void Session::forget_thresholds() { state_->thresholds = {}; }

std::string Session::judge() {
  for (const std::unique_ptr<OpenRun>& open : state_->runs) {
    open->options.thresholds = state_->thresholds;
    analyse_again(*open);
  }
  return summary();
}

bool Session::map(std::string_view what, std::string_view path, std::string_view direction,
                  std::string_view role) {
  Mapping& mapping = state_->mapping;
  if (what == "metric") {
    const Direction better = direction_named(direction);
    const std::optional<Role> data = role_named(role);
    if ((better == Direction::unknown && !direction.empty()) || !data) return false;
    mapping.metrics.push_back({std::string{path}, better, *data});
    return true;
  }
  std::string* place = what == "records" ? &mapping.records
                       : what == "step"  ? &mapping.step
                       : what == "epoch" ? &mapping.epoch
                       : what == "time"  ? &mapping.time
                                         : nullptr;
  if (place == nullptr) return false;
  *place = path;
  return true;
}

void Session::join() {
  std::vector<std::unique_ptr<OpenRun>>& runs = state_->runs;
  const auto all_runs = [&runs] {
    std::vector<const Run*> all;
    all.reserve(runs.size());
    for (const auto& open : runs) all.push_back(&open->run);
    return all;
  };
  for (const Joining& joining : find_joinings(all_runs(), state_->source_names)) {
    std::vector<std::unique_ptr<OpenRun>> opened;
    std::vector<std::vector<Note>> notes;
    std::vector<Run> parts;
    for (std::size_t i = 0; i < joining.places.size(); ++i) {
      place_checkpoints(joining.places[i], runs[joining.runs[i]]->run);
    }
    for (const std::uint32_t index : joining.runs) {
      notes.push_back(runs[index]->run.notes);
      parts.push_back(std::move(runs[index]->run));
      opened.push_back(std::move(runs[index]));
    }
    auto joined = std::make_unique<OpenRun>(join_runs(std::move(parts)));
    if (!joining.name.empty()) joined->run.name = joining.name;
    if (!joining.folders.empty()) mark_checkpoint_folders(joining.folders, joined->run);
    joined->note_places = places_of(joined->run.notes, opened, notes);
    joined->options.thresholds = state_->thresholds;
    understand(*joined);
    const auto first = *std::min_element(joining.runs.begin(), joining.runs.end());
    runs[first] = std::move(joined);
  }
  runs.erase(std::remove(runs.begin(), runs.end(), nullptr), runs.end());
  std::vector<std::string> names = distinct_names(all_runs(), state_->source_names);
  for (std::size_t i = 0; i < runs.size(); ++i) runs[i]->run.name = std::move(names[i]);
}

std::string Session::summary() const {
  JsonWriter json;
  json.begin_object();
  json.text("ruleset", kRulesetVersion);
  json.key("overrides");
  write_overrides(json, state_->thresholds);
  json.begin_array("runs");
  for (std::size_t i = 0; i < state_->runs.size(); ++i) {
    state_->write(json, static_cast<std::uint32_t>(i));
  }
  json.end_array();
  json.begin_array("rejected");
  for (const RejectedSource& rejected : state_->rejected) {
    write_rejected(json, RejectedView{.source = state_->source_names[rejected.source],
                                      .error = rejected.error,
                                      .place = rejected.place});
  }
  json.end_array();
  json.end_object();
  return std::move(json).take();
}

std::string Session::choose(std::uint32_t run, std::string_view metric,
                            std::string_view direction) {
  JsonWriter json;
  if (OpenRun* open = state_->run(run)) {
    open->options.metric = metric;
    open->options.direction = direction_named(direction);
    analyse_again(*open);
    state_->write(json, run);
  } else {
    json.null();
  }
  return std::move(json).take();
}

std::string Session::rows(std::uint32_t run, std::uint32_t start, std::uint32_t count,
                          std::string_view sort, bool descending, std::string_view filter) {
  JsonWriter json;
  if (OpenRun* open = state_->run(run)) {
    open->rows.write(json, open->analysis, start, count, sort, descending, filter);
  } else {
    json.begin_array();
    json.end_array();
  }
  return std::move(json).take();
}

std::uint32_t Session::row_count(std::uint32_t run, std::string_view filter) {
  OpenRun* open = state_->run(run);
  if (open == nullptr) return 0;
  open->rows.load(open->analysis);
  return open->rows.count(filter);
}

void Session::add_compared(std::string_view name, std::string_view group, double noise_band,
                           const std::vector<double>& xy) {
  ComparedRun run{.name = std::string(name),
                  .group = std::string(group),
                  .noise_band = noise_band,
                  .points = {},
                  .facts = {}};
  std::vector<double> x;
  for (std::size_t i = 0; i + 1 < xy.size(); i += 2) {
    x.push_back(xy[i]);
    run.points.y.push_back(xy[i + 1]);
  }
  run.points.x = std::move(x);
  state_->compared.push_back(std::move(run));
}

void Session::add_compared_fact(std::string_view name, std::string_view value) {
  if (state_->compared.empty()) return;
  state_->compared.back().facts.push_back({std::string(name), std::string(value)});
}

std::string Session::compare(std::string_view metric, std::string_view direction) {
  const std::vector<ComparedRun> runs = std::exchange(state_->compared, {});
  JsonWriter json;
  write_comparison(json, runs,
                   ckpt::compare(runs, metric, direction_named(direction), state_->thresholds));
  return std::move(json).take();
}

std::vector<double> Session::plot(std::uint32_t run, std::uint32_t metric,
                                  const PlotRequest& request) {
  const Metric* wanted = state_->metric(run, metric);
  if (wanted == nullptr) return {};
  OpenRun& open = *state_->run(run);
  const Curve& curve = open.curves.get(open.run, *wanted, curve_options(*wanted, request));
  std::vector<double> out{static_cast<double>(curve.unplaced),
                          static_cast<double>(curve.unscalable)};
  const std::vector<double> reduced =
      downsample(curve.points.x, curve.values(), curve.gaps, curve.pyramid, plot_window(request));
  out.insert(out.end(), reduced.begin(), reduced.end());
  return out;
}

std::vector<double> Session::superseded(std::uint32_t run, std::uint32_t metric,
                                        const PlotRequest& request) const {
  const Metric* wanted = state_->metric(run, metric);
  if (wanted == nullptr) return {};
  return superseded_curve(state_->run(run)->run, *wanted, curve_options(*wanted, request),
                          plot_window(request));
}

std::vector<double> Session::places(std::uint32_t run, std::string_view axis,
                                    std::uint32_t width) const {
  const OpenRun* open = state_->run(run);
  if (open == nullptr) return {};
  const XKind kind = x_kind_named(axis, open->run.x_kind);
  return downsample(places_on(open->run, kind), {}, {.width = width});
}

std::vector<double> Session::series(std::uint32_t run, std::uint32_t metric,
                                    std::uint32_t most) const {
  const Metric* wanted = state_->metric(run, metric);
  return wanted == nullptr ? std::vector<double>{} : thinned(wanted->series.points(), most);
}

std::string Session::trends(std::uint32_t run, std::uint32_t metric) const {
  const Metric* wanted = state_->metric(run, metric);
  if (wanted == nullptr) return "null";
  const OpenRun& open = *state_->run(run);
  const bool is_primary = open.analysis.primary_metric == static_cast<std::int64_t>(metric);
  JsonWriter json;
  write_trend_windows(
      json, trend_windows(open.run, wanted->series.points(), open.analysis.metrics[metric],
                          is_primary ? open.analysis.primary_direction : wanted->direction,
                          open.options.thresholds));
  return std::move(json).take();
}

std::string formats_json() {
  JsonWriter json;
  json.begin_array();
  for (const Format* format : formats()) {
    json.begin_object();
    json.text("id", format->id);
    json.text("title", format->title);
    json.text("where", format->where);
    json.text("what", format->what);
    json.text("source", format->source);
    json.end_object();
  }
  json.end_array();
  return std::move(json).take();
}

std::string rules_json() {
  JsonWriter json;
  write_rules(json);
  return std::move(json).take();
}

}  // namespace ckpt
