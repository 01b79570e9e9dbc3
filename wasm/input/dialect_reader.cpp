// Two machines, one inside the other. Between records, bytes are looked at one by one for where a
// record may begin: at a brace anywhere, at a bracket or a call that begins a line. From there on
// the lexer gives tokens, and a stack of frames turns them into events. What does not become a
// record is text; reading goes on where it was found out, so no byte is looked at twice.
#include "input/dialect_reader.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "input/literal_lexer.h"
#include "input/literal_values.h"
#include "input/record_writer.h"
#include "input/step_line.h"
#include "input/tally.h"

namespace ckpt {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kHeadNameBytesMax = 200;

bool is_line_end(char byte) { return byte == '\n' || byte == '\r'; }
// Where records are looked for, a NUL is no more than a blank is.
bool is_gap(char byte) { return is_blank(byte) || byte == '\0'; }
bool is_letter(char byte) {
  const char lower = static_cast<char>(byte | 0x20);
  return (lower >= 'a' && lower <= 'z') || byte == '_';
}
bool is_name_byte(char byte) {
  return is_letter(byte) || (byte >= '0' && byte <= '9') || byte == '.';
}
bool is_name(std::string_view word) {
  return !word.empty() && is_letter(word.front()) &&
         std::all_of(word.begin(), word.end(), is_name_byte);
}
bool is_elision(std::string_view word) { return word == "..." || word == "\xE2\x80\xA6"; }
// What console.log() of Node prints for what lies too deep.
bool is_folded_object(std::string_view word) { return word == "Object" || word == "Array"; }

enum class Form : std::uint8_t {
  brace,      // { not known yet: an object or a set
  object,     // {key: value}
  list,       // [..], (..,) and sets
  paren,      // ( not known yet: a tuple or text in parentheses
  call,       // Name( not known yet
  fields,     // Name(key=value): an object
  stand_in,   // array(value, ...): stands for its first argument
  second,     // defaultdict(.., value)
  pairs,      // OrderedDict([..]): its list is an object
  pair_list,  // the list of such a call
  pair,       // one (key, value) of it
  elision,    // [ of "[...]" where a comma or a key was expected
};

enum class Expect : std::uint8_t {
  first,  // anything that may follow the opening mark
  key,    // or the end, where a comma may stand before it
  colon,
  value,
  value_or_end,  // behind a comma of a list
  comma_or_end,
  after_elision,
};

struct Frame {
  Form form;
  char close;  // the mark that ends it
  Expect expect = Expect::first;
  PathId path;                // where the container stands
  PathId value_path;          // where its next value stands
  PathId previous = kNoPath;  // of an object: the member delivered last
  std::uint64_t offset;
  bool is_begun = false;  // its beginning was delivered
  bool is_array = false;
  bool has_elision = false;
};

// What is passed over, brackets counted, and what happens at its end.
enum class Skip : std::uint8_t {
  none,
  text,     // the arguments of a call that becomes a text
  rest,     // the other arguments of a call that stands for one
  generic,  // Page[Event]( : the part in brackets
};

enum class Mode : std::uint8_t {
  text,       // between records
  record,     // in one
  line_rest,  // behind one that must be alone on its lines
  skip_line,  // behind one that broke off
};

}  // namespace

class DialectReader::Reading {
 public:
  Reading(KeyTree& keys, EventSink& sink, std::uint32_t source, const Error& refused)
      : keys_(keys), writer_(sink), source_(source), refused_(refused) {}

  bool feed(std::string_view bytes);
  [[nodiscard]] Result<ReadReport> finish();

 private:
  [[nodiscard]] std::uint64_t offset_of(std::string_view rest) const {
    return end_offset_ - rest.size();
  }

  // Between records.
  void read_text(std::string_view& bytes);
  void read_line_rest(std::string_view& bytes);
  void skip_line(std::string_view& bytes);
  // `is_cut`: the source ends instead.
  void end_line(bool is_cut = false);
  void add_text(std::uint64_t offset);
  void follow_step_line(char byte);
  // Whether the line was one, or the beginning of one.
  [[nodiscard]] bool take_step_line(bool is_cut);

  // Records.
  void start_record(std::uint64_t offset, bool must_be_alone);
  void read_record(std::string_view& bytes);
  void end_record();
  void accept_record();
  void reject_record(std::uint64_t offset, ErrorCode code);
  void give_up_at(const Token& token);

  // Tokens of a record.
  void take(const Token& token);
  [[nodiscard]] bool extend_pending(const Token& token);
  void settle_pending();
  void take_in_frame(const Token& token);
  void take_first(const Token& token);
  void take_key(const Token& token);
  void take_behind_value(const Token& token);
  void skip_token(const Token& token);
  void begin_value(const Token& token);
  void begin_call();
  void take_first_argument(const Token& token);
  void decide_positional();
  void elide(std::uint64_t offset);
  void close(const Token& token);
  void deliver(const LiteralValue& value, std::uint64_t offset);
  void add_value(PathId path, const LiteralValue& value, std::uint64_t offset);
  void begin(Frame& frame, bool is_array);
  void set_key(Frame& frame);
  void value_done();
  void cut();

