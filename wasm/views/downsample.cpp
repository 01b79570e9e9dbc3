// M4 in one pass over the points: a column of pixels is finished as soon as the next one begins.
#include "views/downsample.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

namespace ckpt {

namespace {

// Collects points, and puts a gap between two whenever the source has one there.
class Line {
 public:
  Line(const Points& points, std::span<const double> gap_x) : points_(points), gap_x_(gap_x) {}

  void reserve(std::size_t point_count) { out_.reserve(2 * point_count); }

  // Requires: ascending; the same point again is ignored.
  void add(std::size_t point) {
    if (last_ && *last_ == point) return;
    if (last_) {
      const double previous_x = points_.x[*last_];
      while (gap_ < gap_x_.size() && !(gap_x_[gap_] > previous_x)) ++gap_;
      if (gap_ < gap_x_.size() && gap_x_[gap_] < points_.x[point]) put(gap_x_[gap_], kAbsent);
    }
    put(points_.x[point], points_.y[point]);
    last_ = point;
  }

  [[nodiscard]] std::vector<double> take() && { return std::move(out_); }

 private:
  void put(double x, double y) {
    out_.push_back(x);
    out_.push_back(y);
  }

  const Points& points_;
  std::span<const double> gap_x_;
  std::size_t gap_ = 0;  // first gap that may lie ahead of the last point
  std::optional<std::size_t> last_;
  std::vector<double> out_;
};

// Points that follow each other without a gap, within one pixel column.
struct Piece {
  std::size_t first, last, least, greatest;

  explicit Piece(std::size_t point) : first(point), last(point), least(point), greatest(point) {}
  void add(std::size_t point, const std::vector<double>& y) {
    last = point;
    if (y[point] < y[least]) least = point;
    if (y[point] > y[greatest]) greatest = point;
  }
};

// The pieces of one pixel column: the first and the last are what lines enter and leave by; of
// those between, only the extremes can be seen.
class PixelColumn {
 public:
  explicit PixelColumn(const std::vector<double>& y) : y_(y) {}

  void add(std::size_t point, bool after_gap) {
    if (!first_) {
      first_.emplace(point);
    } else if (!after_gap) {
      (last_ ? *last_ : *first_).add(point, y_);
    } else {
      if (last_) merge_into_middle(*last_);
      last_.emplace(point);
    }
  }

  // Hands over what can be seen, and is empty again.
  void flush(Line& line) {
    if (first_) draw(*first_, line);
    if (middle_) draw_extremes(*middle_, line);
    if (last_) draw(*last_, line);
    first_.reset();
    middle_.reset();
    last_.reset();
  }

 private:
  void merge_into_middle(const Piece& piece) {
    if (!middle_) {
      middle_ = piece;
      return;
    }
    if (y_[piece.least] < y_[middle_->least]) middle_->least = piece.least;
    if (y_[piece.greatest] > y_[middle_->greatest]) middle_->greatest = piece.greatest;
  }

  static void draw_extremes(const Piece& piece, Line& line) {
    line.add(std::min(piece.least, piece.greatest));
    line.add(std::max(piece.least, piece.greatest));
  }

  static void draw(const Piece& piece, Line& line) {
    line.add(piece.first);
    draw_extremes(piece, line);
    line.add(piece.last);
  }

  const std::vector<double>& y_;
  std::optional<Piece> first_, middle_, last_;
};

// Which pixel column an x falls into. Halves keep a span of the whole range of double finite.
class PixelAxis {
 public:
  PixelAxis(double from, double to, std::uint32_t width, bool is_log)
      : half_from_(place(from, is_log)),
        half_span_(place(to, is_log) - half_from_),
        width_(width),
        is_log_(is_log) {}

  [[nodiscard]] std::uint32_t column(double x) const {
    if (!(half_span_ > 0)) return 0;
    const double pixel = (place(x, is_log_) - half_from_) / half_span_ * width_;
    if (!(pixel > 0)) return 0;
    return pixel >= width_ ? width_ - 1 : static_cast<std::uint32_t>(pixel);
  }

 private:
  static double place(double x, bool is_log) { return (is_log ? std::log(x) : x) * 0.5; }

  double half_from_;
  double half_span_;
  std::uint32_t width_;
  bool is_log_;
};

}  // namespace

std::vector<double> downsample(const Points& points, std::span<const double> gap_x,
                               const PlotWindow& window) {
  const std::vector<double>& x = points.x;
  const std::uint32_t width = std::max(window.width, std::uint32_t{1});
  const auto first_inside =
      std::isnan(window.from) ? x.begin() : std::lower_bound(x.begin(), x.end(), window.from);
  const auto end_inside =
      std::isnan(window.to) ? x.end() : std::upper_bound(x.begin(), x.end(), window.to);
  if (x.empty() || first_inside > end_inside) return {};

  const auto inside = static_cast<std::size_t>(first_inside - x.begin());
  const auto inside_end = static_cast<std::size_t>(end_inside - x.begin());
  const std::size_t begin = inside == 0 ? 0 : inside - 1;
  const std::size_t end = std::min(inside_end + 1, x.size());

  Line line(points, gap_x);
  if (inside_end - inside <= std::size_t{4} * width) {
    line.reserve(end - begin);
    for (std::size_t point = begin; point < end; ++point) line.add(point);
    return std::move(line).take();
  }

  line.reserve(std::size_t{4} * width + 2);
  if (begin < inside) line.add(begin);
  const PixelAxis axis(std::isfinite(window.from) ? window.from : x.front(),
                       std::isfinite(window.to) ? window.to : x.back(), width, window.is_log_x);
  PixelColumn pixels(points.y);
  std::uint32_t column = 0;
  std::size_t gap = 0;
  for (std::size_t point = inside; point < inside_end; ++point) {
    const std::uint32_t next_column = axis.column(x[point]);
    if (next_column != column) pixels.flush(line);
    column = next_column;
    bool after_gap = false;
    while (gap < gap_x.size() && gap_x[gap] < x[point]) {
      after_gap = after_gap || (point > inside && gap_x[gap] > x[point - 1]);
      ++gap;
    }
    pixels.add(point, after_gap);
  }
  pixels.flush(line);
  if (inside_end < end) line.add(inside_end);
  return std::move(line).take();
}

std::vector<double> sparkline(std::span<const double> values) {
  if (values.size() <= kSparkValuesMax) return {values.begin(), values.end()};
  constexpr std::size_t kPieces = kSparkValuesMax / 2;
  const auto piece_begin = [&](std::uint64_t piece) {
    return static_cast<std::size_t>(values.size() * piece / kPieces);
  };
  std::vector<double> out;
  out.reserve(kSparkValuesMax);
  for (std::size_t piece = 0; piece < kPieces; ++piece) {
    const std::size_t begin = piece_begin(piece);
    const std::size_t end = piece_begin(piece + 1);
    std::size_t least = begin;
    std::size_t greatest = begin;
    for (std::size_t i = begin + 1; i < end; ++i) {
      if (values[i] < values[least]) least = i;
      if (values[i] > values[greatest]) greatest = i;
    }
    out.push_back(values[std::min(least, greatest)]);
    out.push_back(values[std::max(least, greatest)]);
  }
  return out;
}

}  // namespace ckpt
