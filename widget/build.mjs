/* Bundles the widget: dist/capture.js, put into every page; dist/follow.js, prompt.js, debug.js and frames.js, which it
   fetches when they are needed; and dist/frame.js, for the inside of foreign frames.
   `node build.mjs` writes them; `node build.mjs --check` fails when they are not what the sources give, or when one is
   over its budget. */
import { build } from "esbuild";
import { minify } from "terser";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const sources = join(here, "src");
/* Properties of model.ts, view.ts, visit.ts and modules.ts that are in no wire, no document and no prompt: shortened, in
   all files alike. What a visit keeps in storage is not among them, as the next page's script may be of another build. */
const mangleProps =
  /^(controls|owner|trace|plain|secret|index|firstFocus|focusedAt|actedAt|visited|changed|deleting|typed|leftFilled|showing|shownAt|seenAt|lastAt|stepAt|dirty|attemptAt|stops|keyAt|pressAt|did|root|native|submit|early|heard|attempted|edited|goesOn|shows|opener|look|describe|firstAt|stoodFirst|fieldsThen|standsIn|badAt|seenButtons|entered|hint|does|sees|collect|turns|goes|press|pressBefore|wentTo|wasReset|wentOn|isSent|goneAt|source|settings|script|saidThen|unchosen|natives)$/;
const outputs = [
  { entry: "index.ts", out: "capture.js", format: "iife", budget: 5120 - 98, mangleProps }, // as much more come with what is put before it and the settings of a site with a key of 16 letters
  { entry: "follow/index.ts", out: "follow.js", lent: true, budget: 10752, mangleProps },
  { entry: "form/index.ts", out: "form.js", lent: true, budget: 12032, mangleProps },
  { entry: "debug/index.ts", out: "debug.js", lent: true, budget: 6144, mangleProps },
  { entry: "frames/index.ts", out: "frames.js", lent: true, budget: 6144, mangleProps },
  { entry: "frame/index.ts", out: "frame.js", inside: true, budget: 15360, mangleProps },
  { entry: "prompt/index.ts", out: "prompt.js", format: "esm", budget: 8192 },
];

/* What shared.ts lends, by the file that it comes from. */
const listed = (file) => {
  const text = readFileSync(join(sources, file), "utf8");
  return {
    order: text.match(/=>? \[\n([^\]]*)\]/)[1].match(/\b(?<!\.)\w+/g),
    by: Object.fromEntries(
      [...text.matchAll(/import \{ ([^}]+) \} from "(\S+)"/g)].map(([, names, path]) => [join(sources, dirname(file), path + ".ts"), names.split(", ")]),
    ),
  };
};
const core = listed("shared.ts");
core.by[join(sources, "shared.ts")] = ["lentOn"];
const forming = listed("form/shared.ts");
const files = [...new Set([...Object.keys(core.by), ...Object.keys(forming.by)])];
const both = {
  order: [...core.order, ...forming.order],
  by: Object.fromEntries(files.map((file) => [file, [...(core.by[file] || []), ...(forming.by[file] || [])]])),
};

/** In a module, an import of what capture.js or form.js lends gives a place of their list, and the rest of that file
    bundled anew; what it itself uses of what is lent comes from the list, too. */
const lending = ({ order, by: lentBy }) => ({
  name: "lending",
  setup({ onResolve, onLoad }) {
    const places = (file) => lentBy[file].map((name) => `export const ${name} = LENT[${order.indexOf(name)}];`).join("\n");
    onResolve({ filter: /^\// }, ({ path, kind }) => kind == "entry-point" ? undefined : { path, sideEffects: false });
    onResolve({ filter: /^lent:/ }, ({ path }) => ({ path: path.slice(5), namespace: "places", sideEffects: false }));
    onResolve({ filter: /^\.\.?\// }, ({ path, importer }) => {
      const file = join(dirname(importer), path + ".ts");
      if (lentBy[file]) return { path: file, namespace: "lent", sideEffects: false };
    });
    onLoad({ filter: /./, namespace: "places" }, ({ path: file }) => ({ contents: places(file) }));
    onLoad({ filter: /./, namespace: "lent" }, ({ path: file }) => ({ contents: `export * from ${JSON.stringify(file)};\n` + places(file), resolveDir: sources }));
    onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
      if (!lentBy[file]) return undefined;
      let text = readFileSync(file, "utf8");
      const own = lentBy[file].filter((name) => text != (text = text.replace(RegExp(`^export const ${name}\\b`, "m"), `const own_${name}`)));
      return { contents: `import { ${own} } from ${JSON.stringify("lent:" + file)}; ${text}`, loader: "ts" };
    });
  },
});
/** Style sheets without their layout. */
const dense = {
  name: "dense",
  setup({ onLoad }) {
    onLoad({ filter: /\/style\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(/(?<=const CSS = `)[^`]*/, (css) =>
        css.replace(/\/\*.*?\*\//gs, "").replace(/\s+/g, " ").replace(/(?<=[:;{},]) | (?=[{}])|;(?= })/g, "")),
      loader: "ts",
    }));
  },
};
/** In a frame, capture's own code tells the page around it: it has another way of sending, and fetches nothing. */
const inside = {
  name: "inside",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\/(send|modules|beside)$/ }, ({ path, importer }) =>
      dirname(importer) == join(sources, "frame") ? undefined : { path: join(sources, "frame", basename(path) + ".ts") });
  },
};
/** Files without state of their own: what is not lent of them may be bundled into a module anew. */
const STATELESS = /src\/(text|dom|controls|dates|label|wire|model|fields|identity|place|shared)\.ts$/;

let failed = false;
let mangleCache = {};
for (const { entry, out, budget, lent, inside: isInside, ...options } of outputs) {
  const bundled = await build({
    bundle: true,
    minify: true,
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    tsconfigRaw: { compilerOptions: { strict: false } }, // only leaves "use strict" out; tsc checks with its own file
    write: false,
    metafile: true,
    format: lent ? "esm" : "iife", // what a module holds stands in a function of its own anyway
    define: { BALK_INSIDE: `${!!isInside}`, ...(isInside && { BALK_FOLLOW: "{}" }) }, // of no site
    plugins: [dense, ...(lent ? [lending(entry == "form/index.ts" ? core : both)] : isInside ? [inside] : [])],
    ...(options.mangleProps && { mangleCache }),
    ...options,
    entryPoints: [join(sources, entry)],
  });
  mangleCache = { ...mangleCache, ...bundled.mangleCache };
  const [{ inputs }] = Object.values(bundled.metafile.outputs);
  for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
    if (lent && bytesInOutput && (out == "form.js" ? /src\/\w+\.ts$/ : /src\/(form\/)?\w+\.ts$/).test(file) && !/^(lent|places):/.test(file) && !STATELESS.test(file)) {
      console.error(`${out} holds a second copy of ${file}, which keeps state: add what it uses to shared.ts`);
      failed = true;
    }
  }
  const text = bundled.outputFiles[0].text;
  // esbuild bundles and knows the types' constants; what it leaves, terser makes 4 % smaller.
  const { code } = await minify(lent ? `export default (LENT) => {${text}}` : text, {
    module: lent || options.format == "esm",
    compress: { passes: 3, ecma: 2020, unsafe_arrows: true, unsafe_methods: true, keep_fargs: false },
    format: { ecma: 2020, comments: false },
  });
  const built = Buffer.from(code);
  const file = join(here, "dist", out);
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
  if (size > budget) {
    console.error(`${out} is over its budget`);
    failed = true;
  }
}
process.exitCode = failed ? 1 : 0;
