/** What was refused: one line, or each fault with its sheet and cell. */

import { el } from "../dom";
import type { Words } from "../words";
import { Refusal, Unreachable } from "./api";

/** Faults of a scenario are told as the library tells them, in English; that the server is gone in the language of the page. */
export function problemList(error: unknown, words?: Words): HTMLElement {
  const { message, problems } = error instanceof Refusal ? error : new Refusal(String(error));
  const told = error instanceof Unreachable && words ? words.text("app.unreachable") : message;
  const rows = problems.map(({ where, text }) => el("li", {}, where ? el("b", {}, where) : null, where ? " " : null, text));
  return el("div", { class: "refused", role: "alert" }, told ? el("p", {}, told) : null, rows.length ? el("ul", {}, ...rows) : null);
}
