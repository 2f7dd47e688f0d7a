/** What helps most: how far each run is from the base, one picture for each figure, and the same as a table. */

import * as Plot from "@observablehq/plot";
import { named } from "./chart";
import type { ComparedFigure, Comparison, Three } from "./data";
import { el, replace } from "./dom";
import { saveButtons } from "./save";
import { whenSized } from "./sized";
import type { Words } from "./words";

const ROW = 30;
const LABEL_LETTERS = 6.6;

export function comparePart(found: Comparison, words: Words): HTMLElement {
  const how = found.draws ? words.text("compare.how", { base: found.base, pairs: found.pairs }) : words.text("compare.single", { base: found.base });
  const few = found.draws > 0 && !found.enough ? ` ${words.text("compare.few")}` : "";
  return el("div", { class: "compare" }, el("p", { class: "note" }, how, few), bestPart(found, words), ...found.figures.map((figure) => figurePart(figure, found, words)));
}

/** Which measure buys the most, in the sentences of the terminal, each with its picture. */
function bestPart(found: Comparison, words: Words): HTMLElement | null {
  const sentences = found.best[words.sentences] ?? [];
  if (!sentences.length) return null;
  const link = (figure: string) =>
    el("a", { href: `#compare-${figure}`, "aria-label": `${words.text("words.show_picture")}: ${words.text(`compare.figures.${figure}`)}` }, words.text("words.show_picture"));
  return el("ol", { class: "answer best" }, ...sentences.map(({ text, figure }) => el("li", {}, text, figure && " ", figure ? link(figure) : null)));
}

function figurePart(figure: ComparedFigure, found: Comparison, words: Words): HTMLElement {
  const room = el("div", { class: "panel" });
  const order = found.runs.map((_, row) => row).sort((a, b) => (figure.changes[a]![0] - figure.changes[b]![0]) * (figure.fewer ? 1 : -1));
  const name = words.text(`compare.figures.${figure.name}`);
  whenSized(room, () => replace(room, picture(figure, order, found, room.clientWidth, words)));
  return el(
    "figure", { class: "chart", id: `compare-${figure.name}` },
    el("figcaption", {}, el("h4", {}, name, " ", el("span", { class: "unit" }, words.text("compare.base_level", { level: threeText(figure.level, words) })))),
    room, table(figure, order, found, words),
    saveButtons({ name, svgs: () => [{ title: name, svg: room.querySelector("svg")! }], csv: () => rows(figure, found, words) }, words),
  );
}

function picture(figure: ComparedFigure, order: number[], found: Comparison, width: number, words: Words): SVGSVGElement {
  const labels = order.map((row) => found.runs[row]!.label);
  const left = Math.min(width * 0.45, 24 + LABEL_LETTERS * Math.max(...labels.map((label) => label.length)));
  const data = order.map((row) => ({ label: found.runs[row]!.label, m: figure.changes[row]![0], l: figure.changes[row]![1], h: figure.changes[row]![2] }));
  const barred = data.filter((one) => one.l !== one.h);
  const [least, most] = [Math.min(0, ...data.map((one) => one.l)), Math.max(0, ...data.map((one) => one.h))];
  const tone = (one: { l: number; h: number }) => (one.l <= 0 && one.h >= 0 ? "var(--soft)" : (one.h <= 0) === figure.fewer ? "var(--in)" : "var(--out)");
  const drawn = Plot.plot({
    width, height: ROW * order.length + 40, marginLeft: left, marginRight: 24, marginBottom: 28, marginTop: 8,
    style: { background: "none", fontFamily: "inherit", fontSize: "12px", overflow: "visible" },
    x: { label: null, nice: true, domain: least === most ? [-1, 1] : [least, most] },
    y: { type: "band", domain: labels, label: null },
    marks: [
      Plot.gridX({ stroke: "var(--rule)", strokeOpacity: 1, ticks: 5 }),
      Plot.axisX({ ticks: 5, tickSize: 0, tickFormat: (value: number) => words.number(value), fill: "var(--soft)" }),
      Plot.axisY({ tickSize: 0, fill: "var(--ink)", lineWidth: left / 12 }),
      Plot.ruleX([0], { stroke: "var(--soft)" }),
      Plot.ruleY(barred, { y: "label", x1: "l", x2: "h", stroke: tone, strokeWidth: 5, strokeOpacity: 0.35, strokeLinecap: "round" }),
      Plot.dot(data, { y: "label", x: "m", r: 5, fill: tone }),
    ],
  }) as SVGSVGElement;
  return named(drawn, words.text(`compare.figures.${figure.name}`));
}

function threeText([median, low, high]: Three, words: Words, signed = false): string {
  const said = (value: number) => `${signed && value > 0 ? "+" : ""}${words.rounded(value)}`;
  return low === high ? said(median) : `${said(median)} (${said(low)} ${words.text("words.to")} ${said(high)})`;
}

const COLUMNS = ["run", "change", "better", "cost", "per_cost"] as const;

function table(figure: ComparedFigure, order: number[], found: Comparison, words: Words): HTMLElement {
  const costs = found.runs.flatMap((run) => (run.cost ? [run.cost] : []));
  const scale = costs.length && Math.min(...costs) >= 1000 ? 1000 : 1;
  const heads = COLUMNS.map((column, row) => el("th", { scope: "col", class: row ? "figure" : null }, words.text(`compare.columns.${column}`, { scale: words.number(scale) })));
  const lines = order.map((row) => {
    const perCost = figure.per_cost[row];
    const cells = [
      found.runs[row]!.label, threeText(figure.changes[row]!, words, true), found.draws ? `${Math.round(100 * figure.better[row]!)} %` : "–",
      words.number(found.runs[row]!.cost), perCost ? threeText(perCost.map((number) => number * scale) as Three, words) : "–",
    ];
    return el("tr", {}, ...cells.map((cell, column) => el("td", { class: column ? "figure" : null }, cell)));
  });
  return el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": words.text(`compare.figures.${figure.name}`) }, el("table", {}, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...lines)));
}

function rows(figure: ComparedFigure, found: Comparison, words: Words): (string | number | null)[][] {
  const heads = ["run", "change", "change 10 %", "change 90 %", "better", "cost", "per_cost"];
  return [
    heads.map((head) => words.text(`compare.columns.${head}`, { scale: 1 })),
    ...found.runs.map((run, row) => [run.label, ...figure.changes[row]!, figure.better[row]!, run.cost, figure.per_cost[row]?.[0] ?? null]),
  ];
}
