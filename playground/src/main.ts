// The page: one state, one race in the worker, and the views of both.

import "./styles/theme.css";
import "./styles/elements.css";
import "./styles/layout.css";
import "./styles/pictures.css";
import "./styles/widths.css";
import { Card } from "./card";
import { Charts } from "./charts";
import { Client } from "./client";
import { Controls } from "./controls";
import { loadDataset } from "./datasets";
import { byId, tell } from "./dom";
import { History } from "./history";
import { INITIALIZERS } from "./laws";
import { LIMITS } from "./limits";
import type { Snapshot } from "./messages";
import { Narrator } from "./narrator";
import { updates, whole } from "./numbers";
import { pythonOf } from "./python";
import { Share } from "./share";
import { faults, specs, type State } from "./state";
import { onThemeChange } from "./theme";
import { type Place, TourView } from "./tour-view";
import { read, write } from "./url";
import { Points, windowOf } from "./views/boundary";

const CALM_MS = 250; // between two pictures for those who want little to move

const calm = matchMedia("(prefers-reduced-motion: reduce)");

class Page {
  private state: State;
  private tour: Place | null = null;
  private playing = false;
  private now: Snapshot | null = null;
  private history = new History();
  private points: Points;
  private cards: Card[] = [];
  private fresh = new Set<number>(); // racers with something new to draw
  private frame = 0;

  private readonly play = byId<HTMLButtonElement>("play");
  private readonly speed = byId<HTMLSelectElement>("speed");
  private readonly addRacer = byId<HTMLButtonElement>("add-racer");
  private readonly client = new Client(
    (snapshot) => this.receive(snapshot),
    (message) => this.notify(message),
  );
  private readonly controls = new Controls((patch) => this.change(patch));
  private readonly charts = new Charts(() => this.draw());
  private readonly narrator = new Narrator(this.charts);
  private readonly tours = new TourView((place, step) => {
    this.tour = place;
    if (step) this.open(step.state, step.at, !calm.matches && step.at === null);
    else this.writeAddress();
  });
  private readonly share = new Share();

  constructor() {
    this.state = read("").situation.state;
    this.points = this.pointsOf(this.state);
    this.listen();
    this.readAddress();
  }

  // ---- what the user does -----------------------------------------------------------------------

  private listen(): void {
    this.play.addEventListener("click", () => this.setPlaying(!this.playing));
    byId("skip").addEventListener("click", (event) => {
      event.preventDefault(); // the address is the situation's
      byId("sentence").focus();
    });
    byId("step").addEventListener("click", () => this.step(1));
    byId("step-many").addEventListener("click", () => this.step(100));
    byId("reset").addEventListener("click", () => this.open(this.state, 0, false));
    this.speed.addEventListener("change", () => this.sendSpeed());
    this.addRacer.addEventListener("click", () => this.add());
    byId("copy-link").addEventListener("click", () => this.shareLink());
    byId("copy-python").addEventListener("click", () => this.sharePython());
    for (const axis of ["log", "linear"] as const)
      byId<HTMLInputElement>(`axis-${axis}`).addEventListener("change", () => this.change({ axis }));
    window.addEventListener("hashchange", () => this.readAddress());
    onThemeChange(() => {
      for (const card of this.cards) card.drawSwatch();
      this.draw();
    });
  }

  /** Change part of the state; what no race can be run with is left as it was. */
  private change(patch: Partial<State>): void {
    const next = { ...this.state, ...patch };
    const [fault] = faults(next);
    if (fault) {
      this.notify(fault);
      return this.controls.sync(this.state);
    }
    this.tour = null;
    if (sameRace(next, this.state)) {
      this.state = next;
      this.sync();
      this.draw();
      this.writeAddress();
    } else this.open(next, 0, this.playing);
  }

  private add(): void {
    const taken = new Set(this.state.racers);
    const preferred = ["he", "xavier", "glorot", "random", "normal", "zeros"];
    const free = [...preferred, ...INITIALIZERS.map((e) => e.name)].find((n) => !taken.has(n));
    if (free) this.change({ racers: [...this.state.racers, free] });
  }

  private setPlaying(playing: boolean): void {
    this.playing = playing;
    this.client.send({ kind: playing ? "play" : "pause" });
    this.setBusy(true);
    if (playing) this.want();
    this.syncPlay();
    this.writeAddress();
  }

  private step(updates: number): void {
    this.playing = false;
    this.client.send({ kind: "step", updates });
    this.want();
    this.setBusy(true);
    this.syncPlay();
  }

  private sendSpeed(): void {
    const perSecond = this.speed.value === "most" ? null : Number(this.speed.value);
    this.client.send({ kind: "speed", perSecond });
  }

  private shareLink(): void {
    const at = this.now?.iteration ?? 0;
    const hash = write({ state: this.state, at, tour: this.tour });
    const place = location.href.split("#")[0]!;
    this.share.show(
      "Link to this situation",
      `It opens this page as it is now, after ${updates(at)}.`,
      `${place}#${hash}`,
    );
  }

  private sharePython(): void {
    const at = this.now?.iteration ?? 0;
    this.share.show(
      "The same run in Python",
      `Run it where initlab is installed: after ${updates(at)} it has these costs, digit for digit.`,
      pythonOf(this.state, at),
    );
  }

  // ---- races ------------------------------------------------------------------------------------

