// Failure is a value: Result<T> is either a T or an Error with a code and a place.
#pragma once

#include <cassert>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace ckpt {

enum class ErrorCode : std::uint8_t {
#define CKPT_ERROR(code, sentence, advice, sentence_zh, advice_zh) code,
#include "base/error_codes.def"
#undef CKPT_ERROR
};

// Why something was rejected, and where: `offset_bytes` counts from the start of the source.
struct Error {
  ErrorCode code;
  std::uint64_t offset_bytes = 0;
};

// The identifier of a code as it stands in JSON, for example "not_json".
[[nodiscard]] std::string_view error_name(ErrorCode code);
// One sentence for a person: what was found and what was expected.
[[nodiscard]] std::string_view error_sentence(ErrorCode code);
// One sentence: what to do about it.
[[nodiscard]] std::string_view error_advice(ErrorCode code);
// The same two in Simplified Chinese.
[[nodiscard]] std::string_view error_sentence_zh(ErrorCode code);
[[nodiscard]] std::string_view error_advice_zh(ErrorCode code);

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Result(Error error) : error_(error) {}         // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return value_.has_value(); }
  explicit operator bool() const { return ok(); }
  // Requires: ok().
  [[nodiscard]] T& value() {
    assert(ok());
    return *value_;
  }
  [[nodiscard]] const T& value() const {
    assert(ok());
    return *value_;
  }
  // Requires: !ok().
  [[nodiscard]] Error error() const {
    assert(!ok());
    return error_;
  }

 private:
  std::optional<T> value_;
  Error error_{};
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(error) {}  // NOLINT(google-explicit-constructor)
  [[nodiscard]] bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  [[nodiscard]] Error error() const {
    assert(!ok());
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

}  // namespace ckpt

#define CKPT_CONCAT_INNER(a, b) a##b
#define CKPT_CONCAT(a, b) CKPT_CONCAT_INNER(a, b)
// CKPT_TRY(auto report, read(...)); returns the Error to the caller, or binds the value.
#define CKPT_TRY(declaration, expression)                  \
  auto CKPT_CONCAT(ckpt_result_, __LINE__) = (expression); \
  if (!CKPT_CONCAT(ckpt_result_, __LINE__).ok())           \
    return CKPT_CONCAT(ckpt_result_, __LINE__).error();    \
  declaration = std::move(CKPT_CONCAT(ckpt_result_, __LINE__).value())
