/** Every picture can be saved: SVG as it stands, PNG at twice the size, CSV of its numbers. */

import { colour } from "./colours";
import { el } from "./dom";
import type { Words } from "./words";

export interface Savable {
  name: string;
  /** The pictures, side by side or one below the other, with their titles. */
  svgs: () => { title: string; svg: SVGSVGElement }[];
  csv: () => (string | number | null)[][];
}

export function saveButtons(of: Savable, words: Words): HTMLElement {
  const button = (form: string, save: () => void | Promise<void>) =>
    el("button", { type: "button", class: "small", onclick: () => void save(), "aria-label": `${words.text("words.save")} ${form}: ${of.name}` }, form);
  return el(
    "div", { class: "saves" },
    button("PNG", async () => download(await png(sheet(of)), `${of.name}.png`)),
    button("SVG", () => download(new Blob([sheet(of).text], { type: "image/svg+xml" }), `${of.name}.svg`)),
    button("CSV", () => download(new Blob(["\ufeff", csvText(of.csv())], { type: "text/csv" }), `${of.name}.csv`)),
  );
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

/** All pictures of a figure on one SVG, with colours written out, so that it looks the same anywhere. */
function sheet(of: Savable): Sheet {
  const parts = of.svgs();
  const size = parts.map(({ svg }) => ({ width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height }));
  const columns = parts.length > 2 ? 3 : parts.length;
  const width = Math.max(...size.map((one) => one.width)) + GAP;
  const height = Math.max(...size.map((one) => one.height)) + TITLE + GAP;
  const rows = Math.ceil(parts.length / columns);
  const texts = parts.map(({ title, svg }, number) => {
    const copy = svg.cloneNode(true) as SVGSVGElement;
    copy.setAttribute("x", String(GAP + (number % columns) * width));
    copy.setAttribute("y", String(GAP + Math.floor(number / columns) * height + TITLE));
    copy.setAttribute("width", String(size[number]!.width));
    copy.setAttribute("height", String(size[number]!.height));
    const label = document.createElementNS("http://www.w3.org/2000/svg", "text");
    label.setAttribute("x", copy.getAttribute("x")!);
    label.setAttribute("y", String(Number(copy.getAttribute("y")) - 8));
    label.setAttribute("font-weight", "600");
    label.textContent = title;
    const serializer = new XMLSerializer();
    return serializer.serializeToString(label) + serializer.serializeToString(copy);
  });
  const [wide, high] = [GAP + columns * width, GAP + rows * height];
  const style = `font-family="Source Sans 3, Segoe UI, Helvetica, Arial, sans-serif" font-size="13" fill="${colour("--ink")}"`;
  const body = `<rect width="100%" height="100%" fill="${colour("--paper")}"/>${texts.join("")}`;
  const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}" viewBox="0 0 ${wide} ${high}" ${style}>${body}</svg>`;
  return { text: text.replace(/var\((--[\w-]+)\)/g, (_, name: string) => colour(name)), width: wide, height: high };
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
