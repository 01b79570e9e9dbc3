// The one file that includes RapidJSON to read: its SAX reader, in situ and iterative.
//
// RapidJSON 1.1.0 cannot suspend, so it pulls. Its stream is a window that ends where a token ends
// (window.h), behind which stands a NUL; the only calls that can meet that NUL between tokens are
// those of SkipWhitespace(), and our overload of it moves the window on. Peek and Take test
// nothing.
//
// Two more of its functions are specialised for our stream, which is how RapidJSON itself treats
// the streams it knows. ScanCopyUnescapedString() runs over plain text with SIMD, remembers whether
// it saw a byte beyond ASCII, and turns a lone surrogate escape, which JSON's grammar allows, into
// U+FFFD. ParseNumber() hands numbers to fast_float as text, without rejecting 1e400, and without
// taking a number for complete that touches the end of the source.
#include "input/rapidjson_reader.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <string_view>

#include <fast_float/fast_float.h>
#include <rapidjson/reader.h>

#include "base/limits.h"
#include "input/bytes16.h"
#include "input/sniff.h"
#include "input/tally.h"
#include "input/utf8.h"
#include "input/window.h"

namespace ckpt {
namespace {

constexpr unsigned kParseFlags = rapidjson::kParseInsituFlag | rapidjson::kParseIterativeFlag |
                                 rapidjson::kParseStopWhenDoneFlag |
                                 rapidjson::kParseNumbersAsStringsFlag |
                                 rapidjson::kParseNanAndInfFlag;
constexpr std::size_t kBatchEvents = 1024;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

class EventWriter;

// RapidJSON's stream: reads and writes in the window. Its names and its lack of checks are
// RapidJSON's.
class WindowStream {
 public:
  using Ch = char;

  WindowStream(Window& window, EventWriter& writer)
      : window_(window), writer_(writer), read_(window.data()), write_(window.data()) {}

  [[nodiscard]] Ch Peek() const { return *read_; }
  Ch Take() { return *read_++; }
  [[nodiscard]] std::size_t Tell() const {
    return static_cast<std::size_t>(read_ - window_.data());
  }
  Ch* PutBegin() { return write_ = read_; }
  void Put(Ch byte) { *write_++ = byte; }
  std::size_t PutEnd(const Ch* begin) { return static_cast<std::size_t>(write_ - begin); }
  void Flush() {}

  // Moves to the next byte that is not blank, and the window with it. At the end of the source that
  // is the NUL at window().end().
  void skip_blanks();
  // Moves over a string's text up to a quotation mark, an escape or a control byte.
  void skip_text();

  [[nodiscard]] char* place() const { return read_; }
  void move_to(char* place) { read_ = place; }
  [[nodiscard]] const Window& window() const { return window_; }

  // Set on the way, reset by whoever asks.
  bool has_high_bytes = false;
  bool has_newline = false;

 private:
  bool skip_lone_surrogate();

  Window& window_;
  EventWriter& writer_;
  char* read_;
  char* write_;
};

// RapidJSON's handler: gives every value its path and hands events on in batches.
class EventWriter {
 public:
  EventWriter(KeyTree& keys, EventSink& sink)
      : keys_(keys), sink_(sink), events_(std::make_unique<Event[]>(kBatchEvents)) {}

  void follow(WindowStream& stream) { stream_ = &stream; }

  // What RapidJSON calls; false ends the parsing.
  bool Null() { return scalar(EventKind::null, stream_->place() - 4, 0); }
  bool Bool(bool value) {
    return scalar(EventKind::boolean, stream_->place() - (value ? 4 : 5), value ? 1 : 0);
  }
  bool Key(const char* text, rapidjson::SizeType size, bool copied);
  bool String(const char* text, rapidjson::SizeType size, bool copied);
  bool StartObject() { return begin(EventKind::begin_object); }
  bool StartArray() { return begin(EventKind::begin_array); }
  bool EndObject(rapidjson::SizeType) { return end(EventKind::end_object, stream_->place()); }
  bool EndArray(rapidjson::SizeType) { return end(EventKind::end_array, stream_->place()); }
  // What our ParseNumber() calls.
  bool number(const char* begin, const char* end, double value);
  bool long_integer(const char* begin, const char* end, double value);
  bool literal(const char* begin, const char* end, double value);
  // Rejects the source at `place`, or finds it cut there if nothing follows.
  bool fail(ErrorCode code, const char* place);

