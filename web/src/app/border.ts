/** The map of a new crisis: the border and places around it. A click sets a post; so does Enter, in the middle. */

import { geoAzimuthalEqualArea, geoDistance, geoPath, type GeoPath, type GeoProjection } from "d3-geo";
import type { MultiLineString } from "geojson";
import { boundaries, type Boundaries } from "../boundaries";
import type { CountryTopology } from "../data";
import { el, replace, svg } from "../dom";
import { Labels } from "../labels";
import { whenSized } from "../sized";
import type { Words } from "../words";
import type { BorderData } from "./api";

export interface Spot {
  lon: number;
  lat: number;
}

const HEIGHT = 420;
const PAD = 40;
const ZOOM = 1.8;
const MOST_ZOOM = 60;
const STEP = 40; // pixels that an arrow moves the map
const FINE_STEP = 8;
const DRAG = 4; // pixels from which a press is a drag and no click
const LEAST_AREA = 9000; // square pixels of a country that is named
const LEAST_REACH = 10; // degrees around the border within which there is land
const LEAST_WIDE = 1.2; // degrees that are shown at least
const DEGREE = 180 / Math.PI;

export class BorderMap {
  readonly element: HTMLElement;
  private readonly stage: HTMLElement;
  private readonly lines: Boundaries;
  private readonly marks = svg("g", {});
  private readonly home: { centre: [number, number]; scale: number } = { centre: [0, 0], scale: 1 };
  private centre: [number, number] = [0, 0];
  private zoom = 1;
  private width = 0;
  private posts: (Spot | null)[] = [];

  constructor(
    shapes: CountryTopology,
    private readonly data: BorderData,
    private readonly words: Words,
    private readonly onSet: (spot: Spot, near: string) => void,
  ) {
    this.lines = around(boundaries(shapes, "un"), pointsOf(data));
    this.stage = el("div", { class: "border-map", tabindex: 0, role: "application", "aria-label": words.text("app.new.map_label") });
    this.stage.addEventListener("keydown", (event) => this.onKey(event));
    this.stage.addEventListener("pointerdown", (event) => this.onPress(event));
    const button = (text: string, label: string, act: () => void) => el("button", { type: "button", class: "small", "aria-label": words.text(label), title: words.text(label), onclick: act }, text);
    this.element = el(
      "div", { class: "border" },
      this.stage,
      el(
        "div", { class: "row" },
        button("+", "app.new.closer", () => this.closer(ZOOM)), button("−", "app.new.farther", () => this.closer(1 / ZOOM)),
        el("button", { type: "button", class: "small", onclick: () => this.whole() }, words.text("app.new.whole")),
        el("span", { class: "note" }, words.text("app.new.map_how")),
      ),
    );
    whenSized(this.stage, () => {
      this.width = this.stage.clientWidth;
      this.fit();
      this.draw();
    });
  }

  /** Show posts by their numbers; null: one that has no place yet. */
  show(posts: (Spot | null)[]): void {
    this.posts = posts;
    if (this.width) this.drawPosts(this.projection());
  }

  /** The view that holds the whole border, or all places where there is none. */
  private fit(): void {
    const points = pointsOf(this.data);
    const { centre } = box(points);
    const wide = [-LEAST_WIDE / 2, LEAST_WIDE / 2].flatMap((side): [number, number][] => [[centre[0] + side, centre[1]], [centre[0], centre[1] + side]]);
    const fitted = geoAzimuthalEqualArea().rotate([-centre[0], -centre[1]]).fitExtent([[PAD, PAD], [this.width - PAD, HEIGHT - PAD]], { type: "MultiPoint", coordinates: [...points, ...wide] });
    this.home.scale = fitted.scale();
    this.home.centre = (fitted.invert!([this.width / 2, HEIGHT / 2]) as [number, number] | null) ?? centre;
    if (this.zoom === 1) this.centre = this.home.centre;
  }

