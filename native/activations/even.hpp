// Functions of |z|: src/initlab/activations/even.py.
#pragma once

#include "pieces.hpp"

namespace initlab {

template <int W>
struct Gaussian {
  static constexpr int id = 26;
  static INLINE Real<W> value(Real<W> z) { return exp<W>(-(z * z)); }
  static INLINE Real<W> slope(Real<W> z, Real<W> a) { return -2.0 * (z * a); }
};

template <int W>
struct Square {
  static constexpr int id = 27;
  static INLINE Real<W> value(Real<W> z) { return z * z; }
  static INLINE Real<W> slope(Real<W> z, Real<W>) { return 2.0 * z; }
};

template <int W>
struct Lisht {
  static constexpr int id = 29;
  static INLINE Real<W> value(Real<W> z) { return z * tanh<W>(z); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) {
    Real<W> t = tanh<W>(z);
    return t + z * (1.0 - t * t);
  }
};

template <int W>
struct Abs {
  static constexpr int id = 44;
  static INLINE Real<W> value(Real<W> z) { return magnitude<W>(z); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) {
    Real<W> left = select<W>(z < 0.0, splat<W>(-1.0), splat<W>(0.0));
    return select<W>(z > 0.0, splat<W>(1.0), left);
  }
};

}  // namespace initlab
