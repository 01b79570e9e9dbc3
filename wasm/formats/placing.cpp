// See placing.h.
#include "formats/placing.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "formats/lookup.h"
#include "formats/path.h"
#include "formats/spelled.h"

namespace ckpt {
namespace {

class Placing {
 public:
  Placing(const Layout& layout, const Tables& tables, const Table& table,
          std::span<const RowKind> kinds)
      : layout_(layout), tables_(tables), table_(table), kinds_(kinds) {}

  void place(const std::vector<std::uint32_t>& rows, PlannedRecords& records) const {
    const bool has_evaluations =
        std::find(kinds_.begin(), kinds_.end(), RowKind::evaluation) != kinds_.end();
    if (layout_.tuples.size > 0) return;
    const bool is_spelled = !layout_.spelled.front().path.empty();
    if (layout_.step_in_text.empty() && !layout_.step_restarts && !has_evaluations && !is_spelled &&
        !layout_.absent_step_is_zero && !records.step.empty()) {
      return;
    }
    std::vector<double> xs = stated_steps(rows, records);
    if (layout_.step_restarts) unroll(rows, records, xs);
    if (has_evaluations && !place_evaluations(rows, records, xs)) return;
    if (std::all_of(rows.begin(), rows.end(), [&](auto row) { return std::isnan(xs[row]); })) {
      return;
    }
    records.computed_x = std::move(xs);
    records.computed_x_kind = XKind::step;
  }

 private:
  // By row of the table; kAbsent where none is stated.
  [[nodiscard]] std::vector<double> stated_steps(const std::vector<std::uint32_t>& rows,
                                                 const PlannedRecords& records) const {
    std::vector<double> xs(table_.row_count, kAbsent);
    for (const Column* column : records.step) {
      column->numbers.for_each([&](std::uint32_t row, double step) {
        if (std::isnan(xs[row])) xs[row] = step;
      });
    }
    if (const Column* texts = column_at(table_, layout_.step_in_text)) {
      for (const std::uint32_t row : rows) {
        const auto text = tables_.text(*texts, row);
        if (text && std::isnan(xs[row])) xs[row] = number_in(*text);
      }
    }
    const std::vector<double> spelled = spelled_steps(layout_, tables_, table_, rows);
    if (!spelled.empty()) {
      for (const std::uint32_t row : rows) {
        if (std::isnan(xs[row])) xs[row] = spelled[row];
      }
    }
    if (layout_.absent_step_is_zero) {
      for (const std::uint32_t row : rows) {
        if (std::isnan(xs[row])) xs[row] = 0;
      }
    }
    if (records.step.empty()) {
      for (const std::string_view path : layout_.step) {
        if (path.empty()) continue;
        for (const NumberInMap& number : numbers_in_maps(tables_, table_, Path{path})) {
          xs[number.record] = number.values->numbers.at(number.row).value_or(kAbsent);
        }
      }
    }
    return xs;
  }

  // The last number in "network-snapshot-000200.pkl"; kAbsent when there is none.
  static double number_in(std::string_view text) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    while (!text.empty() && !is_digit(text.back())) text.remove_suffix(1);
    std::size_t begin = text.size();
    while (begin > 0 && is_digit(text[begin - 1])) --begin;
    return spelled_number(text.substr(begin)).value_or(kAbsent);
  }

  [[nodiscard]] bool is_evaluation(std::uint32_t row) const {
    return !kinds_.empty() && kinds_[row] == RowKind::evaluation;
  }

  // Steps that begin again with each epoch go on where the last epoch ended. How long an epoch is
  // follows from the furthest step that was logged in any.
  void unroll(const std::vector<std::uint32_t>& rows, const PlannedRecords& records,
              std::vector<double>& xs) const {
    if (records.epoch.empty()) return;
    const Column& epochs = *records.epoch.front();
    double furthest = 0;
    double previous_step = kAbsent;
    double previous_epoch = kAbsent;
    bool restarts = false;
    for (const std::uint32_t row : rows) {
      const double epoch = epochs.numbers.at(row).value_or(kAbsent);
      if (is_evaluation(row) || std::isnan(xs[row]) || std::isnan(epoch)) continue;
      restarts = restarts || (epoch > previous_epoch && xs[row] <= previous_step);
      furthest = std::max(furthest, xs[row]);
      previous_step = xs[row];
      previous_epoch = epoch;
    }
    if (!restarts) return;
    for (const std::uint32_t row : rows) {
      const double epoch = epochs.numbers.at(row).value_or(kAbsent);
      if (!is_evaluation(row)) xs[row] += (epoch - 1) * furthest;
    }
  }

  // Evaluations stand at the last step that training logged before them. False when no training is
  // there: then they keep what they state.
  bool place_evaluations(const std::vector<std::uint32_t>& rows, PlannedRecords& records,
                         std::vector<double>& xs) const {
    const auto is_training = [&](std::uint32_t row) {
      return !is_evaluation(row) && !std::isnan(xs[row]);
    };
    if (std::none_of(rows.begin(), rows.end(), is_training)) {
      if (layout_.evaluation_step == EvaluationStep::something_else) records.step.clear();
      return false;
    }
    if (layout_.evaluation_step == EvaluationStep::epoch_or_step) {
      if (!are_epochs(rows, records, xs)) return true;
      records.epoch.insert(records.epoch.end(), records.step.begin(), records.step.end());
    }
    double reached = 0;
    for (const std::uint32_t row : rows) {
      if (is_training(row)) reached = xs[row];
      if (is_evaluation(row)) xs[row] = reached;
    }
    return true;
  }

  // No evaluation states a step beyond the last epoch of training.
  [[nodiscard]] bool are_epochs(const std::vector<std::uint32_t>& rows,
                                const PlannedRecords& records,
                                const std::vector<double>& xs) const {
    if (records.epoch.empty()) return false;
    double last_epoch = kAbsent;
    double last_stated = kAbsent;
    for (const std::uint32_t row : rows) {
      if (is_evaluation(row)) {
        if (!(xs[row] <= last_stated)) last_stated = xs[row];
      } else {
        const double epoch = records.epoch.front()->numbers.at(row).value_or(kAbsent);
        if (!(epoch <= last_epoch)) last_epoch = epoch;
      }
    }
    return last_stated <= last_epoch;
  }

  const Layout& layout_;
  const Tables& tables_;
  const Table& table_;
  std::span<const RowKind> kinds_;
};

}  // namespace

void place_records(const Layout& layout, const Tables& tables, const Table& table,
                   const std::vector<std::uint32_t>& rows, std::span<const RowKind> kinds,
                   PlannedRecords& records) {
  Placing{layout, tables, table, kinds}.place(rows, records);
}

}  // namespace ckpt
