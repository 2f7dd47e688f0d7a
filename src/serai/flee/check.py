"""Rules for the rule `lookahead` and its tables."""

from __future__ import annotations

import math
from itertools import pairwise

from serai.flee.schema import FleeScenario, LookaheadClosure
from serai.flee.series import TOTAL
from serai.scenario.cells import tick_text
from serai.scenario.lengths import by_map_km
from serai.scenario.names import Names
from serai.scenario.nearest import quoted
from serai.scenario.schema import Route
from serai.scenario.where import Report
from serai.units import MINUTES_PER_DAY

MOST_LINKS_A_DAY = 10_000
UNUSED_TABLES = (
    "departures", "given", "destinations", "no_entry", "traffic", "services", "lodging", "events", "measures",
)  # fmt: skip
POSITIVE = ("max_move_km", "max_walk_km", "move_chance_population", "mean_religion_share")


def check_lookahead(scenario: FleeScenario, names: Names, report: Report) -> None:
    """The tables of the rule `lookahead` fit together, and none stands there that it does not use."""
    for table in UNUSED_TABLES:
        if getattr(scenario, table):
            report.table(table, "the rule lookahead does not use this table; remove it")
    if scenario.tick_minutes != MINUTES_PER_DAY:
        report.setting("tick", f"must be 1d for the rule lookahead, got {tick_text(scenario.tick_minutes)}")
    for name in POSITIVE:
        if not getattr(scenario.lookahead, name).value > 0:
            report.setting(f"lookahead.{name}", "must be greater than 0, got 0")
    _check_places(scenario, report)
    _check_links(scenario, report)
    if scenario.lookahead.max_move_km.value > 0:
        _check_lengths(scenario, names, report)
    _check_paths(scenario, names, report)
    for row, closure in enumerate(scenario.lookahead_closures):
        _check_closure(scenario, names, row, closure, report)
    series = {entry.series for entry in scenario.lookahead_series}
    if scenario.lookahead.new_people == TOTAL and TOTAL not in series:
        report.setting("lookahead.new_people", "is total, but lookahead_series has no series total")


def _check_places(scenario: FleeScenario, report: Report) -> None:
    if not scenario.lookahead_places:
        report.table(
            "lookahead_places", "the rule lookahead needs a row for each place; the first is in the home country"
        )
    first: dict[str, int] = {}
    for row, entry in enumerate(scenario.lookahead_places):
        earlier = first.setdefault(entry.place, row)
        if earlier != row:
            where = report.where.row("lookahead_places", earlier)
            report.cell("lookahead_places", row, "place", f"{quoted(entry.place)} is already in {where}")


def _links(scenario: FleeScenario) -> set[frozenset[str]]:
    return {frozenset((route.from_place, route.to_place)) for route in scenario.routes}


def _check_links(scenario: FleeScenario, report: Report) -> None:
    links, first = _links(scenario), dict[frozenset[str], int]()
    for row, entry in enumerate(scenario.lookahead_routes):
        ends = frozenset((entry.from_place, entry.to_place))
        if ends not in links:
            wrong = f"there is no route between {quoted(entry.from_place)} and {quoted(entry.to_place)} in routes"
            report.row("lookahead_routes", row, wrong)
        if first.setdefault(ends, row) != row:
            report.row("lookahead_routes", row, "is about the same link as an earlier row; write them as one")
        if not all(_is_length(word) for word in entry.more_km.split()):
            wrong = f"must be lengths in km above 0, separated by spaces, got {quoted(entry.more_km)}"
            report.cell("lookahead_routes", row, "more_km", wrong)


def _check_lengths(scenario: FleeScenario, names: Names, report: Report) -> None:
    """Nobody may pass more links in a day than can be counted in time."""
    fastest = {frozenset((row.from_place, row.to_place)): row.max_km for row in scenario.lookahead_routes}
    further = {frozenset((row.from_place, row.to_place)): row for row in scenario.lookahead_routes}
    for row, route in enumerate(scenario.routes):
        ends = frozenset((route.from_place, route.to_place))
        a_day = fastest.get(ends) or scenario.lookahead.max_move_km.value
        least = a_day / MOST_LINKS_A_DAY
        lengths = [_km(route, scenario, names)]
        if ends in further and all(map(_is_length, further[ends].more_km.split())):
            lengths += [float(word) for word in further[ends].more_km.split()]
        if min(lengths) < least:
            wrong = f"must be at least {least:g} km where people go {a_day:g} km in a day, got {min(lengths):g}"
            report.cell("routes", row, "km", wrong)


def _km(route: Route, scenario: FleeScenario, names: Names) -> float:
    """km of a route: as stated, else by the map; infinite where its places are not known."""
    start, end = (names.places.get(name) for name in (route.from_place, route.to_place))
    if route.km is not None or start is None or end is None:
        return route.km or math.inf
    return by_map_km(start, end, scenario.travel.road_factor.value)


def _is_length(word: str) -> bool:
    try:
        return 0 < float(word) < 1e6
    except ValueError:
        return False


def _check_paths(scenario: FleeScenario, names: Names, report: Report) -> None:
    links = _links(scenario)
    for row, entry in enumerate(scenario.lookahead_paths):
        places = [name.strip() for name in entry.path.split(">")]
        unknown = [name for name in places if name not in names.places]
        gaps = [pair for pair in pairwise(places) if frozenset(pair) not in links]
        if unknown:
            near = report.near(unknown[0], lambda: names.places)
            report.cell("lookahead_paths", row, "path", f"place {quoted(unknown[0])} is not in places.{near}")
        elif len(places) < 2 or gaps:
            what = f"between {quoted(gaps[0][0])} and {quoted(gaps[0][1])}" if gaps else "in a path of one place"
            report.cell("lookahead_paths", row, "path", f"there is no route {what}")


def _check_closure(scenario: FleeScenario, names: Names, row: int, closure: LookaheadClosure, report: Report) -> None:
    countries = {entry.country: entry for entry in scenario.lookahead_places if entry.country}
    known = dict.fromkeys(countries if closure.kind == "country" else names.places)
    noun = "country" if closure.kind == "country" else "place"
    takes_two = closure.kind in ("country", "link", "redirection")
    for column, name in (("where", closure.where), ("to_where", closure.to_where)):
        if column == "to_where" and not takes_two:
            continue
        if name not in known:
            near = report.near(name, known.keys)
            report.cell("lookahead_closures", row, column, f"{noun} {quoted(name)} is not known.{near}")
