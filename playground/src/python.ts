// The same run in Python, to the same bits.

import { datasetText } from "./datasets";
import type { State } from "./state";

/** A script that trains what the page shows and prints the cost of every run. */
export function pythonOf(state: State, iterations: number): string {
  const plain = state.optimizer === "gd" && state.batchSize === null;
  return plain ? compared(state, iterations) : trained(state, iterations);
}

function compared(state: State, iterations: number): string {
  return lines(
    "import initlab",
    "",
    "result = initlab.compare(",
    `    ${text(datasetText(state.data, state.noise))},`,
    `    [${state.racers.map(text).join(", ")}],`,
    `    layers=[${state.hidden.join(", ")}],`,
    `    activation=${text(state.activation)},`,
    `    learning_rate=${state.learningRate},`,
    `    iterations=${iterations},`,
    `    seed=${state.seed},`,
    `    seeds=${state.seeds},`,
    ")",
    "print(result)",
  );
}

function trained(state: State, iterations: number): string {
  return lines(
    "import initlab",
    "",
    "specs = [",
    "    initlab.Spec(",
    `        (${[2, ...state.hidden, 1].join(", ")}),`,
    `        activation=${text(state.activation)},`,
    "        initializer=start,",
    "        seed=seed,",
    `        learning_rate=${state.learningRate},`,
    `        iterations=${iterations},`,
    `        optimizer=${text(state.optimizer)},`,
    `        batch_size=${state.batchSize ?? "None"},`,
    "    )",
    `    for start in [${state.racers.map(text).join(", ")}]`,
    `    for seed in range(${state.seed}, ${state.seed + state.seeds})`,
    "]",
    `data = initlab.datasets.load(${text(datasetText(state.data, state.noise))})`,
    "outcomes = initlab.train(specs, data)",
    "for spec, outcome in zip(specs, outcomes):",
    '    print(spec.start.name, f"seed {spec.seed}", outcome.final_cost)',
  );
}

function text(words: string): string {
  return JSON.stringify(words);
}

function lines(...all: string[]): string {
  return `${all.join("\n")}\n`;
}
