"""Countries, places of 5,000 people and more, and land borders, from the data that come with Serai (NOTICE).

GeoNames and Natural Earth, made by ``scripts/gazetteer.py``.
"""

from __future__ import annotations

import difflib
import gzip
import math
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from itertools import pairwise, product
from typing import NamedTuple

from serai.scenario.cells import parse_text
from serai.scenario.nearest import quoted
from serai.units import great_circle_km

DISTRICT_KM, WIDER_KM = 12.0, 6.0  # a place nearer to a larger one is its district or suburb; more for root of millions
TWIN_SHARE = 0.5  # more people than this share of the larger one: a town of its own, whose people are added
MOST_NEAR = 3
BESIDE_DEGREES = 0.5  # more than any place has around it
STEP_DEGREES = 0.05  # points of a border stand at most this far apart


class LatLon(NamedTuple):
    """A point on the map."""

    lat: float
    lon: float

    def km(self, other: LatLon | Town) -> float:
        """Great circle to another point, km."""
        return great_circle_km(self.lat, self.lon, other.lat, other.lon)


@dataclass(frozen=True)
class Country:
    """A country or territory of GeoNames; `language` is that of its places' labels, blank where they have none."""

    code: str
    alpha_2: str
    name: str
    people: float
    neighbours: tuple[str, ...]
    language: str = ""


@dataclass(frozen=True)
class Town:
    """A place of the gazetteer.

    `region` is GeoNames' code of the first level below the country, `label` the name in the country's script, where
    that is another than the Latin one and the name is known.
    """

    country: str
    name: str
    lat: float
    lon: float
    people: float
    time_zone: str
    region: str
    label: str = ""

    @property
    def point(self) -> LatLon:
        """Where it lies."""
        return LatLon(self.lat, self.lon)

    @property
    def labels(self) -> tuple[tuple[str, str], ...]:
        """As a row of `places` holds it: the language and the name, or nothing."""
        return ((countries()[self.country].language, self.label),) if self.label else ()


@cache
def countries() -> dict[str, Country]:
    """All countries by their ISO 3166 alpha-3 code."""
    result = {}
    for code, alpha_2, name, people, neighbours, language in _rows("countries"):
        result[code] = Country(code, alpha_2, name, float(people), tuple(neighbours.split()), language)
    return result


def country_named(given: str) -> Country:
    """The country of a code of three or two letters, or of an English name.

    Raises
    ------
    ValueError
        With the nearest match.
    """
    wanted = given.strip().casefold()
    for country in countries().values():
        if wanted in (country.code.casefold(), country.alpha_2.casefold(), country.name.casefold()):
            return country
    names = {country.name.casefold(): code for code, country in countries().items()}
    result = [names[name] for name in difflib.get_close_matches(wanted, names, n=1, cutoff=0.7)] or _like(wanted)
    near = ", ".join(f"{code} ({countries()[code].name})" for code in result)
    remark = f" Nearest: {near}." if near else ""
    raise ValueError(f"{quoted(given)} is not a country code of three letters, e.g. RUS or GEO.{remark}")


def _like(wanted: str) -> list[str]:
    """Codes with at least two of the letters that were typed, those with most first, in any order."""
    letters = Counter(wanted.upper())
    shared = {code: sum((letters & Counter(code)).values()) for code in countries()}
    like = [code for code in shared if shared[code] > 1 and code[0] == wanted[:1].upper()]
    return sorted(like, key=lambda code: (-shared[code], code))[:MOST_NEAR]


@cache
def towns_of(code: str) -> tuple[Town, ...]:
    """Places of a country, the largest first; districts and suburbs are part of the larger place beside them."""
    towns: list[Town] = []
    own: list[float] = []  # people of each without its twins
    near: dict[tuple[int, int], list[int]] = defaultdict(list)  # numbers of towns by degrees, with those beside
    for name, lat, lon, people, zone, region, label in (row[1:] for row in _rows("places") if row[0] == code):
        town = Town(code, parse_text(name), float(lat), float(lon), float(people), zone, region, parse_text(label))
        whole = next((number for number in near[_degrees(town)] if _is_beside(town, towns[number])), None)
        if whole is None:
            for number_lat, number_lon in product((-1, 0, 1), (-2, -1, 0, 1, 2)):
                near[_degrees(town)[0] + number_lat, _degrees(town)[1] + number_lon].append(len(towns))
            towns.append(town)
            own.append(town.people)
        elif town.people > TWIN_SHARE * own[whole]:
            towns[whole] = replace(towns[whole], people=towns[whole].people + town.people)
    return tuple(sorted(towns, key=lambda town: (-town.people, town.name)))


def known_people(code: str) -> float:
    """People of a country in all places that the gazetteer knows."""
    return sum(float(row[4]) for row in _rows("places") if row[0] == code)


def _degrees(town: Town) -> tuple[int, int]:
    return math.floor(town.lat), math.floor(town.lon)


def _is_beside(town: Town, other: Town) -> bool:
    degrees = math.hypot(town.lat - other.lat, (town.lon - other.lon) * math.cos(math.radians(town.lat)))
    if degrees > BESIDE_DEGREES:
        return False
    return town.point.km(other) < DISTRICT_KM + WIDER_KM * math.sqrt(other.people / 1e6)


def border(country: str, neighbour: str) -> tuple[LatLon, ...]:
    """Points of the land border that two countries share, at most some km apart; none where they share none."""
    pair = sorted((country, neighbour))
    points: list[LatLon] = []
    for row in _rows("borders"):
        if row[:2] == pair:
            line = [LatLon(*map(float, point.split())) for point in row[2:]]
            points += line[:1]
            for start, end in pairwise(line):
                steps = int(max(abs(end.lat - start.lat), abs(end.lon - start.lon)) / STEP_DEGREES) + 1
                for step in range(1, steps + 1):
                    part = step / steps
                    points.append(
                        LatLon(start.lat + part * (end.lat - start.lat), start.lon + part * (end.lon - start.lon))
                    )
    return tuple(points)


def land_neighbours(code: str) -> tuple[str, ...]:
    """Codes of the countries with which a country shares a land border."""
    pairs = [row[:2] for row in _rows("borders") if code in row[:2]]
    return tuple(sorted({next(other for other in pair if other != code) for pair in pairs}))


def km_to(point: LatLon, line: tuple[LatLon, ...]) -> float:
    """Km from a point to the nearest of some others; infinite without any."""
    return min((point.km(other) for other in line), default=float("inf"))


@cache
def _rows(name: str) -> list[list[str]]:
    content = resources.files("serai.begin").joinpath("data", f"{name}.tsv.gz").read_bytes()
    return [line.split("\t") for line in gzip.decompress(content).decode("utf-8").splitlines()]
