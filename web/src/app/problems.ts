/** What was refused: one line, or each fault with its sheet and cell. */

import { el } from "../dom";
import type { Words } from "../words";
import { Refusal, Unreachable } from "./api";

/** Faults of a scenario are shown in the words of the library, in English; an unreachable server in the language of the page. */
export function problemList(error: unknown, words?: Words): HTMLElement {
  const { message, problems } = error instanceof Refusal ? error : new Refusal(String(error));
  const text = error instanceof Unreachable && words ? words.text("app.unreachable") : message;
  const rows = problems.map((one) => el("li", {}, one.where ? el("b", {}, one.where) : null, one.where ? " " : null, one.text));
  return el("div", { class: "refused", role: "alert" }, text ? el("p", {}, text) : null, rows.length ? el("ul", {}, ...rows) : null);
}
