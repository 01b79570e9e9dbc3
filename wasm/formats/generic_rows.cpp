// See generic_rows.h.
#include "formats/generic_rows.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

#include "base/text.h"
#include "formats/generic_parts.h"
#include "formats/reading.h"

namespace ckpt::format {
namespace {

// The column that says best where a record stands: the one most records have, then the best name.
// The row in which the source was cut, which may have lost it, has no say.
class BestAxis {
 public:
  explicit BestAxis(const Table& table) : cut_row_(table.cut_row) {}
  void offer(const Column& column, std::size_t rank) {
    const std::uint32_t size = complete_count(column);
    if (column_ != nullptr && (size < size_ || (size == size_ && rank >= rank_))) return;
    column_ = &column;
    size_ = size;
    rank_ = rank;
  }
  [[nodiscard]] const Column* column() const { return column_; }

 private:
  [[nodiscard]] std::uint32_t complete_count(const Column& column) const {
    const bool has_cut_row =
        cut_row_ && (column.numbers.at(*cut_row_) || column.text_codes.at(*cut_row_));
    return std::max(column.numbers.size(), column.text_codes.size()) - (has_cut_row ? 1 : 0);
  }

  std::optional<std::uint32_t> cut_row_;
  const Column* column_ = nullptr;
  std::uint32_t size_ = 0;
  std::size_t rank_ = 0;
};
// The number at the end of "epoch_12"; nullopt when there is none.
std::optional<double> number_at_end(std::string_view key) {
  std::size_t begin = key.size();
  while (begin > 0 && key[begin - 1] >= '0' && key[begin - 1] <= '9') --begin;
  if (begin == key.size()) return std::nullopt;
  return spelled_number(key.substr(begin));
}

void read_keys(const Tables& tables, Rows& rows) {
  const Column* keys = rows.table->column({kMapKey});
  if (rows.table->kind != TableKind::map || keys == nullptr) return;
  std::vector<double> xs(rows.table->row_count, kAbsent);
  bool is_epoch = true;
  for (std::uint32_t row = 0; row < rows.table->row_count; ++row) {
    const auto key = tables.text(*keys, row);
    const auto x = key ? number_at_end(*key) : std::nullopt;
    if (!x) return;
    xs[row] = *x;
    const std::vector<std::string> words = name_words(*key);
    is_epoch = is_epoch && !words.empty() && words.front().substr(0, 5) == "epoch";
  }
  rows.keyed_x = std::move(xs);
  rows.keyed_kind = is_epoch ? XKind::epoch : XKind::step;
}
// Steps that begin again with each epoch, put one after the other; empty when they do not. A record
// whose step falls back within an epoch counts something else (the batches of a validation): it
// stands at the last step of the epoch.
std::vector<double> unrolled_steps(const Rows& rows) {
  if (rows.step == nullptr || rows.epoch == nullptr) return {};
  std::vector<double> steps(rows.row_count(), kAbsent);
  double offset = 0;    // steps of the epochs before
  double furthest = 0;  // step in this epoch
  double epoch = kAbsent;
  std::size_t restart_count = 0;
  bool is_resumed = false;
  rows.step->numbers.for_each([&](std::uint32_t row, double step) {
    const double here = rows.epoch->numbers.at(row).value_or(epoch);
    is_resumed = is_resumed || here < epoch;
    if (here > epoch && step < furthest) {
      ++restart_count;
      offset += furthest;
      furthest = 0;
    }
    epoch = here;
    furthest = std::max(furthest, step);
    steps[row] = offset + furthest;
  });
  if (is_resumed || restart_count == 0) return {};
  return steps;
}
}  // namespace

bool varies(const Tables& tables, const Column& texts) {
  std::optional<std::string> first;
  const std::uint32_t begin = texts.text_codes.first_row();
  const std::uint32_t end = std::min(texts.text_codes.last_row() + 1, begin + 1000);
  for (std::uint32_t row = begin; row < end; ++row) {
    const auto text = tables.text(texts, row);
    if (!text) continue;
    if (first && *first != *text) return true;
    first = std::string{*text};
  }
  return false;
}
Rows look_at_rows(const Tables& tables, const Table& table) {
  Rows rows;
  rows.table = &table;
  read_keys(tables, rows);
  BestAxis step(table);
  BestAxis epoch(table);
  BestAxis time(table);
  std::vector<const Column*> numbers;
  const Column* constant_step = nullptr;
  for (const Column& column : table.columns) {
    if (column.path.empty() || column.name() == kMapKey) continue;
    if (column.has_numbers() && (is_below_configuration(column.path) || is_flag(column))) {
      rows.settings.push_back(&column);
    }
    if (is_below_configuration(column.path)) continue;
    const AxisName axis = axis_named(column.name());
    const bool is_one_row = table.row_count < 2;
    if (column.has_numbers() && !is_flag(column)) {
      // A step that never changes says how many there are in all, unless the records share it.
      const bool may_place =
          is_one_row || !column.numbers.is_constant() || column.numbers.size() == 1;
      if (axis.kind == AxisKind::step && may_place) {
        step.offer(column, axis.rank);
      } else if (axis.kind == AxisKind::step) {
        constant_step = &column;
      } else if (axis.kind == AxisKind::epoch && may_place) {
        epoch.offer(column, axis.rank);
      }
      numbers.push_back(&column);
    }
    if (axis.kind == AxisKind::time && (column.has_numbers() || column.has_texts())) {
      const std::uint32_t row =
          column.has_numbers() ? column.numbers.first_row() : column.text_codes.first_row();
      if (!std::isnan(time_of(tables, column, row, TimeBase::unix_time))) {
        time.offer(column, axis.rank);
        continue;
      }
    }
    if (column.has_texts() && !column.has_numbers() && varies(tables, column)) {
      rows.has_varying_text = true;
    }
  }
  rows.step = step.column();
  rows.epoch = epoch.column();
  const bool is_shared = std::all_of(numbers.begin(), numbers.end(), [&](const Column* column) {
    return column == constant_step || column->numbers.size() == 1;
  });
  if (rows.step == nullptr && rows.epoch == nullptr && is_shared) rows.step = constant_step;
  rows.time = time.column();
  for (const Column* column : numbers) {
    if (column == rows.step || column == rows.epoch || column == rows.time) continue;
    rows.metrics.push_back(column);
    switch (kind_of_name(metric_name(column->path))) {
      case NameKind::quality:
        ++rows.quality_count;
        break;
      case NameKind::technical:
        ++rows.technical_count;
        break;
      case NameKind::unknown:
        ++rows.unknown_count;
        break;
    }
  }
  return rows;
}
bool is_evident(const Rows& rows) {
  const std::size_t known_count = rows.quality_count + rows.technical_count;
  if (rows.row_count() < 2) {
    if (rows.table->cut_row) return false;  // what it is a record of stood behind the cut
    const std::size_t needed = rows.has_axis() ? 1 : 2;
    return rows.row_count() == 1 && rows.quality_count >= needed &&
           known_count >= rows.unknown_count;
  }
  if (rows.has_axis()) {
    return rows.quality_count > 0 || (rows.unknown_count > 0 && !rows.has_varying_text);
  }
  if (rows.quality_count == 0) return false;
  return rows.time != nullptr || !rows.has_varying_text;
}

std::tuple<bool, bool, bool, std::uint64_t> worth(const Rows& rows) {
  return {rows.row_count() > 1, rows.has_axis(), rows.quality_count > 0,
          std::uint64_t{rows.row_count()} * std::max<std::size_t>(rows.quality_count, 1)};
}
PlannedRecords plan_rows(const Rows& rows, const std::string& prefix) {
  PlannedRecords records;
  records.table = rows.table;
  records.order = RowOrder::appended;
  if (rows.step != nullptr) records.step = {rows.step};
  if (rows.epoch != nullptr) records.epoch = {rows.epoch};
  if (rows.time != nullptr) records.time = {rows.time};
  if (!rows.has_axis() || (rows.step == nullptr && rows.epoch == nullptr)) {
    records.computed_x = rows.keyed_x;
    records.computed_x_kind = rows.keyed_kind;
    records.order = RowOrder::set;  // the keys of an object have none
  } else {
    records.computed_x = unrolled_steps(rows);
  }
  for (const auto* columns : {&rows.metrics, &rows.settings}) {
    for (const Column* column : *columns) {
      PlannedMetric metric;
      metric.name = prefix + metric_name(column->path);
      metric.values = column;
      records.metrics.push_back(std::move(metric));
    }
  }
  return records;
}
}  // namespace ckpt::format
