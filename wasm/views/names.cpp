#include "views/names.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace ckpt {

std::string_view json_name(Severity severity) {
  switch (severity) {
    case Severity::info:
      return "info";
    case Severity::notice:
      return "notice";
    case Severity::warning:
      return "warning";
    case Severity::critical:
      return "critical";
  }
  return "info";
}

std::string_view json_name(NoteGrade grade) {
  switch (grade) {
    case NoteGrade::info:
      return "info";
    case NoteGrade::notice:
      return "notice";
    case NoteGrade::data_loss:
      return "data_loss";
  }
  return "info";
}

std::string_view json_name(Confidence confidence) {
  switch (confidence) {
    case Confidence::low:
      return "low";
    case Confidence::medium:
      return "medium";
    case Confidence::high:
      return "high";
  }
  return "low";
}

std::string_view json_name(PairKind kind) {
  switch (kind) {
    case PairKind::too_few:
      return "too_few";
    case PairKind::copies:
      return "copies";
    case PairKind::within_noise:
      return "within_noise";
    case PairKind::beyond_noise:
      return "beyond_noise";
    case PairKind::not_different:
      return "not_different";
    case PairKind::different:
      return "different";
    case PairKind::a_better:
      return "a_better";
    case PairKind::b_better:
      return "b_better";
  }
  return "too_few";
}

std::string_view json_name(FactKind kind) {
  switch (kind) {
    case FactKind::seed:
      return "seed";
    case FactKind::setting:
      return "setting";
    case FactKind::other:
      return "other";
  }
  return "other";
}

std::string_view json_name(Direction direction) {
  switch (direction) {
    case Direction::unknown:
      return "unknown";
    case Direction::lower:
      return "lower";
    case Direction::higher:
      return "higher";
  }
  return "unknown";
}

std::string_view json_name(DirectionSource source) {
  switch (source) {
    case DirectionSource::user:
      return "user";
    case DirectionSource::author:
      return "author";
    case DirectionSource::format:
      return "format";
    case DirectionSource::catalog:
      return "catalog";
    case DirectionSource::none:
      return "none";
  }
  return "none";
}

std::string_view json_name(Role role) {
  switch (role) {
    case Role::train:
      return "train";
    case Role::valid_batch:
      return "valid_batch";
    case Role::valid:
      return "valid";
    case Role::test:
      return "test";
    case Role::none:
      return "none";
  }
  return "none";
}

std::string_view json_name(Family family) {
  switch (family) {
    case Family::loss:
      return "loss";
    case Family::token_loss:
      return "token_loss";
    case Family::perplexity:
      return "perplexity";
    case Family::ratio_score:
      return "ratio_score";
    case Family::error_rate:
      return "error_rate";
    case Family::error:
      return "error";
    case Family::score:
      return "score";
    case Family::reward:
      return "reward";
    case Family::learning_rate:
      return "learning_rate";
    case Family::gradient_norm:
      return "gradient_norm";
    case Family::speed:
      return "speed";
    case Family::counter:
      return "counter";
    case Family::other:
      return "other";
  }
  return "other";
}

std::string_view json_name(XKind kind) {
  switch (kind) {
    case XKind::step:
      return "step";
    case XKind::epoch:
      return "epoch";
    case XKind::time:
      return "time";
    case XKind::index:
      return "index";
    case XKind::tokens:
      return "tokens";
  }
  return "index";
}

XKind x_kind_named(std::string_view name, XKind fallback) {
  for (const XKind kind : {XKind::step, XKind::epoch, XKind::time, XKind::index, XKind::tokens}) {
    if (name == json_name(kind)) return kind;
  }
  return fallback;
}

std::string_view json_name(TrendWord word) {
  switch (word) {
    case TrendWord::insufficient:
      return "insufficient";
    case TrendWord::undetermined:
      return "undetermined";
    case TrendWord::falling:
      return "falling";
    case TrendWord::rising:
      return "rising";
    case TrendWord::steady:
      return "steady";
  }
  return "undetermined";
}

std::string_view json_name(VerdictKind kind) {
  switch (kind) {
#define CKPT_VERDICT(name) \
  case VerdictKind::name:  \
    return #name;
#include "analysis/verdict_kinds.def"
#undef CKPT_VERDICT
  }
  return "undetermined";
}

std::string_view json_name(CheckpointKind kind) {
  switch (kind) {
    case CheckpointKind::checkpoint:
      return "checkpoint";
    case CheckpointKind::evaluation:
      return "evaluation";
  }
  return "evaluation";
}

std::string_view json_name(Saved saved) {
  switch (saved) {
    case Saved::unknown:
      return "unknown";
    case Saved::yes:
      return "yes";
    case Saved::no:
      return "no";
  }
  return "unknown";
}

Direction direction_named(std::string_view name) {
  if (name == "lower") return Direction::lower;
  if (name == "higher") return Direction::higher;
  return Direction::unknown;
}

std::optional<Role> role_named(std::string_view name) {
  if (name.empty()) return Role::none;
  for (const Role role : {Role::train, Role::valid, Role::test}) {
    if (json_name(role) == name) return role;
  }
  return std::nullopt;
}

std::string iso_text(double time) {
  constexpr double kYear1 = -62135596800.0;
  constexpr double kYear10000 = 253402300800.0;
  if (!(time >= kYear1) || !(time < kYear10000)) return {};
  constexpr std::int64_t kDayMilliseconds = 86'400'000;
  const double rounded = std::floor(time * 1000.0 + 0.5);
  const auto milliseconds = static_cast<std::int64_t>(std::min(rounded, kYear10000 * 1000.0 - 1));
  std::int64_t days = milliseconds / kDayMilliseconds;
  std::int64_t rest = milliseconds % kDayMilliseconds;
  if (rest < 0) {
    --days;
    rest += kDayMilliseconds;
  }

  // Civil date from days, after Howard Hinnant: years begin in March, so a leap day ends one.
  // https://howardhinnant.github.io/date_algorithms.html
  const std::int64_t shifted = days + 719'468;
  const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146'096) / 146'097;
  const std::int64_t day_of_era = shifted - era * 146'097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
  const std::int64_t day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  const std::int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  const std::int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);

  std::string out;
  const auto put = [&out](std::int64_t value, int digits, char end) {
    std::string number(static_cast<std::size_t>(digits), '0');
    for (int i = digits - 1; i >= 0; --i) {
      number[static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
      value /= 10;
    }
    out += number;
    out += end;
  };
  const std::int64_t milli = rest % 1000;
  const std::int64_t second = rest / 1000;
  put(year, 4, '-');
  put(month, 2, '-');
  put(day, 2, 'T');
  put(second / 3600, 2, ':');
  put(second / 60 % 60, 2, ':');
  put(second % 60, 2, milli == 0 ? 'Z' : '.');
  if (milli != 0) put(milli, 3, 'Z');
  return out;
}

}  // namespace ckpt
