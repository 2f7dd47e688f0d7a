/** The report: one page from the data that stands in the same file. */

import "./page.css";
import type { PageData } from "./data";
import { Page } from "./page";
import { preferred } from "./switches";

const data = JSON.parse(document.getElementById("data")!.textContent!) as PageData;
document.getElementById("still")?.remove();
new Page(document.getElementById("page")!, data, { language: preferred(data.languages), theme: "" });
