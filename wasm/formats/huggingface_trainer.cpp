// trainer_state.json of the Hugging Face Trainer and all that build on it (TRL, Axolotl, Unsloth,
// ...). https://github.com/huggingface/transformers/blob/main/src/transformers/trainer_callback.py
#include "formats/format.h"
#include "formats/huggingface_roles.h"

namespace ckpt::format {

const Format& huggingface_trainer() {
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::list, "log_history", 8},
                    {Where::parent, "global_step", 2, Need::extra},
                    {Where::parent, "max_steps", 1, Need::extra},
                    {Where::parent, "best_metric", 2, Need::extra},
                    {Where::parent, "is_world_process_zero", 2, Need::extra},
                    {Where::number, "step", 1, Need::extra}}},
      .rows = kHuggingfaceRows,
      .step = {"step"},
      .epoch = {"epoch"},
      .metrics = "*",
      .declared = kHuggingfaceRoles,
      // Every checkpoint folder holds the log up to its step.
      .together = Together::checkpoint_folders,
      .family = "huggingface_trainer",
      .no_facts = {"stateful_callbacks", "is_local_process_zero", "is_world_process_zero",
                   "is_hyper_param_search", "best_metric", "best_model_checkpoint",
                   "best_global_step"},
      .planned_steps = "max_steps",
      .reached_step = "global_step",
      // The value of the best checkpoint is stored, the metric's name and direction are not.
      .best_value = "best_metric",
      .best_step = "best_global_step",
      .best_checkpoint = "best_model_checkpoint",
      .save_every = "save_steps",
      .evaluate_every = "eval_steps",
  }};
  static constexpr Format kFormat{
      .id = "huggingface_trainer",
      .title = "Hugging Face Trainer state",
      .where = "trainer_state.json in the output folder and in each checkpoint-N",
      .what = "training and evaluation rows, the author's best checkpoint, the save schedule",
      .source =
          "https://github.com/huggingface/transformers/blob/main/src/transformers/"
          "trainer_callback.py",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
