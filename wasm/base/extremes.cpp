// See extremes.h.
#include "base/extremes.h"

#include <cstring>
#include <limits>

namespace ckpt {
namespace {

// Two values in one register, in every compiler that knows GCC's vectors.
using Pair = double __attribute__((vector_size(16)));

Pair load(const double* values) {
  Pair pair;
  std::memcpy(&pair, values, sizeof(pair));
  return pair;
}

// `better(a, b)` gives one of two values, or of two pairs each of both; `none` is worse than any.
template <class Better>
double extreme(std::span<const double> values, double none, Better better) {
  constexpr std::size_t kTogether = 8;
  Pair pairs[] = {{none, none}, {none, none}, {none, none}, {none, none}};
  const double* at = values.data();
  std::size_t left = values.size();
  for (; left >= kTogether; at += kTogether, left -= kTogether) {
    for (std::size_t i = 0; i < 4; ++i) pairs[i] = better(pairs[i], load(at + 2 * i));
  }
  for (; left >= 2; at += 2, left -= 2) pairs[0] = better(pairs[0], load(at));
  if (left == 1) {
    // Together with its neighbour, which may be looked at twice.
    if (values.size() == 1) return better(none, *at);
    pairs[1] = better(pairs[1], load(at - 1));
  }
  const Pair pair = better(better(pairs[0], pairs[1]), better(pairs[2], pairs[3]));
  return better(pair[0], pair[1]);
}

ValueRange both(double value) { return {value, value}; }
ValueRange both(const ValueRange& some) { return some; }

template <class Value>
void shrink(std::span<const Value> values, ValueRange* ranges, ExtremePlaces* places) {
  for (; values.size() >= kExtremesOf; values = values.subspan(kExtremesOf)) {
    ExtremeSearch search;
    for (std::size_t i = 0; i < kExtremesOf; ++i) search.look(both(values[i]), i);
    *ranges++ = search.range();
    *places++ = {search.least_place(), search.greatest_place()};
  }
}

}  // namespace

// Both comparisons are written as the machine has them.

double least_of(std::span<const double> values) {
  return extreme(values, std::numeric_limits<double>::infinity(),
                 [](auto a, auto b) { return b < a ? b : a; });
}

double greatest_of(std::span<const double> values) {
  return extreme(values, -std::numeric_limits<double>::infinity(),
                 [](auto a, auto b) { return a < b ? b : a; });
}

void extremes_of_sixteen(std::span<const double> values, ValueRange* ranges,
                         ExtremePlaces* places) {
  shrink(values, ranges, places);
}

void extremes_of_sixteen(std::span<const ValueRange> some, ValueRange* ranges,
                         ExtremePlaces* places) {
  shrink(some, ranges, places);
}

}  // namespace ckpt
