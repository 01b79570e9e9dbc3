// The registry of rules.
#include "analysis/rule.h"

#include <algorithm>
#include <array>

namespace ckpt {
namespace rule {
#define CKPT_RULE(name) extern const Rule name;
#include "analysis/rules/registry.def"
#undef CKPT_RULE
}  // namespace rule

namespace {
constexpr std::array kRules{
#define CKPT_RULE(name) &rule::name,
#include "analysis/rules/registry.def"
#undef CKPT_RULE
};

constexpr std::array kShared{
    Rule{"noise",
         "1",
         "R3; Gasser, Sroka and Jennen-Steinmetz 1986",
         {"noise.sentence",
          "Two values of a metric closer than its noise band are not told apart: a multiple of the "
          "scatter around the curve, or a share of the best value where that is more.",
          "同一指标的两个值若相差不超过噪声带则视为无差别：噪声带取曲线离散度的若干倍与最佳值的一定"
          "比例中的较大者。"},
         nullptr},
    Rule{"trend",
         "1",
         "R5; Mann-Kendall with a correction for autocorrelation, Theil-Sen slope",
         {"trend.sentence", "A metric rises or falls only if the trend is significant.",
          "只有趋势显著时，才认为指标上升或下降。"},
         nullptr},
    Rule{"choice",
         "1",
         "R3, R12a, R12c",
         {"choice.sentence",
          "The best checkpoint that exists is recommended, with the more confidence the more "
          "evaluations there are and the less noise.",
          "推荐现存检查点中最好的一个；评估越多、噪声越小，置信度越高。"},
         nullptr},
    Rule{"stopping",
         "1",
         "R4; Keras, Lightning, Transformers and PyTorch sources",
         {"stopping.sentence",
          "The usual rules for early stopping are replayed on the metric that chooses, each with "
          "its "
          "own way of counting.",
          "在用于选择的指标上重放常用的早停规则，各按其自身的计数方式。"},
         nullptr},
    Rule{"forecast",
         "1",
         "R14; power law with a hold-out",
         {"forecast.sentence",
          "More training is foretold only where a power law has foretold the end of the run better "
          "than \"nothing changes any more\".",
          "只有当幂律对运行末段的预测优于“不再变化”时，才给出继续训练的预测。"},
         nullptr},
    Rule{
        "comparison",
        "1",
        "R15; Welch 1947",
        {"comparison.sentence",
         "Runs that differ in their seed are one group; two groups are compared by the last values "
         "of their runs, and only with enough runs a side.",
         "仅随机种子不同的运行归为一组；两组按各运行最后的值比较，且每组须有足够的运行次数。"},
        nullptr},
};
}  // namespace

Finding finding_about(std::string_view rule, const Metric& metric, VerdictKind kind,
                      Severity severity, double from_x, double to_x) {
  Finding finding;
  finding.rule = rule;
  finding.kind = kind;
  finding.severity = severity;
  finding.confidence = Confidence::medium;
  finding.metric = metric.name;
  finding.from_x = from_x;
  finding.to_x = to_x;
  return finding;
}

std::span<const Rule* const> rules() { return kRules; }
std::span<const Rule> shared_rules() { return kShared; }

std::string_view version_of(std::string_view rule) {
  const auto found = std::find_if(kRules.begin(), kRules.end(),
                                  [rule](const Rule* known) { return known->id == rule; });
  return found == kRules.end() ? std::string_view{} : (*found)->version;
}

}  // namespace ckpt