  private projection(): GeoProjection {
    return geoAzimuthalEqualArea()
      .rotate([-this.centre[0], -this.centre[1]])
      .scale(this.home.scale * this.zoom)
      .translate([this.width / 2, HEIGHT / 2])
      .clipExtent([[-2, -2], [this.width + 2, HEIGHT + 2]]);
  }

  private whole(): void {
    this.zoom = 1;
    this.centre = this.home.centre;
    this.draw();
  }

  private closer(times: number): void {
    this.zoom = Math.min(MOST_ZOOM, Math.max(0.5, this.zoom * times));
    this.draw();
  }

  /** Move what is shown by pixels. */
  private move(x: number, y: number): void {
    this.centre = (this.projection().invert!([this.width / 2 + x, HEIGHT / 2 + y]) as [number, number] | null) ?? this.centre;
    this.draw();
  }

  private draw(): void {
    const projection = this.projection();
    const path = geoPath(projection);
    const room = new Labels({ width: this.width, height: HEIGHT });
    const line = (d: string | null, of: string) => svg("path", { d, fill: "none", stroke: `var(--${of})`, "stroke-width": 1, "stroke-dasharray": of === "disputed" ? "3 3" : null });
    const shared = path({ type: "MultiLineString", coordinates: this.data.border });
    replace(
      this.stage,
      svg(
        "svg", { viewBox: `0 0 ${this.width} ${HEIGHT}`, width: this.width, height: HEIGHT, "aria-hidden": "true" },
        svg("rect", { width: this.width, height: HEIGHT, fill: "var(--sea)" }),
        ...this.lines.countries.map((country) => svg("path", { d: path(country), fill: "var(--land)" })),
        line(path(this.lines.coast), "coast"), line(path(this.lines.agreed), "agreed"), line(path(this.lines.disputed), "disputed"),
        svg("path", { d: shared, class: "shared" }),
        ...this.countryNames(path, room),
        ...this.names(projection, room),
        this.marks,
        svg("path", { class: "cross", d: `M${this.width / 2 - 12},${HEIGHT / 2}h24M${this.width / 2},${HEIGHT / 2 - 12}v24` }),
      ),
    );
    this.drawPosts(projection);
  }

  private drawPosts(projection: GeoProjection): void {
    const marks = this.posts.map((spot, row) => spot && mark(projection, spot, row));
    replace(this.marks, ...marks.filter((one) => one !== null));
  }

  private names(projection: GeoProjection, room: Labels): SVGElement[] {
    return this.data.towns.flatMap((town) => {
      const at = projection([town.lon, town.lat]);
      if (!at || at[0] < 0 || at[0] > this.width || at[1] < 8 || at[1] > HEIGHT - 8) return [];
      const side = [1, -1].find((one) => room.fits([at[0] + 6 * one, at[1]], town.name, one));
      if (side === undefined) return [];
      return [
        svg("circle", { cx: at[0], cy: at[1], r: 2.5, fill: "var(--soft)" }),
        svg("text", { x: at[0] + 6 * side, y: at[1] + 4, "text-anchor": side > 0 ? "start" : "end", class: "town" }, town.name),
      ];
    });
  }

  private countryNames(path: GeoPath, room: Labels): SVGElement[] {
    return this.lines.countries.flatMap((country) => {
      const [x, y] = path.centroid(country);
      const name = this.words.country(country.properties.id, country.properties.name);
      if (!(path.area(country) > LEAST_AREA) || !room.fits([x, y], name, 0)) return [];
      return [svg("text", { x, y: y + 4, "text-anchor": "middle", fill: "var(--country)", "font-size": 12, "letter-spacing": 2 }, name)];
    });
  }

  private set(x: number, y: number): void {
    const at = this.projection().invert!([x, y]);
    if (!at) return;
    const [lon, lat] = at;
    const away = (town: { lon: number; lat: number }) => geoDistance([town.lon, town.lat], [lon, lat]);
    const near = this.data.towns.reduce<BorderData["towns"][number] | null>((best, town) => (!best || away(town) < away(best) ? town : best), null);
    const digits = 10 ** Math.min(4, Math.max(2, Math.ceil(Math.log10((this.home.scale * this.zoom) / DEGREE)))); // about a pixel
    this.onSet({ lon: Math.round(lon * digits) / digits, lat: Math.round(lat * digits) / digits }, near?.name ?? "");
  }

