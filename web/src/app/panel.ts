/** The controls beside the pictures: what is shown, measures, values, what was changed, what is kept, what can be taken away. */

import { verdict } from "../compare";
import { el, replace } from "../dom";
import type { Words } from "../words";
import { api, type Compared, type Field, type Kept, type Measure, type OpenScenario, type Trial } from "./api";
import { askedPart } from "./asked";
import { FiguresPart, type FiguresActions, type FiguresDraft } from "./figures";
import { changed, fieldName, placeName, proposedName, unitName } from "./labels";
import { Sliders } from "./sliders";

/** What the panel asks of the workbench. */
export interface Actions {
  change: (field: Field, value: number) => void;
  restore: (field: Field) => void;
  measure: (name: string, taken: boolean) => void;
  undo: () => void;
  reset: () => void;
  keep: (name: string) => void;
  show: (trial: Trial) => void;
  drop: (key: string) => void;
  leave: () => void;
  figures: FiguresActions;
}

export interface Shown {
  trial: Trial;
  /** Of the run that is shown. */
  key: string;
  canUndo: boolean;
  compared: Compared | null;
}

export class Panel {
  readonly element: HTMLElement;
  /** For progress and what was refused. */
  readonly notice = el("div", { class: "notice", "aria-live": "polite" });
  private readonly idle = el("p", { class: "note idle" });
  private readonly sliders: Sliders;
  private readonly figures: FiguresPart | null;
  private readonly boxes = new Map<string, HTMLInputElement>();
  private readonly list = el("ul", { class: "chips" });
  private readonly undo: HTMLButtonElement;
  private readonly reset: HTMLButtonElement;
  private readonly kept = el("ul", { class: "kept" });
  private readonly name = el("input", { type: "text", id: "keep-name", maxlength: 60 });
  private readonly keepButton: HTMLButtonElement;
  private readonly away = el("p", { class: "away" });

  constructor(
    private readonly open: OpenScenario,
    private readonly words: Words,
    chosen: { group: string; place: string },
    draft: FiguresDraft,
    private readonly actions: Actions,
  ) {
    this.sliders = new Sliders(open, words, chosen, actions.change);
    this.figures = open.update && new FiguresPart(open.update, words, draft, actions.figures);
    this.undo = el("button", { type: "button", onclick: actions.undo }, words.text("app.undo"));
    this.reset = el("button", { type: "button", onclick: actions.reset }, words.text("app.reset"));
    this.keepButton = el("button", { type: "submit" }, words.text("app.keep"));
    this.name.setAttribute("aria-label", words.text("app.name"));
    const form = el("form", { class: "row keep", onsubmit: (event) => { event.preventDefault(); actions.keep(this.name.value); } }, this.name, this.keepButton);
    const part = (title: string, ...content: HTMLElement[]) => el("div", { class: "part" }, el("h3", {}, words.text(title)), ...content);
    this.element = el(
      "section", { id: "controls", "aria-label": words.text("app.title") },
      el("div", { class: "row top" }, el("h2", {}, words.text("app.title")), el("button", { type: "button", class: "small", onclick: actions.leave }, words.text("app.leave"))),
      el("div", { class: "state" }, this.idle, this.notice),
      open.asked.length ? part("app.asked.title", askedPart(open, words)) : null,
      part("app.changes", this.list, el("div", { class: "row" }, this.undo, this.reset), form),
      part("app.beside", this.kept),
      open.measures.length ? part("app.measures", el("ul", { class: "measures" }, ...open.measures.map((one) => this.measure(one)))) : el("div", {}),
      part("app.values", this.sliders.element),
      this.figures ? part("app.update.title", this.figures.element) : null,
      part("app.take", this.away),
    );
  }

