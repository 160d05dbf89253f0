// The costs of all racers on one axis: a line each; of several seeds the median in a band from the
// lower to the upper quartile.

import type { History } from "../history";
import type { Snapshot } from "../messages";
import { amount, quantile, updates, whole } from "../numbers";
import type { State } from "../state";
import { drawX, drawY, linear, logarithmic, type Scale, surface } from "./canvas";
import { dress, line, mark } from "./curves";

const LEFT = 46, BOTTOM = 22, TOP = 8, RIGHT = 14;
const FLOOR = 1e-6; // costs below are drawn there

interface Band {
  at: number[]; // iterations
  low: number[];
  middle: number[];
  high: number[];
}

export function drawCosts(
  canvas: HTMLCanvasElement,
  state: State,
  history: History,
  now: Snapshot,
): void {
  const drawn = surface(canvas);
  if (!drawn) return;
  const { context, width, height } = drawn;
  const bands = state.racers.map((_, racer) => bandOf(racer, state.seeds, history, now));
  const right = width - RIGHT, bottom = height - BOTTOM;
  const x = linear(0, Math.max(now.iteration, 10), LEFT, right, width / 110, whole);
  const y = costScale(state, bands, bottom, TOP, height);
  drawY(drawn, y, LEFT, right);
  drawX(drawn, x, LEFT, right, bottom);
  context.save();
  context.beginPath();
  context.rect(LEFT, TOP - 4, right - LEFT + RIGHT, bottom - TOP + 4);
  context.clip();
  if (state.seeds > 1) bands.forEach((band, racer) => fillBand(context, band, racer, x, y, TOP));
  bands.forEach((band, racer) => {
    const points = band.at.map((at, k) => [x(at), y(band.middle[k]!)] as const);
    line(context, points, { racer });
  });
  bands.forEach((band, racer) => {
    const last = band.middle.findLastIndex(Number.isFinite);
    if (last >= 0) mark(context, x(band.at[last]!), y(band.middle[last]!), racer, 3.4);
  });
  context.restore();
}

/** The quartiles of a racer's costs, up to the present iteration. */
function bandOf(racer: number, seeds: number, history: History, now: Snapshot): Band {
  const band: Band = { at: [], low: [], middle: [], high: [] };
  const add = (at: number, costs: number[]) => {
    band.at.push(at);
    if (seeds === 1) band.middle.push(costs[0]!);
    else {
      const sorted = Float64Array.from(costs).sort();
      band.low.push(quantile(sorted, 0.25));
      band.middle.push(quantile(sorted, 0.5));
      band.high.push(quantile(sorted, 0.75));
    }
  };
  const from = racer * seeds;
  history.iterations.forEach((at, k) => add(at, history.costs[k]!.slice(from, from + seeds)));
  if (history.iterations.at(-1) !== now.iteration)
    add(now.iteration, now.observations.slice(from, from + seeds).map(costOf));
  return band;
}

function costOf({ cost, divergedAt }: { cost: number; divergedAt: number | null }): number {
  return divergedAt === null ? cost : Infinity;
}

function costScale(
  state: State,
  bands: Band[],
  bottom: number,
  top: number,
  height: number,
): Scale {
  let low = Infinity, high = 0;
  for (const { low: lows, middle, high: highs } of bands)
    for (const costs of [lows, middle, highs])
      for (const cost of costs)
        if (Number.isFinite(cost)) {
          low = Math.min(low, cost);
          high = Math.max(high, cost);
        }
  if (high === 0) [low, high] = [0.1, 1];
  if (state.axis === "linear") {
    // A start that is far off would leave no room for the others.
    const usual = Math.min(high, 3 * Math.log(2));
    return linear(0, usual * 1.02, bottom, top, height / 40, (v) => String(v));
  }
  low = Math.max(low, FLOOR);
  return logarithmic(
    10 ** Math.floor(Math.log10(low * 0.999)),
    10 ** Math.ceil(Math.log10(high * 1.001)),
    bottom,
    top,
    height / 26,
  );
}

function fillBand(
  context: CanvasRenderingContext2D,
  band: Band,
  racer: number,
  x: Scale,
  y: Scale,
  top: number,
): void {
  const place = (cost: number) => (Number.isFinite(cost) ? y(cost) : top - 4);
  dress(context, { racer });
  context.setLineDash([]);
  context.globalAlpha = 0.16;
  context.beginPath();
  band.at.forEach((at, k) => context.lineTo(x(at), place(band.high[k]!)));
  for (let k = band.at.length - 1; k >= 0; --k) context.lineTo(x(band.at[k]!), place(band.low[k]!));
  context.fill();
  context.globalAlpha = 1;
}

/** The picture in words. */
export function costsInWords(state: State, now: Snapshot, names: readonly string[]): string {
  const parts = names.map((name, racer) => {
    const seen = now.observations.slice(racer * state.seeds, (racer + 1) * state.seeds);
    const cost = quantile(Float64Array.from(seen.map(costOf)).sort(), 0.5);
    return `${name} ${Number.isFinite(cost) ? amount(cost) : "diverged"}`;
  });
  const what = state.seeds > 1 ? `Median costs over ${state.seeds} seeds` : "Costs";
  return `${what} after ${updates(now.iteration)}: ${parts.join(", ")}.`;
}

