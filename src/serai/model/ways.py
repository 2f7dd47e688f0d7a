"""Distances and ways: hours between places by mode, and the alternatives of each origin."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from serai.codes import Direction, LineMode
from serai.model.timetable import Timetable
from serai.rng import GAMMA, name_key
from serai.scenario.destinations import regions_of, weighed_hours
from serai.scenario.lengths import by_map_km
from serai.scenario.members import attraction_of
from serai.scenario.schema import Choice, Mode, Place, Route, Scenario
from serai.state.places import WAY
from serai.units import HOURS_PER_DAY

LinkRow = tuple[int, int, float, float, bool]  # from, to, km, speed, both ways


class Links(NamedTuple):
    """Links of one network, sorted by the place where they begin; from one place to another there is at most one.

    Attributes
    ----------
    begins : int64[n_places + 1]; where those of each place begin
    end : int64[n]; the place to which each leads
    km, speed : float64[n]; speed 0: that of the mode
    """

    begins: np.ndarray
    end: np.ndarray
    km: np.ndarray
    speed: np.ndarray


def route_km(scenario: Scenario, route: Route, place_of: dict[str, Place]) -> float:
    """Length of a route: as stated, or great circle times road factor."""
    if route.km is not None:
        return route.km
    factor = scenario.travel.road_factor.value if route.mode == "road" else 1.0
    return by_map_km(place_of[route.from_place], place_of[route.to_place], factor)


def links_of(scenario: Scenario) -> dict[str, Links]:
    """Links of each network."""
    row = {place.name: number for number, place in enumerate(scenario.places)}
    place_of = {place.name: place for place in scenario.places}
    rows: dict[str, list[LinkRow]] = {mode.network: [] for mode in scenario.modes.values()}
    for route in scenario.routes:
        if route.mode in rows:
            ends = (row[route.from_place], row[route.to_place])
            km = route_km(scenario, route, place_of)
            rows[route.mode].append((*ends, km, route.speed or 0.0, route.two_way))
    return {network: as_links(mine, len(row)) for network, mine in rows.items()}


def as_links(rows: Sequence[LinkRow], n_places: int) -> Links:
    """Links from rows of (from, to, km, speed, whether it leads back as well)."""
    there = np.array(rows, dtype=np.float64).reshape(-1, 5)
    back = there[there[:, 4] != 0][:, [1, 0, 2, 3, 4]]
    both = np.concatenate([there, back])
    start, end, km, speed, _ = both[np.argsort(both[:, 0], kind="stable")].T
    return Links(np.searchsorted(start, np.arange(n_places + 1)), end.astype(np.int64), km, speed)


def with_rests(driving_hours: np.ndarray, hours_per_day: float | np.ndarray) -> np.ndarray:
    """Hours of a journey, nights included: after each full day of driving comes a rest.

    T = d + floor(d / h) * (24 - h), and no rest on arrival.
    """
    full_days = np.ceil(driving_hours / hours_per_day - 1e-9) - 1
    return np.asarray(driving_hours + np.maximum(full_days, 0) * (HOURS_PER_DAY - hours_per_day))


def shortest(links: Links, speeds_kmh: Sequence[float], blocked: Sequence[bool]) -> np.ndarray:
    """Driving hours from each place to all others, by each mode of a network.

    Parameters
    ----------
    links : Links
    speeds_kmh : sequence of float
        Speed of each mode where a link states none.
    blocked : sequence of bool
        Places that no way leads through: border posts, which are gates, not junctions.

    Returns
    -------
    float64[n_modes, n_places, n_places], hours of driving from row to column; infinite where there is no way. By the
    label correcting algorithm of Moore (1959), for all starts and modes at once.
    """
    n_places, is_gate = len(blocked), np.array(blocked, dtype=bool)
    by_mode = [links.km / np.where(links.speed > 0, links.speed, speed) for speed in speeds_kmh]
    hours = np.stack(by_mode, axis=1)[:, :, np.newaxis]
    reached = np.full((n_places, len(speeds_kmh), n_places), np.inf)  # first the end: a link concerns two of them
    reached[np.arange(n_places), :, np.arange(n_places)] = 0.0
    onward, last = (_by_place(links, hours, rows) for rows in (~is_gate[links.end], is_gate[links.end]))
    gates, junctions = np.flatnonzero(is_gate).tolist(), np.flatnonzero(~is_gate).tolist()
    for gate in gates:  # only who starts here goes on
        for ends, more in (onward[gate], last[gate]):
            reached[ends, :, gate] = more[:, :, 0]
    waiting, is_waiting = deque(junctions), ~is_gate
    while waiting:
        place = waiting.popleft()
        is_waiting[place] = False
        ends, more = onward[place]
        before, at = reached[ends], reached[place] + more
        nearer = ends[(at < before).any(axis=(1, 2))]
        if nearer.size:
            reached[ends] = np.minimum(before, at)
            waiting += nearer[~is_waiting[nearer]].tolist()
            is_waiting[nearer] = True
    for place in junctions:  # who reaches a gate is there
        ends, more = last[place]
        reached[ends] = np.minimum(reached[ends], reached[place] + more)
    return reached.transpose(1, 2, 0)


def _by_place(links: Links, hours: np.ndarray, rows: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Ends and hours of some of the links, place by place."""
    begins = np.concatenate([[0], np.cumsum(rows)])[links.begins].tolist()
    ends, hours = links.end[rows], hours[rows]
    return [(ends[first:last], hours[first:last]) for first, last in pairwise(begins)]


