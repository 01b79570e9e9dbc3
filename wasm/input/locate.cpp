// Counts lines sixteen bytes at a time: a place may be hundreds of megabytes into a file.
#include "input/locate.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "base/limits.h"
#include "base/sorting.h"
#include "input/bytes16.h"
#include "input/utf8.h"

namespace ckpt {
namespace {

// A little more than is shown, so that what is cut off at the ends is never shown.
constexpr std::size_t kSideBytes = limits::kExcerptBytes + 4;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

// A carriage return ends its line unless a line feed follows, which then does.
bool ends_line(char byte, char next) { return byte == '\n' || (byte == '\r' && next != '\n'); }

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
void write_excerpt(Place& place, std::string_view before, bool begins_earlier,
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

}  // namespace

void PlaceFinder::Lines::pass(const char* bytes, std::size_t size, std::uint64_t offset) {
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

PlaceFinder::PlaceFinder(std::uint64_t offset_bytes)
    : PlaceFinder(std::vector<std::uint64_t>{offset_bytes}) {
  wants_excerpt_ = true;
}

PlaceFinder::PlaceFinder(const std::vector<std::uint64_t>& offsets)
    : wants_excerpt_(false), places_(offsets.size()), order_(offsets.size()) {
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    places_[i] = {.offset_bytes = offsets[i], .line = 0, .column = 0, .excerpt = {}};
  }
  std::iota(order_.begin(), order_.end(), 0U);
  stable_sort_indices(order_,
                      [&](std::uint32_t a, std::uint32_t b) { return offsets[a] < offsets[b]; });
}

bool PlaceFinder::feed(std::string_view bytes) {
  if (!bytes.empty()) {
    head_ += bytes.substr(0, kByteOrderMark.size() - head_.size());
    if (wants_excerpt_) keep_around(bytes);
    // What the last byte means for lines is known once the next one is.
    const std::uint64_t last = fed_bytes_ + bytes.size() - 1;
    while (found_ < order_.size() && places_[order_[found_]].offset_bytes <= last) {
      pass_up_to(places_[order_[found_]].offset_bytes, bytes);
      set_place(places_[order_[found_++]]);
    }
    pass_up_to(last, bytes);
    last_byte_ = bytes.back();
    fed_bytes_ += bytes.size();
  }
  if (found_ < order_.size()) return true;
  return wants_excerpt_ && fed_bytes_ < places_.front().offset_bytes + kSideBytes;
}

std::vector<Place> PlaceFinder::finish() && {
  if (passed_bytes_ < fed_bytes_) pass_up_to(fed_bytes_, std::string_view("\0", 1));
  for (; found_ < order_.size(); ++found_) {
    Place& place = places_[order_[found_]];
    if (place.offset_bytes == fed_bytes_ || wants_excerpt_) set_place(place);
    if (place.offset_bytes > fed_bytes_) wants_excerpt_ = false;
  }
  if (wants_excerpt_) set_excerpt(places_.front());
  return std::move(places_);
}

// Requires: `bytes` follow what was fed before, and reach as far as `offset`.
void PlaceFinder::pass_up_to(std::uint64_t offset, std::string_view bytes) {
  if (passed_bytes_ < std::min(fed_bytes_, offset)) {
    const char pair[2] = {last_byte_, bytes.front()};
    lines_.pass(pair, 1, passed_bytes_++);
  }
  if (passed_bytes_ >= offset) return;
  const auto from = static_cast<std::size_t>(passed_bytes_ - fed_bytes_);
  lines_.pass(bytes.data() + from, static_cast<std::size_t>(offset - passed_bytes_), passed_bytes_);
  passed_bytes_ = offset;
}

// The beginning of the line reached, without the byte order mark.
std::uint64_t PlaceFinder::line_begin() const {
  const bool is_marked = head_ == kByteOrderMark && lines_.begin_offset == 0;
  return is_marked ? kByteOrderMark.size() : lines_.begin_offset;
}

void PlaceFinder::set_place(Place& place) {
  const bool is_behind_mark =
      line_begin() > lines_.begin_offset && place.offset_bytes >= kByteOrderMark.size();
  place.line = lines_.count;
  place.column = lines_.characters + (is_behind_mark ? 0 : 1);
  line_begin_ = is_behind_mark ? line_begin() : lines_.begin_offset;
}

// Keeps what stands around the place.
void PlaceFinder::keep_around(std::string_view bytes) {
  const std::uint64_t offset = places_.front().offset_bytes;
  const std::uint64_t begin = offset - std::min<std::uint64_t>(offset, kSideBytes);
  const std::uint64_t end = offset + kSideBytes;
  if (fed_bytes_ + bytes.size() <= begin || fed_bytes_ >= end) return;
  const std::uint64_t from = std::max(begin, fed_bytes_) - fed_bytes_;
  const std::uint64_t to = std::min<std::uint64_t>(end - fed_bytes_, bytes.size());
  around_ += bytes.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from));
}

void PlaceFinder::set_excerpt(Place& place) const {
  const std::uint64_t around_begin =
      place.offset_bytes - std::min<std::uint64_t>(place.offset_bytes, kSideBytes);
  const std::uint64_t begin = std::max(line_begin_, around_begin);
  const std::string_view around = around_;
  const auto place_at = static_cast<std::size_t>(place.offset_bytes - around_begin);
  std::string_view before = around.substr(0, place_at);
  before.remove_prefix(static_cast<std::size_t>(begin - around_begin));
  while (begin > line_begin_ && !before.empty() && !begins_character(before.front())) {
    before.remove_prefix(1);
  }
  const std::string_view rest = around.substr(place_at);
  const std::string_view behind = rest.substr(0, rest.find_first_of("\r\n"));
  write_excerpt(place, before, begin > line_begin_, behind, behind.size() == kSideBytes);
}

}  // namespace ckpt
