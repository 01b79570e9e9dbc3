// Values that stand in some rows of a table, in ascending rows, in chunks of 4096 rows. Each chunk
// keeps its presence as a run, a bitmap or indices, whichever is smallest, one value while it has
// not varied, and packs its values when it is complete; chunks are never padded. While rows are
// being set, the bitmap has a bit for every row to come, and what is left out loses its own: so
// rows that follow each other are set in the same few instructions, whatever gaps lie before them.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <numeric>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/extremes.h"
#include "base/packet.h"
#include "base/places.h"
#include "tables/packing.h"

// Machines that compile while they run look at a function anew when it is called, and not in the
// middle of a loop over a million rows.
#define CKPT_A_CHUNK_AT_A_TIME __attribute__((noinline))

namespace ckpt {

// Value: a number, compared by its bits, so that NaN equals itself and -0.0 is not 0.0.
// A moved-from column may only be destroyed or assigned to.
template <class Value>
class SparseColumn {
  static_assert(std::is_trivially_copyable_v<Value>);

 public:
  static constexpr std::uint32_t kChunkRows = 4096;

  // Requires: row >= the last row set. The same row again replaces its value; returns whether it
  // did. O(1) amortised; a few instructions where rows follow each other and values vary.
  bool set(std::uint32_t row, Value value) {
    if (row == next_row_ && write_ != write_end_) {
      *write_++ = value;
      ++next_row_;
      return false;
    }
    return set_slow(row, value);
  }

  // How many rows have a value.
  [[nodiscard]] std::uint32_t size() const { return closed_size_ + open_count(); }
  // The value of `row`, if it has one. O(1) in a dense column, O(log size) at worst.
  [[nodiscard]] std::optional<Value> at(std::uint32_t row) const;
  // Calls f(std::uint32_t row, Value value) for every row that has a value, ascending.
  template <class F>
  void for_each(F f) const {
    for (const Chunk& chunk : chunks_) view_of(chunk).for_each(f);
    if (is_open_) open_view().for_each(f);
  }
  // Calls f(std::span<const Value> values, std::uint32_t times) for the values without their rows,
  // in their order, a chunk at a time: `values` that stand there `times` each, which is 1 unless
  // there is one value alone.
  template <class F>
  void for_each_block(F f) const {
    const auto hand = [&f](const View& view) CKPT_A_CHUNK_AT_A_TIME {
      Value room[kChunkRows];
      if (view.values.packing == Packing::constant) {
        f(std::span(&view.values.start, 1), view.count);
      } else {
        f(std::span(view.values.unpack(view.count, room), view.count), 1U);
      }
    };
    for (const Chunk& chunk : chunks_) hand(view_of(chunk));
    if (is_open_) hand(open_view());
  }
  // Appends every row that has a value, ascending, and its value.
  void copy_to(std::vector<std::uint32_t>& rows, std::vector<Value>& values) const {
    rows.reserve(rows.size() + size());
    values.reserve(values.size() + size());
    for_each([&](std::uint32_t row, Value value) {
      rows.push_back(row);
      values.push_back(value);
    });
  }
  // Appends the values without their rows.
  void copy_values_to(std::vector<Value>& values) const {
    values.reserve(values.size() + size());
    for_each_block([&values](std::span<const Value> block, std::uint32_t times) {
      if (times > 1) {
        values.insert(values.end(), times, block.front());
      } else {
        values.insert(values.end(), block.begin(), block.end());
      }
    });
  }
  // The value of `row`. Requires: is_dense(row + 1).
  [[nodiscard]] Value value_of(std::uint32_t row) const {
    return dense_view(row / kChunkRows).value(row % kChunkRows);
  }
  // The values of the rows [begin, end): where they are kept, or in `room`, which holds as many.
  // Requires: is_dense(end).
  [[nodiscard]] const Value* values_of(std::uint32_t begin, std::uint32_t end, Value* room) const;
  // The extremes of every kExtremesOf rows from the first on, as extremes_of_sixteen() has them.
  // Value: double. Requires: is_dense(size()); no value is NaN; both outputs hold as many.
  void extremes_to(ValueRange* ranges, ExtremePlaces* places) const {
    static_assert(kChunkRows % kExtremesOf == 0);
    const auto write = [&](const View& view) {
      extremes_of_sixteen(view.values, view.count, ranges, places);
      ranges += view.count / kExtremesOf;
      places += view.count / kExtremesOf;
    };
    for (const Chunk& chunk : chunks_) write(view_of(chunk));
    if (is_open_) write(open_view());
  }
  // Whether there is a value and all values are the same bits.
  [[nodiscard]] bool is_constant() const;
  // The values without their rows, where they are even. O(chunks) where they are. Value: double.
  [[nodiscard]] std::optional<EvenPlaces> even_places() const;
  // Requires: size() > 0.
  [[nodiscard]] std::uint32_t first_row() const {
    assert(size() > 0);
    return chunks_.empty() ? open_view().first_row() : view_of(chunks_.front()).first_row();
  }
  // Requires: size() > 0.
  [[nodiscard]] std::uint32_t last_row() const {
    assert(size() > 0);
    return is_open_ ? next_row_ - 1 : view_of(chunks_.back()).last_row();
  }
  // Whether every row in [0, row_count) has a value.
  [[nodiscard]] bool is_dense(std::uint32_t row_count) const {
    if (row_count == 0) return true;
    if (size() < row_count) return false;
    return size() == row_count ? last_row() == row_count - 1 : count_below(row_count) == row_count;
  }
  // Removes the values of all rows from `row_end` on. O(kChunkRows) and the chunks removed.
  void truncate(std::uint32_t row_end);
  // Gives back what the last chunk holds in reserve. Values may still be set.
  void seal() { close_chunk(); }
  [[nodiscard]] std::size_t memory_bytes() const;

