"""A rough estimate for border posts without a run: what they can serve on a day, and who comes on the busiest one.

It uses route lengths from the map only, without lines or delays; it is meant only to be compared with a capacity.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import numpy as np

from serai.scenario.courses import gamma_share, mean_delay
from serai.scenario.destinations import shares_of, weighed_hours
from serai.scenario.lengths import by_map_km
from serai.scenario.members import LIVEABLE, attraction_of, places_named
from serai.scenario.parameters import cells_of, with_parameters
from serai.scenario.schema import Event, Place, Scenario, Service, service_minutes
from serai.scenario.texts import parse_hours, parse_sizes, parse_weekdays
from serai.units import DAYS_PER_WEEK, HOURS_PER_DAY, MINUTES_PER_HOUR

CONTROLS = ("exit_control", "entry_control")
ROAD_KMH = 65.0


@dataclass(frozen=True)
class PostLoad:
    """One post inbound, people a day.

    Attributes
    ----------
    ordinary : float
        Ordinary traffic before the event.
    busiest : float
        People who set out towards it on the busiest day, ordinary traffic included; all are taken to go by road.
    capacity, low, high : float
        What its controls can serve on the day of the event, and the ends of it; infinite where it has no line.
    """

    post: str
    ordinary: float
    busiest: float
    capacity: float
    low: float
    high: float


def post_loads(scenario: Scenario) -> list[PostLoad]:
    """Every border post of a scenario with lines, in its order."""
    taken = with_parameters(scenario)
    when = _first_event(taken)
    posts = [place for place in taken.places if place.kind == "border_post"]
    factors = _minute_factors(scenario)
    roads = [post for post in posts if _is_on_road(taken, post.name)]
    coming = dict(zip((post.name for post in roads), _coming(taken, roads), strict=True))
    loads = []
    for post in posts:
        ordinary = sum(
            row.per_day
            for row in taken.traffic
            if row.post == post.name and row.direction == "in" and row.service == "border" and _holds(row, when)
        )
        ends = [_capacity(taken, post.name, when, factors, end) for end in ("value", "high", "low")]
        loads.append(PostLoad(post.name, ordinary, ordinary + coming.get(post.name, 0.0), *ends))
    return loads


def _is_on_road(scenario: Scenario, post: str) -> bool:
    """Whether cars or walkers pass, as they do where there is no line at all."""
    modes = {row.mode for row in scenario.services if row.place == post and row.direction == "in"}
    return not modes or bool(modes & {"any", "car", "foot"})


def _first_event(scenario: Scenario) -> datetime:
    start = datetime.combine(scenario.start, time())
    return min((event.date for event in scenario.events if event.what == "trigger"), default=start)


def _holds(row: object, when: datetime) -> bool:
    start, end = getattr(row, "start", None), getattr(row, "end", None)
    return (start is None or start <= when) and (end is None or when < end)


def _minute_factors(scenario: Scenario) -> dict[str, tuple[float, float]]:
    """Factors to the low and high end of the minutes of a service, by its id."""
    result: dict[str, tuple[float, float]] = {}
    for service in scenario.services:
        low, high = service.range_of("minutes")
        if low is not None and high is not None:
            result[service.id] = (low / service_minutes(service), high / service_minutes(service))
        slow, fast = service.range_of("per_hour")
        if slow is not None and fast is not None and service.per_hour is not None:
            result[service.id] = (service.per_hour / fast, service.per_hour / slow)
    for parameter in scenario.parameters:
        low, high = parameter.range_of("value")
        if parameter.how == "factor" and low is not None and high is not None and parameter.value > 0:
            for cell in cells_of(scenario, parameter):
                if cell.table == "services" and cell.field.name == "minutes":
                    result[scenario.services[cell.row].id] = (low / parameter.value, high / parameter.value)
    return result


def _capacity(
    scenario: Scenario, post: str, when: datetime, factors: dict[str, tuple[float, float]], end: str
) -> float:  # fmt: skip
    """People a day that the scarcest control of a post serves inbound."""
    by_kind: dict[str, float] = {}
    pools: dict[tuple[str, str], list[float]] = {}
    for row in scenario.services:
        if row.place != post or row.direction != "in" or row.service not in CONTROLS or not _holds(row, when):
            continue
        low, high = factors.get(row.id, (1.0, 1.0))
        people = _served(scenario, row) / {"value": 1.0, "low": low, "high": high}[end]
        if row.pool:
            pools.setdefault((row.service, row.pool), []).append(people)
        else:
            by_kind[row.service] = by_kind.get(row.service, 0.0) + people
    for (kind, _), result in pools.items():
        by_kind[kind] = by_kind.get(kind, 0.0) + sum(result) / len(result)  # lines of a pool share its servers
    return min(by_kind.values(), default=math.inf)


def _served(scenario: Scenario, row: Service) -> float:
    hours = sum(closes - opens for opens, closes in parse_hours(row.hours)) / MINUTES_PER_HOUR
    days = sum(parse_weekdays(row.weekdays)) / DAYS_PER_WEEK
    each = {"person": 1.0, "vehicle": scenario.queueing.persons_per_vehicle.value, "party": _party(scenario)}[row.unit]
    at_work = row.servers if row.staff is None else min(row.servers, int(row.staff / row.staff_per_server))
    people = at_work * min(hours, HOURS_PER_DAY) * MINUTES_PER_HOUR / service_minutes(row) * each * days
    return people if row.cap is None else min(people, row.cap)


def _party(scenario: Scenario) -> float:
    sizes = [size for profile in scenario.profiles if profile.tracked for size in parse_sizes(profile.size)]
    return sum(people * weight for people, weight in sizes) / max(sum(weight for _, weight in sizes), 1e-9)


def _chance(event: Event, homes: Sequence[Place]) -> float:
    """People who leave because of a trigger for each person at risk, all its profiles together."""
    if event.people is not None:
        return event.people / max(math.fsum(home.at_risk_people or 0.0 for home in homes), 1.0)
    return -math.expm1(-(event.value or 0.0)) * len(event.profile.split())


def _coming(scenario: Scenario, posts: Sequence[Place]) -> list[float]:
    """People who set out towards each post on its busiest day."""
    days = (scenario.end - scenario.start).days
    total = np.zeros((len(posts), days))
    shares: dict[str, np.ndarray] = {}
    places = {place.name: place for place in scenario.places}

    def add(name: str, people: float, by_day: np.ndarray) -> None:
        if name not in shares:
            shares[name] = _post_shares(scenario, places[name], posts)
        total[:] += people * shares[name][:, None] * by_day[None, :]

    for event in scenario.events:
        if event.what == "trigger":
            by_day = _by_day(scenario, event, days)
            homes = [places[name] for name in places_named(scenario, event.where) if places[name].kind == "origin"]
            for home in homes:
                add(home.name, (home.at_risk_people or 0.0) * _chance(event, homes), by_day)
    for row in scenario.departures:
        members = places_named(scenario, row.origin)
        weights = [places[name].at_risk_people or places[name].population or 1.0 for name in members]
        first = (row.start.date() - scenario.start).days if row.start else 0
        last = (row.end.date() - scenario.start).days if row.end else days
        by_day = np.zeros(days)
        by_day[first : max(last, first + 1)] = 1 / max(last - first, 1)
        for name, weight in zip(members, weights, strict=True):
            add(name, row.people * weight / sum(weights), by_day)
    return [float(of.max(initial=0.0)) for of in total]


def _by_day(scenario: Scenario, event: Event, days: int) -> np.ndarray:
    """Share of a trigger's people who set out on each day of the run: float64[days]."""
    edges = np.array([_days_after(scenario, event.date, day) for day in range(days + 1)])
    mean = mean_delay(event)
    reached = np.clip(edges / mean, 0, 1) if event.course == "uniform" else gamma_share(edges, event.shape, mean)
    return np.asarray(np.diff(reached))


