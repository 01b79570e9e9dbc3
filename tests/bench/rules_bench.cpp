// How long all rules take over one training loss: `ckpt_rules_bench POINTS ROUNDS` prints the
// median of the rounds in ms and the verdict, as JSON.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "analysis_run.h"

int main(int argc, char** argv) {
  const std::size_t count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 34'000;
  const std::size_t rounds = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 5;
  ckpt::test::Random random(count);
  ckpt::test::Values y(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double progress = static_cast<double>(i) / static_cast<double>(count);
    y[i] = 1.0 + 2.0 / (1.0 + 50.0 * progress) + 0.05 * (random.uniform() + random.uniform() - 1.0);
  }
  ckpt::test::RunMaker maker;
  maker.add("train_loss", ckpt::test::steps(count, 1, 1), y);
  ckpt::test::Values elapsed;
  std::string_view verdict;
  for (std::size_t round = 0; round < rounds; ++round) {
    const auto start = std::chrono::steady_clock::now();
    verdict = ckpt::test::kind_name(ckpt::analyse(maker.run).verdict.kind);
    const std::chrono::duration<double, std::milli> spent =
        std::chrono::steady_clock::now() - start;
    elapsed.push_back(spent.count());
  }
  std::sort(elapsed.begin(), elapsed.end());
  std::printf("{\"elapsedMs\": %.3f, \"outcome\": \"%.*s\"}\n", elapsed[rounds / 2],
              static_cast<int>(verdict.size()), verdict.data());
  return 0;
}
