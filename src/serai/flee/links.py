"""Links of a run of the rule `lookahead`, when they close and open, and the ways over them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from serai.errors import TooLargeError
from serai.flee.kernels.choices import list_choices
from serai.flee.memory import CHOICE, ROAD
from serai.flee.schema import FleeScenario, LookaheadClosure
from serai.scenario.lengths import by_map_km
from serai.scenario.schema import Place, Route

MOST_CHOICES = 20_000_000
MOST_MARKS = 64  # distances of a day that are distinguished at a place


@dataclass
class Links:
    """Links and the order in which they leave each place."""

    road: np.ndarray
    out_start: np.ndarray
    out_link: np.ndarray
    countries: list[str]
    names: list[str]


class Turn(NamedTuple):
    """A link that closes or opens at the beginning of a day."""

    day: int
    link: int
    is_open: bool


@dataclass
class Ways:
    """Every way that somebody may choose, by place, while links and markers stay as they are."""

    start: np.ndarray
    choice: np.ndarray


@dataclass
class ChoiceCache:
    """Ways found so far, by the state of links and markers; steps of all states stand in one array."""

    links: Links
    level: int
    shortest_only: bool
    paths: list[list[int]]
    steps: np.ndarray
    known: dict[bytes, Ways] = field(default_factory=dict)

    def ways(self, marker: np.ndarray) -> Ways:
        """The ways for the links that are open now, and for these markers, as `list_choices` takes them.

        Raises
        ------
        TooLargeError
            If there are too many.
        """
        key = self.links.road["is_open"].tobytes() + marker.tobytes()
        if key not in self.known:
            self.known[key] = self._find(marker)
        return self.known[key]

    def _find(self, marker: np.ndarray) -> Ways:
        n_places = self.links.out_start.size - 1
        totals = self._walk(marker, np.zeros(0, dtype=CHOICE), np.zeros(0, dtype=np.int32), np.zeros(2, dtype=np.int64))
        n_choices, n_steps = totals[-1]
        if n_choices > MOST_CHOICES:
            text = (
                f"lookahead.awareness_level: {self.level} links ahead give {n_choices:,} ways to choose from; "
                f"at most {MOST_CHOICES:,} are weighed. Lower the level"
            )
            raise TooLargeError("the scenario", [text])
        choice = np.zeros(n_choices, dtype=CHOICE)
        offset = self.steps.size
        self.steps = np.concatenate([self.steps, np.zeros(n_steps, dtype=np.int32)])
        ends = self._walk(marker, choice, self.steps, np.array([0, offset], dtype=np.int64))[:, 0]
        start = np.concatenate([[0], ends]).astype(np.int64)
        owner = np.repeat(np.arange(n_places), np.diff(start))
        if self.shortest_only:
            choice, owner = _shortest(choice, owner)
        choice, owner = self._with_paths(choice, owner)
        return Ways(np.searchsorted(owner, np.arange(n_places + 1)).astype(np.int64), choice)

    def _walk(self, marker: np.ndarray, choice: np.ndarray, steps: np.ndarray, cursor: np.ndarray) -> np.ndarray:
        """List the ways of all places: int64[n_places, 2], the cursor after each place."""
        n_places = self.links.out_start.size - 1
        stack = np.zeros((4, n_places + 1), dtype=np.int64)
        km = np.zeros(n_places + 1)
        ends = np.zeros((n_places, 2), dtype=np.int64)
        links = self.links
        for place in range(n_places):
            list_choices(
                place,
                links.out_start,
                links.out_link,
                links.road,
                marker,
                self.level,
                stack,
                km,
                choice,
                steps,
                cursor,
            )
            ends[place] = cursor
        return ends

    def _with_paths(self, choice: np.ndarray, owner: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Add the known paths, from both of their ends, for who sees where they begin but not where they lead."""
        extra: list[tuple[float, float, float, float, int, int, int]] = []
        owners: list[int] = []
        for place in range(self.links.out_start.size - 1) if self.paths else ():
            for km, places in self._known_from(place, choice[owner == place]):
                extra.append((km, 0.0, 0.0, 0.0, places[-1], self.steps.size, len(places)))
                owners.append(place)
                self.steps = np.concatenate([self.steps, np.array(places, dtype=np.int32)])
        if not extra:
            return choice, owner
        joined = np.concatenate([choice, np.array(extra, dtype=CHOICE)])
        all_owners = np.concatenate([owner, owners])
        order = np.argsort(all_owners, kind="stable")
        return joined[order], all_owners[order]

    def _known_from(self, place: int, seen: np.ndarray) -> list[tuple[float, list[int]]]:
        """Length and places of the ways by known paths from a place to where no way that it sees leads."""
        ways = {place: (0.0, [place])}
        for row in seen[np.argsort(seen["km"], kind="stable")]:
            places = self.steps[row["first_step"] : row["first_step"] + row["steps"]].tolist()
            ways.setdefault(int(row["last"]), (float(row["km"]), [place, *places]))
        result: dict[int, tuple[float, list[int]]] = {}
        for path in [turned for known in self.paths for turned in (known, known[::-1])]:
            km = self._length(path)
            if km is None or path[0] not in ways or path[-1] in ways:
                continue
            km_before, before = ways[path[0]]
            whole = [*before, *path[1:]]
            if len(set(whole)) == len(whole) and km_before + km < result.get(path[-1], (np.inf,))[0]:
                result[path[-1]] = (km_before + km, whole[1:])
        return list(result.values())

    def _length(self, places: list[int]) -> float | None:
        """Length of a way over open links; None where one is closed."""
        km = 0.0
        for here, there in pairwise(places):
            links = self.links.out_link[self.links.out_start[here] : self.links.out_start[here + 1]]
            result = [row for row in links if self.links.road[row]["end"] == there and self.links.road[row]["is_open"]]
            if not result:
                return None
            km += float(self.links.road[result[0]]["km"])
        return km


