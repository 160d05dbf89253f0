// A situation as the part of the address after #, so that a lesson can link to it. One state has
// one text: fields in a fixed order, those at version 1's defaults left out.

import { LIMITS } from "./limits";
import { DEFAULTS, faults, type State, usualNoise } from "./state";

export interface Situation {
  state: State;
  at: number | null; // the iteration to stop at; null: go on
  tour: { name: string; step: number } | null; // steps count from 1
}

const VERSION = "1";

const FIELDS: readonly {
  key: string;
  write: (state: State) => string;
  read: (text: string) => Partial<State>;
}[] = [
  { key: "data", write: (s) => s.data, read: (t) => ({ data: t, noise: usualNoise(t) }) },
  { key: "noise", write: (s) => String(s.noise), read: (t) => ({ noise: number(t) }) },
  {
    key: "hidden",
    write: (s) => s.hidden.join(",") || "none",
    read: (t) => ({ hidden: t === "none" ? [] : t.split(",").map(number) }),
  },
  { key: "activation", write: (s) => s.activation, read: (t) => ({ activation: t }) },
  {
    key: "init",
    write: (s) => s.racers.join(";"),
    read: (t) => ({ racers: t.split(";") }),
  },
  { key: "rate", write: (s) => String(s.learningRate), read: (t) => ({ learningRate: number(t) }) },
  {
    key: "optimizer",
    write: (s) => s.optimizer,
    read: (t) => ({ optimizer: t as State["optimizer"] }),
  },
  {
    key: "batch",
    write: (s) => String(s.batchSize ?? "all"),
    read: (t) => ({ batchSize: t === "all" ? null : number(t) }),
  },
  { key: "seed", write: (s) => String(s.seed), read: (t) => ({ seed: number(t) }) },
  { key: "seeds", write: (s) => String(s.seeds), read: (t) => ({ seeds: number(t) }) },
  { key: "axis", write: (s) => s.axis, read: (t) => ({ axis: t as State["axis"] }) },
];

/** The text after #. */
export function write({ state, at, tour }: Situation): string {
  const parts = [`v=${VERSION}`];
  for (const { key, write } of FIELDS) {
    const value = write(state);
    if (value !== write({ ...DEFAULTS, noise: usualNoise(state.data) })) parts.push(`${key}=${value}`);
  }
  if (at !== null) parts.push(`at=${at}`);
  if (tour) parts.push(`tour=${tour.name}.${tour.step}`);
  return parts.join("&");
}

/** What the text after # asks for; a sentence for each thing that the page cannot do. */
export function read(text: string): { situation: Situation; problems: string[] } {
  const situation: Situation = { state: DEFAULTS, at: null, tour: null };
  if (text === "") return { situation, problems: [] };
  const given = new Map<string, string>();
  for (const part of text.split("&")) {
    const [key = "", ...rest] = part.split("=");
    given.set(key, decoded(rest.join("=")));
  }
  const version = given.get("v");
  if (version !== undefined && version !== VERSION)
    return {
      situation,
      problems: [`This link is of version ${version}; this page reads version ${VERSION}.`],
    };
  const problems: string[] = [];
  let state: State = DEFAULTS;
  for (const { key, read } of FIELDS) {
    const value = given.get(key);
    if (value === undefined) continue;
    const next = { ...state, ...read(value) };
    const found = faults(next);
    if (found.length > 0) problems.push(...found);
    else state = next;
  }
  const at = given.has("at") ? number(given.get("at")!) : null;
  if (at !== null && !(Number.isInteger(at) && at >= 0 && at <= LIMITS.iterations))
    problems.push(`An iteration is a whole number from 0 to ${LIMITS.iterations}.`);
  else situation.at = at;
  const [name = "", step = ""] = (given.get("tour") ?? "").split(".");
  if (name) situation.tour = { name, step: number(step) };
  return { situation: { ...situation, state }, problems };
}

function number(text: string): number {
  return text.trim() === "" ? NaN : Number(text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
