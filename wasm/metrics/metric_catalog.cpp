// The catalogue: what the words of a metric's name mean. One row per word or phrase, read by one
// function. The rows follow the field's own usage (Hugging Face, Keras, Lightning, TRL, mmengine,
// COCO, CatBoost, Stable-Baselines3 names); what is not here is unknown and never ranked.
#include "metrics/metric_catalog.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <string>
#include <vector>

#include "base/text.h"

namespace ckpt {
namespace {

// Which word speaks for the whole name when several are known: the greatest wins. A dice_loss is a
// loss, an error_score an error, a train_acc_epoch an accuracy, a loss_scale neither.
enum class Rank : std::uint8_t {
  position,   // where or when: epoch, step
  weak,       // says "good" only when nothing else speaks: score
  quality,    // higher is better
  modifier,   // never ranked, and makes no quality of its companions: kl, entropy, tokens, time
  error,      // lower is better
  loss,       // lower is better; beats everything that may stand beside it
  technical,  // never ranked, whatever stands beside it: learning rate, throughput
};

struct Row {
  std::string_view phrase;  // words in lower case with one blank between them
  Rank rank;
  Direction direction;
  Family family;
};

constexpr Row loss(std::string_view phrase, Family family = Family::loss) {
  return {phrase, Rank::loss, Direction::lower, family};
}
constexpr Row error(std::string_view phrase, Family family = Family::error) {
  return {phrase, Rank::error, Direction::lower, family};
}
constexpr Row quality(std::string_view phrase, Family family = Family::ratio_score) {
  return {phrase, Rank::quality, Direction::higher, family};
}
constexpr Row unranked(std::string_view phrase, Rank rank, Family family) {
  return {phrase, rank, Direction::unknown, family};
}

constexpr Row kRows[] = {
    // Losses, each in its own unit.
    loss("loss"),
    loss("losses"),
    loss("log loss"),
    loss("logloss"),
    loss("mlogloss"),
    loss("cross entropy"),
    loss("crossentropy"),
    loss("crossent"),
    loss("xent"),
    loss("nll"),
    loss("negative log likelihood"),
    loss("neg log likelihood"),
    loss("bpb"),
    loss("bpc"),
    loss("bits per byte"),
    loss("bits per char"),
    loss("bits per character"),
    loss("hinge"),
    loss("huber"),
    loss("pinball"),
    loss("zero one loss"),
    // Cross-entropy per token, where the name itself says so.
    loss("token loss", Family::token_loss),
    loss("loss per token", Family::token_loss),
    loss("lm loss", Family::token_loss),
    loss("ppl", Family::perplexity),
    loss("perplexity", Family::perplexity),
    // Shares of mistakes.
    error("error rate", Family::error_rate),
    error("word error rate", Family::error_rate),
    error("character error rate", Family::error_rate),
    error("char error rate", Family::error_rate),
    error("classification error", Family::error_rate),
    error("class error", Family::error_rate),
    error("wer", Family::error_rate),
    error("cer", Family::error_rate),
    error("ter", Family::error_rate),
    error("ece", Family::error_rate),
    error("eer", Family::error_rate),
    error("hter", Family::error_rate),
    // Errors in the unit of the data, and distances between distributions.
    error("error"),
    error("err"),
    error("mae"),
    error("mse"),
    error("msle"),
    error("rmse"),
    error("rmsle"),
    error("mape"),
    error("smape"),
    error("wape"),
    error("mase"),
    error("crps"),
    error("nme"),
    error("ade"),
    error("fde"),
    error("min ade"),
    error("min fde"),
    error("epe"),
    error("brier"),
    error("fid"),
    error("kid"),
    error("fvd"),
    error("lpips"),
    error("chamfer"),
    // Shares of success, in [0, 1] or [0, 100].
    quality("acc"),
    quality("accs"),
    quality("accuracy"),
    quality("accuracies"),
    quality("mean token accuracy"),
    quality("top1"),
    quality("top5"),
    quality("top 1"),
    quality("top 5"),
    quality("f1"),
    quality("f2"),
    quality("f05"),
    quality("fscore"),
    quality("fmeasure"),
    quality("exact match"),
    quality("em"),
    quality("precision"),
    quality("prec"),
    quality("recall"),
    quality("sensitivity"),
    quality("specificity"),
    quality("auc"),
    quality("auroc"),
    quality("auprc"),
    quality("ap"),
    quality("map"),
    quality("m ap"),
    quality("ar"),
    quality("m ar"),
    quality("iou"),
    quality("io u"),
    quality("miou"),
    quality("m iou"),
    quality("m io u"),
    quality("giou"),
    quality("jaccard"),
    quality("dice"),
    quality("pck"),
    quality("psds"),
    quality("ndcg"),
    quality("mrr"),
    quality("hits"),
    quality("pass 1"),
    quality("pass 5"),
    quality("pass 10"),
    quality("pass 100"),
    quality("pass at"),
    quality("pass rate"),
    quality("win rate"),
    quality("winrate"),
    quality("success"),
    quality("success rate"),
    // Scores on other scales.
    quality("bleu", Family::score),
    quality("sacrebleu", Family::score),
    quality("chrf", Family::score),
    quality("rouge", Family::score),
    quality("rougel", Family::score),
    quality("rougelsum", Family::score),
    quality("meteor", Family::score),
    quality("comet", Family::score),
    quality("bertscore", Family::score),
    quality("psnr", Family::score),
    quality("ssim", Family::score),
    quality("inception score", Family::score),
    quality("r2", Family::score),
    quality("explained variance", Family::score),
    quality("mcc", Family::score),
    quality("matthews", Family::score),
    quality("kappa", Family::score),
    quality("pearson", Family::score),
    quality("pearsonr", Family::score),
    quality("spearman", Family::score),
    quality("spearmanr", Family::score),
    quality("kendall", Family::score),
    quality("log likelihood", Family::score),
    quality("reward", Family::reward),
    quality("rewards", Family::reward),
    quality("rew", Family::reward),
    quality("return", Family::reward),
    quality("returns", Family::reward),
    quality("margins", Family::reward),
    // Weak words.
    {"score", Rank::weak, Direction::higher, Family::score},
    {"scores", Rank::weak, Direction::higher, Family::score},
    // CatBoost's loss of that name; a multiclass_accuracy is an accuracy.
    {"multiclass", Rank::weak, Direction::lower, Family::loss},
    {"multi class", Rank::weak, Direction::lower, Family::loss},
    // Never ranked, and no loss or score although the word may stand in the name.
    unranked("lr", Rank::technical, Family::learning_rate),
    unranked("learning rate", Rank::technical, Family::learning_rate),
    unranked("grad norm", Rank::technical, Family::gradient_norm),
    unranked("gradnorm", Rank::technical, Family::gradient_norm),
    unranked("gradient norm", Rank::technical, Family::gradient_norm),
    unranked("per second", Rank::technical, Family::speed),
    unranked("per sec", Rank::technical, Family::speed),
    unranked("runtime", Rank::technical, Family::speed),
    unranked("throughput", Rank::technical, Family::speed),
    unranked("fps", Rank::technical, Family::speed),
    unranked("mfu", Rank::technical, Family::speed),
    unranked("tflops", Rank::technical, Family::speed),
    unranked("flos", Rank::technical, Family::counter),
    unranked("flops", Rank::technical, Family::counter),
    unranked("memory", Rank::technical, Family::counter),
    unranked("loss scale", Rank::technical, Family::other),
    unranked("loss scaler", Rank::technical, Family::other),
    unranked("loss weight", Rank::technical, Family::other),
    unranked("loss coef", Rank::technical, Family::other),
    unranked("grad", Rank::modifier, Family::gradient_norm),
    unranked("gradient", Rank::modifier, Family::gradient_norm),
    unranked("kl", Rank::modifier, Family::other),
    unranked("entropy", Rank::modifier, Family::other),
    unranked("tokens", Rank::modifier, Family::counter),
    unranked("time", Rank::modifier, Family::counter),
    unranked("timing", Rank::modifier, Family::counter),
    unranked("eta", Rank::modifier, Family::counter),
    unranked("duration", Rank::modifier, Family::counter),
    unranked("epoch", Rank::position, Family::counter),
    unranked("epochs", Rank::position, Family::counter),
    unranked("step", Rank::position, Family::counter),
    unranked("steps", Rank::position, Family::counter),
    unranked("iter", Rank::position, Family::counter),
    unranked("iters", Rank::position, Family::counter),
    unranked("iteration", Rank::position, Family::counter),
    unranked("iterations", Rank::position, Family::counter),
    unranked("zero shot", Rank::position, Family::other),
};

constexpr bool has_unique_phrases() {
  for (std::size_t i = 0; i < std::size(kRows); ++i) {
    for (std::size_t j = i + 1; j < std::size(kRows); ++j) {
      if (kRows[i].phrase == kRows[j].phrase) return false;
    }
  }
  return true;
}
static_assert(has_unique_phrases());

// A statistic of a metric, or a part of it, is not the metric: reward_std falls or rises for no
// reason that could choose a checkpoint. DPO's chosen and rejected rewards often fall together
// while the model improves; what counts there is their margin.
constexpr std::array<std::string_view, 18> kSpoilers{
    "std",  "stdev", "stddev", "stdv",     "stderr", "var",   "variance",  "min",      "max",
    "zero", "best",  "chosen", "rejected", "num",    "count", "threshold", "quantile", "delta"};

struct RoleWord {
  std::string_view word;
  Role role;
};
constexpr std::array kRoleWords{
    RoleWord{"train", Role::train},      RoleWord{"training", Role::train},
    RoleWord{"eval", Role::valid},       RoleWord{"evaluation", Role::valid},
    RoleWord{"val", Role::valid},        RoleWord{"valid", Role::valid},
    RoleWord{"validation", Role::valid}, RoleWord{"dev", Role::valid},
    RoleWord{"vali", Role::valid},       RoleWord{"test", Role::test},
    RoleWord{"testing", Role::test},
};

Role role_of(std::string_view word) {
  for (const RoleWord& entry : kRoleWords) {
    if (entry.word == word) return entry.role;
  }
  return Role::none;
}

bool is_spoiler(std::string_view word) {
  for (const std::string_view spoiler : kSpoilers) {
    if (spoiler == word) return true;
  }
  return false;
}

// "ap50", "acc1" and "fid50k" without their counts; words such as "f1" and "top5" are rows as they
// stand.
std::string_view without_count(std::string_view word) {
  std::size_t size = word.size();
  if (size >= 2 && word[size - 1] == 'k' && word[size - 2] >= '0' && word[size - 2] <= '9') --size;
  while (size > 0 && word[size - 1] >= '0' && word[size - 1] <= '9') --size;
  return size >= 2 ? word.substr(0, size) : word;
}

// How many words from `begin` on spell `phrase`; 0 when they do not.
std::size_t match_length(std::string_view phrase, const std::vector<std::string>& words,
                         std::size_t begin) {
  std::size_t index = begin;
  while (true) {
    if (index == words.size()) return 0;
    const std::size_t blank = phrase.find(' ');
    const std::string_view expected = phrase.substr(0, blank);
    if (words[index] != expected && without_count(words[index]) != expected) return 0;
    ++index;
    if (blank == std::string_view::npos) return index - begin;
    phrase.remove_prefix(blank + 1);
  }
}

// "valloss" is val and loss, where the rest is a known word by itself.
void split_joined_role(std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (role_of(words[i]) != Role::none) return;
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string word = words[i];
    for (const RoleWord& entry : kRoleWords) {
      if (word.size() < entry.word.size() + 3 ||
          word.compare(0, entry.word.size(), entry.word) != 0)
        continue;
      const std::string rest = word.substr(entry.word.size());
      for (const Row& row : kRows) {
        if (row.phrase != rest || row.rank < Rank::quality) continue;
        words[i] = std::string(entry.word);
        words.insert(words.begin() + static_cast<std::ptrdiff_t>(i) + 1, rest);
        return;
      }
    }
  }
}

bool is_ascii(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

// Takes the role out of `words`: the first role word, and a "full" before it.
Role take_role(std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Role role = role_of(words[i]);
    if (role == Role::none) continue;
    std::size_t begin = i;
    if (i > 0 && words[i - 1] == "full") --begin;
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(begin),
                words.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    return role;
  }
  return Role::none;
}

// The row that speaks for the name; nullptr when no word is known or a spoiler stands in it.
const Row* speaking_row(const std::vector<std::string>& words, bool& is_spoiled) {
  const Row* speaker = nullptr;
  std::size_t speaker_length = 0;
  is_spoiled = false;
  for (std::size_t i = 0; i < words.size();) {
    const Row* longest = nullptr;
    std::size_t length = 0;
    for (const Row& row : kRows) {
      const std::size_t candidate = match_length(row.phrase, words, i);
      // Between equally long phrases the word as it stands beats the one without its count.
      if (candidate > length || (candidate == 1 && length == 1 && row.phrase == words[i])) {
        longest = &row;
        length = candidate;
      }
    }
    if (longest == nullptr) {
      is_spoiled = is_spoiled || is_spoiler(words[i]);
      ++i;
      continue;
    }
    if (speaker == nullptr || longest->rank > speaker->rank ||
        (longest->rank == speaker->rank && length >= speaker_length)) {
      speaker = longest;
      speaker_length = length;
    }
    i += length;
  }
  return speaker;
}

}  // namespace

