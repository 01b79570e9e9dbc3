// How the window finds its borders. A raw line feed cannot stand inside a JSON string, so it is a
// border wherever it is; without one near the end, quotation marks are counted from the start,
// which is known to lie outside strings. Both hold only as far as the bytes are JSON: where they
// are not, the parser stops before the border, at the same place in any window.
#include "input/window.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "input/bytes16.h"

namespace ckpt {
namespace {

constexpr std::size_t kLineFeedSearchBytes = std::size_t{1} << 16;
constexpr std::size_t kBlockBytes = 4096;
constexpr std::size_t kWindowBytesMax = std::size_t{1} << 30;

enum class Inside : std::uint8_t { nothing, string, escape };

Inside step(Inside inside, char byte) {
  switch (inside) {
    case Inside::nothing:
      return byte == '"' ? Inside::string : Inside::nothing;
    case Inside::string:
      return byte == '"' ? Inside::nothing : byte == '\\' ? Inside::escape : Inside::string;
    case Inside::escape:
      break;
  }
  return Inside::string;
}

// The state behind `size` bytes. The common block has no backslash: only the parity of the
// quotation marks matters then, and XOR keeps it.
Inside pass(Inside inside, const char* bytes, std::size_t size) {
  std::size_t at = 0;
  if (inside != Inside::escape) {
    std::uint32_t quotes = 0;
    std::uint32_t backslashes = 0;
    const std::size_t whole = size - size % kBytes16;
    for (; at < whole; at += kBytes16) {
      const Bytes16 next(bytes + at);
      quotes ^= next.quotes();
      backslashes |= next.backslashes();
    }
    if (backslashes == 0) {
      if (std::popcount(quotes) % 2 == 1) {
        inside = inside == Inside::string ? Inside::nothing : Inside::string;
      }
    } else {
      at = 0;
    }
  }
  for (; at < size; ++at) inside = step(inside, bytes[at]);
  return inside;
}

bool ends_token(char byte) {
  switch (byte) {
    case ' ':
    case '\t':
    case '\n':
    case '\r':
    case ',':
    case ':':
    case '[':
    case ']':
    case '{':
    case '}':
      return true;
    default:
      return false;
  }
}

// Behind the last byte outside strings that ends a token; 0 when there is none.
std::size_t border_outside_strings(const char* bytes, std::size_t size) {
  std::vector<Inside> starts;  // the state at the start of each block
  starts.reserve(size / kBlockBytes + 1);
  Inside inside = Inside::nothing;
  for (std::size_t at = 0; at < size; at += kBlockBytes) {
    starts.push_back(inside);
    inside = pass(inside, bytes + at, std::min(kBlockBytes, size - at));
  }
  for (std::size_t block = starts.size(); block-- > 0;) {
    const std::size_t begin = block * kBlockBytes;
    const std::size_t end = std::min(begin + kBlockBytes, size);
    std::size_t border = 0;
    inside = starts[block];
    for (std::size_t at = begin; at < end; ++at) {
      if (inside == Inside::nothing && ends_token(bytes[at])) border = at + 1;
      inside = step(inside, bytes[at]);
    }
    if (border > 0) return border;
  }
  return 0;
}

}  // namespace

Window::Window(ByteSource& source, std::size_t window_bytes)
    : source_(source),
      window_bytes_(std::clamp(window_bytes, std::size_t{1}, kWindowBytesMax)),
      bytes_(std::make_unique<char[]>(kPadBytes)) {}

bool Window::advance() {
  if (error_ || overlong_from_ || ends_source()) return false;
  bytes_[border_] = behind_border_;
  std::memmove(bytes_.get(), bytes_.get() + border_, size_ - border_);
  base_offset_ += border_;
  size_ -= border_;
  // What is left over counts towards the new window, unless it was large.
  std::size_t target = std::max(window_bytes_, size_ * 2);
  for (;;) {
    read_up_to(target);
    if (error_) {
      set_border(0);
      return false;
    }
    if (source_ended_) {
      // The rest is one window, but no token of it may be larger than in any other.
      if (size_ > limits::kTokenBytesMax) note_overlong_token(find_border());
      set_border(size_);
      return size_ > 0;
    }
    if (const std::size_t border = find_border(); border > 0) {
      set_border(border);
      return true;
    }
    if (size_ > limits::kTokenBytesMax) {
      note_overlong_token(0);
      set_border(size_);
      return true;
    }
    target = size_ * 2;
  }
}

void Window::read_up_to(std::size_t size) {
  if (size > capacity_) {
    auto larger = std::make_unique<char[]>(size + kPadBytes);
    std::memcpy(larger.get(), bytes_.get(), size_);
    bytes_ = std::move(larger);
    capacity_ = size;
  }
  if (!source_ended_) {
    const std::size_t asked = size - size_;
    auto got = source_.read_at(base_offset_ + size_, {bytes_.get() + size_, asked});
    if (!got.ok()) {
      error_ = got.error();
      return;
    }
    size_ += got.value();
    source_ended_ = got.value() < asked;
  }
  std::memset(bytes_.get() + size_, 0, kPadBytes);
}

std::size_t Window::find_border() {
  const std::size_t lowest = size_ - std::min(size_, kLineFeedSearchBytes);
  for (std::size_t at = size_; at > lowest; --at) {
    if (bytes_[at - 1] == '\n') return at;
  }
  return border_outside_strings(bytes_.get(), size_);
}

void Window::note_overlong_token(std::size_t from) {
  if (size_ - from > limits::kTokenBytesMax) overlong_from_ = from;
}

void Window::set_border(std::size_t border) {
  border_ = border;
  behind_border_ = bytes_[border];
  bytes_[border] = 0;
}

}  // namespace ckpt
