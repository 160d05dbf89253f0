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

// Philox-4x32-10 for W counters. A word stands in the lower half of its lane; what is in the upper
// half does not matter until the end.
template <int W>
INLINE Drawn<W> philox(unsigned long long seed, unsigned long long tag, Bits<W> block) {
  Bits<W> c0 = block, c1 = block >> 32, c2 = Bits<W>{} + tag, c3 = Bits<W>{} + (tag >> 32);
  unsigned int k0 = (unsigned int)seed, k1 = (unsigned int)(seed >> 32);
#pragma GCC unroll 10
  for (int round = 0; round < 10; ++round) {
    Bits<W> p0 = product<W>(c0, 0xD2511F53U), p1 = product<W>(c2, 0xCD9E8D57U);
    c0 = (p1 >> 32) ^ c1 ^ (unsigned long long)k0;
    c2 = (p0 >> 32) ^ c3 ^ (unsigned long long)k1;
    c1 = p1;
    c3 = p0;
    k0 += 0x9E3779B9U;
    k1 += 0xBB67AE85U;
  }
  return {(c0 & LOW_32) | (c1 << 32), (c2 & LOW_32) | (c3 << 32)};
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

template <int W, int UNIT>
INLINE Pair<W> unit_draws(Drawn<W> drawn) {
  if constexpr (UNIT == 1) {
    Bits<W> u = (Bits<W>)unit_of<W>(drawn.first);  // normal and positive, as log_of needs it
    Real<W> radius = root<W>(-2.0 * log_of<W>(u, Bits<W>{} + 1023));
    Quadrant<W> angle = quadrant_of_half_turns<W>(2.0 * unit_of<W>(drawn.second));
    return {radius * cosine_of<W>(angle), radius * sine_of<W>(angle)};
  }
  Real<W> even = 2.0 * unit_of<W>(drawn.first) - 1.0, odd = 2.0 * unit_of<W>(drawn.second) - 1.0;
  if constexpr (UNIT == 2) return {truncated_of<W>(even), truncated_of<W>(odd)};
  return {even, odd};
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

// The bits of W float32, one in each lane.
template <int W>
INLINE Bits<W> float_bits(Real<W> x) {
  using Float = typename LaneTypes<W>::Float;
  using Word = typename LaneTypes<W>::Word;
  return __builtin_convertvector((Word)__builtin_convertvector(x, Float), Bits<W>);
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

// The 32 or 16 bits of a number of FORMAT, in the lower part of its lane.
template <int W, int FORMAT>
INLINE Bits<W> format_bits(Real<W> x) {
  if constexpr (FORMAT == 2) {
    // A float16 has 1008 less in its exponent; its subnormal numbers become subnormal doubles.
    Bits<W> bits = (Bits<W>)(x * 0x1p-1008);
    return ((bits >> 42) & 0x7FFF) | ((bits & SIGN_BIT) >> 48);
  }
  if constexpr (FORMAT == 3) return float_bits<W>(x) >> 16;
  return float_bits<W>(x);
}

// Even and odd elements in turn, 2 W of them.
template <int W, int FORMAT>
INLINE void store_pairs(Pair<W> x, unsigned char* to) {
  if constexpr (FORMAT == 0) {
    double both[2 * W];
    for (int lane = 0; lane < W; ++lane) {
      both[2 * lane] = x.even[lane];
      both[2 * lane + 1] = x.odd[lane];
    }
    __builtin_memcpy(to, both, sizeof both);
  } else {
    Bits<W> even = format_bits<W, FORMAT>(x.even), odd = format_bits<W, FORMAT>(x.odd);
    if constexpr (FORMAT == 1) {
      Bits<W> both = even | (odd << 32);
      __builtin_memcpy(to, &both, sizeof both);
    } else {
      using Word = typename LaneTypes<W>::Word;
      Word both = __builtin_convertvector(even | (odd << 16), Word);
      __builtin_memcpy(to, &both, sizeof both);
    }
  }
}

// The elements of W blocks from `first` on.
template <int W, int UNIT, int FORMAT>
INLINE void fill_blocks(const Filling& f, unsigned long long first, unsigned char* to) {
  Bits<W> block = Bits<W>{} + first;
  for (int lane = 0; lane < W; ++lane) block[lane] += (unsigned long long)lane;
  Pair<W> x = unit_draws<W, UNIT>(philox<W>(f.seed, f.tag, block));
  x = {f.centre[0] + f.scale * x.even, f.centre[1] + f.scale * x.odd};
  if constexpr (UNIT != 1) {  // bounded
    x = {in_format<W, FORMAT>(x.even), in_format<W, FORMAT>(x.odd)};
    x.even = select<W>(x.even < f.low[0], splat<W>(f.low[0]),
                       select<W>(x.even > f.high[0], splat<W>(f.high[0]), x.even));
    x.odd = select<W>(x.odd < f.low[1], splat<W>(f.low[1]),
                      select<W>(x.odd > f.high[1], splat<W>(f.high[1]), x.odd));
  } else if constexpr (FORMAT > 1) {
    x = {in_format<W, FORMAT>(x.even), in_format<W, FORMAT>(x.odd)};
  }
  store_pairs<W, FORMAT>(x, to);
}

// `count` elements from `index` on.
template <int W, int UNIT, int FORMAT>
inline void fill_run(const Filling& f, unsigned long long index, long count, unsigned char* to) {
  constexpr long bytes = format_bytes(FORMAT), whole = 2 * W;
  unsigned char part[whole * bytes];
  long skip = (long)(index & 1);
  for (unsigned long long block = index >> 1; count > 0; block += W) {
    bool complete = skip == 0 && count >= whole;
    fill_blocks<W, UNIT, FORMAT>(f, block, complete ? to : part);
    long taken = whole - skip < count ? whole - skip : count;
    if (!complete) __builtin_memcpy(to, part + skip * bytes, (unsigned long)(taken * bytes));
    to += taken * bytes;
    count -= taken;
    skip = 0;
  }
}

template <int W, int UNIT, int FORMAT>
inline void fill_places(const Filling& f, long from, long to, void* out) {
  while (from < to) {
    unsigned long long row = (unsigned long long)from / f.run, column = (unsigned long long)from % f.run;
    long left = (long)(f.run - column);
    long count = left < to - from ? left : to - from;
    fill_run<W, UNIT, FORMAT>(f, f.start + row * f.stride + column, count,
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
