// A race: runs of one shape share a problem, two at a time a group of lanes. Which share a group
// decides how long training takes, never a result.

import { activationNumber, BATCH_STREAM, LOSSES, OPTIMIZERS } from "../laws";
import type { Examples, LayerValues, Observation, Race, RunSpec } from "../kernel";
import { draw } from "./drawing";
import { type Instance, LANES, stride } from "./instance";

const CHUNK = 100; // updates between two looks for parameters that are not finite

// Addresses of groups of one shape, and of what they share.
interface Problem {
  address: number;
  parameters: number; // how many
  groupBytes: number;
  scratch: number;
}

interface Group {
  problem: Problem;
  live: number; // in training
  backup: number; // as it was at the start of the chunk
  runs: number[]; // by lane
}

// Where a run's present state is: in its group, or once diverged, in a copy from before that.
interface Run {
  spec: RunSpec;
  problem: Problem;
  group: number;
  lane: number;
  divergedAt: number | null;
  divergedLayer: number | null;
}

export class Training implements Race {
  private done = 0;
  private readonly runs: Run[] = [];
  private readonly groups: Group[] = [];
  private readonly hasTest: boolean;
  private open = true;

  constructor(
    private readonly instance: Instance,
    specs: RunSpec[],
    private readonly train_: Examples,
    test: Examples | null,
    private readonly giveBack: () => void,
  ) {
    this.hasTest = test !== null && test.count > 0;
    for (const spec of specs) check(spec, train_);
    const inputs = instance.rowsAt(train_.inputs, train_.features, train_.count);
    const testInputs =
      test && this.hasTest ? instance.rowsAt(test.inputs, test.features, test.count) : 0;
    for (const places of byShape(specs)) {
      const first = specs[places[0]!]!;
      const outputs = first.sizes.at(-1)!;
      const problem = this.problemOf(first);
      const give = (part: number, data: Examples, at: number) => {
        if (data.targets.length !== outputs * data.count)
          throw new RangeError(`Targets should be ${outputs} × ${data.count} numbers.`);
        const targets = instance.rowsAt(data.targets, outputs, data.count);
        const { count } = data;
        instance.call.set_examples(problem.address, part, at, targets, count, stride(count));
      };
      give(0, train_, inputs);
      if (test && this.hasTest) give(1, test, testInputs);
      problem.groupBytes = instance.call.group_bytes(problem.address);
      problem.scratch = instance.reserve(instance.call.scratch_bytes(problem.address));
      for (let at = 0; at < places.length; at += LANES)
        this.addGroup(problem, specs, places.slice(at, at + LANES));
    }
  }

  get iteration(): number {
    return this.done;
  }

  train(until: number): void {
    while (this.done < until) {
      const next = Math.min(until, this.done + CHUNK);
      for (const group of this.groups) this.advance(group, next);
      this.done = next;
    }
  }

  observe(): Observation[] {
    const seen = new Map<number, Float64Array>(); // by group: one look shows all its lanes
    return this.runs.map((run) => this.observation(run, seen));
  }

  parameters(k: number): Float64Array {
    const { problem, group, lane } = this.run(k);
    return this.result(problem.parameters, (out) =>
      this.instance.call.store(problem.address, group, lane, out),
    );
  }

  weights(k: number, layer: number): Float64Array {
    const { sizes } = this.run(k).spec;
    let at = 0;
    for (let l = 0; l < layer; ++l) at += (sizes[l]! + 1) * sizes[l + 1]!;
    return this.parameters(k).slice(at, at + sizes[layer]! * sizes[layer + 1]!);
  }

  predict(k: number, features: number, count: number, inputs: Float64Array): Float64Array {
    const { problem, group, lane, spec } = this.run(k);
    if (features !== spec.sizes[0] || inputs.length !== features * count)
      throw new RangeError(`Inputs should be ${spec.sizes[0]} × ${count} numbers.`);
    return this.instance.briefly(() => {
      const rows = this.instance.rowsAt(inputs, features, count);
      return this.result(spec.sizes.at(-1)! * count, (out) =>
        this.instance.call.predict(
          problem.address,
          group,
          problem.scratch,
          lane,
          rows,
          count,
          stride(count),
          out,
        ),
      );
    });
  }

