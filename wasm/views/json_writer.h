// Writes JSON the way the outside contract wants it: exact numbers, what is not finite as a string,
// always valid UTF-8. The one place that knows how; RapidJSON stays behind it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace ckpt {

class JsonWriter {
 public:
  JsonWriter();
  ~JsonWriter();

  void begin_object();
  void end_object();
  void begin_array();
  void end_array();
  void key(std::string_view name);

  // Bytes that are no UTF-8 (a file's name may be anything) become U+FFFD.
  void text(std::string_view value);
  // The shortest digits that read back as the same double; whole numbers below 2^53 without a
  // fraction; NaN and the infinities as the strings "NaN", "Infinity" and "-Infinity".
  void number(double value);
  // null when `value` is NaN, which here means absent.
  void number_or_null(double value);
  void count(std::uint64_t value);
  void boolean(bool value);
  void null();
  // null when `value` is empty.
  void text_or_null(std::string_view value);

  // A member of an object: its key, then what the function of one argument less writes.
  void begin_object(std::string_view key);
  void begin_array(std::string_view key);
  void text(std::string_view key, std::string_view value);
  void number(std::string_view key, double value);
  void number_or_null(std::string_view key, double value);
  void count(std::string_view key, std::uint64_t value);
  void boolean(std::string_view key, bool value);
  void null(std::string_view key);
  void text_or_null(std::string_view key, std::string_view value);

  // Requires: every object and array has been ended.
  [[nodiscard]] std::string take() &&;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ckpt
