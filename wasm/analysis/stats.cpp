// See stats.h. Exponential, logarithm and gamma ratios are written out here with the four
// operations only: the C libraries of the two builds round them differently in the last place.
#include "analysis/stats.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/extremes.h"

namespace ckpt {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kLn2High = 0x1.62e42fefa0000p-1;  // 40 bits, so that k * kLn2High is exact
constexpr double kLn2Low = 0x1.cf79abc9e3b3ap-40;
constexpr double kPi = 3.141592653589793238;

// 2 * atanh(t) by its series. Requires: |t| <= 0.2.
double twice_atanh(double t) {
  const double square = t * t;
  double sum = 0.0;
  for (int k = 23; k >= 1; k -= 2) sum = sum * square + 1.0 / k;
  return 2.0 * t * sum;
}

}  // namespace

double natural_log(double value) {
  int exponent = 0;
  double mantissa = std::frexp(value, &exponent);  // exact; in [0.5, 1)
  if (mantissa < 0.70710678118654752440) {
    mantissa *= 2.0;
    --exponent;
  }
  const double k = exponent;
  return k * kLn2High + (twice_atanh((mantissa - 1.0) / (mantissa + 1.0)) + k * kLn2Low);
}

double exponential(double value) {
  if (value < -708.0) return 0.0;
  if (value > 709.0) return std::numeric_limits<double>::infinity();
  const double k = std::floor(value / (kLn2High + kLn2Low) + 0.5);
  const double rest = (value - k * kLn2High) - k * kLn2Low;  // |rest| <= 0.35
  double sum = 1.0;
  for (int i = 17; i >= 1; --i) sum = 1.0 + rest / i * sum;
  return std::ldexp(sum, static_cast<int>(k));
}

namespace {

// ln(1 + value), exact in relative terms near 0. Requires: value >= 0.
double natural_log_1p(double value) {
  if (value < 0.4) return twice_atanh(value / (2.0 + value));
  return natural_log(1.0 + value);
}

// ln(gamma(a + 1/2) / gamma(a)). Requires: a > 0. The asymptotic series needs a large argument, so
// smaller ones climb there by gamma(a + 1) = a * gamma(a).
double log_gamma_half_step(double a) {
  double factor = 1.0;
  while (a < 16.0) {
    factor *= a / (a + 0.5);
    a += 1.0;
  }
  const double u = 1.0 / a;
  const double u2 = u * u;
  // Coefficients of the expansion of ln(gamma(a + 1/2) / gamma(a)) - ln(a) / 2.
  const double series =
      u * (-1.0 / 8.0 +
           u2 * (1.0 / 192.0 +
                 u2 * (-1.0 / 640.0 +
                       u2 * (17.0 / 14336.0 + u2 * (-31.0 / 18432.0 + u2 * (691.0 / 180224.0))))));
  return 0.5 * natural_log(a) + series + natural_log(factor);
}

// Lentz's continued fraction of the incomplete beta function.
double beta_fraction(double x, double a, double b) {
  constexpr double kTiny = 1e-300;
  const auto away_from_zero = [](double v) { return std::fabs(v) < kTiny ? kTiny : v; };
  double c = 1.0;
  double d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
  double product = d;
  for (int m = 1; m <= 20'000; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m));
    d = 1.0 / away_from_zero(1.0 + even * d);
    c = away_from_zero(1.0 + even / c);
    product *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0));
    d = 1.0 / away_from_zero(1.0 + odd * d);
    c = away_from_zero(1.0 + odd / c);
    const double step = d * c;
    product *= step;
    if (std::fabs(step - 1.0) < 1e-16) break;
  }
  return product;
}

double halfway(double a, double b) {
  const double sum = a + b;
  return std::isfinite(sum) ? sum / 2.0 : a / 2.0 + b / 2.0;
}

// Pairs i < j with values[i] > values[j]; sorts `values`.
std::int64_t sort_and_count_inversions(std::vector<double>& values) {
  std::int64_t inversions = 0;
  std::vector<double> merged(values.size());
  for (std::size_t width = 1; width < values.size(); width *= 2) {
    for (std::size_t begin = 0; begin < values.size(); begin += 2 * width) {
      const std::size_t middle = std::min(begin + width, values.size());
      const std::size_t end = std::min(begin + 2 * width, values.size());
      std::size_t left = begin;
      std::size_t right = middle;
      std::size_t out = begin;
      while (left < middle && right < end) {
        if (values[right] < values[left]) {
          inversions += static_cast<std::int64_t>(middle - left);
          merged[out++] = values[right++];
        } else {
          merged[out++] = values[left++];
        }
      }
      while (left < middle) merged[out++] = values[left++];
      while (right < end) merged[out++] = values[right++];
    }
    values.swap(merged);
  }
  return inversions;
}

