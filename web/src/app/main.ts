/** The app: the page of the report, served with controls; it begins with a choice where no scenario is open. */

import "../page.css";
import "./app.css";
import type { Language } from "../data";
import { replace } from "../dom";
import { api, Refusal } from "./api";
import { wordsOf } from "./labels";
import { problemList } from "./problems";
import { startPage } from "./start";
import { Workbench } from "./workbench";

const root = document.getElementById("page")!;
document.body.classList.add("app");

async function begin(): Promise<void> {
  const start = await api.start();
  const state = await api.state();
  const language = preferred(start.languages);
  if (state.open) {
    await new Workbench(root, state.open, start.languages, language, choose).begin();
  } else {
    choose();
  }

  function choose(): void {
    const words = wordsOf(start.languages, language);
    document.documentElement.lang = language;
    replace(root, startPage(start, words, begin, state.open?.title ?? ""));
  }
}

/** The reader's language if there are texts in it, else English. */
function preferred(languages: Record<string, Language>): string {
  const wanted = navigator.languages.map((language) => language.split("-")[0]!);
  return wanted.find((code) => code in languages) ?? "en";
}

begin().catch((error: unknown) => {
  replace(root, problemList(error instanceof Refusal ? error : new Refusal(String(error))));
});