  Frame& push(Form form, char close, std::uint64_t offset);
  [[nodiscard]] Frame& top() { return frames_.back(); }
  [[nodiscard]] PathId next_path() const {
    return frames_.empty() ? kRootPath : frames_.back().value_path;
  }
  void note(NoteCode code, const Tally& tally);

  KeyTree& keys_;
  RecordWriter writer_;
  std::uint32_t source_;
  Error refused_;
  LiteralLexer lexer_;
  Mode mode_ = Mode::text;
  std::uint64_t end_offset_ = 0;  // of the bytes fed
  std::string byte_order_mark_;   // as much of one as was fed
  bool is_past_start_ = false;
  std::optional<Error> failure_;

  // The line of text being read.
  bool is_at_head_ = true;  // only blanks so far
  std::string head_name_;   // the name that the line begins with
  std::uint64_t head_offset_ = 0;
  bool line_has_text_ = false;
  bool line_has_record_ = false;
  std::uint64_t line_text_offset_ = 0;
  bool has_text_before_ = false;  // anywhere before the record
  bool is_step_line_ = true;      // as far as it was read
  std::string step_line_;         // while it is
  bool has_step_lines_ = false;   // the source has

  // The record being read.
  std::vector<Frame> frames_;
  std::uint64_t record_offset_ = 0;
  bool is_first_ = false;  // nothing stands before it in the source
  bool must_be_alone_ = false;
  bool is_convincing_ = false;  // a value was found behind a key in quotes or of a call
  bool is_loose_ = false;       // no JSON
  bool has_strong_key_ = false;
  std::uint64_t scalar_count_ = 0;

  // A text, word or thing in angle brackets that the next token may add to.
  bool has_pending_ = false;
  TokenKind pending_kind_ = TokenKind::word;
  std::string pending_;
  char pending_quote_ = 0;
  std::uint64_t pending_offset_ = 0;
  std::uint64_t pending_end_ = 0;
  bool pending_is_generic_ = false;  // a name with its part in brackets: a call must follow

  std::string call_name_;  // of the call that is not decided yet
  Skip skip_ = Skip::none;
  int skip_depth_ = 0;

  std::uint64_t record_count_ = 0;
  bool is_cut_ = false;
  bool has_record_of_lines_ = false;
  std::optional<Error> first_broken_;
  Tally broken_;
  std::uint64_t scalars_broken_ = 0;  // in front of where such records broke off
  std::uint64_t scalars_read_ = 0;
  Tally loose_;
  Tally text_lines_;
  Tally fences_;            // lines of text that begin with ```, as around samples in a document
  int backtick_count_ = 0;  // at the beginning of this line
  Tally elisions_;
  Tally unknown_;
  Tally literals_;
  Tally invalid_utf8_;
  Tally left_out_;
  // Of the record being read; they count if it does.
  Tally record_elisions_;
  Tally record_unknown_;
  Tally record_literals_;
  Tally record_invalid_utf8_;
};

bool DialectReader::Reading::feed(std::string_view bytes) {
  end_offset_ += bytes.size();
  if (!is_past_start_) {
    // A byte order mark may come in pieces.
    while (!bytes.empty() && byte_order_mark_.size() < kByteOrderMark.size() &&
           bytes.front() == kByteOrderMark[byte_order_mark_.size()]) {
      byte_order_mark_ += bytes.front();
      bytes.remove_prefix(1);
    }
    if (bytes.empty()) return true;
    is_past_start_ = true;
  }
  while (!bytes.empty() && !failure_) {
    switch (mode_) {
      case Mode::text:
        read_text(bytes);
        break;
      case Mode::record:
        read_record(bytes);
        break;
      case Mode::line_rest:
        read_line_rest(bytes);
        break;
      case Mode::skip_line:
        skip_line(bytes);
        break;
    }
  }
  return !failure_;
}

void DialectReader::Reading::read_text(std::string_view& bytes) {
  while (!bytes.empty()) {
    const char byte = bytes.front();
    const std::uint64_t offset = offset_of(bytes);
    if (byte == '{' || (byte == '[' && is_at_head_)) {
      start_record(offset, byte == '[');
      return;
    }
    if ((byte == '(' || byte == '[') && !head_name_.empty()) {
      start_record(head_offset_, true);
      has_pending_ = true;
      pending_kind_ = TokenKind::word;
      pending_ = head_name_;
      pending_offset_ = head_offset_;
      pending_is_generic_ = false;
      lexer_.start(offset);
      return;
    }
    bytes.remove_prefix(1);
    if (!is_line_end(byte)) follow_step_line(byte);
    if (is_line_end(byte)) {
      end_line();
    } else if (is_gap(byte)) {
      if (!head_name_.empty()) is_at_head_ = false;
      head_name_.clear();
    } else {
      add_text(offset);
      const bool may_be_fence =
          byte == '`' && offset == line_text_offset_ + static_cast<std::uint64_t>(backtick_count_);
      if (may_be_fence && ++backtick_count_ == 3) fences_.add(1, line_text_offset_);
      const bool goes_on = !head_name_.empty() && is_name_byte(byte);
      if ((is_at_head_ && is_letter(byte)) || goes_on) {
        if (is_at_head_) head_offset_ = offset;
        head_name_ += byte;
        if (head_name_.size() > kHeadNameBytesMax) head_name_.clear();
      } else {
        head_name_.clear();
      }
      is_at_head_ = false;
    }
  }
}

