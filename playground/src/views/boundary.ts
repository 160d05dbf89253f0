// A network's output all over the plane, blue for 0 to orange for 1, with the data on top: discs of
// class 0, diamonds of class 1.

import type { Examples } from "../kernel";
import { GRID, type Window } from "../messages";
import { type Colour, theme } from "../theme";
import { surface } from "./canvas";

const LEVELS = 256;
const POINT = 1.9; // radius in pixels

const cells = document.createElement("canvas");
cells.width = cells.height = GRID;

/** A square around all points, with a margin. */
export function windowOf(data: Examples): Window {
  let most = 0;
  for (const value of data.inputs) most = Math.max(most, Math.abs(value));
  return { low: -1.12 * most, high: 1.12 * most };
}

/** The points of a data set, drawn once for all boundaries of one size. */
export class Points {
  private readonly picture = document.createElement("canvas");
  private key = "";

  constructor(
    private readonly data: Examples,
    private readonly plane: Window,
  ) {}

  of(pixels: number, scale: number): HTMLCanvasElement {
    const { lowPoint, highPoint, card } = theme();
    const key = [pixels, scale, lowPoint].join();
    if (key === this.key) return this.picture;
    this.key = key;
    this.picture.width = this.picture.height = Math.round(pixels * scale);
    const context = this.picture.getContext("2d")!;
    context.scale(scale, scale);
    context.strokeStyle = card;
    context.lineWidth = 0.5;
    const { count, inputs, targets } = this.data;
    const span = this.plane.high - this.plane.low;
    for (let e = 0; e < count; ++e) {
      const x = ((inputs[e]! - this.plane.low) / span) * pixels;
      const y = pixels - ((inputs[count + e]! - this.plane.low) / span) * pixels;
      const one = targets[e] === 1;
      context.fillStyle = one ? highPoint : lowPoint;
      context.beginPath();
      if (one) {
        const r = POINT * 1.25;
        context.moveTo(x, y - r);
        context.lineTo(x + r, y);
        context.lineTo(x, y + r);
        context.lineTo(x - r, y);
        context.closePath();
      } else context.arc(x, y, POINT, 0, 2 * Math.PI);
      context.fill();
      context.stroke();
    }
    return this.picture;
  }
}

export function drawBoundary(canvas: HTMLCanvasElement, grid: Float32Array, points: Points): void {
  const drawn = surface(canvas);
  if (!drawn) return;
  const { context, width } = drawn;
  paintCells(grid);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = "high";
  context.drawImage(cells, 0, 0, GRID, GRID, 0, 0, width, width);
  drawBorder(context, grid, width);
  context.drawImage(points.of(width, canvas.width / width), 0, 0, width, width);
}

function paintCells(grid: Float32Array): void {
  const { low, middle, high } = theme();
  const colours = Array.from({ length: LEVELS }, (_, k) => {
    const t = (2 * k) / (LEVELS - 1) - 1;
    return t < 0 ? mixed(middle, low, -t) : mixed(middle, high, t);
  });
  const context = cells.getContext("2d")!;
  const image = context.createImageData(GRID, GRID);
  for (let row = 0; row < GRID; ++row)
    for (let column = 0; column < GRID; ++column) {
      const value = grid[row * GRID + column]!;
      const known = Number.isFinite(value);
      const [r, g, b] = known ? colours[Math.round(value * (LEVELS - 1))]! : middle;
      const at = 4 * ((GRID - 1 - row) * GRID + column);
      image.data.set([r, g, b, 255], at);
    }
  context.putImageData(image, 0, 0);
}

function mixed(from: Colour, to: Colour, share: number): Colour {
  return [0, 1, 2].map((k) => from[k]! + (to[k]! - from[k]!) * share) as unknown as Colour;
}

/** The line where the output is 0.5, by marching squares between the grid's points. */
function drawBorder(context: CanvasRenderingContext2D, grid: Float32Array, width: number): void {
  const cell = width / GRID;
  const at = (column: number, row: number): [number, number] => [
    (column + 0.5) * cell,
    width - (row + 0.5) * cell,
  ];
  context.strokeStyle = theme().border;
  context.lineWidth = 1.4;
  context.beginPath();
  for (let row = 0; row + 1 < GRID; ++row)
    for (let column = 0; column + 1 < GRID; ++column) {
      const corners: [number, number][] = [
        [column, row],
        [column + 1, row],
        [column + 1, row + 1],
        [column, row + 1],
      ];
      const crossings: [number, number][] = [];
      for (let k = 0; k < 4; ++k) {
        const [c0, r0] = corners[k]!, [c1, r1] = corners[(k + 1) % 4]!;
        const a = grid[r0 * GRID + c0]! - 0.5, b = grid[r1 * GRID + c1]! - 0.5;
        if (a < 0 === b < 0 || !Number.isFinite(a - b)) continue;
        const share = a / (a - b);
        crossings.push(at(c0 + share * (c1 - c0), r0 + share * (r1 - r0)));
      }
      for (let k = 0; k + 1 < crossings.length; k += 2) {
        context.moveTo(...crossings[k]!);
        context.lineTo(...crossings[k + 1]!);
      }
    }
  context.stroke();
}
