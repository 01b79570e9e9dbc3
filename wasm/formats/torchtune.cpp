// What torchtune's loggers write, as JSON Lines or as lines of text: the metrics of each step, on
// one line or on several.
// https://github.com/pytorch/torchtune/blob/main/torchtune/training/metric_logging.py
#include "formats/format.h"

namespace ckpt::format {

const Format& torchtune() {
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::number, "step", 1},
                    {Where::number, "tokens_per_second_per_gpu", 6},
                    {Where::number, "loss", 1, Need::extra},
                    {Where::number, "peak_memory_active", 2, Need::extra}}},
      .step = {"step"},
      .metrics = "*",
      .declared = {{{.name = "val*", .role = Role::valid},
                    {.name = "loss", .role = Role::train, .family = Family::token_loss},
                    {.name = "*", .role = Role::train}}},
  }};
  static constexpr Format kFormat{
      .id = "torchtune",
      .title = "torchtune log",
      .where = "log_<time>.txt or .jsonl of the DiskLogger in the output folder",
      .what = "loss, learning rate and throughput by step",
      .source =
          "https://github.com/pytorch/torchtune/blob/main/torchtune/training/metric_logging.py",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
