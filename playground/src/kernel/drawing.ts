// The parameters that a run begins with: those of `initlab compare`, NumPy's RandomState(seed).

import { elementsOf, parse, UNITS } from "../laws";
import type { RunSpec } from "../kernel";
import type { Instance } from "./instance";

const MOST_SEED = 999;

/** Draw one network's parameters to `out`: per layer weights (outputs, inputs), then biases of 0. */
export function draw(instance: Instance, spec: RunSpec, out: number): void {
  const { initializer, seed, sizes } = spec;
  if (!Number.isInteger(seed) || seed < 0 || seed > MOST_SEED)
    throw new RangeError(`A seed is a whole number from 0 to ${MOST_SEED}; got ${seed}.`);
  const law = parse(initializer);
  instance.briefly(() => {
    const state = instance.reserve(instance.call.random_state_bytes());
    instance.call.seed(state, seed);
    for (let layer = 0; layer + 1 < sizes.length; ++layer) {
      const inputs = sizes[layer]!, outputs = sizes[layer + 1]!, count = inputs * outputs;
      const { unit, scale, centre } = elementsOf(law, inputs, outputs);
      const number = UNITS.indexOf(unit);
      if (!instance.call.draw(state, number, scale, centre, out, count))
        throw new RangeError("A network on the page draws at most 4096 normal weights.");
      out += 8 * (count + outputs);
    }
  });
}
