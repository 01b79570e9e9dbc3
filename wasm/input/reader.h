// Reads a source of JSON once, as it comes, into events. Knows no format.
//
// Accepts strict JSON, JSON Lines, several documents in a row, bare NaN / Infinity / -Infinity, a
// UTF-8 BOM, CRLF, and trailing NUL or blank bytes. A source that ends inside a document yields
// every complete value before the cut, then an EventKind::cut, then the ends of what was open; a
// number that touches the end of a cut source is not complete and is not delivered. A source that
// ends before its first complete value is refused. A number too large for a double is infinite;
// half a surrogate pair in an escape is U+FFFD, like a byte that is not UTF-8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/limits.h"
#include "base/note.h"
#include "base/result.h"
#include "input/byte_source.h"
#include "input/events.h"
#include "input/key_tree.h"
#include "input/tally.h"

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

// What a reader has counted where nothing is open.
struct ReadSoFar {
  std::uint64_t end_bytes = 0;
  std::uint64_t document_count = 0;
  std::uint64_t scalar_count = 0;
  bool has_document_of_lines = false;
  Tally left_out;
  Tally literals;
  Tally invalid_utf8;

  // What another reader has counted right behind, from nought.
  void append(const ReadSoFar& next);
};

// Takes a source as it comes, in pieces of any size: the same pieces cut elsewhere give the same
// events. Memory: the largest piece or token, the event batch, the key tree.
class JsonReader {
 public:
  // Requires: `keys` and `sink` outlive the reader. Of `options` the window is not looked at.
  JsonReader(KeyTree& keys, EventSink& sink, const ReadOptions& options = {});
  ~JsonReader();

  // Where the next piece goes, `size` bytes; valid until the next call.
  [[nodiscard]] std::span<char> room(std::size_t size);
  // Takes the first `size` bytes of room(). False when no more of the source is needed, because it
  // is refused; more may be fed all the same. Requires: not more than room() was asked for.
  bool feed(std::size_t size);
  // The source ends here, or cannot be read further because of `failure`. Called once. Errors: what
  // error_codes.def lists, with the byte where the source first could not be understood. Events
  // delivered before an error must be thrown away.
  [[nodiscard]] Result<ReadReport> finish();
  void fail(const Error& failure);

  // Nothing where a document is open or anything but whole documents was met.
  [[nodiscard]] std::optional<ReadSoFar> so_far();
  // Goes on behind what another reader has read, as if it had been fed here, where that is all;
  // from nought: between two documents of which this reader is not to know. Requires: nothing was
  // fed, or so_far() gives what `read` begins with; the key tree has the paths.
  void go_on_from(const ReadSoFar& read);

 private:
  class State;
  std::unique_ptr<State> state_;
};

// Feeds a JsonReader with `source`, options.window_bytes at a time.
[[nodiscard]] Result<ReadReport> read_json(ByteSource& source, KeyTree& keys, EventSink& sink,
                                           const ReadOptions& options = {});

}  // namespace ckpt
