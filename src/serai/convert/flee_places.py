"""locations.csv, routes.csv and the files beside them -> rows of a scenario."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from serai.convert.flee_files import (
    CHANGE_COLUMNS,
    CLOSURE_COLUMNS,
    LOCATION_COLUMNS,
    ROUTE_COLUMNS,
    Folders,
    Line,
    day_of,
    number_of,
    read_cells,
    read_lines,
)
from serai.convert.notes import Notes
from serai.scenario.schema import (
    LookaheadChange,
    LookaheadClosure,
    LookaheadConflict,
    LookaheadPath,
    LookaheadPlace,
    LookaheadRoute,
    LookaheadTrait,
    Place,
    Route,
)

KINDS = {"idp": "idp_camp", "camp": "camp", "conflict": "conflict_zone", "forward": "forwarding", "marker": "marker"}
PLACE_KIND = {"conflict_zone": "origin", "town": "city", "camp": "camp", "idp_camp": "camp"}
CLOSURE_KIND = {
    "country": "country", "location": "place", "link": "link", "camp": "camp", "idpcamp": "idp_camp",
    "remove_forced_redirection": "redirection",
}  # fmt: skip


@dataclass
class Network:
    """Places and links of a case, and what happens to them."""

    start: date
    intensity: float
    places: list[Place] = field(default_factory=list)
    knowledge: list[LookaheadPlace] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)
    links: list[LookaheadRoute] = field(default_factory=list)

    def moment(self, day: int) -> datetime:
        """Midnight at which a day of the simulation begins."""
        return datetime.combine(self.start, time()) + timedelta(days=day)

    def names(self) -> dict[str, str]:
        """Kind of each place."""
        return {entry.place: entry.kind for entry in self.knowledge}


def read_places(folders: Folders, network: Network, notes: Notes) -> None:
    """Fill a network with the places of locations.csv."""
    path = folders.inputs / "locations.csv"
    for line in read_lines(path, LOCATION_COLUMNS, notes):
        name = line.cells.get("name", "")
        if name in network.names():
            notes.faults.append(f"{line.where}: the location {name} stands twice; take one row out")
            continue
        kind = _kind(line, notes)
        if name and kind:
            _add_place(line, name, kind, network, notes)
    if not network.places and not notes.faults:
        notes.faults.append("locations.csv holds no locations")


def _kind(line: Line, notes: Notes) -> str:
    given = line.cells.get("type", "")
    for part, kind in KINDS.items():
        if part in given.casefold():
            return kind
    if given.casefold() in ("town", "default") or "town" in given.casefold() or "default" in given.casefold():
        return "town"
    if "flood" in given.casefold():
        notes.warnings.append(f"{line.where}: floods are not carried over; the flood zone becomes a town")
        return "town"
    words = "conflict_zone, town, camp, idpcamp, forwarding_hub or marker"
    notes.faults.append(f"{line.where}: the location type must be {words}, got {given!r}; correct the cell")
    return ""


def _add_place(line: Line, name: str, kind: str, network: Network, notes: Notes) -> None:
    lat, lon = _position(line, notes)
    if not line.cells.get("population") and kind in ("conflict_zone", "camp", "idp_camp"):
        what = "a conflict zone without people sends out nobody" if kind == "conflict_zone" else "no limit"
        notes.warnings.append(f"{line.where}: {name} has no population or capacity; it is taken as 0: {what}")
    people = number_of(line, "population", "population or capacity", notes, default=0.0) or 0.0
    is_camp = kind in ("camp", "idp_camp")
    if people < 0:
        notes.warnings.append(f"{line.where}: a population of {people:g} is taken as 0")
    place = {
        "name": name, "kind": PLACE_KIND.get(kind, "junction"), "region": line.cells.get("region", ""), "lat": lat,
        "lon": lon, "population": None if is_camp else max(float(int(people)), 0.0), "source": line.where,
    }  # fmt: skip
    knowledge = {
        "place": name, "kind": kind, "country": line.cells.get("country", ""),
        "capacity": float(int(people)) if is_camp else None,
    }  # fmt: skip
    more = _conflict_of(line, kind, network, notes) | _extras(line, is_camp=is_camp, notes=notes)
    network.places.append(Place.model_validate(place))
    network.knowledge.append(LookaheadPlace.model_validate(knowledge | more))


def _position(line: Line, notes: Notes) -> tuple[float, float]:
    lat = number_of(line, "lat", "latitude", notes, default=0.0) or 0.0
    lon = number_of(line, "lon", "longitude", notes, default=0.0) or 0.0
    if abs(lat) > 90 and abs(lon) <= 90:
        notes.warnings.append(f"{line.where}: a latitude of {lat:g} cannot be; latitude and longitude are exchanged")
        lat, lon = lon, lat
    if abs(lat) > 90 or abs(lon) > 180:
        notes.faults.append(f"{line.where}: latitude {lat:g} and longitude {lon:g} are no place on earth; correct them")
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


def _extras(line: Line, *, is_camp: bool, notes: Notes) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, text in line.more.items():
        if name in ("capacity_per_day", "deactivation_probability") and text and is_camp:
            value = number_of(line, name, name, notes, default=0.0) or 0.0
            found["capacity_per_day" if name == "capacity_per_day" else "settle_chance"] = value
        elif name != "conflict_intensity" and text:
            notes.not_carried.append(
                f"locations.csv, column {name}: Flee keeps it and its rules for people do not use it"
            )
    if "settle_chance" in found:
        found["settle_chance"] = min(max(found["settle_chance"], 0.0), 1.0)
    return found


def read_routes(folders: Folders, network: Network, notes: Notes) -> None:
    """Fill a network with the links of routes.csv; links that stand twice are kept, with a warning."""
    known = network.names()
    rows: dict[frozenset[str], int] = {}
    extras: dict[frozenset[str], dict[str, Any]] = {}
    for line in read_lines(folders.inputs / "routes.csv", ROUTE_COLUMNS, notes):
        one, two = line.cells.get("name1", ""), line.cells.get("name2", "")
        unknown = [name for name in (one, two) if name not in known]
        if unknown or one == two:
            what = f"{unknown[0]!r} is not in locations.csv" if unknown else f"the route leads from {one} to itself"
            notes.faults.append(f"{line.where}: {what}; correct the name, or take the row out")
            continue
        km = number_of(line, "distance", "distance", notes)
        if km is not None and km <= 0:
            notes.faults.append(
                f"{line.where}: the distance must be above 0 km, got {km:g}; write the length of the road"
            )
            km = None
        if km is None:
            continue
        ends = frozenset((one, two))
        if ends in rows:
            notes.warnings.append(
                f"{line.where}: the route between {one} and {two} stands twice; both links are kept, as Flee keeps "
                "them, and people are drawn to it twice as strongly"
            )
            _add_more_km(extras, ends, one, two, km)
            continue
        rows[ends] = len(network.routes)
        network.routes.append(Route(from_place=one, to_place=two, km=km, source=line.where))
        own = _link_extras(line, one, two, notes)
        if own:
            extras[ends] = {"from_place": one, "to_place": two, **own}
    network.links = [LookaheadRoute(**extra) for extra in extras.values()]


def _add_more_km(
    extras: dict[frozenset[str], dict[str, Any]], ends: frozenset[str], one: str, two: str, km: float
) -> None:
    row = extras.setdefault(ends, {"from_place": one, "to_place": two})
    row["more_km"] = f"{row.get('more_km', '')} {km:g}".strip()


def _link_extras(line: Line, one: str, two: str, notes: Notes) -> dict[str, Any]:
    found: dict[str, Any] = {}
    code = int(number_of(line, "forced_redirection", "forced redirection", notes, default=0.0) or 0)
    if code in (1, 2):
        found["redirection"] = "from" if code == 1 else "to"
        sent = (two, one) if code == 1 else (one, two)
        links = "" if code == 2 else "; its links stand twice"
        notes.otherwise.append(
            f"{line.where}: the redirection from {sent[0]} to {sent[1]} is stored by Flee and never used{links}"
        )
    elif code:
        notes.warnings.append(f"{line.where}: a forced redirection of {code} has no meaning and is left out")
    for name, text in line.more.items():
        if name == "max_move_speed" and text:
            found["max_km"] = number_of(line, name, name, notes)
        elif name == "walk_probability" and text:
            found["walk_share"] = min(max(number_of(line, name, name, notes) or 0.0, 0.0), 1.0)
        elif text:
            notes.not_carried.append(f"routes.csv, column {name}: Flee keeps it and uses it nowhere")
    return found


def read_paths(folders: Folders, network: Network, notes: Notes) -> list[LookaheadPath]:
    """major_routes.csv: ways that people know whatever their awareness."""
    path = folders.inputs / "major_routes.csv"
    known, linked = network.names(), {frozenset((route.from_place, route.to_place)) for route in network.routes}
    paths = []
    for number, row in read_cells(path, notes) if path.is_file() else ():
        names = [name for name in row if name]
        if row[0].startswith("#") or len(names) < 2:
            continue
        wrong = [name for name in names if name not in known]
        gaps = [f"{a} and {b}" for a, b in pairwise(names) if frozenset((a, b)) not in linked]
        if wrong or gaps:
            what = f"{wrong[0]} is not in locations.csv" if wrong else f"there is no route between {gaps[0]}"
            notes.warnings.append(f"{path.name}, row {number}: {what}; the row is left out")
        else:
            paths.append(LookaheadPath(path=" > ".join(names)))
    return paths


def read_closures(folders: Folders, network: Network, notes: Notes) -> list[LookaheadClosure]:
    """closures.csv: what closes and opens; rows that can have no effect are left out with a warning."""
    path = folders.inputs / "closures.csv"
    if not path.is_file():
        return []
    closures = []
    for line in read_lines(path, CLOSURE_COLUMNS, notes):
        kind = CLOSURE_KIND.get(line.cells.get("type", "").casefold())
        start = day_of(line, "start", "day of closing", notes)
        end = day_of(line, "end", "day of opening", notes)
        if kind is None:
            words = ", ".join(CLOSURE_KIND)
            notes.warnings.append(f"{line.where}: the type must be one of {words}; the row is left out, as Flee does")
        elif start is not None and end is not None and _names_fit(line, kind, network, notes):
            if kind in ("link", "redirection"):
                what = "a link closure never closes the link" if kind == "link" else "a redirection has no effect"
                notes.otherwise.append(f"{line.where}: in Flee {what}")
            closures.append(_closure(line, kind, start, end, network))
    return closures


def _closure(line: Line, kind: str, start: int, end: int, network: Network) -> LookaheadClosure:
    values = {
        "kind": kind, "where": line.cells["name1"], "to_where": line.cells.get("name2", ""), "source": line.where,
        "closes": network.moment(start) if start >= 0 else None, "opens": network.moment(end) if end >= 0 else None,
    }  # fmt: skip
    return LookaheadClosure.model_validate(values)


def _names_fit(line: Line, kind: str, network: Network, notes: Notes) -> bool:
    names = [line.cells.get("name1", "")] + (
        [line.cells.get("name2", "")] if kind not in ("place", "camp", "idp_camp") else []
    )
    known = {entry.country for entry in network.knowledge} if kind == "country" else set(network.names())
    wrong = [name for name in names if name not in known]
    if wrong:
        what = "country" if kind == "country" else "location"
        notes.warnings.append(
            f"{line.where}: locations.csv has no {what} {wrong[0]!r}; the row is left out, it can have no effect"
        )
    return not wrong


def read_conflicts(folders: Folders, network: Network, n_days: int, notes: Notes) -> list[LookaheadConflict]:
    """conflicts.csv as rows for the days on which an intensity changes."""
    path = folders.inputs / "conflicts.csv"
    if not path.is_file():
        notes.warnings.append("there is no conflicts.csv; conflicts begin on the dates of locations.csv")
        zones = [entry for entry in network.knowledge if entry.kind == "conflict_zone"]
        return [
            LookaheadConflict(place=zone.place, date=zone.conflict_from or network.moment(0), intensity=zone.intensity)
            for zone in zones
        ]
    rows = read_cells(path, notes)
    if not rows:
        return []
    header = [name.lstrip("#").strip() for name in rows[0][1]]
    columns = {name: place for place, name in enumerate(header) if place and name}
    for name in [name for name in columns if name not in network.names()]:
        notes.warnings.append(f"{path.name}, row {rows[0][0]}: {name} is not in locations.csv; its column is left out")
        del columns[name]
    table = _intensities(path.name, rows[1:], columns, notes)
    if len(table) < n_days:
        notes.warnings.append(
            f"{path.name} ends with day {len(table) - 1}, but the simulation has {n_days} days; the last row holds on "
            "(Flee stops there)"
        )
    return _changes(table, network)


def _intensities(
    name: str, rows: list[tuple[int, list[str]]], columns: dict[str, int], notes: Notes
) -> list[dict[str, float]]:
    table = []
    for day, (number, row) in enumerate(rows):
        try:
            if row[0] and float(row[0]) != day:
                notes.warnings.append(f"{name}, row {number}: is day {day} by its place in the file, but says {row[0]}")
            table.append({place: float(row[column]) for place, column in columns.items()})
        except IndexError:
            notes.faults.append(
                f"{name}, row {number}: has {len(row)} cells, but the header names a place for column "
                f"{max(columns.values()) + 1}; fill the row, or take the column out"
            )
        except ValueError as error:
            notes.faults.append(
                f"{name}, row {number}: {str(error).rpartition(': ')[2]} is no intensity; correct the cell"
            )
    return table


def _changes(table: list[dict[str, float]], network: Network) -> list[LookaheadConflict]:
    changes = []
    kinds = network.names()
    last: dict[str, float] = {}
    for day, row in enumerate(table):
        for place, intensity in row.items():
            if intensity != last.get(place, -1.0 if kinds[place] == "conflict_zone" else 0.0):
                changes.append(LookaheadConflict(place=place, date=network.moment(day), intensity=max(intensity, 0.0)))
            last[place] = intensity
    return changes


def read_changes(folders: Folders, network: Network, notes: Notes, *, as_run: bool) -> list[LookaheadChange]:
    """location_changes.csv; Flee reads it from the folder in which it runs."""
    inputs, root = folders.inputs / "location_changes.csv", folders.root / "location_changes.csv"
    if inputs.is_file() and inputs != root:
        notes.otherwise.append(
            "location_changes.csv: Flee reads it from the folder in which it runs, not from input_csv"
        )
    path = root if as_run or not inputs.is_file() else inputs
    changes = []
    for line in read_lines(path, CHANGE_COLUMNS, notes) if path.is_file() else ():
        kind, day = _kind(line, notes), day_of(line, "day", "day of the change", notes)
        if line.cells.get("name", "") not in network.names():
            notes.warnings.append(
                f"{line.where}: {line.cells.get('name', '')!r} is not in locations.csv; the row is left out"
            )
        elif kind and day is not None:
            values = {"place": line.cells["name"], "date": network.moment(day), "kind": kind}
            changes.append(LookaheadChange.model_validate(values))
    return changes


def read_traits(folders: Folders, network: Network, notes: Notes) -> list[LookaheadTrait]:
    """demographics_<trait>.csv: values and their weights, by default and for single places."""
    traits = []
    for path in sorted(folders.inputs.glob("demographics_*.csv")):
        trait = path.stem.split("_", 1)[1].split("_")[0]
        rows = read_cells(path, notes)
        header = rows[0][1] if rows else []
        columns = {name: at for at, name in enumerate(header) if at and (name == "Default" or name in network.names())}
        for number, row in rows[1:]:
            for name, column in columns.items():
                try:
                    weight = float(row[column])
                except (IndexError, ValueError):
                    notes.faults.append(
                        f"{path.name}, row {number}: column {name} must hold a weight; correct the cell"
                    )
                    continue
                place = "" if name == "Default" else name
                traits.append(LookaheadTrait(trait=trait, value=row[0], place=place, weight=weight))
    return traits
