/** Choose where something is changed, and change it: a slider and a number for each value, in the scenario's own bounds. */

import { el, replace } from "../dom";
import type { Words } from "../words";
import type { Field, OpenScenario, Trial } from "./api";
import { fieldName, placeName, unitName } from "./labels";

export class Sliders {
  readonly element: HTMLElement;
  private readonly list = el("div", { class: "fields" });
  private readonly rows = new Map<string, (value: number, changed: boolean) => void>();
  private readonly places = el("select", { id: "field-place" });
  private trial: Trial = { changes: {}, measures: [] };

  constructor(
    private readonly open: OpenScenario,
    private readonly words: Words,
    private readonly chosen: { group: string; place: string },
    private readonly onChange: (field: Field, value: number) => void,
  ) {
    const groups = [...new Set(open.fields.map((field) => field.group))];
    if (!groups.includes(chosen.group)) chosen.group = groups[0] ?? "";
    const group = el("select", { id: "field-group" }, ...groups.map((name) => el("option", { value: name, selected: name === chosen.group }, words.text(`app.groups.${name}`))));
    group.addEventListener("change", () => {
      chosen.group = group.value;
      chosen.place = "";
      this.fillPlaces();
    });
    this.places.addEventListener("change", () => {
      chosen.place = this.places.value;
      this.fill();
    });
    this.element = el(
      "div", { class: "sliders" },
      el("div", { class: "pair" }, el("label", { for: "field-group" }, words.text("app.stage")), group, el("label", { for: "field-place" }, words.text("app.where")), this.places),
      this.list,
    );
    this.fillPlaces();
  }

  /** Show the values of a trial. */
  show(trial: Trial): void {
    this.trial = trial;
    for (const field of this.open.fields) this.rows.get(field.id)?.(trial.changes[field.id] ?? field.value, field.id in trial.changes);
  }

  private fillPlaces(): void {
    const names = new Map(this.open.fields.filter((field) => field.group === this.chosen.group).map((field) => [field.place, placeName(field, this.words)]));
    const sorted = [...names].sort((a, b) => a[1].localeCompare(b[1], this.words.language));
    if (!names.has(this.chosen.place)) this.chosen.place = sorted[0]?.[0] ?? "";
    replace(this.places, ...sorted.map(([place, name]) => el("option", { value: place, selected: place === this.chosen.place }, name)));
    this.fill();
  }

  private fill(): void {
    const { group, place } = this.chosen;
    this.rows.clear();
    replace(this.list, ...this.open.fields.filter((field) => field.group === group && field.place === place).map((field, row) => this.row(field, row)));
    this.show(this.trial);
  }

  private row(field: Field, row: number): HTMLElement {
    const { words } = this;
    const id = `field-${row}`;
    const range = el("input", { type: "range", id, min: field.least, max: field.most, step: field.step });
    const name = fieldName(field, words);
    const exact = el("input", { type: "number", "aria-label": `${name}, ${words.text("app.exact")}`, step: field.whole ? 1 : "any", min: field.whole ? field.least : null });
    const mark = el("span", { class: "was" });
    range.addEventListener("input", () => (exact.value = range.value));
    range.addEventListener("change", () => this.onChange(field, Number(range.value)));
    exact.addEventListener("change", () => exact.value !== "" && this.onChange(field, Number(exact.value)));
    const unit = unitName(field, words);
    const spread = field.low === null || field.high === null ? null : el("span", {}, words.text("app.range", { low: words.number(field.low), high: words.number(field.high) }));
    const element = el(
      "div", { class: "field" },
      el("label", { for: id, title: field.meaning }, name),
      el("div", { class: "row" }, range, exact, el("span", { class: "unit" }, unit)),
      el("p", { class: "note" }, mark, spread),
    );
    this.rows.set(field.id, (value, isChanged) => {
      if (Number(range.value) !== value) range.value = String(value);
      if (Number(exact.value) !== value || exact.value === "") exact.value = String(value);
      element.classList.toggle("changed", isChanged);
      mark.textContent = isChanged ? words.text("app.was", { value: words.number(field.value) }) : "";
    });
    return element;
  }
}
