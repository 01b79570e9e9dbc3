// Looks at the first bytes of a file only after it could not be read, so that nothing that is JSON
// can be mistaken for something else.
#include "input/sniff.h"

#include <algorithm>
#include <string_view>

#include "input/tally.h"
#include "input/wrong_files.h"

namespace ckpt {
namespace {

bool is_letter(char byte) { return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'); }

// Control bytes that no text has; form feed, backspace and escape do occur in logs of terminals.
bool is_binary_byte(char byte) {
  const auto code = static_cast<unsigned char>(byte);
  return code < 0x20 && !is_blank(byte) && code != 0x08 && code != 0x0B && code != 0x0C &&
         code != 0x1B;
}

std::size_t binary_byte_count(std::string_view head) {
  return static_cast<std::size_t>(std::count_if(head.begin(), head.end(), is_binary_byte));
}

// A log may hold a stray control byte, but neither a NUL nor many.
bool looks_binary(std::string_view head) {
  if (binary_file_kind(head) != ErrorCode::binary || head.starts_with("%PDF-")) return true;
  const std::size_t count = binary_byte_count(head);
  return head.find('\0') != head.npos || (count > 0 && count * 32 >= head.size());
}

// UTF-16 is text, although it is full of NUL bytes.
bool has_utf16_mark(std::string_view head) {
  return head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF");
}

// "[2024-05-01 10:00] loss 0.5" or "[INFO] ...": the first bracket closes on the first line, and
// words follow it.
bool looks_like_a_log_line(std::string_view head) {
  if (!head.starts_with('[')) return false;
  const std::string_view line = head.substr(0, head.find('\n'));
  std::size_t at = line.find(']');
  if (at == line.npos) return false;
  do {
    ++at;
  } while (at < line.size() && is_blank(line[at]));
  return at < line.size() && (is_letter(line[at]) || line[at] == ':' || line[at] == '[');
}

}  // namespace

Error reason_to_refuse(const SourceHead& head) {
  if (head.beginning.empty()) return {ErrorCode::empty, 0};
  if (has_utf16_mark(head.beginning)) return {ErrorCode::not_json, 0};
  if (head.is_blank) return {ErrorCode::blank, 0};
  if (looks_binary(head.beginning)) return {binary_file_kind(head.beginning), 0};
  const std::uint64_t offset = head.text_offset_bytes;
  if (looks_binary(head.text)) return {binary_file_kind(head.text), offset};
  if (head.text.starts_with("version https://git-lfs")) return {ErrorCode::git_lfs_pointer, offset};
  if (head.text.size() > 1 && head.text.front() == '<' &&
      (is_letter(head.text[1]) || head.text[1] == '!' || head.text[1] == '?')) {
    const bool is_plist = head.text.find("<plist") != head.text.npos ||
                          head.text.find("<!DOCTYPE plist") != head.text.npos;
    return {is_plist ? ErrorCode::plist : ErrorCode::html, offset};
  }
  return {text_file_kind(head.text), offset};
}

Error better_reason(const Error& found, std::string_view beginning, std::string_view place) {
  // Safetensors begins with a length, whose lowest byte may be a brace.
  if (found.offset_bytes < 16 && binary_byte_count(beginning) >= 4) {
    return {binary_file_kind(beginning), 0};
  }
  if (found.code != ErrorCode::syntax && found.code != ErrorCode::bad_number) return found;
  if (looks_like_a_log_line(beginning)) return {ErrorCode::not_json, 0};
  // Python writes its strings so.
  if (place.starts_with('\'')) return {ErrorCode::not_json, found.offset_bytes};
  return found;
}

}  // namespace ckpt
