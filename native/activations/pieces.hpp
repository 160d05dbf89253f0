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
  return select<W>(size > HYPOTENUSE_MAX, size, root<W>(size * size + square));
}

}  // namespace initlab
