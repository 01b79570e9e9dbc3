// See recognise.h.
#include "formats/recognise.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/sorting.h"
#include "formats/evidence.h"
#include "formats/reading.h"

namespace ckpt {

namespace format {
#define CKPT_ENTRY(name) const Format& name();
#include "formats/registry.def"
#undef CKPT_ENTRY
}  // namespace format

namespace {

struct Match {
  const Format* format = nullptr;
  const Layout* layout = nullptr;
  int weight = 0;
};

// The first layout of `format` that fits any table: a format names its richest one first.
Match best_match(const Format& format, const Tables& tables) {
  for (const Layout& layout : format.layouts) {
    Match match{&format, &layout, 0};
    bool fits = false;
    for (const Table& table : tables.tables) {
      if (const auto weight = weigh(layout, tables, table)) {
        fits = true;
        match.weight = std::max(match.weight, *weight);
      }
    }
    if (fits) return match;
  }
  return {};
}

std::string listed(std::vector<std::string_view> titles) {
  sort_values(titles);
  std::string list;
  for (const std::string_view title : titles) {
    if (!list.empty()) list += ", ";
    list += title;
  }
  return list;
}

// The source was cut within the only record of a run, of which nothing is known but facts.
bool is_cut_off(const Run& run) {
  return run.metrics.empty() && run.checkpoints.empty() &&
         std::any_of(run.notes.begin(), run.notes.end(),
                     [](const Note& note) { return note.code == NoteCode::cut_row_dropped; });
}

// None is left when the source was cut too early.
std::vector<Run> build_all(std::vector<RunPlan>&& plans, std::uint32_t source) {
  std::size_t left_out = 0;
  if (plans.size() > limits::kRunCountMax) {
    left_out = plans.size() - limits::kRunCountMax;
    plans.erase(plans.begin() + limits::kRunCountMax, plans.end());
  }
  std::vector<Run> runs;
  runs.reserve(plans.size());
  for (RunPlan& plan : plans) {
    Run run = build_run(std::move(plan));
    if (!is_cut_off(run)) runs.push_back(std::move(run));
  }
  if (left_out > 0 && !runs.empty()) {
    runs.front().notes.push_back({NoteCode::too_many_runs, source, std::nullopt, left_out, {}});
  }
  return runs;
}

}  // namespace

std::span<const Format* const> formats() {
  static const Format* const kFormats[] = {
#define CKPT_ENTRY(name) &format::name(),
#include "formats/registry.def"
#undef CKPT_ENTRY
  };
  return kFormats;
}

Result<std::vector<Run>> build_runs(const Tables& tables, const SourceInfo& source,
                                    std::span<const Format* const> registry) {
  Match best;
  std::vector<std::string_view> equals;  // titles of the formats that share the greatest weight
  for (const Format* format : registry) {
    const Match match = best_match(*format, tables);
    if (match.format == nullptr || match.weight < best.weight) continue;
    if (match.weight > best.weight) {
      best = match;
      equals.clear();
      continue;
    }
    if (equals.empty()) equals.push_back(best.format->title);
    equals.push_back(match.format->title);
  }

  if (best.format != nullptr && equals.empty()) {
    std::vector<RunPlan> plans;
    for (const Table& table : tables.tables) {
      if (weigh(*best.layout, tables, table)) {
        read_layout(*best.format, *best.layout, tables, table, source, plans);
      }
    }
    std::vector<Run> runs = build_all(std::move(plans), source.index);
    if (!runs.empty()) return runs;
  }

  for (const Format* format : registry) {
    if (format->find == nullptr) continue;
    std::vector<RunPlan> plans = format->find(tables, source);
    std::vector<Run> runs = build_all(std::move(plans), source.index);
    if (runs.empty()) continue;
    if (!equals.empty()) {
      Note note{NoteCode::ambiguous_format, source.index, std::nullopt, 1, {}};
      note.slots.push_back({"formats", listed(std::move(equals))});
      runs.front().notes.push_back(std::move(note));
    }
    return runs;
  }
  return Error{ErrorCode::no_metrics, 0};
}

Result<std::vector<Run>> build_runs(const Tables& tables, const SourceInfo& source,
                                    const Mapping& mapping) {
  if (mapping.empty()) return build_runs(tables, source, formats());
  std::vector<RunPlan> plans = read_mapped(tables, source, mapping);
  std::vector<Run> mapped = build_all(std::move(plans), source.index);
  if (!mapped.empty()) return mapped;
  Result<std::vector<Run>> runs = build_runs(tables, source, formats());
  if (runs.ok()) {
    for (Run& run : runs.value()) {
      run.notes.push_back({NoteCode::mapping_unused, source.index, std::nullopt, 1, {}});
    }
  }
  return runs;
}

}  // namespace ckpt
