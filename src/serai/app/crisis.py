"""A new crisis from the form of the start page: what may be chosen, a map of the border, and the request that it makes.

The form follows the same rules as ``serai new NAME --from RUS --to GEO``; faults are reported by field.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from serai.begin.begin import DEFAULT_KIT, CrisisRequest, FirstScenario, begin, countries_of
from serai.begin.gazetteer import STEP_DEGREES, Country, LatLon, Town, border, countries, towns_of
from serai.begin.kit import kit_names
from serai.begin.posts import columns_of, raw_posts
from serai.errors import ScenarioError, UsageError
from serai.problems import Problem
from serai.scenario.cells import is_blank, parse_moment, parse_number
from serai.scenario.ids import slug
from serai.scenario.nearest import quoted
from serai.scenario.read.csv import SentTable

FORM = "the form"
MOST_POSTS = 200
MOST_GOALS = 8
MOST_CELL = 300
BESIDE_DEGREES = 2.0  # places so far around the border are shown on its map
MOST_TOWNS = 60
NUMBERS = ("expect", "expect_low", "expect_high", "peak_days")
OPTIONS = {
    "--expect-low": "the low end", "--expect-high": "the high end", "--expect": "the number who leave",
    "--peak-days": "the days to the peak", "--border posts.csv": "the list of posts", "--border": "the list of posts",
}  # fmt: skip
FIELDS = {"--from": "from", "--to": "to"}
_OPTION = re.compile("|".join(map(re.escape, sorted(OPTIONS, key=len, reverse=True))))
_POST = re.compile(rf"{FORM}, row (\d+)(, column .*)?")
_DEGREES_WITH_COMMA = re.compile(r"\s*[-\u2212]?\d{1,3},\d+\s*")


@dataclass(frozen=True)
class Form:
    """What was filled in, as it was typed; blank where nothing was.

    Attributes
    ----------
    origin : str
        Country of departure, by code or English name.
    goals : tuple of str
        Countries of arrival.
    cells : mapping of str
        Texts of ``event``, ``expect``, ``expect_low``, ``expect_high``, ``peak_days`` and ``kit``.
    posts : sequence of mappings
        One for each post, by the columns of posts.csv.
    """

    origin: str
    goals: tuple[str, ...]
    cells: Mapping[str, str]
    posts: Sequence[Mapping[str, str]]


def choices() -> dict[str, Any]:
    """Countries with their two codes, kits, and the columns that a post may have."""
    known = sorted(countries().values(), key=lambda country: country.name)
    return {
        "countries": [{"code": country.code, "alpha_2": country.alpha_2, "name": country.name} for country in known],
        "kits": kit_names(),
        "kit": DEFAULT_KIT,
        "columns": columns_of(),
    }


def map_of(origin: str, goals: Sequence[str]) -> dict[str, Any]:
    """The border between countries for the form's map, and places around it, the largest first.

    Parameters
    ----------
    origin : str
        Country of departure, by code or English name.
    goals : sequence of str
        Countries of arrival.

    Returns
    -------
    dict
        ``border``: lines of points, lon and lat in degrees; none where the countries share none. ``towns``: places
        around it; without a border, the largest of each country.

    Raises
    ------
    ScenarioError
        With one line for each country that is not known.
    """
    left, arrived = _known(origin, goals)
    lines = [line for goal in arrived for line in _lines(border(left.code, goal.code))]
    towns = [town for country in (left, *arrived) for town in towns_of(country.code)]
    shown = _around(towns, [point for line in lines for point in line]) if lines else towns
    shown = sorted(shown, key=lambda town: (-town.people, town.name))[:MOST_TOWNS]
    return {
        "border": [[[point.lon, point.lat] for point in line] for line in lines],
        "towns": [{"name": town.name, "lat": town.lat, "lon": town.lon, "people": town.people} for town in shown],
    }


def posts_of(name: str, content: bytes) -> list[dict[str, str]]:
    """Rows of an uploaded table of posts, by column, as they stand there; whether they are right is asked later.

    Raises
    ------
    ScenarioError
        If the file cannot be read as such a table, or has a column that it cannot have.
    """
    raw = raw_posts(SentTable(name, content))
    if len(raw.rows) > MOST_POSTS:
        raise ScenarioError(f"file {quoted(name)}", [f"has {len(raw.rows):,} posts; the limit is {MOST_POSTS}"])
    heads = [str(head).strip().casefold() for head in raw.header]
    return [
        {head: str(cell).strip() for head, cell in zip(heads, cells, strict=False) if head and not is_blank(cell)}
        for _, cells in raw.rows
    ]


def begun_by(form: Form) -> FirstScenario:
    """The first scenario of a form, with what to ask first.

    Raises
    ------
    ScenarioError
        With one line for each fault, by the field of the form or the number of the post.
    UsageError
        If numbers do not go together.
    """
    try:
        begun = begin(_request(form))
    except ScenarioError as error:
        raise ScenarioError(FORM, [_in_form(problem) for problem in error.located]) from error
    except UsageError as error:
        raise UsageError(_in_words(str(error))) from error
    return FirstScenario(begun.scenario, begun.asked, [_in_words(remark) for remark in begun.remarks])


def _known(origin: str, goals: Sequence[str]) -> tuple[Country, list[Country]]:
    try:
        return countries_of(origin, goals[:MOST_GOALS])
    except ScenarioError as error:
        raise ScenarioError(FORM, [_in_form(problem) for problem in error.located]) from error


def _request(form: Form) -> CrisisRequest:
    faults = []
    numbers: dict[str, float | None] = {}
    for name in NUMBERS:
        text = form.cells.get(name, "").strip()
        try:
            numbers[name] = parse_number(text) if text else None
        except ValueError as error:
            faults.append(Problem(name, str(error)))
    event, kit = form.cells.get("event", "").strip(), form.cells.get("kit", "") or DEFAULT_KIT
    try:
        day = parse_moment(event).date() if event else None
    except ValueError as error:
        faults.append(Problem("event", str(error)))
    if kit not in kit_names():  # never a path
        faults.append(Problem("kit", f"must be one of {', '.join(kit_names())}, got {quoted(kit[:MOST_CELL])}"))
    faults += [Problem("--from", "name a country")] if not form.origin.strip() else []
    faults += [Problem("--to", "name at least one country")] if not form.goals else []
    for where, given, most in (("--to", form.goals, MOST_GOALS), ("posts", form.posts, MOST_POSTS)):
        faults += [Problem(where, f"at most {most} are taken, got {len(given)}")] if len(given) > most else []
    if faults:
        raise ScenarioError(FORM, faults)
    name = slug("-".join((form.origin, *form.goals))[:MOST_CELL]) or "new"
    table = SentTable(FORM, _table(form.posts)) if form.posts else None
    return CrisisRequest(name, form.origin, form.goals, border=table, event=day, kit=kit, **numbers)  # type: ignore[arg-type]


def _table(posts: Sequence[Mapping[str, str]]) -> bytes:
    """The posts as the bytes of a CSV file; degrees with a decimal comma can be read in one way only."""
    heads = list(dict.fromkeys(("name", "lat", "lon", *(head for post in posts for head in post))))
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(heads)
    for post in posts:
        cells = {head: post.get(head, "") for head in heads}
        for head in ("lat", "lon"):
            if _DEGREES_WITH_COMMA.fullmatch(cells[head]):
                cells[head] = cells[head].replace(",", ".")
        writer.writerow([cells[head] for head in heads])
    return buffer.getvalue().encode("utf-8")


def _in_form(problem: Problem) -> Problem:
    """A fault by its place in the form: ``from``, or ``post 2, column lat``."""
    result = _POST.fullmatch(problem.where)
    if result:
        where = f"post {int(result[1]) - 1}{result[2] or ''}" if int(result[1]) > 1 else "posts"
    else:
        option = problem.where.split(" ")[0]
        where = FIELDS.get(option, problem.where)
    return Problem(where, _in_words(problem.text))


def _in_words(text: str) -> str:
    """A sentence that names options of the terminal, by what the form calls them."""
    return _OPTION.sub(lambda result: OPTIONS[result[0]], text)


def _lines(points: tuple[LatLon, ...]) -> list[list[LatLon]]:
    """Points of a border as lines, parted where they are farther apart than its steps."""
    lines = [[points[0]]] if points else []
    for before, point in pairwise(points):
        if max(abs(point.lat - before.lat), abs(point.lon - before.lon)) > 2 * STEP_DEGREES:
            lines.append([])
        lines[-1].append(point)
    return lines


def _around(towns: Sequence[Town], points: Sequence[LatLon]) -> list[Town]:
    """Places in the box around some points."""
    lats, lons = [point.lat for point in points], [point.lon for point in points]
    south, north = min(lats) - BESIDE_DEGREES, max(lats) + BESIDE_DEGREES
    west, east = min(lons) - BESIDE_DEGREES, max(lons) + BESIDE_DEGREES
    return [town for town in towns if south <= town.lat <= north and west <= town.lon <= east]
