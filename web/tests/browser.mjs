// Starts Debian's Chromium for the tests: headless, and without anything that would reach for a network.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const CANDIDATES = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const FLAGS = [
  "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

export async function startBrowser(options = {}) {
  const executablePath = CANDIDATES.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error("no Chromium was found; install it (Debian: apt-get install chromium) or name it in CHROMIUM");
  const profile = mkdtempSync(join(tmpdir(), "serai-page-"));
  const root = typeof process.getuid === "function" && process.getuid() === 0;
  const context = await chromium.launchPersistentContext(profile, {
    executablePath, headless: true, args: root ? [...FLAGS, "--no-sandbox"] : FLAGS, locale: "en-GB", acceptDownloads: true, ...options,
  });
  return { context, close: async () => { await context.close(); rmSync(profile, { recursive: true, force: true }); } };
}

/** Whether the machine has a core to spare, so that the clock says how fast something is. */
export const isIdle = () => loadavg()[0] < availableParallelism() - 0.5;

/** Do something in a browser of its own, which is closed whatever happens. */
export async function inBrowser(options, act) {
  const { context, close } = await startBrowser(options);
  try {
    return await act(context);
  } finally {
    await close();
  }
}

/** A page that notes every error, and every request but that for the file itself. */
export async function openPage(context, url) {
  const page = await context.newPage();
  const [errors, requests] = [[], []];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("request", (request) => !/^(data|blob):/.test(request.url()) && request.url().split("#")[0] !== url && requests.push(request.url()));
  await page.goto(url);
  await page.waitForFunction(() => document.querySelectorAll("#page .panel svg").length > 0 || !document.querySelector("#stages"));
  return { page, errors, requests };
}
