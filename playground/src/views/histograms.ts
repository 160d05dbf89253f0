// A racer's layers, one row each from the first to the output: activations on the left, gradients
// ∂cost/∂z on the right. All rows of a column have one axis, so a signal that dies narrows.

import { BINS, type Detail, type Histogram } from "../messages";
import { percent } from "../numbers";
import { theme } from "../theme";
import { FONT, surface } from "./canvas";

const GAP = 12, FOOT = 16, MARGIN = 14;

/** The height that so many layers need, in pixels. */
export function heightOf(layers: number): number {
  return FOOT + layers * Math.max(12, Math.min(30, Math.round(260 / layers)));
}

export function drawHistograms(canvas: HTMLCanvasElement, detail: Detail): void {
  const drawn = surface(canvas);
  if (!drawn) return;
  const { context, width, height } = drawn;
  const layers = detail.activations.length;
  const row = (height - FOOT) / layers, column = (width - MARGIN - GAP) / 2;
  const { muted, grid } = theme();
  context.font = FONT.replace("11px", "10px");
  for (let k = 0; k < layers; ++k) {
    const foot = Math.round((k + 1) * row) - 0.5;
    context.fillStyle = muted;
    context.textAlign = "left";
    context.textBaseline = "alphabetic";
    context.fillText(String(k + 1), 0, foot - 1);
    context.strokeStyle = grid;
    context.beginPath();
    for (const left of [MARGIN, MARGIN + column + GAP]) {
      context.moveTo(left, foot);
      context.lineTo(left + column, foot);
    }
    context.stroke();
    bars(context, detail.activations[k]!, detail.racer, MARGIN, column, foot, row - 3);
    bars(context, detail.gradients[k]!, detail.racer, MARGIN + column + GAP, column, foot, row - 3);
  }
  context.fillStyle = muted;
  context.textBaseline = "bottom";
  context.textAlign = "center";
  context.fillText(reachText(detail.activationReach), MARGIN + column / 2, height);
  context.fillText(reachText(detail.gradientReach), MARGIN + GAP + 1.5 * column, height);
}

function bars(
  context: CanvasRenderingContext2D,
  { counts }: Histogram,
  racer: number,
  left: number,
  width: number,
  foot: number,
  height: number,
): void {
  const most = Math.max(...counts);
  if (most === 0) return;
  context.fillStyle = theme().series[racer]!;
  const edge = (k: number) => Math.round(left + (k * width) / BINS); // whole pixels are sharp
  for (let k = 0; k < BINS; ++k) {
    if (counts[k] === 0) continue;
    const tall = Math.max(1, (counts[k]! / most) * height);
    context.fillRect(edge(k), foot - tall, Math.max(1, edge(k + 1) - edge(k)), tall);
  }
}

function reachText(reach: number): string {
  if (reach === 0) return "all 0";
  const small = reach < 1e-3 || reach >= 1e4;
  return `±${small ? reach.toExponential(0).replace("+", "") : Number(reach.toPrecision(1))}`;
}

/** The picture in words. */
export function histogramsInWords(name: string, detail: Detail): string {
  const zeros = detail.activations.map((h, k) => `layer ${k + 1} ${percent(h.zeros)}`);
  return (
    `${name}: activations reach ${reachText(detail.activationReach)}, gradients ` +
    `${reachText(detail.gradientReach)}; activations that are 0: ${zeros.join(", ")}.`
  );
}
