// A stand-in for TensorFlow Playground's training code, written after its published algorithm and
// none of its text: an object for each node and each link, one example at a time forward and
// backward, derivatives gathered in the links, weights moved after each batch.

interface Link {
  from: Node;
  to: Node;
  weight: number;
  derivative: number; // of the present example's error
  gathered: number; // since the last update
  examples: number;
}

interface Node {
  incoming: Link[];
  outgoing: Link[];
  bias: number;
  activation: Activation;
  input: number;
  output: number;
  outputDerivative: number;
  inputDerivative: number;
  gathered: number;
  examples: number;
}

interface Activation {
  value(x: number): number;
  slope(x: number): number;
}

export type Network = Node[][];

export interface Point {
  inputs: number[];
  label: number; // −1 or 1
}

const RELU: Activation = { value: (x) => Math.max(0, x), slope: (x) => (x <= 0 ? 0 : 1) };
const TANH: Activation = {
  value: Math.tanh,
  slope: (x) => {
    const output = TANH.value(x);
    return 1 - output * output;
  },
};
const LINEAR: Activation = { value: (x) => x, slope: () => 1 };

/** A network of those sizes, inputs first, with weights from −½ to ½ and biases of 0.1. */
export function build(sizes: number[], random: () => number): Network {
  const network: Network = [];
  sizes.forEach((units, layer) => {
    const activation = layer === 0 ? LINEAR : layer === sizes.length - 1 ? TANH : RELU;
    const nodes: Node[] = [];
    for (let unit = 0; unit < units; ++unit) {
      const node: Node = {
        incoming: [],
        outgoing: [],
        bias: 0.1,
        activation,
        input: 0,
        output: 0,
        outputDerivative: 0,
        inputDerivative: 0,
        gathered: 0,
        examples: 0,
      };
      for (const from of network[layer - 1] ?? []) {
        const weight = random() - 0.5;
        const link: Link = { from, to: node, weight, derivative: 0, gathered: 0, examples: 0 };
        from.outgoing.push(link);
        node.incoming.push(link);
      }
      nodes.push(node);
    }
    network.push(nodes);
  });
  return network;
}

/** One pass over all points; weights move after every `batch` of them. */
export function pass(network: Network, points: Point[], batch: number, rate: number): void {
  points.forEach((point, k) => {
    forward(network, point.inputs);
    backward(network, point.label);
    if ((k + 1) % batch === 0) update(network, rate);
  });
}

export function forward(network: Network, inputs: number[]): number {
  network[0]!.forEach((node, k) => (node.output = inputs[k]!));
  for (const layer of network.slice(1)) {
    for (const node of layer) {
      node.input = node.bias;
      for (const link of node.incoming) node.input += link.weight * link.from.output;
      node.output = node.activation.value(node.input);
    }
  }
  return network.at(-1)![0]!.output;
}

// The error is half the square of output − label.
function backward(network: Network, label: number): void {
  const last = network.at(-1)![0]!;
  last.outputDerivative = last.output - label;
  for (let layer = network.length - 1; layer >= 1; --layer) {
    for (const node of network[layer]!) {
      node.inputDerivative = node.outputDerivative * node.activation.slope(node.input);
      node.gathered += node.inputDerivative;
      node.examples += 1;
    }
    for (const node of network[layer]!) {
      for (const link of node.incoming) {
        link.derivative = node.inputDerivative * link.from.output;
        link.gathered += link.derivative;
        link.examples += 1;
      }
    }
    if (layer === 1) continue;
    for (const node of network[layer - 1]!) {
      node.outputDerivative = 0;
      for (const link of node.outgoing)
        node.outputDerivative += link.weight * link.to.inputDerivative;
    }
  }
}

function update(network: Network, rate: number): void {
  for (const layer of network.slice(1)) {
    for (const node of layer) {
      if (node.examples > 0) {
        node.bias -= (rate * node.gathered) / node.examples;
        node.gathered = 0;
        node.examples = 0;
      }
      for (const link of node.incoming) {
        if (link.examples > 0) {
          link.weight -= (rate / link.examples) * link.gathered;
          link.gathered = 0;
          link.examples = 0;
        }
      }
    }
  }
}
