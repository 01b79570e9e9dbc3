// meta_<step>.json that nanochat saves beside the weights of each checkpoint.
// https://github.com/karpathy/nanochat/blob/master/nanochat/checkpoint_manager.py
#include "formats/format.h"

namespace ckpt::format {

const Format& nanochat() {
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::number, "step", 1},
                    {Where::value, "model_config", 3},
                    {Where::number, "val_bpb", 4, Need::one_of},
                    {Where::number, "val_loss", 2, Need::one_of},
                    {Where::value, "user_config", 3, Need::extra},
                    {Where::value, "loop_state", 2, Need::extra}}},
      .are_checkpoints = true,
      .saved = Saved::yes,
      .step = {"step"},
      .metrics = "*",
      .declared = {{{.name = "loop_state/smooth_train_loss",
                     .role = Role::train,
                     .family = Family::token_loss,
                     .kept = Kept::as_metric},
                    {.name = "loop_state/*", .kept = Kept::as_fact},
                    {.name = "model_config/*", .kept = Kept::as_fact},
                    {.name = "user_config/*", .kept = Kept::as_fact},
                    {.name = "dataloader_state_dict/*", .kept = Kept::not_at_all},
                    {.name = "device_batch_size", .kept = Kept::as_fact},
                    {.name = "total_batch_size", .kept = Kept::as_fact},
                    {.name = "max_seq_len", .kept = Kept::as_fact},
                    {.name = "*", .role = Role::valid}}},
      .together = Together::numbered_files,
      .family = "nanochat",
      .no_facts = {"dataloader_state_dict"},
      .best_value = "loop_state.min_val_bpb",
  }};
  static constexpr Format kFormat{
      .id = "nanochat",
      .title = "nanochat checkpoint",
      .where = "meta_<step>.json beside model_<step>.pt",
      .what = "the validation of a checkpoint and its configuration",
      .source = "https://github.com/karpathy/nanochat/blob/master/nanochat/checkpoint_manager.py",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
