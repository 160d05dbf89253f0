// The machine's own limit: separate multiplies and adds on registers, nothing else. Prints how many
// multiply-adds a second so many threads reach, for vectors of LANES doubles.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

typedef double Real __attribute__((vector_size(LANES * 8)));
// Enough sums to hide the latency of an addition, few enough to stay in registers.
constexpr int WEIGHTS = LANES == 8 ? 5 : 3, INPUTS = LANES == 8 ? 4 : 3, SUMS = WEIGHTS * INPUTS;

__attribute__((noinline)) static double loop(long rounds) {
  // Every sum has a product of its own: WEIGHTS · INPUTS of them, as in a register tile.
  Real sum[SUMS], weight[WEIGHTS], input[INPUTS];
  for (int k = 0; k < SUMS; ++k) sum[k] = Real{} + k;
  for (int k = 0; k < WEIGHTS; ++k) weight[k] = Real{} + 1e-9 * k;
  for (int k = 0; k < INPUTS; ++k) input[k] = Real{} + 1.0 + 1e-7 * k;
  for (long n = 0; n < rounds; ++n) {
#if defined(__x86_64__)
    for (int k = 0; k < WEIGHTS; ++k) asm volatile("" : "+v"(weight[k]));  // not constant
    for (int k = 0; k < INPUTS; ++k) asm volatile("" : "+v"(input[k]));
#endif
#pragma GCC unroll 20
    for (int k = 0; k < SUMS; ++k) sum[k] += weight[k % WEIGHTS] * input[k / WEIGHTS];
  }
  double total = 0;
  for (int k = 0; k < SUMS; ++k)
    for (int lane = 0; lane < LANES; ++lane) total += sum[k][lane];
  return total;
}

int main(int, char** arguments) {
  const int threads = std::atoi(arguments[1]);
  const long rounds = 10000000;
  double best = 0;
  for (int attempt = 0; attempt < 5; ++attempt) {
    std::vector<double> sink(threads);
    auto begin = std::chrono::steady_clock::now();
    std::vector<std::thread> running;
    for (int t = 0; t < threads; ++t) running.emplace_back([&, t] { sink[t] = loop(rounds); });
    for (auto& thread : running) thread.join();
    std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
    double rate = double(threads) * rounds * SUMS * LANES / time.count();
    if (sink[0] != 0 && rate > best) best = rate;
  }
  std::printf("%.6g\n", best);
}
