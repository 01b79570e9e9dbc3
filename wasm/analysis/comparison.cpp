// See comparison.h. Welch's t test of the groups' final values; intervals by Student's t.
#include "analysis/comparison.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "analysis/stats.h"
#include "analysis/wording.h"
#include "base/limits.h"
#include "base/sorting.h"
#include "base/text.h"

namespace ckpt {
namespace {

constexpr Template kTooFew{
    "comparison.too_few",
    "{a} ({na:integer}) against {b} ({nb:integer}): too few runs to tell a difference from luck; "
    "{least:integer} of each are needed.",
    "{a}（{na:integer} 次，至少需要 {least:integer} 次）与 {b}（{nb:integer} "
    "次）：运行次数太少，无法区分差异与偶然。"};
constexpr Template kCopies{
    "comparison.copies",
    "Runs of {a} or {b} are exactly alike: copies of one run, not repetitions of it.",
    "{a} 或 {b} 中的运行完全相同：是同一次运行的副本，而不是重复试验。"};
constexpr Template kWithin{"comparison.within_noise",
                           "One run each: {metric} of {a} and {b} differs by {size:value}, no more "
                           "than the noise of single "
                           "evaluations ({bound:value}).",
                           "各一次运行：{a} 与 {b} 的 {metric} 相差 "
                           "{size:value}，未超出单次评估的噪声（{bound:value}）。"};
constexpr Template kBeyond{
    "comparison.beyond_noise",
    "One run each: {metric} of {a} and {b} differs by {size:value}, more than the noise of single "
    "evaluations ({bound:value}); another seed may still turn that round.",
    "各一次运行：{a} 与 {b} 的 {metric} 相差 "
    "{size:value}，超出单次评估的噪声（{bound:value}）；换一个"
    "随机种子仍可能反转。"};
constexpr Template kUnjudged{
    "comparison.unjudged",
    "One run each: {metric} of {a} and {b} differs by {size:value}; their noise is not known.",
    "各一次运行：{a} 与 {b} 的 {metric} 相差 {size:value}；其噪声未知。"};
constexpr Template kBetter{
    "comparison.better",
    "{better} is better than {worse}: {metric} differs by {size:value} ({level:value} % interval "
    "{low:value} to {high:value}, {na:integer} against {nb:integer} runs, which would hardly have "
    "shown less than {detectable:value}).",
    "{better} 优于 {worse}：{metric} 相差 {size:value}（{level:value}% 区间 {low:value} 至 "
    "{high:value}，{na:integer} 次对 {nb:integer} 次运行，小于 {detectable:value} "
    "的差异难以发现）。"};
constexpr Template kDifferent{
    "comparison.different",
    "{a} and {b} differ: {metric} by {size:value} ({level:value} % interval {low:value} to "
    "{high:value}, {na:integer} against {nb:integer} runs, which would hardly have shown less than "
    "{detectable:value}).",
    "{a} 与 {b} 有差异：{metric} 相差 {size:value}（{level:value}% 区间 {low:value} 至 "
    "{high:value}，{na:integer} 次对 {nb:integer} 次运行，小于 {detectable:value} "
    "的差异难以发现）。"};
constexpr Template kNotDifferent{
    "comparison.not_different",
    "{a} and {b} cannot be told apart: {metric} differs by {size:value} ({level:value} % interval "
    "{low:value} to {high:value}, {na:integer} against {nb:integer} runs, which would hardly have "
    "shown less than {detectable:value}).",
    "{a} 与 {b} 无法区分：{metric} 相差 {size:value}（{level:value}% 区间 {low:value} 至 "
    "{high:value}，{na:integer} 次对 {nb:integer} 次运行，小于 {detectable:value} "
    "的差异难以发现）。"};

// Whole words of a name in lower case: "train_batch-size" is train, batch, size.
bool has_word(std::string_view name, std::string_view word) {
  std::size_t begin = 0;
  while (begin <= name.size()) {
    std::size_t end = begin;
    while (end < name.size() && name[end] != '_' && name[end] != '.' && name[end] != '-') ++end;
    if (same_key(name.substr(begin, end - begin), word)) return true;
    begin = end + 1;
  }
  return false;
}

// Names of settings outside of a configuration. Outcomes (a loss, a runtime) must not be here: they
// differ from seed to seed.
bool is_setting(std::string_view name) {
  static constexpr std::array<std::string_view, 12> kRoots{
      "config",  "configuration", "args",  "arguments", "hyperparameters", "hyperparameter",
      "hparams", "params",        "model", "dataset",   "training_args",   "optimizer"};
  static constexpr std::array<std::string_view, 16> kNames{
      "learning_rate",    "lr",           "batch_size",  "train_batch_size",
      "num_train_epochs", "max_steps",    "total_steps", "n_epochs",
      "epochs",           "weight_decay", "dropout",     "warmup",
      "warmup_steps",     "activation",   "img_size",    "block_size"};
  const std::string_view root = name.substr(0, name.find('.'));
  return std::find(kRoots.begin(), kRoots.end(), root) != kRoots.end() ||
         std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

FactKind kind_of(std::string_view name) {
  if (has_word(name, "seed")) return FactKind::seed;
  return is_setting(name) ? FactKind::setting : FactKind::other;
}

const std::string* value_of(const ComparedRun& run, std::string_view name) {
  for (const ComparedFact& fact : run.facts) {
    if (fact.name == name) return &fact.value;
  }
  return nullptr;
}

std::vector<FactDifference> differences(const std::vector<ComparedRun>& runs) {
  std::vector<FactDifference> result;
  for (const ComparedRun& stating : runs) {
    for (const ComparedFact& fact : stating.facts) {
      const bool is_alike = std::all_of(runs.begin(), runs.end(), [&](const ComparedRun& run) {
        const std::string* value = value_of(run, fact.name);
        return value != nullptr && *value == fact.value;
      });
      const bool is_listed =
          std::any_of(result.begin(), result.end(),
                      [&](const FactDifference& listed) { return listed.name == fact.name; });
      if (is_alike || is_listed || result.size() >= limits::kFactCountMax) continue;
      result.push_back({fact.name, kind_of(fact.name)});
    }
  }
  sort_values(result,
              [](const FactDifference& a, const FactDifference& b) { return a.kind < b.kind; });
  return result;
}

// "runs/lora-seed3/trainer_state.json" without the seed and its number; the name itself when it
// names no seed.
std::string without_seed(std::string_view name) {
  constexpr std::string_view kSeed = "seed";
  std::string result;
  std::size_t i = 0;
  while (i < name.size()) {
    if (!same_key(name.substr(i, kSeed.size()), kSeed)) {
      result += name[i++];
      continue;
    }
    while (!result.empty() && (result.back() == '-' || result.back() == '_')) result.pop_back();
    i += kSeed.size();
    while (i < name.size() && (name[i] == '_' || name[i] == '-' || name[i] == '=')) ++i;
    while (i < name.size() && name[i] >= '0' && name[i] <= '9') ++i;
  }
  return result;
}

// What two repetitions of one training have in common; empty when nothing tells of a seed.
std::string recipe_of(const ComparedRun& run, const std::vector<FactDifference>& facts) {
  std::string recipe = without_seed(run.name);
  const bool is_named = recipe.size() != run.name.size();
  if (!is_named) recipe.clear();
  bool has_seed = is_named;
  for (const FactDifference& fact : facts) {
    const std::string* value = value_of(run, fact.name);
    if (fact.kind == FactKind::seed && value != nullptr) has_seed = true;
    if (fact.kind != FactKind::setting) continue;
    recipe += '\n';
    if (value != nullptr) recipe += *value;
  }
  return has_seed ? recipe + '\n' : std::string{};
}

double mean_of(std::span<const double> values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double variance_of(std::span<const double> values, double mean) {
  double sum = 0.0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return sum / static_cast<double>(values.size() - 1);
}

double half_width(std::span<const double> values, double mean, double alpha) {
  if (values.size() < 2) return kAbsent;
  const double n = static_cast<double>(values.size());
  return student_t_quantile(alpha, n - 1.0) * std::sqrt(variance_of(values, mean) / n);
}

// Linear between two points; kAbsent outside of them.
double interpolated(const Points& points, double x) {
  const std::size_t index = points.x.lower_bound(x);
  if (index == points.x.size()) return kAbsent;
  if (points.x[index] == x) return points.y[index];
  if (index == 0) return kAbsent;
  const double share = (x - points.x[index - 1]) / (points.x[index] - points.x[index - 1]);
  return points.y[index - 1] + share * (points.y[index] - points.y[index - 1]);
}

MeanCurve curve_of(const std::vector<ComparedRun>& runs, const RunGroup& group, double alpha) {
  std::vector<double> places;
  for (const std::uint32_t run : group.runs) {
    const PlaceSpan& x = runs[run].points.x;
    for (std::size_t i = 0; i < x.size(); ++i) places.push_back(x[i]);
  }
  sort_values(places);
  places.erase(std::unique(places.begin(), places.end()), places.end());
  const std::size_t count = std::min(places.size(), limits::kComparedPlacesMax);
  MeanCurve curve;
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = places[count < 2 ? 0 : i * (places.size() - 1) / (count - 1)];
    values.clear();
    for (const std::uint32_t run : group.runs) {
      const double value = interpolated(runs[run].points, x);
      if (!std::isnan(value)) values.push_back(value);
    }
    const double mean = mean_of(values);
    curve.x.push_back(x);
    curve.mean.push_back(mean);
    curve.half.push_back(half_width(values, mean, alpha));
    curve.count.push_back(static_cast<std::uint32_t>(values.size()));
  }
  return curve;
}

struct Side {
  const RunGroup& group;
  std::vector<double> values;
};

Side side_of(const Comparison& comparison, std::uint32_t index) {
  Side side{comparison.groups[index], {}};
  for (const std::uint32_t run : side.group.runs) {
    side.values.push_back(comparison.runs[run].final_value);
  }
  return side;
}

// One run a side: nothing is known of how far seeds lie apart, only of how far evaluations do.
void judge_by_noise(const std::vector<ComparedRun>& runs, const Side& a, const Side& b,
                    std::vector<Slot> slots, GroupPair& pair) {
  const double band_a = runs[a.group.runs.front()].noise_band;
  const double band_b = runs[b.group.runs.front()].noise_band;
  if (std::isnan(band_a) || std::isnan(band_b)) {
    pair.message = message(kUnjudged, std::move(slots));
    return;
  }
  const double bound = std::sqrt(band_a * band_a + band_b * band_b);
  const bool is_beyond = std::fabs(pair.difference) > bound;
  pair.kind = is_beyond ? PairKind::beyond_noise : PairKind::within_noise;
  slots.push_back({"bound", bound});
  pair.message = message(is_beyond ? kBeyond : kWithin, std::move(slots));
}

GroupPair pair_of(const std::vector<ComparedRun>& runs, const Comparison& comparison,
                  std::uint32_t index_a, std::uint32_t index_b, std::string_view metric,
                  Direction direction, const Thresholds& thresholds) {
  const Side a = side_of(comparison, index_a);
  const Side b = side_of(comparison, index_b);
  const double na = static_cast<double>(a.values.size());
  const double nb = static_cast<double>(b.values.size());
  GroupPair pair;
  pair.a = index_a;
  pair.b = index_b;
  pair.difference = a.group.mean - b.group.mean;
  const auto cut = [](std::string_view name) { return std::string(cut_utf8(name, kNameBytes)); };
  std::vector<Slot> slots{{"a", cut(a.group.name)},
                          {"b", cut(b.group.name)},
                          {"na", na},
                          {"nb", nb},
                          {"metric", cut(metric)},
                          {"size", std::fabs(pair.difference)}};
  if (na == 1.0 && nb == 1.0) {
    judge_by_noise(runs, a, b, std::move(slots), pair);
    return pair;
  }
  if (std::min(na, nb) < thresholds.comparison_runs_min) {
    slots.push_back({"least", thresholds.comparison_runs_min});
    pair.message = message(kTooFew, std::move(slots));
    return pair;
  }
  const double error_a = a.group.deviation * a.group.deviation / na;
  const double error_b = b.group.deviation * b.group.deviation / nb;
  if (!(error_a > 0.0) || !(error_b > 0.0)) {
    pair.kind = PairKind::copies;
    pair.message = message(kCopies, std::move(slots));
    return pair;
  }
  const double error = error_a + error_b;
  const double degrees =
      error * error / (error_a * error_a / (na - 1.0) + error_b * error_b / (nb - 1.0));
  const double deviation = std::sqrt(error);
  pair.p = student_t_two_sided(pair.difference / deviation, degrees);
  const double quantile = student_t_quantile(thresholds.comparison_alpha, degrees);
  pair.low = pair.difference - quantile * deviation;
  pair.high = pair.difference + quantile * deviation;
  // The two-sided quantile of 2 * (1 - power) is the one-sided one of the power.
  const double power = student_t_quantile(2.0 * (1.0 - thresholds.comparison_power), degrees);
  pair.detectable = (quantile + power) * deviation;
  // A size has no sign: of a minus b, or of b minus a where that is the greater.
  const bool is_turned = pair.difference < 0.0;
  slots.push_back({"level", 100.0 * comparison.level});
  slots.push_back({"low", is_turned ? -pair.high : pair.low});
  slots.push_back({"high", is_turned ? -pair.low : pair.high});
  slots.push_back({"detectable", pair.detectable});
  if (!(pair.p < thresholds.comparison_alpha)) {
    pair.kind = PairKind::not_different;
    pair.message = message(kNotDifferent, std::move(slots));
    return pair;
  }
  if (direction == Direction::unknown) {
    pair.kind = PairKind::different;
    pair.message = message(kDifferent, std::move(slots));
    return pair;
  }
  const bool is_a_better = (pair.difference < 0.0) == (direction == Direction::lower);
  pair.kind = is_a_better ? PairKind::a_better : PairKind::b_better;
  slots.push_back({"better", cut(is_a_better ? a.group.name : b.group.name)});
  slots.push_back({"worse", cut(is_a_better ? b.group.name : a.group.name)});
  pair.message = message(kBetter, std::move(slots));
  return pair;
}

ComparedResult result_of(const ComparedRun& run, Direction direction,
                         const Thresholds& thresholds) {
  ComparedResult result;
  const std::vector<double>& y = run.points.y;
  if (y.empty()) return result;
  const std::size_t count =
      std::min(y.size(), static_cast<std::size_t>(thresholds.comparison_last_evaluations));
  result.final_value = median({y.end() - static_cast<std::ptrdiff_t>(count), y.end()});
  if (direction == Direction::unknown) return result;
  const auto best = best_index(y, direction == Direction::lower ? Toward::least : Toward::greatest);
  if (best) result.best = {run.points.x[best->index], y[best->index]};
  return result;
}

// Puts each run with values into a group, in the order of the runs.
void group_runs(const std::vector<ComparedRun>& runs, Comparison& comparison) {
  std::vector<std::string> keys;  // by group
  std::vector<bool> alone;        // by group: of one run so far, and not named by the caller
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (runs[i].points.y.empty()) continue;
    const bool is_told = !runs[i].group.empty();
    const std::string key = is_told ? "=" + runs[i].group : recipe_of(runs[i], comparison.facts);
    const auto found = key.empty() ? keys.end() : std::find(keys.begin(), keys.end(), key);
    const auto group = static_cast<std::size_t>(found - keys.begin());
    if (found == keys.end()) {
      keys.push_back(key);
      comparison.groups.emplace_back();
      comparison.groups.back().name = is_told ? runs[i].group : runs[i].name;
      alone.push_back(!is_told);
    } else if (alone[group]) {
      // More than one now: the name says what they have in common.
      alone[group] = false;
      const std::string name = without_seed(runs[i].name);
      if (!name.empty()) comparison.groups[group].name = name;
    }
    comparison.groups[group].runs.push_back(static_cast<std::uint32_t>(i));
    comparison.runs[i].group = static_cast<std::int64_t>(group);
  }
}

}  // namespace

Comparison compare(const std::vector<ComparedRun>& runs, std::string_view metric,
                   Direction direction, const Thresholds& thresholds) {
  Comparison comparison;
  for (const ComparedRun& run : runs) {
    comparison.runs.push_back(result_of(run, direction, thresholds));
  }
  comparison.level = 1.0 - thresholds.comparison_alpha;
  comparison.facts = differences(runs);
  group_runs(runs, comparison);
  for (std::uint32_t i = 0; i < comparison.groups.size(); ++i) {
    RunGroup& group = comparison.groups[i];
    const std::vector<double> values = side_of(comparison, i).values;
    group.mean = mean_of(values);
    if (values.size() > 1) group.deviation = std::sqrt(variance_of(values, group.mean));
    group.half = half_width(values, group.mean, thresholds.comparison_alpha);
    group.curve = curve_of(runs, group, thresholds.comparison_alpha);
  }
  for (std::uint32_t a = 0; a < comparison.groups.size(); ++a) {
    for (std::uint32_t b = a + 1; b < comparison.groups.size(); ++b) {
      if (comparison.pairs.size() >= limits::kComparedPairsMax) return comparison;
      comparison.pairs.push_back(pair_of(runs, comparison, a, b, metric, direction, thresholds));
    }
  }
  return comparison;
}

}  // namespace ckpt
