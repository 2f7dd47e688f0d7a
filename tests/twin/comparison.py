"""The engine's run and the twin's, number by number."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from serai.codes import Reason
from serai.runs.course import run
from serai.scenario.schema import Scenario
from serai.state.log import Axes, Outcome, kept_variables
from serai.state.parties import ARRANGED, NO_BED
from twin.books import Books
from twin.party import ARRANGED as ARRANGED_NAME
from twin.party import Step
from twin.run import run_twin


def differences(scenario: Scenario, seed: int) -> list[str]:
    """What differs between engine and twin: one line for each journey, array or total that does."""
    outcome = run(scenario, seed, follow_all=True)
    return compare(outcome, run_twin(scenario, seed))


def compare(outcome: Outcome, books: Books) -> list[str]:
    """What differs between a run of the engine and one of the twin."""
    found = []
    theirs, mine = journeys_of(outcome), {key: steps for key, steps in books.journeys.items() if steps}
    for key in sorted(theirs.keys() | mine.keys()):
        if theirs.get(key, []) != mine.get(key, []):
            found.append(f"journey {key:x}:\n  engine {theirs.get(key, [])}\n  twin   {mine.get(key, [])}")
    for variable in kept_variables(outcome.axes):
        wanted = as_array(variable.dims, variable.dtype, outcome.axes, books.sums[variable.name])
        got = np.asarray(outcome.arrays[variable.name])
        if not np.array_equal(got, wanted):
            at = tuple(int(row) for row in np.argwhere(got != wanted)[0])
            many = int((got != wanted).sum())
            found.append(f"{variable.name}: {many} differ, first at {at}: engine {got[at]}, twin {wanted[at]}")
    for name, total in outcome.totals.items():
        if books.totals[name] != total:
            found.append(f"total {name}: engine {total}, twin {books.totals[name]}")
    return found


def journeys_of(outcome: Outcome) -> dict[int, list[Step]]:
    """The engine's journeys with names, by key."""
    found: dict[int, list[Step]] = defaultdict(list)
    for row in outcome.journeys:
        reason, place = Reason(int(row["reason"])), outcome.axes.places[row["place"]]
        value = value_of(outcome.axes, reason, int(row["value"]))
        found[int(row["key"])].append(Step(int(row["time"]), reason, place, value, int(row["size"])))
    return found


def value_of(axes: Axes, reason: Reason, value: int) -> int | str:
    """The value of a step: a name where it is a row."""
    if reason == Reason.FOUND_BED:
        return {ARRANGED: ARRANGED_NAME, NO_BED: ""}[value] if value < 0 else axes.lodging[value]
    if reason == Reason.JOINED_LINE:
        return axes.lines[value].name
    if reason in (Reason.SET_OUT, Reason.CHANGED_POST, Reason.LEFT_CITY):
        return axes.places[value] if value >= 0 else ""
    return value


def as_array(dims: tuple[str, ...], dtype: str, axes: Axes, sums: dict[tuple[int | str, ...], float]) -> Any:
    """Sums by names as an array of the engine's shape and type."""
    names: dict[str, tuple[str, ...]] = {
        "place": axes.places,
        "profile": axes.profiles,
        "cause": axes.causes,
        "lodging": axes.lodging,
        "line": tuple(line.name for line in axes.lines),
    }
    array = np.zeros([axes.size(dim) for dim in dims], dtype=dtype)
    for where, value in sums.items():
        at = tuple(names[d].index(key) if isinstance(key, str) else key for d, key in zip(dims, where, strict=True))
        array[at] = value
    return array
