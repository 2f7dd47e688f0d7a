"""Rates over time: hazards of leaving and their causes, ordinary traffic, and dated orders to lines."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache, partial
from itertools import pairwise

import numpy as np

from serai.codes import Order, Stream
from serai.model.clock import Clock
from serai.model.nests import barred_traffic
from serai.model.triggers import course, strength
from serai.rng import name_key, stream_keys, uniform_by_draw
from serai.scenario.causes import causes_of, departure_causes
from serai.scenario.destinations import news_acts_on
from serai.scenario.members import places_named
from serai.scenario.schema import Event, Place, Profile, Scenario, Service, Traffic, stands_at
from serai.scenario.texts import parse_factors, parse_sizes
from serai.state.places import CLOSURE, LEAVER, LEAVER_AT_RISK, LEAVER_EXPECTED, LEAVER_GIVEN, ORDER, TRAFFIC
from serai.units import DAYS_PER_WEEK, HOURS_PER_DAY, MINUTES_PER_HOUR, MOMENTS_PER_DAY, MOMENTS_PER_HOUR

RateOf = Callable[[str], np.ndarray]  # `rhythm` of a time zone
LeaverRow = tuple[int, float, int, int, int, int, int]  # the columns of LEAVER up to `first_tick`


@dataclass
class Rates:
    """Everything that is known about departures before the run starts.

    Attributes
    ----------
    leaver : LEAVER[n]
    hazard : float64[sum of the rows' n_ticks + 1]
        Cumulated over the ticks in which a row has leavers, row after row.
    """

    leaver: np.ndarray
    hazard: np.ndarray
    cause_share: np.ndarray
    traffic: np.ndarray
    traffic_rate: np.ndarray

    @property
    def whole(self) -> np.ndarray:
        """Cumulated hazard of each row over the run: float64[n]."""
        return np.asarray(self.hazard[self.leaver["hazard"] + self.leaver["n_ticks"]])


def mean_size(profile: Profile) -> float:
    """Mean people in a party."""
    sizes = parse_sizes(profile.size)
    return math.fsum(size * weight for size, weight in sizes) / math.fsum(weight for _, weight in sizes)


def rhythm(scenario: Scenario, clock: Clock, zone: str) -> np.ndarray:
    """r(t): relative rate of setting out in each tick, by local hour and weekday, mean one: float64[n_ticks]."""
    hours, weekdays = clock.tick_hours(zone)
    by_hour = np.array(scenario.leaving.hours) * HOURS_PER_DAY / math.fsum(scenario.leaving.hours)
    by_day = np.array(scenario.leaving.weekdays) * DAYS_PER_WEEK / math.fsum(scenario.leaving.weekdays)
    if scenario.tick_minutes > MINUTES_PER_HOUR:
        return np.asarray(by_day[weekdays])
    return np.asarray(by_hour[hours] * by_day[weekdays])


@dataclass(frozen=True)
class News:
    """The news about departures or about traffic, each with the factor that it sets on what it is about."""

    scenario: Scenario
    n_ticks: int
    factors: list[tuple[Event, np.ndarray]]

    def heard(self, place: Place | None, profile: str) -> tuple[int, ...]:
        """Which of the news concern a place and a profile."""
        rows = range(len(self.factors))
        return tuple(row for row in rows if concerns(self.scenario, self.factors[row][0], place, profile))

    def product(self, heard: tuple[int, ...]) -> np.ndarray:
        """m(t): product over news in force of 1 - value * (1 - exp(-(t - t_n) / delay)): float64[n_ticks]."""
        product = np.ones(self.n_ticks)
        for row in heard:
            product *= self.factors[row][1]
        return product


def news_about(scenario: Scenario, clock: Clock, applies_to: str) -> News:
    """All news that acts on `departures` or `traffic`."""
    wanted = [event for event in scenario.events if event.what == "news" and event.value is not None]
    wanted = [event for event in wanted if news_acts_on(scenario, event) == applies_to]
    return News(scenario, clock.n_ticks, [(event, _factor_of(event, scenario, clock)) for event in wanted])


def _factor_of(event: Event, scenario: Scenario, clock: Clock) -> np.ndarray:
    start, end = clock.span(event.date, event.until, scenario.time_zone)
    inside = clock.ticks_inside(start, end)
    age = (clock.middles[inside] - start).tolist()
    delay = event.delay_hours * MOMENTS_PER_HOUR
    # math.exp: the last bits of NumPy's depend on the processor
    reach = np.array([1.0 - math.exp(-moments / delay) if delay > 0 else 1.0 for moments in age])
    factor = np.ones(clock.n_ticks)
    factor[inside] = 1.0 - (event.value or 0.0) * reach
    return factor


def concerns(scenario: Scenario, event: Event, place: Place | None, profile: str) -> bool:
    """Whether an event is about a place and a profile; blank cells are about all."""
    if event.profile and profile not in event.profile.split():
        return False
    return not event.where or (place is not None and place.name in places_named(scenario, event.where))


def walk_of_departures(scenario: Scenario, clock: Clock, seed: int) -> np.ndarray:
    """Factor of a random walk on departures in each tick: float64[n_ticks], 1 where there is none.

    On day k of the walk, from 0, it is exp(s * (z_0 + ... + z_k) - (k + 1) * s**2 / 2) with independent standard normal
    z, so that its mean is 1.
    """
    leaving = scenario.leaving
    spread = leaving.walk_spread.value
    if spread == 0.0:
        return np.ones(clock.n_ticks)
    days = _days_since(leaving.walk_start or scenario.start, scenario, clock)
    stream, key = stream_keys(seed)[Stream.DAY], name_key("walk", "departures")
    logs = [0.0]
    uniform = uniform_by_draw(stream, key, np.arange(2 * max(int(days[-1]) + 1, 0)))
    for u, v in uniform.reshape(-1, 2).tolist():
        normal = math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * v)
        logs.append(logs[-1] + spread * normal - spread * spread / 2.0)
    factors = np.array([math.exp(log) for log in logs])
    return np.asarray(factors[np.maximum(days + 1, 0)])


def factors_of_days(scenario: Scenario, clock: Clock) -> np.ndarray:
    """Factor of `leaving.day_factors` on departures in each tick: float64[n_ticks], 1 where there is none."""
    factors = np.array([1.0, *(scenario.leaving.day_factors or ()), 1.0])
    days = _days_since(scenario.start, scenario, clock)
    return np.asarray(factors[np.clip(days + 1, 0, factors.size - 1)])


def _days_since(first: date, scenario: Scenario, clock: Clock) -> np.ndarray:
    """Whole days from the begin of a date to the middle of each tick: int64[n_ticks], negative before it."""
    start = clock.moment(datetime.combine(first, time()), scenario.time_zone)
    return np.floor((clock.middles - start) / MOMENTS_PER_DAY).astype(np.int64)


def build_rates(scenario: Scenario, clock: Clock, seed: int) -> Rates:
    """Hazards of leaving by origin and profile with their causes, given departures, and ordinary traffic."""
    triggers = [event for event in scenario.events if event.what == "trigger"]
    rhythm_in = cache(partial(rhythm, scenario, clock))
    news = news_about(scenario, clock, "departures")
    spread = _spreads(triggers, clock, scenario.time_zone)
    strengths = _strengths(scenario, clock, triggers, spread, rhythm_in)
    by_day = walk_of_departures(scenario, clock, seed) * factors_of_days(scenario, clock)

    @cache  # of many rows of leavers this is the same
    def course_of(zone: str, mine: tuple[int, ...], heard: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
        factor = rhythm_in(zone) * news.product(heard) * by_day
        parts = np.zeros((1 + len(triggers), clock.n_ticks))  # ordinary life, then triggers, as in `causes_of`
        for row in mine:
            parts[1 + row] = strengths[row] * spread[row] * factor
        total = parts.sum(axis=0)
        return _cumulated(total), _cumulated_shares(parts, total)

    rows: list[LeaverRow] = []
    courses: list[tuple[np.ndarray, np.ndarray]] = []
    for number, place in enumerate(scenario.places):
        for column, profile in enumerate(scenario.profiles if place.at_risk_people else ()):
            mine = tuple(row for row, event in enumerate(triggers) if _sends(scenario, event, place, profile))
            if mine:
                key = int(name_key("leaver", place.name, profile.name))
                rows.append((key, place.at_risk_people or 0.0, number, column, LEAVER_AT_RISK, 0, 0))
                courses.append(course_of(clock.zone_of(place.time_zone), mine, news.heard(place, profile.name)))
    hazards = [hazard for hazard, _ in courses]
    _add_departures(scenario, clock, rhythm_in, rows, hazards)
    traffic, rate = _traffic(scenario, clock)
    return Rates(
        _leavers(rows, hazards),
        np.concatenate([np.zeros(0), *hazards]),
        np.array([shares for _, shares in courses]).reshape(-1, clock.n_ticks, 1 + len(triggers)),
        traffic,
        rate,
    )


def _leavers(rows: list[LeaverRow], hazards: list[np.ndarray]) -> np.ndarray:
    """LEAVER[n], with where the hazard of each row lies."""
    ends = np.cumsum([0, *(hazard.size for hazard in hazards)]).tolist()
    stretches = [(row[-1], hazard.size - 1, end) for row, hazard, end in zip(rows, hazards, ends, strict=False)]
    return np.array([(*row[:-1], *stretch) for row, stretch in zip(rows, stretches, strict=True)], dtype=LEAVER)


def _cumulated(rate: np.ndarray) -> np.ndarray:
    """What a rate adds up to by the end of each tick, from 0: float64[n + 1]."""
    return np.concatenate([[0.0], np.cumsum(rate)])


def _spreads(triggers: list[Event], clock: Clock, zone: str) -> list[np.ndarray]:
    """Share of each trigger's departures in each tick: float64[n_ticks]; triggers of one course have one array."""
    made: dict[Event, np.ndarray] = {}
    alike = {
        "id": "",
        "profile": "",
        "where": "",
        "value": None,
        "people": None,
        "source": "",
        "note": "",
        "ranges": (),
    }
    result = []
    for event in triggers:
        key = event.model_copy(update=alike)
        if key not in made:
            made[key] = np.diff(course(event, clock, zone))
        result.append(made[key])
    return result


def strengths_of(scenario: Scenario, clock: Clock) -> list[float]:
    """S of each trigger: as its `value` says, or as its expected `people` ask for where no news changes them."""
    triggers = [event for event in scenario.events if event.what == "trigger"]
    spread = _spreads(triggers, clock, scenario.time_zone)
    return _strengths(scenario, clock, triggers, spread, cache(partial(rhythm, scenario, clock)))


def _strengths(
    scenario: Scenario, clock: Clock, triggers: list[Event], spread: list[np.ndarray], rhythm_in: RateOf
) -> list[float]:
    """As `strengths_of`, with the share of each trigger's departures in each tick."""
    strengths = []
    for event, shares in zip(triggers, spread, strict=True):
        at_risk = []
        share_in = cache(lambda zone, shares=shares: math.fsum((shares * rhythm_in(zone)).tolist()))
        for place in scenario.places if event.people is not None else ():
            n_profiles = sum(_sends(scenario, event, place, profile) for profile in scenario.profiles)
            if n_profiles and place.at_risk_people:
                at_risk.append((n_profiles * place.at_risk_people, share_in(clock.zone_of(place.time_zone))))
        strengths.append(strength(event, at_risk))
    return strengths


def _sends(scenario: Scenario, event: Event, place: Place, profile: Profile) -> bool:
    return place.kind == "origin" and profile.tracked and concerns(scenario, event, place, profile.name)


def _cumulated_shares(parts: np.ndarray, total: np.ndarray) -> np.ndarray:
    """Share of each part and those before it in their total: float64[n_ticks, n_parts], 0 where the total is."""
    shares = np.divide(parts, total, out=np.zeros_like(parts), where=total > 0)
    for before, share in pairwise(shares):
        share += before
    return np.ascontiguousarray(shares.T)


def _add_departures(
    scenario: Scenario, clock: Clock, rhythm_in: RateOf, rows: list[LeaverRow], hazards: list[np.ndarray]
) -> None:
    """Rows of the table `departures`, spread over the members of a group by the people at risk."""
    columns = [profile.name for profile in scenario.profiles]
    number_of = {cause: number for number, cause in enumerate(causes_of(scenario))}
    row_of = {place.name: row for row, place in enumerate(scenario.places)}
    for cause, departure in zip(departure_causes(scenario), scenario.departures, strict=True):
        members = [(row_of[name], scenario.places[row_of[name]]) for name in places_named(scenario, departure.origin)]
        weights = [place.at_risk_people or place.population or 1.0 for _, place in members]
        in_all = math.fsum(weights)
        for (origin, place), weight in zip(members, weights, strict=True):
            zone = clock.zone_of(place.time_zone)
            start, end = clock.span(departure.start, departure.end, zone)
            first, last = clock.ticks_of(departure.start, departure.end, zone)
            middle = clock.middles[first:last]
            relative_rate = rhythm_in(zone)[first:last] * ((middle >= start) & (middle < end))
            if not relative_rate.any():  # a period inside one tick, or in hours in which nobody leaves
                relative_rate = _part_of_ticks(clock, first, last, start, end)
            key = int(name_key("departure", departure.id, place.name))
            people = departure.people * weight / in_all
            count = LEAVER_GIVEN if departure.count == "given" else LEAVER_EXPECTED
            rows.append((key, people, origin, columns.index(departure.profile), count, number_of[cause], first))
            hazards.append(_cumulated(relative_rate))


def _part_of_ticks(clock: Clock, first: int, last: int, start: int, end: int) -> np.ndarray:
    """Part of each of the ticks [first, last) that lies in a period of moments: float64[last - first], 0 to 1."""
    begins = np.arange(first, last) * clock.moments_per_tick
    inside = np.minimum(begins + clock.moments_per_tick, end) - np.maximum(begins, start)
    return np.asarray(np.maximum(inside, 0) / clock.moments_per_tick)


def _traffic(scenario: Scenario, clock: Clock) -> tuple[np.ndarray, np.ndarray]:
    """Flows of ordinary traffic and their parties in each tick: TRAFFIC[n], float64[n, n_ticks]."""
    places = {place.name: row for row, place in enumerate(scenario.places)}
    profiles = {profile.name: row for row, profile in enumerate(scenario.profiles)}
    modes = {name: row for row, name in enumerate(scenario.modes)}
    flows = []
    rates = np.zeros((len(scenario.traffic), clock.n_ticks))
    news = news_about(scenario, clock, "traffic")
    sizes = [mean_size(profile) for profile in scenario.profiles]
    week, product = cache(partial(_week_of_traffic, scenario, clock)), cache(news.product)
    for rate, row in zip(rates, scenario.traffic, strict=True):
        place, profile = scenario.places[places[row.post]], profiles[row.profile]
        registers = row.service == "registration"
        ends = (places.get(row.origin, -1), places[row.post])
        kinds = (profile, modes.get(row.mode, -1), int(row.direction == "out"), int(registers))
        flows.append((name_key("traffic", row.id), *ends, *kinds))
        factor = product(news.heard(place, row.profile))
        if scenario.no_entry and row.service == "border" and row.direction == "in":
            factor = factor * barred_traffic(scenario, clock, place, scenario.profiles[profile])
        zone = clock.zone_of(place.time_zone)
        start, end = clock.span(row.start, row.end, zone)
        inside = clock.ticks_inside(start, end)
        people = _people_per_day(clock, row, start, end) * week(zone, registers, row.weekdays)[inside] * factor[inside]
        rate[inside] = people * clock.moments_per_tick / MOMENTS_PER_DAY / sizes[profile]
    return np.array(flows, dtype=TRAFFIC), rates


def _people_per_day(clock: Clock, row: Traffic, start: int, end: int) -> float | np.ndarray:
    """The straight line of a flow over time, in the ticks inside its period: people a day."""
    if row.per_day_end in (None, row.per_day):
        return row.per_day
    first = 0 if row.start is None else start
    last = clock.end_moment if row.end is None else end
    part = np.clip((clock.middles[clock.ticks_inside(start, end)] - first) / max(last - first, 1), 0.0, 1.0)
    return np.asarray(row.per_day + (row.per_day_end - row.per_day) * part)


def _week_of_traffic(scenario: Scenario, clock: Clock, zone: str, registers: bool, weekdays: str) -> np.ndarray:
    """Relative rate of ordinary traffic in each tick, by local hour and weekday: float64[n_ticks]."""
    hours, days = clock.tick_hours(zone)
    by_day = np.array(parse_factors(weekdays))[days]
    if scenario.tick_minutes > MINUTES_PER_HOUR:
        return np.asarray(by_day)
    by_hour = scenario.registration.arrival_hours if registers else scenario.leaving.hours
    return np.asarray((np.array(by_hour) * HOURS_PER_DAY / math.fsum(by_hour))[hours] * by_day)


def build_orders(scenario: Scenario, clock: Clock, lines: list[Service]) -> np.ndarray:
    """Controls and news about lines as orders to (line, profile): ORDER[n].

    Parameters
    ----------
    lines : list of Service, the first row of each line
    """
    rows = []
    kinds = {"control": Order.CONTROL, "news": Order.LEAVE_LINE}
    place_of = {place.name: place for place in scenario.places}
    ways: set[tuple[str, str]] = {(row.place, row.direction) for row in lines if row.service == "exit_control"}
    for event in scenario.events:
        if event.what not in kinds or (event.what == "news" and event.applies_to != "line") or event.value is None:
            continue
        where, whom = frozenset(places_named(scenario, event.where)), event.profile.split()
        columns = [row for row, profile in enumerate(scenario.profiles) if not event.profile or profile.name in whom]
        for line, row in enumerate(lines):
            if row.direction != (event.direction or "in") or where.isdisjoint((row.place, stands_at(row))):
                continue
            if row.service not in _kinds_meant(event, row, ways):
                continue
            zone = clock.zone_of(place_of[row.place].time_zone)
            start, end = clock.span(event.date, event.until, zone)
            delay = event.delay_hours * MOMENTS_PER_HOUR if event.what == "news" else 0.0
            kind = int(kinds[event.what])
            rows += [(event.value, delay, start, end, line, column, kind) for column in columns]
    return np.array(rows, dtype=ORDER)


def _kinds_meant(event: Event, line: Service, ways: set[tuple[str, str]]) -> tuple[str, ...]:
    """Kinds of service on which an event acts at the post of a line; `ways` are those with an exit control."""
    if event.what == "news":
        return ("exit_control", "entry_control")
    return (event.service or ("exit_control" if (line.place, line.direction) in ways else "entry_control"),)


def build_closures(spans: list[tuple[int, int, int]]) -> np.ndarray:
    """Closed places: CLOSURE[n] from (row of the place, from, to)."""
    return np.array([(start, end, place) for place, start, end in spans], dtype=CLOSURE)
