/** Where things are tried: every change makes a run in the background, and the pictures follow. */

import type { Language, PageData } from "../data";
import { comparePart } from "../compare";
import { el, replace } from "../dom";
import { Page } from "../page";
import type { Settings } from "../switches";
import type { Words } from "../words";
import { api, followed, Refusal, type Compared, type Field, type Job, type OpenScenario, type Trial } from "./api";
import { emptyFigures } from "./figures";
import { wordsOf } from "./labels";
import { Panel } from "./panel";
import { problemList } from "./problems";
import { progressBar } from "./progress";

const DEBOUNCE_MS = 60;
const EMPTY: Trial = { changes: {}, measures: [] };

export class Workbench {
  private page: Page | null = null;
  private panel: Panel | null = null;
  private words: Words;
  private trial: Trial = EMPTY;
  private readonly before: Trial[] = [];
  private readonly chosen = { group: "border", place: "" };
  private readonly figures = emptyFigures();
  private key = "";
  private compared: Compared | null = null;
  private drawn: Compared | null = null;
  private job: Job | null = null;
  private turn = 0;
  private timer = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly open: OpenScenario,
    languages: Record<string, Language>,
    private readonly settings: Settings,
    private readonly leave: () => void,
  ) {
    this.words = wordsOf(languages, settings.language);
    this.chosen.place = open.measures.length ? placeOf(open) : "";
  }

  /** Show the base, after its run where that is not made yet. */
  async begin(): Promise<void> {
    const waiting = el("div", { class: "start" }, el("header", { class: "head" }, el("span", { class: "mark" }, "Serai"), el("h1", {}, this.open.title)));
    const notice = el("div", { class: "notice" });
    waiting.append(notice, el("p", {}, el("button", { type: "button", class: "small", onclick: this.leave }, this.words.text("app.leave"))));
    replace(this.root, waiting);
    this.root.hidden = false;
    await this.made(EMPTY, notice);
  }

  private actions() {
    return {
      change: (field: Field, value: number) => this.ask({ ...this.trial, changes: withValue(this.trial.changes, field, value) }),
      restore: (field: Field) => this.ask({ ...this.trial, changes: withValue(this.trial.changes, field, field.value) }),
      measure: (name: string, taken: boolean) => {
        const others = this.trial.measures.filter((one) => one !== name);
        this.ask({ ...this.trial, measures: taken ? [...others, name] : others });
      },
      undo: () => {
        const last = this.before.pop();
        if (last) this.ask(last, false);
      },
      reset: () => this.ask(EMPTY),
      show: (trial: Trial) => this.ask({ changes: trial.changes, measures: trial.measures }),
      keep: (name: string) => void this.kept(() => api.keep(this.key, name)),
      drop: (key: string) => void this.kept(() => api.drop(key)),
      leave: this.leave,
      figures: {
        made: (key: string) => this.showUpdate(key),
        show: (key: string) => void this.showUpdate(key).catch((error: unknown) => replace(this.panel!.notice, problemList(error, this.words))),
        forget: () => void this.forgetUpdate(),
      },
    };
  }

  /** Show the run of an update, of which nothing is changed; what was being tried is let go. */
  private async showUpdate(key: string): Promise<void> {
    const turn = ++this.turn;
    if (this.job) void api.cancel(this.job.id).catch(() => undefined);
    this.job = null;
    this.open.update = (await api.state()).open?.update ?? null;
    this.trial = EMPTY;
    await this.show(key, turn);
    if (turn === this.turn) replace(this.panel!.notice);
  }

  /** The next figures update the scenario as it was opened; the charts return to the base. */
  private async forgetUpdate(): Promise<void> {
    try {
      this.open.update = (await api.forgetUpdate()).open?.update ?? null;
      await this.made((this.trial = EMPTY), this.panel!.notice);
    } catch (error) {
      replace(this.panel!.notice, problemList(error, this.words));
    }
  }

  /** Start a trial: the controls show it at once, the run follows. */
  private ask(trial: Trial, remember = true): void {
    if (remember) this.before.push(this.trial);
    this.trial = trial;
    this.showPanel();
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.made(trial, this.panel!.notice), DEBOUNCE_MS);
  }

  /** Make a run and show it. Whatever is asked for later goes first. */
  private async made(trial: Trial, notice: HTMLElement): Promise<void> {
    const turn = ++this.turn;
    if (this.job) void api.cancel(this.job.id).catch(() => undefined);
    const bar = progressBar(this.words, this.words.text("app.running"));
    replace(notice, bar.element);
    try {
      const job = await api.tryOut(trial);
      this.job = job;
      const ended = await followed(job, bar.show);
      if (turn !== this.turn) return;
      if (ended.state === "failed") throw new Refusal(this.words.text("app.failed"), ended.problems);
      if (ended.state === "done") await this.show(String(ended.result), turn);
      replace(notice, ...(ended.state === "cancelled" ? [el("p", { class: "note" }, this.words.text("app.cancelled"))] : []));
    } catch (error) {
      if (turn === this.turn) replace(notice, problemList(error, this.words));
    } finally {
      if (turn === this.turn) this.job = null;
    }
  }

  private async show(key: string, turn: number): Promise<void> {
    const [data, compared] = await Promise.all([api.page(key), api.compare(key)]);
    if (turn !== this.turn) return;
    this.key = key;
    this.compared = compared;
    if (this.page) this.redraw(data);
    else this.page = new Page(this.root, data, this.settings, { controls: (words) => this.controls(words), parts: (words) => this.parts(words) });
    this.showPanel();
  }

  /** Draw another run without losing the reader's place or the control that has the focus. */
  private redraw(data: PageData): void {
    const [top, focused] = [window.scrollY, document.activeElement];
    const offset = this.panel?.element.scrollTop ?? 0;
    this.root.style.minHeight = `${this.root.offsetHeight}px`;
    this.page!.update(data);
    if (this.panel) this.panel.element.scrollTop = offset;
    if (focused instanceof HTMLElement && focused.isConnected) focused.focus({ preventScroll: true });
    window.scrollTo({ top, behavior: "instant" });
    requestAnimationFrame(() => requestAnimationFrame(() => (this.root.style.minHeight = "")));
  }

  private controls(words: Words): HTMLElement {
    if (!this.panel || words.language !== this.words.language) {
      this.words = words;
      this.panel = new Panel(this.open, words, this.chosen, this.figures, this.actions());
      this.showPanel();
    }
    return this.panel.element;
  }

  private showPanel(): void {
    this.panel?.show({ trial: this.trial, key: this.key, canUndo: this.before.length > 0, compared: this.drawn ?? this.compared }, this.open.kept);
  }

  /** Change what is kept, and show it beside the base. */
  private async kept(change: () => ReturnType<typeof api.state>): Promise<void> {
    try {
      const state = await change();
      this.open.kept = state.open?.kept ?? [];
      this.drawn = null;
      await this.show(this.key, this.turn);
      replace(this.panel!.notice);
    } catch (error) {
      replace(this.panel!.notice, problemList(error, this.words));
    }
  }

  /** What is kept beside the base, figure by figure. */
  private parts(words: Words): { id: string; content: HTMLElement }[] {
    const shown = this.drawn ?? this.compared;
    if (!shown?.comparison) return [];
    const notice = el("div", { class: "notice", "aria-live": "polite" });
    const button = el("button", { type: "button", class: "main", disabled: this.open.kept.length === 0, onclick: () => void this.drawMany(notice) }, words.text("app.draws"));
    const how = el("p", { class: "note" }, words.text(this.open.kept.length ? "app.draws_how" : "app.draws_first"));
    return [{ id: "compare", content: el("div", {}, el("div", { class: "row" }, button, how), notice, comparePart(shown.comparison, words)) }];
  }

  private async drawMany(notice: HTMLElement): Promise<void> {
    const bar = progressBar(this.words, this.words.text("app.drawing"));
    replace(notice, bar.element);
    try {
      const job = await api.compareDraws();
      const ended = await followed(job, bar.show);
      if (ended.state === "failed") throw new Refusal(this.words.text("app.failed"), ended.problems);
      if (ended.state !== "done") return replace(notice);
      this.drawn = ended.result as Compared;
      this.redraw(await api.page(this.key));
      this.showPanel();
    } catch (error) {
      replace(notice, problemList(error, this.words));
    }
  }
}

function withValue(changes: Record<string, number>, field: Field, value: number): Record<string, number> {
  const others = Object.fromEntries(Object.entries(changes).filter(([key]) => !field.keys.includes(key)));
  return value === field.value ? others : { ...others, ...Object.fromEntries(field.keys.map((key) => [key, value])) };
}

/** Where the first measure acts, as the place to begin with. */
function placeOf(open: OpenScenario): string {
  const rows = open.measures.flatMap((one) => one.rows.map((row) => row.id));
  const acts = rows.map((row) => open.fields.find((field) => field.group === "border" && field.keys.some((key) => key.startsWith(`services.${row}.`))));
  return acts.find((field) => field !== undefined)?.place ?? "";
}
