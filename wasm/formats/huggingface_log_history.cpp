// The log of the Hugging Face Trainer alone, as people dump trainer.state.log_history.
// https://github.com/huggingface/transformers/blob/main/src/transformers/trainer.py
#include "formats/format.h"
#include "formats/huggingface_roles.h"

namespace ckpt::format {

const Format& huggingface_log_history() {
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::number, "step", 1},
                    {Where::number, "epoch", 1},
                    {Where::number, "train_runtime", 4, Need::one_of},
                    {Where::number, "eval_runtime", 4, Need::one_of},
                    {Where::number, "eval_samples_per_second", 2, Need::one_of},
                    {Where::number, "grad_norm", 2, Need::one_of},
                    {Where::number, "learning_rate", 1, Need::extra},
                    {Where::number, "loss", 1, Need::extra},
                    // Of a trainer's state it is only a part.
                    {Where::list, "log_history", 0, Need::absent}}},
      .rows = kHuggingfaceRows,
      .step = {"step"},
      .epoch = {"epoch"},
      .metrics = "*",
      .declared = kHuggingfaceRoles,
  }};
  static constexpr Format kFormat{
      .id = "huggingface_log_history",
      .title = "Hugging Face Trainer log",
      .where = "json.dump(trainer.state.log_history), often log_history.json or training_log.json",
      .what = "training and evaluation rows",
      .source = "https://github.com/huggingface/transformers/blob/main/src/transformers/trainer.py",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
