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
  assert(index < size());
  const Entry entry = this->entry(index);
  if (entry.columns == kWritten) return written_[entry.row];
  Checkpoint checkpoint = columns_[entry.columns].checkpoint(entry.row, entry.x);
  checkpoint.saved = entry.saved;
  checkpoint.is_cut = entry.is_cut;
  return checkpoint;
}

CheckpointList::Iterator CheckpointList::begin() const { return {*this, 0}; }
CheckpointList::Iterator CheckpointList::end() const { return {*this, size()}; }

void CheckpointList::push_back(const Checkpoint& checkpoint) {
  const auto at = static_cast<std::uint32_t>(written_.size());
  written_.push_back(checkpoint);
  add({checkpoint.x, at, kWritten, checkpoint.saved, checkpoint.is_cut});
}

std::uint16_t CheckpointList::add_columns(CheckpointColumns columns) {
  assert(columns_.size() < kWritten);
  columns_.push_back(std::move(columns));
  return static_cast<std::uint16_t>(columns_.size() - 1);
}

void CheckpointList::push_back_row(std::uint16_t columns, std::uint32_t row, double x,
                                   bool is_cut) {
  add({x, row, columns, columns_[columns].saved, is_cut});
}

void CheckpointList::push_back_first_rows(std::uint16_t columns, const PlaceSpan& x) {
  assert(empty() && x.is_even());
  if (x.empty()) return;
  const double step = x.size() > 1 ? x[1] - x[0] : 0.0;
  even_ = {x.size(), {x[0], step}, 0, 1, columns, columns_[columns].saved};
}

CheckpointList::Entry CheckpointList::entry(std::size_t index) const {
  if (index >= even_.count) return entries_[index - even_.count];
  const auto steps = static_cast<std::uint32_t>(index);
  return {even_.x.at(index), even_.first_row + steps * even_.row_step, even_.columns, even_.saved,
          false};
}

void CheckpointList::add(const Entry& entry) {
  if (entries_.empty() && goes_on_evenly(entry)) {
    ++even_.count;
    return;
  }
  if (entries_.empty() && expected_ > even_.count) entries_.reserve(expected_ - even_.count);
  entries_.push_back(entry);
}

// The first one tells where, the second one in what steps.
bool CheckpointList::goes_on_evenly(const Entry& entry) {
  if (entry.is_cut || entry.columns == kWritten) return false;
  if (even_.count == 0) even_ = {0, {entry.x, 0.0}, entry.row, 0, entry.columns, entry.saved};
  if (even_.count == 1) {
    even_.x.step = entry.x - even_.x.start;
    even_.row_step = entry.row - even_.first_row;
  }
  const auto steps = static_cast<std::uint32_t>(even_.count);
  return even_.x.is_exact(even_.count + 1) && even_.x.has(even_.count, entry.x) &&
         entry.row == even_.first_row + steps * even_.row_step && entry.columns == even_.columns &&
         entry.saved == even_.saved;
}

void CheckpointList::write_out() {
  if (even_.count == 0) return;
  std::vector<Entry> all;
  all.reserve(size());
  for (std::size_t i = 0; i < size(); ++i) all.push_back(entry(i));
  entries_ = std::move(all);
  even_ = {};
}

void CheckpointList::set_saved(std::size_t index, Saved saved) {
  write_out();
  Entry& entry = entries_[index];
  entry.saved = saved;
  if (entry.columns == kWritten) written_[entry.row].saved = saved;
}

void CheckpointList::replace(std::size_t index, const Checkpoint& checkpoint) {
  write_out();
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
  const Entry entry = other.entry(index);
  if (entry.columns == kWritten) {
    push_back(other[index]);
  } else {
    add(entry);
  }
}

void CheckpointList::append(CheckpointList&& other) {
  assert(columns_.size() + other.columns_.size() < kWritten);
  const auto first_columns = static_cast<std::uint16_t>(columns_.size());
  const auto first_written = static_cast<std::uint32_t>(written_.size());
  reserve(size() + other.size());
  for (std::size_t i = 0; i < other.size(); ++i) {
    Entry entry = other.entry(i);
    if (entry.columns == kWritten) {
      entry.row += first_written;
    } else {
      entry.columns = static_cast<std::uint16_t>(entry.columns + first_columns);
    }
    add(entry);
  }
  std::move(other.columns_.begin(), other.columns_.end(), std::back_inserter(columns_));
  written_.insert(written_.end(), other.written_.begin(), other.written_.end());
}

void CheckpointList::shift(double x) {
  write_out();
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
  if (entries_.empty() && even_.x.step >= 0.0) return;
  write_out();
  sort_values(entries_, [](const Entry& a, const Entry& b) { return a.x < b.x; });
}

void CheckpointList::merge_equals() {
  if (entries_.empty() && even_.x.step > 0.0) return;
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
