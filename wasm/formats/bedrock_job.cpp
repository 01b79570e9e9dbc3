// Model customization jobs of Amazon Bedrock, which keep the final losses; those of each step lie
// in a CSV file beside the model.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetModelCustomizationJob.html
#include "formats/format.h"

namespace ckpt::format {

const Format& bedrock_job() {
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::text, "jobArn", 4},
                    {Where::value, "baseModelArn", 3},
                    {Where::value, "jobName", 1, Need::extra},
                    {Where::value, "trainingMetrics", 3, Need::extra},
                    {Where::value, "customizationType", 1, Need::extra},
                    {Where::inner_list, "validationMetrics", 3, Need::extra}}},
      .are_jobs = true,
      .run_name = {"jobName"},
  }};
  static constexpr Format kFormat{
      .id = "bedrock_job",
      .title = "Amazon Bedrock customization job",
      .where = "aws bedrock get-model-customization-job, saved as JSON",
      .what = "the final losses and the facts of the job",
      .source =
          "https://docs.aws.amazon.com/bedrock/latest/APIReference/"
          "API_GetModelCustomizationJob.html",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
