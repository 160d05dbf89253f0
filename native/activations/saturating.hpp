// Functions with a bound on either side: src/initlab/activations/saturating.py.
#pragma once

#include "pieces.hpp"

namespace initlab {

template <int W>
struct Tanh {
  static constexpr int id = 2;
  static INLINE Real<W> value(Real<W> z) { return tanh<W>(z); }
  static INLINE Real<W> slope(Real<W>, Real<W> a) { return 1.0 - a * a; }
};

template <int W>
struct LecunTanh {
  static constexpr int id = 32;
  static INLINE Real<W> value(Real<W> z) { return LECUN_SCALE * tanh<W>(LECUN_RATE * z); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) {
    Real<W> t = tanh<W>(LECUN_RATE * z);
    return LECUN_SLOPE * (1.0 - t * t);
  }
};

template <int W>
struct PenalizedTanh {
  static constexpr int id = 34;
  static INLINE Real<W> value(Real<W> z) {
    Real<W> t = tanh<W>(z);
    return select<W>(z > 0.0, t, PENALTY * t);
  }
  static INLINE Real<W> slope(Real<W> z, Real<W>) {
    Real<W> t = tanh<W>(z);
    Real<W> slope = 1.0 - t * t;
    return select<W>(z > 0.0, slope, PENALTY * slope);
  }
};

template <int W>
struct HardTanh {
  static constexpr int id = 14;
  static INLINE Real<W> value(Real<W> z) { return clipped<W>(z, -1.0, 1.0); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) {
    return select<W>(magnitude<W>(z) < 1.0, splat<W>(1.0), splat<W>(0.0));
  }
};

template <int W>
struct Sigmoid {
  static constexpr int id = 3;
  static INLINE Real<W> value(Real<W> z) { return sigmoid<W>(z); }
  static INLINE Real<W> slope(Real<W>, Real<W> a) { return a * (1.0 - a); }
};

template <int W>
struct HardSigmoid {
  static constexpr int id = 16;
  static INLINE Real<W> value(Real<W> z) { return clipped<W>(z + 3.0, 0.0, 6.0) / 6.0; }
  static INLINE Real<W> slope(Real<W> z, Real<W>) {
    return select<W>(magnitude<W>(z) < 3.0, splat<W>(1.0 / 6.0), splat<W>(0.0));
  }
};

template <int W>
struct SparseSigmoid {
  static constexpr int id = 43;
  static INLINE Real<W> value(Real<W> z) { return 0.5 * clipped<W>(z + 1.0, 0.0, 2.0); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) {
    return select<W>(magnitude<W>(z) < 1.0, splat<W>(0.5), splat<W>(0.0));
  }
};

template <int W>
struct Softsign {
  static constexpr int id = 13;
  static INLINE Real<W> value(Real<W> z) { return z / (1.0 + magnitude<W>(z)); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) {
    Real<W> d = 1.0 + magnitude<W>(z);
    return 1.0 / (d * d);
  }
};

template <int W>
struct Isru {
  static constexpr int id = 41;
  static INLINE Real<W> value(Real<W> z) { return z / hypotenuse<W>(z, 1.0); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) {
    Real<W> inverse = 1.0 / hypotenuse<W>(z, 1.0);
    return (inverse * inverse) * inverse;
  }
};

template <int W>
struct Arctan {
  static constexpr int id = 24;
  static INLINE Real<W> value(Real<W> z) { return arctan<W>(z); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) { return 1.0 / (1.0 + z * z); }
};

template <int W>
struct Erf {
  static constexpr int id = 33;
  static INLINE Real<W> value(Real<W> z) { return erf<W>(z); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) {
    return TWO_OVER_SQRT_PI * exp<W>(-(z * z));
  }
};

}  // namespace initlab
