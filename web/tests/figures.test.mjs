// New figures in the app: from a table or pasted, a typing error named, the line at the cut, both fans; by keys alone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { idle, seriousFaults, served } from "./serving.mjs";
import { picture } from "./fixtures.mjs";

const HEADS = "id,from,to,quantity,statistic,fact_group,value,confidence,use\n";
const row = (day, value) => `entries-${day}-may,2024-05-0${day},2024-05-0${day + 1},entries,sum,flow,${value},high,test\n`;
const updated = (page, cut) => page.waitForFunction((words) => document.querySelector(".latest .shown")?.textContent.includes(words) && !document.querySelector(".figures-part progress"), `Update until ${cut}`, { timeout: 180_000 });
const legend = async (page) => (await page.textContent("#chart-entries")).replace(/\s+/g, " ");

test("an update with new figures, then the next day's from there: the line at the cut, the fan, and that of the day before", () => served(["river-crossing"], async (page) => {
  await idle(page);
  await page.click(".figures-part summary");
  await page.setInputFiles("#figures-file", { name: "day.csv", mimeType: "text/csv", buffer: Buffer.from(HEADS + row(7, 900)) });
  await page.selectOption("#language", "de");
  assert.match(await page.textContent(".figures-part"), /Gewählt: day\.csv/);
  await page.selectOption("#language", "en");
  assert.deepEqual(await seriousFaults(page), []);
  await page.click(".figures-part [type=submit]");
  await page.waitForSelector(".figures-part progress");
  await updated(page, "2024-05-08 00:00");
  assert.match(await page.textContent(".idle"), /The charts show: the update until 2024-05-08 00:00\./);
  assert.match(await legend(page), /forecast, 50 and 90 % interval.*known up to here/);
  assert.doesNotMatch(await legend(page), /forecast of the previous update/);
  assert.match(await page.textContent("#update"), /Expected and published figures.*entries-7-may/s);
  assert.equal(await page.locator("#controls .keep button").isDisabled(), true);
  await page.fill("#figures-text", HEADS + row(8, 600));
  await page.click(".figures-part [type=submit]");
  await updated(page, "2024-05-09 00:00");
  assert.match(await legend(page), /forecast, 50 and 90 % interval.*forecast of the previous update.*known up to here/);
  await page.locator("#chart-entries").scrollIntoViewIfNeeded();
  await page.waitForTimeout(500);
  await page.screenshot({ path: picture("app-update.png") });
  await page.click("#controls .kept button:has-text('Show')");
  await page.waitForFunction(() => /The charts show: the base\./.test(document.querySelector(".idle").textContent));
  assert.doesNotMatch(await legend(page), /known up to here/);
  await page.click(".latest button:has-text('Show')");
  await updated(page, "2024-05-09 00:00");
  assert.match(await legend(page), /known up to here/);
  await page.selectOption("#language", "de");
  assert.match(await page.textContent(".figures-part"), /Aktualisierung bis 2024-05-09 00:00; neue Zahlen: 1; Ziehungen: 40/);
  assert.match(await page.textContent("#update"), /Erwartete und veröffentlichte Zahlen/);
  await page.click(".figures-part summary");
  await page.setViewportSize({ width: 360, height: 780 });
  await page.waitForTimeout(400);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 360));
  await page.locator(".figures-part").screenshot({ path: picture("app-update-phone.png") });
  await page.setViewportSize({ width: 1440, height: 950 });
  await page.click(".latest button:has-text('Von vorn')");
  await page.waitForFunction(() => !document.querySelector(".latest").textContent);
}));

test("by keys alone: a typing error is named and left out by a tick", () => served(["river-crossing"], async (page) => {
  await idle(page);
  const tabTo = async (wanted) => {
    for (let presses = 0; !(await page.evaluate((selector) => document.activeElement.matches(selector), wanted)); presses += 1) {
      assert.ok(presses < 80, `no Tab leads to ${wanted}`);
      await page.keyboard.press("Tab");
    }
  };
  await tabTo(".figures-part summary");
  await page.keyboard.press("Enter");
  await tabTo("#figures-text");
  await page.keyboard.insertText(HEADS + row(7, 90_000));
  await tabTo("#figures-horizon");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("0");
  await tabTo(".figures-part [type=submit]");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement.id === "figures-horizon" && document.activeElement.getAttribute("aria-invalid") === "true");
  assert.match(await page.textContent(".figures-part .refused"), /Days to forecast: must be 1 to 60, got "0"/);
  await page.keyboard.press("Control+A");
  await page.keyboard.type("3");
  await tabTo(".figures-part [type=submit]");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".figures-part .decide", { timeout: 180_000 });
  assert.match(await page.textContent(".figures-part .refused"), /observations "entries-7-may" 90000 entries lies outside the 99\.9 % interval/);
  await page.waitForFunction(() => document.activeElement.closest(".decide"));
  assert.deepEqual(await seriousFaults(page), []);
  await page.screenshot({ path: picture("app-update-typing-error.png") });
  await page.keyboard.press("Space");
  await tabTo(".figures-part [type=submit]");
  await page.keyboard.press("Enter");
  await updated(page, "2024-05-");
  assert.match(await page.textContent(".latest"), /ignored: entries-7-may/);
  assert.equal(await page.locator(".figures-part .decide").count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.type), "submit");
}));

test("a file that is larger than what is taken is refused before it is sent", () => served(["river-crossing"], async (page) => {
  await idle(page);
  await page.click(".figures-part summary");
  await page.evaluate(() => {
    const given = new DataTransfer();
    given.items.add(new File([new ArrayBuffer(21_000_000)], "huge.csv"));
    const field = document.getElementById("figures-file");
    field.files = given.files;
    field.dispatchEvent(new Event("change"));
  });
  await page.waitForFunction(() => document.querySelector(".figures-part .refused")?.textContent === "huge.csv has 21,000,000 bytes; the limit is 20,000,000.");
}));
