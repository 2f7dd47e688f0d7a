"""What a scenario without a fault may still have got wrong: warnings, which forbid nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, time
from itertools import combinations

from serai.scenario.destinations import (
    cities_in,
    countries_of_destination,
    is_ambiguous,
    news_acts_on,
    regions_of,
    shares_of,
)
from serai.scenario.estimates import PostLoad, post_loads
from serai.scenario.fields import fields_of
from serai.scenario.members import LIVEABLE, places_named
from serai.scenario.nearest import listed, quoted
from serai.scenario.schema import Event, Scenario, Service
from serai.units import great_circle_km

MOST_SHOWN = 4
MOST_OF_EACH = 5
SAME_KM = 3.0
# Columns of `events` that only some kinds of event read; values of others have no effect.
READ_BY = {
    "shape": ("trigger",),
    "delay_hours": ("news",),
    "direction": ("control", "closure", "opening", "news"),
    "where": ("trigger", "news", "control", "closure", "opening"),
    "until": ("trigger", "news", "control", "closure", "change"),
}


def doubts(scenario: Scenario) -> list[str]:
    """Warnings about a scenario without faults, the weightiest first, one sentence each.

    It covers cells without effect, posts that ordinary traffic or the busiest day overfill by a rough estimate, dates
    that are cut, people at risk beyond the population or listed twice, and lengths of routes by the map.
    """
    if not scenario.has_lines:
        return []
    loads = post_loads(scenario)
    warnings = [*_ambiguous(scenario), *_guessed(scenario), *_at_risk(scenario), *_twice(scenario)]
    warnings += [*_ordinary(loads), *_busiest(loads)]
    for event in scenario.events:
        warnings += _of_event(event, scenario)
    return [*warnings, *_lengths(scenario)]


def _ambiguous(scenario: Scenario) -> list[str]:
    """Published figures without a place, where there are several countries that they could speak of."""
    silent = [row.id for row in scenario.observations if is_ambiguous(scenario, row)]
    countries = listed(list(countries_of_destination(scenario)), MOST_SHOWN)
    text = (
        f"ambiguous: {len(silent):,} of {len(scenario.observations):,} observations name no place "
        f"({listed(silent, MOST_SHOWN)}), and people go to {countries}; set tracked_destination, or give each its place"
    )
    return [text] if silent else []


def _guessed(scenario: Scenario) -> list[str]:
    """Shares of regions of destination that are taken from ordinary traffic."""
    if all(row.weight is not None for row in scenario.destinations):
        return []
    blank = next(row for row in scenario.destinations if row.weight is None)
    shares = shares_of(scenario, (blank.profile.split() or [""])[0])
    parts = ", ".join(f"{region} {shares[region]:.0%}" for region in regions_of(scenario) if region in shares)
    return [f"shares of destinations without a weight are those of ordinary traffic, a first guess: {parts}"]


def _at_risk(scenario: Scenario) -> list[str]:
    warnings = []
    for place in scenario.places:
        if place.at_risk_people and place.population and place.at_risk_people > place.population + 1:
            warnings.append(f"{quoted(place.name)} {place.at_risk_people:,.0f} of {place.population:,.0f}")
    text = f"more people at risk than inhabitants: {listed(warnings, MOST_SHOWN)}"
    return [text] if warnings else []


def _twice(scenario: Scenario) -> list[str]:
    """Origins at one place, whose people may be counted twice."""
    homes = [place for place in scenario.places if place.kind == "origin" and place.at_risk_people]
    warnings = [
        f"{quoted(home.name)} and {quoted(other.name)}"
        for home, other in combinations(homes, 2)
        if abs(home.lat - other.lat) < 1 and great_circle_km(home.lat, home.lon, other.lat, other.lon) < SAME_KM
    ]
    text = f"origins less than {SAME_KM:g} km apart; are their people listed twice? {listed(warnings, MOST_SHOWN)}"
    return [text] if warnings else []


def _ordinary(loads: Sequence[PostLoad]) -> list[str]:
    warnings = []
    for load in loads:
        if load.ordinary > load.low and math.isfinite(load.capacity):
            end = "" if load.ordinary > load.capacity else "the low end of "
            warnings.append(
                f"post {quoted(load.post)}: ordinary traffic of {load.ordinary:,.0f} people a day is more than "
                f"{end}what it can serve, {_capacity(load)}; its line grows before anything happens"
            )
    return _cut(warnings)


def _busiest(loads: Sequence[PostLoad]) -> list[str]:
    """Posts to which more people set out on the busiest day than they can serve, the fullest first."""
    full = [load for load in loads if load.busiest > load.capacity and load.ordinary <= load.capacity]
    full.sort(key=lambda load: -load.busiest / max(load.capacity, 1.0))
    texts = [
        f"post {quoted(load.post)}: by a rough estimate {load.busiest:,.0f} people come on the busiest day, "
        f"{load.ordinary:,.0f} of them ordinary; it can serve {_capacity(load)}"
        for load in full
    ]
    return _cut(texts)


def _capacity(load: PostLoad) -> str:
    return f"{load.capacity:,.0f}" + (f" ({load.low:,.0f} to {load.high:,.0f})" if load.low < load.high else "")


def _cut(texts: list[str]) -> list[str]:
    more = len(texts) - MOST_OF_EACH
    return texts if more <= 0 else [*texts[:MOST_OF_EACH], f"... and the same of {more:,} more post{'s' * (more > 1)}"]


def _of_event(event: Event, scenario: Scenario) -> list[str]:
    """Cells of an event that have no effect, and a date that is cut."""
    named = f"event {quoted(event.id)}"
    warnings = []
    defaults = fields_of(Event)
    for column, kinds in READ_BY.items():
        if event.what not in kinds and getattr(event, column) != defaults[column].default:
            warnings.append(f"{named}: {column} has no effect; no {event.what} reads it")
    if event.what == "trigger" and event.course == "uniform" and event.shape != defaults["shape"].default:
        warnings.append(f"{named}: shape has no effect; a uniform course has none")
    if event.until is not None and event.until > datetime.combine(scenario.end, time()):
        warnings.append(f"{named}: until {event.until.date()} is after the end of the run and is cut there")
    missing = _missing(event, scenario)
    if missing:
        there = f"at {quoted(event.where)}" if event.where else "in the scenario"
        warnings.append(f"{named} has no effect: there is no {missing} {there}")
    return warnings


def _missing(event: Event, scenario: Scenario) -> str:
    """What an event acts on, if nothing of the kind is where it happens; else blank."""
    places = set(places_named(scenario, event.where))
    kinds = {place.kind for place in scenario.places if place.name in places}
    about = news_acts_on(scenario, event) if event.what == "news" else ""
    direction = event.direction or "in"
    if event.what == "news" and about == "departures":
        has = any(place.kind == "origin" and place.at_risk_people for place in scenario.places if place.name in places)
        return "" if has else "place from which people leave by a trigger"
    if event.what == "news" and about == "destination":
        return "" if cities_in(scenario, event.where) else "city or camp that draws anybody"
    if event.what == "news" and about == "traffic":
        return "" if any(row.post in places for row in scenario.traffic) else "ordinary traffic"
    if event.what == "control" or (event.what == "news" and about == "line"):
        controls = (event.service,) if event.service else ("exit_control", "entry_control")
        lines = (row for row in scenario.services if _is_at(row, places) and row.direction == direction)
        return (
            "" if any(row.service in controls for row in lines) else f"line of a border control, direction {direction},"
        )
    if event.what in ("closure", "opening"):
        at_services = any(_is_at(row, places) for row in scenario.services)
        return "" if at_services or kinds & {"border_post", *LIVEABLE} else "post, city or service"
    return ""


def _is_at(service: Service, places: set[str]) -> bool:
    return service.place in places or service.at in places


def _lengths(scenario: Scenario) -> list[str]:
    by_map = [route for route in scenario.routes if route.km is None]
    if not by_map:
        return []
    n_roads = sum(route.mode == "road" for route in by_map)
    factor = scenario.travel.road_factor
    ends = "" if factor.low is None or factor.high is None else f" ({factor.low:g} to {factor.high:g})"
    roads = f", roads times {factor.value:g}{ends}" if n_roads else ""
    some = "1 route has no" if len(by_map) == 1 else f"{len(by_map):,} routes have no"
    which = "no route has" if len(by_map) == len(scenario.routes) else some
    return [f"{which} km: lengths come from the map{roads}"]
