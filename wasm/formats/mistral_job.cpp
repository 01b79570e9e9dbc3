// Fine-tuning jobs of Mistral's API (retired in 2026) with their checkpoints, as the wire and the
// Python client spell them (step_number) and as the TypeScript client does (stepNumber).
// https://github.com/mistralai/client-python (CheckpointOut, MetricOut, DetailedJobOut)
#include "formats/format.h"

namespace ckpt::format {

const Format& mistral_job() {
  static constexpr Layout kLayouts[] = {
      {
          .evidence = {{{Where::number, "step_number", 2},
                        {Where::number, "created_at", 1},
                        {Where::value, "metrics.train_loss", 1, Need::one_of},
                        {Where::value, "metrics.valid_loss", 1, Need::one_of},
                        {Where::value, "metrics.valid_mean_token_accuracy", 2, Need::one_of},
                        {Where::list, "checkpoints", 1, Need::extra},
                        {Where::parent, "hyperparameters.training_steps", 2, Need::extra}}},
          .order = RowOrder::set,  // newest first
          .are_checkpoints = true,
          .step = {"step_number"},
          .time = {"created_at"},
          .metrics = "metrics.*",
          // The field that is called an accuracy holds 2 to the power of valid_loss in every job of
          // 2024: a perplexity, above 1, that falls when the model improves. The specification says
          // "token accuracy should increase".
          // https://github.com/mistralai/platform-docs-public (openapi.yaml, MetricOut)
          .declared = {{{.name = "train*", .role = Role::train},
                        {.name = "valid*", .role = Role::valid},
                        {.name = "*loss", .family = Family::token_loss},
                        {.name = "valid_mean_token_accuracy",
                         .when = When::above_one,
                         .family = Family::perplexity,
                         .direction = Direction::lower,
                         .quantity = "perplexity",
                         .leaves_note = true,
                         .note = NoteCode::misnamed_perplexity}}},
          // Jobs of 2025 without validation files state 0.0 for both at every step.
          .sentinel = {{"valid_loss", "valid_mean_token_accuracy"}, 0.0, NoteCode::no_validation},
          .run_name = {"id"},
          // A job that was asked for until it was done stands in a log several times.
          .together = Together::identity,
          .family = "mistral_fine_tuning",
          .identity = {"id"},
          .no_facts = {"object", "events", "integrations"},
          .planned_steps = "hyperparameters.training_steps",
      },
      {
          // A job that was only validated, is still queued, or whose checkpoints were cut away.
          .evidence = {{{Where::number, "hyperparameters.training_steps", 4},
                        {Where::text, "status", 1},
                        {Where::value, "fine_tuned_model", 2},
                        {Where::value, "auto_start", 1, Need::extra},
                        {Where::value, "job_type", 1, Need::extra}}},
          .are_jobs = true,
          .run_name = {"id"},
          .together = Together::identity,
          .family = "mistral_fine_tuning",
          .identity = {"id"},
          .no_facts = {"object", "events", "integrations"},
          .planned_steps = "hyperparameters.training_steps",
      }};
  static constexpr Format kFormat{
      .id = "mistral_job",
      .title = "Mistral fine-tuning job",
      .where = "GET /v1/fine_tuning/jobs/{id}, or a job of Mistral's Python or TypeScript client",
      .what = "a job document, or its checkpoints alone, one or several",
      .source = "https://github.com/mistralai/client-python",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
