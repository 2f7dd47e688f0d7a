"""Lengths by road, and where roads cross a border, from the network of the extra `roads`.

The package scgraph-data holds the world's main roads of OpenStreetMap as one module of text. It is read, not imported:
that would compile it, and wants an older scgraph than the newest (docs/decisions/0052-roads-and-labels.md).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import PackageNotFoundError, distribution
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from serai.begin.gazetteer import STEP_DEGREES, LatLon, Town
from serai.cache import PRIVATE, cache_parent

PACKAGE, MODULE = "scgraph-data", "scgraph_data/world_highways.py"
NEAR_KM = 20.0  # a place without a road as near as this is not covered
AROUND_DEGREES = 3.0  # roads around all places that are taken along
KM_PER_DEGREE = 111.2
LEAST_SHARE = 0.005  # of all road points: fewer that are linked to each other are a gap of the network
MOST_HOMES, MOST_CITIES = 25, 6
Lengths = dict[frozenset[LatLon], float]


@dataclass(frozen=True)
class Network:
    """Roads as a graph: points, and road pieces between them, each in both directions.

    Attributes
    ----------
    nodes : float64[n, 2], latitude and longitude, degrees
    starts, ends : int32[m], rows of nodes
    km : float64[m]
    source : str
        Whose they are, as it stands in the column `source`.
    """

    nodes: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    km: np.ndarray
    source: str


def shipped_network() -> Network | None:
    """The network of the extra `roads`; None where it is not installed.

    Raises
    ------
    ValueError
        If the package holds something else than it did.
    """
    try:
        package = distribution(PACKAGE)
        import scipy.sparse.csgraph  # noqa: F401 - the ways are found by it
    except (PackageNotFoundError, ModuleNotFoundError):
        return None
    source = f"OpenStreetMap contributors (ODbL 1.0), main roads as packed by {PACKAGE} {package.version}"
    parent = cache_parent()
    kept = None if parent is None else Path(parent, f"roads-{package.version}.npz")
    result = _kept(kept)
    if result is None:
        result = parsed(Path(str(package.locate_file(MODULE))).read_text(encoding="utf-8"))
        _keep(kept, result)
    return Network(*result, source)


def parsed(text: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Nodes, starts, ends and km of a module with ``graph=[{end: km, ...}, ...]`` and ``nodes=[[lat, lon], ...]``.

    Raises
    ------
    ValueError
        If it holds something else.
    """
    graph, _, rest = text.partition("graph=[")[2].partition("]")
    plain = str.maketrans("{}:,[]", "      ")
    nodes = np.fromstring(rest.partition("nodes=[")[2].partition("]]")[0].translate(plain), sep=" ")
    counts = [piece.count(":") for piece in graph.split("}")[:-1]]
    numbers = np.fromstring(graph.translate(plain), sep=" ")
    if not counts or nodes.size != 2 * len(counts) or numbers.size != 2 * sum(counts):
        raise ValueError(f"{PACKAGE}: {MODULE} has an unknown format; the extra roads supports version 2.0.0")
    starts, ends = np.repeat(np.arange(len(counts), dtype=np.int32), counts), numbers[::2].astype(np.int32)
    return nodes.reshape(-1, 2), starts, ends, numbers[1::2].copy()


def _kept(path: Path | None) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray] | None:
    """The arrays as they were kept, which are read in a tenth of the time."""
    try:
        if path is None:
            return None
        with np.load(path, allow_pickle=False) as held:
            return held["nodes"], held["starts"], held["ends"], held["km"]
    except (OSError, ValueError, KeyError):
        return None