  // Writes all cells, packed as they are. Values may still be set.
  void write_to(PacketWriter& to);
  // Sets the cells that another column wrote, just as if they were set one by one. Requires: there
  // are none yet.
  void read_from(PacketReader& from);
  // Sets the cells of another column, that many rows further down, just as if they were set one by
  // one. Requires: that is behind the last row.
  void append(const SparseColumn& other, std::uint32_t row_shift);

  class Cursor;
  // Requires: the column is neither changed nor moved while the cursor is used.
  [[nodiscard]] Cursor cursor() const { return Cursor(*this); }

 private:
  static constexpr std::uint32_t kBitmapBytes = kChunkRows / 8;
  static constexpr std::uint32_t kFirstCapacity = 8;

  enum class Presence : std::uint8_t { run, bitmap, indices };
  using Bytes = std::unique_ptr<std::byte[]>;

  // What is known of a chunk that is complete.
  struct ChunkFacts {
    Value start;           // its first value
    std::uint32_t number;  // of its first possible row / kChunkRows
    std::uint16_t first;   // offset of its first row in the chunk
    std::uint16_t count;   // at most kChunkRows
    std::uint32_t block_bytes;
    Presence presence;
    PackingChoice packing;
  };
  // `block` holds the presence (a run has none) and then the values, packed.
  struct Chunk : ChunkFacts {
    Bytes block;
  };

  // What both complete and open chunks look like to a reader. A bitmap's bits behind the last of
  // `count` rows mean nothing.
  struct View {
    std::uint32_t base;
    std::uint32_t first;
    std::uint32_t count;
    Presence presence;
    const std::byte* present;  // bitmap or indices
    Packed<Value> values;

