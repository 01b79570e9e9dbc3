// Turns byte offsets into what a person can find: line, column and an excerpt.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ckpt {

struct Place {
  std::uint64_t offset_bytes = 0;
  std::uint64_t line = 1;    // from 1; LF, CRLF and CR end a line; 0 when the place was not found
  std::uint64_t column = 1;  // from 1, in characters (code points), a BOM not counted
  std::string excerpt;       // the line around the place, at most limits::kExcerptBytes, printable
  std::uint32_t excerpt_caret = 0;  // characters of `excerpt` before the place
};

// Finds places of a source that is fed to it from its start, in pieces of any size. O(bytes fed).
class PlaceFinder {
 public:
  // One place, with an excerpt.
  explicit PlaceFinder(std::uint64_t offset_bytes);
  // Many, in any order, without excerpts.
  explicit PlaceFinder(const std::vector<std::uint64_t>& offsets);

  // False when no more of the source is needed.
  bool feed(std::string_view bytes);
  // The places in the order they were asked for. The end of what was fed is a place too; one behind
  // it was not found, but the one place of an excerpt is then said to be where feeding ended.
  [[nodiscard]] std::vector<Place> finish() &&;

 private:
  struct Lines {
    std::uint64_t count = 1;         // up to the byte passed last, its own included
    std::uint64_t begin_offset = 0;  // of that line
    std::uint64_t characters = 0;    // of that line, so far
    // Requires: one more byte behind the `size`, 0 at the end of the source.
    void pass(const char* bytes, std::size_t size, std::uint64_t offset);
  };

  void pass_up_to(std::uint64_t offset, std::string_view bytes);
  [[nodiscard]] std::uint64_t line_begin() const;
  void set_place(Place& place);
  void keep_around(std::string_view bytes);
  void set_excerpt(Place& place) const;

  bool wants_excerpt_;
  std::vector<Place> places_;
  std::vector<std::uint32_t> order_;  // of places_, by offset
  std::size_t found_ = 0;             // of order_
  Lines lines_;
  std::uint64_t fed_bytes_ = 0;
  std::uint64_t passed_bytes_ = 0;  // at most one byte less than fed, for what follows a CR
  char last_byte_ = 0;
  std::string head_;              // as many of the first bytes as a byte order mark has
  std::uint64_t line_begin_ = 0;  // of the place found last
  std::string around_;            // what stands around the place of the excerpt
};

}  // namespace ckpt
