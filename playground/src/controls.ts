// The settings that all racers share.

import { DATASETS } from "./datasets";
import { ACTIVATIONS, OPTIMIZERS } from "./laws";
import { LIMITS } from "./limits";
import { byId, choose, el, fill, tell } from "./dom";
import { type State, usualNoise } from "./state";

const RATES = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const BATCHES = [1, 10, 30, 100];
const SEEDS = [1, 5, 10, 20];
const OPTIMIZER_TITLES: Record<string, string> = {
  gd: "gradient descent",
  momentum: "momentum",
  nesterov: "Nesterov",
  adam: "Adam",
};

export class Controls {
  private readonly data = byId<HTMLSelectElement>("data");
  private readonly noise = byId<HTMLInputElement>("noise");
  private readonly noiseValue = byId("noise-value");
  private readonly about = byId("data-about");
  private readonly activation = byId<HTMLSelectElement>("activation");
  private readonly formula = byId("activation-formula");
  private readonly widths = byId("widths");
  private readonly addLayer = byId<HTMLButtonElement>("add-layer");
  private readonly removeLayer = byId<HTMLButtonElement>("remove-layer");
  private readonly rate = byId<HTMLSelectElement>("rate-of-learning");
  private readonly optimizer = byId<HTMLSelectElement>("optimizer");
  private readonly batch = byId<HTMLSelectElement>("batch");
  private readonly seed = byId<HTMLInputElement>("seed");
  private readonly seeds = byId<HTMLSelectElement>("seeds");
  private state: State | null = null;

  constructor(private readonly change: (patch: Partial<State>) => void) {
    const plain = (values: readonly (string | number)[]) =>
      values.map((value) => ({ value: String(value), text: String(value) }));
    fill(this.data, plain(DATASETS.map((d) => d.name)));
    fill(this.activation, plain(ACTIVATIONS.map((a) => a.name)));
    fill(this.rate, plain(RATES));
    fill(
      this.optimizer,
      OPTIMIZERS.map((value) => ({ value, text: OPTIMIZER_TITLES[value] ?? value })),
    );
    fill(this.batch, [{ value: "all", text: "all 300" }, ...plain(BATCHES)]);
    fill(this.seeds, plain(SEEDS));
    this.listen();
  }

  /** Show a state. */
  sync(state: State): void {
    this.state = state;
    choose(this.data, state.data);
    tell(this.about, DATASETS.find((d) => d.name === state.data)?.about ?? "");
    this.noise.value = String(state.noise);
    tell(this.noiseValue, String(state.noise));
    choose(this.activation, state.activation);
    tell(this.formula, ACTIVATIONS.find((a) => a.name === state.activation)?.formula ?? "");
    choose(this.rate, String(state.learningRate));
    choose(this.optimizer, state.optimizer);
    choose(this.batch, String(state.batchSize ?? "all"));
    choose(this.seeds, String(state.seeds));
    if (document.activeElement !== this.seed) this.seed.value = String(state.seed);
    this.syncWidths(state.hidden);
  }

  private listen(): void {
    const on = (element: HTMLElement, kind: string, patch: () => Partial<State>) =>
      element.addEventListener(kind, () => this.change(patch()));
    on(this.data, "change", () => ({ data: this.data.value, noise: usualNoise(this.data.value) }));
    on(this.noise, "input", () => ({ noise: Number(this.noise.value) }));
    on(this.activation, "change", () => ({ activation: this.activation.value }));
    on(this.rate, "change", () => ({ learningRate: Number(this.rate.value) }));
    on(this.optimizer, "change", () => ({
      optimizer: this.optimizer.value as State["optimizer"],
    }));
    on(this.batch, "change", () => ({
      batchSize: this.batch.value === "all" ? null : Number(this.batch.value),
    }));
    on(this.seeds, "change", () => ({ seeds: Number(this.seeds.value) }));
    on(this.seed, "change", () => ({ seed: Number(this.seed.value) }));
    const hidden = () => this.state?.hidden ?? [];
    on(this.addLayer, "click", () => ({ hidden: [...hidden(), hidden().at(-1) ?? 5] }));
    on(this.removeLayer, "click", () => ({ hidden: hidden().slice(0, -1) }));
    this.seed.addEventListener("blur", () => this.state && this.sync(this.state));
  }

  private syncWidths(hidden: readonly number[]): void {
    while (this.widths.children.length > hidden.length) this.widths.lastElementChild!.remove();
    while (this.widths.children.length < hidden.length)
      this.widths.append(this.width(this.widths.children.length));
    [...this.widths.children].forEach((item, k) => {
      const input = item.querySelector("input")!;
      if (document.activeElement !== input) input.value = String(hidden[k]);
    });
    this.addLayer.disabled = hidden.length >= LIMITS.layers;
    this.removeLayer.disabled = hidden.length === 0;
  }

  private width(layer: number): HTMLElement {
    const input = el("input", {
      type: "number",
      min: 1,
      max: LIMITS.width,
      "aria-label": `Units of hidden layer ${layer + 1}`,
    });
    const read = () => {
      const hidden = this.state?.hidden ?? [];
      const units = Number(input.value);
      if (input.value !== "" && units !== hidden[layer]) this.change({ hidden: hidden.with(layer, units) });
    };
    input.addEventListener("input", read);
    input.addEventListener("blur", () => this.state && this.sync(this.state));
    return el("li", {}, input);
  }
}
