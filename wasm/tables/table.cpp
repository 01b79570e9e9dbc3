// Looking things up in finished tables, and which rows belong to which row of the parent.
#include "tables/table.h"

#include <algorithm>
#include <cassert>
#include <numeric>

#include "base/text.h"

namespace ckpt {
namespace {

enum class Likeness : std::uint8_t { none, folded, exact };

Likeness likeness(std::string_view key, std::string_view wanted) {
  if (key == wanted) return Likeness::exact;
  return same_key(key, wanted) ? Likeness::folded : Likeness::none;
}

// The least likeness of any segment.
Likeness likeness(const Segments& path, std::span<const std::string_view> wanted) {
  if (path.size() != wanted.size()) return Likeness::none;
  Likeness least = Likeness::exact;
  for (std::size_t i = 0; i < path.size() && least != Likeness::none; ++i) {
    least = std::min(least, likeness(path[i], wanted[i]));
  }
  return least;
}

}  // namespace

std::uint32_t ParentRows::first_of(std::uint32_t group) const {
  if (group == group_count_) return row_end_;
  return firsts_.empty() ? group * stride_ : firsts_[group];
}

void ParentRows::begin(std::uint32_t parent_row, std::uint32_t first_row) {
  assert(group_count_ > 0 || first_row == 0);
  if (parents_.empty() && parent_row != group_count_) {
    parents_.resize(group_count_);
    std::iota(parents_.begin(), parents_.end(), 0U);
  }
  if (!parents_.empty() || parent_row != group_count_) parents_.push_back(parent_row);
  if (firsts_.empty() && group_count_ > 0) {
    const std::uint32_t length = first_row - last_first_;
    if (group_count_ == 1) stride_ = length;
    if (length != stride_) {
      firsts_.resize(group_count_);
      for (std::uint32_t group = 0; group < group_count_; ++group) {
        firsts_[group] = group * stride_;
      }
    }
  }
  if (!firsts_.empty()) firsts_.push_back(first_row);
  last_first_ = first_row;
  row_end_ = first_row;
  ++group_count_;
}

void ParentRows::end(std::uint32_t row_end) { row_end_ = row_end; }

std::uint32_t ParentRows::truncate(std::uint32_t parent_end) {
  while (group_count_ > 0 && last_parent() >= parent_end) {
    row_end_ = last_first_;
    --group_count_;
    if (!parents_.empty()) parents_.pop_back();
    if (!firsts_.empty()) firsts_.pop_back();
    last_first_ = group_count_ == 0 ? 0 : first_of(group_count_ - 1);
  }
  return row_end_;
}

std::pair<std::uint32_t, std::uint32_t> ParentRows::rows_of(std::uint32_t parent_row) const {
  std::uint32_t group = parent_row;
  if (!parents_.empty()) {
    const auto found = std::lower_bound(parents_.begin(), parents_.end(), parent_row);
    if (found == parents_.end() || *found != parent_row) return {row_end_, row_end_};
    group = static_cast<std::uint32_t>(found - parents_.begin());
  }
  if (group >= group_count_) return {row_end_, row_end_};
  return {first_of(group), first_of(group + 1)};
}

std::uint32_t ParentRows::parent_of(std::uint32_t row) const {
  assert(row < row_end_);
  std::uint32_t group = group_count_ - 1;
  if (!firsts_.empty()) {
    const auto after = std::upper_bound(firsts_.begin(), firsts_.end(), row);
    group = static_cast<std::uint32_t>(after - firsts_.begin()) - 1;
  } else if (stride_ != 0) {
    group = std::min(group, row / stride_);
  }
  return parents_.empty() ? group : parents_[group];
}

void ParentRows::append(const ParentRows& other, std::uint32_t parent_shift,
                        std::uint32_t row_shift) {
  for (std::uint32_t group = 0; group < other.group_count_; ++group) {
    const std::uint32_t parent = other.parents_.empty() ? group : other.parents_[group];
    begin(parent_shift + parent, row_shift + other.first_of(group));
  }
}

void ParentRows::write_to(PacketWriter& to) const {
  for (const std::uint32_t number : {group_count_, stride_, last_first_, row_end_})
    to.value(number);
  to.values(parents_);
  to.values(firsts_);
}

void ParentRows::read_from(PacketReader& from) {
  for (std::uint32_t* number : {&group_count_, &stride_, &last_first_, &row_end_}) {
    from.value(*number);
  }
  from.values(parents_);
  from.values(firsts_);
}

std::size_t ParentRows::memory_bytes() const {
  return (parents_.capacity() + firsts_.capacity()) * sizeof(std::uint32_t);
}

const Column* Table::column(std::span<const std::string_view> wanted) const {
  const Column* folded = nullptr;
  for (const Column& candidate : columns) {
    const Likeness alike = likeness(candidate.path, wanted);
    if (alike == Likeness::exact) return &candidate;
    if (alike == Likeness::folded && folded == nullptr) folded = &candidate;
  }
  return folded;
}

const Column* Table::column_named(std::string_view key) const {
  const Column* exact = nullptr;
  const Column* folded = nullptr;
  std::size_t exact_count = 0;
  std::size_t folded_count = 0;
  for (const Column& candidate : columns) {
    if (candidate.path.empty()) continue;
    const Likeness alike = likeness(candidate.name(), key);
    if (alike == Likeness::exact && exact_count++ == 0) exact = &candidate;
    if (alike == Likeness::folded && folded_count++ == 0) folded = &candidate;
  }
  if (exact_count > 0) return exact_count == 1 ? exact : nullptr;
  return folded_count == 1 ? folded : nullptr;
}

std::optional<std::string_view> Tables::text(const Column& column, std::uint32_t row) const {
  const std::optional<TextArena::Code> code = column.text_codes.at(row);
  if (!code) return std::nullopt;
  return texts.text(*code);
}

const Table* Tables::child(TableIndex parent, std::span<const std::string_view> path) const {
  const Table* folded = nullptr;
  for (std::size_t i = 1; i < tables.size(); ++i) {
    if (tables[i].parent != parent) continue;
    const Likeness alike = likeness(tables[i].path, path);
    if (alike == Likeness::exact) return &tables[i];
    if (alike == Likeness::folded && folded == nullptr) folded = &tables[i];
  }
  return folded;
}

TableIndex Tables::index_of(const Table& table) const {
  assert(&table >= tables.data() && &table < tables.data() + tables.size());
  return static_cast<TableIndex>(&table - tables.data());
}

}  // namespace ckpt
