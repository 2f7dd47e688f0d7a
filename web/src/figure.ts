/** A picture with its title, note, legend, choice of places, and ways to save it. */

import { drawPanel, layerNames, nameOf, panelHeads, panelRows } from "./chart";
import { isDashed, layerColour, lineColour } from "./colours";
import type { Chart, PageData, Panel } from "./data";
import { el, replace } from "./dom";
import { saveButtons } from "./save";
import { isPaper, whenSized } from "./sized";
import type { Words } from "./words";

const MOST = 6;
const PAPER_HEIGHT = 140;
const PAPER_HEIGHT_BESIDE = 112; // where the briefing compares measures as well
const WORST = "worst";

export function chartFigure(chart: Chart, data: PageData, words: Words): HTMLElement {
  const panels = el("div", { class: "panels" });
  const legend = el("div", { class: "legend" });
  let shown = choose(chart, startOf(chart));
  const draw = () => {
    panels.classList.toggle("one", shown.length === 1);
    replace(panels, ...shown.map((panel) => panelFigure(chart, panel, shown.length, panels, data, words)));
    replace(legend, ...legendItems(chart, shown, data, words));
  };
  const name = words.text(`charts.${chart.id}`);
  const title = `${name} (${words.text(`units.${chart.unit}`)})`;
  const figure = el(
    "figure", { class: "chart", id: `chart-${chart.id}`, tabindex: -1 },
    el(
      "figcaption", {},
      el("div", {}, el("h4", {}, name, " ", el("span", { class: "unit" }, words.text(`units.${chart.unit}`))), el("p", { class: "note" }, words.text(`notes.${chart.id}`))),
      placeChoice(chart, words, (choice) => {
        shown = choose(chart, choice);
        draw();
      }),
    ),
    legend,
    panels,
    saveButtons({
      name: title,
      svgs: () => shown.map((panel, row) => ({ title: words.place(panel.place), svg: panels.querySelectorAll<SVGSVGElement>("svg.drawn")[row]! })),
      legend: () => [...legend.querySelectorAll<HTMLElement>(".key")],
      csv: () => [panelHeads(shown[0]!, words), ...shown.flatMap((panel) => panelRows(panel, words))],
    }, words),
  );
  whenSized(panels, draw);
  return figure;
}

/** All places together where that can be added up; camps are first shown one by one. */
const startOf = (chart: Chart): string => (hasTotal(chart) && chart.id !== "camps" ? "-1" : WORST);

const hasTotal = (chart: Chart): boolean => chart.panels[0]?.place === -1;

function choose(chart: Chart, choice: string): Panel[] {
  const places = chart.panels.filter((panel) => panel.place >= 0);
  if (choice === WORST) return places.slice(0, MOST);
  return chart.panels.filter((panel) => String(panel.place) === choice);
}

function placeChoice(chart: Chart, words: Words, onChoice: (choice: string) => void): HTMLElement | null {
  const places = chart.panels.filter((panel) => panel.place >= 0);
  if (chart.panels.length < 2) return null;
  const options = places.map((panel) => ({ value: String(panel.place), text: words.place(panel.place) })).sort((a, b) => a.text.localeCompare(b.text, words.language));
  if (places.length > 1) options.unshift({ value: WORST, text: words.text("words.worst", { count: Math.min(MOST, places.length) }) });
  if (hasTotal(chart)) options.unshift({ value: "-1", text: words.text("words.everywhere") });
  const select = el("select", { "aria-label": `${words.text("words.place")}: ${words.text(`charts.${chart.id}`)}` }, ...options.map(({ value, text }) => el("option", { value }, text)));
  select.addEventListener("change", () => onChoice(select.value));
  select.value = startOf(chart);
  return select;
}

/** One panel under the name of its place, as wide as there is room. */
export function panelFigure(chart: Chart, panel: Panel, count: number, room: HTMLElement, data: PageData, words: Words): HTMLElement {
  const wide = room.clientWidth || 720;
  const columns = count === 1 ? 1 : Math.max(1, Math.min(3, Math.floor((wide + 20) / 290)));
  const width = Math.floor((wide - 20 * (columns - 1)) / columns);
  const height = isPaper() ? (data.compare ? PAPER_HEIGHT_BESIDE : PAPER_HEIGHT) : count === 1 ? Math.max(200, Math.min(290, wide * 0.36)) : 170;
  return el("div", { class: "panel" }, el("h5", {}, words.place(panel.place)), drawPanel(chart, panel, data, words, { width, height, isLarge: count === 1 }));
}

export function legendItems(chart: Chart, panels: Panel[], data: PageData, words: Words): HTMLElement[] {
  const lines = [...new Set(panels.flatMap((panel) => panel.lines.map((line) => line.name)))];
  const layers = new Set(panels.flatMap((panel) => (panel.layers ?? []).map((layer) => layer.name)));
  const marks = panels.flatMap((panel) => panel.marks ?? []);
  const items = lines.map((name) => key(isDashed(name) ? "dash" : "line", lineColour(name), nameOf(name, words)));
  items.push(...layerNames(chart).filter((name) => layers.has(name)).map((name) => key("box", layerColour(layerNames(chart).indexOf(name)), nameOf(name, words))));
  if (data.kind === "draws" && panels.some((panel) => panel.lines.some((line) => line.l))) items.push(key("band", "var(--all)", words.text("words.band")));
  if (marks.some((mark) => !mark.grey)) items.push(key("mark", "var(--mark)", words.text("words.published")));
  if (marks.some((mark) => mark.grey)) items.push(key("mark", "var(--soft)", words.text("words.no_evidence")));
  const fans = panels.flatMap((panel) => panel.fans ?? []);
  if (fans.some((fan) => !fan.old)) items.push(key("band", "var(--third)", words.text("words.ahead")));
  if (fans.some((fan) => fan.old)) items.push(key("band", "var(--soft)", words.text("words.ahead_before")));
  if (data.cut !== null) items.push(key("dash", "var(--ink)", words.text("words.cut")));
  return items;
}

export function key(kind: string, colour: string, text: string): HTMLElement {
  return el("span", { class: "key" }, el("i", { class: kind, style: `--key: ${colour}` }), text);
}
