"""Who leaves home, when and because of what (docs/model/leaving)."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from serai.codes import Stream
from serai.scenario.causes import departure_causes
from serai.scenario.members import places_named
from serai.scenario.schema import Departure, Event, Profile, Scenario
from twin.arithmetic import total
from twin.clock import Clock
from twin.draws import Draws, blocks, name_key
from twin.party import Party
from twin.profiles import draw_size, mean_size
from twin.rates import concerns, news_factor, rhythm, spread, walk


@dataclass
class Source:
    """Where leavers come from: an origin and a profile, with the rate of each cause in each tick."""

    key: int
    origin: str
    profile: Profile
    people: float
    how: str  # "at risk", "expected" or "given"
    rates: dict[str, list[float]]

    def __post_init__(self) -> None:
        by_tick = zip(*self.rates.values(), strict=True)
        self.cumulated = list(accumulate((total(rates) for rates in by_tick), initial=0.0))


def leavers(scenario: Scenario, clock: Clock, draws: Draws) -> list[Party]:
    """All parties that leave home during the run."""
    sources = [*_at_risk(scenario, clock, walk(scenario, clock, draws)), *_departures(scenario, clock)]
    return [party for source in sources for party in _draw(source, clock, draws)]


def _at_risk(scenario: Scenario, clock: Clock, walked: list[float]) -> list[Source]:
    triggers = [event for event in scenario.events if event.what == "trigger"]
    shares = {event.id: spread(event, clock) for event in triggers}
    size = {event.id: _strength(scenario, clock, event, shares[event.id]) for event in triggers}
    found = []
    for place in scenario.places:
        for profile in scenario.profiles:
            mine = [event for event in triggers if concerns(scenario, event, place.name, profile.name)]
            if not mine or place.kind != "origin" or not place.at_risk_people or not profile.tracked:
                continue
            news = news_factor(scenario, clock, "departures", place.name, profile.name)
            beat = [rhythm(scenario, clock, clock.zone[place.name], tick) for tick in range(clock.n_ticks)]
            rates = {
                event.id: [
                    size[event.id] * share * (r * m * days)
                    for share, r, m, days in zip(shares[event.id], beat, news, walked, strict=True)
                ]
                for event in mine
            }
            key = name_key("leaver", place.name, profile.name)
            found.append(Source(key, place.name, profile, place.at_risk_people, "at risk", rates))
    return found


def _strength(scenario: Scenario, clock: Clock, event: Event, shares: list[float]) -> float:
    """The value of a trigger, or that with which its people leave, found by bisection down to neighbouring numbers."""
    if event.people is None:
        return event.value or 0.0
    sums = []
    for place in scenario.places:
        names = [p.name for p in scenario.profiles if p.tracked and concerns(scenario, event, place.name, p.name)]
        if place.kind == "origin" and place.at_risk_people:
            beat = [rhythm(scenario, clock, clock.zone[place.name], tick) for tick in range(clock.n_ticks)]
            share = math.fsum(share * r for share, r in zip(shares, beat, strict=True))
            sums += [(place.at_risk_people, share)] * len(names)
    low, high = 0.0, 1e6
    while low < (middle := (low + high) / 2) < high:
        leave = math.fsum(people * (1.0 - math.exp(-middle * share)) for people, share in sums)
        low, high = (middle, high) if leave < event.people else (low, middle)
    return low


def _departures(scenario: Scenario, clock: Clock) -> list[Source]:
    rows = zip(scenario.departures, departure_causes(scenario), strict=True)
    return [source for row, cause in rows for source in _departure(scenario, clock, row, cause)]


def _departure(scenario: Scenario, clock: Clock, row: Departure, cause: str) -> list[Source]:
    """One row, shared among the places of its group."""
    profile = next(profile for profile in scenario.profiles if profile.name == row.profile)
    members = places_named(scenario, row.origin)
    weights = {p.name: p.at_risk_people or p.population or 1.0 for p in scenario.places if p.name in members}
    found = []
    for origin, weight in weights.items():
        zone = clock.zone[origin]
        start, end = clock.span(row.start, row.end, zone)
        rates = [
            rhythm(scenario, clock, zone, tick) if start <= clock.middle(tick) < end else 0.0
            for tick in range(clock.n_ticks)
        ]
        if not any(rates):
            rates = [part_inside(clock, tick, start, end) for tick in range(clock.n_ticks)]
        people = row.people * weight / math.fsum(weights.values())
        key = name_key("departure", row.id, origin)
        found.append(Source(key, origin, profile, people, row.count, {cause: rates}))
    return found


def part_inside(clock: Clock, tick: int, start: int, end: int) -> float:
    """Part of a tick that lies in a period."""
    first, last = tick * clock.tick, (tick + 1) * clock.tick
    return max(min(last, end) - max(first, start), 0) / clock.tick


def _draw(source: Source, clock: Clock, draws: Draws) -> list[Party]:
    """The leavers of one source."""
    highest = source.cumulated[-1]
    found = []
    for key, size in _candidates(source, draws):
        u = draws.uniform(Stream.LEAVE, key, 0)
        level = -math.log(u) if source.how == "at risk" else u * highest
        if source.how == "at risk" and level >= highest:
            continue
        tick = min(bisect_right(source.cumulated, level) - 1, clock.n_ticks - 1)
        moment = _moment(source, clock, tick, level)
        cause = _cause(source, moment // clock.tick, draws.uniform(Stream.CAUSE, key, 0))
        found.append(Party(key, source.profile, size, source.origin, due=moment, cause=cause))
    return found


def _candidates(source: Source, draws: Draws) -> list[tuple[int, int]]:
    """Key and size of the parties among whom the leavers are."""

    def candidate(number: int) -> tuple[int, int]:
        key = draws.key(Stream.LEAVE, source.key, number + 1)
        return key, draw_size(draws, source.profile, key)

    parties = source.people / mean_size(source.profile)
    if source.how == "at risk":
        return [candidate(number) for number in range(int(parties + 0.5))]
    if source.how == "expected":
        n = sum(draws.poisson(Stream.LEAVE, source.key, row, mean) for row, mean in enumerate(blocks(parties)))
        return [candidate(number) for number in range(n)]
    found: list[tuple[int, int]] = []
    left = int(source.people + 0.5)
    while left > 0:
        key, size = candidate(len(found))
        found.append((key, min(size, left)))
        left -= size
    return found


def _moment(source: Source, clock: Clock, tick: int, level: float) -> int:
    """Moment at which the cumulated rate reaches a level, in a straight line inside the tick."""
    step = source.cumulated[tick + 1] - source.cumulated[tick]
    part = (level - source.cumulated[tick]) / step if step > 0 else 0.0
    return min(int((tick + part) * clock.tick), (tick + 1) * clock.tick - 1)


def _cause(source: Source, tick: int, u: float) -> str:
    """The cause of a departure, by the shares of the rate in its tick."""
    rate = total(rates[tick] for rates in source.rates.values())
    level = 0.0
    for cause, rates in source.rates.items():
        level += rates[tick] / rate if rate > 0 else 0.0
        if u < level:
            return cause
    return cause
