// The worker, as the page speaks to it.

import Training from "./worker?worker&inline";
import type { Numbered, Order, Report, Snapshot } from "./messages";

// Orders after which there is something else to see.
const CHANGES: ReadonlySet<Order["kind"]> = new Set(["start", "play", "pause", "step"]);

export class Client {
  private readonly worker = new Training();
  private race = 0;
  private orders = 0;

  constructor(onSnapshot: (snapshot: Snapshot) => void, onFailure: (message: string) => void) {
    this.worker.onmessage = ({ data }: MessageEvent<Report>) => {
      if (data.race !== this.race) return;
      if (data.kind === "snapshot") onSnapshot(data);
      else onFailure(data.message);
    };
    this.worker.onerror = (event) => onFailure(event.message || "The training has stopped.");
  }

  /** Begin another race; what the earlier one still says is not passed on. */
  start(order: Omit<Order & { kind: "start" }, "kind" | "race">): void {
    this.send({ kind: "start", race: ++this.race, ...order });
  }

  /** Whether a snapshot shows what all orders so far have led to. */
  isAnswer({ obeyed }: Snapshot): boolean {
    return obeyed === this.orders;
  }

  send(order: Order): void {
    if (CHANGES.has(order.kind)) ++this.orders;
    const numbered: Numbered = { ...order, number: this.orders };
    this.worker.postMessage(numbered);
  }
}
