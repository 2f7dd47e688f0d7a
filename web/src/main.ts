/** The report: one page from the data that stands in the same file. */

import "./page.css";
import type { PageData } from "./data";
import { Page } from "./page";

const data = JSON.parse(document.getElementById("data")!.textContent!) as PageData;
document.getElementById("still")?.remove();
new Page(document.getElementById("page")!, data, { language: preferred(data), theme: "" });

/** The reader's language if the page has it, else English. */
function preferred(data: PageData): string {
  const wanted = navigator.languages.map((language) => language.split("-")[0]!);
  return wanted.find((code) => code in data.languages) ?? "en";
}
