"""Regions of destination: which there are, how much each draws, and which one published figures speak of."""

from __future__ import annotations

import math
from datetime import datetime, time, timedelta

from serai.scenario.members import LIVEABLE, attraction_of, places_named
from serai.scenario.names import line_of
from serai.scenario.schema import Choice, Event, Observation, Place, Scenario

NEST_PARAMETER = "choice.nest_parameter"
OF_HOME = frozenset({"set_out"})  # quantities that are counted where people leave


def regions_of(scenario: Scenario) -> tuple[str, ...]:
    """The regions of the table `destinations`, in its order."""
    return tuple(dict.fromkeys(row.region for row in scenario.destinations))


def cities_in(scenario: Scenario, region: str) -> tuple[Place, ...]:
    """Cities and camps of a region that draw anybody."""
    named = set(places_named(scenario, region))
    return tuple(
        place
        for place in scenario.places
        if place.name in named and place.kind in LIVEABLE and attraction_of(place) > 0.0
    )


def shares_of(scenario: Scenario, profile: str) -> dict[str, float]:
    """Share of each region among those who leave, of a profile's own rows or else those for all; empty without any."""
    rows = [row for row in scenario.destinations if profile in row.profile.split()]
    rows = rows or [row for row in scenario.destinations if not row.profile]
    weights = {row.region: ordinary_people(scenario, row.region) if row.weight is None else row.weight for row in rows}
    whole = math.fsum(weights.values())
    return {region: weight / whole for region, weight in weights.items() if weight > 0.0}


def ordinary_people(scenario: Scenario, region: str) -> float:
    """Tracked people whom ordinary traffic brings into a region during the run, by the table `traffic`."""
    posts = set(places_named(scenario, region))
    tracked = {profile.name for profile in scenario.profiles if profile.tracked}
    start, end = (datetime.combine(day, time()) for day in (scenario.start, scenario.end))
    total = 0.0
    for row in scenario.traffic:
        if row.post in posts and row.profile in tracked and (row.direction, row.service) == ("in", "border"):
            days = ((row.end or end) - (row.start or start)) / timedelta(days=1)
            level = row.per_day if row.per_day_end is None else (row.per_day + row.per_day_end) / 2
            total += level * days
    return total


def news_acts_on(scenario: Scenario, event: Event) -> str:
    """What a piece of news acts on: as it says or, where it names cities or posts and no origin, on the destination."""
    if event.applies_to or not event.where:
        return event.applies_to or "departures"
    named = set(places_named(scenario, event.where))
    kinds = {place.kind for place in scenario.places if place.name in named}
    return "destination" if kinds & {*LIVEABLE, "border_post"} and "origin" not in kinds else "departures"


def weighed_hours(choice: Choice, hours: float) -> float:
    """Hours from home to a post as they weigh: `hours_scale * (hours / hours_scale) ** hours_exponent`."""
    power = choice.hours_exponent.value - 1.0
    return hours if power == 0.0 or hours <= 0.0 else hours * (hours / choice.hours_scale.value) ** power


def is_idle(scenario: Scenario, key: str) -> bool:
    """Whether a setting has no effect: nothing is drawn for it, and nobody need try it."""
    return key == NEST_PARAMETER and not scenario.destinations


def countries_of_destination(scenario: Scenario) -> tuple[str, ...]:
    """The regions of `destinations` or, without that table, the countries of cities and camps that draw anybody."""
    if scenario.destinations:
        return regions_of(scenario)
    return tuple(dict.fromkeys(place.country for place in cities_in(scenario, "") if place.country))


def is_ambiguous(scenario: Scenario, observation: Observation) -> bool:
    """Whether a published figure names no place though there are several countries of destination."""
    if scenario.tracked_destination or not _names_no_place(scenario, observation):
        return False
    return len(countries_of_destination(scenario)) > 1


def with_place_meant(scenario: Scenario, observation: Observation) -> Observation:
    """A published figure that names no place speaks of the tracked region of destination."""
    if not scenario.tracked_destination or not _names_no_place(scenario, observation):
        return observation
    return observation.model_copy(update={"place": scenario.tracked_destination})


def _names_no_place(scenario: Scenario, observation: Observation) -> bool:
    """Whether it is about a destination that it leaves blank; the name of a line says where it stands."""
    if observation.place or observation.quantity in OF_HOME or not scenario.has_lines:
        return False
    named = observation.service
    return not (named and any(named in (row.id, line_of(row)) for row in scenario.services))
