// What is happening, in a sentence, from nothing but what was measured.

import type { Observation } from "./kernel";
import type { Detail, Snapshot } from "./messages";
import { amount, listed, quantile, updates, whole } from "./numbers";
import type { State } from "./state";

export interface Finding {
  kind: "diverged" | "equal" | "silent" | "gradientless" | "fading" | "large" | "stuck" | "learning";
  words: string; // follows the racer's name and a colon
}

// A network that knows nothing has this cost, of two classes of equal size.
const CHANCE = Math.log(2);
const LEARNED = 0.95; // of it: what a run must get below to have learned anything
const LARGE = 3; // times it: so confident that the output is saturated
const FADED = 1e-4; // a mean square of the last hidden layer that carries next to nothing
const PATIENCE = 200; // updates before a run that has not learned is called stuck
const LEVEL = 0.05; // costs closer than this, relative to the larger, are called level

/** The earliest cause of trouble in one run, or that it learns. */
export function finding(seen: Observation, equalLayers: readonly number[]): Finding {
  const { cost, meanSquare, silentShare, gradientNorm, divergedAt, divergedLayer } = seen;
  if (divergedAt !== null)
    return {
      kind: "diverged",
      words: `diverged at update ${whole(divergedAt)}: layer ${divergedLayer} is not finite`,
    };
  if (!Number.isFinite(cost)) return { kind: "diverged", words: "its cost is not finite" };
  const still = gradientNorm[0] === 0 ? ", and no gradient reaches the first weights" : "";
  if (equalLayers.length > 0)
    return {
      kind: "equal",
      words: `all units of layer ${equalLayers[0]} are the same${still}`,
    };
  const hidden = silentShare.slice(0, -1);
  const silent = hidden.indexOf(1);
  if (silent >= 0) {
    const also = gradientNorm[silent] === 0 ? ", and its gradient is zero" : "";
    return { kind: "silent", words: `layer ${silent + 1} is silent${also}` };
  }
  const lost = gradientNorm.slice(0, -1).indexOf(0);
  if (lost >= 0)
    return { kind: "gradientless", words: `no gradient reaches layer ${lost + 1}` };
  if (cost < LEARNED * CHANCE) return { kind: "learning", words: `at cost ${amount(cost)}` };
  const last = meanSquare.at(-2);
  if (last !== undefined && last < FADED)
    return {
      kind: "fading",
      words: `the signal fades to a mean square of ${amount(last)} in layer ${hidden.length}`,
    };
  if (cost > LARGE * CHANCE)
    return { kind: "large", words: `confident and wrong, at cost ${amount(cost)}` };
  const stuck = seen.iteration >= PATIENCE;
  return {
    kind: stuck ? "stuck" : "learning",
    words: stuck ? `hardly learned, still at cost ${amount(cost)}` : `at cost ${amount(cost)}`,
  };
}

export interface Account {
  sentence: string;
  key: string; // the same as long as nothing but numbers has changed
  findings: Finding[]; // of each racer's first seed
}

/** The race in a sentence or two: who leads, and what is wrong with the others. */
export function account(
  state: State,
  now: Snapshot,
  details: readonly (Detail | undefined)[],
  names: readonly string[],
): Account {
  const first = (racer: number) => now.observations[racer * state.seeds]!;
  const findings = names.map((_, k) => finding(first(k), details[k]?.equalLayers ?? []));
  const when = now.iteration === 0 ? "Before training" : `After ${updates(now.iteration)}`;
  const lead = leader(state, now, names);
  const troubled = names.flatMap((name, k) => {
    const { kind, words } = findings[k]!;
    return kind === "learning" ? [] : [{ name, kind, words }];
  });
  const worst = trouble(troubled);
  const sentence = [`${when}, ${lead.words}.`, ...worst.map((words) => `${words}.`)].join(" ");
  const key = [lead.key, ...findings.map((f) => f.kind), now.iteration === 0].join("|");
  return { sentence, key, findings };
}

/** Up to two kinds of trouble, racers with the same words together. */
function trouble(found: { name: string; kind: string; words: string }[]): string[] {
  const grouped = new Map<string, string[]>();
  for (const { name, words } of found) grouped.set(words, [...(grouped.get(words) ?? []), name]);
  const parts = [...grouped].map(([words, names]) => `${listed(names)}: ${words}`);
  if (parts.length <= 2) return parts;
  return [...parts.slice(0, 2), `${parts.length - 2} more in trouble, see below`];
}

function leader(
  state: State,
  now: Snapshot,
  names: readonly string[],
): { words: string; key: string } {
  const { seeds } = state;
  const medians = names.map((_, k) => {
    const costs = now.observations
      .slice(k * seeds, (k + 1) * seeds)
      .map((o) => (o.divergedAt === null && Number.isFinite(o.cost) ? o.cost : Infinity));
    return quantile(Float64Array.from(costs).sort(), 0.5);
  });
  const best = Math.min(...medians);
  const what = seeds > 1 ? `median cost over ${seeds} seeds` : "cost";
  if (!Number.isFinite(best)) return { words: "every run has diverged", key: "none" };
  if (names.length === 1)
    return { words: `${names[0]} has a ${what} of ${amount(best)}`, key: "alone" };
  const worst = Math.max(...medians);
  const lowest = names[medians.indexOf(best)], highest = names[medians.indexOf(worst)];
  if (now.iteration === 0 && worst * (1 - LEVEL) <= best)
    return { words: `every ${what} is near ${amount(best)}`, key: "level" };
  if (now.iteration === 0)
    return {
      words: `${lowest} has the lowest ${what}, ${amount(best)}, ${highest} the highest, ${amount(worst)}`,
      key: "start",
    };
  if (best > LEARNED * CHANCE)
    return { words: `none has learned yet: the lowest ${what} is ${amount(best)}`, key: "none yet" };
  const level = names.filter((_, k) => medians[k]! * (1 - LEVEL) <= best);
  if (level.length > 1)
    return {
      words: `${listed(level)} have the lowest ${what}, ${amount(best)}`,
      key: `level ${level.join()}`,
    };
  return { words: `${level[0]} has the lowest ${what}, ${amount(best)}`, key: level.join() };
}
