// Bytes in memory as a source.
#include "input/byte_source.h"

#include <algorithm>
#include <cstring>

namespace ckpt {

Result<std::size_t> MemorySource::read_at(std::uint64_t offset, std::span<char> out) {
  if (offset >= bytes_.size()) return std::size_t{0};
  const auto from = static_cast<std::size_t>(offset);
  const std::size_t count = std::min(out.size(), bytes_.size() - from);
  if (count > 0) std::memcpy(out.data(), bytes_.data() + from, count);
  return count;
}

}  // namespace ckpt
