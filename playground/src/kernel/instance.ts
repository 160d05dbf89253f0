// One instance of kernel.wasm: its functions, typed, and its memory. native/wasm.cpp says what
// each function does; an address is a number of bytes.

interface Functions {
  memory: WebAssembly.Memory;
  reserve(bytes: number): number;
  release(from: number): void;
  random_state_bytes(): number;
  seed(state: number, value: number): void;
  draw(
    state: number,
    unit: number,
    scale: number,
    centre: number,
    out: number,
    count: number,
  ): number;
  new_problem(
    layers: number,
    sizes: number,
    activation: number,
    loss: number,
    optimizer: number,
    batch: number,
    decay: number,
    tagLow: number,
    tagHigh: number,
  ): number;
  set_examples(
    problem: number,
    part: number,
    inputs: number,
    targets: number,
    count: number,
    stride: number,
  ): void;
  group_bytes(problem: number): number;
  scratch_bytes(problem: number): number;
  parameters(problem: number): number;
  load(
    problem: number,
    group: number,
    count: number,
    settings: number,
    seeds: number,
    values: number,
  ): void;
  copy(problem: number, to: number, from: number): void;
  train(problem: number, group: number, scratch: number, until: number): void;
  not_finite(problem: number, group: number, layers: number): void;
  observe(problem: number, group: number, scratch: number, observed: number): void;
  store(problem: number, group: number, lane: number, values: number): void;
  predict(
    problem: number,
    group: number,
    scratch: number,
    lane: number,
    inputs: number,
    count: number,
    stride: number,
    result: number,
  ): void;
  layer_values(
    problem: number,
    group: number,
    scratch: number,
    lane: number,
    result: number,
  ): void;
}

export const LANES = 2; // networks that a group trains side by side
const BLOCK = 20; // examples come in blocks of so many

export class Instance {
  readonly call: Functions;
  private readonly beginning: number;

  constructor(module: WebAssembly.Module) {
    this.call = new WebAssembly.Instance(module).exports as unknown as Functions;
    this.beginning = this.call.reserve(0);
  }

  /** The address of so many bytes of zeros. Views made before may have lost their memory. */
  reserve(bytes: number): number {
    const address = this.call.reserve(bytes);
    if (address === 0) throw new RangeError(`There is no memory for ${bytes} bytes more.`);
    return address;
  }

  releaseAll(): void {
    this.call.release(this.beginning);
  }

  /** What `work` returns; what it reserves is given back. */
  briefly<T>(work: () => T): T {
    const here = this.call.reserve(0);
    try {
      return work();
    } finally {
      this.call.release(here);
    }
  }

  /** A view of doubles, good until the next reservation. */
  doubles(address: number, count: number): Float64Array {
    return new Float64Array(this.call.memory.buffer, address, count);
  }

  integers(address: number, count: number): Int32Array {
    return new Int32Array(this.call.memory.buffer, address, count);
  }

  /** The address of a copy of these doubles. */
  doublesAt(values: ArrayLike<number>): number {
    const address = this.reserve(8 * values.length);
    this.doubles(address, values.length).set(values);
    return address;
  }

  integersAt(values: ArrayLike<number>): number {
    const address = this.reserve(4 * values.length);
    this.integers(address, values.length).set(values);
    return address;
  }

  /** The address of rows of `count` numbers, each padded with zeros to `stride(count)`. */
  rowsAt(values: Float64Array, rows: number, count: number): number {
    const padded = stride(count);
    const address = this.reserve(8 * rows * padded);
    const view = this.doubles(address, rows * padded);
    for (let row = 0; row < rows; ++row)
      view.set(values.subarray(row * count, (row + 1) * count), row * padded);
    return address;
  }
}

/** The length of a padded row of `count` examples. */
export function stride(count: number): number {
  return Math.ceil(count / BLOCK) * BLOCK;
}
