// One racer: its initializer and scale to choose, its boundary, its figures, its histograms.

import type { Observation } from "./kernel";
import { INITIALIZERS } from "./laws";
import { choose, el, fill, tell } from "./dom";
import type { Detail } from "./messages";
import { amount, percent } from "./numbers";
import { entryOf, slid, sliderOf, STEPS, title } from "./racers";
import { drawBoundary, type Points } from "./views/boundary";
import { mark } from "./views/curves";
import { onResize, surface } from "./views/canvas";
import { drawHistograms, heightOf, histogramsInWords } from "./views/histograms";
import type { Finding } from "./words";

const GROUPS: Record<string, string> = {
  basic: "Plain",
  scaling: "Scaled by fan",
  defaults: "Defaults of frameworks",
};

const STATES: Record<Finding["kind"], string> = {
  diverged: "diverged",
  equal: "units all the same",
  silent: "silent layer",
  gradientless: "no gradient",
  fading: "signal fades",
  large: "confident, wrong",
  stuck: "has hardly learned",
  learning: "",
};

export interface CardEvents {
  change: (index: number, racer: string) => void;
  remove: (index: number) => void;
}

export class Card {
  readonly root: HTMLElement;
  readonly layers: HTMLElement; // the figure of its histograms
  detail: Detail | undefined;
  private readonly chooser = el("select", {});
  private readonly slider = el("input", { type: "range", min: 0, max: STEPS, step: 1 });
  private readonly value = el("output", { class: "value" });
  private readonly scale: HTMLElement;
  private readonly remove: HTMLButtonElement;
  private readonly swatch = el("canvas", { class: "swatch", "aria-hidden": "true" });
  private readonly boundary = el("canvas", { class: "boundary", role: "img" });
  private readonly cost = el("data", { class: "cost" });
  private readonly test = el("data", { class: "test" });
  private readonly trouble = el("span", { class: "trouble" });
  private readonly histograms = el("canvas", { class: "histograms", role: "img" });
  private readonly layersTitle = el("figcaption", {});
  private racer = "";

  constructor(
    private readonly index: number,
    { change, remove }: CardEvents,
    private readonly points: () => Points,
  ) {
    fill(
      this.chooser,
      INITIALIZERS.map((e) => ({ value: e.name, text: title(e.name), group: GROUPS[e.family] ?? e.family })),
    );
    this.chooser.addEventListener("change", () => change(index, this.chooser.value));
    this.slider.addEventListener("input", () =>
      change(index, slid(this.racer, Number(this.slider.value))),
    );
    this.remove = el("button", { type: "button", class: "remove", onclick: () => remove(index) }, "×");
    this.scale = el("div", { class: "scale" }, this.slider, this.value);
    this.root = el(
      "article",
      { class: "racer" },
      el("div", { class: "head" }, this.swatch, this.chooser, this.remove),
      this.scale,
      this.boundary,
      el(
        "p",
        { class: "figures" },
        el("span", {}, "cost ", this.cost),
        el("span", {}, "test ", this.test),
      ),
      el("p", { class: "condition" }, this.trouble),
    );
    this.layers = el("figure", { class: "layers" }, this.layersTitle, this.histograms);
    onResize(this.boundary, () => this.draw());
    onResize(this.histograms, () => this.draw());
  }

  /** Show what the state says of this racer. */
  sync(racer: string, depth: number, racers: number, taken: ReadonlySet<string>): void {
    const name = title(racer), slider = sliderOf(racer);
    this.racer = racer;
    this.detail = undefined;
    choose(this.chooser, entryOf(racer).name);
    for (const option of this.chooser.options)
      option.disabled = taken.has(option.value) && option.value !== racer;
    this.chooser.title = `${entryOf(racer).formula}. ${entryOf(racer).use}`;
    this.root.setAttribute("aria-label", `Racer ${this.index + 1}: ${name}`);
    this.chooser.setAttribute("aria-label", `Initializer of racer ${this.index + 1}`);
    this.remove.setAttribute("aria-label", `Remove ${name}`);
    this.remove.disabled = racers === 1;
    this.scale.classList.toggle("none", slider === null);
    this.slider.disabled = slider === null;
    this.slider.setAttribute("aria-label", `${slider?.name ?? "Scale"} of racer ${this.index + 1}`);
    if (slider) {
      this.slider.value = String(slider.position);
      this.slider.setAttribute("aria-valuetext", `${slider.name} ${slider.value}`);
    }
    tell(this.value, slider ? `${slider.name} ${slider.value}` : "no scale");
    tell(this.layersTitle, name);
    this.histograms.style.height = `${heightOf(depth)}px`;
    this.drawSwatch();
  }

  /** Show the figures of the racer's first run. */
  show(seen: Observation, finding: Finding): void {
    const diverged = seen.divergedAt !== null;
    this.cost.value = String(seen.cost);
    tell(this.cost, diverged ? "diverged" : amount(seen.cost));
    this.test.value = String(seen.testAccuracy);
    tell(this.test, diverged ? "–" : percent(seen.testAccuracy));
    tell(this.trouble, STATES[finding.kind]);
    this.trouble.title = finding.words;
  }

  /** Say in words what the pictures show. */
  describe(seen: Observation, finding: Finding): void {
    const name = title(this.racer);
    this.boundary.setAttribute(
      "aria-label",
      `Decision boundary. ${name}: ${finding.words}; ` +
        `${percent(seen.trainAccuracy)} of the training points and ` +
        `${percent(seen.testAccuracy)} of the test points are right.`,
    );
    if (this.detail)
      this.histograms.setAttribute("aria-label", histogramsInWords(name, this.detail));
  }

  draw(): void {
    if (!this.detail) return;
    drawBoundary(this.boundary, this.detail.grid, this.points());
    drawHistograms(this.histograms, this.detail);
  }

  drawSwatch(): void {
    const drawn = surface(this.swatch);
    if (drawn) mark(drawn.context, drawn.width / 2, drawn.height / 2, this.index, 4.2);
  }
}
