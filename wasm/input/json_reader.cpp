// The reader: one loop over the bytes at hand with a stack of its own, which can be left and
// entered again between any two tokens.
//
// The bytes at hand end with a NUL that is not the source's, and with enough behind it for a
// register. A NUL fits nowhere in JSON, so the loop needs no other test for the end: whatever meets
// a byte that does not fit asks stop() what to do. Where that byte is the end, the token is left
// where it is, moved to the front when more bytes come, and read again from its start. A token is
// tried again only once twice as many bytes are there, so that long ones cost no more than short
// ones.
//
// Text is handed on where it stands; escapes are resolved in place, and only in a text that is
// complete. Keys are compared as bytes with the one that stood there in the object before.
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "input/bytes16.h"
#include "input/json_text.h"
#include "input/number.h"
#include "input/reader.h"
#include "input/sniff.h"
#include "input/tally.h"
#include "input/utf8.h"

namespace ckpt {
namespace {

constexpr std::size_t kBatchEvents = 1024;
constexpr std::size_t kFrontBytes = kBytes16;  // readable before the first byte
constexpr std::size_t kPadBytes = 64;          // readable behind the end, and zero
static_assert(kPadBytes >= KeyTree::kGuessBytes && kPadBytes >= 2 * std::size_t{kBytes16});
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Where reading goes on.
enum class Next : std::uint8_t {
  start,         // a byte order mark may stand here
  document,      // between documents
  after_scalar,  // behind a document that is no container
  value,
  first_element,
  first_key,
  key,
  colon,
  after_value,
  tail,     // nothing but NUL bytes and blanks may follow
  refused,  // what follows only serves to say why
};

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

// What may stand behind a number.
bool ends_number(char byte) {
  switch (byte) {
    case ',':
    case '\n':
    case '}':
    case ']':
    case ' ':
    case '\r':
    case '\t':
      return true;
    default:
      return false;
  }
}

// What looks as if the number went on, and so is said to be wrong with it.
bool goes_on_with(char byte) {
  const char lower = static_cast<char>(byte | 0x20);
  return is_digit(byte) || (lower >= 'a' && lower <= 'z') || byte == '.' || byte == '+' ||
         byte == '-' || byte == '_';
}

}  // namespace

class JsonReader::State {
 public:
  State(KeyTree& keys, EventSink& sink, const ReadOptions& options)
      : keys_(keys),
        sink_(sink),
        source_(options.source),
        storage_(std::make_unique<char[]>(kFrontBytes + kPadBytes)),
        bytes_(storage_.get() + kFrontBytes),
        place_(bytes_),
        end_(bytes_),
        events_(std::make_unique<Event[]>(kBatchEvents)),
        next_event_(events_.get()),
        events_end_(events_.get() + kBatchEvents) {}

  [[nodiscard]] std::span<char> room(std::size_t size);
  bool feed(std::size_t size);
  void fail(const Error& failure);
  [[nodiscard]] Result<ReadReport> finish();
  [[nodiscard]] std::optional<ReadSoFar> so_far();
  void go_on_from(const ReadSoFar& read);

 private:
  struct Container {
    PathId path;
    PathId previous;  // of an object: the member delivered last
    PathId element;   // of an array; kNoPath marks an object
    bool is_array;
  };

  void read();
  void read_documents();
  [[nodiscard]] const char* read_members(const char* place);
  void look_at_tail();

  // Tokens: each gives the place behind it, or nullptr after stop().
  [[nodiscard]] const char* skip_blanks(const char* place);
  [[nodiscard]] const char* skip_many_blanks(const char* place);
  [[nodiscard]] const char* take_key(const char* quote);
  [[nodiscard, gnu::noinline]] const char* take_other_key(const char* quote);
  [[nodiscard]] const char* take_scalar(const char* place);
  [[nodiscard]] const char* take_number(const char* begin);
  [[nodiscard, gnu::noinline]] const char* take_text(const char* quote);
  [[nodiscard, gnu::noinline]] const char* take_word(const char* begin, std::string_view word,
                                                     EventKind kind, double number);
  [[nodiscard, gnu::noinline]] const char* take_literal(const char* begin);