  show(shown: Shown, kept: Kept[]): void {
    const { trial } = shown;
    const { update } = this.open;
    const isUpdate = !!update?.latest && update.key === shown.key;
    const name = kept.find((one) => one.key === shown.key)?.name ?? (isUpdate ? this.words.text("app.update.name", { cut: update.latest!.cut }) : this.words.text(shown.key ? "app.now_changed" : "app.base"));
    if (update) this.figures?.show(update, shown.key);
    this.idle.textContent = this.words.text("app.pictures", { name });
    this.sliders.show(trial);
    for (const [name, box] of this.boxes) box.checked = trial.measures.includes(name);
    const chips = [...trial.measures.map((name) => this.chip(name, () => this.actions.measure(name, false))), ...changed(trial, this.open).map((one) => this.valueChip(one.field, one.value))];
    replace(this.list, ...(chips.length ? chips : [el("li", { class: "note" }, this.words.text("app.nothing"))]));
    this.undo.disabled = !shown.canUndo;
    this.reset.disabled = !chips.length;
    this.keepButton.disabled = !shown.key || isUpdate || kept.some((one) => one.key === shown.key) || kept.length >= this.open.most_kept;
    if (document.activeElement !== this.name) this.name.value = proposedName(trial, this.open, this.words);
    replace(this.kept, this.keptItem({ key: "", name: this.words.text("app.base"), changes: {}, measures: [] }, shown), ...kept.map((one) => this.keptItem(one, shown)));
    this.takeAway(shown.key);
  }

  private measure(one: Measure): HTMLElement {
    const box = el("input", { type: "checkbox" });
    box.addEventListener("change", () => this.actions.measure(one.name, box.checked));
    this.boxes.set(one.name, box);
    const cost = one.cost === null ? "" : this.words.text("app.cost", { cost: this.words.number(one.cost) });
    return el("li", {}, el("label", { title: one.rows[0]?.source ?? "" }, box, el("span", {}, el("b", {}, one.name), el("span", { class: "note" }, [one.note, cost].filter(Boolean).join(" · ")))));
  }

  private valueChip(field: Field, value: number): HTMLElement {
    const unit = unitName(field, this.words);
    const text = `${placeName(field, this.words)}, ${fieldName(field, this.words)}: ${this.words.number(field.value)} → ${this.words.number(value)}${unit ? ` ${unit}` : ""}`;
    return this.chip(text, () => this.actions.restore(field));
  }

  private chip(text: string, onclick: () => void): HTMLElement {
    return el("li", { class: "chip" }, el("span", {}, text), el("button", { type: "button", class: "small", "aria-label": `${this.words.text("app.remove")}: ${text}`, onclick }, "×"));
  }

  private keptItem(one: Kept, shown: Shown): HTMLElement {
    const { words } = this;
    const row = shown.compared?.keys.indexOf(one.key) ?? -1;
    const found = shown.compared?.comparison;
    const figures = (found?.figures ?? []).slice(0, 2).flatMap((figure) => {
      const change = figure.changes[row];
      if (!found || !change) return [];
      const text = figure.words[words.sentences]?.rows[figure.order.indexOf(row)]?.[1] ?? "";
      const tones = { better: "in", worse: "out", unsettled: "note" };
      return [el("span", { class: tones[verdict({ l: change[1], h: change[2] }, figure.fewer, found.draws)] }, `${text} ${words.text(`app.short.${figure.name}`)}`)];
    });
    const isShown = one.key === shown.key;
    return el(
      "li", { class: isShown ? "shown" : null },
      el("div", {}, el("b", {}, one.name), el("div", { class: "figures" }, ...figures)),
      el(
        "div", { class: "row" },
        isShown ? el("span", { class: "note" }, words.text("app.shown")) : el("button", { type: "button", class: "small", "aria-label": `${words.text("app.show")}: ${one.name}`, onclick: () => this.actions.show(one) }, words.text("app.show")),
        one.key ? el("button", { type: "button", class: "small", "aria-label": `${words.text("app.drop")}: ${one.name}`, onclick: () => this.actions.drop(one.key) }, "×") : null,
      ),
    );
  }

  private takeAway(key: string): void {
    const links = (["scenario", "report", "data"] as const).map((what) => el("a", { href: api.download(key, what), download: true }, this.words.text(`app.downloads.${what}`)));
    replace(this.away, ...links);
  }
}
