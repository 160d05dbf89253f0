// One HTML file with everything in it: styles, the page's code, and its worker with the kernel.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";

const HERE = fileURLToPath(new URL(".", import.meta.url));
// What a built page is made of; tests/playground/test_page_built.py reads the same list.
const SOURCES = ["index.html", "kernel.wasm", "package-lock.json", "tsconfig.json", "vite.config.ts"];

/** `import text from "kernel.wasm?base64"`: the file's bytes as text. */
function base64(): Plugin {
  const suffix = "?base64";
  return {
    name: "base64",
    enforce: "pre",
    load(id) {
      if (!id.endsWith(suffix)) return null;
      const bytes = readFileSync(id.slice(0, -suffix.length));
      return `export default ${JSON.stringify(bytes.toString("base64"))};`;
    },
  };
}

/** Says in the page which sources it was built from, so that an old page is noticed. */
function sources(): Plugin {
  return {
    name: "sources",
    transformIndexHtml: () => [
      { tag: "meta", attrs: { name: "sources", content: fingerprint() }, injectTo: "head" },
    ],
  };
}

function fingerprint(): string {
  const inside = readdirSync(join(HERE, "src"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.includes("."))
    .map((name) => `src/${name.split(sep).join("/")}`);
  const all = createHash("sha256");
  for (const name of [...SOURCES, ...inside].sort()) {
    const one = createHash("sha256").update(readFileSync(join(HERE, name))).digest("hex");
    all.update(`${name} ${one}\n`);
  }
  return all.digest("hex");
}

export default defineConfig({
  base: "./",
  plugins: [base64(), sources(), viteSingleFile({ removeViteModuleLoader: true })],
  build: { target: "es2023", outDir: "dist", chunkSizeWarningLimit: 500 },
  worker: { format: "iife", plugins: () => [base64()] },
});
