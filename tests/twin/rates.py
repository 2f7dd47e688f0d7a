"""Rates over time: rhythm of day and week, the course of triggers, news (docs/model/leaving)."""

from __future__ import annotations

import math
from datetime import datetime, time
from itertools import pairwise

from serai.codes import Stream
from serai.scenario.members import places_named
from serai.scenario.schema import Event, Scenario
from twin.clock import DAY, HOUR, Clock
from twin.draws import Draws, name_key


def rhythm(scenario: Scenario, clock: Clock, zone: str, tick: int) -> float:
    """r(t): relative rate of setting out, mean one."""
    hour, weekday = clock.hour_and_weekday(zone, tick)
    hours, weekdays = scenario.leaving.hours, scenario.leaving.weekdays
    by_hour = hours[hour] * 24 / math.fsum(hours) if clock.tick <= HOUR else 1.0
    return by_hour * (weekdays[weekday] * 7 / math.fsum(weekdays))


def course(event: Event, clock: Clock, tick: int) -> float:
    """G(t): share of a trigger's departures that have come by the start of a tick."""
    days = (tick * clock.tick - clock.moment(event.date, clock.scenario.time_zone)) / DAY
    mean = event.mean_days or 1.0
    if event.peak_days is not None:
        mean = event.peak_days * event.shape / (event.shape - 1)
    if event.course == "uniform":
        return min(max(days / mean, 0.0), 1.0)
    return gamma_share(event.shape, max(days, 0.0) * event.shape / mean)


def spread(event: Event, clock: Clock) -> list[float]:
    """Share of a trigger's departures that falls on each tick; the course stands still after `until`."""
    shares = [course(event, clock, tick) for tick in range(clock.n_ticks + 1)]
    if event.until is not None:
        last = clock.moment(event.until, clock.scenario.time_zone) / clock.tick
        most = straight_line(shares, last)
        shares = [min(share, most) for share in shares]
    return [after - before for before, after in pairwise(shares)]


def straight_line(values: list[float], at: float) -> float:
    """Value between two neighbours."""
    if at <= 0:
        return values[0]
    if at >= len(values) - 1:
        return values[-1]
    low = int(at)
    return (values[low + 1] - values[low]) * (at - low) + values[low]


def gamma_share(shape: float, x: float) -> float:
    """The regularised lower incomplete gamma function: its series, or its continued fraction for large x."""
    if x <= 0:
        return 0.0
    scale = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    if x < shape + 1:
        term = total = 1.0 / shape
        n = shape
        while term > total * 1e-16:
            n += 1
            term *= x / n
            total += term
        return min(scale * total, 1.0)
    b = x + 1 - shape
    c, d = 1e300, 1.0 / b
    fraction = d
    for i in range(1, 500):
        factor = -i * (i - shape)
        b += 2
        d = 1.0 / (factor * d + b)
        c = b + factor / c
        fraction *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return 1.0 - scale * fraction


def concerns(scenario: Scenario, event: Event, place: str, profile: str) -> bool:
    """Whether an event is about a place and a profile; blank cells are about all."""
    if event.profile and profile not in event.profile.split():
        return False
    return not event.where or place in places_named(scenario, event.where)


def news_factor(scenario: Scenario, clock: Clock, acts_on: str, place: str, profile: str) -> list[float]:
    """m(t): product over the news in force, by tick."""
    factors = [1.0] * clock.n_ticks
    for event in scenario.events:
        if event.what != "news" or (event.applies_to or "departures") != acts_on or event.value is None:
            continue
        if not concerns(scenario, event, place, profile):
            continue
        start, end = clock.span(event.date, event.until, scenario.time_zone)
        for tick in range(clock.n_ticks):
            middle = clock.middle(tick)
            if start <= middle < end:
                factors[tick] *= 1.0 - event.value * reach(middle - start, event.delay_hours)
    return factors


def walk(scenario: Scenario, clock: Clock, draws: Draws) -> list[float]:
    """The factor of days on departures, by tick: those of the random walk times those of the settings."""
    spread = scenario.leaving.walk_spread.value
    start = clock.moment(datetime.combine(scenario.leaving.walk_start or scenario.start, time()), scenario.time_zone)
    key = name_key("walk", "departures")
    log, day, factors = 0.0, -1, []
    for tick in range(clock.n_ticks):
        while day < (clock.middle(tick) - start) // DAY:
            day += 1
            u, v = (draws.uniform(Stream.DAY, key, 2 * day + part) for part in (0, 1))
            normal = math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * v)
            log += spread * normal - spread * spread / 2
        factors.append(math.exp(log) * factor_of_day(scenario, clock, tick))
    return factors


def factor_of_day(scenario: Scenario, clock: Clock, tick: int) -> float:
    """The factor that the settings give for the day of a tick."""
    start = clock.moment(datetime.combine(scenario.start, time()), scenario.time_zone)
    day = int((clock.middle(tick) - start) // DAY)
    factors = scenario.leaving.day_factors or ()
    return factors[day] if 0 <= day < len(factors) else 1.0


def reach(age: float, delay_hours: float) -> float:
    """Share of people whom news has reached."""
    return 1.0 - math.exp(-age / (delay_hours * HOUR)) if delay_hours > 0 else 1.0
