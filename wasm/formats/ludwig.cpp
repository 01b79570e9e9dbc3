// Ludwig's curves: training_statistics.json when training has ended, training_progress.json beside
// the model while it goes on. Both hold a list for each metric of each output feature, of training,
// validation and test; their names changed over the years.
// https://github.com/ludwig-ai/ludwig/blob/main/ludwig/utils/trainer_utils.py (ProgressTracker)
#include "formats/format.h"

namespace ckpt::format {

const Format& ludwig() {
  static constexpr Layout kLayouts[] = {
      {
          .evidence = {{{Where::curve, "train_metrics.*.*", 4},
                        {Where::curve, "validation_metrics.*.*", 2},
                        {Where::number, "best_eval_metric_value", 3, Need::extra},
                        {Where::number, "steps", 1}}},
          // An entry is a TrainerMetric: epoch, step, value.
          .curves = {{{.values = "train_metrics.*.*", .are_tuples = true},
                      {.values = "validation_metrics.*.*", .are_tuples = true},
                      {.values = "test_metrics.*.*", .are_tuples = true}}},
          .no_facts = {"checkpoint_to_epoch", "checkpoint_to_step"},
          .best_value = "best_eval_metric_value",
          .best_step = "best_eval_metric_steps",
      },
      {
          .evidence = {{{Where::curve, "train_stats.*.*", 4},
                        {Where::curve, "vali_stats.*.*", 4},
                        {Where::number, "steps", 1, Need::extra},
                        {Where::number, "last_improvement", 2, Need::extra}}},
          .curves = {{{.values = "train_stats.*.*", .counts = XKind::epoch},
                      {.values = "vali_stats.*.*", .counts = XKind::epoch},
                      {.values = "test_stats.*.*", .counts = XKind::epoch}}},
      },
      {
          .evidence = {{{Where::curve, "training.*.loss", 4},
                        {Where::curve, "validation.*.loss", 2, Need::extra},
                        {Where::curve, "test.*.loss", 2, Need::extra},
                        {Where::text, "evaluation_frequency.period", 0, Need::absent, {"step"}}}},
          .curves = {{{.values = "training.*.*", .counts = XKind::epoch},
                      {.values = "validation.*.*", .counts = XKind::epoch},
                      {.values = "test.*.*", .counts = XKind::epoch}}},
      },
      {
          // Evaluated every so many steps: what the places count, the file does not say.
          .evidence = {{{Where::curve, "training.*.loss", 4},
                        {Where::curve, "validation.*.loss", 2, Need::extra},
                        {Where::curve, "test.*.loss", 2, Need::extra},
                        {Where::text, "evaluation_frequency.period", 2, Need::required, {"step"}}}},
          .curves = {{{.values = "training.*.*"},
                      {.values = "validation.*.*"},
                      {.values = "test.*.*"}}},
      }};
  static constexpr Format kFormat{
      .id = "ludwig",
      .title = "Ludwig training statistics",
      .where = "training_statistics.json, and training_progress.json beside the model",
      .what = "training, validation and test curves of every output feature",
      .source = "https://github.com/ludwig-ai/ludwig/blob/main/ludwig/utils/trainer_utils.py",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
