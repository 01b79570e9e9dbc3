// See run_builder.h.
#include "run/run_builder.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "run/checkpoints.h"
#include "run/normalise.h"

namespace ckpt {
namespace {

constexpr double kAuthorTolerance = 1e-9;  // relative
constexpr double kAuthorRounding =
    5e-9;  // absolute; some trainers round the best value to 8 digits
constexpr std::size_t kNamesInNote = 3;

bool is_quality(Family family) { return is_loss_family(family) || is_quality_family(family); }

// Runtimes of an evaluation say that there was one, but not how good the model was.
bool tells_of_evaluation(const Metric& metric) {
  return is_held_out_role(metric.role) &&
         (is_quality(metric.family) || metric.family == Family::other);
}

void give_meaning(const PlannedMetric& planned, Metric& metric) {
  const MetricMeaning meaning = meaning_of(planned.name);
  metric.name = planned.name;
  metric.role = planned.role.value_or(meaning.role);
  metric.family = planned.family.value_or(meaning.family);
  metric.quantity = planned.quantity.empty() ? meaning.quantity : planned.quantity;
  if (planned.direction) {
    metric.direction = *planned.direction;
    metric.direction_source = planned.direction_source;
  } else {
    metric.direction = meaning.direction;
    if (meaning.direction != Direction::unknown) metric.direction_source = DirectionSource::catalog;
  }
}

bool is_boolean(const Column& column) {
  return column.boolean_count > 0 && column.boolean_count >= column.numbers.size();
}

// One note of a code for a whole run: how often, and the first few metrics it concerns.
class MetricNote {
 public:
  MetricNote(NoteCode code, std::uint32_t source) : code_(code), source_(source) {}

  void add(std::string_view metric, std::uint64_t count) {
    if (count == 0) return;
    count_ += count;
    if (++metrics_ > kNamesInNote + 1) return;
    if (!names_.empty()) names_ += ", ";
    names_ += metrics_ > kNamesInNote ? std::string_view{"\u2026"} : metric;
  }
  void leave(std::vector<Note>& notes) {
    if (count_ == 0) return;
    Note note{code_, source_, std::nullopt, count_, {}};
    note.slots.push_back({"metric", std::move(names_)});
    notes.push_back(std::move(note));
  }

 private:
  NoteCode code_;
  std::uint32_t source_;
  std::uint64_t count_ = 0;
  std::size_t metrics_ = 0;
  std::string names_;
};

Note counted(NoteCode code, std::uint32_t source, std::uint64_t count) {
  return {code, source, std::nullopt, count, {}};
}

// What is gathered while the records of one table become metrics.
struct Part {
  const PlannedRecords* planned = nullptr;
  Ordered ordered;
  CheckpointRows listed;
  std::vector<bool> lacks_x;  // by row; empty while none does
};

class Builder {
 public:
  explicit Builder(RunPlan&& plan) : plan_(std::move(plan)) {}

  Run build() {
    run_.name = std::move(plan_.name);
    run_.format = plan_.format;
    run_.format_title = plan_.format_title;
    run_.sources = {plan_.source};
    run_.planned_steps = plan_.planned_steps;
    run_.author = plan_.author;
    run_.has_older_records_elsewhere = plan_.has_older_records_elsewhere;
    run_.belonging = std::move(plan_.belonging);
    run_.notes = std::move(plan_.notes);
    run_.columns = std::move(plan_.columns);
    choose_x();
    explain();
    std::vector<Part> parts(plan_.records.size());
    for (std::size_t i = 0; i < parts.size(); ++i) add_part(plan_.records[i], parts[i]);
    name_training_metrics();
    list(parts);
    find_authors_metric();
    leave_notes(parts);
    run_.facts = std::move(plan_.facts).take();
    return std::move(run_);
  }

 private:
  void choose_x() {
    run_.x_kind = plan_.records.empty() ? XKind::step : XKind::index;
    for (const PlannedRecords& records : plan_.records) {
      run_.x_kind = std::min(run_.x_kind, best_x_kind(*plan_.tables, records));
    }
  }

  void explain() {
    if (!plan_.explains_itself || plan_.records.empty()) return;
    static constexpr std::string_view kKinds[] = {"step", "epoch", "time", "index"};
    const PlannedRecords& records = plan_.records.front();
    const auto& columns = run_.x_kind == XKind::step    ? records.step
                          : run_.x_kind == XKind::epoch ? records.epoch
                                                        : records.time;
    std::string x{kKinds[static_cast<std::size_t>(run_.x_kind)]};
    if (run_.x_kind != XKind::index && !columns.empty() && !columns.front()->path.empty()) {
      x = joined(columns.front()->path);
    }
    Note note = counted(NoteCode::generic_understanding, plan_.source, 1);
    note.slots.push_back({"place", std::move(plan_.place)});
    note.slots.push_back({"x", std::move(x)});
    run_.notes.push_back(std::move(note));
  }

