// The elements of a tensor: src/initlab/streams/draws.py, fill.py and rounding.py, to the bit.
//
// Lanes are blocks of the stream, W in a row; a block has an even and an odd element.
#pragma once

#include "elementary.hpp"
#include "fleet_api.hpp"
#include "lanes.hpp"

namespace initlab {

constexpr unsigned long long LOW_32 = 0xFFFFFFFFULL;
constexpr double SQRT_2 = 0x1.6a09e667f3bcdp+0;
constexpr double ERF_SQRT_2 = 0x1.e8b4307d3627ap-1;

// The lower 32 bits of every lane times a constant of 32 bits. What g++ makes of the plain product
// is three multiplications.
template <int W>
INLINE Bits<W> product(Bits<W> a, unsigned int constant) {
  Bits<W> b = Bits<W>{} + constant;
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
  using Halves = typename LaneTypes<W>::Halves;
  if constexpr (W == 2) return (Bits<W>)__builtin_ia32_pmuludq128((Halves)a, (Halves)b);
#if defined(__AVX2__)
  if constexpr (W == 4) return (Bits<W>)__builtin_ia32_pmuludq256((Halves)a, (Halves)b);
#endif
#if defined(__AVX512F__)
  if constexpr (W == 8)
    return (Bits<W>)__builtin_ia32_pmuludq512_mask((Halves)a, (Halves)b, Int<W>{}, -1);
#endif
#endif
  return (a & LOW_32) * b;
}

template <int W>
struct Drawn {
  Bits<W> first, second;  // 64 bits each
};

// The keys of the ten rounds of Philox, in every lane.
template <int W>
struct Keys {
  Bits<W> first[10], second[10];

