// One session: sources in, runs, analyses and views out. What bindings.cpp forwards to JavaScript
// and what native tests drive. Texts leave as JSON, numbers as vectors that the caller copies at
// once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "input/byte_source.h"

namespace ckpt {

// How a chart wants a curve.
struct PlotRequest {
  double from = 0;  // NaN: from the first point
  double to = 0;
  std::uint32_t width = 0;  // pixels
  std::string_view axis;    // "" and what is not known: the metric's own
  bool is_log_x = false;
  bool is_log_y = false;
  std::string_view smoothing;  // "point" or "step"; anything else is raw
  double weight = 0;           // of the past, 0 to 0.999
};

class Session {
 public:
  Session();
  ~Session();

  // Reads one source: begin(), feed() for each piece of it that was written to room(), finish(),
  // and all of that but begin() again from the source's start while finish() returns true, which is
  // when the lines of its errors and notes have to be found. Pieces may have any size. `name` is
  // shown to people and never decides the format of what can be told from the content.
  //
  // Running out of memory ends the program: without exceptions there is no way back. In WebAssembly
  // it traps, and whoever owns the instance reports out_of_memory.
  void begin(std::string_view name);
  // `size` bytes for the next piece; valid until the next call.
  [[nodiscard]] std::span<char> room(std::size_t size);
  // Takes the first `size` bytes of room(). False when no more of the source is needed.
  bool feed(std::size_t size);
  // The rest of the source cannot be read; finish() follows.
  // `reason` is "damaged_gzip", "cut_gzip" when what was fed is to be read as a cut file, or
  // anything else for read_failed.
  void break_off(std::string_view reason = "read_failed");
  // Before the first piece: what is fed is the text of a source in another `encoding`, "gzip",
  // "utf-16le" or "utf-16be". A note says so, and limits::kInflatedBytesMax bounds the first.
  void decoded(std::string_view encoding);
  [[nodiscard]] bool finish();
  // Rows of the source being read so far, of the table that has most of them; 0 between sources.
  [[nodiscard]] std::uint32_t rows_so_far() const;

  // What was fed since begin(), up to the end of a document; empty where that cannot be told apart.
  // More may be fed behind it. The bytes mean something to the same build alone.
  [[nodiscard]] std::vector<std::byte> snapshot();
  // Goes on as if what a snapshot holds had been fed: behind begin(), what a source was before it
  // grew; or what another session has read of the part that follows. False, and nothing was done,
  // where it has to be fed instead. Requires: `snapshot` is aligned to 8 bytes.
  [[nodiscard]] bool append(std::span<const std::byte> snapshot);
  // In place of begin() where what is fed is a part of a source, from between two of its documents
  // on, for its snapshot() alone.
  void begin_part();

  // All of the above for one source, window_bytes at a time (0 takes limits::kWindowBytes). Returns
  // true when it yielded at least one run; else summary() tells why not.
  bool add(std::string_view name, ByteSource& source, std::size_t window_bytes);

  // Compares with another number in the sources added from now on. JSON: null, or a Message that
  // says why not: there is no such rule or threshold, or the value is out of range.
  [[nodiscard]] std::string override_threshold(std::string_view rule, std::string_view name,
                                               double value);

  // Every threshold has its default again, in the sources added from now on.
  void forget_thresholds();
  // Judges every run again with the thresholds as they are now, each by the metric that was chosen
  // for it, without reading anything. Returns summary().
  [[nodiscard]] std::string judge();

  // Says where something stands in the sources added from now on, in place of what their shape
  // says; see formats/mapping.h for paths. `what`: "records", "step", "epoch", "time" or "metric";
  // for a metric also which way is better ("lower", "higher", "") and on which data it was measured
  // ("train", "valid", "test", ""). False when a word is none of these.
  bool map(std::string_view what, std::string_view path, std::string_view direction,
           std::string_view role);

