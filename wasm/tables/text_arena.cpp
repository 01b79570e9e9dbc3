// Storage and deduplication of texts.
#include "tables/text_arena.h"

#include <cassert>
#include <cstring>

#include "base/text.h"

namespace ckpt {
namespace {

// A column with more distinct texts than this, most of them new, is a column of ids: looking for
// equal ones would cost time and memory and find nothing.
constexpr std::uint32_t kFreshMin = 4096;

// FNV-1a over words of eight bytes, then mixed: texts of a column often differ in one digit only.
std::uint32_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325U ^ text.size();
  const char* at = text.data();
  std::size_t rest = text.size();
  for (; rest >= 8; at += 8, rest -= 8) {
    std::uint64_t word;
    std::memcpy(&word, at, 8);
    hash = (hash ^ word) * 0x9E3779B97F4A7C15U;
    hash ^= hash >> 29;
  }
  std::uint64_t word = 0;
  if (rest != 0) std::memcpy(&word, at, rest);
  hash = (hash ^ word) * 0x9E3779B97F4A7C15U;
  hash ^= hash >> 32;
  return static_cast<std::uint32_t>(hash);
}

}  // namespace

std::string_view TextArena::text(Code code) const {
  assert((code >> kBlockBits) < blocks_.size());
  const char* at = blocks_[code >> kBlockBits].get() + (code & (kBlockBytes - 1));
  std::uint16_t size;
  std::memcpy(&size, at, kSizeBytes);
  return {at + kSizeBytes, size};
}

TextArena::Code TextArena::add(std::string_view text, Habit& habit) {
  if (text.size() > limits::kTextBytesMax) {
    text = cut_utf8(text, limits::kTextBytesMax);
    ++shortened_count_;
  }
  if (habit.last != kDropped && same_text(this->text(habit.last), text)) return habit.last;

  Code code = kDropped;
  ++habit.added;
  if (habit.fresh > kFreshMin && habit.fresh > habit.added / 2) {
    ++habit.fresh;
    code = append(text);
  } else {
    if (slot_count_ * 2 >= slots_.size()) grow_slots();
    const std::uint32_t hash = hash_of(text);
    std::size_t index = hash & (slots_.size() - 1);
    while (slots_[index].code != kDropped &&
           (slots_[index].hash != hash || !same_text(this->text(slots_[index].code), text))) {
      index = (index + 1) & (slots_.size() - 1);
    }
    code = slots_[index].code;
    if (code == kDropped) {
      ++habit.fresh;
      code = append(text);
      if (code != kDropped) {
        slots_[index] = {code, hash};
        ++slot_count_;
      }
    }
  }
  if (code == kDropped) {
    ++dropped_count_;
  } else {
    habit.last = code;
  }
  return code;
}

bool TextArena::has_room_for(std::uint64_t text_count, std::uint64_t text_bytes) const {
  // At the end of a block less is left than the longest text takes.
  constexpr std::uint64_t kUsedMin = kBlockBytes - (limits::kTextBytesMax + kSizeBytes);
  const std::uint64_t bytes = text_count * kSizeBytes + text_bytes;
  return (blocks_.size() + bytes / kUsedMin + 1) * kBlockBytes <= bytes_max_;
}

TextArena::Code TextArena::append(std::string_view text) {
  const auto bytes = static_cast<std::uint32_t>(text.size() + kSizeBytes);
  if (bytes > kBlockBytes - block_used_) {
    if ((blocks_.size() + 1) * kBlockBytes > bytes_max_) return kDropped;
    blocks_.push_back(std::make_unique<char[]>(kBlockBytes));
    block_used_ = 0;
  }
  char* at = blocks_.back().get() + block_used_;
  const auto size = static_cast<std::uint16_t>(text.size());
  std::memcpy(at, &size, kSizeBytes);
  if (!text.empty()) std::memcpy(at + kSizeBytes, text.data(), text.size());
  const Code code = static_cast<Code>(blocks_.size() - 1) << kBlockBits | block_used_;
  block_used_ += bytes;
  return code;
}

void TextArena::grow_slots() {
  const std::vector<Slot> before = std::move(slots_);
  slots_.assign(before.empty() ? 64 : before.size() * 2, Slot{kDropped, 0});
  for (const Slot& slot : before) {
    if (slot.code == kDropped) continue;
    std::size_t index = slot.hash & (slots_.size() - 1);
    while (slots_[index].code != kDropped) index = (index + 1) & (slots_.size() - 1);
    slots_[index] = slot;
  }
}

void TextArena::write_to(PacketWriter& to) const {
  to.number(blocks_.size());
  for (const auto& block : blocks_) to.bytes(block.get(), kBlockBytes);
  to.number(block_used_);
  to.values(slots_);
  to.number(slot_count_);
  to.value(habit_);
  to.number(shortened_count_);
  to.number(dropped_count_);
}

void TextArena::read_from(PacketReader& from) {
  blocks_.resize(from.count());
  for (auto& block : blocks_) {
    block = std::make_unique<char[]>(kBlockBytes);
    std::memcpy(block.get(), from.bytes(kBlockBytes), kBlockBytes);
  }
  block_used_ = static_cast<std::uint32_t>(from.number());
  from.values(slots_);
  slot_count_ = from.count();
  from.value(habit_);
  shortened_count_ = from.number();
  dropped_count_ = from.number();
}

void TextArena::seal() {
  slots_ = {};
  slot_count_ = 0;
}

std::size_t TextArena::memory_bytes() const {
  return sizeof(*this) + blocks_.size() * kBlockBytes +
         blocks_.capacity() * sizeof(blocks_.front()) + slots_.capacity() * sizeof(Slot);
}

}  // namespace ckpt
