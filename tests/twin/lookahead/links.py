"""Links between places, when they are open, and the ways over them (docs/model/lookahead)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from serai.flee.schema import FleeScenario, LookaheadClosure, LookaheadRoute
from serai.scenario.schema import Route
from twin.ways import great_circle_km

MOST_MARKS = 64


@dataclass
class Link:
    """One direction of a road."""

    start: str
    end: str
    km: float
    max_km: float  # way in a day
    walk_share: float
    is_open: bool = True
    closures: int = 0  # how often it has closed

    @property
    def is_short(self) -> bool:
        """Whether people who come to it with a day's way before them pass it on that day, for sure."""
        return self.walk_share == 0.0 and self.km < self.max_km


class Way(NamedTuple):
    """A way that may be chosen: its places after the first, and its length."""

    places: tuple[str, ...]
    km: float


class Reach(NamedTuple):
    """Links of a way that are taken, and which km of today let people pass all of them today."""

    links: tuple[Link, ...]
    km: float = 0.0
    within: float = math.inf  # who has come fewer comes to the end for sure
    again: float = math.inf  # who has come fewer may go on from there


class Network:
    """All links, day by day."""

    def __init__(self, scenario: FleeScenario) -> None:
        self.scenario = scenario
        self.look = scenario.lookahead
        self.country = {row.place: row.country for row in scenario.lookahead_places}
        self.links = [link for route in scenario.routes for link in self._links_of(route)]
        self.ways_by_state: dict[tuple[object, ...], list[Way]] = {}
        self.marks_of: dict[str, list[float]] = {}
        self.unknown_below = dict.fromkeys((place.name for place in scenario.places), 0.0)

    def _links_of(self, route: Route) -> Iterator[Link]:
        entry = self._entry(route.from_place, route.to_place)
        lengths = [self._length(route), *(float(km) for km in (entry.more_km.split() if entry else ()))]
        if self.scenario.flee_as_run and entry is not None and entry.redirection == "from":
            lengths = [lengths[0], *lengths]
        max_km = entry.max_km if entry is not None and entry.max_km else self.look.max_move_km.value
        for km in lengths:
            walk_share = entry.walk_share if entry is not None else 0.0
            yield Link(route.from_place, route.to_place, km, max_km, walk_share)
            if route.two_way:
                yield Link(route.to_place, route.from_place, km, max_km, walk_share)

    def _entry(self, one: str, other: str) -> LookaheadRoute | None:
        """What is known of the links between two places; the last row about them holds."""
        rows = [row for row in self.scenario.lookahead_routes if {row.from_place, row.to_place} == {one, other}]
        return rows[-1] if rows else None

    def _length(self, route: Route) -> float:
        if route.km is not None:
            return route.km
        place = {place.name: place for place in self.scenario.places}
        km = great_circle_km(place[route.from_place], place[route.to_place])
        return km * self.scenario.travel.road_factor.value

    def day_of(self, moment: datetime) -> int:
        """Days since the start."""
        return (moment.date() - self.scenario.start).days

    def begin(self, day: int) -> None:
        """Links close and open at the beginning of a day, the first included."""
        kinds = ("country", "place") if self.scenario.flee_as_run else ("country", "place", "link")
        rows = [row for row in self.scenario.lookahead_closures if row.kind in kinds]
        if self.scenario.flee_as_run:
            for row in rows:
                self._act(row, day)
            return
        for link in self.links:
            is_open = not any(self.is_about(row, link) and self._holds(row, day) for row in rows)
            link.closures += link.is_open and not is_open
            link.is_open = is_open

    def _act(self, row: LookaheadClosure, day: int) -> None:
        """As Flee does: a closing closes and an opening opens, whatever else holds."""
        for link in self.links:
            if self.is_about(row, link) and row.closes is not None and self.day_of(row.closes) == day:
                link.is_open = False
                link.closures += 1
            if self.is_about(row, link) and row.opens is not None and self.day_of(row.opens) == day:
                link.is_open = True

    def _holds(self, row: LookaheadClosure, day: int) -> bool:
        """Whether a closure is in force; one that opens before it closes never ends."""
        if row.closes is None or day < self.day_of(row.closes):
            return False
        return row.opens is None or row.opens <= row.closes or day < self.day_of(row.opens)

    def is_about(self, row: LookaheadClosure, link: Link) -> bool:
        """Whether a closure is about a link: between two countries, two places, or at one place."""
        if row.kind == "place":
            return row.where in (link.start, link.end)
        ends = (link.start, link.end)
        if row.kind == "country":
            ends = (self.country.get(link.start, ""), self.country.get(link.end, ""))
        return ends in ((row.where, row.to_where), (row.to_where, row.where))

    def sent_to(self, place: str, day: int) -> str:
        """Place to which everybody at a place is sent; blank: none. Flee never sends anybody."""
        if self.scenario.flee_as_run:
            return ""
        goal = ""
        for row in self.scenario.lookahead_routes:
            here, there = (row.from_place, row.to_place) if row.redirection == "to" else (row.to_place, row.from_place)
            goal = there if row.redirection != "none" and here == place else goal
        ends = [
            row for row in self.scenario.lookahead_closures
            if row.kind == "redirection" and (row.where, row.to_where) == (place, goal)
        ]  # fmt: skip
        return "" if any(self._holds(row, day) for row in ends) else goal

    def first_open(self, start: str, end: str) -> Link | None:
        """The first open link from a place to another."""
        return next((link for link in self.links if (link.start, link.end, link.is_open) == (start, end, True)), None)

    def reach(self, place: str, way: Iterable[str]) -> Reach:
        """What of a day it takes to pass a way over the first open links."""
        found, here = Reach(()), place
        for there in way:
            link = self.first_open(here, there)
            if link is None:
                return Reach((), within=-1.0)
            within = min(found.within, found.again) if link.is_short else -1.0
            km = found.km + link.km
            found, here = Reach((*found.links, link), km, within, link.max_km - km), there
        return found

    def ways(self, place: str, markers: frozenset[str]) -> list[Way]:
        """Ways from a place that people may choose, in the order of their weights' table."""
        state = (place, markers, tuple(link.is_open for link in self.links))
        if state not in self.ways_by_state:
            found = list(self._walk(place, Way((), 0.0), 0, markers))
            if self.look.fixed_routes:
                found = self._shortest(found)
            self.ways_by_state[state] = [*found, *self._known(place, found)]
        return self.ways_by_state[state]

    def _walk(self, place: str, way: Way, links: int, markers: frozenset[str]) -> Iterator[Way]:
        """Every simple way onward, each before those that go on from its end; links in the order of the tables."""
        here = way.places[-1] if way.places else place
        level = self.look.awareness_level if self.scenario.flee_as_run else max(self.look.awareness_level, 1)
        if way.places and links >= level:
            return
        for link in self.links:
            if link.start == here and link.is_open and link.end not in (place, *way.places):
                places, km = (*way.places, link.end), way.km + link.km
                if link.end not in markers:
                    yield Way(places, km)
                counts = link.end not in markers or (self.scenario.flee_as_run and self.look.fixed_routes)
                yield from self._walk(place, Way(places, km), links + counts, markers)

    def _shortest(self, ways: list[Way]) -> list[Way]:
        """The shortest way to each place, in the order of the table places."""
        found = []
        for place in self.scenario.places:
            to_place = [way for way in ways if way.places[-1] == place.name]
            found += [min(to_place, key=lambda way: way.km)] if to_place else []
        return found

    def _known(self, place: str, seen: list[Way]) -> list[Way]:
        """Ways by the known paths to where no way that is seen from a place leads; of several, the shortest."""
        if self.scenario.flee_as_run and not self.look.fixed_routes:
            return []
        nearest = {place: Way((), 0.0)}
        for way in sorted(seen, key=lambda way: way.km):
            nearest.setdefault(way.places[-1], way)
        found: dict[str, Way] = {}
        for path in self._paths():
            km = self._open_km(path)
            if km is None or path[0] not in nearest or path[-1] in nearest:
                continue
            before = nearest[path[0]]
            way = Way((*before.places, *path[1:]), before.km + km)
            is_simple = len({place, *way.places}) == 1 + len(way.places)
            if is_simple and (path[-1] not in found or way.km < found[path[-1]].km):
                found[path[-1]] = way
        return list(found.values())

    def _paths(self) -> Iterator[list[str]]:
        """The known paths, each from both of its ends."""
        for row in self.scenario.lookahead_paths:
            path = [name.strip() for name in row.path.split(">")]
            yield path
            yield path[::-1]

    def _open_km(self, path: list[str]) -> float | None:
        """Length of a path; None where a link of it is closed."""
        km = 0.0
        for ends in pairwise(path):
            link = self.first_open(*ends)
            if link is None:
                return None
            km += link.km
        return km

    def least_km(self, place: str, km: float) -> float:
        """The least km of today with which people at a place can do as much today as with so many.

        The km of today from which on some link ahead is the last one of the day tell them apart, as far as at most 64
        of them are known; where more are ahead, all km below the first that was not listed are told apart.
        """
        if not self.marks_of:
            self._find_marks()
        if km < self.unknown_below[place]:
            return km
        return max([self.unknown_below[place], *(mark for mark in self.marks_of[place] if mark <= km)])

    def _find_marks(self) -> None:
        ahead: dict[str, list[tuple[float, Link]]] = {place.name: [] for place in self.scenario.places}
        for link in self.links:
            speeds = [link.max_km, self.look.max_walk_km.value] if link.walk_share > 0.0 else [link.max_km]
            ahead[link.start] += [(speed, link) for speed in speeds if link.km < speed]
        new = {name: {speed - link.km for speed, link in links} for name, links in ahead.items()}
        found = {name: set(marks) for name, marks in new.items()}
        while any(new.values()):
            further = {
                name: {mark - link.km for _, link in links for mark in new[link.end] if mark > link.km} - found[name]
                for name, links in ahead.items()
            }
            new = {}
            for name, marks in further.items():
                new[name] = marks if len(marks) + len(found[name]) <= MOST_MARKS else set()
                self.unknown_below[name] = max([self.unknown_below[name], *(marks - new[name])])
            found = {name: found[name] | new[name] for name in found}
        self.marks_of = {name: sorted(marks) for name, marks in found.items()}
        for _ in ahead:  # what is not known at a place is not known before it
            for name, links in ahead.items():
                behind = [self.unknown_below[link.end] - link.km for _, link in links]
                self.unknown_below[name] = max([self.unknown_below[name], *behind])