// Calls f(length) for each group of equal neighbours in `sorted`.
template <class F>
void for_each_tie(std::span<const double> sorted, F f) {
  for (std::size_t begin = 0; begin < sorted.size();) {
    std::size_t end = begin + 1;
    while (end < sorted.size() && sorted[end] == sorted[begin]) ++end;
    f(end - begin);
    begin = end;
  }
}

std::ptrdiff_t block_begin(std::size_t block, std::size_t count, std::size_t size) {
  return static_cast<std::ptrdiff_t>(std::uint64_t{block} * size / count);
}

Line line_of_all_pairs(std::span<const double> x, std::span<const double> y) {
  std::vector<double> slopes(x.size() * (x.size() - 1) / 2);
  double* slope_of = slopes.data();
  bool are_finite = true;
  for (std::size_t i = 0; i < x.size(); ++i) {
    // Apart from what is done with it, so that several are computed at once.
    const std::size_t count = x.size() - i - 1;
    for (std::size_t k = 0; k < count; ++k) {
      slope_of[k] = (y[i + 1 + k] - y[i]) / (x[i + 1 + k] - x[i]);
    }
    for (std::size_t k = 0; k < count; ++k) are_finite &= std::isfinite(slope_of[k]);
    slope_of += count;
  }
  if (!are_finite) std::erase_if(slopes, [](double slope) { return !std::isfinite(slope); });
  const double slope = median(std::move(slopes));
  return {slope, median({y.begin(), y.end()}) - slope * median({x.begin(), x.end()})};
}

// Moves the values for which `is_before` holds to the front and returns how many they are. Without
// a branch on the values, which no processor could predict.
template <class IsBefore>
std::size_t move_to_front(std::span<double> values, IsBefore is_before) {
  std::size_t count = 0;
  for (double& value : values) {
    const double current = value;
    value = values[count];
    values[count] = current;
    count += is_before(current) ? 1U : 0U;
  }
  return count;
}

// The value that would stand at `index` if they were sorted; none before it is greater, none behind
// it is less. Requires: index < values.size(); no NaN. O(n) on average.
double select(std::span<double> values, std::size_t index) {
  while (values.size() > 1) {
    const double a = values.front();
    const double b = values[values.size() / 2];
    const double c = values.back();
    const double pivot = std::max(std::min(a, b), std::min(std::max(a, b), c));
    const std::size_t less = move_to_front(values, [pivot](double v) { return v < pivot; });
    if (index < less) {
      values = values.first(less);
      continue;
    }
    values = values.subspan(less);
    index -= less;
    if (less > 0) continue;
    // The pivot is the least there is: what equals it goes, so that less remains.
    const std::size_t equal = move_to_front(values, [pivot](double v) { return !(pivot < v); });
    if (index < equal) return pivot;
    values = values.subspan(equal);
    index -= equal;
  }
  return values.front();
}

// Two values in one register, in every compiler that knows GCC's vectors.
using Pair = double __attribute__((vector_size(16)));
using PairMask = std::int64_t __attribute__((vector_size(16)));  // -1 where it is so

struct Between {
  std::size_t below = 0;
  std::size_t count = 0;
};

// Copies the values from `low` to `high`, in their order, to `kept`, and counts them and those
// below. Requires: `kept` holds as many as there are values; no NaN.
Between keep_between(std::span<const double> values, double low, double high, double* kept) {
  const Pair lows{low, low};
  const Pair highs{high, high};
  PairMask below{};
  std::size_t count = 0;
  const auto keep = [&](const Pair& pair) {
    const PairMask is_below = pair < lows;
    const PairMask is_above = pair > highs;
    const PairMask is_between = ~(is_below | is_above);
    below -= is_below;
    kept[count] = pair[0];
    count -= static_cast<std::size_t>(is_between[0]);
    return is_between[1];
  };
  const std::size_t even = values.size() / 2 * 2;
  for (std::size_t i = 0; i < even; i += 2) {
    Pair pair;
    std::memcpy(&pair, values.data() + i, sizeof(pair));
    const std::int64_t is_second = keep(pair);
    kept[count] = pair[1];
    count -= static_cast<std::size_t>(is_second);
  }
  // The last one stands beside one that is too great.
  if (even < values.size()) keep(Pair{values.back(), std::numeric_limits<double>::infinity()});
  return {static_cast<std::size_t>(below[0] + below[1]), count};
}

