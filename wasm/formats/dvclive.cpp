// metrics.json of DVCLive: the last value of each metric, nested by the slashes of its name, and
// the step. Values that are not finite are texts.
// https://dvc.org/doc/dvclive/how-it-works
#include "formats/format.h"

namespace ckpt::format {

const Format& dvclive() {
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::alone, "document", 0},
                    {Where::number, "step", 1},
                    {Where::value, "train.loss", 2, Need::one_of},
                    {Where::value, "train", 1, Need::one_of},
                    {Where::value, "eval", 1, Need::one_of},
                    {Where::value, "val", 1, Need::one_of},
                    {Where::value, "metrics", 1, Need::one_of},
                    {Where::value, "test", 1, Need::one_of},
                    {Where::number, "train", 0, Need::absent},
                    {Where::number, "epoch", 0, Need::absent},
                    {Where::number, "loss", 0, Need::absent}}},
      .step = {"step"},
      .metrics = "*",
      // Ultralytics logs the results of its validation below "metrics".
      .declared = {{{.name = "metrics/*", .role = Role::valid},
                    {.name = "lr/*", .family = Family::learning_rate},
                    {.name = "model/*", .kept = Kept::as_fact}}},
  }};
  static constexpr Format kFormat{
      .id = "dvclive",
      .title = "DVCLive metrics",
      .where = "dvclive/metrics.json",
      .what = "the last value of each metric and the step it was logged at",
      .source = "https://dvc.org/doc/dvclive/how-it-works",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
