"""locations.csv and routes.csv -> places and links of a scenario."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from serai.flee.convert.files import (
    LOCATION_COLUMNS,
    LOCATION_NEEDS,
    ROUTE_COLUMNS,
    ROUTE_NEEDS,
    Folders,
    Line,
    day_of,
    number_of,
    read_lines,
)
from serai.flee.convert.notes import Notes
from serai.flee.schema import CAMP_KINDS, LookaheadPlace, LookaheadRoute
from serai.scenario.nearest import did_you_mean
from serai.scenario.schema import Place, Route

KINDS = {"idp": "idp_camp", "camp": "camp", "conflict": "conflict_zone", "forward": "forwarding", "marker": "marker"}
PLACE_KIND = {"conflict_zone": "origin", "town": "city", "camp": "camp", "idp_camp": "camp"}
MOST_LETTERS = 120
MOST_KM = 1e6
_ECONOMY = "only use_economic_pull uses it, which is not carried over"
IDLE_COLUMNS = {
    "farmer_fraction": "farmers who go home for the harvest are not carried over",
    "hdi": _ECONOMY,
    "trade_volume": _ECONOMY,
}


@dataclass
class Network:
    """Places and links of a case, and what happens to them."""

    start: date
    intensity: float  # of a conflict zone for which none is stated
    later_intensity: float = 1.0  # the same where a place becomes one later
    places: list[Place] = field(default_factory=list)
    knowledge: list[LookaheadPlace] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)
    links: list[LookaheadRoute] = field(default_factory=list)
    without_links: dict[str, str] = field(default_factory=dict)  # places of Flee whose name stands twice, and that name
    people: dict[str, int] = field(default_factory=dict)  # who is there at the start by a column of locations.csv

    def moment(self, day: int) -> datetime:
        """Midnight at which a day of the simulation begins."""
        return datetime.combine(self.start, time()) + timedelta(days=day)

    def names(self) -> dict[str, str]:
        """Kind of each place."""
        return {entry.place: entry.kind for entry in self.knowledge}


def read_places(folders: Folders, network: Network, notes: Notes, *, as_run: bool) -> None:
    """Fill a network with the places of locations.csv."""
    path = folders.inputs / "locations.csv"
    rows: dict[str, Line] = {}
    for line in read_lines(path, LOCATION_COLUMNS, LOCATION_NEEDS, notes):
        name = line.cells.get("name", "")
        earlier = rows.setdefault(name, line)
        if earlier is not line and (earlier.cells, earlier.more) == (line.cells, line.more):
            _stands_twice(line, earlier, name, network, notes, as_run=as_run)
        elif earlier is not line:
            notes.faults.append(f"{line.where}: the location {name} is also in {earlier.where}; remove one row")
        elif not 0 < len(name) <= MOST_LETTERS:
            what = f"has more than {MOST_LETTERS} letters; shorten it" if name else "is missing; write it into the row"
            notes.faults.append(f"{line.where}: the name {what}")
        elif kind := kind_of(line, notes):
            _add_place(line, name, kind, network, notes)
    if not network.places and not notes.faults:
        notes.faults.append("locations.csv contains no locations")


def _stands_twice(line: Line, earlier: Line, name: str, network: Network, notes: Notes, *, as_run: bool) -> None:
    """A location that appears twice in the same words: two conflict zones as Flee runs, else one place."""
    kind, here = kind_of(line, notes), "here it is one place"
    if kind == "conflict_zone" and as_run:
        copy = f"{name} (row {line.where.rpartition(' ')[2]})"
        network.without_links[copy] = name
        _add_place(line, copy, kind, network, notes)
        here = f"here that is {copy}"
    else:
        notes.warnings.append(f"{line.where}: repeats {earlier.where}; the row is left out")
    stays = ", so half of those who set out there never leave it" * (kind == "conflict_zone")
    notes.otherwise.append(
        f"{line.where}: Flee makes two places of {name}, the first of them without links{stays}; {here}"
    )


def kind_of(line: Line, notes: Notes) -> str:
    """What a location is; blank, with a fault, where the type is not known."""
    given = line.cells.get("type", "")
    for part, kind in KINDS.items():
        if part in given.casefold():
            return kind
    if "town" in given.casefold() or "default" in given.casefold():
        return "town"
    if "flood" in given.casefold():
        notes.warnings.append(f"{line.where}: floods are not converted; the flood zone becomes a town")
        return "town"
    words = "conflict_zone, town, camp, idpcamp, forwarding_hub or marker"
    notes.faults.append(f"{line.where}: the location type must be {words}, got {given!r}; correct the cell")
    return ""


def _add_place(line: Line, name: str, kind: str, network: Network, notes: Notes) -> None:
    lat, lon = _position(line, notes)
    matters = kind in ("conflict_zone", *CAMP_KINDS)
    if "population" in line.lacks and matters:
        notes.faults.append(
            f"{line.where}: has a column too few: no cell for the population or capacity of {name}; add the cell, or 0"
        )
    elif line.lacks:
        notes.warnings.append(f"{line.where}: has no cell for {', '.join(line.lacks)}; read as blank")
    if not line.cells.get("population") and matters:
        what = "nobody sets out from a conflict zone without people" if kind == "conflict_zone" else "no limit"
        notes.warnings.append(f"{line.where}: {name} has no population or capacity; it is read as 0: {what}")
    people = number_of(line, "population", "population or capacity", notes, default=0.0) or 0.0
    is_camp = kind in CAMP_KINDS
    if people < 0:
        notes.warnings.append(f"{line.where}: a population of {people:g} is read as 0")
    place = {
        "name": name, "kind": PLACE_KIND.get(kind, "junction"), "region": line.cells.get("region", ""), "lat": lat,
        "lon": lon, "population": None if is_camp else max(float(int(people)), 0.0), "source": line.where,
    }  # fmt: skip
    knowledge = {
        "place": name, "kind": kind, "country": line.cells.get("country", ""),
        "capacity": float(int(people)) if is_camp else None,
    }  # fmt: skip
    more = _conflict_of(line, kind, network, notes) | _extras(line, name, is_camp=is_camp, network=network, notes=notes)
    network.places.append(Place.model_validate(place))
    network.knowledge.append(LookaheadPlace.model_validate(knowledge | more))


def _position(line: Line, notes: Notes) -> tuple[float, float]:
    lat = number_of(line, "lat", "latitude", notes, default=0.0) or 0.0
    lon = number_of(line, "lon", "longitude", notes, default=0.0) or 0.0
    if abs(lat) > 90 and abs(lon) <= 90:
        notes.warnings.append(f"{line.where}: a latitude of {lat:g} cannot be; latitude and longitude are exchanged")
        lat, lon = lon, lat
    if abs(lat) > 90 or abs(lon) > 180:
        notes.faults.append(
            f"{line.where}: latitude {lat:g} and longitude {lon:g} are not a place on earth; correct them"
        )
        return 0.0, 0.0
    return lat, lon


def _conflict_of(line: Line, kind: str, network: Network, notes: Notes) -> dict[str, Any]:
    if kind != "conflict_zone":
        return {}
    day = day_of(line, "conflict_date", "conflict date", notes, default=0) or 0
    given = number_of(line, "conflict_intensity", "conflict intensity", notes, default=network.intensity)
    if day > 0:
        notes.otherwise.append(
            "locations.csv, conflict_date: Flee starts a conflict zone with a date above 0 as a town and does not read "
            "the date again; conflicts.csv decides"
        )
    return {"conflict_from": network.moment(day) if day > 0 else None, "intensity": given or 0.0}


def _extras(line: Line, name: str, *, is_camp: bool, network: Network, notes: Notes) -> dict[str, Any]:
    """What the further columns say; those that Flee's rules do not use are named."""
    result: dict[str, Any] = {}
    for column, text in line.more.items():
        if not text or column == "conflict_intensity":
            continue
        if column == "initial_idps":
            network.people[name] = max(int(number_of(line, column, column, notes, default=0.0) or 0), 0)
        elif column == "capacity_per_day" and is_camp:
            result["capacity_per_day"] = number_of(line, column, column, notes, default=0.0) or 0.0
        elif column == "deactivation_probability" and is_camp:
            chance = number_of(line, column, column, notes, default=0.0) or 0.0
            result["settle_chance"] = min(max(chance, 0.0), 1.0)
        else:
            reason = IDLE_COLUMNS.get(column, "Flee keeps it and its rules for people do not use it")
            notes.not_carried.append(f"locations.csv, column {column}: {reason}")
    return result


