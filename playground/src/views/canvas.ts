// Canvases as sharp as the screen, and the axes that pictures share.

import { whole } from "../numbers";
import { theme } from "../theme";

export interface Surface {
  context: CanvasRenderingContext2D;
  width: number; // in CSS pixels
  height: number;
}

/** The canvas, cleared, at the size that its styles give it. */
export function surface(canvas: HTMLCanvasElement): Surface | null {
  const width = canvas.clientWidth, height = canvas.clientHeight;
  const context = canvas.getContext("2d");
  if (!context || width === 0 || height === 0) return null;
  const scale = Math.min(window.devicePixelRatio || 1, 2);
  const wide = Math.round(width * scale), high = Math.round(height * scale);
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
  }
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}

/** Redraw when the canvas has another size. */
export function onResize(canvas: HTMLCanvasElement, redraw: () => void): void {
  let width = 0;
  new ResizeObserver(() => {
    if (canvas.clientWidth === width) return;
    width = canvas.clientWidth;
    redraw();
  }).observe(canvas);
}

export const FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif';

export interface Scale {
  (value: number): number; // from a value to pixels
  ticks: { value: number; text: string }[];
}

/** A linear scale whose ticks are 1, 2 or 5 times a power of ten apart. */
export function linear(
  low: number,
  high: number,
  from: number,
  to: number,
  most: number,
  write: (value: number) => string,
): Scale {
  const span = high - low || 1;
  const rough = span / Math.max(1, most), power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((s) => s >= rough) ?? power;
  const scale = ((value) => from + ((value - low) / span) * (to - from)) as Scale;
  scale.ticks = [];
  for (let k = Math.ceil(low / step); k * step <= high + 1e-9 * span; ++k)
    scale.ticks.push({ value: k * step, text: write(Number((k * step).toPrecision(6))) });
  return scale;
}

/** A logarithmic scale with ticks at powers of ten; what is 0 or too small is at its lower end. */
export function logarithmic(
  low: number,
  high: number,
  from: number,
  to: number,
  most: number,
): Scale {
  const first = Math.log10(low), last = Math.log10(high), span = last - first || 1;
  const scale = ((value) => {
    const place = value > 0 ? (Math.log10(value) - first) / span : 0;
    return from + Math.min(1, Math.max(0, place)) * (to - from);
  }) as Scale;
  const step = Math.max(1, Math.ceil(span / Math.max(1, most)));
  scale.ticks = [];
  const between = span < 1.5 && most >= 3 * span ? [1, 2, 5] : [1];
  for (let power = Math.ceil(first - 1e-9); power <= last + 1e-9; ++power) {
    if (power % step !== 0) continue;
    for (const factor of between) {
      const value = factor * 10 ** power;
      if (value > high * 1.001) break;
      const text = factor === 1 ? powerText(power) : String(Number(value.toPrecision(1)));
      scale.ticks.push({ value, text });
    }
  }
  return scale;
}

function powerText(power: number): string {
  if (power >= -2 && power <= 3) return whole(Number((10 ** power).toPrecision(1)));
  const digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  const raised = [...String(Math.abs(power))].map((d) => digits[Number(d)]).join("");
  return `10${power < 0 ? "⁻" : ""}${raised}`;
}

/** Lines across at the ticks of y, and what they stand for. */
export function drawY({ context }: Surface, y: Scale, left: number, right: number): void {
  const { grid, muted } = theme();
  context.font = FONT;
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.lineWidth = 1;
  for (const { value, text } of y.ticks) {
    const at = Math.round(y(value)) + 0.5;
    context.strokeStyle = grid;
    context.beginPath();
    context.moveTo(left, at);
    context.lineTo(right, at);
    context.stroke();
    context.fillStyle = muted;
    context.fillText(text, left - 6, at);
  }
}

/** What the ticks of x stand for, under a line. */
export function drawX(
  { context }: Surface,
  x: Scale,
  left: number,
  right: number,
  bottom: number,
): void {
  const { muted } = theme();
  context.font = FONT;
  context.textAlign = "center";
  context.textBaseline = "top";
  context.strokeStyle = muted;
  context.fillStyle = muted;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(left, bottom + 0.5);
  context.lineTo(right, bottom + 0.5);
  for (const { value, text } of x.ticks) {
    const at = Math.round(x(value)) + 0.5;
    context.moveTo(at, bottom);
    context.lineTo(at, bottom + 4);
    const half = context.measureText(text).width / 2;
    context.fillText(text, Math.min(at, right + 10 - half), bottom + 6);
  }
  context.stroke();
}
