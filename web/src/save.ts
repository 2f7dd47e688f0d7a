/** Every picture can be saved: SVG as it stands, PNG at twice the size, CSV of its numbers. */

import { colour } from "./colours";
import { el } from "./dom";
import type { Words } from "./words";

export interface Savable {
  name: string;
  /** The pictures, side by side or one below the other, with their titles. */
  svgs: () => { title: string; svg: SVGSVGElement }[];
  csv: () => (string | number | null)[][];
  /** Keys of the legend, as they stand in the page. */
  legend?: () => HTMLElement[];
  /** What must be said wherever the picture goes. */
  note?: () => string;
}

export function saveButtons(of: Savable, words: Words): HTMLElement {
  const button = (form: string, save: () => void | Promise<void>) =>
    el("button", { type: "button", class: "small", onclick: () => void save(), "aria-label": `${words.text("words.save")} ${form}: ${of.name}` }, form);
  return el(
    "div", { class: "saves" },
    button("PNG", async () => download(await png(sheet(of)), `${of.name}.png`)),
    button("SVG", () => download(new Blob([sheet(of).text], { type: "image/svg+xml" }), `${of.name}.svg`)),
    button("CSV", () => saveTable(of.name, of.csv())),
  );
}

/** A table as a file: CSV with the mark by which spreadsheets know UTF-8. */
export function saveTable(name: string, rows: (string | number | null)[][]): void {
  download(new Blob(["\ufeff", csvText(rows)], { type: "text/csv" }), `${name}.csv`);
}

export function csvText(rows: (string | number | null)[][]): string {
  return rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** A cell; texts that a spreadsheet could run as a formula are made plain. */
function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const plain = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

interface Sheet {
  text: string;
  width: number;
  height: number;
}

const GAP = 16;
const TITLE = 22;
const LINE = 18;
const FONT = '"Source Sans 3", "Segoe UI", Helvetica, Arial, sans-serif';

/** All pictures of a figure on one SVG with title, legend and what they are made from; colours and type are written out. */
function sheet(of: Savable): Sheet {
  const parts = of.svgs();
  const size = parts.map(({ svg }) => ({ width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height }));
  const columns = Math.min(parts.length, 3);
  const width = Math.max(...size.map((one) => one.width)) + GAP;
  const height = Math.max(...size.map((one) => one.height)) + TITLE + GAP;
  const wide = GAP + columns * width;
  const [legend, below] = legendRows(of.legend?.() ?? [], wide);
  const panels = parts.map(({ title, svg }, number) => {
    const [x, y] = [GAP + (number % columns) * width, below + Math.floor(number / columns) * height];
    const copy = svg.cloneNode(true) as SVGSVGElement;
    for (const [name, value] of Object.entries({ x, y: y + TITLE, ...size[number]! })) copy.setAttribute(name, String(value));
    return (title && textAt(title, x, y + TITLE - 8, 600)) + new XMLSerializer().serializeToString(copy);
  });
  const foot = [document.querySelector(".head h1"), document.querySelector(".head .caveat")].map((one) => one?.textContent ?? "").filter(Boolean).join(". ");
  const notes = wrapped([foot, of.note?.() ?? ""].filter(Boolean).join(" "), wide - 2 * GAP);
  const end = below + Math.ceil(parts.length / columns) * height;
  const high = end + notes.length * LINE + GAP;
  const style = `font-family="${FONT.replaceAll('"', "'")}" font-size="13" fill="${colour("--ink")}"`;
  const body = [
    `<style>${fontFaces()}</style><rect width="100%" height="100%" fill="${colour("--paper")}"/>`,
    textAt(of.name, GAP, GAP + 10, 700), legend, ...panels, ...notes.map((note, row) => textAt(note, GAP, end + (row + 0.6) * LINE, 400)),
  ];
  const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}" viewBox="0 0 ${wide} ${high}" ${style}>${body.join("")}</svg>`;
  return { text: text.replace(/var\((--[\w-]+)\)/g, (_, name: string) => colour(name)), width: wide, height: high };
}

/** The keys of a legend in rows under the title, and where the pictures may begin. */
function legendRows(keys: HTMLElement[], wide: number): [string, number] {
  let [x, y] = [GAP, GAP + 10 + LINE];
  const drawn = keys.map((one) => {
    const room = 22 + widthOf(one.textContent ?? "") + GAP;
    if (x > GAP && x + room > wide) [x, y] = [GAP, y + LINE];
    const tone = one.querySelector("i")?.style.getPropertyValue("--key").trim() ?? "";
    const mark = `<rect x="${x}" y="${y - 8}" width="14" height="8" fill="${tone}" fill-opacity="${one.querySelector(".band, .mark") ? 0.3 : 0.9}"/>`;
    const label = textAt(one.textContent ?? "", x + 20, y, 400);
    x += room;
    return mark + label;
  });
  return [drawn.join(""), y + (keys.length ? GAP : 0)];
}

function textAt(text: string, x: number, y: number, weight: number): string {
  const label = document.createElementNS("http://www.w3.org/2000/svg", "text");
  label.setAttribute("x", String(x));
  label.setAttribute("y", String(y));
  label.setAttribute("font-weight", String(weight));
  label.textContent = text;
  return new XMLSerializer().serializeToString(label);
}

function widthOf(text: string): number {
  const context = el("canvas").getContext("2d")!;
  context.font = `13px ${FONT}`;
  return context.measureText(text).width;
}

function wrapped(text: string, wide: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && widthOf(longer) <= wide) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** The typeface of the page, so that a saved picture looks the same anywhere. */
function fontFaces(): string {
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  return rules.filter((rule) => rule instanceof CSSFontFaceRule).map((rule) => rule.cssText).join("");
}

async function png(of: Sheet): Promise<Blob> {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([of.text], { type: "image/svg+xml" }));
  await image.decode();
  const canvas = el("canvas", { width: of.width * 2, height: of.height * 2 });
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"));
}

export function download(blob: Blob, name: string): void {
  const link = el("a", { href: URL.createObjectURL(blob), download: name.replace(/[^\p{L}\p{N}._-]+/gu, "-") });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
