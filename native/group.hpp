// What the kernel works on: a group of networks, scratch, and a block of examples.
#pragma once

#include "lanes.hpp"
#include "problem.hpp"
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
  for (int l = 1; l <= p.layers; ++l) {
    units += p.sizes[l];
    if (p.sizes[l] > widest) widest = p.sizes[l];
  }
  long outputs = p.sizes[p.layers], first = p.sizes[1];
  long packed = full_batch(p) ? 0 : p.sizes[0] + outputs + first;
  return parameter_count(p) + BLOCK * (2 * units + 2 * widest + packed) + 2 * units;
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
  for (int l = 1; l <= p.layers; ++l) {
    s.activation[l] = take((long)BLOCK * p.sizes[l]);
    s.slope[l] = take((long)BLOCK * p.sizes[l]);
    units += p.sizes[l];
    if (p.sizes[l] > widest) widest = p.sizes[l];
  }
  s.dz[0] = take(BLOCK * widest);
  s.dz[1] = take(BLOCK * widest);
  if (!full_batch(p)) {
    s.activation[0] = take((long)BLOCK * p.sizes[0]);
    s.target = take((long)BLOCK * p.sizes[p.layers]);
    s.offset = take((long)BLOCK * p.sizes[1]);
  }
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

}  // namespace initlab
