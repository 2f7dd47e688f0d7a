/** One panel of a picture, drawn with Observable Plot: lines with bands, or layers, and published figures as marks. */

import * as Plot from "@observablehq/plot";
import { isDashed, layerColour, lineColour } from "./colours";
import type { Chart, Fan, Line, Mark, Numbers, PageData, Panel } from "./data";
import type { Words } from "./words";

interface Size {
  width: number;
  height: number;
  /** Alone in its figure: all bands are drawn; side by side, those of the line that matters most. */
  isLarge: boolean;
}

interface Point {
  x: Date;
  y: number;
  l?: number | undefined;
  h?: number | undefined;
}

const MOST_ABOVE = 1.6; // a published range may reach this far above the lines before it is cut
const FEW_DRAWN = 5;
const ABOVE_LOW = 1.25; // and its lower end is always to be seen

export function drawPanel(chart: Chart, panel: Panel, data: PageData, words: Words, size: Size): SVGSVGElement {
  const top = topOf(panel);
  const drawn = Plot.plot({
    width: size.width,
    height: size.height,
    marginLeft: marginFor(top, words),
    marginRight: 12,
    marginTop: 12,
    marginBottom: 26,
    style: { background: "none", fontFamily: "inherit", fontSize: "12px", overflow: "visible" },
    x: { type: "utc", domain: [words.date(0), words.date(Math.max(data.n_days - 1, 1))], label: null },
    y: { domain: [bottomOf(panel, chart), top], label: null, nice: true, clamp: true },
    marks: [
      Plot.gridY({ stroke: "var(--rule)", strokeOpacity: 1, ticks: 4 }),
      Plot.axisY({ ticks: 4, tickSize: 0, tickFormat: (value: number) => words.number(value), fill: "var(--soft)" }),
      Plot.axisX({ ticks: size.width < 420 ? 4 : 8, tickSize: 4, tickFormat: (day: Date) => words.tick(dayOf(day, data)), fill: "var(--soft)", stroke: "var(--rule)" }),
      Plot.ruleY([chart.unit === "index" ? 1 : 0], { stroke: "var(--soft)", strokeWidth: 1 }),
      ...layers(chart, panel, words),
      ...panel.lines.flatMap((line) => lineMarks(line, panel.place >= 0, words, size.isLarge || isBanded(chart, line))),
      ...points(panel, words),
      ...(panel.fans ?? []).flatMap((fan) => fanMarks(fan, words)),
      ...published(panel.marks ?? [], data, words),
      ...cutMark(data, words),
      tip(panel, words),
    ],
  }) as SVGSVGElement;
  return named(drawn, `${words.text(`charts.${chart.id}`)}, ${words.place(panel.place)}, ${words.text(`units.${chart.unit}`)}`);
}

/**
 * A picture of Plot's with one name for those who do not see it, in place of Plot's names for its parts; and without its
 * style sheet, which a strict content policy would refuse: page.css has the same rules.
 */
export function named(drawn: SVGSVGElement, name: string): SVGSVGElement {
  drawn.querySelector("style")?.remove();
  drawn.querySelectorAll("g[aria-label]").forEach((part) => part.removeAttribute("aria-label"));
  const links = drawn.querySelectorAll("a");
  links.forEach((link) => link.setAttribute("aria-label", link.querySelector("title")?.textContent ?? name));
  drawn.setAttribute("class", "drawn");
  drawn.setAttribute("role", links.length ? "group" : "img");
  drawn.setAttribute("aria-label", name);
  return drawn;
}

const known = (numbers: Numbers): number[] => numbers.filter((one): one is number => one !== null);

function topOf(panel: Panel): number {
  const lines = panel.lines.flatMap((line) => known(line.h ?? line.m));
  const most = Math.max(...lines, ...(panel.points ?? []).map((point) => point[1]), 0);
  const marks = [...(panel.marks ?? []), ...(panel.fans ?? []).filter((fan) => !fan.old).map((fan) => ({ low: Math.max(...fan.m), high: Math.max(...fan.h50), value: null }))];
  const least = Math.max(0, ...marks.map((mark) => mark.low ?? mark.value ?? 0)) * ABOVE_LOW;
  const stated = Math.max(0, ...marks.map((mark) => mark.high ?? mark.value ?? 0));
  return Math.max(most, least, Math.min(stated, most * MOST_ABOVE)) || 1;
}

