// Training jobs of Emissary: their checkpoints with test results, and the loss curve of a job
// document. https://github.com/Emissary-Tech/emissary-python (TrainingJobCheckpoint,
// TrainingJobDetail)
#include "formats/format.h"

namespace ckpt::format {

const Format& emissary() {
  static constexpr Layout kLayouts[] = {
      {
          .evidence = {{{Where::number, "checkpoint", 3},
                        {Where::value, "model_download_url", 6, Need::one_of},
                        {Where::value, "test_results", 6, Need::one_of}}},
          .order = RowOrder::set,
          .are_checkpoints = true,
          .saved = Saved::yes,
          .step = {"checkpoint"},
          .time = {"created_at", "updated_at"},
          // Names are free and values are texts: additionalProperties of type string.
          .metrics = "test_results.aggregated_test_result.*",
          // Results of each checkpoint on the job's test_dataset: held out, and all there is to
          // choose by.
          .declared = {{{.name = "*", .role = Role::valid}}},
          .path = {"model_download_url"},
          .no_facts = {"test_results", "updated_at"},
      },
      {
          .evidence = {{{Where::list, "training_loss", 5},
                        {Where::number, "timestamp", 2},
                        {Where::number, "loss", 2},
                        {Where::parent, "base_model", 1, Need::extra}}},
          .time = {"timestamp"},
          .metrics = "*",
          .declared = {{{.name = "loss", .role = Role::train}}},
          .run_name = {"name", "id"},
      }};
  static constexpr Format kFormat{
      .id = "emissary",
      .title = "Emissary training job",
      .where = "GET /v1/projects/{id}/training-jobs/{id} and its /checkpoints, saved as JSON",
      .what = "the array of checkpoints, or a job with its loss over time",
      .source = "https://github.com/Emissary-Tech/emissary-python",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
