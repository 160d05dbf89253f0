// Many networks of one shape, trained in groups of lanes on several threads.
#pragma once

#include <atomic>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "fleet_api.hpp"

namespace initlab {

// The lane kernels this processor can run, widest first.
const std::vector<const LaneApi*>& lane_apis();

// What a fleet leaves of each network; arrays are the caller's, one row per network.
struct Results {
  double* history;      // [records][observed_count]
  double* final;        // [observed_count], of the last state in which all parameters are finite
  double* parameters;   // [parameter_count], of the same state
  long* diverged_at;    // the update, from 1, that made a parameter not finite; 0 for none
  int* diverged_layer;  // the first such layer, from 1
  char* finished;       // 1 once this network's results are complete
};

class Fleet {
 public:
  // Each group takes `per_group` networks, at most the width of the lanes; a network that is alone
  // in its group has all lanes for its examples. `records` are ascending iterations at which to observe, each before its update.
  Fleet(const LaneApi& api, int per_group, const Problem& problem, std::vector<Network> networks,
        std::vector<long> records, long iterations, Results results);
  ~Fleet();

  Fleet(const Fleet&) = delete;
  Fleet& operator=(const Fleet&) = delete;

  void start(int threads);
  // Wait until all is done or the time is over; whether all is done. Throws what a thread threw.
  bool wait(double seconds);
  // Ask the threads to end soon, and wait for them. Finished networks keep their results.
  void stop();
  // Updates done so far, of all networks together.
  long done() const { return done_; }

 private:
  struct Worker;
  void work();
  void run_group(Worker& worker, long first);
  bool advance(Worker& worker, long first, long until);
  bool replay(Worker& worker, long first, int diverged);
  int lanes_of(long first) const;

  const LaneApi& api_;
  const int per_group_;
  const Problem problem_;
  const std::vector<Network> networks_;
  const std::vector<long> records_;
  const long iterations_;
  const Results results_;
  long chunk_;  // iterations between two looks at `stopping_` and at the parameters

  std::vector<std::thread> threads_;
  std::atomic<long> next_{0}, done_{0};
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
  int working_ = 0;
  std::exception_ptr failure_;
};

}  // namespace initlab
