// From an initializer's text to what every weight of a layer is: initlab's catalogue, its laws
// operation by operation, so that numbers come out with the same bits.

import catalogue from "./generated/catalogue.json";

// Var[W] · fan of an activation, for the laws that ask for one; null where there is none.
export interface Scales {
  forward: number | null;
  backward: number | null;
  tangent: number | null;
}

export interface Activation {
  name: string;
  aliases: string[];
  formula: string;
  source: string;
  scales: Scales;
}

// A field of a law that `--init name:field=value` may change: words have choices, numbers a range
// for a slider, which is no limit of the law.
export interface Parameter {
  name: string;
  default: number | string;
  choices?: string[];
  least?: number;
  most?: number;
  logarithmic?: boolean;
}

export interface Initializer {
  name: string;
  aliases: string[];
  title: string;
  formula: string;
  keeps: string;
  use: string;
  avoid: string;
  note: string;
  source: string;
  suits: string[];
  family: string;
  law: Law;
  parameters: Parameter[];
}

export type Law = { kind: string } & Record<string, number | string>;

export const ACTIVATIONS: readonly Activation[] = catalogue.activations;
export const INITIALIZERS: readonly Initializer[] = (
  catalogue.initializers as unknown as Initializer[]
).map((entry) => ({
  ...entry,
  parameters: entry.parameters.map((p) =>
    p.name === "activation" ? { ...p, choices: withScale(entry.law) } : p,
  ),
}));
export const LOSSES: readonly string[] = catalogue.losses;
export const OPTIMIZERS: readonly string[] = catalogue.optimizers;
export const BATCH_STREAM = catalogue.batchStream as [number, number];

// Every element is centre + scale · (a unit draw): streams/elements.py.
export const UNITS = ["constant", "uniform", "normal", "truncated"] as const;
export interface Elements {
  unit: (typeof UNITS)[number];
  scale: number;
  centre: number;
}

const TRUNCATED_STD = 0.8796256610342398;
const TO_UNIT_STD: Record<string, number> = {
  normal: 1,
  uniform: Math.sqrt(3),
  truncated: 1 / TRUNCATED_STD,
};

/** The number of an activation, by its name or an alias: its place in the catalogue. */
export function activationNumber(name: string): number {
  const number = ACTIVATIONS.findIndex((a) => a.name === name || a.aliases.includes(name));
  if (number < 0) throw new RangeError(`There is no activation called ${name}.`);
  return number;
}

/** The law that a text such as `he` or `random:scale=0.01` names. */
export function parse(text: string): Law {
  const [name = "", ...rest] = text.split(":");
  const entry = INITIALIZERS.find((e) => e.name === name || e.aliases.includes(name));
  if (!entry) throw new RangeError(`The page cannot draw an initializer called ${name}.`);
  const law: Law = { ...entry.law };
  if (rest.length === 0) return law;
  for (const part of rest.join(":").split(",")) {
    const [key = "", value = ""] = part.split("=").map((word) => word.trim());
    const old = law[key];
    if (key === "kind" || old === undefined)
      throw new RangeError(`${name} has no parameter called ${key}.`);
    law[key] = typeof old === "number" ? numberOf(value, part) : value;
  }
  return law;
}

function numberOf(text: string, part: string): number {
  const value = Number(text);
  if (text === "" || !Number.isFinite(value))
    throw new RangeError(`A parameter is written name=number; got ${part}.`);
  return value;
}

/** What the weights of a dense layer are under a law. */
export function elementsOf(law: Law, inputs: number, outputs: number): Elements {
  const number = (field: string) => law[field] as number;
  const word = (field: string) => law[field] as string;
  const ofStd = (std: number): Elements => {
    const unit = word("distribution") as Elements["unit"];
    return checked({ unit, scale: TO_UNIT_STD[unit]! * std, centre: 0 });
  };
  const fan = () => chosen(word("fan"), inputs, outputs);
  switch (law.kind) {
    case "Constant":
      return checked({ unit: "constant", scale: 0, centre: number("value") });
    case "Spread":
      return ofStd(number("scale"));
    case "VarianceScaling":
      return ofStd(Math.sqrt(number("scale") / fan()));
    case "InverseFan":
      return ofStd(number("scale") / fan());
    case "Between": {
      const low = number("low"), high = number("high");
      return checked({ unit: "uniform", scale: (high - low) / 2, centre: (high + low) / 2 });
    }
    case "Cut":
      return checked({ unit: "truncated", scale: number("parent"), centre: 0 });
    case "Around":
      return checked({ unit: "normal", scale: number("scale"), centre: number("centre") });
    case "Leaky":
      return ofStd(Math.sqrt(2 / (1 + number("leak") * number("leak")) / fan()));
    case "Gained":
      return ofStd(Math.sqrt(scaleOf(law, word("direction") as keyof Scales) / fan()));
    case "Tangent":
      return ofStd(Math.sqrt(scaleOf(law, "tangent") / inputs));
    default:
      throw new RangeError(`The page cannot draw a law called ${law.kind}.`);
  }
}

// Activations that a law which asks for one can take.
function withScale(law: Law): string[] {
  const of = law.kind === "Tangent" ? "tangent" : (law["direction"] as keyof Scales);
  return ACTIVATIONS.filter((a) => a.scales[of] !== null).map((a) => a.name);
}

function scaleOf(law: Law, of: keyof Scales): number {
  const name = law["activation"] as string;
  const scale = ACTIVATIONS[activationNumber(name)]!.scales[of];
  if (scale === null || scale === undefined)
    throw new RangeError(`This law has no scale for ${name}.`);
  return scale;
}

function chosen(fan: string, inputs: number, outputs: number): number {
  switch (fan) {
    case "inputs":
      return inputs;
    case "outputs":
      return outputs;
    case "average":
      return (inputs + outputs) / 2;
    case "geometric":
      return Math.sqrt(inputs * outputs);
    default:
      throw new RangeError(`A fan is inputs, outputs, average or geometric; got ${fan}.`);
  }
}

function checked(elements: Elements): Elements {
  const { unit, scale, centre } = elements;
  if (!UNITS.includes(unit))
    throw new RangeError(`A distribution is normal, uniform or truncated; got ${unit}.`);
  if (!(scale >= 0 && scale < Infinity && Number.isFinite(centre)))
    throw new RangeError("A scale is a finite number of at least 0.");
  return elements;
}
