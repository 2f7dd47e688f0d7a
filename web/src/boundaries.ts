/** Countries as one view of their boundaries has them: as the United Nations use them, or of fact as Natural Earth does. */

import { feature, mesh } from "topojson-client";
import type { Feature, FeatureCollection, MultiLineString, MultiPolygon } from "geojson";
import type { GeometryCollection, MultiPolygon as TopoMultiPolygon, Topology } from "topojson-specification";
import type { CountryProperties, CountryTopology } from "./data";

export type View = "un" | "fact";
export const VIEWS: View[] = ["un", "fact"];

export interface Boundaries {
  countries: Feature<MultiPolygon, CountryProperties>[];
  coast: MultiLineString;
  agreed: MultiLineString;
  disputed: MultiLineString;
}

type Shape = TopoMultiPolygon<CountryProperties> & { properties: CountryProperties };

/** Stretches that are disputed or not finally settled, though both sides are countries: [one, other, west, south, east, north]. */
const STRETCHES: [string, string, number, number, number, number][] = [
  ["156", "356", 72, 26, 98, 37], // China and India
  ["356", "586", 73, 32.5, 80.5, 37.5], // India and Pakistan in Jammu and Kashmir
  ["729", "728", 20, 4, 36, 15], // Sudan and South Sudan
  ["729", "818", 31, 21.5, 38, 24], // Sudan and Egypt
];

export function boundaries(topology: CountryTopology, view: View): Boundaries {
  const world = topology as unknown as Topology;
  const shapes = topology.objects.countries.geometries as unknown as Shape[];
  const collection: GeometryCollection<CountryProperties> = { type: "GeometryCollection", geometries: owned(shapes, view) };
  const own = { type: "GeometryCollection", geometries: shapes } as GeometryCollection<CountryProperties>;
  const countries = feature(world, collection) as FeatureCollection<MultiPolygon, CountryProperties>;
  const lines = (wanted: (a: Shape, b: Shape) => boolean) => mesh(world, own, (a, b) => a !== b && wanted(a as Shape, b as Shape)).coordinates;
  const [agreed, disputed] = split(lines(isStretch));
  return {
    countries: countries.features,
    coast: mesh(world, own, (a, b) => a === b),
    agreed: { type: "MultiLineString", coordinates: [...lines((a, b) => !isDisputed(a, b) && !isStretch(a, b)), ...agreed] },
    disputed: { type: "MultiLineString", coordinates: [...lines(isDisputed), ...disputed] },
  };
}

/** Every country with the disputed areas that the view gives to it. */
function owned(shapes: Shape[], view: View): Shape[] {
  const owner = (shape: Shape): string => shape.properties[view] ?? shape.properties.id;
  const present = new Set(shapes.map((shape) => shape.properties.id));
  return shapes
    .filter((shape) => owner(shape) === shape.properties.id || !present.has(owner(shape)))
    .map((shape) => {
      const given = shapes.filter((other) => other !== shape && owner(other) === shape.properties.id);
      return { ...shape, arcs: [...shape.arcs, ...given.flatMap((other) => other.arcs)] };
    });
}

const isDisputed = (a: Shape, b: Shape): boolean => Boolean(a.properties.disputed ?? b.properties.disputed);

const isStretch = (a: Shape, b: Shape): boolean => {
  const ids = [a.properties.id, b.properties.id];
  return !isDisputed(a, b) && STRETCHES.some(([one, other]) => ids.includes(one) && ids.includes(other));
};

/** Lines cut where they enter or leave a disputed stretch: those outside, those inside. */
function split(lines: number[][][]): [number[][][], number[][][]] {
  const inStretch = ([x, y]: number[]) => STRETCHES.some(([, , west, south, east, north]) => x! >= west && x! <= east && y! >= south && y! <= north);
  const [outside, inside]: [number[][][], number[][][]] = [[], []];
  for (const line of lines) {
    let piece: number[][] = [];
    line.forEach((point, row) => {
      piece.push(point);
      const isLast = row === line.length - 1;
      if (isLast || inStretch(point) !== inStretch(line[row + 1]!)) {
        (inStretch(point) ? inside : outside).push(piece);
        piece = [point];
      }
    });
  }
  return [outside, inside].map((pieces) => pieces.filter((piece) => piece.length > 1)) as [number[][][], number[][][]];
}
