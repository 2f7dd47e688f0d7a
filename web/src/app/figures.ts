/** New figures: a table or pasted rows, up to when they are known, how far to look ahead; and the update that was made of them. */

import { el, replace } from "../dom";
import type { Words } from "../words";
import { api, followed, Refusal, type NewFigures, type UpdateState } from "./api";
import { problemList } from "./problems";
import { progressBar } from "./progress";

/** What was filled in; it outlives the form, which is made anew in another language. */
export interface FiguresDraft {
  isOpen: boolean;
  file: { name: string; content: ArrayBuffer } | null;
  text: string;
  as_of: string;
  horizon: string;
  draws: string;
}

export const emptyFigures = (): FiguresDraft => ({ isOpen: false, file: null, text: "", as_of: "", horizon: "", draws: "" });

export interface FiguresActions {
  /** An update was made, whose key is given. */
  made: (key: string) => Promise<void>;
  show: (key: string) => void;
  forget: () => void;
}

const FIELDS = ["as_of", "horizon", "draws"] as const;
const HEADS = "id,from,to,quantity,statistic,place,fact_group,value";

export class FiguresPart {
  readonly element = el("div", { class: "figures-part" });
  private readonly latest = el("div", { class: "latest" });
  private readonly notice = el("div", { class: "notice", "aria-live": "polite" });
  private readonly decide = el("div");
  /** What was chosen before the form was made anew, which its field cannot show. */
  private readonly chosen = el("span", { class: "note" });
  private readonly file = el("input", { type: "file", id: "figures-file", accept: ".csv,.tsv,.txt,text/csv" });
  private reading: Promise<void> = Promise.resolve();
  private readonly fields = new Map<string, HTMLInputElement | HTMLSelectElement>();
  private readonly text = el("textarea", { id: "figures-text", rows: 4, spellcheck: "false", placeholder: `${HEADS}\n…`, wrap: "off" });
  private readonly send: HTMLButtonElement;
  /** Of the last update. */
  private cut = "";
  /** By row: whether it is left out, or right. */
  private readonly rows = new Map<string, { out: HTMLInputElement; right: HTMLInputElement }>();

  constructor(
    private readonly state: UpdateState,
    private readonly words: Words,
    private readonly draft: FiguresDraft,
    private readonly actions: FiguresActions,
  ) {
    this.send = el("button", { type: "submit", class: "main" }, words.text("app.update.take"));
    const details = el("details", { open: draft.isOpen }, el("summary", {}, words.text("app.update.begin")), this.form());
    details.addEventListener("toggle", () => (draft.isOpen = details.open));
    this.element.append(el("p", { class: "note" }, words.text("app.update.how")), this.latest, details);
  }

  /** Show the last update, and which run the pictures are of. */
  show(state: UpdateState, key: string): void {
    const { words } = this;
    const { latest } = state;
    this.cut = latest?.cut ?? "";
    if (!latest) return replace(this.latest);
    const isShown = state.key === key;
    const parts = [words.text("app.update.latest", { cut: latest.cut, new: latest.new, draws: latest.draws }), ...(latest.left_out.length ? [words.text("app.update.left_out", { rows: latest.left_out.join(", ") })] : [])];
    const shown = isShown ? el("span", { class: "note" }, words.text("app.shown")) : el("button", { type: "button", class: "small", "aria-label": `${words.text("app.show")}: ${parts[0]}`, onclick: () => this.actions.show(state.key) }, words.text("app.show"));
    replace(
      this.latest,
      el("p", { class: isShown ? "update shown" : "update" }, el("b", {}, parts.join("; ")), " ", shown),
      ...(latest.unexplained.length ? [el("p", { class: "refused" }, words.text("app.update.unexplained", { rows: latest.unexplained.join(", ") }))] : []),
      el("p", { class: "note" }, words.text("app.update.next"), " ", el("button", { type: "button", class: "small", onclick: this.actions.forget }, words.text("app.update.forget"))),
    );
  }

  private form(): HTMLElement {
    const { words, draft, state, file } = this;
    file.addEventListener("click", () => (file.value = "")); // so that a file that was corrected can be chosen again
    file.addEventListener("change", () => (this.reading = this.choose(file.files?.[0] ?? null)));
    this.text.value = draft.text;
    this.text.addEventListener("input", () => {
      draft.text = this.text.value;
      file.value = "";
      void this.choose(null);
    });
    this.showChosen();
    const days = el("input", { type: "number", id: "figures-horizon", min: 1, max: state.most_horizon, step: 1, value: draft.horizon || state.horizon });
    const until = el("input", { type: "datetime-local", id: "figures-as_of", min: `${state.first}T00:00`, max: `${state.last}T00:00`, value: draft.as_of });
    const count = el("select", { id: "figures-draws" }, ...state.draws.map((one, row) => el("option", { value: one, selected: String(one) === draft.draws }, words.text(`app.update.${row ? "many" : "quick"}`, { count: one }))));
    return el(
      "form", { novalidate: true, onsubmit: (event) => { event.preventDefault(); void this.submit(); } },
      el("label", { for: "figures-file" }, words.text("app.update.file")), file, this.chosen,
      el("label", { for: "figures-text" }, words.text("app.update.paste")), this.text,
      el("p", { class: "note" }, words.text("app.update.blank")),
      this.cell("as_of", until),
      el("div", { class: "two" }, this.cell("horizon", days), this.cell("draws", count)),
      this.notice, this.decide,
      el("div", { class: "row" }, this.send),
    );
  }