std::vector<double> evenly_spread(std::span<const double> values, std::size_t count) {
  std::vector<double> some(count);
  for (std::size_t i = 0; i < count; ++i) {
    some[i] = values[static_cast<std::size_t>(std::uint64_t{i} * values.size() / count)];
  }
  return some;
}

// Finds the best of values that are looked at in stretches, from the first to the last.
class Best {
 public:
  explicit Best(Toward toward) : is_least_(toward == Toward::least) {}

  void look(std::size_t begin, std::span<const double> some) {
    const double extreme = is_least_ ? least_of(some) : greatest_of(some);
    if (is_least_ ? extreme > best_ : extreme < best_) return;
    const auto count = static_cast<std::size_t>(std::count(some.begin(), some.end(), extreme));
    if (count == 0) return;  // they are all NaN
    if (extreme == best_) {
      index_.tie_count += count;
      return;
    }
    best_ = extreme;
    const auto first = std::find(some.begin(), some.end(), extreme) - some.begin();
    index_ = {begin + static_cast<std::size_t>(first), count - 1};
  }
  [[nodiscard]] const BestIndex& index() const { return index_; }

 private:
  bool is_least_;
  double best_ = kNaN;  // until there is a number
  BestIndex index_;
};

// Calls f(index of the first, span) for stretches that fit the fastest memory.
template <class F>
void for_each_stretch(std::span<const double> values, F f) {
  constexpr std::size_t kTogether = 1024;
  for (std::size_t begin = 0; begin < values.size(); begin += kTogether) {
    f(begin, values.subspan(begin, std::min(kTogether, values.size() - begin)));
  }
}

}  // namespace

std::optional<BestIndex> best_index(std::span<const double> values, Toward toward) {
  if (values.empty()) return std::nullopt;
  Best best(toward);
  for_each_stretch(values, [&](std::size_t begin, auto some) { best.look(begin, some); });
  return best.index();
}

std::optional<Extremes> extremes_of(std::span<const double> values) {
  if (values.empty()) return std::nullopt;
  Best least(Toward::least);
  Best greatest(Toward::greatest);
  for_each_stretch(values, [&](std::size_t begin, auto some) {
    least.look(begin, some);
    greatest.look(begin, some);
  });
  return Extremes{least.index(), greatest.index()};
}

double median_in_place(std::span<double> values) {
  if (values.empty()) return kNaN;
  const std::size_t middle = values.size() / 2;
  const double upper = select(values, middle);
  return values.size() % 2 == 1 ? upper : halfway(greatest_of(values.first(middle)), upper);
}

double Medians::next_anew(std::span<const double> values) {
  constexpr double kShare = 0.25;  // of what lies between the quartiles: about a quarter of all
  scratch_.assign(values.begin(), values.end());
  last_ = median_in_place(scratch_);
  const std::size_t half = values.size() / 2;
  const double low = half == 0 ? last_ : select(std::span(scratch_).first(half), half / 2);
  const double high = half == 0 ? last_ : select(std::span(scratch_).last(half), half / 2);
  reach_ = kShare * (high - low);
  return last_;
}

double Medians::next(std::span<const double> values) {
  const double low = last_ - reach_;
  const double high = last_ + reach_;
  scratch_.resize(values.size());
  const auto [below, count] = keep_between(values, low, high, scratch_.data());
  const std::size_t middle = values.size() / 2;
  const bool is_even = values.size() % 2 == 0;
  if (values.empty() || below + (is_even ? 1U : 0U) > middle || below + count <= middle)
    return next_anew(values);
  // Among n sorted values the median of another n like them stands within about 2 * sqrt(n) places
  // of the middle.
  const double wanted = 4.0 * std::sqrt(static_cast<double>(values.size()));
  reach_ *= std::clamp(wanted / static_cast<double>(count), 0.25, 1.25);
  const std::span<double> near = std::span(scratch_).first(count);
  last_ = select(near, middle - below);
  if (is_even) last_ = halfway(greatest_of(near.first(middle - below)), last_);
  return last_;
}

