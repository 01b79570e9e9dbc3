// metrics_epoch_N.json and metrics.json of AllenNLP: one flat object for an epoch, with the values
// of the best epoch so far beside it.
// https://github.com/allenai/allennlp/blob/main/allennlp/training/gradient_descent_trainer.py
#include "formats/format.h"

namespace ckpt::format {

const Format& allennlp() {
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::number, "epoch", 1},
                    {Where::number, "training_epochs", 4},
                    {Where::value, "training_duration", 3},
                    {Where::number, "best_epoch", 2, Need::extra},
                    {Where::number, "training_loss", 1, Need::extra},
                    {Where::number, "validation_loss", 1, Need::extra}}},
      .epoch = {"epoch"},
      .metrics = "*",
      .declared = {{{.name = "best_*", .kept = Kept::as_fact},
                    {.name = "*memory_MB", .kept = Kept::as_fact},
                    {.name = "training_epochs", .kept = Kept::as_fact},
                    {.name = "training_start_epoch", .kept = Kept::as_fact},
                    {.name = "training_*", .role = Role::train, .kept = Kept::as_metric},
                    {.name = "validation_*", .role = Role::valid, .kept = Kept::as_metric},
                    {.name = "test_*", .role = Role::test, .kept = Kept::as_metric}}},
      // Each file holds one epoch.
      .together = Together::folder,
      .family = "allennlp",
      .best_step = "best_epoch",
  }};
  static constexpr Format kFormat{
      .id = "allennlp",
      .title = "AllenNLP metrics",
      .where = "metrics_epoch_N.json and metrics.json in the serialization folder",
      .what = "training and validation values of an epoch, and which epoch was best",
      .source =
          "https://github.com/allenai/allennlp/blob/main/allennlp/training/"
          "gradient_descent_trainer.py",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