function bottomOf(panel: Panel, chart: Chart): number {
  const least = Math.min(...panel.lines.flatMap((line) => known(line.l ?? line.m)), chart.unit === "index" ? 0.95 : 0);
  return chart.unit === "index" ? Math.min(least, 0.95) : least;
}

function marginFor(top: number, words: Words): number {
  return 14 + 7 * Math.max(words.number(Math.ceil(top)).length, words.number(top / 4).length, 3);
}

const dayOf = (date: Date, data: PageData): number => Math.round((date.getTime() - Date.parse(`${data.first_day}T00:00:00Z`)) / 86_400_000);

/** A hidden count of 1 to 9 people is drawn in the middle of that range, so that neither line nor band has a gap. */
function pointsOf(line: Line, atPlace: boolean, words: Words): Point[] {
  const hidden = atPlace && COUNTS.has(line.name) ? FEW_DRAWN : undefined;
  return line.m.map((y, day) => ({ x: words.date(day), y: y ?? hidden ?? Number.NaN, l: line.l?.[day] ?? hidden, h: line.h?.[day] ?? hidden }));
}

/** In small pictures a stack has no bands, and of the three waits only the longest has one. */
const isBanded = (chart: Chart, line: Line): boolean => (chart.kind === "lines" || line.name === "on_offer") && (chart.id !== "waits" || line.name === "wait_p90");

function lineMarks(line: Line, atPlace: boolean, words: Words, hasBand: boolean): Plot.Markish[] {
  const data = pointsOf(line, atPlace, words);
  const stroke = lineColour(line.name);
  const drawn = Plot.lineY(data, { x: "x", y: "y", stroke, strokeWidth: 1.8, strokeDasharray: isDashed(line.name) ? "5 3" : undefined });
  if (!line.l || !hasBand) return [drawn];
  return [Plot.areaY(data, { x: "x", y1: (one: Point) => one.l ?? Number.NaN, y2: (one: Point) => one.h ?? Number.NaN, fill: stroke, fillOpacity: 0.16 }), drawn];
}

/** Names of layers in all panels of a chart, so that one kind has one colour throughout. */
export const layerNames = (chart: Chart): string[] => [...new Set(chart.panels.flatMap((panel) => (panel.layers ?? []).map((layer) => layer.name)))];

/** Layers one on the other, each with its own colour; Plot's colour scale would not know our variables. */
function layers(chart: Chart, panel: Panel, words: Words): Plot.Markish[] {
  const base = panel.lines[0]!.m.map(() => 0);
  const names = layerNames(chart);
  return (panel.layers ?? []).map((layer) => {
    const data = layer.m.map((y, day) => {
      const low = base[day]!;
      base[day] = low + (y ?? 0);
      return { x: words.date(day), low, high: base[day]! };
    });
    return Plot.areaY(data, { x: "x", y1: "low", y2: "high", fill: layerColour(names.indexOf(layer.name)), fillOpacity: 0.8 });
  });
}

function points(panel: Panel, words: Words): Plot.Markish[] {
  if (!panel.points?.length) return [];
  return [Plot.dot(panel.points, { x: (point: [number, number]) => words.date(point[0]), y: (point: [number, number]) => point[1], r: 2.6, fill: "var(--because)" })];
}

/** The days ahead: two bands and a median; those of the update before are faint, without a band of 50 %. */
function fanMarks(fan: Fan, words: Words): Plot.Markish[] {
  const days = fan.m.map((m, day) => ({ x: words.date(fan.from + day), m, l50: fan.l50[day]!, h50: fan.h50[day]!, l90: fan.l90[day]!, h90: fan.h90[day]! }));
  const fill = fan.old ? "var(--soft)" : "var(--third)";
  const wide = Plot.areaY(days, { x: "x", y1: "l90", y2: "h90", fill, fillOpacity: fan.old ? 0.1 : 0.14 });
  const median = Plot.lineY(days, { x: "x", y: "m", stroke: fill, strokeWidth: fan.old ? 1 : 1.8, strokeDasharray: "2 3" });
  return fan.old ? [wide, median] : [wide, Plot.areaY(days, { x: "x", y1: "l50", y2: "h50", fill, fillOpacity: 0.22 }), median];
}

/** A vertical line where the figures that were known end. */
function cutMark(data: PageData, words: Words): Plot.Markish[] {
  return data.cut === null ? [] : [Plot.ruleX([data.cut], { x: (day: number) => words.date(day), stroke: "var(--ink)", strokeDasharray: "4 3", title: () => words.text("words.cut") })];
}

