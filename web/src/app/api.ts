/** What the server of the app answers: src/serai/app/server.py. */

import type { Comparison, CountryTopology, Language, PageData } from "../data";
import type { Words } from "../words";

export interface Start {
  languages: Record<string, Language>;
  scenarios: Builtin[];
  /** The largest file that is taken. */
  most_bytes: number;
}

export interface Builtin {
  name: string;
  title: string;
  /** By language: the days that it covers. */
  period: Record<string, string>;
}

export interface State {
  open: OpenScenario | null;
}

export interface OpenScenario {
  name: string;
  title: string;
  fields: Field[];
  measures: Measure[];
  kept: Kept[];
  most_kept: number;
  has_base: boolean;
  /** Null where a scenario has no figures of this kind. */
  update: UpdateState | null;
  /** Of a new crisis: the guesses, ordered by how much they are likely to change the results. */
  asked: Asked[];
  remarks: string[];
}

/** What the form of new figures needs to know, and the update from which it goes on. */
export interface UpdateState {
  first: string;
  last: string;
  most_horizon: number;
  horizon: number;
  /** How many may be chosen, the quick one first. */
  draws: number[];
  /** Of the run of the last update; blank where there is none. */
  key: string;
  latest: { cut: string; new: number; draws: number; left_out: string[]; unexplained: string[] } | null;
}

/** The form of new figures, as it is sent. */
export interface NewFigures {
  table: { name: string; content: BodyInit } | null;
  as_of: string;
  horizon: string;
  draws: string;
  leave_out: string[];
  keep: string[];
}

export interface Asked {
  what: string;
  value: string;
  low: string;
  high: string;
  known: "stated" | "derived" | "guessed";
  who: string;
  where: string;
}

/** What the form of a new crisis offers. */
export interface Choices {
  countries: { code: string; alpha_2: string; name: string }[];
  kits: string[];
  kit: string;
  columns: string[];
}

/** The border between the countries of a new crisis, with places around it; points are lon, lat. */
export interface BorderData {
  border: [number, number][][];
  towns: { name: string; lat: number; lon: number; people: number }[];
}

/** One post, by the columns of posts.csv. */
export type Post = Record<string, string>;

/** The form of a new crisis, as it is sent. */
export interface CrisisForm {
  from: string;
  to: string[];
  posts: Post[];
  event: string;
  expect: string;
  expect_low: string;
  expect_high: string;
  peak_days: string;
  kit: string;
}

/** One number that can be changed, as src/serai/app/fields.py describes it. */
export interface Field {
  id: string;
  keys: string[];
  group: string;
  place: string;
  what: string;
  detail: string;
  column: string;
  unit: string;
  meaning: string;
  source: string;
  value: number;
  low: number | null;
  high: number | null;
  least: number;
  most: number;
  step: number;
  whole: boolean;
}

export interface Measure {
  name: string;
  cost: number | null;
  note: string;
  rows: { id: string; column: string; change: string; source: string; from: string; to: string }[];
}

export interface Trial {
  changes: Record<string, number>;
  measures: string[];
}

export interface Kept extends Trial {
  key: string;
  name: string;
}

export interface Problem {
  where: string;
  text: string;
}

export interface Job {
  id: string;
  state: "waiting" | "running" | "done" | "failed" | "cancelled";
  /** Of one that waits: how many go before it. */
  before: number;
  done: number;
  total: number;
  problems: Problem[];
  /** Of new figures at which it stopped: ids of the rows that are like nothing that was expected. */
  rows: string[];
  result: unknown;
}

/** Runs beside the base: their keys, and how far each is from it. */
export interface Compared {
  keys: string[];
  comparison: Comparison | null;
}

/** What the server refused, in its words. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly problems: Problem[] = [],
  ) {
    super(message);
  }
}

/** The server is not there. */
export class Unreachable extends Refusal {
  constructor() {
    super("the server does not answer; is `serai app` still running?");
  }
}

const POLL_MS = 80;

async function ask<T>(path: string, method = "GET", body?: BodyInit): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(path, { method, ...(body === undefined ? {} : { body }) });
  } catch {
    throw new Unreachable();
  }
  const given = (await answer.json().catch(() => ({}))) as { message?: string; problems?: Problem[] };
  if (!answer.ok) throw new Refusal(given.message ?? `${answer.status} ${answer.statusText}`, given.problems ?? []);
  return given as T;
}

const post = <T>(path: string, given: unknown): Promise<T> => ask<T>(path, "POST", JSON.stringify(given));
const runPath = (key: string): string => `/api/runs/${key || "base"}`;

let mostBytes = Infinity;

/** The file, unless it is larger than what the server takes: a browser shows no answer to an upload that is cut off. */
function sized(file: File, words: Words): File {
  if (file.size <= mostBytes) return file;
  throw new Refusal(words.text("app.too_large", { name: file.name, bytes: words.number(file.size), most: words.number(mostBytes) }));
}

export const api = {
  start: async () => {
    const start = await ask<Start>("/api/start");
    mostBytes = start.most_bytes;
    return start;
  },
  state: () => ask<State>("/api/state"),
  open: (name: string) => post<Job>("/api/open", { name }),
  upload: async (file: File, words: Words) => ask<Job>(`/api/upload?name=${encodeURIComponent(file.name)}`, "POST", sized(file, words)),
  content: async (file: File, words: Words) => sized(file, words).arrayBuffer(),
  choices: () => ask<Choices>("/api/new"),
  shapes: () => ask<CountryTopology>("/static/shapes.json"),
  border: (from: string, to: string[]) => ask<BorderData>(`/api/new/map?${new URLSearchParams([["from", from], ...to.map((one) => ["to", one])])}`),
  posts: (file: File) => ask<{ posts: Post[] }>(`/api/new/posts?name=${encodeURIComponent(file.name)}`, "POST", file),
  begin: (form: CrisisForm) => post<Job>("/api/new", form),
  takeIn: ({ table, leave_out, keep, ...cells }: NewFigures) => {
    const given = new URLSearchParams({ ...cells, name: table?.name ?? "" });
    for (const row of leave_out) given.append("leave_out", row);
    for (const row of keep) given.append("keep", row);
    return ask<Job>(`/api/update?${given}`, "POST", table?.content ?? "");
  },
  forgetUpdate: () => ask<State>("/api/update", "DELETE"),
  tryOut: (trial: Trial) => post<Job>("/api/try", trial),
  job: (id: string) => ask<Job>(`/api/jobs/${id}`),
  cancel: (id: string) => ask<Job>(`/api/jobs/${id}`, "DELETE"),
  page: (key: string) => ask<PageData>(`${runPath(key)}/page`),
  compare: (key: string) => ask<Compared>(`${runPath(key)}/compare`),
  compareDraws: () => post<Job>("/api/compare", {}),
  keep: (key: string, name: string) => post<State>(`${runPath(key)}/keep`, { name }),
  drop: (key: string) => ask<State>(`${runPath(key)}/keep`, "DELETE"),
  download: (key: string, what: "scenario" | "report" | "data") => `${runPath(key)}/${what}`,
  workbook: (name: string) => `/api/scenarios/${encodeURIComponent(name)}/workbook`,
};

/** Follow a job to its end. */
export async function followed(job: Job, onProgress: (job: Job) => void): Promise<Job> {
  let now = job;
  while (now.state === "waiting" || now.state === "running") {
    onProgress(now);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    now = await api.job(job.id);
  }
  return now;
}
