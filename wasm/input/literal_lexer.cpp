// Strings follow section 2.4.1 of The Python Language Reference (prefixes, escapes; an unknown
// escape keeps its backslash); what JSON and JavaScript escape differently does not collide with
// it.
#include "input/literal_lexer.h"

#include <algorithm>

#include "input/tally.h"
#include "input/utf8.h"

namespace ckpt {
namespace {

constexpr std::size_t kAngleBytesMax = std::size_t{1} << 16;
constexpr std::uint32_t kReplacement = 0xFFFD;

bool is_line_end(char byte) { return byte == '\n' || byte == '\r'; }
bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
bool is_letter(char byte) {
  const char lower = static_cast<char>(byte | 0x20);
  return lower >= 'a' && lower <= 'z';
}

bool is_word_byte(char byte) {
  return is_letter(byte) || is_digit(byte) || byte == '_' || byte == '.' || byte == '+' ||
         byte == '-' || byte == '$' || static_cast<unsigned char>(byte) >= 0x80;
}

bool is_mark(char byte) {
  return byte == '{' || byte == '}' || byte == '[' || byte == ']' || byte == '(' || byte == ')' ||
         byte == ',' || byte == ':' || byte == '=';
}

// b'', r'', u'', f'' and their pairs.
bool is_string_prefix(std::string_view word) {
  return !word.empty() && word.size() <= 2 && word.find_first_not_of("bBrRuUfF") == word.npos;
}

// The value of a hexadecimal digit; 16 for anything else.
std::uint32_t hex_value(char byte) {
  if (is_digit(byte)) return static_cast<std::uint32_t>(byte - '0');
  const char lower = static_cast<char>(byte | 0x20);
  return lower >= 'a' && lower <= 'f' ? static_cast<std::uint32_t>(lower - 'a') + 10 : 16;
}

}  // namespace

void LiteralLexer::start(std::uint64_t offset) {
  state_ = State::blank;
  offset_ = offset;
  has_crossed_line_ = false;
  is_capturing_ = false;
}

void LiteralLexer::begin_capture(std::string_view head) {
  is_capturing_ = true;
  captured_.assign(head);
}

std::string LiteralLexer::end_capture() {
  is_capturing_ = false;
  return std::move(captured_);
}

bool LiteralLexer::next(std::string_view& bytes, Token& token) {
  std::size_t at = 0;
  bool is_complete = false;
  while (!is_complete && at < bytes.size()) is_complete = step(bytes, at, token);
  if (is_capturing_ && captured_.size() < kOpaqueBytesMax) {
    captured_.append(bytes.substr(0, std::min(at, kOpaqueBytesMax - captured_.size())));
  }
  offset_ += at;
  bytes.remove_prefix(at);
  return is_complete;
}

// Moves `at` on by at least one byte, unless a token is complete.
bool LiteralLexer::step(std::string_view bytes, std::size_t& at, Token& token) {
  switch (state_) {
    case State::blank:
      return step_blank(bytes, at, token);
    case State::word:
      return step_word(bytes, at, token);
    case State::text:
      return step_text(bytes, at, token);
    case State::angle:
      break;
  }
  return step_angle(bytes, at, token);
}

bool LiteralLexer::step_blank(std::string_view bytes, std::size_t& at, Token& token) {
  const char byte = bytes[at];
  token_offset_ = offset_ + at;
  text_.clear();
  if (is_blank(byte)) {
    if (is_line_end(byte)) has_crossed_line_ = true;
    ++at;
    return false;
  }
  if (is_mark(byte)) {
    token = {TokenKind::mark, byte, token_offset_, {}, 0};
    ++at;
    return true;
  }
  if (byte == '"' || byte == '\'') {
    begin_text(byte, {});
    ++at;
    return false;
  }
  if (byte == '<') {
    state_ = State::angle;
    text_ = byte;
    angle_depth_ = 1;
    angle_quote_ = 0;
    angle_bytes_ = 1;
    ++at;
    return false;
  }
  if (is_word_byte(byte)) {
    state_ = State::word;
    return false;
  }
  token = {TokenKind::broken, byte, token_offset_, {}, 0};
  return true;
}

bool LiteralLexer::step_word(std::string_view bytes, std::size_t& at, Token& token) {
  const std::size_t begin = at;
  while (at < bytes.size() && is_word_byte(bytes[at])) ++at;
  text_.append(bytes.substr(begin, at - begin));
  if (text_.size() > limits::kTokenBytesMax) {
    token = {TokenKind::too_long, 0, token_offset_, {}, 0};
    return true;
  }
  if (at == bytes.size()) return false;
  if ((bytes[at] == '"' || bytes[at] == '\'') && is_string_prefix(text_)) {
    begin_text(bytes[at++], text_);
    return false;
  }
  state_ = State::blank;
  const std::size_t invalid = count_invalid_utf8(text_);
  if (invalid > 0) text_ = mended_utf8(text_);
  token = {TokenKind::word, 0, token_offset_, text_, invalid};
  return true;
}

void LiteralLexer::begin_text(char quote, std::string_view prefix) {
  state_ = State::text;
  quote_ = quote;
  is_raw_ = prefix.find_first_of("rR") != prefix.npos;
  is_bytes_ = prefix.find_first_of("bB") != prefix.npos;
  has_high_bytes_ = false;
  escape_ = Escape::none;
  surrogate_ = 0;
  lone_surrogates_ = 0;
  text_.clear();
}

bool LiteralLexer::step_text(std::string_view bytes, std::size_t& at, Token& token) {
  if (escape_ != Escape::none) {
    if (take_escape(bytes[at])) ++at;
    return false;
  }
  const std::size_t begin = at;
  while (at < bytes.size() && bytes[at] != quote_ && bytes[at] != '\\' &&
         static_cast<unsigned char>(bytes[at]) >= 0x20) {
    if (static_cast<unsigned char>(bytes[at]) >= 0x80) has_high_bytes_ = true;
    ++at;
  }
  if (at > begin) {
    end_surrogate();
    text_.append(bytes.substr(begin, at - begin));
  }
  if (text_.size() > limits::kTokenBytesMax) {
    token = {TokenKind::too_long, 0, token_offset_, {}, 0};
    return true;
  }
  if (at == bytes.size()) return false;
  const char byte = bytes[at];
  if (byte == quote_) {
    ++at;
    finish_text(token);
    return true;
  }
  if (byte == '\\') {
    ++at;
    escape_ = Escape::begun;
    return false;
  }
  if (byte == '\t') {
    end_surrogate();
    text_ += byte;
    ++at;
    return false;
  }
  state_ = State::blank;
  token = {TokenKind::broken, byte, offset_ + at, {}, 0};
  return true;
}

// Takes one byte of an escape. False when the byte does not belong to it: the escape is over.
bool LiteralLexer::take_escape(char byte) {
  switch (escape_) {
    case Escape::none:
      return false;
    case Escape::name:
      if (byte == '}') {
        append_code(kReplacement);
        ++lone_surrogates_;
        escape_ = Escape::none;
      }
      return true;
    case Escape::octal: {
      if (byte >= '0' && byte <= '7' && escape_digits_left_ > 0) {
        escape_code_ = escape_code_ * 8 + static_cast<std::uint32_t>(byte - '0');
        --escape_digits_left_;
        return true;
      }
      append_code(escape_code_);
      escape_ = Escape::none;
      return false;
    }
    case Escape::hex: {
      const std::uint32_t value = hex_value(byte);
      if (value < 16) {
        escape_code_ = escape_code_ << 4 | value;
        if (--escape_digits_left_ > 0) return true;
      }
      // Too few digits: half a character, like half a surrogate pair.
      if (value == 16) {
        escape_code_ = kReplacement;
        ++lone_surrogates_;
      }
      append_code(escape_code_);
      escape_ = Escape::none;
      return value < 16;
    }
    case Escape::begun:
      break;
  }
  escape_ = Escape::none;
  if (is_raw_) {
    if (static_cast<unsigned char>(byte) >= 0x80) has_high_bytes_ = true;
    text_ += '\\';
    text_ += byte;
    return true;
  }
  constexpr std::string_view kLetters = "\\'\"/abfnrtv";
  constexpr std::string_view kMeanings = "\\'\"/\a\b\f\n\r\t\v";
  if (const std::size_t index = kLetters.find(byte); index != kLetters.npos) {
    append_code(static_cast<unsigned char>(kMeanings[index]));
    return true;
  }
  if (is_line_end(byte)) return true;  // continues the text on the next line
  escape_code_ = 0;
  if (byte >= '0' && byte <= '7') {
    escape_ = Escape::octal;
    escape_digits_left_ = 3;
    return false;
  }
  if (byte == 'x' || (!is_bytes_ && (byte == 'u' || byte == 'U'))) {
    escape_ = Escape::hex;
    escape_digits_left_ = byte == 'x' ? 2 : byte == 'u' ? 4 : 8;
    return true;
  }
  if (byte == 'N' && !is_bytes_) {
    escape_ = Escape::name;
    return true;
  }
  end_surrogate();
  text_ += '\\';
  return false;
}

// A code point, or in a bytes literal a byte.
void LiteralLexer::append_code(std::uint32_t code) {
  if (code >= 0xDC00 && code <= 0xDFFF && surrogate_ != 0) {
    code = 0x10000 + ((surrogate_ - 0xD800) << 10) + (code - 0xDC00);
    surrogate_ = 0;
  }
  end_surrogate();
  if (code >= 0xD800 && code <= 0xDBFF) {
    surrogate_ = code;
    return;
  }
  if (is_bytes_ && code <= 0xFF) {
    if (code >= 0x80) has_high_bytes_ = true;
    text_ += static_cast<char>(code);
    return;
  }
  if (code > 0x10FFFF || (code >= 0xDC00 && code <= 0xDFFF)) {
    code = kReplacement;
    ++lone_surrogates_;
  }
  const auto append = [this](std::uint32_t byte) { text_ += static_cast<char>(byte); };
  if (code < 0x80) {
    append(code);
  } else if (code < 0x800) {
    append(0xC0 | code >> 6);
    append(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    append(0xE0 | code >> 12);
    append(0x80 | ((code >> 6) & 0x3F));
    append(0x80 | (code & 0x3F));
  } else {
    append(0xF0 | code >> 18);
    append(0x80 | ((code >> 12) & 0x3F));
    append(0x80 | ((code >> 6) & 0x3F));
    append(0x80 | (code & 0x3F));
  }
}

// A first half that no second half follows.
void LiteralLexer::end_surrogate() {
  if (surrogate_ == 0) return;
  surrogate_ = 0;
  ++lone_surrogates_;
  text_ += "\xEF\xBF\xBD";
}

void LiteralLexer::finish_text(Token& token) {
  end_surrogate();
  std::uint64_t invalid = lone_surrogates_;
  if (has_high_bytes_) {
    if (const std::size_t count = count_invalid_utf8(text_)) {
      invalid += count;
      text_ = mended_utf8(text_);
    }
  }
  state_ = State::blank;
  token = {TokenKind::text, quote_, token_offset_, text_, invalid};
}

// Quotation marks count only where a value may begin, so that an apostrophe in a word does not.
bool LiteralLexer::step_angle(std::string_view bytes, std::size_t& at, Token& token) {
  const char byte = bytes[at++];
  const char before = text_.back();
  if (++angle_bytes_ > kAngleBytesMax) {
    state_ = State::blank;
    token = {TokenKind::broken, '<', token_offset_, {}, 0};
    return true;
  }
  if (text_.size() < kOpaqueBytesMax) {
    text_ += byte;
  } else {
    text_.back() = byte;
  }
  if (is_line_end(byte)) has_crossed_line_ = true;
  if (angle_quote_ != 0) {
    if (byte == angle_quote_) angle_quote_ = 0;
    return false;
  }
  if ((byte == '"' || byte == '\'') && !is_letter(before) && !is_digit(before)) angle_quote_ = byte;
  if (byte == '<') ++angle_depth_;
  if (byte == '>' && before != '-' && before != '=') --angle_depth_;
  if (angle_depth_ > 0) return false;
  state_ = State::blank;
  const std::size_t invalid = count_invalid_utf8(text_);
  if (invalid > 0) text_ = mended_utf8(text_);
  token = {TokenKind::angle, 0, token_offset_, text_, invalid};
  return true;
}

}  // namespace ckpt
