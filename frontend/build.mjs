/**
 * Puts what browsers are given into the package: `node build.mjs`, or `--check` that what is there is what would be.
 * The same sources give the same bytes: names are sorted, and nothing tells of when or where it was made.
 */

import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const MODULES = join(HERE, "node_modules");
const STATIC = join(HERE, "../src/retold/web/static");
const FONT = "@fontsource/source-serif-4";

/** Published files that are given as they are. The fonts are unchanged: their licence reserves their name to them. */
const COPIED = {
  "htmx.js": "htmx.org/dist/htmx.min.js",
  "serif-400.woff2": `${FONT}/files/source-serif-4-latin-400-normal.woff2`,
  "serif-600.woff2": `${FONT}/files/source-serif-4-latin-600-normal.woff2`,
  "serif-400-ext.woff2": `${FONT}/files/source-serif-4-latin-ext-400-normal.woff2`,
  "serif-600-ext.woff2": `${FONT}/files/source-serif-4-latin-ext-600-normal.woff2`,
};

const BUNDLED = ["app.js", "graph.js", "style.css", "theme.js"];

/** Ours, given as they are. */
const OWN = ["icon.svg"];

/** The package of a file in `node_modules`, null of one of ours. */
const packageOf = (path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? null;

async function bundled() {
  const { outputFiles, metafile } = await build({
    entryPoints: BUNDLED.map((name) => join(HERE, "src", name)),
    outdir: STATIC,
    absWorkingDir: HERE,
    bundle: true,
    minify: true,
    charset: "utf8",
    format: "iife",
    target: ["es2022", "chrome110", "firefox115", "safari16.4"],
    external: ["*.woff2"],
    legalComments: "none",
    metafile: true,
    write: false,
    logLevel: "warning",
  });
  const files = outputFiles.map((file) => [file.path.slice(STATIC.length + 1), Buffer.from(file.contents)]);
  // What was read is not always what is kept: code that nothing calls is left out.
  const kept = Object.values(metafile.outputs).flatMap((output) =>
    Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path));
  return { files, packages: kept.map(packageOf).filter(Boolean) };
}

async function licence(name) {
  const folder = join(MODULES, name);
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).sort().find((entry) => /^licen[sc]e/i.test(entry));
  if (!file) throw new Error(`${name} has no licence file: it cannot be given on.`);
  const text = (await readFile(join(folder, file), "utf8")).replaceAll("\r\n", "\n").trim();
  return `${name} ${version} (${license})\n\n${text}\n`;
}

async function licences(packages) {
  const names = [...new Set(packages)].sort();
  const texts = await Promise.all(names.map(licence));
  const rule = `\n${"=".repeat(80)}\n\n`;
  return Buffer.from(["Works of others in these files, with their licences.\n", ...texts].join(rule));
}

/** All files by name. @returns {Promise<Map<string, Buffer>>} */
async function made() {
  const { files, packages } = await bundled();
  const copied = await Promise.all(Object.entries(COPIED).map(async ([to, from]) => [to, await readFile(join(MODULES, from))]));
  const own = await Promise.all(OWN.map(async (name) => [name, await readFile(join(HERE, "src", name))]));
  const vendors = [...packages, ...Object.values(COPIED).map((path) => packageOf(`node_modules/${path}`))];
  const all = [...files, ...copied, ...own, ["LICENSES.txt", await licences(vendors)]];
  return new Map(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function put(folder) {
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of await made()) await writeFile(join(folder, name), bytes);
}

async function check() {
  const folder = await mkdtemp(join(tmpdir(), "static-"));
  try {
    await put(folder);
    const names = new Set([...(await readdir(folder)), ...(await readdir(STATIC).catch(() => []))]);
    const read = (from, name) => readFile(join(from, name)).catch(() => null);
    const wrong = [];
    for (const name of [...names].sort()) {
      const [wanted, there] = [await read(folder, name), await read(STATIC, name)];
      if (!wanted) wrong.push(`${name}: not made by the build`);
      else if (!there) wrong.push(`${name}: missing`);
      else if (!wanted.equals(there)) wrong.push(`${name}: not what its sources give`);
    }
    return wrong;
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (process.argv.includes("--check")) {
  const wrong = await check();
  for (const line of wrong) console.error(`src/retold/web/static/${line}`);
  if (wrong.length) console.error("Run `npm run build` in frontend/ and commit what it writes.");
  process.exitCode = wrong.length ? 1 : 0;
} else {
  await put(STATIC);
}
