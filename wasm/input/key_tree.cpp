// The tree is a vector of nodes. A node knows which sibling came after it the last time, so that
// rows which repeat their keys are followed by comparing bytes; everything else goes through one
// hash table over (parent, key), so that an object of a hundred thousand keys costs no more per
// key.
#include "input/key_tree.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <utility>

#include "base/limits.h"

namespace ckpt {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{1} << 16;

std::uint64_t load8(const char* bytes) {
  std::uint64_t value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

std::uint32_t load4(const char* bytes) {
  std::uint32_t value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

// memcmp() of WebAssembly's C library goes byte by byte; keys are short, so a few wide loads that
// may overlap do better.
bool same_bytes(const char* a, const char* b, std::size_t size) {
  if (size >= 8) {
    std::size_t at = 0;
    for (; at + 8 <= size; at += 8) {
      if (load8(a + at) != load8(b + at)) return false;
    }
    return load8(a + size - 8) == load8(b + size - 8);
  }
  if (size >= 4) {
    return load4(a) == load4(b) && load4(a + size - 4) == load4(b + size - 4);
  }
  for (std::size_t at = 0; at < size; ++at) {
    if (a[at] != b[at]) return false;
  }
  return true;
}

std::uint32_t hash_of(PathId object, std::string_view key) {
  constexpr std::uint64_t kOdd = 0x9E37'79B9'7F4A'7C15;
  std::uint64_t hash = (std::uint64_t{object} << 32 | key.size()) * kOdd;
  const char* bytes = key.data();
  std::size_t left = key.size();
  const auto mix = [&hash](std::uint64_t word) {
    hash = (hash ^ word) * kOdd;
    hash ^= hash >> 29;
  };
  for (; left >= 8; bytes += 8, left -= 8) mix(load8(bytes));
  std::uint64_t tail = 0;
  for (; left > 0; --left) tail = tail << 8 | static_cast<unsigned char>(bytes[left - 1]);
  mix(tail);
  return static_cast<std::uint32_t>(hash ^ hash >> 32);
}

// Whether a key that stands as it is in the source is this one, and no other: nothing in it is
// written as an escape.
bool may_be_guessed(std::string_view key) {
  if (key.size() >= KeyTree::kGuessBytes) return false;
  return std::none_of(key.begin(), key.end(), [](char byte) {
    return byte == '"' || byte == '\\' || static_cast<unsigned char>(byte) < 0x20;
  });
}

}  // namespace

KeyTree::KeyTree() {
  nodes_.reserve(256);
  nodes_.push_back({"", 0, 0, kNoPath, kNoPath, kNoPath, kNoPath, 0, false});
}

PathId KeyTree::child(PathId object, PathId previous, std::string_view key) {
  if (object == kNoPath) return kNoPath;
  const PathId guessed =
      previous == kNoPath ? nodes_[object].first_guess : nodes_[previous].next_guess;
  if (guessed != kNoPath) {
    const Node& node = nodes_[guessed];
    if (node.key_size == key.size() && same_bytes(node.key, key.data(), key.size())) return guessed;
  }
  const PathId path = find_or_add(object, key);
  if (path != kNoPath) {
    (previous == kNoPath ? nodes_[object].first_guess : nodes_[previous].next_guess) = path;
  }
  return path;
}

PathId KeyTree::element(PathId array) {
  if (array == kNoPath) return kNoPath;
  if (nodes_[array].element != kNoPath) return nodes_[array].element;
  if (nodes_.size() >= limits::kPathCountMax) return kNoPath;
  const PathId added = size();
  nodes_.push_back({"", 0, 0, array, kNoPath, kNoPath, kNoPath, 0, true});
  nodes_[array].element = added;
  return added;
}

PathId KeyTree::find_or_add(PathId object, std::string_view key) {
  if (members_ * 2 >= slots_.size()) widen();
  const std::uint32_t hash = hash_of(object, key);
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  for (; slots_[at] != kNoPath; at = (at + 1) & mask) {
    const Node& node = nodes_[slots_[at]];
    if (node.hash == hash && node.parent == object && node.key_size == key.size() &&
        same_bytes(node.key, key.data(), key.size())) {
      return slots_[at];
    }
  }
  if (nodes_.size() >= limits::kPathCountMax) return kNoPath;
  slots_[at] = size();
  ++members_;
  const auto key_size = static_cast<std::uint32_t>(key.size());
  const std::uint32_t quoted_size = may_be_guessed(key) ? key_size + 1 : 0;
  nodes_.push_back(
      {keep(key), key_size, hash, object, kNoPath, kNoPath, kNoPath, quoted_size, false});
  return slots_[at];
}

const char* KeyTree::keep(std::string_view key) {
  const std::size_t needed = (key.size() + kBytes16) / kBytes16 * kBytes16;
  char* kept = chunk_next_;
  if (needed > kChunkBytes / 4) {  // a giant gets a chunk of its own and leaves the current one be
    chunks_.push_back(std::make_unique<char[]>(needed));
    kept = chunks_.back().get();
  } else {
    if (needed > chunk_left_) {
      chunks_.push_back(std::make_unique<char[]>(kChunkBytes));
      kept = chunks_.back().get();
      chunk_left_ = kChunkBytes;
    }
    chunk_next_ = kept + needed;
    chunk_left_ -= needed;
  }
  if (!key.empty()) std::memcpy(kept, key.data(), key.size());
  kept[key.size()] = '"';
  return kept;
}

void KeyTree::widen() {
  std::vector<PathId> wider(slots_.empty() ? 1024 : slots_.size() * 2, kNoPath);
  const std::size_t mask = wider.size() - 1;
  for (const PathId path : slots_) {
    if (path == kNoPath) continue;
    std::size_t at = nodes_[path].hash & mask;
    while (wider[at] != kNoPath) at = (at + 1) & mask;
    wider[at] = path;
  }
  slots_ = std::move(wider);
}

}  // namespace ckpt
