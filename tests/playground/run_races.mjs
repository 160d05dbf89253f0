// Runs races in Node with the page's kernel: requests on stdin, answers on stdout, both JSON with
// float64 arrays as base64. Arguments: the kernel.wasm to use.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const playground = join(dirname(fileURLToPath(import.meta.url)), "../../playground");
const { build } = createRequire(join(playground, "package.json"))("esbuild");
const built = await build({
  entryPoints: [join(playground, "src/kernel.ts")],
  bundle: true,
  write: false,
  format: "esm",
  platform: "neutral",
});
const { Kernel } = await import(
  `data:text/javascript;base64,${Buffer.from(built.outputFiles[0].text).toString("base64")}`
);

const decoded = (text) => new Float64Array(Uint8Array.from(Buffer.from(text, "base64")).buffer);
const encoded = (array) =>
  Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString("base64");
const examples = (data) =>
  data && { ...data, inputs: decoded(data.inputs), targets: decoded(data.targets) };

const kernel = await Kernel.load(readFileSync(process.argv[2]));
const answers = JSON.parse(readFileSync(0, "utf8")).map((request) => {
  let race;
  try {
    race = kernel.race(request.specs, examples(request.train), examples(request.test));
  } catch (error) {
    return { error: error.message };
  }
  const observations = request.observeAt.map((iteration) => {
    race.train(iteration);
    return race.observe().map((o) => ({
      ...o,
      numbers: encoded(
        Float64Array.from([o.cost, ...o.meanSquare, ...o.silentShare, ...o.gradientNorm]),
      ),
    }));
  });
  const grid = request.grid && decoded(request.grid);
  const answer = {
    observations,
    runs: request.specs.map((spec, k) => ({
      parameters: encoded(race.parameters(k)),
      weights: spec.sizes.slice(1).map((_, layer) => encoded(race.weights(k, layer))),
      predictions:
        grid && encoded(race.predict(k, spec.sizes[0], grid.length / spec.sizes[0], grid)),
      layers: request.layers
        ? race.layers(k).map((l) => ({
            preActivations: encoded(l.preActivations),
            activations: encoded(l.activations),
            gradients: encoded(l.gradients),
          }))
        : null,
    })),
  };
  race.close();
  return answer;
});
process.stdout.write(JSON.stringify(answers));
