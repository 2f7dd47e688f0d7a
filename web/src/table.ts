/** A table in words, as Python makes it: text in the first column, figures in the others. */

import type { Section } from "./data";
import { el } from "./dom";

export function tableOf(section: Section, name: string): HTMLElement {
  const cells = (tag: "th" | "td", row: string[]) => row.map((cell, column) => el(tag, { class: column ? "figure" : null, ...(tag === "th" ? { scope: "col" } : {}) }, cell));
  const head = el("thead", {}, el("tr", {}, ...cells("th", section.heads)));
  const body = el("tbody", {}, ...section.rows.map((row) => el("tr", {}, ...cells("td", row))));
  return el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": name }, el("table", {}, head, body));
}
