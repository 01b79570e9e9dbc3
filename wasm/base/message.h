// What the engine says to a person: a template in each language, and the values for its slots.
// The engine never formats a number for people; whoever shows the message does.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ckpt {

enum class Severity : unsigned char { info, notice, warning, critical };

// A template has slots such as {metric}, {step:integer}, {gap:percent}. The kinds are: text (the
// default), value (four significant figures), integer, percent (0.17 reads "17 %"), signed_percent,
// duration (seconds), list. Both languages use the same slots.
struct Template {
  std::string_view id;
  std::string_view en;
  std::string_view zh;
};

struct Slot {
  std::string_view name;  // points at a literal
  std::variant<double, std::string> value;
};

struct Message {
  Template text;
  std::vector<Slot> slots;
};

}  // namespace ckpt
