"""Distances and ways: hours between places by mode, and the alternatives of each origin."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from serai.codes import Direction, LineMode
from serai.model.timetable import Timetable
from serai.rng import GAMMA, name_key
from serai.scenario.destinations import regions_of, weighed_hours
from serai.scenario.lengths import by_map_km
from serai.scenario.members import attraction_of
from serai.scenario.schema import Mode, Place, Route, Scenario
from serai.state.places import WAY
from serai.units import HOURS_PER_DAY

Links = list[list[tuple[int, float, float]]]  # for each place: (other place, km, speed or 0), at most one to each other


def route_km(scenario: Scenario, route: Route, place_of: dict[str, Place]) -> float:
    """Length of a route: as stated, or great circle times road factor."""
    if route.km is not None:
        return route.km
    factor = scenario.travel.road_factor.value if route.mode == "road" else 1.0
    return by_map_km(place_of[route.from_place], place_of[route.to_place], factor)


def links_of(scenario: Scenario, network: str) -> Links:
    """Links of one network, by place."""
    row = {place.name: number for number, place in enumerate(scenario.places)}
    place_of = {place.name: place for place in scenario.places}
    links: Links = [[] for _ in scenario.places]
    for route in scenario.routes:
        if route.mode != network:
            continue
        km = route_km(scenario, route, place_of)
        a, b = row[route.from_place], row[route.to_place]
        links[a].append((b, km, route.speed or 0.0))
        if route.two_way:
            links[b].append((a, km, route.speed or 0.0))
    return links


def with_rests(driving_hours: np.ndarray, hours_per_day: float) -> np.ndarray:
    """Hours of a journey, nights included: after each full day of driving comes a rest.

    T = d + floor(d / h) * (24 - h), and no rest on arrival.
    """
    full_days = np.ceil(driving_hours / hours_per_day - 1e-9) - 1
    return np.asarray(driving_hours + np.maximum(full_days, 0) * (HOURS_PER_DAY - hours_per_day))


def shortest(links: Links, speed_kmh: float, blocked: Sequence[bool]) -> np.ndarray:
    """Driving hours from each place to all others.

    Parameters
    ----------
    links : Links
    speed_kmh : float
        Speed where a link states none.
    blocked : sequence of bool
        Places that no way leads through: border posts, which are gates, not junctions.

    Returns
    -------
    float64[n_places, n_places], hours of driving from row to column; infinite where there is no way. By the label
    correcting algorithm of Moore (1959), for all starts at once.
    """
    reached = np.full((len(links), len(links)), np.inf)  # a row for each end, so that a link concerns two of them
    np.fill_diagonal(reached, 0.0)
    ends = [np.array([end for end, _, _ in neighbours], dtype=np.int64) for neighbours in links]
    hours = [
        np.array([km / (speed or speed_kmh) for _, km, speed in neighbours])[:, np.newaxis] for neighbours in links
    ]
    waiting = deque(range(len(links)))
    is_waiting = [True] * len(links)
    for place in waiting.copy():
        if blocked[place]:  # only who starts here goes on
            waiting.remove(place)
            is_waiting[place] = False
            reached[ends[place], place] = hours[place][:, 0]
    while waiting:
        place = waiting.popleft()
        is_waiting[place] = False
        before = reached[ends[place]]
        at = reached[place] + hours[place]
        nearer = (at < before).any(axis=1)
        reached[ends[place]] = np.minimum(before, at)
        for other in ends[place][nearer].tolist():
            if not is_waiting[other] and not blocked[other]:
                is_waiting[other] = True
                waiting.append(other)
    return reached.T


def build_hours(scenario: Scenario) -> np.ndarray:
    """Hours from place to place by mode, nights included: float64[n_modes, n_places, n_places]."""
    kinds = [place.kind for place in scenario.places]
    blocked = [kind == "border_post" for kind in kinds]
    hours = np.full((len(scenario.modes), len(kinds), len(kinds)), np.inf)
    networks = {network: links_of(scenario, network) for network in {mode.network for mode in scenario.modes.values()}}
    for number, mode in enumerate(scenario.modes.values()):
        driving = shortest(networks[mode.network], mode.speed_kmh.value, blocked)
        there = np.isfinite(driving)
        hours[number][there] = with_rests(driving[there], mode.hours_per_day.value)
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
    onward = [_Onward(scenario, hours, number, timetable, nest) for number in range(len(scenario.modes))]
    n_blocks = len(regions_of(scenario)) + 1
    begins = np.cumsum([0, *(each.ways.size for each in onward)])
    rows, weights = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    count = np.zeros((len(scenario.places), len(scenario.modes), n_blocks), dtype=np.int64)
    for origin in [row for row, place in enumerate(scenario.places) if place.kind == "origin"]:
        ways = [each.ways_from(origin) for each in onward]
        logs = np.concatenate([log for _, log in ways])
        weights.append(np.array([math.exp(log) for log in (logs - logs.max(initial=-math.inf)).tolist()]))
        rows += [begin + row for begin, (row, _) in zip(begins[:-1].tolist(), ways, strict=True)]
        nests = [each.nest[row] for each, (row, _) in zip(onward, ways, strict=True)]
        count[origin] = [np.bincount(row + 1, minlength=n_blocks) for row in nests]
    way = np.concatenate([each.ways for each in onward])[np.concatenate(rows)]
    way["weight"] = np.concatenate(weights)
    return Ways(np.concatenate([[0], np.cumsum(count)]), way)


def hours_to_posts(ways: Ways, hours: np.ndarray) -> np.ndarray:
    """Hours from the origin of each alternative to its post: those of `build_hours`, side by side."""
    n_places = hours.shape[1]
    origin = np.repeat(np.arange(n_places), np.diff(ways.start[:: (ways.start.size - 1) // n_places]))
    return np.asarray(hours[ways.way["mode"], origin, ways.way["post"]])


class _Onward:
    """The ways of one mode from posts to cities, which those of all origins share."""

    def __init__(
        self, scenario: Scenario, hours: np.ndarray, mode: int, timetable: Timetable, nest: np.ndarray
    ) -> None:
        choice, places = scenario.choice, scenario.places
        self.choice, self.name = choice, list(scenario.modes)[mode]
        line_mode = int(LineMode[scenario.modes[self.name].line.upper()])
        self.posts = np.array([row for row, place in enumerate(places) if place.kind == "border_post"], dtype=np.int64)
        has_line = timetable.first_line[self.posts, Direction.IN, line_mode] >= 0
        shut = (timetable.has_lines[self.posts, Direction.IN] != 0) & ~has_line
        self.hours, self.shut = hours[mode], shut
        further = hours[onward_rows(scenario)[mode]]
        pulls = {row: attraction_of(p) for row, p in enumerate(places) if p.kind in ("city", "camp")}
        pulling = np.array([row for row, pull in pulls.items() if pull > 0], dtype=np.int64)
        weight = choice.attraction_weight.value
        pull = np.array([weight * math.log(pull) for pull in pulls.values() if pull > 0])
        constant = np.array([places[post].constant for post in self.posts.tolist()])
        self.of_post, city = np.nonzero(np.isfinite(further[np.ix_(self.posts, pulling)]) & ~shut[:, np.newaxis])
        self.ways = np.zeros(city.size, dtype=WAY)
        self.ways["post"], self.ways["city"] = self.posts[self.of_post], pulling[city]
        self.ways["mode"], self.ways["line_mode"] = mode, line_mode
        self.nest = nest[self.ways["city"]]
        named = [place.name for place in places]
        ends = zip(self.ways["city"].tolist(), self.ways["post"].tolist(), strict=True)
        keys = [name_key(named[end], named[post], self.name) for end, post in ends]
        self.ways["step"] = np.array(keys, dtype=np.uint64) * GAMMA
        self.constant = constant[self.of_post] + pull[city]
        self.further = choice.onward_sensitivity_per_hour.value * further[self.ways["post"], self.ways["city"]]

    def ways_from(self, origin: int) -> tuple[np.ndarray, np.ndarray]:
        """The alternatives of an origin, by region and the likeliest first: their rows in `ways`, and ln w of each."""
        choice, reach = self.choice, self.hours[origin, self.posts]
        near = (reach <= reach.min(initial=math.inf) + choice.consideration_hours.value) & np.isfinite(reach)
        weighed = np.zeros(reach.size)
        for row in np.flatnonzero(near & ~self.shut).tolist():
            weighed[row] = choice.sensitivity_per_hour.value * weighed_hours(choice, float(reach[row]))
        mine = np.flatnonzero(near[self.of_post])
        log = (self.constant[mine] - weighed[self.of_post[mine]]) - self.further[mine]
        order = np.lexsort((-log, self.nest[mine]))
        return mine[order], log[order]


def onward_rows(scenario: Scenario) -> list[int]:
    """Row of the mode used after the post, for each mode."""
    names = list(scenario.modes)
    return [names.index(mode.onward) if mode.onward else row for row, mode in enumerate(scenario.modes.values())]


def nearest(hours: np.ndarray, start: int, ends: list[int]) -> int:
    """Row of the end that is reached first, the first of equals; -1 where none can be reached."""
    best = min(((float(hours[start, end]), end) for end in ends), default=(math.inf, -1))
    return best[1] if math.isfinite(best[0]) else -1


def road_mode(modes: dict[str, Mode]) -> int:
    """Row of the first mode that uses roads, by which distances between cities are computed."""
    return next((row for row, mode in enumerate(modes.values()) if mode.network == "road"), 0)