  static std::string joined(const Segments& path) {
    std::string name;
    for (const std::string& segment : path) {
      if (!name.empty()) name += '/';
      name += segment;
    }
    return name;
  }

  void add_part(const PlannedRecords& planned, Part& part) {
    part.planned = &planned;
    XKind kind = best_x_kind(*plan_.tables, planned);
    if (plan_.records.size() == 1) kind = run_.x_kind;
    part.ordered = order_records(*plan_.tables, planned, kind, run_);
    keep_places(planned, part.ordered.axis);
    part.listed = {&planned, &part.ordered,
                   std::vector<bool>(planned.table->row_count, planned.are_checkpoints)};
    run_.row_count = plan_.are_columns ? std::max(run_.row_count, longest_of(planned, part))
                                       : run_.row_count + part.ordered.record_count;
    for (const PlannedMetric& metric : planned.metrics) add_metric(metric, part);
  }

  // Columns that share a table are as many records as the longest of them.
  static std::uint64_t longest_of(const PlannedRecords& planned, const Part& part) {
    std::uint64_t longest = 0;
    for (const PlannedMetric& metric : planned.metrics) {
      const std::uint64_t count =
          metric.rows.empty() ? part.ordered.record_count : std::uint64_t{metric.rows.size()};
      longest = std::max(longest, count);
    }
    return longest;
  }

  // Epochs and times beside the run's own x are other axes to draw its curves on.
  void keep_places(const PlannedRecords& planned, const Axis& axis) {
    const auto keep = [&](XKind kind, const std::vector<const Column*>& columns) {
      if (kind == axis.kind || axis.kind != run_.x_kind) return;
      PlaceColumns places{kind, plan_.tables, planned.time_base, {}, {}};
      for (const Column* column : columns) {
        if (column->has_numbers() || column->has_texts()) places.columns.push_back(column);
      }
      if (places.columns.empty()) return;
      places.own.value = places.columns.front();
      places.own.x_column = axis.column;
      places.own.computed_x = axis.computed;
      places.own.x_scale = axis.scale;
      places.own.x_offset = axis.offset;
      run_.places.push_back(std::move(places));
    };
    keep(XKind::step, planned.step);
    keep(XKind::epoch, planned.epoch);
    keep(XKind::time, planned.time);
  }

  void add_metric(const PlannedMetric& planned, Part& part) {
    if (!planned.is_declared && is_boolean(*planned.values)) {
      keep_flag(planned, part);
      return;
    }
    if (run_.metrics.size() >= limits::kMetricCountMax) {
      ++metrics_left_out_;
      return;
    }
    Metric metric;
    give_meaning(planned, metric);
    const SeriesFacts facts = normalise(planned, part.ordered, metric, run_);
    if (metric.sentinel_count > 0) note_sentinels(planned, metric);
    if (facts.value_count == 0 && metric.sentinel_count > 0) {
      run_.metrics.push_back(std::move(metric));
      return;
    }
    if (facts.value_count == 0) {
      // A header before the records states what holds for all of them.
      if (facts.rows_without_x.size() == 1 && !planned.is_declared) {
        plan_.facts.add(name_of_fact(planned), facts.value_without_x);
      }
      return;
    }
    for (const std::uint32_t row : facts.rows_without_x) {
      if (part.lacks_x.empty()) part.lacks_x.resize(part.planned->table->row_count, false);
      part.lacks_x[row] = true;
    }
    if (!planned.is_declared) {
      const bool is_setting = is_below_configuration(planned.values->path);
      // A gradient that is always 0, or never a number, is a fault and no setting.
      const bool is_evidence = is_quality(metric.family) ||
                               (metric.family == Family::gradient_norm && facts.value_count > 1);
      if (facts.is_constant && (is_setting || !is_evidence)) {
        plan_.facts.add(name_of_fact(planned), facts.last_value);
        return;
      }
      if (is_setting && !is_quality(metric.family)) return;
    }
    if (planned.values->has_texts() && !planned.values->has_numeric_text && planned.rows.empty()) {
      not_numbers_.add(metric.name, planned.values->text_codes.size());
    }
    if (!part.planned->are_checkpoints && tells_of_evaluation(metric)) {
      mark_evaluations(planned, metric, part);
    }
    superseded_.add(metric.name, metric.superseded_count);
    duplicates_.add(metric.name, metric.duplicate_count);
    run_.metrics.push_back(std::move(metric));
  }

