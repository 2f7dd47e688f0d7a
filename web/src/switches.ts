/** The switches at the head of every page: its language, and light or dark. */

import type { Language } from "./data";
import { el } from "./dom";
import type { Words } from "./words";

export interface Settings {
  language: string;
  theme: "" | "light" | "dark";
}

/** What is to be done after a switch; the language is drawn anew, light and dark are one style sheet. */
export interface OnSwitch {
  language: () => void;
  theme?: () => void;
}

export function switches(languages: Record<string, Language>, settings: Settings, words: Words, on: OnSwitch): HTMLElement[] {
  return [languageSwitch(languages, settings, words, on.language), themeSwitch(settings, words, on.theme)];
}

function languageSwitch(languages: Record<string, Language>, settings: Settings, words: Words, onChange: () => void): HTMLElement {
  const select = el("select", { "aria-label": words.text("words.language"), id: "language" });
  for (const [code, { name }] of Object.entries(languages)) select.append(el("option", { value: code, selected: code === words.language }, name));
  select.addEventListener("change", () => {
    settings.language = select.value;
    onChange();
    document.getElementById("language")?.focus();
  });
  return select;
}

function themeSwitch(settings: Settings, words: Words, onChange?: () => void): HTMLElement {
  const button = el("button", { type: "button", id: "theme", "aria-label": words.text("words.theme") });
  const name = () => button.replaceChildren(words.text(isDark() ? "words.light" : "words.dark"));
  button.addEventListener("click", () => {
    settings.theme = isDark() ? "light" : "dark";
    document.documentElement.dataset["theme"] = settings.theme;
    name();
    onChange?.();
  });
  name();
  return button;
}

/** That a translation was not checked by a speaker, where it was not. */
export function uncheckedNote(languages: Record<string, Language>, words: Words): HTMLElement | null {
  return languages[words.language]?.checked === false ? el("p", { class: "note unchecked" }, words.text("unchecked")) : null;
}

/** The reader's language if the page has it, else English. */
export function preferred(languages: Record<string, Language>): string {
  const wanted = navigator.languages.map((language) => language.split("-")[0]!);
  return wanted.find((code) => code in languages) ?? "en";
}

const isDark = (): boolean => {
  const chosen = document.documentElement.dataset["theme"];
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
};
