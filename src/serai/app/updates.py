"""New figures for the scenario that is open: what the form asks of `study.update`, and faults in the form's own words.

Figures are read and weighed as by ``serai update``; only the names of options differ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from serai.errors import ScenarioError, UsageError
from serai.jit import Progress
from serai.problems import Problem
from serai.scenario.known import parse_moment
from serai.scenario.nearest import quoted
from serai.scenario.read.csv import SentTable
from serai.scenario.read.load import load_observations
from serai.scenario.schema import Scenario
from serai.study.update import DRAWS, HORIZON, MOST_HORIZON, QUICK, Updated, UpdateOptions, default_name, update
from serai.study.weighing import UnlikelyRowsError

FORM = "the form"
MOST_CELL = 40
WORDS = {
    "with --as-of": "in the form", "--leave-out": "rows to ignore", "--keep": "rows that are correct",
}  # fmt: skip


@dataclass(frozen=True)
class NewFigures:
    """What was filled in, as it was typed; blank where nothing was.

    Attributes
    ----------
    table : SentTable or None
        A CSV file of the table `observations`, or what was pasted.
    as_of : str
        The moment up to which it is known.
    horizon : str
        Days to look ahead.
    draws : str
        How many draws, of those offered.
    leave_out, keep : tuple of str
        Ids of rows that are not used, or are right although nothing like them was expected.
    """

    table: SentTable | None
    as_of: str = ""
    horizon: str = ""
    draws: str = ""
    leave_out: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()


def asked_by(form: NewFigures, given: Scenario | Updated) -> UpdateOptions:
    """What a form asks for, compared with the scenario or the update that it goes on from.

    Raises
    ------
    ScenarioError
        With every fault of the fields, or of the table by row and column.
    UsageError
        If the cut lies outside the scenario, or before that of the update before.
    """
    faults: list[Problem] = []
    as_of = _moment(form.as_of.strip(), faults)
    horizon = _whole("horizon", form.horizon or str(HORIZON), tuple(range(1, MOST_HORIZON + 1)), faults)
    draws = _whole("draws", form.draws or str(QUICK), (QUICK, DRAWS), faults)
    if faults:
        raise ScenarioError(FORM, faults)
    whole = given.update.whole if isinstance(given, Updated) else given
    rows = load_observations(form.table, whole) if form.table else ()
    asked = UpdateOptions(rows, as_of, horizon, draws, None, form.leave_out, form.keep)
    try:
        default_name(given, asked)
    except UsageError as error:
        raise UsageError(_in_words(str(error))) from error
    return asked


def taken_in(given: Scenario | Updated, asked: UpdateOptions, on_progress: Progress) -> Updated:
    """The update; raises UnlikelyRowsError, whose advice names no option."""
    try:
        return update(given, asked, on_progress=on_progress)
    except UnlikelyRowsError as error:
        raise error.advising("correct it, ignore it, or confirm that it is correct") from error


def update_state(scenario: Scenario, updated: Updated | None, key: str) -> dict[str, Any] | None:
    """What the form needs to know: its bounds, and the update from which it goes on; None where it has no sense."""
    if not scenario.has_lines:
        return None
    made = updated.update if updated else None
    return {
        "first": scenario.start.isoformat(), "last": scenario.end.isoformat(), "most_horizon": MOST_HORIZON,
        "horizon": made.horizon if made else HORIZON, "draws": [QUICK, DRAWS], "key": key,
        "latest": made and {
            "cut": made.cut.isoformat(sep=" ", timespec="minutes"), "new": made.new, "draws": made.draws,
            "left_out": list(made.left_out), "unexplained": list(made.unexplained),
        },
    }  # fmt: skip


def _moment(text: str, faults: list[Problem]) -> datetime | None:
    try:
        return parse_moment(text, "") if text else None
    except UsageError as error:
        faults.append(Problem("as_of", str(error).strip()))
    return None


def _whole(field: str, text: str, allowed: tuple[int, ...], faults: list[Problem]) -> int:
    if re.fullmatch(r"[0-9]{1,3}", text.strip()) and int(text) in allowed:
        return int(text)
    offered = " or ".join(map(str, allowed)) if len(allowed) < 3 else f"{allowed[0]} to {allowed[-1]}"
    faults.append(Problem(field, f"must be {offered}, got {quoted(text[:MOST_CELL])}"))
    return 0


def _in_words(text: str) -> str:
    """A sentence that names options of the terminal, by what the form calls them."""
    for option, words in WORDS.items():
        text = text.replace(option, words)
    return text
