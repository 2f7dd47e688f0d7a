/** What the page rests on: what the model is not fit for, where the run comes from, every value with its source. */

import type { PageData } from "./data";
import { el, replace } from "./dom";
import type { Words } from "./words";

const FIELDS = ["scenario", "seed", "draws", "version", "created", "seconds", "changes", "scenario_hash", "result_hash", "platform"] as const;

export function aboutPart(data: PageData, words: Words): HTMLElement {
  const limits = words.list(data.has_lines ? "about.limits" : "about.limits_camps");
  return el(
    "div", { class: "about" },
    el("h4", {}, words.text("about.limits_title")), el("ul", { class: "limits" }, ...limits.map((text) => el("li", {}, text))),
    el("h4", {}, words.text("about.provenance_title")), provenance(data, words),
    el("details", {}, el("summary", {}, words.text("about.values_title")), valuesTable(data, words)),
    el("details", {}, el("summary", {}, words.text("about.licences")), el("pre", {}, document.getElementById("licences")?.textContent ?? "")),
  );
}

function provenance(data: PageData, words: Words): HTMLElement {
  const rows = FIELDS.map((name) => [name, fieldText(data, name, words)] as const).filter(([, text]) => text !== "");
  const list = rows.flatMap(([name, text]) => [el("dt", {}, words.text(`about.fields.${name}`)), el("dd", {}, text)]);
  return el("div", {}, el("dl", {}, ...list), el("p", {}, words.text("about.repeat"), " ", el("code", {}, data.provenance.repeat)));
}

function fieldText(data: PageData, name: (typeof FIELDS)[number], words: Words): string {
  const value = data.provenance[name];
  if (name === "draws" && !value) return "";
  if (name === "seconds") return `${words.number(value as number)} s`;
  if (name === "created") return String(value).replace("T", " ").replace("+00:00", " UTC");
  if (Array.isArray(value)) return value.join(", ");
  return String(value);
}

function valuesTable(data: PageData, words: Words): HTMLElement {
  const ranged = data.values.filter((row) => row[2] !== null || row[3] !== null).length;
  const assumed = data.values.filter((row) => /assumed/i.test(row[4]) || !row[4]).length;
  const body = el("tbody");
  const draw = (wanted: string) => {
    const found = data.values.filter((row) => !wanted || `${row[0]} ${row[4]}`.toLowerCase().includes(wanted));
    replace(body, ...found.map(([name, value, low, high, source]) => el("tr", {}, el("td", {}, el("code", {}, name)), el("td", { class: "figure" }, value), el("td", { class: "figure" }, range(low, high, words)), el("td", {}, source))));
  };
  const search = el("input", { type: "search", "aria-label": words.text("words.search"), placeholder: words.text("words.search") });
  search.addEventListener("input", () => draw(search.value.trim().toLowerCase()));
  draw("");
  const heads = ["key", "value", "range", "source"].map((name) => el("th", { scope: "col" }, words.text(`about.columns.${name}`)));
  return el(
    "div", {},
    el("p", { class: "note" }, words.text("about.values_how", { count: words.number(data.values.length), ranged: words.number(ranged), assumed: words.number(assumed) })),
    search, el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": words.text("about.values_title") }, el("table", {}, el("thead", {}, el("tr", {}, ...heads)), body)),
  );
}

function range(low: number | null, high: number | null, words: Words): string {
  if (low === null && high === null) return "";
  return `${low === null ? "…" : words.number(low)} – ${high === null ? "…" : words.number(high)}`;
}
