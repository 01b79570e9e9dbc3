// Training jobs of Amazon SageMaker, which keep the last value of each metric.
// https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeTrainingJob.html
#include "formats/format.h"

namespace ckpt::format {

const Format& sagemaker_job() {
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::list, "FinalMetricDataList", 8},
                    {Where::text, "MetricName", 2},
                    {Where::number, "Value", 1},
                    {Where::parent, "TrainingJobName", 2, Need::extra}}},
      .order = RowOrder::set,
      .time = {"Timestamp"},
      .metric_name = {"MetricName"},
      .metric_value = {"Value"},
      .run_name = {"TrainingJobName"},
  }};
  static constexpr Format kFormat{
      .id = "sagemaker_job",
      .title = "SageMaker training job",
      .where = "aws sagemaker describe-training-job, saved as JSON",
      .what = "the last value of each metric and the facts of the job",
      .source =
          "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeTrainingJob.html",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
