// What Sacred's FileStorageObserver leaves behind: metrics.json with a list of values for each
// metric, and run.json with what was run and how it ended.
// https://github.com/IDSIA/sacred/blob/master/sacred/observers/file_storage.py
#include "formats/format.h"

namespace ckpt::format {

const Format& sacred() {
  static constexpr Layout kLayouts[] = {
      {
          .evidence = {{{Where::curve, "*.values", 3},
                        {Where::curve, "*.steps", 3},
                        {Where::inner_list, "*.timestamps", 4}}},
          .curves = {{{.values = "*.values", .steps = "*.steps", .times = "*.timestamps"}}},
      },
      {
          .evidence = {{{Where::value, "experiment.name", 3},
                        {Where::value, "heartbeat", 3},
                        {Where::value, "status", 1},
                        {Where::value, "meta", 2}}},
          .are_jobs = true,
          .run_name = {"experiment.name"},
          .no_facts = {"host", "meta", "experiment.sources", "artifacts", "resources"},
      }};
  static constexpr Format kFormat{
      .id = "sacred",
      .title = "Sacred run",
      .where = "metrics.json and run.json in the folder of a run of the FileStorageObserver",
      .what = "each metric at its own steps; what was run, when, and how it ended",
      .source = "https://github.com/IDSIA/sacred/blob/master/sacred/observers/file_storage.py",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