namespace {

// Distances of what a model generates to a set of data, and the mean precision over the classes of
// one: no batch of training has such a value.
bool compares_with_data(std::string_view phrase) {
  constexpr std::array<std::string_view, 5> kPhrases{"fid", "kid", "fvd", "map", "m ap"};
  return std::find(kPhrases.begin(), kPhrases.end(), phrase) != kPhrases.end();
}

}  // namespace

MetricMeaning meaning_of(std::string_view name) {
  MetricMeaning meaning;
  std::vector<std::string> words = name_words(name);
  split_joined_role(words);
  meaning.role = take_role(words);

  bool is_spoiled = false;
  const Row* row = speaking_row(words, is_spoiled);
  if (row != nullptr) {
    const bool is_ranked = row->direction != Direction::unknown;
    if (!is_ranked || !is_spoiled) {
      meaning.direction = row->direction;
      meaning.family = row->family;
    }
    if (meaning.role == Role::none && compares_with_data(row->phrase)) meaning.role = Role::valid;
    // Lightning logs one quantity as train_loss_step, train_loss_epoch and val_loss.
    while (is_ranked && words.size() > 1 && (words.back() == "epoch" || words.back() == "step")) {
      words.pop_back();
    }
  }

  // Words hold only what is alphanumeric in ASCII; other names stand for themselves.
  if (words.empty() || !is_ascii(name)) {
    meaning.quantity = std::string(name);
    return meaning;
  }
  for (const std::string& word : words) {
    if (!meaning.quantity.empty()) meaning.quantity += '_';
    meaning.quantity += word;
  }
  return meaning;
}

