// The tree is a vector of nodes. A node knows which sibling came after it the last time, so that
// rows which repeat their keys are followed by comparing bytes; everything else goes through one
// hash table over (parent, key), so that an object of a hundred thousand keys costs no more per
// key.
#include "input/key_tree.h"

#include <cstddef>
#include <cstring>
#include <vector>

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

}  // namespace

struct KeyTree::Nodes {
  struct Node {
    const char* key;
    std::uint32_t key_size;
    std::uint32_t hash;
    PathId parent;
    PathId next_guess;   // the sibling that followed this one the last time
    PathId first_guess;  // the first member of this object the last time
    PathId element;      // the elements of this array
    bool is_element;
  };

  std::vector<Node> nodes;
  std::vector<PathId> slots;  // open addressing, a power of two, at most half full; kNoPath is free
  std::size_t members = 0;    // nodes in `slots`
  std::vector<std::unique_ptr<char[]>> chunks;  // the bytes of the keys, which never move
  std::size_t chunk_left = 0;
  char* chunk_next = nullptr;

  [[nodiscard]] PathId add(PathId parent, const char* key, std::uint32_t key_size,
                           std::uint32_t hash, bool is_element) {
    if (nodes.size() >= limits::kPathCountMax) return kNoPath;
    nodes.push_back({key, key_size, hash, parent, kNoPath, kNoPath, kNoPath, is_element});
    return static_cast<PathId>(nodes.size() - 1);
  }

  [[nodiscard]] const char* keep(std::string_view key) {
    if (key.empty()) return "";
    if (key.size() > chunk_left) {
      const std::size_t bytes = key.size() > kChunkBytes / 4 ? key.size() : kChunkBytes;
      chunks.push_back(std::make_unique<char[]>(bytes));
      if (bytes == key.size()) {  // a giant gets a chunk of its own and leaves the current one be
        std::memcpy(chunks.back().get(), key.data(), key.size());
        return chunks.back().get();
      }
      chunk_next = chunks.back().get();
      chunk_left = bytes;
    }
    char* kept = chunk_next;
    std::memcpy(kept, key.data(), key.size());
    chunk_next += key.size();
    chunk_left -= key.size();
    return kept;
  }

  void widen() {
    std::vector<PathId> wider(slots.empty() ? 1024 : slots.size() * 2, kNoPath);
    const std::size_t mask = wider.size() - 1;
    for (const PathId path : slots) {
      if (path == kNoPath) continue;
      std::size_t at = nodes[path].hash & mask;
      while (wider[at] != kNoPath) at = (at + 1) & mask;
      wider[at] = path;
    }
    slots = std::move(wider);
  }

  [[nodiscard]] PathId find_or_add(PathId object, std::string_view key) {
    if (members * 2 >= slots.size()) widen();
    const std::uint32_t hash = hash_of(object, key);
    const std::size_t mask = slots.size() - 1;
    std::size_t at = hash & mask;
    for (; slots[at] != kNoPath; at = (at + 1) & mask) {
      const Node& node = nodes[slots[at]];
      if (node.hash == hash && node.parent == object && node.key_size == key.size() &&
          same_bytes(node.key, key.data(), key.size())) {
        return slots[at];
      }
    }
    if (nodes.size() >= limits::kPathCountMax) return kNoPath;
    const PathId added =
        add(object, keep(key), static_cast<std::uint32_t>(key.size()), hash, false);
    slots[at] = added;
    ++members;
    return added;
  }
};

KeyTree::KeyTree() : nodes_(std::make_unique<Nodes>()) {
  nodes_->nodes.reserve(256);
  nodes_->nodes.push_back({"", 0, 0, kNoPath, kNoPath, kNoPath, kNoPath, false});
}
KeyTree::~KeyTree() = default;
KeyTree::KeyTree(KeyTree&&) noexcept = default;
KeyTree& KeyTree::operator=(KeyTree&&) noexcept = default;

PathId KeyTree::child(PathId object, PathId previous, std::string_view key) {
  if (object == kNoPath) return kNoPath;
  Nodes& tree = *nodes_;
  const PathId guess =
      previous == kNoPath ? tree.nodes[object].first_guess : tree.nodes[previous].next_guess;
  if (guess != kNoPath) {
    const Nodes::Node& node = tree.nodes[guess];
    if (node.key_size == key.size() && same_bytes(node.key, key.data(), key.size())) return guess;
  }
  const PathId path = tree.find_or_add(object, key);
  if (path != kNoPath) {
    (previous == kNoPath ? tree.nodes[object].first_guess : tree.nodes[previous].next_guess) = path;
  }
  return path;
}

PathId KeyTree::element(PathId array) {
  if (array == kNoPath) return kNoPath;
  const PathId known = nodes_->nodes[array].element;
  if (known != kNoPath) return known;
  const PathId added = nodes_->add(array, "", 0, 0, true);
  nodes_->nodes[array].element = added;
  return added;
}

std::uint32_t KeyTree::size() const { return static_cast<std::uint32_t>(nodes_->nodes.size()); }
PathId KeyTree::parent(PathId path) const { return nodes_->nodes[path].parent; }
bool KeyTree::is_element(PathId path) const { return nodes_->nodes[path].is_element; }
std::string_view KeyTree::key(PathId path) const {
  const Nodes::Node& node = nodes_->nodes[path];
  return {node.key, node.key_size};
}

}  // namespace ckpt