    [[nodiscard]] Value value(std::uint32_t index) const { return values.at(index); }
    [[nodiscard]] std::uint64_t word(std::uint32_t index) const {
      std::uint64_t bits;
      std::memcpy(&bits, present + std::size_t{8} * index, 8);
      return bits;
    }
    [[nodiscard]] std::uint32_t offset(std::uint32_t index) const {
      std::uint16_t value;
      std::memcpy(&value, present + std::size_t{2} * index, 2);
      return value;
    }
    [[nodiscard]] std::uint32_t first_row() const { return base + first; }
    // Requires: the chunk is complete.
    [[nodiscard]] std::uint32_t last_row() const;
    // How many rows below `row` have a value; the index of `row`, if it has one.
    [[nodiscard]] std::uint32_t rank(std::uint32_t row) const;
    [[nodiscard]] bool contains(std::uint32_t row, std::uint32_t row_rank) const;
    // Writes all rows, which are `count`.
    void rows_to(std::uint32_t* rows) const;
    template <class F>
    void for_each(F& f) const CKPT_A_CHUNK_AT_A_TIME;
  };

  // Not value-initialised: every byte is written before it is read.
  static Bytes uninitialised(std::size_t bytes) { return Bytes(new std::byte[bytes]); }
  static bool same_bits(const Value& a, const Value& b) {
    return std::memcmp(&a, &b, sizeof(Value)) == 0;
  }
  static std::uint32_t presence_bytes(Presence presence, std::uint32_t count) {
    if (presence == Presence::run) return 0;
    if (presence == Presence::bitmap) return kBitmapBytes;
    return (count * 2 + 7) / 8 * 8;  // the values that follow stay aligned
  }

  [[nodiscard]] std::uint32_t open_count() const {
    return is_open_ ? next_row_ - open_first_row_ - open_missing_ : 0;
  }
  [[nodiscard]] static View view_of(const Chunk& chunk) {
    return view_of(chunk, chunk.block.get());
  }
  [[nodiscard]] static View view_of(const ChunkFacts& chunk, const std::byte* block) {
    const std::byte* values = block + presence_bytes(chunk.presence, chunk.count);
    return {chunk.number * kChunkRows,
            chunk.first,
            chunk.count,
            chunk.presence,
            block,
            {values, chunk.start, chunk.packing.packing, chunk.packing.decimals}};
  }
  [[nodiscard]] View open_view() const {
    const std::uint32_t base = open_first_row_ / kChunkRows * kChunkRows;
    return {base,
            open_first_row_ - base,
            open_count(),
            open_missing_ == 0 ? Presence::run : Presence::bitmap,
            open_present_.get(),
            {open_block_.get(), open_constant_,
             open_is_constant_ ? Packing::constant : Packing::plain}};
  }
  // In a dense column a chunk stands at its own number.
  [[nodiscard]] View dense_view(std::uint32_t number) const {
    return number < chunks_.size() ? view_of(chunks_[number]) : open_view();
  }
  [[nodiscard]] Value* open_values() const { return reinterpret_cast<Value*>(open_block_.get()); }
  [[nodiscard]] std::uint32_t count_below(std::uint32_t row) const;

  bool set_slow(std::uint32_t row, Value value);
  void open_chunk(std::uint32_t row, Value value);
  void reopen_last_chunk(std::uint32_t row_end);
  void append_to_open(std::uint32_t row, Value value);
  void leave_out_until(std::uint32_t row);
  void clear_open_bits(std::uint32_t begin, std::uint32_t end);
  void append_run(std::uint32_t row, std::uint32_t count, const Packed<Value>& packed);
  void grow_open(std::uint32_t count);
  void close_chunk();

