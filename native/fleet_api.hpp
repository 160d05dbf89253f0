// What the code around the kernel knows of it: plain data and function pointers, no lanes.
#pragma once

#include "problem.hpp"

namespace initlab {

// One network as it comes in; arrays are its own, in the order of LayerPlace.
struct Network {
  double rate, momentum, beta2, epsilon, l2;
  unsigned long long batch_seed;
  const double* parameters;
  const double* offset;       // dual: Z₀ [outputs of layer 1][train.count], else null
  const double* test_offset;  // dual: the same of the test examples, or null
};

// Examples in columns: values[feature * count + example].
struct WideRows {
  const double* values;
  long features, count;
};

// What a dual first layer has learned: W₁ = s W₁(0) + C Xᵀ.
struct DualLayer {
  const double* initial;  // W₁(0), [outputs][features]
  const double* learned;  // C, [outputs][count]
  double scale;           // s
  long outputs;
};

// What to write into a tensor: src/initlab/streams/fill.py. Where a pair stands, the first is for
// elements of even index, the second for odd ones (the imaginary parts of complex numbers).
struct Filling {
  unsigned long long seed, tag;
  unsigned long long start, run, stride;  // place k holds element start + k / run · stride + k % run
  int unit;    // uniform, normal, truncated
  int format;  // float64, float32, float16, bfloat16
  double scale, centre[2];
  double low[2], high[2];  // the outermost numbers allowed; of a normal none is forbidden
};
constexpr int UNITS = 3, FORMATS = 4;

constexpr long format_bytes(int format) { return format == 0 ? 8 : format == 1 ? 4 : 2; }

// The kernel of one lane width. Groups and scratch are memory of the stated size, on a boundary of
// 64 bytes.
struct LaneApi {
  int width;
  long (*group_bytes)(const Problem&);
  long (*scratch_bytes)(const Problem&);
  // Fill the lanes from `count` networks; the others repeat the last one.
  void (*load)(const Problem&, void* group, const Network* networks, int count);
  void (*copy)(const Problem&, void* to, const void* from);
  // Train until so many updates are done in all.
  void (*train)(const Problem&, void* group, void* scratch, long until);
  // The same for a group whose lanes all hold one network.
  void (*train_alone)(const Problem&, void* group, void* scratch, long until);
  // observed[lane][observed_count]
  void (*observe)(const Problem&, const void* group, void* scratch, double* observed);
  // For each lane the first layer, from 1, with a parameter that is not finite; 0 for none.
  void (*not_finite)(const Problem&, const void* group, int* layers);
  void (*store)(const Problem&, const void* group, int lane, double* parameters);
  // exp, expm1, log, log1p, tanh, sigmoid, softplus, erf, sin, cos, erfinv, sinpi, cospi by number,
  // for the tests.
  void (*elementary)(int which, const double* x, double* result, long count);
  // native/wide.hpp
  void (*gram)(const WideRows& left, const WideRows& right, long from, long to, double* result);
  void (*offsets)(const double* weights, long outputs, const WideRows& data, double* result);
  void (*weights)(const DualLayer& layer, const WideRows& data, long from, long to, double* result);
  // native/fill.hpp: places `from` … `to` of a tensor that begins at `out`.
  void (*fill)(const Filling&, long from, long to, void* out);
};

}  // namespace initlab
