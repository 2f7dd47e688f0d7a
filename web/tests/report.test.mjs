// The report in a real browser: it shows what it should, asks the network for nothing, and answers to pointer and keys.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { inBrowser, openPage, startBrowser } from "./browser.mjs";
import { page as pageOf, picture } from "./fixtures.mjs";

let browser;
before(async () => { browser = await startBrowser({ viewport: { width: 1280, height: 900 } }); });
after(async () => { await browser.close(); });

/** Open a page, do something with it, and see that nothing went wrong and nothing was asked of the network. */
async function on(name, act) {
  const opened = await openPage(browser.context, pageOf(name));
  try {
    await act(opened.page);
    assert.deepEqual([opened.errors, opened.requests], [[], []]);
  } finally {
    await opened.page.close();
  }
}

const day = (page) => page.textContent(".map .day");

test("the answer comes first, and each sentence leads to its picture", () => on("river", async (page) => {
  const sentences = await page.$$eval("#answer li", (items) => items.map((item) => item.textContent));
  assert.ok(sentences.length >= 3 && sentences.length <= 5);
  assert.match(await page.textContent(".caveat"), /^One run with assumed values, not a forecast/);
  for (const link of await page.$$("#answer a")) {
    const target = await link.getAttribute("href");
    assert.ok(await page.$(target), target);
  }
}));

test("the slider moves the map by days", () => on("river", async (page) => {
  await page.$eval(".map input[type=range]", (slider) => { slider.value = "2"; slider.dispatchEvent(new Event("input")); });
  const third = await day(page);
  await page.$eval(".map input[type=range]", (slider) => { slider.value = "5"; slider.dispatchEvent(new Event("input")); });
  assert.notEqual(await day(page), third);
}));

test("play goes on by itself, and pause stops it", () => on("river", async (page) => {
  await page.click(".map .play");
  const begun = await day(page);
  await page.waitForFunction((text) => document.querySelector(".map .day").textContent !== text, begun);
  await page.click(".map .play");
  const stopped = await page.$eval(".map input[type=range]", (slider) => slider.value);
  await page.waitForTimeout(400);
  assert.equal(await page.$eval(".map input[type=range]", (slider) => slider.value), stopped);
}));

test("keys: arrows go by a day, space plays", () => on("river", async (page) => {
  await page.focus(".map input[type=range]");
  const first = await day(page);
  await page.keyboard.press("ArrowLeft");
  const before = await day(page);
  assert.notEqual(before, first);
  await page.keyboard.press("ArrowRight");
  assert.equal(await day(page), first);
  await page.keyboard.press("Space");
  await page.waitForFunction((text) => document.querySelector(".map .day").textContent !== text, first);
  await page.keyboard.press("Space");
}));

test("a click on a place opens its days, and so does Enter", () => on("river", async (page) => {
  const target = page.locator('.target[aria-label^="Long Bridge"]');
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  assert.equal(await page.textContent("dialog h3"), "Long Bridge");
  const drawn = (await page.$$("dialog .panel svg.drawn")).length;
  assert.ok(drawn >= 2);
  assert.equal((await page.$$("dialog .panel .saves")).length, drawn);
  await page.screenshot({ path: picture("place.png") });
  await page.keyboard.press("Escape");
  await target.focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog[open]");
  assert.equal(await page.textContent("dialog h3"), "Long Bridge");
}));

test("the language can be switched, and a text that no speaker has checked says so", () => on("river", async (page) => {
  const english = await page.textContent("#answer li");
  for (const [code, title] of [["de", "Zuerst die Antwort"], ["ru", "Сначала ответ"], ["kk", "Алдымен жауап"]]) {
    await page.selectOption("#language", code);
    assert.equal(await page.textContent("#answer h2"), title);
    assert.equal(await page.getAttribute("html", "lang"), code);
    assert.ok(await page.$(".unchecked"));
    await page.screenshot({ path: picture(`language-${code}.png`), fullPage: true });
  }
  assert.equal((await page.textContent("#answer li")).slice(0, 40), english.slice(0, 40));
  await page.selectOption("#language", "de");
  assert.match(await page.textContent("#answer li"), /reisten .* Menschen ein/);
}));

test("dark and light are one switch", () => on("river", async (page) => {
  const paper = () => page.$eval("body", (body) => getComputedStyle(body).backgroundColor);
  const light = await paper();
  await page.click("#theme");
  assert.notEqual(await paper(), light);
  await page.screenshot({ path: picture("dark.png"), fullPage: true });
  await page.click("#theme");
  assert.equal(await paper(), light);
}));

