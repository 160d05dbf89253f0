// z where it is positive, little or nothing where not: src/initlab/activations/rectified.py.
#pragma once

#include "pieces.hpp"

namespace initlab {

template <int W>
struct Relu {
  static constexpr int id = 1;
  static INLINE Real<W> value(Real<W> z) { return select<W>(z < 0.0, splat<W>(0.0), z); }
  static INLINE Real<W> slope(Real<W>, Real<W> a) {
    return select<W>(a > 0.0, splat<W>(1.0), splat<W>(0.0));
  }
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
struct Relu6 {
  static constexpr int id = 15;
  static INLINE Real<W> value(Real<W> z) { return clipped<W>(z, 0.0, 6.0); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) {
    return select<W>((z > 0.0) & (z < 6.0), splat<W>(1.0), splat<W>(0.0));
  }
};

template <int W>
struct ReluSquared {
  static constexpr int id = 28;
  static INLINE Real<W> value(Real<W> z) {
    Real<W> r = Relu<W>::value(z);
    return r * r;
  }
  static INLINE Real<W> slope(Real<W> z, Real<W>) { return 2.0 * Relu<W>::value(z); }
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
struct Isrlu {
  static constexpr int id = 42;
  static INLINE Real<W> value(Real<W> z) {
    return select<W>(z < 0.0, z / hypotenuse<W>(z, 1.0), z);
  }
  static INLINE Real<W> slope(Real<W> z, Real<W>) {
    Real<W> inverse = 1.0 / hypotenuse<W>(z, 1.0);
    return select<W>(z < 0.0, (inverse * inverse) * inverse, splat<W>(1.0));
  }
};

template <int W>
struct Smelu {
  static constexpr int id = 39;
  static INLINE Real<W> value(Real<W> z) {
    Real<W> q = z + 1.0;
    return select<W>(magnitude<W>(z) < 1.0, 0.25 * (q * q), Relu<W>::value(z));
  }
  static INLINE Real<W> slope(Real<W> z, Real<W>) { return 0.5 * clipped<W>(z + 1.0, 0.0, 2.0); }
};

template <int W>
struct Softplus {
  static constexpr int id = 10;
  static INLINE Real<W> value(Real<W> z) { return softplus<W>(z); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) { return sigmoid<W>(z); }
};

template <int W>
struct ShiftedSoftplus {
  static constexpr int id = 45;
  static INLINE Real<W> value(Real<W> z) { return softplus<W>(z) - LN2; }
  static INLINE Real<W> slope(Real<W> z, Real<W>) { return sigmoid<W>(z); }
};

template <int W>
struct LogSigmoid {
  static constexpr int id = 19;
  static INLINE Real<W> value(Real<W> z) { return -softplus<W>(-z); }
  static INLINE Real<W> slope(Real<W> z, Real<W>) { return sigmoid<W>(-z); }
};

template <int W>
struct Squareplus {
  static constexpr int id = 23;
  static INLINE Real<W> value(Real<W> z) {
    Real<W> half_sum = 0.5 * magnitude<W>(z) + 0.5 * hypotenuse<W>(z, 4.0);
    return select<W>(z < 0.0, 1.0 / half_sum, half_sum);
  }
  static INLINE Real<W> slope(Real<W> z, Real<W> a) { return a / hypotenuse<W>(z, 4.0); }
};

}  // namespace initlab