void DialectReader::Reading::add_text(std::uint64_t offset) {
  if (!line_has_text_) line_text_offset_ = offset;
  line_has_text_ = true;
}

void DialectReader::Reading::end_line(bool is_cut) {
  if (line_has_text_ && !take_step_line(is_cut)) {
    has_text_before_ = true;
    if (!line_has_record_) text_lines_.add(1, line_text_offset_);
  }
  line_has_text_ = line_has_record_ = false;
  is_step_line_ = true;
  step_line_.clear();
  backtick_count_ = 0;
  is_at_head_ = true;
  head_name_.clear();
}

void DialectReader::Reading::follow_step_line(char byte) {
  if (!is_step_line_) return;
  step_line_ += byte;
  is_step_line_ = may_be_step_line(step_line_) && step_line_.size() <= limits::kTextBytesMax;
}

bool DialectReader::Reading::take_step_line(bool is_cut) {
  if (!is_step_line_) return false;
  const std::vector<StepValue> values = step_line_values(step_line_, is_cut);
  if (values.empty()) {
    if (is_cut && has_step_lines_) is_cut_ = true;
    return is_cut && has_step_lines_;
  }
  has_step_lines_ = true;
  writer_.add(EventKind::begin_object, line_text_offset_, kRootPath);
  PathId path = kNoPath;
  for (const StepValue& value : values) {
    const std::uint64_t offset = line_text_offset_ + value.at;
    path = keys_.child(kRootPath, path, value.name);
    const std::optional<LiteralValue> meaning = word_value(value.word);
    if (meaning && meaning->kind == LiteralValue::Kind::non_finite) literals_.add(1, offset);
    add_value(path,
              meaning.value_or(LiteralValue{LiteralValue::Kind::text, 0, std::string(value.word)}),
              offset);
  }
  if (is_cut) writer_.add(EventKind::cut, end_offset_, kRootPath);
  is_cut_ |= is_cut;
  writer_.add(EventKind::end_object, end_offset_, kRootPath);
  writer_.add(EventKind::end_document, end_offset_, kRootPath);
  writer_.end_record();
  ++record_count_;
  scalars_read_ += values.size();
  return true;
}

// A list or a call that other words follow was a part of a sentence.
void DialectReader::Reading::read_line_rest(std::string_view& bytes) {
  while (!bytes.empty()) {
    const char byte = bytes.front();
    if (!is_gap(byte)) {
      reject_record(offset_of(bytes), ErrorCode::syntax);
      return;
    }
    if (is_line_end(byte)) {
      accept_record();
      return;
    }
    bytes.remove_prefix(1);
  }
}

void DialectReader::Reading::skip_line(std::string_view& bytes) {
  const std::size_t end = std::min(bytes.find('\n'), bytes.find('\r'));
  bytes.remove_prefix(std::min(end, bytes.size()));
  if (!bytes.empty()) mode_ = Mode::text;
}

void DialectReader::Reading::start_record(std::uint64_t offset, bool must_be_alone) {
  mode_ = Mode::record;
  record_offset_ = offset;
  // A name is the record's own, and has been taken for text.
  const bool is_own = line_has_text_ && line_text_offset_ == offset;
  is_first_ = record_count_ == 0 && !has_text_before_ && (!line_has_text_ || is_own);
  if (is_own) line_has_text_ = false;
  is_step_line_ = false;
  must_be_alone_ = must_be_alone;
  is_convincing_ = is_loose_ = has_strong_key_ = false;
  scalar_count_ = 0;
  has_pending_ = false;
  skip_ = Skip::none;
  frames_.clear();
  record_elisions_ = record_unknown_ = record_literals_ = record_invalid_utf8_ = {};
  lexer_.start(offset);
}

void DialectReader::Reading::read_record(std::string_view& bytes) {
  Token token;
  while (mode_ == Mode::record && !failure_ && lexer_.next(bytes, token)) {
    if (token.kind == TokenKind::too_long) {
      failure_ = Error{ErrorCode::token_too_long, token.offset};
    } else {
      take(token);
    }
  }
}

// All of the record's frames are closed.
void DialectReader::Reading::end_record() {
  if (scalar_count_ == 0) {
    reject_record(lexer_.offset(), ErrorCode::syntax);
  } else if (must_be_alone_ && !writer_.is_committed()) {
    mode_ = Mode::line_rest;
  } else {
    accept_record();
  }
}

