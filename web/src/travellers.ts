/** A few invented travellers: each a line of stages in time, and one sentence for each step. */

import type { PageData, Traveller } from "./data";
import { el, svg } from "./dom";
import { key } from "./figure";
import type { Words } from "./words";

const STAGE_COLOURS: Record<string, string> = { travel: "var(--ordinary)", line: "var(--because)", search: "var(--third)", lodged: "var(--all)" };
const WIDTH = 1000;
const HEIGHT = 46;
const HOURS = 24;
const LEAST = 1.5;

export function travellersPart(data: PageData, words: Words): HTMLElement {
  return el(
    "div", { class: "travellers" },
    el("p", { class: "note" }, words.text("journeys.how")),
    el("div", { class: "legend" }, ...Object.entries(STAGE_COLOURS).map(([stage, colour]) => key("box", colour, words.text(`journeys.stages.${stage}`)))),
    ...data.travellers.map((one) => card(one, words)),
  );
}

function card(traveller: Traveller, words: Words): HTMLElement {
  const steps = traveller.steps.map((step) => el("li", {}, step.text[words.sentences] ?? ""));
  return el("article", { class: "traveller" }, el("h4", {}, titleOf(traveller, words)), bars(traveller, words), el("ol", {}, ...steps));
}

function titleOf(traveller: Traveller, words: Words): string {
  const who = words.text(`journeys.${traveller.kind}`, { count: traveller.size });
  if (traveller.turned) return `${who}, ${words.text("journeys.turned")}`;
  return traveller.nights ? `${who}, ${words.text("journeys.nights")}` : who;
}

function bars(traveller: Traveller, words: Words): HTMLElement {
  const first = Math.floor(Math.min(...traveller.bars.map((bar) => bar[1])) / HOURS) * HOURS;
  const moving = traveller.bars.filter((bar) => bar[0] !== "lodged").map((bar) => bar[2]);
  const last = Math.ceil((Math.max(first + HOURS, ...moving) + HOURS) / HOURS) * HOURS;
  const x = (hour: number) => (WIDTH * (Math.min(hour, last) - first)) / (last - first);
  const days = Array.from({ length: (last - first) / HOURS }, (_, day) => first / HOURS + day);
  const every = Math.ceil(days.length / 7);
  const line = svg(
    "svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "bars", role: "img", "aria-label": titleOf(traveller, words), preserveAspectRatio: "none" },
    ...days.map((day) => svg("line", { x1: x(day * HOURS), x2: x(day * HOURS), y1: 0, y2: HEIGHT, stroke: "var(--rule)", "vector-effect": "non-scaling-stroke" })),
    ...traveller.bars.filter((bar) => bar[1] < last).map(([stage, begin, end, place]) => {
      const bar = svg("rect", { x: x(begin), y: 6, width: Math.max(x(end) - x(begin), LEAST), height: HEIGHT - 12, fill: STAGE_COLOURS[stage] ?? "var(--soft)", rx: 2 });
      bar.append(svg("title", {}, `${words.text(`journeys.stages.${stage}`)}, ${words.place(place)}`));
      return bar;
    }),
  );
  const dates = days.filter((_, row) => row % every === 0).map((day) => el("span", { style: `left: ${x(day * HOURS) / (WIDTH / 100)}%` }, words.day(day)));
  return el("div", { class: "time-line" }, line, el("div", { class: "dates", "aria-hidden": "true" }, ...dates));
}
