// See checkpoint_list.h.
#include "run/checkpoint_list.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "base/sorting.h"

namespace ckpt {
namespace {

double first_number(const std::vector<const Column*>& columns, std::uint32_t row) {
  for (const Column* column : columns) {
    const auto value = column->numbers.at(row);
    if (value && !std::isnan(*value)) return *value;
  }
  return kAbsent;
}

std::string_view first_text(const Tables& tables, const std::vector<const Column*>& columns,
                            std::uint32_t row) {
  for (const Column* column : columns) {
    const auto text = tables.text(*column, row);
    if (text && !text->empty()) return *text;
  }
  return {};
}

void merge_into(Checkpoint& kept, const Checkpoint& later) {
  kept.is_cut = kept.is_cut || later.is_cut;
  kept.source = later.source;
  if (later.kind == CheckpointKind::checkpoint) kept.kind = later.kind;
  if (later.saved != Saved::unknown) kept.saved = later.saved;
  if (!std::isnan(later.step)) kept.step = later.step;
  if (!std::isnan(later.epoch)) kept.epoch = later.epoch;
  if (!std::isnan(later.time)) kept.time = later.time;
  if (!later.id.empty()) kept.id = later.id;
  if (!later.model.empty()) kept.model = later.model;
  if (!later.path.empty()) kept.path = later.path;
}

}  // namespace

Checkpoint CheckpointColumns::checkpoint(std::uint32_t row, double x) const {
  Checkpoint checkpoint;
  checkpoint.kind = kind;
  checkpoint.saved = saved;
  checkpoint.source = source;
  checkpoint.x = x;
  checkpoint.step = x_kind == XKind::step ? x : first_number(step, row);
  checkpoint.epoch = x_kind == XKind::epoch ? x : first_number(epoch, row);
  if (x_kind == XKind::time) {
    checkpoint.time = x;
  } else {
    for (const Column* column : time) {
      if (std::isnan(checkpoint.time)) checkpoint.time = time_of(*tables, *column, row, time_base);
    }
  }
  checkpoint.id = first_text(*tables, id, row);
  checkpoint.model = first_text(*tables, model, row);
  checkpoint.path = first_text(*tables, path, row);
  return checkpoint;
}

Checkpoint CheckpointList::operator[](std::size_t index) const {
  assert(index < entries_.size());
  const Entry& entry = entries_[index];
  if (entry.columns == kWritten) return written_[entry.row];
  Checkpoint checkpoint = columns_[entry.columns].checkpoint(entry.row, entry.x);
  checkpoint.saved = entry.saved;
  checkpoint.is_cut = entry.is_cut;
  return checkpoint;
}

CheckpointList::Iterator CheckpointList::begin() const { return {*this, 0}; }
CheckpointList::Iterator CheckpointList::end() const { return {*this, entries_.size()}; }

void CheckpointList::push_back(const Checkpoint& checkpoint) {
  const auto at = static_cast<std::uint32_t>(written_.size());
  written_.push_back(checkpoint);
  entries_.push_back({checkpoint.x, at, kWritten, checkpoint.saved, checkpoint.is_cut});
}

std::uint16_t CheckpointList::add_columns(CheckpointColumns columns) {
  assert(columns_.size() < kWritten);
  columns_.push_back(std::move(columns));
  return static_cast<std::uint16_t>(columns_.size() - 1);
}

void CheckpointList::push_back_row(std::uint16_t columns, std::uint32_t row, double x,
                                   bool is_cut) {
  entries_.push_back({x, row, columns, columns_[columns].saved, is_cut});
}

void CheckpointList::set_saved(std::size_t index, Saved saved) {
  Entry& entry = entries_[index];
  entry.saved = saved;
  if (entry.columns == kWritten) written_[entry.row].saved = saved;
}

void CheckpointList::replace(std::size_t index, const Checkpoint& checkpoint) {
  Entry& entry = entries_[index];
  if (entry.columns != kWritten) {
    entry.row = static_cast<std::uint32_t>(written_.size());
    entry.columns = kWritten;
    written_.emplace_back();
  }
  written_[entry.row] = checkpoint;
  entry.x = checkpoint.x;
  entry.saved = checkpoint.saved;
  entry.is_cut = checkpoint.is_cut;
}

void CheckpointList::push_back_from(const CheckpointList& other, std::size_t index) {
  if (other.entries_[index].columns == kWritten) {
    push_back(other[index]);
  } else {
    entries_.push_back(other.entries_[index]);
  }
}

void CheckpointList::append(CheckpointList&& other) {
  assert(columns_.size() + other.columns_.size() < kWritten);
  const auto first_columns = static_cast<std::uint16_t>(columns_.size());
  const auto first_written = static_cast<std::uint32_t>(written_.size());
  entries_.reserve(entries_.size() + other.entries_.size());
  for (Entry entry : other.entries_) {
    if (entry.columns == kWritten) {
      entry.row += first_written;
    } else {
      entry.columns = static_cast<std::uint16_t>(entry.columns + first_columns);
    }
    entries_.push_back(entry);
  }
  std::move(other.columns_.begin(), other.columns_.end(), std::back_inserter(columns_));
  written_.insert(written_.end(), other.written_.begin(), other.written_.end());
}

void CheckpointList::shift(double x) {
  for (Entry& entry : entries_) {
    entry.x += x;
    if (entry.columns == kWritten) written_[entry.row].x += x;
  }
}

CheckpointList CheckpointList::with_same_columns() const {
  CheckpointList list;
  list.columns_ = columns_;
  return list;
}

void CheckpointList::sort() {
  sort_values(entries_, [](const Entry& a, const Entry& b) { return a.x < b.x; });
}

void CheckpointList::merge_equals() {
  std::size_t equal = 0;
  for (std::size_t i = 1; i < size(); ++i) equal += x(i) == x(i - 1) ? 1U : 0U;
  if (equal == 0) return;
  CheckpointList merged = with_same_columns();
  merged.reserve(size() - equal);
  for (std::size_t i = 0; i < size(); ++i) {
    if (merged.empty() || merged.x(merged.size() - 1) != x(i)) {
      merged.push_back_from(*this, i);
      continue;
    }
    Checkpoint kept = merged[merged.size() - 1];
    merge_into(kept, (*this)[i]);
    merged.replace(merged.size() - 1, kept);
  }
  *this = std::move(merged);
}

}  // namespace ckpt
