// The engine's kernel in the page: the same numbers as initlab's, to the last bit.

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

// What initlab's Observation holds. After a run has diverged, the values are no longer finite.
export interface Observation {
  iteration: number;
  cost: number;
  trainAccuracy: number; // 0 to 1; 0 for the squared loss, which classifies nothing
  testAccuracy: number | null;
  meanSquare: number[]; // of activations, one for each layer, the output included
  silentShare: number[]; // units that are 0 for every example, 0 to 1
  gradientNorm: number[]; // of the layer's weights
}

export interface LayerValues {
  preActivations: Float64Array; // [unit][training example]
  activations: Float64Array;
  gradients: Float64Array; // ∂cost/∂z
}

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

export declare class Kernel {
  static load(bytes: BufferSource): Promise<Kernel>;
  race(specs: RunSpec[], train: Examples, test: Examples | null): Race;
}