  // A top-level value ends at `place`.
  void end_document(const char* place);
  // Ends what is open because the source ends at `place`.
  void cut(const char* place);
  // Hands on what is pending. Texts of events die with the bytes they point at.
  void flush();
  void add_lone_surrogate(const char* place);

  // Whether a number that touches the end of the source is complete all the same, because it is all
  // there is.
  [[nodiscard]] bool is_alone() const { return depth_ == 0 && document_count_ == 0; }
  [[nodiscard]] ErrorCode failure() const { return failure_; }
  [[nodiscard]] const char* failed_at() const { return failed_at_; }
  [[nodiscard]] bool has_container() const { return has_container_; }
  [[nodiscard]] std::uint64_t scalar_count() const { return scalar_count_; }
  [[nodiscard]] std::uint64_t document_count() const { return document_count_; }
  [[nodiscard]] const Tally& left_out() const { return left_out_; }
  [[nodiscard]] const Tally& literals() const { return literals_; }
  [[nodiscard]] const Tally& invalid_utf8() const { return invalid_utf8_; }

 private:
  struct Container {
    PathId path;
    PathId previous;  // of an object: the member delivered last
    PathId element;   // of an array; kNoPath marks an object
    bool is_array;
  };

  bool scalar(EventKind kind, const char* place, double number, const char* text = nullptr,
              std::size_t text_size = 0);
  bool begin(EventKind kind);
  bool end(EventKind kind, const char* place);
  void emit(EventKind kind, const char* place, double number, const char* text,
            std::size_t text_size, PathId path);
  std::string_view mended(std::string_view text, const char* place);

