// Activations on lanes: src/initlab/activations/, operation by operation, in its order.
//
// value(z) and slope(z, a), a = value(z); where both are used, the compiler shares their common
// parts. `id` is the position in the catalogue.
#pragma once

#include "activations/even.hpp"
#include "activations/gated.hpp"
#include "activations/linear.hpp"
#include "activations/periodic.hpp"
#include "activations/rectified.hpp"
#include "activations/saturating.hpp"

namespace initlab {

// Call f with the activation of this id.
template <int W, class F>
INLINE void with_activation(int id, F f) {
  switch (id) {
    case 1: f(Relu<W>{}); break;
    case 2: f(Tanh<W>{}); break;
    case 3: f(Sigmoid<W>{}); break;
    case 4: f(LeakyRelu<W>{}); break;
    case 5: f(Elu<W>{}); break;
    case 6: f(Selu<W>{}); break;
    case 7: f(Gelu<W>{}); break;
    case 8: f(GeluTanh<W>{}); break;
    case 9: f(Silu<W>{}); break;
    case 10: f(Softplus<W>{}); break;
    case 11: f(Mish<W>{}); break;
    case 12: f(Sin<W>{}); break;
    case 13: f(Softsign<W>{}); break;
    case 14: f(HardTanh<W>{}); break;
    case 15: f(Relu6<W>{}); break;
    case 16: f(HardSigmoid<W>{}); break;
    case 17: f(HardSwish<W>{}); break;
    case 18: f(QuickGelu<W>{}); break;
    case 19: f(LogSigmoid<W>{}); break;
    case 20: f(Tanhshrink<W>{}); break;
    case 21: f(Softshrink<W>{}); break;
    case 22: f(HardShrink<W>{}); break;
    case 23: f(Squareplus<W>{}); break;
    case 24: f(Arctan<W>{}); break;
    case 25: f(Cos<W>{}); break;
    case 26: f(Gaussian<W>{}); break;
    case 27: f(Square<W>{}); break;
    case 28: f(ReluSquared<W>{}); break;
    case 29: f(Lisht<W>{}); break;
    case 30: f(BentIdentity<W>{}); break;
    case 31: f(Snake<W>{}); break;
    case 32: f(LecunTanh<W>{}); break;
    case 33: f(Erf<W>{}); break;
    case 34: f(PenalizedTanh<W>{}); break;
    case 35: f(Gcu<W>{}); break;
    case 36: f(Elish<W>{}); break;
    case 37: f(Serf<W>{}); break;
    case 38: f(Logish<W>{}); break;
    case 39: f(Smelu<W>{}); break;
    case 40: f(Tanhexp<W>{}); break;
    case 41: f(Isru<W>{}); break;
    case 42: f(Isrlu<W>{}); break;
    case 43: f(SparseSigmoid<W>{}); break;
    case 44: f(Abs<W>{}); break;
    case 45: f(ShiftedSoftplus<W>{}); break;
    default: f(Linear<W>{}); break;
  }
}

}  // namespace initlab
