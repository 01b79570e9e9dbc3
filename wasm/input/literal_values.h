// What a single word, a call or a thing in angle brackets means among the values that Python and
// JavaScript print.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ckpt {

struct LiteralValue {
  enum class Kind : std::uint8_t {
    number,
    long_integer,  // beyond 2^53: `number` is rounded, the text has its digits
    non_finite,    // NaN, nan, Infinity, inf, with a sign or without
    text,
    boolean,  // `number` is 0 or 1
    null,
  };
  Kind kind = Kind::null;
  double number = 0;
  std::string text = {};
};

// A number, None, True, nan, undefined, or a dotted name such as torch.float32, which is a text.
// nullopt for any other word.
[[nodiscard]] std::optional<LiteralValue> word_value(std::string_view word);

// An enumeration's member "<JobStatus.RUNNING: 'RUNNING'>" has its value, a tensor
// "<tf.Tensor: shape=(), dtype=float32, numpy=0.5>" its number. nullopt for the rest.
[[nodiscard]] std::optional<LiteralValue> angle_value(std::string_view angle);

// "datetime.datetime(2024, 5, 1, 12, 0, tzinfo=datetime.timezone.utc)" as ISO 8601 text; without a
// zone where none is told. nullopt for other calls and zones that are not understood.
[[nodiscard]] std::optional<std::string> date_value(std::string_view call);

enum class CallMeaning : std::uint8_t {
  unknown,       // fields when its arguments have names, else a text
  first,         // stands for its first argument: array([...]), tensor(0.5, device='cuda:0')
  second,        // stands for its second: defaultdict(<class 'list'>, {...})
  pairs,         // its list of pairs is an object: OrderedDict([('loss', 0.5)])
  not_a_record,  // the settings of a program, as logs print them: Namespace(lr=0.1)
};
[[nodiscard]] CallMeaning call_meaning(std::string_view name);

}  // namespace ckpt
