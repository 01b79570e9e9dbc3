// See join.h.
#include "run/join.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include "base/limits.h"
#include "base/sorting.h"
#include "run/run_builder.h"

namespace ckpt {
namespace {

bool is_near(double a, double b, double tolerance) {
  return std::abs(a - b) <= tolerance * std::max(std::abs(a), std::abs(b));
}

// A value that one of the parts states.
struct Stated {
  double x;
  double value;
};

void append_points(const Points& points, std::vector<Stated>& all) {
  for (std::size_t i = 0; i < points.x.size(); ++i) all.push_back({points.x[i], points.y[i]});
}

// Every value that counts, those that are not finite among them, by x.
void append_stated(const Series& series, std::vector<Stated>& all) {
  append_points(series.points(), all);
  for (const double x : series.non_finite_x()) all.push_back({x, series.at(x)});
}

bool is_same_value(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

// Keeps the last of those that share an x. Returns how many of the lost ones were different.
std::uint64_t keep_last_of_each_x(std::vector<Stated>& all) {
  sort_values(all, [](const Stated& a, const Stated& b) { return a.x < b.x; });
  std::uint64_t differing = 0;
  std::size_t kept = 0;
  for (const Stated& each : all) {
    if (kept > 0 && all[kept - 1].x == each.x) {
      differing += is_same_value(all[--kept].value, each.value) ? 0U : 1U;
    }
    all[kept++] = each;
  }
  all.resize(kept);
  return differing;
}

class Joiner {
 public:
  explicit Joiner(std::vector<Run>&& parts) : parts_(std::move(parts)) {}

  Run join() {
    take_identity();
    if (run_.x_kind == XKind::index) place_one_behind_another();
    for (Run& part : parts_) {
      for (auto& axis : part.axes) run_.axes.push_back(std::move(axis));
      for (auto& column : part.columns) run_.columns.push_back(std::move(column));
      for (auto& places : part.places) run_.places.push_back(std::move(places));
      for (auto& texts : part.texts) run_.texts.push_back(std::move(texts));
      take_numbers(part);
      run_.checkpoints.append(std::move(part.checkpoints));
    }
    join_metrics();
    join_facts();
    run_.checkpoints.sort();
    run_.checkpoints.merge_equals();
    for (Run& part : parts_) {
      for (Note& note : part.notes) run_.notes.push_back(std::move(note));
    }
    leave_note();
    return std::move(run_);
  }

 private:
  void take_identity() {
    const Run& first = parts_.front();
    run_.name = first.name;
    run_.format = first.format;
    run_.format_title = first.format_title;
    run_.belonging = first.belonging;
    run_.x_kind = first.x_kind;
    for (const Run& part : parts_) {
      if (!part.metrics.empty() || !part.checkpoints.empty()) run_.x_kind = part.x_kind;
      for (const std::uint32_t source : part.sources) {
        if (std::find(run_.sources.begin(), run_.sources.end(), source) == run_.sources.end()) {
          run_.sources.push_back(source);
        }
      }
    }
    run_.has_older_records_elsewhere = misses_older_records();
  }

  // One page of a list that says it is the last is enough for all pages of its kind.
  [[nodiscard]] bool misses_older_records() const {
    return std::any_of(parts_.begin(), parts_.end(), [&](const Run& each) {
      return each.has_older_records_elsewhere &&
             std::none_of(parts_.begin(), parts_.end(), [&](const Run& other) {
               return other.format == each.format && !other.has_older_records_elsewhere;
             });
    });
  }

  void place_one_behind_another() {
    double offset = 0;
    for (Run& part : parts_) {
      for (Metric& metric : part.metrics) {
        metric.series.x_offset += offset;
        metric.series.even_x.reset();
        for (NonFinitePoint& point : metric.non_finite) point.x += offset;
      }
      part.checkpoints.shift(offset);
      part.last_step += offset;
      offset += static_cast<double>(part.row_count);
    }
  }

  void take_numbers(Run& part) {
    // The logs of checkpoint folders repeat each other.
    const bool is_repeated = part.belonging.together == Together::checkpoint_folders;
    run_.row_count =
        is_repeated ? std::max(run_.row_count, part.row_count) : run_.row_count + part.row_count;
    if (!(part.last_step <= run_.last_step) && !std::isnan(part.last_step)) {
      run_.last_step = part.last_step;
    }
    if (!std::isnan(part.planned_steps)) run_.planned_steps = part.planned_steps;
    if (!std::isnan(part.author.best_value) || !std::isnan(part.author.best_step)) {
      run_.author = std::move(part.author);
    }
  }

  void join_metrics() {
    for (Run& part : parts_) {
      for (Metric& metric : part.metrics) {
        if (run_.metric(metric.name) != nullptr) continue;
        run_.metrics.push_back(std::move(metric));
        Metric& joined = run_.metrics.back();
        std::vector<Metric*> others;
        for (Run& later : parts_) {
          if (&later <= &part) continue;
          for (Metric& other : later.metrics) {
            if (other.name == joined.name) others.push_back(&other);
          }
        }
        if (!others.empty()) add_values(others, joined);
      }
    }
  }

  // `joined` takes in what the later parts say of the same metric.
  void add_values(const std::vector<Metric*>& others, Metric& joined) {
    std::vector<Stated> all;
    append_stated(joined.series, all);
    std::vector<Stated> superseded;
    append_points(joined.series.superseded(), superseded);
    std::vector<Stated> sentinels;
    append_points(joined.series.sentinels(), sentinels);
    for (const Metric* other : others) {
      append_stated(other->series, all);
      append_points(other->series.superseded(), superseded);
      append_points(other->series.sentinels(), sentinels);
      joined.duplicate_count += other->duplicate_count;
      if (other->direction_source == DirectionSource::author) {
        joined.direction = other->direction;
        joined.direction_source = DirectionSource::author;
      }
    }
    const std::uint64_t differing = keep_last_of_each_x(all);
    (void)keep_last_of_each_x(sentinels);
    if (differing > 0) {
      differing_count_ += differing;
      if (differing_metric_.empty()) differing_metric_ = joined.name;
    }

    auto column = std::make_unique<Column>();
    auto axis = std::make_unique<std::vector<double>>();
    column->path = {joined.name};
    axis->reserve(all.size() + superseded.size() + sentinels.size());
    joined.non_finite.clear();
    joined.non_finite_count = 0;
    std::uint32_t row = 0;
    const auto add = [&](double x, double value) {
      column->numbers.set(row++, value);
      axis->push_back(x);
    };
    for (const Stated& each : all) {
      add(each.x, each.value);
      if (std::isfinite(each.value)) continue;
      ++joined.non_finite_count;
      if (joined.non_finite.size() < limits::kNonFiniteListMax) {
        joined.non_finite.push_back({each.x, each.value});
      }
    }
    Series series;
    series.finite_count = all.size() - joined.non_finite_count;
    if (!superseded.empty() || !sentinels.empty()) {
      series.has_selection = true;
      series.rows.resize(all.size());
      std::iota(series.rows.begin(), series.rows.end(), 0U);
      for (const Stated& each : superseded) {
        series.superseded_rows.push_back(row);
        add(each.x, each.value);
      }
      for (const Stated& each : sentinels) {
        series.sentinel_rows.push_back(row);
        add(each.x, each.value);
      }
    }
    joined.superseded_count = series.superseded_rows.size();
    joined.sentinel_count = series.sentinel_rows.size();
    column->numbers.seal();
    series.value = column.get();
    series.computed_x = *axis;
    joined.series = std::move(series);
    run_.columns.push_back(std::move(column));
    run_.axes.push_back(std::move(axis));
  }

  // The last part to state a fact counts, the order is that of the first.
  void join_facts() {
    FactList facts;
    for (const Run& part : parts_) {
      for (const Fact& fact : part.facts) facts.add(fact.name, last_value(fact));
    }
    run_.facts = std::move(facts).take();
  }

  [[nodiscard]] FactValue last_value(const Fact& fact) const {
    for (std::size_t i = parts_.size(); i-- > 0;) {
      for (const Fact& each : parts_[i].facts) {
        if (each.name == fact.name) return each.value;
      }
    }
    return fact.value;
  }

  void leave_note() {
    if (!run_.has_older_records_elsewhere) {
      run_.notes.erase(
          std::remove_if(run_.notes.begin(), run_.notes.end(),
                         [](const Note& note) { return note.code == NoteCode::has_more; }),
          run_.notes.end());
    }
    if (differing_count_ == 0) return;
    Note note{
        NoteCode::joined_differently, run_.sources.back(), std::nullopt, differing_count_, {}};
    note.slots.push_back({"metric", differing_metric_});
    run_.notes.push_back(std::move(note));
  }

  std::vector<Run> parts_;
  Run run_;
  std::uint64_t differing_count_ = 0;
  std::string differing_metric_;  // the first of them
};

}  // namespace

Agreement compare_logs(const Run& a, const Run& b, double tolerance) {
  Agreement agreement;
  for (const Metric& metric : a.metrics) {
    const Metric* other = b.metric(metric.name);
    if (other == nullptr || other->x_kind != metric.x_kind) continue;
    const Points left = metric.series.points();
    const Points right = other->series.points();
    std::size_t at = 0;
    for (std::size_t i = 0; i < left.x.size(); ++i) {
      while (at < right.x.size() && right.x[at] < left.x[i]) ++at;
      if (at == right.x.size()) break;
      if (right.x[at] != left.x[i]) continue;
      ++agreement.compared_count;
      agreement.differing_count += is_near(left.y[i], right.y[at], tolerance) ? 0U : 1U;
    }
  }
  return agreement;
}

Run join_runs(std::vector<Run>&& parts) { return Joiner(std::move(parts)).join(); }

void place_checkpoints(std::string_view folder, Run& run) {
  const std::string_view path = run.keep(std::string{folder});
  for (std::size_t i = 0; i < run.checkpoints.size(); ++i) {
    Checkpoint checkpoint = run.checkpoints[i];
    if (!checkpoint.path.empty()) continue;
    checkpoint.path = path;
    run.checkpoints.replace(i, checkpoint);
  }
}

void mark_checkpoint_folders(const std::vector<CheckpointFolder>& folders, Run& run) {
  for (const CheckpointFolder& folder : folders) {
    Checkpoint saved;
    saved.kind = CheckpointKind::checkpoint;
    saved.saved = Saved::yes;
    saved.source = run.sources.back();
    saved.x = folder.step;
    saved.step = folder.step;
    saved.path = run.keep(folder.path);
    run.checkpoints.push_back(saved);
  }
  run.checkpoints.sort();
  run.checkpoints.merge_equals();

  CheckpointList listed = run.checkpoints.with_same_columns();
  for (std::size_t i = 0; i < run.checkpoints.size(); ++i) {
    const double x = run.checkpoints.x(i);
    const bool exists =
        std::any_of(folders.begin(), folders.end(),
                    [&](const CheckpointFolder& folder) { return folder.step == x; });
    if (exists) {
      listed.push_back_from(run.checkpoints, i);
      continue;
    }
    // What was only presumed to be saved goes; what was evaluated there stays.
    const bool is_evaluated =
        std::any_of(run.metrics.begin(), run.metrics.end(),
                    [x](const Metric& metric) { return metric.series.stated_at(x).has_value(); });
    if (!is_evaluated) continue;
    Checkpoint deleted = run.checkpoints[i];
    deleted.kind = CheckpointKind::evaluation;
    deleted.saved = Saved::no;
    deleted.path = {};
    listed.push_back(deleted);
  }
  run.checkpoints = std::move(listed);

  const auto is_presumption = [](const Note& note) {
    return note.code == NoteCode::presumed_saved;
  };
  run.notes.erase(std::remove_if(run.notes.begin(), run.notes.end(), is_presumption),
                  run.notes.end());
  run.notes.push_back(
      {NoteCode::checkpoint_folders, run.sources.back(), std::nullopt, folders.size(), {}});
}

}  // namespace ckpt
