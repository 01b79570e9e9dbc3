// The scalars of OpenMMLab's mmengine (mmdetection 3, mmpretrain ...): training rows by iteration
// and, between them, the results of each validation.
// https://github.com/open-mmlab/mmengine/blob/main/mmengine/hooks/logger_hook.py
#include "formats/format.h"

namespace ckpt::format {

const Format& mmengine() {
  static constexpr Layout kLayouts[] = {
      {
          .evidence = {{{Where::number, "step", 1},
                        {Where::number, "iter", 2},
                        {Where::number, "data_time", 3},
                        {Where::number, "memory", 1, Need::extra},
                        {Where::number, "epoch", 1, Need::extra},
                        {Where::value, "mode", 0, Need::absent}}},
          // A validation is logged with the step that the runner counts by: the epoch, or the
          // iteration under an iteration-based loop. It alone has no iter.
          .rows = {{{RowKind::evaluation, "iter", {}, Having::none}}},
          .step = {"step", "iter"},
          .epoch = {"epoch"},
          .evaluation_step = EvaluationStep::epoch_or_step,
          .metrics = "*",
          // COCO's -1: there was no object of that size.
          .declared = {{{.name = "*AP*", .bounds = {.least = -0.5, .note = NoteCode::no_objects}},
                        {.name = "AR*", .bounds = {.least = -0.5, .note = NoteCode::no_objects}},
                        {.name = "coco/AR*",
                         .bounds = {.least = -0.5, .note = NoteCode::no_objects}},
                        {.name = "memory", .kept = Kept::not_at_all}}},
      },
      {
          // Results of a test or of validations alone.
          .evidence = {{{Where::number, "data_time", 3},
                        {Where::number, "time", 2},
                        {Where::number, "step", 1, Need::extra},
                        {Where::number, "iter", 0, Need::absent},
                        {Where::number, "iteration", 0, Need::absent},
                        {Where::number, "loss", 0, Need::absent}}},
          .epoch = {"step"},
          .metrics = "*",
          .declared = {{{.name = "*AP*",
                         .role = Role::valid,
                         .bounds = {.least = -0.5, .note = NoteCode::no_objects}},
                        {.name = "coco/AR*",
                         .role = Role::valid,
                         .bounds = {.least = -0.5, .note = NoteCode::no_objects}},
                        {.name = "*", .role = Role::valid}}},
      }};
  static constexpr Format kFormat{
      .id = "mmengine",
      .title = "OpenMMLab scalars (mmengine)",
      .where = "work_dirs/<config>/<timestamp>/vis_data/scalars.json, or <timestamp>.json there",
      .what = "training rows by iteration, validation rows at the end of their epoch",
      .source = "https://github.com/open-mmlab/mmengine/blob/main/mmengine/hooks/logger_hook.py",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
