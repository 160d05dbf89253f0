// At which iterations a race is measured for the curves: those that `stride` divides. It depends on
// nothing but how far the race has come, so that a race that is run again has the same curves.

const MOST_POINTS = 250;

/** The distance between two points of a curve that ends at `iteration`: 1, 2, 4, … */
export function stride(iteration: number): number {
  let distance = 1;
  while (iteration > distance * MOST_POINTS) distance *= 2;
  return distance;
}

/** The first iteration after this one to be measured. */
export function following(iteration: number): number {
  const distance = stride(iteration + 1);
  return iteration + distance - (iteration % distance);
}