def _keep(path: Path | None, result: tuple[np.ndarray, ...]) -> None:
    """Keep the arrays; a disk that refuses is no fault, since they are read again then."""
    if path is None:
        return
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with suppress(OSError):
        path.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        try:
            with part.open("wb") as file:
                nodes, starts, ends, km = result
                np.savez(file, nodes=nodes, starts=starts, ends=ends, km=km)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def road_lengths(
    network: Network | None, homes: Sequence[LatLon], gates: Sequence[LatLon], cities: Sequence[LatLon]
) -> Lengths:  # fmt: skip
    """Km by road from posts to homes, to each other and to cities, and between cities; none without a network."""
    if network is None:
        return {}
    roads = Roads(network, [*homes, *gates, *cities])
    return roads.lengths(gates, [*homes, *gates, *cities]) | roads.lengths(cities, cities)


class OnRoad(NamedTuple):
    """A point on a piece of road: its two ends with the km to each, and how far off the road the place itself lies."""

    ends: tuple[tuple[int, float], tuple[int, float]]
    off: float

    def along(self, other: OnRoad) -> float:
        """Km to a point on the same piece; infinite where it lies on another."""
        (first, there), (second, _) = self.ends
        for (start, km), (end, _) in (other.ends, other.ends[::-1]):
            if (start, end) == (first, second):
                return abs((there - self.off) - (km - other.off)) + self.off + other.off
        return float("inf")


