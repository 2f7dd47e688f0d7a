"""A scenario with another border: its people, how they leave and its profiles stay, posts and what hangs on them go."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from serai.begin.arrival import lodging_parameters, lodging_rows, registration_parameter, registration_rows
from serai.begin.border import capacity_parameters, initial_rows, line_rows, route_rows, traffic_rows
from serai.begin.gazetteer import Country, Town, countries, land_neighbours, towns_of
from serai.begin.kit import Kit, read_kit
from serai.begin.places import NameBook, cities_of, city_rows, destination_rows, gate_rows
from serai.begin.posts import Gate, read_posts
from serai.begin.profiles import passing
from serai.begin.roads import shipped_network
from serai.errors import ScenarioError
from serai.scenario.drop import drop_all
from serai.scenario.members import LIVEABLE
from serai.scenario.rules.check import check
from serai.scenario.schema import Place, Profile, Scenario

KIT = "common"
GATES = ("border_post", "exit", "junction")


@dataclass(frozen=True)
class NewBorder:
    """The scenario with its new border, and what went and what came."""

    scenario: Scenario
    remarks: list[str]


def with_border(scenario: Scenario, border: Path, name: str) -> NewBorder:
    """A scenario with the posts of a table in place of its own.

    Posts, junctions and exits go with all that hangs on them. Where the new posts lead to countries in which the
    scenario has no cities, cities there are taken from the gazetteer, and those of other countries go.

    Parameters
    ----------
    scenario : Scenario
    border : Path
        The table of posts.
    name : str
        Name of the new scenario.

    Raises
    ------
    ScenarioError
        With one line for each fault of the table, or if the scenario's origins lie in no known country.
    """
    origin = _origin_of(scenario)
    kit = read_kit(KIT)
    gates = read_posts(border, origin, [countries()[code] for code in land_neighbours(origin.code)], kit)
    goals = [countries()[code] for code in dict.fromkeys(gate.country for gate in gates)]
    ordinary = _ordinary(scenario, kit)
    codes = {goal.code for goal in goals}
    foreign = [place.name for place in scenario.places if place.kind in LIVEABLE and place.country not in codes]
    out = [place.name for place in scenario.places if place.kind in GATES] + foreign
    changed = drop_all(scenario, "place", out)
    kept: Scenario = changed.scenario
    remarks = list(changed.along)
    if kept.observations and not any(place.kind in LIVEABLE for place in kept.places):
        kept = kept.model_copy(update={"observations": ()})
        remarks.append("observations: all removed, since they are of another country")
    kept, new = _with_cities(kept, goals, gates, kit)
    if new:
        remarks.append(f"new cities, with guessed beds and desks: {', '.join(place.name for place in new)}")
    ways = f"{origin.name} to {' and '.join(goal.name for goal in goals)}"
    about = {"name": name, "title": f"{ways}, with the people of {scenario.name}"}
    kept = _with_gates(kept.model_copy(update=about), gates, ordinary, kit)
    check(kept)
    return NewBorder(kept, [*remarks, f"new posts: {', '.join(gate.name for gate in gates)}"])


def _origin_of(scenario: Scenario) -> Country:
    codes = Counter(place.country for place in scenario.places if place.kind == "origin")
    for code, _ in codes.most_common():
        if code in countries():
            return countries()[code]
    fault = "its origins have no country code, so the border cannot be found on the map"
    raise ScenarioError(f'scenario "{scenario.name}"', [fault])


def _ordinary(scenario: Scenario, kit: Kit) -> tuple[Profile, ...]:
    """The profiles of the scenario's ordinary traffic at the border, or those of the kit."""
    names = {row.profile for row in scenario.traffic if row.service == "border"}
    return tuple(profile for profile in scenario.profiles if profile.name in names) or kit.ordinary


def _with_cities(
    scenario: Scenario, goals: list[Country], gates: tuple[Gate, ...], kit: Kit
) -> tuple[Scenario, list[Place]]:  # fmt: skip
    """The scenario with cities of the countries in which it has none, their beds and desks."""
    has = {place.country for place in scenario.places if place.kind in LIVEABLE}
    lacking = [goal for goal in goals if goal.code not in has]
    towns: list[Town] = []
    for goal in lacking:
        towns += cities_of(goal, [gate.point for gate in gates if gate.country == goal.code], kit)
    if not towns:
        return scenario, []
    names = NameBook([place.name for place in scenario.places] + [gate.name for gate in gates])
    cities = city_rows(towns, gates, kit, names)
    parameters: list[Any] = [registration_parameter(kit), *lodging_parameters(kit)]
    taken = {parameter.name for parameter in scenario.parameters}
    update: dict[str, Any] = {
        "places": (*scenario.places, *cities),
        "services": (*scenario.services, *registration_rows(cities, kit)),
        "lodging": (*scenario.lodging, *lodging_rows(cities, kit, None)),
        "parameters": (*scenario.parameters, *(row for row in parameters if row.name not in taken)),
    }
    if not has:
        update["time_zone"] = towns[0].time_zone
    return scenario.model_copy(update=update), cities


def _with_gates(scenario: Scenario, gates: tuple[Gate, ...], ordinary: tuple[Profile, ...], kit: Kit) -> Scenario:
    """The scenario with the new posts, their ways, lines and ordinary traffic."""
    origins = [place for place in scenario.places if place.kind == "origin"]
    cities = [place for place in scenario.places if place.kind in LIVEABLE]
    towns = [town for code in dict.fromkeys(gate.country for gate in gates) for town in towns_of(code)]
    traffic = traffic_rows(gates, ordinary, kit)
    known = {profile.name for profile in scenario.profiles}
    kinds = {row.kind for row in scenario.lodging}
    profiles = (*scenario.profiles, *(profile for profile in ordinary if profile.name not in known))
    has = {frozenset((route.from_place, route.to_place)) for route in scenario.routes}
    ways = route_rows(origins, gates, cities, kit, shipped_network())
    routes = [row for row in ways if frozenset((row.from_place, row.to_place)) not in has]
    return scenario.model_copy(
        update={
            "places": (*scenario.places, *gate_rows(gates, towns)),
            "profiles": tuple(passing(profile, gates, kinds) for profile in profiles),
            "destinations": tuple(destination_rows(cities)),
            "routes": (*scenario.routes, *routes),
            "services": (*line_rows(gates), *scenario.services),
            "traffic": (*scenario.traffic, *traffic),
            "initial": (*scenario.initial, *initial_rows(traffic, ordinary)),
            "parameters": (*scenario.parameters, *capacity_parameters(gates)),
        }
    )
