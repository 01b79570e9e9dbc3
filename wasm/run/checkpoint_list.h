// The checkpoints and evaluations of a run. A log may have an evaluation in each of a million rows,
// so the list keeps 16 bytes for each, nothing where they are even, and reads the rest out of the
// tables when it is asked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "base/places.h"
#include "run/column_values.h"
#include "tables/table.h"

namespace ckpt {

inline constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();

// time: seconds since 1970. tokens: seen so far; never a run's own axis, only one to draw it on.
enum class XKind : std::uint8_t { step, epoch, time, index, tokens };

enum class CheckpointKind : std::uint8_t { checkpoint, evaluation };
enum class Saved : std::uint8_t { unknown, yes, no };

// One checkpoint or evaluation. Its metric values are those at its `x`:
// run.metrics[i].series.at(x).
struct Checkpoint {
  CheckpointKind kind = CheckpointKind::evaluation;
  Saved saved = Saved::unknown;
  bool is_cut = false;  // the source ended inside it
  std::uint32_t source = 0;
  double x = kAbsent;  // on Run::x_kind
  double step = kAbsent;
  double epoch = kAbsent;
  double time = kAbsent;   // seconds since 1970
  std::string_view id;     // texts live in the Tables or in Run::texts
  std::string_view model;  // name to call, where hosted
  std::string_view path;   // folder or URL, where the weights lie
};

// Where the rows of one table say what a checkpoint is. Of several columns the first that has a
// value counts.
struct CheckpointColumns {
  const Tables* tables = nullptr;
  std::uint32_t source = 0;
  XKind x_kind = XKind::step;  // the axis that a checkpoint's x stands on
  TimeBase time_base = TimeBase::unix_time;
  CheckpointKind kind = CheckpointKind::evaluation;
  Saved saved = Saved::unknown;
  std::vector<const Column*> step, epoch, time, id, model, path;

  // Requires: `row` is a row of these columns' table.
  [[nodiscard]] Checkpoint checkpoint(std::uint32_t row, double x) const;
};

class CheckpointList {
 public:
  [[nodiscard]] std::size_t size() const { return even_.count + entries_.size(); }
  [[nodiscard]] bool empty() const { return size() == 0; }
  // Requires: index < size(). A few look-ups in columns.
  [[nodiscard]] Checkpoint operator[](std::size_t index) const;
  // These cost nothing.
  [[nodiscard]] double x(std::size_t index) const {
    return index < even_.count ? even_.x.at(index) : entries_[index - even_.count].x;
  }
  [[nodiscard]] Saved saved(std::size_t index) const {
    return index < even_.count ? even_.saved : entries_[index - even_.count].saved;
  }

  // Where they all stand, if that is even and they are all `saved` alike.
  [[nodiscard]] std::optional<PlaceSpan> even_places(Saved saved) const {
    if (!entries_.empty() || even_.saved != saved) return std::nullopt;
    return PlaceSpan(even_.x, even_.count);
  }

  class Iterator;
  [[nodiscard]] Iterator begin() const;
  [[nodiscard]] Iterator end() const;

  void reserve(std::size_t count) { expected_ = count; }
  // Appends a checkpoint as it is.
  void push_back(const Checkpoint& checkpoint);
  // Registers columns; the result is for push_back_row.
  [[nodiscard]] std::uint16_t add_columns(CheckpointColumns columns);
  // Appends the checkpoint that stands in `row` of those columns.
  void push_back_row(std::uint16_t columns, std::uint32_t row, double x, bool is_cut);
  // Appends those that stand in the first rows of those columns, complete and at even places.
  // Requires: the list is empty; x.is_even().
  void push_back_first_rows(std::uint16_t columns, const PlaceSpan& x);
  // Requires: index < size().
  void set_saved(std::size_t index, Saved saved);
  void replace(std::size_t index, const Checkpoint& checkpoint);
  // Appends what stands at `index` of another list that has the same columns.
  void push_back_from(const CheckpointList& other, std::size_t index);
  // Appends all that stands in `other`, in its order.
  void append(CheckpointList&& other);
  // Moves every checkpoint along the axis.
  void shift(double x);
  // An empty list with the same columns.
  [[nodiscard]] CheckpointList with_same_columns() const;
  // By x, equal ones in their order.
  void sort();
  // Makes one of checkpoints that share an x: what the later one knows counts. Requires: sorted.
  void merge_equals();

 private:
  static constexpr std::uint16_t kWritten = 0xFFFF;  // `row` is an index into written_
  struct Entry {
    double x;
    std::uint32_t row;
    std::uint16_t columns;
    Saved saved;
    bool is_cut;
  };
  static_assert(sizeof(Entry) == 16);
  // Rows of the same columns, at places and in rows that are even.
  struct EvenEntries {
    std::size_t count = 0;
    EvenPlaces x;
    std::uint32_t first_row = 0;
    std::uint32_t row_step = 0;
    std::uint16_t columns = 0;
    Saved saved = Saved::unknown;
  };

  [[nodiscard]] Entry entry(std::size_t index) const;
  void add(const Entry& entry);
  [[nodiscard]] bool goes_on_evenly(const Entry& entry);
  // Makes entries of those that are even, so that they can be changed.
  void write_out();

  EvenEntries even_;            // the first ones
  std::vector<Entry> entries_;  // the others
  std::size_t expected_ = 0;
  std::vector<CheckpointColumns> columns_;
  std::vector<Checkpoint> written_;
};

class CheckpointList::Iterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = Checkpoint;
  using difference_type = std::ptrdiff_t;
  using pointer = const Checkpoint*;
  using reference = Checkpoint;

  Iterator(const CheckpointList& list, std::size_t index) : list_(&list), index_(index) {}
  [[nodiscard]] Checkpoint operator*() const { return (*list_)[index_]; }
  Iterator& operator++() {
    ++index_;
    return *this;
  }
  [[nodiscard]] bool operator==(const Iterator& other) const = default;

 private:
  const CheckpointList* list_;
  std::size_t index_;
};

}  // namespace ckpt
