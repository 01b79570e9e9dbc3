// R12e: the run ends before the steps that were planned.
#include <cmath>

#include "analysis/rule.h"
#include "analysis/wording.h"

namespace ckpt::rule {
namespace {

constexpr Template kSentence{"unfinished.sentence",
                             "The run ends before the steps that were planned.",
                             "运行在计划的步数之前结束。"};

constexpr Template kMessage{
    "unfinished.message",
    "The run ends at step {last:integer} of {planned:integer} planned ({done:percent}).",
    "运行止于第 {last:integer} 步，计划为 {planned:integer} 步（{done:percent}）。"};
constexpr PlaceTemplates kHeadline{
    {"unfinished.headline.step",
     "Unfinished, {done:percent} of the planned steps done. Best so far: step {at:integer}.",
     "尚未完成，已完成计划步数的 {done:percent}。目前最佳：第 {at:integer} 步。"},
    {"unfinished.headline.epoch",
     "Unfinished, {done:percent} of the planned steps done. Best so far: epoch {at:value}.",
     "尚未完成，已完成计划步数的 {done:percent}。目前最佳：第 {at:value} 轮。"},
    {"unfinished.headline.ordinal",
     "Unfinished, {done:percent} of the planned steps done. Best so far: checkpoint {at:integer}.",
     "尚未完成，已完成计划步数的 {done:percent}。目前最佳：第 {at:integer} 个检查点。"}};
constexpr PlaceTemplates kHeadlineFew = CKPT_AT(
    "unfinished.few.headline",
    "Unfinished, {done:percent} of the planned steps done. Best of only {count:integer} "
    "evaluations so far: ",
    ".", "尚未完成，已完成计划步数的 {done:percent}。目前仅 {count:integer} 次评估，其中最佳：",
    "。");
constexpr PlaceTemplates kHeadlineOne =
    CKPT_AT("unfinished.one.headline",
            "Unfinished, {done:percent} of the planned steps done. One evaluation so far, at ", ".",
            "尚未完成，已完成计划步数的 {done:percent}。目前仅一次评估，在", "。");
constexpr Template kAction{"unfinished.action",
                           "If it stopped by accident, resume from the last checkpoint; if it "
                           "still runs, look again later.",
                           "若为意外中断，请从最后一个检查点恢复；若仍在运行，请稍后再看。"};

void check(const Subject& subject, std::vector<Finding>& findings) {
  const Run& run = subject.run();
  if (run.x_kind != XKind::step || !(run.last_step < run.planned_steps)) return;
  if (!(run.planned_steps > 0.0)) return;
  const double done = run.last_step / run.planned_steps;
  Finding finding;
  finding.rule = "unfinished";
  finding.kind = VerdictKind::unfinished;
  finding.severity = Severity::info;
  finding.confidence = Confidence::high;
  finding.from_x = run.last_step;
  finding.to_x = run.last_step;
  finding.numbers = {
      {"last_step", run.last_step}, {"planned_steps", run.planned_steps}, {"done", done}};
  finding.message =
      message(kMessage, {{"last", run.last_step}, {"planned", run.planned_steps}, {"done", done}});
  const Recommendation& recommended = subject.recommendation();
  if (recommended.checkpoint >= 0) {
    const auto checkpoint = static_cast<std::size_t>(recommended.checkpoint);
    const double count = static_cast<double>(subject.summary(*subject.primary()).points);
    const bool is_few = count < subject.thresholds().choice_evaluations_min;
    finding.headline = message(count < 2.0 ? kHeadlineOne
                               : is_few    ? kHeadlineFew
                                           : kHeadline,
                               place_of(run, checkpoint), {{"done", done}, {"count", count}});
  }
  finding.action = message(kAction);
  findings.push_back(std::move(finding));
}

}  // namespace

extern const Rule unfinished;
const Rule unfinished{"unfinished", "1", "R12e", kSentence, check};

}  // namespace ckpt::rule
