// metrics.json of detectron2, which is JSON Lines: a row of training scalars every 20 iterations,
// and the results of an evaluation beside or among them.
// https://github.com/facebookresearch/detectron2/blob/main/detectron2/utils/events.py (JSONWriter)
#include "formats/format.h"

namespace ckpt::format {

const Format& detectron2() {
  // The evaluator writes NaN for a class, a size or a threshold without objects.
  static constexpr Bounds kNoObjects{.note = NoteCode::no_objects, .is_nan_outside = true};
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::number, "iteration", 2},
                    {Where::number, "total_loss", 2, Need::one_of},
                    {Where::number, "data_time", 1, Need::one_of},
                    {Where::number, "eta_seconds", 3, Need::one_of},
                    {Where::number, "bbox/AP", 4, Need::one_of},
                    {Where::number, "segm/AP", 4, Need::one_of},
                    {Where::number, "sem_seg/mIoU", 4, Need::one_of},
                    {Where::number, "loss_box_reg", 2, Need::extra},
                    {Where::number, "rpn/num_pos_anchors", 2, Need::extra},
                    {Where::number, "elapsed_time", 0, Need::absent},
                    {Where::number, "epoch", 0, Need::absent}}},
      .step = {"iteration"},
      .metrics = "*",
      // Results stand below the name of their task, in per cent, and that below the data set where
      // there are several.
      .declared = {{{.name = "*bbox/*",
                     .role = Role::valid,
                     .family = Family::ratio_score,
                     .direction = Direction::higher,
                     .bounds = kNoObjects},
                    {.name = "*segm/*",
                     .role = Role::valid,
                     .family = Family::ratio_score,
                     .direction = Direction::higher,
                     .bounds = kNoObjects},
                    {.name = "*keypoints/*",
                     .role = Role::valid,
                     .family = Family::ratio_score,
                     .direction = Direction::higher,
                     .bounds = kNoObjects},
                    {.name = "*sem_seg/*",
                     .role = Role::valid,
                     .family = Family::ratio_score,
                     .direction = Direction::higher,
                     .bounds = kNoObjects},
                    {.name = "*panoptic_seg/*",
                     .role = Role::valid,
                     .family = Family::ratio_score,
                     .direction = Direction::higher,
                     .bounds = kNoObjects},
                    {.name = "*box_proposals/*",
                     .role = Role::valid,
                     .family = Family::ratio_score,
                     .direction = Direction::higher,
                     .bounds = kNoObjects},
                    {.name = "val*", .role = Role::valid},
                    {.name = "eta_seconds", .kept = Kept::not_at_all},
                    {.name = "*", .role = Role::train}}},
  }};
  static constexpr Format kFormat{
      .id = "detectron2",
      .title = "detectron2 metrics",
      .where = "output/metrics.json",
      .what = "training losses and, where evaluations were made, AP of each task",
      .source =
          "https://github.com/facebookresearch/detectron2/blob/main/detectron2/utils/events.py",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
