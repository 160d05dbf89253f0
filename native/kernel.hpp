// Training on lanes: src/initlab/networks/network.py for W networks at once, to the bit.
//
// Parameters, activations and gradients of W networks lie side by side, the network innermost. A
// batch is taken in blocks of BLOCK examples: forward, backward, and the gradients' sums carried on
// from block to block, so that examples stay in ascending order. Nothing here allocates, and
// nothing decides by a value of the data, so a lane cannot notice the others.
#pragma once

#include "activations.hpp"
#include "group.hpp"
#include "losses.hpp"
#include "streams.hpp"

namespace initlab {

// ---- forward ------------------------------------------------------------------------------------

template <int W>
INLINE void activate(int id, const Real<W>* z, Real<W>* a, Real<W>* slope, long count) {
  with_activation<W>(id, [&](auto phi) __attribute__((always_inline)) {
    using Phi = decltype(phi);
    for (long k = 0; k < count; ++k) {
      Real<W> value = Phi::value(z[k]);
      slope[k] = Phi::slope(z[k], value);
      a[k] = value;
    }
  });
}

// Layer sizes that occur in the course get code of their own, with every loop's end known.
template <class F>
INLINE void with_sizes(int inputs, int outputs, F f) {
  if (SMALL) return f(inputs, outputs);
  if (inputs == 2 && outputs == 10) return f(Fixed<2>{}, Fixed<10>{});
  if (inputs == 10 && outputs == 5) return f(Fixed<10>{}, Fixed<5>{});
  if (inputs == 5 && outputs == 1) return f(Fixed<5>{}, Fixed<1>{});
  f(inputs, outputs);
}

// Pre-activations of one layer for a block, through `finish(unit, column, z)`.
template <int W, class Input, class Finish>
INLINE void layer_sum(const Group<W>& g, const LayerPlace& place, const Block<W>& block, bool first,
                      Input input, Finish finish) {
  const Real<W>* weights = g.parameters + place.weights;
  const Real<W>* biases = g.parameters + place.biases;
  with_sizes(place.inputs, place.outputs, [&](auto inputs, auto outputs)
                                              __attribute__((always_inline)) {
    auto weight = [&](int u, int n) __attribute__((always_inline)) {
      return weights[u * inputs + n];
    };
    if (!SMALL && first && block.offset) {
      Real<W> scale = g.parameters[place.scale];
      weighted_sum<W>(
          outputs, inputs, block.count,
          [&](int u, int e) __attribute__((always_inline)) {
            return biases[u] + scale * block.offset[u * block.offset_stride + e];
          },
          weight, input, finish);
    } else {
      weighted_sum<W>(
          outputs, inputs, block.count,
          [&](int u, int) __attribute__((always_inline)) { return biases[u]; }, weight, input,
          finish);
    }
  });
}

// Activations of the hidden layers, with their slopes, and the output's pre-activations, which take
// the place of its activations. ReLU needs no slopes: its activations tell.
template <int W>
inline void forward(const Problem& p, const Group<W>& g, const Scratch<W>& s,
                    const Block<W>& block) {
  for (int l = 0; l < p.layers; ++l) {
    LayerPlace place = layer_place(p, l);
    Real<W>* out = s.activation[l + 1];
    bool hidden = l + 1 < p.layers, relu = hidden && p.activation == Relu<W>::id;
    auto keep = [&](int u, int e, Real<W> z) __attribute__((always_inline)) {
      out[u * BLOCK + e] = z;
    };
    auto keep_relu = [&](int u, int e, Real<W> z) __attribute__((always_inline)) {
      out[u * BLOCK + e] = Relu<W>::value(z);
    };
    auto sum = [&](auto input) __attribute__((always_inline)) {
      if (relu)
        layer_sum<W>(g, place, block, l == 0, input, keep_relu);
      else
        layer_sum<W>(g, place, block, l == 0, input, keep);
    };
    if (l == 0 && !block.packed) {
      const double* x = block.inputs;
      long stride = block.stride;
      sum([&](int n, int e) __attribute__((always_inline)) { return splat<W>(x[n * stride + e]); });
    } else {
      const Real<W>* x = l == 0 ? block.packed_inputs : s.activation[l];
      sum([&](int n, int e) __attribute__((always_inline)) { return x[n * BLOCK + e]; });
    }
    if (hidden && !relu)
      activate<W>(p.activation, out, out, s.slope[l + 1], (long)place.outputs * BLOCK);
  }
}

// ---- backward -----------------------------------------------------------------------------------

// Add a block's gradients of one layer to s.gradient, from the layer's dz. `first_column` says which
// columns of a dual first layer the block holds.
template <int W>
inline void add_gradients(const Problem& p, const Group<W>& g, const Scratch<W>& s,
                          const Block<W>& block, int l, const Real<W>* dz, long first_column) {
  LayerPlace place = layer_place(p, l);
  auto from = [&](int u, int e) __attribute__((always_inline)) { return dz[u * BLOCK + e]; };
  add_bias_gradient<W>(s.gradient + place.biases, place.outputs, block.count, from);
  Real<W>* gradient = s.gradient + place.weights;
  if (!SMALL && l == 0 && p.dual) {  // what is learned is C, one column per example: its gradient is dz
    for (int o = 0; o < place.outputs; ++o)
      for (int e = 0; e < block.count; ++e) {
        Real<W>* row = gradient + (long)o * place.inputs;
        if (block.packed)
          for (int lane = 0; lane < W; ++lane)
            row[g.order[(long)lane * p.train.count + first_column + e]][lane] =
                dz[o * BLOCK + e][lane];
        else
          row[first_column + e] = dz[o * BLOCK + e];
      }
    return;
  }
  with_sizes(place.inputs, place.outputs, [&](auto inputs, auto outputs)
                                              __attribute__((always_inline)) {
    if (l == 0 && !block.packed) {
      const double* x = block.inputs;
      long stride = block.stride;
      add_gradient<W>(gradient, outputs, inputs, block.count, from,
                      [&](int i, int e) __attribute__((always_inline)) {
                        return splat<W>(x[i * stride + e]);
                      });
    } else {
      const Real<W>* x = l == 0 ? block.packed_inputs : s.activation[l];
      add_gradient<W>(
          gradient, outputs, inputs, block.count, from,
          [&](int i, int e) __attribute__((always_inline)) { return x[i * BLOCK + e]; });
    }
  });
}

// Carry a block's dz down from the output, dz = φ′(z) ⊙ Wᵀ dz of the layer above, and hand each
// layer's to `gradients_of(layer, dz)`.
template <int W, class Gradients>
INLINE void backward(const Problem& p, const Group<W>& g, const Scratch<W>& s,
                     const Block<W>& block, double inverse, Gradients gradients_of) {
  Real<W>* dz = s.dz[0];
  Real<W>* below = s.dz[1];
  loss_gradient<W>(p, block, s.activation[p.layers], inverse, dz);
  for (int l = p.layers - 1; l >= 0; --l) {
    gradients_of(l, dz);
    if (l == 0) break;
    LayerPlace place = layer_place(p, l);
    const Real<W>* weights = g.parameters + place.weights;
    const Real<W>* a = s.activation[l];
    const Real<W>* slopes = s.slope[l];
    Real<W> zero = splat<W>(0.0);
    with_sizes(place.inputs, place.outputs, [&](auto inputs, auto outputs)
                                                __attribute__((always_inline)) {
      auto start = [&](int, int) __attribute__((always_inline)) { return zero; };
      auto weight = [&](int u, int n) __attribute__((always_inline)) {
        return weights[n * inputs + u];
      };
      auto input = [&](int n, int e) __attribute__((always_inline)) { return dz[n * BLOCK + e]; };
      if (p.activation == Relu<W>::id)
        weighted_sum<W>(inputs, outputs, block.count, start, weight, input,
                        [&](int u, int e, Real<W> da) __attribute__((always_inline)) {
                          below[u * BLOCK + e] = select<W>(a[u * BLOCK + e] > 0.0, da, zero);
                        });
      else
        weighted_sum<W>(inputs, outputs, block.count, start, weight, input,
                        [&](int u, int e, Real<W> da) __attribute__((always_inline)) {
                          Real<W> slope = slopes[u * BLOCK + e];
                          below[u * BLOCK + e] = select<W>(slope == 0.0, zero, da * slope);
                        });
    });
    Real<W>* swap = dz;
    dz = below;
    below = swap;
  }
}

// ---- updates ------------------------------------------------------------------------------------

// src/initlab/networks/optimizers.py for the parameters from `begin` to `end`.
template <int W>
INLINE void update(const Problem& p, Group<W>& g, const Scratch<W>& s, long begin, long end,
                   bool decays) {
  Real<W> rate = g.rate, mu = g.momentum, l2 = g.l2;
  Real<W>*w = g.parameters, *v = g.velocity, *q = g.second;
  for (long k = begin; k < end; ++k) {
    Real<W> d = s.gradient[k];
    if (decays) d = d + l2 * w[k];
    if (p.optimizer == MOMENTUM || p.optimizer == NESTEROV) {
      v[k] = mu * v[k] + d;
      d = p.optimizer == MOMENTUM ? v[k] : d + mu * v[k];
    } else if (p.optimizer == ADAM) {
      v[k] = mu * v[k] + (1.0 - mu) * d;
      q[k] = g.beta2 * q[k] + ((1.0 - g.beta2) * d) * d;
      Real<W> size = root<W>(q[k] / (1.0 - g.power2)) + g.epsilon;
      d = (v[k] / (1.0 - g.power1)) / size;
    }
    w[k] = w[k] - rate * d;
  }
}

template <int W>
inline void update_all(const Problem& p, Group<W>& g, const Scratch<W>& s) {
  g.power1 = g.power1 * g.momentum;
  g.power2 = g.power2 * g.beta2;
  for (int l = 0; l < p.layers; ++l) {
    LayerPlace place = layer_place(p, l);
    update<W>(p, g, s, place.weights, place.biases, p.decay);
    update<W>(p, g, s, place.biases, place.end, false);
  }
}

template <int W>
INLINE void clear(Real<W>* values, long count) {
  for (long k = 0; k < count; ++k) values[k] = splat<W>(0.0);
}

// ---- batches ------------------------------------------------------------------------------------

// A block of examples that all lanes share, from column `first` on.
template <int W>
INLINE Block<W> shared_block(const Examples& data, const Real<W>* offset, long first, int count) {
  return {false,           count,   data.inputs + first, data.targets + first, data.stride, nullptr,
          nullptr, offset ? offset + first : nullptr, data.stride};
}

// A block in which lane l sees examples order[l][first …], copied side by side.
template <int W>
inline Block<W> packed_block(const Problem& p, const Group<W>& g, const Scratch<W>& s, long first,
                             int count) {
  const Examples& data = p.train;
  int inputs = p.sizes[0], outputs = p.sizes[p.layers];
  clear<W>(s.activation[0], (long)inputs * BLOCK);
  clear<W>(s.target, (long)outputs * BLOCK);
  if (g.offset) clear<W>(s.offset, (long)p.sizes[1] * BLOCK);
  for (int lane = 0; lane < W; ++lane)
    for (int e = 0; e < count; ++e) {
      long column = g.order[(long)lane * data.count + first + e];
      for (int i = 0; i < inputs; ++i)
        s.activation[0][i * BLOCK + e][lane] = data.inputs[i * (long)data.stride + column];
      for (int o = 0; o < outputs; ++o)
        s.target[o * BLOCK + e][lane] = data.targets[o * (long)data.stride + column];
      if (g.offset)
        for (int o = 0; o < p.sizes[1]; ++o)
          s.offset[o * BLOCK + e][lane] = g.offset[o * (long)data.stride + column][lane];
    }
  return {true,     count, nullptr, nullptr, 0, s.activation[0], s.target, g.offset ? s.offset : nullptr,
          BLOCK};
}

// Gradients of one batch of `count` examples, into s.gradient.
template <int W>
inline void gradients(const Problem& p, const Group<W>& g, const Scratch<W>& s, bool packed,
                      long first, int count) {
  clear<W>(s.gradient, parameter_count(p));
  double inverse = 1.0 / count;
  for (int done = 0; done < count; done += BLOCK) {
    int here = count - done < BLOCK ? count - done : BLOCK;
    Block<W> block = packed ? packed_block<W>(p, g, s, first + done, here)
                            : shared_block<W>(p.train, g.offset, first + done, here);
    forward<W>(p, g, s, block);
    backward<W>(p, g, s, block, inverse, [&](int l, const Real<W>* dz) {
      add_gradients<W>(p, g, s, block, l, dz, first + done);
    });
  }
}

// Train until `until` updates are done in all.
template <int W>
inline void train(const Problem& p, Group<W>& g, const Scratch<W>& s, long until) {
  long m = p.train.count, batches = full_batch(p) ? 1 : (m + p.batch - 1) / p.batch;
  for (; g.iteration < until; ++g.iteration) {
    if (full_batch(p)) {
      gradients<W>(p, g, s, false, 0, p.train.count);
    } else {
      long epoch = g.iteration / batches, first = (g.iteration % batches) * p.batch;
      if (epoch != g.epoch) {
        for (int lane = 0; lane < W; ++lane)
          permute(g.batch_seed[lane], p.stream_tag, epoch, g.order + lane * m, m);
        g.epoch = epoch;
      }
      gradients<W>(p, g, s, true, first, (int)(m - first < p.batch ? m - first : p.batch));
    }
    update_all<W>(p, g, s);
  }
}

}  // namespace initlab
