// Jobs of NVIDIA NeMo Customizer, whose status holds a list of values for each metric.
// https://docs.nvidia.com/nemo/microservices/latest/customizer/index.html
#include "formats/format.h"

namespace ckpt::format {

const Format& nemo_customizer() {
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::value, "status", 1},
                    {Where::number, "percentage_done", 3},
                    {Where::number, "epochs_completed", 2, Need::extra},
                    {Where::number, "steps_completed", 2, Need::extra},
                    {Where::value, "best_epoch", 1, Need::extra},
                    {Where::inner_list, "metrics.metrics.*", 4, Need::one_of},
                    {Where::inner_list, "metrics.keys", 2, Need::one_of},
                    {Where::number, "epochs_completed", 0, Need::one_of}}},
      .order = RowOrder::set,
      .are_jobs = true,
      .curves = {{{.root = "metrics.metrics",
                   .values = "*",
                   .value = "value",
                   .step = "step",
                   .epoch = "epoch",
                   .time = "timestamp"},
                  {.root = "metrics",
                   .values = "*",
                   .value = "value",
                   .step = "step",
                   .epoch = "epoch",
                   .time = "timestamp"}}},
  }};
  static constexpr Format kFormat{
      .id = "nemo_customizer",
      .title = "NeMo Customizer job",
      .where = "GET /v1/customization/jobs/{id}/status, saved as JSON",
      .what = "every metric by step, progress and the best epoch",
      .source = "https://docs.nvidia.com/nemo/microservices/latest/customizer/index.html",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
