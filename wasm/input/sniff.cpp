// Looks at the first bytes of a file only after it could not be read, so that nothing that is JSON
// can be mistaken for something else.
#include "input/sniff.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace ckpt {
namespace {

constexpr std::size_t kHeadBytes = 512;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

using Head = std::array<char, kHeadBytes>;

// Files whose first bytes need not hold a control byte, which gives most binary files away.
constexpr std::array<std::string_view, 9> kMagics{"PK\x03\x04", "\x1F\x8B",   "\x28\xB5\x2F\xFD",
                                                  "BZh",        "7z\xBC\xAF", "bplist0",
                                                  "%PDF-",      "\x93NUMPY",  "SQLite format 3"};

bool is_blank(char byte) { return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t'; }

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
  for (const std::string_view magic : kMagics) {
    if (head.starts_with(magic)) return true;
  }
  const std::size_t count = binary_byte_count(head);
  return head.find('\0') != head.npos || (count > 0 && count * 32 >= head.size());
}

// UTF-16 is text, although it is full of NUL bytes.
bool has_utf16_mark(std::string_view head) {
  return head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF");
}

// `storage` filled with what stands at `offset`.
std::optional<std::string_view> bytes_at(ByteSource& source, std::uint64_t offset, Head& storage) {
  const auto got = source.read_at(offset, storage);
  if (!got.ok()) return std::nullopt;
  return std::string_view(storage.data(), got.value());
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

Error reason_to_refuse(ByteSource& source) {
  Head storage;
  const auto beginning = bytes_at(source, 0, storage);
  if (!beginning) return {ErrorCode::read_failed, 0};
  if (beginning->empty()) return {ErrorCode::empty, 0};
  if (has_utf16_mark(*beginning)) return {ErrorCode::not_json, 0};

  std::uint64_t first = beginning->starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  const auto tail = look_at_tail(source, first);
  if (!tail.ok()) return tail.error();
  if (tail.value().is_blank) return {ErrorCode::blank, 0};
  if (looks_binary(*beginning)) return {ErrorCode::binary, 0};

  std::optional<std::string_view> head;
  for (;;) {
    head = bytes_at(source, first, storage);
    if (!head) return {ErrorCode::read_failed, first};
    const auto text = std::find_if_not(head->begin(), head->end(), is_blank);
    if (text == head->begin()) break;
    first += static_cast<std::uint64_t>(text - head->begin());
  }
  if (looks_binary(*head)) return {ErrorCode::binary, first};
  if (head->starts_with("version https://git-lfs")) return {ErrorCode::git_lfs_pointer, first};
  if (head->size() > 1 && head->front() == '<' &&
      (is_letter((*head)[1]) || (*head)[1] == '!' || (*head)[1] == '?')) {
    return {ErrorCode::html, first};
  }
  return {ErrorCode::not_json, first};
}

Error better_reason(ByteSource& source, Error found) {
  Head storage;
  const auto beginning = bytes_at(source, 0, storage);
  if (!beginning) return found;
  // Safetensors begins with a length, whose lowest byte may be a brace.
  if (found.offset_bytes < 16 && binary_byte_count(*beginning) >= 4) return {ErrorCode::binary, 0};
  if (found.code != ErrorCode::syntax && found.code != ErrorCode::bad_number) return found;
  if (looks_like_a_log_line(*beginning)) return {ErrorCode::not_json, 0};
  const auto place = bytes_at(source, found.offset_bytes, storage);
  // Python writes its strings so.
  if (place && place->starts_with('\'')) return {ErrorCode::not_json, found.offset_bytes};
  return found;
}

}  // namespace ckpt
