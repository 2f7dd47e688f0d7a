"""Border posts of a new crisis: read from the user's table and checked against the map, or proposed from the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from serai.begin.figure import DERIVED, GUESSED, STATED, Figure
from serai.begin.gazetteer import Country, LatLon, Town, border, km_to, land_neighbours, towns_of
from serai.begin.keys import keys_of
from serai.begin.kit import Kit
from serai.begin.roads import Network, Roads
from serai.begin.schema import Post
from serai.errors import ScenarioError
from serai.problems import Problem
from serai.scenario.ids import slug
from serai.scenario.nearest import listed, nearest_or_all, quoted
from serai.scenario.numbers import number_text
from serai.scenario.read.csv import RawTable, SentTable, read_csv
from serai.scenario.read.rows import known_headers, read_rows
from serai.scenario.texts import parse_hours
from serai.scenario.where import Report, Where

TABLE = "posts"
ON_LAND = ("car", "foot")
MODES = (*ON_LAND, "rail", "air")
FAR_KM = 50.0  # a road post stands at most this far from the border
INLAND_KM = 150.0  # a station or airport stands at most this far from a place of its countries
APART_KM = 60.0  # posts that are proposed stand at least this far apart
MOST_PROPOSED = 3
MOST_COUNTRIES = 8
BY_ROAD = "where roads cross the border"


@dataclass(frozen=True)
class Gate:
    """A post as the scenario takes it, with every blank filled; its ids are made of its key."""

    name: str
    key: str
    point: LatLon
    country: str
    modes: tuple[str, ...]
    capacity: Figure
    ordinary: Figure
    hours: str
    post: Post
    known: str
    why: str

    @property
    def is_on_land(self) -> bool:
        """Whether cars or walkers pass."""
        return any(mode in ON_LAND for mode in self.modes)


def columns_of() -> list[str]:
    """Every column that a table of posts may have."""
    return known_headers(Post)


def raw_posts(table: Path | SentTable) -> RawTable:
    """A table of posts before its cells are read.

    Raises
    ------
    ScenarioError
        If it cannot be read, or has columns that it cannot have.
    """
    raw, report = _raw(table), _report_of(table)
    read_rows(TABLE, Post, replace(raw, rows=[]), report)
    if report.problems:
        raise ScenarioError(_what(table), report.problems)
    return raw


def _raw(table: Path | SentTable) -> RawTable:
    try:
        return read_csv(TABLE, table.read_bytes(), columns_of())
    except OSError as error:
        raise ScenarioError(_what(table), [Problem(str(table), f"cannot be read: {error.strerror}")]) from error
    except ValueError as error:
        raise ScenarioError(_what(table), [Problem(table.name, str(error))]) from error


def _report_of(table: Path | SentTable) -> Report:
    return Report(Where("folder", files={TABLE: table.name}))


def _what(table: Path | SentTable) -> str:
    return f"file {quoted(table.name)}"


def read_posts(
    table: Path | SentTable, origin: Country | None, goals: Sequence[Country], kit: Kit
) -> tuple[Gate, ...]:  # fmt: skip
    """The posts of a table, each checked against the map.

    Parameters
    ----------
    table : Path or SentTable
        A CSV file: name, lat, lon and, where known, the other columns of `Post`.
    origin : Country or None
        Where people leave; None: the country is not checked against the map.
    goals : sequence of Country
        Where they arrive.
    kit : Kit
        Fills what is blank.

    Raises
    ------
    ScenarioError
        With one line for each fault.
    """
    report = _report_of(table)
    raw = _raw(table)
    posts = cast("tuple[Post, ...]", read_rows(TABLE, Post, raw, report))
    if not posts and not report.problems:
        report.table(TABLE, "the table has no rows")
    gates = []
    keys = keys_of(post.name for post in posts)
    seen: dict[str, int] = {}
    for row, post in enumerate(posts):
        if seen.setdefault(post.name.casefold(), row) != row:
            earlier = report.where.row(TABLE, seen[post.name.casefold()])
            report.cell(TABLE, row, "name", f"{quoted(post.name)} is already in {earlier}")
        _check_texts(row, post, report)
        if not report.is_bad(TABLE, row, "lat", "lon", "modes", "country", "capacity", "ordinary"):
            country = _country_of(row, post, origin, goals, report)
            gates.append(_gate(post, keys[post.name], country, kit, table.name))
    if report.problems:
        raise ScenarioError(_what(table), report.problems)
    return tuple(gates)


def _check_texts(row: int, post: Post, report: Report) -> None:
    for word in post.modes.replace(",", " ").split():
        if word not in MODES:
            wrong = f"{quoted(word)} is not a way to cross a post.{nearest_or_all(word, MODES)}"
            report.cell(TABLE, row, "modes", wrong)
    try:
        parse_hours(post.hours)
    except ValueError as error:
        report.cell(TABLE, row, "hours", str(error))
    for column in ("capacity", "ordinary"):
        value, (low, high) = getattr(post, column), post.range_of(column)
        if low is None and high is None:
            continue
        if value is None or low is None or high is None or not 0 <= low <= value <= high or (value and not low):
            texts = [("blank" if number is None else number_text(number)) for number in (value, low, high)]
            wrong = "needs low, the value and high, above 0 and in this order of size"
            report.cell(TABLE, row, column, f"{wrong}; got {texts[0]} with low {texts[1]} and high {texts[2]}")
    if post.start and post.end and post.start >= post.end:
        report.cell(TABLE, row, "to", "must be after from")


def _modes_of(post: Post) -> tuple[str, ...]:
    return tuple(dict.fromkeys(post.modes.replace(",", " ").split())) or ON_LAND


def _country_of(row: int, post: Post, origin: Country | None, goals: Sequence[Country], report: Report) -> str:
    """Code of the country that a post leads to; faults of its place are reported."""
    codes = [goal.code for goal in goals]
    if post.country and post.country.upper() not in codes:
        wrong = f"{quoted(post.country)} is not a country of arrival.{nearest_or_all(post.country, codes)}"
        report.cell(TABLE, row, "country", wrong)
        return codes[0]
    if origin is None:
        return post.country.upper() or codes[0]
    asked = [post.country.upper()] if post.country else codes
    if any(mode in ON_LAND for mode in _modes_of(post)):
        lines = {code: border(origin.code, code) for code in asked}
        limit, what = FAR_KM, f"the border of {origin.name} with {' or '.join(_names(goals, asked))}"
    else:
        towns = {code: towns_of(code) for code in asked}
        lines = {code: tuple(town.point for town in result) for code, result in towns.items()}
        limit, what = INLAND_KM, f"any place of {' or '.join(_names(goals, asked))}"
    nearest = min(asked, key=lambda code: km_to(LatLon(post.lat, post.lon), lines[code]))
    km = km_to(LatLon(post.lat, post.lon), lines[nearest])
    if km > limit:
        report.cell(TABLE, row, "lat", _misplaced(post, lines, (km, limit), what))
    return nearest


def _misplaced(post: Post, lines: dict[str, tuple[LatLon, ...]], far: tuple[float, float], what: str) -> str:
    """What is wrong with a post that lies `far[0]` km away, where `far[1]` are allowed."""
    km, limit = far
    here = f"{number_text(post.lat)}, {number_text(post.lon)}"
    if km == float("inf"):
        return f"there is no such border: {what}; a port, station or airport has modes rail or air"
    wrong = f"{quoted(post.name)} at lat, lon {here} lies {km:,.0f} km from {what}"
    if abs(post.lon) <= 90:
        swapped = min(km_to(LatLon(post.lon, post.lat), line) for line in lines.values())
        if swapped <= FAR_KM:
            return f"{wrong}; lat and lon seem to be swapped; the other way round, the distance is {swapped:,.0f} km"
    return f"{wrong}; give the place where people cross, at most {limit:.0f} km from it"


def _names(goals: Sequence[Country], codes: Sequence[str]) -> list[str]:
    return [goal.name for goal in goals if goal.code in codes]


def _gate(post: Post, key: str, country: str, kit: Kit, file: str) -> Gate:
    capacity, ordinary = _figures(post, kit, file)
    point = LatLon(post.lat, post.lon)
    return Gate(post.name, key, point, country, _modes_of(post), capacity, ordinary, post.hours, post, STATED, file)


def _figures(post: Post, kit: Kit, file: str) -> tuple[Figure, Figure]:
    """Capacity and ordinary traffic: as known, the one from the other, or from the kit."""
    known = {}
    for column in ("capacity", "ordinary"):
        value, (low, high) = getattr(post, column), post.range_of(column)
        spread = kit.ends("capacity_spread")
        if value is not None:
            why = f"{file}" + ("" if low is not None else f"; range x{spread[0]:g} to x{spread[1]:g} assumed")
            known[column] = Figure(
                value,
                value * spread[0] if low is None else low,
                value * spread[1] if high is None else high,
                STATED,
                why,
            )
    if "capacity" not in known and post.ordinary is not None and post.ordinary >= 1:
        known["capacity"] = _from_other(known["ordinary"], "capacity_per_ordinary", kit, "ordinary people a day")
    elif "capacity" not in known:
        low, high = kit.ends("capacity")
        known["capacity"] = Figure(kit.number("capacity"), low, high, GUESSED, f"kit {kit.name}, number capacity")
    if "ordinary" not in known:
        known["ordinary"] = _from_other(known["capacity"], "ordinary_per_capacity", kit, "capacity")
    return known["capacity"], known["ordinary"]


def _from_other(other: Figure, number: str, kit: Kit, noun: str) -> Figure:
    low, high = kit.ends(number)
    known = DERIVED if other.known == STATED else GUESSED
    why = f"{kit.number(number):g} ({low:g} to {high:g}) of {other.value:,.0f} {noun} (kit {kit.name}, {number})"
    return Figure(other.value * kit.number(number), other.value * low, other.value * high, known, why)


def propose_posts(
    origin: Country,
    goals: Sequence[Country],
    ends: tuple[Sequence[Town], Sequence[Town]],
    kit: Kit,
    network: Network | None,
) -> tuple[Gate, ...]:
    """Posts where the ways between the largest places of both sides cross the shared border, marked as guesses.

    The ways are roads where the network has some across that border, else straight lines.

    Parameters
    ----------
    origin, goals : the countries
    ends : places of departure, places of arrival
    kit : Kit
    network : Network or None

    Raises
    ------
    ScenarioError
        If a country of arrival shares no land border with that of departure.
    """
    lines = {goal.code: border(origin.code, goal.code) for goal in goals}
    faults = [_no_border(origin, goal) for goal in goals if not lines[goal.code]]
    if faults:
        raise ScenarioError("the new scenario", faults)
    gates: list[Gate] = []
    for goal in goals:
        arrivals = [town for town in ends[1] if town.country == goal.code]
        result = _by_road(network, ends[0], arrivals, lines[goal.code])
        how = "" if network is None else f"{BY_ROAD} {origin.name}-{goal.name}; {network.source}"
        if not result:
            result = _by_map(ends[0], arrivals, lines[goal.code])
            how = f"nearest point of the border {origin.name}-{goal.name} (Natural Earth) to the way of most people"
        for point in _apart(result):
            near = min((*towns_of(origin.code), *towns_of(goal.code)), key=lambda town: point.km(town.point))
            name = _free(f"Border near {near.name}", {gate.name for gate in gates})
            post = Post(name=name, lat=round(point.lat, 3), lon=round(point.lon, 3))
            gate = _gate(post, slug(name), goal.code, kit, "")
            gates.append(replace(gate, known=GUESSED, why=how))
    return tuple(gates)


def _no_border(origin: Country, goal: Country) -> str:
    around = land_neighbours(origin.code)
    for country, way in ((origin, f"goes by road to {goal.name}"), (goal, f"comes by road from {origin.name}")):
        if not land_neighbours(country.code):
            text = f"{country.name} is an island or has no land border, so nobody {way}"
            return f"{text}; give the ports, stations or airports of arrival with --border, and their modes (air, rail)"
    return (
        f"{origin.name} and {goal.name} share no land border. Land neighbours of {origin.code}: "
        f"{listed(around, MOST_COUNTRIES)}. For airports give --border with modes air"
    )


def _by_road(
    network: Network | None, departures: Sequence[Town], arrivals: Sequence[Town], line: tuple[LatLon, ...]
) -> list[LatLon]:  # fmt: skip
    """Points of a border by which most pairs of places have their shortest road, those of most first."""
    if network is None:
        return []
    roads = Roads(network, [*(town.point for town in (*departures, *arrivals)), *line])
    return [point for point, _ in roads.crossings(departures, arrivals, line)]


def _by_map(departures: Sequence[Town], arrivals: Sequence[Town], line: tuple[LatLon, ...]) -> list[LatLon]:
    """Points of a border by which most pairs of places have their shortest line, those of most first."""
    before = [[town.point.km(point) for point in line] for town in departures]
    after = [[point.km(town.point) for point in line] for town in arrivals]
    weights: dict[int, float] = {}
    for town, to_line in zip(departures, before, strict=True):
        for goal, from_line in zip(arrivals, after, strict=True):
            ways = [there + on for there, on in zip(to_line, from_line, strict=True)]
            best = min(range(len(line)), key=ways.__getitem__)
            weights[best] = weights.get(best, 0.0) + town.people * goal.people
    return [line[number] for number in sorted(weights, key=lambda number: -weights[number])]


def _apart(points: Sequence[LatLon]) -> list[LatLon]:
    """The first few that lie far enough apart."""
    chosen: list[LatLon] = []
    for point in points:
        if len(chosen) < MOST_PROPOSED and km_to(point, tuple(chosen)) > APART_KM:
            chosen.append(point)
    return chosen


def _free(name: str, taken: set[str]) -> str:
    number = 2
    free = name
    while free in taken:
        free, number = f"{name} {number}", number + 1
    return free
