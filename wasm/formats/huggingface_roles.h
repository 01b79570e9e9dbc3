// What the Hugging Face Trainer's prefixes say, wherever it writes its metrics to.
#pragma once

#include <array>

#include "formats/format.h"

namespace ckpt::format {

// It puts a prefix before what it measured on other data than the training batch.
// https://github.com/huggingface/transformers/blob/main/src/transformers/trainer.py
inline constexpr std::array<Declared, 12> kHuggingfaceRoles = {
    {{.name = "eval_*", .role = Role::valid},
     {.name = "test_*", .role = Role::test},
     {.name = "predict_*", .role = Role::test},
     {.name = "*", .role = Role::train}}};

// The closing row of a finished training repeats its step and sums up the whole run.
// https://github.com/huggingface/transformers/blob/main/src/transformers/trainer_utils.py
inline constexpr std::array<RowRule, 4> kHuggingfaceRows = {{{RowKind::summary, "train_runtime"}}};

}  // namespace ckpt::format
