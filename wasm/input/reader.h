// Reads a source of JSON once, through windows, into events. Knows no format.
//
// Accepts strict JSON, JSON Lines, several documents in a row, bare NaN / Infinity / -Infinity, a
// UTF-8 BOM, CRLF, and trailing NUL or blank bytes. A source that ends inside a document yields
// every complete value before the cut, then an EventKind::cut, then the ends of what was open; a
// number that touches the end of a cut source is not complete and is not delivered. A source that
// ends before its first complete value is refused. A number too large for a double is infinite;
// half a surrogate pair in an escape is U+FFFD, like a byte that is not UTF-8.
#pragma once

#include <cstdint>
#include <vector>

#include "base/limits.h"
#include "base/note.h"
#include "base/result.h"
#include "input/byte_source.h"
#include "input/events.h"
#include "input/key_tree.h"

namespace ckpt {

struct ReadOptions {
  std::size_t window_bytes = limits::kWindowBytes;  // any value from 1 on gives the same events
  std::uint32_t source = 0;                         // stands in the notes
};

struct ReadReport {
  std::uint64_t size_bytes = 0;
  std::uint64_t document_count = 0;  // a cut one included
  bool is_cut = false;
  std::vector<Note> notes;
};

// Errors: what error_codes.def lists, with the byte where the source first could not be understood.
// Events delivered before an error must be thrown away. Memory: the window (twice while it moves),
// the event batch, the key tree.
[[nodiscard]] Result<ReadReport> read_json(ByteSource& source, KeyTree& keys, EventSink& sink,
                                           const ReadOptions& options = {});

}  // namespace ckpt
