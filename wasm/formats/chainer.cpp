// The log of Chainer's LogReport, which ESPnet's first generation and many others write: a JSON
// array with an entry for each interval.
// https://github.com/chainer/chainer/blob/master/chainer/training/extensions/log_report.py
#include "formats/format.h"

namespace ckpt::format {

const Format& chainer() {
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::number, "iteration", 2},
                    {Where::number, "epoch", 1},
                    {Where::number, "elapsed_time", 3},
                    {Where::number, "main/loss", 3, Need::extra},
                    {Where::number, "validation/main/loss", 3, Need::extra}}},
      .step = {"iteration"},
      .epoch = {"epoch"},
      .metrics = "*",
      // Names begin with that of the reporter: the optimiser's target is main, an evaluator
      // puts "validation" before it, several number themselves.
      .declared = {{{.name = "validation*", .role = Role::valid},
                    {.name = "val/*", .role = Role::valid},
                    {.name = "test/*", .role = Role::test},
                    {.name = "elapsed_time", .kept = Kept::as_unranked},
                    {.name = "*", .role = Role::train}}},
  }};
  static constexpr Format kFormat{
      .id = "chainer",
      .title = "Chainer or ESPnet log",
      .where = "result/log, a JSON array without an ending to its name",
      .what = "training and validation values of each reporter by iteration",
      .source =
          "https://github.com/chainer/chainer/blob/master/chainer/training/extensions/"
          "log_report.py",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
