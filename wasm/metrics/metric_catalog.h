// What a metric's name says about it: whether it should fall or rise, on which data it was
// measured, what it measures. The only place that knows that a loss should fall. An unknown name
// stays unknown and is never ranked.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ckpt {

enum class Direction : std::uint8_t { unknown, lower, higher };
// Who said so; in order of authority, strongest first.
enum class DirectionSource : std::uint8_t { user, author, format, catalog, none };
// On which data. `valid_batch` is a small sample of the validation set, `valid` the whole of it.
enum class Role : std::uint8_t { train, valid_batch, valid, test, none };
// What kind of quantity: decides units, noise floors and which rules apply.
enum class Family : std::uint8_t {
  loss,        // any loss, in its own unit
  token_loss,  // cross-entropy per token, in nats
  perplexity,
  ratio_score,  // accuracy-like: better is higher, in [0, 1] or [0, 100]
  error_rate,   // worse is higher, in [0, 1] or [0, 100]: wer, cer, eer
  error,        // unbounded error: mae, rmse, fid
  score,        // unbounded or other score: bleu, psnr
  reward,
  learning_rate,
  gradient_norm,
  speed,    // throughput, runtime, samples per second
  counter,  // step, epoch, tokens, flos, memory, time: never a metric of quality
  other,
};

// A loss, or a function of one.
[[nodiscard]] constexpr bool is_loss_family(Family family) {
  return family == Family::loss || family == Family::token_loss || family == Family::perplexity;
}
// What a model is for: a score, an error or a reward, and no loss.
[[nodiscard]] constexpr bool is_quality_family(Family family) {
  return family == Family::ratio_score || family == Family::error_rate || family == Family::error ||
         family == Family::score || family == Family::reward;
}
// Measured on data that was not trained on.
[[nodiscard]] constexpr bool is_held_out_role(Role role) {
  return role == Role::valid || role == Role::valid_batch || role == Role::test;
}

struct MetricMeaning {
  Direction direction = Direction::unknown;
  Role role = Role::none;
  Family family = Family::other;
  // The name without its role: "eval_loss", "val_loss" and "train_loss" are all "loss". Metrics of
  // one run with the same quantity share a chart.
  std::string quantity;
};

// O(length of the name). Whole words only: eval_mape is an error and not a precision. Source of the
// table: the field's own usage; see the rows.
[[nodiscard]] MetricMeaning meaning_of(std::string_view name);

// How a name speaks of the speed of training: steps (samples, tokens) in a second, or seconds for a
// step. Times of anything else, and of a whole epoch or run, are none.
enum class Pace : std::uint8_t { none, rate, duration };
[[nodiscard]] Pace pace_of(std::string_view name);

// The name is that of a running count of tokens: num_input_tokens_seen, and not tokens_per_second.
[[nodiscard]] bool counts_tokens(std::string_view name);

// How well a ranked metric can choose a checkpoint by itself.
enum class Selector : std::uint8_t {
  whole,      // speaks for the model: loss, accuracy, f1, bleu
  partial,    // sees one side or one part: precision without recall, box_loss beside loss
  contested,  // one side of a game: a generator's loss falls only while its discriminator loses
  proxy,  // a loss seen through argmax: mean_token_accuracy goes with the loss and not before it
};
[[nodiscard]] Selector selector_of(std::string_view name);

// The name says that it was measured on the whole of a set: full_valid_loss beside valid_loss.
[[nodiscard]] bool names_full_set(std::string_view name);

// The name is one that only training steered by rewards logs, whether the reward itself stands
// beside it or not: actor/pg_loss, critic/vf_loss, frac_reward_zero_std, objective/rlhf_reward.
[[nodiscard]] bool marks_reinforcement(std::string_view name);

// What a name tells of an evaluation as such, behind the prefix that names its set: `set` is
// "eval_de_" of eval_de_samples_per_second and "eval/" of eval/runtime.
enum class SetMeasure : std::uint8_t { none, examples, runtime, examples_per_second };
struct SetMeasurement {
  SetMeasure measure = SetMeasure::none;
  std::string_view set;  // of the name that was asked about; never empty where there is a measure
};
[[nodiscard]] SetMeasurement set_measurement_of(std::string_view name);

// The name is that of a share of the evaluated examples, or nearly so (accuracy, exact match, F1),
// and not of their words, boxes or pixels: its standard error is the binomial one.
[[nodiscard]] bool is_share_of_examples(std::string_view name);

// The two names differ in one word only, and that word means nothing to the catalogue: the same
// quantity on two evaluation sets (eval_en_loss, eval_de_loss), or two parts alike of one.
[[nodiscard]] bool differ_in_set(std::string_view a, std::string_view b);

}  // namespace ckpt
