/* Bundles the widget: dist/capture.js, put into every page, and dist/prompt.js, fetched when a prompt shows.
   `node build.mjs` writes them (`node build.mjs prompt` only that one);
   `node build.mjs --check` fails when they are not what the sources give. A file over its budget is told loudly. */
import { build } from "esbuild";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const common = { bundle: true, minify: true, target: "es2020", charset: "utf8", legalComments: "none", write: false };
const outputs = [
  { entry: "src/index.ts", out: "dist/capture.js", format: "iife", budget: 6144 },
  { entry: "src/prompt/index.ts", out: "dist/prompt.js", format: "esm", budget: 8192 },
];

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
let failed = false;
for (const { entry, out, format, budget } of outputs) {
  if (wanted.length && !wanted.some((name) => out.includes(name))) continue;
  const result = await build({ ...common, format, entryPoints: [join(here, entry)] });
  const built = Buffer.from(result.outputFiles[0].contents);
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
