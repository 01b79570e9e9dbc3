// How the enums of the core are spelled in JSON, and times as ISO 8601.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "analysis/analysis.h"
#include "analysis/comparison.h"
#include "base/message.h"
#include "base/note.h"
#include "metrics/metric_catalog.h"
#include "run/run.h"

namespace ckpt {

[[nodiscard]] std::string_view json_name(Severity severity);
[[nodiscard]] std::string_view json_name(NoteGrade grade);
[[nodiscard]] std::string_view json_name(Confidence confidence);
[[nodiscard]] std::string_view json_name(Direction direction);
[[nodiscard]] std::string_view json_name(DirectionSource source);
[[nodiscard]] std::string_view json_name(Role role);
[[nodiscard]] std::string_view json_name(Family family);
[[nodiscard]] std::string_view json_name(XKind kind);
[[nodiscard]] std::string_view json_name(TrendWord word);
[[nodiscard]] std::string_view json_name(VerdictKind kind);
[[nodiscard]] std::string_view json_name(CheckpointKind kind);
[[nodiscard]] std::string_view json_name(Saved saved);
[[nodiscard]] std::string_view json_name(PairKind kind);
[[nodiscard]] std::string_view json_name(FactKind kind);

// "lower", "higher"; anything else is unknown.
[[nodiscard]] Direction direction_named(std::string_view name);
// "train", "valid", "test" and "" (none); nullopt for anything else.
[[nodiscard]] std::optional<Role> role_named(std::string_view name);

// The kind that json_name() calls so, else `fallback`.
[[nodiscard]] XKind x_kind_named(std::string_view name, XKind fallback);

// "2024-07-23T20:03:20Z", with milliseconds where there are any; empty outside the years 1 to 9999
// and for what is absent. `time` is in seconds since 1970.
[[nodiscard]] std::string iso_text(double time);

}  // namespace ckpt
