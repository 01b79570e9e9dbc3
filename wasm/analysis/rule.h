// A rule looks at a run and yields findings: data, never prose assembled elsewhere. One rule is one
// file in rules/ and one line in rules/registry.def; its sentence templates stand in that file, its
// thresholds in thresholds.def. No rule names a format, a file or another rule.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "analysis/recommendation.h"
#include "analysis/subject.h"
#include "base/message.h"

namespace ckpt {

// R19: closed and versioned with the ruleset, in order of precedence.
enum class VerdictKind : std::uint8_t {
#define CKPT_VERDICT(kind) kind,
#include "analysis/verdict_kinds.def"
#undef CKPT_VERDICT
};

struct Finding {
  std::string_view rule;  // id of the rule, e.g. "overfitting"
  VerdictKind kind;       // the verdict this finding argues for
  Severity severity = Severity::info;
  Confidence confidence = Confidence::medium;
  std::string metric;       // name; empty when the run as a whole is meant
  double from_x = kAbsent;  // range on the run's x axis; kAbsent when there is none
  double to_x = kAbsent;
  std::vector<Slot> numbers;  // evidence by name
  Message message;            // what happened
  Message headline;           // for the verdict when this finding leads it, at most 120
                              // characters; when its text.id is empty, `message` is used
  Message action;             // what to do about it; may be empty (text.id empty)
  bool acts_first = false;    // the verdict tells this action even where a checkpoint can be kept
};

// A finding about a metric between two places, of medium confidence, to be filled in.
[[nodiscard]] Finding finding_about(std::string_view rule, const Metric& metric, VerdictKind kind,
                                    Severity severity, double from_x, double to_x);

struct Rule {
  std::string_view id;
  std::string_view version;
  std::string_view source;  // where the rule comes from
  Template sentence;        // what it looks for, for `ckptscope rules`
  void (*check)(const Subject& subject, std::vector<Finding>& findings);  // nullptr: shared
};

// Every rule, in the registry's order (which never matters to the result).
[[nodiscard]] std::span<const Rule* const> rules();
// What all rules share, written down as a rule is: it has thresholds, and no check.
[[nodiscard]] std::span<const Rule> shared_rules();
// The version of the rule with that id; empty for an id that no rule has.
[[nodiscard]] std::string_view version_of(std::string_view rule);

}  // namespace ckpt
