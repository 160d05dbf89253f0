// A racer is an initializer as `--init` takes it: a name, and what it is given besides.

import { type Initializer, INITIALIZERS, type Parameter } from "./laws";

export interface Slider {
  name: string; // of the parameter
  value: number;
  position: number; // 0 to STEPS
}

export const STEPS = 100;

/** The catalogue's entry of a racer. */
export function entryOf(racer: string): Initializer {
  const [name = ""] = racer.split(":");
  const found = INITIALIZERS.find((e) => e.name === name || e.aliases.includes(name));
  if (!found) throw new RangeError(`The page has no initializer called ${name}.`);
  return found;
}

/** A racer for people: its name, and what it was given. */
export function title(racer: string): string {
  const [name = "", ...given] = racer.replaceAll("=", " ").replaceAll(",", ", ").split(":");
  const words = name.replaceAll("_", " ");
  return [words.charAt(0).toUpperCase() + words.slice(1), ...given].join(", ");
}

/** The slider of a racer's scale; null for an initializer that has no number to change. */
export function sliderOf(racer: string): Slider | null {
  const parameter = scaleOf(entryOf(racer));
  if (!parameter) return null;
  const value = Number(givenTo(racer).get(parameter.name) ?? parameter.default);
  return { name: parameter.name, value, position: positionOf(parameter, value) };
}

/** The racer with its slider at another position. */
export function slid(racer: string, position: number): string {
  const entry = entryOf(racer), parameter = scaleOf(entry)!;
  const usual = Number(parameter.default);
  const value = position === positionOf(parameter, usual) ? usual : valueAt(parameter, position);
  const given = givenTo(racer).set(parameter.name, String(value));
  const parts = entry.parameters
    .filter(({ name, default: at }) => given.has(name) && given.get(name) !== String(at))
    .map(({ name }) => `${name}=${given.get(name)}`);
  return [entry.name, parts.join(",")].filter(Boolean).join(":");
}

function scaleOf(entry: Initializer): Parameter | undefined {
  return entry.parameters.find((p) => p.least !== undefined && p.most !== undefined);
}

function givenTo(racer: string): Map<string, string> {
  const given = racer.split(":").slice(1).join(":");
  return new Map(
    given
      .split(",")
      .filter(Boolean)
      .map((part) => part.split("=").map((word) => word.trim()) as [string, string]),
  );
}

function positionOf({ least, most, logarithmic }: Parameter, value: number): number {
  const share = logarithmic
    ? Math.log(value / least!) / Math.log(most! / least!)
    : (value - least!) / (most! - least!);
  return Math.round(STEPS * Math.min(1, Math.max(0, share)));
}

// Rounded to two digits, so that what a browser's powers come to cannot matter.
function valueAt({ least, most, logarithmic }: Parameter, position: number): number {
  const share = position / STEPS;
  const value = logarithmic
    ? least! * (most! / least!) ** share
    : least! + share * (most! - least!);
  return logarithmic ? Number(value.toPrecision(2)) : Number(value.toFixed(2));
}
