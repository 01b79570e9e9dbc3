// Codes, names and sentences of errors and notes, and the two faces of a Result.
#include <memory>
#include <set>
#include <string>

#include "base/note.h"
#include "base/result.h"
#include "catch.h"

using namespace ckpt;

TEST_CASE("every error code has its own name, a sentence and an advice") {
  std::set<std::string> names;
  std::set<std::string> sentences;
#define CKPT_ERROR(code, sentence, advice, zh, zh_advice)                 \
  CHECK(error_name(ErrorCode::code) == #code);                            \
  CHECK(error_sentence(ErrorCode::code) == std::string_view(sentence));   \
  CHECK(error_advice(ErrorCode::code) == std::string_view(advice));       \
  CHECK(error_sentence_zh(ErrorCode::code) == std::string_view(zh));      \
  CHECK(error_advice_zh(ErrorCode::code) == std::string_view(zh_advice)); \
  CHECK(names.insert(#code).second);                                      \
  CHECK(sentences.insert(sentence).second);
#include "base/error_codes.def"
#undef CKPT_ERROR
  CHECK(names.count("not_json") == 1);
}

TEST_CASE("every note has its own name, its grade and a sentence in both languages") {
  std::set<std::string> names;
#define CKPT_NOTE(code, grade, english, chinese)                        \
  CHECK(note_name(NoteCode::code) == #code);                            \
  CHECK(note_grade(NoteCode::code) == NoteGrade::grade);                \
  CHECK(note_template(NoteCode::code).en == std::string_view(english)); \
  CHECK(note_template(NoteCode::code).zh == std::string_view(chinese)); \
  CHECK_FALSE(note_template(NoteCode::code).zh.empty());                \
  CHECK(names.insert(#code).second);
#include "base/note_codes.def"
#undef CKPT_NOTE
  CHECK(note_grade(NoteCode::truncated) == NoteGrade::data_loss);
}

namespace {

Result<int> half(int value) {
  if (value % 2 != 0) return Error{ErrorCode::bad_number, static_cast<std::uint64_t>(value)};
  return value / 2;
}

Result<int> quarter(int value) {
  CKPT_TRY(const int first, half(value));
  CKPT_TRY(const int second, half(first));
  return second;
}

}  // namespace

TEST_CASE("CKPT_TRY binds the value or hands the error on with its place") {
  const Result<int> sound = quarter(12);
  REQUIRE(sound.ok());
  CHECK(sound.value() == 3);
  const Result<int> failed = quarter(6);
  REQUIRE_FALSE(failed.ok());
  CHECK(failed.error().code == ErrorCode::bad_number);
  CHECK(failed.error().offset_bytes == 3);
}

TEST_CASE("a result of nothing is either fine or an error") {
  CHECK(Result<void>().ok());
  const Result<void> failed(Error{ErrorCode::read_failed, 7});
  REQUIRE_FALSE(failed.ok());
  CHECK(failed.error().offset_bytes == 7);
}

TEST_CASE("a result carries what can only be moved") {
  Result<std::unique_ptr<int>> result(std::make_unique<int>(5));
  const std::unique_ptr<int> value = std::move(result.value());
  CHECK(*value == 5);
}
