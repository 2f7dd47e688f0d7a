/** How far a run is, with a way to stop it. */

import { el } from "../dom";
import type { Words } from "../words";
import type { Job } from "./api";

/** A run that says nothing for so long is the first on its machine: the model is being compiled. */
const COMPILING_AFTER_MS = 4000;

export interface ProgressBar {
  element: HTMLElement;
  cancel: HTMLButtonElement;
  show: (job: Job) => void;
}

export function progressBar(words: Words, what: string): ProgressBar {
  const bar = el("progress", { "aria-label": what, max: 1 });
  const text = el("span", { class: "note" }, what);
  const cancel = el("button", { type: "button", class: "small" }, words.text("app.cancel"));
  let begun = 0;
  const show = (job: Job) => {
    if (job.state === "running" && job.total === 0) begun ||= performance.now();
    const isCompiling = begun > 0 && job.total === 0 && performance.now() - begun > COMPILING_AFTER_MS;
    if (job.total > 0) bar.value = job.done / job.total;
    text.replaceChildren(job.state === "waiting" ? words.text("app.waiting", { count: job.before }) : isCompiling ? words.text("app.compiling") : what);
  };
  return { element: el("div", { class: "progress" }, text, bar, cancel), cancel, show };
}
