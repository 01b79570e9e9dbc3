// The engine as JavaScript sees it. Converts and forwards; the only file that includes Emscripten.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <emscripten/bind.h>
#include <emscripten/val.h>

#include "session/session.h"

namespace {

using emscripten::typed_memory_view;
using emscripten::val;

// A Float64Array of JavaScript's own: nothing of it lies in our memory.
val copied(const std::vector<double>& values) {
  return val::global("Float64Array").new_(val(typed_memory_view(values.size(), values.data())));
}

void begin(ckpt::Session& session, const std::string& name) { session.begin(name); }

// The view of the room for `bytes` is dead as soon as they are in it.
bool feed(ckpt::Session& session, val bytes) {
  const auto size = bytes["length"].as<std::size_t>();
  const std::span<char> room = session.room(size);
  val(typed_memory_view(size, reinterpret_cast<std::uint8_t*>(room.data())))
      .call<void>("set", bytes);
  return session.feed(size);
}

void decoded(ckpt::Session& session, const std::string& encoding) { session.decoded(encoding); }

void break_off(ckpt::Session& session, const std::string& reason) { session.break_off(reason); }

bool finish(ckpt::Session& session) { return session.finish(); }

// Bytes of JavaScript's own.
val snapshot(ckpt::Session& session) {
  const std::vector<std::byte> packet = session.snapshot();
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(packet.data());
  return val::global("Uint8Array").new_(val(typed_memory_view(packet.size(), bytes)));
}

bool append(ckpt::Session& session, val snapshot) {
  std::vector<std::byte> packet(snapshot["length"].as<std::size_t>());
  auto* const bytes = reinterpret_cast<std::uint8_t*>(packet.data());
  val(typed_memory_view(packet.size(), bytes)).call<void>("set", snapshot);
  return session.append(packet);
}

void begin_part(ckpt::Session& session) { session.begin_part(); }

std::uint32_t rows_so_far(const ckpt::Session& session) { return session.rows_so_far(); }

std::string override_threshold(ckpt::Session& session, const std::string& rule,
                               const std::string& name, double value) {
  return session.override_threshold(rule, name, value);
}

void forget_thresholds(ckpt::Session& session) { session.forget_thresholds(); }

std::string judge(ckpt::Session& session) { return session.judge(); }

bool map(ckpt::Session& session, const std::string& what, const std::string& path,
         const std::string& direction, const std::string& role) {
  return session.map(what, path, direction, role);
}

void join(ckpt::Session& session) { session.join(); }

void add_compared(ckpt::Session& session, const std::string& name, const std::string& group,
                  double noise_band, const val& xy) {
  session.add_compared(name, group, noise_band,
                       emscripten::convertJSArrayToNumberVector<double>(xy));
}

void add_compared_fact(ckpt::Session& session, const std::string& name, const std::string& value) {
  session.add_compared_fact(name, value);
}

std::string compare(ckpt::Session& session, const std::string& metric,
                    const std::string& direction) {
  return session.compare(metric, direction);
}

std::string summary(const ckpt::Session& session) { return session.summary(); }

std::string choose(ckpt::Session& session, std::uint32_t run, const std::string& metric,
                   const std::string& direction) {
  return session.choose(run, metric, direction);
}

std::string rows(ckpt::Session& session, std::uint32_t run, std::uint32_t start,
                 std::uint32_t count, const std::string& sort, bool descending,
                 const std::string& filter) {
  return session.rows(run, start, count, sort, descending, filter);
}

std::uint32_t row_count(ckpt::Session& session, std::uint32_t run, const std::string& filter) {
  return session.row_count(run, filter);
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

val plot(ckpt::Session& session, std::uint32_t run, std::uint32_t metric, double from, double to,
         std::uint32_t width, const std::string& axis, std::uint32_t logs,
         const std::string& smoothing, double weight) {
  return copied(session.plot(run, metric, request(from, to, width, axis, logs, smoothing, weight)));
}

val superseded(const ckpt::Session& session, std::uint32_t run, std::uint32_t metric, double from,
               double to, std::uint32_t width, const std::string& axis, std::uint32_t logs) {
  return copied(session.superseded(run, metric, request(from, to, width, axis, logs, "", 0)));
}

val places(const ckpt::Session& session, std::uint32_t run, const std::string& axis,
           std::uint32_t width) {
  return copied(session.places(run, axis, width));
}

val series(const ckpt::Session& session, std::uint32_t run, std::uint32_t metric,
           std::uint32_t most) {
  return copied(session.series(run, metric, most));
}

std::string trends(const ckpt::Session& session, std::uint32_t run, std::uint32_t metric) {
  return session.trends(run, metric);
}

}  // namespace

EMSCRIPTEN_BINDINGS(ckptscope) {
  emscripten::class_<ckpt::Session>("Session")
      .constructor<>()
      .function("begin", &begin)
      .function("feed", &feed)
      .function("decoded", &decoded)
      .function("breakOff", &break_off)
      .function("finish", &finish)
      .function("rowsSoFar", &rows_so_far)
      .function("snapshot", &snapshot)
      .function("append", &append)
      .function("beginPart", &begin_part)
      .function("overrideThreshold", &override_threshold)
      .function("forgetThresholds", &forget_thresholds)
      .function("judge", &judge)
      .function("map", &map)
      .function("join", &join)
      .function("addCompared", &add_compared)
      .function("addComparedFact", &add_compared_fact)
      .function("compare", &compare)
      .function("summary", &summary)
      .function("choose", &choose)
      .function("rows", &rows)
      .function("rowCount", &row_count)
      .function("plot", &plot)
      .function("superseded", &superseded)
      .function("places", &places)
      .function("series", &series)
      .function("trends", &trends);
  emscripten::function("formats", &ckpt::formats_json);
  emscripten::function("rules", &ckpt::rules_json);
}
