// NumPy's RandomState(seed): MT19937, random_sample, uniform and the legacy standard_normal.
//
// Its normals take the C library's logarithm, which is rounded to the nearest double but for about
// one argument in a thousand. Here it is always the nearest, except for the arguments listed in
// log_exceptions.hpp, where NumPy's is the next best: that makes the normals NumPy's, for the seeds
// and as many normals as the list covers.
#pragma once

#include "log_exceptions.hpp"

namespace initlab {

// high + low, |low| at most half a unit in the last place of high: some 106 bits.
struct Twofold {
  double high, low;
};

// a + b where |a| ≥ |b|, without loss (Dekker 1971).
static inline Twofold sum_of_ordered(double a, double b) {
  double high = a + b;
  return {high, b - (high - a)};
}

// a · b without loss and without fused multiply-add (Dekker 1971).
static inline Twofold product_of(double a, double b) {
  constexpr double split = 134217729.0;  // 2²⁷ + 1
  double ta = split * a, tb = split * b;
  double a1 = ta - (ta - a), b1 = tb - (tb - b);
  double a2 = a - a1, b2 = b - b1, high = a * b;
  return {high, ((a1 * b1 - high) + a1 * b2 + a2 * b1) + a2 * b2};
}

static inline Twofold plus(Twofold a, Twofold b) {
  double high = a.high + b.high, back = high - a.high;
  double lost = (a.high - (high - back)) + (b.high - back);
  return sum_of_ordered(high, lost + (a.low + b.low));
}

static inline Twofold times(Twofold a, Twofold b) {
  Twofold p = product_of(a.high, b.high);
  return sum_of_ordered(p.high, p.low + (a.high * b.low + a.low * b.high));
}

static inline Twofold over(Twofold a, Twofold b) {
  double first = a.high / b.high;
  Twofold taken = times({first, 0.0}, b);
  Twofold rest = plus(a, {-taken.high, -taken.low});
  return sum_of_ordered(first, rest.high / b.high);
}

// ln x for a normal x > 0, to about 2⁻¹⁰⁰: x = 2ᵏ m, ln m = 2 artanh((m − 1) / (m + 1)).
static inline Twofold twofold_log(double x) {
  unsigned long long bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  constexpr unsigned long long root_half = 0x3FE6A09E667F3BCDULL, one = 0x3FF0000000000000ULL;
  unsigned long long shifted = bits + (one - root_half);
  int k = (int)(shifted >> 52) - 1023;
  bits = (shifted & 0x000FFFFFFFFFFFFFULL) + root_half;
  double m;  // √½ ≤ m < √2
  __builtin_memcpy(&m, &bits, sizeof m);
  Twofold s = over({m - 1.0, 0.0}, plus({m, 0.0}, {1.0, 0.0}));
  Twofold w = times(s, s), sum = {0.0, 0.0};
  for (int n = 43; n >= 1; n -= 2)  // s² < 0.0295, so what is left out is below 2⁻¹⁰⁰
    sum = plus(over({1.0, 0.0}, {(double)n, 0.0}), times(w, sum));
  Twofold part = times(s, sum);
  constexpr Twofold ln2 = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};
  return plus(times({(double)k, 0.0}, ln2), {2.0 * part.high, 2.0 * part.low});
}

// The double next to `to.high`, on the side of what was rounded away.
static inline double next_best(Twofold to) {
  unsigned long long bits;
  __builtin_memcpy(&bits, &to.high, sizeof bits);
  bits += (to.low > 0.0) == (to.high > 0.0) ? 1 : -1;
  double next;
  __builtin_memcpy(&next, &bits, sizeof next);
  return next;
}

class RandomState {
 public:
  explicit RandomState(unsigned int seed) : seed_(seed) {
    for (unsigned int i = 0; i < WORDS; ++i) {
      words_[i] = seed;
      seed = 1812433253U * (seed ^ (seed >> 30)) + i + 1;
    }
    while (exception_ < LOG_EXCEPTIONS && place_ < (long)seed_ * COVERED_PAIRS) advance();
  }

  // From 0 to below 1, of 53 bits.
  double sample() {
    unsigned int a = word() >> 5, b = word() >> 6;
    return (a * 67108864.0 + b) / 9007199254740992.0;
  }

  double uniform(double low, double high) {
    double range = high - low;
    return low + range * sample();
  }

  // Marsaglia's polar method; the first of each pair is kept for the next call.
  double normal() {
    if (kept_) {
      kept_ = false;
      return other_;
    }
    double x, y, square;
    do {
      x = 2.0 * sample() - 1.0;
      y = 2.0 * sample() - 1.0;
      square = x * x + y * y;
    } while (square >= 1.0 || square == 0.0);
    double factor = __builtin_sqrt(-2.0 * log_of_pair(square) / square);
    kept_ = true;
    other_ = factor * x;
    return factor * y;
  }

  // Whether all normals so far are NumPy's for certain.
  bool covered() const { return seed_ < COVERED_SEEDS && pairs_ <= COVERED_PAIRS; }

 private:
  static constexpr int WORDS = 624;

  double log_of_pair(double square) {
    Twofold exact = twofold_log(square);
    bool listed = place_ == (long)seed_ * COVERED_PAIRS + pairs_;
    ++pairs_;
    if (!listed) return exact.high;
    advance();
    return next_best(exact);
  }

  // To the next listed place; past the last one, a place that never comes.
  void advance() {
    place_ = ++exception_ < LOG_EXCEPTIONS ? place_ + LOG_EXCEPTION_GAPS[exception_] : -1;
  }

  unsigned int word() {
    if (at_ == WORDS) twist();
    unsigned int y = words_[at_++];
    y ^= y >> 11;
    y ^= (y << 7) & 0x9D2C5680U;
    y ^= (y << 15) & 0xEFC60000U;
    return y ^ (y >> 18);
  }

  // Matsumoto and Nishimura 1998.
  void twist() {
    for (int i = 0; i < WORDS; ++i) {
      unsigned int y = (words_[i] & 0x80000000U) | (words_[(i + 1) % WORDS] & 0x7FFFFFFFU);
      words_[i] = words_[(i + 397) % WORDS] ^ (y >> 1) ^ (y & 1 ? 0x9908B0DFU : 0U);
    }
    at_ = 0;
  }

  unsigned int seed_, words_[WORDS];
  int at_ = WORDS;
  bool kept_ = false;
  double other_ = 0.0;
  int pairs_ = 0;                         // logarithms taken
  int exception_ = 0;                     // the next listed one,
  long place_ = LOG_EXCEPTION_GAPS[0];    // and its seed · COVERED_PAIRS + pair
};

}  // namespace initlab
