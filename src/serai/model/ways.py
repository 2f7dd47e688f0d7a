"""Distances and ways: hours between places by mode, and the alternatives of each origin."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from serai.codes import Direction, LineMode
from serai.rng import GAMMA, name_key
from serai.scenario.destinations import weighed_hours
from serai.scenario.lengths import by_map_km
from serai.scenario.members import attraction_of
from serai.scenario.schema import Mode, Place, Route, Scenario
from serai.state.places import WAY
from serai.units import HOURS_PER_DAY

Links = list[list[tuple[int, float, float]]]  # for each place: (other place, km, speed or 0)


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


def shortest(links: Links, start: int, speed_kmh: float, blocked: Sequence[bool]) -> np.ndarray:
    """Driving hours from one place to all others (Dijkstra 1959).

    Parameters
    ----------
    links : Links
    start : int
        Row of the place.
    speed_kmh : float
        Speed where a link states none.
    blocked : sequence of bool
        Places that no way leads through: border posts, which are gates, not junctions.

    Returns
    -------
    float64[n_places], hours of driving; infinite where there is no way.
    """
    hours = [math.inf] * len(links)
    hours[start] = 0.0
    heap = [(0.0, start)]
    done = [False] * len(links)
    while heap:
        reached, place = heapq.heappop(heap)
        if done[place]:
            continue
        done[place] = True
        if blocked[place] and place != start:
            continue
        for other, km, speed in links[place]:
            at = reached + km / (speed or speed_kmh)
            if at < hours[other]:
                hours[other] = at
                heapq.heappush(heap, (at, other))
    return np.array(hours)


def build_hours(scenario: Scenario) -> np.ndarray:
    """Hours from place to place by mode, nights included: float64[n_modes, n_places, n_places]."""
    kinds = [place.kind for place in scenario.places]
    blocked = [kind == "border_post" for kind in kinds]
    found = np.full((len(scenario.modes), len(kinds), len(kinds)), np.inf)
    networks = {mode.network: links_of(scenario, mode.network) for mode in scenario.modes.values()}
    for number, mode in enumerate(scenario.modes.values()):
        links = networks[mode.network]
        for start in range(len(kinds)):
            driving = shortest(links, start, mode.speed_kmh.value, blocked)
            there = np.isfinite(driving)
            found[number, start, there] = with_rests(driving[there], mode.hours_per_day.value)
    return found


@dataclass
class Ways:
    """Alternatives by origin and mode: WAY[n], and where those of each begin: int64[n_places * n_modes + 1]."""

    start: np.ndarray
    way: np.ndarray


def build_ways(scenario: Scenario, hours: np.ndarray, first_line: np.ndarray, has_lines: np.ndarray) -> Ways:
    """Alternatives (city, post, mode) of each origin with the part of their weight that never changes.

    ln w = alpha_p + beta_A ln A_c - theta f(T_op) - theta_onward T_pc, the largest of an origin at 0. A post is
    considered if its hours are within `consideration_hours` of the least, by mode.
    """
    posts = [row for row, place in enumerate(scenario.places) if place.kind == "border_post"]
    onward = _Onward(scenario, hours)
    parts: list[np.ndarray] = []
    count = np.zeros((len(scenario.places), len(scenario.modes)), dtype=np.int64)
    for origin, place in enumerate(scenario.places):
        found = []
        for number, mode in enumerate(scenario.modes.values() if place.kind == "origin" else ()):
            line_mode = int(LineMode[mode.line.upper()])
            nearest = min((hours[number, origin, post] for post in posts), default=math.inf)
            for post in posts:
                reach = hours[number, origin, post]
                if not reach <= nearest + scenario.choice.consideration_hours.value or not math.isfinite(reach):
                    continue
                if has_lines[post, Direction.IN] and first_line[post, Direction.IN, line_mode] < 0:
                    continue
                found.append(onward.ways(number, post, line_mode, reach))
        ways = np.concatenate([np.zeros(0, dtype=WAY), *found])
        if ways.size:
            ways["weight"] = [math.exp(log) for log in (ways["weight"] - ways["weight"].max()).tolist()]
        parts.append(ways)
        count[origin] = np.bincount(ways["mode"], minlength=len(scenario.modes))
    return Ways(np.concatenate([[0], np.cumsum(count)]), np.concatenate(parts))


def lightness(weight: np.ndarray) -> np.ndarray:
    """1 / weight of each alternative; infinite where it can never be chosen."""
    with np.errstate(divide="ignore"):
        return np.asarray(1.0 / weight)


class _Onward:
    """From posts to cities: what the ways of all origins share."""

    def __init__(self, scenario: Scenario, hours: np.ndarray) -> None:
        self.scenario, self.hours = scenario, hours
        self.mode_names = list(scenario.modes)
        self.mode_onward = onward_rows(scenario)
        pulls = {row: attraction_of(p) for row, p in enumerate(scenario.places) if p.kind in ("city", "camp")}
        self.pulling = np.array([row for row, pull in pulls.items() if pull > 0], dtype=np.int64)
        weight = scenario.choice.attraction_weight.value
        self.pull = np.array([weight * math.log(pull) for pull in pulls.values() if pull > 0])
        self.bare: dict[tuple[int, int], np.ndarray] = {}

    def ways(self, mode: int, post: int, line_mode: int, reach: float) -> np.ndarray:
        """The alternatives by one mode and post, one for each city that can be reached, with ln w as their weight."""
        choice = self.scenario.choice
        if (mode, post) not in self.bare:
            self.bare[mode, post] = self._to_cities(mode, post, line_mode)
        ways = self.bare[mode, post].copy()
        further = self.hours[self.mode_onward[mode], post, ways["city"]]
        ways["weight"] -= choice.sensitivity_per_hour.value * weighed_hours(choice, reach)
        ways["weight"] -= choice.onward_sensitivity_per_hour.value * further
        return ways

    def _to_cities(self, mode: int, post: int, line_mode: int) -> np.ndarray:
        places = self.scenario.places
        there = np.isfinite(self.hours[self.mode_onward[mode], post, self.pulling])
        ways = np.zeros(int(there.sum()), dtype=WAY)
        ways["post"], ways["mode"], ways["line_mode"] = post, mode, line_mode
        ways["city"] = self.pulling[there]
        keys = [name_key(places[city].name, places[post].name, self.mode_names[mode]) for city in ways["city"]]
        ways["step"] = np.array(keys, dtype=np.uint64) * GAMMA
        ways["weight"] = places[post].constant + self.pull[there]
        return ways


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
