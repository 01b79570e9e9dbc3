// What the Hugging Face Trainer's save_metrics writes when training or evaluation has ended: one
// value of each metric.
// https://github.com/huggingface/transformers/blob/main/src/transformers/trainer_pt_utils.py
#include "formats/format.h"
#include "formats/huggingface_roles.h"

namespace ckpt::format {

const Format& huggingface_results() {
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::alone, "one document", 1},
                    {Where::number, "train_runtime", 4, Need::one_of},
                    {Where::number, "eval_runtime", 4, Need::one_of},
                    {Where::number, "predict_runtime", 4, Need::one_of},
                    {Where::number, "test_runtime", 3, Need::one_of},
                    {Where::number, "epoch", 1, Need::extra},
                    {Where::number, "train_samples_per_second", 1, Need::extra},
                    {Where::number, "step", 0, Need::absent},
                    {Where::inner_list, "log_history", 0, Need::absent}}},
      .epoch = {"epoch"},
      .metrics = "*",
      .declared = kHuggingfaceRoles,
      .run_name = {"run_name"},
      .needs_metrics = true,
  }};
  static constexpr Format kFormat{
      .id = "huggingface_results",
      .title = "Hugging Face results",
      .where = "all_results.json, train_results.json and eval_results.json in the output folder",
      .what = "the final value of each metric, runtimes as facts",
      .source =
          "https://github.com/huggingface/transformers/blob/main/src/transformers/"
          "trainer_pt_utils.py",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
