// Every path of a source, as a tree of keys. It predicts the next key from the object read before,
// so that a row of a long list costs one comparison of bytes for each key, and no hashing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "input/bytes16.h"

namespace ckpt {

using PathId = std::uint32_t;
inline constexpr PathId kRootPath = 0;          // a whole document
inline constexpr PathId kNoPath = 0xFFFF'FFFF;  // beyond limits::kPathCountMax: value is left out

class KeyTree {
 public:
  KeyTree();

  // The path of `key` in the object at `object`; created when new. `previous` is the path that the
  // same object delivered just before (kNoPath at its first key): the guess starts there.
  // O(1); one memcmp when the guess holds.
  [[nodiscard]] PathId child(PathId object, PathId previous, std::string_view key);
  // The same when the guess holds for a key as it stands in the source: `text` begins with its
  // bytes and a quotation mark. kNoPath says nothing; child() knows. Requires: kGuessBytes may be
  // read.
  static constexpr std::size_t kGuessBytes = 64;
  [[nodiscard]] PathId guess(PathId object, PathId previous, const char* text) const;
  // The path of the elements of the array at `array`.
  [[nodiscard]] PathId element(PathId array);

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(nodes_.size()); }
  // kNoPath for the root.
  [[nodiscard]] PathId parent(PathId path) const { return nodes_[path].parent; }
  // An array's element, not an object's member.
  [[nodiscard]] bool is_element(PathId path) const { return nodes_[path].is_element; }
  // The key of a member, unescaped UTF-8; empty for the root and for elements. Stable for the
  // life of the tree.
  [[nodiscard]] std::string_view key(PathId path) const {
    return {nodes_[path].key, nodes_[path].key_size};
  }

 private:
  struct Node {
    const char* key;  // followed by a quotation mark, and readable in whole registers
    std::uint32_t key_size;
    std::uint32_t hash;
    PathId parent;
    PathId next_guess;          // the sibling that followed this one the last time
    PathId first_guess;         // the first member of this object the last time
    PathId element;             // the elements of this array
    std::uint32_t quoted_size;  // of the key and its quotation mark; 0 where it cannot be guessed
    bool is_element;
  };

  [[nodiscard]] PathId find_or_add(PathId object, std::string_view key);
  [[nodiscard]] const char* keep(std::string_view key);
  void widen();

  std::vector<Node> nodes_;
  std::vector<PathId>
      slots_;                // open addressing, a power of two, at most half full; kNoPath is free
  std::size_t members_ = 0;  // nodes in `slots_`
  std::vector<std::unique_ptr<char[]>> chunks_;  // the bytes of the keys, which never move
  std::size_t chunk_left_ = 0;
  char* chunk_next_ = nullptr;
};

inline PathId KeyTree::guess(PathId object, PathId previous, const char* text) const {
  if (object == kNoPath) return kNoPath;
  const PathId path =
      previous == kNoPath ? nodes_[object].first_guess : nodes_[previous].next_guess;
  if (path == kNoPath) return kNoPath;
  const Node& node = nodes_[path];
  if (node.quoted_size == 0) return kNoPath;
  std::uint32_t at = 0;
  for (; at + kBytes16 < node.quoted_size; at += kBytes16) {
    if (Bytes16(text + at).same_as(Bytes16(node.key + at)) != 0xFFFF) return kNoPath;
  }
  const std::uint32_t wanted = (1U << (node.quoted_size - at)) - 1;
  const std::uint32_t same = Bytes16(text + at).same_as(Bytes16(node.key + at));
  return (same & wanted) == wanted ? path : kNoPath;
}

}  // namespace ckpt
