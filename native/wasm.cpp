// The kernel in WebAssembly: the functions that playground/src/kernel.ts calls, and no runtime.
//
// Addresses are offsets into the module's one memory, handed out upwards and given back in the
// opposite order. Lanes are two, what SIMD128 holds. Wide data, networks that train alone and
// tensors drawn by address stay behind: the page needs none of them.
#include "lane_api.hpp"
#include "random_state.hpp"

extern "C" unsigned char __heap_base;

namespace initlab {
namespace {

#define EXPORT(name) extern "C" __attribute__((export_name(#name), used))

constexpr int LANES = 2;
using Lanes = LaneFunctions<LANES>;
using Networks = Group<LANES>;

constexpr unsigned long PAGE = 65536;
unsigned char* next_free = &__heap_base;

unsigned char* reserved(unsigned long bytes) {
  unsigned long address = ((unsigned long)next_free + 63) & ~63UL, end = address + bytes;
  unsigned long held = __builtin_wasm_memory_size(0) * PAGE;
  if (end < address) return nullptr;
  if (end > held && __builtin_wasm_memory_grow(0, (end - held + PAGE - 1) / PAGE) == ~0UL)
    return nullptr;
  next_free = (unsigned char*)end;
  __builtin_memset((void*)address, 0, bytes);
  return (unsigned char*)address;
}

Scratch<LANES> scratch_of(const Problem& p, void* scratch) {
  return scratch_at<LANES>(p, (Real<LANES>*)scratch);
}

}  // namespace

// ---- memory -------------------------------------------------------------------------------------

// So many bytes of zeros on a boundary of 64, or 0 if there is no more memory.
EXPORT(reserve) void* reserve(unsigned long bytes) { return reserved(bytes); }

// Give back everything that was reserved from this address on.
EXPORT(release) void release(void* from) { next_free = (unsigned char*)from; }

// ---- random numbers -----------------------------------------------------------------------------

// What RandomState(seed) keeps.
EXPORT(random_state_bytes) unsigned long random_state_bytes() { return sizeof(RandomState); }

EXPORT(seed) void seed(RandomState* state, unsigned int value) { *state = RandomState(value); }

// RngSource.elements of src/initlab/streams/sources.py; units are Elements' in their order. False if
// a normal may differ from NumPy's in its last place.
EXPORT(draw)
bool draw(RandomState* state, int unit, double scale, double centre, double* out, int count) {
  for (int k = 0; k < count; ++k) {
    double x = centre;
    if (unit == 1)
      x = state->uniform(-scale, scale);
    else if (unit == 2)
      x = state->normal() * scale;
    else if (unit == 3)
      x = truncated_of<LANES>(splat<LANES>(state->uniform(-1.0, 1.0)))[0] * scale;
    out[k] = unit != 0 && centre != 0.0 ? x + centre : x;
  }
  return state->covered();
}

// ---- a problem and its groups -------------------------------------------------------------------

EXPORT(new_problem)
Problem* new_problem(int layers, const int* sizes, int activation, int loss, int optimizer,
                     int batch, bool decay, unsigned int tag_low, unsigned int tag_high) {
  Problem* p = (Problem*)reserved(sizeof(Problem));
  if (!p) return nullptr;
  p->layers = layers;
  for (int l = 0; l <= layers; ++l) p->sizes[l] = sizes[l];
  p->activation = activation;
  p->loss = loss;
  p->optimizer = optimizer;
  p->batch = batch;
  p->decay = decay;
  p->stream_tag = (unsigned long long)tag_high << 32 | tag_low;
  return p;
}

// Examples in columns, padded with zeros to whole blocks; `part` is 0 to train, 1 to test.
EXPORT(set_examples)
void set_examples(Problem* p, int part, const double* inputs, const double* targets, int count,
                  int stride) {
  (part == 0 ? p->train : p->test) = {inputs, targets, count, stride};
}

EXPORT(group_bytes) unsigned long group_bytes(const Problem* p) { return Lanes::group_bytes(*p); }
EXPORT(scratch_bytes) unsigned long scratch_bytes(const Problem* p) {
  return scratch_size<LANES>(*p) * sizeof(Real<LANES>);
}
EXPORT(parameters) int parameters(const Problem* p) { return parameter_count(*p); }

// Fill a group from `count` networks. settings[network][rate, momentum, beta2, epsilon, l2],
// values[network][parameter].
EXPORT(load)
void load(const Problem* p, void* group, int count, const double* settings, const unsigned int* seeds,
          const double* values) {
  Network networks[LANES] = {};
  for (int k = 0; k < count; ++k) {
    const double* s = settings + 5 * k;
    networks[k] = {s[0],     s[1],    s[2],   s[3], s[4], seeds[k], values + k * parameter_count(*p),
                   nullptr, nullptr};
  }
  Lanes::load(*p, group, networks, count);
}

EXPORT(copy) void copy(const Problem* p, void* to, const void* from) { Lanes::copy(*p, to, from); }

EXPORT(train) void train(const Problem* p, void* group, void* scratch, int until) {
  Lanes::train(*p, group, scratch, until);
}

// For each lane the first layer, from 1, with a parameter that is not finite; 0 for none.
EXPORT(not_finite) void not_finite(const Problem* p, const void* group, int* layers) {
  Lanes::not_finite(*p, group, layers);
}

// ---- what it has come to ------------------------------------------------------------------------

// observed[lane][cost, accuracy in training, in testing, then mean squares, silent shares and
// gradient norms of all layers]
EXPORT(observe)
void observe(const Problem* p, const void* group, void* scratch, double* observed) {
  Lanes::observe(*p, group, scratch, observed);
}

EXPORT(store) void store(const Problem* p, const void* group, int lane, double* values) {
  Lanes::store(*p, group, lane, values);
}

// The network's answers in result[output][count]; inputs as in set_examples.
EXPORT(predict)
void predict(const Problem* p, const Networks* group, void* scratch, int lane, const double* inputs,
             int count, int stride, double* result) {
  Scratch<LANES> s = scratch_of(*p, scratch);
  Examples data = {inputs, inputs, count, stride};
  int outputs = p->sizes[p->layers];
  for (int first = 0; first < count; first += BLOCK) {
    int here = count - first < BLOCK ? count - first : BLOCK;
    forward<LANES>(*p, *group, s, shared_block<LANES>(data, nullptr, first, here));
    for (int e = 0; e < here; ++e)
      output_of<LANES>(p->loss, s.activation[p->layers], outputs, e, s.dz[0]);
    for (int o = 0; o < outputs; ++o)
      for (int e = 0; e < here; ++e)
        result[o * count + first + e] = s.dz[0][o * BLOCK + e][lane];
  }
}

// What goes through one network on all training examples: of each layer in turn the
// pre-activations, the activations (in the end the answers) and ∂cost/∂z, each [unit][example].
EXPORT(layer_values)
void layer_values(const Problem* p, const Networks* group, void* scratch, int lane,
                  double* result) {
  Scratch<LANES> s = scratch_of(*p, scratch);
  const Examples& data = p->train;
  long count = data.count, of_layer[MOST_LAYERS + 1];
  of_layer[0] = 0;
  for (int l = 0; l < p->layers; ++l) of_layer[l + 1] = of_layer[l] + 3 * p->sizes[l + 1] * count;
  for (int first = 0; first < count; first += BLOCK) {
    int here = count - first < BLOCK ? count - first : BLOCK;
    Block<LANES> block = shared_block<LANES>(data, nullptr, first, here);
    auto put = [&](int l, int part, int u, int e, double value) {
      result[of_layer[l] + (part * p->sizes[l + 1] + u) * count + first + e] = value;
    };
    forward<LANES>(*p, *group, s, block);
    for (int e = 0; e < here; ++e)
      output_of<LANES>(p->loss, s.activation[p->layers], p->sizes[p->layers], e, s.dz[0]);
    for (int l = 0; l < p->layers; ++l) {
      LayerPlace place = layer_place(*p, l);
      const Real<LANES>* a = l + 1 < p->layers ? s.activation[l + 1] : s.dz[0];
      for (int u = 0; u < place.outputs; ++u)
        for (int e = 0; e < here; ++e) {
          // `forward` writes activations over these sums; here they are once more, in its order.
          double z = group->parameters[place.biases + u][lane];
          for (int n = 0; n < place.inputs; ++n)
            z += group->parameters[place.weights + u * place.inputs + n][lane] *
                 (l == 0 ? block.inputs[n * block.stride + e]
                         : s.activation[l][n * BLOCK + e][lane]);
          put(l, 0, u, e, z);
          put(l, 1, u, e, a[u * BLOCK + e][lane]);
        }
    }
    backward<LANES>(*p, *group, s, block, 1.0 / data.count, [&](int l, const Real<LANES>* dz) {
      for (int u = 0; u < p->sizes[l + 1]; ++u)
        for (int e = 0; e < here; ++e) put(l, 2, u, e, dz[u * BLOCK + e][lane]);
    });
  }
}

}  // namespace initlab
