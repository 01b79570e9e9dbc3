// R12f: steps that take longer and longer, or fewer of them in a second.
#include <cmath>

#include "analysis/rule.h"
#include "analysis/stats.h"
#include "analysis/wording.h"

namespace ckpt::rule {
namespace {

constexpr Template kSentence{"throughput.sentence",
                             "Steps take longer at the end than at the beginning.",
                             "末段每步用时比开始时更长。"};

constexpr Template kMessage{
    "throughput.message",
    "Training became {slower:value} times slower: {metric} was {first:value} and is {last:value} "
    "at "
    "the end.",
    "训练变慢了 {slower:value} 倍：{metric} 由 {first:value} 变为 {last:value}。"};
constexpr Template kAction{
    "throughput.action",
    "Look for what grew or came in between: longer examples, memory near its limit, a worker or a "
    "disk shared with another job, a chip that throttles.",
    "查找变化的原因：样本变长、内存接近上限、与其他任务共用的进程或磁盘、芯片降频。"};

void check(const Subject& subject, std::vector<Finding>& findings) {
  const Thresholds& thresholds = subject.thresholds();
  const auto index = subject.speed();
  if (!index) return;
  const MetricSummary& summary = subject.summary(*index);
  if (static_cast<double>(summary.points) < thresholds.throughput_points_min ||
      !(summary.min.y > 0.0))
    return;
  // Elapsed time ends at its greatest and begins at its least.
  if (summary.first.y == summary.min.y && summary.last.y == summary.max.y) return;
  const Metric& metric = subject.metric(*index);
  const HeldPoints points = subject.points(*index);
  const auto count = static_cast<std::ptrdiff_t>(thresholds.throughput_end_share *
                                                 static_cast<double>(points.y.size()));
  const double first = median({points.y.begin(), points.y.begin() + count});
  const double last = median({points.y.end() - count, points.y.end()});
  const double slower = pace_of(metric.name) == Pace::rate ? first / last : last / first;
  if (!(slower >= thresholds.throughput_slower) ||
      !(std::fabs(last - first) >= thresholds.throughput_sigmas * summary.noise_sigma))
    return;
  Finding finding;
  finding.rule = "throughput";
  finding.kind = VerdictKind::undetermined;
  finding.severity = Severity::notice;
  finding.confidence = Confidence::medium;
  finding.metric = metric.name;
  finding.from_x = points.x.front();
  finding.to_x = points.x.back();
  finding.numbers = {{"first", first}, {"last", last}, {"slower", slower}};
  finding.message = message(
      kMessage,
      {{"metric", short_name(metric)}, {"first", first}, {"last", last}, {"slower", slower}});
  finding.action = message(kAction);
  findings.push_back(std::move(finding));
}

}  // namespace

extern const Rule throughput;
const Rule throughput{"throughput", "1", "R12f; trainspotter, runwise", kSentence, check};

}  // namespace ckpt::rule
