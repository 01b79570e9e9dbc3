// Splits values as Python, JavaScript and JSON print them into tokens, however the source is cut
// into pieces. Used for sources that are not JSON as a whole; JSON itself has a faster reader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/limits.h"

namespace ckpt {

enum class TokenKind : std::uint8_t {
  mark,    // one of { } [ ] ( ) , : =
  text,    // a string in quotes, prefix and escapes resolved
  word,    // letters, digits, '_', '.', '+', '-', '$', bytes beyond ASCII: numbers, names, "..."
  angle,   // "<JobStatus.RUNNING: 'RUNNING'>" as it stands, shortened to kOpaqueBytesMax
  broken,  // `mark` fits into no token here; it is not consumed
  too_long,
};

// Texts longer than this are not looked into: a date, an enumeration, a tensor of one number.
inline constexpr std::size_t kOpaqueBytesMax = 1024;

struct Token {
  TokenKind kind = TokenKind::broken;
  char mark = 0;  // the byte of a mark or of what is broken; a text's quotation mark
  std::uint64_t offset = 0;
  std::string_view text;                 // valid until the next call
  std::uint64_t invalid_utf8_bytes = 0;  // mended in `text`, half surrogate pairs among them

  [[nodiscard]] bool is(char expected) const { return kind == TokenKind::mark && mark == expected; }
};

class LiteralLexer {
 public:
  // Begins outside any token. `offset` is where the next byte taken stands in the source.
  void start(std::uint64_t offset);
  // Takes bytes from the front of `bytes` until a token is complete. False when all of them were
  // taken first; the token then goes on in the next piece.
  [[nodiscard]] bool next(std::string_view& bytes, Token& token);
  // Whether the source may not end here: inside a text in quotes.
  [[nodiscard]] bool is_inside_text() const { return state_ == State::text; }
  [[nodiscard]] std::uint64_t offset() const { return offset_; }
  // Line feeds and carriage returns passed since start().
  [[nodiscard]] bool has_crossed_line() const { return has_crossed_line_; }

  // From now on keeps the bytes taken, behind `head`, up to kOpaqueBytesMax.
  void begin_capture(std::string_view head);
  // What was captured; capturing ends.
  [[nodiscard]] std::string end_capture();

 private:
  enum class State : std::uint8_t { blank, word, text, angle };
  enum class Escape : std::uint8_t { none, begun, octal, hex, name };

  [[nodiscard]] bool step(std::string_view bytes, std::size_t& at, Token& token);
  [[nodiscard]] bool step_blank(std::string_view bytes, std::size_t& at, Token& token);
  [[nodiscard]] bool step_word(std::string_view bytes, std::size_t& at, Token& token);
  [[nodiscard]] bool step_text(std::string_view bytes, std::size_t& at, Token& token);
  [[nodiscard]] bool step_angle(std::string_view bytes, std::size_t& at, Token& token);
  void begin_text(char quote, std::string_view prefix);
  [[nodiscard]] bool take_escape(char byte);
  void append_code(std::uint32_t code);
  void end_surrogate();
  void finish_text(Token& token);

  State state_ = State::blank;
  std::uint64_t offset_ = 0;
  std::uint64_t token_offset_ = 0;
  bool has_crossed_line_ = false;
  std::string text_;  // of the token being read

  char quote_ = 0;
  bool is_raw_ = false;
  bool is_bytes_ = false;
  bool has_high_bytes_ = false;
  Escape escape_ = Escape::none;
  int escape_digits_left_ = 0;
  std::uint32_t escape_code_ = 0;
  std::uint32_t surrogate_ = 0;  // the first half of a pair
  std::uint64_t lone_surrogates_ = 0;

  int angle_depth_ = 0;
  char angle_quote_ = 0;
  std::size_t angle_bytes_ = 0;

  bool is_capturing_ = false;
  std::string captured_;
};

}  // namespace ckpt
