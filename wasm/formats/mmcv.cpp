// The JSON log of OpenMMLab's mmcv up to 1.x (mmdetection, mmsegmentation, mmpose ...): rows of
// training and of validation, told apart by their mode.
// https://github.com/open-mmlab/mmcv/blob/1.x/mmcv/runner/hooks/logger/text.py
#include "formats/format.h"

namespace ckpt::format {

const Format& mmcv() {
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::text, "mode", 4, Need::required, {"train", "val"}},
                    {Where::number, "epoch", 1},
                    {Where::number, "iter", 2},
                    {Where::number, "data_time", 1, Need::extra},
                    {Where::number, "memory", 1, Need::extra},
                    {Where::value, "env_info", 2, Need::extra},
                    {Where::value, "hook_msgs", 2, Need::extra}}},
      // `iter` of a validation row counts the batches of the validation set.
      .rows = {{{RowKind::evaluation, "mode", {"val"}}}},
      .step = {"iter"},
      .epoch = {"epoch"},
      .step_restarts = true,
      .metrics = "*",
      // COCO's -1: there was no object of that size.
      .declared = {{{.name = "*AP*", .bounds = {.least = -0.5, .note = NoteCode::no_objects}},
                    {.name = "AR*", .bounds = {.least = -0.5, .note = NoteCode::no_objects}},
                    {.name = "val/lr", .kept = Kept::not_at_all},
                    {.name = "memory", .kept = Kept::not_at_all}}},
      .no_facts = {"mode", "env_info", "config", "hook_msgs"},
  }};
  static constexpr Format kFormat{
      .id = "mmcv",
      .title = "OpenMMLab log (mmcv 1.x)",
      .where = "work_dirs/<config>/<timestamp>.log.json",
      .what = "training rows by iteration, validation rows at the end of their epoch",
      .source = "https://github.com/open-mmlab/mmcv/blob/1.x/mmcv/runner/hooks/logger/text.py",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
