/** What helps most: how far each run is from the base, one picture for each figure, and the table of the terminal. */

import * as Plot from "@observablehq/plot";
import { named } from "./chart";
import type { ComparedFigure, Comparison } from "./data";
import { el, replace } from "./dom";
import { saveButtons } from "./save";
import { isPaper, whenSized } from "./sized";
import { tableOf } from "./table";
import type { Words } from "./words";

const ROW = 30;
const PAPER_ROOM = 96; // for all rows of a picture of the briefing
const LABEL_LETTERS = 6.6;

export function comparePart(found: Comparison, words: Words): HTMLElement {
  const caveat = found.caveat[words.sentences] ?? "";
  const key = found.draws ? ` ${words.text("compare.key")}` : "";
  return el("div", { class: "compare" }, el("p", { class: "note" }, caveat, key), bestPart(found, words), ...found.figures.map((figure) => figurePart(figure, found, words)));
}

/** Which measure buys the most, each sentence with its picture. */
function bestPart(found: Comparison, words: Words): HTMLElement | null {
  const sentences = found.best[words.sentences] ?? [];
  if (!sentences.length) return null;
  const titleOf = (name: string) => found.figures.find((one) => one.name === name)?.words[words.sentences]?.title ?? "";
  const link = (figure: string) =>
    el("a", { href: `#compare-${figure}`, "aria-label": `${words.text("words.show_picture")}: ${titleOf(figure)}` }, words.text("words.show_picture"));
  return el("ol", { class: "answer best" }, ...sentences.map(({ text, figure }) => el("li", {}, text, figure && " ", figure ? link(figure) : null)));
}

function figurePart(figure: ComparedFigure, found: Comparison, words: Words): HTMLElement {
  const room = el("div", { class: "panel" });
  const text = figure.words[words.sentences]!;
  whenSized(room, () => replace(room, picture(figure, found, room.clientWidth, words)));
  return el(
    "figure", { class: "chart", id: `compare-${figure.name}` },
    el("figcaption", {}, el("div", {}, el("h4", {}, text.title), el("p", { class: "note" }, ...text.sentences))),
    room, tableOf(text, text.title),
    saveButtons({ name: text.title, svgs: () => [{ title: text.title, svg: room.querySelector("svg")! }], csv: () => rows(figure, found, words), note: () => text.sentences.join(" ") }, words),
  );
}

function picture(figure: ComparedFigure, found: Comparison, width: number, words: Words): SVGSVGElement {
  const names = found.labels[words.sentences]!;
  const data = figure.order.map((row) => ({ label: names[row]!, m: figure.changes[row]![0], l: figure.changes[row]![1], h: figure.changes[row]![2] }));
  const labels = data.map((one) => one.label);
  const left = Math.min(width * 0.45, 24 + LABEL_LETTERS * Math.max(...labels.map((label) => label.length)));
  const barred = data.filter((one) => one.l !== one.h);
  const [least, most] = [Math.min(0, ...data.map((one) => one.l)), Math.max(0, ...data.map((one) => one.h))];
  const tones = { better: "var(--in)", worse: "var(--out)", unsettled: "var(--soft)" };
  const tone = (one: { l: number; h: number }) => tones[verdict(one, figure.fewer, found.draws)];
  const ticks = width < 420 ? 3 : 5;
  const drawn = Plot.plot({
    width, height: rowHeight(labels.length) * labels.length + 40, marginLeft: left, marginRight: 24, marginBottom: 28, marginTop: 8,
    style: { background: "none", fontFamily: "inherit", fontSize: "12px", overflow: "visible" },
    x: { label: null, nice: true, domain: least === most ? [-1, 1] : [least, most] },
    y: { type: "band", domain: labels, label: null },
    marks: [
      Plot.gridX({ stroke: "var(--rule)", strokeOpacity: 1, ticks }),
      Plot.axisX({ ticks, tickSize: 0, tickFormat: (value: number) => words.number(value), fill: "var(--soft)" }),
      Plot.axisY({ tickSize: 0, fill: "var(--ink)", lineWidth: left / 12 }),
      Plot.ruleX([0], { stroke: "var(--soft)" }),
      Plot.ruleY(barred, { y: "label", x1: "l", x2: "h", stroke: tone, strokeWidth: 5, strokeOpacity: 0.35, strokeLinecap: "round" }),
      Plot.dot(data, { y: "label", x: "m", r: isPaper() ? 3.5 : 5, fill: tone }),
    ],
  }) as SVGSVGElement;
  return named(drawn, figure.words[words.sentences]!.title);
}

const rowHeight = (count: number): number => (isPaper() ? Math.min(16, PAPER_ROOM / count) : ROW);

/** Whether a run does better than the base or worse: settled only where the whole band says so, so never by single runs. */
export function verdict({ l, h }: { l: number; h: number }, fewer: boolean, draws: number): "better" | "worse" | "unsettled" {
  if (!draws || (l <= 0 && h >= 0)) return "unsettled";
  return h < 0 === fewer ? "better" : "worse";
}

/** Numbers for other programs, under the names of `serai compare --json`. */
function rows(figure: ComparedFigure, found: Comparison, words: Words): (string | number | null)[][] {
  return [
    ["run", "difference", "low", "high", "share_better", "cost", "saved_per_cost"],
    ...figure.order.map((row) => [found.labels[words.sentences]![row]!, ...figure.changes[row]!, found.draws ? figure.better[row]! : null, figure.cost[row] ?? null, figure.per_cost[row]?.[0] ?? null]),
  ];
}
