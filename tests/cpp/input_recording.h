// Reads a text and writes down what the reader said of it, one line for each event, so that
// readings can be compared.
#pragma once

#include <cmath>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "input/reader.h"

namespace ckpt::test {

inline std::string number_text(double value) {
  if (std::isnan(value)) return "NaN";
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", value);
  return text;
}

struct RecordedEvent {
  EventKind kind;
  std::uint64_t offset;
  std::string line;  // "12 number $.a 0.5"

  [[nodiscard]] bool is_scalar() const {
    return kind == EventKind::number || kind == EventKind::long_integer ||
           kind == EventKind::text || kind == EventKind::boolean || kind == EventKind::null;
  }
};

// Keeps every event, and finds out whether containers were balanced and batches well formed.
class RecordingSink final : public EventSink {
 public:
  explicit RecordingSink(const KeyTree& keys) : keys_(keys) {}

  void take(const EventBatch& batch) override {
    if (batch.events.empty()) is_sound_ = false;
    for (const Event& event : batch.events) {
      const std::uint64_t offset = batch.base_offset_bytes + event.offset;
      std::string line = std::to_string(offset) + ' ';
      const std::string path = ' ' + path_text(event.path);
      switch (event.kind) {
        case EventKind::begin_object:
        case EventKind::begin_array:
          line += (event.kind == EventKind::begin_object ? "{" : "[") + path;
          open_.push_back(event);
          break;
        case EventKind::end_object:
        case EventKind::end_array:
          line += (event.kind == EventKind::end_object ? "}" : "]") + path;
          close(event);
          break;
        case EventKind::number:
          line += "number" + path + ' ' + number_text(event.number);
          break;
        case EventKind::long_integer:
          line +=
              "long" + path + ' ' + number_text(event.number) + ' ' + std::string(event.as_text());
          break;
        case EventKind::text:
          line += "text" + path + ' ' + std::string(event.as_text());
          break;
        case EventKind::boolean:
          line += "boolean" + path + ' ' + number_text(event.number);
          break;
        case EventKind::null:
          line += "null" + path;
          break;
        case EventKind::cut:
          line += "cut" + path;
          break;
        case EventKind::end_document:
          line += "end";
          if (!open_.empty()) is_sound_ = false;
          break;
      }
      if (!events_.empty() && offset < events_.back().offset) is_sound_ = false;
      events_.push_back({event.kind, offset, std::move(line)});
    }
  }

  [[nodiscard]] bool is_sound() const { return is_sound_ && open_.empty(); }
  [[nodiscard]] const std::vector<RecordedEvent>& events() const { return events_; }

 private:
  // "$.rows[*].loss"
  std::string path_text(PathId path) {
    if (path >= paths_.size()) paths_.resize(path + 1);
    if (paths_[path].empty()) {
      std::string text = path == kRootPath ? "$" : path_text(keys_.parent(path));
      if (keys_.is_element(path)) {
        text += "[*]";
      } else if (path != kRootPath) {
        text += "." + std::string(keys_.key(path));
      }
      paths_[path] = std::move(text);
    }
    return paths_[path];
  }

  void close(const Event& end) {
    const EventKind begin =
        end.kind == EventKind::end_object ? EventKind::begin_object : EventKind::begin_array;
    if (open_.empty() || open_.back().kind != begin || open_.back().path != end.path) {
      is_sound_ = false;
      return;
    }
    open_.pop_back();
  }

  const KeyTree& keys_;
  std::vector<std::string> paths_;  // by path, made when first met
  std::vector<RecordedEvent> events_;
  std::vector<Event> open_;
  bool is_sound_ = true;
};

struct Reading {
  std::optional<Error> error;
  ReadReport report;                  // when there is no error
  std::vector<RecordedEvent> events;  // when there is no error
  bool is_sound = true;

  [[nodiscard]] std::vector<std::string> lines() const {
    std::vector<std::string> lines;
    for (const RecordedEvent& event : events) lines.push_back(event.line);
    return lines;
  }
  // "truncated x1 @92"; without the place where there is none.
  [[nodiscard]] std::vector<std::string> notes() const {
    std::vector<std::string> texts;
    for (const Note& note : report.notes) {
      std::string text = std::string(note_name(note.code)) + " x" + std::to_string(note.count);
      if (note.offset_bytes) text += " @" + std::to_string(*note.offset_bytes);
      texts.push_back(std::move(text));
    }
    return texts;
  }
  // Everything that must not depend on the window.
  [[nodiscard]] std::string summary() const {
    if (error) {
      return std::string(error_name(error->code)) + " @" + std::to_string(error->offset_bytes);
    }
    std::string text = std::to_string(report.size_bytes) + " bytes, " +
                       std::to_string(report.document_count) + " documents" +
                       (report.is_cut ? ", cut" : "") + (is_sound ? "" : ", UNSOUND") + '\n';
    for (const std::string& note : notes()) text += note + '\n';
    for (const RecordedEvent& event : events) text += event.line + '\n';
    return text;
  }
};

// What `read(keys, sink)` gives, which returns a Result<ReadReport>.
template <class Read>
Reading record(Read read) {
  KeyTree keys;
  RecordingSink sink(keys);
  Result<ReadReport> result = read(keys, sink);
  Reading reading;
  if (result.ok()) {
    reading.report = std::move(result.value());
    reading.events = sink.events();
    reading.is_sound = sink.is_sound();
  } else {
    reading.error = result.error();
  }
  return reading;
}

inline Reading read_source(ByteSource& source, std::size_t window_bytes) {
  return record([&](KeyTree& keys, EventSink& sink) {
    return read_json(source, keys, sink, {.window_bytes = window_bytes, .source = 0});
  });
}

// The text is read from memory of exactly its size, so that AddressSanitizer sees any step too far.
inline Reading read_text(std::string_view text, std::size_t window_bytes = std::size_t{1} << 20) {
  const auto exact = std::make_unique<char[]>(text.size());
  text.copy(exact.get(), text.size());
  MemorySource source({exact.get(), text.size()});
  return read_source(source, window_bytes);
}

inline constexpr std::size_t kWindows[] = {1, 2, 3, 7, 64, 4096};

}  // namespace ckpt::test
