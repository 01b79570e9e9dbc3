// R3: the value that chooses a checkpoint leaps out of the curve and back. The best of many
// evaluations is best by chance; one that far from both of its neighbours is a slip of the
// evaluation until it is repeated.
#include <algorithm>

#include "analysis/rule.h"
#include "analysis/wording.h"

namespace ckpt::rule {
namespace {

constexpr Template kSentence{"lone_best.sentence",
                             "The best value leaps out of the curve and back, as no training does.",
                             "最佳值从曲线中突然跳出又返回，训练本身不会如此。"};

constexpr PlaceTemplates kMessage =
    CKPT_AT("lone_best.message", "{metric} is {value:value} at ",
            ", far from both of its neighbours ({before:value} and {after:value}): by chance or by "
            "mistake, until it is evaluated again.",
            "{metric} 在",
            "为 {value:value}，与两侧相邻值（{before:value} 和 "
            "{after:value}）相差甚远：在重新评估之前，应视为偶然或失误。");
constexpr Template kAction{"lone_best.action",
                           "Evaluate that checkpoint again; if its value does not come back, take "
                           "another of the best.",
                           "重新评估该检查点；若该值不再出现，请选用其他最佳检查点之一。"};

void check(const Subject& subject, std::vector<Finding>& findings) {
  const auto index = subject.primary();
  const Recommendation& recommended = subject.recommendation();
  if (!index || recommended.checkpoint < 0 || !recommended.is_alone) return;
  const Metric& metric = subject.metric(*index);
  const HeldPoints points = subject.points(*index);
  const double x = subject.run().checkpoints.x(static_cast<std::size_t>(recommended.checkpoint));
  const std::size_t at = points.x.lower_bound(x);
  Finding finding =
      finding_about("lone_best", metric, VerdictKind::undetermined, Severity::notice, x, x);
  finding.numbers = {{"value", points.y[at]},
                     {"before", points.y[at - 1]},
                     {"after", points.y[at + 1]},
                     {"sigma", subject.summary(*index).noise_sigma}};
  finding.message = message(kMessage, place_of(metric, x, at + 1),
                            {{"metric", short_name(metric)},
                             {"value", points.y[at]},
                             {"before", points.y[at - 1]},
                             {"after", points.y[at + 1]}});
  finding.action = message(kAction);
  findings.push_back(std::move(finding));
}

}  // namespace

extern const Rule lone_best;
const Rule lone_best{"lone_best", "1", "R3; one pseudo-residual of Gasser and others against all",
                     kSentence, check};

}  // namespace ckpt::rule
