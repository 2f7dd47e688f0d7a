"""Which places a name stands for: a place, a region, a country or a group, members of members included."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from serai.scenario.same import Same
from serai.scenario.schema import Place, Scenario

LIVEABLE = ("city", "camp")  # kinds of places that people choose to live in


def attraction_of(place: Place) -> float:
    """A_c of a city or camp: as stated, or its inhabitants; 0 where neither is given, so that nobody chooses it."""
    return place.attraction if place.attraction is not None else (place.population or 0.0)


def meanings_of(scenario: Scenario, name: str) -> dict[str, tuple[str, ...]]:
    """What a name may stand for (`place`, `region`, `country`), each with its places."""
    return dict(_meanings(Same(scenario.places), name))


@lru_cache(maxsize=1024)
def _meanings(places_of: Same, name: str) -> dict[str, tuple[str, ...]]:
    rows: tuple[Place, ...] = places_of.part
    places = {
        "place": tuple(place.name for place in rows if place.name == name),
        "region": tuple(place.name for place in rows if place.region == name),
        "country": tuple(place.name for place in rows if place.country == name),
    }
    return {kind: result for kind, result in places.items() if result}


def place_by_name(scenario: Scenario) -> Mapping[str, Place]:
    """Each place of a scenario, by its name."""
    return _by_name(Same(scenario.places))


@lru_cache(maxsize=8)
def _by_name(places: Same) -> Mapping[str, Place]:
    return MappingProxyType({place.name: place for place in places.part})


def places_named(scenario: Scenario, where: str) -> tuple[str, ...]:
    """Names of the places that a name stands for, in the order of the scenario's places.

    Parameters
    ----------
    where : str
        A place, a group, a region or a country code; blank stands for every place.

    Returns
    -------
    tuple of str; empty where nothing has that name. A name of several kinds stands for the first of them.
    """
    return _named(Same(scenario.places), Same(scenario.groups), where)


@lru_cache(maxsize=1024)  # one run asks hundreds of times for a few names
def _named(places_of: Same, groups_of: Same, where: str) -> tuple[str, ...]:
    rows: tuple[Place, ...] = places_of.part
    if not where:
        return tuple(place.name for place in rows)
    places = {place.name for place in rows}
    groups: dict[str, list[str]] = {}
    for group in groups_of.part:
        groups.setdefault(group.name, []).append(group.member)
    result: set[str] = set()
    regions: set[str] = set()
    waiting, seen = [where], {where}
    while waiting:  # each name once, however many groups hold it
        name = waiting.pop()
        if name in places:
            result.add(name)
        elif name in groups:
            new = [member for member in groups[name] if member not in seen]
            seen.update(new)
            waiting.extend(new)
        else:
            regions.add(name)
    return tuple(
        place.name for place in rows if place.name in result or place.region in regions or place.country in regions
    )
