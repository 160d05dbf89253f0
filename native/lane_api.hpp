// The kernel of one lane width behind plain functions, for code that does not know the width.
#pragma once

#include "alone.hpp"
#include "fill.hpp"
#include "fleet_api.hpp"
#include "kernel.hpp"
#include "observe.hpp"
#include "wide.hpp"

namespace initlab {

template <int W>
struct LaneFunctions {
  using G = Group<W>;

  // The struct itself, on a boundary of its Reals.
  static constexpr long head = (sizeof(G) + sizeof(Real<W>) - 1) / sizeof(Real<W>);

  static long reals(const Problem& p) {
    long offsets = p.dual ? (long)p.sizes[1] * (p.train.stride + p.test.stride) : 0;
    long orders = full_batch(p) ? 0 : ((long)p.train.count * W * 4 + 8 * W - 1) / (8 * W);
    return head + (p.optimizer == GD ? 1 : p.optimizer == ADAM ? 3 : 2) * parameter_count(p) +
           offsets + orders;
  }

  static long group_bytes(const Problem& p) { return reals(p) * (long)sizeof(Real<W>); }
  static long scratch_bytes(const Problem& p) {
    return scratch_size<W>(p) * (long)sizeof(Real<W>) + alone_size(p, W) * 8;
  }

  // Where a group's arrays lie behind its struct; called again after every copy.
  static void place(const Problem& p, G& g) {
    Real<W>* at = (Real<W>*)&g + head;
    long count = parameter_count(p);
    g.parameters = at;
    at += count;
    g.velocity = at;
    if (p.optimizer != GD) at += count;
    g.second = at;
    if (p.optimizer == ADAM) at += count;
    g.offset = p.dual ? at : nullptr;
    if (p.dual) at += (long)p.sizes[1] * p.train.stride;
    g.test_offset = p.dual ? at : nullptr;
    if (p.dual) at += (long)p.sizes[1] * p.test.stride;
    g.order = (int*)at;
  }

  // Fill the lanes; those past `count` repeat the last network.
  static void load(const Problem& p, void* group, const Network* networks, int count) {
    G& g = *(G*)group;
    clear<W>((Real<W>*)group, reals(p));
    place(p, g);
    g.power1 = g.power2 = splat<W>(1.0);
    g.iteration = 0;
    g.epoch = -1;
    for (int lane = 0; lane < W; ++lane) {
      const Network& n = networks[lane < count ? lane : count - 1];
      g.rate[lane] = n.rate;
      g.momentum[lane] = n.momentum;
      g.beta2[lane] = n.beta2;
      g.epsilon[lane] = n.epsilon;
      g.l2[lane] = n.l2;
      g.batch_seed[lane] = n.batch_seed;
      for (long k = 0; k < parameter_count(p); ++k) g.parameters[k][lane] = n.parameters[k];
      if (p.dual) {
        spread(n.offset, p.sizes[1], p.train, (Real<W>*)g.offset, lane);
        if (p.test.count) spread(n.test_offset, p.sizes[1], p.test, (Real<W>*)g.test_offset, lane);
      }
    }
  }

  static void spread(const double* from, int rows, const Examples& data, Real<W>* to, int lane) {
    for (int o = 0; o < rows; ++o)
      for (int e = 0; e < data.count; ++e)
        to[o * (long)data.stride + e][lane] = from[o * (long)data.count + e];
  }

  static void copy(const Problem& p, void* to, const void* from) {
    Real<W>* target = (Real<W>*)to;
    const Real<W>* source = (const Real<W>*)from;
    for (long k = 0; k < reals(p); ++k) target[k] = source[k];
    place(p, *(G*)to);
  }

  static void train(const Problem& p, void* group, void* scratch, long until) {
    initlab::train<W>(p, *(G*)group, scratch_at<W>(p, (Real<W>*)scratch), until);
  }

  static void train_alone(const Problem& p, void* group, void* scratch, long until) {
    if (!alone_fits(p)) return train(p, group, scratch, until);
    double* rest = (double*)((Real<W>*)scratch + scratch_size<W>(p));
    initlab::train_alone<W>(p, *(G*)group, scratch_at<W>(p, (Real<W>*)scratch),
                            alone_at<W>(p, rest), until);
  }

  // observed[lane][observed_count]
  static void observe(const Problem& p, const void* group, void* scratch, double* observed) {
    Real<W> values[3 + 3 * MOST_LAYERS];
    initlab::observe<W>(p, *(const G*)group, scratch_at<W>(p, (Real<W>*)scratch), values);
    int count = observed_count(p);
    for (int lane = 0; lane < W; ++lane)
      for (int k = 0; k < count; ++k) observed[lane * count + k] = values[k][lane];
  }

  static void not_finite(const Problem& p, const void* group, int* layers) {
    layers_not_finite<W>(p, *(const G*)group, layers);
  }

  static void store(const Problem& p, const void* group, int lane, double* parameters) {
    const G& g = *(const G*)group;
    for (long k = 0; k < parameter_count(p); ++k) parameters[k] = g.parameters[k][lane];
  }

  static void elementary(int which, const double* x, double* result, long count) {
    for (long k = 0; k + W <= count; k += W) {
      Real<W> in, out;
      __builtin_memcpy(&in, x + k, sizeof in);
      switch (which) {
        case 0: out = exp<W>(in); break;
        case 1: out = expm1<W>(in); break;
        case 2: out = log<W>(in); break;
        case 3: out = log1p<W>(in); break;
        case 4: out = tanh<W>(in); break;
        case 5: out = sigmoid<W>(in); break;
        case 6: out = softplus<W>(in); break;
        case 7: out = erf<W>(in); break;
        case 8: out = sin<W>(in); break;
        case 9: out = cos<W>(in); break;
        case 10: out = erfinv<W>(in); break;
        case 11: out = sinpi<W>(in); break;
        case 12: out = cospi<W>(in); break;
        default: out = arctan<W>(in); break;
      }
      __builtin_memcpy(result + k, &out, sizeof out);
    }
  }

  static constexpr LaneApi api = {W,     group_bytes, scratch_bytes, load,  copy,       train, train_alone,
                                  observe, not_finite,  store,         elementary, gram<W>, offsets<W>,
                                  weights<W>, fill<W>};
};

}  // namespace initlab
