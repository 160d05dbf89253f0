// What theory predicts for wide layers: the maps of initlab.theory, from tables.

import { type Elements, activationNumber, ACTIVATIONS, elementsOf, parse } from "./laws";
import { floats } from "./floats";
import theory from "./generated/theory.json";

export interface Profile {
  variance: number[]; // of each layer's pre-activations over units, weights and examples
  meanSquare: number[]; // of each hidden layer's activations
  backward: number[]; // by what the mean square of ∂cost/∂z grows from layer l + 1 down to l
}

const UNIT_VARIANCE = { constant: 0, uniform: 1 / 3, normal: 1, truncated: 0.8796256610342398 ** 2 };

const decoded = new Map<string, Float64Array>();

/** E[φ(√q z)²], z ~ N(0, 1): mean square of a layer's activations, its pre-activations' variance q. */
export function meanSquareOf(activation: string, q: number): number {
  return lookedUp(theory.values, activation, q);
}

/** E[φ′(√q z)²]: what a gradient's mean square is multiplied by, beside outputs · Var[W]. */
export function slopeSquareOf(activation: string, q: number): number {
  return lookedUp(theory.slopes, activation, q);
}

/**
 * The mean-field prediction, biases 0: q₁ = n_in Var[W] E[x²], then q′ = n_in Var[W] E[φ(√q z)²].
 * Null where it does not hold, for weights whose mean is not 0. `inputMeanSquare` is that of the
 * data, over features and examples.
 */
export function profile(
  activation: string,
  sizes: number[],
  initializer: string,
  inputMeanSquare: number,
): Profile | null {
  const law = parse(initializer);
  const result: Profile = { variance: [], meanSquare: [], backward: [] };
  let arriving = inputMeanSquare;
  for (let layer = 0; layer + 1 < sizes.length; ++layer) {
    const inputs = sizes[layer]!, outputs = sizes[layer + 1]!;
    const elements = elementsOf(law, inputs, outputs);
    if (elements.centre !== 0) return null;
    if (layer > 0) {
      const slope = slopeSquareOf(activation, result.variance[layer - 1]!);
      result.backward.push(outputs * varianceOf(elements) * slope);
    }
    const q = inputs * varianceOf(elements) * arriving;
    result.variance.push(q);
    if (layer + 2 < sizes.length) result.meanSquare.push((arriving = meanSquareOf(activation, q)));
  }
  return result;
}

function varianceOf({ unit, scale }: Elements): number {
  return scale * scale * UNIT_VARIANCE[unit];
}

// Catmull and Rom's cubic between the logarithms, straight lines beyond the ends.
function lookedUp(tables: Record<string, string>, activation: string, q: number): number {
  const name = ACTIVATIONS[activationNumber(activation)]!.name;
  const table = tableOf(tables[name]!);
  const last = table.length - 1;
  const place = (Math.log10(Math.max(q, 1e-300)) - theory.lowest) * theory.perDecade;
  const at = (k: number) => table[k]!;
  if (place <= 0) return 10 ** (at(0) + place * (at(1) - at(0)));
  if (place >= last) return 10 ** (at(last) + (place - last) * (at(last) - at(last - 1)));
  const k = Math.floor(place), t = place - k;
  const slopeAt = (n: number) =>
    n === 0 ? at(1) - at(0) : n === last ? at(n) - at(n - 1) : (at(n + 1) - at(n - 1)) / 2;
  const [a, b, u, v] = [at(k), at(k + 1), slopeAt(k), slopeAt(k + 1)];
  const squared = t * t, cubed = squared * t;
  return (
    10 **
    (a + u * (cubed - 2 * squared + t) + (b - a) * (3 * squared - 2 * cubed) + v * (cubed - squared))
  );
}

function tableOf(text: string): Float64Array {
  let table = decoded.get(text);
  if (!table) {
    table = floats(text);
    decoded.set(text, table);
  }
  return table;
}
