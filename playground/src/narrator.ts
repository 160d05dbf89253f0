// Says what is happening: a sentence to read, one to hear, figures, and texts of the pictures.

import type { Card } from "./card";
import type { Charts } from "./charts";
import { byId, tell } from "./dom";
import type { Snapshot } from "./messages";
import { whole } from "./numbers";
import { title } from "./racers";
import type { State } from "./state";
import { account, type Account } from "./words";

const SPEAK_MS = 250; // between two sentences, so that they can be read
const DESCRIBE_MS = 2000; // between two texts for those who do not see the pictures

export class Narrator {
  private said: Account | null = null;
  private saidAt = 0;
  private describedAt = 0;

  constructor(private readonly charts: Charts) {}

  /** Forget the race so far. */
  forget(): void {
    this.said = null;
  }

  /** Tell of a snapshot; of a race that stands still, all that there is to tell. */
  tell(state: State, now: Snapshot, cards: readonly Card[], still: boolean): void {
    const time = performance.now();
    if (this.said === null || still || time - this.saidAt > SPEAK_MS) {
      this.saidAt = time;
      this.speak(state, now, cards, still);
    }
    if (still || time - this.describedAt > DESCRIBE_MS) {
      this.describedAt = time;
      this.describe(state, now, cards);
    }
  }

  /** Aloud only what is another thing, not another number. */
  private speak(state: State, now: Snapshot, cards: readonly Card[], still: boolean): void {
    const details = cards.map((card) => card.detail);
    const said = account(state, now, details, state.racers.map(title));
    const { rate } = now;
    tell(byId("sentence"), said.sentence);
    tell(byId("rate"), !still && rate > 0 ? `${whole(Math.round(rate))} a second` : "");
    if (said.key !== this.said?.key || still) tell(byId("aloud"), said.sentence);
    this.said = said;
    cards.forEach((card, k) => card.show(now.observations[k * state.seeds]!, said.findings[k]!));
  }

  private describe(state: State, now: Snapshot, cards: readonly Card[]): void {
    const { said } = this;
    if (!said) return;
    this.charts.describe(
      now,
      cards.map((card) => card.detail),
    );
    cards.forEach((card, k) =>
      card.describe(now.observations[k * state.seeds]!, said.findings[k]!),
    );
  }
}
