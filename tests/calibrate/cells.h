// The calibration: how often the rules speak about runs of which we know what is wrong with them,
// or that nothing is. Each cell of its table is one kind of run and one question, asked of many
// seeded trials.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ckpt::calibrate {

struct Cell {
  std::string group;        // "false trends", "healthy runs", "planted faults" ...
  std::string name;         // "n 20, rho 0.5", "any warning", "spike"
  double rate_max = 1.0;    // what is promised: the rate is not above this
  double rate_min = 0.0;    // or not be below
  std::uint64_t times = 1;  // that the trials are asked: more where a rate is near what is promised
};

// Every cell, in the table's order.
[[nodiscard]] std::vector<Cell> cells();

// Trials of each cell that the C++ tests ask again; the larger calibration begins with the same.
inline constexpr std::uint64_t kFirstTrials = 12;

// How many of `trials` runs answered yes, or of as many times that as the cell says, for each cell
// in order. Deterministic. Cells of one kind of run share its trials.
[[nodiscard]] std::vector<std::uint64_t> count_all(std::uint64_t trials);

}  // namespace ckpt::calibrate
