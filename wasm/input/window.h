// The part of a source that is in memory: a window that moves forward and always ends where one
// token ends and another may begin, so that a parser never meets half a token.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "base/result.h"
#include "input/byte_source.h"

namespace ckpt {

class Window {
 public:
  // Bytes that may be read behind end(), and are zero behind the source's end: a register's worth.
  static constexpr std::size_t kPadBytes = 64;

  // Reads `window_bytes` at a time (at least 1). Requires: `source` outlives the window.
  Window(ByteSource& source, std::size_t window_bytes);

  // Begins at `offset`. Requires: nothing was read yet.
  void start_at(std::uint64_t offset) { base_offset_ = offset; }

  // Drops what lies before end(), reads on, and ends the window at a later border: behind a line
  // feed, else behind the last blank or structural byte outside strings, else at the end of the
  // source. Every pointer into the window dies. Requires: end() is outside strings, as it is when
  // all bytes before it form whole tokens. False when nothing follows; the window stays as it is.
  [[nodiscard]] bool advance();

  [[nodiscard]] char* data() const { return bytes_.get(); }
  // The border. A NUL stands there, which is not the source's.
  [[nodiscard]] char* end() const { return bytes_.get() + border_; }
  // Nothing follows end().
  [[nodiscard]] bool ends_source() const { return source_ended_ && border_ == size_; }
  // Where the window's last token begins, if it is larger than limits::kTokenBytesMax; it may end
  // with the window or not at all. Null otherwise.
  [[nodiscard]] const char* overlong_token() const {
    return overlong_from_ ? bytes_.get() + *overlong_from_ : nullptr;
  }
  // Why no more could be read.
  [[nodiscard]] std::optional<Error> error() const { return error_; }

  // Where data() stands in the source.
  [[nodiscard]] std::uint64_t base_offset() const { return base_offset_; }
  [[nodiscard]] std::uint64_t offset_of(const char* place) const {
    return base_offset_ + static_cast<std::uint64_t>(place - bytes_.get());
  }

 private:
  void read_up_to(std::size_t size);
  [[nodiscard]] std::size_t find_border();
  void note_overlong_token(std::size_t from);
  void set_border(std::size_t border);

  ByteSource& source_;
  std::size_t window_bytes_;
  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
  std::size_t size_ = 0;    // bytes held
  std::size_t border_ = 0;  // bytes handed out
  char behind_border_ = 0;  // the source's byte under the NUL
  std::uint64_t base_offset_ = 0;
  bool source_ended_ = false;
  std::optional<std::size_t> overlong_from_;
  std::optional<Error> error_;
};

}  // namespace ckpt