  // A string in quotes, with what it means.
  struct Text {
    const char* end;  // behind the closing quotation mark; nullptr after stop()
    std::string_view value;
    bool has_high_bytes;
  };
  [[nodiscard]] Text read_text(const char* quote, Next again);
  [[nodiscard]] Text read_odd_text(const char* quote, const TextEnd& end, Next again);

  // Events
  [[nodiscard]] Event& new_event(EventKind kind, const char* place, PathId path);
  void add_scalar(EventKind kind, const char* place, double number, std::string_view text = {});
  [[nodiscard]] bool begin(EventKind kind, const char* place);
  void end(EventKind kind, const char* place);
  void end_document(const char* place);
  void cut(const char* place);
  void flush();

  // The end of the bytes at hand, of the source, or of what can be understood
  void stop(Next again, const char* token, const char* place, ErrorCode code);
  void end_at(const char* place, bool in_document, ErrorCode unfinished);
  void refuse(ErrorCode code, std::uint64_t offset, std::string_view place);
  [[nodiscard]] bool is_refusal_known() const;
  [[nodiscard]] Error refusal() const;
  [[nodiscard]] std::vector<Note> notes() const;

  [[nodiscard]] std::uint64_t offset_of(const char* place) const {
    return base_offset_ + static_cast<std::uint64_t>(place - bytes_);
  }
  [[nodiscard]] std::string_view bytes_from(const char* place) const {
    return {place, static_cast<std::size_t>(end_ - place)};
  }

  KeyTree& keys_;
  EventSink& sink_;
  std::uint32_t source_;

  // The bytes at hand
  std::unique_ptr<char[]> storage_;
  char* bytes_;                    // the first of them
  std::size_t capacity_ = 0;       // without the pad
  std::uint64_t base_offset_ = 0;  // of the first of them
  const char* place_;              // what stands before it has been read
  char* end_;                      // a NUL that is not the source's
  std::size_t enough_bytes_ = 1;   // from place_ on, for another try
  bool is_last_ = false;           // nothing follows end_

  // Where in a document
  Next next_ = Next::start;
  PathId path_ = kRootPath;  // of the next value
  std::size_t depth_ = 0;
  std::array<Container, limits::kDepthMax> open_;

  std::unique_ptr<Event[]> events_;
  Event* next_event_;
  Event* events_end_;
  std::string mended_text_;  // of at most one event of the batch
  bool mended_text_in_use_ = false;

  bool has_container_ = false;
  bool has_newline_ = false;  // between the tokens of this document
  bool has_document_of_lines_ = false;
  std::uint64_t scalar_count_ = 0;
  std::uint64_t document_count_ = 0;
  Tally left_out_;  // values at paths beyond limits::kPathCountMax
  Tally literals_;
  Tally invalid_utf8_;

  // The end of the source, at a NUL of its own if only more of them and blanks follow
  std::uint64_t end_offset_ = 0;
  std::uint64_t trailing_nul_count_ = 0;
  std::optional<ErrorCode> unfinished_;  // it ends before its first complete value
  bool is_cut_ = false;