test("the table of evidence sorts by any column and shows one use alone", () => on("kazakhstan", async (page) => {
  const figures = () => page.$$eval("#evidence .rows tbody tr:not(.group)", (rows) => rows.map((row) => row.id));
  const given = await figures();
  await page.click("#evidence .rows thead th:nth-child(4) button");
  const sorted = await figures();
  assert.equal(sorted.length, given.length);
  assert.notDeepEqual(sorted, given);
  assert.equal(await page.getAttribute("#evidence .rows thead th:nth-child(4)", "aria-sort"), "ascending");
  await page.selectOption("#evidence .tools select", "test");
  const tests = await figures();
  assert.ok(tests.length > 0 && tests.length < given.length);
}));

test("links of sources are addresses of the web, opened apart", () => on("kazakhstan", async (page) => {
  const links = await page.$$eval("#evidence .rows tbody a", (all) => all.map((link) => [link.protocol, link.rel]));
  assert.ok(links.length > 40);
  for (const [protocol, rel] of links) assert.ok(["http:", "https:"].includes(protocol) && rel.includes("noopener"));
}));

test("a published figure in a picture leads to its row", () => on("kazakhstan", async (page) => {
  const href = await page.$eval("#chart-entries a", (link) => link.getAttribute("href") ?? link.getAttributeNS("http://www.w3.org/1999/xlink", "href"));
  assert.ok(await page.$(href));
}));

test("a picture shows another place when it is chosen", () => on("kazakhstan", async (page) => {
  await page.selectOption("#chart-waits select", { label: "Mashtakovo-Syrym" });
  assert.deepEqual(await page.$$eval("#chart-waits h5", (names) => names.map((name) => name.textContent)), ["Mashtakovo-Syrym"]);
}));

test("pictures are saved as PNG, SVG and CSV", () => on("river", async (page) => {
  const starts = { PNG: "\u0089PNG", SVG: "<svg xmlns=", CSV: "\u00ef\u00bb\u00bf" };
  for (const figure of ["#chart-map", "#chart-waits", "#chart-lodging", ".traveller:first-of-type"]) {
    for (const [form, start] of Object.entries(starts)) {
      const [saved] = await Promise.all([page.waitForEvent("download"), page.click(`${figure} .saves button:text-is("${form}")`)]);
      const bytes = await readFile(await saved.path(), "latin1");
      assert.ok(bytes.startsWith(start), `${figure} ${form}`);
      assert.ok(bytes.length > 200 && !bytes.includes("var(--"), `${figure} ${form}`);
      assert.ok(saved.suggestedFilename().endsWith(`.${form.toLowerCase()}`));
      if (form === "PNG") await saved.saveAs(picture(`saved-${figure.slice(1).split(":")[0]}.png`));
    }
  }
}));

test("the boundary view can be changed, and Crimea goes with it", () => on("kazakhstan", async (page) => {
  const land = () => page.$$eval(".map .stage svg:first-child path[fill='var(--land)']", (paths) => paths.map((path) => path.getAttribute("d")).join());
  const un = await land();
  await page.selectOption(".map .note select", "fact");
  assert.notEqual(await land(), un);
  assert.ok(await page.$(".map path[stroke-dasharray='3 3']"));
  assert.match(await page.textContent("#map"), /do not imply official endorsement/);
}));

test("travellers are called invented, and two friends are among them", () => on("kazakhstan", async (page) => {
  assert.match(await page.textContent("#journeys"), /Invented travellers from one random draw/);
  const titles = await page.$$eval("#journeys h4", (all) => all.map((one) => one.textContent));
  assert.ok(titles.some((title) => title.startsWith("Two friends")), titles.join());
}));

test("the page says what the model is not fit for, and how to repeat the run", () => on("kazakhstan", async (page) => {
  assert.match(await page.textContent("#about"), /Not for decisions on individuals/);
  assert.match(await page.textContent("#about code"), /^serai repeat /);
  await page.click("#about summary");
  assert.ok((await page.$$("#about details tbody tr")).length > 100);
}));

test("draws have bands, a single run has none", async () => {
  await on("draws", async (page) => {
    assert.match(await page.textContent(".caveat"), /medians and, in brackets, where 80 % of them lie/);
    assert.ok((await page.$$("#chart-entries .key i.band")).length);
    await page.screenshot({ path: picture("draws.png"), fullPage: true });
  });
  await on("kazakhstan", async (page) => {
    assert.equal((await page.$$("#chart-entries .key i.band")).length, 0);
    await page.screenshot({ path: picture("run.png"), fullPage: true });
  });
});

