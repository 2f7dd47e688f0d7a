/** The form of a new crisis: two countries, posts, one number with its range, a kit. Faults stand beside it, and nothing is lost. */

import { el, replace } from "../dom";
import type { Words } from "../words";
import { api, Refusal, type Choices, type Job } from "./api";
import { BorderMap } from "./border";
import { CELLS, Countries, sent, type Draft } from "./draft";
import { PostList } from "./posts";
import { problemList } from "./problems";

/** Opens what is asked for, with its progress in `notice`; gives what was refused. */
export type Opening = (ask: () => Promise<Job>, notice: HTMLElement) => Promise<unknown>;

const POST_AT = /^post (\d+)(?:, column (\w+))?$/;
const MOST_GOALS = 8;

export class CrisisForm {
  readonly element = el("div", { class: "crisis" });
  /** Ends when its fields are there. */
  readonly built: Promise<void>;
  private readonly notice = el("div", { class: "notice", "aria-live": "polite" });
  private readonly mapped = el("div", { class: "mapped" });
  private readonly goals = el("div", { class: "goals" });
  private readonly fields = new Map<string, HTMLElement>();
  private countries!: Countries;
  private posts!: PostList;
  private map: BorderMap | null = null;
  private shownFor = "";
  private rows: number[] = [];

  constructor(
    private readonly draft: Draft,
    private readonly words: Words,
    private readonly opening: Opening,
    private readonly buttons: HTMLButtonElement[],
  ) {
    this.built = this.build();
  }

  private async build(): Promise<void> {
    try {
      const choices = await api.choices();
      this.countries = new Countries(choices, this.words.language);
      this.draft.kit ||= choices.kit;
      this.rows = sent(this.draft, this.countries).rows;
      this.posts = new PostList(this.draft, this.words, this.notice, () => this.map?.show(this.posts.spots()));
      this.fill(choices);
      if (this.draft.refused) this.refuse(this.draft.refused);
      void this.showMap();
    } catch (error) {
      replace(this.element, problemList(error, this.words));
    }
  }

  private fill(choices: Choices): void {
    const { words, draft } = this;
    const send = el("button", { type: "submit", class: "main" }, words.text("app.new.make"));
    this.buttons.push(send);
    this.fillGoals();
    const kit = el("select", { id: "new-kit" }, ...choices.kits.map((name) => el("option", { value: name, selected: name === draft.kit }, words.text(`app.new.kits.${name.replace("-", "_")}`))));
    kit.addEventListener("change", () => (draft.kit = kit.value));
    const range = el("fieldset", { class: "range" }, el("legend", {}, words.text("app.new.expected")), this.cell("expect_low"), this.cell("expect"), this.cell("expect_high"));
    const form = el(
      "form", { novalidate: true, onsubmit: (event) => { event.preventDefault(); void this.submit(); } },
      el("datalist", { id: "new-countries" }, ...this.countries.names.map((name) => el("option", { value: name }))),
      el("div", { class: "two" }, this.labelled("from", this.country("from", draft.from, (value) => (draft.from = value))), this.goals),
      this.mapped,
      this.posts.element,
      range,
      el("div", { class: "three" }, this.cell("event", "date"), this.cell("peak_days"), this.labelled("kit", kit)),
      el("p", { class: "note" }, words.text("app.new.blank")),
      this.notice,
      el("div", { class: "row" }, send),
    );
    replace(this.element, form);
  }

  private labelled(name: string, field: HTMLElement): HTMLElement {
    this.fields.set(name, field);
    return el("div", { class: "cell" }, el("label", { for: field.id }, this.words.text(`app.new.${name}`)), field);
  }

  private cell(name: (typeof CELLS)[number], type = "text"): HTMLElement {
    const field = el("input", { type, id: `new-${name}`, value: this.draft[name], autocomplete: "off", inputmode: type === "text" ? "decimal" : null });
    field.addEventListener("input", () => (this.draft[name] = field.value));
    return this.labelled(name, field);
  }

  private country(id: string, value: string, take: (value: string) => void): HTMLInputElement {
    const field = el("input", { type: "text", id: `new-${id}`, value, list: "new-countries", autocomplete: "off" });
    field.addEventListener("input", () => take(field.value));
    field.addEventListener("change", () => void this.showMap());
    return field;
  }

