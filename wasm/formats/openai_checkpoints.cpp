// Checkpoints of OpenAI fine-tuning jobs, as the API lists them; Azure OpenAI serves the same
// objects with other ids, without first_id and last_id and with float steps.
// https://github.com/openai/openai-openapi (FineTuningJobCheckpoint)
#include "formats/format.h"

namespace ckpt::format {

const Format& openai_checkpoints() {
  static constexpr Bounds kValidated{.least = 0.0};
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::value, "fine_tuned_model_checkpoint", 10, Need::one_of},
                    {Where::text, "object", 10, Need::one_of, {"fine_tuning.job.checkpoint"}},
                    {Where::value, "fine_tuning_job_id", 4, Need::extra},
                    {Where::number, "step_number", 2, Need::extra},
                    {Where::value, "metrics", 1, Need::extra}}},
      .order = RowOrder::set,  // the API lists newest first, files that people saved do not
      .are_checkpoints = true,
      .saved = Saved::yes,
      .rows = {{{RowKind::record, "object", {"fine_tuning.job.checkpoint"}},
                {RowKind::skipped, "object"}}},
      .step = {"step_number", "metrics.step"},
      .time = {"created_at"},
      .metrics = "metrics.*",
      // valid_* is measured on one small batch, full_valid_* on the whole validation file.
      // https://platform.openai.com/docs/guides/fine-tuning
      .declared = {{{.name = "full_valid*", .role = Role::valid},
                    {.name = "valid*", .role = Role::valid_batch},
                    // Azure writes -1 at steps without a validation.
                    {.name = "*valid_loss", .bounds = kValidated},
                    {.name = "*valid_mean_token_accuracy", .bounds = kValidated},
                    {.name = "train*", .role = Role::train},
                    {.name = "*loss", .family = Family::token_loss}}},
      .id = {"id"},
      .model = {"fine_tuned_model_checkpoint"},
      .run_of_record = "fine_tuning_job_id",
      .run_name = {"fine_tuning_job_id"},
      .together = Together::identity,
      .family = "openai_fine_tuning",
      .identity = {"fine_tuning_job_id"},
      .may_agree = true,
      .no_facts = {"object"},
      .has_facts_around = false,  // of a list page: paging
      .has_more = "has_more",
  }};
  static constexpr Format kFormat{
      .id = "openai_checkpoints",
      .title = "OpenAI fine-tuning checkpoints",
      .where = "GET /v1/fine_tuning/jobs/{id}/checkpoints, also of Azure OpenAI, saved as JSON",
      .what = "one object, an array, a list page or JSON Lines, in any key spelling",
      .source = "https://github.com/openai/openai-openapi",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
