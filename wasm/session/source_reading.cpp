#include "session/source_reading.h"

#include <algorithm>
#include <utility>

#include "base/packet.h"
#include "input/dialect_reader.h"
#include "input/key_tree.h"
#include "input/reader.h"
#include "tables/shredder.h"

namespace ckpt {

struct SourceReading::Pass {
  Pass(std::uint32_t source, const std::optional<Error>& refused) : shredder(keys, source) {
    if (refused) {
      dialect = std::make_unique<DialectReader>(keys, shredder, source, *refused);
    } else {
      json = std::make_unique<JsonReader>(keys, shredder, ReadOptions{.source = source});
    }
  }

  KeyTree keys;
  Shredder shredder;
  // One of the two.
  std::unique_ptr<JsonReader> json;
  std::unique_ptr<DialectReader> dialect;
  std::vector<char> piece;  // of a dialect
};

SourceReading::SourceReading(std::uint32_t source, std::uint64_t inflated_bytes_max)
    : source_(source),
      pass_(std::make_unique<Pass>(source, std::nullopt)),
      inflated_bytes_max_(inflated_bytes_max) {}
SourceReading::~SourceReading() = default;

std::span<char> SourceReading::room(std::size_t size) {
  if (pass_->json) return pass_->json->room(size);
  pass_->piece.resize(size);
  return pass_->piece;
}

bool SourceReading::feed(std::size_t size) {
  fed_bytes_ += size;
  if (fed_bytes_ > inflated_bytes_max_ && !decodings_.empty()) {
    broken_off_ = Error{ErrorCode::inflated_too_large, 0};
    return false;
  }
  return pass_->json ? pass_->json->feed(size) : pass_->dialect->feed({pass_->piece.data(), size});
}

void SourceReading::break_off(ErrorCode reason) { broken_off_ = Error{reason, fed_bytes_}; }

void SourceReading::decoded(NoteCode how) { decodings_.push_back(how); }

std::uint32_t SourceReading::row_count() const { return pass_ ? pass_->shredder.row_count() : 0; }

std::vector<std::byte> SourceReading::snapshot() {
  if (!pass_->json || !decodings_.empty()) return {};
  const std::optional<ReadSoFar> read = pass_->json->so_far();
  if (!read) return {};
  PacketWriter packet;
  packet.value(*read);
  if (!pass_->shredder.write_to(packet)) return {};
  return std::move(packet).take();
}

void SourceReading::begin_part() { pass_->json->go_on_from({}); }

bool SourceReading::append(std::span<const std::byte> snapshot) {
  if (snapshot.empty() || !pass_->json || !decodings_.empty()) return false;
  PacketReader packet(snapshot);
  ReadSoFar read;
  packet.value(read);
  if (fed_bytes_ == 0) {
    pass_->shredder.read_from(packet, pass_->keys);
  } else {
    std::optional<ReadSoFar> before = pass_->json->so_far();
    if (!before) return false;
    Pass part(source_, std::nullopt);
    part.shredder.read_from(packet, part.keys);
    if (!pass_->shredder.append(part.shredder, pass_->keys, part.keys, before->end_bytes)) {
      return false;
    }
    before->append(read);
    read = *before;
  }
  pass_->json->go_on_from(read);
  fed_bytes_ = read.end_bytes;
  return true;
}

bool SourceReading::finish() {
  if (is_cut_off_ && fed_bytes_ == 0) broken_off_ = Error{ErrorCode::damaged_gzip, 0};
  const std::unique_ptr<Pass> pass = std::move(pass_);
  Result<ReadReport> report = broken_off_  ? Result<ReadReport>(*broken_off_)
                              : pass->json ? pass->json->finish()
                                           : pass->dialect->finish();
  if (!report.ok()) {
    if (pass->json && may_be_dialect(report.error())) {
      refused_ = report.error();
      pass_ = std::make_unique<Pass>(source_, refused_);
      fed_bytes_ = 0;
      decodings_.clear();
      return true;
    }
    result_ = report.error();
    return false;
  }
  Columns columns;
  columns.tables = std::make_unique<Tables>(std::move(pass->shredder).finish());
  columns.notes = std::move(report.value().notes);
  for (const NoteCode how : decodings_)
    columns.notes.push_back({how, source_, std::nullopt, 1, {}});
  for (Note& note : columns.tables->notes) columns.notes.push_back(std::move(note));
  columns.tables->notes.clear();
  const auto is_cut = [](const Note& note) { return note.code == NoteCode::truncated; };
  if (is_cut_off_ && std::none_of(columns.notes.begin(), columns.notes.end(), is_cut)) {
    columns.notes.push_back({NoteCode::truncated, source_, fed_bytes_, 1, {}});
  }
  // A text in which some braces stand is a text.
  const auto is_text = [](const Note& note) { return note.code == NoteCode::text_skipped; };
  if (refused_ && std::any_of(columns.notes.begin(), columns.notes.end(), is_text)) {
    columns.without_runs = *refused_;
  }
  for (const Note& note : columns.notes) {
    if (note.code != NoteCode::truncated) continue;
    columns.without_runs = Error{ErrorCode::cut_too_early, note.offset_bytes.value_or(0)};
  }
  result_ = std::move(columns);
  return false;
}

Result<Columns> SourceReading::take() && { return std::move(*result_); }

}  // namespace ckpt
