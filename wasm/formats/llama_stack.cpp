// Checkpoints of Llama Stack's post-training jobs.
// https://github.com/meta-llama/llama-stack (apis/post_training, PostTrainingJobArtifactsResponse)
#include "formats/format.h"

namespace ckpt::format {

const Format& llama_stack() {
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::value, "identifier", 3},
                    {Where::list, "checkpoints", 1},
                    {Where::value, "post_training_job_id", 6, Need::one_of},
                    {Where::value, "training_metrics", 3, Need::one_of},
                    {Where::parent, "job_uuid", 3, Need::extra},
                    {Where::number, "epoch", 1, Need::extra}}},
      .order = RowOrder::set,
      .are_checkpoints = true,
      .saved = Saved::yes,
      .epoch = {"epoch", "training_metrics.epoch"},
      .time = {"created_at"},
      .metrics = "training_metrics.*",
      .declared = {{{.name = "validation*", .role = Role::valid},
                    {.name = "train*", .role = Role::train},
                    // Computed from the validation loss.
                    {.name = "perplexity", .role = Role::valid},
                    {.name = "*loss", .family = Family::token_loss}}},
      .id = {"identifier"},
      .path = {"path"},
      .run_name = {"job_uuid", "post_training_job_id"},
  }};
  static constexpr Format kFormat{
      .id = "llama_stack",
      .title = "Llama Stack post-training",
      .where = "GET /v1/post-training/job/artifacts, saved as JSON",
      .what = "the checkpoints of a job with their training metrics",
      .source = "https://github.com/meta-llama/llama-stack",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
