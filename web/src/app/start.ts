/** The start page: choose a built-in scenario, take its workbook away, or open one that was edited. */

import { el, replace } from "../dom";
import { switches, uncheckedNote, type Settings } from "../switches";
import type { Words } from "../words";
import { api, followed, Refusal, type Builtin, type Job, type Start } from "./api";
import { CrisisForm, type Opening } from "./crisis";
import type { Draft } from "./draft";
import { wordsOf } from "./labels";
import { problemList } from "./problems";
import { progressBar } from "./progress";

export interface Doing {
  /** A scenario was opened, or the one that is open is wanted back. */
  onOpen: () => Promise<void>;
  onLanguage: () => void;
}

/** `isOpen` is the title of the scenario to which one can go back; blank: there is none. */
export function startPage(start: Start, settings: Settings, { onOpen, onLanguage }: Doing, isOpen: string, draft: Draft): HTMLElement {
  const words = wordsOf(start.languages, settings.language);
  const above = el("div", { class: "notice", "aria-live": "polite" });
  const buttons: HTMLButtonElement[] = [];

  /** Open what is asked for; returns what was refused, shown where the progress was. */
  const opening = async (ask: () => Promise<Job>, notice: HTMLElement = above): Promise<unknown> => {
    for (const button of buttons) button.disabled = true;
    const bar = progressBar(words, words.text("app.start.opening"));
    replace(notice, bar.element);
    try {
      const job = await ask();
      const ended = await followed(job, bar.show);
      if (ended.state === "failed") throw new Refusal(words.text("app.failed"), ended.problems);
      if (ended.state === "done") await onOpen();
      else replace(notice);
    } catch (error) {
      replace(notice, problemList(error, words));
      return error;
    } finally {
      for (const button of buttons) button.disabled = false;
    }
    return null;
  };

  const file = el("input", { type: "file", id: "workbook", accept: ".xlsx" });
  const send = el("button", { type: "button", class: "main", onclick: () => file.files?.[0] && void opening(() => api.upload(file.files![0]!, words)) }, words.text("app.start.upload"));
  buttons.push(send);
  return el(
    "div", { class: "start" },
    el(
      "header", { class: "head" },
      el("div", { class: "bar" }, el("span", { class: "mark" }, "Serai"), el("div", { class: "switches" }, ...switches(start.languages, settings, words, { language: onLanguage }))),
      el("h1", {}, words.text("app.start.title")), el("p", { class: "lead" }, words.text("app.start.lead")), uncheckedNote(start.languages, words),
    ),
    el(
      "main", {},
      above,
      isOpen ? el("p", {}, el("button", { type: "button", onclick: () => void onOpen() }, `← ${isOpen}`)) : null,
      el("section", {}, el("h2", {}, words.text("app.start.choose")), el("ul", { class: "scenarios" }, ...start.scenarios.map((one) => scenarioItem(one, words, buttons, opening)))),
      crisisPart(draft, words, opening, buttons),
      el(
        "section", {},
        el("h2", {}, words.text("app.start.own")), el("p", { class: "note" }, words.text("app.start.own_how")),
        el("div", { class: "row" }, el("label", { for: "workbook" }, words.text("app.start.file")), file, send),
      ),
    ),
  );
}

/** A new crisis: what it is, and the form once it is wanted. */
function crisisPart(draft: Draft, words: Words, opening: Opening, buttons: HTMLButtonElement[]): HTMLElement {
  const form = () => new CrisisForm(draft, words, opening, buttons);
  const begin = el("button", { type: "button", class: "main", onclick: () => {
    draft.isOpen = true;
    const made = form();
    begin.replaceWith(made.element);
    void made.built.then(() => document.getElementById("new-from")?.focus());
  } }, words.text("app.new.begin"));
  return el("section", { id: "new" }, el("h2", {}, words.text("app.new.title")), el("p", { class: "note" }, words.text("app.new.how")), draft.isOpen ? form().element : begin);
}

function scenarioItem(one: Builtin, words: Words, buttons: HTMLButtonElement[], opening: (ask: () => Promise<Job>) => Promise<unknown>): HTMLElement {
  const open = el("button", { type: "button", class: "main", onclick: () => void opening(() => api.open(one.name)) }, words.text("app.start.open"));
  buttons.push(open);
  const workbook = el("a", { href: api.workbook(one.name), download: `${one.name}.xlsx` }, words.text("app.start.workbook"));
  return el(
    "li", {},
    el("div", {}, el("b", {}, one.title), el("p", { class: "note" }, `${one.name} · ${one.period[words.language] ?? ""}`)),
    el("div", { class: "row" }, workbook, open),
  );
}
