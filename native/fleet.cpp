#include "fleet.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <new>

#include "plain_floats.hpp"

namespace initlab {

extern const LaneApi lanes2;
#if defined(INITLAB_X86)
extern const LaneApi lanes4;
extern const LaneApi lanes8;
#endif

const std::vector<const LaneApi*>& lane_apis() {
  static const std::vector<const LaneApi*> apis = [] {
    std::vector<const LaneApi*> found;
#if defined(INITLAB_X86)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl"))
      found.push_back(&lanes8);
    if (__builtin_cpu_supports("avx2")) found.push_back(&lanes4);
#endif
    found.push_back(&lanes2);
    return found;
  }();
  return apis;
}

namespace {

struct AlignedDelete {
  void operator()(void* memory) const { ::operator delete(memory, std::align_val_t(64)); }
};
using Memory = std::unique_ptr<void, AlignedDelete>;

Memory allocate(long bytes) {
  return Memory(::operator new(static_cast<std::size_t>(bytes), std::align_val_t(64)));
}

// Vector operations between two looks: some milliseconds.
constexpr double CHUNK = 8e6;

// Vector operations of one update, roughly: three products a weight and 60 operations a unit for
// each column of a block; what a mini-batch packs and shuffles, lane by lane; four for each
// parameter's update.
double update_cost(const Problem& p, int width) {
  const double batch = std::min(p.batch, p.train.count);
  const double columns = std::ceil(batch / BLOCK_COLUMNS) * BLOCK_COLUMNS;
  double units = 0;
  for (int l = 1; l <= p.layers; ++l) units += p.sizes[l];
  double cost = columns * (3.0 * parameter_count(p) + 60.0 * units) + 4.0 * parameter_count(p);
  if (!full_batch(p)) cost += 4.0 * width * (columns * (p.sizes[0] + p.sizes[p.layers]) + batch);
  return cost;
}

}  // namespace

// What one thread owns: a group in training, its copy from the start of the chunk, and room to
// replay the chunk in.
struct Fleet::Worker {
  Memory group, backup, previous, scratch;
  std::vector<double> observed;
  std::vector<int> layers;
  long iteration = 0;
};

Fleet::Fleet(const LaneApi& api, int per_group, const Problem& problem,
             std::vector<Network> networks, std::vector<long> records, long iterations,
             Results results)
    : api_(api),
      per_group_(per_group),
      problem_(problem),
      networks_(std::move(networks)),
      records_(std::move(records)),
      iterations_(iterations),
      results_(results) {
  chunk_ = std::max(1L, static_cast<long>(CHUNK / update_cost(problem_, api_.width)));
}

Fleet::~Fleet() { stop(); }

void Fleet::start(int threads) {
  working_ = threads;
  for (int t = 0; t < threads; ++t) threads_.emplace_back([this] { work(); });
}

bool Fleet::wait(double seconds) {
  std::unique_lock<std::mutex> lock(mutex_);
  const bool done = changed_.wait_for(lock, std::chrono::duration<double>(seconds),
                                      [this] { return working_ == 0; });
  if (failure_) std::rethrow_exception(failure_);
  return done;
}

void Fleet::stop() {
  stopping_ = true;
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
}

int Fleet::lanes_of(long first) const {
  return static_cast<int>(
      std::min<long>(per_group_, static_cast<long>(networks_.size()) - first));
}

void Fleet::work() {
  try {
    PlainFloats floats;
    Worker worker;
    worker.group = allocate(api_.group_bytes(problem_));
    worker.backup = allocate(api_.group_bytes(problem_));
    worker.scratch = allocate(api_.scratch_bytes(problem_));
    std::memset(worker.scratch.get(), 0, static_cast<std::size_t>(api_.scratch_bytes(problem_)));
    worker.observed.resize(static_cast<std::size_t>(api_.width * observed_count(problem_)));
    worker.layers.resize(static_cast<std::size_t>(api_.width));
    for (;;) {
      long first = next_.fetch_add(per_group_);
      if (first >= static_cast<long>(networks_.size()) || stopping_) break;
      run_group(worker, first);
    }
  } catch (...) {  // out of memory: the caller is told, the other threads end soon
    std::lock_guard<std::mutex> lock(mutex_);
    failure_ = std::current_exception();
    stopping_ = true;
  }
  std::lock_guard<std::mutex> lock(mutex_);
  --working_;
  changed_.notify_all();
}

// Train the networks from `first` on, one in each lane, and leave their results.
void Fleet::run_group(Worker& worker, long first) {
  const int lanes = lanes_of(first), observed = observed_count(problem_);
  api_.load(problem_, worker.group.get(), &networks_[static_cast<std::size_t>(first)], lanes);
  worker.iteration = 0;
  const long records = static_cast<long>(records_.size());
  for (long r = 0; r <= records; ++r) {
    const long iteration = r < records ? records_[static_cast<std::size_t>(r)] : iterations_;
    if (!advance(worker, first, iteration)) return;
    api_.observe(problem_, worker.group.get(), worker.scratch.get(), worker.observed.data());
    for (int lane = 0; lane < lanes; ++lane) {
      const long k = first + lane;
      if (results_.diverged_at[k]) continue;
      double* row = r < records ? results_.history + (k * records + r) * observed
                                : results_.final + k * observed;
      std::copy_n(worker.observed.data() + lane * observed, observed, row);
    }
  }
  for (int lane = 0; lane < lanes; ++lane) {
    const long k = first + lane;
    if (!results_.diverged_at[k])
      api_.store(problem_, worker.group.get(), lane,
                 results_.parameters + k * parameter_count(problem_));
    __atomic_store_n(&results_.finished[k], 1, __ATOMIC_RELEASE);
  }
}

// Train a group up to an iteration, chunk by chunk; false if asked to stop on the way.
bool Fleet::advance(Worker& worker, long first, long until) {
  const int lanes = lanes_of(first);
  while (worker.iteration < until) {
    if (stopping_) return false;
    const long next = std::min(until, worker.iteration + chunk_);
    api_.copy(problem_, worker.backup.get(), worker.group.get());
    (lanes == 1 ? api_.train_alone : api_.train)(problem_, worker.group.get(),
                                                 worker.scratch.get(), next);
    api_.not_finite(problem_, worker.group.get(), worker.layers.data());
    int diverged = 0;
    for (int lane = 0; lane < lanes; ++lane)
      diverged += worker.layers[static_cast<std::size_t>(lane)] && !results_.diverged_at[first + lane];
    if (diverged && !replay(worker, first, diverged)) return false;
    done_ += lanes * (next - worker.iteration);
    worker.iteration = next;
  }
  return true;
}

// Find out when each of `diverged` lanes did so in the chunk just trained, and keep its last finite
// state. The chunk is trained again from its copy, one update at a time; the group itself stays as
// it is. False if asked to stop on the way.
bool Fleet::replay(Worker& worker, long first, int diverged) {
  const int lanes = lanes_of(first), observed = observed_count(problem_);
  if (!worker.previous) worker.previous = allocate(api_.group_bytes(problem_));
  for (long at = worker.iteration + 1; diverged > 0; ++at) {
    if (stopping_) return false;
    api_.copy(problem_, worker.previous.get(), worker.backup.get());
    api_.train(problem_, worker.backup.get(), worker.scratch.get(), at);
    api_.not_finite(problem_, worker.backup.get(), worker.layers.data());
    bool seen = false;
    for (int lane = 0; lane < lanes; ++lane) {
      const long k = first + lane;
      const int layer = worker.layers[static_cast<std::size_t>(lane)];
      if (!layer || results_.diverged_at[k]) continue;
      if (!seen)
        api_.observe(problem_, worker.previous.get(), worker.scratch.get(),
                     worker.observed.data());
      seen = true;
      --diverged;
      results_.diverged_at[k] = at;
      results_.diverged_layer[k] = layer;
      std::copy_n(worker.observed.data() + lane * observed, observed,
                  results_.final + k * observed);
      api_.store(problem_, worker.previous.get(), lane,
                 results_.parameters + k * parameter_count(problem_));
    }
  }
  return true;
}

}  // namespace initlab
