"""Distances and ways: hours between places by mode, and the alternatives of each origin."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass

import numpy as np

from serai.codes import Direction, LineMode
from serai.rng import name_key
from serai.scenario.schema import Mode, Place, Route, Scenario
from serai.state.places import WAY
from serai.units import HOURS_PER_DAY, great_circle_km

Links = list[list[tuple[int, float, float]]]  # for each place: (other place, km, speed or 0)


def route_km(scenario: Scenario, route: Route, place_of: dict[str, Place]) -> float:
    """Length of a route: as stated, or great circle times road factor."""
    if route.km is not None:
        return route.km
    a, b = place_of[route.from_place], place_of[route.to_place]
    factor = scenario.travel.road_factor.value if route.mode == "road" else 1.0
    return max(great_circle_km(a.lat, a.lon, b.lat, b.lon) * factor, 0.1)


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


def with_rests(driving_hours: float, hours_per_day: float) -> float:
    """Hours of a journey, nights included: after each full day of driving comes a rest.

    T = d + floor(d / h) * (24 - h), and no rest on arrival.
    """
    full_days = math.ceil(driving_hours / hours_per_day - 1e-9) - 1
    return driving_hours + max(full_days, 0) * (HOURS_PER_DAY - hours_per_day)


def shortest(links: Links, start: int, speed_kmh: float, blocked: np.ndarray) -> np.ndarray:
    """Driving hours from one place to all others (Dijkstra 1959).

    Parameters
    ----------
    links : Links
    start : int
        Row of the place.
    speed_kmh : float
        Speed where a link states none.
    blocked : bool[n_places]
        Places that no way leads through: border posts, which are gates, not junctions.

    Returns
    -------
    float64[n_places], hours of driving; infinite where there is no way.
    """
    hours = np.full(len(links), np.inf)
    hours[start] = 0.0
    heap = [(0.0, start)]
    done = np.zeros(len(links), dtype=bool)
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
    return hours


def build_hours(scenario: Scenario) -> np.ndarray:
    """Hours from place to place by mode, nights included: float64[n_modes, n_places, n_places]."""
    kinds = [place.kind for place in scenario.places]
    blocked = np.array([kind == "border_post" for kind in kinds])
    found = np.full((len(scenario.modes), len(kinds), len(kinds)), np.inf)
    networks = {mode.network: links_of(scenario, mode.network) for mode in scenario.modes.values()}
    for number, mode in enumerate(scenario.modes.values()):
        links = networks[mode.network]
        for start in range(len(kinds)):
            driving = shortest(links, start, mode.speed_kmh.value, blocked)
            for end in np.flatnonzero(np.isfinite(driving)):
                found[number, start, end] = with_rests(float(driving[end]), mode.hours_per_day.value)
    return found


@dataclass
class Ways:
    """The alternatives of each origin: WAY[n], and where those of each place begin: int64[n_places + 1]."""

    start: np.ndarray
    way: np.ndarray


def build_ways(scenario: Scenario, hours: np.ndarray, first_line: np.ndarray, has_lines: np.ndarray) -> Ways:
    """Alternatives (city, post, mode) of each origin with the part of their weight that never changes.

    ln w = alpha_p + beta_A ln A_c - theta T_op - theta_onward T_pc, the largest of an origin at 0. A post is
    considered if its hours are within `consideration_hours` of the least, by mode.
    """
    places = scenario.places
    posts = [row for row, place in enumerate(places) if place.kind == "border_post"]
    cities = [row for row, place in enumerate(places) if place.kind in ("city", "camp")]
    modes = list(scenario.modes.values())
    onward = onward_rows(scenario)
    start = np.zeros(len(places) + 1, dtype=np.int64)
    rows: list[tuple[int, float, int, int, int, int]] = []
    for origin, place in enumerate(places):
        if place.kind == "origin":
            found = []
            for number, mode in enumerate(modes):
                line_mode = int(LineMode[mode.line.upper()])
                nearest = min((hours[number, origin, post] for post in posts), default=math.inf)
                for post in posts:
                    reach = hours[number, origin, post]
                    if not reach <= nearest + scenario.choice.consideration_hours.value or not math.isfinite(reach):
                        continue
                    if has_lines[post, Direction.IN] and first_line[post, Direction.IN, line_mode] < 0:
                        continue
                    found += _to_cities(scenario, hours, (number, post, onward[number], line_mode), reach, cities)
            largest = max((way[1] for way in found), default=0.0)
            rows += [
                (key, math.exp(log - largest), post, city, number, line) for key, log, post, city, number, line in found
            ]
        start[origin + 1] = len(rows)
    way = np.zeros(len(rows), dtype=WAY)
    for row, values in enumerate(rows):
        way[row] = values
    return Ways(start, way)


def _to_cities(
    scenario: Scenario, hours: np.ndarray, by: tuple[int, int, int, int], reach: float, cities: list[int]
) -> list[tuple[int, float, int, int, int, int]]:
    """The alternatives of one origin, mode and post: one for each city that can be reached from the post."""
    number, post, onward, line_mode = by
    names = list(scenario.modes)
    choice = scenario.choice
    found = []
    for city in cities:
        further = hours[onward, post, city]
        pull = attraction_of(scenario.places[city])
        if not math.isfinite(further) or pull <= 0:
            continue
        log_weight = (
            scenario.places[post].constant
            + choice.attraction_weight.value * math.log(pull)
            - choice.sensitivity_per_hour.value * reach
            - choice.onward_sensitivity_per_hour.value * float(further)
        )
        key = int(name_key(scenario.places[city].name, scenario.places[post].name, names[number]))
        found.append((key, log_weight, post, city, number, line_mode))
    return found


def attraction_of(place: Place) -> float:
    """A_c of a city: as stated, or its inhabitants."""
    return place.attraction if place.attraction is not None else (place.population or 0.0)


def onward_rows(scenario: Scenario) -> list[int]:
    """Row of the mode used after the post, for each mode."""
    names = list(scenario.modes)
    return [names.index(mode.onward) if mode.onward else row for row, mode in enumerate(scenario.modes.values())]


def nearest(hours: np.ndarray, start: int, ends: list[int]) -> int:
    """Row of the end that is reached first, the first of equals; -1 where none can be reached."""
    best = min(((float(hours[start, end]), end) for end in ends), default=(math.inf, -1))
    return best[1] if math.isfinite(best[0]) else -1


def road_mode(modes: dict[str, Mode]) -> int:
    """Row of the first mode that uses roads, by which distances between cities are reckoned."""
    return next((row for row, mode in enumerate(modes.values()) if mode.network == "road"), 0)
