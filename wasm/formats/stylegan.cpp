// The logs of StyleGAN2-ADA and StyleGAN3: stats.jsonl with the moments of what each tick
// collected, and metric-*.jsonl with a metric of each snapshot.
// https://github.com/NVlabs/stylegan3/blob/main/training/training_loop.py
// https://github.com/NVlabs/stylegan3/blob/main/metrics/metric_main.py
#include "formats/format.h"

namespace ckpt::format {

const Format& stylegan() {
  static constexpr Layout kLayouts[] = {
      {
          .evidence = {{{Where::number, "Progress/kimg.mean", 6},
                        {Where::number, "Progress/tick.mean", 3, Need::extra},
                        {Where::number, "timestamp", 1, Need::extra}}},
          .step = {"Progress/kimg.mean"},
          .time = {"timestamp"},
          .metrics = "*.mean",
          // Each is a moment of the same collected values. Logits and signs of the discriminator
          // are called losses by their folder alone.
          .declared = {{{.name = "Loss/scores*", .role = Role::train, .kept = Kept::as_unranked},
                        {.name = "Loss/signs*", .role = Role::train, .kept = Kept::as_unranked},
                        {.name = "*penalty", .role = Role::train, .kept = Kept::as_unranked},
                        {.name = "*/reg", .role = Role::train, .kept = Kept::as_unranked},
                        {.name = "Progress/*", .kept = Kept::as_unranked},
                        {.name = "Timing/*", .kept = Kept::as_unranked},
                        {.name = "Resources/*", .kept = Kept::as_unranked},
                        {.name = "*", .role = Role::train}}},
          .together = Together::folder,
          .family = "stylegan",
      },
      {
          .evidence = {{{Where::value, "results", 2},
                        {Where::text, "metric", 2},
                        {Where::text, "snapshot_pkl", 5},
                        {Where::number, "total_time", 1, Need::extra}}},
          .are_checkpoints = true,
          .saved = Saved::yes,
          .time = {"timestamp"},
          // Thousands of images that the snapshot has seen.
          .step_in_text = "snapshot_pkl",
          .metrics = "results.*",
          // A distance that is negative, or greater than any two sets of images have: the square
          // root of the covariances overflowed.
          .declared = {{{.name = "*fid*",
                         .role = Role::valid,
                         .bounds = {0.0, 1e6, NoteCode::impossible_values}},
                        {.name = "kid*",
                         .role = Role::valid,
                         .bounds = {-1.0, 1e6, NoteCode::impossible_values}},
                        {.name = "*", .role = Role::valid}}},
          .path = {"snapshot_pkl"},
          .together = Together::folder,
          .family = "stylegan",
          .no_facts = {"total_time_str"},
      }};
  static constexpr Format kFormat{
      .id = "stylegan",
      .title = "StyleGAN2-ADA or StyleGAN3 log",
      .where = "stats.jsonl and metric-<name>.jsonl in the folder of a training run",
      .what = "the means of what each tick collected; a metric for each snapshot",
      .source = "https://github.com/NVlabs/stylegan3/blob/main/training/training_loop.py",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
