// What trackers hand out when asked for the metrics of a run, whoever made the tracker: a record
// for each value, which names its metric, or a list for each metric, whose elements say their step.
// https://www.comet.com/docs/v2/api-and-sdk/rest-api/read-endpoints/ (metrics/get-metric)
// https://clear.ml/docs/latest/docs/references/sdk/task (get_reported_scalars)
// https://docs.neptune.ai/fetch_data (fetch_values)
// https://tbparse.readthedocs.io/en/latest/pages/long-format.html
#include "formats/format.h"

namespace ckpt::format {

const Format& tracker_export() {
  static constexpr Layout kLayouts[] = {
      {
          .evidence = {{{Where::metric_text, "metricName", 3, Need::one_of},
                        {Where::metric_text, "metric_name", 3, Need::one_of},
                        {Where::metric_text, "metric", 2, Need::one_of},
                        {Where::metric_text, "tag", 2, Need::one_of},
                        {Where::metric_text, "key", 1, Need::one_of},
                        {Where::metric_text, "name", 1, Need::one_of},
                        {Where::number, "metricValue", 2, Need::extra},
                        {Where::number, "value", 1, Need::extra},
                        {Where::number, "step", 1}}},
          .order = RowOrder::set,
          .step = {"step"},
          .epoch = {"epoch"},
          .time = {"timestamp", "wall_time", "created_at"},
          .metric_name = {"metricName", "metric_name", "metric", "tag", "key", "name"},
          .metric_value = {"metricValue", "metric_value", "value"},
          .run_of_record = "run",
          .run_name = {"run"},
          .needs_metrics = true,
      },
      {
          .evidence = {{{Where::metric_curve, "a list of objects with step and value", 2}}},
          .order = RowOrder::set,
          .curves = {{{.values = "*", .value = "value", .step = "step", .time = "timestamp"},
                      {.values = "*.*", .value = "value", .step = "step", .time = "timestamp"}}},
      },
      {
          .evidence = {{{Where::metric_curve, "a list of [step, value]", 7}}},
          .order = RowOrder::set,
          .curves =
              {{{.values = "*", .are_tuples = true, .step_at = 0, .value_at = 1, .tuple_size = 2},
                {.values = "*.*",
                 .are_tuples = true,
                 .step_at = 0,
                 .value_at = 1,
                 .tuple_size = 2}}},
      },
      {
          // TensorBoard's scalars of several tags in one document.
          .evidence = {{{Where::metric_curve, "a list of [wall time, step, value]", 7}}},
          .order = RowOrder::set,
          .curves = {{{.values = "*", .are_tuples = true, .tuple_size = 3},
                      {.values = "*.*", .are_tuples = true, .tuple_size = 3}}},
      },
      {
          .evidence = {{{Where::metric_curve, "a list of values beside one of their steps", 2}}},
          .order = RowOrder::set,
          .curves = {{{.values = "*.*.y", .steps = "*.*.x"},
                      {.values = "*.y", .steps = "*.x"},
                      {.values = "*.value", .steps = "*.step", .times = "*.wall_time"}}},
      }};
  static constexpr Format kFormat{
      .id = "tracker_export",
      .title = "Tracker export",
      .where =
          "what the client or API of Comet, ClearML, Neptune, SwanLab, tbparse and others returns, "
          "saved as JSON",
      .what = "each metric at its own steps: named by every record, or a list of its own",
      .source = "https://www.comet.com/docs/v2/api-and-sdk/rest-api/read-endpoints/",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
