#include "input/wrong_files.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/text.h"

namespace ckpt {
namespace {

struct Magic {
  std::string_view bytes;
  ErrorCode code;
};
// The "magic" database of file(1) has these, and each is its format's own specification.
constexpr std::array<Magic, 18> kMagics{{{"bplist", ErrorCode::plist},
                                         {"SQLite format 3", ErrorCode::sqlite},
                                         {"PAR1", ErrorCode::parquet},
                                         {"ARROW1", ErrorCode::parquet},
                                         {"FEA1", ErrorCode::parquet},
                                         {"\x89PNG", ErrorCode::image},
                                         {"\xFF\xD8\xFF", ErrorCode::image},
                                         {"GIF8", ErrorCode::image},
                                         {"RIFF", ErrorCode::image},
                                         {"\x89HDF", ErrorCode::model_weights},
                                         {"GGUF", ErrorCode::model_weights},
                                         {"\x93NUMPY", ErrorCode::model_weights},
                                         {"\x1F\x8B", ErrorCode::compressed},
                                         {"\x28\xB5\x2F\xFD", ErrorCode::compressed},
                                         {"\xFD"
                                          "7zXZ",
                                          ErrorCode::compressed},
                                         {"7z\xBC\xAF", ErrorCode::compressed},
                                         {"BZh", ErrorCode::compressed},
                                         {"%PDF-", ErrorCode::binary}}};

bool has(std::string_view bytes, std::string_view part) { return bytes.find(part) != bytes.npos; }

// A length in eight bytes, little-endian and below 100 MB, then a JSON object: the header of
// safetensors (github.com/huggingface/safetensors, "Format").
bool is_safetensors(std::string_view bytes) {
  return bytes.size() > 9 && bytes[8] == '{' &&
         bytes.substr(4, 4) == std::string_view("\0\0\0\0", 4) &&
         static_cast<unsigned char>(bytes[3]) < 0x06;
}

// Protocol 2 and later begin with their number and end with a full stop; an opcode comes next
// (Python's pickletools).
bool is_pickle(std::string_view bytes) {
  return bytes.size() > 2 && bytes[0] == '\x80' && bytes[1] >= 2 && bytes[1] <= 5;
}

std::string_view first_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(text.size(), end == text.npos ? end : end + 1));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

struct Fields {
  std::size_t count = 0;
  std::size_t number_count = 0;
};

Fields fields_of(std::string_view line, char separator) {
  Fields fields;
  for (bool is_last = false; !is_last;) {
    const std::size_t end = line.find(separator);
    is_last = end == line.npos;
    ++fields.count;
    if (spelled_number(line.substr(0, end))) ++fields.number_count;
    if (!is_last) line.remove_prefix(end + 1);
  }
  return fields;
}

// A heading without numbers, and below it as many fields, some of them numbers. `text` may end in
// the second line.
bool is_table(std::string_view text, char separator) {
  const Fields heading = fields_of(first_line(text), separator);
  if (heading.count < 2 || heading.number_count > 0 || text.empty()) return false;
  const bool is_whole = text.find('\n') != text.npos;
  const Fields row = fields_of(first_line(text), separator);
  return row.number_count > 0 && row.number_count * 2 >= row.count &&
         (is_whole ? row.count == heading.count : row.count <= heading.count);
}

bool is_name_byte(char byte) {
  const char lower = static_cast<char>(byte | 0x20);
  return (lower >= 'a' && lower <= 'z') || (byte >= '0' && byte <= '9') || byte == '_' ||
         byte == '-' || byte == '.';
}

// Every line that is not indented is "key:" or "key: value", another key each time. `text` may end
// in a line.
bool is_yaml(std::string_view text) {
  if (text.starts_with("---\n") || text.starts_with("%YAML")) return true;
  std::string_view last_key;
  std::size_t key_count = 0;
  while (text.find('\n') != text.npos) {
    const std::string_view line = first_line(text);
    if (line.empty() || line.starts_with(' ') || line.starts_with('#') || line.starts_with("- ")) {
      continue;
    }
    std::size_t end = 0;
    while (end < line.size() && is_name_byte(line[end])) ++end;
    const std::string_view key = line.substr(0, end);
    const std::string_view rest = line.substr(end);
    if (key.empty() || key == last_key || !(rest == ":" || rest.starts_with(": "))) return false;
    last_key = key;
    ++key_count;
  }
  return key_count > 1;
}

}  // namespace

ErrorCode binary_file_kind(std::string_view beginning) {
  for (const Magic& magic : kMagics) {
    if (beginning.starts_with(magic.bytes)) return magic.code;
  }
  if (beginning.starts_with("PK\x03\x04")) {
    // torch.save() writes a zip whose first member is data.pkl, np.savez() one of .npy files.
    const bool is_weights = has(beginning, "data.pkl") || has(beginning, ".npy");
    return is_weights ? ErrorCode::model_weights : ErrorCode::zip;
  }
  if (is_pickle(beginning) || is_safetensors(beginning)) return ErrorCode::model_weights;
  // The first record of a TensorBoard log (tensorflow/core/util/event.proto).
  if (has(beginning.substr(0, 64), "brain.Event:")) return ErrorCode::event_file;
  return ErrorCode::binary;
}

ErrorCode text_file_kind(std::string_view beginning) {
  for (const char separator : {',', '\t', ';'}) {
    if (is_table(beginning, separator)) return ErrorCode::csv;
  }
  if (is_yaml(beginning)) return ErrorCode::yaml;
  return ErrorCode::not_json;
}

}  // namespace ckpt
