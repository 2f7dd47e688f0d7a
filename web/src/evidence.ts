/** The table of evidence: every published figure beside the simulated one; sortable, filtered by use. */

import type { EvidenceRow, PageData } from "./data";
import { rangeText } from "./chart";
import { el, replace } from "./dom";
import { saveTable } from "./save";
import type { Words } from "./words";

type Column = "what" | "period" | "published" | "simulated" | "inside" | "naive" | "use" | "rests_on" | "source";
const COLUMNS: Column[] = ["what", "period", "published", "simulated", "inside", "naive", "use", "rests_on", "source"];
const FIGURES: Column[] = ["published", "simulated", "naive"];

export function evidenceTable(data: PageData, words: Words): HTMLElement {
  const body = el("tbody");
  let [column, isUp, use]: [Column | null, boolean, string] = [null, true, ""];
  const draw = () => {
    const rows = data.evidence.map((row, number) => ({ row, number })).filter(({ row }) => !use || row.use === use);
    if (column) {
      const sorted = column;
      rows.sort((a, b) => compare(sortKey(a.row, sorted, words), sortKey(b.row, sorted, words), words.language) * (isUp ? 1 : -1));
    }
    replace(body, ...(column ? rows.map((one) => rowOf(one.row, one.number, words)) : grouped(rows, words)));
  };
  const heads = COLUMNS.map((name) => {
    const button = el("button", { type: "button", title: words.text("words.sort") }, words.text(`evidence.columns.${name}`));
    const head = el("th", { scope: "col", class: FIGURES.includes(name) ? "figure" : null, "aria-sort": "none" }, button);
    button.addEventListener("click", () => {
      [column, isUp] = [name, column === name ? !isUp : true];
      heads.forEach((other) => other.setAttribute("aria-sort", "none"));
      head.setAttribute("aria-sort", isUp ? "ascending" : "descending");
      draw();
    });
    return head;
  });
  const uses = [...new Set(data.evidence.map((row) => row.use))];
  const filter = el("select", { "aria-label": words.text("words.filter") }, el("option", { value: "" }, words.text("words.all")), ...uses.map((name) => el("option", { value: name }, words.text(`evidence.uses.${name}`))));
  filter.addEventListener("change", () => {
    use = filter.value;
    draw();
  });
  draw();
  return el(
    "div", { class: "evidence" },
    ...summary(data, words),
    el("div", { class: "tools" }, el("label", {}, words.text("words.filter"), " ", filter), el("button", { type: "button", class: "small", onclick: () => save(data, words) }, "CSV")),
    el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": words.text("sections.evidence") }, el("table", {}, el("thead", {}, el("tr", {}, ...heads)), body)),
  );
}

function summary(data: PageData, words: Words): HTMLElement[] {
  const [all, test] = [data.tally["all"], data.tally["test"] ?? { inside: 0, total: 0 }];
  if (!all) return [];
  const told = words.text("evidence.how", { inside: all.inside, total: all.total, test_inside: test.inside, test_total: test.total });
  return [el("p", { class: "lead" }, told), el("p", { class: "note" }, words.text("evidence.grey"), " ", words.text("evidence.naive"))];
}

function grouped(rows: { row: EvidenceRow; number: number }[], words: Words): HTMLElement[] {
  const groups = [...new Set(rows.map(({ row }) => row.fact_group))];
  return groups.flatMap((group) => [
    el("tr", { class: "group" }, el("th", { scope: "rowgroup", colspan: COLUMNS.length }, words.text(`evidence.groups.${group}`))),
    ...rows.filter(({ row }) => row.fact_group === group).map(({ row, number }) => rowOf(row, number, words)),
  ]);
}

function rowOf(row: EvidenceRow, number: number, words: Words): HTMLElement {
  const cells = COLUMNS.map((name) => el("td", { class: FIGURES.includes(name) ? "figure" : name }, ...contentOf(row, name, words)));
  return el("tr", { id: `evidence-${number}`, class: row.grey ? "grey" : null, tabindex: -1 }, ...cells);
}

