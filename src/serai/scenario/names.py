"""Which names a scenario knows, and which places a region or group stands for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from serai.scenario.nearest import did_you_mean, quoted
from serai.scenario.schema import Lodging, Place, Profile, Scenario, Service

NOUNS = {
    "places": "place",
    "regions": "region",
    "groups": "group",
    "profiles": "profile",
    "services": "service",
    "lodging": "lodging",
}


@dataclass(frozen=True)
class Names:
    """Everything that can be referred to, by name or id."""

    places: dict[str, Place]
    regions: dict[str, tuple[str, ...]]  # region -> names of its places
    groups: dict[str, tuple[str, ...]]  # group -> its members as written
    profiles: dict[str, Profile]
    services: dict[str, Service]
    lines: dict[str, tuple[str, ...]]  # line -> ids of its rows
    lodging: dict[str, Lodging]

    def known(self, tables: Iterable[str]) -> dict[str, object]:
        """Every name in these tables (`regions` counts as one)."""
        return {name: entry for table in tables for name, entry in getattr(self, table).items()}


def names_of(scenario: Scenario) -> Names:
    """The names of a scenario."""
    regions: dict[str, tuple[str, ...]] = {}
    for place in scenario.places:
        if place.region:
            regions[place.region] = (*regions.get(place.region, ()), place.name)
    groups: dict[str, tuple[str, ...]] = {}
    for group in scenario.groups:
        groups[group.name] = (*groups.get(group.name, ()), group.member)
    lines: dict[str, tuple[str, ...]] = {}
    for service in scenario.services:
        line = line_of(service)
        lines[line] = (*lines.get(line, ()), service.id)
    return Names(
        places={place.name: place for place in scenario.places},
        regions=regions,
        groups=groups,
        profiles={profile.name: profile for profile in scenario.profiles},
        services={service.id: service for service in scenario.services},
        lines=lines,
        lodging={lodging.id: lodging for lodging in scenario.lodging},
    )


def line_of(service: Service) -> str:
    """The name of the line that a row of `services` belongs to: its `line`, or its id where that is blank."""
    return service.line or service.id


def places_of(names: Names, name: str) -> tuple[str, ...]:
    """Names of the places that a place, region or group stands for, each once, in the order of the members.

    A place comes before a region of the same name, and a region before a group. A blank name stands for all places.
    """
    if not name:
        return tuple(names.places)
    found: dict[str, None] = {}
    waiting, seen = [name], set()
    while waiting:
        word = waiting.pop(0)
        if word in seen:
            continue
        seen.add(word)
        if word in names.places:
            found[word] = None
        elif word in names.regions:
            found.update(dict.fromkeys(names.regions[word]))
        else:
            waiting.extend(names.groups.get(word, ()))
    return tuple(found)


def circle_of(groups: dict[str, tuple[str, ...]], start: str) -> bool:
    """Whether a group contains itself, directly or through others."""
    waiting, seen = list(groups.get(start, ())), set()
    while waiting:
        name = waiting.pop()
        if name == start:
            return True
        if name not in seen:
            seen.add(name)
            waiting.extend(groups.get(name, ()))
    return False


def unknown(word: str, tables: tuple[str, ...], names: Names, file: str) -> str:
    """The message for a name that none of the tables holds, with the nearest match."""
    near = did_you_mean(word, names.known(tables))
    if len(tables) == 1:
        return f"{NOUNS[tables[0]]} {quoted(word)} is not in {file}.{near}"
    nouns = [NOUNS[table] for table in tables]
    return f"{quoted(word)} is not a {', '.join(nouns[:-1])} or {nouns[-1]}.{near}"
