// What the page and its worker say to each other.

import type { Examples, Observation, RunSpec } from "./kernel";

export interface Window {
  low: number; // of both axes of the plane
  high: number;
}

export type Order =
  | {
      kind: "start";
      race: number; // its number, so that what belongs to an earlier race is not mistaken for it
      specs: RunSpec[];
      racers: number; // specs are racer by racer, seeds ascending
      train: Examples;
      test: Examples;
      plane: Window;
      until: number; // train so far before anything is shown
    }
  | { kind: "play" }
  | { kind: "pause" }
  | { kind: "step"; updates: number }
  | { kind: "speed"; perSecond: number | null } // null: as fast as it goes
  | { kind: "want" }; // the page is ready for another snapshot

export interface Histogram {
  counts: Uint16Array; // values in each bin, from the lowest; values that are exactly 0 left out
  zeros: number; // the share of them, 0 to 1
}

// An order has a number, so that the page knows when it has been obeyed.
export type Numbered = Order & { number: number };

// One racer's first run, in pictures.
export interface Detail {
  racer: number;
  grid: Float32Array; // GRID × GRID outputs, rows from the lowest y
  activations: Histogram[]; // by layer, the output included
  gradients: Histogram[];
  activationReach: number; // the bins go from -reach to reach
  gradientReach: number;
  gradientMeanSquare: number[]; // of ∂cost/∂z, by layer
  firstGradient: number; // the output layer's before training, where theory starts from
  equalLayers: number[]; // hidden layers, from 1, whose units are all the same
}

export interface Snapshot {
  kind: "snapshot";
  race: number;
  obeyed: number; // the number of the latest order
  iteration: number;
  playing: boolean;
  rate: number; // updates per second of each run, lately
  observations: Observation[]; // of every run
  recorded: { iterations: number[]; costs: Float64Array }; // since the last; [iteration][run]
  details: Detail[]; // one racer's while playing, every racer's otherwise
}

export type Report = Snapshot | { kind: "failed"; race: number; message: string };

export const GRID = 50; // points each way
export const BINS = 41; // odd, so that one is in the middle
