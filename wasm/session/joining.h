// Which of the runs of a session tell of one training. Runs say what would join them
// (Run::belonging); here their sources' names and values decide.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "run/join.h"
#include "run/run.h"

namespace ckpt {

// Runs that are one, by index, in the order in which they are to be joined.
struct Joining {
  std::vector<std::uint32_t> runs;        // at least two
  std::string name;                       // of the folder that holds them; empty: the first run's
  std::vector<CheckpointFolder> folders;  // in which logs of this run were found
  std::vector<std::string> places;        // of the checkpoints of each of `runs`; may be empty
};

// Requires: source_names holds a name, with folders where known, for every source of the runs.
// O(runs log runs), and the points of those that are compared.
[[nodiscard]] std::vector<Joining> find_joinings(std::span<const Run* const> runs,
                                                 std::span<const std::string> source_names);

// Names, by run, that tell runs of different files apart: those that several runs share get as many
// folders of their file before them as it takes, else a number behind them.
[[nodiscard]] std::vector<std::string> distinct_names(std::span<const Run* const> runs,
                                                      std::span<const std::string> source_names);

}  // namespace ckpt
