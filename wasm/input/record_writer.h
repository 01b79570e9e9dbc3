// Holds the events of one record until it is known to be one: text between records often begins
// like one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "input/events.h"

namespace ckpt {

class RecordWriter {
 public:
  // Requires: `sink` outlives the writer.
  explicit RecordWriter(EventSink& sink) : sink_(sink) {}

  void add(EventKind kind, std::uint64_t offset, PathId path, double number = 0,
           std::string_view text = {});
  // Hands on what is held.
  void flush();
  // Forgets what is held, as if it had not been read.
  void drop();
  // Whether a part of the record was handed on, because it is too large to be held.
  [[nodiscard]] bool is_committed() const { return is_committed_; }
  // The record is over and handed on.
  void end_record();

 private:
  EventSink& sink_;
  std::vector<Event> events_;
  std::string texts_;                   // of the events held, one behind the other
  std::vector<std::size_t> text_from_;  // by event
  std::uint64_t base_offset_ = 0;
  bool is_committed_ = false;
};

}  // namespace ckpt
