// The log of LLaMA-Factory: older versions write learning_rate and null for what was not measured,
// newer ones lr and nothing.
// https://github.com/hiyouga/LLaMA-Factory/blob/main/src/llamafactory/train/callbacks.py
#include "formats/format.h"

namespace ckpt::format {

const Format& llamafactory() {
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::number, "current_steps", 5},
                    {Where::number, "total_steps", 3},
                    {Where::value, "elapsed_time", 1, Need::extra},
                    {Where::value, "remaining_time", 1, Need::extra},
                    {Where::number, "percentage", 1, Need::extra}}},
      .step = {"current_steps"},
      .epoch = {"epoch"},
      .metrics = "*",
      // accuracy is that of the rewards of a preference training, on the training batch.
      .declared = {{{.name = "percentage", .kept = Kept::not_at_all},
                    {.name = "total_steps", .kept = Kept::as_fact},
                    {.name = "eval_*", .role = Role::valid},
                    {.name = "predict_*", .role = Role::test},
                    {.name = "*", .role = Role::train}}},
      .no_facts = {"elapsed_time", "remaining_time"},
      .planned_steps = "total_steps",
  }};
  static constexpr Format kFormat{
      .id = "llamafactory",
      .title = "LLaMA-Factory log",
      .where = "trainer_log.jsonl in the output folder",
      .what = "training, evaluation and prediction rows of both generations",
      .source =
          "https://github.com/hiyouga/LLaMA-Factory/blob/main/src/llamafactory/train/callbacks.py",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
