// What XGBoost and LightGBM keep of their evaluation sets, dumped as JSON: for each set a list for
// each metric, one value for each round.
// https://xgboost.readthedocs.io/en/stable/python/python_api.html
// https://lightgbm.readthedocs.io/en/stable/pythonapi/lightgbm.record_evaluation.html
#include "formats/format.h"

namespace ckpt::format {

const Format& evals_result() {
  static constexpr Layout kLayouts[] = {
      {
          // XGBoost numbers the sets in the order in which they were passed. Its own documentation
          // passes the training set first, and it stops early by the last.
          // https://xgboost.readthedocs.io/en/stable/python/python_api.html
          .evidence = {{{Where::curve, "validation_0.*", 6}, {Where::curve, "validation_1.*", 4}}},
          .curves = {{{.values = "*.*", .counts = XKind::step}}},
          .declared = {{{.name = "validation_0*",
                         .role = Role::train,
                         .leaves_note = true,
                         .note = NoteCode::first_set_is_training},
                        {.name = "*", .role = Role::valid}}},
      },
      {
          .evidence = {{{Where::curve, "validation_0.*", 6, Need::one_of},
                        {Where::curve, "valid_0.*", 6, Need::one_of},
                        {Where::curve, "valid_1.*", 6, Need::one_of},
                        {Where::curve, "*.rmse", 4, Need::one_of},
                        {Where::curve, "*.logloss", 4, Need::one_of},
                        {Where::curve, "*.mlogloss", 4, Need::one_of},
                        {Where::curve, "*.merror", 4, Need::one_of},
                        {Where::curve, "*.binary_logloss", 4, Need::one_of},
                        {Where::curve, "*.multi_logloss", 4, Need::one_of},
                        {Where::curve, "*.l2", 4, Need::one_of},
                        {Where::curve, "*.l1", 4, Need::one_of}}},
          .curves = {{{.values = "*.*", .counts = XKind::step}}},
          .declared = {{{.name = "train*", .role = Role::train},
                        {.name = "learn*", .role = Role::train},
                        {.name = "dtrain*", .role = Role::train},
                        {.name = "*", .role = Role::valid}}},
      }};
  static constexpr Format kFormat{
      .id = "evals_result",
      .title = "XGBoost and LightGBM evaluations",
      .where = "json.dump of evals_result, evals_result() or evals_result_",
      .what = "every metric of every evaluation set by round",
      .source = "https://xgboost.readthedocs.io/en/stable/python/python_api.html",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
