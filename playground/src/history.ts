// The costs of every run at the iterations that were measured.

import type { Snapshot } from "./messages";
import { stride } from "./recording";

export class History {
  iterations: number[] = [];
  costs: number[][] = []; // [iteration][run]

  /** Take in what a snapshot brings; drop the points between which curves have become too dense. */
  add({ recorded, iteration, observations }: Snapshot): void {
    const runs = observations.length;
    recorded.iterations.forEach((at, k) => {
      this.iterations.push(at);
      this.costs.push([...recorded.costs.subarray(k * runs, (k + 1) * runs)]);
    });
    const distance = stride(iteration);
    const kept = (_: unknown, k: number) => this.iterations[k]! % distance === 0;
    this.costs = this.costs.filter(kept);
    this.iterations = this.iterations.filter((at) => at % distance === 0);
  }
}
