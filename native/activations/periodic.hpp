// Sines and cosines: src/initlab/activations/periodic.py.
#pragma once

#include "pieces.hpp"

namespace initlab {

template <int W>
struct Sin {
  static constexpr int id = 12;
  static INLINE Real<W> value(Real<W> z) { return sin<W>(z); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) { return cos<W>(z); }
};

template <int W>
struct Cos {
  static constexpr int id = 25;
  static INLINE Real<W> value(Real<W> z) { return cos<W>(z); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) { return -sin<W>(z); }
};

template <int W>
struct Snake {
  static constexpr int id = 31;
  static INLINE Real<W> value(Real<W> z) {
    Real<W> s = sin<W>(z);
    return z + s * s;
  }
  static INLINE Real<W> slope(Real<W> z, Real<W>) {
    return 1.0 + (2.0 * sin<W>(z)) * cos<W>(z);
  }
};

template <int W>
struct Gcu {
  static constexpr int id = 35;
  static INLINE Real<W> value(Real<W> z) { return z * cos<W>(z); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) { return cos<W>(z) - z * sin<W>(z); }
};

}  // namespace initlab