double median(std::vector<double> values) {
  constexpr std::size_t kFew = 512;
  constexpr std::size_t kMany = 8'192;
  if (values.size() < 16 * kFew) return median_in_place(values);
  Medians medians;
  static_cast<void>(medians.next(evenly_spread(values, kFew)));
  if (values.size() >= 4 * kMany) static_cast<void>(medians.next(evenly_spread(values, kMany)));
  return medians.next(values);
}

std::vector<double> block_medians(std::span<const double> values, std::size_t count) {
  assert(count <= values.size());
  std::vector<double> medians;
  medians.reserve(count);
  Medians in_turn;
  for (std::size_t block = 0; block < count; ++block) {
    const auto begin = static_cast<std::size_t>(block_begin(block, count, values.size()));
    const auto end = static_cast<std::size_t>(block_begin(block + 1, count, values.size()));
    medians.push_back(in_turn.next(values.subspan(begin, end - begin)));
  }
  return medians;
}

std::vector<double> block_middles(const PlaceSpan& ascending, std::size_t count) {
  std::vector<double> middles;
  middles.reserve(count);
  for (std::size_t block = 0; block < count; ++block) {
    const auto begin = static_cast<std::size_t>(block_begin(block, count, ascending.size()));
    const auto end = static_cast<std::size_t>(block_begin(block + 1, count, ascending.size()));
    middles.push_back(halfway(ascending[(begin + end - 1) / 2], ascending[(begin + end) / 2]));
  }
  return middles;
}

Ends ends_of(std::span<const double> y) {
  const std::size_t count = std::clamp<std::size_t>(y.size() / 50, 1, 50);
  const auto level = [](std::span<const double> part) {
    return median({part.begin(), part.end()});
  };
  return {level(y.first(count)), level(y.last(count)), static_cast<double>(count)};
}

bool stands_alone(std::span<const double> y, std::size_t index, double margin, double share) {
  if (index < 2 || index + 2 >= y.size()) return false;
  const double before = y[index - 1] - y[index];
  const double after = y[index + 1] - y[index];
  if ((before > 0.0) != (after > 0.0)) return false;
  const double distance = std::min(std::fabs(before), std::fabs(after));
  const double rest =
      std::max(std::fabs(y[index - 2] - y[index - 1]), std::fabs(y[index + 2] - y[index + 1]));
  return distance > margin && rest <= share * distance;
}

double noise_sigma(const PlaceSpan& x, std::span<const double> y) {
  constexpr std::size_t kTriplesMax = 65'536;
  if (y.size() < 5) return kNaN;
  const std::size_t triples = y.size() - 2;
  const std::size_t used = std::min(triples, kTriplesMax);
  std::vector<double> residuals;
  residuals.reserve(used);
  // Of most series all triples are alike.
  double reach = kNaN;
  double width = kNaN;
  double a = kNaN;
  double b = kNaN;
  double deviation = kNaN;
  // Every k * triples / used, without dividing.
  const std::size_t stride = triples / used;
  std::size_t carried = 0;
  for (std::size_t i = 1; i <= triples; i += stride) {
    if (i == 1 || (!x.is_even() && (x[i + 1] - x[i] != reach || x[i + 1] - x[i - 1] != width))) {
      reach = x[i + 1] - x[i];
      width = x[i + 1] - x[i - 1];
      a = reach / width;
      b = 1.0 - a;
      deviation = std::sqrt(a * a + b * b + 1.0);
    }
    const double residual = std::fabs(a * y[i - 1] + b * y[i + 1] - y[i]);
    const double scaled = residual / deviation;
    if (std::isfinite(scaled)) residuals.push_back(scaled);
    carried += triples % used;
    if (carried >= used) {
      carried -= used;
      ++i;
    }
  }
  return 1.4826 * median(std::move(residuals));
}

