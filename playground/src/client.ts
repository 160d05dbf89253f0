// The worker, as the page speaks to it.

import Training from "./worker?worker&inline";
import type { Order, Report, Snapshot } from "./messages";

export class Client {
  private readonly worker = new Training();
  private race = 0;

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

  send(order: Order): void {
    this.worker.postMessage(order);
  }
}
