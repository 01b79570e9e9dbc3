// M4, one column of pixels after the other: the pyramid knows the extremes of each, and no point is
// looked at but for them and the columns' borders.
#include "views/downsample.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

#include "base/extremes.h"

namespace ckpt {

namespace {

// Collects points, and puts a gap between two whenever the source has one there.
class Line {
 public:
  Line(const PlaceSpan& x, const CurveValues& y, std::span<const double> gap_x)
      : x_(x), y_(y), gap_x_(gap_x) {}

  void reserve(std::size_t point_count) { out_.reserve(2 * point_count); }

  // Requires: ascending; the same point again is ignored.
  void add(std::size_t point) {
    if (last_ && *last_ == point) return;
    add(point, y_[point]);
  }
  // The same where the value is known.
  void add(std::size_t point, double y) {
    if (last_ && *last_ == point) return;
    if (last_) {
      const auto gap = std::upper_bound(gap_x_.begin(), gap_x_.end(), x_[*last_]);
      if (gap != gap_x_.end() && *gap < x_[point]) put(*gap, kAbsent);
    }
    put(x_[point], y);
    last_ = point;
  }

  [[nodiscard]] std::vector<double> take() && { return std::move(out_); }

 private:
  void put(double x, double y) {
    out_.push_back(x);
    out_.push_back(y);
  }

  const PlaceSpan& x_;
  const CurveValues& y_;
  std::span<const double> gap_x_;
  std::optional<std::size_t> last_;
  std::vector<double> out_;
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

// The first point behind `begin` that lies in a later pixel column, or `end`. Looks first around
// `guess` points further, which is where it is when points are even.
std::size_t end_of_column(const PlaceSpan& x, const PixelAxis& axis, std::size_t begin,
                          std::size_t end, std::size_t guess) {
  const std::uint32_t column = axis.column(x[begin]);
  const auto is_inside = [&](std::size_t point) { return axis.column(x[point]) <= column; };
  std::size_t inside = begin;
  std::size_t outside = end;
  std::size_t step = 1;
  std::size_t point = begin + std::min(guess, end - begin);
  if (point < end && is_inside(point)) {
    for (inside = point; step < end - inside; step *= 2) {
      if (!is_inside(inside + step)) {
        outside = inside + step;
        break;
      }
      inside += step;
    }
  } else {
    for (outside = point; step < outside - begin; step *= 2) {
      if (is_inside(outside - step)) {
        inside = outside - step;
        break;
      }
      outside -= step;
    }
  }
  while (outside - inside > 1) {
    const std::size_t middle = inside + (outside - inside) / 2;
    (is_inside(middle) ? inside : outside) = middle;
  }
  return outside;
}

// Draws what can be seen of points within one pixel column. Gaps divide them into pieces: the first
// and the last are what lines enter and leave by; of those between, only the extremes can be seen.
class ColumnPen {
 public:
  ColumnPen(const CurveValues& y, const Pyramid& pyramid, Line& line)
      : y_(y), pyramid_(pyramid), line_(line) {}

  void draw(std::size_t begin, std::size_t end) {
    const std::span<const std::uint32_t> all = pyramid_.after_gaps();
    const auto first = std::upper_bound(all.begin(), all.end(), begin);
    const auto last = std::lower_bound(first, all.end(), end);
    if (first == last) {
      draw_piece(begin, end);
      return;
    }
    const std::uint32_t last_piece = *std::prev(last);
    draw_piece(begin, *first);
    if (*first != last_piece) draw_extremes(*first, last_piece);
    draw_piece(last_piece, end);
  }

 private:
  void draw_piece(std::size_t begin, std::size_t end) {
    line_.add(begin);
    draw_extremes(begin, end);
    line_.add(end - 1);
  }

  void draw_extremes(std::size_t begin, std::size_t end) {
    const auto [least, greatest, values] = pyramid_.extremes(y_, begin, end);
    if (least < greatest) add(least, values.least);
    add(greatest, values.greatest);
    if (least > greatest) add(least, values.least);
  }

  // What is known need not be fetched, from memory that is far away, but for the sign of a zero.
  void add(std::size_t point, double y) {
    if (y == 0.0) {
      line_.add(point);
    } else {
      line_.add(point, y);
    }
  }

  const CurveValues& y_;
  const Pyramid& pyramid_;
  Line& line_;
};

}  // namespace

std::vector<double> downsample(const PlaceSpan& x, const CurveValues& y,
                               std::span<const double> gap_x, const Pyramid& pyramid,
                               const PlotWindow& window) {
  const std::uint32_t width = std::max(window.width, std::uint32_t{1});
  const std::size_t inside = std::isnan(window.from) ? 0 : x.lower_bound(window.from);
  const std::size_t inside_end = std::isnan(window.to) ? x.size() : x.upper_bound(window.to);
  if (x.empty() || inside > inside_end) return {};

  const std::size_t begin = inside == 0 ? 0 : inside - 1;
  const std::size_t end = std::min(inside_end + 1, x.size());

  Line line(x, y, gap_x);
  if (inside_end - inside <= std::size_t{4} * width) {
    line.reserve(end - begin);
    for (std::size_t point = begin; point < end; ++point) line.add(point);
    return std::move(line).take();
  }

  line.reserve(std::size_t{4} * width + 2);
  if (begin < inside) line.add(begin);
  const PixelAxis axis(std::isfinite(window.from) ? window.from : x.front(),
                       std::isfinite(window.to) ? window.to : x.back(), width, window.is_log_x);
  ColumnPen pen(y, pyramid, line);
  std::size_t length = 1;
  for (std::size_t point = inside; point < inside_end; point += length) {
    const std::size_t next = end_of_column(x, axis, point, inside_end, length);
    pen.draw(point, next);
    length = next - point;
  }
  if (inside_end < end) line.add(inside_end);
  return std::move(line).take();
}

std::vector<double> downsample(const Points& points, std::span<const double> gap_x,
                               const PlotWindow& window) {
  const Pyramid pyramid(points.x, points.y, gap_x);
  return downsample(points.x, points.y, gap_x, pyramid, window);
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
    const std::span<const double> part = values.subspan(begin, end - begin);
    const double least = least_of(part);
    const double greatest = greatest_of(part);
    const auto first = std::find_if(part.begin(), part.end(), [&](double value) {
      return value == least || value == greatest;
    });
    out.push_back(*first);
    out.push_back(*first == least ? greatest : least);
  }
  return out;
}

}  // namespace ckpt
