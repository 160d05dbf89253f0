// Lanes: W doubles side by side, each of another network. A lane never meets another lane.
//
// Everything here is a template on W and is compiled once per instruction set, W = 2 for the
// baseline, 4 for AVX2, 8 for AVX-512, so that no inline function of one can be linked into
// another. No header of the standard library is included, for the same reason.
#pragma once

namespace initlab {

template <int W>
struct LaneTypes {
  typedef double Real __attribute__((vector_size(W * 8)));
  typedef long long Int __attribute__((vector_size(W * 8)));
  typedef unsigned long long Bits __attribute__((vector_size(W * 8)));
  typedef int Halves __attribute__((vector_size(W * 8)));  // two to a lane
  typedef float Float __attribute__((vector_size(W * 4)));
  typedef unsigned int Word __attribute__((vector_size(W * 4)));
};

template <int W>
using Real = typename LaneTypes<W>::Real;
template <int W>
using Int = typename LaneTypes<W>::Int;
template <int W>
using Bits = typename LaneTypes<W>::Bits;

#define INLINE inline __attribute__((always_inline))

// The same number in every lane.
template <int W>
INLINE Real<W> splat(double x) {
  return Real<W>{} + x;
}

template <int W>
INLINE Int<W> splat_int(long long x) {
  return Int<W>{} + x;
}

template <int W>
INLINE Real<W> magnitude(Real<W> x) {
  return (Real<W>)((Int<W>)x & splat_int<W>(0x7fffffffffffffffLL));
}

// a where the mask is set, b elsewhere.
template <int W>
INLINE Real<W> select(Int<W> mask, Real<W> a, Real<W> b) {
  return mask ? a : b;
}

}  // namespace initlab
