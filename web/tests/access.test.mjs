// Axe finds no serious fault, in light and in dark, in the report of each kind of run.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { inBrowser, openPage } from "./browser.mjs";
import { page as pageOf } from "./fixtures.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SERIOUS = ["serious", "critical"];

for (const [name, colorScheme] of [["draws", "light"], ["kazakhstan", "dark"], ["camps", "light"], ["measures", "dark"]]) {
  const options = { viewport: { width: 1280, height: 900 }, colorScheme, bypassCSP: true };
  test(`axe finds no serious fault: ${name}, ${colorScheme}`, () => inBrowser(options, async (context) => {
    const { page } = await openPage(context, pageOf(name));
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    const serious = found.violations.filter((one) => SERIOUS.includes(one.impact));
    assert.deepEqual(serious.map((one) => [one.id, one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160))]), []);
  }));
}
