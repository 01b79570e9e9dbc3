// Counts lines sixteen bytes at a time: a place may be hundreds of megabytes into a file.
#include "input/locate.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "input/bytes16.h"
#include "input/utf8.h"

namespace ckpt {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{1} << 16;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

// A carriage return ends its line unless a line feed follows, which then does.
bool ends_line(char byte, char next) { return byte == '\n' || (byte == '\r' && next != '\n'); }

struct Lines {
  std::uint64_t count = 1;         // up to the place, its own included
  std::uint64_t begin_offset = 0;  // of the place's line
  std::uint64_t characters = 0;    // of that line, before the place

  // Moves on by `size` bytes, the first of which stands at `offset`. Requires: one more byte behind
  // them, 0 at the end of the source.
  void pass(const char* bytes, std::size_t size, std::uint64_t offset) {
    std::size_t at = 0;
    for (; at + kBytes16 <= size; at += kBytes16) {
      const Bytes16 next(bytes + at);
      const std::uint32_t feeds = next.newlines();
      const std::uint32_t feeds_next = feeds >> 1 | (bytes[at + kBytes16] == '\n' ? 0x8000u : 0u);
      const std::uint32_t ends = feeds | (next.returns() & ~feeds_next);
      std::uint32_t begins = ~next.continuations() & 0xFFFF;
      if (ends != 0) {
        const auto line_begin = static_cast<unsigned>(std::bit_width(ends));
        count += static_cast<std::uint64_t>(std::popcount(ends));
        begin_offset = offset + at + line_begin;
        characters = 0;
        begins >>= line_begin;
      }
      characters += static_cast<std::uint64_t>(std::popcount(begins));
    }
    for (; at < size; ++at) {
      if (ends_line(bytes[at], bytes[at + 1])) {
        ++count;
        begin_offset = offset + at + 1;
        characters = 0;
      } else if (begins_character(bytes[at])) {
        ++characters;
      }
    }
  }
};

// The characters of `text`, each made printable: a control is a blank, a broken byte is U+FFFD.
std::vector<std::string_view> printable_characters(std::string_view text) {
  std::vector<std::string_view> characters;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const auto code = static_cast<unsigned char>(text.front());
    if (length == 0) {
      characters.push_back(kReplacement);
    } else if (code < 0x20 || code == 0x7F) {
      characters.push_back(" ");
    } else {
      characters.push_back(text.substr(0, length));
    }
    text.remove_prefix(std::max(length, std::size_t{1}));
  }
  return characters;
}

std::size_t bytes_of(const std::vector<std::string_view>& characters) {
  std::size_t bytes = 0;
  for (const std::string_view character : characters) bytes += character.size();
  return bytes;
}

// Fills the excerpt from what stands before and behind the place on its line, with an ellipsis
// where the line is shortened.
void set_excerpt(Place& place, std::string_view before, bool begins_earlier,
                 std::string_view behind, bool ends_later) {
  std::vector<std::string_view> left = printable_characters(before);
  std::vector<std::string_view> right = printable_characters(behind);
  constexpr std::size_t kLeftBytesMax = limits::kExcerptBytes / 2;
  if (begins_earlier || bytes_of(left) > kLeftBytesMax) {
    while (!left.empty() && bytes_of(left) + kEllipsis.size() > kLeftBytesMax) {
      left.erase(left.begin());
    }
    left.insert(left.begin(), kEllipsis);
  }
  const std::size_t room = limits::kExcerptBytes - bytes_of(left);
  if (ends_later || bytes_of(right) > room) {
    while (!right.empty() && bytes_of(right) + kEllipsis.size() > room) right.pop_back();
    right.push_back(kEllipsis);
  }
  for (const std::string_view character : left) place.excerpt += character;
  place.excerpt_caret = static_cast<std::uint32_t>(left.size());
  for (const std::string_view character : right) place.excerpt += character;
}

void read_excerpt(ByteSource& source, Place& place, std::uint64_t line_begin) {
  // A little more than is shown, so that what is cut off at the ends is never shown.
  constexpr std::size_t kSideBytes = limits::kExcerptBytes + 4;
  const std::uint64_t begin = std::max(
      line_begin, place.offset_bytes - std::min<std::uint64_t>(place.offset_bytes, kSideBytes));
  const auto before_size = static_cast<std::size_t>(place.offset_bytes - begin);
  std::vector<char> bytes(before_size + kSideBytes);
  const auto got = source.read_at(begin, bytes);
  if (!got.ok()) return;
  const std::string_view text(bytes.data(), got.value());
  std::string_view before = text.substr(0, before_size);
  while (begin > line_begin && !before.empty() && !begins_character(before.front())) {
    before.remove_prefix(1);
  }
  const std::string_view rest = text.substr(std::min(before_size, text.size()));
  const std::string_view behind = rest.substr(0, rest.find_first_of("\r\n"));
  set_excerpt(place, before, begin > line_begin, behind, behind.size() == kSideBytes);
}

}  // namespace

Place locate(ByteSource& source, std::uint64_t offset_bytes) {
  Place place;
  place.offset_bytes = offset_bytes;
  Lines lines;
  bool has_mark = false;
  bool is_read = true;
  std::vector<char> block(kBlockBytes + 1);
  for (std::uint64_t offset = 0;;) {
    const auto got = source.read_at(offset, block);
    if (!got.ok()) {
      is_read = false;
      break;
    }
    const std::size_t size = got.value();
    if (size < block.size()) block[size] = 0;
    if (offset == 0) has_mark = std::string_view(block.data(), size).starts_with(kByteOrderMark);
    const auto passed = static_cast<std::size_t>(
        std::min<std::uint64_t>(offset_bytes - offset, std::min(size, kBlockBytes)));
    lines.pass(block.data(), passed, offset);
    offset += passed;
    if (passed < kBlockBytes) break;
  }
  const bool on_marked_line =
      has_mark && lines.begin_offset == 0 && offset_bytes >= kByteOrderMark.size();
  place.line = lines.count;
  place.column = lines.characters + (on_marked_line ? 0 : 1);
  if (is_read) {
    read_excerpt(source, place, lines.begin_offset + (on_marked_line ? kByteOrderMark.size() : 0));
  }
  return place;
}

}  // namespace ckpt