  void note_sentinels(const PlannedMetric& planned, const Metric& metric) {
    if (planned.bounds->note == NoteCode::no_objects) {
      no_objects_.add(metric.name, metric.sentinel_count);
    } else if (planned.bounds->note == NoteCode::impossible_values) {
      impossible_.add(metric.name, metric.sentinel_count);
    }
  }

  static std::string name_of_fact(const PlannedMetric& planned) {
    const Segments& path = planned.values->path;
    return path.empty() ? fact_name({planned.name}) : fact_name(path);
  }

  // A flag that never changes is a fact; one that does is no metric.
  void keep_flag(const PlannedMetric& planned, const Part& part) {
    std::optional<double> value;
    bool is_constant = true;
    planned.values->numbers.for_each([&](std::uint32_t row, double flag) {
      if (!part.ordered.is_every_row && part.ordered.position_of_row[row] == Ordered::kNoPosition) {
        return;
      }
      is_constant = is_constant && (!value || *value == flag);
      value = flag;
    });
    if (value && is_constant) {
      plan_.facts.add(name_of_fact(planned), *value != 0.0);
    }
  }

  static void mark_evaluations(const PlannedMetric& planned, const Metric& metric, Part& part) {
    std::vector<bool>& is_listed = part.listed.is_listed;
    if (!planned.records.empty()) {
      std::size_t at = 0;
      for (const std::uint32_t row : metric.series.rows) {
        while (at < planned.rows.size() && planned.rows[at] < row) ++at;
        if (at < planned.rows.size()) is_listed[planned.records[at]] = true;
      }
    } else if (metric.series.has_selection) {
      for (const std::uint32_t row : metric.series.rows) is_listed[row] = true;
    } else if (const auto count = static_cast<std::uint32_t>(is_listed.size());
               metric.series.value->numbers.is_dense(count)) {
      is_listed.assign(count, true);
    } else {
      metric.series.value->numbers.for_each(
          [&](std::uint32_t row, double) { is_listed[row] = true; });
    }
  }

  void name_training_metrics() {
    if (!plan_.are_bare_names_training) return;
    const auto tells = [](const Metric& metric) {
      return tells_of_evaluation(metric) ||
             (metric.role == Role::none &&
              (metric.family == Family::loss || metric.family == Family::token_loss));
    };
    if (std::none_of(run_.metrics.begin(), run_.metrics.end(), tells)) return;
    for (Metric& metric : run_.metrics) {
      if (metric.role == Role::none && is_quality(metric.family)) metric.role = Role::train;
    }
  }

  void list(std::vector<Part>& parts) {
    std::vector<CheckpointRows> listed;
    for (Part& part : parts) {
      // A table on another kind of x than the run's cannot share its list.
      if (part.ordered.axis.kind == run_.x_kind) listed.push_back(std::move(part.listed));
      if (!(part.ordered.last_x <= run_.last_step) && !std::isnan(part.ordered.last_x) &&
          part.ordered.axis.kind == run_.x_kind) {
        run_.last_step = part.ordered.last_x;
      }
    }
    if (!(plan_.reached_step <= run_.last_step) && !std::isnan(plan_.reached_step)) {
      run_.last_step = plan_.reached_step;
    }
    run_.checkpoints = list_checkpoints(*plan_.tables, plan_.source, listed);
    if (add_presumed_saves(plan_, listed, run_)) {
      run_.notes.push_back(counted(NoteCode::presumed_saved, plan_.source, 1));
    }
  }

  // R0b: exactly one metric has the author's best value at the author's best step. Whether it is
  // the least or the greatest of its values says which way is better.
  void find_authors_metric() {
    AuthorsChoice& author = run_.author;
    if (std::isnan(author.best_step)) author.best_step = step_of_checkpoint_path(author.checkpoint);
    if (!std::isfinite(author.best_value) || std::isnan(author.best_step)) return;
    double tolerance = kAuthorTolerance * std::abs(author.best_value);
    std::vector<Metric*> matches = metrics_with(author.best_value, author.best_step, tolerance);
    if (matches.empty()) {
      tolerance = kAuthorRounding;
      matches = metrics_with(author.best_value, author.best_step, tolerance);
    }
    if (matches.size() != 1) return;
    Metric& match = *matches.front();
    author.metric = match.name;
    const Points points = match.series.points();
    const auto [least, greatest] = std::minmax_element(points.y.begin(), points.y.end());
    const bool is_least = std::abs(*least - author.best_value) <= tolerance;
    const bool is_greatest = std::abs(*greatest - author.best_value) <= tolerance;
    if (is_least == is_greatest) return;
    match.direction = is_least ? Direction::lower : Direction::higher;
    match.direction_source = DirectionSource::author;
  }

