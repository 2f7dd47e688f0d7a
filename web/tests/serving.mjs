// Serves the app by the program itself, in a browser that every test of a file shares.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { startBrowser } from "./browser.mjs";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
export const python = join(root, ".venv", "bin", "python");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser;
before(async () => {
  browser = await startBrowser({ viewport: { width: 1440, height: 950 } });
});
after(async () => { await browser.close(); });

/** Serve, open the page, do something with it, and see that nothing went wrong and nobody else was asked. */
export async function served(words, act) {
  const server = spawn(python, ["-m", "serai", "app", ...words, "--port", "0", "--no-open"], { stdio: ["ignore", "pipe", "inherit"] });
  const errors = [];
  let page;
  try {
    const url = await new Promise((resolve, reject) => {
      let said = "";
      server.stdout.on("data", (piece) => { said += piece; const found = /http:\/\/\S+/.exec(said); if (found) resolve(found[0]); });
      server.on("exit", () => reject(new Error("the server ended")));
    });
    page = await browser.context.newPage();
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && !/ (404|413|422) /.test(message.text()) && errors.push(message.text()));
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("dialog", (dialog) => { errors.push(`a dialog: ${dialog.message()}`); void dialog.dismiss(); });
    page.on("request", (request) => !/^(data|blob):/.test(request.url()) && !request.url().startsWith(new URL(url).origin) && errors.push(request.url()));
    await page.goto(url);
    await act(page, url);
    assert.deepEqual(errors, []);
  } finally {
    await page?.close();
    server.kill();
  }
}

export const idle = (page) => page.waitForFunction(() => document.querySelector("#controls") && !document.querySelector("#controls .notice progress"), null, { timeout: 120_000 });

/** What axe finds on a page that is serious or worse. */
export async function seriousFaults(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations.filter((one) => ["serious", "critical"].includes(one.impact)).map((one) => [one.id, one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160))]);
}