  private onPress(event: PointerEvent): void {
    if (event.button !== 0) return;
    const [x, y] = [event.clientX, event.clientY];
    let dragged = false;
    const sheet = this.stage.querySelector("svg")!;
    const onMove = (next: PointerEvent) => {
      dragged ||= Math.hypot(next.clientX - x, next.clientY - y) > DRAG;
      if (dragged) sheet.style.transform = `translate(${next.clientX - x}px, ${next.clientY - y}px)`;
    };
    const onEnd = (last: PointerEvent) => {
      removeEventListener("pointermove", onMove);
      removeEventListener("pointerup", onEnd);
      removeEventListener("pointercancel", onEnd);
      const box = this.stage.getBoundingClientRect();
      if (last.type === "pointercancel") this.draw(); // the page was scrolled
      else if (dragged) this.move(x - last.clientX, y - last.clientY);
      else this.set(x - box.left - this.stage.clientLeft, y - box.top - this.stage.clientTop);
    };
    addEventListener("pointermove", onMove);
    addEventListener("pointerup", onEnd);
    addEventListener("pointercancel", onEnd);
  }

  private onKey(event: KeyboardEvent): void {
    const step = event.shiftKey ? FINE_STEP : STEP;
    const keys: Record<string, () => void> = {
      ArrowLeft: () => this.move(-step, 0), ArrowRight: () => this.move(step, 0), ArrowUp: () => this.move(0, -step), ArrowDown: () => this.move(0, step),
      "+": () => this.closer(ZOOM), "=": () => this.closer(ZOOM), "-": () => this.closer(1 / ZOOM),
      Enter: () => this.set(this.width / 2, HEIGHT / 2), " ": () => this.set(this.width / 2, HEIGHT / 2),
    };
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  }
}

function mark(projection: GeoProjection, spot: Spot, row: number): SVGElement | null {
  const at = projection([spot.lon, spot.lat]);
  return at && svg("g", { class: "post", "data-post": row }, svg("circle", { cx: at[0], cy: at[1], r: 9 }), svg("text", { x: at[0], y: at[1] + 4, "text-anchor": "middle" }, String(row + 1)));
}

/** What must be seen: the border or, where there is none, all places. */
const pointsOf = (data: BorderData): [number, number][] => (data.border.length ? data.border.flat() : data.towns.map((town) => [town.lon, town.lat]));

/** The middle of the box that holds some points, and half of its longer side in degrees of latitude. */
function box(points: [number, number][]): { centre: [number, number]; half: number } {
  const [lons, lats] = [points.map((one) => one[0]), points.map((one) => one[1])];
  const middle = (values: number[]) => (Math.min(...values) + Math.max(...values)) / 2;
  const half = (values: number[]) => (Math.max(...values) - Math.min(...values)) / 2;
  return { centre: [middle(lons), middle(lats)], half: Math.max(half(lats), half(lons)) };
}

/** Land and lines with some point not far from those that must be seen: the rest of the world is not drawn with every move. */
function around(lines: Boundaries, points: [number, number][]): Boundaries {
  const { centre, half } = box(points);
  const reach = LEAST_REACH + 3 * half;
  const isNear = (line: number[][]) => line.some(([lon, lat]) => Math.abs(lat! - centre[1]) < reach && Math.abs(((lon! - centre[0] + 540) % 360) - 180) < 2 * reach);
  const near = (of: MultiLineString): MultiLineString => ({ ...of, coordinates: of.coordinates.filter(isNear) });
  const countries = lines.countries.map((country) => ({ ...country, geometry: { ...country.geometry, coordinates: country.geometry.coordinates.filter((polygon) => isNear(polygon[0]!)) } }));
  return { countries: countries.filter((country) => country.geometry.coordinates.length), coast: near(lines.coast), agreed: near(lines.agreed), disputed: near(lines.disputed) };
}