def read_routes(folders: Folders, network: Network, notes: Notes, *, as_run: bool) -> None:
    """Fill a network with the links of routes.csv; links that stand twice are kept, with a warning."""
    known = network.names()
    rows: dict[frozenset[str], str] = {}
    extras: dict[frozenset[str], dict[str, Any]] = {}
    for line in read_lines(folders.inputs / "routes.csv", ROUTE_COLUMNS, ROUTE_NEEDS, notes):
        start, end = line.cells.get("name1", ""), line.cells.get("name2", "")
        km = _length(line, start, end, known, notes)
        if km is None:
            continue
        ends = frozenset((start, end))
        own = _link_extras(line, start, end, notes)
        if ends not in rows:
            rows[ends] = line.where
            network.routes.append(Route(from_place=start, to_place=end, km=km, source=line.where))
            if own:
                extras[ends] = {"from_place": start, "to_place": end, **own}
            continue
        notes.warnings.append(
            f"{line.where}: the route between {start} and {end} is also in {rows[ends]}; both links are kept, as Flee "
            "keeps them, and people are drawn to it twice as strongly; remove one row if it is one road"
        )
        row = extras.setdefault(ends, {"from_place": start, "to_place": end})
        twice = as_run and own.get("redirection") == "from"
        row["more_km"] = " ".join([*row.get("more_km", "").split(), *[f"{km:.15g}"] * (2 if twice else 1)])
    network.links = [LookaheadRoute(**extra) for extra in extras.values()]


