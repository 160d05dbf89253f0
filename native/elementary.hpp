// exp, log, tanh … on lanes: src/initlab/elementary.py, operation by operation.
#pragma once

#include "lanes.hpp"
#include "tables.hpp"

namespace initlab {

// Integers are unsigned, so that what comes of a NaN may wrap around.
constexpr unsigned long long ROUNDER_BITS = 0x4338000000000000ULL;
constexpr unsigned long long ONE_BITS = 0x3FF0000000000000ULL;
constexpr unsigned long long SQRT_HALF_BITS = 0x3FE6A09E667F3BCDULL;
constexpr unsigned long long MANTISSA_BITS = 0x000FFFFFFFFFFFFFULL;

template <int W, int N>
INLINE Real<W> horner(Real<W> x, const double (&coefficients)[N]) {
  Real<W> value = splat<W>(coefficients[N - 1]);
#pragma GCC unroll 32
  for (int n = N - 2; n >= 0; --n) value = value * x + coefficients[n];
  return value;
}

template <int W>
INLINE Real<W> power_of_two(Bits<W> exponent) {
  return (Real<W>)((exponent + 1023) << 52);
}

// floor(k / 2) of an integer k above −4096, without an arithmetic shift of 64 bits.
template <int W>
INLINE Bits<W> halved(Bits<W> k) {
  return ((k + 4096) >> 1) - 2048;
}

template <int W>
struct ReducedExp {
  Real<W> p;  // e^r − 1, where x = k ln 2 + r
  Bits<W> k;
};

template <int W>
INLINE ReducedExp<W> reduced_exp(Real<W> x) {
  Real<W> shifted = x * INVERSE_LN2 + ROUNDER;
  Real<W> k = shifted - ROUNDER;
  Real<W> r = (x - k * LN2_HIGH) - k * LN2_LOW;
  return {r + (r * r) * horner<W>(r, EXP), (Bits<W>)shifted - ROUNDER_BITS};
}

template <int W>
INLINE Real<W> exp(Real<W> x) {
  Int<W> over = x > EXP_MAX, under = x < EXP_MIN;
  Real<W> zero = splat<W>(0.0);
  ReducedExp<W> e = reduced_exp<W>(select<W>(over, zero, select<W>(under, zero, x)));
  Bits<W> half = halved<W>(e.k);
  Real<W> value = ((1.0 + e.p) * power_of_two<W>(half)) * power_of_two<W>(e.k - half);
  return select<W>(over, splat<W>(__builtin_inf()), select<W>(under, zero, value));
}

template <int W>
INLINE Real<W> expm1(Real<W> x) {
  Int<W> over = x > EXP_MAX;
  Real<W> inside = select<W>(x < -40.0, splat<W>(-40.0), x);
  ReducedExp<W> e = reduced_exp<W>(select<W>(over, splat<W>(0.0), inside));
  Real<W> scale = power_of_two<W>(e.k - 1);
  Real<W> value = 2.0 * (scale * e.p + (scale - 0.5));
  return select<W>(over, splat<W>(__builtin_inf()), value);
}

// The logarithm of a positive normal number with these bits, times 2^(1023 − bias).
template <int W>
INLINE Real<W> log_of(Bits<W> bits, Bits<W> bias) {
  Bits<W> shifted = bits + (ONE_BITS - SQRT_HALF_BITS);
  Bits<W> exponent = (shifted >> 52) - bias;
  Real<W> f = (Real<W>)((shifted & MANTISSA_BITS) + SQRT_HALF_BITS) - 1.0;
  Real<W> k = (Real<W>)(exponent + ROUNDER_BITS) - ROUNDER;
  Real<W> s = f / (2.0 + f);
  Real<W> w = s * s;
  Real<W> tail = w * horner<W>(w, LOG);
  Real<W> half_square = (0.5 * f) * f;
  return k * LN2_HIGH - ((half_square - (s * (half_square + tail) + k * LN2_LOW)) - f);
}

template <int W>
INLINE Real<W> log(Real<W> x) {
  Int<W> tiny = x < 0x1p-1022;
  Bits<W> bits = (Bits<W>)select<W>(tiny, x * 0x1p54, x);
  Bits<W> bias = (Bits<W>)(tiny & 54) + 1023;  // 1077 for what was scaled by 2^54
  Real<W> value = log_of<W>(bits, bias);
  Real<W> infinity = splat<W>(__builtin_inf());
  value = select<W>(x == infinity, x, select<W>(x == 0.0, -infinity, value));
  return select<W>(x < 0.0, splat<W>(__builtin_nan("")), select<W>(x != x, x, value));
}

template <int W>
INLINE Real<W> log1p(Real<W> x) {
  Real<W> u = 1.0 + x;
  Real<W> infinity = splat<W>(__builtin_inf());
  Real<W> value = log<W>(u) + (x - (u - 1.0)) / u;
  return select<W>(u == infinity, u, select<W>(u == 0.0, -infinity, value));
}

template <int W>
INLINE Real<W> tanh(Real<W> x) {
  Real<W> size = magnitude<W>(x);
  Real<W> e = expm1<W>(2.0 * select<W>(size > TANH_MAX, splat<W>(TANH_MAX), size));
  Real<W> value = e / (e + 2.0);
  return select<W>(x < 0.0, -value, value);
}

template <int W>
INLINE Real<W> sigmoid(Real<W> x) {
  return 1.0 / (1.0 + exp<W>(-x));
}

template <int W>
INLINE Real<W> softplus(Real<W> x) {
  return select<W>(x < 0.0, splat<W>(0.0), x) + log1p<W>(exp<W>(-magnitude<W>(x)));
}

template <int W>
INLINE Real<W> erf(Real<W> x) {
  Real<W> size = magnitude<W>(x);
  Real<W> small = size + size * horner<W>(x * x, ERF_SMALL);
  Real<W> clipped = select<W>(size > ERF_MAX, splat<W>(ERF_MAX), size);
  Real<W> t = (clipped - ERF_CENTRE) / (clipped + ERF_CENTRE);
  Real<W> large = 1.0 - exp<W>(-(clipped * clipped)) * horner<W>(t, ERF_LARGE);
  Real<W> value = select<W>(size < 1.0, small, large);
  return select<W>(x < 0.0, -value, value);
}

// √x, rounded once (IEEE 754), without <cmath>.
template <int W>
INLINE Real<W> root(Real<W> x) {
  Real<W> result{};
  for (int lane = 0; lane < W; ++lane) result[lane] = __builtin_sqrt(x[lane]);
  return result;
}

template <int W>
INLINE Real<W> erfinv(Real<W> x) {
  Real<W> w = -log<W>((1.0 - x) * (1.0 + x));
  Real<W> r = root<W>(w);
  Real<W> small = horner<W>(w - ERFINV_CENTRES[0], ERFINV_SMALL);
  Real<W> middle = horner<W>(r - ERFINV_CENTRES[1], ERFINV_MIDDLE);
  Real<W> large = horner<W>(r - ERFINV_CENTRES[2], ERFINV_LARGE);
  Real<W> value = x * select<W>(w <= 3.0, small, select<W>(w <= 16.0, middle, large));
  Real<W> infinity = splat<W>(__builtin_inf());
  return select<W>(w == infinity, x * infinity, value);
}

template <int W>
struct Quadrant {
  Real<W> sine, cosine;
  Bits<W> k;
};

template <int W>
INLINE Real<W> in_sine_range(Real<W> x) {
  return select<W>(magnitude<W>(x) <= SIN_LIMIT, x, splat<W>(__builtin_nan("")));
}

template <int W>
INLINE Real<W> sine_of(Quadrant<W> q) {
  Real<W> value = select<W>((q.k & 1) == 1, q.cosine, q.sine);
  return (Real<W>)((Bits<W>)value ^ ((q.k & 2) << 62));  // −value for k = 2 and 3
}

template <int W>
INLINE Real<W> cosine_of(Quadrant<W> q) {
  Real<W> value = select<W>((q.k & 1) == 1, q.sine, q.cosine);
  return (Real<W>)((Bits<W>)value ^ (((q.k + 1) & 2) << 62));  // −value for k = 1 and 2
}

template <int W>
INLINE Quadrant<W> quadrant(Real<W> outside_too) {
  Real<W> x = in_sine_range<W>(outside_too);
  Real<W> shifted = x * TWO_OVER_PI + ROUNDER;
  Real<W> k = shifted - ROUNDER;
  Real<W> high = x - k * HALF_PI_HIGH;
  Real<W> middle = k * HALF_PI_MIDDLE;
  Real<W> coarse = high - middle;
  Real<W> lost = ((high - coarse) - middle) - k * HALF_PI_LOW;
  Real<W> r = coarse + lost;
  Real<W> rest = (coarse - r) + lost;
  Real<W> w = r * r;
  return {r + ((r * w) * horner<W>(w, SIN) + rest),
          (1.0 - 0.5 * w) + ((w * w) * horner<W>(w, COS) - r * rest),
          (Bits<W>)shifted - ROUNDER_BITS};
}

template <int W>
INLINE Real<W> sin(Real<W> x) {
  return sine_of<W>(quadrant<W>(x));
}

template <int W>
INLINE Real<W> cos(Real<W> x) {
  return cosine_of<W>(quadrant<W>(x));
}

template <int W>
INLINE Real<W> arctan(Real<W> x) {
  Real<W> size = magnitude<W>(x), zero = splat<W>(0.0), one = splat<W>(1.0);
  Int<W> large = size > ARCTAN_LARGE, middle = size > ARCTAN_MIDDLE;
  Real<W> part = select<W>(large, one, select<W>(middle, splat<W>(0.5), zero));
  Real<W> above = select<W>(large, -one, select<W>(middle, size - 1.0, size));
  Real<W> below = select<W>(large, size, select<W>(middle, size + 1.0, one));
  Real<W> t = above / below;
  Real<W> w = t * t;
  Real<W> tail = (t * w) * horner<W>(w, ARCTAN) + part * ARCTAN_LIMIT_LOW;
  Real<W> value = part * ARCTAN_LIMIT + (t + tail);
  return select<W>(x < 0.0, -value, value);
}

template <int W>
INLINE Quadrant<W> quadrant_of_half_turns(Real<W> x) {
  Real<W> doubled = 2.0 * x;
  Real<W> shifted = doubled + ROUNDER;
  Real<W> r = (doubled - (shifted - ROUNDER)) * HALF_PI;
  Real<W> w = r * r;
  return {r + (r * w) * horner<W>(w, SIN), (1.0 - 0.5 * w) + (w * w) * horner<W>(w, COS),
          (Bits<W>)shifted - ROUNDER_BITS};
}

template <int W>
INLINE Real<W> sinpi(Real<W> x) {
  return sine_of<W>(quadrant_of_half_turns<W>(in_sine_range<W>(x)));
}

template <int W>
INLINE Real<W> cospi(Real<W> x) {
  return cosine_of<W>(quadrant_of_half_turns<W>(in_sine_range<W>(x)));
}

}  // namespace initlab