MannKendall mann_kendall(std::span<const double> y) {
  MannKendall result;
  const std::uint64_t n = y.size();
  if (n < 2) return result;
  std::vector<double> sorted(y.begin(), y.end());
  const std::int64_t inversions = sort_and_count_inversions(sorted);
  std::uint64_t tied_pairs = 0;
  std::uint64_t tie_term = 0;
  for_each_tie(sorted, [&](std::uint64_t t) {
    tied_pairs += t * (t - 1) / 2;
    tie_term += t * (t - 1) * (2 * t + 5);
  });
  const std::uint64_t pairs = n * (n - 1) / 2;
  result.s = static_cast<std::int64_t>(pairs - tied_pairs) - 2 * inversions;
  result.variance = static_cast<double>(n * (n - 1) * (2 * n + 5) - tie_term) / 18.0;
  const double s = static_cast<double>(result.s);
  const double pair_count = static_cast<double>(pairs);
  result.tau_a = s / pair_count;
  if (result.variance == 0.0) return result;
  result.tau_b = s / (std::sqrt(pair_count) * std::sqrt(static_cast<double>(pairs - tied_pairs)));
  const double continuous = s > 0 ? s - 1.0 : s < 0 ? s + 1.0 : 0.0;
  result.z = continuous / std::sqrt(result.variance);
  result.p = normal_two_sided(result.z);
  return result;
}

// The number of orders of a multiset with i inversions is the coefficient of q^i in the Gaussian
// multinomial: the product of (1 - q^k) for k = 1 ... n, over the same product for each group of
// equal values. As power series both multiplying and dividing are one pass of additions.
double exact_p(std::span<const double> y) {
  assert(y.size() <= 20);
  const std::size_t n = y.size();
  if (n < 2) return 1.0;
  std::vector<double> sorted(y.begin(), y.end());
  const std::int64_t inversions = sort_and_count_inversions(sorted);
  std::size_t degree = n * (n - 1) / 2;
  for_each_tie(sorted, [&](std::size_t t) { degree -= t * (t - 1) / 2; });

  std::vector<std::int64_t> counts(degree + 1, 0);
  counts[0] = 1;
  for (std::size_t k = 1; k <= n; ++k) {
    for (std::size_t i = degree + 1; i-- > k;) counts[i] -= counts[i - k];
  }
  for_each_tie(sorted, [&](std::size_t t) {
    for (std::size_t k = 1; k <= t; ++k) {
      for (std::size_t i = k; i <= degree; ++i) counts[i] += counts[i - k];
    }
  });

  const auto distance = [degree](std::int64_t inversion_count) {
    const std::int64_t s = static_cast<std::int64_t>(degree) - 2 * inversion_count;
    return s < 0 ? -s : s;
  };
  std::int64_t all = 0;
  std::int64_t at_least_as_far = 0;
  for (std::size_t i = 0; i <= degree; ++i) {
    all += counts[i];
    if (distance(static_cast<std::int64_t>(i)) >= distance(inversions))
      at_least_as_far += counts[i];
  }
  return static_cast<double>(at_least_as_far) / static_cast<double>(all);
}

Line theil_sen(const PlaceSpan& x, std::span<const double> y) {
  constexpr std::size_t kExactPointsMax = 500;
  if (x.size() < 2) return {kNaN, kNaN};
  std::vector<double> room;
  if (x.size() <= kExactPointsMax) return line_of_all_pairs(x.in(room), y);
  return line_of_all_pairs(block_middles(x, kExactPointsMax), block_medians(y, kExactPointsMax));
}

std::size_t turning_point(const PlaceSpan& x, std::span<const double> y) {
  const std::size_t size = y.size();
  const double extent = x.back() - x.front();
  if (size < 3 || !(extent > 0.0)) return 0;
  const double n = static_cast<double>(size);
  double mean = 0.0;
  for (const double value : y) mean += value / n;
  // Sums over the points behind the turn: their number, their x, its square, y, and x times y.
  double count = 0.0, sum_x = 0.0, sum_xx = 0.0, sum_y = 0.0, sum_xy = 0.0;
  double most_explained = 0.0;
  std::size_t turn = 0;
  for (std::size_t i = size - 1; i-- > 0;) {
    const double at = (x[i + 1] - x.front()) / extent;
    const double rest = y[i + 1] - mean;
    count += 1.0;
    sum_x += at;
    sum_xx += at * at;
    sum_y += rest;
    sum_xy += at * rest;
    // The line as a regressor: 0 up to the turn, the distance from it behind.
    const double from = (x[i] - x.front()) / extent;
    const double sum_line = sum_x - count * from;
    const double squares =
        sum_xx - 2.0 * from * sum_x + count * from * from - sum_line * sum_line / n;
    const double products = sum_xy - from * sum_y;
    const double explained = squares > 0.0 ? products * products / squares : 0.0;
    if (explained > most_explained) {
      most_explained = explained;
      turn = i;
    }
  }
  return turn;
}