def _days_after(scenario: Scenario, date: datetime, day: int) -> float:
    return (datetime.combine(scenario.start, time()) + timedelta(days=day) - date) / timedelta(days=1)


def _post_shares(scenario: Scenario, origin: Place, posts: Sequence[Place]) -> np.ndarray:
    """Shares of the posts for one origin by the logit of the choice of way, without waits: float64[posts]."""
    factor, choice = scenario.travel.road_factor.value, scenario.choice
    hours = np.array([by_map_km(origin, post, factor) / ROAD_KMH for post in posts])
    if not hours.size:
        return hours
    weighed = np.array([weighed_hours(choice, float(hour)) for hour in hours])
    utility = np.array([post.constant for post in posts]) - choice.sensitivity_per_hour.value * weighed
    for number, post in enumerate(posts):
        cities = [place for place in scenario.places if place.kind in LIVEABLE and place.country == post.country]
        pull = [
            attraction_of(city) ** choice.attraction_weight.value
            * math.exp(-choice.onward_sensitivity_per_hour.value * by_map_km(post, city, factor) / ROAD_KMH)
            for city in cities
        ]
        utility[number] += math.log(sum(pull)) if sum(pull) > 0 else 0.0
    is_near = hours <= hours.min() + choice.consideration_hours.value
    weights = np.where(is_near, np.exp(utility - utility.max()), 0.0)
    for region, share in shares_of(scenario, "").items():  # posts of a region part what goes there
        named = places_named(scenario, region)
        inside = np.array([post.name in named for post in posts]) & (weights > 0)
        if inside.any():
            weights[inside] *= share / weights[inside].sum()
    return np.asarray(weights / weights.sum())
