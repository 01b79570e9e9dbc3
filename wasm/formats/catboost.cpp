// The log of a CatBoost training. The file is written while training runs, so that its end is often
// still missing. https://catboost.ai/docs/en/concepts/output-data_training-log
// https://github.com/catboost/catboost/blob/master/catboost/libs/loggers/catboost_logger_helpers.cpp
#include "formats/format.h"

namespace ckpt::format {

const Format& catboost() {
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::list, "iterations", 2},
                    {Where::number, "iteration", 2},
                    {Where::parent, "meta", 2},
                    {Where::inner_list, "learn", 3, Need::one_of},
                    {Where::inner_list, "test", 3, Need::one_of},
                    {Where::inner_list, "fold_0_test", 3, Need::one_of},
                    {Where::number, "passed_time", 2, Need::extra},
                    {Where::number, "remaining_time", 1, Need::extra}}},
      .step = {"iteration"},
      // Values stand in the order of the metrics; a validation set is called a test set here.
      .places = {{{.sets = "meta.test_sets",
                   .metrics = "meta.test_metrics",
                   .name = "name",
                   .direction = "best_value",
                   .role = Role::valid},
                  {.sets = "meta.learn_sets",
                   .metrics = "meta.learn_metrics",
                   .name = "name",
                   .direction = "best_value",
                   .role = Role::train}}},
      .is_written_open = true,
      .planned_steps = "meta.iteration_count",
      .steps_begin_at_zero = true,
  }};
  static constexpr Format kFormat{
      .id = "catboost",
      .title = "CatBoost training log",
      .where = "catboost_info/catboost_training.json",
      .what = "every metric of the learning and test sets by iteration, with its own direction",
      .source = "https://catboost.ai/docs/en/concepts/output-data_training-log",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
