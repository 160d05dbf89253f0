// z itself, or z with something taken away or added: src/initlab/activations/linear.py.
#pragma once

#include "pieces.hpp"

namespace initlab {

template <int W>
struct Linear {
  static constexpr int id = 0;
  static INLINE Real<W> value(Real<W> z) { return z; }
  static INLINE Real<W> slope(Real<W>, Real<W>) { return splat<W>(1.0); }
};

template <int W>
struct Tanhshrink {
  static constexpr int id = 20;
  static INLINE Real<W> value(Real<W> z) { return z - tanh<W>(z); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) {
    Real<W> t = tanh<W>(z);
    return t * t;
  }
};

template <int W>
INLINE Real<W> shrink_slope(Real<W> z) {
  return select<W>(magnitude<W>(z) > SHRINKAGE, splat<W>(1.0), splat<W>(0.0));
}

template <int W>
struct Softshrink {
  static constexpr int id = 21;
  static INLINE Real<W> value(Real<W> z) { return z - clipped<W>(z, -SHRINKAGE, SHRINKAGE); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) { return shrink_slope<W>(z); }
};

template <int W>
struct HardShrink {
  static constexpr int id = 22;
  static INLINE Real<W> value(Real<W> z) {
    return select<W>(magnitude<W>(z) <= SHRINKAGE, splat<W>(0.0), z);
  }
  static INLINE Real<W> slope(Real<W> z, Real<W>) { return shrink_slope<W>(z); }
};

template <int W>
struct BentIdentity {
  static constexpr int id = 30;
  static INLINE Real<W> value(Real<W> z) {
    return z + 0.5 * (z * (z / (hypotenuse<W>(z, 1.0) + 1.0)));
  }
  static INLINE Real<W> slope(Real<W> z, Real<W>) {
    return 1.0 + 0.5 * (z / hypotenuse<W>(z, 1.0));
  }
};

}  // namespace initlab