  /** Race a state from the start, up to an iteration before anything is shown. */
  private open(state: State, at: number | null, playing: boolean): void {
    this.state = state;
    this.playing = playing;
    this.now = null;
    this.narrator.forget();
    this.history = new History();
    this.points = this.pointsOf(state);
    this.notify("");
    this.sync();
    const { train, test } = loadDataset(state.data, state.noise);
    this.client.start({
      specs: specs(state),
      racers: state.racers.length,
      train,
      test,
      plane: windowOf(train),
      until: at ?? 0,
    });
    this.sendSpeed();
    this.client.send({ kind: playing ? "play" : "pause" });
    this.want();
    this.setBusy(true);
    this.writeAddress(at);
  }

  private receive(snapshot: Snapshot): void {
    this.now = snapshot;
    this.history.add(snapshot);
    for (const detail of snapshot.details) {
      const card = this.cards[detail.racer];
      if (card) card.detail = detail;
    }
    if (this.playing && !snapshot.playing && snapshot.iteration >= LIMITS.iterations) {
      this.playing = false;
      this.syncPlay();
    }
    const settled = this.client.isAnswer(snapshot);
    if (settled && !this.playing) this.writeAddress();
    for (const { racer } of snapshot.details) this.fresh.add(racer);
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      // Asked for before this one is drawn, the next is there in time.
      if (this.playing || !settled) this.want();
      this.drawFresh(settled && !this.playing);
      this.setBusy(!settled);
    });
  }

  // ---- views ------------------------------------------------------------------------------------

  /** Bring every control and card into line with the state. */
  private sync(): void {
    const { state } = this;
    const taken = new Set(state.racers);
    this.controls.sync(state);
    while (this.cards.length > state.racers.length) {
      const card = this.cards.pop()!;
      card.root.remove();
      card.layers.remove();
    }
    while (this.cards.length < state.racers.length) this.addCard();
    this.cards.forEach((card, k) =>
      card.sync(state.racers[k]!, state.hidden.length + 1, state.racers.length, taken),
    );
    byId("race").style.setProperty("--racers", String(state.racers.length));
    this.addRacer.disabled = state.racers.length >= LIMITS.racers;
    byId<HTMLInputElement>(`axis-${state.axis}`).checked = true;
    const { inputs } = loadDataset(state.data, state.noise).train;
    this.charts.sync(state, inputs.reduce((sum, x) => sum + x * x, 0) / inputs.length);
    byId("spread").hidden = state.seeds === 1;
    for (const place of document.querySelectorAll(".of-seed"))
      tell(place, state.seeds === 1 ? "" : `of seed ${state.seed}`);
    this.tours.show(this.tour);
    this.syncPlay();
  }

  private addCard(): void {
    const card = new Card(
      this.cards.length,
      {
        change: (index, racer) => this.change({ racers: this.state.racers.with(index, racer) }),
        remove: (index) => this.change({ racers: this.state.racers.toSpliced(index, 1) }),
      },
      () => this.points,
    );
    this.cards.push(card);
    byId("racers").append(card.root);
    byId("layers").append(card.layers);
  }

  private syncPlay(): void {
    tell(this.play, this.playing ? "Pause" : "Play");
    this.play.classList.toggle("on", this.playing);
  }

  /** Draw everything. */
  private draw(): void {
    this.fresh = new Set(this.cards.keys());
    this.drawFresh(!this.playing);
  }

  /** Draw what is new; of a race that stands still, say all that there is to say. */
  private drawFresh(still: boolean): void {
    const { now, fresh } = this;
    if (!now) return;
    const details = this.cards.map((card) => card.detail);
    this.cards.forEach((card, k) => fresh.has(k) && card.draw());
    fresh.clear();
    this.charts.drawCosts(this.history, now);
    this.charts.drawDepths(now, details);
    const iteration = byId<HTMLDataElement>("iteration");
    iteration.value = String(now.iteration);
    tell(iteration, whole(now.iteration));
    this.narrator.tell(this.state, now, this.cards, still);
  }

  private want(): void {
    if (calm.matches) setTimeout(() => this.client.send({ kind: "want" }), CALM_MS);
    else this.client.send({ kind: "want" });
  }

  /** Whether an order has been given whose outcome is not yet to be seen. */
  private setBusy(busy: boolean): void {
    byId("race").setAttribute("aria-busy", String(busy));
  }

  private notify(message: string): void {
    const notice = byId("notice");
    notice.hidden = message === "";
    tell(notice, message);
  }

  private pointsOf(state: State): Points {
    const { train } = loadDataset(state.data, state.noise);
    return new Points(train, windowOf(train));
  }

  // ---- address ----------------------------------------------------------------------------------

  private readAddress(): void {
    const { situation, problems } = read(location.hash.slice(1));
    const { state, at } = situation;
    this.tour = situation.tour;
    this.open(state, at, at === null && !calm.matches);
    if (problems.length > 0)
      this.notify(`Part of this link could not be followed. ${problems.join(" ")}`);
  }

  private writeAddress(at: number | null = this.now?.iteration ?? null): void {
    const { state, tour, playing } = this;
    history.replaceState(null, "", `#${write({ state, at: playing ? null : (at ?? 0), tour })}`);
  }
}

/** Whether two states have the same runs. */
function sameRace(a: State, b: State): boolean {
  return JSON.stringify({ ...a, axis: "" }) === JSON.stringify({ ...b, axis: "" });
}

// Where there is room beside the race, the settings are always open.
const roomy = matchMedia("(min-width: 46.01rem)");
const unfold = () => (byId<HTMLDetailsElement>("settings").open = roomy.matches);
roomy.addEventListener("change", unfold);
unfold();
new Page();