  KeyTree& keys_;
  EventSink& sink_;
  WindowStream* stream_ = nullptr;
  std::unique_ptr<Event[]> events_;
  std::size_t event_count_ = 0;
  PathId path_ = kRootPath;  // of the next value
  std::size_t depth_ = 0;
  std::array<Container, limits::kDepthMax> open_;
  std::string mended_text_;  // of at most one event of the batch
  bool mended_text_in_use_ = false;
  bool has_container_ = false;
  std::uint64_t scalar_count_ = 0;
  std::uint64_t document_count_ = 0;
  Tally left_out_;  // values at paths beyond limits::kPathCountMax
  Tally literals_;
  Tally invalid_utf8_;
  const char* failed_at_ = nullptr;
  ErrorCode failure_{};
};

// Found by RapidJSON through its argument.
inline void SkipWhitespace(WindowStream& stream) {  // NOLINT(readability-identifier-naming)
  const char* place = stream.place();
  if (static_cast<unsigned char>(place[0]) > ' ') return;
  if (place[0] == ' ' && static_cast<unsigned char>(place[1]) > ' ') {
    stream.Take();
    return;
  }
  stream.skip_blanks();
}

void WindowStream::skip_blanks() {
  for (;;) {
    for (;;) {
      const Bytes16 bytes(read_);
      const std::uint32_t others = ~bytes.blanks() & 0xFFFF;
      if (others != 0) {
        const int count = std::countr_zero(others);
        if ((bytes.newlines() & ((1u << count) - 1)) != 0) has_newline = true;
        read_ += count;
        break;
      }
      if (bytes.newlines() != 0) has_newline = true;
      read_ += kBytes16;
    }
    if (*read_ != '\0' || read_ != window_.end()) return;
    writer_.flush();
    const bool has_more = window_.advance();
    read_ = has_more ? window_.data() : window_.end();
    if (!has_more) return;
  }
}

// In situ, text moves towards the front behind the first escape; before it, it stays where it is.
void WindowStream::skip_text() {
  do {
    std::uint32_t highs = 0;
    for (;;) {
      const Bytes16 bytes(read_);
      const std::uint32_t specials = bytes.specials();
      if (specials == 0) {
        highs |= bytes.highs();
        if (write_ != read_) bytes.store(write_);
        read_ += kBytes16;
        write_ += kBytes16;
        continue;
      }
      const int count = std::countr_zero(specials);
      highs |= bytes.highs() & ((1u << count) - 1);
      if (write_ != read_) std::memmove(write_, read_, static_cast<std::size_t>(count));
      read_ += count;
      write_ += count;
      break;
    }
    if (highs != 0) has_high_bytes = true;
  } while (*read_ == '\\' && skip_lone_surrogate());
}

bool is_hex_digit(char byte) {
  const char lower = static_cast<char>(byte | 0x20);
  return is_digit(byte) || (lower >= 'a' && lower <= 'f');
}

// The value of four hexadecimal digits; nothing else gives a value below 0x10000.
std::uint32_t hex4(const char* digits) {
  std::uint32_t value = 0;
  for (int index = 0; index < 4; ++index) {
    const char digit = digits[index];
    if (!is_hex_digit(digit)) return 0x10000;
    const int digit_value = is_digit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
    value = value << 4 | static_cast<std::uint32_t>(digit_value);
  }
  return value;
}

bool WindowStream::skip_lone_surrogate() {
  const char* escape = read_;
  if (escape[1] != 'u' || (escape[2] | 0x20) != 'd') return false;
  const std::uint32_t code = hex4(escape + 2);
  if (code < 0xD800 || code > 0xDFFF) return false;
  if (code < 0xDC00 && escape[6] == '\\' && escape[7] == 'u') {
    const std::uint32_t next = hex4(escape + 8);
    if (next >= 0xDC00 && next <= 0xDFFF) return false;
  }
  writer_.add_lone_surrogate(escape);
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  std::memcpy(write_, kReplacement.data(), kReplacement.size());
  write_ += kReplacement.size();
  read_ += 6;
  return true;
}

inline void EventWriter::emit(EventKind kind, const char* place, double number, const char* text,
                              std::size_t text_size, PathId path) {
  if (event_count_ == kBatchEvents) flush();
  Event& event = events_[event_count_++];
  event.kind = kind;
  event.offset = static_cast<std::uint32_t>(place - stream_->window().data());
  event.path = path;
  event.text_size = static_cast<std::uint32_t>(text_size);
  event.number = number;
  event.text = text;
}

inline bool EventWriter::scalar(EventKind kind, const char* place, double number, const char* text,
                                std::size_t text_size) {
  ++scalar_count_;
  if (path_ == kNoPath) {
    left_out_.add(1, stream_->window().offset_of(place));
    return true;
  }
  emit(kind, place, number, text, text_size, path_);
  return true;
}

inline bool EventWriter::Key(const char* text, rapidjson::SizeType size, bool) {
  std::string_view key(text, size);
  if (static_cast<std::size_t>(stream_->place() - text) >= limits::kTokenBytesMax) {
    return fail(ErrorCode::token_too_long, text - 1);
  }
  std::string mended_key;
  if (stream_->has_high_bytes) {
    stream_->has_high_bytes = false;
    if (const std::size_t invalid = count_invalid_utf8(key)) {
      invalid_utf8_.add(invalid, stream_->window().offset_of(text - 1));
      mended_key = mended_utf8(key);
      key = mended_key;
    }
  }
  Container& object = open_[depth_ - 1];
  path_ = keys_.child(object.path, object.previous, key);
  object.previous = path_;
  return true;
}

inline bool EventWriter::String(const char* text, rapidjson::SizeType size, bool) {
  const char* place = text - 1;
  if (static_cast<std::size_t>(stream_->place() - text) >= limits::kTokenBytesMax) {
    return fail(ErrorCode::token_too_long, place);
  }
  std::string_view value(text, size);
  if (stream_->has_high_bytes) {
    stream_->has_high_bytes = false;
    value = mended(value, place);
  }
  return scalar(EventKind::text, place, 0, value.data(), value.size());
}

std::string_view EventWriter::mended(std::string_view text, const char* place) {
  const std::size_t invalid = count_invalid_utf8(text);
  if (invalid == 0) return text;
  invalid_utf8_.add(invalid, stream_->window().offset_of(place));
  if (mended_text_in_use_) flush();
  mended_text_ = mended_utf8(text);
  mended_text_in_use_ = true;
  return mended_text_;
}

void EventWriter::add_lone_surrogate(const char* place) {
  invalid_utf8_.add(1, stream_->window().offset_of(place));
}

inline bool EventWriter::number(const char* begin, const char* end, double value) {
  if (static_cast<std::size_t>(end - begin) > limits::kTokenBytesMax) {
    return fail(ErrorCode::token_too_long, begin);
  }
  return scalar(EventKind::number, begin, value);
}

bool EventWriter::long_integer(const char* begin, const char* end, double value) {
  const auto size = static_cast<std::size_t>(end - begin);
  if (size > limits::kTokenBytesMax) return fail(ErrorCode::token_too_long, begin);
  return scalar(EventKind::long_integer, begin, value, begin, size);
}

bool EventWriter::literal(const char* begin, const char* end, double value) {
  literals_.add(1, stream_->window().offset_of(begin));
  return number(begin, end, value);
}

inline bool EventWriter::begin(EventKind kind) {
  if (depth_ == limits::kDepthMax) return fail(ErrorCode::too_deep, stream_->place());
  has_container_ = true;
  if (path_ != kNoPath) emit(kind, stream_->place(), 0, nullptr, 0, path_);
  const bool is_array = kind == EventKind::begin_array;
  const PathId element = is_array ? keys_.element(path_) : kNoPath;
  open_[depth_++] = {path_, kNoPath, element, is_array};
  path_ = element;
  return true;
}

inline bool EventWriter::end(EventKind kind, const char* place) {
  const Container& closed = open_[--depth_];
  if (closed.path != kNoPath) emit(kind, place, 0, nullptr, 0, closed.path);
  path_ = depth_ == 0 ? kRootPath : open_[depth_ - 1].element;
  return true;
}

void EventWriter::end_document(const char* place) {
  emit(EventKind::end_document, place, 0, nullptr, 0, kRootPath);
  ++document_count_;
  path_ = kRootPath;
}

void EventWriter::cut(const char* place) {
  PathId innermost = kRootPath;
  for (std::size_t at = 0; at < depth_ && open_[at].path != kNoPath; ++at) {
    innermost = open_[at].path;
  }
  emit(EventKind::cut, place, 0, nullptr, 0, innermost);
  while (depth_ > 0) {
    const bool is_array = open_[depth_ - 1].is_array;
    end(is_array ? EventKind::end_array : EventKind::end_object, place);
  }
  end_document(place);
}

void EventWriter::flush() {
  if (event_count_ > 0) {
    sink_.take({stream_->window().base_offset(), {events_.get(), event_count_}});
    event_count_ = 0;
  }
  mended_text_in_use_ = false;
}

bool EventWriter::fail(ErrorCode code, const char* place) {
  failure_ = code;
  failed_at_ = place;
  return false;
}

constexpr double kExactInteger = 9007199254740992;

char* skip_digits(char* place) {
  while (is_digit(*place)) ++place;
  return place;
}

// Whether an integer lies beyond 2^53, which its rounded value alone does not tell.
bool is_beyond_exact(const char* begin, const char* end, double value) {
  if (std::abs(value) != kExactInteger) return std::abs(value) > kExactInteger;
  const std::string_view digits(begin, static_cast<std::size_t>(end - begin));
  return !digits.ends_with("9007199254740992");
}

// Reads the number, or the literal NaN, Infinity or -Infinity, at the stream's place.
bool read_number(WindowStream& stream, EventWriter& writer) {
  char* const begin = stream.place();
  char* place = begin;
  const bool is_negative = *place == '-';
  if (is_negative) ++place;

  if (!is_digit(*place)) {
    const std::string_view literal = *place == 'N' && !is_negative ? "NaN" : "Infinity";
    std::size_t same = 0;
    while (same < literal.size() && place[same] == literal[same]) ++same;
    place += same;
    if (same < literal.size()) {
      const bool begins_number = same == 0 && (is_negative || *place == '.' || *place == '+');
      return writer.fail(begins_number ? ErrorCode::bad_number : ErrorCode::syntax, place);
    }
    stream.move_to(place);
    const double value = literal == "NaN" ? std::numeric_limits<double>::quiet_NaN()
                                          : std::numeric_limits<double>::infinity();
    return writer.literal(begin, place, is_negative ? -value : value);
  }

  bool is_integer = true;
  place = *place == '0' ? place + 1 : skip_digits(place);
  if (*place == '.') {
    is_integer = false;
    const char* const fraction = ++place;
    place = skip_digits(place);
    if (place == fraction) return writer.fail(ErrorCode::bad_number, place);
  }
  if ((*place | 0x20) == 'e') {
    is_integer = false;
    ++place;
    if (*place == '-' || *place == '+') ++place;
    if (!is_digit(*place)) return writer.fail(ErrorCode::bad_number, place);
    place = skip_digits(place);
  }

  switch (*place) {
    case ',':
    case '\n':
    case '}':
    case ']':
    case ' ':
    case '\r':
    case '\t':
      break;
    case '\0':
      // It might go on behind the cut.
      if (writer.is_alone() && stream.window().ends_source() && place == stream.window().end()) {
        break;
      }
      return writer.fail(ErrorCode::syntax, place);
    default: {
      const char lower = static_cast<char>(*place | 0x20);
      const bool goes_on = is_digit(*place) || (lower >= 'a' && lower <= 'z') || *place == '.' ||
                           *place == '+' || *place == '-' || *place == '_';
      return writer.fail(goes_on ? ErrorCode::bad_number : ErrorCode::syntax, place);
    }
  }
  stream.move_to(place);

  // A number too large for a double becomes infinite, one too small becomes zero.
  double value = 0;
  fast_float::from_chars(begin, place, value);
  if (is_integer && is_beyond_exact(begin, place, value)) {
    return writer.long_integer(begin, place, value);
  }
  return writer.number(begin, place, value);
}

}  // namespace
}  // namespace ckpt

