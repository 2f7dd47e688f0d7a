/** The table of evidence: every published figure beside the simulated one; sortable, filtered by use. */

import type { EvidenceRow, EvidenceWords, PageData } from "./data";
import { el, replace } from "./dom";
import { saveTable } from "./save";
import { tableOf } from "./table";
import type { Words } from "./words";

type Column = keyof EvidenceWords | "source";
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
    el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": words.text("sections.evidence") }, el("table", { class: "rows" }, el("thead", {}, el("tr", {}, ...heads)), body)),
  );
}

/** How many figures are inside, by group of facts: the words and the table of the terminal. */
function summary(data: PageData, words: Words): HTMLElement[] {
  const score = data.score[words.sentences];
  if (!score) return [];
  const [lead, ...notes] = score.sentences;
  const list = el("ul", { class: "note" }, ...[...notes, words.text("evidence.grey"), words.text("evidence.naive")].map((note) => el("li", {}, note)));
  return [el("p", { class: "lead" }, lead ?? ""), ...(score.rows.length ? [tableOf(score, score.title)] : []), list];
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
  const text = wordsOf(row, words).inside;
  if (row.inside === null) return el("span", { class: "muted", title: row.reason }, text);
  return el("span", { class: row.inside ? "in" : "out" }, row.inside ? "✓ " : "✗ ", text);
}

export const wordsOf = (row: EvidenceRow, words: Words): EvidenceWords => row.words[words.language]!;

const textOf = (row: EvidenceRow, column: Column, words: Words): string => (column === "source" ? row.source : wordsOf(row, words)[column]);

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
