#include "input/step_line.h"

#include <algorithm>

namespace ckpt {
namespace {

constexpr std::string_view kHead = "Step ";
constexpr std::string_view kBehindStep = " | ";

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

}  // namespace

bool may_be_step_line(std::string_view beginning) {
  const std::size_t size = std::min(beginning.size(), kHead.size());
  return beginning.substr(0, size) == kHead.substr(0, size);
}

std::vector<StepValue> step_line_values(std::string_view line, bool is_cut) {
  const std::size_t bar = line.find(kBehindStep);
  if (!line.starts_with(kHead) || bar == line.npos) return {};
  const std::string_view step = line.substr(kHead.size(), bar - kHead.size());
  if (step.empty() || !std::all_of(step.begin(), step.end(), is_digit)) return {};

  std::vector<StepValue> values{{"step", step, kHead.size()}};
  for (std::size_t at = bar + kBehindStep.size(); at < line.size();) {
    const std::size_t end = std::min(line.find(' ', at), line.size());
    const std::string_view pair = line.substr(at, end - at);
    const bool is_whole = !is_cut || end < line.size();
    if (!pair.empty() && is_whole) {
      const std::size_t colon = pair.rfind(':');
      if (colon == pair.npos || colon == 0 || colon + 1 == pair.size()) return {};
      values.push_back({pair.substr(0, colon), pair.substr(colon + 1), at + colon + 1});
    }
    at = end + 1;
  }
  if (values.size() == 1) return {};
  return values;
}

}  // namespace ckpt
