// The three pictures that all racers share: costs, and what depth does to signal and gradient.

import { byId } from "./dom";
import type { History } from "./history";
import type { Detail, Snapshot } from "./messages";
import { amount } from "./numbers";
import { title } from "./racers";
import type { State } from "./state";
import { type Profile, profile } from "./theory";
import { onResize } from "./views/canvas";
import { costsInWords, drawCosts } from "./views/costs";
import { type Depths, drawDepths } from "./views/depth";

export class Charts {
  private readonly costs = byId<HTMLCanvasElement>("costs");
  private readonly signal = byId<HTMLCanvasElement>("signal");
  private readonly gradient = byId<HTMLCanvasElement>("gradient");
  private profiles: (Profile | null)[] = [];
  private state: State | null = null;

  constructor(redraw: () => void) {
    for (const canvas of [this.costs, this.signal, this.gradient]) onResize(canvas, redraw);
  }

  /** Take a state whose data have this mean square. */
  sync(state: State, inputMeanSquare: number): void {
    const sizes = [2, ...state.hidden, 1];
    this.state = state;
    this.profiles = state.racers.map((racer) =>
      profile(state.activation, sizes, racer, inputMeanSquare),
    );
  }

  drawCosts(history: History, now: Snapshot): void {
    if (this.state) drawCosts(this.costs, this.state, history, now);
  }

  drawDepths(now: Snapshot, details: readonly (Detail | undefined)[]): void {
    if (!this.state) return;
    drawDepths(this.signal, this.signals(now));
    drawDepths(this.gradient, this.gradients(details));
  }

  /** Say in words what the pictures show. */
  describe(now: Snapshot, details: readonly (Detail | undefined)[]): void {
    if (!this.state) return;
    const names = this.state.racers.map(title);
    const words = (depths: Depths[]) =>
      names
        .map((name, k) => `${name} ${depths[k]!.measured.map(amount).join(", ")}`)
        .join("; ");
    this.costs.setAttribute("aria-label", costsInWords(this.state, now, names));
    this.signal.setAttribute(
      "aria-label",
      `Mean square of the activations by layer: ${words(this.signals(now))}.`,
    );
    this.gradient.setAttribute(
      "aria-label",
      `Mean square of the gradient by layer: ${words(this.gradients(details))}.`,
    );
  }

  // The output's activation is a probability, of which the theory of hidden layers says nothing.
  private signals(now: Snapshot): Depths[] {
    const { racers, seeds } = this.state!;
    return racers.map((_, k) => ({
      measured: now.observations[k * seeds]!.meanSquare.slice(0, -1),
      predicted: this.profiles[k]?.meanSquare ?? [],
    }));
  }

  private gradients(details: readonly (Detail | undefined)[]): Depths[] {
    return this.state!.racers.map((_, k) => {
      const detail = details[k], growth = this.profiles[k]?.backward;
      if (!detail) return { measured: [], predicted: [] };
      const predicted: number[] = [];
      if (growth) {
        let value = detail.firstGradient;
        predicted.unshift(value);
        for (const factor of growth.toReversed()) predicted.unshift((value *= factor));
      }
      return { measured: detail.gradientMeanSquare, predicted };
    });
  }
}
