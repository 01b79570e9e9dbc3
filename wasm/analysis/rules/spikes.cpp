// R9: a training loss that leaps up. Most leaps come back by themselves; one that does not, or a
// level that jumps and stays, costs the run. Leaps at every epoch border, or at a steady distance,
// come from the data and not from the learning rate.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <span>

#include "analysis/rule.h"
#include "analysis/spike_search.h"
#include "analysis/stats.h"
#include "analysis/wording.h"

namespace ckpt::rule {
namespace {

constexpr Template kSentence{
    "spikes.sentence",
    "The training loss leaps up: once, at a steady distance, at epoch borders, or for good.",
    "训练损失跃升：偶发、周期性、在轮次交界处，或不再恢复。"};

constexpr std::size_t kBlocksAbove = 65'536;
constexpr std::size_t kBlocks = 20'000;

constexpr PlaceTemplates kRecoveredOne =
    CKPT_AT("spikes.recovered", "{metric} leapt to {peak:value} at ",
            " (from {baseline:value}) and came back.", "{metric} 在",
            "跃升至 {peak:value}（此前 {baseline:value}），随后恢复。");
constexpr PlaceTemplates kRecoveredMany = CKPT_AT(
    "spikes.recovered.many", "{metric} leapt up {count:integer} times and came back, furthest at ",
    " (from {baseline:value} to {peak:value}).", "{metric} 有 {count:integer} 次跃升并恢复，最高在",
    "（从 {baseline:value} 到 {peak:value}）。");
constexpr PlaceTemplates kPeriodic =
    CKPT_AT("spikes.periodic",
            "{metric} leaps up every {period:value} or so, {count:integer} times, first at ",
            ": something that recurs, such as a bad shard of the data or a job beside it.",
            "{metric} 约每隔 {period:value} 跃升一次，共 {count:integer} 次，首次在",
            "：原因会重复出现，例如某个坏的数据分片或并行任务。");
constexpr PlaceTemplates kBorders = CKPT_AT(
    "spikes.borders", "{metric} leaps up at epoch borders, {count:integer} times, first at ",
    ": the order of the data; a lower learning rate will not help.",
    "{metric} 在轮次交界处跃升，共 {count:integer} 次，首次在",
    "：源于数据顺序，降低学习率无济于事。");
constexpr PlaceTemplates kLingering =
    CKPT_AT("spikes.lingering", "{metric} rose from {before:value} to {after:value} at ",
            " and stayed above where it had been for {points:integer} records.", "{metric} 在",
            "从 {before:value} 升至 {after:value}，此后 {points:integer} 条记录都未回到原水平。");
constexpr PlaceTemplates kLingeringHeadline =
    CKPT_AT("spikes.headline", "{metric} jumped at ",
            " from {before:value} to {after:value} and did not come straight back.", "{metric} 在",
            "从 {before:value} 跳至 {after:value}，未能立即恢复。");
constexpr PlaceTemplates kHump =
    CKPT_AT("spikes.hump", "{metric} stood at {after:value} instead of {before:value} from ",
            " on for {points:integer} records, and came back.", "{metric} 自",
            "起 {points:integer} 条记录处于 {after:value}（此前 {before:value}），随后恢复。");
constexpr PlaceTemplates kWithRate =
    CKPT_AT("spikes.with_rate", "{metric} rose from {before:value} to {after:value} at ",
            ", as the learning rate did.", "{metric} 在",
            "从 {before:value} 升至 {after:value}，与学习率同时上升。");
constexpr PlaceTemplates kUnharmed =
    CKPT_AT("spikes.unharmed", "{metric} rose from {before:value} to {after:value} at ",
            " and stayed there, while {held_out} went on to its best: what is logged changed, not "
            "what is learned.",
            "{metric} 在",
            "从 {before:value} 升至 {after:value} 并保持，而 {held_out} "
            "此后仍达到最佳：变的是所记录的内容，而非所学到的。");
constexpr PlaceTemplates kAtEnd =
    CKPT_AT("spikes.at_end", "{metric} leapt from {baseline:value} to {peak:value} at ",
            ", and the log ends before it came back.", "{metric} 在",
            "从 {baseline:value} 跃升至 {peak:value}，日志在其恢复之前结束。");
constexpr PlaceTemplates kNotBack = CKPT_AT(
    "spikes.not_back", "{metric} leapt from {before:value} to {peak:value} at ",
    " and did not come all the way back: it stood at {after:value} after it.", "{metric} 在",
    "从 {before:value} 跃升至 {peak:value}，没有完全恢复：此后处于 {after:value}。");
constexpr PlaceTemplates kNotBackHeadline =
    CKPT_AT("spikes.not_back.headline", "{metric} leapt to {peak:value} at ",
            " and did not come all the way back (from {before:value}).", "{metric} 在",
            "跃升至 {peak:value}，没有完全恢复（此前 {before:value}）。");
constexpr PlaceTemplates kSlowlyBack =
    CKPT_AT("spikes.slowly_back", "{metric} leapt from {before:value} to {peak:value} at ",
            " and took {points:integer} records to come back.", "{metric} 在",
            "从 {before:value} 跃升至 {peak:value}，历经 {points:integer} 条记录才恢复。");
constexpr Template kAtEndAction{
    "spikes.at_end.action",
    "Look at the next records before anything else; if there are none, keep a checkpoint from "
    "before the leap.",
    "先查看后续记录；若没有，请保留跃升之前的检查点。"};
constexpr Template kAction{
    "spikes.action",
    "Look at the batches just before it; resume from the checkpoint before it, skip those batches, "
    "and clip gradients or lower the learning rate.",
    "查看之前的几个批次；从此前的检查点恢复，跳过这些批次，并裁剪梯度或降低学习率。"};
constexpr Template kBordersAction{
    "spikes.borders.action", "Shuffle the data anew for each epoch, and look at what comes first.",
    "每轮重新打乱数据，并查看每轮最先出现的样本。"};

constexpr std::size_t kSide = 10;  // points of either level

// Requires: end - begin <= kSide; what lies behind the last value is left out.
double median_of(std::span<const double> y, std::size_t begin, std::size_t end) {
  std::array<double, kSide> window;
  const std::size_t count = std::min(end, y.size()) - begin;
  std::copy_n(y.begin() + static_cast<std::ptrdiff_t>(begin), count, window.begin());
  return median_in_place(std::span(window).first(count));
}

// A level that rose and stayed for at least kSide.
struct Rise {
  std::size_t begin = 0;
  std::size_t length = 0;  // until the level is back, or the end
  double before = 0.0;
  double after = 0.0;
};

// A step and not a climb: the level rises between both sides by more than it does along either.
bool is_abrupt(std::span<const double> y, std::size_t at, double jump) {
  double climb = 0.0;
  if (at >= 2 * kSide) {
    climb = median_of(y, at - kSide, at) - median_of(y, at - 2 * kSide, at - kSide);
  }
  if (at + 2 * kSide <= y.size()) {
    climb =
        std::max(climb, median_of(y, at + kSide, at + 2 * kSide) - median_of(y, at, at + kSide));
  }
  return jump > 2.0 * climb;
}

// Where the medians of the ten values on either side differ most, if they differ by enough.
std::optional<Rise> largest_rise(std::span<const double> y, double sigma,
                                 const Thresholds& thresholds) {
  constexpr std::size_t kStride = 5;
  if (y.size() < 4 * kSide) return std::nullopt;
  std::optional<Rise> largest;
  const auto consider = [&](std::size_t at) {
    if (at < kSide || at + kSide > y.size()) return;
    const double before = median_of(y, at - kSide, at);
    const double after = median_of(y, at, at + kSide);
    if (!(after - before > thresholds.spikes_jump_sigmas * sigma)) return;
    if (!(after - before > thresholds.spikes_jump_share * std::fabs(before))) return;
    if (!is_abrupt(y, at, after - before)) return;
    if (!largest || after - before > largest->after - largest->before) {
      largest = Rise{at, 0, before, after};
    }
  };
  for (std::size_t at = kSide; at + kSide <= y.size(); at += kStride) consider(at);
  if (!largest) return std::nullopt;
  // The step itself is where neighbours differ most, near the coarse place.
  const std::size_t coarse = largest->begin;
  double steepest = 0.0;
  for (std::size_t at = coarse - kSide / 2; at <= coarse + kSide / 2 && at + 3 <= y.size(); ++at) {
    const double difference = median_of(y, at, at + 3) - median_of(y, at - 3, at);
    if (difference > steepest) {
      steepest = difference;
      largest->begin = at;
    }
  }
  // A median of three is as steep one record too early or too late.
  const std::size_t about = largest->begin;
  for (std::size_t at = about - 1; at <= about + 1 && at < y.size(); ++at) {
    const std::size_t chosen = largest->begin;
    if (y[at] - y[at - 1] > y[chosen] - y[chosen - 1]) largest->begin = at;
  }
  const double back = largest->before + thresholds.spikes_recovered * sigma;
  std::size_t end = largest->begin;
  while (end < y.size() && median_of(y, end, end + 5) > back) ++end;
  largest->length = end - largest->begin;
  return largest;
}

bool is_periodic(const Points& points, const std::vector<Spike>& spikes,
                 const Thresholds& thresholds, double& period) {
  if (static_cast<double>(spikes.size()) < thresholds.spikes_periodic_min) return false;
  const double gaps = static_cast<double>(spikes.size() - 1);
  period = (points.x[spikes.back().peak] - points.x[spikes.front().peak]) / gaps;
  double squares = 0.0;
  for (std::size_t i = 1; i < spikes.size(); ++i) {
    const double gap = points.x[spikes[i].peak] - points.x[spikes[i - 1].peak];
    squares += (gap - period) * (gap - period);
  }
  return std::sqrt(squares / gaps) <= thresholds.spikes_periodic_spread * period;
}

bool are_at_borders(const Points& points, const std::vector<Spike>& spikes, double epoch,
                    const Thresholds& thresholds) {
  if (!(epoch > 0.0) || spikes.size() < 2) return false;
  std::size_t at_border = 0;
  for (const Spike& spike : spikes) {
    // The first record of an epoch may hold its border, or stand behind it.
    const double before = points.x[spike.begin < 2 ? 0 : spike.begin - 2];
    const double after = points.x[std::min(spike.end, points.x.size() - 1)];
    if (std::floor(after / epoch) > std::floor(before / epoch)) ++at_border;
  }
  // With few records in an epoch everything lies at a border.
  const double records = epoch * static_cast<double>(points.x.size()) / points.x.back();
  return records >= 20.0 && static_cast<double>(at_border) >=
                                thresholds.spikes_border_share * static_cast<double>(spikes.size());
}

void add_spikes(const Subject& subject, const Metric& metric, const Points& points,
                const std::vector<Spike>& spikes, std::vector<Finding>& findings) {
  const Thresholds& thresholds = subject.thresholds();
  const Spike& highest = *std::max_element(
      spikes.begin(), spikes.end(),
      [&](const Spike& a, const Spike& b) { return points.y[a.peak] < points.y[b.peak]; });
  const double count = static_cast<double>(spikes.size());
  double period = kAbsent;
  const bool is_at_borders = are_at_borders(points, spikes, subject.steps_per_epoch(), thresholds);
  const bool is_regular = is_periodic(points, spikes, thresholds, period);
  const std::size_t shown = is_at_borders || is_regular ? spikes.front().peak : highest.peak;
  Finding finding = finding_about("spikes", metric, VerdictKind::undetermined, Severity::info,
                                  points.x[spikes.front().begin], points.x[spikes.back().end - 1]);
  finding.numbers = {{"count", count},
                     {"peak", points.y[highest.peak]},
                     {"peak_at", points.x[highest.peak]},
                     {"baseline", highest.before},
                     {"spike_score", spike_score(points.y)}};
  if (is_regular) finding.numbers.push_back({"period", period});
  std::vector<Slot> slots{{"metric", short_name(metric)},
                          {"count", count},
                          {"peak", points.y[highest.peak]},
                          {"baseline", highest.before},
                          {"period", period}};
  const Place place = place_of(metric, points.x[shown], shown + 1);
  if (is_at_borders) finding.action = message(kBordersAction);
  finding.message = message(is_at_borders       ? kBorders
                            : is_regular        ? kPeriodic
                            : spikes.size() > 1 ? kRecoveredMany
                                                : kRecoveredOne,
                            place, std::move(slots));
  findings.push_back(std::move(finding));
}

// The learning rate rises around `x` as well, by a part of its range: what restarts with it was
// meant to.
bool rises_with_rate(const Subject& subject, const Metric& metric, double from_x, double to_x) {
  const auto index = subject.learning_rate();
  if (!index || subject.metric(*index).x_kind != metric.x_kind) return false;
  const HeldPoints rate = subject.points(*index);
  const std::size_t begin = rate.x.lower_bound(from_x);
  const std::size_t end = rate.x.upper_bound(to_x);
  if (begin >= end) return false;
  const std::span<const double> part = std::span(rate.y).subspan(begin, end - begin);
  const auto [least, greatest] = std::minmax_element(part.begin(), part.end());
  const bool is_rise = least < greatest;  // the least value stands before the greatest
  const MetricSummary& summary = subject.summary(*index);
  const double range = summary.max.y - summary.min.y;
  return is_rise && (*greatest - *least) > subject.thresholds().spikes_rate_jump * range;
}

// The metric that chooses was better behind `x` than it had ever been before, by more than noise.
bool does_held_out_improve(const Subject& subject, const Metric& metric, double x) {
  const auto index = subject.primary();
  if (!index || !subject.can_choose(*index) || subject.metric(*index).x_kind != metric.x_kind) {
    return false;
  }
  const HeldPoints points = subject.points(*index);
  const std::size_t at = points.x.lower_bound(x);
  const std::span<const double> y = points.y;
  const Toward toward =
      subject.direction(*index) == Direction::lower ? Toward::least : Toward::greatest;
  const auto before = best_index(y.first(at), toward);
  const auto after = best_index(y.subspan(at), toward);
  return before && after &&
         subject.loss_against(*index, y[at + after->index], y[before->index]) >
             subject.summary(*index).noise_band;
}

// Training went back to where `x` lies: what was logged there before is another matter.
bool was_resumed_at(const Metric& metric, double from_x, double to_x) {
  const std::vector<double> x = metric.series.superseded().x.values();
  return std::any_of(x.begin(), x.end(), [&](double old) { return from_x <= old && old <= to_x; });
}

// How many values behind a spike lie above where it came from: until one does not, or to the end.
std::size_t records_above(std::span<const double> y, const Spike& spike, double margin) {
  const auto begin = y.begin() + static_cast<std::ptrdiff_t>(spike.end);
  const auto back =
      std::find_if(begin, y.end(), [&](double value) { return value <= spike.before + margin; });
  return static_cast<std::size_t>(back - begin);
}

// Of spikes that did not come back in time, the highest.
void check_unrecovered(const Subject& subject, const Metric& metric, const Points& points,
                       const std::vector<Spike>& spikes, double sigma,
                       std::vector<Finding>& findings) {
  if (spikes.empty()) return;
  const Spike& spike = *std::max_element(
      spikes.begin(), spikes.end(),
      [&](const Spike& a, const Spike& b) { return points.y[a.peak] < points.y[b.peak]; });
  const std::size_t above =
      records_above(points.y, spike, subject.thresholds().spikes_recovered * sigma);
  const bool is_back = spike.end + above < points.y.size();
  const std::size_t last = is_back ? spike.end + above : points.y.size() - 1;
  const double from_x = points.x[spike.begin == 0 ? 0 : spike.begin - 1];
  const double to_x = points.x[spike.end - 1];
  if (was_resumed_at(metric, from_x, to_x)) return;
  const bool is_lingering = !is_back && !rises_with_rate(subject, metric, from_x, to_x) &&
                            !does_held_out_improve(subject, metric, points.x[spike.begin]);
  const double after = median_of(points.y, spike.end, std::min(spike.end + kSide, points.y.size()));
  const double peak = points.y[spike.peak];
  const double records = static_cast<double>(spike.end - spike.begin + above);
  Finding finding = finding_about(
      "spikes", metric, is_lingering ? VerdictKind::lingering_spikes : VerdictKind::undetermined,
      is_lingering ? Severity::notice : Severity::info, points.x[spike.begin], points.x[last]);
  finding.numbers = {{"count", static_cast<double>(spikes.size())},
                     {"peak", peak},
                     {"before", spike.before},
                     {"after", after},
                     {"points", records}};
  const Place place = place_of(metric, points.x[spike.begin], spike.begin + 1);
  const std::vector<Slot> slots{{"metric", short_name(metric)},
                                {"before", spike.before},
                                {"peak", peak},
                                {"after", after},
                                {"points", records}};
  finding.message = message(is_back ? kSlowlyBack : kNotBack, place, slots);
  if (is_lingering) {
    finding.headline = message(kNotBackHeadline, place, slots);
    finding.action = message(kAction);
  }
  findings.push_back(std::move(finding));
}

// The last records, more than one and fewer than make a level, stand on a leap: nobody knows
// whether it came back. They are compared with those before them; around them there are too few.
// Returns the index of the first of them, or how many records there are in all.
std::size_t check_end(const Metric& metric, const Points& points, double sigma,
                      const Thresholds& thresholds, std::vector<Finding>& findings) {
  const std::size_t n = points.y.size();
  const double baseline = median_of(points.y, n - 2 * kSide, n - kSide);
  const double bound =
      std::max(baseline + thresholds.spikes_sigmas * sigma, thresholds.spikes_ratio * baseline);
  if (!(baseline > thresholds.spikes_least)) return n;
  std::size_t begin = n;
  while (begin > n - kSide && points.y[begin - 1] > bound) --begin;
  if (n - begin < 2 || begin == n - kSide) return n;
  const double peak =
      *std::max_element(points.y.begin() + static_cast<std::ptrdiff_t>(begin), points.y.end());
  Finding finding = finding_about("spikes", metric, VerdictKind::lingering_spikes, Severity::notice,
                                  points.x[begin], points.x.back());
  finding.numbers = {
      {"peak", peak}, {"baseline", baseline}, {"points", static_cast<double>(n - begin)}};
  finding.message =
      message(kAtEnd, place_of(metric, points.x[begin], begin + 1),
              {{"metric", short_name(metric)}, {"baseline", baseline}, {"peak", peak}});
  finding.action = message(kAtEndAction);
  findings.push_back(std::move(finding));
  return begin;
}

void check(const Subject& subject, std::vector<Finding>& findings) {
  const Thresholds& thresholds = subject.thresholds();
  const auto index = subject.training_loss();
  if (!index || subject.is_reinforcement_learning()) return;
  const Metric& metric = subject.metric(*index);
  const HeldPoints points = subject.points(*index);
  const SpikeSearch search = find_spikes(points.y, loss_spike_bounds(thresholds));
  if (search.width == 0) return;
  const double n = static_cast<double>(points.y.size());

  std::vector<Spike> recovered;
  std::vector<Spike> others;
  const std::size_t patience = static_cast<std::size_t>(thresholds.spikes_recovery_share * n) + 2;
  const double margin = thresholds.spikes_recovered * search.sigma;
  for (const Spike& spike : search.spikes) {
    // Of too few records behind it nobody can tell.
    const std::size_t behind = points.y.size() - spike.end;
    if (behind == 0) continue;
    const std::size_t seen = std::min(behind, patience);
    const auto next = std::span(points.y).first(spike.end + seen);
    if (records_above(next, spike, margin) < seen) {
      recovered.push_back(spike);
    } else if (behind > 1) {
      others.push_back(spike);
    }
  }
  if (points.y.size() >= 2 * kSide) {
    const std::size_t end = check_end(metric, points, search.sigma, thresholds, findings);
    std::erase_if(others, [end](const Spike& spike) { return spike.end > end; });
  }
  if (!recovered.empty()) add_spikes(subject, metric, points, recovered, findings);

  // In a run this long ten records are nothing: its levels are those of blocks.
  const bool is_long = points.y.size() > kBlocksAbove;
  auto rise = is_long ? largest_rise(block_medians(points.y, kBlocks), search.sigma, thresholds)
                      : largest_rise(points.y, search.sigma, thresholds);
  if (rise && is_long) {
    rise->begin = rise->begin * points.y.size() / kBlocks;
    rise->length = rise->length * points.y.size() / kBlocks;
  }
  // What leaps where the level rises is told with the rise.
  const bool is_level_told = rise && rise->length >= kSide;
  if (is_level_told) {
    std::erase_if(others, [&](const Spike& spike) {
      return spike.begin < rise->begin + rise->length + kSide && rise->begin < spike.end + kSide;
    });
  }
  check_unrecovered(subject, metric, points, others, search.sigma, findings);
  if (!is_level_told) return;
  const double length = static_cast<double>(rise->length);
  const bool stays =
      length > std::max(1.5 * static_cast<double>(kSide), thresholds.spikes_recovery_share * n) ||
      rise->begin + rise->length >= points.y.size();
  const std::size_t last = std::min(rise->begin + rise->length, points.x.size()) - 1;
  const double around_from = points.x[rise->begin < kSide / 2 ? 0 : rise->begin - kSide / 2];
  const double around_to = points.x[std::min(rise->begin + kSide / 2, points.x.size() - 1)];
  if (was_resumed_at(metric, around_from, around_to)) return;
  const bool is_meant = rises_with_rate(subject, metric, around_from, around_to);
  const bool is_unharmed =
      stays && !is_meant && does_held_out_improve(subject, metric, points.x[rise->begin]);
  const bool is_lingering = stays && !is_meant && !is_unharmed;
  Finding finding = finding_about(
      "spikes", metric, is_lingering ? VerdictKind::lingering_spikes : VerdictKind::undetermined,
      is_lingering  ? Severity::warning
      : is_unharmed ? Severity::notice
                    : Severity::info,
      points.x[rise->begin], points.x[last]);
  finding.numbers = {{"before", rise->before},
                     {"after", rise->after},
                     {"points", length},
                     {"sigma", search.sigma}};
  const Place place = place_of(metric, points.x[rise->begin], rise->begin + 1);
  std::vector<Slot> slots{{"metric", short_name(metric)},
                          {"before", rise->before},
                          {"after", rise->after},
                          {"points", length}};
  finding.message = message(is_meant ? kWithRate : is_lingering ? kLingering : kHump, place, slots);
  if (is_unharmed) {
    slots.push_back({"held_out", short_name(subject.metric(*subject.primary()))});
    finding.message = message(kUnharmed, place, slots);
  }
  if (is_lingering) {
    finding.headline = message(kLingeringHeadline, place, slots);
    finding.action = message(kAction);
  }
  findings.push_back(std::move(finding));
}

}  // namespace

extern const Rule spikes;
const Rule spikes{"spikes", "1",
                  "R9; the ratio and the share of ftdoctor, with a floor for rounded values",
                  kSentence, check};

}  // namespace ckpt::rule