  // Why the source is refused
  std::optional<Error> error_;
  bool is_error_final_ = false;  // its beginning can tell no better
  bool is_blank_ = false;
  bool has_text_ = false;
  std::string beginning_;  // SourceHead::kBytes of the source
  std::string text_;       // as many from its first byte on that is not blank
  std::uint64_t text_offset_ = 0;
  std::string place_of_error_;
};

// ----------------------------------------------------------------------------------- bytes at hand

std::span<char> JsonReader::State::room(std::size_t size) {
  const auto read = static_cast<std::size_t>(place_ - bytes_);
  const auto kept = static_cast<std::size_t>(end_ - place_);
  if (kept + size > capacity_) {
    const std::size_t capacity = std::max(kept + size, 2 * kept);
    // Not filled twice.
    std::unique_ptr<char[]> larger(new char[kFrontBytes + capacity + kPadBytes]);
    std::memset(larger.get(), 0, kFrontBytes);
    std::memcpy(larger.get() + kFrontBytes, place_, kept);
    storage_ = std::move(larger);
    bytes_ = storage_.get() + kFrontBytes;
    capacity_ = capacity;
  } else {
    std::memmove(bytes_, place_, kept);
  }
  base_offset_ += read;
  place_ = bytes_;
  end_ = bytes_ + kept;
  return {end_, size};
}

bool JsonReader::State::feed(std::size_t size) {
  const auto keep = [this, size](std::string& head) {
    head.append(end_, std::min(size, SourceHead::kBytes - head.size()));
  };
  keep(beginning_);
  if (has_text_) keep(text_);
  end_ += size;
  if (static_cast<std::size_t>(end_ - place_) >= enough_bytes_) read();
  return !is_refusal_known();
}

void JsonReader::State::read() {
  std::memset(end_, 0, kPadBytes);
  if (next_ == Next::start) {
    const std::string_view head = bytes_from(place_);
    if (head.size() < kByteOrderMark.size() && !is_last_) return;
    if (head.starts_with(kByteOrderMark)) place_ += kByteOrderMark.size();
    next_ = Next::document;
  }
  if (next_ != Next::tail && next_ != Next::refused) read_documents();
  if (next_ == Next::tail) look_at_tail();
  if (next_ == Next::refused) place_ = end_;
  flush();
  enough_bytes_ = 2 * static_cast<std::size_t>(end_ - place_);
}

void JsonReader::State::look_at_tail() {
  for (; place_ != end_; ++place_) {
    if (*place_ == '\0') {
      ++trailing_nul_count_;
    } else if (!is_blank(*place_)) {
      return refuse(ErrorCode::syntax, end_offset_, {});
    }
  }
}

// --------------------------------------------------------------------------------------- documents

void JsonReader::State::read_documents() {
  const char* place = place_;
  for (Next next = next_;;) {
    switch (next) {
      case Next::document:
        place = skip_blanks(place);
        if (*place != '{' && *place != '[') {
          if (place != end_ && !has_container_ && !has_text_) {
            has_text_ = true;
            text_ = bytes_from(place).substr(0, SourceHead::kBytes);
            text_offset_ = offset_of(place);
          }
          if (*place == '\0') return stop(Next::document, place, place, ErrorCode::syntax);
        }
        has_newline_ = false;
        next = Next::value;
        continue;

      case Next::after_scalar:
        // Nothing says where one bare value ends and the next begins, unless blanks do.
        if (place == end_ && !is_last_) return stop(next, place, place, ErrorCode::syntax);
        if (*place != '\0' && !is_blank(*place)) {
          return refuse(ErrorCode::syntax, offset_of(place), bytes_from(place));
        }
        next = Next::document;
        continue;

      case Next::first_element:
        place = skip_blanks(place);
        if (*place == '\0') return stop(next, place, place, ErrorCode::syntax);
        next = *place == ']' ? Next::after_value : Next::value;
        continue;

      case Next::first_key:
        place = skip_blanks(place);
        if (*place == '\0') return stop(next, place, place, ErrorCode::syntax);
        if (*place == '}') {
          next = Next::after_value;
          continue;
        }
        [[fallthrough]];
      case Next::key:
        place = read_members(place);
        if (place == nullptr) return;
        next = next_;
        continue;

      case Next::colon:
        place = skip_blanks(place);
        if (*place != ':') return stop(Next::colon, place, place, ErrorCode::syntax);
        ++place;
        [[fallthrough]];
      case Next::value:
        place = skip_blanks(place);
        if (*place == '{') {
          if (!begin(EventKind::begin_object, place++)) return;
          next = Next::first_key;
          continue;
        }
        if (*place == '[') {
          if (!begin(EventKind::begin_array, place++)) return;
          next = Next::first_element;
          continue;
        }
        place = take_scalar(place);
        if (place == nullptr) return;
        if (depth_ == 0) {
          end_document(place);
          next = Next::after_scalar;
          continue;
        }
        [[fallthrough]];
      case Next::after_value: {
        place = skip_blanks(place);
        const bool is_array = open_[depth_ - 1].is_array;
        if (*place == ',') {
          ++place;
          next = is_array ? Next::value : Next::key;
          continue;
        }
        if (*place != (is_array ? ']' : '}')) {
          return stop(Next::after_value, place, place, ErrorCode::syntax);
        }
        end(is_array ? EventKind::end_array : EventKind::end_object, place++);
        if (depth_ == 0) {
          end_document(place);
          next = Next::document;
        } else {
          next = Next::after_value;
        }
        continue;
      }

      case Next::start:
      case Next::tail:
      case Next::refused:
        return;
    }
  }
}

// The members of an object from a key on, while their values are scalars. Gives the place where
// something else stands, and in next_ how to go on there; nullptr after stop().
//
// Most of all bytes are read here: the loop can only be entered at its head, which is what lets a
// compiler for WebAssembly keep it one.
const char* JsonReader::State::read_members(const char* place) {
  for (;;) {
    place = skip_blanks(place);
    if (*place != '"') {
      stop(Next::key, place, place, ErrorCode::syntax);
      return nullptr;
    }
    place = take_key(place);
    if (place == nullptr) return nullptr;
    place = skip_blanks(place);
    if (*place != ':') {
      next_ = Next::colon;
      return place;
    }
    place = skip_blanks(place + 1);
    if (*place == '{' || *place == '[') {
      next_ = Next::value;
      return place;
    }
    place = take_scalar(place);
    if (place == nullptr) return nullptr;
    place = skip_blanks(place);
    if (*place != ',') {
      next_ = Next::after_value;
      return place;
    }
    ++place;
  }
}

// ------------------------------------------------------------------------------------------ tokens

inline const char* JsonReader::State::skip_blanks(const char* place) {
  if (static_cast<unsigned char>(place[0]) > ' ') return place;
  if (place[0] == ' ' && static_cast<unsigned char>(place[1]) > ' ') return place + 1;
  return skip_many_blanks(place);
}

const char* JsonReader::State::skip_many_blanks(const char* place) {
  for (;; place += kBytes16) {
    const Bytes16 bytes(place);
    const std::uint32_t others = ~bytes.blanks() & 0xFFFF;
    const int count = others == 0 ? kBytes16 : std::countr_zero(others);
    if (!has_newline_ && (bytes.newlines() & ((1U << count) - 1)) != 0) has_newline_ = true;
    if (others != 0) return place + count;
  }
}

inline const char* JsonReader::State::take_key(const char* quote) {
  Container& object = open_[depth_ - 1];
  path_ = keys_.guess(object.path, object.previous, quote + 1);
  if (path_ == kNoPath) return take_other_key(quote);
  object.previous = path_;
  return quote + 2 + keys_.key(path_).size();
}

// A key that was not guessed.
const char* JsonReader::State::take_other_key(const char* quote) {
  const Text text = read_text(quote, Next::key);
  if (text.end == nullptr) return nullptr;
  std::string_view key = text.value;
  std::string mended_key;
  if (text.has_high_bytes) {
    if (const std::size_t invalid = count_invalid_utf8(key)) {
      invalid_utf8_.add(invalid, offset_of(quote));
      mended_key = mended_utf8(key);
      key = mended_key;
    }
  }
  Container& object = open_[depth_ - 1];
  path_ = keys_.child(object.path, object.previous, key);
  object.previous = path_;
  return text.end;
}

const char* JsonReader::State::take_scalar(const char* place) {
  switch (*place) {
    case '"':
      return take_text(place);
    case 't':
      return take_word(place, "true", EventKind::boolean, 1);
    case 'f':
      return take_word(place, "false", EventKind::boolean, 0);
    case 'n':
      return take_word(place, "null", EventKind::null, 0);
    default:
      return take_number(place);
  }
}

inline const char* JsonReader::State::take_number(const char* begin) {
  const NumberToken token = read_number(begin);
  const char* const end = token.end;
  if (token.kind == NumberKind::none) {
    if (!is_digit(begin[*begin == '-' ? 1 : 0])) return take_literal(begin);
    stop(Next::value, begin, end, ErrorCode::bad_number);
    return nullptr;
  }
  if (!ends_number(*end)) {
    // At the end of the source it might go on behind the cut, unless it is all there is.
    const bool is_alone = depth_ == 0 && document_count_ == 0 && is_last_ && end == end_;
    if (!is_alone) {
      stop(Next::value, begin, end, goes_on_with(*end) ? ErrorCode::bad_number : ErrorCode::syntax);
      return nullptr;
    }
  }
  const auto size = static_cast<std::size_t>(end - begin);
  if (size > limits::kTokenBytesMax) {
    refuse(ErrorCode::token_too_long, offset_of(begin), bytes_from(begin));
    return nullptr;
  }
  if (token.kind == NumberKind::long_integer) {
    add_scalar(EventKind::long_integer, begin, token.value, {begin, size});
  } else {
    add_scalar(EventKind::number, begin, token.value);
  }
  return end;
}

// NaN, Infinity, -Infinity, or what stands where a value should.
const char* JsonReader::State::take_literal(const char* begin) {
  const bool is_negative = *begin == '-';
  const char* place = begin + (is_negative ? 1 : 0);
  const std::string_view literal = *place == 'N' && !is_negative ? "NaN" : "Infinity";
  std::size_t same = 0;
  while (same < literal.size() && place[same] == literal[same]) ++same;
  place += same;
  if (same < literal.size()) {
    const bool begins_number = same == 0 && (is_negative || *place == '.' || *place == '+');
    stop(Next::value, begin, place, begins_number ? ErrorCode::bad_number : ErrorCode::syntax);
    return nullptr;
  }
  literals_.add(1, offset_of(begin));
  const double value = literal == "NaN" ? std::numeric_limits<double>::quiet_NaN()
                                        : std::numeric_limits<double>::infinity();
  add_scalar(EventKind::number, begin, is_negative ? -value : value);
  return place;
}

const char* JsonReader::State::take_word(const char* begin, std::string_view word, EventKind kind,
                                         double number) {
  const char* place = begin;
  for (const char letter : word) {
    if (*place != letter) {
      stop(Next::value, begin, place, ErrorCode::syntax);
      return nullptr;
    }
    ++place;
  }
  add_scalar(kind, begin, number);
  return place;
}

const char* JsonReader::State::take_text(const char* quote) {
  const Text text = read_text(quote, Next::value);
  if (text.end == nullptr) return nullptr;
  std::string_view value = text.value;
  if (text.has_high_bytes) {
    if (const std::size_t invalid = count_invalid_utf8(value)) {
      invalid_utf8_.add(invalid, offset_of(quote));
      if (mended_text_in_use_) flush();
      mended_text_ = mended_utf8(value);
      mended_text_in_use_ = true;
      value = mended_text_;
    }
  }
  add_scalar(EventKind::text, quote, 0, value);
  return text.end;
}

inline JsonReader::State::Text JsonReader::State::read_text(const char* quote, Next again) {
  const TextEnd end = find_text_end(quote + 1);
  if (end.is_closed && !end.has_escapes) {
    const auto size = static_cast<std::size_t>(end.place - (quote + 1));
    if (size + 2 <= limits::kTokenBytesMax) {
      return {end.place + 1, {quote + 1, size}, end.has_high_bytes};
    }
  }
  return read_odd_text(quote, end, again);
}

// A text with escapes, too long, or not complete.
JsonReader::State::Text JsonReader::State::read_odd_text(const char* quote, const TextEnd& end,
                                                         Next again) {
  const auto add_lone_surrogates = [&](const Unescaped& text) {
    if (text.lone_surrogates == 0) return;
    invalid_utf8_.add(text.lone_surrogates, offset_of(text.first_lone_surrogate));
  };
  if (!end.is_closed) {
    // Where it is the end of the source, what is wrong before it counts.
    if (*end.place == '\0' && (end.place != end_ || is_last_)) {
      add_lone_surrogates(count_lone_surrogates(quote + 1, end.place));
    }
    stop(again, quote, end.place, end.failure);
    return {nullptr, {}, false};
  }
  char* const text = bytes_ + (quote + 1 - bytes_);
  std::size_t size = static_cast<std::size_t>(end.place - text);
  if (end.has_escapes) {
    const Unescaped unescaped = unescape(text, end.place);
    add_lone_surrogates(unescaped);
    size = unescaped.size;
  }
  if (static_cast<std::size_t>(end.place + 1 - quote) > limits::kTokenBytesMax) {
    refuse(ErrorCode::token_too_long, offset_of(quote), bytes_from(quote));
    return {nullptr, {}, false};
  }
  return {end.place + 1, {text, size}, end.has_high_bytes};
}

// ------------------------------------------------------------------------------------------ events

inline Event& JsonReader::State::new_event(EventKind kind, const char* place, PathId path) {
  if (next_event_ == events_end_) flush();
  Event& event = *next_event_++;
  event.kind = kind;
  event.offset = static_cast<std::uint32_t>(place - bytes_);
  event.path = path;
  return event;
}

inline void JsonReader::State::add_scalar(EventKind kind, const char* place, double number,
                                          std::string_view text) {
  ++scalar_count_;
  if (path_ == kNoPath) {
    left_out_.add(1, offset_of(place));
    return;
  }
  Event& event = new_event(kind, place, path_);
  event.number = number;
  event.text = text.data();
  event.text_size = static_cast<std::uint32_t>(text.size());
}

bool JsonReader::State::begin(EventKind kind, const char* place) {
  if (depth_ == limits::kDepthMax) {
    refuse(ErrorCode::too_deep, offset_of(place), bytes_from(place));
    return false;
  }
  has_container_ = true;
  if (path_ != kNoPath) (void)new_event(kind, place, path_);
  const bool is_array = kind == EventKind::begin_array;
  const PathId element = is_array ? keys_.element(path_) : kNoPath;
  open_[depth_++] = {path_, kNoPath, element, is_array};
  path_ = element;
  return true;
}

void JsonReader::State::end(EventKind kind, const char* place) {
  const Container& closed = open_[--depth_];
  if (closed.path != kNoPath) (void)new_event(kind, place, closed.path);
  path_ = depth_ == 0 ? kRootPath : open_[depth_ - 1].element;
}

void JsonReader::State::end_document(const char* place) {
  (void)new_event(EventKind::end_document, place, kRootPath);
  ++document_count_;
  has_document_of_lines_ |= has_newline_;
  path_ = kRootPath;
}

void JsonReader::State::cut(const char* place) {
  PathId innermost = kRootPath;
  for (std::size_t at = 0; at < depth_ && open_[at].path != kNoPath; ++at) {
    innermost = open_[at].path;
  }
  (void)new_event(EventKind::cut, place, innermost);
  while (depth_ > 0) {
    end(open_[depth_ - 1].is_array ? EventKind::end_array : EventKind::end_object, place);
  }
  has_newline_ = false;
  end_document(place);
  is_cut_ = true;
}

// Hands on what is pending. Texts of events die with the bytes they point at.
void JsonReader::State::flush() {
  if (next_event_ != events_.get()) {
    const auto count = static_cast<std::size_t>(next_event_ - events_.get());
    next_event_ = events_.get();
    sink_.take({base_offset_, {events_.get(), count}});
  }
  mended_text_in_use_ = false;
}

// --------------------------------------------------------------------------------------------- end

// `place` holds a byte that does not fit into what begins at `token`.
void JsonReader::State::stop(Next again, const char* token, const char* place, ErrorCode code) {
  if (*place != '\0') return refuse(code, offset_of(place), bytes_from(place));
  place_ = token;
  next_ = again;
  if (place == end_) {
    if (static_cast<std::size_t>(end_ - token) > limits::kTokenBytesMax) {
      return fail({ErrorCode::token_too_long, offset_of(token)});
    }
    if (!is_last_) return;
  }
  end_at(place, again != Next::document, code);
}

// The source ends here, unless `place` is one of its NULs and more than NULs and blanks follow.
void JsonReader::State::end_at(const char* place, bool in_document, ErrorCode unfinished) {
  end_offset_ = offset_of(place);
  if (in_document) {
    if (scalar_count_ > 0) {
      cut(place);
    } else {
      unfinished_ = unfinished;
    }
  }
  place_ = place;
  next_ = Next::tail;
}

void JsonReader::State::refuse(ErrorCode code, std::uint64_t offset, std::string_view place) {
  error_ = {code, offset};
  is_error_final_ = has_container_ && document_count_ > (is_cut_ ? 1 : 0);
  place_of_error_ = place.substr(0, 1);
  next_ = Next::refused;
}

void JsonReader::State::fail(const Error& failure) {
  error_ = failure;
  is_error_final_ = true;
  next_ = Next::refused;
}

bool JsonReader::State::is_refusal_known() const {
  if (next_ != Next::refused) return false;
  if (is_error_final_) return true;
  return beginning_.size() == SourceHead::kBytes &&
         (has_container_ || text_.size() == SourceHead::kBytes);
}

Error JsonReader::State::refusal() const {
  if (is_error_final_) return *error_;
  if (has_container_) return better_reason(*error_, beginning_, place_of_error_);
  return reason_to_refuse({.beginning = beginning_,
                           .text = text_,
                           .text_offset_bytes = text_offset_,
                           .is_blank = is_blank_});
}

Result<ReadReport> JsonReader::State::finish() {
  is_last_ = true;
  read();
  if (next_ == Next::tail) {
    if (unfinished_) {
      refuse(*unfinished_, end_offset_, {});
    } else if (document_count_ == 0) {
      is_blank_ = true;
      refuse(ErrorCode::blank, end_offset_, {});
    }
  }
  if (error_) return refusal();
  flush();
  return ReadReport{.size_bytes = offset_of(end_),
                    .document_count = document_count_,
                    .is_cut = is_cut_,
                    .notes = notes()};
}

std::vector<Note> JsonReader::State::notes() const {
  std::vector<Note> notes;
  const auto add = [&](NoteCode code, std::uint64_t count, std::optional<std::uint64_t> offset) {
    if (count > 0) notes.push_back({code, source_, offset, count, {}});
  };
  const auto add_tally = [&](NoteCode code, const Tally& tally) {
    add(code, tally.count, tally.first_offset);
  };
  add(NoteCode::trailing_blank_bytes, trailing_nul_count_, end_offset_);
  add(NoteCode::truncated, is_cut_ ? 1 : 0, end_offset_);
  if (document_count_ > 1 && has_document_of_lines_) {
    add(NoteCode::several_documents, document_count_, std::nullopt);
  }
  add_tally(NoteCode::non_finite_literals, literals_);
  add_tally(NoteCode::invalid_utf8, invalid_utf8_);
  add_tally(NoteCode::too_many_paths, left_out_);
  return notes;
}

// ----------------------------------------------------------------------------------------- growing

std::optional<ReadSoFar> JsonReader::State::so_far() {
  if (place_ != end_) read();  // it may have waited for more
  if (next_ != Next::document || place_ != end_ || !has_container_) return std::nullopt;
  return ReadSoFar{.end_bytes = offset_of(end_),
                   .document_count = document_count_,
                   .scalar_count = scalar_count_,
                   .has_document_of_lines = has_document_of_lines_,
                   .left_out = left_out_,
                   .literals = literals_,
                   .invalid_utf8 = invalid_utf8_};
}

void ReadSoFar::append(const ReadSoFar& next) {
  left_out.append(next.left_out, end_bytes);
  literals.append(next.literals, end_bytes);
  invalid_utf8.append(next.invalid_utf8, end_bytes);
  document_count += next.document_count;
  scalar_count += next.scalar_count;
  has_document_of_lines |= next.has_document_of_lines;
  end_bytes += next.end_bytes;
}

void JsonReader::State::go_on_from(const ReadSoFar& read) {
  next_ = Next::document;
  has_container_ = true;
  end_ = bytes_;
  place_ = bytes_;
  base_offset_ = read.end_bytes;
  document_count_ = read.document_count;
  scalar_count_ = read.scalar_count;
  has_document_of_lines_ = read.has_document_of_lines;
  left_out_ = read.left_out;
  literals_ = read.literals;
  invalid_utf8_ = read.invalid_utf8;
}

// ------------------------------------------------------------------------------------------ public

JsonReader::JsonReader(KeyTree& keys, EventSink& sink, const ReadOptions& options)
    : state_(std::make_unique<State>(keys, sink, options)) {}
JsonReader::~JsonReader() = default;
std::span<char> JsonReader::room(std::size_t size) { return state_->room(size); }
bool JsonReader::feed(std::size_t size) { return state_->feed(size); }
void JsonReader::fail(const Error& failure) { state_->fail(failure); }
Result<ReadReport> JsonReader::finish() { return state_->finish(); }
std::optional<ReadSoFar> JsonReader::so_far() { return state_->so_far(); }
void JsonReader::go_on_from(const ReadSoFar& read) { state_->go_on_from(read); }

Result<ReadReport> read_json(ByteSource& source, KeyTree& keys, EventSink& sink,
                             const ReadOptions& options) {
  JsonReader reader(keys, sink, options);
  const std::size_t window = std::max(options.window_bytes, std::size_t{1});
  for (std::uint64_t offset = 0;;) {
    const std::span<char> room = reader.room(window);
    const Result<std::size_t> got = source.read_at(offset, room);
    if (!got.ok()) {
      reader.fail(got.error());
      break;
    }
    offset += got.value();
    if (!reader.feed(got.value()) || got.value() < window) break;
  }
  return reader.finish();
}

}  // namespace ckpt
