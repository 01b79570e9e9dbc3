// See checkpoints.h.
#include "run/checkpoints.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "base/sorting.h"

namespace ckpt {
namespace {

CheckpointColumns columns_of(const Tables& tables, std::uint32_t source,
                             const CheckpointRows& part) {
  const PlannedRecords& records = *part.records;
  return {.tables = &tables,
          .source = source,
          .x_kind = part.ordered->axis.kind,
          .time_base = records.time_base,
          .kind = records.are_checkpoints ? CheckpointKind::checkpoint : CheckpointKind::evaluation,
          .saved = records.saved,
          .step = records.step,
          .epoch = records.epoch,
          .time = records.time,
          .id = records.id,
          .model = records.model,
          .path = records.path};
}

void append_rows(const Tables& tables, std::uint32_t source, const CheckpointRows& part,
                 CheckpointList& checkpoints) {
  const Ordered& ordered = *part.ordered;
  const Table& table = *part.records->table;
  const std::uint16_t columns = checkpoints.add_columns(columns_of(tables, source, part));
  const auto add = [&](std::uint32_t row) {
    const double x = ordered.x_of_row[row];
    if (!part.is_listed[row] || std::isnan(x)) return;
    checkpoints.push_back_row(columns, row, x, ordered.has_cut_row && table.cut_row == row);
  };
  const auto listed =
      static_cast<std::size_t>(std::count(part.is_listed.begin(), part.is_listed.end(), true));
  if (checkpoints.empty() && listed == table.row_count && ordered.is_every_row &&
      !ordered.has_cut_row && ordered.x_of_row.is_even()) {
    checkpoints.push_back_first_rows(columns, ordered.x_of_row);
    return;
  }
  checkpoints.reserve(checkpoints.size() + listed);
  if (ordered.is_every_row) {
    for (std::uint32_t row = 0; row < table.row_count; ++row) add(row);
  } else {
    for (const std::uint32_t row : ordered.rows) add(row);
  }
}

bool is_multiple(double step, double of) {
  return of > 0 && step > 0 && std::fmod(step, of) == 0.0;
}

// Evaluations that do not stand where evaluate_every_steps puts them were made once an epoch, and
// so were the saves: save_steps then is a default that nobody used.
bool keeps_to_its_steps(const RunPlan& plan, const Run& run, double best_step) {
  if (std::isnan(plan.saves.every_steps) || plan.saves.every_steps < 1) return false;
  if (!std::isnan(best_step) && !is_multiple(best_step, plan.saves.every_steps)) return false;
  if (std::isnan(plan.saves.evaluate_every_steps)) return true;
  for (std::size_t i = 0; i < run.checkpoints.size(); ++i) {
    const double x = run.checkpoints.x(i);
    const bool is_end = x == 0 || x == plan.reached_step || x == plan.planned_steps;
    if (!is_end && !is_multiple(x, plan.saves.evaluate_every_steps)) return false;
  }
  return true;
}

}  // namespace

CheckpointList list_checkpoints(const Tables& tables, std::uint32_t source,
                                const std::vector<CheckpointRows>& rows) {
  CheckpointList checkpoints;
  for (const CheckpointRows& part : rows) append_rows(tables, source, part, checkpoints);
  checkpoints.sort();
  checkpoints.merge_equals();
  return checkpoints;
}

bool add_presumed_saves(const RunPlan& plan, const std::vector<CheckpointRows>& rows, Run& run) {
  if (!plan.saves.are_presumed || run.x_kind != XKind::step) return false;
  double best_step = plan.author.best_step;
  if (!plan.author.checkpoint.empty()) {
    const double named = step_of_checkpoint_path(plan.author.checkpoint);
    if (!std::isnan(named)) best_step = named;
  }
  const bool is_scheduled = keeps_to_its_steps(plan, run, best_step);
  if (!is_scheduled && std::isnan(best_step)) return false;

  const auto is_saved = [&](double step) {
    return step == best_step || step == plan.reached_step ||
           (is_scheduled && is_multiple(step, plan.saves.every_steps));
  };
  for (std::size_t i = 0; i < run.checkpoints.size(); ++i) {
    if (is_saved(run.checkpoints.x(i))) {
      run.checkpoints.set_saved(i, Saved::yes);
    } else if (is_scheduled) {
      run.checkpoints.set_saved(i, Saved::no);
    }
  }
  // Saves without an evaluation: where the log has a row there, the best and the last.
  std::vector<Checkpoint> saves;
  const auto add_save = [&](double step, double epoch) {
    Checkpoint save;
    save.saved = Saved::yes;
    save.source = plan.source;
    save.x = step;
    save.step = step;
    save.epoch = epoch;
    saves.push_back(save);
  };
  for (const CheckpointRows& part : rows) {
    const CheckpointColumns columns = columns_of(*plan.tables, plan.source, part);
    for (std::uint32_t row = 0; row < part.ordered->x_of_row.size(); ++row) {
      const double x = part.ordered->x_of_row[row];
      if (is_saved(x)) add_save(x, columns.checkpoint(row, x).epoch);
    }
  }
  if (!std::isnan(best_step)) add_save(best_step, kAbsent);
  if (plan.reached_step > 0) add_save(plan.reached_step, kAbsent);
  sort_values(saves, [](const Checkpoint& a, const Checkpoint& b) { return a.x < b.x; });
  saves.erase(std::unique(saves.begin(), saves.end(),
                          [](const Checkpoint& a, const Checkpoint& b) { return a.x == b.x; }),
              saves.end());

  CheckpointList all = run.checkpoints.with_same_columns();
  all.reserve(run.checkpoints.size() + saves.size());
  std::size_t next = 0;
  for (const Checkpoint& save : saves) {
    while (next < run.checkpoints.size() && run.checkpoints.x(next) < save.x) {
      all.push_back_from(run.checkpoints, next++);
    }
    if (next < run.checkpoints.size() && run.checkpoints.x(next) == save.x) continue;
    all.push_back(save);
  }
  while (next < run.checkpoints.size()) all.push_back_from(run.checkpoints, next++);
  run.checkpoints = std::move(all);

  for (std::size_t i = 0; i < run.checkpoints.size(); ++i) {
    if (run.checkpoints.saved(i) != Saved::yes) continue;
    Checkpoint checkpoint = run.checkpoints[i];
    checkpoint.kind = CheckpointKind::checkpoint;
    // Beyond 2^53 steps are not counted one by one any longer, and no folder is named for them.
    if (std::abs(checkpoint.x) < 9007199254740992.0) {
      const auto step = static_cast<std::int64_t>(std::nearbyint(checkpoint.x));
      checkpoint.path = run.keep(plan.saves.folder + std::to_string(step));
    }
    run.checkpoints.replace(i, checkpoint);
  }
  return true;
}

}  // namespace ckpt
