// One source on its way into columns: as JSON, and once more as a dialect if it is none.
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
#include "tables/table.h"

namespace ckpt {

// What reading a source leaves behind: its columns, and the reader's remarks.
struct Columns {
  std::unique_ptr<Tables> tables;
  std::vector<Note> notes;
  Error without_runs{ErrorCode::no_metrics, 0};  // what to say when they make no run
};

class SourceReading {
 public:
  // `source` stands in the notes.
  explicit SourceReading(std::uint32_t source,
                         std::uint64_t inflated_bytes_max = limits::kInflatedBytesMax);
  ~SourceReading();

  // As in JsonReader.
  [[nodiscard]] std::span<char> room(std::size_t size);
  bool feed(std::size_t size);
  // The rest of the source cannot be read.
  void break_off(ErrorCode reason);
  // The source was packed and is cut off; what was fed is all that could be unpacked.
  void cut_off() { is_cut_off_ = true; }
  // What is fed was decoded: inflated or transcoded. Said before the first piece, each time.
  void decoded(NoteCode how);
  // Rows so far, of the table that has most of them.
  [[nodiscard]] std::uint32_t row_count() const;
  // What was fed so far, for another reading of the same limits. Empty where it ends within a
  // document, where it was decoded and where an object has become a table. More may be fed.
  [[nodiscard]] std::vector<std::byte> snapshot();
  // What is fed is a part of a source, from between two of its documents on, and all that comes of
  // it is a snapshot. Requires: nothing was fed.
  void begin_part();
  // Goes on as if what the snapshot holds had been fed: the beginning of a source where nothing was
  // fed, else the part that follows. False, and nothing was done, where that would not be the same:
  // it has to be fed. Requires: `snapshot` is aligned to 8 bytes.
  [[nodiscard]] bool append(std::span<const std::byte> snapshot);
  // The source has ended. True when it must be fed once more, from its start.
  [[nodiscard]] bool finish();
  // Requires: finish() returned false. Whatever only reading needed is gone.
  [[nodiscard]] Result<Columns> take() &&;

 private:
  struct Pass;

  std::uint32_t source_;
  std::unique_ptr<Pass> pass_;
  std::uint64_t inflated_bytes_max_;
  std::uint64_t fed_bytes_ = 0;
  std::vector<NoteCode> decodings_;
  bool is_cut_off_ = false;
  std::optional<Error> broken_off_;
  std::optional<Error> refused_;  // as JSON
  std::optional<Result<Columns>> result_;
};

}  // namespace ckpt
