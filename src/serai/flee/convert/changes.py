"""What happens in a case: closures, conflicts, changes of places, known paths, and traits of people."""

from __future__ import annotations

from itertools import pairwise

from serai.flee.convert.files import (
    CHANGE_COLUMNS,
    CHANGE_NEEDS,
    CLOSURE_COLUMNS,
    CLOSURE_NEEDS,
    Folders,
    Line,
    day_of,
    read_cells,
    read_lines,
)
from serai.flee.convert.notes import Notes, listed
from serai.flee.convert.places import Network, kind_of
from serai.flee.schema import (
    CAMP_KINDS,
    LookaheadChange,
    LookaheadClosure,
    LookaheadConflict,
    LookaheadPath,
    LookaheadTrait,
)

CLOSURE_KIND = {
    "country": "country", "location": "place", "link": "link", "camp": "camp", "idpcamp": "idp_camp",
    "remove_forced_redirection": "redirection",
}  # fmt: skip
OTHERWISE = {
    "link": "a link closure never closes the link",
    "redirection": "a redirection has no effect",
    "country": "people on a link that closes go back to its start at its end, even if it is open again by then",
    "place": "people on a link that closes go back to its start at its end, even if it is open again by then",
}
LEAST_INTENSITY = 0.000001


def read_paths(folders: Folders, network: Network, notes: Notes) -> list[LookaheadPath]:
    """major_routes.csv: ways that people know whatever their awareness."""
    path = folders.inputs / "major_routes.csv"
    if path.is_file():
        notes.otherwise.append(f"{path.name}: Flee looks at it only where fixed_routes is on")
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
    for line in read_lines(path, CLOSURE_COLUMNS, CLOSURE_NEEDS, notes):
        kind = CLOSURE_KIND.get(line.cells.get("type", "").casefold())
        start = day_of(line, "start", "day of closing", notes)
        end = day_of(line, "end", "day of opening", notes)
        if kind is None:
            words = ", ".join(CLOSURE_KIND)
            notes.warnings.append(f"{line.where}: the type must be one of {words}; the row is left out, as Flee does")
        elif start is not None and end is not None and _names_fit(line, kind, network, notes):
            if kind in OTHERWISE and not (kind in ("country", "place") and end < 0):
                notes.otherwise.append(f"{line.where}: in Flee {OTHERWISE[kind]}")
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
    columns = _columns(path.name, rows[0], set(network.names()), notes)
    columns |= {copy: columns[name] for copy, name in network.without_links.items() if name in columns}
    table = _intensities(path.name, rows[1:], columns, notes)
    if len(table) < n_days:
        notes.warnings.append(
            f"{path.name} ends with day {len(table) - 1}, but the simulation has {n_days} days; the last row stays in "
            "force (Flee stops there)"
        )
    _say_what_flee_does(table[:n_days], network, notes)
    return _changes(table, network)


def _columns(name: str, header: tuple[int, list[str]], known: set[str], notes: Notes) -> dict[str, int]:
    """Column of each place that a header names."""
    number, cells = header
    columns: dict[str, int] = {}
    unknown: list[str] = []
    for position, cell in enumerate(cells):
        place = cell.lstrip("#").strip()
        if not position or not place:
            continue
        if place not in known:
            unknown.append(place)
        elif place in columns:
            notes.warnings.append(f"{name}, row {number}: {place} appears twice; the first column counts")
        else:
            columns[place] = position
    if unknown:
        what = f"{listed(unknown)}: not in locations.csv; their columns are left out"
        notes.warnings.append(f"{name}, row {number}: {what}")
    return columns


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
                f"{max(columns.values()) + 1}; fill the row, or remove the column"
            )
        except ValueError as error:
            wrong = str(error).rpartition(": ")[2]
            notes.faults.append(
                f"{name}, row {number}: {wrong} is not an intensity; write a number, 0 where there is none"
            )
    if any(intensity < 0 for row in table for intensity in row.values()):
        notes.warnings.append(f"{name}: intensities below 0 are set to 0")
    return table