  /** Fields of the countries of arrival, and buttons for one more and for one less. */
  private fillGoals(): void {
    const { draft, words } = this;
    const rows = draft.to.map((value, row) => {
      const field = this.country(row ? `to-${row}` : "to", value, (typed) => (draft.to[row] = typed));
      if (row) field.setAttribute("aria-label", words.text("app.new.to"));
      const drop = row ? el("button", { type: "button", class: "small", "aria-label": `${words.text("app.remove")}: ${value}`, onclick: () => this.changeGoals(row) }, "×") : null;
      this.fields.set(`to-${row}`, field);
      return el("div", { class: "row one" }, field, drop);
    });
    const more = el("button", { type: "button", class: "small", disabled: draft.to.length >= MOST_GOALS, onclick: () => this.changeGoals(null) }, words.text("app.new.more"));
    replace(this.goals, el("label", { for: "new-to" }, words.text("app.new.to")), ...rows, more);
  }

  private changeGoals(dropped: number | null): void {
    if (dropped === null) this.draft.to.push("");
    else this.draft.to.splice(dropped, 1);
    this.fillGoals();
    this.fields.get(`to-${this.draft.to.length - 1}`)?.focus();
    if (dropped !== null) void this.showMap();
  }

  /** The border, once both countries are known. */
  private async showMap(): Promise<void> {
    const { form } = sent(this.draft, this.countries);
    const asked = [form.from, ...form.to].join(" ");
    if (!form.from || !form.to.length || asked === this.shownFor) return;
    this.shownFor = asked;
    try {
      const [shapes, data] = await Promise.all([api.shapes(), api.border(form.from, form.to)]);
      if (asked !== this.shownFor) return;
      this.map = new BorderMap(shapes, data, this.words, (spot, near) => this.posts.set(spot, near));
      replace(this.mapped, this.map.element);
      this.map.show(this.posts.spots());
      this.refuse(null);
    } catch (error) {
      if (asked !== this.shownFor) return;
      this.map = null;
      replace(this.mapped);
      this.refuse(error);
    }
  }

  private async submit(): Promise<void> {
    const { form, rows } = sent(this.draft, this.countries);
    this.rows = rows;
    this.refuse(null);
    const refused = await this.opening(() => api.begin(form), this.notice);
    if (!refused) return;
    this.refuse(refused);
    const first = this.element.querySelector<HTMLElement>('[aria-invalid="true"]');
    (first ?? this.element.querySelector<HTMLElement>('[type="submit"]'))?.focus();
  }

  /** Say what was refused, by the labels of the fields, and mark these; null: nothing was. */
  private refuse(error: unknown): void {
    for (const field of this.element.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    this.draft.refused = error instanceof Refusal ? error : null;
    if (error === null) return replace(this.notice);
    if (!(error instanceof Refusal) || !error.problems.length) return replace(this.notice, problemList(error, this.words));
    const faults = error.problems.map(({ where, text }) => {
      this.mark(where, text);
      return { where: this.placeOf(where), text };
    });
    replace(this.notice, problemList(new Refusal(this.words.text("app.new.refused"), faults)));
  }

  private placeOf(where: string): string {
    const post = POST_AT.exec(where);
    if (!post) return where in this.draft ? `${this.words.text(`app.new.${where}`)}:` : where;
    const column = post[2] ? `, ${this.words.text(`app.new.columns.${post[2]}`)}` : "";
    return `${this.words.text("app.new.post", { number: this.row(post[1]!) + 1 })}${column}:`;
  }

  /** The row of the form in which a post stands that was sent as the number given. */
  private row(number: string): number {
    return this.rows[Number(number) - 1] ?? Number(number) - 1;
  }

  private mark(where: string, text: string): void {
    const post = POST_AT.exec(where);
    const named = this.draft.to.findIndex((one) => one.trim() && [one.trim(), this.countries.code(one)].some((word) => text.startsWith(`"${word}"`)));
    const field = post ? this.posts.field(this.row(post[1]!), post[2] ?? "name") : this.fields.get(where === "to" ? `to-${Math.max(0, named)}` : where);
    field?.setAttribute("aria-invalid", "true");
  }
}
