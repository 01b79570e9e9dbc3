// One metric as TensorBoard's scalar dashboard downloads it: a list of [wall time, step, value], of
// which TensorBoard keeps a sample of 1,000 at most. Only the file's name tells the metric.
// https://github.com/tensorflow/tensorboard/blob/master/tensorboard/plugins/scalar/scalars_plugin.py
#include "formats/format.h"

namespace ckpt::format {

const Format& tensorboard_scalars() {
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::tuples, "[wall time, step, value]", 5}}},
      .tuples = {.size = 3, .time_at = 0, .step_at = 1, .value_at = 2},
      // Each metric of a run is a file of its own.
      .together = Together::identity,
      .family = "tensorboard",
  }};
  static constexpr Format kFormat{
      .id = "tensorboard_scalars",
      .title = "TensorBoard scalars",
      .where = "run-<run>-tag-<tag>.json, from the download link below a chart",
      .what = "one metric by step; its name from the file's name",
      .source =
          "https://github.com/tensorflow/tensorboard/blob/master/tensorboard/plugins/scalar/"
          "scalars_plugin.py",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
