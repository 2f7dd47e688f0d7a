"""Which names a scenario knows, and what to say of one that it does not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from serai.scenario.nearest import quoted
from serai.scenario.schema import Lodging, Place, Profile, Scenario, Service
from serai.scenario.where import Report

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

    def holds(self, name: str, tables: Iterable[str]) -> bool:
        """Whether any of these tables has the name."""
        return any(name in getattr(self, table) for table in tables)


def names_of(scenario: Scenario) -> Names:
    """The names of a scenario."""
    groups: dict[str, list[str]] = {}
    for group in scenario.groups:
        groups.setdefault(group.name, []).append(group.member)
    lines: dict[str, list[str]] = {}
    for service in scenario.services:
        lines.setdefault(line_of(service), []).append(service.id)
    return Names(
        places={place.name: place for place in scenario.places},
        regions={name: name for place in scenario.places for name in (place.region, place.country) if name},
        groups={name: tuple(members) for name, members in groups.items()},
        profiles={profile.name: profile for profile in scenario.profiles},
        services={service.id: service for service in scenario.services},
        lines={name: tuple(ids) for name, ids in lines.items()},
        lodging={lodging.id: lodging for lodging in scenario.lodging},
    )


def line_of(service: Service) -> str:
    """The name of the line that a row of `services` belongs to: its `line`, or its id where that is blank."""
    return service.line or service.id


def in_circles(groups: dict[str, tuple[str, ...]]) -> set[str]:
    """The groups that contain themselves, directly or through others (Tarjan 1972, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    result: set[str] = set()
    for root, below in groups.items():
        work = [] if root in index else [(root, iter(below))]
        while work:
            name, members = work[-1]
            if name not in index:
                index[name] = low[name] = len(index)
                path.append(name)
            for member in members:
                if member in groups and member not in index:
                    work.append((member, iter(groups[member])))
                    break
                if member in low:  # still on the path
                    low[name] = min(low[name], low[member])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == index[name]:
                    circle = path[path.index(name) :] if path[-1] != name else [name]
                    del path[-len(circle) :]
                    if len(circle) > 1 or name in groups[name]:
                        result.update(circle)
                    for member in circle:
                        del low[member]
    return result


def unknown(word: str, tables: tuple[str, ...], names: Names, file: str, report: Report) -> str:
    """The message for a name that none of the tables holds, with the nearest match."""
    near = report.near(word, lambda: names.known(tables))
    if len(tables) == 1:
        return f"{NOUNS[tables[0]]} {quoted(word)} is not in {file}.{near}"
    nouns = [NOUNS[table] for table in tables]
    return f"{quoted(word)} is not a {', '.join(nouns[:-1])} or {nouns[-1]}.{near}"
