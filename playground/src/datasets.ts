// The points in the plane, with any noise: the bits of `initlab.datasets.load("moons:noise=0.3")`.

import type { Examples } from "./kernel";
import { floats } from "./floats";
import planes from "./generated/datasets.json";

export interface Plane {
  name: string;
  about: string;
  source: string;
  classNames: string[];
  noise: number; // that the bare name stands for
}

interface Part {
  count: number;
  places: string;
  shifts: string;
  classes: string;
}

export const DATASETS: readonly Plane[] = planes;

/** Training and test points of a data set, ready for the binary loss. */
export function loadDataset(name: string, noise?: number): { train: Examples; test: Examples } {
  const plane = planes.find((p) => p.name === name);
  if (!plane) throw new RangeError(`There is no data set called ${name}.`);
  const amount = noise ?? plane.noise;
  if (!(amount >= 0 && amount < Infinity))
    throw new RangeError(`Noise is a finite number of at least 0; got ${noise}.`);
  return { train: examples(plane.train, amount), test: examples(plane.test, amount) };
}

/** The text by which the library knows it. */
export function datasetText(name: string, noise: number): string {
  const usual = planes.find((p) => p.name === name)?.noise;
  return noise === usual ? name : `${name}:noise=${noise}`;
}

function examples(part: Part, noise: number): Examples {
  const places = floats(part.places);
  const shifts = floats(part.shifts);
  return {
    features: 2,
    count: part.count,
    inputs: places.map((place, k) => place + noise * shifts[k]!),
    targets: Float64Array.from(part.classes, Number),
  };
}
