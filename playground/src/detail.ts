// What one network looks like inside: its output over the plane, and its layers in histograms.

import type { Race, RunSpec } from "./kernel";
import { BINS, type Detail, GRID, type Histogram, type Window } from "./messages";

export class Detailer {
  private readonly points: Float64Array; // [x, then y][point of the grid]
  private readonly firstGradients = new Map<number, number>();

  constructor(
    private readonly race: Race,
    private readonly specs: RunSpec[],
    firsts: number[], // the runs that are looked into
    plane: Window,
  ) {
    for (const k of firsts) this.firstGradients.set(k, meanSquare(race.layers(k).at(-1)!.gradients));
    const step = (plane.high - plane.low) / GRID;
    this.points = new Float64Array(2 * GRID * GRID);
    for (let row = 0; row < GRID; ++row)
      for (let column = 0; column < GRID; ++column) {
        this.points[row * GRID + column] = plane.low + (column + 0.5) * step;
        this.points[GRID * GRID + row * GRID + column] = plane.low + (row + 0.5) * step;
      }
  }

  /** Run `k`, the first of a racer. */
  detail(racer: number, k: number): Detail {
    const values = this.race.layers(k);
    const activations = values.map((layer) => layer.activations);
    const gradients = values.map((layer) => layer.gradients);
    const activationReach = reach(activations), gradientReach = reach(gradients);
    return {
      racer,
      grid: Float32Array.from(this.race.predict(k, 2, GRID * GRID, this.points)),
      activations: activations.map((layer) => histogram(layer, activationReach)),
      gradients: gradients.map((layer) => histogram(layer, gradientReach)),
      activationReach,
      gradientReach,
      gradientMeanSquare: gradients.map(meanSquare),
      firstGradient: this.firstGradients.get(k)!,
      equalLayers: this.equalLayers(k),
    };
  }

  /** Hidden layers, from 1, whose units have the same weights, bias and use to the last bit. */
  private equalLayers(k: number): number[] {
    const { sizes } = this.specs[k]!;
    const parameters = this.race.parameters(k);
    const equal: number[] = [];
    let at = 0;
    for (let layer = 1; layer + 1 < sizes.length; ++layer) {
      const inputs = sizes[layer - 1]!, units = sizes[layer]!, outputs = sizes[layer + 1]!;
      const biases = at + inputs * units, next = biases + units;
      const sameRows = every(units, (u) =>
        every(inputs, (i) => parameters[at + u * inputs + i] === parameters[at + i]),
      );
      const sameBiases = every(units, (u) => parameters[biases + u] === parameters[biases]);
      const sameUse = every(outputs, (o) =>
        every(units, (u) => parameters[next + o * units + u] === parameters[next + o * units]),
      );
      if (units > 1 && sameRows && sameBiases && sameUse) equal.push(layer);
      at = next;
    }
    return equal;
  }
}

function meanSquare(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum / values.length;
}

function every(count: number, holds: (k: number) => boolean): boolean {
  for (let k = 0; k < count; ++k) if (!holds(k)) return false;
  return true;
}

/** 1, 2 or 5 times a power of ten that no value of any layer is beyond; 0 if all are 0. */
function reach(layers: Float64Array[]): number {
  let largest = 0;
  for (const layer of layers)
    for (const value of layer) {
      const size = Math.abs(value);
      if (size > largest && size < Infinity) largest = size;
    }
  if (largest === 0) return 0;
  const power = 10 ** Math.floor(Math.log10(largest));
  return [1, 2, 5, 10].map((n) => n * power).find((most) => most >= largest) ?? 10 * power;
}

function histogram(values: Float64Array, reach: number): Histogram {
  const counts = new Uint16Array(BINS);
  let zeros = 0;
  for (const value of values) {
    if (value === 0) ++zeros;
    else {
      const bin = Math.floor(((value / reach + 1) / 2) * BINS);
      ++counts[Math.min(BINS - 1, Math.max(0, bin))]!;
    }
  }
  return { counts, zeros: zeros / values.length };
}
