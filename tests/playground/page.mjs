// The page's modules in Node. A request on stdin, its answer on stdout, both JSON; arrays of floats
// are base64. Argument: the kernel.wasm to use.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const playground = join(dirname(fileURLToPath(import.meta.url)), "../../playground");
const { build } = createRequire(join(playground, "package.json"))("esbuild");
const modules = ["kernel", "datasets", "theory"];
const built = await build({
  stdin: {
    contents: modules.map((name) => `export * from "./${name}";`).join("\n"),
    resolveDir: join(playground, "src"),
  },
  bundle: true,
  write: false,
  format: "esm",
  platform: "neutral",
});
const code = Buffer.from(built.outputFiles[0].contents).toString("base64");
const page = await import(`data:text/javascript;base64,${code}`);
const kernel = await page.Kernel.load(readFileSync(process.argv[2]));

const decoded = (text) => new Float64Array(Uint8Array.from(Buffer.from(text, "base64")).buffer);
const bytes = (array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);
const encoded = (array) => bytes(array).toString("base64");
const every = (values) =>
  Object.fromEntries(
    Object.entries(values).map(([k, v]) => [k, v instanceof Float64Array ? encoded(v) : v]),
  );
const examples = (data) =>
  data && { ...data, inputs: decoded(data.inputs), targets: decoded(data.targets) };

// Not finite numbers have no JSON: observations travel as floats.
function observation(o) {
  const { cost, meanSquare, silentShare, gradientNorm, ...rest } = o;
  return {
    ...rest,
    numbers: encoded(Float64Array.from([cost, ...meanSquare, ...silentShare, ...gradientNorm])),
  };
}

function race({ specs, train, test, observeAt, grid }) {
  const inputs = decoded(grid);
  const race = kernel.race(specs, examples(train), examples(test));
  const observations = observeAt.map((iteration) => {
    race.train(iteration);
    return race.observe().map(observation);
  });
  const runs = specs.map(({ sizes }, k) => ({
    parameters: encoded(race.parameters(k)),
    lastWeights: encoded(race.weights(k, sizes.length - 2)),
    predictions: encoded(race.predict(k, sizes[0], inputs.length / sizes[0], inputs)),
    layers: race.layers(k).map(every),
  }));
  race.close();
  return { observations, runs };
}

// The digest of the first `count` × `count` weights of each seed under an initializer.
function drawn({ initializer, count, seeds }) {
  const none = new Float64Array(count);
  const data = { features: count, count: 1, inputs: none, targets: none };
  const spec = {
    sizes: [count, count], activation: "linear", loss: "squared", initializer, optimizer: "adam",
    learningRate: 0.1, momentum: 0.9, beta2: 0.999, epsilon: 1e-8, batchSize: null, l2: 0,
  };
  return seeds.map((seed) => {
    const race = kernel.race([{ ...spec, seed }], data, null);
    const digest = createHash("sha256").update(bytes(race.weights(0, 0))).digest("hex");
    race.close();
    return digest;
  });
}

const commands = {
  races: (requests) => requests.map(race),
  drawn,
  refused: ({ specs, train }) => {
    try {
      kernel.race(specs, examples(train), null).close();
      return null;
    } catch (error) {
      return `${error.name}: ${error.message}`;
    }
  },
  datasets: (wanted) =>
    wanted.map(([name, noise]) => {
      const { train, test } = page.loadDataset(name, noise);
      return { text: page.datasetText(name, noise), train: every(train), test: every(test) };
    }),
  maps: (wanted) =>
    wanted.map(([name, q]) => [page.meanSquareOf(name, q), page.slopeSquareOf(name, q)]),
  profiles: (wanted) => wanted.map((arguments_) => page.profile(...arguments_)),
};
const [command, request] = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(commands[command](request)));