void DialectReader::Reading::accept_record() {
  writer_.add(EventKind::end_document, lexer_.offset(), kRootPath);
  writer_.end_record();
  ++record_count_;
  scalars_read_ += scalar_count_;
  has_record_of_lines_ |= lexer_.has_crossed_line();
  if (is_loose_) loose_.add(1, record_offset_);
  elisions_.add(record_elisions_.count, record_elisions_.first_offset);
  unknown_.add(record_unknown_.count, record_unknown_.first_offset);
  literals_.add(record_literals_.count, record_literals_.first_offset);
  invalid_utf8_.add(record_invalid_utf8_.count, record_invalid_utf8_.first_offset);
  line_has_record_ = true;
  if (lexer_.has_crossed_line()) {
    end_line();
    line_has_record_ = true;
  }
  is_at_head_ = false;
  head_name_.clear();
  mode_ = Mode::text;
}

// The record turned out at `offset` not to be one.
void DialectReader::Reading::reject_record(std::uint64_t offset, ErrorCode code) {
  const bool is_damage = is_convincing_ && mode_ == Mode::record;
  const bool is_line = !must_be_alone_ && !lexer_.has_crossed_line();
  if (writer_.is_committed() || (is_damage && !is_line)) {
    failure_ = offset > refused_.offset_bytes ? Error{code, offset} : refused_;
    return;
  }
  writer_.drop();
  if (is_damage) {
    broken_.add(1, record_offset_);
    scalars_broken_ += scalar_count_;
    if (!first_broken_) first_broken_ = Error{code, offset};
    line_has_record_ = true;
    mode_ = Mode::skip_line;
    return;
  }
  add_text(record_offset_);
  if (lexer_.has_crossed_line()) end_line();
  add_text(offset);
  is_at_head_ = false;
  head_name_.clear();
  mode_ = Mode::text;
}

// `token` fits nowhere. If it may begin a record itself, it does.
void DialectReader::Reading::give_up_at(const Token& token) {
  const bool is_brace = token.is('{');
  reject_record(token.offset, ErrorCode::syntax);
  if (is_brace && mode_ == Mode::text) {
    const std::uint64_t behind = lexer_.offset();
    start_record(token.offset, false);
    lexer_.start(behind);
    begin_value(token);
  }
}

void DialectReader::Reading::take(const Token& token) {
  record_invalid_utf8_.add(token.invalid_utf8_bytes, token.offset);
  if (skip_ != Skip::none) {
    skip_token(token);
    return;
  }
  if (has_pending_ && extend_pending(token)) return;
  if (has_pending_ && !frames_.empty() && top().form == Form::call) decide_positional();
  if (mode_ != Mode::record || skip_ != Skip::none) {
    // The call became a text; this token is among its arguments.
    if (skip_ != Skip::none) skip_token(token);
    return;
  }
  take_in_frame(token);
}

// Whether `token` belongs to what is pending: a further part of a text, or what makes a word a
// name.
bool DialectReader::Reading::extend_pending(const Token& token) {
  if (pending_kind_ == TokenKind::text && token.kind == TokenKind::text &&
      (pending_quote_ == '\'' || token.mark == '\'')) {
    // Python's pprint breaks long texts so.
    pending_.append(token.text);
    return true;
  }
  if (pending_kind_ != TokenKind::word) return false;
  if (token.is('(') && is_name(pending_)) {
    if (!frames_.empty() && top().form == Form::call) decide_positional();
    if (mode_ != Mode::record) return true;
    if (skip_ != Skip::none) {
      skip_token(token);
      return true;
    }
    begin_call();
    return true;
  }
  if (pending_is_generic_) return false;
  const bool may_be_value =
      frames_.empty() || top().expect == Expect::value || top().expect == Expect::value_or_end ||
      (top().expect == Expect::first && (top().form == Form::paren || top().form == Form::call));
  if (token.is('[') && may_be_value && is_name(pending_) && !word_value(pending_)) {
    skip_ = Skip::generic;
    skip_depth_ = 1;
    return true;
  }
  if (token.is('=') && !frames_.empty() && is_name(pending_)) {
    Frame& frame = top();
    if (frame.form == Form::call) {
      (void)lexer_.end_capture();
      if (frames_.size() == 1 && call_meaning(call_name_) == CallMeaning::not_a_record)
        return false;
      frame.form = Form::fields;
      begin(frame, false);
    }
    if (frame.form != Form::fields || frame.expect == Expect::value) return false;
    has_strong_key_ = is_loose_ = true;
    set_key(frame);
    return true;
  }
  return false;
}

