// Numbers for people.

const GROUPED = new Intl.NumberFormat("en");

/** Three significant digits, thousands separated: 1,774; 0.0659; 1.00; 1e+12. */
export function amount(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "–";
  if (size >= 1e6 || (size > 0 && size < 1e-4)) return value.toExponential(1).replace("+", "");
  if (size >= 99.95) return GROUPED.format(Math.round(value));
  return value.toPrecision(3);
}

/** A whole number, thousands separated. */
export function whole(value: number): string {
  return GROUPED.format(value);
}

/** "1 update", "2,000 updates". */
export function updates(count: number): string {
  return `${whole(count)} ${count === 1 ? "update" : "updates"}`;
}

/** A share; only what is all is called 100%. */
export function percent(share: number | null): string {
  if (share === null) return "–";
  const shown = share === 1 ? 100 : Math.min(100 * share, 99.9);
  return `${shown.toFixed(1).replace(/\.0$/, "")}%`;
}

/** "a", "a and b", "a, b and c". */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** The number below which the given share of the sorted values lies, between its neighbours. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place), above = Math.ceil(place);
  const low = sorted[below]!, high = sorted[above]!;
  return below === above || low === high ? low : low + (place - below) * (high - low);
}
