"""Rules for the ways: routes lead somewhere, people can leave where they live, and every city can be reached."""

from __future__ import annotations

from collections.abc import Iterable

from serai.scenario.members import LIVEABLE, attraction_of, places_named
from serai.scenario.names import Names
from serai.scenario.nearest import quoted
from serai.scenario.schema import NETWORKS, Place, Scenario
from serai.scenario.texts import parse_modes
from serai.scenario.where import Report

Links = dict[str, dict[str, list[str]]]  # by network: place -> places one link away
GOALS = ("city", "camp", "border_post", "exit")


def check_routes(scenario: Scenario, report: Report) -> None:
    """No route leads from a place to itself, and none stands twice."""
    first: dict[tuple[str, str, str], int] = {}
    for row, route in enumerate(scenario.routes):
        if report.is_bad("routes", row, "from", "to", "mode"):
            continue
        if route.from_place == route.to_place:
            report.cell("routes", row, "to", f"a route must lead to another place, got {quoted(route.to_place)} twice")
            continue
        ways = [(route.from_place, route.to_place)]
        ways += [(route.to_place, route.from_place)] if route.two_way else []
        earlier = [first[(*way, route.mode)] for way in ways if (*way, route.mode) in first]
        if earlier:
            same = f"the {route.mode} from {quoted(route.from_place)} to {quoted(route.to_place)}"
            report.row("routes", row, f"{same} is already in {report.where.row('routes', earlier[0])}")
        for way in ways:
            first.setdefault((*way, route.mode), row)


def check_reach(scenario: Scenario, names: Names, report: Report) -> None:
    """People who leave can reach a post or city, and posts, cities and camps can be reached by somebody.

    Scenarios in which nobody leaves (ordinary traffic at given posts only) need no routes.
    """
    links = links_of(scenario)
    leavers = _leavers(scenario, names, report)
    if not leavers:
        return
    rows = {place.name: row for row, place in enumerate(scenario.places)}
    one_way = {route.mode for route in scenario.routes if not route.two_way}
    reached_from: dict[tuple[str, str], set[str]] = {}
    for origin, profiles in leavers.items():
        for profile in profiles:
            modes = [mode for mode, weight in parse_modes(names.profiles[profile].modes) if weight > 0]
            networks = {scenario.modes[mode].network for mode in modes}
            for network in networks:
                if (network, origin) not in reached_from:
                    places = reach([origin], [links[network]])
                    alike = [origin] if network in one_way else places  # who comes there and back reaches the same
                    reached_from |= dict.fromkeys(((network, name) for name in alike), places)
            reached = set().union(*(reached_from[network, origin] for network in networks)) - {origin}
            if not any(names.places[name].kind in GOALS for name in reached):
                way = f"no route for profile {quoted(profile)} ({', '.join(modes)}) leads from it"
                report.row("places", rows[origin], f"{quoted(origin)}: {way} to a border post or city")
            elif not names.profiles[profile].destination:
                _check_attraction(origin, [names.places[name] for name in reached], rows, report)
    _check_reached(scenario, names, links, list(leavers), report)


def _check_attraction(origin: str, reached: list[Place], rows: dict[str, int], report: Report) -> None:
    """Whoever leaves must be drawn to one of the cities and camps that can be reached; a blank figure draws nobody."""
    cities = [place for place in reached if place.kind in LIVEABLE]
    if not cities or any(attraction_of(place) > 0 for place in cities):
        return
    blank = sorted((place.name for place in cities if place.attraction is None), key=rows.__getitem__)
    for name in blank:
        give = "give its attraction or population (attraction 0 if nobody is to go there)"
        text = f"has neither attraction nor population, nor has any other that can be reached from {quoted(origin)}"
        report.cell("places", rows[name], "attraction", f"{quoted(name)} {text}, so nobody could leave; {give}")
    if not blank:
        text = (
            f"{quoted(origin)}: every city and camp that can be reached from it has attraction 0, so nobody could leave"
        )
        report.row("places", rows[origin], text)


def links_of(scenario: Scenario) -> Links:
    """Places one link away, by network and place, with the direction of one-way routes."""
    links: Links = {network: {} for network in NETWORKS}
    for route in scenario.routes:
        links[route.mode].setdefault(route.from_place, []).append(route.to_place)
        if route.two_way:
            links[route.mode].setdefault(route.to_place, []).append(route.from_place)
    return links


def reach(starts: Iterable[str], networks: Iterable[dict[str, list[str]]]) -> set[str]:
    """All places that can be reached from the starts over these networks, the starts among them."""
    chosen = list(networks)
    waiting = list(starts)
    reached = set(waiting)
    while waiting:
        place = waiting.pop()
        for links in chosen:
            for neighbour in links.get(place, ()):
                if neighbour not in reached:
                    reached.add(neighbour)
                    waiting.append(neighbour)
    return reached


def _leavers(scenario: Scenario, names: Names, report: Report) -> dict[str, set[str]]:
    """Profiles that leave each origin, by departures and triggers."""
    leavers: dict[str, set[str]] = {}
    for departure in scenario.departures:
        if departure.people > 0:
            for name in places_named(scenario, departure.origin):
                leavers.setdefault(name, set()).add(departure.profile)
    for row, event in enumerate(scenario.events):
        if event.what == "trigger":
            at_risk = [name for name in places_named(scenario, event.where) if _has_people_at_risk(names.places[name])]
            if not at_risk:
                report.cell("events", row, "where", "no place that the trigger reaches has at_risk_people")
            for name in at_risk:
                leavers.setdefault(name, set()).update(event.profile.split())
    return leavers


def _has_people_at_risk(place: Place) -> bool:
    return place.at_risk_people is not None and place.at_risk_people > 0


def _check_reached(
    scenario: Scenario, names: Names, links: Links, origins: list[str], report: Report
) -> None:  # fmt: skip
    networks = list(links.values())
    posts = [place.name for place in scenario.places if place.kind == "border_post"]
    from_origins, from_posts = reach(origins, networks), reach(posts, networks)
    given_people = {traffic.post for traffic in scenario.traffic} | {initial.place for initial in scenario.initial}
    for row, place in enumerate(scenario.places):
        if place.name in from_origins or place.name in given_people:
            continue
        if place.kind in LIVEABLE and place.name not in from_posts:
            report.row("places", row, f"{quoted(place.name)} cannot be reached from a border post or an origin in use")
        elif place.kind == "border_post":
            report.row("places", row, f"{quoted(place.name)} cannot be reached from an origin in use")
