// The published table of thresholds: every number belongs to a rule that exists, and a caller can
// override each within its range.
#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string>

#include "analysis/rule.h"
#include "analysis_run.h"
#include "catch.h"

namespace ckpt {
namespace {

using test::finding_of;
using test::RunMaker;
using test::spelled;
using test::steps;
using test::Values;

TEST_CASE("every threshold belongs to a rule and stands beside the others of it") {
  std::set<std::string_view> ids;
  for (const Rule* rule : rules()) ids.insert(rule->id);
  for (const Rule& shared : shared_rules()) ids.insert(shared.id);
  std::size_t count = 0;
  for (const std::string_view id : ids) count += thresholds_of(id).size();
  CHECK(count == threshold_table().size());
  for (const ThresholdInfo& info : threshold_table()) {
    INFO(info.rule << "." << info.name);
    CHECK(ids.count(info.rule) == 1);
    CHECK_FALSE(info.unit.empty());
    CHECK_FALSE(info.meaning.empty());
    CHECK_FALSE(info.source.empty());
  }
}

TEST_CASE("a threshold out of range, or that does not exist, is refused with a sentence") {
  Thresholds thresholds;
  const auto refused = [&](std::string_view rule, std::string_view name, double value) {
    const auto refusal = override_threshold(thresholds, rule, name, value);
    REQUIRE(refusal);
    CHECK(test::slot_names(refusal->text.en) == test::slot_names(refusal->text.zh));
    return spelled(*refusal);
  };
  CHECK(refused("diverged", "ratio", 0.5) ==
        "diverged.ratio must be a number from 1 to 1e+06 (times), not 0.5.");
  CHECK(refused("diverged", "ratio", std::numeric_limits<double>::quiet_NaN()) ==
        "diverged.ratio must be a number from 1 to 1e+06 (times), not nan.");
  CHECK(refused("thin", "patience", 3) ==
        "The rule thin has no threshold \"patience\"; it has evaluations_min.");
  CHECK(refused("thinner", "patience", 3).substr(0, 42) ==
        "There is no rule \"thinner\" with thresholds");
  for (const ThresholdInfo& info : threshold_table()) CHECK(thresholds.*info.member == info.value);
  CHECK_FALSE(override_threshold(thresholds, "diverged", "ratio", 3.0));
  CHECK(thresholds.diverged_ratio == 3.0);
}

TEST_CASE("rules compare with what the caller overrode") {
  RunMaker maker;
  Values loss;
  for (int i = 0; i < 40; ++i) loss.push_back(i < 20 ? 2.0 - 0.05 * i : 1.0 + 0.04 * (i - 20));
  maker.add("train_loss", steps(40), loss);
  CHECK(finding_of(analyse(maker.run), VerdictKind::diverged) != nullptr);
  AnalysisOptions options;
  REQUIRE_FALSE(override_threshold(options.thresholds, "diverged", "ratio", 2.0));
  CHECK(finding_of(analyse(maker.run, options), VerdictKind::diverged) == nullptr);
}

}  // namespace
}  // namespace ckpt
