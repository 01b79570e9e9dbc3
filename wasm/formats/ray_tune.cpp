// What Ray Tune logs of a trial: result.json, which is JSON Lines with the whole configuration in
// each line, and the trials of an experiment with the last result of each.
// https://github.com/ray-project/ray/blob/master/python/ray/tune/logger/json.py
#include "formats/format.h"

namespace ckpt::format {

const Format& ray_tune() {
  // Nothing is held out in reinforcement learning: the return of the episodes just played is what
  // tells policies apart, on a sample of them.
  static constexpr std::array<Declared, 12> kDeclared = {
      {{.name = "evaluation/*", .role = Role::valid},
       {.name = "val*", .role = Role::valid},
       {.name = "eval*", .role = Role::valid},
       {.name = "*episode_reward_mean", .role = Role::valid_batch},
       {.name = "*episode_return_mean", .role = Role::valid_batch},
       {.name = "mean_*", .role = Role::valid},
       {.name = "*training_iteration", .kept = Kept::not_at_all},
       {.name = "*iterations_since_restore", .kept = Kept::not_at_all},
       {.name = "*pid", .kept = Kept::not_at_all},
       {.name = "config/*", .kept = Kept::as_fact},
       {.name = "info/learner/*", .role = Role::train}}};
  static constexpr Layout kLayouts[] = {
      {
          .evidence = {{{Where::number, "training_iteration", 3},
                        {Where::number, "time_total_s", 3, Need::one_of},
                        {Where::number, "time_this_iter_s", 3, Need::one_of},
                        {Where::value, "trial_id", 1, Need::extra},
                        {Where::value, "experiment_id", 1, Need::extra},
                        {Where::number, "timesteps_total", 2, Need::extra},
                        {Where::value, "hostname", 1, Need::extra}}},
          .step = {"training_iteration"},
          .time = {"timestamp"},
          .metrics = "*",
          .declared = kDeclared,
          .no_facts = {"date", "node_ip", "pid", "experiment_id"},
      },
      {
          .evidence = {{{Where::list, "checkpoints", 2},
                        {Where::text, "trial_id", 3},
                        {Where::text, "trainable_name", 3},
                        {Where::value, "last_result", 2, Need::extra}}},
          .step = {"last_result.training_iteration"},
          .time = {"last_result.timestamp"},
          .metrics = "last_result.*",
          .has_texts_among_metrics = true,
          .declared = kDeclared,
          .run_of_record = "trial_id",
          .run_name = {"experiment_tag", "trial_id"},
          .no_facts = {"runner_data", "stats", "last_result"},
          .has_facts_around = false,
      }};
  static constexpr Format kFormat{
      .id = "ray_tune",
      .title = "Ray Tune or RLlib results",
      .where = "result.json of a trial, experiment_state-*.json of an experiment",
      .what = "a row for each training iteration; or each trial with its last result",
      .source = "https://github.com/ray-project/ray/blob/master/python/ray/tune/logger/json.py",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