/** Published figures: a box from low to high over their days, a tick at the value; each leads to its row in the table. */
function published(marks: Mark[], data: PageData, words: Words): Plot.Markish[] {
  if (!marks.length) return [];
  const tone = (mark: Mark) => (mark.grey ? "var(--soft)" : "var(--mark)");
  const x1 = (mark: Mark) => words.date(mark.from);
  const x2 = (mark: Mark) => words.date(Math.max(mark.to, mark.from + 0.9));
  const title = (mark: Mark) => markText(mark, data, words);
  const href = (mark: Mark) => `#evidence-${mark.row}`;
  const boxed = marks.filter((mark) => mark.low !== null || mark.high !== null);
  const valued = marks.filter((mark) => mark.value !== null);
  return [
    Plot.rect(boxed, { x1, x2, y1: (mark: Mark) => mark.low ?? 0, y2: (mark: Mark) => mark.high ?? (mark.low ?? 0) * MOST_ABOVE, fill: tone, fillOpacity: 0.14, stroke: tone, strokeWidth: 1, title, href }),
    Plot.ruleY(valued, { x1, x2, y: (mark: Mark) => mark.value!, stroke: tone, strokeWidth: 2.4, title, href }),
  ];
}

/** What a mark stands for: the published figure in the words of the table of evidence. */
export function markText(mark: Mark, data: PageData, words: Words): string {
  const what = mark.grey ? words.text("words.no_evidence") : words.text("words.published");
  const row = data.evidence[mark.row];
  const shown = row?.words[words.language];
  return row && shown ? `${what}: ${shown.what}, ${shown.period}: ${shown.published}\n${row.source}` : what;
}

/** All values of the day under the pointer, in one box. */
function tip(panel: Panel, words: Words): Plot.Markish {
  const first = panel.lines[0]!;
  const days = first.m.map((y, day) => ({ day, x: words.date(day), y: y ?? 0 }));
  const shown = (value: number | null) => words.rounded(value);
  const text = ({ day }: { day: number }) =>
    [
      words.day(day),
      ...panel.lines.map((line) => `${nameOf(line.name, words)}: ${valueText(line, day, panel.place >= 0, words)}`),
      ...(panel.layers ?? []).map((layer) => `${nameOf(layer.name, words)}: ${shown(layer.m[day] ?? null)}`),
    ].join("\n");
  return Plot.tip(days, Plot.pointerX({ x: "x", y: "y", title: text, fill: "var(--paper)", stroke: "var(--rule)" }));
}

function valueText(line: Line, day: number, atPlace: boolean, words: Words): string {
  const value = line.m[day] ?? null;
  if (value === null) return atPlace && COUNTS.has(line.name) ? words.text("words.few") : "–";
  const [low, high] = [line.l?.[day], line.h?.[day]];
  const shown = words.rounded(value);
  return low === undefined || high === undefined ? shown : `${shown} (${words.rounded(low)} ${words.text("words.to")} ${words.rounded(high)})`;
}

const COUNTS = new Set(["set_out", "because", "entries", "exits", "line", "registered", "arrivals", "used", "without_bed"]);

export function nameOf(name: string, words: Words): string {
  const line = words.text(`lines.${name}`);
  return line === name ? words.text(`kinds.${name}`) : line;
}

/** The numbers of a panel as rows for CSV; null counts at a place are "fewer than 10". */
export function panelRows(panel: Panel, words: Words): (string | number | null)[][] {
  const few = words.text("words.few");
  const shown = (line: Line, day: number): (string | number | null)[] => {
    const cell = (numbers: Numbers | undefined) => (numbers ? [numbers[day] ?? (panel.place >= 0 && COUNTS.has(line.name) ? few : null)] : []);
    return [...cell(line.m), ...cell(line.l), ...cell(line.h)];
  };
  const extra = (panel.layers ?? []).map((layer) => ({ name: layer.name, m: layer.m }) as Line);
  return (panel.lines[0]?.m ?? []).map((_, day) => [words.place(panel.place), words.iso(day), ...[...panel.lines, ...extra].flatMap((line) => shown(line, day))]);
}

export function panelHeads(panel: Panel, words: Words): string[] {
  const extra = (panel.layers ?? []).map((layer) => ({ name: layer.name, m: layer.m }) as Line);
  const heads = [...panel.lines, ...extra].flatMap((line) => {
    const name = nameOf(line.name, words);
    return line.l ? [name, `${name} 10 %`, `${name} 90 %`] : [name];
  });
  return [words.text("words.place"), words.text("words.day"), ...heads];
}
