// R11: a learning rate that is all but zero for a good part of the run, that starts at its peak, or
// that rises a second time.
#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "analysis/rule.h"
#include "analysis/wording.h"

namespace ckpt::rule {
namespace {

constexpr Template kSentence{
    "rate_schedule.sentence",
    "The learning rate is all but zero at the end, starts at its peak, or rises a second time.",
    "学习率末段几乎为零、从峰值开始，或再次上升。"};

constexpr PlaceTemplates kDeadTail =
    CKPT_AT("rate_schedule.dead", "{metric} is below a thousandth of its peak from ",
            " on, {share:percent} of the run: next to nothing was learned there.", "{metric} 自",
            "起不足峰值的千分之一，占运行的 {share:percent}：这一段几乎没有学到东西。");
constexpr PlaceTemplates kDeadHeadline = CKPT_AT(
    "rate_schedule.dead.headline", "{metric} is all but zero from ",
    " on, {share:percent} of the run.", "{metric} 自", "起几乎为零，占运行的 {share:percent}。");
constexpr Template kNoWarmUp{"rate_schedule.no_warm_up",
                             "{metric} starts at its peak ({peak:value}), without a warm-up.",
                             "{metric} 从峰值（{peak:value}）开始，没有预热。"};
constexpr PlaceTemplates kJumped =
    CKPT_AT("rate_schedule.jump", "{metric} jumps up at ",
            ", from {before:value} to {after:value}, after it had begun to fall.", "{metric} 在",
            "开始下降之后又从 {before:value} 跳升至 {after:value}。");
constexpr PlaceTemplates kRises =
    CKPT_AT("rate_schedule.rises", "{metric} rises again from ",
            " on, from {before:value} to {after:value}, after it had fallen.",
            "{metric} 下降之后自", "起再次上升，从 {before:value} 升至 {after:value}。");
constexpr Template kDeadAction{
    "rate_schedule.dead.action",
    "Let the schedule end with the run: check the number of steps it was given against the steps "
    "that were run.",
    "让学习率计划与运行同时结束：核对计划中的步数与实际步数。"};

// Loggers that round (mmcv keeps five decimals) write 0 for a rate that is a tenth of what they can
// just still show. Then the rate was held at one to five units of its last decimal before, and not
// at its peak; a schedule that ends goes down to 0 record by record.
bool may_be_rounded(const Points& points, std::size_t begin, double peak) {
  if (begin < 3 || points.y[begin] != 0.0) return false;
  const double before = points.y[begin - 1];
  const bool is_held = points.y[begin - 2] == before && points.y[begin - 3] == before;
  if (!is_held || !(before < 0.5 * peak)) return false;
  double unit = 1.0;
  for (int i = 0; i < 15 && unit > 1.01 * before; ++i) unit /= 10.0;
  const double units = before / unit;
  return units < 5.5 && std::fabs(units - std::floor(units + 0.5)) < 1e-6;
}

void check_dead_tail(const Metric& metric, const Points& points, double peak,
                     const Thresholds& thresholds, std::vector<Finding>& findings) {
  const std::size_t n = points.y.size();
  std::size_t begin = n;
  while (begin > 0 && points.y[begin - 1] <= thresholds.rate_schedule_dead * peak) --begin;
  if (begin == 0 || static_cast<double>(n - begin) < thresholds.rate_schedule_dead_rows_min) return;
  if (may_be_rounded(points, begin, peak)) return;
  const double share = (points.x.back() - points.x[begin]) / (points.x.back() - points.x.front());
  if (!(share >= thresholds.rate_schedule_dead_info)) return;
  const bool is_much = share >= thresholds.rate_schedule_dead_warning;
  Finding finding =
      finding_about("rate_schedule", metric, VerdictKind::undetermined,
                    is_much ? Severity::warning : Severity::info, points.x[begin], points.x.back());
  finding.confidence = Confidence::high;
  finding.numbers = {{"share", share}, {"peak", peak}, {"records", static_cast<double>(n - begin)}};
  const Place place = place_of(metric, points.x[begin], begin + 1);
  const std::vector<Slot> slots{{"metric", short_name(metric)}, {"share", share}};
  finding.message = message(kDeadTail, place, slots);
  if (is_much) {
    finding.headline = message(kDeadHeadline, place, slots);
    finding.action = message(kDeadAction);
  }
  findings.push_back(std::move(finding));
}

void check_warm_up(const Metric& metric, const Points& points, double peak, double range,
                   const Thresholds& thresholds, std::vector<Finding>& findings) {
  if (points.y.front() < thresholds.rate_schedule_at_peak * peak || !(range > 0.0)) return;
  const double end = points.x.front() +
                     thresholds.rate_schedule_start_share * (points.x.back() - points.x.front());
  const std::size_t rows = points.x.upper_bound(end);
  if (static_cast<double>(rows) < thresholds.rate_schedule_start_rows_min) return;
  Finding finding = finding_about("rate_schedule", metric, VerdictKind::undetermined,
                                  Severity::info, points.x.front(), points.x.front());
  finding.confidence = Confidence::high;
  finding.numbers = {{"first", points.y.front()}, {"peak", peak}};
  finding.message = message(kNoWarmUp, {{"metric", short_name(metric)}, {"peak", peak}});
  findings.push_back(std::move(finding));
}

// A second rise of the rate: at once, after it had begun to fall, or slowly, after it had fallen
// far.
struct SecondRise {
  std::size_t from = 0;  // index of the last record before it
  std::size_t to = 0;    // of its top
  bool is_jump = false;  // within one interval
};

// The first two of them. Warming up is the first rise and is none of these. What rises for as long
// as it does not fall again is one of them.
std::vector<SecondRise> second_rises(std::span<const double> y, double bound) {
  std::vector<SecondRise> rises;
  double high = y.front();
  std::size_t low = 0;       // index of the least value since `high`
  bool has_fallen = false;   // since the last rise, by anything
  bool is_far_down = false;  // and by more than the bound
  bool is_climbing = false;  // the last of `rises` goes on
  for (std::size_t i = 1; i < y.size() && rises.size() < 2; ++i) {
    const double step = y[i] - y[i - 1];
    if (step < 0.0) is_climbing = false;
    if (is_climbing) {
      rises.back().to = i;
      high = y[i];
      low = i;
      continue;
    }
    has_fallen = has_fallen || step < 0.0;
    if (y[i] > high) {
      high = y[i];
      low = i;
    }
    if (y[i] <= y[low]) low = i;
    is_far_down = is_far_down || high - y[low] > bound;
    const bool is_jump = has_fallen && step > bound;
    if (!is_jump && !(is_far_down && y[i] - y[low] > bound)) continue;
    rises.push_back({is_jump ? i - 1 : low, i, is_jump});
    is_climbing = true;
    has_fallen = is_far_down = false;
    high = y[i];
    low = i;
  }
  return rises;
}

// One alone. Several are a schedule that restarts.
void check_second_rise(const Metric& metric, const Points& points, double range,
                       const Thresholds& thresholds, std::vector<Finding>& findings) {
  const std::vector<SecondRise> rises =
      second_rises(points.y, thresholds.rate_schedule_jump * range);
  if (rises.size() != 1) return;
  const SecondRise& rise = rises.front();
  const double before = points.y[rise.from];
  // A jump is told as such, also where the rate goes on rising behind it.
  const std::size_t end = rise.is_jump ? rise.from + 1 : rise.to;
  const double after = points.y[end];
  Finding finding = finding_about("rate_schedule", metric, VerdictKind::undetermined,
                                  Severity::info, points.x[rise.from], points.x[end]);
  finding.confidence = Confidence::high;
  finding.numbers = {{"before", before}, {"after", after}};
  const std::vector<Slot> slots{
      {"metric", short_name(metric)}, {"before", before}, {"after", after}};
  const std::size_t shown = rise.is_jump ? end : rise.from;
  finding.message =
      message(rise.is_jump ? kJumped : kRises, place_of(metric, points.x[shown], shown + 1), slots);
  findings.push_back(std::move(finding));
}

void check(const Subject& subject, std::vector<Finding>& findings) {
  const Thresholds& thresholds = subject.thresholds();
  const auto index = subject.learning_rate();
  if (!index) return;
  const MetricSummary& summary = subject.summary(*index);
  if (static_cast<double>(summary.points) < thresholds.rate_schedule_points_min ||
      !(summary.max.y > 0.0))
    return;
  const Metric& metric = subject.metric(*index);
  const HeldPoints points = subject.points(*index);
  const double range = summary.max.y - summary.min.y;
  check_dead_tail(metric, points, summary.max.y, thresholds, findings);
  check_warm_up(metric, points, summary.max.y, range, thresholds, findings);
  check_second_rise(metric, points, range, thresholds, findings);
}

}  // namespace

extern const Rule rate_schedule;
const Rule rate_schedule{"rate_schedule", "1", "R11; ftdoctor's dead tail, trainspotter's schedule",
                         kSentence, check};

}  // namespace ckpt::rule
