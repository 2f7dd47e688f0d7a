/** Texts, numbers and dates in the language that is chosen. */

import type { PageData, Place, Texts } from "./data";

const SHORT_MONTH = 3;

export class Words {
  private readonly numbers: Intl.NumberFormat;
  private readonly regions: Intl.DisplayNames;

  constructor(
    private readonly data: PageData,
    readonly language: string,
  ) {
    const locale = language === "en" ? "en-GB" : language;
    this.numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 2, signDisplay: "negative" });
    this.regions = new Intl.DisplayNames(locale, { type: "region", fallback: "none" });
  }

  /** Language of sentences: English where only labels are translated. */
  get sentences(): string {
    return this.data.languages[this.language]?.sentences ? this.language : "en";
  }

  /** A text by its path, as "charts.entries"; its last part where there is none, as for a kind of lodging that a user made up. */
  text(path: string, values: Record<string, string | number> = {}): string {
    const found = this.find(path);
    const text = typeof found === "string" ? found : (path.split(".").pop() ?? path);
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
  }

  list(path: string): string[] {
    const found = this.find(path);
    return Array.isArray(found) ? found : [];
  }

  private find(path: string): Texts[string] | undefined {
    let part: Texts[string] | undefined = this.data.languages[this.language]?.texts;
    for (const name of path.split(".")) {
      if (typeof part !== "object" || Array.isArray(part) || !Object.hasOwn(part, name)) return undefined;
      part = part[name];
    }
    return part;
  }

  /** A number with thousands separated: whole from 100 on, else three digits. */
  number(value: number | null | undefined): string {
    if (value === null || value === undefined) return "–";
    return this.numbers.format((Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3))) + 0);
  }

  /** A simulated figure, rounded as the sentences round people. */
  rounded(value: number | null | undefined): string {
    if (value === null || value === undefined || Math.abs(value) < 1000) return this.number(value);
    const size = Math.abs(value);
    const step = size >= 100_000 ? 1000 : size >= 10_000 ? 100 : size >= 1000 ? 10 : 1;
    return this.numbers.format(Math.round(value / step) * step);
  }

  /** A day as the terminal writes it in tables: "24 Sep"; "24 Sep 2022" in a run that lies in several years. */
  day(day: number): string {
    const [date, { day: text, months }] = [this.date(day), this.data.languages[this.language]!.dates];
    const short = text.replace("{day}", String(date.getUTCDate())).replace("{month}", months[date.getUTCMonth()]!.slice(0, SHORT_MONTH));
    return this.hasSeveralYears() ? `${short} ${date.getUTCFullYear()}` : short;
  }

  /** A day below an axis: a year where the run is so long that its ticks are years. */
  tick(day: number): string {
    const date = this.date(day);
    const isYear = this.hasSeveralYears() && date.getUTCMonth() === 0 && date.getUTCDate() === 1;
    return isYear ? String(date.getUTCFullYear()) : this.day(day);
  }

  private hasSeveralYears(): boolean {
    return this.date(0).getUTCFullYear() !== this.date(this.data.n_days - 1).getUTCFullYear();
  }

  /** Midnight of a day, as a UTC date: days are those of the place and need no zone. */
  date(day: number): Date {
    return new Date(Date.parse(`${this.data.first_day}T00:00:00Z`) + day * 86_400_000);
  }

  iso(day: number): string {
    return this.date(day).toISOString().slice(0, 10);
  }

  /** An hour of the run as a local time, to the minute. */
  moment(hour: number): string {
    return this.date(hour / 24).toISOString().slice(0, 16).replace("T", " ");
  }

  place(row: number): string {
    if (row < 0) return this.text("words.everywhere");
    const place = this.data.places[row];
    return place ? this.name(place) : "";
  }

  name(place: Place): string {
    return place.labels[this.language] ?? place.name;
  }

  /** A place with its name in the script of its country beside it, whatever the language of the page: "Tbilisi (თბილისი)". */
  inFull(row: number): string {
    const place = this.data.places[row];
    const others = Object.values(place?.labels ?? {}).filter((label) => label !== this.place(row));
    return others.length ? `${this.place(row)} (${others.join(", ")})` : this.place(row);
  }

  /** Name of a country by its UN M49 number; its English name where the browser knows none. */
  country(id: string, name: string): string {
    try {
      return (/^\d{3}$/.test(id) && this.regions.of(REGION_OF[id] ?? id)) || name;
    } catch {
      return name;
    }
  }
}

/** Browsers name regions by two letters; these are the countries around the built-in scenarios. */
const REGION_OF: Record<string, string> = {
  "398": "KZ", "643": "RU", "804": "UA", "156": "CN", "860": "UZ", "417": "KG", "762": "TJ", "795": "TM", "496": "MN",
  "268": "GE", "051": "AM", "031": "AZ", "792": "TR", "364": "IR", "004": "AF", "586": "PK", "356": "IN", "112": "BY",
  "440": "LT", "428": "LV", "233": "EE", "246": "FI", "616": "PL", "642": "RO", "498": "MD", "108": "BI", "646": "RW",
  "834": "TZ", "180": "CD", "800": "UG", "404": "KE", "894": "ZM", "466": "ML", "854": "BF", "562": "NE", "478": "MR",
  "140": "CF", "120": "CM", "178": "CG", "148": "TD", "728": "SS", "729": "SD", "231": "ET", "760": "SY", "368": "IQ",
  "422": "LB", "400": "JO", "288": "GH", "384": "CI", "324": "GN", "686": "SN", "012": "DZ", "566": "NG", "818": "EG",
};