  INLINE explicit Keys(unsigned long long seed) {
    unsigned int k0 = (unsigned int)seed, k1 = (unsigned int)(seed >> 32);
    for (int round = 0; round < 10; ++round) {
      first[round] = Bits<W>{} + k0;
      second[round] = Bits<W>{} + k1;
      k0 += 0x9E3779B9U;
      k1 += 0xBB67AE85U;
    }
  }
};

// Philox-4x32-10 for W counters from each of two blocks on, side by side, for one alone would leave
// the processor waiting. A word stands in the lower half of its lane; what is in the upper half
// does not matter until the end.
template <int W>
INLINE void philox(const Keys<W>& keys, unsigned long long tag, const Bits<W> (&block)[2],
                   Drawn<W>* drawn) {
  Bits<W> c0[2], c1[2], c2[2], c3[2];
  for (int k = 0; k < 2; ++k) {
    c0[k] = block[k];
    c1[k] = block[k] >> 32;
    c2[k] = Bits<W>{} + tag;
    c3[k] = Bits<W>{} + (tag >> 32);
  }
#pragma GCC unroll 10
  for (int round = 0; round < 10; ++round)
#pragma GCC unroll 2
    for (int k = 0; k < 2; ++k) {
      Bits<W> p0 = product<W>(c0[k], 0xD2511F53U), p1 = product<W>(c2[k], 0xCD9E8D57U);
      c0[k] = (p1 >> 32) ^ c1[k] ^ keys.first[round];
      c2[k] = (p0 >> 32) ^ c3[k] ^ keys.second[round];
      c1[k] = p1;
      c3[k] = p0;
    }
  for (int k = 0; k < 2; ++k)
    drawn[k] = {(c0[k] & LOW_32) | (c1[k] << 32), (c2[k] & LOW_32) | (c3[k] << 32)};
}

// u in (0, 1) from the upper 52 bits.
template <int W>
INLINE Real<W> unit_of(Bits<W> drawn) {
  return ((Real<W>)((drawn >> 12) | ONE_BITS) - 1.0) + 0x1p-53;
}

// The first piece of erfinv is enough: erf(√2) is below its end, 0.9748.
template <int W>
INLINE Real<W> truncated_of(Real<W> uniform) {
  Real<W> x = ERF_SQRT_2 * uniform;
  Bits<W> bits = (Bits<W>)((1.0 - x) * (1.0 + x));
  Real<W> w = -log_of<W>(bits, Bits<W>{} + 1023);
  return SQRT_2 * (x * horner<W>(w - ERFINV_CENTRES[0], ERFINV_SMALL));
}

template <int W>
struct Pair {
  Real<W> even, odd;
};

// The radius of a pair of normals; `log_of` wants u normal and positive, which it is.
template <int W>
INLINE Real<W> radius_of(Bits<W> first) {
  return root<W>(-2.0 * log_of<W>((Bits<W>)unit_of<W>(first), Bits<W>{} + 1023));
}

template <int W>
INLINE Pair<W> normals_of(Real<W> radius, Bits<W> second) {
  Quadrant<W> angle = quadrant_of_half_turns<W>(2.0 * unit_of<W>(second));
  return {radius * cosine_of<W>(angle), radius * sine_of<W>(angle)};
}

template <int W, int UNIT>
INLINE Real<W> bounded_of(Bits<W> drawn) {
  Real<W> uniform = 2.0 * unit_of<W>(drawn) - 1.0;
  if constexpr (UNIT == 2) return truncated_of<W>(uniform);
  return uniform;
}

constexpr unsigned long long SIGN_BIT = 0x8000000000000000ULL;

// The nearest number with `digits` bits after the first, 2^least being the smallest normal one:
// `rounded` of rounding.py.
template <int W>
INLINE Real<W> rounded(Real<W> x, int digits, double least) {
  Real<W> size = magnitude<W>(x);
  Real<W> power = (Real<W>)((Bits<W>)size & 0x7FF0000000000000ULL);
  Real<W> grid = select<W>(power < least, splat<W>(least), power) *
                 (double)(1ULL << (52 - digits));
  return (Real<W>)((Bits<W>)((size + grid) - grid) | ((Bits<W>)x & SIGN_BIT));
}

// Rounded to FORMAT; what is not float32 is still a double.
template <int W, int FORMAT>
INLINE Real<W> in_format(Real<W> x) {
  if constexpr (FORMAT == 2) return rounded<W>(x, 10, 0x1p-14);
  if constexpr (FORMAT == 3) return rounded<W>(x, 7, 0x1p-126);
  if constexpr (FORMAT == 1) {
    using Float = typename LaneTypes<W>::Float;
    return __builtin_convertvector(__builtin_convertvector(x, Float), Real<W>);
  }
  return x;
}

// The 16 bits of a number of a half-length FORMAT, in the lower part of its lane.
template <int W, int FORMAT>
INLINE Bits<W> half_bits(Real<W> x) {
  if constexpr (FORMAT == 2) {
    // A float16 has 1008 less in its exponent; its subnormal numbers become subnormal doubles.
    Bits<W> bits = (Bits<W>)(x * 0x1p-1008);
    return ((bits >> 42) & 0x7FFF) | ((bits & SIGN_BIT) >> 48);
  } else {
    using Float = typename LaneTypes<W>::Float;
    using Word = typename LaneTypes<W>::Word;
    return __builtin_convertvector((Word)__builtin_convertvector(x, Float), Bits<W>) >> 16;
  }
}

// a[from], b[from], a[from + 1] … : W lanes.
template <int W, class Mask, class Vector>
INLINE Vector in_turn(Vector a, Vector b, int from) {
  Mask mask{};
  for (int lane = 0; lane < W; ++lane) mask[lane] = from + lane / 2 + lane % 2 * W;
#if defined(__clang__)
  Vector result{};
  for (int lane = 0; lane < W; ++lane)
    result[lane] = mask[lane] < W ? a[mask[lane]] : b[mask[lane] - W];
  return result;
#else
  return __builtin_shuffle(a, b, mask);
#endif
}

// Even and odd elements in turn, 2 W of them.
template <int W, int FORMAT>
INLINE void store_pairs(Pair<W> x, unsigned char* to) {
  using Float = typename LaneTypes<W>::Float;
  using Word = typename LaneTypes<W>::Word;
  if constexpr (FORMAT == 0) {
    Real<W> low = in_turn<W, Int<W>>(x.even, x.odd, 0);
    Real<W> high = in_turn<W, Int<W>>(x.even, x.odd, W / 2);
    __builtin_memcpy(to, &low, sizeof low);
    __builtin_memcpy(to + sizeof low, &high, sizeof high);
  } else if constexpr (FORMAT == 1) {
    Float even = __builtin_convertvector(x.even, Float);
    Float odd = __builtin_convertvector(x.odd, Float);
    Float low = in_turn<W, Word>(even, odd, 0), high = in_turn<W, Word>(even, odd, W / 2);
    __builtin_memcpy(to, &low, sizeof low);
    __builtin_memcpy(to + sizeof low, &high, sizeof high);
  } else {
    Bits<W> even = half_bits<W, FORMAT>(x.even), odd = half_bits<W, FORMAT>(x.odd);
    Word both = __builtin_convertvector(even | (odd << 16), Word);
    __builtin_memcpy(to, &both, sizeof both);
  }
}

// Scaled, rounded and inside the limits; what becomes of a float32 or float64 when it is stored is
// not done here unless there are limits.
template <int W, int UNIT, int FORMAT>
INLINE Real<W> finished(const Filling& f, int part, Real<W> draw) {
  Real<W> x = f.centre[part] + f.scale * draw;
  if constexpr (UNIT == 1) return FORMAT > 1 ? in_format<W, FORMAT>(x) : x;
  x = in_format<W, FORMAT>(x);
  return select<W>(x < f.low[part], splat<W>(f.low[part]),
                   select<W>(x > f.high[part], splat<W>(f.high[part]), x));
}

constexpr int STEPS = 16;  // W blocks each, taken through every stage together

// 2 W · `steps` elements from block `first` on. Short loops, one for each stage, so that the
// processor can work on several steps at once.
template <int W, int UNIT, int FORMAT>
INLINE void fill_blocks(const Filling& f, const Keys<W>& keys, unsigned long long first, int steps,
                        unsigned char* to) {
  constexpr long bytes = 2 * W * format_bytes(FORMAT);
  Bits<W> block = Bits<W>{} + first;
  for (int lane = 0; lane < W; ++lane) block[lane] += (unsigned long long)lane;
  Drawn<W> drawn[STEPS];
  for (int step = 0; step < steps; step += 2, block += 2 * W) {
    const Bits<W> two[2] = {block, block + W};
    philox<W>(keys, f.tag, two, drawn + step);
  }
  if constexpr (UNIT == 1)
    for (int step = 0; step < steps; ++step)
      drawn[step].first = (Bits<W>)radius_of<W>(drawn[step].first);
  for (int step = 0; step < steps; ++step) {
    Pair<W> x;
    if constexpr (UNIT == 1)
      x = normals_of<W>((Real<W>)drawn[step].first, drawn[step].second);
    else
      x = {bounded_of<W, UNIT>(drawn[step].first), bounded_of<W, UNIT>(drawn[step].second)};
    x = {finished<W, UNIT, FORMAT>(f, 0, x.even), finished<W, UNIT, FORMAT>(f, 1, x.odd)};
    store_pairs<W, FORMAT>(x, to + step * bytes);
  }
}

// `count` elements from `index` on.
template <int W, int UNIT, int FORMAT>
INLINE void fill_run(const Filling& f, const Keys<W>& keys, unsigned long long index, long count,
                     unsigned char* to) {
  constexpr long bytes = format_bytes(FORMAT), whole = 2 * W * STEPS;
  unsigned char part[whole * bytes];
  long skip = (long)(index & 1);
  for (unsigned long long block = index >> 1; count > 0; block += W * STEPS) {
    bool complete = skip == 0 && count >= whole;
    long taken = whole - skip < count ? whole - skip : count;
    int steps = (int)((skip + taken + 2 * W - 1) / (2 * W));
    fill_blocks<W, UNIT, FORMAT>(f, keys, block, steps, complete ? to : part);
    if (!complete) __builtin_memcpy(to, part + skip * bytes, (unsigned long)(taken * bytes));
    to += taken * bytes;
    count -= taken;
    skip = 0;
  }
}

template <int W, int UNIT, int FORMAT>
inline void fill_places(const Filling& f, long from, long to, void* out) {
  const Keys<W> keys(f.seed);
  while (from < to) {
    unsigned long long row = (unsigned long long)from / f.run;
    unsigned long long column = (unsigned long long)from % f.run;
    long left = (long)(f.run - column);
    long count = left < to - from ? left : to - from;
    fill_run<W, UNIT, FORMAT>(f, keys, f.start + row * f.stride + column, count,
                              (unsigned char*)out + from * format_bytes(FORMAT));
    from += count;
  }
}

template <int W>
inline void fill(const Filling& f, long from, long to, void* out) {
  using Places = void (*)(const Filling&, long, long, void*);
  constexpr Places places[UNITS][FORMATS] = {
      {fill_places<W, 0, 0>, fill_places<W, 0, 1>, fill_places<W, 0, 2>, fill_places<W, 0, 3>},
      {fill_places<W, 1, 0>, fill_places<W, 1, 1>, fill_places<W, 1, 2>, fill_places<W, 1, 3>},
      {fill_places<W, 2, 0>, fill_places<W, 2, 1>, fill_places<W, 2, 2>, fill_places<W, 2, 3>}};
  places[f.unit][f.format](f, from, to, out);
}

}  // namespace initlab