  // The open chunk. While its values vary, write_ is where the next one goes, and write_end_ is the
  // end of their room or of the rows that can follow the last one; otherwise write_ == write_end_
  // and every value takes the slow way.
  Value* write_ = nullptr;
  Value* write_end_ = nullptr;
  std::uint32_t next_row_ = 0;  // the last row set + 1
  std::uint32_t open_first_row_ = 0;
  std::uint32_t open_missing_ = 0;   // rows between its first and its last that have no value
  std::uint32_t open_capacity_ = 0;  // values that open_block_ can hold
  std::uint32_t last_varying_ = 0;   // values of the chunk before: the next one may have as many
  std::uint32_t closed_size_ = 0;
  bool is_open_ = false;
  bool open_is_constant_ = true;
  Value open_constant_{};
  Bytes open_block_;
  Bytes open_present_;  // its bitmap, where rows are missing
  std::vector<Chunk> chunks_;
};

// Walks the cells of a column in ascending rows, for callers that walk several at once.
template <class Value>
class SparseColumn<Value>::Cursor {
 public:
  // Steps to the next cell, at first to the first; false when there is none.
  bool next();
  // Steps forward to the first cell whose row is >= `target`; false when there is none. Stays where
  // it is when it already stands there.
  bool seek(std::uint32_t target) {
    if (!has_started_ && !next()) return false;
    while (!has_ended_ && row_ < target) next();
    return !has_ended_;
  }
  [[nodiscard]] std::uint32_t row() const { return row_; }
  [[nodiscard]] Value value() const { return view_.value(index_); }

 private:
  friend class SparseColumn;
  explicit Cursor(const SparseColumn& column) : column_(&column) {}
  bool enter_chunk();

