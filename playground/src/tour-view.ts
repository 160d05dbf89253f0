// The tour that is open, if any: its words, and the ways on.

import { byId, el, tell } from "./dom";
import { type Step, type Tour, TOURS } from "./tours";

export type Place = { name: string; step: number };

export class TourView {
  private readonly panel = byId("tour");
  private readonly heading = byId("tour-heading");
  private readonly words = byId("tour-words");
  private readonly back = byId<HTMLButtonElement>("tour-back");
  private readonly next = byId<HTMLButtonElement>("tour-next");
  private place: Place | null = null;

  constructor(private readonly go: (place: Place | null, step: Step | null) => void) {
    for (const tour of TOURS)
      byId("tours").append(
        el(
          "li",
          {},
          el("button", { type: "button", "data-tour": tour.name, onclick: () => this.open(tour.name, 1) }, tour.title),
        ),
      );
    this.back.addEventListener("click", () => this.move(-1));
    this.next.addEventListener("click", () => this.move(1));
    byId("tour-close").addEventListener("click", () => {
      const name = this.place?.name;
      this.show(null);
      this.go(null, null);
      document.querySelector<HTMLElement>(`[data-tour="${name}"]`)?.focus();
    });
  }

  /** Show a place without going there; false if there is no such place. */
  show(place: Place | null): boolean {
    const found = place && at(place);
    this.place = found ? place : null;
    this.panel.hidden = !found;
    for (const button of document.querySelectorAll("[data-tour]"))
      button.setAttribute("aria-pressed", String(button.getAttribute("data-tour") === this.place?.name));
    if (!found || !place) return place === null;
    const { tour, step } = found;
    tell(this.heading, `${tour.title}, ${place.step} of ${tour.steps.length}`);
    tell(this.words, step.words);
    this.back.disabled = place.step === 1;
    this.next.disabled = place.step === tour.steps.length;
    return true;
  }

  private open(name: string, step: number): void {
    const place = { name, step }, found = at(place);
    if (!found) return;
    this.show(place);
    this.go(place, found.step);
    this.heading.focus();
  }

  private move(by: number): void {
    if (this.place) this.open(this.place.name, this.place.step + by);
  }
}

function at({ name, step }: Place): { tour: Tour; step: Step } | null {
  const tour = TOURS.find((t) => t.name === name);
  const found = tour?.steps[step - 1];
  return tour && found ? { tour, step: found } : null;
}