def _say_what_flee_does(table: list[dict[str, float]], network: Network, notes: Notes) -> None:
    """Where Flee does not follow the table: changes between intensities, zones that never end, camps in conflict."""
    days = list(pairwise(table))
    above = [(row[name], before[name]) for before, row in days for name in row if before[name] > LEAST_INTENSITY]
    ignored = sum(LEAST_INTENSITY < now != before for now, before in above)
    if ignored:
        notes.otherwise.append(
            f"conflicts.csv: {ignored:,} changes from one intensity above 0 to another are ignored by Flee: the "
            "intensity stays that of the first day of the conflict"
        )
    first = table[0] if table else {}
    zones = [
        entry.place for entry in network.knowledge if entry.kind == "conflict_zone" and entry.conflict_from is None
    ]
    started = [place for place in zones if not first.get(place, 0.0) > LEAST_INTENSITY]
    if started:
        notes.otherwise.append(
            f"conflicts.csv: there is no conflict on the first day in {listed(started)}, but Flee starts such a zone "
            "by its date in locations.csv, and ends it only when a conflict of the table ends there"
        )
    camps = [
        camp.place for camp in network.knowledge
        if camp.kind in CAMP_KINDS and camp.place in first
        and any(before[camp.place] > LEAST_INTENSITY >= row[camp.place] for before, row in days)
    ]  # fmt: skip
    if camps:
        notes.otherwise.append(
            f"conflicts.csv: after a conflict in {listed(camps)}, Flee lets people leave it as a town"
        )


def _changes(table: list[dict[str, float]], network: Network) -> list[LookaheadConflict]:
    changes = []
    kinds = network.names()
    last: dict[str, float] = {}
    for day, row in enumerate(table):
        for place, given in row.items():
            intensity = max(given, 0.0)
            if intensity != last.get(place, -1.0 if kinds[place] == "conflict_zone" else 0.0):
                changes.append(LookaheadConflict(place=place, date=network.moment(day), intensity=intensity))
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
    for line in read_lines(path, CHANGE_COLUMNS, CHANGE_NEEDS, notes) if path.is_file() else ():
        kind, day = kind_of(line, notes), day_of(line, "day", "day of the change", notes)
        if line.cells.get("name", "") not in network.names():
            notes.warnings.append(
                f"{line.where}: {line.cells.get('name', '')!r} is not in locations.csv; the row is left out"
            )
        elif kind and day is not None:
            values = {"place": line.cells["name"], "date": network.moment(day), "kind": kind}
            if kind == "conflict_zone":
                values["intensity"] = max(network.later_intensity, 0.0)
            changes.append(LookaheadChange.model_validate(values))
    return changes


def read_traits(folders: Folders, network: Network, notes: Notes) -> list[LookaheadTrait]:
    """demographics_<trait>.csv: values and their weights, by default and for single places."""
    traits: list[LookaheadTrait] = []
    known = {"Default", *network.names()}
    for path in sorted(folders.inputs.glob("demographics_*.csv")):
        trait = path.stem.split("_", 1)[1].split("_")[0]
        rows = read_cells(path, notes)
        header = rows[0][1] if rows else []
        columns = {name: at for at, name in enumerate(header) if at and name in known}
        for name in [name for name in header[1:] if name and name not in known]:
            notes.warnings.append(
                f"{path.name}, row {rows[0][0]}: {name} is not in locations.csv; its column is left out"
            )
        if rows and "Default" not in columns:
            notes.warnings.append(f"{path.name} has no column Default; places without a column have no {trait}")
        for number, row in rows[1:]:
            traits += _trait_row(f"{path.name}, row {number}", trait, row, columns, notes)
    return traits


def _trait_row(
    where: str, trait: str, row: list[str], columns: dict[str, int], notes: Notes
) -> list[LookaheadTrait]:  # fmt: skip
    result = []
    for name, column in columns.items():
        try:
            weight = float(row[column])
        except (IndexError, ValueError):
            weight = -1.0
        if weight < 0 or not row[0]:
            notes.faults.append(f"{where}: column {name} must contain a weight of at least 0; correct the cell")
        else:
            place = "" if name == "Default" else name
            result.append(LookaheadTrait(trait=trait, value=row[0], place=place, weight=weight))
    return result
