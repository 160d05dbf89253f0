// Guided tours: a few situations each, two sentences to every one. Adding a tour is adding a record.

import { DEFAULTS, type State } from "./state";

export interface Step {
  state: State;
  at: number | null; // where to stop; null: it plays
  words: string;
}

export interface Tour {
  name: string; // in links
  title: string;
  steps: readonly Step[];
}

const deep = (layers: number, units: number): number[] => Array<number>(layers).fill(units);

function step(words: string, patch: Partial<State>, at: number | null = null): Step {
  return { words, at, state: { ...DEFAULTS, ...patch } };
}

const DEPTH = { hidden: deep(12, 16), learningRate: 0.03, seed: 1 } as const;
const CHAOS = { hidden: deep(16, 16), activation: "tanh", data: "moons", seed: 1 } as const;

export const TOURS: readonly Tour[] = [
  {
    name: "symmetry",
    title: "Symmetry",
    steps: [
      step(
        "All weights are zero, so every unit of a layer computes the same and is changed in the " +
          "same way. The cost stays at log 2 = 0.693, that of a coin.",
        { racers: ["zeros"] },
      ),
      step(
        "Any constant does the same: the units move, but together, so a layer of ten is a layer " +
          "of one. Watch the rows of equal bars below.",
        { racers: ["zeros", "constant:value=0.5", "ones"], activation: "tanh" },
      ),
      step(
        "The smallest difference is enough to part the units, given time. It takes long here " +
          "because a gradient through small weights is small too.",
        { racers: ["zeros", "random:scale=0.1", "random:scale=0.3"], activation: "tanh" },
      ),
    ],
  },
  {
    name: "too-large",
    title: "Too large",
    steps: [
      step(
        "With weights of standard deviation 10 the first cost is above a thousand: the network is " +
          "certain before it has seen anything. The mean square grows by a factor with every layer.",
        { racers: ["random", "random:scale=3", "he"] },
        0,
      ),
      step(
        "Now they train. The first steps of the largest are so long that most of its second layer " +
          "falls silent and hardly any gradient is left; the middle one gets going, and ends " +
          "behind He.",
        { racers: ["random", "random:scale=3", "he"] },
      ),
      step(
        "Under tanh nothing explodes, but units sit at their bounds of ±1, where the slope is " +
          "nearly zero. See the activations pile up at both ends.",
        { racers: ["random", "random:scale=3", "xavier"], activation: "tanh" },
        0,
      ),
    ],
  },
  {
    name: "too-small",
    title: "Too small",
    steps: [
      step(
        "Small weights make every layer weaker than the one before, and the gradient weaker on " +
          "its way back. Both fall along straight lines on these logarithmic axes.",
        { racers: ["random:scale=0.01", "random:scale=0.1", "he"], hidden: [10, 10, 10, 5] },
        0,
      ),
      step(
        "The cost of the small ones rests at 0.693 for a long while. Nothing is broken: the " +
          "gradient is not zero, only too weak to move anything soon.",
        { racers: ["random:scale=0.01", "random:scale=0.1", "he"], hidden: [10, 10, 10, 5] },
      ),
      step(
        "Three times the learning rate wakes the middle one in the end, and the smallest not at " +
          "all: a rate multiplies every gradient by one number, and theirs differ by powers of " +
          "ten. Move the sliders and see where learning begins.",
        {
          racers: ["random:scale=0.03", "random:scale=0.1", "he"],
          hidden: [10, 10, 10, 5],
          learningRate: 0.3,
        },
      ),
    ],
  },
  {
    name: "he-xavier",
    title: "He against Xavier",
    steps: [
      step(
        "ReLU sets half of what arrives to zero, and He's factor of 2 makes up for it. Xavier's " +
          "1 does not, so its mean square halves with every layer; dotted is what theory says of " +
          "wide ones.",
        { racers: ["he", "xavier", "glorot"], hidden: deep(8, 16), seed: 1 },
        0,
      ),
      step(
        "One seed is an anecdote. Here each has ten: the line is the median, the band holds the " +
          "middle half.",
        { racers: ["he", "xavier"], hidden: [16, 16, 16, 16], seeds: 10, seed: 0 },
      ),
      step(
        "tanh passes small signals on as they are, so Xavier's 1 is critical here, and the signal " +
          "fades slowly. With He's 2 it stays large, where tanh bends, and the gradient grows on " +
          "its way back.",
        { racers: ["he", "xavier"], hidden: deep(8, 16), activation: "tanh", seed: 1 },
        0,
      ),
    ],
  },
  {
    name: "depth",
    title: "Depth",
    steps: [
      step(
        "Twelve layers deep, a factor that is a little off is off twelve times. He keeps the mean " +
          "square, half of it loses a factor of 2 per layer, and twice of it gains one.",
        { ...DEPTH, racers: ["he:scale=1", "he", "he:scale=4"] },
        0,
      ),
      step(
        "Now they train at the same rate. Where the signal fades nothing is learned for a long " +
          "while, and where it grows the first costs are far off.",
        { ...DEPTH, racers: ["he:scale=1", "he", "he:scale=4"] },
      ),
      step(
        "With two layers the same three hardly differ. That is why careless weights went " +
          "unnoticed as long as networks were shallow.",
        { hidden: [16, 16], learningRate: 0.03, seed: 1, racers: ["he:scale=1", "he", "he:scale=4"] },
      ),
    ],
  },
  {
    name: "chaos",
    title: "The edge of chaos",
    steps: [
      step(
        "Sixteen tanh layers, untrained. With a scale of 0.5 all points become the same and the " +
          "plane has one colour; with 6, neighbours part and it is in pieces. The edge lies at 1.",
        { ...CHAOS, racers: ["xavier:scale=0.5", "xavier", "xavier:scale=2", "xavier:scale=6"] },
        0,
      ),
      step(
        "The gradient tells the same story, from right to left: it dies on one side and grows on " +
          "the other. Only near the edge does it reach the first layer as it left the last.",
        {
          ...CHAOS,
          racers: ["xavier:scale=0.5", "xavier", "xavier:scale=2", "xavier:scale=6"],
        },
        0,
      ),
      step(
        "Twelve such layers in training: what begins near the edge learns, what begins far from it " +
          "hardly does, on either side. Drag a scale to find how wide that edge is.",
        {
          ...CHAOS,
          hidden: deep(12, 10),
          data: "circles",
          racers: ["xavier:scale=0.5", "xavier", "xavier:scale=2", "xavier:scale=6"],
        },
      ),
    ],
  },
];
