// Builds the page into src/serai/report/static: page.js, page.css, shapes.json and the hash of what they were made from.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? join(here, "..", "src", "serai", "report", "static");

/** Files whose bytes decide what is built; tests/house/test_built_page.py reckons the same hash in Python. */
function sources() {
  const under = (folder) =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? under(join(folder, entry.name)) : [join(folder, entry.name)],
    );
  const own = ["build.mjs", "package.json", "package-lock.json", "tsconfig.json"].map((name) => join(here, name));
  return [...own, ...under(join(here, "src"))].map((path) => relative(here, path).replaceAll("\\", "/")).sort();
}

function hashOfSources() {
  const digest = createHash("sha256");
  for (const path of sources()) {
    digest.update(`${path}\n`);
    digest.update(readFileSync(join(here, path), "utf8").replaceAll("\r\n", "\n"));
  }
  return digest.digest("hex");
}

/** Areas that Natural Earth, which draws the lines of fact, and the maps of the United Nations give to different countries. */
const DISPUTED = {
  Somaliland: { id: "Somaliland", un: "706" },
  "N. Cyprus": { id: "N. Cyprus", un: "196" },
  Kosovo: { id: "Kosovo", un: "688" },
  Taiwan: { id: "158", un: "156" },
  "W. Sahara": { id: "732" },
  Palestine: { id: "275" },
  "Siachen Glacier": { id: "Siachen Glacier" },
};
const RUSSIA = "643";
const UKRAINE = "804";
const CRIMEA_BOX = [30, 44, 37, 47]; // west, south, east, north; holds the one polygon of Russia that is Crimea

/** World-atlas at 1:50 million, with Crimea as a shape of its own and disputed areas marked. */
function shapes() {
  const atlas = JSON.parse(readFileSync(join(here, "node_modules", "world-atlas", "countries-50m.json"), "utf8"));
  const countries = [];
  for (const { type, id, properties, arcs } of atlas.objects.countries.geometries) {
    const polygons = type === "MultiPolygon" ? arcs : [arcs];
    const found = DISPUTED[properties.name];
    const named = { id: found?.id ?? id ?? properties.name, name: properties.name };
    if (id === RUSSIA) {
      const isCrimea = (polygon) => inside(polygon[0], atlas);
      countries.push(shape(polygons.filter((one) => !isCrimea(one)), named));
      countries.push(shape(polygons.filter(isCrimea), { id: "Crimea", name: "Crimea", un: UKRAINE, fact: RUSSIA, disputed: true }));
    } else {
      countries.push(shape(polygons, found ? { ...named, un: found.un, disputed: true } : named));
    }
  }
  if (countries.find((one) => one.properties.id === "Crimea").arcs.length !== 1) throw new Error("Crimea was not found");
  return { type: "Topology", transform: atlas.transform, objects: { countries: { type: "GeometryCollection", geometries: countries } }, arcs: atlas.arcs };
}

const shape = (arcs, properties) => ({ type: "MultiPolygon", arcs, properties });

function inside(ring, atlas) {
  const [west, south, east, north] = CRIMEA_BOX;
  const { scale, translate } = atlas.transform;
  return ring.every((number) => {
    let [x, y] = [0, 0];
    return atlas.arcs[number < 0 ? ~number : number].every(([dx, dy]) => {
      [x, y] = [x + dx, y + dy];
      const [lon, lat] = [x * scale[0] + translate[0], y * scale[1] + translate[1]];
      return lon > west && lon < east && lat > south && lat < north;
    });
  });
}

/** Who wrote what is bundled, and under which terms: a copyright line for each package, then each licence once. */
function licences(inputs) {
  const names = new Set(inputs.map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]).filter(Boolean));
  const bodies = new Map();
  for (const name of [...names].sort()) {
    const folder = join(here, "node_modules", name);
    const { license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
    const text = file ? readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim() : license;
    const owners = text.split("\n").filter((line) => /^copyright (\(c\) )?\d{4}/i.test(line.trim())).map((line) => line.trim());
    const body = text.split("\n").filter((line) => !owners.includes(line.trim()) && !/licen[cs]e$|^\(c\)/i.test(line.trim())).join("\n").trim();
    const known = bodies.get(body) ?? { license, users: [] };
    known.users.push(`${name}: ${owners.join("; ") || license}`);
    bodies.set(body, known);
  }
  const parts = [...bodies].map(([body, { license, users }]) => `${users.join("\n")}\n\n${license}\n\n${body}`);
  return `${["Software and type in this page, with the terms of each.", ...parts].join("\n\n----\n\n")}\n`;
}

mkdirSync(target, { recursive: true });
const entries = { page: join(here, "src", "main.ts") };
if (existsSync(join(here, "src", "app", "main.ts"))) entries.app = join(here, "src", "app", "main.ts");
const built = await build({
  metafile: true,
  entryPoints: entries, outdir: target, bundle: true, minify: true, format: "iife", target: ["es2020"], charset: "utf8",
  legalComments: "none", loader: { ".woff2": "dataurl" }, logLevel: "warning",
});
writeFileSync(join(target, "licences.txt"), licences(Object.keys(built.metafile.inputs)));
writeFileSync(join(target, "shapes.json"), `${JSON.stringify(shapes())}\n`);
writeFileSync(join(target, "sources.sha256"), `${hashOfSources()}\n`);
