// How big the page is, how soon it is drawn, and how many frames a second the playing map holds, here and headless.
// Drawn: from the start of navigation until the animation frame after every picture is in the page. Frames: calls of
// requestAnimationFrame while the map plays, each of which draws one frame, counted over two seconds. Both are told by
// the clock and by the processor time of the page's own thread. The clock is held to the bound where the machine has a
// core to spare; where others keep it busy, the processor time alone is.
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { inBrowser, isIdle } from "./browser.mjs";
import { page as pageOf } from "./fixtures.mjs";

const MEGABYTE = 1e6;
const SCREEN = { viewport: { width: 1280, height: 900 } };
const FRAMES = 30; // a second
const WATCHED = 2000; // milliseconds

/** Seconds that the page's thread has used so far. */
async function used(session) {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find((one) => one.name === "TaskDuration").value;
}

async function drawn(context, url) {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  await page.goto(url);
  await page.waitForFunction(() => [...document.querySelectorAll("#stages figure.chart")].every((figure) => figure.querySelector("svg.drawn")));
  const seconds = await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(performance.now() / 1000))));
  return { page, session, seconds, own: await used(session) };
}

for (const [name, megabytes, most] of [["draws", 4, 1.5], ["many", 12, 4]]) {
  test(`${name}: under ${megabytes} MB and drawn in under ${most} s`, () => inBrowser(SCREEN, async (context) => {
    const idle = isIdle();
    const url = pageOf(name);
    const size = statSync(fileURLToPath(url)).size / MEGABYTE;
    const { seconds, own } = await drawn(context, url);
    console.log(`${name}: ${size.toFixed(2)} MB, drawn in ${seconds.toFixed(2)} s, of which ${own.toFixed(2)} s by the page's thread`);
    assert.ok(size < megabytes);
    assert.ok((idle ? seconds : own) < most);
  }));
}

test(`the playing map holds ${FRAMES} frames a second`, () => inBrowser(SCREEN, async (context) => {
  const idle = isIdle();
  const { page, session, own } = await drawn(context, pageOf("draws"));
  await page.click(".map .play");
  const { frames, milliseconds } = await page.evaluate((watched) => new Promise((resolve) => {
    let frames = 0;
    const begun = performance.now();
    const count = (now) => {
      frames++;
      if (now - begun < watched) requestAnimationFrame(count);
      else resolve({ frames, milliseconds: now - begun });
    };
    requestAnimationFrame(count);
  }), WATCHED);
  const [rate, cost] = [(1000 * frames) / milliseconds, (await used(session) - own) / frames];
  console.log(`playing: ${rate.toFixed(0)} frames a second; a frame costs ${(1000 * cost).toFixed(1)} ms of the page's thread`);
  assert.ok(idle ? rate >= FRAMES : cost < 1 / FRAMES);
}));
