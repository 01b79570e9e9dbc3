#include "input/record_writer.h"

#include <cstddef>

namespace ckpt {
namespace {

constexpr std::size_t kHeldEventsMax = 16'384;
constexpr std::size_t kHeldTextBytesMax = std::size_t{1} << 20;
constexpr std::uint64_t kHeldSpanBytesMax = 0xFFFF'FFFF;

}  // namespace

void RecordWriter::add(EventKind kind, std::uint64_t offset, PathId path, double number,
                       std::string_view text) {
  if (events_.size() == kHeldEventsMax || texts_.size() > kHeldTextBytesMax ||
      (!events_.empty() && offset - base_offset_ > kHeldSpanBytesMax)) {
    flush();
    is_committed_ = true;
  }
  if (events_.empty()) base_offset_ = offset;
  text_from_.push_back(texts_.size());
  texts_.append(text);
  events_.push_back({kind, static_cast<std::uint32_t>(offset - base_offset_), path,
                     static_cast<std::uint32_t>(text.size()), number, nullptr});
}

void RecordWriter::flush() {
  if (events_.empty()) return;
  for (std::size_t at = 0; at < events_.size(); ++at) {
    events_[at].text = texts_.data() + text_from_[at];
  }
  sink_.take({base_offset_, events_});
  drop();
}

void RecordWriter::drop() {
  events_.clear();
  texts_.clear();
  text_from_.clear();
}

void RecordWriter::end_record() {
  flush();
  is_committed_ = false;
}

}  // namespace ckpt
