// The numbers that rules compare with: one published table, thresholds.def, each of which a caller
// may override.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "base/message.h"

namespace ckpt {

// The value in force of each: `thresholds.diverged_ratio` is CKPT_THRESHOLD(diverged, ratio, ...).
struct Thresholds {
#define CKPT_THRESHOLD(rule, name, value, ...) double rule##_##name = value;
#include "analysis/thresholds.def"
#undef CKPT_THRESHOLD
};

struct ThresholdInfo {
  std::string_view rule;  // id of a rule, or of what all rules share; see rule.h
  std::string_view name;
  double Thresholds::*member;
  double value;  // default
  double least;  // that a caller may set
  double greatest;
  std::string_view unit;     // one word
  std::string_view meaning;  // English, one phrase
  std::string_view zh;       // the same in Simplified Chinese
  std::string_view source;
};

// In the table's order: those of one rule stand together.
[[nodiscard]] std::span<const ThresholdInfo> threshold_table();
// Those of one rule; empty when it has none.
[[nodiscard]] std::span<const ThresholdInfo> thresholds_of(std::string_view rule);

// Overrides one number. Returns why not, as a sentence, for a name that is not in the table and for
// a value that is out of range or not a number; nothing has changed then.
[[nodiscard]] std::optional<Message> override_threshold(Thresholds& thresholds,
                                                        std::string_view rule,
                                                        std::string_view name, double value);

}  // namespace ckpt
