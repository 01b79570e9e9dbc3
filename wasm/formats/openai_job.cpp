// Fine-tuning jobs of OpenAI and Azure OpenAI: what was trained and how it ended. The metrics
// stand in the job's events and checkpoints. https://github.com/openai/openai-openapi
// (FineTuningJob)
#include "formats/format.h"

namespace ckpt::format {

const Format& openai_job() {
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::text, "object", 10, Need::required, {"fine_tuning.job"}},
                    {Where::value, "training_file", 2, Need::extra},
                    {Where::value, "status", 1}}},
      .are_jobs = true,
      .run_name = {"id"},
      .together = Together::identity,
      .family = "openai_fine_tuning",
      .identity = {"id"},
      .no_facts = {"object", "id"},
      // Azure answers with -1 where OpenAI says "auto".
      .auto_below = "hyperparameters",
      .has_more = "has_more",
      .is_list_of_runs = true,
  }};
  static constexpr Format kFormat{
      .id = "openai_job",
      .title = "OpenAI fine-tuning job",
      .where =
          "GET /v1/fine_tuning/jobs or /v1/fine_tuning/jobs/{id}, also of Azure OpenAI, saved as "
          "JSON",
      .what = "the facts of one job or of a list of them",
      .source = "https://github.com/openai/openai-openapi",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
