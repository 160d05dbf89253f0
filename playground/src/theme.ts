// The page's colours, read from its styles, for pictures that are drawn.

export interface Theme {
  ink: string;
  muted: string;
  grid: string;
  card: string;
  series: string[];
  low: Colour; // of an output of 0
  middle: Colour;
  high: Colour; // of an output of 1
  lowPoint: string;
  highPoint: string;
  border: string;
}

export type Colour = readonly [number, number, number];

export const DASHES: readonly (readonly number[])[] = [[], [], [], [], [7, 2], [7, 2]];

let current: Theme | null = null;

/** The colours of the present theme. */
export function theme(): Theme {
  current ??= read();
  return current;
}

/** Call back after the theme has changed between light and dark. */
export function onThemeChange(redraw: () => void): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    current = null;
    redraw();
  });
}

function read(): Theme {
  const styles = getComputedStyle(document.documentElement);
  const value = (name: string) => styles.getPropertyValue(`--${name}`).trim();
  return {
    ink: value("text"),
    muted: value("soft"),
    grid: value("grid"),
    card: value("card"),
    series: [1, 2, 3, 4, 5, 6].map((k) => value(`plot-${k}`)),
    low: colour(value("map-low")),
    middle: colour(value("map-middle")),
    high: colour(value("map-high")),
    lowPoint: value("point-low"),
    highPoint: value("point-high"),
    border: value("map-border"),
  };
}

/** The three numbers of #rrggbb. */
function colour(code: string): Colour {
  const number = Number.parseInt(code.slice(1), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}
