// What Weights & Biases keeps of a run: its history, one line for each call of log(), and its
// summary, the last value of each metric.
// https://github.com/wandb/wandb/tree/main/core/internal/filestream
#include "formats/format.h"

namespace ckpt::format {

const Format& wandb() {
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::number, "_step", 4},
                    {Where::number, "_runtime", 3},
                    {Where::number, "_timestamp", 3},
                    {Where::value, "_wandb", 3, Need::extra}}},
      // _step counts the calls of log(); the trainers log their own step beside it.
      .step = {"train/global_step", "trainer/global_step", "global_step", "_step"},
      .time = {"_timestamp"},
      .steps_differ = true,
      .metrics = "*",
      .declared = {{{.name = "_wandb*", .kept = Kept::not_at_all},
                    {.name = "_runtime", .kept = Kept::as_fact}}},
      .no_facts = {"_wandb"},
      .needs_metrics = true,
  }};
  static constexpr Format kFormat{
      .id = "wandb",
      .title = "Weights & Biases",
      .where = "wandb-history.jsonl, or wandb-summary.json in wandb/run-*/files",
      .what = "every metric by step, or the last value of each",
      .source = "https://github.com/wandb/wandb/tree/main/core/internal/filestream",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
