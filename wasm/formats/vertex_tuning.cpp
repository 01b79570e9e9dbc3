// Tuning jobs of Vertex AI with their checkpoints, and the tuned models of the Gemini API with
// their snapshots. https://github.com/googleapis/python-genai/blob/main/google/genai/types.py
// https://ai.google.dev/api/tuning
#include "formats/format.h"

namespace ckpt::format {

const Format& vertex_tuning() {
  static constexpr Layout kLayouts[] = {
      {
          .evidence = {{{Where::value, "checkpoint_id", 6},
                        {Where::list, "checkpoints", 2},
                        {Where::value, "endpoint", 2, Need::extra},
                        {Where::number, "step", 1, Need::extra},
                        {Where::number, "epoch", 1, Need::extra}}},
          .order = RowOrder::set,
          .are_checkpoints = true,
          .saved = Saved::yes,
          .step = {"step"},
          .epoch = {"epoch"},
          .id = {"checkpoint_id"},
          .path = {"endpoint"},
          .run_name = {"tuned_model_display_name", "name"},
      },
      {
          // Protocol Buffers leave out zeros: the first snapshot stands at step 0 and states none.
          // https://protobuf.dev/programming-guides/json/
          .evidence = {{{Where::list, "snapshots", 4},
                        {Where::number, "mean_loss", 6},
                        {Where::value, "compute_time", 2, Need::extra},
                        {Where::number, "epoch", 1, Need::extra}}},
          .order = RowOrder::set,
          .step = {"step"},
          .epoch = {"epoch"},
          .time = {"compute_time"},
          .absent_step_is_zero = true,
          .metrics = "*",
          .declared = {{{.name = "mean_loss", .role = Role::train, .family = Family::token_loss}}},
          .run_name = {"display_name", "name"},
      }};
  static constexpr Format kFormat{
      .id = "vertex_tuning",
      .title = "Vertex AI and Gemini tuning",
      .where =
          "a tuning job of Vertex AI or google-genai, or GET /v1beta/tunedModels/{id}, saved as "
          "JSON",
      .what = "the checkpoints with their endpoints, or the mean loss of each snapshot",
      .source = "https://github.com/googleapis/python-genai/blob/main/google/genai/types.py",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
