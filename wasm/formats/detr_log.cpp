// log.txt of DETR and of all that took over its training script (DeiT, MAE, DINO, BEiT ...): one
// JSON object an epoch with the averages of training and of the evaluation after it.
// https://github.com/facebookresearch/detr/blob/main/main.py
#include "formats/format.h"

namespace ckpt::format {

const Format& detr_log() {
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::number, "epoch", 1},
                    {Where::number, "train_loss", 1},
                    {Where::number, "train_lr", 3, Need::one_of},
                    {Where::number, "n_parameters", 4, Need::one_of},
                    {Where::inner_list, "test_coco_eval_bbox", 4, Need::extra},
                    {Where::number, "test_acc1", 2, Need::extra},
                    {Where::number, "step", 0, Need::absent},
                    {Where::number, "train_num_updates", 0, Need::absent}}},
      .epoch = {"epoch"},
      .metrics = "*",
      // The summary of COCOeval, in its order.
      // https://github.com/cocodataset/cocoapi/blob/master/PythonAPI/pycocotools/cocoeval.py
      .lists = {{{"test_coco_eval_keypoints*",
                  {"AP", "AP50", "AP75", "AP_medium", "AP_large", "AR", "AR50", "AR75", "AR_medium",
                   "AR_large"}},
                 {"test_coco_eval*",
                  {"AP", "AP50", "AP75", "AP_small", "AP_medium", "AP_large", "AR1", "AR10",
                   "AR100", "AR_small", "AR_medium", "AR_large"}},
                 {"test_PQ*", {"PQ", "SQ", "RQ"}}}},
      // The script calls "test" what it measures on the validation set after each epoch. -1: there
      // was no object of that size.
      .declared = {{{.name = "test_coco_eval*",
                     .role = Role::valid,
                     .bounds = {.least = -0.5, .note = NoteCode::no_objects}},
                    {.name = "test_*_unscaled", .role = Role::valid, .kept = Kept::as_unranked},
                    {.name = "*_unscaled", .role = Role::train, .kept = Kept::as_unranked},
                    {.name = "test_*", .role = Role::valid},
                    {.name = "train_*", .role = Role::train}}},
  }};
  static constexpr Format kFormat{
      .id = "detr_log",
      .title = "DETR, DeiT or MAE log",
      .where = "log.txt in the output folder",
      .what = "a row an epoch; the twelve COCO numbers of each evaluation by name",
      .source = "https://github.com/facebookresearch/detr/blob/main/main.py",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
