// Events of OpenAI fine-tuning jobs, the only place with the full curve; Azure OpenAI serves the
// same objects, and services that follow the API put current_steps where OpenAI has step.
// https://github.com/openai/openai-openapi (FineTuningJobEvent)
#include "formats/format.h"

namespace ckpt::format {

const Format& openai_events() {
  static constexpr Bounds kValidated{.least = 0.0};
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::text, "object", 10, Need::one_of, {"fine_tuning.job.event"}},
                    {Where::number, "data.train_mean_token_accuracy", 6, Need::one_of},
                    {Where::number, "data.train_loss", 4, Need::extra},
                    {Where::value, "message", 2},
                    {Where::value, "created_at", 1},
                    {Where::value, "level", 1}}},
      .order = RowOrder::set,  // the API lists newest first, files that people saved do not
      // Most events tell of the job's life and measure nothing.
      .rows = {{{RowKind::record, "data.step"},
                {RowKind::record, "data.current_steps"},
                {RowKind::record, "message", {}, Having::spelled_step},
                {RowKind::skipped, "message"}}},
      .step = {"data.step", "data.current_steps"},
      .time = {"created_at"},
      // Where data is missing, the text of the message repeats the losses, rounded to two digits:
      // "Step 300/300: training loss=0.00, validation loss=0.00, full validation loss=0.05".
      .spelled = {{{"message", "Step ", SpelledAs::step},
                   {"message", "/", SpelledAs::planned_steps},
                   {"message", "training loss=", SpelledAs::metric, "train_loss"},
                   {"message", "validation loss=", SpelledAs::metric, "valid_loss"},
                   {"message", "full validation loss=", SpelledAs::metric, "full_valid_loss"}}},
      .metrics = "data.*",
      // valid_* is measured on one small batch, full_valid_* on the whole validation file at the
      // end of each epoch. https://platform.openai.com/docs/guides/fine-tuning
      .declared = {{{.name = "total_steps", .kept = Kept::not_at_all},
                    {.name = "percentage", .kept = Kept::not_at_all},
                    {.name = "full_valid*", .role = Role::valid},
                    {.name = "valid*", .role = Role::valid_batch},
                    // Azure writes -1 at steps without a validation.
                    {.name = "*valid_loss", .bounds = kValidated},
                    {.name = "*valid_mean_token_accuracy", .bounds = kValidated},
                    {.name = "train*", .role = Role::train},
                    {.name = "eval*", .role = Role::valid},
                    {.name = "loss", .role = Role::train},
                    {.name = "*loss", .family = Family::token_loss}}},
      .run_of_record = "fine_tuning_job_id",
      .run_name = {"fine_tuning_job_id"},
      // Events do not name their job.
      .together = Together::identity,
      .family = "openai_fine_tuning",
      .identity = {"fine_tuning_job_id"},
      .may_agree = true,
      .no_facts = {"object", "id", "level", "message", "type"},
      .has_facts_around = false,  // of a list page: paging
      .has_more = "has_more",
      .planned_steps = "data.total_steps",
  }};
  static constexpr Format kFormat{
      .id = "openai_events",
      .title = "OpenAI fine-tuning events",
      .where = "GET /v1/fine_tuning/jobs/{id}/events, also of Azure OpenAI, saved as JSON",
      .what = "the metrics of every step, from the messages where data is missing",
      .source = "https://github.com/openai/openai-openapi",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
