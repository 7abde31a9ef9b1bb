/* Bundles each application of src/ into dist/NAME.js, and dist/NAME.css where it has styles. The tests serve both. */
import { build } from "esbuild";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "svelte/compiler";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "src");
const wanted = process.argv.slice(2);

const svelte = {
  name: "svelte",
  setup({ onLoad }) {
    onLoad({ filter: /\.svelte$/ }, ({ path }) => ({
      contents: compile(readFileSync(path, "utf8"), { filename: path, css: "injected" }).js.code,
    }));
  },
};

if (!wanted.length) rmSync(join(here, "dist"), { recursive: true, force: true });
const entries = readdirSync(source).filter((file) => /\.tsx?$/.test(file) && !file.startsWith("_"));
await build({
  entryPoints: entries.filter((file) => !wanted.length || wanted.some((name) => file.startsWith(name))).map((file) => join(source, file)),
  outdir: join(here, "dist"),
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  jsx: "automatic",
  conditions: ["browser", "production"],
  define: {
    "process.env.NODE_ENV": '"production"',
    "process.env": "{}",
    __VUE_OPTIONS_API__: "true",
    __VUE_PROD_DEVTOOLS__: "false",
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
  },
  alias: { vue: "vue/dist/vue.esm-bundler.js" },
  loader: { ".svg": "dataurl", ".png": "dataurl", ".webp": "dataurl", ".gif": "dataurl" },
  tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
  plugins: [svelte],
  logLevel: "warning",
});
