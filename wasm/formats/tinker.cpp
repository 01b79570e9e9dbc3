// What the Tinker cookbook writes into its log folder: metrics.jsonl by step, and
// checkpoints.jsonl with the batch at which each checkpoint was saved.
// https://github.com/thinking-machines-lab/tinker-cookbook (checkpoint_utils.py, utils/ml_log.py)
#include "formats/format.h"

namespace ckpt::format {

const Format& tinker() {
  static constexpr Layout kLayouts[] = {
      {
          .evidence = {{{Where::text, "name", 1},
                        {Where::number, "batch", 1, Need::extra},
                        {Where::text, "state_path", 5, Need::one_of},
                        {Where::text, "sampler_path", 5, Need::one_of}}},
          .are_checkpoints = true,
          .saved = Saved::yes,
          .step = {"batch"},
          .epoch = {"epoch"},
          .metrics = "*",
          .id = {"name"},
          .model = {"sampler_path"},
          .path = {"state_path", "sampler_path"},
          .together = Together::folder,
          .family = "tinker",
          .no_facts = {"name", "final"},
      },
      {
          .evidence = {{{Where::number, "step", 1},
                        {Where::number, "train_mean_nll", 5, Need::one_of},
                        {Where::number, "env/all/reward/total", 5, Need::one_of},
                        {Where::number, "optim/kl_sample_train_v1", 4, Need::one_of},
                        {Where::number, "dpo_loss", 2, Need::one_of},
                        {Where::number, "num_loss_tokens", 1, Need::extra},
                        {Where::number, "progress/batch", 2, Need::extra},
                        {Where::number, "progress", 1, Need::extra},
                        {Where::number, "optim/lr", 1, Need::extra}}},
          .step = {"step", "progress/batch"},
          .epoch = {"epoch", "progress/epoch"},
          .metrics = "*",
          .declared = {{{.name = "progress*", .kept = Kept::as_unranked},
                        // Of as many tokens as the batch happens to hold.
                        {.name = "loss:sum", .kept = Kept::as_unranked},
                        {.name = "test/*", .role = Role::valid},
                        {.name = "eval/*", .role = Role::valid},
                        {.name = "val*", .role = Role::valid},
                        // Rollouts sample the policy itself.
                        {.name = "env/all/reward/total", .role = Role::valid_batch},
                        {.name = "*", .role = Role::train}}},
          .together = Together::folder,
          .family = "tinker",
      }};
  static constexpr Format kFormat{
      .id = "tinker",
      .title = "Tinker cookbook log",
      .where = "metrics.jsonl and checkpoints.jsonl in the log folder",
      .what = "metrics by step; checkpoints with their tinker:// paths",
      .source =
          "https://github.com/thinking-machines-lab/tinker-cookbook/blob/main/tinker_cookbook/"
          "checkpoint_utils.py",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
