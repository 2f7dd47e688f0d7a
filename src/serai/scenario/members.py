"""Which places a name stands for: a place, a region, a country or a group, members of members included."""

from __future__ import annotations

from serai.scenario.schema import Scenario


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
    found = _members(scenario, where, frozenset())
    return tuple(place.name for place in scenario.places if place.name in found)


def _members(scenario: Scenario, where: str, above: frozenset[str]) -> frozenset[str]:
    if any(place.name == where for place in scenario.places):
        return frozenset([where])
    members = [group.member for group in scenario.groups if group.name == where]
    if members and where not in above:
        below = above | {where}
        return frozenset(name for member in members for name in _members(scenario, member, below))
    return frozenset(place.name for place in scenario.places if where in (place.region, place.country))
