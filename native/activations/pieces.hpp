// What several activations are made of: src/initlab/activations/pieces.py.
#pragma once

#include "../elementary.hpp"

namespace initlab {

template <int W>
INLINE Real<W> clipped(Real<W> z, double low, double high) {
  return select<W>(z < low, splat<W>(low), select<W>(z > high, splat<W>(high), z));
}

template <int W>
INLINE Real<W> hypotenuse(Real<W> z, double square) {
  Real<W> size = magnitude<W>(z);
  Int<W> far = size > HYPOTENUSE_MAX;
  Real<W> inside = select<W>(far, splat<W>(0.0), size);
  return select<W>(far, size, root<W>(inside * inside + square));
}

}  // namespace initlab
