// benchmarks/wasm.py starts this: it measures in Node and prints the rates as JSON.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const playground = join(dirname(fileURLToPath(import.meta.url)), "../playground");
const { build } = createRequire(join(playground, "package.json"))("esbuild");
const built = await build({
  entryPoints: [join(playground, "benchmarks/training.ts")],
  bundle: true,
  write: false,
  format: "esm",
  platform: "neutral",
});
const code = Buffer.from(built.outputFiles[0].contents).toString("base64");
const { measure } = await import(`data:text/javascript;base64,${code}`);
const [wasm, seconds] = process.argv.slice(2);
console.log(JSON.stringify(await measure(readFileSync(wasm), Number(seconds))));
