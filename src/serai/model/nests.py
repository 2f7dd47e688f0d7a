"""Regions of destination as arrays: their pull, the part of each city, and what parties may hear of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from operator import mul, truediv
from typing import Any

import numpy as np

from serai.codes import Direction
from serai.model.clock import Clock
from serai.model.timetable import Timetable
from serai.model.ways import Ways
from serai.rng import name_key
from serai.scenario.destinations import cities_in, news_acts_on, regions_of, shares_of
from serai.scenario.members import attraction_of, places_named
from serai.scenario.schema import Place, Profile, Scenario
from serai.state.places import TIDING
from serai.units import MOMENTS_PER_HOUR

MOST_STEPS = 1000
LEAST_PULL = 1e-9  # of the largest: below, the shares are not possible
CLOSE_ENOUGH = 1e-10  # of the logarithm of a share


def nests_of_places(scenario: Scenario) -> tuple[list[int], list[float]]:
    """For each place the row of its region of destination (-1: none), and its part of that region's attraction.

    A post belongs to the region that names it.
    """
    nest, share = [-1] * len(scenario.places), [0.0] * len(scenario.places)
    row_of = {place.name: row for row, place in enumerate(scenario.places)}
    weight = scenario.choice.attraction_weight.value
    for number, region in enumerate(regions_of(scenario)):
        cities = cities_in(scenario, region)
        pulls = [attraction_of(city) ** weight for city in cities]
        for city, pull in zip(cities, pulls, strict=True):
            nest[row_of[city.name]], share[row_of[city.name]] = number, pull / math.fsum(pulls)
        for name in places_named(scenario, region):
            if scenario.places[row_of[name]].kind == "border_post":
                nest[row_of[name]] = number
    return nest, share


def nest_arrays(
    scenario: Scenario, ways: Ways, room: np.ndarray, mode_weight: np.ndarray, timetable: Timetable
) -> dict[str, np.ndarray]:
    """Keys of the regions, their pull by profile, and room for the sums over ways, by the names of `state.memory`.

    Parameters
    ----------
    scenario : Scenario
    ways : Ways
    room : float64[n_places]
        Free places in lodging at the start.
    mode_weight : float64[n_profiles, n_modes]
    timetable : Timetable
    """
    regions = regions_of(scenario)
    n_places, n_modes, n_nests = len(scenario.places), len(scenario.modes), len(regions)
    block = np.repeat(np.arange(ways.start.size - 1), np.diff(ways.start))
    pull = np.zeros((2, len(scenario.profiles), n_nests))
    origins, people = _origins(scenario)
    for informed in range(2 if regions else 0):
        known = _known_at_rest(scenario, ways, room, timetable, informed)
        whole = np.bincount(block, ways.way["weight"] * known, ways.start.size - 1)
        by_block = whole.reshape(n_places, n_modes, n_nests + 1)[origins, :, 1:]
        sums = by_block.swapaxes(1, 2).tolist()  # of each origin, region and mode
        alike: dict[tuple[tuple[float, ...], ...], list[float]] = {}
        for column, profile in enumerate(scenario.profiles):
            shares = shares_of(scenario, profile.name)
            share = tuple(shares.get(region, 0.0) for region in regions)
            mine = (share, tuple(mode_weight[column].tolist()))
            if any(share) and mine not in alike:
                reach = [[_dot(mine[1], weights) for weights in by_nest] for by_nest in sums]
                alike[mine] = pulls(share, reach, people, scenario.choice.nest_parameter.value)
            pull[informed, column] = alike.get(mine, [0.0] * n_nests)
    return {
        "nest_key": np.array([name_key("region", region) for region in regions], dtype=np.uint64),
        "nest_pull": pull,
        "access": np.zeros((n_places, 2, n_modes * n_nests)),
        "sway": np.ones(n_places),
        "nest_sway": np.ones(n_nests),
    }


def pulls(
    share: Sequence[float], reach: Sequence[Sequence[float]], people: Sequence[float], power: float
) -> list[float]:
    """a_r with which the people of all origins part among regions as the shares say.

    The sum over origins o of people_o * a_r I_or**power / sum_s a_s I_os**power is share_r of the people who can reach
    any region, I being `reach`. Found by the contraction of Berry, Levinsohn and Pakes (1995): each a_r times wanted
    over found. Where some can reach one region only, the shares may not be possible; then the nearest that is found.

    Returns
    -------
    list of float, one for each region; 0 where its share is 0 or nobody can reach it.
    """
    ease = [[way**power if way > 0.0 else 0.0 for way in row] for row in reach]
    can = [any(part > 0.0 and of > 0.0 for part, of in zip(share, row, strict=True)) for row in ease]
    ease = [row for row, can_go in zip(ease, can, strict=True) if can_go]
    people = [number for number, can_go in zip(people, can, strict=True) if can_go]
    reached = [part if any(row[nest] > 0.0 for row in ease) else 0.0 for nest, part in enumerate(share)]
    wanted = [part * math.fsum(people) / max(math.fsum(reached), 1e-300) for part in reached]
    eager = [[number * row[nest] for number, row in zip(people, ease, strict=True)] for nest in range(len(share))]
    estimate = [float(part) for part in reached]
    for _ in range(MOST_STEPS):
        whole = [_dot(estimate, row) for row in ease]
        come = [pull * math.fsum(map(truediv, mine, whole)) for pull, mine in zip(estimate, eager, strict=True)]
        ratio = [want / got if got > 0.0 else 1.0 for want, got in zip(wanted, come, strict=True)]
        moved = list(map(mul, estimate, ratio))
        most = max(moved)
        estimate = [max(pull / most, LEAST_PULL) if pull > 0.0 else 0.0 for pull in moved]
        if all(abs(math.log(by)) < CLOSE_ENOUGH for by in ratio):
            break
    return estimate


def _origins(scenario: Scenario) -> tuple[list[int], list[float]]:
    """Rows of the origins, and the people whom each stands for: those at risk or, where none are given, inhabitants."""
    rows = [row for row, place in enumerate(scenario.places) if place.kind == "origin"]
    at_risk = [scenario.places[row].at_risk_people or 0.0 for row in rows]
    return rows, at_risk if any(at_risk) else [scenario.places[row].population or 1.0 for row in rows]


def _dot(left: Sequence[float], right: Sequence[float]) -> float:
    return math.fsum(map(mul, left, right))


def _known_at_rest(scenario: Scenario, ways: Ways, room: np.ndarray, timetable: Timetable, informed: int) -> np.ndarray:
    """Factor of each way by post and city before anybody has left: no line for the informed, else what they believe."""
    choice, way = scenario.choice, ways.way
    if informed:
        logs = [choice.room_weight.value * math.log(max(float(free), 1.0)) for free in room]
        return np.asarray(np.array([math.exp(log) for log in logs])[way["city"]])
    believed = math.exp(-choice.sensitivity_per_hour.value * choice.belief_wait_hours.value)
    first = timetable.first_line[way["post"], Direction.IN, way["line_mode"]]
    shows = np.array([*timetable.line["known"], 1], dtype=np.int64)[first] == 1  # a line that all see, or none (-1)
    return np.asarray(np.where(shows, 1.0, believed))


def tiding_arrays(scenario: Scenario, clock: Clock) -> dict[str, np.ndarray]:
    """News about destinations, and bans on entry, with the places that each is about."""
    rows, about = [], []
    everybody = [profile.name for profile in scenario.profiles]

    def add(where: str, profiles: str, start: datetime | None, end: datetime | None, *columns: Any) -> None:
        mask = sum(1 << bit for bit, name in enumerate(everybody) if name in (profiles.split() or everybody))
        named = set(places_named(scenario, where))
        rows.append((*columns[:4], *clock.span(start, end, scenario.time_zone), mask, *columns[4:]))
        about.append([place.name in named for place in scenario.places])

    for event in scenario.events:
        if event.what == "news" and event.value is not None and news_acts_on(scenario, event) == "destination":
            delay = event.delay_hours * MOMENTS_PER_HOUR
            key = name_key("news", event.id)
            add(event.where, event.profile, event.date, event.until, key, 1.0 - event.value, delay, 0.0, 0)
    for ban in scenario.no_entry:
        key = name_key("no entry", ban.region)
        add(ban.region, ban.profile, ban.start, ban.end, key, 0.0, 0.0, ban.unaware_share, 1)
    return {
        "tiding": np.array(rows, dtype=TIDING),
        "tiding_place": np.array(about, dtype=np.int64).reshape(len(rows), len(scenario.places)),
    }


def barred_traffic(scenario: Scenario, clock: Clock, post: Place, profile: Profile) -> np.ndarray:
    """Share of ordinary traffic at a post that comes in spite of bans, as it knows of none: float64[n_ticks]."""
    share = np.ones(clock.n_ticks)
    for ban in scenario.no_entry:
        named = profile.name in ban.profile.split() if ban.profile else profile.tracked
        if named and post.name in places_named(scenario, ban.region):
            start, end = clock.span(ban.start, ban.end, scenario.time_zone)
            share[clock.ticks_inside(start, end)] *= ban.unaware_share
    return share
