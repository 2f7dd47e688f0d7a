/** The map that moves: countries, ways, posts with their lines, cities that fill; a slider, play, and keys. */

import { geoAzimuthalEqualArea, geoPath, type GeoProjection } from "d3-geo";
import { boundaries, VIEWS, type View } from "./boundaries";
import { colour } from "./colours";
import type { PageData } from "./data";
import { el, replace, svg } from "./dom";
import { key } from "./figure";
import { Labels, placeLabels } from "./labels";
import { Movement, type Role, type Spot } from "./movement";
import { saveButtons } from "./save";
import { isPaper, whenSized } from "./sized";
import type { Words } from "./words";

const DAYS_PER_SECOND = 3;
const FULL_WIDTH = 900; // pixels at which circles have their full size
const NEAR = 18; // pixels from a place within which a click means it
const LEAST_AREA = 4500; // square pixels of a country that is named
const COLOURS: Record<Role, string> = {
  origin: "--ordinary", post: "--because", city: "--all", offer: "--all", without: "--third", camp: "--all",
  reported: "--because", party: "--ink",
};
const RINGS: Role[] = ["offer", "reported"];

export class MapFigure {
  readonly element: HTMLElement;
  private readonly stage = el("div", { class: "stage" });
  private readonly canvas = el("canvas", { "aria-hidden": "true" });
  private readonly slider: HTMLInputElement;
  private readonly day = el("output", { class: "day" });
  private readonly button: HTMLButtonElement;
  private readonly near = el("span", { class: "near-name" });
  private readonly strip = svg("svg", { class: "strip", viewBox: "0 0 1000 40", preserveAspectRatio: "none", "aria-hidden": "true" });
  private movement: Movement;
  private view: View = "un";
  private size = { width: 0, height: 0 };
  private moment: number;
  private playing = 0;
  private paints: Record<string, string> = {};

  constructor(
    private readonly data: PageData,
    private readonly words: Words,
    private readonly open: (place: number) => void,
  ) {
    this.movement = new Movement(data, () => [0, 0]);
    this.moment = this.movement.busiestDay();
    this.slider = el("input", { type: "range", min: 0, max: Math.max(data.n_days - 1, 1), step: "any", value: this.moment, "aria-label": words.text("words.day") });
    this.slider.addEventListener("input", () => this.show(Number(this.slider.value)));
    this.button = el("button", { type: "button", class: "play", onclick: () => this.toggle() }, words.text("words.play"));
    this.element = this.layout();
    this.element.addEventListener("keydown", (event) => this.onKey(event));
    whenSized(this.stage, () => this.redraw());
  }

  /** Colours are read anew, as after a switch of light and dark. */
  recolour(): void {
    this.paints = Object.fromEntries([...Object.values(COLOURS), "--paper"].map((name) => [name, colour(name)]));
    this.show(this.moment);
  }

  stop(): void {
    if (this.playing) this.toggle();
  }

  private layout(): HTMLElement {
    const words = this.words;
    const views = el("select", { "aria-label": words.text("map.view") }, ...VIEWS.map((view) => el("option", { value: view }, words.text(`map.${view}`))));
    views.addEventListener("change", () => {
      this.view = views.value as View;
      chosen.textContent = `${words.text(`map.${this.view}`)}.`;
      this.redraw();
    });
    const chosen = el("span", { class: "on-paper" }, words.text(`map.${this.view}`), ".");
    const name = words.text("sections.map");
    return el(
      "figure", { class: "map", id: "chart-map", tabindex: -1 },
      this.stage,
      el("div", { class: "time" }, this.button, el("div", { class: "track" }, this.strip, this.slider), this.day),
      el("div", { class: "legend" }, ...this.legend()),
      el("p", { class: "note hint" }, words.text("map.hint")),
      el("p", { class: "note" }, el("label", {}, words.text("map.view"), ": ", views), chosen, " ", words.text("map.disclaimer")),
      saveButtons({ name, svgs: () => [{ title: words.text("map.title", { day: words.day(this.moment) }), svg: this.still() }], csv: () => this.rows(), legend: () => [...this.element.querySelectorAll<HTMLElement>(".key")], note: () => `${words.text("map.view")}: ${words.text(`map.${this.view}`)}. ${words.text("map.disclaimer")}` }, words),
    );
  }

  private legend(): HTMLElement[] {
    const roles = new Set(this.movement.series.map((one) => one.role));
    const texts: [Role, string][] = [["origin", "legend_origin"], ["post", "legend_post"], ["city", "legend_city"], ["without", "legend_without"], ["camp", "legend_camp"]];
    const items = texts.filter(([role]) => roles.has(role)).map(([role, text]) => key("dot", `var(${COLOURS[role]})`, this.words.text(`map.${text}`)));
    const trips = this.data.trips;
    if (trips?.parties) {
      items.push(key("small-dot", "var(--ink)", this.words.text("map.legend_party", { count: this.words.number(trips.parties), people: this.words.number(trips.stands_for) })));
    }
    return items;
  }

