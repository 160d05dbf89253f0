// What the page shows, as one record: everything that decides a race's numbers, and nothing else
// that would be lost if it were forgotten.

import { ACTIVATIONS, OPTIMIZERS, parse } from "./laws";
import { DATASETS } from "./datasets";
import type { RunSpec } from "./kernel";
import { LIMITS } from "./limits";

export interface State {
  data: string;
  noise: number; // its standard deviation, in the plane's units
  hidden: readonly number[]; // units of each hidden layer
  activation: string;
  racers: readonly string[]; // as `--init` takes them, each once
  learningRate: number;
  optimizer: RunSpec["optimizer"];
  batchSize: number | null;
  seed: number; // of each initializer's first run
  seeds: number; // runs of each initializer: seed, seed + 1, …
  axis: "log" | "linear"; // of the costs
}

// Those of version 1 of the links, which leave out what is as it is here. They never change.
export const DEFAULTS: State = {
  data: "circles",
  noise: usualNoise("circles"),
  hidden: [10, 5],
  activation: "relu",
  racers: ["zeros", "random", "he", "xavier", "glorot"],
  learningRate: 0.1,
  optimizer: "gd",
  batchSize: null,
  seed: 3,
  seeds: 1,
  axis: "log",
};

// Of Adam and momentum, as initlab's Spec has them.
const MOMENTUM = 0.9, BETA2 = 0.999, EPSILON = 1e-8;

/** The noise that a data set's bare name stands for. */
export function usualNoise(data: string): number {
  return DATASETS.find((plane) => plane.name === data)?.noise ?? 0;
}

/** The runs of a state, initializer by initializer, seeds ascending. */
export function specs(state: State): RunSpec[] {
  return state.racers.flatMap((initializer) =>
    seedsOf(state).map((seed) => ({
      sizes: [2, ...state.hidden, 1],
      activation: state.activation,
      loss: "binary" as const,
      initializer,
      seed,
      learningRate: state.learningRate,
      optimizer: state.optimizer,
      momentum: MOMENTUM,
      beta2: BETA2,
      epsilon: EPSILON,
      batchSize: state.batchSize,
      l2: 0,
    })),
  );
}

export function seedsOf(state: State): number[] {
  return Array.from({ length: state.seeds }, (_, k) => state.seed + k);
}

/** What keeps a state from being raced, each as a sentence; none for most. */
export function faults(state: State): string[] {
  const found: string[] = [];
  const need = (holds: boolean, sentence: string) => holds || found.push(sentence);
  const whole = (n: number, least: number, most: number) =>
    Number.isInteger(n) && n >= least && n <= most;
  need(
    DATASETS.some((plane) => plane.name === state.data),
    `The page has no data set called ${state.data}.`,
  );
  need(
    state.noise >= 0 && state.noise <= LIMITS.noise,
    `Noise is from 0 to ${LIMITS.noise}.`,
  );
  need(
    ACTIVATIONS.some((a) => a.name === state.activation),
    `There is no activation called ${state.activation}.`,
  );
  need(state.hidden.length <= LIMITS.layers, `At most ${LIMITS.layers} hidden layers fit here.`);
  need(
    state.hidden.every((n) => whole(n, 1, LIMITS.width)),
    `A layer has 1 to ${LIMITS.width} units.`,
  );
  const sizes = [2, ...state.hidden, 1];
  const weights = sizes.slice(1).reduce((sum, units, layer) => sum + units * sizes[layer]!, 0);
  need(weights <= LIMITS.weights, `At most ${LIMITS.weights} weights fit here; got ${weights}.`);
  need(whole(state.racers.length, 1, LIMITS.racers), `1 to ${LIMITS.racers} can race.`);
  need(new Set(state.racers).size === state.racers.length, "Each initializer races once.");
  for (const text of state.racers) {
    try {
      parse(text);
    } catch (error) {
      found.push((error as Error).message);
    }
  }
  need(
    state.learningRate >= 0 && Number.isFinite(state.learningRate),
    "The learning rate is a finite number of at least 0.",
  );
  need(OPTIMIZERS.includes(state.optimizer), `There is no optimizer called ${state.optimizer}.`);
  need(
    state.batchSize === null || whole(state.batchSize, 1, 1e6),
    "A batch has 1 example or more.",
  );
  need(whole(state.seeds, 1, LIMITS.seeds), `1 to ${LIMITS.seeds} seeds can race.`);
  need(
    whole(state.seed, 0, LIMITS.seed) && state.seed + state.seeds - 1 <= LIMITS.seed,
    `Seeds are whole numbers from 0 to ${LIMITS.seed}.`,
  );
  need(state.axis === "log" || state.axis === "linear", "An axis is log or linear.");
  return found;
}
