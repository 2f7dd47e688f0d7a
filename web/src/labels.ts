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
const MOST_AWAY = 26; // pixels from the middle of a circle to its name
const LETTER = 6.1;
const MOST = 60;
const COUNTRY_SPACING = 1.35; // letters of countries stand apart
const SIDES = [1, -1];

export class Labels {
  private readonly taken: Box[] = [];

  constructor(private readonly size: { width: number; height: number }) {}

  /** Take a place for a text beside a point (side 1 or -1) or centred on it (0); false where there is no room. */
  fits([x, y]: [number, number], text: string, side: number): boolean {
    const wide = text.length * LETTER * (side ? 1 : COUNTRY_SPACING) + 10;
    const left = side > 0 ? x : side < 0 ? x - wide : x - wide / 2;
    const box = { left, right: left + wide, top: y - LINE / 2, bottom: y + LINE / 2 };
    if (box.left < 2 || box.right > this.size.width - 2 || this.taken.some((other) => overlap(box, other))) return false;
    this.taken.push(box);
    return true;
  }
}

export function placeLabels(data: PageData, movement: Movement, words: Words, room: Labels): SVGElement[] {
  const weight = new Map<number, number>();
  const largest = new Map<number, number>();
  for (const one of movement.series) {
    const most = Math.max(0, ...one.m.map((value) => value ?? 0));
    weight.set(one.place, Math.max(weight.get(one.place) ?? 0, most));
    if (one.role !== "offer") largest.set(one.place, Math.max(largest.get(one.place) ?? 0, most));
  }
  const places = [...weight.keys()].sort((a, b) => weight.get(b)! - weight.get(a)! || a - b);
  const labels: SVGElement[] = [];
  for (const place of places) {
    const at = movement.position(place);
    if (labels.length >= MOST) break;
    if (!at || !data.places[place]) continue;
    const name = words.place(place);
    const away = Math.min(MOST_AWAY, movement.radius(largest.get(place) ?? 0)) + 4;
    const beside = (side: number): [number, number] => [at[0] + side * away, at[1]];
    const side = SIDES.find((one) => room.fits(beside(one), name, one));
    if (side === undefined) continue;
    labels.push(svg("text", { x: beside(side)[0], y: at[1] + 4, "text-anchor": side > 0 ? "start" : "end", "font-size": 12, fill: "var(--ink)", stroke: "var(--halo)", "stroke-width": 2.5, "paint-order": "stroke", "stroke-linejoin": "round" }, name));
  }
  return labels;
}

const overlap = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
