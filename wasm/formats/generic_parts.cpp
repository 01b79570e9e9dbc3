// See generic_parts.h.
#include "formats/generic_parts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "base/text.h"
#include "formats/file_names.h"
#include "run/run_builder.h"

namespace ckpt::format {
namespace {

constexpr std::size_t kNamesInNote = 3;

// Words of the keys that say where a record stands, without those that say whose step it is. Best
// first: "steps" may be how many an episode took.
constexpr std::string_view kStepNames[] = {"global step",
                                           "global steps",
                                           "step",
                                           "current step",
                                           "current steps",
                                           "step number",
                                           "iteration",
                                           "iterations",
                                           "training iteration",
                                           "iter",
                                           "iters",
                                           "n iter",
                                           "update",
                                           "updates",
                                           "num updates",
                                           "optimizer step",
                                           "env step",
                                           "env steps",
                                           "total batches",
                                           "total timesteps",
                                           "timestep",
                                           "timesteps",
                                           "timesteps total",
                                           "round",
                                           "rounds",
                                           "communication round",
                                           "server round",
                                           "boosting round",
                                           "generation",
                                           "episode",
                                           "episodes",
                                           "episode number",
                                           "steps",
                                           "batch",
                                           "batch idx"};
constexpr std::string_view kEpochNames[] = {"epoch", "epochs", "epoch number", "epoch num",
                                            "epoch idx"};
constexpr std::string_view kTimeNames[] = {"timestamp", "time stamp", "created at", "wall time",
                                           "datetime",  "date",       "time",       "ts",
                                           "logged at", "updated at", "end time"};
constexpr std::string_view kOwners[] = {"train", "trainer", "training", "time", "counters"};
constexpr std::string_view kPlanNames[] = {"max steps", "total steps", "training steps",
                                           "num training steps", "max iters"};
constexpr std::array<std::string_view, 6> kRunNames = {"run_name", "run", "name",
                                                       "run_id",   "id",  "model"};

// "train/global_step" gives "global step".
std::string plain_name(std::string_view key) {
  const std::vector<std::string> words = name_words(key);
  std::string plain;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool is_owner =
        i == 0 && words.size() > 1 &&
        std::find(std::begin(kOwners), std::end(kOwners), words[i]) != std::end(kOwners) &&
        !(words.size() == 2 && words[1] == "stamp") &&
        !(words.size() == 2 && words[1] == "iteration");
    if (is_owner) continue;
    if (!plain.empty()) plain += ' ';
    plain += words[i];
  }
  return plain;
}

template <std::size_t count>
std::optional<std::size_t> rank_in(const std::string_view (&names)[count], std::string_view name) {
  const auto found = std::find(std::begin(names), std::end(names), name);
  if (found == std::end(names)) return std::nullopt;
  return static_cast<std::size_t>(found - std::begin(names));
}
}  // namespace

AxisName axis_named(std::string_view key) {
  const std::string name = plain_name(key);
  if (const auto rank = rank_in(kStepNames, name)) return {AxisKind::step, *rank};
  if (const auto rank = rank_in(kEpochNames, name)) return {AxisKind::epoch, *rank};
  if (const auto rank = rank_in(kTimeNames, name)) return {AxisKind::time, *rank};
  return {};
}

bool is_flag(const Column& column) {
  return column.boolean_count > 0 && column.boolean_count >= column.numbers.size();
}

double planned_steps_of(const Table& table, std::uint32_t row) {
  double planned = kAbsent;
  for (const Column& column : table.columns) {
    if (!column.has_numbers() || !rank_in(kPlanNames, plain_name(column.name()))) continue;
    const auto steps = column.numbers.at(row);
    if (!steps || !(*steps > 0)) continue;
    if (!std::isnan(planned) && planned != *steps) return kAbsent;
    planned = *steps;
  }
  return planned;
}

RunPlan new_plan(const RunOrigin& origin, const Table* named, std::uint32_t row,
                 std::size_t run_index) {
  RunPlan plan;
  plan.format = origin.format;
  plan.format_title = origin.format_title;
  plan.source = origin.source.index;
  plan.tables = &origin.tables;
  plan.are_bare_names_training = true;
  plan.explains_itself = true;
  plan.name = name_from_file(origin.source.name);
  if (named == nullptr) return plan;
  for (const std::string_view key : kRunNames) {
    const Column* column = named->column({key});
    const auto text = column == nullptr ? std::nullopt : origin.tables.text(*column, row);
    if (text && !text->empty()) {
      plan.name = *text;
      return plan;
    }
  }
  if (run_index > 0) plan.name += " #" + std::to_string(run_index + 1);
  return plan;
}

void note_lists(const std::vector<std::string>& names, const RunOrigin& origin, RunPlan& plan) {
  if (names.empty()) return;
  std::string all;
  for (std::size_t i = 0; i < names.size() && i <= kNamesInNote; ++i) {
    if (i > 0) all += ", ";
    all += i < kNamesInNote ? std::string_view{names[i]} : std::string_view{"\u2026"};
  }
  Note note{NoteCode::lists_left_out, origin.source.index, std::nullopt, names.size(), {}};
  note.slots.push_back({"metric", std::move(all)});
  plan.notes.push_back(std::move(note));
}

}  // namespace ckpt::format
