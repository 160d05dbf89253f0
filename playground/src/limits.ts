// How much of each thing the page takes.

export const LIMITS = {
  racers: 6,
  layers: 24,
  width: 32,
  weights: 4096, // what the kernel draws normally at once
  noise: 1,
  seed: 999,
  seeds: 20,
  iterations: 1_000_000,
} as const;
