// The History that Keras' fit() returns, dumped as json.dump(history.history): a list for each
// metric, one value an epoch, without any axis.
// https://github.com/keras-team/keras/blob/master/keras/src/callbacks/history.py
#include "formats/format.h"

namespace ckpt::format {

const Format& keras_history() {
  static constexpr Layout kLayouts[] = {
      {
          // With validation_freq = n the validation has a value at every n-th epoch.
          // https://keras.io/api/models/model_training_apis/
          .evidence = {{{Where::curve, "loss", 2},
                        {Where::curve, "val_loss", 2, Need::extra},
                        {Where::curve, "val_accuracy", 1, Need::extra},
                        {Where::curve, "epoch", 0, Need::absent},
                        {Where::curve, "epochs", 0, Need::absent},
                        {Where::curve, "step", 0, Need::absent},
                        {Where::curve, "steps", 0, Need::absent},
                        {Where::curve, "iteration", 0, Need::absent},
                        {Where::curve, "iterations", 0, Need::absent}}},
          .curves = {{{.values = "*", .counts = XKind::epoch, .every_nth = "val_*"}}},
          .run_name = {kMapKey},
      },
      {
          // The callback itself: vars(history) holds the parameters and the epochs as well.
          .evidence = {{{Where::curve, "history.loss", 3},
                        {Where::curve, "history.val_loss", 2, Need::extra},
                        {Where::value, "params", 2, Need::extra},
                        {Where::curve, "history.epoch", 0, Need::absent},
                        {Where::curve, "history.epochs", 0, Need::absent},
                        {Where::curve, "history.step", 0, Need::absent},
                        {Where::curve, "history.steps", 0, Need::absent}}},
          .curves =
              {{{.root = "history", .values = "*", .counts = XKind::epoch, .every_nth = "val_*"}}},
      }};
  static constexpr Format kFormat{
      .id = "keras_history",
      .title = "Keras history",
      .where = "json.dump(history.history), often training_history.json or history.json",
      .what = "a column for each metric, one value an epoch; custom metrics and layer prefixes",
      .source = "https://github.com/keras-team/keras/blob/master/keras/src/callbacks/history.py",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
