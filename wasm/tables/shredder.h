// Takes a reader's events and builds tables from them.
#pragma once

#include <cstdint>
#include <memory>

#include "base/limits.h"
#include "base/packet.h"
#include "input/events.h"
#include "tables/table.h"

namespace ckpt {

// The bounds a shredder holds to; tests use small ones.
struct ShredderLimits {
  std::uint32_t column_count_max = limits::kColumnCountMax;
  std::uint32_t row_count_max = limits::kRowCountMax;
  std::size_t text_bytes_max = limits::kTextArenaBytesMax;
};

// Where a key stands twice in one object, the last one counts: a later scalar or null replaces an
// earlier scalar, a later array replaces the rows of an earlier one, and the members of a later
// object are laid over those of an earlier one. A key that holds a scalar and a container keeps
// both, and a repeated key of a map keeps both of its rows.
class Shredder final : public EventSink {
 public:
  // Requires: `keys` outlives the shredder. `source` stands in the notes.
  Shredder(const KeyTree& keys, std::uint32_t source, const ShredderLimits& bounds = {});
  ~Shredder() override;
  void take(const EventBatch& batch) override;
  // Rows so far, of the table that has most of them.
  [[nodiscard]] std::uint32_t row_count() const;
  // Writes all that was built, for another shredder of the same limits to go on from. False, and
  // what was written means nothing, where a document is open or an object has become a table.
  [[nodiscard]] bool write_to(PacketWriter& to);
  // Requires: nothing was taken yet. Paths go into `keys`, the shredder's own, which has none.
  void read_from(PacketReader& from, KeyTree& keys);
  // Takes what another shredder of the same limits has built of the part of the source that
  // follows, from `offset_bytes` on. False, and nothing was done, where that would not be the same
  // as taking its events: an object has become a table, or a bound is near. Requires: no document
  // is open in either; each comes with its own keys.
  [[nodiscard]] bool append(Shredder& part, KeyTree& keys, KeyTree& part_keys,
                            std::uint64_t offset_bytes);
  // Recognises numeric texts and the remaining maps, closes presence, collects notes.
  [[nodiscard]] Tables finish() &&;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ckpt
