// A quantity against depth, a line of marks for each racer; theory's prediction of the untrained
// network dotted behind it.

import { theme } from "../theme";
import { drawX, drawY, FONT, linear, logarithmic, surface } from "./canvas";
import { line, mark } from "./curves";

export interface Depths {
  measured: number[]; // by layer, the output last; 0 is drawn at the foot
  predicted: (number | null)[]; // by layer
}

const LEFT = 46, BOTTOM = 22, TOP = 8, RIGHT = 14;
const DECADES = 12; // at most so many are shown, from the highest down
const LEAST = 1e-30;

export function drawDepths(canvas: HTMLCanvasElement, racers: readonly Depths[]): void {
  const drawn = surface(canvas);
  if (!drawn) return;
  const { context, width, height } = drawn;
  const right = width - RIGHT, bottom = height - BOTTOM;
  const layers = Math.max(...racers.map((r) => r.measured.length));
  const x = linear(1, Math.max(layers, 2), LEFT + 8, right - 4, Math.min(layers, width / 34), String);
  x.ticks = x.ticks.filter(({ value }) => Number.isInteger(value) && value <= layers);
  const [low, high, zeros] = range(racers);
  const y = logarithmic(low, high, bottom - (zeros ? 14 : 0), TOP, height / 26);
  drawY(drawn, y, LEFT, right);
  const place = (value: number) => (value < low ? bottom - (zeros ? 2 : 0) : y(value));
  if (zeros) {
    context.font = FONT;
    context.fillStyle = theme().muted;
    context.textAlign = "right";
    context.textBaseline = "middle";
    context.fillText("0", LEFT - 6, bottom - 3);
  }
  drawX(drawn, x, LEFT, right, bottom);
  racers.forEach(({ predicted }, racer) => {
    const points = predicted.map((value, k) => [x(k + 1), value === null ? NaN : place(value)] as const);
    line(context, points, { racer, thin: true });
  });
  racers.forEach(({ measured }, racer) => {
    const points = measured.map((value, k) => [x(k + 1), place(value)] as const);
    line(context, points, { racer });
    for (const [px, py] of points) if (Number.isFinite(py)) mark(context, px, py, racer, 2.7);
  });
}

/** The powers of ten around all values, and whether there are zeros to draw below. */
function range(racers: readonly Depths[]): [number, number, boolean] {
  let low = Infinity, high = 0, zeros = false;
  for (const { measured, predicted } of racers)
    for (const value of [...measured, ...predicted]) {
      if (value === null || !Number.isFinite(value)) continue;
      if (value < LEAST) zeros = true;
      else {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
  if (high === 0) return [0.1, 10, zeros];
  const top = Math.ceil(Math.log10(high * 1.001));
  let foot = Math.floor(Math.log10(low * 0.999));
  if (top - foot > DECADES) {
    foot = top - DECADES;
    zeros = true;
  }
  return [10 ** Math.min(foot, top - 1), 10 ** top, zeros];
}
