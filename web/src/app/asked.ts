/** What to ask first of a new crisis: its guesses, ordered by how much they are likely to change the results. */

import { el } from "../dom";
import type { Words } from "../words";
import type { Asked, OpenScenario } from "./api";

const FIRST = 5;

export function askedPart(open: OpenScenario, words: Words): HTMLElement {
  const item = (one: Asked) => {
    const range = one.low ? ` (${words.text("app.asked.range", { low: one.low, high: one.high })})` : "";
    return el(
      "li", {},
      el("b", {}, one.what), el("span", {}, `${one.value}${range} `), el("span", { class: `known ${one.known}` }, words.text(`app.asked.${one.known}`)),
      el("p", { class: "note" }, words.text("app.asked.who", { who: one.who })),
    );
  };
  const rest = open.asked.slice(FIRST);
  return el(
    "div", { class: "asked" },
    el("p", { class: "note" }, words.text("app.asked.how")),
    el("ol", {}, ...open.asked.slice(0, FIRST).map(item)),
    rest.length ? el("details", {}, el("summary", {}, words.text("app.asked.more", { count: rest.length })), el("ol", { start: FIRST + 1 }, ...rest.map(item))) : null,
    open.remarks.length ? el("details", {}, el("summary", {}, words.text("app.asked.remarks")), el("ul", { class: "remarks" }, ...open.remarks.map((one) => el("li", {}, one)))) : null,
  );
}
