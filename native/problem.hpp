// What all networks of a fleet share: their shape, their data and what is asked of them.
#pragma once

namespace initlab {

constexpr int MOST_LAYERS = 128;
constexpr int BLOCK_COLUMNS = 20;  // examples are taken in blocks of so many

// The page's build is small: no code of their own for single sizes, no dual first layers.
#if defined(__wasm__)
constexpr bool SMALL = true;
#else
constexpr bool SMALL = false;
#endif

enum LossId { BINARY = 0, SOFTMAX = 1, SQUARED = 2 };
enum OptimizerId { GD = 0, MOMENTUM = 1, NESTEROV = 2, ADAM = 3 };

// Examples in columns: inputs[i * stride + e], targets[o * stride + e]; the columns from count to
// stride are zeros, so that a block may be read past the end.
struct Examples {
  const double* inputs = nullptr;
  const double* targets = nullptr;
  int count = 0;
  int stride = 0;
};

struct Problem {
  int layers = 0;               // weight matrices
  int sizes[MOST_LAYERS + 1];   // units, as the first layer sees them: a dual one has m inputs
  int activation = 0, loss = 0, optimizer = 0;
  int batch = 0;                // examples per update; at least `train.count` means all of them
  bool dual = false;            // the inputs are XᵀX, and Z₀ is added to the first layer
  bool decay = false;           // whether λ·W is added to gradients
  unsigned long long stream_tag = 0;  // of the batches' random numbers
  Examples train, test;
};

// Functions that are no templates are static: each instruction set keeps a copy of its own.
static inline bool full_batch(const Problem& problem) {
  return problem.batch >= problem.train.count;
}

// Where the arrays of one layer begin in a network's parameters: weights (outputs, inputs), then in
// a dual first layer s, then biases.
struct LayerPlace {
  int inputs, outputs;
  long weights, scale, biases, end;
};

static inline LayerPlace layer_place(const Problem& problem, int layer) {
  long at = 0;
  for (int l = 0;; ++l) {
    LayerPlace place;
    place.inputs = problem.sizes[l];
    place.outputs = problem.sizes[l + 1];
    place.weights = at;
    place.scale = at + (long)place.inputs * place.outputs;
    place.biases = place.scale + (l == 0 && problem.dual ? 1 : 0);
    place.end = place.biases + place.outputs;
    if (l == layer) return place;
    at = place.end;
  }
}

static inline long parameter_count(const Problem& problem) {
  return layer_place(problem, problem.layers - 1).end;
}

// One observation: cost, share right in training and in test, then for each layer the mean square
// of its activations, the share of silent units and the norm of its weights' gradient.
static inline int observed_count(const Problem& problem) { return 3 + 3 * problem.layers; }

}  // namespace initlab