namespace rapidjson {

template <>
template <>
inline void Reader::ScanCopyUnescapedString(ckpt::WindowStream& stream, ckpt::WindowStream&) {
  stream.skip_text();
}

template <>
template <>
inline void Reader::ParseNumber<ckpt::kParseFlags>(ckpt::WindowStream& stream,
                                                   ckpt::EventWriter& writer) {
  if (!ckpt::read_number(stream, writer)) {
    RAPIDJSON_PARSE_ERROR_NORETURN(kParseErrorTermination, stream.Tell());
  }
}

}  // namespace rapidjson

namespace ckpt {
namespace {

// Up to SourceHead::kBytes of the source from `offset` on.
std::string bytes_at(ByteSource& source, std::uint64_t offset) {
  std::string bytes(SourceHead::kBytes, '\0');
  const auto got = source.read_at(offset, bytes);
  bytes.resize(got.ok() ? got.value() : 0);
  return bytes;
}

// Whether only NUL bytes and blanks follow some place.
struct Tail {
  bool is_blank = false;
  std::uint64_t nul_count = 0;
  std::uint64_t size_bytes = 0;  // of the whole source, when the tail is blank
};

Result<Tail> look_at_tail(ByteSource& source, std::uint64_t from) {
  std::array<char, 4096> block;
  Tail tail;
  for (std::uint64_t offset = from;;) {
    CKPT_TRY(const std::size_t got, source.read_at(offset, block));
    for (std::size_t at = 0; at < got; ++at) {
      if (block[at] == '\0') {
        ++tail.nul_count;
      } else if (!is_blank(block[at])) {
        return Tail{};
      }
    }
    offset += got;
    if (got < block.size()) {
      tail.is_blank = true;
      tail.size_bytes = offset;
      return tail;
    }
  }
}

Error refusal(ByteSource& source) {
  const std::string beginning = bytes_at(source, 0);
  std::uint64_t first = beginning.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  const auto tail = look_at_tail(source, first);
  if (!tail.ok()) return tail.error();
  SourceHead head{.beginning = beginning, .text = {}, .text_offset_bytes = 0, .is_blank = true};
  if (tail.value().is_blank) return reason_to_refuse(head);
  head.is_blank = false;
  std::string text = bytes_at(source, first);
  while (is_blank(text.front())) text = bytes_at(source, ++first);
  head.text = text;
  head.text_offset_bytes = first;
  return reason_to_refuse(head);
}

class JsonReading {
 public:
  JsonReading(ByteSource& source, KeyTree& keys, EventSink& sink, const ReadOptions& options)
      : source_(source),
        options_(options),
        window_(source, options.window_bytes),
        writer_(keys, sink),
        stream_(window_, writer_) {
    writer_.follow(stream_);
  }

