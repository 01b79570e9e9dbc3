// Metrics of the steps of Cohere's fine-tuned models.
// https://github.com/cohere-ai/cohere-python (ListTrainingStepMetricsResponse)
#include "formats/format.h"

namespace ckpt::format {

const Format& cohere() {
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::number, "step_number", 2},
                    {Where::list, "step_metrics", 8},
                    {Where::value, "metrics", 1}}},
      .order = RowOrder::set,
      .step = {"step_number"},
      .time = {"created_at"},
      .metrics = "metrics.*",
      .no_facts = {"next_page_token"},
      .has_more = "next_page_token",
  }};
  static constexpr Format kFormat{
      .id = "cohere",
      .title = "Cohere training step metrics",
      .where = "GET /v1/finetuning/finetuned-models/{id}/training-step-metrics, saved as JSON",
      .what = "every metric by step",
      .source = "https://github.com/cohere-ai/cohere-python",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
