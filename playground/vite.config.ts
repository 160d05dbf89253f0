// One HTML file with everything in it: styles, the page's code, and its worker with the kernel.
import { readFile } from "node:fs/promises";
import { defineConfig, type Plugin } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";

/** `import text from "kernel.wasm?base64"`: the file's bytes as text. */
function base64(): Plugin {
  const suffix = "?base64";
  return {
    name: "base64",
    enforce: "pre",
    async load(id) {
      if (!id.endsWith(suffix)) return null;
      const bytes = await readFile(id.slice(0, -suffix.length));
      return `export default ${JSON.stringify(bytes.toString("base64"))};`;
    },
  };
}

export default defineConfig({
  base: "./",
  plugins: [base64(), viteSingleFile({ removeViteModuleLoader: true })],
  build: { target: "es2023", outDir: "dist", chunkSizeWarningLimit: 500 },
  worker: { format: "iife", plugins: () => [base64()] },
});
