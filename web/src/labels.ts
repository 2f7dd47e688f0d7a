/** Names of places on the map, as many as find room: those with most people first. */

import type { PageData } from "./data";
import { svg } from "./dom";
import type { Movement } from "./movement";
import type { Words } from "./words";

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const LINE = 13;
const LETTER = 6.1;
const MOST = 60;
const SIDES = [1, -1];

export function placeLabels(data: PageData, movement: Movement, words: Words, size: { width: number; height: number }): SVGElement[] {
  const weight = new Map<number, number>();
  for (const one of movement.series) weight.set(one.place, Math.max(weight.get(one.place) ?? 0, ...one.m.map((value) => value ?? 0)));
  const places = [...weight.keys()].sort((a, b) => weight.get(b)! - weight.get(a)! || a - b);
  const taken: Box[] = [];
  const labels: SVGElement[] = [];
  for (const place of places) {
    const at = movement.position(place);
    if (labels.length >= MOST) break;
    if (!at || !data.places[place]) continue;
    const name = words.place(place);
    for (const side of SIDES) {
      const box = boxOf(at, name, side);
      if (box.left < 2 || box.right > size.width - 2 || taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      labels.push(svg("text", { x: at[0] + side * 7, y: at[1] + 4, "text-anchor": side > 0 ? "start" : "end", "font-size": 12, fill: "var(--ink)", stroke: "var(--halo)", "stroke-width": 2.5, "paint-order": "stroke", "stroke-linejoin": "round" }, name));
      break;
    }
  }
  return labels;
}

function boxOf([x, y]: [number, number], name: string, side: number): Box {
  const wide = name.length * LETTER + 10;
  return { left: side > 0 ? x : x - wide, right: side > 0 ? x + wide : x, top: y - LINE / 2, bottom: y + LINE / 2 };
}

const overlap = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