function contentOf(row: EvidenceRow, column: Column, words: Words): (Node | string)[] {
  if (column === "inside") return [insideText(row, words)];
  if (column === "source") return [row.url ? el("a", { href: row.url, rel: "noopener noreferrer", target: "_blank" }, row.source) : row.source];
  return [textOf(row, column, words)];
}

function insideText(row: EvidenceRow, words: Words): HTMLElement {
  if (row.inside === null) return el("span", { class: "muted", title: row.reason }, "–");
  return el("span", { class: row.inside ? "in" : "out" }, row.inside ? "✓ " : "✗ ", words.text(row.inside ? "words.yes" : "words.no"));
}

export function whatText(row: EvidenceRow, words: Words): string {
  const named = [words.text(`evidence.quantities.${row.quantity}`), words.text(`evidence.statistics.${row.statistic}`), row.place, row.service.replaceAll("_", " "), row.mode, row.lodging && words.text(`kinds.${row.lodging}`), row.who];
  return named.filter(Boolean).join(", ");
}

function textOf(row: EvidenceRow, column: Column, words: Words): string {
  if (column === "what") return whatText(row, words);
  if (column === "period") return periodText(row, words);
  if (column === "published") return publishedText(row, words);
  if (column === "simulated") return simulatedText(row, words);
  if (column === "naive") return Object.entries(row.naive).map(([name, value]) => `${words.text(`evidence.naive_names.${name}`)} ${words.rounded(value)}`).join("; ");
  if (column === "use") return words.text(`evidence.uses.${row.use}`);
  if (column === "rests_on") return row.by_choice ? words.text("evidence.by_choice") : row.rests_on && words.text(`evidence.rests.${row.rests_on}`);
  return row.source;
}

function publishedText(row: EvidenceRow, words: Words): string {
  const range = rangeText(row.low, row.high, row.observed, words);
  const isTwoSided = row.low !== null && row.high !== null;
  return isTwoSided && row.observed !== null ? `${words.number(row.observed)} (${range})` : range;
}

function simulatedText(row: EvidenceRow, words: Words): string {
  const [low, high] = [row.simulated_p10 ?? row.simulated_low, row.simulated_p90 ?? row.simulated_high];
  const band = low !== null && low !== undefined && high !== null && high !== undefined && low !== high;
  return band ? `${words.rounded(row.simulated)} (${words.rounded(low)} ${words.text("words.to")} ${words.rounded(high)})` : words.rounded(row.simulated);
}

function periodText(row: EvidenceRow, words: Words): string {
  const day = (iso: string) => Math.floor((Date.parse(`${iso}:00Z`) - words.date(0).getTime()) / 86_400_000);
  const [first, end] = [day(row.from), Date.parse(`${row.to}:00Z`)];
  const last = Math.max(first, Math.ceil((end - words.date(0).getTime()) / 86_400_000) - 1);
  return first === last ? words.day(first) : `${words.day(first)} – ${words.day(last)}`;
}

function sortKey(row: EvidenceRow, column: Column, words: Words): string | number {
  if (column === "published") return row.observed ?? row.low ?? row.high ?? 0;
  if (column === "simulated") return row.simulated ?? -Infinity;
  if (column === "inside") return row.inside === null ? 0 : row.inside ? 2 : 1;
  if (column === "period") return row.to;
  return textOf(row, column, words);
}

const compare = (a: string | number, b: string | number, language: string): number =>
  typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), language);

function save(data: PageData, words: Words): void {
  const names: (keyof EvidenceRow)[] = ["id", "fact_group", "quantity", "statistic", "place", "from", "to", "observed", "low", "high", "unit", "simulated", "inside", "use", "rests_on", "source", "url"];
  const cell = (value: unknown) => (typeof value === "number" ? value : value === null || value === undefined ? null : String(value));
  saveTable(words.text("sections.evidence"), [names, ...data.evidence.map((row) => names.map((name) => cell(row[name])))]);
}
