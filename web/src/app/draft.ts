/** What was filled in of a new crisis; it outlives the form, which is drawn anew in another language. */

import type { Choices, CrisisForm, Post, Refusal } from "./api";

export const CELLS = ["event", "expect_low", "expect", "expect_high", "peak_days", "kit"] as const;

export interface Draft extends CrisisForm {
  isOpen: boolean;
  refused: Refusal | null;
}

export const emptyDraft = (): Draft => ({
  isOpen: false, refused: null, from: "", to: [""], posts: [], event: "", expect: "", expect_low: "", expect_high: "", peak_days: "", kit: "",
});

/** Countries as the browser's language names them. */
export class Countries {
  private readonly codes = new Map<string, string>();
  readonly names: string[] = [];

  constructor(choices: Choices, language: string) {
    const regions = new Intl.DisplayNames(language, { type: "region", fallback: "none" });
    for (const { code, alpha_2, name } of choices.countries) {
      let own = name;
      try {
        own = regions.of(alpha_2) ?? name;
      } catch { /* a code that the browser does not know */ }
      this.names.push(own);
      for (const one of [own, name, code, alpha_2]) this.codes.set(one.toLocaleLowerCase(), code);
    }
    this.names.sort((a, b) => a.localeCompare(b, language));
  }

  /** The code of what was typed; where no country is called so, what was typed. */
  code(typed: string): string {
    return this.codes.get(typed.trim().toLocaleLowerCase()) ?? typed.trim();
  }

  knows(typed: string): boolean {
    return this.codes.has(typed.trim().toLocaleLowerCase());
  }
}

/** The form as it is sent: countries by code, posts that hold something, and the number of each as it stands in the form. */
export function sent(draft: Draft, countries: Countries): { form: CrisisForm; rows: number[] } {
  const rows = draft.posts.map((_, row) => row).filter((row) => isFilled(draft.posts[row]!));
  const { event, expect, expect_low, expect_high, peak_days, kit } = draft;
  const to = draft.to.filter((one) => one.trim()).map((one) => countries.code(one));
  return { form: { from: countries.code(draft.from), to, posts: rows.map((row) => draft.posts[row]!), event, expect, expect_low, expect_high, peak_days, kit }, rows };
}

export const isFilled = (post: Post): boolean => Object.values(post).some((cell) => cell.trim());

/** Where a post lies, if it says so in numbers. */
export function spotOf(post: Post): { lon: number; lat: number } | null {
  const [lat, lon] = [post["lat"], post["lon"]].map((cell) => (cell?.trim() ? Number(cell.replace(",", ".")) : NaN));
  return Math.abs(lat!) <= 90 && Math.abs(lon!) <= 180 ? { lat: lat!, lon: lon! } : null;
}