// What is pending is a value, and complete.
void DialectReader::Reading::settle_pending() {
  has_pending_ = false;
  const std::uint64_t offset = pending_offset_;
  if (pending_kind_ == TokenKind::text) {
    deliver({LiteralValue::Kind::text, 0, std::move(pending_)}, offset);
  } else if (pending_kind_ == TokenKind::angle) {
    is_loose_ = true;
    if (auto value = angle_value(pending_)) {
      deliver(*value, offset);
    } else {
      record_unknown_.add(1, offset);
      deliver({LiteralValue::Kind::text, 0, std::move(pending_)}, offset);
    }
  } else if (auto value = word_value(pending_); value && !pending_is_generic_) {
    if (!(pending_ == "null" || pending_ == "true" || pending_ == "false" ||
          value->kind == LiteralValue::Kind::number ||
          value->kind == LiteralValue::Kind::long_integer)) {
      is_loose_ = true;
    }
    deliver(*value, offset);
  } else {
    reject_record(offset, ErrorCode::syntax);
    return;
  }
  value_done();
}

void DialectReader::Reading::deliver(const LiteralValue& value, std::uint64_t offset) {
  ++scalar_count_;
  if (has_strong_key_) is_convincing_ = true;
  if (value.kind == LiteralValue::Kind::non_finite) record_literals_.add(1, offset);
  add_value(next_path(), value, offset);
}

void DialectReader::Reading::add_value(PathId path, const LiteralValue& value,
                                       std::uint64_t offset) {
  using Kind = LiteralValue::Kind;
  if (path == kNoPath) {
    left_out_.add(1, offset);
    return;
  }
  switch (value.kind) {
    case Kind::number:
    case Kind::non_finite:
      writer_.add(EventKind::number, offset, path, value.number);
      break;
    case Kind::long_integer:
      writer_.add(EventKind::long_integer, offset, path, value.number, value.text);
      break;
    case Kind::text:
      writer_.add(EventKind::text, offset, path, 0, value.text);
      break;
    case Kind::boolean:
      writer_.add(EventKind::boolean, offset, path, value.number);
      break;
    case Kind::null:
      writer_.add(EventKind::null, offset, path);
      break;
  }
}

Frame& DialectReader::Reading::push(Form form, char close, std::uint64_t offset) {
  const PathId path = next_path();
  frames_.push_back(
      {.form = form, .close = close, .path = path, .value_path = path, .offset = offset});
  return frames_.back();
}

// Delivers the beginning of a container, now that it is known what it is.
void DialectReader::Reading::begin(Frame& frame, bool is_array) {
  if (frame.is_begun) return;
  frame.is_begun = true;
  frame.is_array = is_array;
  frame.previous = kNoPath;
  if (frame.path != kNoPath) {
    writer_.add(is_array ? EventKind::begin_array : EventKind::begin_object, frame.offset,
                frame.path);
  }
  if (is_array) frame.value_path = keys_.element(frame.path);
}

// What is pending is the key of the next value.
void DialectReader::Reading::set_key(Frame& frame) {
  has_pending_ = false;
  if (pending_kind_ == TokenKind::angle) {
    if (auto value = angle_value(pending_); value && !value->text.empty()) {
      pending_ = std::move(value->text);
    }
  }
  frame.value_path = keys_.child(frame.path, frame.previous, pending_);
  frame.previous = frame.value_path;
  frame.expect = Expect::value;
}

// The value that the innermost frame waited for is complete; without a frame, the record is.
void DialectReader::Reading::value_done() {
  if (frames_.empty()) {
    end_record();
    return;
  }
  top().expect = Expect::comma_or_end;
}

void DialectReader::Reading::begin_value(const Token& token) {
  if (frames_.size() >= limits::kDepthMax) {
    failure_ = Error{ErrorCode::too_deep, token.offset};
    return;
  }
  if (!frames_.empty()) {
    Frame& frame = top();
    if (frame.form == Form::list) begin(frame, true);
    // A tuple begins with its first comma, unless what it begins with is no text.
    if (frame.form == Form::paren && token.kind == TokenKind::mark) {
      frame.form = Form::list;
      begin(frame, true);
    }
  }
  switch (token.kind) {
    case TokenKind::text:
    case TokenKind::word:
    case TokenKind::angle:
      has_pending_ = true;
      pending_kind_ = token.kind;
      pending_.assign(token.text);
      pending_quote_ = token.mark;
      pending_offset_ = token.offset;
      pending_is_generic_ = false;
      if (token.kind == TokenKind::text && token.mark == '\'') is_loose_ = true;
      return;
    case TokenKind::mark:
      if (token.mark == '{') {
        push(Form::brace, '}', token.offset);
        return;
      }
      if (token.mark == '[') {
        const bool is_pairs = !frames_.empty() && top().form == Form::pairs;
        push(is_pairs ? Form::pair_list : Form::list, ']', token.offset);
        if (is_pairs) begin(top(), false);
        return;
      }
      if (token.mark == '(') {
        is_loose_ = true;
        push(Form::paren, ')', token.offset);
        return;
      }
      break;
    case TokenKind::broken:
    case TokenKind::too_long:
      break;
  }
  give_up_at(token);
}

