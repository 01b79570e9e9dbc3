// Every path of a source, as a tree of keys. It predicts the next key from the object read before,
// so that a row of a long list costs one comparison of bytes for each key, and no hashing.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

namespace ckpt {

using PathId = std::uint32_t;
inline constexpr PathId kRootPath = 0;          // a whole document
inline constexpr PathId kNoPath = 0xFFFF'FFFF;  // beyond limits::kPathCountMax: value is left out

class KeyTree {
 public:
  KeyTree();
  ~KeyTree();
  KeyTree(KeyTree&&) noexcept;
  KeyTree& operator=(KeyTree&&) noexcept;

  // The path of `key` in the object at `object`; created when new. `previous` is the path that the
  // same object delivered just before (kNoPath at its first key): the guess starts there.
  // O(1); one memcmp when the guess holds.
  [[nodiscard]] PathId child(PathId object, PathId previous, std::string_view key);
  // The path of the elements of the array at `array`.
  [[nodiscard]] PathId element(PathId array);

  [[nodiscard]] std::uint32_t size() const;
  [[nodiscard]] PathId parent(PathId path) const;    // kNoPath for the root
  [[nodiscard]] bool is_element(PathId path) const;  // an array's element, not an object's member
  // The key of a member, unescaped UTF-8; empty for the root and for elements. Stable for the
  // life of the tree.
  [[nodiscard]] std::string_view key(PathId path) const;

 private:
  struct Nodes;
  std::unique_ptr<Nodes> nodes_;
};

}  // namespace ckpt