  private cell(name: (typeof FIELDS)[number], field: HTMLInputElement | HTMLSelectElement): HTMLElement {
    field.addEventListener("input", () => (this.draft[name] = field.value));
    this.fields.set(name, field);
    return el("div", { class: "cell" }, el("label", { for: field.id }, this.words.text(`app.update.${name}`)), field);
  }

  /** Take a file in place of what was pasted; null: what was pasted counts. */
  private async choose(file: File | null): Promise<void> {
    this.clearRows();
    this.draft.file = null;
    this.showChosen();
    if (!file) return;
    try {
      this.draft.file = { name: file.name, content: await api.content(file, this.words) };
      this.draft.text = this.text.value = "";
      replace(this.notice);
    } catch (error) {
      replace(this.notice, problemList(error, this.words));
    }
    this.showChosen();
  }

  private showChosen(): void {
    this.chosen.textContent = this.draft.file && !this.file.files?.length ? this.words.text("app.update.chosen", { name: this.draft.file.name }) : "";
  }

  private asked(): NewFigures {
    const { draft } = this;
    const ticked = (which: "out" | "right") => [...this.rows].filter(([, boxes]) => boxes[which].checked).map(([row]) => row);
    const table = draft.file ?? (draft.text.trim() ? { name: this.words.text("app.update.pasted"), content: draft.text } : null);
    const { as_of, horizon, draws } = Object.fromEntries(FIELDS.map((name) => [name, this.fields.get(name)!.value])) as Record<(typeof FIELDS)[number], string>;
    return { table, as_of, horizon, draws, leave_out: ticked("out"), keep: ticked("right") };
  }

  private async submit(): Promise<void> {
    const { words } = this;
    const bar = progressBar(words, words.text("app.update.running"));
    this.mark([]);
    this.send.disabled = true;
    replace(this.notice, bar.element);
    try {
      await this.reading;
      const job = await api.takeIn(this.asked());
      const ended = await followed(job, bar.show);
      if (ended.state === "failed") {
        this.askRows(ended.rows);
        throw new Refusal(words.text("app.update.refused"), ended.problems);
      }
      replace(this.notice, ...(ended.state === "cancelled" ? [el("p", { class: "note" }, words.text("app.cancelled"))] : []));
      if (ended.state === "done") await this.taken(String(ended.result));
    } catch (error) {
      this.refuse(error);
    } finally {
      this.send.disabled = false;
    }
    this.focusNext();
  }

  /** Give the focus to what is to be corrected or decided, else to the button, unless the reader went elsewhere meanwhile. */
  private focusNext(): void {
    const { activeElement } = document;
    if (activeElement && activeElement !== document.body && !this.element.contains(activeElement)) return;
    const wanted = this.element.querySelector<HTMLElement>('[aria-invalid="true"]') ?? this.decide.querySelector("input");
    if (wanted) wanted.focus();
    else this.send.focus({ preventScroll: true });
  }

  private async taken(key: string): Promise<void> {
    this.clearRows();
    Object.assign(this.draft, { file: null, text: "", as_of: "" });
    this.text.value = this.file.value = this.fields.get("as_of")!.value = "";
    this.showChosen();
    await this.actions.made(key);
    if (this.cut) replace(this.notice, el("p", { class: "note" }, this.words.text("app.pictures", { name: this.words.text("app.update.name", { cut: this.cut }) })));
  }

  private refuse(error: unknown): void {
    const problems = error instanceof Refusal ? error.problems : [];
    this.mark(problems.map((one) => one.where));
    const faults = problems.map(({ where, text }) => ({ where: this.fields.has(where) ? `${this.words.text(`app.update.${where}`)}:` : where, text }));
    replace(this.notice, problemList(error instanceof Refusal && problems.length ? new Refusal(error.message, faults) : error, this.words));
  }

  private mark(names: string[]): void {
    for (const [name, field] of this.fields) {
      if (names.includes(name)) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  }

  /** Rows that are like nothing that was expected: each is left out, or is right, or is to be corrected. */
  private askRows(rows: string[]): void {
    const { words } = this;
    const before = new Map([...this.rows].map(([row, boxes]) => [row, { out: boxes.out.checked, right: boxes.right.checked }]));
    for (const row of rows) if (!before.has(row)) before.set(row, { out: false, right: false });
    this.rows.clear();
    const items = [...before].map(([row, was]) => {
      const box = (isTicked: boolean, label: string) => {
        const input = el("input", { type: "checkbox", checked: isTicked });
        return { input, label: el("label", {}, input, el("span", {}, label)) };
      };
      const out = box(was.out, words.text("app.update.leave_out", { row }));
      const right = box(was.right, words.text("app.update.keep", { row }));
      out.input.addEventListener("change", () => (right.input.checked &&= !out.input.checked));
      right.input.addEventListener("change", () => (out.input.checked &&= !right.input.checked));
      this.rows.set(row, { out: out.input, right: right.input });
      return el("li", {}, out.label, right.label);
    });
    if (items.length) replace(this.decide, el("fieldset", { class: "decide" }, el("legend", {}, words.text("app.update.decide")), el("ul", {}, ...items)));
  }

  private clearRows(): void {
    this.rows.clear();
    replace(this.decide);
  }
}
