"""OpenStreetMap: border controls inside a box, as a table of posts that `serai new --border` reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from serai.connect.table import Fetched, Origin, field_of, list_of, number_of
from serai.connect.web import Request, Web
from serai.errors import ServiceError
from serai.units import great_circle_km

SERVICE = "Overpass (OpenStreetMap)"
URL = "https://overpass-api.de/api/interpreter"
LICENCE = "ODbL 1.0"
QUERY = '[out:json][timeout:50];nwr["barrier"="border_control"]({});out center tags;'
TOGETHER_KM = 2.0  # lanes, buildings and both sides of one post
COLUMNS = ("name", "lat", "lon", "note")
WORDS = ("name:en", "int_name", "name")


class Box(NamedTuple):
    """Ends of a part of the map, degrees."""

    south: float
    west: float
    north: float
    east: float


class MapObject(NamedTuple):
    """One object of the map."""

    name: str
    lat: float
    lon: float
    local: str


def posts(web: Web, box: Box, is_near: Callable[[float, float], bool] | None = None) -> Fetched:
    """Border controls inside a box, those within 2 km of each other as one, named ones first.

    Most have no name on the map: they are called by their place, to be named by hand.

    Parameters
    ----------
    web : Web
    box : Box
    is_near : function of latitude and longitude, optional
        Whether a place belongs to the border that is meant; others are left out, and counted.

    Returns
    -------
    Fetched, with name, lat, lon, note.

    Raises
    ------
    ServiceError
    """
    ends = ",".join(f"{end:.4f}" for end in box)
    request = Request(SERVICE, URL, body=urlencode({"data": QUERY.format(ends)}))
    answer = web.ask(request, _refuse_remark)
    given = [_map_object(item) for item in list_of(answer.data, "elements", SERVICE)]
    result = [item for item in given if is_near is None or is_near(item.lat, item.lon)]
    kept: list[MapObject] = []
    for item in sorted(result, key=lambda control: (not control.name, -control.lat, control.lon)):
        if all(great_circle_km(item.lat, item.lon, other.lat, other.lon) > TOGETHER_KM for other in kept):
            kept.append(item)
    rows = _named(kept)
    origin = Origin("OpenStreetMap contributors", f"{URL} ({QUERY.format(ends)})", LICENCE, answer.as_of)
    unnamed = sum(not item.name for item in kept)
    remarks = [f"{len(result)} border controls on the map, {len(kept)} places of which {unnamed} have no name there"]
    if len(result) < len(given):
        remarks.append(f"{len(given) - len(result)} more in the box belong to other borders and are left out")
    return Fetched(COLUMNS, tuple(rows), (origin,) * len(rows), tuple(remarks))


def _map_object(item: Any) -> MapObject:
    point = item if isinstance(item, Mapping) and "lat" in item else field_of(item, "center", SERVICE)
    lat, lon = (number_of(field_of(point, name, SERVICE), name, SERVICE) for name in ("lat", "lon"))
    if lat is None or lon is None:
        raise ServiceError(SERVICE, "returns an object without a location")
    tags = item.get("tags") or {}
    name = next((str(tags[word]).strip() for word in WORDS if str(tags.get(word, "")).strip()), "")
    return MapObject(name, float(lat), float(lon), str(tags.get("name", "")).strip())


def _named(kept: list[MapObject]) -> list[dict[str, Any]]:
    """Rows with names of their own."""
    seen: Counter[str] = Counter()
    rows = []
    for item in kept:
        name = item.name or f"post at {item.lat:.3f} {item.lon:.3f}"
        seen[name.casefold()] += 1
        if seen[name.casefold()] > 1:
            name = f"{name} ({seen[name.casefold()]})"
        local = item.local if item.local != item.name else ""
        note = local if item.name else "no name on the map"
        rows.append({"name": name, "lat": round(item.lat, 5), "lon": round(item.lon, 5), "note": note})
    return rows


def _refuse_remark(data: Any) -> None:
    """Overpass tells of a question that took too long inside an answer."""
    if isinstance(data, Mapping) and data.get("remark"):
        raise ServiceError(SERVICE, f"did not finish: {data['remark']}; take a smaller box")
