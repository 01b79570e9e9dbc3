// Several runs beside each other (R15): runs that differ in their seed as groups with their mean,
// group against group, and what was set differently beside what came out differently.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/metric_summary.h"
#include "analysis/thresholds.h"
#include "base/message.h"
#include "run/run.h"

namespace ckpt {

// A fact of a run, spelled out: here only whether two are equal matters.
struct ComparedFact {
  std::string name;
  std::string value;
};

// One run as far as a comparison needs it; runs of several sessions can stand beside each other.
struct ComparedRun {
  std::string name;
  std::string group;            // as the caller says; empty: to be found out
  double noise_band = kAbsent;  // of the metric that is compared
  Points points;                // of that metric; empty when the run lacks it
  std::vector<ComparedFact> facts;
};

struct ComparedResult {
  std::int64_t group = -1;       // -1: the run has no value
  double final_value = kAbsent;  // median of the last few values
  PointRef best;                 // kAbsent where the direction is unknown
};

// `mean` at each `x`, half the width of its interval, and how many runs reach there. The half width
// is kAbsent where fewer than two do.
struct MeanCurve {
  std::vector<double> x, mean, half;
  std::vector<std::uint32_t> count;
};

struct RunGroup {
  std::string name;
  std::vector<std::uint32_t> runs;
  double mean = kAbsent;
  double deviation = kAbsent;  // of one run: kAbsent
  double half = kAbsent;       // half the width of the mean's interval; of one run: kAbsent
  MeanCurve curve;
};

enum class PairKind : std::uint8_t {
  too_few,       // fewer runs a side than a difference can be told from: refused
  copies,        // runs of a side are exactly alike, and so no repetitions
  within_noise,  // one run a side, judged by the noise of their evaluations alone
  beyond_noise,
  not_different,
  different,  // and it is not known which way is better
  a_better,
  b_better,
};

struct GroupPair {
  std::uint32_t a = 0, b = 0;  // indices of groups
  PairKind kind = PairKind::too_few;
  double difference = kAbsent;  // mean of a minus mean of b
  double low = kAbsent, high = kAbsent;
  double p = kAbsent;           // Welch's t test, two-sided
  double detectable = kAbsent;  // the smallest difference that would probably have been seen
  Message message;
};

enum class FactKind : std::uint8_t { seed, setting, other };
struct FactDifference {
  std::string name;
  FactKind kind = FactKind::other;
};

struct Comparison {
  double level = 0.0;                // coverage of the intervals, in (0, 1)
  std::vector<ComparedResult> runs;  // parallel to the runs given
  std::vector<RunGroup> groups;
  std::vector<GroupPair> pairs;       // at most limits::kComparedPairsMax
  std::vector<FactDifference> facts;  // seeds and settings first
};

// Runs belong to one group when the caller says so, or when their names or their facts differ in a
// seed and in no setting. Deterministic. `metric` is the name to be shown. O(points + groups^2).
[[nodiscard]] Comparison compare(const std::vector<ComparedRun>& runs, std::string_view metric,
                                 Direction direction, const Thresholds& thresholds);

}  // namespace ckpt
