// The engine's kernel in the page: the same numbers as initlab's, to the last bit.

import { Instance } from "./kernel/instance";
import { Training } from "./kernel/training";

export interface RunSpec {
  sizes: number[]; // units per layer, inputs first
  activation: string; // of the hidden layers, by its name in the catalogue
  loss: "binary" | "softmax" | "squared";
  initializer: string; // as `--init` takes it: "he", "random:scale=0.01"
  seed: number; // 0 to 999
  learningRate: number;
  optimizer: "gd" | "momentum" | "nesterov" | "adam";
  momentum: number;
  beta2: number;
  epsilon: number;
  batchSize: number | null; // null: all examples in every update
  l2: number;
}

export interface Examples {
  features: number;
  count: number;
  inputs: Float64Array; // [feature][example]
  targets: Float64Array; // [output][example]
}

// What initlab's Observation holds.
export interface Observation {
  iteration: number; // of a run that has diverged, the last one before it did
  cost: number;
  trainAccuracy: number; // 0 to 1; 0 for the squared loss, which classifies nothing
  testAccuracy: number | null;
  meanSquare: number[]; // of activations, one for each layer, the output included
  silentShare: number[]; // units that are 0 for every example, 0 to 1
  gradientNorm: number[]; // of the layer's weights
  divergedAt: number | null; // the update after which a parameter was no longer finite
  divergedLayer: number | null; // the first layer, from 1, with such a parameter
}

export interface LayerValues {
  preActivations: Float64Array; // [unit][training example]
  activations: Float64Array;
  gradients: Float64Array; // ∂cost/∂z
}

// Networks in training, side by side. A run that diverges stays as it was before that update.
export interface Race {
  readonly iteration: number;
  train(until: number): void;
  observe(): Observation[];
  parameters(k: number): Float64Array; // per layer weights (outputs, inputs), then biases
  predict(k: number, features: number, count: number, inputs: Float64Array): Float64Array; // [output][example]
  layers(k: number): LayerValues[];
  weights(k: number, layer: number): Float64Array; // (outputs, inputs); layers count from 0
  close(): void;
}

/** The compiled kernel; each race has a copy of it to itself until it is closed. */
export class Kernel {
  private readonly idle: Instance[] = [];

  private constructor(private readonly module: WebAssembly.Module) {}

  static async load(bytes: BufferSource): Promise<Kernel> {
    return new Kernel(await WebAssembly.compile(bytes));
  }

  /** Networks drawn from `specs`, untrained. Throws a RangeError for what cannot be trained. */
  race(specs: RunSpec[], train: Examples, test: Examples | null): Race {
    const instance = this.idle.pop() ?? new Instance(this.module);
    const giveBack = () => {
      instance.releaseAll();
      this.idle.push(instance);
    };
    try {
      return new Training(instance, specs, train, test, giveBack);
    } catch (error) {
      giveBack();
      throw error;
    }
  }
}
