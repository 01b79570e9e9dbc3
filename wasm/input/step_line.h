// Lines of torchtune's text log: "Step 12 | loss:0.5 lr:2e-05 ".
// https://github.com/pytorch/torchtune/blob/main/torchtune/training/metric_logging.py (DiskLogger)
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace ckpt {

struct StepValue {
  std::string_view name;  // "step" for the number of the step
  std::string_view word;
  std::size_t at;  // of the word in its line
};

// Whether a line that begins so may be one, as far as the word before the step tells.
[[nodiscard]] bool may_be_step_line(std::string_view beginning);

// The step and the values of a line without its end; empty where it is no such line. Of a line that
// is cut off, what no blank follows may be cut off too and is left out.
[[nodiscard]] std::vector<StepValue> step_line_values(std::string_view line, bool is_cut);

}  // namespace ckpt