  // After the last source: makes one run of those that tell of the same training (a job and its
  // checkpoints, the logs of run/checkpoint-500 and run/checkpoint-1000), and names apart what is
  // not. Indices of runs are new afterwards. May be called again after more sources.
  void join();

  // JSON: {"ruleset": "1", "overrides": {"rule.name": value...}, "runs": [RunSummary...],
  // "rejected": [Rejected...]}; web/api/types.js describes both. A RunSummary has no list that
  // grows with the file.
  [[nodiscard]] std::string summary() const;

  // Analyses `run` again with another metric and direction ("lower", "higher" or ""); "" resets.
  // Returns its RunSummary; null for a run that is not there.
  [[nodiscard]] std::string choose(std::uint32_t run, std::string_view metric,
                                   std::string_view direction);

  // Checkpoint rows [start, start + count) of a run as a JSON array of CheckpointRow, sorted by
  // `sort`, and only those that meet `filter`; both as in views/row_window.h. The last two orders
  // of a run are kept.
  [[nodiscard]] std::string rows(std::uint32_t run, std::uint32_t start, std::uint32_t count,
                                 std::string_view sort, bool descending,
                                 std::string_view filter = {});
  // How many checkpoint rows of a run meet `filter`.
  [[nodiscard]] std::uint32_t row_count(std::uint32_t run, std::string_view filter);

  // Comparing runs, also of other sessions, which hand over what compare() needs. A run is begun,
  // then its facts are added, then the next run is begun. `group` is empty where it is to be found
  // out, `noise_band` NaN where it is not known, `xy` empty where the run lacks the metric.
  // Requires: x ascending and finite; add_compared_fact after add_compared.
  void add_compared(std::string_view name, std::string_view group, double noise_band,
                    const std::vector<double>& xy);
  void add_compared_fact(std::string_view name, std::string_view value);
  // What was added since the last call, as JSON: Comparison of web/api/types.js, but of facts only
  // names and kinds.
  [[nodiscard]] std::string compare(std::string_view metric, std::string_view direction);

  // [unplaced, unscalable, x0, y0, x1, y1, ...]: how many points have no place on the axis asked
  // for, how many a logarithmic scale cannot show, and at most about 4 * width points of a metric
  // between two x (both NaN = all) that draw exactly as all of them do: first, last, least and
  // greatest of each pixel column, and one point beyond the window on either side. A NaN y parts
  // two points between which the source states a value that is not finite, and stands at its x: no
  // line may cross it, and a point between two such marks is drawn as a dot. Empty for a metric
  // that is not there. The curves drawn last are kept.
  [[nodiscard]] std::vector<double> plot(std::uint32_t run, std::uint32_t metric,
                                         const PlotRequest& request);
  // Points of the same curve that a resumed training replaced, [x0, y0, ...] in stretches parted by
  // a NaN y.
  [[nodiscard]] std::vector<double> superseded(std::uint32_t run, std::uint32_t metric,
                                               const PlotRequest& request) const;
  // Where the records of a run stand on another axis ("step", "epoch", "time", "tokens"): [x0, y0,
  // ...] with x on the run's own, reduced to `width`. Empty when it is not known.
  [[nodiscard]] std::vector<double> places(std::uint32_t run, std::string_view axis,
                                           std::uint32_t width) const;
  // Every finite point, [x0, y0, ...], or about `most` of them, as views/thinned.h chooses; empty
  // for a metric that is not there.
  [[nodiscard]] std::vector<double> series(std::uint32_t run, std::uint32_t metric,
                                           std::uint32_t most = 0) const;
  // R5 on parts of a metric, as JSON: TrendWindows of web/api/types.js; null for a metric that is
  // not there. Computed when asked for, O(n log n).
  [[nodiscard]] std::string trends(std::uint32_t run, std::uint32_t metric) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Every format and every rule as JSON, for `ckptscope formats`, `ckptscope rules` and the README.
[[nodiscard]] std::string formats_json();
[[nodiscard]] std::string rules_json();

}  // namespace ckpt
