/** What was refused: one line, or each fault with its sheet and cell. */

import { el } from "../dom";
import type { Refusal } from "./api";

export function problemList({ message, problems }: Pick<Refusal, "message" | "problems">): HTMLElement {
  const rows = problems.map(({ where, text }) => el("li", {}, where ? el("b", {}, where) : null, where ? " " : null, text));
  return el("div", { class: "refused", role: "alert" }, message ? el("p", {}, message) : null, rows.length ? el("ul", {}, ...rows) : null);
}
