/** The app: the page of the report, served with controls; it begins with a choice where no scenario is open. */

import "../page.css";
import "./app.css";
import { replace } from "../dom";
import { preferred, type Settings } from "../switches";
import { api } from "./api";
import { emptyDraft } from "./draft";
import { problemList } from "./problems";
import { startPage } from "./start";
import { Workbench } from "./workbench";

const root = document.getElementById("page")!;
document.body.classList.add("app");

let settings: Settings | null = null;
const draft = emptyDraft();

async function begin(): Promise<void> {
  const start = await api.start();
  const state = await api.state();
  const chosen = (settings ??= { language: preferred(start.languages), theme: "" });
  if (state.open) await new Workbench(root, state.open, start.languages, chosen, choose).begin();
  else choose();

  function choose(): void {
    document.documentElement.lang = chosen.language;
    replace(root, startPage(start, chosen, { onOpen: begin, onLanguage: choose }, state.open?.title ?? "", draft));
  }
}

begin().catch((error: unknown) => {
  replace(root, problemList(error));
});
