"""How large a run will be, and whether the machine can hold it."""

from __future__ import annotations

import math

from serai.errors import TooLargeError
from serai.model.clock import Clock
from serai.model.machine import refuse_without_room
from serai.model.rates import Rates, mean_size
from serai.problems import Problem
from serai.scenario.members import places_named
from serai.scenario.schema import Scenario
from serai.state import calendar
from serai.state.log import Axes, log_bytes
from serai.state.parties import PARTY
from serai.state.places import LEAVER_AT_RISK
from serai.units import MAX_RUN_DAYS, MOMENTS_PER_DAY

LESS = "Fewer people, a longer tick or a shorter period need less."
OUT_OF_MEMORY = f"too large for this process: the system refused more memory. {LESS}"
MOST_COUNTED = 10**15  # more parties than any machine holds; beyond, their number is not worked out


def expected_parties(scenario: Scenario, clock: Clock) -> int:
    """About how many parties a run will have, from the tables alone: a trigger counts with its share of the people."""
    size = {profile.name: mean_size(profile) for profile in scenario.profiles}
    total = 0.0
    for event in scenario.events:
        if event.what == "trigger" and event.people:
            mean = min(size[name] for name in event.profile.split() or list(size))
            total += event.people * max(news_peak(scenario), 1.0) / mean
        elif event.what == "trigger" and event.value:
            names = event.profile.split() or list(size)
            people = sum(place.at_risk_people or 0.0 for place in scenario.places if place.kind == "origin")
            total += sum(people * event.value * max(news_peak(scenario), 1.0) / size[name] for name in names)
    total += sum(row.people / size[row.profile] for row in scenario.departures)
    total += sum(row.people / size[row.profile] for row in scenario.initial)
    for row in scenario.traffic:
        start, end = clock.span(row.start, row.end, scenario.time_zone)
        days = (min(end, clock.end_moment) - max(start, 0)) / MOMENTS_PER_DAY
        total += max(days, 0.0) * max(row.per_day, row.per_day_end or 0.0) / size[row.profile] * 1.5
    return _with_spare(total)


def room_for_parties(scenario: Scenario, rates: Rates) -> int:
    """Parties for which room is taken: those that the rates lead to, and eight standard deviations more.

    Nobody needs to leave again for this to suffice: all may stand in line until the end.
    """
    sizes = [mean_size(profile) for profile in scenario.profiles]
    total = float(rates.traffic_rate.sum())
    for row, whole in zip(rates.leaver, rates.whole.tolist(), strict=True):
        share = -math.expm1(-whole) if row["count"] == LEAVER_AT_RISK else 1.0
        total += row["people"] * share / sizes[row["profile"]]
    size_of = {profile.name: size for profile, size in zip(scenario.profiles, sizes, strict=True)}
    total += sum(row.people / size_of[row.profile] for row in scenario.initial)
    return _with_spare(total)


def _with_spare(parties: float) -> int:
    counted = min(parties, float(MOST_COUNTED))
    return int(counted + 8 * math.sqrt(counted) + 1000)


def news_peak(scenario: Scenario) -> float:
    """Most by which news can raise departures: product of the factors above one."""
    peak = 1.0
    for event in scenario.events:
        if event.what == "news" and event.value is not None and event.value < 0:
            peak *= 1.0 - event.value
    return peak


def refuse_if_too_large(scenario: Scenario, clock: Clock, axes: Axes, n_parties: int) -> None:
    """Refuse a run that the machine cannot hold, before any of its memory is taken.

    Raises
    ------
    TooLargeError
        If the run would need more memory than the machine has free, or lasts longer than moments can count.
    """
    days = (scenario.end - scenario.start).days
    if days > MAX_RUN_DAYS:
        problem = Problem("end", f"a run lasts at most {MAX_RUN_DAYS:,} days, got {days:,} days")
        raise TooLargeError(f'scenario "{scenario.name}"', [problem])
    parties = f"about {n_parties:,}" if n_parties < MOST_COUNTED else f"more than {MOST_COUNTED:,}"
    what = f"{parties} parties, {clock.n_ticks:,} ticks and {len(scenario.places):,} places"
    refuse_without_room(scenario.name, what, bytes_needed(scenario, clock, axes, n_parties), LESS)


def bytes_needed(scenario: Scenario, clock: Clock, axes: Axes, n_parties: int) -> int:
    """Memory of a run, from above: records, the log, distances and rates."""
    n_chains = clock.n_ticks + 2 + 2 * len(axes.lines) + len(axes.places)
    slots = calendar.chunks_needed(n_parties, n_chains) * calendar.CHUNK
    records = slots * (PARTY.itemsize + 8)
    ways = len(scenario.modes) * len(scenario.places) ** 2 * 8
    origins = sum(place.kind == "origin" for place in scenario.places)
    triggers = sum(event.what == "trigger" for event in scenario.events)
    series = len(scenario.traffic) + origins * len(scenario.profiles) * (2 + triggers)
    members = {origin: len(places_named(scenario, origin)) for origin in {row.origin for row in scenario.departures}}
    numbers = series * clock.n_ticks
    for row in scenario.departures:
        first, last = clock.ticks_of(row.start, row.end, scenario.time_zone)
        numbers += members[row.origin] * (last - first + 1)
    return records + log_bytes(axes) + ways + numbers * 8
