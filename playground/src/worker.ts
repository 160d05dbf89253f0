// The worker: trains in slices of time, so that it can listen in between, and says what it sees
// when the page has drawn what it said before.

import kernelBytes from "../kernel.wasm?base64";
import { Kernel, type Race } from "./kernel";
import { Detailer } from "./detail";
import type { Detail, Numbered, Order, Report, Snapshot } from "./messages";
import { following } from "./recording";
import { LIMITS } from "./limits";

const SLICE_MS = 6; // so short that there is something new for each picture, 60 a second
const CALL_MS = 2; // one call of the kernel should not take longer
const TRAINING_TO_SHOWING = 3; // what large networks take to look into must not hold them up
const UNSEEN_MS = 500; // a page that has not drawn for so long, as one in the background, waits

interface Running {
  number: number;
  race: Race;
  racers: number;
  seeds: number;
  detailer: Detailer;
  iterations: number[]; // measured since the last snapshot
  costs: number[];
}

let kernel: Promise<Kernel> | null = null;
let running: Running | null = null;
let playing = false;
let goal: number | null = null; // an iteration to reach, whether the race then goes on or not
let wanted = false;
let wantedAt = 0;
let perSecond: number | null = null;
let paceFrom = { time: 0, iteration: 0 };
let updatesPerCall = 1;
let nextDetail = 0;
let pending = false;
let shownAt = 0;
let showingTook = 0;
let rate = 0;
let obeyed = 0;
let latest = 0;
let rateFrom = { time: 0, iteration: 0 };

const ticks = new MessageChannel();
ticks.port1.onmessage = () => {
  pending = false;
  slice();
};

self.onmessage = async ({ data }: MessageEvent<Numbered>) => {
  try {
    obeyed = data.number;
    await obey(data);
  } catch (error) {
    const race = data.kind === "start" ? data.race : (running?.number ?? 0);
    say({ kind: "failed", race, message: (error as Error).message }, []);
  }
};

async function obey(order: Order): Promise<void> {
  switch (order.kind) {
    case "start":
      return start(order);
    case "play":
      playing = true;
      setPace();
      return soon();
    case "pause":
      playing = false;
      return goal === null ? show(true) : undefined;
    case "step":
      playing = false;
      goal = (goal ?? running?.race.iteration ?? 0) + order.updates;
      return soon();
    case "speed":
      perSecond = order.perSecond;
      return setPace();
    case "want":
      wanted = true;
      wantedAt = performance.now();
      return soon();
  }
}

async function start(order: Order & { kind: "start" }): Promise<void> {
  running?.race.close();
  running = null;
  latest = order.race;
  kernel ??= Kernel.load(bytes(kernelBytes));
  const loaded = await kernel;
  if (order.race !== latest) return; // another was asked for meanwhile
  const race = loaded.race(order.specs, order.train, order.test);
  const seeds = order.specs.length / order.racers;
  const firsts = Array.from({ length: order.racers }, (_, racer) => racer * seeds);
  running = {
    number: order.race,
    race,
    racers: order.racers,
    seeds,
    detailer: new Detailer(race, order.specs, firsts, order.plane),
    iterations: [],
    costs: [],
  };
  updatesPerCall = 1;
  nextDetail = 0;
  goal = order.until;
  measure(running);
  soon();
}

function setPace(): void {
  const iteration = running?.race.iteration ?? 0;
  paceFrom = { time: performance.now(), iteration };
  rateFrom = { ...paceFrom };
  rate = 0;
}

function soon(): void {
  if (pending || !running || !(playing || goal !== null)) return;
  pending = true;
  ticks.port2.postMessage(null);
}

function slice(): void {
  if (!running || !(playing || goal !== null)) return;
  const began = performance.now();
  if (goal === null && !wanted && began - wantedAt > UNSEEN_MS) return setPace(); // "want" wakes it
  const { race } = running;
  let most: number = goal ?? LIMITS.iterations;
  if (goal === null && perSecond !== null) {
    const reached = paceFrom.iteration + ((began - paceFrom.time) / 1000) * perSecond;
    most = Math.min(most, Math.floor(reached));
  }
  while (race.iteration < most && performance.now() - began < SLICE_MS) {
    const called = performance.now(), before = race.iteration;
    trainTo(running, Math.min(most, before + updatesPerCall));
    const took = performance.now() - called;
    if (took < CALL_MS / 2) updatesPerCall *= 2;
    else if (took > CALL_MS && updatesPerCall > 1) updatesPerCall /= 2;
  }
  const passed = performance.now() - rateFrom.time;
  if (passed > 500) {
    rate = ((race.iteration - rateFrom.iteration) / passed) * 1000;
    rateFrom = { time: performance.now(), iteration: race.iteration };
  }
  if (race.iteration >= LIMITS.iterations) playing = false;
  const there = goal !== null && race.iteration >= goal;
  if (there) {
    goal = null;
    setPace();
  }
  const due = performance.now() - shownAt > TRAINING_TO_SHOWING * showingTook;
  if (there || (!playing && goal === null)) show(true);
  else if (wanted && due) show(false);
  if (perSecond === null || goal !== null) soon();
  else setTimeout(soon, 4);
}

/** Train to an iteration, measuring on the way where curves have their points. */
function trainTo(run: Running, until: number): void {
  const { race } = run;
  while (race.iteration < until) {
    const point = following(race.iteration);
    race.train(Math.min(until, point));
    if (race.iteration === point) measure(run);
  }
}

function measure(run: Running): void {
  run.iterations.push(run.race.iteration);
  for (const seen of run.race.observe()) run.costs.push(costOf(seen));
}

/** A diverged run has no cost any more. */
function costOf(seen: { cost: number; divergedAt: number | null }): number {
  return seen.divergedAt === null ? seen.cost : Infinity;
}

function show(everything: boolean): void {
  if (!running) return;
  const began = performance.now();
  wanted = false;
  const { race, racers, seeds, detailer } = running;
  const chosen = everything ? Array.from({ length: racers }, (_, k) => k) : [nextDetail++ % racers];
  const details: Detail[] = chosen.map((racer) => detailer.detail(racer, racer * seeds));
  const snapshot: Snapshot = {
    kind: "snapshot",
    race: running.number,
    obeyed: goal === null ? obeyed : obeyed - 1, // not yet
    iteration: race.iteration,
    playing,
    rate,
    observations: race.observe(),
    recorded: { iterations: running.iterations, costs: Float64Array.from(running.costs) },
    details,
  };
  running.iterations = [];
  running.costs = [];
  say(
    snapshot,
    details.map((detail) => detail.grid.buffer as ArrayBuffer),
  );
  shownAt = performance.now();
  showingTook = shownAt - began;
}

function say(report: Report, transfer: ArrayBuffer[]): void {
  self.postMessage(report, { transfer });
}

function bytes(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
