// Checkpoints of Apple's Create ML, encoded by Swift or converted from a session's meta.plist.
// https://developer.apple.com/documentation/createml/mlcheckpoint
#include "formats/format.h"

namespace ckpt::format {

const Format& createml() {
  static constexpr Layout kLayouts[] = {{
      .evidence = {{{Where::text,
                     "phase",
                     5,
                     Need::required,
                     {"initialized", "extractingFeatures", "training", "evaluating",
                      "inferencing"}},
                    {Where::number, "iteration", 3},
                    // A session document has a phase, an iteration and a date of its own.
                    {Where::value, "url", 2, Need::one_of},
                    {Where::value, "metrics", 1, Need::one_of},
                    {Where::inner_list, "metrics", 2, Need::one_of},
                    {Where::inner_list, "url_metrics", 3, Need::one_of},
                    {Where::value, "date", 1, Need::extra}}},
      .order = RowOrder::set,
      .are_checkpoints = true,
      .saved = Saved::yes,
      // Feature extraction counts its iterations for itself.
      .rows = {{{RowKind::record, "phase", {"training"}}, {RowKind::aside, "phase"}}},
      .step = {"iteration"},
      .time = {"date"},
      // JSONEncoder writes seconds since 2001 unless told otherwise.
      // https://github.com/swiftlang/swift-foundation (JSONEncoder.DateEncodingStrategy)
      .time_base = TimeBase::since_2001,
      .metrics = "metrics.*",
      // A dictionary whose keys are an enum is an array of alternating keys and values, in any
      // order. https://github.com/swiftlang/swift-evolution (SE-0320)
      .metric_pairs = "metrics",
      // https://developer.apple.com/documentation/createml/mlprogress/metric
      .declared = {{{.name = "validation*", .role = Role::valid},
                    {.name = "*", .role = Role::train}}},
      .path = {"url", "url.relative"},
      .no_facts = {"url", "date", "url_metrics"},
  }};
  static constexpr Format kFormat{
      .id = "createml",
      .title = "Apple Create ML checkpoints",
      .where = "MLCheckpoint encoded as JSON, or a session's meta.plist converted to JSON",
      .what = "one checkpoint, an array, or a session document",
      .source = "https://developer.apple.com/documentation/createml/mlcheckpoint",
      .layouts = kLayouts,
  };
  return kFormat;
}

}  // namespace ckpt::format
