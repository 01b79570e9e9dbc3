// `ckpt_calibrate TRIALS` prints the calibration's cells as JSON: group, name, what is promised,
// and how many of the trials, and of the first few of them, answered yes.
#include <cinttypes>
#include <cstdio>
#include <cstdlib>

#include "cells.h"

int main(int argc, char** argv) {
  const std::uint64_t trials = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 10'000;
  const auto cells = ckpt::calibrate::cells();
  const auto counts = ckpt::calibrate::count_all(trials);
  const auto first = ckpt::calibrate::count_all(ckpt::calibrate::kFirstTrials);
  std::printf("{\"trials\": %" PRIu64 ", \"cells\": [", trials);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    std::printf(
        "%s\n  {\"group\": \"%s\", \"name\": \"%s\", \"atMost\": %g, \"atLeast\": %g, \"trials\": "
        "%" PRIu64 ", \"count\": %" PRIu64 ", \"first\": %" PRIu64 "}",
        i == 0 ? "" : ",", cells[i].group.c_str(), cells[i].name.c_str(), cells[i].rate_max,
        cells[i].rate_min, trials * cells[i].times, counts[i], first[i]);
  }
  std::printf("\n]}\n");
  return 0;
}
