// Supervised fine-tuning jobs of Fireworks AI. The metrics lie in a file that the job points to.
// https://docs.fireworks.ai/api-reference/get-supervised-fine-tuning-job
#include "formats/format.h"

namespace ckpt::format {

const Format& fireworks_job() {
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::value, "baseModel", 1},
                    {Where::value, "outputModel", 2, Need::extra},
                    {Where::value, "jobProgress", 5, Need::one_of},
                    {Where::value, "metricsFileSignedUrl", 8, Need::one_of},
                    {Where::value, "state", 1, Need::extra}}},
      .are_jobs = true,
      .run_name = {"displayName", "name"},
      // Whoever has the address can fetch the file.
      .no_facts = {"metricsFileSignedUrl"},
  }};
  static constexpr Format kFormat{
      .id = "fireworks_job",
      .title = "Fireworks fine-tuning job",
      .where = "GET /v1/accounts/{id}/supervisedFineTuningJobs/{id}, saved as JSON",
      .what = "the facts of the job and how far it came",
      .source = "https://docs.fireworks.ai/api-reference/get-supervised-fine-tuning-job",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