// What is pending is the name of a call, whose parenthesis was just taken.
void DialectReader::Reading::begin_call() {
  if (frames_.size() >= limits::kDepthMax) {
    failure_ = Error{ErrorCode::too_deep, pending_offset_};
    return;
  }
  has_pending_ = false;
  is_loose_ = true;
  if (!frames_.empty()) {
    Frame& frame = top();
    const bool is_value = frame.expect == Expect::value || frame.expect == Expect::value_or_end ||
                          (frame.expect == Expect::first && frame.form == Form::paren);
    if (!is_value) {
      reject_record(pending_offset_, ErrorCode::syntax);
      return;
    }
    if (frame.form == Form::list) begin(frame, true);
    if (frame.form == Form::paren) {
      frame.form = Form::list;
      begin(frame, true);
    }
  }
  push(Form::call, ')', pending_offset_);
  call_name_ = pending_;
  lexer_.begin_capture(call_name_ + '(');
}

// The call's first argument has no name: what the call is, its own name says.
void DialectReader::Reading::decide_positional() {
  Frame& frame = top();
  frame.expect = Expect::value;
  const bool is_record = frames_.size() == 1;
  switch (call_meaning(call_name_)) {
    case CallMeaning::first:
      frame.form = Form::stand_in;
      break;
    case CallMeaning::second:
      frame.form = Form::second;
      break;
    case CallMeaning::pairs:
      frame.form = Form::pairs;
      break;
    case CallMeaning::unknown:
    case CallMeaning::not_a_record:
      if (is_record) {
        reject_record(frame.offset, ErrorCode::syntax);
        return;
      }
      has_pending_ = false;
      skip_ = Skip::text;
      skip_depth_ = 1;
      return;
  }
  (void)lexer_.end_capture();
}

void DialectReader::Reading::skip_token(const Token& token) {
  if (token.kind == TokenKind::broken) {
    give_up_at(token);
    return;
  }
  if (token.is('(') || token.is('[') || token.is('{')) ++skip_depth_;
  if (token.is(')') || token.is(']') || token.is('}')) --skip_depth_;
  if (skip_depth_ > 0) return;
  const Skip skipped = std::exchange(skip_, Skip::none);
  if (skipped == Skip::generic) {
    pending_is_generic_ = true;
    return;
  }
  const Frame frame = top();
  frames_.pop_back();
  if (skipped == Skip::text) {
    std::string call = lexer_.end_capture();
    if (auto date = date_value(call)) {
      call = std::move(*date);
    } else {
      record_unknown_.add(1, frame.offset);
    }
    deliver({LiteralValue::Kind::text, 0, std::move(call)}, frame.offset);
  }
  value_done();
}

void DialectReader::Reading::take_in_frame(const Token& token) {
  if (frames_.empty()) {
    // Behind a name that began a line, or at the mark that begins the record.
    if (has_pending_) {
      give_up_at(token);
    } else {
      begin_value(token);
    }
    return;
  }
  switch (top().expect) {
    case Expect::first:
      take_first(token);
      return;
    case Expect::key:
      take_key(token);
      return;
    case Expect::colon:
      break;
    case Expect::value:
    case Expect::value_or_end:
      if (has_pending_ && top().form == Form::second) {
        has_pending_ = false;
        take_behind_value(token);
        return;
      }
      if (has_pending_) {
        const std::size_t depth = frames_.size();
        settle_pending();
        if (mode_ == Mode::record && frames_.size() == depth) take_behind_value(token);
        return;
      }
      if (top().expect == Expect::value_or_end && token.is(top().close)) {
        close(token);
        return;
      }
      if (token.kind == TokenKind::word &&
          (is_elision(token.text) || (!top().is_begun && is_folded_object(token.text)))) {
        elide(token.offset);
        return;
      }
      begin_value(token);
      return;
    case Expect::comma_or_end:
      take_behind_value(token);
      return;
    case Expect::after_elision:
      if (token.kind == TokenKind::word) return;  // "... 12 more items"
      if (token.is(',') || token.is(top().close)) {
        take_behind_value(token);
        return;
      }
      top().expect = top().form == Form::object || top().form == Form::fields
                         ? Expect::key
                         : Expect::value_or_end;
      take_in_frame(token);
      return;
  }
  give_up_at(token);
}

