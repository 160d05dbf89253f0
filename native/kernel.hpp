// Training on lanes: src/initlab/networks/network.py for W networks at once, to the bit.
//
// Parameters, activations and gradients of W networks lie side by side, the network innermost. A
// batch is taken in blocks of BLOCK examples: forward, backward, and the gradients' sums carried on
// from block to block, so that examples stay in ascending order. Nothing here allocates, and
// nothing decides by a value of the data, so a lane cannot notice the others.
#pragma once

#include "activations.hpp"
#include "problem.hpp"
#include "streams.hpp"
#include "sums.hpp"

namespace initlab {

// The networks of one group of lanes. Arrays are the caller's; `order` only for mini-batches.
template <int W>
struct Group {
  Real<W> rate, momentum, beta2, epsilon, l2;
  Real<W> power1, power2;  // β₁ᵗ and β₂ᵗ, running products
  long iteration;
  unsigned long long batch_seed[W];
  Real<W>* parameters;  // parameter_count of each of these three
  Real<W>* velocity;
  Real<W>* second;
  const Real<W>* offset;       // dual: Z₀ of the training examples, [outputs][train.stride]
  const Real<W>* test_offset;  // and of the test examples
  int* order;                  // [W][train.count], the epoch's order of examples
  long epoch;                  // that `order` holds; −1 for none
};

// Scratch of one thread, in Reals.
template <int W>
struct Scratch {
  Real<W>* gradient;              // parameter_count
  Real<W>* activation[MOST_LAYERS + 1];  // [units][BLOCK] of layer 1 …; 0 is a packed batch's input
  Real<W>* slope[MOST_LAYERS + 1];
  Real<W>* dz[2];                 // [widest][BLOCK]
  Real<W>* target;                // [outputs][BLOCK], of a packed batch
  Real<W>* offset;                // [outputs of layer 1][BLOCK], of a packed batch
  Real<W>* unit_sum;              // [all units], observe
  Real<W>* unit_speaks;           // [all units], observe
};

template <int W>
inline long scratch_size(const Problem& p) {
  long units = 0, widest = 0;
  for (int l = 0; l <= p.layers; ++l) {
    units += p.sizes[l];
    if (l > 0 && p.sizes[l] > widest) widest = p.sizes[l];
  }
  long outputs = p.sizes[p.layers], first = p.sizes[1];
  return parameter_count(p) + BLOCK * (2 * units + 2 * widest + outputs + first) + 2 * units;
}

template <int W>
inline Scratch<W> scratch_at(const Problem& p, Real<W>* memory) {
  Scratch<W> s{};
  auto take = [&](long count) {
    Real<W>* here = memory;
    memory += count;
    return here;
  };
  long units = 0, widest = 0;
  s.gradient = take(parameter_count(p));
  for (int l = 0; l <= p.layers; ++l) {
    s.activation[l] = take((long)BLOCK * p.sizes[l]);
    s.slope[l] = take((long)BLOCK * p.sizes[l]);
    units += p.sizes[l];
    if (l > 0 && p.sizes[l] > widest) widest = p.sizes[l];
  }
  s.dz[0] = take(BLOCK * widest);
  s.dz[1] = take(BLOCK * widest);
  s.target = take((long)BLOCK * p.sizes[p.layers]);
  s.offset = take((long)BLOCK * p.sizes[1]);
  s.unit_sum = take(units);
  s.unit_speaks = take(units);
  return s;
}

// A block of examples as the network meets it. Either all lanes see the same examples, in the
// caller's arrays, or each lane its own, packed in Scratch.
template <int W>
struct Block {
  bool packed;
  int count;  // real examples, at most BLOCK
  const double* inputs;
  const double* targets;
  long stride;
  const Real<W>* packed_inputs;
  const Real<W>* packed_targets;
  const Real<W>* offset;  // dual: Z₀, or null
  long offset_stride;
};

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
    if (first && block.offset) {
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

// ---- the loss -----------------------------------------------------------------------------------

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
  if (l == 0 && p.dual) {  // what is learned is C, one column per example: its gradient is dz
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

// ---- observation --------------------------------------------------------------------------------

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
