/** What is shown where on the map at a moment: circles of people, and the invented parties on their ways. */

import type { Chart, Line, Numbers, PageData } from "./data";

export type Role = "origin" | "post" | "city" | "offer" | "without" | "camp" | "reported" | "party";

export interface Spot {
  role: Role;
  place: number;
  x: number;
  y: number;
  r: number;
}

export type Project = (lonLat: [number, number]) => [number, number] | null;

interface Series {
  role: Role;
  place: number;
  m: Numbers;
}

const LARGEST = 30; // radius in pixels of the most people
const FEW_PEOPLE = 5; // used for counts of 1 to 9, which are hidden
const HOURS = 24;

export class Movement {
  readonly series: Series[];
  private readonly most: number;
  private readonly positions: ([number, number] | null)[];

  constructor(
    private readonly data: PageData,
    project: Project,
    private readonly scale = 1,
  ) {
    this.series = seriesOf(data);
    this.most = Math.max(1, ...this.series.filter((one) => one.role !== "offer").flatMap((one) => one.m.map((value) => value ?? 0)));
    this.positions = data.places.map((place) => project([place.lon, place.lat]));
  }

  position(place: number): [number, number] | null {
    return this.positions[place] ?? null;
  }

  /** Radius for a number of people, so that the area tells it. */
  radius(people: number): number {
    return people <= 0 ? 0 : Math.max(1.5, this.scale * LARGEST * Math.sqrt(people / this.most));
  }

  /** Everything at a moment, in days since the first; counts lie on straight lines between days. */
  spots(day: number): Spot[] {
    const found: Spot[] = [];
    for (const { role, place, m } of this.series) {
      const at = this.positions[place];
      const people = between(m, day);
      if (at && people > 0) found.push({ role, place, x: at[0], y: at[1], r: this.radius(people) });
    }
    return [...found, ...this.parties(day * HOURS)];
  }

  private parties(hour: number): Spot[] {
    const trips = this.data.trips;
    const found: Spot[] = [];
    for (let row = 0; trips && row < trips.start.length && trips.start[row]! <= hour; row++) {
      const [start, end] = [trips.start[row]!, trips.end[row]!];
      const [from, to] = [this.positions[trips.from[row]!], this.positions[trips.to[row]!]];
      if (hour > end || !from || !to) continue;
      const part = (hour - start) / Math.max(end - start, 0.1);
      found.push({ role: "party", place: -1, x: from[0] + (to[0] - from[0]) * part, y: from[1] + (to[1] - from[1]) * part, r: 2.2 });
    }
    return found;
  }

  /** Ways that followed parties took, with how many did: [from, to, parties]. */
  ways(): [number, number, number][] {
    const trips = this.data.trips;
    if (!trips) return this.data.routes.map(([from, to]) => [from, to, 1]);
    const counts = new Map<string, [number, number, number]>();
    trips.from.forEach((from, row) => {
      const key = `${from}-${trips.to[row]}`;
      const way = counts.get(key) ?? [from, trips.to[row]!, 0];
      way[2]++;
      counts.set(key, way);
    });
    return [...counts.values()];
  }

  /** The day with most people at posts or without a bed, or the last of a run of camps. */
  busiestDay(): number {
    const roles: Role[] = ["post", "without"];
    const sums = Array.from({ length: this.data.n_days }, (_, day) => this.sum(roles, day));
    const most = Math.max(...sums);
    return most > 0 ? sums.indexOf(most) : this.data.n_days - 1;
  }

  private sum(roles: Role[], day: number): number {
    return this.series.filter((one) => roles.includes(one.role)).reduce((total, one) => total + (one.m[day] ?? 0), 0);
  }

  /** All people that a role has, by day, for the strip under the slider. */
  strip(): number[] {
    const roles: Role[] = this.data.has_lines ? ["origin", "post"] : ["camp"];
    return Array.from({ length: this.data.n_days }, (_, day) => this.sum(roles, day));
  }
}

function between(m: Numbers, day: number): number {
  const first = Math.min(Math.floor(day), m.length - 1);
  const [one, next] = [m[first], m[Math.min(first + 1, m.length - 1)]];
  const [low, high] = [one === null ? FEW_PEOPLE : (one ?? 0), next === null ? FEW_PEOPLE : (next ?? 0)];
  return low + (high - low) * (day - first);
}

/** Which line of which picture is drawn at a place, and as what; rings before what they hold. */
function seriesOf(data: PageData): Series[] {
  const found: Series[] = [];
  const take = (id: string, name: string, role: Role) => {
    const chart = data.charts.find((one: Chart) => one.id === id);
    for (const panel of chart?.panels ?? []) {
      const line = panel.lines.find((one: Line) => one.name === name);
      if (panel.place >= 0 && line) found.push({ role, place: panel.place, m: line.m });
    }
  };
  take("departures", "set_out", "origin");
  take("lodging", "on_offer", "offer");
  take("lodging", "used", "city");
  take("lines", "line", "post");
  take("without_bed", "without_bed", "without");
  take("camps", "observed", "reported");
  take("camps", "simulated", "camp");
  return found;
}
