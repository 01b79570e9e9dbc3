// What every reader counts, and what all of them pass over.
#pragma once

#include <cstdint>

namespace ckpt {

// How often something was met, and where first.
struct Tally {
  std::uint64_t count = 0;
  std::uint64_t first_offset = 0;

  void add(std::uint64_t more, std::uint64_t offset) {
    if (count == 0) first_offset = offset;
    count += more;
  }
  // What was met in a part of the source that begins at `offset_bytes` of it.
  void append(const Tally& part, std::uint64_t offset_bytes) {
    if (part.count != 0) add(part.count, offset_bytes + part.first_offset);
  }
};

// Blanks of JSON.
inline bool is_blank(char byte) {
  return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

}  // namespace ckpt
