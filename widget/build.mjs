/* Bundles the widget: dist/capture.js, put into every page, and dist/prompt.js, fetched when a prompt shows.
   `node build.mjs` writes them (`node build.mjs prompt` only that one);
   `node build.mjs --check` fails when they are not what the sources give. A file over its budget is told loudly. */
import { build } from "esbuild";
import { minify } from "terser";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const common = {
  bundle: true,
  minify: true,
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  tsconfigRaw: { compilerOptions: { strict: false } }, // only leaves "use strict" out; tsc checks with its own file
  write: false,
};
/* Properties of model.ts, view.ts and visit.ts that are in no wire, no document and no prompt: shortened in capture.js.
   What a visit keeps in storage is not among them, as the next page's script may be of another build. */
const ours =
  /^(controls|secret|index|firstFocus|focusedAt|actedAt|visited|changed|deleting|typed|leftFilled|showing|shownAt|hints|seenAt|lastAt|stepAt|dirty|attemptAt|stops|keyAt|pressAt|did|root|native|submit)$/;
const outputs = [
  { entry: "src/index.ts", out: "dist/capture.js", format: "iife", budget: 6144, mangleProps: ours },
  { entry: "src/prompt/index.ts", out: "dist/prompt.js", format: "esm", budget: 8192 },
];

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
let failed = false;
for (const { entry, out, budget, ...options } of outputs) {
  if (wanted.length && !wanted.some((name) => out.includes(name))) continue;
  const bundled = await build({ ...common, ...options, entryPoints: [join(here, entry)] });
  // esbuild bundles and knows the types' constants; what it leaves, terser makes 4 % smaller.
  const { code } = await minify(bundled.outputFiles[0].text, {
    module: options.format == "esm",
    compress: { passes: 3, ecma: 2020, unsafe_arrows: true, unsafe_methods: true, keep_fargs: false },
    format: { ecma: 2020, comments: false },
  });
  const built = Buffer.from(code);
  const file = join(here, out);
  const size = brotliCompressSync(built, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  if (process.argv.includes("--check")) {
    const same = existsSync(file) && readFileSync(file).equals(built);
    if (!same) console.error(`${out} is not what the sources give: run node build.mjs`);
    failed ||= !same;
  } else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, built);
  }
  console.log(`${out}: ${built.length} bytes, ${size} brotli of ${budget}`);
  if (size > budget) console.error(`!!! ${out} IS OVER ITS BUDGET: ${size} bytes brotli, the goal is ${budget} !!!`);
}
process.exitCode = failed ? 1 : 0;
