"""Which names a scenario knows, and what to say of one that it does not."""

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
    regions: dict[str, str]  # regions and countries, each by its own name
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
    groups: dict[str, tuple[str, ...]] = {}
    for group in scenario.groups:
        groups[group.name] = (*groups.get(group.name, ()), group.member)
    lines: dict[str, tuple[str, ...]] = {}
    for service in scenario.services:
        line = line_of(service)
        lines[line] = (*lines.get(line, ()), service.id)
    return Names(
        places={place.name: place for place in scenario.places},
        regions={name: name for place in scenario.places for name in (place.region, place.country) if name},
        groups=groups,
        profiles={profile.name: profile for profile in scenario.profiles},
        services={service.id: service for service in scenario.services},
        lines=lines,
        lodging={lodging.id: lodging for lodging in scenario.lodging},
    )


def line_of(service: Service) -> str:
    """The name of the line that a row of `services` belongs to: its `line`, or its id where that is blank."""
    return service.line or service.id


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
