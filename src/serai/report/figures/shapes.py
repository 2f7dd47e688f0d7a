"""Shapes of countries, cut to the region of a scenario: the part of a topology that a map of these places needs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

SHAPES_FILE = "shapes.json"
MARGIN_SHARE, MARGIN_DEGREES = 0.35, 4.0
KEEP_EVERY = 12  # points of an arc far outside the region
HALF_WORLD = 180.0
Box = tuple[float, float, float, float]  # west, south, east, north


def shapes_around(points: Iterable[tuple[float, float]]) -> dict[str, Any]:
    """The topology of the countries around some points.

    Parameters
    ----------
    points : iterable of (longitude, latitude), degrees

    Returns
    -------
    dict, TopoJSON. Polygons that do not meet the region are left out; boundaries outside it keep every twelfth point.
    """
    topology, boxes = _topology()
    region = _region(list(points))
    geometries, used = [], dict[int, int]()
    for geometry in topology["objects"]["countries"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        kept = [polygon for polygon in polygons if _meet(_around([boxes[_arc(a)] for a in polygon[0]]), region)]
        if kept:
            arcs = [[[_renumber(a, used) for a in ring] for ring in polygon] for polygon in kept]
            geometries.append({**geometry, "type": "MultiPolygon", "arcs": arcs})
    arcs = [_thinned(topology["arcs"][arc], boxes[arc], region) for arc in used]
    return {
        "type": "Topology",
        "transform": topology["transform"],
        "objects": {"countries": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": arcs,
    }


@cache
def _topology() -> tuple[dict[str, Any], np.ndarray]:
    """The shapes of the world, and the box of each arc: float64[n_arcs, 4]."""
    text = files("serai.report").joinpath("static", SHAPES_FILE).read_text(encoding="utf-8")
    topology = json.loads(text)
    scale, origin = (np.array(topology["transform"][name]) for name in ("scale", "translate"))
    steps = np.array([step for arc in topology["arcs"] for step in arc])
    starts = np.cumsum([0, *(len(arc) for arc in topology["arcs"][:-1])])
    running = np.cumsum(steps, axis=0)
    before = np.repeat(running[starts] - steps[starts], np.diff([*starts, len(steps)]), axis=0)
    points = (running - before) * scale + origin
    return topology, np.hstack([np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)])


def _region(points: list[tuple[float, float]]) -> Box:
    lon, lat = (np.array(column) for column in zip(*points, strict=True))
    if lon.max() - lon.min() >= HALF_WORLD:
        return (-HALF_WORLD, -HALF_WORLD, HALF_WORLD, HALF_WORLD)
    wide, high = (max(float(np.ptp(side)) * MARGIN_SHARE, MARGIN_DEGREES) for side in (lon, lat))
    return (lon.min() - wide, lat.min() - high, lon.max() + wide, lat.max() + high)


def _arc(number: int) -> int:
    return number if number >= 0 else ~number


def _renumber(number: int, used: dict[int, int]) -> int:
    """The new number of an arc; a negative one is an arc that runs backwards."""
    new = used.setdefault(_arc(number), len(used))
    return new if number >= 0 else ~new


def _around(boxes: list[np.ndarray]) -> Box:
    every = np.array(boxes)
    return (*every[:, :2].min(axis=0), *every[:, 2:].max(axis=0))


def _meet(item: Box | np.ndarray, other: Box) -> bool:
    return bool(item[0] <= other[2] and item[2] >= other[0] and item[1] <= other[3] and item[3] >= other[1])


def _thinned(arc: list[list[int]], box: np.ndarray, region: Box) -> list[list[int]]:
    return arc if _meet(box, region) else list(_every_few(arc))


def _every_few(arc: list[list[int]]) -> Iterator[list[int]]:
    """The first point, every twelfth and the last, as differences."""
    x = y = 0
    for number, (dx, dy) in enumerate(arc):
        x, y = x + dx, y + dy
        if number == 0 or number % KEEP_EVERY == 0 or number == len(arc) - 1:
            yield [x, y]
            x = y = 0
