// The log of fairseq with --log-format json: objects of three kinds (train, train_inner, valid),
// whose numbers are texts.
// https://github.com/facebookresearch/fairseq/blob/main/fairseq/logging/progress_bar.py
#include "formats/format.h"

namespace ckpt::format {

const Format& fairseq() {
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::number, "epoch", 1},
                    {Where::number, "train_num_updates", 4, Need::one_of},
                    {Where::number, "valid_num_updates", 4, Need::one_of},
                    {Where::number, "num_updates", 3, Need::one_of},
                    {Where::number, "wps", 1, Need::extra},
                    {Where::number, "train_wps", 1, Need::extra},
                    {Where::number, "gnorm", 1, Need::extra},
                    {Where::number, "train_gnorm", 1, Need::extra}}},
      .step = {"num_updates", "train_num_updates", "valid_num_updates"},
      .epoch = {"epoch"},
      .metrics = "*",
      // Losses are in bits: the criteria divide by ln 2 before they log.
      // https://github.com/facebookresearch/fairseq/blob/main/fairseq/criterions/cross_entropy.py
      .declared = {{{.name = "update", .kept = Kept::not_at_all},
                    {.name = "*wall", .kept = Kept::not_at_all},
                    {.name = "*best_*", .kept = Kept::as_fact},
                    {.name = "*loss_scale", .role = Role::train, .kept = Kept::as_unranked},
                    {.name = "*clip", .role = Role::train, .kept = Kept::as_unranked},
                    {.name = "valid_*", .role = Role::valid},
                    {.name = "test_*", .role = Role::test},
                    {.name = "*", .role = Role::train}}},
  }};
  static constexpr Format kFormat{
      .id = "fairseq",
      .title = "fairseq log",
      .where = "the log of fairseq-train with --log-format json",
      .what = "training and validation by number of updates",
      .source =
          "https://github.com/facebookresearch/fairseq/blob/main/fairseq/logging/progress_bar.py",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
