/** The posts of a new crisis: set on the map, typed, or taken from a table; each a row that can be changed. */

import { el, replace } from "../dom";
import type { Words } from "../words";
import { api, type Post } from "./api";
import type { Spot } from "./border";
import { isFilled, spotOf, type Draft } from "./draft";
import { problemList } from "./problems";

const COLUMNS = ["name", "lat", "lon", "ordinary", "capacity"];
const MODES = ["", "car", "foot", "rail", "air"];
const BLANK: Post = { name: "", lat: "", lon: "" };

export class PostList {
  readonly element: HTMLElement;
  private readonly list = el("ol", { class: "posts" });
  private readonly said = el("p", { class: "note", role: "status" });

  constructor(
    private readonly draft: Draft,
    private readonly words: Words,
    private readonly notice: HTMLElement,
    private readonly onChange: () => void,
  ) {
    const file = el("input", { type: "file", id: "new-posts", accept: ".csv,text/csv" });
    file.addEventListener("change", () => file.files?.[0] && void this.take(file));
    this.element = el(
      "fieldset", { class: "post-list" },
      el("legend", {}, words.text("app.new.posts")),
      el("p", { class: "note" }, words.text("app.new.posts_how")),
      el("div", { class: "heads", "aria-hidden": "true" }, el("span"), ...[...COLUMNS, "modes"].map((name) => el("span", {}, words.text(`app.new.columns.${name}`))), el("span")),
      this.list, this.said,
      el(
        "div", { class: "row" },
        el("button", { type: "button", onclick: () => this.add() }, words.text("app.new.add")),
        el("label", { for: "new-posts" }, words.text("app.new.table")), file,
      ),
    );
    this.fill();
  }

  spots(): (Spot | null)[] {
    return this.draft.posts.map(spotOf);
  }

  /** The field of a post; that of its name where a column has none. */
  field(row: number, column: string): HTMLElement | null {
    const one = this.list.children[row];
    return one?.querySelector<HTMLElement>(`[data-column="${CSS.escape(column)}"]`) ?? one?.querySelector<HTMLElement>("input") ?? null;
  }

  /** Set a post at a point: a row that has no place yet takes it, else a new one. */
  set(spot: Spot, near: string): void {
    const { posts } = this.draft;
    const free = posts.findIndex((post) => !post["lat"]?.trim() && !post["lon"]?.trim());
    const row = free < 0 ? posts.length : free;
    const post = (posts[row] ??= { ...BLANK });
    post["name"] ||= this.free(this.words.text("app.new.near", { place: near }));
    [post["lat"], post["lon"]] = [String(spot.lat), String(spot.lon)];
    this.changed();
    this.said.textContent = this.words.text("app.new.set", { number: row + 1, lat: post["lat"], lon: post["lon"] });
  }

  /** A name that no post has yet. */
  private free(name: string): string {
    const taken = new Set(this.draft.posts.map((post) => post["name"]));
    let [free, number] = [name, 2];
    while (taken.has(free)) free = `${name} ${number++}`;
    return free;
  }

  private add(): void {
    this.draft.posts.push({ ...BLANK });
    this.changed();
    this.field(this.draft.posts.length - 1, "name")?.focus();
  }

  private drop(row: number): void {
    this.draft.posts.splice(row, 1);
    this.changed();
    (this.field(Math.min(row, this.draft.posts.length - 1), "name") ?? this.element.querySelector("button"))?.focus();
  }

  /** Rows of a table of posts come behind those that there are. */
  private async take(file: HTMLInputElement): Promise<void> {
    try {
      const { posts } = await api.posts(file.files![0]!);
      this.draft.posts = [...this.draft.posts.filter(isFilled), ...posts.map((post) => ({ ...BLANK, ...post }))];
      replace(this.notice);
      this.changed();
      this.said.textContent = this.words.text("app.new.taken", { count: posts.length });
    } catch (error) {
      replace(this.notice, problemList(error, this.words));
    }
    file.value = "";
  }

  private changed(): void {
    this.fill();
    this.onChange();
  }

  private fill(): void {
    this.said.textContent = this.draft.posts.length ? "" : this.words.text("app.new.no_posts");
    replace(this.list, ...this.draft.posts.map((post, row) => this.item(post, row)));
    this.element.classList.toggle("empty", !this.draft.posts.length);
  }

  private item(post: Post, row: number): HTMLElement {
    const { words } = this;
    const name = words.text("app.new.post", { number: row + 1 });
    const label = (column: string) => words.text(`app.new.columns.${column}`);
    const fields = COLUMNS.map((column) => {
      const field = el("input", {
        type: "text", "data-column": column, "aria-label": `${name}, ${label(column)}`, placeholder: label(column), value: post[column] ?? "", autocomplete: "off",
        inputmode: column === "name" ? null : "text",
      });
      field.addEventListener("input", () => {
        post[column] = field.value;
        this.onChange();
      });
      return field;
    });
    const others = Object.keys(post).filter((column) => !COLUMNS.includes(column) && column !== "modes" && post[column]);
    const also = others.length ? el("p", { class: "note also" }, others.map((column) => `${label(column)}: ${post[column]}`).join(" · ")) : null;
    const drop = el("button", { type: "button", class: "small", "aria-label": `${words.text("app.remove")}: ${post["name"] || name}`, onclick: () => this.drop(row) }, "×");
    return el("li", {}, el("span", { class: "number", "aria-hidden": "true" }, String(row + 1)), ...fields, this.modes(post, name), drop, also);
  }

  private modes(post: Post, name: string): HTMLElement {
    const { words } = this;
    const known = MODES.includes(post["modes"] ?? "") ? MODES : [...MODES, post["modes"]!];
    const called = (modes: string) => (modes || "car foot").split(/[ ,]+/).map((mode) => words.text(`app.modes.${mode}`)).join(", ");
    const select = el(
      "select", { "data-column": "modes", "aria-label": `${name}, ${words.text("app.new.columns.modes")}` },
      ...known.map((modes) => el("option", { value: modes, selected: modes === (post["modes"] ?? "") }, called(modes))),
    );
    select.addEventListener("change", () => (post["modes"] = select.value));
    return select;
  }
}
