// One network on all lanes: the lanes hold examples of it, and gradients are summed across them.
//
// Every lane of the group has the same parameters, so forward and backward serve as they are, on
// blocks whose lanes are examples: columns c · W … c · W + W − 1 lie side by side. Only the gradients'
// sums must meet every example in order. They run over single examples, with lanes over a layer's
// inputs, which needs the activations turned: turned[example][input], with a 1 after the inputs, so
// that the bias's gradient comes along.
#pragma once

#include "kernel.hpp"

namespace initlab {

// Full batches of ordinary layers, of data small enough to keep a second and a third copy.
static inline bool alone_fits(const Problem& p) {
  return full_batch(p) && !p.dual && (long)p.sizes[0] * p.train.count <= 1L << 20;
}

template <int W>
struct Alone {
  Real<W>* inputs;   // [block][feature][BLOCK]
  Real<W>* targets;  // [block][output][BLOCK]
  double* turned_inputs;  // [block · BLOCK · W][width of layer 1]
  double* turned;         // [BLOCK · W][widest]
  double* sums;           // [outputs][width] of each layer in turn
};

constexpr long alone_block(int lanes) { return (long)BLOCK * lanes; }

// Inputs of a layer and its bias, rounded up to whole lanes.
static inline long turned_width(int inputs, int lanes) {
  return ((long)inputs + lanes) / lanes * lanes;
}

static inline long alone_blocks(const Problem& p, int lanes) {
  return (p.train.count + alone_block(lanes) - 1) / alone_block(lanes);
}

// In doubles.
static inline long alone_size(const Problem& p, int lanes) {
  if (!alone_fits(p)) return 0;
  long examples = alone_blocks(p, lanes) * alone_block(lanes), widest = 0, sums = 0;
  for (int l = 0; l < p.layers; ++l) {
    long width = turned_width(p.sizes[l], lanes);
    if (width > widest) widest = width;
    sums += width * p.sizes[l + 1];
  }
  return examples * (p.sizes[0] + p.sizes[p.layers] + turned_width(p.sizes[0], lanes)) +
         alone_block(lanes) * widest + sums;
}

template <int W>
inline Alone<W> alone_at(const Problem& p, double* memory) {
  long examples = alone_blocks(p, W) * alone_block(W), widest = 0;
  for (int l = 0; l < p.layers; ++l)
    if (turned_width(p.sizes[l], W) > widest) widest = turned_width(p.sizes[l], W);
  Alone<W> a{};
  a.inputs = (Real<W>*)memory;
  a.targets = (Real<W>*)(memory += examples * p.sizes[0]);
  a.turned_inputs = memory += examples * p.sizes[p.layers];
  a.turned = memory += examples * turned_width(p.sizes[0], W);
  a.sums = memory + alone_block(W) * widest;
  return a;
}

// Rows of `values`, [row][alone_block], as columns: turned[example][row], then a 1, then zeros.
template <int W>
INLINE void turn(const double* values, long rows, double* turned, long width) {
  for (long e = 0; e < alone_block(W); ++e) {
    for (long r = 0; r < rows; ++r) turned[e * width + r] = values[r * alone_block(W) + e];
    turned[e * width + rows] = 1.0;
    for (long r = rows + 1; r < width; ++r) turned[e * width + r] = 0.0;
  }
}

// Lay the training data out in blocks whose lanes are examples.
template <int W>
inline void lay_out(const Problem& p, const Alone<W>& a) {
  const Examples& data = p.train;
  double *x = (double*)a.inputs, *y = (double*)a.targets;
  long size = alone_block(W);
  for (long b = 0; b < alone_blocks(p, W); ++b) {
    auto fill = [&](double* to, const double* from, int rows) {
      for (int r = 0; r < rows; ++r)
        for (long e = 0; e < size; ++e)
          to[r * size + e] = b * size + e < data.count ? from[r * (long)data.stride + b * size + e] : 0.0;
    };
    fill(x + b * size * p.sizes[0], data.inputs, p.sizes[0]);
    fill(y + b * size * p.sizes[p.layers], data.targets, p.sizes[p.layers]);
    long width = turned_width(p.sizes[0], W);
    turn<W>(x + b * size * p.sizes[0], p.sizes[0], a.turned_inputs + b * size * width, width);
  }
}

// sums[o][i] += Σ_e dz[o][e] · turned[e][i], e ascending over `count` examples; lanes are inputs.
template <int W>
INLINE void add_across(double* sums, const double* dz, const double* turned, int outputs,
                       long width, long count) {
  in_rows(outputs, [&](auto tile_rows, int row) __attribute__((always_inline)) {
    constexpr int R = decltype(tile_rows){};
    in_rows((int)(width / W), [&](auto tile_columns, int column) __attribute__((always_inline)) {
      constexpr int C = decltype(tile_columns){};
      auto at = [&](int r, int c) __attribute__((always_inline)) {
        return (Real<W>*)(sums + (row + r) * width + (column + c) * W);
      };
      Real<W> sum[R][C];
#pragma GCC unroll 5
      for (int r = 0; r < R; ++r)
#pragma GCC unroll 5
        for (int c = 0; c < C; ++c) sum[r][c] = *at(r, c);
      for (long e = 0; e < count; ++e) {
        const Real<W>* x = (const Real<W>*)(turned + e * width + column * W);
        const double* d = dz + row * alone_block(W) + e;
#pragma GCC unroll 5
        for (int r = 0; r < R; ++r) {
          Real<W> value = splat<W>(d[r * alone_block(W)]);
#pragma GCC unroll 5
          for (int c = 0; c < C; ++c) sum[r][c] += value * x[c];
        }
      }
#pragma GCC unroll 5
      for (int r = 0; r < R; ++r)
#pragma GCC unroll 5
        for (int c = 0; c < C; ++c) *at(r, c) = sum[r][c];
    });
  });
}

// Train the one network that all lanes hold until `until` updates are done: the same bits as `train`.
template <int W>
inline void train_alone(const Problem& p, Group<W>& g, const Scratch<W>& s, const Alone<W>& a,
                        long until) {
  const long size = alone_block(W);
  lay_out<W>(p, a);
  double inverse = 1.0 / p.train.count;
  long count_of_sums = 0;
  for (int l = 0; l < p.layers; ++l)
    count_of_sums += turned_width(p.sizes[l], W) * p.sizes[l + 1];
  for (; g.iteration < until; ++g.iteration) {
    for (long k = 0; k < count_of_sums; ++k) a.sums[k] = 0.0;
    for (long b = 0; b < alone_blocks(p, W); ++b) {
      long here = p.train.count - b * size < size ? p.train.count - b * size : size;
      Block<W> block = {true,    (int)((here + W - 1) / W),
                        nullptr, nullptr,
                        0,       a.inputs + b * BLOCK * p.sizes[0],
                        a.targets + b * BLOCK * p.sizes[p.layers],
                        nullptr, 0};
      forward<W>(p, g, s, block);
      backward<W>(p, g, s, block, inverse, [&](int l, const Real<W>* dz) {
        long width = turned_width(p.sizes[l], W);
        double* sums = a.sums;
        for (int below = 0; below < l; ++below)
          sums += turned_width(p.sizes[below], W) * p.sizes[below + 1];
        const double* turned = a.turned_inputs + b * size * width;
        if (l > 0) {
          turn<W>((const double*)s.activation[l], p.sizes[l], a.turned, width);
          turned = a.turned;
        }
        add_across<W>(sums, (const double*)dz, turned, p.sizes[l + 1], width, here);
      });
    }
    const double* sums = a.sums;
    for (int l = 0; l < p.layers; ++l) {
      LayerPlace place = layer_place(p, l);
      long width = turned_width(place.inputs, W);
      for (int o = 0; o < place.outputs; ++o, sums += width) {
        for (int i = 0; i < place.inputs; ++i)
          s.gradient[place.weights + (long)o * place.inputs + i] = splat<W>(sums[i]);
        s.gradient[place.biases + o] = splat<W>(sums[place.inputs]);
      }
    }
    update_all<W>(p, g, s);
  }
}

}  // namespace initlab
