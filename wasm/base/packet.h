// Numbers and bytes in a row, for state that goes from one instance of the engine to another. Both
// ends are of the same build on the same machine, so nothing is said about layout or byte order.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace ckpt {

// Everything that is written begins at a multiple of 8 bytes.
class PacketWriter {
 public:
  void number(std::uint64_t number) { value(number); }
  void text(std::string_view text) {
    number(text.size());
    bytes(text.data(), text.size());
  }
  template <class T>
  void value(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes(&value, sizeof value);
  }
  template <class T>
  void values(const std::vector<T>& values) {
    static_assert(std::is_trivially_copyable_v<T>);
    number(values.size());
    bytes(values.data(), values.size() * sizeof(T));
  }
  void bytes(const void* from, std::size_t size) {
    const std::size_t at = packet_.size();
    packet_.resize(at + padded(size));
    if (size != 0) std::memcpy(packet_.data() + at, from, size);
  }
  [[nodiscard]] std::vector<std::byte> take() && { return std::move(packet_); }

  static std::size_t padded(std::size_t size) { return (size + 7) / 8 * 8; }

 private:
  std::vector<std::byte> packet_;
};

// Requires: everything is read in the order and as the type in which it was written.
class PacketReader {
 public:
  // Requires: `packet` is aligned to 8 bytes and outlives what text() and bytes() give.
  explicit PacketReader(std::span<const std::byte> packet) : rest_(packet) {}

  [[nodiscard]] std::uint64_t number() {
    std::uint64_t number;
    value(number);
    return number;
  }
  // A number that is one of things in memory.
  [[nodiscard]] std::size_t count() { return static_cast<std::size_t>(number()); }
  [[nodiscard]] std::string_view text() {
    const std::size_t size = count();
    return {reinterpret_cast<const char*>(bytes(size)), size};
  }
  template <class T>
  void value(T& value) {
    std::memcpy(&value, bytes(sizeof value), sizeof value);
  }
  template <class T>
  void values(std::vector<T>& values) {
    values.resize(count());
    const std::size_t size = values.size() * sizeof(T);
    const std::byte* const from = bytes(size);
    if (size != 0) std::memcpy(values.data(), from, size);
  }
  // Aligned to 8 bytes.
  [[nodiscard]] const std::byte* bytes(std::size_t size) {
    assert(rest_.size() >= PacketWriter::padded(size));
    const std::byte* const at = rest_.data();
    rest_ = rest_.subspan(PacketWriter::padded(size));
    return at;
  }

 private:
  std::span<const std::byte> rest_;
};

}  // namespace ckpt
