// What a reader says about a source: values with the path they stand at, in the file's order,
// handed on in batches. The one interface between all ways in (RapidJSON, later our own reader and
// other dialects) and the tables.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "input/key_tree.h"

namespace ckpt {

enum class EventKind : std::uint8_t {
  begin_object,
  end_object,
  begin_array,
  end_array,
  number,        // `number`; may be NaN or infinite when the source says so
  long_integer,  // an integer beyond 2^53: `number` is rounded, `text` has its digits
  text,          // `text`, unescaped UTF-8
  boolean,       // `number` is 0 or 1
  null,
  cut,           // the source ends here, inside the containers that are open; their ends follow
  end_document,  // one top-level value is complete (or cut)
};

struct Event {
  EventKind kind;
  std::uint32_t offset;  // bytes from the batch's `base_offset_bytes` to the token's first byte
  PathId path;  // where the value stands: a member's path, an array's element path, the root
  std::uint32_t text_size;
  double number;
  const char* text;  // valid until the batch has been taken; text_size bytes

  [[nodiscard]] std::string_view as_text() const { return {text, text_size}; }
};

struct EventBatch {
  std::uint64_t base_offset_bytes;
  std::span<const Event> events;
};

// Begin and end of containers are balanced, also after a cut. Between `begin_object` at path P and
// its end, members carry children of P; between `begin_array` at A, values carry element(A).
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void take(const EventBatch& batch) = 0;
};

}  // namespace ckpt
