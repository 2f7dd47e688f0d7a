/** A few invented travellers: each a line of stages in time, and one sentence for each step. */

import type { PageData, Traveller } from "./data";
import { el, svg } from "./dom";
import { key } from "./figure";
import { saveButtons } from "./save";
import type { Words } from "./words";

const STAGE_COLOURS: Record<string, string> = { travel: "var(--ordinary)", line: "var(--because)", search: "var(--third)", lodged: "var(--all)" };
const WIDTH = 1000;
const HEIGHT = 46;
const HOURS = 24;
const LEAST = 1.5;
const DATES = 20;

export function travellersPart(data: PageData, words: Words): HTMLElement {
  const legend = el("div", { class: "legend" }, ...Object.entries(STAGE_COLOURS).map(([stage, colour]) => key("box", colour, words.text(`journeys.stages.${stage}`))));
  return el("div", { class: "travellers" }, el("p", { class: "note" }, words.text("journeys.how")), legend, ...data.travellers.map((one, row) => card(one, row, legend, words)));
}

function card(traveller: Traveller, row: number, legend: HTMLElement, words: Words): HTMLElement {
  const title = titleOf(traveller, words);
  const days = new Days(traveller);
  const line = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "bars", role: "img", "aria-label": title, preserveAspectRatio: "none" }, ...bars(traveller, days, words));
  const dates = days.labelled.map((day) => el("span", { style: `left: ${days.x(day * HOURS) / (WIDTH / 100)}%` }, words.day(day)));
  const saves = saveButtons({
    name: `${words.text("sections.journeys")} ${row + 1}: ${title}`,
    svgs: () => [{ title: "", svg: still(traveller, days, words) }],
    legend: () => [...legend.querySelectorAll<HTMLElement>(".key")],
    csv: () => rows(traveller, words),
    note: () => words.text("journeys.how"),
  }, words);
  return el(
    "article", { class: "traveller" },
    el("h4", {}, title), el("div", { class: "time-line" }, line, el("div", { class: "dates", "aria-hidden": "true" }, ...dates)),
    el("ol", {}, ...traveller.steps.map((step) => el("li", {}, step.text[words.sentences] ?? ""))), saves,
  );
}

function titleOf(traveller: Traveller, words: Words): string {
  const who = words.text(`journeys.${traveller.kind}`, { count: traveller.size });
  if (traveller.turned) return `${who}, ${words.text("journeys.turned")}`;
  return traveller.nights ? `${who}, ${words.text("journeys.nights")}` : who;
}

/** From the day of the first stage to the day after the last movement. */
class Days {
  readonly first: number;
  readonly last: number;
  readonly all: number[];
  /** Those with a date below. */
  readonly labelled: number[];

  constructor(traveller: Traveller) {
    this.first = Math.floor(Math.min(...traveller.bars.map((bar) => bar[1])) / HOURS) * HOURS;
    const moving = traveller.bars.filter((bar) => bar[0] !== "lodged").map((bar) => bar[2]);
    this.last = Math.ceil((Math.max(this.first + HOURS, ...moving) + HOURS) / HOURS) * HOURS;
    this.all = Array.from({ length: (this.last - this.first) / HOURS }, (_, day) => this.first / HOURS + day);
    const every = Math.ceil(this.all.length / 7);
    this.labelled = this.all.filter((_, row) => row % every === 0);
  }

  x(hour: number): number {
    return (WIDTH * (Math.min(hour, this.last) - this.first)) / (this.last - this.first);
  }
}

function bars(traveller: Traveller, days: Days, words: Words): SVGElement[] {
  const rules = days.all.map((day) => svg("line", { x1: days.x(day * HOURS), x2: days.x(day * HOURS), y1: 0, y2: HEIGHT, stroke: "var(--rule)", "vector-effect": "non-scaling-stroke" }));
  const stages = traveller.bars.filter((bar) => bar[1] < days.last).map(([stage, begin, end, place]) => {
    const bar = svg("rect", { x: days.x(begin), y: 6, width: Math.max(days.x(end) - days.x(begin), LEAST), height: HEIGHT - 12, fill: STAGE_COLOURS[stage] ?? "var(--soft)", rx: 2 });
    bar.append(svg("title", {}, `${words.text(`journeys.stages.${stage}`)}, ${words.place(place)}`));
    return bar;
  });
  return [...rules, ...stages];
}

/** The same line with its dates inside, to be saved: in the page they are text below it, which does not stretch. */
function still(traveller: Traveller, days: Days, words: Words): SVGSVGElement {
  const dates = days.labelled.map((day) => svg("text", { x: days.x(day * HOURS), y: HEIGHT + DATES - 6, fill: "var(--soft)" }, words.day(day)));
  return svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT + DATES}` }, ...bars(traveller, days, words), ...dates);
}

function rows(traveller: Traveller, words: Words): string[][] {
  const heads = ["stage", "place", "from", "to"].map((name) => words.text(`journeys.columns.${name}`));
  return [heads, ...traveller.bars.map(([stage, begin, end, place]) => [words.text(`journeys.stages.${stage}`), words.place(place), words.moment(begin), words.moment(end)])];
}