  private redraw(): void {
    const width = this.stage.clientWidth;
    this.size = { width, height: Math.round(Math.max(280, Math.min(600, width * 0.56))) };
    const projection = fitted(this.data, this.size);
    this.movement = new Movement(this.data, (lonLat) => projection(lonLat), Math.max(0.5, Math.min(1, width / FULL_WIDTH)));
    this.canvas.width = width * devicePixelRatio;
    this.canvas.height = this.size.height * devicePixelRatio;
    this.canvas.style.height = `${this.size.height}px`;
    const room = new Labels(this.size);
    const names = placeLabels(this.data, this.movement, this.words, room);
    replace(this.stage, this.ground(projection, room), this.canvas, this.front(names), this.near);
    this.drawStrip();
    this.recolour();
    if (isPaper()) replace(this.stage, this.still());
  }

  private sheet(...children: SVGElement[]): SVGSVGElement {
    const { width, height } = this.size;
    return svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height }, ...children);
  }

  /** Countries, boundaries, ways. */
  private ground(projection: GeoProjection, room: Labels): SVGSVGElement {
    const path = geoPath(projection);
    const shown = boundaries(this.data.shapes, this.view);
    const line = (d: string | null, of: string) => svg("path", { d, fill: "none", stroke: `var(--${of})`, "stroke-width": of === "coast" ? 0.7 : 1, "stroke-dasharray": of === "disputed" ? "3 3" : null });
    const labels = shown.countries.map((country) => {
      const [x, y] = path.centroid(country);
      const name = this.words.country(country.properties.id, country.properties.name);
      if (!(path.area(country) > LEAST_AREA) || !room.fits([x, y], name, 0)) return null;
      return svg("text", { x, y, "text-anchor": "middle", fill: "var(--country)", "font-size": 12, "letter-spacing": 2 }, name);
    });
    const ways = this.movement.ways();
    const most = Math.max(1, ...ways.map((way) => way[2]));
    const drawn = ways.map(([from, to, count]) => this.way(from, to, 0.3 + 3.2 * (count / most)));
    return this.sheet(
      svg("rect", { width: this.size.width, height: this.size.height, fill: "var(--sea)" }),
      ...shown.countries.map((country) => svg("path", { d: path(country), fill: "var(--land)" })),
      line(path(shown.coast), "coast"), line(path(shown.agreed), "agreed"), line(path(shown.disputed), "disputed"),
      ...labels.filter((label) => label !== null), ...drawn.filter((way) => way !== null),
    );
  }

  private way(from: number, to: number, wide: number): SVGElement | null {
    const [a, b] = [this.movement.position(from), this.movement.position(to)];
    return a && b ? svg("line", { x1: a[0], y1: a[1], x2: b[0], y2: b[1], stroke: "var(--way)", "stroke-width": wide.toFixed(2), "stroke-linecap": "round", "stroke-opacity": 0.2 }) : null;
  }

  /** Names, and targets for pointer and keys. */
  private front(names: SVGElement[]): SVGSVGElement {
    const targets = this.data.places.map((place, row) => {
      const at = this.movement.position(row);
      if (!at) return null;
      const target = svg("circle", { cx: at[0], cy: at[1], r: 9, fill: "transparent", class: "target", tabindex: 0, role: "button", "data-place": row, "aria-label": `${this.words.inFull(row)}, ${this.words.text(`place_kinds.${place.kind}`)}` });
      target.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        event.stopPropagation();
        this.open(row);
      });
      return target;
    });
    const front = this.sheet(...names, ...targets.filter((target) => target !== null));
    front.classList.add("front");
    front.addEventListener("click", (event) => {
      const row = this.nearest(event);
      if (row !== null) this.open(row);
    });
    front.addEventListener("pointermove", (event) => this.hover(front, this.nearest(event)));
    return front;
  }

  /** The place nearest to the pointer, if one is near: posts of one region lie close together. */
  private nearest(event: MouseEvent): number | null {
    const box = this.stage.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const far = this.data.places.map((_, row) => {
      const at = this.movement.position(row);
      return at ? Math.hypot(at[0] - x, at[1] - y) : Infinity;
    });
    const least = far.reduce((best, one, row) => (one < far[best]! ? row : best), 0);
    return (far[least] ?? Infinity) <= NEAR ? least : null;
  }

  private hover(front: SVGSVGElement, row: number | null): void {
    front.querySelector(".near")?.classList.remove("near");
    front.style.cursor = row === null ? "" : "pointer";
    if (row !== null) front.querySelector(`[data-place="${row}"]`)?.classList.add("near");
    this.near.textContent = row === null ? "" : this.words.inFull(row);
  }

  private drawStrip(): void {
    const sums = this.movement.strip();
    const most = Math.max(1, ...sums);
    const points = sums.map((sum, day) => `${((1000 * day) / Math.max(sums.length - 1, 1)).toFixed(1)},${(40 - (38 * sum) / most).toFixed(1)}`);
    replace(this.strip, svg("polygon", { points: `0,40 ${points.join(" ")} 1000,40`, fill: "var(--strip)" }));
  }

  private show(moment: number): void {
    this.moment = moment;
    const text = this.words.day(Math.floor(moment));
    if (this.day.textContent !== text) {
      this.day.textContent = text;
      this.slider.setAttribute("aria-valuetext", text);
    }
    const context = this.canvas.getContext("2d")!;
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.clearRect(0, 0, this.size.width, this.size.height);
    for (const spot of this.movement.spots(moment)) this.paint(context, spot);
  }

  private paint(context: CanvasRenderingContext2D, spot: Spot): void {
    const paint = this.paints[COLOURS[spot.role]] ?? "#000";
    context.beginPath();
    context.arc(spot.x, spot.y, spot.r, 0, 2 * Math.PI);
    if (RINGS.includes(spot.role)) {
      context.strokeStyle = paint;
      context.globalAlpha = 0.5;
      context.lineWidth = 1;
      context.stroke();
    } else {
      context.fillStyle = paint;
      context.globalAlpha = spot.role === "party" ? 0.75 : spot.role === "origin" ? 0.35 : 0.7;
      context.fill();
    }
    context.globalAlpha = 1;
  }

  private toggle(): void {
    if (this.playing) {
      cancelAnimationFrame(this.playing);
      this.playing = 0;
      this.button.textContent = this.words.text("words.play");
      return;
    }
    if (this.moment >= this.data.n_days - 1) this.moment = 0;
    this.button.textContent = this.words.text("words.pause");
    let before = performance.now();
    const step = (now: number) => {
      const moment = Math.min(this.moment + ((now - before) / 1000) * DAYS_PER_SECOND, this.data.n_days - 1);
      before = now;
      this.slider.value = String(moment);
      this.show(moment);
      if (moment >= this.data.n_days - 1) this.toggle();
      else this.playing = requestAnimationFrame(step);
    };
    this.playing = requestAnimationFrame(step);
  }

  private onKey(event: KeyboardEvent): void {
    const target = event.target as Element;
    if (target.closest("select, a, .saves")) return;
    const moves: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 };
    if (event.key === " " && !target.closest("button")) this.toggle();
    else if (event.key in moves) this.go(Math.round(this.moment) + moves[event.key]!);
    else return;
    event.preventDefault();
  }

  private go(day: number): void {
    const moment = Math.max(0, Math.min(day, this.data.n_days - 1));
    this.slider.value = String(moment);
    this.show(moment);
  }

  /** The map at this moment as one picture. */
  private still(): SVGSVGElement {
    const [ground, front] = this.stage.querySelectorAll("svg");
    const copy = ground!.cloneNode(true) as SVGSVGElement;
    for (const spot of this.movement.spots(this.moment)) {
      const paint = `var(${COLOURS[spot.role]})`;
      const ring = RINGS.includes(spot.role);
      copy.append(svg("circle", { cx: spot.x, cy: spot.y, r: spot.r, fill: ring ? "none" : paint, stroke: ring ? paint : "none", opacity: ring ? 0.5 : 0.7 }));
    }
    front!.querySelectorAll("text").forEach((label) => copy.append(label.cloneNode(true)));
    return copy;
  }

  private rows(): (string | number | null)[][] {
    const day = Math.floor(this.moment);
    const words = this.words;
    const heads = ["place", "day"].map((name) => words.text(`words.${name}`));
    return [[...heads, "", ""], ...this.movement.series.map((one) => [words.place(one.place), words.iso(day), one.role, one.m[day] ?? words.text("words.few")])];
  }
}