// The first token behind an opening mark, or the second if one is pending.
void DialectReader::Reading::take_first(const Token& token) {
  Frame& frame = top();
  switch (frame.form) {
    case Form::brace:
      if (has_pending_) {
        if (token.is(':')) {
          frame.form = Form::object;
          frame.expect = Expect::key;
          begin(frame, false);
          take_key(token);
          return;
        }
        // A set; alone it is no record: text is full of {0} and {name}.
        if (frames_.size() == 1 || !(token.is(',') || token.is('}'))) break;
        frame.form = Form::list;
        frame.expect = Expect::value;
        is_loose_ = true;
        begin(frame, true);
        take_in_frame(token);
        return;
      }
      if (token.is('}')) {
        frame.form = Form::object;
        close(token);
        return;
      }
      if (token.kind == TokenKind::word && is_elision(token.text)) {
        frame.form = Form::object;
        elide(token.offset);
        return;
      }
      if (token.kind == TokenKind::mark) break;
      begin_value(token);
      return;
    case Form::paren:
      if (has_pending_) {
        if (token.is(')')) {
          // A text in parentheses, which what follows may go on with.
          frames_.pop_back();
          return;
        }
        if (!token.is(',')) break;
        frame.form = Form::list;
        frame.expect = Expect::value;
        begin(frame, true);
        take_in_frame(token);
        return;
      }
      if (token.is(')')) {
        frame.form = Form::list;
        close(token);
        return;
      }
      if (token.kind == TokenKind::word && is_elision(token.text)) {
        frame.form = Form::list;
        elide(token.offset);
        return;
      }
      begin_value(token);
      return;
    case Form::call:
      take_first_argument(token);
      return;
    case Form::pair_list:
      if (token.is(']')) {
        close(token);
        return;
      }
      if (!token.is('(') && !token.is('[')) break;
      push(Form::pair, token.mark == '(' ? ')' : ']', token.offset);
      return;
    case Form::pair:
      if (!has_pending_) {
        if (token.kind == TokenKind::mark) break;
        begin_value(token);
        return;
      }
      if (!token.is(',')) break;
      {
        Frame& list = frames_[frames_.size() - 2];
        set_key(list);
        list.expect = Expect::comma_or_end;
        frame.value_path = list.value_path;
        frame.expect = Expect::value;
        has_strong_key_ = true;
      }
      return;
    case Form::elision:
      if (token.kind == TokenKind::word && is_elision(token.text)) {
        frame.expect = Expect::after_elision;
        return;
      }
      break;
    case Form::list:
      frame.expect = Expect::value_or_end;
      take_in_frame(token);
      return;
    case Form::object:
    case Form::fields:
    case Form::stand_in:
    case Form::second:
    case Form::pairs:
      break;
  }
  give_up_at(token);
}

void DialectReader::Reading::take_first_argument(const Token& token) {
  if (token.is(')')) {
    // Unset(), dict(): nothing is said. Alone on a line it is no record.
    const Frame frame = top();
    frames_.pop_back();
    (void)lexer_.end_capture();
    if (frames_.empty()) {
      give_up_at(token);
      return;
    }
    deliver({LiteralValue::Kind::null}, frame.offset);
    value_done();
    return;
  }
  if (token.kind == TokenKind::mark) {
    decide_positional();
    if (mode_ != Mode::record) return;
    if (skip_ != Skip::none) {
      skip_token(token);
      return;
    }
  }
  begin_value(token);
}

void DialectReader::Reading::take_key(const Token& token) {
  Frame& frame = top();
  if (has_pending_) {
    if (!token.is(':') || frame.form != Form::object) {
      give_up_at(token);
      return;
    }
    if (pending_kind_ == TokenKind::text) {
      has_strong_key_ = true;
    } else {
      is_loose_ = true;
    }
    set_key(frame);
    return;
  }
  if (token.is(frame.close) && is_loose_) {
    close(token);
  } else if (token.is('[')) {
    push(Form::elision, ']', token.offset);
  } else if (token.kind == TokenKind::word && is_elision(token.text)) {
    elide(token.offset);
  } else if (token.kind == TokenKind::mark) {
    give_up_at(token);
  } else {
    begin_value(token);
  }
}

void DialectReader::Reading::take_behind_value(const Token& token) {
  Frame& frame = top();
  if (token.is(frame.close)) {
    close(token);
    return;
  }
  if (token.is(',')) {
    switch (frame.form) {
      case Form::object:
      case Form::fields:
        frame.expect = Expect::key;
        return;
      case Form::list:
        frame.expect = is_loose_ ? Expect::value_or_end : Expect::value;
        return;
      case Form::pair_list:
        frame.expect = Expect::first;
        return;
      case Form::stand_in:
      case Form::pairs:
        skip_ = Skip::rest;
        skip_depth_ = 1;
        return;
      case Form::second:
        frame.form = Form::stand_in;
        frame.expect = Expect::value;
        return;
      case Form::brace:
      case Form::paren:
      case Form::call:
      case Form::pair:
      case Form::elision:
        break;
    }
  } else if (frame.form == Form::object || frame.form == Form::fields || frame.form == Form::list) {
    if (token.is('[')) {
      push(Form::elision, ']', token.offset);
      return;
    }
    if (token.kind == TokenKind::word && is_elision(token.text)) {
      elide(token.offset);
      return;
    }
  }
  give_up_at(token);
}

// "..." stands where a value or a member was expected.
void DialectReader::Reading::elide(std::uint64_t offset) {
  Frame& frame = top();
  is_loose_ = true;
  frame.has_elision = true;
  frame.expect = Expect::after_elision;
  record_elisions_.add(1, offset);
}

