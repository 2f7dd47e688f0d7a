/**
 * The contract between Python and the page: what `serai.report.figures.page_data` makes, and the page draws.
 * Places are row numbers in `places`; -1 stands for all places together. Days count from `first_day`.
 */

export interface PageData {
  format: 1;
  kind: "run" | "draws";
  /** Whether people cross border posts and stand in lines; otherwise they are in camps. */
  has_lines: boolean;
  title: string;
  first_day: string;
  n_days: number;
  languages: Record<string, Language>;
  /** By language: title, and what the figures are. */
  heading: Record<string, [string, string]>;
  answer: Record<string, Sentence[]>;
  places: Place[];
  routes: [number, number][];
  shapes: CountryTopology;
  /** Days to the moment after which nothing was known; null where nothing was left out. */
  cut: number | null;
  charts: Chart[];
  trips: Trips | null;
  trigger_day: number | null;
  travellers: Traveller[];
  /** For camps: tables in words, by language. */
  sections: Record<string, Section[]>;
  /** Of an update: what the new figures changed, by language; empty for other runs. */
  update: Record<string, Section[]>;
  /** What people need, by language. */
  needs: Record<string, Section[]>;
  /** What explains the spread of the draws, with bars made of letters; empty where it was not asked for. */
  explained: Record<string, Section[]>;
  compare: Comparison | null;
  evidence: EvidenceRow[];
  /** By language: how many figures are inside, by group of facts; none where there are no figures. */
  score: Record<string, Section>;
  /** key, value with unit, low, high, source */
  values: [string, string, number | null, number | null, string][];
  provenance: Provenance;
}

export interface Language {
  name: string;
  checked: boolean;
  sentences: boolean;
  texts: Texts;
  /** How a day is written: a text with the blanks day and month, and the names of the months. */
  dates: { day: string; months: string[] };
}

/** Part `page` of texts.json in one language. */
export interface Texts {
  [part: string]: string | string[] | Texts;
}

export interface Sentence {
  text: string;
  picture: string;
}

export interface Place {
  name: string;
  kind: string;
  country: string;
  region: string;
  lat: number;
  lon: number;
  population: number | null;
  labels: Record<string, string>;
}

export interface CountryProperties {
  id: string;
  name: string;
  /** To whom another view gives it; blank: to itself. */
  un?: string;
  fact?: string;
  disputed?: boolean;
}

export interface CountryTopology {
  type: "Topology";
  transform: { scale: [number, number]; translate: [number, number] };
  objects: { countries: { type: "GeometryCollection"; geometries: CountryGeometry[] } };
  arcs: [number, number][][];
}

export interface CountryGeometry {
  type: "MultiPolygon";
  arcs: number[][][];
  properties: CountryProperties;
}

export type Numbers = (number | null)[];

export interface Chart {
  id: string;
  stage: string;
  unit: string;
  kind: "lines" | "stack";
  panels: Panel[];
}

export interface Panel {
  place: number;
  lines: Line[];
  layers?: { name: string; m: Numbers }[];
  marks?: Mark[];
  fans?: Fan[];
  points?: [number, number][];
}

/** Days ahead of an update by day, with the model error; old: as the update before saw them. */
export interface Fan {
  old: boolean;
  from: number;
  m: number[];
  l50: number[];
  h50: number[];
  l90: number[];
  h90: number[];
}

/** Median by day and, of several draws, the ends of the 80 % band; null: none, or 1 to 9 people at one place. */
export interface Line {
  name: string;
  m: Numbers;
  l?: Numbers;
  h?: Numbers;
}

/** A published figure in a picture: a range over some days; grey where it is no evidence. */
export interface Mark {
  row: number;
  from: number;
  to: number;
  low: number | null;
  high: number | null;
  value: number | null;
  grey: boolean;
}

export interface Trips {
  from: number[];
  to: number[];
  start: number[];
  end: number[];
  size: number[];
  parties: number;
  stands_for: number;
}

export interface Traveller {
  size: number;
  kind: "friends" | "alone" | "group";
  turned: boolean;
  nights: boolean;
  profile: string;
  /** stage, first hour, last hour, place */
  bars: [string, number, number, number][];
  steps: { hour: number; text: Record<string, string> }[];
}

/** Runs beside a base: words by language, and numbers for pictures; three numbers are median, low and high end of the 80 % band. */
export interface Comparison {
  draws: number;
  /** What the figures are. */
  caveat: Record<string, string>;
  /** What helps most, and which figure each sentence is about; blank: none of them. */
  best: Record<string, { text: string; figure: string }[]>;
  labels: Record<string, string[]>;
  figures: ComparedFigure[];
}

export interface ComparedFigure {
  name: string;
  fewer: boolean;
  /** Rows of the runs, in the order of the table. */
  order: number[];
  /** Title, the base in a sentence, and the table: run, difference, ... */
  words: Record<string, Section>;
  cost: (number | null)[];
  changes: Three[];
  better: number[];
  per_cost: (Three | null)[];
}

export type Three = [number, number, number];

export interface Section {
  title: string;
  sentences: string[];
  heads: string[];
  rows: string[][];
}

export interface EvidenceRow {
  id: string;
  fact_group: string;
  quantity: string;
  statistic: string;
  place: string;
  who: string;
  service: string;
  mode: string;
  lodging: string;
  unit: string;
  bound: string;
  use: string;
  rests_on: string;
  source: string;
  reason: string;
  inside: boolean | null;
  observed: number | null;
  low: number | null;
  high: number | null;
  simulated: number | null;
  simulated_low: number | null;
  simulated_high: number | null;
  simulated_p10?: number | null;
  simulated_p90?: number | null;
  covered?: boolean | null;
  from: string;
  to: string;
  naive: Record<string, number | null>;
  grey: boolean;
  by_choice: boolean;
  url: string;
  /** By language: what each column says. */
  words: Record<string, EvidenceWords>;
}

export interface EvidenceWords {
  what: string;
  period: string;
  published: string;
  simulated: string;
  inside: string;
  naive: string;
  use: string;
  rests_on: string;
}

export interface Provenance {
  scenario: string;
  seed: number;
  draws: number;
  version: string;
  created: string;
  seconds: number;
  scenario_hash: string;
  result_hash: string;
  changes: string[];
  platform: string;
  repeat: string;
}