test("a Flee case shows camps against reports, and leaves posts and lodging away", () => on("camps", async (page) => {
  assert.deepEqual(await page.$$eval("#stages figure", (all) => all.map((one) => one.id)), ["chart-camps"]);
  assert.match(await page.textContent("#evidence"), /equal split/);
  assert.equal(await page.$("#journeys"), null);
  const [saved] = await Promise.all([page.waitForEvent("download"), page.locator("#evidence .saves button").first().click()]);
  assert.match(await readFile(await saved.path(), "utf8"), /^\ufeffcamp,reported,simulated,error of share\r\n/);
  await page.screenshot({ path: picture("camps.png"), fullPage: true });
}));

test("the draws of a Flee case show camps with bands, and naive forecasts", () => on("camps-draws", async (page) => {
  assert.deepEqual(await page.$$eval("#stages figure", (all) => all.map((one) => one.id)), ["chart-camps"]);
  assert.ok((await page.$$("#chart-camps .key i.band")).length);
  assert.ok((await page.$$("#chart-camps svg.drawn path[fill-opacity]")).length + (await page.$$("#chart-camps svg.drawn g[fill-opacity]")).length);
  assert.match(await page.textContent("#evidence"), /equal split/);
  assert.match(await page.textContent("#answer"), /Over all days [\d.]+ \([\d.]+ to [\d.]+\) % of the people reported are misplaced, against [\d.]+ % by the best naive forecast/);
  await page.screenshot({ path: picture("camps-draws.png"), fullPage: true });
}));

test("several runs show what helps most, with bands", () => on("measures", async (page) => {
  const order = await page.$$eval("#compare-nights_without_bed tbody td:first-child", (all) => all.map((one) => one.textContent));
  assert.equal(order.length, 3);
  assert.equal(order[0], "more-tents");
  assert.match(await page.textContent("#compare .best"), /Nights without a bed: more-tents saves most, /);
  for (const href of await page.$$eval("#compare .best a", (all) => all.map((one) => one.getAttribute("href")))) assert.ok(await page.$(href), href);
  assert.ok((await page.$$("#compare figure svg circle")).length >= 15);
  await page.locator("#compare").screenshot({ path: picture("compare.png") });
}));

test("a place that is called like a script shows as that, with its name in its own script, and nothing runs", () => on("script", async (page) => {
  let alerts = 0;
  page.on("dialog", (dialog) => { alerts++; void dialog.dismiss(); });
  assert.equal(await page.$$eval("script:not([type])", (all) => all.length), 1);
  const target = page.locator('.target[aria-label^="<script>alert(1)</script>"]');
  await target.focus();
  await page.keyboard.press("Enter");
  assert.equal(await page.textContent("dialog h3"), "<script>alert(1)</script> (გრძელი ხიდი)");
  assert.ok((await page.textContent("#chart-waits")).includes("<script>alert(1)</script>"));
  assert.equal(alerts, 0);
}));

test("on a phone nothing is wider than the screen", () => inBrowser({ viewport: { width: 360, height: 740 }, deviceScaleFactor: 2 }, async (context) => {
  const { page, errors } = await openPage(context, pageOf("kazakhstan"));
  await page.screenshot({ path: picture("phone.png"), fullPage: true });
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360);
  assert.deepEqual(errors, []);
}));

test("the briefing has two pages of A4", async () => {
  for (const name of ["draws", "measures", "camps"]) {
    await on(name, async (page) => {
      const pdf = await page.pdf({ path: picture(`briefing-${name}.pdf`), preferCSSPageSize: true, printBackground: true });
      const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
      assert.ok(pages <= 2, `${name}: ${pages} pages`);
      await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
      const shown = await page.$$eval("#stages figure, #compare figure", (all) => all.filter((one) => one.offsetHeight > 0).map((one) => [one.id, one.querySelector("svg.drawn")?.getBoundingClientRect().height > 40]));
      assert.ok(shown.length > 0 && shown.every(([, isDrawn]) => isDrawn), JSON.stringify(shown));
      if (name === "measures") assert.ok(shown.some(([id]) => id === "compare-hours_waited"));
    });
  }
});

test("without JavaScript the file holds the sentences, the table and a still of each stage", () => inBrowser({ javaScriptEnabled: false, viewport: { width: 1000, height: 900 } }, async (context) => {
  const page = await context.newPage();
  await page.goto(pageOf("draws"));
  assert.equal(await page.locator("#still ul").first().locator("li").count(), 5);
  assert.ok((await page.locator("#still table tbody tr").count()) > 60);
  assert.equal(await page.locator("#still figure svg").count(), 5);
  await page.screenshot({ path: picture("still.png"), fullPage: true });
}));