double lag1_autocorrelation(std::span<const double> values) {
  if (values.size() < 2) return 0.0;
  double mean = 0.0;
  for (const double value : values) mean += value / static_cast<double>(values.size());
  double products = 0.0;
  double squares = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double centred = values[i] - mean;
    squares += centred * centred;
    if (i + 1 < values.size()) products += centred * (values[i + 1] - mean);
  }
  const double ratio = products / squares;
  return squares > 0.0 && std::isfinite(ratio) ? ratio : 0.0;
}

namespace {

// Autocorrelation at lag 1 of the noise around a learning curve, corrected for its bias, in [0,
// 0.95]. A straight line through a curve that falls steeply at first and flattens later leaves
// residuals that look strongly correlated, and would excuse any trend. So the curve is taken out by
// the best of a straight line and three hyperbolas, each fitted by Theil and Sen over a transformed
// x; the constants of the bias correction keep the rate of false trends (see the calibration test).
double noise_autocorrelation(std::span<const double> x, std::span<const double> y) {
  constexpr std::array kBends{0.0, 4.0, 16.0, 64.0};
  constexpr double kBiasNumerator = 1.5;
  constexpr double kBiasPoints = 4.2;
  constexpr double kRhoMax = 0.95;
  constexpr std::size_t kFitPoints = 100;  // block medians that each curve is fitted to
  const double n = static_cast<double>(y.size());
  const double extent = x.back() - x.front();
  const std::size_t fit_points = std::min(y.size(), kFitPoints);
  const std::vector<double> fit_y = block_medians(y, fit_points);
  std::vector<double> bent(x.size());
  std::vector<double> residuals(y.size());
  double least_spread = std::numeric_limits<double>::infinity();
  double correlation = 0.0;
  for (const double bend : kBends) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double progress = (x[i] - x.front()) / extent;
      bent[i] = bend == 0.0 ? progress : -1.0 / (1.0 + bend * progress);
    }
    const Line line = line_of_all_pairs(block_middles(bent, fit_points), fit_y);
    double spread = 0.0;
    for (std::size_t i = 0; i < y.size(); ++i) {
      residuals[i] = y[i] - line.slope * bent[i] - line.intercept;
      spread += std::fabs(residuals[i]) / n;
    }
    if (!(spread < least_spread)) continue;
    least_spread = spread;
    correlation = lag1_autocorrelation(residuals);
  }
  return std::clamp((n * correlation + kBiasNumerator) / (n - kBiasPoints), 0.0, kRhoMax);
}

}  // namespace

double walk_p(const PlaceSpan& x, std::span<const double> y) {
  if (y.size() > kWalkBlocks) {
    return walk_p(block_middles(x, kWalkBlocks), block_medians(y, kWalkBlocks));
  }
  constexpr double kEfficiency = 0.37;  // of a median of absolute values, against their squares
  const double n = static_cast<double>(y.size());
  const double sigma = noise_sigma(x, y);
  const double drift = y.empty() ? 0.0 : y.back() - y.front();
  if (std::isnan(sigma) || drift == 0.0 || !std::isfinite(drift)) return 1.0;
  // Steps of a random walk with deviation s leave pseudo-residuals with deviation s / sqrt(3).
  const double t = drift / (sigma * std::sqrt(3.0 * (n - 1.0)));
  return student_t_two_sided(t, std::max(1.0, kEfficiency * (n - 2.0)));
}

double same_way_p(std::span<const double> y) {
  if (y.size() > kWalkBlocks) return 1.0;
  std::size_t rises = 0;
  std::size_t falls = 0;
  for (std::size_t i = 1; i < y.size(); ++i) {
    rises += y[i] > y[i - 1] ? 1U : 0U;
    falls += y[i] < y[i - 1] ? 1U : 0U;
  }
  const std::size_t steps = rises + falls;
  const std::size_t others = std::min(rises, falls);
  if (steps == 0) return 1.0;
  // Ways to choose up to `others` of them, of 2^steps: exact below 2^53.
  double ways = 1.0;
  double sum = 1.0;
  for (std::size_t k = 1; k <= others; ++k) {
    ways = ways * static_cast<double>(steps - k + 1) / static_cast<double>(k);
    sum += ways;
  }
  return std::min(1.0, std::ldexp(sum, 1 - static_cast<int>(steps)));
}

