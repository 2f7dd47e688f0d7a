"""People of a Flee case who are somewhere when the run starts; and whether there is ever anybody."""

from __future__ import annotations

from typing import Any

from serai.flee.convert.files import Folders, read_cells
from serai.flee.convert.notes import Notes
from serai.flee.convert.places import Network
from serai.flee.places import place_days
from serai.flee.schema import CAMP_KINDS, FleeScenario
from serai.flee.series import new_people_by_day, people_at_start
from serai.scenario.ids import with_ids
from serai.scenario.schema import Initial

PERSON = "person"
AGENTS_KEY = "read_from_agents_csv_file"


def people_there(
    folders: Folders, given: dict[str, Any], network: Network, settings: dict[str, Any], notes: Notes, *, as_run: bool
) -> tuple[Initial, ...]:
    """People who are somewhere when the run starts, beyond the reports: agents.csv, and the column initial_idps."""
    kinds, empty = network.names(), bool(settings.get("empty_camps_on_day0"))
    there = {name: n for name, n in network.people.items() if n}
    in_camps = {name: n for name, n in there.items() if kinds[name] in CAMP_KINDS and not empty}
    if there:
        where = "nowhere, since empty_camps_on_day0 is on" if empty else "into camps only"
        notes.otherwise.append(
            f"locations.csv, column initial_idps: {sum(there.values()):,} people; Flee puts them {where}: "
            f"{sum(in_camps.values()):,}"
        )
    rows = [
        Initial(place=name, profile=PERSON, people=n, source="locations.csv, initial_idps")
        for name, n in (in_camps if as_run else there).items()
    ]
    if rows:
        notes.carried.append("locations.csv, column initial_idps: as rows of the table initial")
    rows += [
        Initial(place=name, profile=PERSON, people=n, source="agents.csv")
        for name, n in _agents(folders, given, network, notes).items()
    ]
    return with_ids("initial", tuple(rows))  # type: ignore[return-value]


def _agents(folders: Folders, given: dict[str, Any], network: Network, notes: Notes) -> dict[str, int]:
    """People by place in agents.csv, where the settings ask for it."""
    spawn, path = given.get("spawn_rules"), folders.inputs / "agents.csv"
    wanted = isinstance(spawn, dict) and spawn.get(AGENTS_KEY)
    notes.not_carried[:] = [line for line in notes.not_carried if AGENTS_KEY not in line]
    counts: dict[str, int] = {}
    if not wanted:
        if path.is_file():
            notes.not_carried.append(f"{path.name}: {AGENTS_KEY} is off, so Flee does not read it")
        return counts
    if not path.is_file():
        notes.warnings.append(f"{AGENTS_KEY} is set, but there is no agents.csv; nobody is added")
        return counts
    known = network.names()
    for number, row in read_cells(path, notes)[1:]:
        if row[0] in known:
            counts[row[0]] = counts.get(row[0], 0) + 1
        elif not row[0].startswith("#"):
            notes.warnings.append(f"{path.name}, row {number}: {row[0]!r} is not in locations.csv; the row is left out")
    notes.carried.append("agents.csv: as rows of the table initial, without the traits of single people")
    return counts


def is_empty(scenario: FleeScenario) -> bool:
    """Whether a run has nobody in it from its first day to its last."""
    if any(people_at_start(scenario).values()):
        return False
    if scenario.lookahead.new_people in ("camps", "total"):
        return not any(new_people_by_day(scenario))
    return not place_days(scenario).intensity.any()


def why_nobody(scenario: FleeScenario) -> str:
    """What to look at where a run has nobody in it."""
    days = f"{(scenario.end - scenario.start).days} days from {scenario.start} on"
    if scenario.lookahead.new_people in ("camps", "total"):
        why = "the files of source_data report no rise in these days; look at their dates, and at sim_period.csv"
    else:
        why = "no place is in conflict; look at conflicts.csv and the types in locations.csv"
    return f"nobody is anywhere at the start, and nobody sets out in the {days}: {why}"