  const SparseColumn* column_;
  View view_{};
  std::size_t chunk_index_ = 0;  // of the chunk to enter next
  std::uint32_t index_ = 0;
  std::uint32_t row_ = 0;
  bool has_started_ = false;
  bool has_ended_ = false;
};

// ---------------------------------------------------------------------------------------- reading

template <class Value>
std::uint32_t SparseColumn<Value>::View::last_row() const {
  if (presence == Presence::run) return base + first + count - 1;
  if (presence == Presence::indices) return base + offset(count - 1);
  std::uint32_t index = kChunkRows / 64 - 1;
  while (word(index) == 0) --index;
  return base + index * 64 + 63 - static_cast<std::uint32_t>(__builtin_clzll(word(index)));
}

template <class Value>
std::uint32_t SparseColumn<Value>::View::rank(std::uint32_t row) const {
  if (row < base) return 0;
  const std::uint32_t wanted = row - base;
  if (wanted >= kChunkRows) return count;
  if (presence == Presence::run) return wanted < first ? 0 : std::min(wanted - first, count);
  if (presence == Presence::bitmap) {
    std::uint32_t below = 0;
    for (std::uint32_t i = 0; i < wanted / 64; ++i) {
      below += static_cast<std::uint32_t>(__builtin_popcountll(word(i)));
    }
    const std::uint64_t rest = word(wanted / 64) & ((std::uint64_t{1} << (wanted % 64)) - 1);
    return std::min(below + static_cast<std::uint32_t>(__builtin_popcountll(rest)), count);
  }
  std::uint32_t low = 0;
  std::uint32_t high = count;
  while (low < high) {
    const std::uint32_t middle = (low + high) / 2;
    if (offset(middle) < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

template <class Value>
bool SparseColumn<Value>::View::contains(std::uint32_t row, std::uint32_t row_rank) const {
  const std::uint32_t wanted = row - base;
  if (row < base || wanted >= kChunkRows) return false;
  if (presence == Presence::run) return wanted >= first && wanted - first < count;
  if (row_rank >= count) return false;
  if (presence == Presence::bitmap) return (word(wanted / 64) >> (wanted % 64) & 1U) != 0;
  return offset(row_rank) == wanted;
}

template <class Value>
template <class F>
void SparseColumn<Value>::View::for_each(F& f) const {
  std::uint32_t rows[kChunkRows];
  Value room[kChunkRows];
  rows_to(rows);
  const Value* unpacked = values.unpack(count, room);
  for (std::uint32_t i = 0; i < count; ++i) f(rows[i], unpacked[i]);
}

template <class Value>
void SparseColumn<Value>::View::rows_to(std::uint32_t* rows) const {
  if (presence == Presence::bitmap) {
    const std::uint32_t* const end = rows + count;
    for (std::uint32_t i = 0; rows != end; ++i) {
      for (std::uint64_t bits = word(i); bits != 0 && rows != end; bits &= bits - 1) {
        *rows++ = base + i * 64 + static_cast<std::uint32_t>(__builtin_ctzll(bits));
      }
    }
  } else if (presence == Presence::run) {
    std::iota(rows, rows + count, base + first);
  } else {
    for (std::uint32_t i = 0; i < count; ++i) rows[i] = base + offset(i);
  }
}

template <class Value>
std::optional<Value> SparseColumn<Value>::at(std::uint32_t row) const {
  const std::uint32_t number = row / kChunkRows;
  View view{};
  if (is_open_ && row >= open_first_row_) {
    view = open_view();
  } else {
    // In a dense column the chunk stands at its own number.
    std::size_t index = number;
    if (index >= chunks_.size() || chunks_[index].number != number) {
      const auto found =
          std::lower_bound(chunks_.begin(), chunks_.end(), number,
                           [](const Chunk& chunk, std::uint32_t n) { return chunk.number < n; });
      if (found == chunks_.end() || found->number != number) return std::nullopt;
      index = static_cast<std::size_t>(found - chunks_.begin());
    }
    view = view_of(chunks_[index]);
  }
  // A bitmap's rank is the only one that costs more than its membership.
  if (view.presence == Presence::bitmap && !view.contains(row, 0)) return std::nullopt;
  const std::uint32_t rank = view.rank(row);
  if (!view.contains(row, rank)) return std::nullopt;
  return view.value(rank);
}

template <class Value>
const Value* SparseColumn<Value>::values_of(std::uint32_t begin, std::uint32_t end,
                                            Value* room) const {
  for (std::uint32_t row = begin; row < end;) {
    const std::uint32_t number = row / kChunkRows;
    const View view = dense_view(number);
    const std::uint32_t stop = std::min(end, (number + 1) * kChunkRows);
    Value* out = room + (row - begin);
    const Value* values = view.values.unpack(stop - row, out, row - view.base);
    if (row == begin && stop == end) return values;
    if (values != out) std::copy_n(values, stop - row, out);
    row = stop;
  }
  return room;
}

template <class Value>
bool SparseColumn<Value>::is_constant() const {
  if (size() == 0) return false;
  const Value& value = chunks_.empty() ? open_constant_ : chunks_.front().start;
  for (const Chunk& chunk : chunks_) {
    if (chunk.packing.packing != Packing::constant || !same_bits(chunk.start, value)) return false;
  }
  return !is_open_ || (open_is_constant_ && same_bits(open_constant_, value));
}

template <class Value>
std::optional<EvenPlaces> SparseColumn<Value>::even_places() const {
  if (size() == 0) return std::nullopt;
  const View first = chunks_.empty() ? open_view() : view_of(chunks_.front());
  const Value start = first.value(0);
  const EvenPlaces even{start, first.count > 1 ? first.value(1) - start : 0.0};
  if (!even.is_exact(size())) return std::nullopt;
  std::size_t index = 0;
  const auto goes_on = [&](const View& view) {
    // Two values tell all of a ramp.
    const bool is_ramp = view.values.packing == Packing::ramp;
    const std::uint32_t told = is_ramp ? std::min(view.count, 2U) : view.count;
    for (std::uint32_t i = 0; i < told; ++i) {
      if (!even.has(index + i, view.value(i))) return false;
    }
    index += view.count;
    return true;
  };
  for (const Chunk& chunk : chunks_) {
    if (!goes_on(view_of(chunk))) return std::nullopt;
  }
  if (is_open_ && !goes_on(open_view())) return std::nullopt;
  return even;
}

template <class Value>
std::uint32_t SparseColumn<Value>::count_below(std::uint32_t row) const {
  std::uint32_t count = is_open_ ? open_view().rank(row) : 0;
  for (const Chunk& chunk : chunks_) count += view_of(chunk).rank(row);
  return count;
}

template <class Value>
std::size_t SparseColumn<Value>::memory_bytes() const {
  std::size_t bytes = sizeof(*this) + chunks_.capacity() * sizeof(Chunk) +
                      std::size_t{open_capacity_} * sizeof(Value) +
                      (open_present_ ? kBitmapBytes : 0U);
  for (const Chunk& chunk : chunks_) bytes += chunk.block_bytes;
  return bytes;
}

template <class Value>
bool SparseColumn<Value>::Cursor::enter_chunk() {
  const std::size_t closed = column_->chunks_.size();
  if (chunk_index_ < closed) {
    view_ = column_->view_of(column_->chunks_[chunk_index_]);
  } else if (chunk_index_ == closed && column_->is_open_) {
    view_ = column_->open_view();
  } else {
    has_ended_ = true;
    return false;
  }
  ++chunk_index_;
  index_ = 0;
  row_ = view_.first_row();
  return true;
}

template <class Value>
bool SparseColumn<Value>::Cursor::next() {
  if (has_ended_) return false;
  if (!has_started_ || index_ + 1 >= view_.count) {
    has_started_ = true;
    return enter_chunk();
  }
  ++index_;
  if (view_.presence == Presence::run) {
    ++row_;
  } else if (view_.presence == Presence::indices) {
    row_ = view_.base + view_.offset(index_);
  } else {
    std::uint32_t word = (row_ + 1 - view_.base) / 64;
    std::uint64_t bits = view_.word(word) & (~std::uint64_t{0} << ((row_ + 1) % 64));
    while (bits == 0) bits = view_.word(++word);
    row_ = view_.base + word * 64 + static_cast<std::uint32_t>(__builtin_ctzll(bits));
  }
  return true;
}

// ---------------------------------------------------------------------------------------- writing

template <class Value>
bool SparseColumn<Value>::set_slow(std::uint32_t row, Value value) {
  if (!is_open_) {
    if (!chunks_.empty() && chunks_.back().number >= row / kChunkRows) {
      reopen_last_chunk((row / kChunkRows + 1) * kChunkRows);
    } else {
      open_chunk(row, value);
      return false;
    }
  }
  assert(row + 1 >= next_row_);
  if (row + 1 == next_row_) {
    const std::uint32_t count = open_count();
    if (open_is_constant_ && same_bits(open_constant_, value)) return true;
    if (open_is_constant_ && count == 1) {
      open_constant_ = value;
      return true;
    }
    if (open_is_constant_) grow_open(count);
    open_values()[count - 1] = value;
    return true;
  }
  if (row / kChunkRows != open_first_row_ / kChunkRows) {
    close_chunk();
    open_chunk(row, value);
    return false;
  }
  append_to_open(row, value);
  return false;
}

template <class Value>
void SparseColumn<Value>::open_chunk(std::uint32_t row, Value value) {
  is_open_ = true;
  open_is_constant_ = true;
  open_constant_ = value;
  open_first_row_ = row;
  open_missing_ = 0;
  next_row_ = row + 1;
  write_ = nullptr;
  write_end_ = nullptr;
}

// Makes the last chunk the open one again, with its rows below `row_end` only.
template <class Value>
void SparseColumn<Value>::reopen_last_chunk(std::uint32_t row_end) {
  const Chunk chunk = std::move(chunks_.back());
  chunks_.pop_back();
  closed_size_ -= chunk.count;
  bool is_first = true;
  auto again = [&](std::uint32_t row, Value value) {
    if (row >= row_end) return;
    if (is_first) {
      open_chunk(row, value);
    } else {
      append_to_open(row, value);
    }
    is_first = false;
  };
  view_of(chunk).for_each(again);
}

// Requires: `row` lies behind the last one, in the open chunk.
template <class Value>
void SparseColumn<Value>::append_to_open(std::uint32_t row, Value value) {
  if (row != next_row_) leave_out_until(row);
  const std::uint32_t count = open_count();
  next_row_ = row + 1;
  if (open_is_constant_ && same_bits(open_constant_, value)) return;
  if (open_is_constant_ || count == open_capacity_) grow_open(count);
  open_values()[count] = value;
  const std::uint32_t rows_left = kChunkRows - 1 - row % kChunkRows;
  write_ = open_values() + count + 1;
  write_end_ = open_values() + std::min(open_capacity_, count + 1 + rows_left);
}

// Requires: `row` lies behind next_row_, in the open chunk.
template <class Value>
void SparseColumn<Value>::leave_out_until(std::uint32_t row) {
  if (open_missing_ == 0) {
    open_present_ = uninitialised(kBitmapBytes);
    std::memset(open_present_.get(), 0xFF, kBitmapBytes);
    clear_open_bits(0, open_first_row_ % kChunkRows);
  }
  clear_open_bits(next_row_ % kChunkRows, row % kChunkRows);
  open_missing_ += row - next_row_;
  next_row_ = row;
}

template <class Value>
void SparseColumn<Value>::clear_open_bits(std::uint32_t begin, std::uint32_t end) {
  auto* words = reinterpret_cast<std::uint64_t*>(open_present_.get());
  while (begin < end) {
    const std::uint32_t count = std::min(end - begin, 64 - begin % 64);
    words[begin / 64] &= ~((~std::uint64_t{0} >> (64 - count)) << (begin % 64));
    begin += count;
  }
}

// Makes room for more values than `count`, and writes out those of a chunk that was constant.
template <class Value>
void SparseColumn<Value>::grow_open(std::uint32_t count) {
  std::uint32_t capacity = std::max(kFirstCapacity, open_capacity_);
  while (capacity <= count || capacity < last_varying_) capacity *= 2;
  if (capacity > open_capacity_) {
    Bytes block = uninitialised(capacity * sizeof(Value));
    if (!open_is_constant_) std::memcpy(block.get(), open_block_.get(), count * sizeof(Value));
    open_block_ = std::move(block);
    open_capacity_ = capacity;
  }
  if (open_is_constant_) {
    std::fill_n(open_values(), count, open_constant_);
    open_is_constant_ = false;
  }
}

template <class Value>
void SparseColumn<Value>::close_chunk() {
  if (!is_open_) return;
  const View view = open_view();
  Presence presence = Presence::run;
  if (open_missing_ != 0) {
    presence = view.count * 2 <= kBitmapBytes ? Presence::indices : Presence::bitmap;
  }
  const std::span<const Value> values(open_values(), open_is_constant_ ? 0 : view.count);
  Chunk chunk{};
  chunk.start = open_is_constant_ ? open_constant_ : values.front();
  chunk.number = view.base / kChunkRows;
  chunk.first = static_cast<std::uint16_t>(view.first);
  chunk.count = static_cast<std::uint16_t>(view.count);
  chunk.presence = presence;
  chunk.packing = open_is_constant_ ? PackingChoice{Packing::constant} : choose_packing(values);
  const std::uint32_t before = presence_bytes(presence, view.count);
  const std::size_t value_bytes = packed_bytes<Value>(chunk.packing.packing, view.count);
  chunk.block_bytes = static_cast<std::uint32_t>(before + value_bytes);
  last_varying_ = open_is_constant_ ? 0 : view.count;
  const bool is_plain = chunk.packing.packing == Packing::plain;
  if (before == 0 && is_plain && view.count == open_capacity_) {
    chunk.block = std::move(open_block_);
    open_capacity_ = 0;
  } else if (chunk.block_bytes != 0) {
    chunk.block = uninitialised(chunk.block_bytes);
    if (presence == Presence::indices) {
      std::uint32_t rows[kBitmapBytes / 2];
      view.rows_to(rows);
      std::transform(
          rows, rows + view.count, reinterpret_cast<std::uint16_t*>(chunk.block.get()),
          [](std::uint32_t row) { return static_cast<std::uint16_t>(row % kChunkRows); });
    } else if (presence == Presence::bitmap) {
      clear_open_bits(next_row_ - view.base, kChunkRows);
      std::memcpy(chunk.block.get(), view.present, kBitmapBytes);
    }
    pack(values, chunk.packing, chunk.block.get() + before);
  }
  chunks_.push_back(std::move(chunk));
  closed_size_ += view.count;
  is_open_ = false;
  open_present_.reset();
  if (view.count < kChunkRows / 2) {
    open_block_.reset();
    open_capacity_ = 0;
  }
  // No row is UINT32_MAX (limits::kRowCountMax), so nothing takes the fast way while none is open.
  write_ = write_end_ = nullptr;
}

template <class Value>
void SparseColumn<Value>::write_to(PacketWriter& to) {
  close_chunk();
  to.number(chunks_.size());
  for (const Chunk& chunk : chunks_) {
    to.value(static_cast<const ChunkFacts&>(chunk));
    to.bytes(chunk.block.get(), chunk.block_bytes);
  }
}

template <class Value>
void SparseColumn<Value>::read_from(PacketReader& from) {
  chunks_.resize(from.count());
  for (Chunk& chunk : chunks_) {
    ChunkFacts facts;
    from.value(facts);
    static_cast<ChunkFacts&>(chunk) = facts;
    closed_size_ += chunk.count;
    if (chunk.block_bytes == 0) continue;
    chunk.block = uninitialised(chunk.block_bytes);
    std::memcpy(chunk.block.get(), from.bytes(chunk.block_bytes), chunk.block_bytes);
  }
}

template <class Value>
void SparseColumn<Value>::append(const SparseColumn& other, std::uint32_t row_shift) {
  const auto append_view = [this, row_shift](const View& view) {
    if (view.presence == Presence::run) {
      append_run(view.first_row() + row_shift, view.count, view.values);
    } else {
      auto set_cell = [&](std::uint32_t row, Value value) { set(row + row_shift, value); };
      view.for_each(set_cell);
    }
  };
  for (const Chunk& chunk : other.chunks_) append_view(view_of(chunk));
  if (other.is_open_) append_view(other.open_view());
}

template <class Value>
void SparseColumn<Value>::append_run(std::uint32_t row, std::uint32_t count,
                                     const Packed<Value>& packed) {
  Value room[kChunkRows];
  const Value* value = packed.unpack(count, room);
  const std::uint32_t end = row + count;
  while (row != end) {
    set(row++, *value++);
    // What can only follow, in this chunk.
    std::uint32_t more = 0;
    if (write_ != write_end_) {
      more = std::min(end - row, static_cast<std::uint32_t>(write_end_ - write_));
      std::memcpy(write_, value, more * sizeof(Value));
      write_ += more;
    } else if (packed.packing == Packing::constant && open_is_constant_ &&
               same_bits(open_constant_, packed.start)) {
      more = std::min(end - row, (kChunkRows - row % kChunkRows) % kChunkRows);
    }
    next_row_ += more;
    row += more;
    value += more;
  }
}

template <class Value>
void SparseColumn<Value>::truncate(std::uint32_t row_end) {
  if (size() == 0 || last_row() < row_end) return;
  close_chunk();
  while (!chunks_.empty() && view_of(chunks_.back()).first_row() >= row_end) {
    closed_size_ -= chunks_.back().count;
    chunks_.pop_back();
  }
  if (!chunks_.empty() && view_of(chunks_.back()).last_row() >= row_end) reopen_last_chunk(row_end);
}

}  // namespace ckpt

#undef CKPT_A_CHUNK_AT_A_TIME
