// See averaging.h. Wortsman and others, "Model soups" (2022): greedy, by held-out results.
#include "analysis/averaging.h"

#include "analysis/wording.h"

namespace ckpt {
namespace {

constexpr Template kHint{
    "averaging.hint",
    "{count:integer} checkpoints of the last third are as good as the best. The mean of their "
    "weights may be better than each of them: start with the first, add the next, keep it where "
    "{metric} improves, and evaluate the result before you use it.",
    "最后三分之一中有 {count:integer} "
    "个检查点与最佳者相当。它们权重的平均可能优于其中任何一个：从第一个开始，"
    "依次加入下一个，{metric} 改善则保留；使用前须评估所得模型。"};

}  // namespace

std::optional<Message> averaging_hint(const Run& run, const Metric& metric,
                                      const Recommendation& recommended) {
  if (recommended.averageable.size() < 2) return std::nullopt;
  const Checkpoint& best = run.checkpoints[static_cast<std::size_t>(recommended.checkpoint)];
  const bool is_saved = recommended.is_among_saved || best.kind == CheckpointKind::checkpoint;
  if (!is_saved || !best.model.empty()) return std::nullopt;
  return message(kHint, {{"count", static_cast<double>(recommended.averageable.size())},
                         {"metric", short_name(metric)}});
}

}  // namespace ckpt
