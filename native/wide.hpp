// The dual first layer's work on wide data: src/initlab/networks/first_layer.py, to the bit.
//
// Here the lanes are examples or features of one network: sums that never meet each other either.
// The data are read where they lie, feature by feature, W examples at a time.
#pragma once

#include "fleet_api.hpp"
#include "lanes.hpp"
#include "sums.hpp"

namespace initlab {

constexpr long FEATURES_AT_ONCE = 256;  // of the data, so that they stay in the cache

// `count` ≤ W values, the other lanes 0.
template <int W>
INLINE Real<W> load_some(const double* from, long count) {
  Real<W> result = splat<W>(0.0);
  if (count >= W)
    __builtin_memcpy(&result, from, sizeof result);
  else
    for (long lane = 0; lane < count; ++lane) result[lane] = from[lane];
  return result;
}

template <int W>
INLINE void store_some(double* to, Real<W> value, long count) {
  if (count >= W)
    __builtin_memcpy(to, &value, sizeof value);
  else
    for (long lane = 0; lane < count; ++lane) to[lane] = value[lane];
}

// result[row][column] += Σ_i left(row, i) · data[i][column], i ascending over a slice of features,
// for R rows and C·W columns from `column` on.
template <int W, int R, int C, class Left>
INLINE void wide_tile(Left left, const WideRows& data, long from, long to, long column,
                      double* result, long stride) {
  Real<W> sum[R][C];
  for (int r = 0; r < R; ++r)
    for (int c = 0; c < C; ++c)
      sum[r][c] = load_some<W>(result + r * stride + column + c * W, data.count - column - c * W);
  for (long i = from; i < to; ++i) {
    const double* here = data.values + i * data.count + column;
    Real<W> x[C];
#pragma GCC unroll 4
    for (int c = 0; c < C; ++c) x[c] = load_some<W>(here + c * W, data.count - column - c * W);
#pragma GCC unroll 5
    for (int r = 0; r < R; ++r) {
      Real<W> w = splat<W>(left(r, i));
#pragma GCC unroll 4
      for (int c = 0; c < C; ++c) sum[r][c] += w * x[c];
    }
  }
  for (int r = 0; r < R; ++r)
    for (int c = 0; c < C; ++c)
      store_some<W>(result + r * stride + column + c * W, sum[r][c], data.count - column - c * W);
}

// The same for `rows` rows and the columns from `first_column(row)` on, in slices of features.
template <int W, class Left, class First>
INLINE void wide_sum(Left left, long rows, const WideRows& data, First first_column,
                     double* result) {
  for (long from = 0; from < data.features; from += FEATURES_AT_ONCE) {
    long to = from + FEATURES_AT_ONCE < data.features ? from + FEATURES_AT_ONCE : data.features;
    in_rows((int)rows, [&](auto tile_rows, int row) __attribute__((always_inline)) {
      constexpr int R = decltype(tile_rows){};
      auto here = [&](int r, long i) __attribute__((always_inline)) { return left(row + r, i); };
      double* out = result + row * data.count;
      long column = first_column(row) / W * W;
      for (; column + 4 * W <= data.count; column += 4 * W)
        wide_tile<W, R, 4>(here, data, from, to, column, out, data.count);
      for (; column < data.count; column += W)
        wide_tile<W, R, 1>(here, data, from, to, column, out, data.count);
    });
  }
}

// Rows `from` … `to` of the Gram matrix: result[e][e'] = 0 + Σ_i left[i][e] · right[i][e'], features
// ascending, [left.count][right.count]. Of one data set with itself only e' ≥ e is computed (and a
// little more): the caller mirrors it, products being the same either way round.
template <int W>
inline void gram(const WideRows& left, const WideRows& right, long from, long to, double* result) {
  bool symmetric = left.values == right.values;
  double* rows = result + from * right.count;
  for (long k = 0; k < (to - from) * right.count; ++k) rows[k] = 0.0;
  wide_sum<W>(
      [&](long e, long i) __attribute__((always_inline)) {
        return left.values[i * left.count + from + e];
      },
      to - from, right, [&](long e) { return symmetric ? from + e : 0; }, rows);
}

// Z₀ = W₁(0) X: result[o][e] = 0 + Σ_i w[o][i] x[i][e], features ascending.
template <int W>
inline void offsets(const double* weights, long outputs, const WideRows& data, double* result) {
  for (long k = 0; k < outputs * data.count; ++k) result[k] = 0.0;
  wide_sum<W>(
      [&](long o, long i) __attribute__((always_inline)) {
        return weights[o * data.features + i];
      },
      outputs, data, [](long) { return 0L; }, result);
}

// W₁ = s W₁(0) + C Xᵀ for features `from` … `to`: result[o][i] starts from s · W₁(0)[o][i] and adds
// C[o][e] · x[i][e], examples ascending. W features at a time are turned, so that lanes are
// features.
template <int W>
inline void weights(const DualLayer& layer, const WideRows& data, long from, long to,
                    double* result) {
  constexpr long AT_ONCE = 64;  // examples turned at a time
  Real<W> turned[AT_ONCE];
  for (long i = from; i < to; i += W) {
    long lanes = to - i < W ? to - i : W;
    for (long o = 0; o < layer.outputs; ++o) {
      long at = o * data.features + i;
      store_some<W>(result + at, layer.scale * load_some<W>(layer.initial + at, lanes), lanes);
    }
    for (long first = 0; first < data.count; first += AT_ONCE) {
      long count = data.count - first < AT_ONCE ? data.count - first : AT_ONCE;
      for (long e = 0; e < count; ++e) turned[e] = splat<W>(0.0);
      for (long lane = 0; lane < lanes; ++lane)
        for (long e = 0; e < count; ++e)
          turned[e][lane] = data.values[(i + lane) * data.count + first + e];
      in_rows((int)layer.outputs, [&](auto tile_rows, int row) __attribute__((always_inline)) {
        constexpr int R = decltype(tile_rows){};
        Real<W> sum[R];
        for (int r = 0; r < R; ++r)
          sum[r] = load_some<W>(result + (row + r) * data.features + i, lanes);
        for (long e = 0; e < count; ++e)
#pragma GCC unroll 5
          for (int r = 0; r < R; ++r)
            sum[r] += splat<W>(layer.learned[(row + r) * data.count + first + e]) * turned[e];
        for (int r = 0; r < R; ++r)
          store_some<W>(result + (row + r) * data.features + i, sum[r], lanes);
      });
    }
  }
}

}  // namespace initlab
