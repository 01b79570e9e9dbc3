// The engine as JavaScript sees it. Converts and forwards; the only file that includes Emscripten.
// embind.js is its other half, and knows no more of Embind than is used here.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <emscripten/bind.h>
#include <emscripten/val.h>

#include "session/session.h"

namespace {

using emscripten::val;

// An instance of the module is one session: whoever wants another one makes another instance, which
// shares nothing with it.
std::optional<ckpt::Session> kept;

ckpt::Session& session() { return kept ? *kept : kept.emplace(); }

// A view of our memory, which lives for the statement that asks: it is copied out of there, or
// into.
val view(std::span<double> values) {
  return val(emscripten::typed_memory_view(values.size(), values.data()));
}

val view(std::span<std::byte> bytes) {
  const auto* const begin = reinterpret_cast<const std::uint8_t*>(bytes.data());
  return val(emscripten::typed_memory_view(bytes.size(), begin));
}

// What views show until the next of them.
std::vector<double> numbers;
std::vector<std::byte> packet;

void reset() {
  kept.reset();
  numbers = {};
  packet = {};
}

// Requires: `answer` does not look at the answer before it, which is freed first.
template <typename Answer>
val numbers_of(Answer answer) {
  numbers = {};
  numbers = answer();
  return view(numbers);
}

void begin(const std::string& name) { session().begin(name); }

val room(std::uint32_t size) { return view(std::as_writable_bytes(session().room(size))); }

bool feed(std::uint32_t size) { return session().feed(size); }

void decoded(const std::string& encoding) { session().decoded(encoding); }

void break_off(const std::string& reason) { session().break_off(reason); }

bool finish() { return session().finish(); }

std::uint32_t rows_so_far() { return session().rows_so_far(); }

val snapshot() {
  packet = session().snapshot();
  return view(packet);
}

val snapshot_room(std::uint32_t size) {
  packet.resize(size);
  return view(packet);
}

bool append() {
  const bool is_appended = session().append(packet);
  packet = {};
  return is_appended;
}

void begin_part() { session().begin_part(); }

std::string override_threshold(const std::string& rule, const std::string& name, double value) {
  return session().override_threshold(rule, name, value);
}

void forget_thresholds() { session().forget_thresholds(); }

std::string judge() { return session().judge(); }

bool map(const std::string& what, const std::string& path, const std::string& direction,
         const std::string& role) {
  return session().map(what, path, direction, role);
}

void join() { session().join(); }

val compared_room(std::uint32_t count) {
  numbers.resize(count);
  return view(numbers);
}

void add_compared(const std::string& name, const std::string& group, double noise_band) {
  session().add_compared(name, group, noise_band, numbers);
}

void add_compared_fact(const std::string& name, const std::string& value) {
  session().add_compared_fact(name, value);
}

std::string compare(const std::string& metric, const std::string& direction) {
  return session().compare(metric, direction);
}

std::string summary() { return session().summary(); }

std::string choose(std::uint32_t run, const std::string& metric, const std::string& direction) {
  return session().choose(run, metric, direction);
}

std::string rows(std::uint32_t run, std::uint32_t start, std::uint32_t count,
                 const std::string& sort, bool descending, const std::string& filter) {
  return session().rows(run, start, count, sort, descending, filter);
}

std::uint32_t row_count(std::uint32_t run, const std::string& filter) {
  return session().row_count(run, filter);
}

ckpt::PlotRequest request(double from, double to, std::uint32_t width, const std::string& axis,
                          std::uint32_t logs, const std::string& smoothing, double weight) {
  return {.from = from,
          .to = to,
          .width = width,
          .axis = axis,
          .is_log_x = (logs & 1U) != 0,
          .is_log_y = (logs & 2U) != 0,
          .smoothing = smoothing,
          .weight = weight};
}

val plot(std::uint32_t run, std::uint32_t metric, double from, double to, std::uint32_t width,
         const std::string& axis, std::uint32_t logs, const std::string& smoothing, double weight) {
  const auto wanted = request(from, to, width, axis, logs, smoothing, weight);
  return numbers_of([&] { return session().plot(run, metric, wanted); });
}

val superseded(std::uint32_t run, std::uint32_t metric, double from, double to, std::uint32_t width,
               const std::string& axis, std::uint32_t logs) {
  const auto wanted = request(from, to, width, axis, logs, "", 0);
  return numbers_of([&] { return session().superseded(run, metric, wanted); });
}

val places(std::uint32_t run, const std::string& axis, std::uint32_t width) {
  return numbers_of([&] { return session().places(run, axis, width); });
}

val series(std::uint32_t run, std::uint32_t metric, std::uint32_t most) {
  return numbers_of([&] { return session().series(run, metric, most); });
}

std::string trends(std::uint32_t run, std::uint32_t metric) {
  return session().trends(run, metric);
}

}  // namespace

EMSCRIPTEN_BINDINGS(ckptscope) {
  using emscripten::function;
  function("reset", &reset);
  function("begin", &begin);
  function("room", &room);
  function("feed", &feed);
  function("decoded", &decoded);
  function("breakOff", &break_off);
  function("finish", &finish);
  function("rowsSoFar", &rows_so_far);
  function("snapshot", &snapshot);
  function("snapshotRoom", &snapshot_room);
  function("append", &append);
  function("beginPart", &begin_part);
  function("overrideThreshold", &override_threshold);
  function("forgetThresholds", &forget_thresholds);
  function("judge", &judge);
  function("map", &map);
  function("join", &join);
  function("comparedRoom", &compared_room);
  function("addCompared", &add_compared);
  function("addComparedFact", &add_compared_fact);
  function("compare", &compare);
  function("summary", &summary);
  function("choose", &choose);
  function("rows", &rows);
  function("rowCount", &row_count);
  function("plot", &plot);
  function("superseded", &superseded);
  function("places", &places);
  function("series", &series);
  function("trends", &trends);
  function("formats", &ckpt::formats_json);
  function("rules", &ckpt::rules_json);
}
