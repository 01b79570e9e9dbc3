// What spaCy leaves of a training: meta.json of a pipeline with its scores on the development data,
// and the rows of the console logger when they go to a file.
// https://spacy.io/api/data-formats#meta
#include "formats/format.h"

namespace ckpt::format {

const Format& spacy() {
  static constexpr Layout kLayouts[] = {
      {
          .evidence = {{{Where::value, "spacy_version", 4},
                        {Where::value, "performance", 4},
                        {Where::value, "lang", 1, Need::extra}}},
          .are_checkpoints = true,
          .saved = Saved::yes,
          .metrics = "performance.*",
          // Scores are of the development data, losses the sum since the last evaluation.
          .declared = {{{.name = "*_loss",
                         .role = Role::train,
                         .family = Family::loss,
                         .direction = Direction::lower},
                        {.name = "speed", .role = Role::valid, .kept = Kept::as_unranked},
                        {.name = "*",
                         .role = Role::valid,
                         .family = Family::ratio_score,
                         .direction = Direction::higher}}},
          .together = Together::sibling_folders,
          .family = "spacy",
          .siblings = {"model-best", "model-last"},
          .no_facts = {"vectors", "spacy_git_version", "description", "email", "url", "license",
                       "author"},
      },
      {
          // https://github.com/explosion/spaCy/blob/master/spacy/training/loggers.py
          .evidence = {{{Where::number, "epoch", 1},
                        {Where::number, "step", 1},
                        {Where::value, "losses", 3},
                        {Where::value, "scores", 3, Need::one_of},
                        {Where::number, "score", 2, Need::one_of}}},
          .step = {"step"},
          .epoch = {"epoch"},
          .metrics = "*",
          .declared = {{{.name = "losses/*", .role = Role::train},
                        {.name = "scores/*speed", .role = Role::valid, .kept = Kept::as_unranked},
                        {.name = "scores/*",
                         .role = Role::valid,
                         .family = Family::score,
                         .direction = Direction::higher},
                        {.name = "score",
                         .role = Role::valid,
                         .family = Family::ratio_score,
                         .direction = Direction::higher}}},
      }};
  static constexpr Format kFormat{
      .id = "spacy",
      .title = "spaCy pipeline",
      .where =
          "output/model-best/meta.json and model-last/meta.json; the console logger's JSON Lines",
      .what = "the scores that a pipeline was saved with; or losses and scores by step",
      .source = "https://spacy.io/api/data-formats#meta",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