  layers(k: number): LayerValues[] {
    const { problem, group, lane, spec } = this.run(k);
    const { count } = this.train_;
    const units = spec.sizes.slice(1);
    const total = 3 * count * units.reduce((sum, n) => sum + n, 0);
    const values = this.result(total, (out) =>
      this.instance.call.layer_values(problem.address, group, problem.scratch, lane, out),
    );
    let at = 0;
    return units.map((n) => {
      const take = () => values.subarray(at, (at += n * count));
      return { preActivations: take(), activations: take(), gradients: take() };
    });
  }

  close(): void {
    if (this.open) this.giveBack();
    this.open = false;
  }

  // ---- building ---------------------------------------------------------------------------------

  private problemOf(spec: RunSpec): Problem {
    const { instance } = this;
    const sizes = instance.integersAt(spec.sizes);
    const [tagLow, tagHigh] = BATCH_STREAM;
    const address = instance.call.new_problem(
      spec.sizes.length - 1,
      sizes,
      activationNumber(spec.activation),
      LOSSES.indexOf(spec.loss),
      OPTIMIZERS.indexOf(spec.optimizer),
      Math.min(spec.batchSize ?? this.train_.count, this.train_.count),
      spec.l2 > 0 ? 1 : 0,
      tagLow,
      tagHigh,
    );
    if (address === 0) throw new RangeError("There is no memory for another problem.");
    return { address, parameters: instance.call.parameters(address), groupBytes: 0, scratch: 0 };
  }

  private addGroup(problem: Problem, specs: RunSpec[], runs: number[]): void {
    const { instance } = this;
    const live = instance.reserve(problem.groupBytes);
    const backup = instance.reserve(problem.groupBytes);
    const chosen = runs.map((k) => specs[k]!);
    instance.briefly(() => {
      const values = instance.reserve(8 * problem.parameters * runs.length);
      chosen.forEach((spec, n) => draw(instance, spec, values + 8 * problem.parameters * n));
      const settings = instance.doublesAt(
        chosen.flatMap((s) => [s.learningRate, s.momentum, s.beta2, s.epsilon, s.l2]),
      );
      const seeds = instance.integersAt(chosen.map((s) => s.seed));
      instance.call.load(problem.address, live, runs.length, settings, seeds, values);
    });
    this.groups.push({ problem, live, backup, runs });
    runs.forEach((k, lane) => {
      const spec = specs[k]!;
      this.runs[k] = { spec, problem, group: live, lane, divergedAt: null, divergedLayer: null };
    });
  }

  // ---- training ---------------------------------------------------------------------------------

  private advance(group: Group, next: number): void {
    const { problem, live, backup, runs } = group;
    const { call } = this.instance;
    if (runs.every((k) => this.run(k).divergedAt !== null)) return;
    call.copy(problem.address, backup, live);
    call.train(problem.address, live, problem.scratch, next);
    const layers = this.layersNotFinite(problem, live);
    const diverged = runs.filter((k, lane) => layers[lane] && this.run(k).divergedAt === null);
    if (diverged.length > 0) this.replay(group, diverged.length);
  }

  // The chunk again, one update at a time, to find out when runs diverged and to keep what they
  // were before.
  private replay(group: Group, missing: number): void {
    const { problem, backup } = group;
    const { call } = this.instance;
    let previous = this.instance.reserve(problem.groupBytes);
    for (let at = this.done + 1; missing > 0; ++at) {
      call.copy(problem.address, previous, backup);
      call.train(problem.address, backup, problem.scratch, at);
      const layers = this.layersNotFinite(problem, backup);
      const now = group.runs
        .map((k) => this.run(k))
        .filter((run) => layers[run.lane] && run.divergedAt === null);
      if (now.length === 0) continue;
      for (const run of now) {
        run.group = previous;
        run.divergedAt = at;
        run.divergedLayer = layers[run.lane]!;
      }
      missing -= now.length;
      if (missing > 0) previous = this.instance.reserve(problem.groupBytes);
    }
  }

