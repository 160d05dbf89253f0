// What the files of the Python module share.
#pragma once

#include <nanobind/nanobind.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "fleet.hpp"
#include "plain_floats.hpp"

namespace initlab {

void bind_streams(nanobind::module_& m);

inline void need(bool fits, const char* what) {
  if (!fits) throw std::invalid_argument(std::string("engine: ") + what);
}

inline const LaneApi& api_of(int width) {
  for (const LaneApi* api : lane_apis())
    if (api->width == width) return *api;
  throw std::invalid_argument("engine: this processor has no lanes of that width");
}

// Call work(part) for parts 0 … count − 1 on several threads, without the GIL; Ctrl-C ends it soon.
// A single part is done at once, without a thread.
template <class Work>
void in_parallel(long count, int threads, Work work) {
  if (count <= 1) {
    nanobind::gil_scoped_release release;
    PlainFloats floats;
    for (long part = 0; part < count; ++part) work(part);
    return;
  }
  std::atomic<long> next{0};
  std::mutex mutex;
  std::condition_variable finished;
  long working = std::min<long>(threads, count);
  auto run = [&] {
    PlainFloats floats;
    for (long part = next++; part < count; part = next++) work(part);
    std::lock_guard<std::mutex> lock(mutex);
    if (--working == 0) finished.notify_one();
  };
  std::vector<std::thread> running;
  for (long t = working; t > 0; --t) running.emplace_back(run);
  bool done = false, interrupted = false;
  while (!done && !interrupted) {
    {
      nanobind::gil_scoped_release release;
      std::unique_lock<std::mutex> lock(mutex);
      done = finished.wait_for(lock, std::chrono::milliseconds(20), [&] { return working == 0; });
    }
    interrupted = PyErr_CheckSignals() != 0;
  }
  if (interrupted) next = count;
  for (std::thread& thread : running) thread.join();
  if (interrupted) throw nanobind::python_error();
}

}  // namespace initlab