/** An equal-area projection that fits the places of the scenario. */
function fitted(data: PageData, size: { width: number; height: number }): GeoProjection {
  const points = data.places.map((place): [number, number] => [place.lon, place.lat]);
  const isOnePoint = points.every(([lon, lat]) => Math.hypot(lon - points[0]![0], lat - points[0]![1]) < 0.05);
  if (isOnePoint) for (const side of [-0.5, 0.5]) points.push([points[0]![0] + side, points[0]![1] + side]);
  const middle = (values: number[]) => (Math.min(...values) + Math.max(...values)) / 2;
  const [lon, lat] = [middleOfLongitudes(points.map((point) => point[0])), middle(points.map((point) => point[1]))];
  const pad = Math.min(48, size.width / 12);
  const projection = geoAzimuthalEqualArea()
    .rotate([-lon, -lat])
    .fitExtent([[pad, pad], [size.width - pad, size.height - pad]], { type: "MultiPoint", coordinates: points });
  return projection.clipExtent([[-2, -2], [size.width + 2, size.height + 2]]);
}

/** The middle of the shortest arc that holds all longitudes, so that places on both sides of 180 degrees lie side by side. */
function middleOfLongitudes(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const gaps = sorted.map((value, row) => (row + 1 < sorted.length ? sorted[row + 1]! : sorted[0]! + 360) - value);
  const widest = gaps.indexOf(Math.max(...gaps));
  const [west, width] = [sorted[(widest + 1) % sorted.length]!, 360 - gaps[widest]!];
  const lon = west + width / 2;
  return lon > 180 ? lon - 360 : lon;
}
