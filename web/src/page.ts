/** The whole page from its data. The report draws it once; the app draws it again after every run, with its controls. */

import { aboutPart } from "./about";
import { comparePart } from "./compare";
import type { PageData, Section } from "./data";
import { el, replace } from "./dom";
import { evidenceTable } from "./evidence";
import { chartFigure } from "./figure";
import { MapFigure } from "./map";
import { PlaceDialog } from "./place";
import { saveTable } from "./save";
import { followPaper } from "./sized";
import { switches, uncheckedNote, type Settings } from "./switches";
import { tableOf } from "./table";
import { travellersPart } from "./travellers";
import { Words } from "./words";

/** What the app puts into the page; the report has none of it. */
export interface Extras {
  /** Controls, between the head and the answer. */
  controls?: (words: Words) => HTMLElement | null;
  /** Parts that follow the pictures, as the comparison of measures: id of a section and its content. */
  parts?: (words: Words) => { id: string; content: HTMLElement }[];
}

export class Page {
  private map: MapFigure | null = null;

  constructor(
    private readonly root: HTMLElement,
    private data: PageData,
    private readonly settings: Settings,
    private readonly extras: Extras = {},
  ) {
    this.draw();
    followPaper(() => this.map?.recolour());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.map?.recolour());
  }

  /** Show another run in place of this one, in the same language and light. */
  update(data: PageData): void {
    this.data = data;
    this.draw();
  }

  private draw(): void {
    this.map?.stop();
    const words = new Words(this.data, this.settings.language);
    const dialog = new PlaceDialog(this.data, words);
    this.map = this.data.places.length ? new MapFigure(this.data, words, (place) => dialog.open(place)) : null;
    document.documentElement.lang = words.language;
    replace(
      this.root,
      el("a", { class: "skip", href: "#answer" }, words.text("words.skip")),
      this.head(words),
      el("main", {}, ...this.sections(words).filter((part) => part !== null)),
      el("footer", {}, words.text("by", { version: this.data.provenance.version }), " · ", words.text("words.local_time")),
      dialog.element,
    );
    this.root.hidden = false;
  }

  private sections(words: Words): (HTMLElement | null)[] {
    const data = this.data;
    const section = (id: string, ...content: (HTMLElement | null)[]) =>
      el("section", { id, tabindex: -1 }, el("h2", {}, words.text(`sections.${id}`)), ...content);
    return [
      this.extras.controls?.(words) ?? null,
      section("answer", this.answer(words)),
      this.map && section("map", this.map.element),
      data.charts.length ? section("stages", ...this.stages(words)) : null,
      words.sentences in data.update ? section("update", ...data.update[words.sentences]!.map((one) => sectionPart(one, words))) : null,
      words.sentences in data.needs ? section("needs", ...data.needs[words.sentences]!.map((one) => sectionPart(one, words))) : null,
      data.compare && section("compare", comparePart(data.compare, words)),
      words.sentences in data.explained ? section("explained", ...data.explained[words.sentences]!.map((one) => sectionPart(one, words))) : null,
      ...(this.extras.parts?.(words) ?? []).map((part) => section(part.id, part.content)),
      data.evidence.length || words.sentences in data.sections ? section("evidence", ...this.evidence(words)) : null,
      data.travellers.length ? section("journeys", travellersPart(data, words)) : null,
      section("about", aboutPart(data, words)),
    ];
  }

  private head(words: Words): HTMLElement {
    const [title, caveat] = this.data.heading[words.sentences] ?? ["", ""];
    const subtitle = title.startsWith(`${this.data.title}: `) ? title.slice(this.data.title.length + 2) : title;
    const turned = { language: () => this.draw(), theme: () => this.map?.recolour() };
    const print = el("button", { type: "button", onclick: () => window.print() }, words.text("words.print"));
    return el(
      "header", { class: "head" },
      el("div", { class: "bar" }, el("span", { class: "mark" }, "Serai"), el("div", { class: "switches" }, ...switches(this.data.languages, this.settings, words, turned), print)),
      el("h1", {}, this.data.title), el("p", { class: "subtitle" }, subtitle), el("p", { class: "caveat" }, caveat),
      uncheckedNote(this.data.languages, words),
    );
  }

  private answer(words: Words): HTMLElement {
    const sentences = this.data.answer[words.sentences] ?? [];
    const has = (id: string) => this.data.charts.some((chart) => chart.id === id);
    const target = (picture: string) => (has(picture) ? `#chart-${picture}` : "#evidence");
    const items = sentences.map(({ text, picture }) =>
      el("li", {}, text, " ", el("a", { href: target(picture), "aria-label": `${words.text("words.show_picture")}: ${words.text(`charts.${picture}`)}` }, words.text("words.show_picture"))),
    );
    return el("ol", { class: "answer" }, ...items);
  }

  private stages(words: Words): HTMLElement[] {
    const stages = [...new Set(this.data.charts.map((chart) => chart.stage))];
    return stages.map((stage) =>
      el("div", { class: "stage-part" }, el("h3", {}, words.text(`stages.${stage}`)), ...this.data.charts.filter((chart) => chart.stage === stage).map((chart) => chartFigure(chart, this.data, words))),
    );
  }

  private evidence(words: Words): HTMLElement[] {
    const tables = (this.data.sections[words.sentences] ?? []).map((one) => sectionPart(one, words));
    return this.data.evidence.length ? [...tables, evidenceTable(this.data, words)] : tables;
  }
}

function sectionPart(section: Section, words: Words): HTMLElement {
  const sentences = section.sentences.map((sentence) => el("p", { class: "note" }, sentence));
  const save = () => saveTable(section.title, [section.heads, ...section.rows]);
  const saves = el("div", { class: "saves" }, el("button", { type: "button", class: "small", "aria-label": `${words.text("words.save")} CSV: ${section.title}`, onclick: save }, "CSV"));
  return el("div", { class: "words" }, el("h4", {}, section.title), ...sentences, ...(section.rows.length ? [tableOf(section, section.title), saves] : []));
}
