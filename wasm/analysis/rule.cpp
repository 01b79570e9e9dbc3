// The registry of rules.
#include "analysis/rule.h"

#include <array>

namespace ckpt {
namespace rule {
#define CKPT_RULE(name) extern const Rule name;
#include "analysis/rules/registry.def"
#undef CKPT_RULE
}  // namespace rule

namespace {
constexpr std::array kRules{
#define CKPT_RULE(name) &rule::name,
#include "analysis/rules/registry.def"
#undef CKPT_RULE
};
}  // namespace

std::span<const Rule* const> rules() { return kRules; }

}  // namespace ckpt
