// Fine-tuning of Together AI: the metrics, checkpoints and events of a job.
// https://github.com/togethercomputer/openapi
// https://github.com/togethercomputer/together-python/blob/main/src/together/types/finetune.py
#include "formats/format.h"

namespace ckpt::format {

const Format& together() {
  static constexpr Layout kLayouts[] = {
      {
          .evidence = {{{Where::number, "train/global_step", 4},
                        {Where::list, "metrics", 5},
                        {Where::value, "train/loss", 2, Need::one_of},
                        {Where::value, "eval/loss", 2, Need::one_of}}},
          .order = RowOrder::set,
          .step = {"train/global_step"},
          .metrics = "*",
          .declared = {{{.name = "eval/*", .role = Role::valid},
                        {.name = "train/*", .role = Role::train}}},
      },
      {
          .evidence = {{{Where::number, "step", 1},
                        {Where::text, "checkpoint_type", 8},
                        {Where::value, "path", 1, Need::one_of},
                        {Where::value, "created_at", 1, Need::one_of}}},
          .order = RowOrder::set,
          .are_checkpoints = true,
          .saved = Saved::yes,
          .step = {"step"},
          .time = {"created_at"},
          .path = {"path"},
          .no_facts = {"object"},
      },
      {
          // The Python client shapes them anew; the last one has no step, but all have a time.
          .evidence = {{{Where::text,
                         "type",
                         7,
                         Need::required,
                         {"Intermediate", "Final", "Final Merged", "Final Adapter",
                          "Intermediate Merged", "Intermediate Adapter"}},
                        {Where::text, "timestamp", 1},
                        {Where::text, "name", 2}}},
          .order = RowOrder::set,
          .are_checkpoints = true,
          .saved = Saved::yes,
          .time = {"timestamp"},
          .id = {"name"},
      },
      {
          .evidence = {{{Where::text, "object", 10, Need::required, {"fine-tune-event"}},
                        {Where::value, "type", 1}}},
          .order = RowOrder::set,
          .are_checkpoints = true,
          .saved = Saved::yes,
          // Of all that happens to a job, only what was saved has a place on a curve.
          .rows = {{{RowKind::record, "type", {"CHECKPOINT_SAVE", "checkpoint_save"}},
                    {RowKind::skipped, "object"}}},
          .step = {"step"},
          .time = {"created_at"},
          .path = {"checkpoint_path"},
          .no_facts = {"object", "hash", "level", "message", "type"},
      }};
  static constexpr Format kFormat{
      .id = "together",
      .title = "Together fine-tuning",
      .where =
          "GET /v1/fine-tunes/{id}/metrics, /checkpoints or /events, or what the Python client "
          "makes of them",
      .what =
          "training and evaluation metrics by step, the list of checkpoints, the events that saved "
          "one",
      .source = "https://github.com/togethercomputer/openapi",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