def _shortest(choice: np.ndarray, owner: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of several ways from one place to another, the shortest."""
    order = np.lexsort((choice["km"], choice["last"], owner))
    choice, owner = choice[order], owner[order]
    is_first = np.ones(choice.size, dtype=bool)
    is_first[1:] = (owner[1:] != owner[:-1]) | (choice["last"][1:] != choice["last"][:-1])
    return choice[is_first], owner[is_first]


def build_links(scenario: FleeScenario) -> Links:
    """Links of both directions in the order of the tables.

    With `flee_as_run` a redirection to the first end makes its links stand twice, as Flee makes them.
    """
    rows = {place.name: row for row, place in enumerate(scenario.places)}
    place_of = {place.name: place for place in scenario.places}
    more = {frozenset((entry.from_place, entry.to_place)): entry for entry in scenario.lookahead_routes}
    records = []
    for route in scenario.routes:
        entry = more.get(frozenset((route.from_place, route.to_place)))
        further = entry.more_km.split() if entry else []
        lengths = [_length_of(route, scenario, place_of), *map(float, further)]
        if scenario.flee_as_run and entry is not None and entry.redirection == "from":
            lengths.insert(0, lengths[0])
        max_km = entry.max_km if entry is not None and entry.max_km else scenario.lookahead.max_move_km.value
        walk_share = entry.walk_share if entry is not None else 0.0
        ends = (rows[route.from_place], rows[route.to_place])
        for km in lengths:
            records.append((km, max_km, walk_share, *ends, 1, 0))
            if route.two_way:
                records.append((km, max_km, walk_share, *ends[::-1], 1, 0))
    road = np.array(records, dtype=ROAD)
    order = np.argsort(road["start"], kind="stable")
    starts = np.searchsorted(road["start"][order], np.arange(len(rows) + 1))
    knowledge = {entry.place: entry.country for entry in scenario.lookahead_places}
    names = [place.name for place in scenario.places]
    countries = [knowledge.get(name, "") for name in names]
    return Links(road, starts.astype(np.int64), order.astype(np.int64), countries, names)


def _length_of(route: Route, scenario: FleeScenario, place_of: dict[str, Place]) -> float:
    """km of a route: as stated, else by the map."""
    if route.km is not None:
        return route.km
    return by_map_km(place_of[route.from_place], place_of[route.to_place], scenario.travel.road_factor.value)


def day_marks(links: Links, walk_km: float) -> tuple[list[np.ndarray], np.ndarray]:
    """For each place the km of today from which on some link ahead is the last one of the day.

    People at a place who have passed the same marks can do the same today. Links are looked at one by one ahead, while
    a place has at most MOST_MARKS.

    Returns
    -------
    (list of float64[n_marks], float64[n_places])
        The marks of each place, lowest first, km; and the km of today below which its marks are not all known.
    """
    n_places = links.out_start.size - 1
    steps: list[list[tuple[float, float, int]]] = [[] for _ in range(n_places)]  # way in a day, km, end
    for km, max_km, walk_share, start, end, *_ in links.road.tolist():
        speeds = {max_km, walk_km} if walk_share > 0.0 else {max_km}
        steps[start] += [(speed, km, end) for speed in sorted(speeds) if km < speed]
    new = [np.unique([speed - km for speed, km, _ in there]) for there in steps]
    result, unknown_below = new, np.zeros(n_places)
    while any(rows.size for rows in new):
        ahead = [[new[end][new[end] > km] - km for _, km, end in there] for there in steps]
        new = [
            np.setdiff1d(np.concatenate([*rows, np.zeros(0)]), known) for rows, known in zip(ahead, result, strict=True)
        ]
        for place, (rows, known) in enumerate(zip(new, result, strict=True)):
            if rows.size + known.size > MOST_MARKS:
                unknown_below[place] = max(unknown_below[place], rows[-1])
                new[place] = rows[:0]
        result = [np.union1d(known, rows) for known, rows in zip(result, new, strict=True)]
    return result, _with_those_ahead(unknown_below, steps)


def _with_those_ahead(unknown_below: np.ndarray, steps: list[list[tuple[float, float, int]]]) -> np.ndarray:
    """The km of today below which marks are not all known, at a place or at one ahead that is reached today."""
    before = np.full_like(unknown_below, -1.0)
    while (before < unknown_below).any():
        before = unknown_below
        ahead = [max([before[end] - km for _, km, end in there], default=0.0) for there in steps]
        unknown_below = np.maximum(before, ahead)
    return unknown_below


def turns(scenario: FleeScenario, links: Links) -> list[Turn]:
    """When links close and open, in the order in which it happens.

    Flee's closings and openings are single acts, and its closures of links have none; else a link is open on a day on
    which no closure holds.
    """
    closures = [row for row in scenario.lookahead_closures if row.kind in ("country", "place", "link")]
    if scenario.flee_as_run:
        return _acts([row for row in closures if row.kind != "link"], scenario, links)
    n_days = (scenario.end - scenario.start).days
    is_open = np.ones((n_days, links.road.size), dtype=bool)
    for row in closures:
        if row.closes is None:
            continue
        first = (row.closes.date() - scenario.start).days
        past = n_days if row.opens is None or row.opens <= row.closes else (row.opens.date() - scenario.start).days
        is_open[max(first, 0) : max(past, 0), links_meant(row, links)] = False
    before = np.concatenate([np.ones((1, links.road.size), dtype=bool), is_open[:-1]])
    return [Turn(int(day), int(link), bool(is_open[day, link])) for day, link in np.argwhere(is_open != before)]


def _acts(closures: list[LookaheadClosure], scenario: FleeScenario, links: Links) -> list[Turn]:
    result = []
    for order, row in enumerate(closures):
        for moment, is_open in ((row.closes, False), (row.opens, True)):
            if moment is not None:
                day = (moment.date() - scenario.start).days
                result += [(day, order, is_open, int(link)) for link in links_meant(row, links)]
    return [Turn(day, link, is_open) for day, _, is_open, link in sorted(result)]


def links_meant(row: LookaheadClosure, links: Links) -> np.ndarray:
    """Rows of the links that a closure is about: between two countries, two places, or at one place."""
    start, end = links.road["start"], links.road["end"]
    if row.kind == "country":
        country = np.array(links.countries, dtype=object)
        start_country, end_country = country[start], country[end]
        meant = ((start_country == row.where) & (end_country == row.to_where)) | (
            (start_country == row.to_where) & (end_country == row.where)
        )
    elif row.kind == "place":
        place = links.names.index(row.where)
        meant = (start == place) | (end == place)
    else:
        pair = (links.names.index(row.where), links.names.index(row.to_where))
        meant = ((start == pair[0]) & (end == pair[1])) | ((start == pair[1]) & (end == pair[0]))
    return np.flatnonzero(meant)


def redirections(scenario: FleeScenario) -> np.ndarray:
    """Place to which everybody at a place is sent on a day, -1 for none: int64[n_days, n_places].

    With `flee_as_run` there is none: Flee stores redirections and does not use them.
    """
    n_days = (scenario.end - scenario.start).days
    rows = {place.name: row for row, place in enumerate(scenario.places)}
    result = np.full((n_days, len(rows)), -1, dtype=np.int64)
    if scenario.flee_as_run:
        return result
    for entry in scenario.lookahead_routes:
        if entry.redirection != "none":
            ends = (rows[entry.from_place], rows[entry.to_place])
            here, there = ends if entry.redirection == "to" else ends[::-1]
            result[:, here] = there
    for row in scenario.lookahead_closures:
        if row.kind == "redirection" and row.closes is not None:
            here, there = rows[row.where], rows[row.to_where]
            first = max((row.closes.date() - scenario.start).days, 0)
            opens = n_days if row.opens is None or row.opens <= row.closes else (row.opens.date() - scenario.start).days
            held = result[first:opens, here]
            held[held == there] = -1
    return result
