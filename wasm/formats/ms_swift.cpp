// The log of ms-swift: the rows of the Hugging Face Trainer with the step as a text, and a closing
// summary. https://github.com/modelscope/ms-swift/blob/main/swift/trainers/patcher.py
#include "formats/format.h"

namespace ckpt::format {

const Format& ms_swift() {
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::text, "global_step/max_steps", 10},
                    {Where::value, "percentage", 2, Need::extra},
                    {Where::value, "elapsed_time", 2, Need::extra},
                    {Where::value, "remaining_time", 2, Need::extra},
                    {Where::number, "token_acc", 1, Need::extra},
                    {Where::inner_list, "log_history", 2, Need::extra}}},
      // The last line repeats the whole history in a summary of the run; the row before it sums up
      // the training as the Trainer does.
      .rows = {{{RowKind::summary, "model_parameter_info"},
                {RowKind::summary, "last_model_checkpoint"},
                {RowKind::summary, "train_runtime"}}},
      .epoch = {"epoch"},
      // "10/438" is the only place that tells the step.
      .spelled = {{{"global_step/max_steps", "", SpelledAs::step},
                   {"global_step/max_steps", "/", SpelledAs::planned_steps}}},
      .metrics = "*",
      .declared = {{{.name = "global_step/max_steps", .kept = Kept::not_at_all},
                    {.name = "percentage", .kept = Kept::not_at_all},
                    {.name = "eval_*", .role = Role::valid},
                    {.name = "test_*", .role = Role::test},
                    {.name = "predict_*", .role = Role::test},
                    {.name = "*", .role = Role::train}}},
      .no_facts = {"global_step/max_steps", "percentage", "elapsed_time", "remaining_time",
                   "best_metric", "best_model_checkpoint"},
      .best_value = "best_metric",
      .best_checkpoint = "best_model_checkpoint",
      .save_every = "save_steps",
  }};
  static constexpr Format kFormat{
      .id = "ms_swift",
      .title = "ms-swift log",
      .where = "logging.jsonl in the output folder",
      .what = "training and evaluation rows; the closing summary as facts",
      .source = "https://github.com/modelscope/ms-swift/blob/main/swift/trainers/patcher.py",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