  private layersNotFinite(problem: Problem, group: number): number[] {
    const { instance } = this;
    return instance.briefly(() => {
      const layers = instance.reserve(4 * LANES);
      instance.call.not_finite(problem.address, group, layers);
      return [...instance.integers(layers, LANES)];
    });
  }

  // ---- reading ----------------------------------------------------------------------------------

  private observation(run: Run, seen: Map<number, Float64Array>): Observation {
    const { problem, group, lane, spec, divergedAt, divergedLayer } = run;
    const layers = spec.sizes.length - 1, each = 3 + 3 * layers;
    const observed =
      seen.get(group) ??
      this.result(LANES * each, (out) =>
        this.instance.call.observe(problem.address, group, problem.scratch, out),
      );
    seen.set(group, observed);
    const [cost = 0, trainAccuracy = 0, testAccuracy = 0, ...rest] = observed.slice(
      lane * each,
      (lane + 1) * each,
    );
    return {
      iteration: divergedAt === null ? this.done : divergedAt - 1,
      cost,
      trainAccuracy,
      testAccuracy: this.hasTest && spec.loss !== "squared" ? testAccuracy : null,
      meanSquare: rest.slice(0, layers),
      silentShare: rest.slice(layers, 2 * layers),
      gradientNorm: rest.slice(2 * layers),
      divergedAt,
      divergedLayer,
    };
  }

  private run(k: number): Run {
    const run = this.runs[k];
    if (!run) throw new RangeError(`There are ${this.runs.length} runs; got number ${k}.`);
    if (!this.open) throw new RangeError("This race is closed.");
    return run;
  }

  /** A copy of `count` doubles that `write` has written to the address it is given. */
  private result(count: number, write: (out: number) => void): Float64Array {
    return this.instance.briefly(() => {
      const out = this.instance.reserve(8 * count);
      write(out);
      return this.instance.doubles(out, count).slice();
    });
  }
}

/** The places of the specs of each shape. */
function byShape(specs: RunSpec[]): number[][] {
  const shapes = new Map<string, number[]>();
  specs.forEach((s, k) => {
    const shape = [s.sizes, s.activation, s.loss, s.optimizer, s.batchSize, s.l2 > 0];
    const key = JSON.stringify(shape);
    shapes.set(key, [...(shapes.get(key) ?? []), k]);
  });
  return [...shapes.values()];
}

function check(spec: RunSpec, data: Examples): void {
  const { sizes, loss } = spec;
  const fail = (message: string) => {
    throw new RangeError(message);
  };
  if (sizes.length < 2 || sizes.length > 129 || sizes.some((n) => !Number.isInteger(n) || n < 1))
    fail(`Sizes are 2 to 129 whole numbers of at least 1; got ${sizes.join("-")}.`);
  if (sizes[0] !== data.features || data.inputs.length !== data.features * data.count)
    fail(`A network of ${sizes[0]} inputs needs ${sizes[0]} features; got ${data.features}.`);
  if (data.count < 1) fail("The data have no examples.");
  if (!LOSSES.includes(loss)) fail(`There is no loss called ${loss}.`);
  if (!OPTIMIZERS.includes(spec.optimizer)) fail(`There is no optimizer called ${spec.optimizer}.`);
  if (loss === "binary" && sizes.at(-1) !== 1) fail("The binary loss has one output.");
  if (sizes[0]! > data.count && spec.optimizer !== "adam")
    fail("The page does not train on more features than examples.");
  for (const name of ["learningRate", "l2", "epsilon"] as const)
    if (!(spec[name] >= 0 && spec[name] < Infinity))
      fail(`${name} is a finite number of at least 0; got ${spec[name]}.`);
  for (const name of ["momentum", "beta2"] as const)
    if (!(spec[name] >= 0 && spec[name] < 1))
      fail(`${name} is from 0 to below 1; got ${spec[name]}.`);
  if (spec.batchSize !== null && !(Number.isInteger(spec.batchSize) && spec.batchSize >= 1))
    fail(`batchSize is a whole number of at least 1; got ${spec.batchSize}.`);
}
