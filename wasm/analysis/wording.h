// How rules word a place on the axis: "step 60", "epoch 3" or "evaluation 2", whichever the run
// has. The engine hands over templates and numbers; nobody here formats.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "analysis/subject.h"
#include "base/message.h"

namespace ckpt {

// One sentence in three variants. All name the place {at:integer} or {at:value}; the last one
// counts records from 1, for runs whose axis is a time or nothing at all.
struct PlaceTemplates {
  Template step;
  Template epoch;
  Template ordinal;
};

// PlaceTemplates of one sentence whose place stands between the two halves given, which are
// literals.
#define CKPT_AT(id, before, after, zh_before, zh_after)                                          \
  {                                                                                              \
    {id ".step", before "step {at:integer}" after, zh_before "第 {at:integer} 步" zh_after},     \
        {id ".epoch", before "epoch {at:value}" after, zh_before "第 {at:value} 轮" zh_after}, { \
      id ".ordinal", before "record {at:integer}" after,                                         \
          zh_before "第 {at:integer} 条记录" zh_after                                            \
    }                                                                                            \
  }

struct Place {
  XKind kind = XKind::step;  // index means ordinal
  double at = kAbsent;
};

// Where `x` of a metric lies; `ordinal` is the number of its point, from 1.
[[nodiscard]] Place place_of(const Metric& metric, double x, std::size_t ordinal);
// Where a checkpoint lies. Requires: index < run.checkpoints.size().
[[nodiscard]] Place place_of(const Run& run, std::size_t checkpoint);

[[nodiscard]] Message message(const Template& text, std::vector<Slot> slots = {});
// The variant for `place`, with its slot {at} filled.
[[nodiscard]] Message message(const PlaceTemplates& text, Place place,
                              std::vector<Slot> slots = {});

// The file holds the values of one moment, such as the end of training, and of no other.
[[nodiscard]] bool is_one_moment(const Run& run);

// A metric's name as it may stand in a headline, cut to `bytes`; two of them need to be shorter.
inline constexpr std::size_t kNameBytes = 40;
inline constexpr std::size_t kNameBytesOfTwo = 24;
[[nodiscard]] std::string short_name(const Metric& metric, std::size_t bytes = kNameBytes);

}  // namespace ckpt
