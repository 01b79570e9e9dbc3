#include "session/line_places.h"

#include <algorithm>
#include <numeric>
#include <string_view>

namespace ckpt {

namespace {

// Walks bytes and knows the line and the column of the next one.
class LineCounter {
 public:
  void take(char c) {
    if (c == '\n') {
      begin_line();  // also ends the line of a CR before it, once
    } else {
      if (after_cr_) begin_line();
      const bool is_continuation = (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
      if (!is_continuation) ++column_;
    }
    after_cr_ = c == '\r';
  }
  // The place of the byte `next`, which has not been taken.
  [[nodiscard]] Place place(std::uint64_t offset, char next) const {
    Place place;
    place.offset_bytes = offset;
    const bool is_line_over = after_cr_ && next != '\n';
    place.line = is_line_over ? line_ + 1 : line_;
    place.column = is_line_over ? 1 : column_;
    return place;
  }

 private:
  void begin_line() {
    ++line_;
    column_ = 1;
  }

  std::uint64_t line_ = 1;
  std::uint64_t column_ = 1;
  bool after_cr_ = false;
};

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

std::vector<Place> line_places(ByteSource& source, std::span<const std::uint64_t> offsets,
                               std::size_t window_bytes) {
  std::vector<std::size_t> order(offsets.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return offsets[a] < offsets[b]; });

  Place unknown;
  unknown.line = 0;
  unknown.column = 0;
  std::vector<Place> places(offsets.size(), unknown);
  LineCounter counter;
  std::vector<char> window(std::max(window_bytes, kByteOrderMark.size()));
  std::uint64_t base = 0;
  auto wanted = order.begin();
  while (wanted != order.end()) {
    const Result<std::size_t> read = source.read_at(base, window);
    if (!read.ok()) break;
    const std::string_view bytes(window.data(), read.value());
    std::size_t at = base == 0 && bytes.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    while (wanted != order.end() && offsets[*wanted] < base + bytes.size()) {
      const std::uint64_t offset = offsets[*wanted];
      const std::size_t end = static_cast<std::size_t>(offset - base);
      for (; at < end; ++at) counter.take(bytes[at]);
      places[*wanted] = counter.place(offset, bytes[end]);
      ++wanted;
    }
    if (wanted == order.end()) break;
    for (; at < bytes.size(); ++at) counter.take(bytes[at]);
    base += bytes.size();
    if (bytes.size() < window.size()) {
      // The end of the source is a place too: where a cut or an unfinished text is noticed.
      for (; wanted != order.end() && offsets[*wanted] == base; ++wanted) {
        places[*wanted] = counter.place(base, ' ');
      }
      break;
    }
  }
  return places;
}

}  // namespace ckpt