  std::vector<Metric*> metrics_with(double value, double x, double tolerance) {
    std::vector<Metric*> matches;
    for (Metric& metric : run_.metrics) {
      if (tells_of_evaluation(metric) && std::abs(metric.series.at(x) - value) <= tolerance) {
        matches.push_back(&metric);
      }
    }
    return matches;
  }

  void leave_notes(const std::vector<Part>& parts) {
    std::uint64_t missing = 0;
    for (const Part& part : parts) {
      missing +=
          static_cast<std::uint64_t>(std::count(part.lacks_x.begin(), part.lacks_x.end(), true));
      if (part.ordered.has_cut_row) add_note(NoteCode::cut_row, 1);
      if (part.ordered.has_dropped_cut_row) add_note(NoteCode::cut_row_dropped, 1);
    }
    add_note(NoteCode::missing_step, missing);
    add_note(NoteCode::too_many_metrics, metrics_left_out_);
    add_note(NoteCode::too_many_facts, plan_.facts.left_out_count());
    superseded_.leave(run_.notes);
    duplicates_.leave(run_.notes);
    not_numbers_.leave(run_.notes);
    impossible_.leave(run_.notes);
    no_objects_.leave(run_.notes);
    if (run_.has_older_records_elsewhere) add_note(NoteCode::has_more, 1);
  }

  void add_note(NoteCode code, std::uint64_t count) {
    if (count > 0) run_.notes.push_back(counted(code, plan_.source, count));
  }

  RunPlan plan_;
  Run run_;
  std::uint64_t metrics_left_out_ = 0;
  MetricNote superseded_{NoteCode::superseded, plan_.source};
  MetricNote duplicates_{NoteCode::duplicate_steps, plan_.source};
  MetricNote not_numbers_{NoteCode::value_not_number, plan_.source};
  MetricNote impossible_{NoteCode::impossible_values, plan_.source};
  MetricNote no_objects_{NoteCode::no_objects, plan_.source};
};

}  // namespace

Run build_run(RunPlan&& plan) { return Builder(std::move(plan)).build(); }

NameKind kind_of_name(std::string_view name) {
  const Family family = meaning_of(name).family;
  if (is_quality(family)) return NameKind::quality;
  return family == Family::other ? NameKind::unknown : NameKind::technical;
}

bool names_a_set(std::string_view name) { return meaning_of(name).role != Role::none; }

bool are_of_one_set(std::string_view a, std::string_view b) {
  return meaning_of(a).role == meaning_of(b).role;
}

bool measure_one_thing(std::string_view a, std::string_view b) {
  const MetricMeaning one = meaning_of(a);
  const MetricMeaning other = meaning_of(b);
  return one.quantity == other.quantity && one.role != other.role;
}

bool is_below_configuration(const Segments& path) {
  static constexpr std::string_view kNames[] = {
      "config", "configuration", "args", "arguments", "hyperparameters", "hparams", "params"};
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    for (const std::string_view name : kNames) {
      if (same_key(path[i], name)) return true;
    }
  }
  return false;
}

void FactList::add(std::string name, FactValue value) {
  if (name.empty()) return;
  for (const Fact& fact : facts_) {
    if (fact.name == name) return;
  }
  if (facts_.size() >= limits::kFactCountMax) {
    ++left_out_count_;
    return;
  }
  facts_.push_back({std::move(name), std::move(value)});
}

std::string fact_name(const Segments& path) {
  std::string name;
  for (const std::string& segment : path) {
    if (!name.empty()) name += '.';
    const bool is_ascii = std::all_of(segment.begin(), segment.end(),
                                      [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    const std::vector<std::string> words =
        is_ascii ? name_words(segment) : std::vector<std::string>{};
    if (words.empty()) {
      name += segment;
      continue;
    }
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (i > 0) name += '_';
      name += words[i];
    }
  }
  return name;
}

std::optional<FactValue> fact_value(const Tables& tables, const Column& column, std::uint32_t row) {
  if (const auto text = tables.text(column, row)) return FactValue{std::string{*text}};
  const auto number = column.numbers.at(row);
  if (!number) return std::nullopt;
  if (is_boolean(column)) return FactValue{*number != 0.0};
  return FactValue{*number};
}

double step_of_checkpoint_path(std::string_view path) {
  while (!path.empty() && (path.back() == '/' || path.back() == '\\')) path.remove_suffix(1);
  static constexpr std::string_view kName = "checkpoint-";
  const std::size_t border = path.find_last_of("/\\");
  const std::string_view folder = border == std::string_view::npos ? path : path.substr(border + 1);
  if (folder.size() <= kName.size() || folder.substr(0, kName.size()) != kName) return kAbsent;
  double step = 0;
  for (const char digit : folder.substr(kName.size())) {
    if (digit < '0' || digit > '9') return kAbsent;
    step = step * 10 + (digit - '0');
  }
  return step;
}

}  // namespace ckpt