def _length(line: Line, start: str, end: str, known: dict[str, str], notes: Notes) -> float | None:
    """Length of a route; None, with a fault, where the route cannot be taken."""
    unknown = [name for name in (start, end) if name not in known]
    if unknown or start == end:
        near = did_you_mean(unknown[0], known) if unknown else ""
        what = f"{unknown[0]!r} is not in locations.csv" if unknown else f"the route leads from {start} to itself"
        notes.faults.append(f"{line.where}: {what}; correct the name, or remove the row.{near}".rstrip("."))
        return None
    km = number_of(line, "distance", "distance", notes)
    if km is not None and not 0 < km < MOST_KM:
        notes.faults.append(f"{line.where}: the distance must be above 0 km, got {km:g}; write the length of the road")
        return None
    return km


def _link_extras(line: Line, start: str, end: str, notes: Notes) -> dict[str, Any]:
    result: dict[str, Any] = {}
    code = number_of(line, "forced_redirection", "forced redirection", notes, default=0.0) or 0.0
    if code in (1, 2):
        result["redirection"] = "from" if code == 1 else "to"
        sent = (end, start) if code == 1 else (start, end)
        links = "" if code == 2 else "; its links are doubled"
        notes.otherwise.append(
            f"{line.where}: the redirection from {sent[0]} to {sent[1]} is stored by Flee and never used{links}"
        )
    elif code:
        notes.warnings.append(f"{line.where}: a forced redirection of {code:g} has no meaning and is left out")
    for name, text in line.more.items():
        if name == "max_move_speed" and text:
            speed = number_of(line, name, name, notes)
            if speed is not None and not speed > 0:
                notes.faults.append(f"{line.where}: the {name} must be above 0 km a day, got {speed:g}; correct it")
            else:
                result["max_km"] = speed
        elif name == "walk_probability" and text:
            result["walk_share"] = min(max(number_of(line, name, name, notes) or 0.0, 0.0), 1.0)
        elif text:
            notes.not_carried.append(f"routes.csv, column {name}: Flee keeps it and uses it nowhere")
    return result
