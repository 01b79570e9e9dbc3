// What a metric's name says: the table of names that tools really write, and the traps between
// them.
#include <string>

#include "catch.h"
#include "metrics/metric_catalog.h"

namespace ckpt {
namespace {

struct Expected {
  const char* name;
  Direction direction;
  Role role;
  Family family;
  const char* quantity;
};

constexpr Direction kLower = Direction::lower;
constexpr Direction kHigher = Direction::higher;
constexpr Direction kUnknown = Direction::unknown;

const Expected kNames[] = {
    // Bare names carry no role: whether they belong to training is the format's to say.
    {"loss", kLower, Role::none, Family::loss, "loss"},
    {"s_fmeasure", kHigher, Role::none, Family::ratio_score, "s_fmeasure"},
    {"accuracy", kHigher, Role::none, Family::ratio_score, "accuracy"},
    {"score", kHigher, Role::none, Family::score, "score"},
    // Roles, in front and behind, with every separator and with camelCase.
    {"train_loss", kLower, Role::train, Family::loss, "loss"},
    {"trainingLoss", kLower, Role::train, Family::loss, "loss"},
    {"eval_loss", kLower, Role::valid, Family::loss, "loss"},
    {"val_loss", kLower, Role::valid, Family::loss, "loss"},
    {"val/loss", kLower, Role::valid, Family::loss, "loss"},
    {"valid_loss", kLower, Role::valid, Family::loss, "loss"},
    {"validLoss", kLower, Role::valid, Family::loss, "loss"},
    {"validationLoss", kLower, Role::valid, Family::loss, "loss"},
    {"validation accuracy", kHigher, Role::valid, Family::ratio_score, "accuracy"},
    {"val_prec", kHigher, Role::valid, Family::ratio_score, "prec"},
    {"dev_acc", kHigher, Role::valid, Family::ratio_score, "acc"},
    {"test_acc1", kHigher, Role::test, Family::ratio_score, "acc1"},
    {"Loss/val", kLower, Role::valid, Family::loss, "loss"},
    {"vali_stats/combined/accuracy", kHigher, Role::valid, Family::ratio_score,
     "stats_combined_accuracy"},
    {"valloss", kLower, Role::valid, Family::loss, "loss"},
    {"full_valid_loss", kLower, Role::valid, Family::loss, "loss"},
    {"full_valid_mean_token_accuracy", kHigher, Role::valid, Family::ratio_score,
     "mean_token_accuracy"},
    {"validMeanTokenAccuracy", kHigher, Role::valid, Family::ratio_score, "mean_token_accuracy"},
    // Lightning's two views of one quantity.
    {"train_loss_epoch", kLower, Role::train, Family::loss, "loss"},
    {"train_loss_step", kLower, Role::train, Family::loss, "loss"},
    {"train_acc_epoch", kHigher, Role::train, Family::ratio_score, "acc"},
    // Names that prefix, suffix or substring matching gets wrong.
    {"eval_mape", kLower, Role::valid, Family::error, "mape"},
    {"eval_brier_score", kLower, Role::valid, Family::error, "brier_score"},
    {"eval_fid_score", kLower, Role::valid, Family::error, "fid_score"},
    {"eval_accuracy_character", kHigher, Role::valid, Family::ratio_score, "accuracy_character"},
    {"eval_acc_router", kHigher, Role::valid, Family::ratio_score, "acc_router"},
    {"eval_nll", kLower, Role::valid, Family::loss, "nll"},
    {"eval_bpb", kLower, Role::valid, Family::loss, "bpb"},
    {"eval_lossless_ratio", kUnknown, Role::valid, Family::other, "lossless_ratio"},
    {"trainer_state", kUnknown, Role::none, Family::other, "trainer_state"},
    // Phrases.
    {"word_error_rate", kLower, Role::none, Family::error_rate, "word_error_rate"},
    {"eval_exact_match", kHigher, Role::valid, Family::ratio_score, "exact_match"},
    {"win_rate", kHigher, Role::none, Family::ratio_score, "win_rate"},
    {"cross_entropy", kLower, Role::none, Family::loss, "cross_entropy"},
    {"val_categorical_crossentropy", kLower, Role::valid, Family::loss, "categorical_crossentropy"},
    {"lm loss", kLower, Role::none, Family::token_loss, "lm_loss"},
    {"val_loss_per_token", kLower, Role::valid, Family::token_loss, "loss_per_token"},
    {"eval_perplexity", kLower, Role::valid, Family::perplexity, "perplexity"},
    // What stands beside a loss does not change that it should fall.
    {"dice_loss", kLower, Role::none, Family::loss, "dice_loss"},
    {"kl_loss", kLower, Role::none, Family::loss, "kl_loss"},
    {"top1_error", kLower, Role::none, Family::error, "top1_error"},
    {"Loss/G/loss", kLower, Role::none, Family::loss, "loss_g_loss"},
    {"eval_f1-score", kHigher, Role::valid, Family::ratio_score, "f1_score"},
    // Never ranked.
    {"learning_rate", kUnknown, Role::none, Family::learning_rate, "learning_rate"},
    {"Loss/lr", kUnknown, Role::none, Family::learning_rate, "loss_lr"},
    {"grad_norm", kUnknown, Role::none, Family::gradient_norm, "grad_norm"},
    {"epoch", kUnknown, Role::none, Family::counter, "epoch"},
    {"global_step", kUnknown, Role::none, Family::counter, "global_step"},
    {"eval_runtime", kUnknown, Role::valid, Family::speed, "runtime"},
    {"eval_samples_per_second", kUnknown, Role::valid, Family::speed, "samples_per_second"},
    {"num_tokens", kUnknown, Role::none, Family::counter, "num_tokens"},
    {"total_flos", kUnknown, Role::none, Family::counter, "total_flos"},
    {"kl", kUnknown, Role::none, Family::other, "kl"},
    {"entropy", kUnknown, Role::none, Family::other, "entropy"},
    {"loss_scale", kUnknown, Role::none, Family::other, "loss_scale"},
    {"throughput", kUnknown, Role::none, Family::speed, "throughput"},
    // Statistics and halves of a metric.
    {"reward_std", kUnknown, Role::none, Family::other, "reward_std"},
    {"frac_reward_zero_std", kUnknown, Role::none, Family::other, "frac_reward_zero_std"},
    {"rewards/rejected", kUnknown, Role::none, Family::other, "rewards_rejected"},
    {"rewards/accuracies", kHigher, Role::none, Family::ratio_score, "rewards_accuracies"},
    {"rewards/margins", kHigher, Role::none, Family::reward, "rewards_margins"},
    {"eval_accuracy_threshold", kUnknown, Role::valid, Family::other, "accuracy_threshold"},
    {"min_loss", kUnknown, Role::none, Family::other, "min_loss"},
    {"explained_variance", kHigher, Role::none, Family::score, "explained_variance"},
    // Vision.
    {"metrics/mAP50-95", kHigher, Role::valid, Family::ratio_score, nullptr},
    {"fvd", kLower, Role::valid, Family::error, "fvd"},
    {"coco/bbox_mAP_50", kHigher, Role::valid, Family::ratio_score, nullptr},
    {"bbox/AP50", kHigher, Role::none, Family::ratio_score, "bbox_ap50"},
    {"mIoU", kHigher, Role::none, Family::ratio_score, nullptr},
    {"aAcc", kHigher, Role::none, Family::ratio_score, nullptr},
    {"accuracy/top1", kHigher, Role::none, Family::ratio_score, "accuracy_top1"},
    {"fid50k_full", kLower, Role::valid, Family::error, "fid50k_full"},
    // Text.
    {"eval_rouge1", kHigher, Role::valid, Family::score, "rouge1"},
    {"eval_rougeLsum", kHigher, Role::valid, Family::score, nullptr},
    {"eval_matthews_correlation", kHigher, Role::valid, Family::score, "matthews_correlation"},
    // Names with nothing to hold on to.
    {"", kUnknown, Role::none, Family::other, ""},
    {"///", kUnknown, Role::none, Family::other, "///"},
    {"train", kUnknown, Role::train, Family::other, "train"},
    {"损失", kUnknown, Role::none, Family::other, "损失"},
};

TEST_CASE("a metric's name says direction, role, family and quantity by whole words") {
  for (const Expected& expected : kNames) {
    const MetricMeaning meaning = meaning_of(expected.name);
    INFO("name: " << expected.name << ", quantity: " << meaning.quantity);
    CHECK(static_cast<int>(meaning.direction) == static_cast<int>(expected.direction));
    CHECK(static_cast<int>(meaning.role) == static_cast<int>(expected.role));
    CHECK(static_cast<int>(meaning.family) == static_cast<int>(expected.family));
    if (expected.quantity != nullptr) CHECK(meaning.quantity == expected.quantity);
  }
}

TEST_CASE("training and validation of one quantity share it, whatever the spelling") {
  const std::string quantity = meaning_of("loss").quantity;
  for (const char* name : {"train_loss", "eval_loss", "val/loss", "Loss/train", "validationLoss",
                           "test loss", "full_valid_loss", "train_loss_epoch"}) {
    INFO(name);
    CHECK(meaning_of(name).quantity == quantity);
  }
}

TEST_CASE("every known name that is ranked keeps its direction below any role") {
  for (const Expected& expected : kNames) {
    if (expected.direction == kUnknown || expected.role != Role::none) continue;
    for (const char* prefix : {"eval_", "val/", "train-", "test."}) {
      const std::string name = std::string(prefix) + expected.name;
      INFO(name);
      CHECK(static_cast<int>(meaning_of(name).direction) == static_cast<int>(expected.direction));
    }
  }
}

TEST_CASE("some ranked metrics see only a part, or one side, of what they measure") {
  struct Row {
    const char* name;
    Selector selector;
  };
  for (const Row& row :
       {Row{"eval_loss", Selector::whole}, Row{"val_total_loss", Selector::whole},
        Row{"eval_accuracy", Selector::whole},
        Row{"full_valid_mean_token_accuracy", Selector::proxy},
        Row{"eval_token_acc", Selector::proxy}, Row{"eval_precision", Selector::partial},
        Row{"val/box_loss", Selector::partial}, Row{"gen/loss", Selector::contested},
        Row{"Loss/D/loss", Selector::contested}, Row{"d_loss", Selector::contested},
        Row{"generator_accuracy", Selector::whole}}) {
    INFO(row.name);
    CHECK(static_cast<int>(selector_of(row.name)) == static_cast<int>(row.selector));
  }
}

TEST_CASE("some names are those of training that is steered by rewards") {
  for (const char* name :
       {"actor/pg_loss", "critic/vf_loss", "frac_reward_zero_std", "objective/rlhf_reward"}) {
    INFO(name);
    CHECK(marks_reinforcement(name));
  }
  for (const char* name : {"rewards/chosen", "critic_loss", "factor/loss", "loss"}) {
    INFO(name);
    CHECK_FALSE(marks_reinforcement(name));
  }
}

TEST_CASE("names of what an evaluation took tell which set they are of") {
  struct Row {
    const char* name;
    SetMeasure measure;
    const char* set;
  };
  for (const Row& row :
       {Row{"eval_runtime", SetMeasure::runtime, "eval_"},
        Row{"eval/samples_per_second", SetMeasure::examples_per_second, "eval/"},
        Row{"eval_de_samples_per_second", SetMeasure::examples_per_second, "eval_de_"},
        Row{"eval_samples", SetMeasure::examples, "eval_"},
        Row{"validation.num_examples", SetMeasure::examples, "validation."},
        Row{"samples", SetMeasure::none, ""}, Row{"_runtime", SetMeasure::none, ""},
        Row{"eval_steps_per_second", SetMeasure::none, ""}, Row{"resamples", SetMeasure::none, ""},
        Row{"eval_loss", SetMeasure::none, ""}}) {
    INFO(row.name);
    const SetMeasurement measured = set_measurement_of(row.name);
    CHECK(static_cast<int>(measured.measure) == static_cast<int>(row.measure));
    CHECK(measured.set == row.set);
  }
}

TEST_CASE("shares of the evaluated examples are told from shares of their parts") {
  for (const char* name : {"eval_accuracy", "val_acc", "eval_exact_match", "test_acc1", "eval_f1",
                           "eval_error_rate", "eval/win_rate", "accuracy/top1"}) {
    INFO(name);
    CHECK(is_share_of_examples(name));
  }
  for (const char* name : {"eval_wer", "eval_cer", "eval_token_accuracy", "eval_pixel_accuracy",
                           "eval_loss", "eval_bleu", "bbox_mAP", "eval_iou", "word_error_rate"}) {
    INFO(name);
    CHECK_FALSE(is_share_of_examples(name));
  }
}

}  // namespace
}  // namespace ckpt
