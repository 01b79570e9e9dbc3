// The only file outside input/ that includes RapidJSON.
#include "views/json_writer.h"

#include <cassert>
#include <cmath>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "input/utf8.h"

namespace ckpt {

namespace {

rapidjson::SizeType json_size(std::string_view text) {
  return static_cast<rapidjson::SizeType>(text.size());
}

}  // namespace

struct JsonWriter::State {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer{buffer};
};

JsonWriter::JsonWriter() : state_(std::make_unique<State>()) {}
JsonWriter::~JsonWriter() = default;

void JsonWriter::begin_object() { state_->writer.StartObject(); }
void JsonWriter::end_object() { state_->writer.EndObject(); }
void JsonWriter::begin_array() { state_->writer.StartArray(); }
void JsonWriter::end_array() { state_->writer.EndArray(); }

// RapidJSON writes a key as it writes any string.
void JsonWriter::key(std::string_view name) { text(name); }

void JsonWriter::text(std::string_view value) {
  if (value.empty()) {
    state_->writer.String("", 0);  // an empty view may point at nothing
  } else if (count_invalid_utf8(value) == 0) {
    state_->writer.String(value.data(), json_size(value));
  } else {
    const std::string valid = mended_utf8(value);
    state_->writer.String(valid.data(), json_size(valid));
  }
}

void JsonWriter::number(double value) {
  constexpr double kExactIntegers = 9007199254740992.0;  // 2^53
  if (std::isnan(value)) {
    text("NaN");
  } else if (std::isinf(value)) {
    text(value > 0 ? "Infinity" : "-Infinity");
  } else if (std::fabs(value) < kExactIntegers && value == std::trunc(value) &&
             !(value == 0 && std::signbit(value))) {
    state_->writer.Int64(static_cast<std::int64_t>(value));
  } else {
    state_->writer.Double(value);
  }
}

void JsonWriter::number_or_null(double value) {
  if (std::isnan(value)) {
    null();
  } else {
    number(value);
  }
}

void JsonWriter::count(std::uint64_t value) { state_->writer.Uint64(value); }
void JsonWriter::boolean(bool value) { state_->writer.Bool(value); }
void JsonWriter::null() { state_->writer.Null(); }

void JsonWriter::text_or_null(std::string_view value) {
  if (value.empty()) {
    null();
  } else {
    text(value);
  }
}

void JsonWriter::begin_object(std::string_view key) {
  text(key);
  begin_object();
}

void JsonWriter::begin_array(std::string_view key) {
  text(key);
  begin_array();
}

void JsonWriter::text(std::string_view key, std::string_view value) {
  text(key);
  text(value);
}

void JsonWriter::number(std::string_view key, double value) {
  text(key);
  number(value);
}

void JsonWriter::number_or_null(std::string_view key, double value) {
  text(key);
  number_or_null(value);
}

void JsonWriter::count(std::string_view key, std::uint64_t value) {
  text(key);
  count(value);
}

void JsonWriter::boolean(std::string_view key, bool value) {
  text(key);
  boolean(value);
}

void JsonWriter::text_or_null(std::string_view key, std::string_view value) {
  text(key);
  text_or_null(value);
}

void JsonWriter::null(std::string_view key) {
  text(key);
  null();
}

std::string JsonWriter::take() && {
  assert(state_->writer.IsComplete());
  return std::string(state_->buffer.GetString(), state_->buffer.GetSize());
}

}  // namespace ckpt
