// progress.json of Stable-Baselines3's JSON logger, which is JSON Lines.
// https://github.com/DLR-RM/stable-baselines3/blob/master/stable_baselines3/common/logger.py
#include "formats/format.h"

namespace ckpt::format {

const Format& stable_baselines3() {
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::number, "time/total_timesteps", 6},
                    {Where::number, "rollout/ep_rew_mean", 3, Need::extra},
                    {Where::number, "eval/mean_reward", 3, Need::extra},
                    {Where::number, "time/fps", 1, Need::extra}}},
      .step = {"time/total_timesteps"},
      .metrics = "*",
      // Nothing is held out in reinforcement learning: the rollouts sample the policy itself, an
      // EvalCallback plays episodes of their own.
      .declared = {{{.name = "eval/*", .role = Role::valid},
                    {.name = "rollout/ep_rew_mean", .role = Role::valid_batch},
                    {.name = "rollout/success_rate", .role = Role::valid_batch},
                    {.name = "rollout/*", .role = Role::train},
                    {.name = "train/*", .role = Role::train},
                    {.name = "time/*", .kept = Kept::as_unranked}}},
  }};
  static constexpr Format kFormat{
      .id = "stable_baselines3",
      .title = "Stable-Baselines3 progress",
      .where = "progress.json in the log folder, where the logger was given \"json\"",
      .what = "returns, losses and evaluations by time steps",
      .source =
          "https://github.com/DLR-RM/stable-baselines3/blob/master/stable_baselines3/common/"
          "logger.py",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
