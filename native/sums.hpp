// The sums of back-propagation on lanes, in register tiles: src/initlab/networks/dense.py.
//
// A tile holds the running sums of a few units × a few examples in registers, so each weight and
// each input is loaded once for many products. The order of the terms of each single sum is the
// definition's, whatever the tile.
#pragma once

#include "lanes.hpp"
#include "problem.hpp"

namespace initlab {

constexpr int BLOCK = BLOCK_COLUMNS;  // every tile width divides it

// A number known to the compiler that can stand where an int is expected.
template <int N>
struct Fixed {
  constexpr operator int() const { return N; }
};

// Sums that fit into registers beside their operands: 32 registers with AVX-512, else 16.
template <int W>
constexpr int most_sums = W == 8 ? 20 : 10;

// Columns of a tile with so many rows: a divisor of BLOCK.
template <int W, int Rows>
constexpr int tile_columns() {
  constexpr int most = most_sums<W> / Rows;
  return most >= 20 ? 20 : most >= 10 ? 10 : most >= 5 ? 5 : most >= 4 ? 4 : most >= 2 ? 2 : 1;
}

// Cover n rows with tiles of up to five: f(Fixed<rows>, first row).
template <class F>
INLINE void in_rows(int n, F f) {
  int row = 0;
  if constexpr (SMALL) {
    for (; row + 4 <= n; row += 4) f(Fixed<4>{}, row);
    if (n & 2) f(Fixed<2>{}, row), row += 2;
    if (n & 1) f(Fixed<1>{}, row);
    return;
  }
  if (n % 5 == 0) {
    for (; row < n; row += 5) f(Fixed<5>{}, row);
    return;
  }
  for (; row + 4 <= n; row += 4) f(Fixed<4>{}, row);
  switch (n - row) {
    case 1: f(Fixed<1>{}, row); break;
    case 2: f(Fixed<2>{}, row); break;
    case 3: f(Fixed<3>{}, row); break;
    default: break;
  }
}

// The same for the columns of a tile of sums: in a small build of up to two, so that four rows of
// them fit into 16 registers.
template <class F>
INLINE void in_columns(int n, F f) {
  if constexpr (!SMALL) return in_rows(n, f);
  int column = 0;
  for (; column + 2 <= n; column += 2) f(Fixed<2>{}, column);
  if (n & 1) f(Fixed<1>{}, column);
}

// z[u, e] = start(u) + Σ_n weight(u, n) · input(n, e), n ascending, for `rows` units and the first
// `columns` examples of a block; finish(u, e, z) takes the result. Columns are rounded up to whole
// tiles, so inputs must be readable to the end of the block.
template <int W, class Start, class Weight, class Input, class Finish>
INLINE void weighted_sum(int rows, int terms, int columns, Start start, Weight weight, Input input,
                         Finish finish) {
  in_rows(rows, [&](auto tile_rows, int row) __attribute__((always_inline)) {
    constexpr int R = decltype(tile_rows){};
    constexpr int C = tile_columns<W, R>();
    for (int column = 0; column < columns; column += C) {
      Real<W> sum[R][C];
#pragma GCC unroll 20
      for (int r = 0; r < R; ++r)
#pragma GCC unroll 20
        for (int c = 0; c < C; ++c) sum[r][c] = start(row + r, column + c);
      for (int n = 0; n < terms; ++n) {
        Real<W> x[C];
#pragma GCC unroll 20
        for (int c = 0; c < C; ++c) x[c] = input(n, column + c);
#pragma GCC unroll 20
        for (int r = 0; r < R; ++r) {
          Real<W> w = weight(row + r, n);
#pragma GCC unroll 20
          for (int c = 0; c < C; ++c) sum[r][c] += w * x[c];
        }
      }
#pragma GCC unroll 20
      for (int r = 0; r < R; ++r)
#pragma GCC unroll 20
        for (int c = 0; c < C; ++c) finish(row + r, column + c, sum[r][c]);
    }
  });
}

// gradient[o, i] += Σ_e dz(o, e) · input(i, e), e ascending over exactly `count` examples.
template <int W, class Dz, class Input>
INLINE void add_gradient(Real<W>* gradient, int outputs, int inputs, int count, Dz dz,
                         Input input) {
  in_rows(outputs, [&](auto tile_rows, int row) __attribute__((always_inline)) {
    constexpr int R = decltype(tile_rows){};
    in_columns(inputs, [&](auto tile_columns, int column) __attribute__((always_inline)) {
      constexpr int C = decltype(tile_columns){};
      Real<W> sum[R][C];
#pragma GCC unroll 5
      for (int r = 0; r < R; ++r)
#pragma GCC unroll 5
        for (int c = 0; c < C; ++c) sum[r][c] = gradient[(row + r) * inputs + column + c];
      for (int e = 0; e < count; ++e) {
        Real<W> d[R];
#pragma GCC unroll 5
        for (int r = 0; r < R; ++r) d[r] = dz(row + r, e);
#pragma GCC unroll 5
        for (int c = 0; c < C; ++c) {
          Real<W> x = input(column + c, e);
#pragma GCC unroll 5
          for (int r = 0; r < R; ++r) sum[r][c] += d[r] * x;
        }
      }
#pragma GCC unroll 5
      for (int r = 0; r < R; ++r)
#pragma GCC unroll 5
        for (int c = 0; c < C; ++c) gradient[(row + r) * inputs + column + c] = sum[r][c];
    });
  });
}

// gradient[o] += Σ_e dz(o, e), e ascending.
template <int W, class Dz>
INLINE void add_bias_gradient(Real<W>* gradient, int outputs, int count, Dz dz) {
  in_rows(outputs, [&](auto tile_rows, int row) __attribute__((always_inline)) {
    constexpr int R = decltype(tile_rows){};
    Real<W> sum[R];
#pragma GCC unroll 5
    for (int r = 0; r < R; ++r) sum[r] = gradient[row + r];
    for (int e = 0; e < count; ++e)
#pragma GCC unroll 5
      for (int r = 0; r < R; ++r) sum[r] += dz(row + r, e);
#pragma GCC unroll 5
    for (int r = 0; r < R; ++r) gradient[row + r] = sum[r];
  });
}

}  // namespace initlab
