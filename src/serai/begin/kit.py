"""Kits: named sets of numbers, profiles and lodging for kinds of crises, as tables that users can add to."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, cast

from serai.begin.figure import GUESSED, Figure
from serai.begin.schema import KitLodging, KitNumber, LeavingProfile
from serai.errors import ScenarioError
from serai.problems import Problem
from serai.scenario.nearest import did_you_mean, nearest_or_all, quoted
from serai.scenario.numbers import number_text
from serai.scenario.read.csv import read_csv
from serai.scenario.read.rows import known_headers, read_rows
from serai.scenario.schema import Profile, Row
from serai.scenario.settings import range_fault
from serai.scenario.where import Report, Where

COMMON = "common"
NUMBERS, LEAVING, ORDINARY, LODGING = "numbers", "profiles", "ordinary", "lodging"
MEANINGS = {
    "at_risk_share": "share of a place's people affected by the event",
    "expected_share": "share of the country's people who leave, where --expect is not given",
    "expect_spread": "range of --expect if none is given",
    "mean_days": "mean delay from the event to setting out, in days",
    "shape": "shape of the gamma course of departures: 1 starts at its highest, more rises to a peak first",
    "days_before": "days of the run before the event",
    "days_after": "days of the run after the event",
    "capacity": "people a post can admit a day if nothing is stated",
    "capacity_spread": "range of a capacity that is stated without one",
    "capacity_per_ordinary": "capacity per ordinary traveller, for posts of which only ordinary traffic is stated",
    "ordinary_per_capacity": "ordinary inbound travellers a day, as a share of the capacity",
    "residents_share": "share of ordinary travellers who are citizens of the country of arrival",
    "road_factor": "road km per km of great circle",
    "border_km": "cities within this distance of a post count as near the border, in km",
    "border_pull": "factor on the pull of a city near the border, beyond its population",
    "attraction_spread": "range of the pull of a city",
    "cities": "cities of each country of arrival",
    "people_per_desk": "inhabitants per registration desk",
    "registration_minutes": "time of one registration, in minutes",
}


SHARES = frozenset({"at_risk_share", "expected_share", "residents_share"})
MAY_BE_NONE = frozenset({"days_before", "border_km", "ordinary_per_capacity", "residents_share"})
MODELS: dict[str, type[Row]] = {NUMBERS: KitNumber, LEAVING: LeavingProfile, ORDINARY: Profile, LODGING: KitLodging}


@dataclass(frozen=True)
class Kit:
    """What a kit says."""

    name: str
    numbers: dict[str, KitNumber]
    leaving: tuple[LeavingProfile, ...]
    ordinary: tuple[Profile, ...]
    lodging: tuple[KitLodging, ...]

    def number(self, name: str) -> float:
        """The value of a number."""
        return self.numbers[name].value

    def figure(self, name: str) -> Figure:
        """A number with its range, as a guess."""
        return Figure(self.number(name), *self.ends(name), GUESSED, f"kit {self.name}, number {name}")

    def ends(self, name: str) -> tuple[float, float]:
        """Low and high of a number; its value twice where it has no range."""
        low, high = self.numbers[name].range_of("value")
        value = self.numbers[name].value
        return (value if low is None else low, value if high is None else high)


def kit_names() -> list[str]:
    """Names of the kits that come with Serai."""
    return sorted(folder.name for folder in _library().iterdir() if folder.is_dir() and folder.name != COMMON)


def read_kit(given: str) -> Kit:
    """A kit by its name, or from a folder with some of numbers.csv, profiles.csv, ordinary.csv and lodging.csv.

    Tables that a kit lacks, and numbers that its table lacks, are those of the kit `common`.

    Raises
    ------
    ScenarioError
        With one line for each fault.
    """
    folder: Traversable | Path = _library().joinpath(given) if given in (*kit_names(), COMMON) else Path(given)
    what = f"kit {quoted(given)}"
    if not folder.is_dir():
        near = did_you_mean(given, kit_names())
        raise ScenarioError(what, [f"is neither {', '.join(kit_names())} nor a folder with tables of a kit.{near}"])
    report = Report(Where("folder"))
    common = _library().joinpath(COMMON)
    tables = {name: _table(folder, common, name, report) for name in MODELS}
    numbers = {row.name: row for row in cast("tuple[KitNumber, ...]", _rows(common, NUMBERS, Report(Where("folder"))))}
    for row, number in enumerate(cast("tuple[KitNumber, ...]", tables[NUMBERS])):
        if number.name not in MEANINGS:
            wrong = f"{quoted(number.name)} is not a number of a kit.{nearest_or_all(number.name, MEANINGS)}"
            report.cell(NUMBERS, row, "name", wrong)
        part, fault = range_fault(number.value, *number.range_of("value"))
        if not fault and number.name not in MAY_BE_NONE and 0 in (number.value, number.range_of("value")[0]):
            part, fault = "value", "must be above 0, with its range"
        if not fault and number.name in SHARES and number.value > 1:
            part, fault = "value", f"is a share, at most 1, got {number_text(number.value)}"
        if fault:
            report.cell(NUMBERS, row, part, fault)
        numbers[number.name] = number
    leaving = cast("tuple[LeavingProfile, ...]", tables[LEAVING])
    if given != COMMON and not sum(profile.share for profile in leaving):
        report.table(LEAVING, "no profile has a share of the people who leave")
    if report.problems:
        raise ScenarioError(what, report.problems)
    return Kit(given, numbers, leaving, cast("Any", tables[ORDINARY]), cast("Any", tables[LODGING]))


def _table(folder: Traversable, common: Traversable, name: str, report: Report) -> tuple[Row, ...]:
    has_own = folder.joinpath(f"{name}.csv").is_file()
    return _rows(folder if has_own else common, name, report)


def _rows(folder: Traversable, name: str, report: Report) -> tuple[Row, ...]:
    model = MODELS[name]
    if name == LEAVING and folder == _library().joinpath(COMMON):
        return ()
    try:
        raw = read_csv(name, folder.joinpath(f"{name}.csv").read_bytes(), known_headers(model))
    except (ValueError, OSError) as error:
        report.problems.append(Problem(f"{name}.csv", str(error)))
        return ()
    return read_rows(name, model, raw, report)


def _library() -> Traversable:
    return resources.files("serai.begin").joinpath("kits")
