// Runs made from vectors, without any file, and messages spelled out as a reader would see them.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "analysis/analysis.h"
#include "run/run.h"

namespace ckpt::test {

using Values = std::vector<double>;

// The same numbers on every platform.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 2862933555777941757U + 3037000493U) {}
  // Uniform in [0, 1).
  double uniform() {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<double>(state_ >> 11U) * 0x1p-53;
  }
  // Nearly normal: the sum of twelve uniforms.
  double normal() {
    double sum = -6.0;
    for (int i = 0; i < 12; ++i) sum += uniform();
    return sum;
  }

 private:
  std::uint64_t state_;
};

// `count` values begin, begin + step, ...
inline Values steps(std::size_t count, double step = 100.0, double begin = 100.0) {
  Values x(count);
  for (std::size_t i = 0; i < count; ++i) x[i] = begin + step * static_cast<double>(i);
  return x;
}

class RunMaker {
 public:
  RunMaker() { run.format = "test"; }
  RunMaker(const RunMaker&) = delete;
  RunMaker& operator=(const RunMaker&) = delete;

  // Adds a metric whose meaning is that of its name; non-finite values are kept aside as a reader
  // does. Returns it for changes.
  Metric& add(std::string name, Values x, const Values& y) {
    columns_.emplace_back();
    Column& column = columns_.back();
    for (std::size_t i = 0; i < y.size(); ++i)
      column.numbers.set(static_cast<std::uint32_t>(i), y[i]);
    const MetricMeaning meaning = meaning_of(name);
    Metric metric;
    metric.name = std::move(name);
    metric.role = meaning.role;
    metric.direction = meaning.direction;
    metric.direction_source =
        meaning.direction == Direction::unknown ? DirectionSource::none : DirectionSource::catalog;
    metric.family = meaning.family;
    metric.quantity = meaning.quantity;
    metric.x_kind = run.x_kind;
    for (std::size_t i = 0; i < y.size(); ++i) {
      if (!std::isfinite(y[i])) {
        metric.non_finite.push_back({x[i], y[i]});
        ++metric.non_finite_count;
      }
      if (!(run.last_step >= x[i])) run.last_step = x[i];
    }
    metric.series.value = &column;
    xs_.push_back(std::move(x));
    metric.series.computed_x = xs_.back();
    run.metrics.push_back(std::move(metric));
    return run.metrics.back();
  }

  // A checkpoint at every x.
  void checkpoints(const Values& x, Saved saved = Saved::yes) {
    for (const double at : x) {
      Checkpoint checkpoint;
      checkpoint.kind = CheckpointKind::checkpoint;
      checkpoint.saved = saved;
      checkpoint.x = at;
      if (run.x_kind == XKind::step) checkpoint.step = at;
      if (run.x_kind == XKind::epoch) checkpoint.epoch = at;
      run.checkpoints.push_back(checkpoint);
    }
  }

  Run run;

 private:
  std::deque<Column> columns_;
  std::deque<Values> xs_;
};

inline std::set<std::string> slot_names(std::string_view text) {
  std::set<std::string> names;
  for (std::size_t begin = text.find('{'); begin != std::string_view::npos;
       begin = text.find('{', begin + 1)) {
    const std::string_view slot = text.substr(begin + 1, text.find('}', begin) - begin - 1);
    names.insert(std::string(slot.substr(0, slot.find(':'))));
  }
  return names;
}

// The sentence with its slots filled, roughly as the page does it; "?" where a slot has no value.
inline std::string spelled(const Message& message, std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '{') {
      out += text[i];
      continue;
    }
    const std::size_t end = text.find('}', i);
    const std::string_view slot = text.substr(i + 1, end - i - 1);
    const std::string_view name = slot.substr(0, slot.find(':'));
    const bool is_percent = slot.find("percent") != std::string_view::npos;
    std::string value = "?";
    for (const Slot& filled : message.slots) {
      if (filled.name != name) continue;
      if (const double* number = std::get_if<double>(&filled.value)) {
        char buffer[64];
        const bool is_integer = slot.find(":integer") != std::string_view::npos;
        std::snprintf(buffer, sizeof buffer, is_integer ? "%.0f" : "%.4g",
                      is_percent ? *number * 100.0 : *number);
        value = buffer;
        if (is_percent) value += " %";
      } else {
        value = std::get<std::string>(filled.value);
      }
    }
    out += value;
    i = end;
  }
  return out;
}
inline std::string spelled(const Message& message) { return spelled(message, message.text.en); }

inline std::size_t character_count(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1U : 0U;
  return count;
}

inline const Finding* finding_of(const Analysis& analysis, VerdictKind kind) {
  for (const Finding& finding : analysis.findings) {
    if (finding.kind == kind) return &finding;
  }
  return nullptr;
}

inline std::string_view kind_name(VerdictKind kind) {
  switch (kind) {
#define CKPT_VERDICT(name) \
  case VerdictKind::name:  \
    return #name;
#include "analysis/verdict_kinds.def"
#undef CKPT_VERDICT
  }
  return "?";
}

}  // namespace ckpt::test
