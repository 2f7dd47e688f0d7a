"""Which places a name stands for: a place, a region, a country or a group, members of members included."""

from __future__ import annotations

from serai.scenario.schema import Place, Scenario

LIVEABLE = ("city", "camp")  # kinds of places that people choose to live in


def attraction_of(place: Place) -> float:
    """A_c of a city or camp: as stated, or its inhabitants; 0 where neither is given, so that nobody chooses it."""
    return place.attraction if place.attraction is not None else (place.population or 0.0)


def meanings_of(scenario: Scenario, name: str) -> dict[str, tuple[str, ...]]:
    """What a name may stand for (`place`, `region`, `country`), each with its places."""
    places = {
        "place": tuple(place.name for place in scenario.places if place.name == name),
        "region": tuple(place.name for place in scenario.places if place.region == name),
        "country": tuple(place.name for place in scenario.places if place.country == name),
    }
    return {kind: found for kind, found in places.items() if found}


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
    if not where:
        return tuple(place.name for place in scenario.places)
    places = {place.name for place in scenario.places}
    groups: dict[str, list[str]] = {}
    for group in scenario.groups:
        groups.setdefault(group.name, []).append(group.member)
    found: set[str] = set()
    regions: set[str] = set()
    waiting, seen = [where], {where}
    while waiting:  # each name once, however many groups hold it
        name = waiting.pop()
        if name in places:
            found.add(name)
        elif name in groups:
            new = [member for member in groups[name] if member not in seen]
            seen.update(new)
            waiting.extend(new)
        else:
            regions.add(name)
    return tuple(
        place.name
        for place in scenario.places
        if place.name in found or place.region in regions or place.country in regions
    )
