// Measuring a group: the observations of src/initlab/networks/network.py, in its orders.
#pragma once

#include "kernel.hpp"

namespace initlab {

template <int W>
inline Real<W> share_right(const Problem& p, const Group<W>& g, const Scratch<W>& s,
                           const Examples& data, const Real<W>* offset) {
  Real<W> right = splat<W>(0.0);
  for (int first = 0; first < data.count; first += BLOCK) {
    int here = data.count - first < BLOCK ? data.count - first : BLOCK;
    Block<W> block = shared_block<W>(data, offset, first, here);
    forward<W>(p, g, s, block);
    for (int e = 0; e < here; ++e)
      right += right_of<W>(p.loss, block, s.activation[p.layers], p.sizes[p.layers], e);
  }
  return right / (double)data.count;
}

// Norm of one layer's weight gradient, from s.gradient.
template <int W>
inline Real<W> gradient_norm(const Problem& p, const Scratch<W>& s, int layer) {
  LayerPlace place = layer_place(p, layer);
  const Real<W>* gradient = s.gradient + place.weights;
  Real<W> total = splat<W>(0.0);
  if (layer == 0 && p.dual) {  // ‖dZ Xᵀ‖² = tr(dZ K dZᵀ)
    int m = p.train.count;
    for (int o = 0; o < place.outputs; ++o) {
      const Real<W>* row = gradient + (long)o * m;
      for (int e = 0; e < m; ++e) {
        Real<W> along = splat<W>(0.0);
        for (int n = 0; n < m; ++n) along += row[n] * p.train.inputs[n * (long)p.train.stride + e];
        total += row[e] * along;
      }
    }
  } else {
    for (long k = 0; k < place.scale - place.weights; ++k) total += gradient[k] * gradient[k];
  }
  return root<W>(total);
}

// Measure all lanes on all examples; observed[observed_count].
template <int W>
inline void observe(const Problem& p, const Group<W>& g, const Scratch<W>& s, Real<W>* observed) {
  const Examples& data = p.train;
  int outputs = p.sizes[p.layers];
  long units = 0;
  for (int l = 1; l <= p.layers; ++l) units += p.sizes[l];
  Real<W>*squares = s.unit_sum, *speaks = s.unit_speaks;
  Real<W> one = splat<W>(1.0), zero = splat<W>(0.0);
  clear<W>(squares, units);
  clear<W>(speaks, units);
  clear<W>(s.gradient, parameter_count(p));
  Real<W> cost = zero, right = zero;
  for (int first = 0; first < data.count; first += BLOCK) {
    int here = data.count - first < BLOCK ? data.count - first : BLOCK;
    Block<W> block = shared_block<W>(data, g.offset, first, here);
    forward<W>(p, g, s, block);
    const Real<W>* z = s.activation[p.layers];
    for (int e = 0; e < here; ++e) {
      cost += cost_of<W>(p.loss, block, z, outputs, e);
      right += right_of<W>(p.loss, block, z, outputs, e);
      output_of<W>(p.loss, z, outputs, e, s.dz[1]);
    }
    long unit = 0;
    for (int l = 1; l <= p.layers; ++l) {
      const Real<W>* a = l == p.layers ? s.dz[1] : s.activation[l];
      for (int u = 0; u < p.sizes[l]; ++u, ++unit)
        for (int e = 0; e < here; ++e) {
          Real<W> value = a[u * BLOCK + e];
          squares[unit] += value * value;
          speaks[unit] = select<W>(value == 0.0, speaks[unit], one);
        }
    }
    backward<W>(p, g, s, block, 1.0 / data.count, [&](int l, const Real<W>* dz) {
      add_gradients<W>(p, g, s, block, l, dz, first);
    });
  }
  observed[0] = cost / (double)data.count;
  observed[1] = right / (double)data.count;
  long unit = 0;
  for (int l = 1; l <= p.layers; ++l) {
    Real<W> square = zero, silent = zero;
    for (int u = 0; u < p.sizes[l]; ++u, ++unit) {
      square += squares[unit];
      silent += one - speaks[unit];
    }
    observed[2 + l] = square / (double)((long)p.sizes[l] * data.count);
    observed[2 + p.layers + l] = silent / (double)p.sizes[l];
    observed[2 + 2 * p.layers + l] = gradient_norm<W>(p, s, l - 1);
  }
  observed[2] = p.test.count ? share_right<W>(p, g, s, p.test, g.test_offset) : splat<W>(0.0);
}

// The first layer, from 1, with a parameter that is not finite, for each lane; 0 for none.
template <int W>
inline void layers_not_finite(const Problem& p, const Group<W>& g, int* layer) {
  for (int lane = 0; lane < W; ++lane) layer[lane] = 0;
  for (int l = p.layers - 1; l >= 0; --l) {
    LayerPlace place = layer_place(p, l);
    Real<W> difference = splat<W>(0.0);  // x − x is 0, or NaN where x is not finite
    for (long k = place.weights; k < place.end; ++k) difference += g.parameters[k] - g.parameters[k];
    for (int lane = 0; lane < W; ++lane)
      if (!(difference[lane] == 0.0)) layer[lane] = l + 1;
  }
}

}  // namespace initlab
