// What MLflow's REST API tells of runs: the history of a metric, and runs with their last values,
// parameters and status. Older servers write whole numbers as texts.
// https://mlflow.org/docs/latest/rest-api.html
#include "formats/format.h"

namespace ckpt::format {

const Format& mlflow() {
  static constexpr Layout kLayouts[] = {
      {
          // A run, or several that were searched for: the last value of each metric.
          .evidence = {{{Where::list, "data.metrics", 6},
                        {Where::text, "key", 1},
                        {Where::number, "value", 1},
                        {Where::parent, "info.run_id", 3, Need::one_of},
                        {Where::parent, "info.run_uuid", 3, Need::one_of},
                        {Where::parent, "info.experiment_id", 2, Need::extra}}},
          .order = RowOrder::set,
          .step = {"step"},
          .time = {"timestamp"},
          .metric_name = {"key"},
          .metric_value = {"value"},
          .run_name = {"info.run_name", "info.run_id", "info.run_uuid"},
          .no_facts = {"next_page_token"},
          .fact_pairs = {{{"data.params", "key", "value"}, {"run.data.params", "key", "value"}}},
          .has_more = "next_page_token",
          .is_list_of_runs = true,
      },
      {
          .evidence = {{{Where::list, "metrics", 3},
                        {Where::text, "key", 3},
                        {Where::number, "value", 1},
                        {Where::number, "timestamp", 1},
                        {Where::number, "step", 2}}},
          .order = RowOrder::set,
          .step = {"step"},
          .time = {"timestamp"},
          .metric_name = {"key"},
          .metric_value = {"value"},
          .run_of_record = "run_id",
          .run_name = {"run_id"},
          .no_facts = {"next_page_token", "run_id"},
          .has_more = "next_page_token",
      }};
  static constexpr Format kFormat{
      .id = "mlflow",
      .title = "MLflow",
      .where = "GET /api/2.0/mlflow/metrics/get-history, runs/get or runs/search, saved as JSON",
      .what = "the history of a metric, or the last values and parameters of runs",
      .source = "https://mlflow.org/docs/latest/rest-api.html",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