void DialectReader::Reading::close(const Token& token) {
  Frame frame = top();
  if (frame.form == Form::elision) {
    frames_.pop_back();
    elide(frame.offset);
    return;
  }
  if (frame.form == Form::stand_in || frame.form == Form::second || frame.form == Form::pairs ||
      frame.form == Form::pair) {
    frames_.pop_back();
    value_done();
    return;
  }
  // What is left out altogether is no empty list.
  const bool is_left_out = frame.has_elision && !frame.is_begun;
  if (!is_left_out) {
    begin(frame, frame.form == Form::list);
    if (frame.path != kNoPath) {
      writer_.add(frame.is_array ? EventKind::end_array : EventKind::end_object, token.offset,
                  frame.path);
    }
  }
  frames_.pop_back();
  value_done();
  if (is_left_out && !frames_.empty()) top().expect = Expect::after_elision;
}

// The source ends inside the record: what is complete is delivered, and what is open ends.
void DialectReader::Reading::cut() {
  const bool is_value = !frames_.empty() && top().form != Form::second &&
                        (top().expect == Expect::value || top().expect == Expect::value_or_end);
  if (has_pending_ && pending_kind_ == TokenKind::text && is_value) settle_pending();
  PathId innermost = kRootPath;
  for (Frame& frame : frames_) {
    const bool is_container = frame.form != Form::stand_in && frame.form != Form::second &&
                              frame.form != Form::pairs && frame.form != Form::pair &&
                              frame.form != Form::elision && frame.form != Form::call;
    const bool is_list = frame.form == Form::list || frame.form == Form::paren;
    if (is_container && !(frame.has_elision && !frame.is_begun)) begin(frame, is_list);
    if (frame.is_begun && frame.path != kNoPath) innermost = frame.path;
  }
  writer_.add(EventKind::cut, end_offset_, innermost);
  for (; !frames_.empty(); frames_.pop_back()) {
    if (!top().is_begun || top().path == kNoPath) continue;
    writer_.add(top().is_array ? EventKind::end_array : EventKind::end_object, end_offset_,
                top().path);
  }
  is_cut_ = true;
}

Result<ReadReport> DialectReader::Reading::finish() {
  if (failure_) return *failure_;
  if (mode_ == Mode::line_rest) accept_record();
  if (mode_ == Mode::record) {
    // A name is the beginning of a record only if it is the source's, or its first field is known.
    const bool is_begun = !frames_.empty() && frames_.front().form != Form::call;
    const bool is_known =
        (record_count_ > 0 && is_begun) || (scalar_count_ > 0 && (is_convincing_ || is_first_));
    if (is_known) {
      cut();
      accept_record();
    } else if (is_first_) {
      return Error{lexer_.is_inside_text() ? ErrorCode::unterminated_string : ErrorCode::syntax,
                   end_offset_};
    } else {
      add_text(record_offset_);
    }
  }
  end_line(true);
  if (record_count_ == 0) {
    // A record that is all there is and breaks off says more than the first byte that is not JSON.
    const bool is_better = first_broken_ && text_lines_.count == 0 &&
                           first_broken_->offset_bytes > refused_.offset_bytes;
    return is_better ? *first_broken_ : refused_;
  }
  if (broken_.count >= record_count_ || scalars_broken_ * 2 > scalars_read_) return *first_broken_;

  ReadReport report;
  report.size_bytes = end_offset_;
  report.document_count = record_count_;
  report.is_cut = is_cut_;
  const auto add_note = [&](NoteCode code, const Tally& tally) {
    if (tally.count > 0) {
      report.notes.push_back({code, source_, tally.first_offset, tally.count, {}});
    }
  };
  if (is_cut_) add_note(NoteCode::truncated, {1, end_offset_});
  add_note(NoteCode::broken_records, broken_);
  add_note(NoteCode::elided, elisions_);
  add_note(NoteCode::unknown_objects, unknown_);
  if (record_count_ > 1 && has_record_of_lines_) {
    report.notes.push_back({NoteCode::several_documents, source_, std::nullopt, record_count_, {}});
  }
  add_note(NoteCode::text_skipped, text_lines_);
  if (fences_.count > 1) add_note(NoteCode::shown_in_document, fences_);
  add_note(NoteCode::printed_values, loose_);
  add_note(NoteCode::non_finite_literals, literals_);
  add_note(NoteCode::invalid_utf8, invalid_utf8_);
  add_note(NoteCode::too_many_paths, left_out_);
  return report;
}

bool may_be_dialect(const Error& error) {
  switch (error.code) {
    case ErrorCode::not_json:
    case ErrorCode::csv:
    case ErrorCode::yaml:
    case ErrorCode::syntax:
    case ErrorCode::bad_number:
      return true;
    default:
      return false;
  }
}

DialectReader::DialectReader(KeyTree& keys, EventSink& sink, std::uint32_t source,
                             const Error& refused)
    : reading_(std::make_unique<Reading>(keys, sink, source, refused)) {}
DialectReader::~DialectReader() = default;

bool DialectReader::feed(std::string_view bytes) { return reading_->feed(bytes); }

Result<ReadReport> DialectReader::finish() { return reading_->finish(); }

}  // namespace ckpt
