"""A Flee case -> a scenario with the rule `lookahead`, and a report of what was carried over (docs/how-to/flee)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from serai.errors import ScenarioError
from serai.flee.convert.changes import read_changes, read_closures, read_conflicts, read_paths, read_traits
from serai.flee.convert.files import (
    LAYOUT_NAMES,
    PERIOD_NAMES,
    SETTINGS_NAMES,
    Folders,
    find_folders,
    first_of,
    holds_case,
    other_files,
    read_cells,
    read_yaml,
)
from serai.flee.convert.notes import Notes, apart, listed
from serai.flee.convert.people import PERSON, is_empty, people_there, why_nobody
from serai.flee.convert.places import Network, read_places, read_routes
from serai.flee.convert.series import Series, corrected, date_of, files_of, in_order, read_series
from serai.flee.convert.settings import default_intensity, read_settings
from serai.flee.schema import CAMP_KINDS, FleeScenario, Lookahead, LookaheadSeries
from serai.flee.series import TOTAL, is_largest_report, people_on
from serai.problems import Problem
from serai.scenario.ids import with_ids
from serai.scenario.rules.check import check
from serai.scenario.schema import Observation, Profile, Quantity
from serai.scenario.write.write import write
from serai.units import MINUTES_PER_DAY

MOST_DAYS = 36525
READ_FILES = frozenset(
    {"locations.csv", "routes.csv", "closures.csv", "conflicts.csv", "location_changes.csv", "major_routes.csv",
     "registration_corrections.csv", "agents.csv", "simsetting.csv", *PERIOD_NAMES, *LAYOUT_NAMES, *SETTINGS_NAMES}
)  # fmt: skip
FOLDERS_ABOVE = 2  # in which settings are looked for that many cases share


class Converted(NamedTuple):
    """A converted case: the scenario, and the report as Markdown."""

    scenario: FleeScenario
    report: str


def convert_flee(source: Path, target: Path, *, as_written: bool = False, force: bool = False) -> Converted:
    """Read a Flee case and write it as a scenario, with the report beside it.

    Parameters
    ----------
    source : Path
        Folder of the case: ``input_csv``, ``source_data`` and ``simsetting.yml``, or the CSV files at its top.
    target : Path
        Folder of the scenario, which must not exist or be empty.
    as_written : bool
        Whether the files mean what they say; else Flee's code is followed (`flee_as_run`).
    force : bool
        Replace a scenario that stands in `target`, and convert a case in which nobody sets out.

    Returns
    -------
    Converted

    Raises
    ------
    ScenarioError
        With one line for each fault that stops the conversion: file, row, and what to do.
    StoreError
        If the target exists or cannot be written.
    """
    converted = read_case(source, target.name, as_written=as_written)
    if is_empty(converted.scenario) and not force:
        text = f"{why_nobody(converted.scenario)}; use --force to convert it anyway"
        raise ScenarioError(f'Flee case "{source.name}"', [text])
    write(converted.scenario, target, force=force, report=converted.report)
    return converted


def read_case(source: Path, name: str, *, as_written: bool = False) -> Converted:
    """A Flee case as a scenario of a name, without writing it; parameters and errors as `convert_flee`."""
    notes, title = Notes(), f'Flee case "{source.name}"'
    if not source.is_dir():
        raise ScenarioError(title, [Problem(str(source), "there is no such folder")])
    folders = find_folders(source)
    missing = [file for file in ("locations.csv", "routes.csv") if not (folders.inputs / file).is_file()]
    if missing:
        raise ScenarioError(
            title, [f"{missing[0]} is missing in {source} and its folder input_csv; {_where_else(source)}"]
        )
    try:
        made = _understand(folders, name, notes, as_written=as_written)
    except ValidationError as error:
        notes.faults += [f"{fault['loc']}: {fault['msg']}, got {fault['input']!r}" for fault in error.errors()]
        made = None
    if made is None or notes.faults:
        raise ScenarioError(title, [apart(fault) for fault in dict.fromkeys(notes.faults)])
    check(made)
    if is_empty(made):
        notes.warnings.append(why_nobody(made))
    return Converted(made, notes.text(_heading(source.name, as_written=as_written)))


def _where_else(source: Path) -> str:
    """What to do about a folder that holds no case."""
    cases = [path.name for path in sorted(source.iterdir()) if path.is_dir() and holds_case(path)]
    return f"it contains the cases {listed(cases)}: name one of them" if cases else "name the case's folder"


def _understand(folders: Folders, name: str, notes: Notes, *, as_written: bool) -> FleeScenario | None:
    """The scenario of a case; None where there are faults."""
    as_run = not as_written
    given, settings_name = _settings_file(folders, notes)
    start, n_days = _period(folders, notes)
    settings = read_settings(given, settings_name, notes, as_run=as_run)
    intensity = default_intensity(given, as_run=as_run)
    network = Network(start, 1.0 if as_run else intensity, intensity)
    read_places(folders, network, notes, as_run=as_run)
    read_routes(folders, network, notes, as_run=as_run)
    tables = _tables(folders, network, n_days, notes, as_written=as_written)
    series = read_series(folders.data, start, n_days, notes, as_run=as_run)
    if not notes.faults:
        series = in_order(corrected(series, folders.inputs / "registration_corrections.csv", start, notes), n_days)
        _look_at_series(series, network, settings, notes)
    if notes.faults:
        return None
    tables |= _series_tables(series, network, n_days)
    tables["initial"] = people_there(folders, given, network, settings, notes, as_run=as_run)
    given_text = _what_is_given(settings, series, network, n_days)
    notes.carried.append(f"what the run is given: {given_text}")
    return FleeScenario(
        name=_scenario_name(name), title=f"{folders.root.name}: a case of Flee", description=_description(as_written),
        start=start, end=start + timedelta(days=n_days), tick_minutes=MINUTES_PER_DAY, rule="lookahead",
        flee_as_run=as_run, lookahead=_lookahead(settings, given_text, settings_name),
        places=tuple(network.places), routes=tuple(network.routes),
        profiles=(Profile(name=PERSON, source="one person"),),
        lookahead_places=tuple(network.knowledge), lookahead_routes=tuple(network.links), **tables,
    )  # fmt: skip


def _settings_file(folders: Folders, notes: Notes) -> tuple[dict[str, Any], str]:
    above = folders.root.resolve().parents[:FOLDERS_ABOVE]
    for place in (folders.root, folders.inputs, folders.data, *above):
        path = first_of(place, SETTINGS_NAMES)
        if path is not None:
            if place in above:
                notes.warnings.append(
                    f"the case has no {path.name} of its own; it is read from the folder {place.name} above it"
                )
            return read_yaml(path, notes), path.name
    older = " simsetting.csv, which Flee no longer reads, is not read here either." * any(
        (place / "simsetting.csv").is_file() for place in (folders.root, folders.inputs)
    )
    notes.warnings.append(f"there is no simsetting.yml; Flee's own defaults apply.{older}")
    return {}, SETTINGS_NAMES[0]


def _period(folders: Folders, notes: Notes) -> tuple[date, int]:
    """First day and number of days, from sim_period.csv."""
    path = first_of(folders.inputs, PERIOD_NAMES)
    start, n_days = date(2000, 1, 1), 1
    if path is None:
        notes.faults.append("sim_period.csv is missing; write the rows StartDate,2015-05-01 and Length,396 into it")
        return start, n_days
    if path.name != PERIOD_NAMES[0]:
        notes.warnings.append(f"{path.name} is read instead of {PERIOD_NAMES[0]}, without which Flee stops")
    rows = read_cells(path, notes)
    result = {row[0].lstrip("#").strip().casefold(): (number, row[1]) for number, row in rows if len(row) > 1}
    number, text = result.get("startdate", (0, ""))
    when = date_of(text)
    if when is None:
        where = f"{path.name}, row {number}: got {text!r};" if number else f"{path.name}:"
        notes.faults.append(f"{where} needs a row StartDate with a date, e.g. StartDate,2015-05-01")
    number, text = result.get("length", (0, ""))
    try:
        n_days = int(float(text))
    except (ValueError, OverflowError):
        n_days = 0
    if not 1 <= n_days <= MOST_DAYS:
        where = f"{path.name}, row {number}: got {text!r};" if number else f"{path.name}:"
        notes.faults.append(f"{where} needs a row Length with a number of days, e.g. Length,396")
        n_days = 1
    return when or start, n_days


def _tables(
    folders: Folders, network: Network, n_days: int, notes: Notes, *, as_written: bool
) -> dict[str, Any]:  # fmt: skip
    _name_other_files(folders, notes)
    return {
        "lookahead_paths": tuple(read_paths(folders, network, notes)),
        "lookahead_closures": tuple(read_closures(folders, network, notes)),
        "lookahead_conflicts": tuple(read_conflicts(folders, network, n_days, notes)),
        "lookahead_changes": tuple(read_changes(folders, network, notes, as_run=not as_written)),
        "lookahead_traits": tuple(read_traits(folders, network, notes)),
    }


def _name_other_files(folders: Folders, notes: Notes) -> None:
    named = []
    for pattern, reason in (
        ("flood_level.csv", "floods are not carried over"),
        (
            "region_attributes_*.csv",
            "food security, which counts with flee_when_starving and the like, is not carried over",
        ),
        ("location_attributes_*.csv", "Flee keeps attributes that change over time; no rule uses them"),
    ):
        for path in sorted(folders.inputs.glob(pattern)):
            named.append(path.name)
            notes.not_carried.append(f"{path.name}: {reason}")
    used = READ_FILES | set(files_of(folders.data)) | {path.name for path in folders.inputs.glob("demographics_*.csv")}
    others = [path.name for path in other_files(folders, frozenset({*used, *named}))]
    if others:
        notes.not_carried.append(f"{listed(others)}: neither Flee nor Serai reads such a file of a case")


def _look_at_series(series: list[Series], network: Network, settings: dict[str, Any], notes: Notes) -> None:
    """Say where camps and series do not fit together, and what Flee makes of the first day."""
    names, kinds = {entry.name for entry in series}, network.names()
    for name, kind in kinds.items():
        if kind in CAMP_KINDS and series and name not in names:
            notes.warnings.append(
                f"data_layout.csv: the camp {name} has no row; Flee stops there, here it is not scored"
            )
    for name in sorted(names - set(kinds) - {TOTAL}):
        notes.warnings.append(
            f"data_layout.csv: {name} is not in locations.csv; its people count in the daily total only"
        )
    if settings.get("new_people") == "total" and TOTAL not in names:
        notes.faults.append("data_layout.csv: sum_from_camps is False, but there is no row total; add one")
    if settings.get("new_people") in ("camps", "total"):
        started = sum(int(people_on(entry.points, 0)) for entry in series if kinds.get(entry.name) in CAMP_KINDS)
        if started:
            empty = bool(settings.get("empty_camps_on_day0"))
            though = "although nobody is put in" if empty else "although they still count as occupants"
            notes.otherwise.append(
                f"the {started:,} people in camps on the first day are subtracted from their camps' capacities by "
                f"Flee, {though}; a capacity below 1 then means no limit{_capacities_left(series, network, settings)}"
            )
        if settings.get("insert_day0") is False and settings.get("new_people") == "camps":
            notes.otherwise.append(
                "insert_day0 = False with sum_from_camps: on the first day Flee sends out the sum of all series, the "
                "total too, so everyone is counted twice"
            )


def _capacities_left(series: list[Series], network: Network, settings: dict[str, Any]) -> str:
    """Camps that are without limit, or full for ever, once the people of the first day are taken off."""
    there = {entry.name: int(people_on(entry.points, 0)) for entry in series}
    scaling, empty = settings.get("capacity_scaling", 1.0), bool(settings.get("empty_camps_on_day0"))
    camps = {entry.place: entry.capacity for entry in network.knowledge if entry.capacity and there.get(entry.place)}
    left = {name: (capacity - there[name]) * scaling for name, capacity in camps.items()}
    parts = {
        "without limit": [name for name, capacity in left.items() if capacity < 1],
        "full from the start": [name for name, capacity in left.items() if not empty and 1 <= capacity <= there[name]],
    }
    return "".join(f"; so {what}: {', '.join(names)}" for what, names in parts.items() if names)


def _series_tables(series: list[Series], network: Network, n_days: int) -> dict[str, Any]:
    rows, observations = [], []
    kinds = network.names()
    for entry in series:
        for day, people in entry.points:
            rows.append(
                LookaheadSeries(
                    series=entry.name, date=network.moment(day), people=people, reported=day in entry.reported
                )
            )
        if kinds.get(entry.name) in CAMP_KINDS:
            observations += [
                _observation(entry.name, network, day, people)
                for day, people in entry.points
                if 0 <= day < n_days and day in entry.reported
            ]
    return {"lookahead_series": tuple(rows), "observations": with_ids("observations", tuple(observations))}


def _observation(camp: str, network: Network, day: int, people: float) -> Observation:
    return Observation(
        start=network.moment(day), end=network.moment(day + 1), quantity="present", statistic="last", place=camp,
        fact_group=camp, value=float(int(people)), unit="persons", confidence="high", use="test", rests_on="assumed",
        source="source_data",
    )  # fmt: skip


def _what_is_given(settings: dict[str, Any], series: list[Series], network: Network, n_days: int) -> str:
    """What a forecast would have to predict and this run is given."""
    parts = []
    if settings.get("new_people") in ("camps", "total") and series:
        parts.append("daily totals")
    points = {entry.name: entry.points for entry in series}
    camps = [entry for entry in network.knowledge if entry.capacity and entry.place in points]
    alike = [camp for camp in camps if is_largest_report(camp.capacity or 0.0, points[camp.place], n_days)]
    if camps:
        parts.append(f"capacities (at {len(alike)} of {len(camps)} camps equal to the largest observation, to 2 %)")
    return ", ".join(parts) or "nothing of what is scored"


def _lookahead(settings: dict[str, Any], given: str, name: str) -> Lookahead:
    values: dict[str, Any] = {"given": given, "source": name}
    fields = Lookahead.model_fields
    for key, value in settings.items():
        is_quantity = isinstance(fields[key].default, Quantity)
        values[key] = Quantity(value=value, source=name) if is_quantity else value
    return Lookahead(**values)


def _scenario_name(name: str) -> str:
    made = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-._")
    return made[:80] or "flee-case"


def _description(as_written: bool) -> str:
    return "A Flee case, run as its files say." if as_written else "A Flee case, run as Flee's code runs it."


def _heading(name: str, *, as_written: bool) -> str:
    how = (
        "flee_as_run is unset: the files mean what they say."
        if as_written
        else "flee_as_run is set: where Flee's code differs from its files, the code is followed. To follow the files, "
        "convert with --as-written, or set flee_as_run to false."
    )
    return f"# {name}, converted from Flee\n\n{how}"
