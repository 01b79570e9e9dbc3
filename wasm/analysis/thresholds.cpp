// See thresholds.h.
#include "analysis/thresholds.h"

#include <algorithm>
#include <array>
#include <string>

namespace ckpt {
namespace {

constexpr std::array kTable{
#define CKPT_THRESHOLD(rule, name, value, least, greatest, unit, meaning, zh, source)            \
  ThresholdInfo{#rule, #name, &Thresholds::rule##_##name, value, least, greatest, unit, meaning, \
                zh,    source},
#include "analysis/thresholds.def"
#undef CKPT_THRESHOLD
};

constexpr bool is_sound() {
  for (const ThresholdInfo& info : kTable) {
    if (!(info.least <= info.value && info.value <= info.greatest)) return false;
  }
  return true;
}
static_assert(is_sound(), "a default lies outside of its own range");

constexpr Template kNoRule{"thresholds.no_rule",
                           "There is no rule \"{rule}\" with thresholds; there are {known:list}.",
                           "没有名为“{rule}”且带阈值的规则；现有 {known:list}。"};
constexpr Template kNoName{"thresholds.no_name",
                           "The rule {rule} has no threshold \"{name}\"; it has {known:list}.",
                           "规则 {rule} 没有阈值“{name}”；它有 {known:list}。"};
constexpr Template kOutOfRange{
    "thresholds.out_of_range",
    "{rule}.{name} must be a number from {least:value} to {greatest:value} ({unit}), not "
    "{value:value}.",
    "{rule}.{name} 必须是 {least:value} 到 {greatest:value} 之间的数（{unit}），而不是 "
    "{value:value}。"};

// One on each line, as {known:list} wants it.
void append_line(std::string& list, std::string_view line) {
  if (!list.empty()) list += '\n';
  list += line;
}

}  // namespace

std::span<const ThresholdInfo> threshold_table() { return kTable; }

std::span<const ThresholdInfo> thresholds_of(std::string_view rule) {
  const auto is_of_rule = [rule](const ThresholdInfo& info) { return info.rule == rule; };
  const auto* const begin = std::find_if(kTable.begin(), kTable.end(), is_of_rule);
  const auto* const end = std::find_if_not(begin, kTable.end(), is_of_rule);
  return {begin, end};
}

std::optional<Message> override_threshold(Thresholds& thresholds, std::string_view rule,
                                          std::string_view name, double value) {
  const auto of_rule = thresholds_of(rule);
  std::string known;
  if (of_rule.empty()) {
    std::string_view before;
    for (const ThresholdInfo& info : kTable) {
      if (info.rule != before) append_line(known, info.rule);
      before = info.rule;
    }
    return Message{kNoRule, {{"rule", std::string(rule)}, {"known", known}}};
  }
  for (const ThresholdInfo& info : of_rule) {
    append_line(known, info.name);
    if (info.name != name) continue;
    if (value >= info.least && value <= info.greatest) {
      thresholds.*info.member = value;
      return std::nullopt;
    }
    return Message{kOutOfRange,
                   {{"rule", std::string(rule)},
                    {"name", std::string(name)},
                    {"least", info.least},
                    {"greatest", info.greatest},
                    {"unit", std::string(info.unit)},
                    {"value", value}}};
  }
  return Message{kNoName,
                 {{"rule", std::string(rule)}, {"name", std::string(name)}, {"known", known}}};
}

}  // namespace ckpt
