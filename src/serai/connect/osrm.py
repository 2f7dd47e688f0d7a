"""OSRM: road distances between the places of a scenario, as its table of routes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from serai.connect.table import Fetched, Origin, field_of, list_of, number_of
from serai.connect.web import Request, Web
from serai.errors import ServiceError
from serai.scenario.schema import Place, Route, Scenario

SERVICE = "OSRM"
URL = "https://router.project-osrm.org/table/v1/driving/"
LICENCE = "ODbL 1.0"
BLOCK = 50  # places on each side of one question
COLUMNS = ("from", "to", "km", "mode", "speed", "two_way", "note")
Pair = tuple[str, str]


def road_routes(web: Web, scenario: Scenario) -> Fetched:
    """The routes of a scenario with the lengths of its road ones by OSRM.

    Other routes, and those without a road on the map, stay as they are. OSRM drives over borders that are closed.

    Parameters
    ----------
    web : Web
    scenario : Scenario

    Returns
    -------
    Fetched, the columns of the table routes; km.

    Raises
    ------
    ServiceError
    """
    pairs = [(route.from_place, route.to_place) for route in scenario.routes if route.mode == "road"]
    lengths: dict[Pair, tuple[float, float, Origin]] = {}
    for starts, ends in _blocks(pairs):
        lengths |= _asked(web, scenario, starts, ends)
    rows, origins, lost = [], [], []
    for route in scenario.routes:
        result = lengths.get((route.from_place, route.to_place)) if route.mode == "road" else None
        if route.mode == "road" and result is None:
            lost.append(f"{route.from_place} - {route.to_place}")
        rows.append(_row(route, result))
        origins.append(result[2] if result else Origin(route.source, "", "", None))
    remarks = [f"no road on the map, left unchanged: {name}" for name in lost]
    return Fetched(COLUMNS, tuple(rows), tuple(origins), tuple(remarks))


def _row(route: Route, result: tuple[float, float, Origin] | None) -> dict[str, Any]:
    return {
        "from": route.from_place, "to": route.to_place, "km": result[0] if result else route.km, "mode": route.mode,
        "speed": route.speed, "two_way": "yes" if route.two_way else "no",
        "note": f"{result[1]:.1f} h of driving by OSRM" if result else route.note,
    }  # fmt: skip


def _blocks(pairs: Sequence[Pair]) -> Iterator[tuple[list[str], list[str]]]:
    """Starts and ends of each question; together they hold every pair."""
    starts = list(dict.fromkeys(start for start, _ in pairs))
    for first in range(0, len(starts), BLOCK):
        block = starts[first : first + BLOCK]
        ends = list(dict.fromkeys(end for start, end in pairs if start in block))
        for begin in range(0, len(ends), BLOCK):
            yield block, ends[begin : begin + BLOCK]


def _asked(web: Web, scenario: Scenario, starts: list[str], ends: list[str]) -> dict[Pair, tuple[float, float, Origin]]:
    places = {place.name: place for place in scenario.places}
    points = ";".join(_point(places[name]) for name in (*starts, *ends))
    query = {
        "annotations": "distance,duration",
        "sources": ";".join(map(str, range(len(starts)))),
        "destinations": ";".join(map(str, range(len(starts), len(starts) + len(ends)))),
    }
    request = Request(SERVICE, URL + points, query)
    answer = web.ask(request, _refuse_failure)
    origin = Origin("OSRM, OpenStreetMap contributors", URL, LICENCE, answer.as_of)
    metres, seconds = (_matrix(answer.data, name, len(starts), len(ends)) for name in ("distances", "durations"))
    result = {}
    for row, start in enumerate(starts):
        for column, end in enumerate(ends):
            length, time = metres[row][column], seconds[row][column]
            if length is not None and time is not None and length > 0:
                result[start, end] = (round(length / 1000, 1), time / 3600, origin)
    return result


def _point(place: Place) -> str:
    return f"{place.lon:.5f},{place.lat:.5f}"


def _matrix(data: Any, name: str, n_rows: int, n_columns: int) -> list[list[float | int | None]]:
    rows = list_of(data, name, SERVICE)
    if len(rows) != n_rows or any(not isinstance(row, list) or len(row) != n_columns for row in rows):
        raise ServiceError(SERVICE, f'has changed: its field "{name}" is not {n_rows} rows of {n_columns} numbers')
    return [[number_of(value, name, SERVICE) for value in row] for row in rows]


def _refuse_failure(data: Any) -> None:
    code = field_of(data, "code", SERVICE)
    if code != "Ok":
        said = data.get("message") if isinstance(data, Mapping) else ""
        raise ServiceError(SERVICE, f"answers {code}: {said or 'no reason'}")
