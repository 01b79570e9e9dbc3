// All texts of a source, each kept once while that pays, cut to a bounded length.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/packet.h"

namespace ckpt {

class TextArena {
 public:
  using Code = std::uint32_t;
  static constexpr Code kDropped = 0xFFFF'FFFF;  // the arena is full: the text was left out

  // What was seen of one series of texts, such as a column: whether looking for an equal text pays.
  struct Habit {
    Code last = kDropped;     // the text added last; most columns repeat it
    std::uint32_t added = 0;  // texts unlike the one before
    std::uint32_t fresh = 0;  // of these, the ones that no text of the arena equalled
  };

  explicit TextArena(std::size_t bytes_max = limits::kTextArenaBytesMax) : bytes_max_(bytes_max) {}

  // Keeps `text` (cut to limits::kTextBytesMax at a UTF-8 border). Equal texts may share a code,
  // but need not once distinct ones prevail in `habit`. O(text size) amortised.
  [[nodiscard]] Code add(std::string_view text, Habit& habit);
  [[nodiscard]] Code add(std::string_view text) { return add(text, habit_); }
  // Requires: `code` came from add() and is not kDropped. Valid for the life of the arena.
  [[nodiscard]] std::string_view text(Code code) const;

  // Whether none is dropped of so many more texts, whichever they are, of so many bytes together.
  [[nodiscard]] bool has_room_for(std::uint64_t text_count, std::uint64_t text_bytes) const;

  [[nodiscard]] std::uint64_t shortened_count() const { return shortened_count_; }
  [[nodiscard]] std::uint64_t dropped_count() const { return dropped_count_; }
  [[nodiscard]] std::size_t memory_bytes() const;
  // Forgets what only add() needs; texts may still be added, and are then kept once each anew.
  void seal();

  // All that the arena knows, for one that is empty.
  void write_to(PacketWriter& to) const;
  void read_from(PacketReader& from);

 private:
  static constexpr std::uint32_t kBlockBits = 16;
  static constexpr std::uint32_t kBlockBytes = std::uint32_t{1} << kBlockBits;
  static constexpr std::uint32_t kSizeBytes = 2;  // before each text stands its size
  static_assert(limits::kTextBytesMax + kSizeBytes <= kBlockBytes && limits::kTextBytesMax < 65536);

  struct Slot {
    Code code;
    std::uint32_t hash;
  };

  [[nodiscard]] Code append(std::string_view text);
  void grow_slots();

  // A code is the place of its text: block << kBlockBits | offset. Blocks never move.
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::uint32_t block_used_ = kBlockBytes;
  std::size_t bytes_max_;
  std::vector<Slot> slots_;  // open addressing; a power of two, at most half full
  std::size_t slot_count_ = 0;
  Habit habit_;
  std::uint64_t shortened_count_ = 0;
  std::uint64_t dropped_count_ = 0;
};

}  // namespace ckpt
