"""Hours from place to place, and the alternatives of each origin (docs/model/travel, docs/model/choice)."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass

from serai.scenario.schema import Choice, Mode, Place, Route, Scenario
from twin.draws import name_key
from twin.timetable import Timetable

EARTH_RADIUS_KM = 6371.0088
WHOLE_DAY_MARGIN = 1e-9  # days of moving within which a full day counts as full


def route_km(scenario: Scenario, route: Route) -> float:
    """Length of a route: as stated, or great circle times road factor."""
    if route.km is not None:
        return route.km
    place = {place.name: place for place in scenario.places}
    km = great_circle_km(place[route.from_place], place[route.to_place])
    return max(km * (scenario.travel.road_factor.value if route.mode == "road" else 1.0), 0.1)


def great_circle_km(a: Place, b: Place) -> float:
    """Distance on a sphere by the haversine formula."""
    phi_a, phi_b = math.radians(a.lat), math.radians(b.lat)
    half_phi = (phi_b - phi_a) / 2
    half_lambda = math.radians(b.lon - a.lon) / 2
    chord = math.sin(half_phi) ** 2 + math.cos(phi_a) * math.cos(phi_b) * math.sin(half_lambda) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))


def with_rests(driving_hours: float, hours_per_day: float) -> float:
    """T = d + (ceil(d / h) - 1) * (24 - h)."""
    rests = max(math.ceil(driving_hours / hours_per_day - WHOLE_DAY_MARGIN) - 1, 0)
    return driving_hours + rests * (24 - hours_per_day)


class Map:
    """Hours of travel by mode: `hours[mode][start][end]`, without an entry where there is no way."""

    def __init__(self, scenario: Scenario) -> None:
        self.gates = {place.name for place in scenario.places if place.kind == "border_post"}
        self.hours = {
            name: {place.name: self._from(scenario, mode, place.name) for place in scenario.places}
            for name, mode in scenario.modes.items()
        }
        self.road = next(
            (n for n, mode in scenario.modes.items() if mode.network == "road"), next(iter(scenario.modes))
        )

    def _from(self, scenario: Scenario, mode: Mode, start: str) -> dict[str, float]:
        """Dijkstra's shortest ways; no way leads through a border post."""
        links: dict[str, list[tuple[str, float]]] = {}
        for route in scenario.routes:
            if route.mode == mode.network:
                hours = route_km(scenario, route) / (route.speed or mode.speed_kmh.value)
                links.setdefault(route.from_place, []).append((route.to_place, hours))
                if route.two_way:
                    links.setdefault(route.to_place, []).append((route.from_place, hours))
        reached: dict[str, float] = {}
        heap = [(0.0, start)]
        while heap:
            hours, place = heapq.heappop(heap)
            if place in reached:
                continue
            reached[place] = hours
            if place == start or place not in self.gates:
                for other, further in links.get(place, []):
                    heapq.heappush(heap, (hours + further, other))
        return {place: with_rests(hours, mode.hours_per_day.value) for place, hours in reached.items()}

    def between(self, mode: str, start: str, end: str) -> float:
        """Hours from place to place; infinite where there is no way."""
        return self.hours[mode][start].get(end, math.inf)

    def nearest(self, start: str, ends: list[str]) -> str:
        """The place that is reached first by road; blank where none is."""
        reached = [end for end in ends if self.between(self.road, start, end) < math.inf]
        return min(reached, key=lambda end: self.between(self.road, start, end), default="")


@dataclass(frozen=True)
class Way:
    """One alternative: city, post and mode, with the part of its utility that never changes."""

    key: int
    post: str
    city: str
    mode: str
    weight: float


def pull(place: Place) -> float:
    """A_c of a city."""
    return place.attraction if place.attraction is not None else (place.population or 0.0)


def onward_mode(scenario: Scenario, mode: str) -> str:
    """The mode that is used after the post."""
    return scenario.modes[mode].onward or mode


def weighed(choice: Choice, hours: float) -> float:
    """f(T) = T (T / T0)**(g - 1)."""
    power = choice.hours_exponent.value - 1
    return hours * (hours / choice.hours_scale.value) ** power if hours > 0 and power else hours


def ways_from(scenario: Scenario, roads: Map, timetable: Timetable, origin: str) -> list[Way]:
    """The alternatives of an origin; the largest weight is 1."""
    choice = scenario.choice
    found: list[tuple[Place, Place, str, float]] = []
    for mode in scenario.modes:
        posts = [place for place in scenario.places if place.kind == "border_post"]
        quickest = min((roads.between(mode, origin, post.name) for post in posts), default=math.inf)
        for post in posts:
            hours = roads.between(mode, origin, post.name)
            if not math.isfinite(hours) or hours > quickest + choice.consideration_hours.value:
                continue
            if not timetable.can_pass(post.name, "in", scenario.modes[mode].line):
                continue
            for city in scenario.places:
                further = roads.between(onward_mode(scenario, mode), post.name, city.name)
                if city.kind not in ("city", "camp") or not math.isfinite(further) or pull(city) <= 0:
                    continue
                utility = (
                    post.constant
                    + choice.attraction_weight.value * math.log(pull(city))
                    - choice.sensitivity_per_hour.value * weighed(choice, hours)
                    - choice.onward_sensitivity_per_hour.value * further
                )
                found.append((post, city, mode, utility))
    largest = max((utility for *_, utility in found), default=0.0)
    return [
        Way(name_key(city.name, post.name, mode), post.name, city.name, mode, math.exp(utility - largest))
        for post, city, mode, utility in found
    ]