bool TrendTest::is_rising(double alpha) const { return p < alpha && kendall.s > 0; }
bool TrendTest::is_falling(double alpha) const { return p < alpha && kendall.s < 0; }

TrendTest trend_test(const PlaceSpan& x, std::span<const double> y) {
  if (y.size() > kTrendPointsMax) {
    TrendTest blocks = trend_test(block_middles(x, kTrendBlocks), block_medians(y, kTrendBlocks));
    blocks.points = y.size();
    return blocks;
  }
  constexpr std::size_t kCorrectablePoints = 8;
  TrendTest test;
  test.points = test.tested = y.size();
  const double n = static_cast<double>(y.size());
  test.effective_points = n;
  test.kendall = mann_kendall(y);
  test.line = theil_sen(x, y);
  if (y.size() < kTrendPointsMin || test.kendall.variance == 0.0) return test;
  if (y.size() < kCorrectablePoints) {
    test.p = exact_p(y);
    return test;
  }
  std::vector<double> room;
  test.rho = noise_autocorrelation(x.in(room), y);
  test.effective_points = n * (1.0 - test.rho) / (1.0 + test.rho);
  const double z = test.kendall.z / std::sqrt((1.0 + test.rho) / (1.0 - test.rho));
  test.p = student_t_two_sided(z, std::max(2.0, test.effective_points - 2.0));
  const bool drifts_as_it_trends = (y.back() > y.front()) == (test.kendall.s > 0);
  if (drifts_as_it_trends && std::fabs(test.kendall.tau_b) >= kWalkTauMin) {
    test.p = std::min({test.p, walk_p(x, y), same_way_p(y)});
  }
  return test;
}

double power(double base, double exponent) {
  return base == 1.0 ? 1.0 : exponential(exponent * natural_log(base));
}

double student_t_two_sided(double t, double degrees) {
  assert(degrees > 0.0);
  if (std::isnan(t)) return 1.0;
  const double square = t * t;
  if (std::isinf(square)) return 0.0;
  if (square == 0.0) return 1.0;
  // p is the incomplete beta function of x = degrees / (degrees + t^2) with a = degrees / 2, b =
  // 1/2.
  const double a = degrees / 2.0;
  const double b = 0.5;
  const double ratio = square / degrees;
  const double x = 1.0 / (1.0 + ratio);
  const double rest = ratio / (1.0 + ratio);  // 1 - x without cancellation
  // x^a * (1 - x)^b / beta(a, b), where beta(a, 1/2) = sqrt(pi) / (gamma(a + 1/2) / gamma(a)).
  const double front =
      exponential(log_gamma_half_step(a) - a * natural_log_1p(ratio)) * std::sqrt(rest / kPi);
  if (x < (a + 1.0) / (a + b + 2.0)) return std::min(1.0, front * beta_fraction(x, a, b) / a);
  return std::max(0.0, 1.0 - front * beta_fraction(rest, b, a) / b);
}

double student_t_quantile(double p, double degrees) {
  assert(p > 0.0 && p < 1.0);
  double low = 0.0;
  double high = 1.0;
  while (student_t_two_sided(high, degrees) > p && high < 1e300) high *= 2.0;
  // The tail falls all along; halving ends when no number lies between the two.
  for (double middle = low + (high - low) / 2.0; low < middle && middle < high;
       middle = low + (high - low) / 2.0) {
    (student_t_two_sided(middle, degrees) > p ? low : high) = middle;
  }
  return high;
}

double normal_two_sided(double z) {
  const double x = std::fabs(z) / 1.41421356237309504880;
  if (std::isnan(x)) return 1.0;
  const double square = x * x;
  if (x < 2.0) {
    double term = x;
    double sum = x;
    for (int k = 1; k < 60; ++k) {
      term *= 2.0 * square / (2 * k + 1);
      sum += term;
    }
    return 1.0 - 2.0 / std::sqrt(kPi) * exponential(-square) * sum;
  }
  if (square > 708.0) return 0.0;
  double fraction = 0.0;
  for (int k = 200; k >= 1; --k) fraction = 0.5 * k / (x + fraction);
  return exponential(-square) / (std::sqrt(kPi) * (x + fraction));
}

}  // namespace ckpt