class Roads:
    """The roads around some places, but for those that are linked to hardly any others.

    Parameters
    ----------
    network : Network
    points : sequence of LatLon
        What lies more than three degrees outside the box around them is left out.
    """

    def __init__(self, network: Network, points: Sequence[LatLon]) -> None:
        from scipy.sparse.csgraph import connected_components

        box = np.array(points)
        inside = np.all(
            (network.nodes >= box.min(axis=0) - AROUND_DEGREES) & (network.nodes <= box.max(axis=0) + AROUND_DEGREES),
            axis=1,
        )
        cut = _cut(network, inside)
        _, part = connected_components(_matrix(cut), directed=False)
        sizes = np.bincount(part)
        self.network = _cut(cut, (sizes >= LEAST_SHARE * part.size)[part] if part.size else np.zeros(0, dtype=bool))

    @cached_property
    def _graph(self) -> Any:
        return _matrix(self.network)

    def nearest(self, point: LatLon) -> OnRoad | None:
        """The nearest point of a road, pieces of which are taken as straight; None where none is within 20 km."""
        net = self.network
        if not len(net.starts):
            return None
        scale = np.array([1.0, np.cos(np.radians(point.lat))])
        p, q = (net.nodes[net.starts] - point[:2]) * scale, (net.nodes[net.ends] - point[:2]) * scale
        along = q - p
        part = np.clip(-(p * along).sum(axis=1) / np.maximum((along**2).sum(axis=1), 1e-12), 0.0, 1.0)
        away = np.hypot(*(p + part[:, None] * along).T) * KM_PER_DEGREE
        row = int(away.argmin())
        if away[row] > NEAR_KM:
            return None
        there, back, off = float(part[row] * net.km[row]), float((1 - part[row]) * net.km[row]), float(away[row])
        return OnRoad(((int(net.starts[row]), there + off), (int(net.ends[row]), back + off)), off)

    def lengths(self, starts: Sequence[LatLon], ends: Sequence[LatLon]) -> Lengths:
        """Km by road between each start and end that have roads nearby, at least the great circle."""
        goals = {end: self.nearest(end) for end in ends}
        result: Lengths = {}
        for start in starts:
            here = self.nearest(start)
            if here is None:
                continue
            ways = self._ways(here)
            for end, there in goals.items():
                if there is not None and end != start:
                    by_road = min(there.along(here), *(float(ways[node]) + km for node, km in there.ends))
                    if np.isfinite(by_road):
                        result[frozenset((start, end))] = max(by_road, start.km(end))
        return result

    def _ways(self, here: OnRoad) -> np.ndarray:
        """Km from a point on a road to every node: float64[n]."""
        from scipy.sparse.csgraph import dijkstra

        nodes, km = zip(*here.ends, strict=True)
        away = dijkstra(self._graph, directed=False, indices=list(nodes))
        return np.asarray((away + np.array(km)[:, None]).min(axis=0))

    def crossings(
        self, departures: Sequence[Town], arrivals: Sequence[Town], line: Sequence[LatLon]
    ) -> list[tuple[LatLon, float]]:  # fmt: skip
        """Where the shortest ways between the largest places of two countries first cross their border.

        Returns
        -------
        list of (point, people of the place of departure x of arrival, added up), those of most first.
        """
        from scipy.sparse.csgraph import dijkstra

        across = self._across(line)
        homes = [(town, self.nearest(town.point)) for town in departures[:MOST_HOMES]]
        weights: dict[LatLon, float] = {}
        for city in arrivals[:MOST_CITIES]:
            goal = self.nearest(city.point)
            if goal is None:
                continue
            nodes = [node for node, _ in goal.ends]
            trees = dijkstra(self._graph, directed=False, indices=nodes, return_predecessors=True)
            for home, here in homes:
                point = None if here is None else self._first_across(here, goal, across, trees)
                if point is not None:
                    weights[point] = weights.get(point, 0.0) + home.people * city.people
        return sorted(weights.items(), key=lambda item: -item[1])

    @staticmethod
    def _first_across(
        here: OnRoad, goal: OnRoad, across: dict[tuple[int, int], LatLon], trees: tuple[np.ndarray, np.ndarray]
    ) -> LatLon | None:
        """The first crossing on the shortest way to a place, given the trees of all ways to both ends of its road."""
        ways, back = trees
        pairs = ((row, tree) for row, _ in here.ends for tree in (0, 1))
        off = dict(here.ends)
        row, tree = min(pairs, key=lambda pair: off[pair[0]] + float(ways[pair[1], pair[0]]) + goal.ends[pair[1]][1])
        if not np.isfinite(ways[tree, row]):
            return None
        while back[tree, row] >= 0:
            following = int(back[tree, row])
            if (row, following) in across:
                return across[row, following]
            row = following
        return across.get((row, goal.ends[1 - tree][0]))  # on the last piece, which leads past the place

    def _across(self, line: Sequence[LatLon]) -> dict[tuple[int, int], LatLon]:
        """Road pieces that cross a border, by their ends in both orders, with the point where they do."""
        net, border = self.network, np.array(line)
        p, q = net.nodes[net.starts], net.nodes[net.ends]
        near = np.all(np.minimum(p, q) <= border.max(axis=0), axis=1) & np.all(
            np.maximum(p, q) >= border.min(axis=0), axis=1
        )
        rows = np.flatnonzero(near)
        p, q = p[rows], q[rows]
        result: dict[tuple[int, int], LatLon] = {}
        for a, b in pairwise(border):
            if np.abs(b - a).max() > 2 * STEP_DEGREES:  # the end of one part of the border, the start of another
                continue
            hits = (_is_left(a, b, p) != _is_left(a, b, q)) & (_is_left(p, q, a) != _is_left(p, q, b))
            middle = LatLon(*((a + b) / 2).round(3).tolist())
            for row in rows[hits].tolist():
                result.setdefault((int(net.starts[row]), int(net.ends[row])), middle)
        return result


def _is_left(a: np.ndarray, b: np.ndarray, point: np.ndarray) -> np.ndarray:
    """On which side of the line from a to b a point lies; any of them may be many."""
    along, off = b - a, point - a
    return np.asarray(along[..., 0] * off[..., 1] > along[..., 1] * off[..., 0])


def _cut(network: Network, inside: np.ndarray) -> Network:
    numbers = np.cumsum(inside) - 1
    kept = inside[network.starts] & inside[network.ends]
    starts, ends = numbers[network.starts[kept]], numbers[network.ends[kept]]
    return Network(network.nodes[inside], starts, ends, network.km[kept], network.source)


def _matrix(network: Network) -> Any:
    """The graph as scipy takes it; a piece of no length would be none."""
    from scipy.sparse import coo_array

    size = len(network.nodes)
    km = np.maximum(network.km, 1e-6)
    return coo_array((km, (network.starts, network.ends)), shape=(size, size)).tocsr()
