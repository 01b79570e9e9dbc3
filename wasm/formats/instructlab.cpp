// The log of InstructLab's training library: the parameters of the run, then a row for each step.
// https://github.com/instructlab/training/blob/main/src/instructlab/training/main_ds.py
#include "formats/format.h"

namespace ckpt::format {

const Format& instructlab() {
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::number, "step", 1},
                    {Where::number, "overall_throughput", 4, Need::one_of},
                    {Where::number, "num_loss_counted_tokens", 4, Need::one_of},
                    {Where::number, "samples_seen", 2, Need::extra},
                    {Where::number, "gradnorm", 1, Need::extra},
                    {Where::number, "rank", 1, Need::extra}}},
      .step = {"step"},
      .epoch = {"epoch"},
      .time = {"timestamp"},
      .metrics = "*",
      .declared = {{{.name = "val*", .role = Role::valid},
                    {.name = "rank", .kept = Kept::not_at_all},
                    {.name = "script_params/*", .kept = Kept::as_fact},
                    {.name = "total_samples", .kept = Kept::as_fact},
                    {.name = "num_epoch_steps", .kept = Kept::as_fact},
                    {.name = "avg_loss", .role = Role::train, .family = Family::token_loss},
                    {.name = "*", .role = Role::train}}},
  }};
  static constexpr Format kFormat{
      .id = "instructlab",
      .title = "InstructLab training log",
      .where =
          "training_params_and_metrics_global0.jsonl or training_log.jsonl in the output folder",
      .what = "loss, gradient norm and throughput by step; the parameters of the run",
      .source =
          "https://github.com/instructlab/training/blob/main/src/instructlab/training/main_ds.py",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
