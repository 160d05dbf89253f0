// Activations on lanes: src/initlab/activations.py, operation by operation, in its order.
//
// value(z) and slope(z, a), a = value(z); where both are used, the compiler shares their common
// parts. `id` is the position in the catalogue.
#pragma once

#include "elementary.hpp"

namespace initlab {

template <int W>
struct Linear {
  static constexpr int id = 0;
  static INLINE Real<W> value(Real<W> z) { return z; }
  static INLINE Real<W> slope(Real<W>, Real<W>) { return splat<W>(1.0); }
};

template <int W>
struct Relu {
  static constexpr int id = 1;
  static INLINE Real<W> value(Real<W> z) { return select<W>(z < 0.0, splat<W>(0.0), z); }
  static INLINE Real<W> slope(Real<W>, Real<W> a) {
    return select<W>(a > 0.0, splat<W>(1.0), splat<W>(0.0));
  }
};

template <int W>
struct Tanh {
  static constexpr int id = 2;
  static INLINE Real<W> value(Real<W> z) { return tanh<W>(z); }
  static INLINE Real<W> slope(Real<W>, Real<W> a) { return 1.0 - a * a; }
};

template <int W>
struct Sigmoid {
  static constexpr int id = 3;
  static INLINE Real<W> value(Real<W> z) { return sigmoid<W>(z); }
  static INLINE Real<W> slope(Real<W>, Real<W> a) { return a * (1.0 - a); }
};

template <int W>
struct LeakyRelu {
  static constexpr int id = 4;
  static INLINE Real<W> value(Real<W> z) { return select<W>(z < 0.0, LEAK * z, z); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) {
    return select<W>(z > 0.0, splat<W>(1.0), splat<W>(LEAK));
  }
};

template <int W>
struct Elu {
  static constexpr int id = 5;
  static INLINE Real<W> value(Real<W> z) { return select<W>(z > 0.0, z, expm1<W>(z)); }
  static INLINE Real<W> slope(Real<W> z, Real<W> a) {
    return select<W>(z > 0.0, splat<W>(1.0), a + 1.0);
  }
};

template <int W>
struct Selu {
  static constexpr int id = 6;
  static INLINE Real<W> value(Real<W> z) {
    return SELU_SCALE * select<W>(z > 0.0, z, SELU_ALPHA * expm1<W>(z));
  }
  static INLINE Real<W> slope(Real<W> z, Real<W> a) {
    return select<W>(z > 0.0, splat<W>(SELU_SCALE), a + SELU_SCALE_ALPHA);
  }
};

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
  static INLINE Real<W> slope(Real<W> z, Real<W>) {
    Real<W> t = inner(z);
    Real<W> inner_slope = SQRT_2_OVER_PI * (1.0 + 0.134145 * (z * z));
    return 0.5 * (1.0 + t) + ((0.5 * z) * (1.0 - t * t)) * inner_slope;
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
struct Softplus {
  static constexpr int id = 10;
  static INLINE Real<W> value(Real<W> z) { return softplus<W>(z); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) { return sigmoid<W>(z); }
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
struct Sin {
  static constexpr int id = 12;
  static INLINE Real<W> value(Real<W> z) { return sin<W>(z); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) { return cos<W>(z); }
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
struct HardTanh {
  static constexpr int id = 14;
  static INLINE Real<W> value(Real<W> z) {
    Real<W> upper = select<W>(z > 1.0, splat<W>(1.0), z);
    return select<W>(z < -1.0, splat<W>(-1.0), upper);
  }
  static INLINE Real<W> slope(Real<W> z, Real<W>) {
    return select<W>(magnitude<W>(z) < 1.0, splat<W>(1.0), splat<W>(0.0));
  }
};

// Call f with the activation of this id.
template <int W, class F>
INLINE void with_activation(int id, F f) {
  switch (id) {
    case 1: f(Relu<W>{}); break;
    case 2: f(Tanh<W>{}); break;
    case 3: f(Sigmoid<W>{}); break;
    case 4: f(LeakyRelu<W>{}); break;
    case 5: f(Elu<W>{}); break;
    case 6: f(Selu<W>{}); break;
    case 7: f(Gelu<W>{}); break;
    case 8: f(GeluTanh<W>{}); break;
    case 9: f(Silu<W>{}); break;
    case 10: f(Softplus<W>{}); break;
    case 11: f(Mish<W>{}); break;
    case 12: f(Sin<W>{}); break;
    case 13: f(Softsign<W>{}); break;
    case 14: f(HardTanh<W>{}); break;
    default: f(Linear<W>{}); break;
  }
}

}  // namespace initlab