def build_hours(scenario: Scenario) -> np.ndarray:
    """Hours from place to place by mode, nights included: float64[n_modes, n_places, n_places]."""
    blocked = [place.kind == "border_post" for place in scenario.places]
    modes = list(scenario.modes.values())
    hours = np.full((len(modes), len(blocked), len(blocked)), np.inf)
    hours[:, np.arange(len(blocked)), np.arange(len(blocked))] = 0.0
    for network, links in links_of(scenario).items():
        if links.end.size:
            rows = np.array([row for row, mode in enumerate(modes) if mode.network == network])
            driving = shortest(links, [modes[row].speed_kmh.value for row in rows], blocked)
            end, mode, start = np.nonzero(np.isfinite(driving.transpose(2, 0, 1)))  # as it lies in memory
            per_day = np.array([modes[row].hours_per_day.value for row in rows])
            hours[rows[mode], start, end] = with_rests(driving[mode, start, end], per_day[mode])
    return hours


@dataclass
class Ways:
    """Alternatives by origin, mode and region of destination: WAY[n], and where those of each begin.

    int64[n_places * n_modes * (n_nests + 1) + 1]; those to cities of no region come first.
    """

    start: np.ndarray
    way: np.ndarray


def build_ways(scenario: Scenario, hours: np.ndarray, timetable: Timetable, nest: np.ndarray) -> Ways:
    """Alternatives (city, post, mode) of each origin with the part of their weight that never changes.

    ln w = alpha_p + beta_A ln A_c - theta f(T_op) - theta_onward T_pc, the largest of an origin at 0. A post is
    considered if its hours are within `consideration_hours` of the least, by mode.

    Parameters
    ----------
    scenario : Scenario
    hours : float64[n_modes, n_places, n_places]
    timetable : Timetable
    nest : int[n_places]
        The region of destination of each place; -1: none.
    """
    onward = _Onward(scenario, hours, timetable, nest)
    origins = [row for row, place in enumerate(scenario.places) if place.kind == "origin"]
    n_modes, n_blocks = len(scenario.modes), len(regions_of(scenario)) + 1
    rows, logs = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    count = np.zeros((len(scenario.places), n_modes * n_blocks), dtype=np.int64)
    for origin in origins:
        mine, log = onward.ways_from(origin)
        rows.append(mine)
        logs.append(log - log.max(initial=-math.inf))
        count[origin] = np.bincount(onward.block[mine], minlength=n_modes * n_blocks)
    way = onward.ways[np.concatenate(rows)]
    way["weight"] = np.fromiter(map(math.exp, np.concatenate(logs).tolist()), dtype=np.float64)
    return Ways(np.concatenate([[0], np.cumsum(count)]), way)


