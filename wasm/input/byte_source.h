// Where bytes come from: a File in a worker, a file descriptor in Node, memory in tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"

namespace ckpt {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Fills `out` from byte `offset` on. Returns how many bytes were written; fewer than asked means
  // that the source ends there. Errors: read_failed.
  [[nodiscard]] virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) = 0;
};

// Bytes that are already in memory. Requires: `bytes` outlives the source.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}
  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) override;

 private:
  std::string_view bytes_;
};

}  // namespace ckpt
