// How many iterations a second: the kernel beside the stand-in, on the same networks and points.
// An iteration is one update from all 300 points. Runs in Node and in a page.

import { loadDataset } from "../src/datasets";
import { Kernel, type RunSpec } from "../src/kernel";
import { build, pass, type Point } from "./stand_in";

const SIZES = [2, 10, 5, 1];
const STARTS = ["he", "xavier", "glorot", "random:scale=1", "he_uniform", "random:scale=0.1"];
const RATE = 0.03;
const CHUNK = 20; // iterations between two looks at the clock

export interface Rates {
  kernel: number; // iterations a second of each of the six networks
  standIn: number;
  ratio: number;
}

/** The best of `rounds`, taken in turns, each of about `seconds`. */
export async function measure(wasm: BufferSource, seconds = 1, rounds = 3): Promise<Rates> {
  const { train } = loadDataset("circles");
  const specs: RunSpec[] = STARTS.map((initializer, seed) => ({
    sizes: SIZES,
    activation: "relu",
    loss: "binary",
    initializer,
    seed,
    learningRate: RATE,
    optimizer: "gd",
    momentum: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    batchSize: null,
    l2: 0,
  }));
  const race = (await Kernel.load(wasm)).race(specs, train, null);
  const points: Point[] = [...train.targets].map((target, k) => ({
    inputs: [train.inputs[k]!, train.inputs[train.count + k]!],
    label: 2 * target - 1,
  }));
  const networks = STARTS.map(() => build(SIZES, Math.random));
  const rates: Rates = { kernel: 0, standIn: 0, ratio: 0 };
  for (let round = 0; round < rounds; ++round) {
    rates.kernel = Math.max(
      rates.kernel,
      rate(seconds, () => race.train(race.iteration + CHUNK)),
    );
    rates.standIn = Math.max(
      rates.standIn,
      rate(seconds, () => {
        for (const network of networks)
          for (let k = 0; k < CHUNK; ++k) pass(network, points, points.length, RATE);
      }),
    );
  }
  race.close();
  return { ...rates, ratio: rates.kernel / rates.standIn };
}

function rate(seconds: number, chunk: () => void): number {
  const start = performance.now();
  let done = 0, passed = 0;
  while (passed < 1000 * seconds) {
    chunk();
    done += CHUNK;
    passed = performance.now() - start;
  }
  return (1000 * done) / passed;
}