def hours_to_posts(ways: Ways, hours: np.ndarray) -> np.ndarray:
    """Hours from the origin of each alternative to its post: those of `build_hours`, side by side."""
    n_places = hours.shape[1]
    origin = np.repeat(np.arange(n_places), np.diff(ways.start[:: (ways.start.size - 1) // n_places]))
    return np.asarray(hours[ways.way["mode"], origin, ways.way["post"]])


class _Onward:
    """The ways from posts to cities by mode, which those of all origins share."""

    def __init__(self, scenario: Scenario, hours: np.ndarray, timetable: Timetable, nest: np.ndarray) -> None:
        choice, places = scenario.choice, scenario.places
        self.choice, self.hours = choice, hours
        self.posts = np.array([row for row, place in enumerate(places) if place.kind == "border_post"], dtype=np.int64)
        lines = np.array([int(LineMode[mode.line.upper()]) for mode in scenario.modes.values()], dtype=np.int64)
        has_line = timetable.first_line[self.posts, Direction.IN][:, lines].T >= 0
        self.shut = (timetable.has_lines[self.posts, Direction.IN] != 0) & ~has_line
        pulls = {row: attraction_of(p) for row, p in enumerate(places) if p.kind in ("city", "camp")}
        pulling = np.array([row for row, pull in pulls.items() if pull > 0], dtype=np.int64)
        weight = choice.attraction_weight.value
        pull = np.array([weight * math.log(pull) for pull in pulls.values() if pull > 0])
        constant = np.array([places[post].constant for post in self.posts.tolist()])
        further = hours[onward_rows(scenario)][:, self.posts][:, :, pulling]
        mode, post, city = np.nonzero(np.isfinite(further) & ~self.shut[:, :, np.newaxis])
        self.ways = np.zeros(city.size, dtype=WAY)
        self.ways["post"], self.ways["city"] = self.posts[post], pulling[city]
        self.ways["mode"], self.ways["line_mode"] = mode, lines[mode]
        self.ways["step"] = _steps(scenario, self.ways)
        block = mode * (len(regions_of(scenario)) + 1) + nest[self.ways["city"]] + 1
        self.block = block.astype(np.min_scalar_type(block.max(initial=0)))  # few bits are sorted faster
        self.to_post = mode * self.posts.size + post
        self.constant = constant[post] + pull[city]
        self.further = choice.onward_sensitivity_per_hour.value * further[mode, post, city]

    def ways_from(self, origin: int) -> tuple[np.ndarray, np.ndarray]:
        """The alternatives of an origin, by mode and region and the likeliest first: their rows in `ways`, and ln w."""
        choice, reach = self.choice, self.hours[:, origin, self.posts]
        least = reach.min(axis=1, initial=math.inf, keepdims=True)
        near = (reach <= least + choice.consideration_hours.value) & np.isfinite(reach)
        weighed, wanted = np.zeros(reach.shape), near & ~self.shut
        weighed[wanted] = choice.sensitivity_per_hour.value * _weighed(choice, reach[wanted])
        mine = np.flatnonzero(near.ravel()[self.to_post])
        log = (self.constant[mine] - weighed.ravel()[self.to_post[mine]]) - self.further[mine]
        order = np.lexsort((-log, self.block[mine]))
        return mine[order], log[order]


def _weighed(choice: Choice, hours: np.ndarray) -> np.ndarray:
    """As `weighed_hours`, of many: by Python's power, since the last bits of NumPy's depend on the processor."""
    if choice.hours_exponent.value == 1.0:
        return hours
    return np.array([weighed_hours(choice, number) for number in hours.tolist()])


def _steps(scenario: Scenario, ways: np.ndarray) -> np.ndarray:
    """Key of the names of each way, times `GAMMA`: uint64[n]."""
    named, modes = [place.name for place in scenario.places], list(scenario.modes)
    ends = zip(ways["city"].tolist(), ways["post"].tolist(), ways["mode"].tolist(), strict=True)
    keys = [name_key(named[city], named[post], modes[mode]) for city, post, mode in ends]
    return np.array(keys, dtype=np.uint64) * GAMMA


def onward_rows(scenario: Scenario) -> list[int]:
    """Row of the mode used after the post, for each mode."""
    names = list(scenario.modes)
    return [names.index(mode.onward) if mode.onward else row for row, mode in enumerate(scenario.modes.values())]


def nearest(hours: np.ndarray, start: int, ends: list[int]) -> int:
    """Row of the end that is reached first, the first of equals; -1 where none can be reached."""
    if not ends:
        return -1
    reached = hours[start, ends]
    first = int(reached.argmin())
    return ends[first] if math.isfinite(reached[first]) else -1


def road_mode(modes: dict[str, Mode]) -> int:
    """Row of the first mode that uses roads, by which distances between cities are computed."""
    return next((row for row, mode in enumerate(modes.values()) if mode.network == "road"), 0)