  [[nodiscard]] Result<ReadReport> run();

 private:
  [[nodiscard]] Result<ReadReport> finish_at_nul(const char* place, bool in_document,
                                                 ErrorCode unfinished);
  [[nodiscard]] Result<ReadReport> conclude(const rapidjson::ParseResult& result);
  [[nodiscard]] Result<ReadReport> finish(std::uint64_t size_bytes);
  [[nodiscard]] Error reject(ErrorCode code, std::uint64_t offset);
  void skip_byte_order_mark();
  void add_note(NoteCode code, std::uint64_t count, std::optional<std::uint64_t> offset);

  ByteSource& source_;
  const ReadOptions& options_;
  Window window_;
  EventWriter writer_;
  WindowStream stream_;
  bool has_document_of_lines_ = false;
  ReadReport report_;
};

Result<ReadReport> JsonReading::run() {
  skip_byte_order_mark();
  rapidjson::Reader reader;
  for (;;) {
    SkipWhitespace(stream_);
    if (stream_.Peek() == '\0') {
      return finish_at_nul(stream_.place(), false, ErrorCode::syntax);
    }
    stream_.has_newline = false;
    const bool is_container = stream_.Peek() == '{' || stream_.Peek() == '[';
    const rapidjson::ParseResult result = reader.Parse<kParseFlags>(stream_, writer_);
    if (result.IsError()) return conclude(result);
    has_document_of_lines_ |= stream_.has_newline;
    writer_.end_document(stream_.place());
    // Nothing says where one bare value ends and the next begins, unless blanks do.
    if (!is_container && stream_.Peek() != '\0' && !is_blank(stream_.Peek())) {
      return reject(ErrorCode::syntax, window_.offset_of(stream_.place()));
    }
  }
}

// A byte order mark is no token, so it is not left to the windows' borders.
void JsonReading::skip_byte_order_mark() {
  std::array<char, kByteOrderMark.size()> head;
  const auto got = source_.read_at(0, head);
  if (!got.ok() || std::string_view(head.data(), got.value()) != kByteOrderMark) return;
  window_.start_at(kByteOrderMark.size());
}

// `place` is a NUL: the one behind the window, or one of the source's. `in_document` tells a cut
// from an end.
Result<ReadReport> JsonReading::finish_at_nul(const char* place, bool in_document,
                                              ErrorCode unfinished) {
  if (window_.error()) return *window_.error();
  const std::uint64_t offset = window_.offset_of(place);
  std::uint64_t size_bytes = offset;
  if (place == window_.end() && window_.overlong_token() != nullptr) {
    return Error{ErrorCode::token_too_long, window_.offset_of(window_.overlong_token())};
  }
  if (place != window_.end() || !window_.ends_source()) {
    CKPT_TRY(const Tail tail, look_at_tail(source_, offset));
    if (!tail.is_blank) return reject(ErrorCode::syntax, offset);
    size_bytes = tail.size_bytes;
    add_note(NoteCode::trailing_blank_bytes, tail.nul_count, offset);
  }
  if (in_document) {
    if (writer_.scalar_count() == 0) return reject(unfinished, offset);
    writer_.cut(place);
    report_.is_cut = true;
    add_note(NoteCode::truncated, 1, offset);
  } else if (writer_.document_count() == 0) {
    return refusal(source_);
  }
  return finish(size_bytes);
}

Result<ReadReport> JsonReading::conclude(const rapidjson::ParseResult& result) {
  if (window_.error()) return *window_.error();
  const char* place = window_.data() + result.Offset();
  ErrorCode code = ErrorCode::syntax;
  switch (result.Code()) {
    case rapidjson::kParseErrorTermination:
      place = writer_.failed_at();
      code = writer_.failure();
      break;
    case rapidjson::kParseErrorStringMissQuotationMark:
      code = ErrorCode::unterminated_string;
      break;
    case rapidjson::kParseErrorStringEscapeInvalid:
    case rapidjson::kParseErrorStringUnicodeEscapeInvalidHex: {
      if (*place != '\\') break;  // a raw control byte
      code = ErrorCode::bad_escape;
      // An escape may also be cut.
      const char* at = place + 1;
      if (*at == 'u') {
        ++at;
        while (is_hex_digit(*at) && at - place < 6) ++at;
      }
      if (*at == '\0') {
        place = at;
        code = ErrorCode::unterminated_string;
      }
      break;
    }
    default:
      break;
  }
  if (*place == '\0') return finish_at_nul(place, true, code);
  return reject(code, window_.offset_of(place));
}

Error JsonReading::reject(ErrorCode code, std::uint64_t offset) {
  if (!writer_.has_container()) return refusal(source_);
  const Error found{code, offset};
  if (writer_.document_count() > 0) return found;
  return better_reason(found, bytes_at(source_, 0), bytes_at(source_, offset));
}

Result<ReadReport> JsonReading::finish(std::uint64_t size_bytes) {
  writer_.flush();
  report_.size_bytes = size_bytes;
  report_.document_count = writer_.document_count();
  if (report_.document_count > 1 && has_document_of_lines_) {
    add_note(NoteCode::several_documents, report_.document_count, std::nullopt);
  }
  const auto add_tally = [this](NoteCode code, const Tally& tally) {
    if (tally.count > 0) add_note(code, tally.count, tally.first_offset);
  };
  add_tally(NoteCode::non_finite_literals, writer_.literals());
  add_tally(NoteCode::invalid_utf8, writer_.invalid_utf8());
  add_tally(NoteCode::too_many_paths, writer_.left_out());
  return std::move(report_);
}

void JsonReading::add_note(NoteCode code, std::uint64_t count,
                           std::optional<std::uint64_t> offset) {
  report_.notes.push_back({code, options_.source, offset, count, {}});
}

}  // namespace

Result<ReadReport> read_json_with_rapidjson(ByteSource& source, KeyTree& keys, EventSink& sink,
                                            const ReadOptions& options) {
  return JsonReading(source, keys, sink, options).run();
}

}  // namespace ckpt
