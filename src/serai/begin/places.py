"""Places of a new crisis: where people leave, and the cities at which they arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from serai.begin.figure import GUESSED
from serai.begin.gazetteer import Country, LatLon, Town, known_people, towns_of
from serai.begin.kit import Kit
from serai.begin.posts import Gate
from serai.scenario.schema import Destination, Place

KNOWN_ENOUGH = 0.5  # share of a country's people who live in places that the gazetteer knows
REST_SPREAD = (0.8, 1.2)
WIDE_SPREAD = (0.4, 1.6)  # even about 1, so that draws keep the sum
NEAR_EACH_POST = 2
GAZETTEER = "GeoNames"


@dataclass(frozen=True)
class Home:
    """A place of departure: a town, or the rest of a region around one."""

    town: Town
    people: float
    is_rest: bool


def known_share(country: Country) -> float:
    """Share of a country's people who live in places that the gazetteer knows."""
    return known_people(country.code) / max(country.people, 1.0)


def homes_of(country: Country, count: int) -> list[Home]:
    """The largest places, and what is left of the country's people around the largest other place of each region.

    People of places are as the gazetteer has them; the rest is shared by what it knows of each region, so that all
    together are the country's people. Small regions go with the nearest of the larger ones, so that there are at most
    as many as places. Where no other place is known, each stands for what is around it as well.
    """
    towns = towns_of(country.code)
    largest, others = towns[:count], towns[count:]
    regions: dict[str, list[Town]] = {}
    for town in others:
        regions.setdefault(town.region, []).append(town)
    weights = {region: sum(town.people for town in result) for region, result in regions.items()}
    ranked = sorted(regions, key=lambda region: (-weights[region], region))
    kept, small = ranked[:count], ranked[count:]
    for region in small:
        point = regions[region][0].point
        near = min(kept, key=lambda other: point.km(regions[other][0].point))
        weights[near] += weights[region]
    named = sum(town.people for town in largest)
    if not kept or named >= country.people:
        scale, is_rest = country.people / named, named < country.people
        return [Home(town, town.people * scale, is_rest=is_rest) for town in largest]
    scale = (country.people - named) / sum(weights[region] for region in kept)
    rest = [Home(regions[region][0], weights[region] * scale, is_rest=True) for region in kept]
    return [*(Home(town, town.people, is_rest=False) for town in largest), *rest]


def cities_of(country: Country, points: Sequence[LatLon], kit: Kit) -> list[Town]:
    """The largest places near each post of a country, and its largest ones."""
    towns = towns_of(country.code)
    most = max(1, round(kit.number("cities")))
    chosen: list[Town] = []
    for point in points:
        near = [town for town in towns if point.km(town.point) <= kit.number("border_km")]
        near = near[:NEAR_EACH_POST] or sorted(towns, key=lambda town: point.km(town.point))[:1]
        chosen += [town for town in near if town not in chosen]
    chosen = chosen[:most]
    chosen += [town for town in towns if town not in chosen][: most - len(chosen)]
    return sorted(chosen, key=lambda town: -town.people)


def origin_rows(country: Country, homes: Sequence[Home], kit: Kit, names: NameBook) -> list[Place]:
    """Rows of `places` for the homes, with the people at risk."""
    share = kit.number("at_risk_share")
    low, high = WIDE_SPREAD if known_share(country) < KNOWN_ENOUGH else REST_SPREAD
    rows = []
    for home in homes:
        at_risk = round(round(home.people) * share, 1)
        name = f"around {home.town.name}" if home.is_rest else home.town.name
        if home.is_rest:
            source = f"{GUESSED}: rest of the country's {country.people:,.0f} people, by region ({GAZETTEER})"
        else:
            source = f"derived: {GAZETTEER}"
        rows.append(
            Place(
                name=names.free(name, country.code),
                kind="origin",
                country=country.code,
                lat=home.town.lat,
                lon=home.town.lon,
                time_zone=home.town.time_zone,
                population=round(home.people),
                at_risk_people=at_risk,
                ranges=(("at_risk_people", at_risk * low, at_risk * high),) if home.is_rest else (),
                labels=() if home.is_rest else home.town.labels,
                source=source,
                note=f"at_risk_people: {share:g} of the people (kit {kit.name})",
            )
        )
    return rows


def city_rows(towns: Sequence[Town], gates: Sequence[Gate], kit: Kit, names: NameBook) -> list[Place]:
    """Rows of `places` for the cities, with a pull by population, more near the border."""
    rows = []
    low, high = kit.ends("attraction_spread")
    for town in towns:
        pull = kit.number("border_pull") if is_near_border(town, gates, kit) else 1.0
        attraction = max(round(town.people / 1000 * pull, 3), 0.001)
        near = f", times {pull:g} within {kit.number('border_km'):g} km of a post" if pull != 1 else ""
        rows.append(
            Place(
                name=names.free(town.name, town.country),
                kind="city",
                country=town.country,
                lat=town.lat,
                lon=town.lon,
                time_zone=town.time_zone,
                population=town.people,
                attraction=attraction,
                ranges=(("attraction", attraction * low, attraction * high),),
                labels=town.labels,
                source=f"{GUESSED}: pull by thousand inhabitants{near} (kit {kit.name}); {GAZETTEER}",
            )
        )
    return rows


def destination_rows(cities: Sequence[Place]) -> list[Destination]:
    """Rows of `destinations` where there are several countries of arrival, with shares by ordinary traffic."""
    countries = list(dict.fromkeys(city.country for city in cities))
    if len(countries) == 1:
        return []
    source = f"{GUESSED}: by ordinary traffic; write a weight for each country once you know how people part"
    return [Destination(id=country.lower(), region=country, source=source) for country in countries]


def is_near_border(town: Town, gates: Sequence[Gate], kit: Kit) -> bool:
    """Whether a city counts as near the border."""
    return any(gate.point.km(town.point) <= kit.number("border_km") for gate in gates)


def gate_rows(gates: Sequence[Gate], towns: Sequence[Town]) -> list[Place]:
    """Rows of `places` for the posts."""
    rows = []
    for gate in gates:
        mine = [town for town in towns if town.country == gate.country]
        near = min(mine, key=lambda town: gate.point.km(town.point))
        rows.append(
            Place(
                name=gate.name,
                kind="border_post",
                country=gate.country,
                lat=gate.point.lat,
                lon=gate.point.lon,
                time_zone=near.time_zone,
                source=f"{gate.known}: {gate.why}",
                note=gate.post.note,
            )
        )
    return rows


class NameBook:
    """Names of places that are taken: the first keeps its name, others get the code of their country or a number."""

    def __init__(self, taken: Sequence[str]) -> None:
        self.taken = {name.casefold() for name in taken}

    def free(self, name: str, country: str) -> str:
        """The name, or one like it that is free."""
        tried = [name, f"{name} ({country})", *(f"{name} ({country} {number})" for number in range(2, 1000))]
        result = next(candidate for candidate in tried if candidate.casefold() not in self.taken)
        self.taken.add(result.casefold())
        return result
