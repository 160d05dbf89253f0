// Losses on lanes, from logits: src/initlab/networks/losses.py, operation by operation.
#pragma once

#include "elementary.hpp"
#include "group.hpp"

namespace initlab {

template <int W>
INLINE Real<W> target_of(const Block<W>& block, int o, int e) {
  return block.packed ? block.packed_targets[o * BLOCK + e]
                      : splat<W>(block.targets[o * block.stride + e]);
}

template <int W>
INLINE Real<W> largest_logit(const Real<W>* z, int outputs, int e) {
  Real<W> top = z[e];
  for (int o = 1; o < outputs; ++o)
    top = select<W>(z[o * BLOCK + e] > top, z[o * BLOCK + e], top);
  return top;
}

// The network's output of one loss, from logits z, for one example of a block.
template <int W>
INLINE void output_of(int loss, const Real<W>* z, int outputs, int e, Real<W>* result) {
  if (loss == BINARY) {
    result[e] = sigmoid<W>(z[e]);
  } else if (loss == SOFTMAX) {
    Real<W> top = largest_logit<W>(z, outputs, e), total = splat<W>(0.0);
    for (int o = 0; o < outputs; ++o) {
      Real<W> value = exp<W>(z[o * BLOCK + e] - top);
      result[o * BLOCK + e] = value;
      total += value;
    }
    for (int o = 0; o < outputs; ++o) result[o * BLOCK + e] = result[o * BLOCK + e] / total;
  } else {
    for (int o = 0; o < outputs; ++o) result[o * BLOCK + e] = z[o * BLOCK + e];
  }
}

// dz of the output layer: (output − y) · (1/m).
template <int W>
inline void loss_gradient(const Problem& p, const Block<W>& block, const Real<W>* z, double inverse,
                          Real<W>* dz) {
  int outputs = p.sizes[p.layers];
  for (int e = 0; e < block.count; ++e) output_of<W>(p.loss, z, outputs, e, dz);
  for (int o = 0; o < outputs; ++o)
    for (int e = 0; e < block.count; ++e)
      dz[o * BLOCK + e] = (dz[o * BLOCK + e] - target_of<W>(block, o, e)) * inverse;
}

template <int W>
INLINE Real<W> cost_of(int loss, const Block<W>& block, const Real<W>* z, int outputs, int e) {
  Real<W> zero = splat<W>(0.0);
  if (loss == BINARY) {
    Real<W> y = target_of<W>(block, 0, e);
    Real<W> positive = select<W>(z[e] < 0.0, zero, z[e]);
    return (positive - z[e] * y) + log1p<W>(exp<W>(-magnitude<W>(z[e])));
  }
  if (loss == SOFTMAX) {
    Real<W> top = largest_logit<W>(z, outputs, e), total = zero, chosen = zero;
    for (int o = 0; o < outputs; ++o) {
      Real<W> shifted = z[o * BLOCK + e] - top;
      total += exp<W>(shifted);
      chosen += target_of<W>(block, o, e) * shifted;
    }
    return log<W>(total) - chosen;
  }
  Real<W> total = zero;
  for (int o = 0; o < outputs; ++o) {
    Real<W> d = z[o * BLOCK + e] - target_of<W>(block, o, e);
    total += d * d;
  }
  return 0.5 * total;
}

// 1 where the example is predicted rightly, 0 where not.
template <int W>
INLINE Real<W> right_of(int loss, const Block<W>& block, const Real<W>* z, int outputs, int e) {
  Real<W> one = splat<W>(1.0), zero = splat<W>(0.0);
  if (loss == BINARY) {
    Int<W> said = sigmoid<W>(z[e]) > 0.5, is = target_of<W>(block, 0, e) > 0.5;
    return select<W>(said == is, one, zero);
  }
  if (loss == SQUARED) return zero;
  Real<W> top = z[e], chosen = target_of<W>(block, 0, e);
  for (int o = 1; o < outputs; ++o) {
    Int<W> larger = z[o * BLOCK + e] > top;
    top = select<W>(larger, z[o * BLOCK + e], top);
    chosen = select<W>(larger, target_of<W>(block, o, e), chosen);
  }
  return select<W>(chosen > 0.5, one, zero);
}

}  // namespace initlab
