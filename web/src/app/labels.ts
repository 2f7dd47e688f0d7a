/** What fields and changes are called, in the language of the page. */

import type { Language, PageData } from "../data";
import { Words } from "../words";
import type { Field, OpenScenario, Trial } from "./api";

/** Texts and numbers before there is a run; its names and days are not asked for. */
export const wordsOf = (languages: Record<string, Language>, language: string): Words => new Words({ languages } as PageData, language);

const EVENTS = ["trigger", "news", "line_news"];

/** As "Exit control (car, foot): desks or lanes". */
export function fieldName(field: Field, words: Words): string {
  const what = field.what ? words.text(`app.whats.${field.what}`) : "";
  const column = columnName(field, words);
  const detail = field.detail ? ` (${detailOf(field, words)})` : "";
  return what ? `${what}${detail}: ${column}` : column;
}

const columnName = (field: Field, words: Words): string => spaced(words.text(`app.columns.${EVENTS.includes(field.what) ? `${field.what}_` : ""}${field.column}`));

function detailOf(field: Field, words: Words): string {
  return field.group === "border" ? field.detail.split(", ").map((mode) => words.text(`app.modes.${mode}`)).join(", ") : field.detail;
}

export function unitName(field: Field, words: Words): string {
  return field.unit === "1" || field.unit === "servers" ? "" : words.text(`app.units.${field.unit.replace("/", " per ")}`).replace(" per ", "/");
}

export function placeName(field: Field, words: Words): string {
  return field.group === "assumptions" ? spaced(words.text(`app.places.${field.place.replace(".", "_")}`)) : field.place;
}

const spaced = (text: string): string => text.replaceAll("_", " ");

/** Fields whose value is another than the scenario's, with that value. */
export function changed(trial: Trial, open: OpenScenario): { field: Field; value: number }[] {
  return open.fields.filter((field) => field.id in trial.changes).map((field) => ({ field, value: trial.changes[field.id]! }));
}

/** A short name for a trial, as a first proposal. */
export function proposedName(trial: Trial, open: OpenScenario, words: Words): string {
  const parts = [...trial.measures, ...changed(trial, open).map(({ field, value }) => `${placeName(field, words)}: ${columnName(field, words)} ${words.number(value)}`)];
  return parts.join(" + ").slice(0, 60);
}
