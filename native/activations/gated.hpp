// z, or nearly z, times a gate that opens as z grows: src/initlab/activations/gated.py.
#pragma once

#include "pieces.hpp"

namespace initlab {

template <int W>
INLINE Real<W> normal_cdf(Real<W> z) {
  return 0.5 * (1.0 + erf<W>(z * SQRT_HALF));
}

template <int W>
struct Gelu {
  static constexpr int id = 7;
  static INLINE Real<W> value(Real<W> z) { return z * normal_cdf<W>(z); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) {
    return normal_cdf<W>(z) + z * (INVERSE_SQRT_2PI * exp<W>(-0.5 * (z * z)));
  }
};

template <int W>
struct GeluTanh {
  static constexpr int id = 8;
  static INLINE Real<W> inner(Real<W> z) {
    return tanh<W>(SQRT_2_OVER_PI * (z * (1.0 + 0.044715 * (z * z))));
  }
  static INLINE Real<W> value(Real<W> z) { return (0.5 * z) * (1.0 + inner(z)); }
  static INLINE Real<W> slope(Real<W> outside_too, Real<W>) {
    Real<W> z = clipped<W>(outside_too, -GELU_TANH_MAX, GELU_TANH_MAX);
    Real<W> t = inner(z);
    Real<W> inner_slope = SQRT_2_OVER_PI * (1.0 + 0.134145 * (z * z));
    return 0.5 * (1.0 + t) + ((0.5 * z) * (1.0 - t * t)) * inner_slope;
  }
};

template <int W>
struct QuickGelu {
  static constexpr int id = 18;
  static INLINE Real<W> value(Real<W> z) { return z * sigmoid<W>(QUICK_GELU_RATE * z); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) {
    Real<W> s = sigmoid<W>(QUICK_GELU_RATE * z);
    return s + z * (QUICK_GELU_RATE * (s * (1.0 - s)));
  }
};

template <int W>
struct Silu {
  static constexpr int id = 9;
  static INLINE Real<W> value(Real<W> z) { return z * sigmoid<W>(z); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) {
    Real<W> s = sigmoid<W>(z);
    return s * (1.0 + z * (1.0 - s));
  }
};

template <int W>
struct HardSwish {
  static constexpr int id = 17;
  static INLINE Real<W> value(Real<W> z) { return z * (clipped<W>(z + 3.0, 0.0, 6.0) / 6.0); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) {
    Real<W> right = select<W>(z < 3.0, z / 3.0 + 0.5, splat<W>(1.0));
    return select<W>(z <= -3.0, splat<W>(0.0), right);
  }
};

template <int W>
struct Mish {
  static constexpr int id = 11;
  static INLINE Real<W> e(Real<W> z) {
    return exp<W>(select<W>(z > MISH_MAX, splat<W>(MISH_MAX), z));
  }
  static INLINE Real<W> t(Real<W> e) {
    Real<W> n = e * (e + 2.0);
    return n / (n + 2.0);
  }
  static INLINE Real<W> value(Real<W> z) { return z * t(e(z)); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) {
    Real<W> e_z = e(z), t_z = t(e_z);
    return t_z + z * ((1.0 - t_z * t_z) * (e_z / (1.0 + e_z)));
  }
};

template <int W>
struct Serf {
  static constexpr int id = 37;
  static INLINE Real<W> value(Real<W> z) { return z * erf<W>(softplus<W>(z)); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) {
    Real<W> p = softplus<W>(z);
    return erf<W>(p) + z * (TWO_OVER_SQRT_PI * (exp<W>(-(p * p)) * sigmoid<W>(z)));
  }
};

template <int W>
struct Logish {
  static constexpr int id = 38;
  static INLINE Real<W> value(Real<W> z) { return z * log1p<W>(sigmoid<W>(z)); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) {
    Real<W> s = sigmoid<W>(z);
    return log1p<W>(s) + z * ((s * (1.0 - s)) / (1.0 + s));
  }
};

template <int W>
struct Tanhexp {
  static constexpr int id = 40;
  static INLINE Real<W> e(Real<W> z) {
    return exp<W>(select<W>(z > TANHEXP_MAX, splat<W>(TANHEXP_MAX), z));
  }
  static INLINE Real<W> value(Real<W> z) { return z * tanh<W>(e(z)); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) {
    Real<W> e_z = e(z);
    Real<W> t = tanh<W>(e_z);
    return t + z * ((1.0 - t * t) * e_z);
  }
};

template <int W>
struct Elish {
  static constexpr int id = 36;
  static INLINE Real<W> part(Real<W> z) { return select<W>(z < 0.0, expm1<W>(z), z); }
  static INLINE Real<W> value(Real<W> z) { return part(z) * sigmoid<W>(z); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) {
    Real<W> u = part(z), s = sigmoid<W>(z);
    return s * (select<W>(z < 0.0, u + 1.0, splat<W>(1.0)) + u * (1.0 - s));
  }
};

}  // namespace initlab
