/** How far a run is, with a way to stop it. */

import { el } from "../dom";
import type { Words } from "../words";
import { api, type Job } from "./api";

/** A run that says nothing for so long is the first on its machine: the model is being compiled. */
const COMPILING_AFTER_MS = 4000;

export interface ProgressBar {
  element: HTMLElement;
  /** Show how far a job is; from then on it can be stopped, also by a click that came before. */
  show: (job: Job) => void;
}

export function progressBar(words: Words, what: string): ProgressBar {
  const bar = el("progress", { "aria-label": what, max: 1 });
  const text = el("span", { class: "note" }, what);
  let [begun, id, isUnwanted] = [0, "", false];
  const stop = () => void api.cancel(id).catch(() => undefined);
  const cancel = el("button", { type: "button", class: "small", onclick: () => {
    [isUnwanted, cancel.disabled] = [true, true];
    if (id) stop();
  } }, words.text("app.cancel"));
  const show = (job: Job) => {
    if (!id) {
      id = job.id;
      if (isUnwanted) stop();
    }
    if (job.state === "running" && job.total === 0) begun ||= performance.now();
    const isCompiling = begun > 0 && job.total === 0 && performance.now() - begun > COMPILING_AFTER_MS;
    if (job.total > 0) bar.value = job.done / job.total;
    text.replaceChildren(job.state === "waiting" ? words.text("app.waiting", { count: job.before }) : isCompiling ? words.text("app.compiling") : what);
  };
  return { element: el("div", { class: "progress" }, text, bar, cancel), show };
}