Pace pace_of(std::string_view name) {
  const std::vector<std::string> words = name_words(name);
  const auto has = [&words](std::initializer_list<std::string_view> any) {
    return std::find_first_of(words.begin(), words.end(), any.begin(), any.end()) != words.end();
  };
  const bool is_per_time = has({"per"}) && has({"second", "sec", "s"});
  if (has({"throughput", "fps", "mfu", "tflops"}) || is_per_time) return Pace::rate;
  const bool is_time = has({"time", "seconds", "sec", "duration"});
  const bool is_of_step = has({"step", "iter", "iteration", "batch"});
  // mmengine and mmcv log the seconds of an iteration as "time".
  if (is_time && (is_of_step || (words.size() == 1 && words[0] == "time"))) return Pace::duration;
  return Pace::none;
}

bool counts_tokens(std::string_view name) {
  const std::vector<std::string> words = name_words(name);
  const auto has = [&words](std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  return has("tokens") && !has("per") && meaning_of(name).family == Family::counter;
}

Selector selector_of(std::string_view name) {
  std::vector<std::string> words = name_words(name);
  split_joined_role(words);
  static_cast<void>(take_role(words));
  const auto has = [&words](std::initializer_list<std::string_view> any) {
    return std::find_first_of(words.begin(), words.end(), any.begin(), any.end()) != words.end();
  };
  if (has({"token", "tokens"}) && has({"acc", "accuracy"})) return Selector::proxy;
  if (has({"precision", "prec", "recall", "sensitivity", "specificity"})) return Selector::partial;
  bool is_spoiled = false;
  const Row* row = speaking_row(words, is_spoiled);
  const bool is_loss = row != nullptr && row->rank == Rank::loss;
  const bool is_whole = words.size() == 1 || has({"total", "lm", "mean", "avg", "epoch", "step"});
  if (is_loss &&
      has({"gen", "generator", "dis", "disc", "discriminator", "adv", "adversarial", "g", "d"})) {
    return Selector::contested;
  }
  return is_loss && !is_whole ? Selector::partial : Selector::whole;
}

bool names_full_set(std::string_view name) {
  const std::vector<std::string> words = name_words(name);
  return std::find(words.begin(), words.end(), "full") != words.end();
}

bool marks_reinforcement(std::string_view name) {
  // verl's and OpenRLHF's prefixes; TRL's share of groups without a spread of rewards.
  return name.starts_with("actor/") || name.starts_with("critic/") ||
         name.find("reward_zero_std") != std::string_view::npos ||
         name.find("rlhf_reward") != std::string_view::npos;
}

SetMeasurement set_measurement_of(std::string_view name) {
  struct Ending {
    std::string_view text;
    SetMeasure measure;
  };
  // The Transformers Trainer writes eval_runtime and eval_samples_per_second, its scripts
  // eval_samples.
  static constexpr Ending kEndings[] = {{"samples_per_second", SetMeasure::examples_per_second},
                                        {"runtime", SetMeasure::runtime},
                                        {"num_samples", SetMeasure::examples},
                                        {"num_examples", SetMeasure::examples},
                                        {"n_samples", SetMeasure::examples},
                                        {"n_examples", SetMeasure::examples},
                                        {"samples", SetMeasure::examples},
                                        {"examples", SetMeasure::examples}};
  for (const Ending& ending : kEndings) {
    if (!name.ends_with(ending.text)) continue;
    const std::string_view set = name.substr(0, name.size() - ending.text.size());
    if (set.size() < 2 || std::string_view("_/.").find(set.back()) == std::string_view::npos)
      continue;
    return {ending.measure, set};
  }
  return {};
}

bool is_share_of_examples(std::string_view name) {
  const std::vector<std::string> words = name_words(name);
  const auto has = [&words](std::initializer_list<std::string_view> any) {
    return std::any_of(words.begin(), words.end(), [&any](const std::string& word) {
      return std::find(any.begin(), any.end(), word) != any.end() ||
             std::find(any.begin(), any.end(), without_count(word)) != any.end();
    });
  };
  if (has({"token", "tokens", "word", "char", "character", "pixel", "point"})) return false;
  const bool is_exact = has({"exact"}) && has({"match"});
  const bool is_rate = has({"error", "win", "success", "pass"}) && has({"rate"});
  const bool is_class_error = has({"classification", "class"}) && has({"error"});
  return is_exact || is_rate || is_class_error ||
         has({"acc", "accuracy", "em", "f1", "fscore", "precision", "recall", "top1", "top5"});
}

bool differ_in_set(std::string_view a, std::string_view b) {
  const std::vector<std::string> words_a = name_words(a);
  const std::vector<std::string> words_b = name_words(b);
  if (words_a.size() != words_b.size()) return false;
  const auto [at_a, at_b] = std::mismatch(words_a.begin(), words_a.end(), words_b.begin());
  if (at_a == words_a.end() || !std::equal(at_a + 1, words_a.end(), at_b + 1)) return false;
  // These name another quantity of the same set.
  static constexpr std::string_view kSummaries[] = {
      "mean",     "avg", "average", "overall", "macro", "micro", "weighted",
      "balanced", "max", "min",     "median",  "total", "std"};
  const auto says_nothing = [](const std::string& word) {
    const MetricMeaning meaning = meaning_of(word);
    return meaning.family == Family::other && meaning.role == Role::none &&
           std::find(std::begin(kSummaries), std::end(kSummaries), word) == std::end(kSummaries);
  };
  return says_nothing(*at_a) && says_nothing(*at_b);
}

}  // namespace ckpt
